"""No log holds the secret of a link, whoever writes it."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.log import log_response

from pastoral import logs

SECRET = "Zk3v-Q1x_8bTfA0pLmWc2Q"


@pytest.fixture(params=[True, False], ids=["json", "plain"])
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What our own handler writes while it is the only one."""
    config = logs.config(as_json=request.param)
    paper = io.StringIO()
    config["handlers"]["console"]["stream"] = paper
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    root.handlers = []
    logging.config.dictConfig(config)
    yield paper
    root.handlers = before
    root.setLevel(level)


@pytest.mark.parametrize(
    "line",
    [
        f"Not Found: /r/{SECRET}/",
        f"Not Found: /v/{SECRET}/another-time/",
        f"Not Found: /p/{SECRET}/",
        f"GET /c/{SECRET}.ics HTTP/1.1",
        f"GET /join/{SECRET}/ HTTP/1.1",
        f"/accounts/login/?next=%2Fr%2F{SECRET}%2F&a=1",
        f"/accounts/password/reset/key/{SECRET}/",
        f'said "http://127.0.0.1:8000/r/{SECRET}"',
    ],
)
def test_the_secret_of_a_link_is_replaced_by_stars(line: str) -> None:
    assert SECRET not in logs.redacted(line)
    assert "***" in logs.redacted(line)


def test_other_paths_stay_as_they_are() -> None:
    assert logs.redacted("GET /families/42/?q=r HTTP/1.1") == "GET /families/42/?q=r HTTP/1.1"


@pytest.mark.parametrize(
    "name",
    ["django.request", "gunicorn.access", "gunicorn.error", "celery.worker", "alongside.texts"],
)
def test_rule_21_no_logger_writes_a_secret(written: io.StringIO, name: str) -> None:
    logging.getLogger(name).error("opened %s", f"/r/{SECRET}/")

    assert "/r/***" in written.getvalue()
    assert SECRET not in written.getvalue()


def test_a_traceback_holds_no_secret_either(written: io.StringIO) -> None:
    try:
        dict[str, str]()[f"/r/{SECRET}/"]
    except KeyError:
        logging.getLogger("alongside").exception("oh")

    assert "Traceback" in written.getvalue()
    assert SECRET not in written.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        f"/r/{SECRET}/",
        f"/r/{SECRET}/nothing/here/",
        f"/join/{SECRET}/",
        f"/v/{SECRET}",
        f"/v/{SECRET}/answer/",
        f"/v/{SECRET}/nothing/here/",
        f"/c/{SECRET}.ics",
    ],
)
def test_a_request_leaves_no_secret_in_any_log(
    written: io.StringIO, client: Client, path: str
) -> None:
    client.get(path)
    client.post(path)

    assert SECRET not in written.getvalue()


def test_a_line_is_json_whatever_is_in_it() -> None:
    config = logs.config(as_json=True)
    formatter = logging.config.DictConfigurator(config).configure_formatter(
        config["formatters"]["line"]
    )
    record = logging.LogRecord("x", logging.WARNING, "", 0, 'a "b"\n\\ {c} %s', ("ü",), None)

    line = formatter.format(record)

    assert json.loads(line)["said"] == 'a "b"\n\\ {c} ü'
    assert "\n" not in line


def test_quiet_says_only_what_goes_wrong() -> None:
    assert logs.config(as_json=True, is_quiet=True)["loggers"]["alongside"]["level"] == "WARNING"


@pytest.mark.parametrize(("status", "has_trace"), [(403, False), (404, False), (500, True)])
def test_a_refused_page_is_one_line_and_a_broken_one_has_its_trace(
    written: io.StringIO, status: int, has_trace: bool
) -> None:
    def refuse() -> None:
        raise PermissionDenied

    with pytest.raises(PermissionDenied) as caught:
        refuse()
    log_response(
        "Said: %s", "/families/", response=HttpResponse(status=status),
        request=RequestFactory().get("/families/"), exception=caught.value,
    )  # fmt: skip

    assert "Said: /families/" in written.getvalue()
    assert ("Traceback" in written.getvalue()) is has_trace
    assert has_trace or written.getvalue().count("\n") == 1
