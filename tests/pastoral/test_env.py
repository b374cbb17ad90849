"""Settings are read from the environment, and nonsense is refused with a sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from pastoral import env

Patch = pytest.MonkeyPatch


def test_a_text_that_must_be_there_is_asked_for_by_name(monkeypatch: Patch) -> None:
    monkeypatch.delenv("A_TEXT", raising=False)

    with pytest.raises(ImproperlyConfigured, match="Set A_TEXT in the environment"):
        env.text("A_TEXT")
    assert env.text("A_TEXT", "so") == "so"


@pytest.mark.parametrize(
    ("said", "meant"), [("1", True), ("Yes", True), ("off", False), ("0", False), ("", True)]
)
def test_a_flag_is_a_yes_or_a_no(monkeypatch: Patch, said: str, meant: bool) -> None:
    monkeypatch.setenv("A_FLAG", said)

    assert env.flag("A_FLAG", default=True) is meant


def test_a_flag_takes_nothing_else(monkeypatch: Patch) -> None:
    monkeypatch.setenv("A_FLAG", "maybe")

    with pytest.raises(ImproperlyConfigured, match="A_FLAG is “maybe”: it takes 1 or 0"):
        env.flag("A_FLAG", default=False)


@pytest.mark.parametrize("said", ["many", "0", "61", "1.5", "--5", "²", "1e9", "9" * 5000])
def test_a_number_is_whole_and_within_its_bounds(monkeypatch: Patch, said: str) -> None:
    monkeypatch.setenv("A_NUMBER", said)

    with pytest.raises(ImproperlyConfigured, match="a whole number from 1 to 60"):
        env.number("A_NUMBER", 15, least=1, most=60)


def test_a_number_has_its_default(monkeypatch: Patch) -> None:
    monkeypatch.setenv("A_NUMBER", " ")

    assert env.number("A_NUMBER", 15) == 15


def test_words_are_told_apart_by_commas(monkeypatch: Patch) -> None:
    monkeypatch.setenv("WORDS", " one, two ,,three")

    assert env.words("WORDS") == ["one", "two", "three"]


@pytest.mark.parametrize("said", ["short", "x" * 44, "", "dGVzdA=="])
def test_a_key_that_locks_nothing_is_refused(monkeypatch: Patch, said: str) -> None:
    monkeypatch.setenv("KEYS", said)

    with pytest.raises(ImproperlyConfigured, match="KEYS"):
        env.keys("KEYS")


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (lambda: env.database("URL", "sqlite:////tmp/x"), "mysql://127.0.0.1/x"),
        (lambda: env.email("URL", "smtp://127.0.0.1:25"), "http://127.0.0.1"),
        (lambda: env.redis("URL"), "http://127.0.0.1:6379"),
    ],
)
def test_an_address_of_the_wrong_kind_is_refused(
    monkeypatch: Patch, read: object, said: str
) -> None:
    monkeypatch.setenv("URL", said)

    with pytest.raises(ImproperlyConfigured, match="URL takes"):
        read()  # type: ignore[operator]


def test_redis_may_be_left_out(monkeypatch: Patch) -> None:
    monkeypatch.setenv("URL", "")

    assert env.redis("URL") == ""


def test_a_folder_is_made(monkeypatch: Patch, tmp_path: Path) -> None:
    monkeypatch.setenv("FOLDER", str(tmp_path / "a" / "b"))

    assert env.folder("FOLDER", tmp_path).is_dir()


PRODUCTION = {
    "SITE_URL": "https://alongside.example.org",
    "ALLOWED_HOSTS": "alongside.example.org",
    "DATABASE_URL": "postgres://127.0.0.1:5432/alongside",
    "SECRET_KEY": "s" * 60,
    "LINK_KEYS": "l" * 60,
    "FINGERPRINT_KEY": "f" * 60,
    "FIELD_KEYS": "dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktMTIzNDU=",
    "EMAIL_URL": "smtp+tls://mail.example.org:587",
}


def _setting_up(tmp_path: Path, **changed: str) -> subprocess.CompletedProcess[str]:
    """Read the settings as a fresh process does."""
    environment = {**PRODUCTION, "VAR_DIR": str(tmp_path), "PATH": os.environ["PATH"], **changed}
    code = (
        "from pastoral import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.DEBUG, s.DEMO)"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_defaults_are_production_s(tmp_path: Path) -> None:
    assert _setting_up(tmp_path).stdout.split() == ["True", "True", "False", "False"]


@pytest.mark.parametrize(
    ("name", "said", "sentence"),
    [
        ("SITE_URL", "alongside.example.org", "it starts with https://"),
        ("SECRET_KEY", "", "Set SECRET_KEY in the environment"),
        ("FIELD_KEYS", "nonsense", "32 bytes in URL-safe base64"),
        ("CLOCK_SECONDS", "never", "a whole number from 1 to 60"),
        ("DEMO", "perhaps", "it takes 1 or 0"),
    ],
)
def test_nonsense_in_the_environment_is_refused_with_a_sentence(
    tmp_path: Path, name: str, said: str, sentence: str
) -> None:
    tried = _setting_up(tmp_path, **{name: said})

    assert tried.returncode == 1
    assert sentence in tried.stderr.splitlines()[-1]
