"""What is never measured or shown: no page, address, file or definition gives it (domain, 5)."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

from families.models import Adult, Child, Household
from pastoral.accounts.models import Membership, Staff
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.figures import keeping, statement
from pastoral.figures.measures import BELONGING, MEASURES, Reader
from pastoral.figures.models import PeriodFigures
from sessions_app.models import Pulse
from tests import factories as make
from tests.figures.worlds import World, a_world

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
TODAY = datetime(2027, 2, 10, 10, tzinfo=UTC)
PERIODS = (
    "2026-autumn-1", "2026-autumn-2", "2026-spring-1", "2026-autumn", "2026-spring", "2026",
)  # fmt: skip
READERS = ("head", "governor", "trust")
NAMES = {"Zephyrine": Household, "Quillon": Child, "Vexworth": Child, "Morwenna": Adult}
WORDS_NOBODY_RELEASED = "We were so cross about the bus."
NEVER = re.compile(
    r"\b(scores?|scored|engagement|risk rating|rag|amber|league|ranks?|ranked|ranking|best|worst|top|bottom|"
    r"streaks?|badges?|prizes?|sentiment|locations?|minutes in the home|opened (the|their) link|link opens?|"
    r"declined|refused|no-shows?|did not come|said no|non-engag\w+)\b",
    re.IGNORECASE,
)
# What the pages say against such things.
AGAINST = ("They never say who did not come, or who said no.", "so they are not ranked")
INVENTED = (
    "sort=reach", "sort=-reach", "order=score", "rank=1", "mentor=1", "family=Zephyrine", "child=1",
    "from=2026-11-02&to=2026-11-03", "first_on=2026-11-02", "period=2026-11-02..2026-11-03",
    "period=2026-autumn-9", "period=", "period=week", "group=fsm&group=eal&group=sen_e", "is_open=1",
    "has_roll=1", "setting=other", "format=json", "page=2", "by=mentor", "at_most=1",
)  # fmt: skip
INVENTED_MEASURES = (
    "score", "engagement", "risk", "caseload", "worries", "expected", "not_written_up", "strangers",
    "active", "pulses", "expected_nobody_in", "not_reached", "opens", "declined", "mentors",
)  # fmt: skip


@pytest.fixture
def world() -> Iterator[World]:
    """A zone whose every name is one nothing else is called."""
    with time_machine.travel(TODAY, tick=False):
        made = a_world(seed=4, families=24)
        made.zone.trust, made.zone.name = make.make_trust(), "Elm Zone"
        made.zone.save()
        for n, home in enumerate(made.homes):
            home.label = f"Zephyrine {n}"
        Household.objects.bulk_update(made.homes, ["label"])
        Child.objects.update(legal_first="Quillon", surname="Vexworth")
        Adult.objects.update(known_as="Morwenna", surname="Vexworth")
        Staff.objects.update(first_name="Thaddeus", last_name="Brannock")
        afternoon = Pulse.objects.first()
        assert afternoon is not None
        make.make_pulse(afternoon.afternoon, comment=WORDS_NOBODY_RELEASED)
        keeping.refresh(made.zone.pk, everything=True)
        yield made


def reader_of(world: World, who: str) -> Viewer:
    role = Role.HEAD if who == "head" else Role.TRUST
    viewer = make.make_viewer(role, setting=world.zone, first_name="Ines", last_name="Okafor")
    if who == "trust":
        Membership.objects.create(
            staff=viewer.user, trust=world.zone.trust, role=role, from_on=TODAY.date()
        )
    return viewer


def is_about_somebody(said: str) -> list[str]:
    """Names, keys and words of anybody in what is said, in any letter case."""
    found = [
        name for name in (*NAMES, "Thaddeus", "Brannock", WORDS_NOBODY_RELEASED) if name in said
    ]
    for model in (Household, Child, Adult, get_user_model()):
        for key in model.objects.values_list("pk", flat=True):
            found += [f"{each}" for each in (key, getattr(key, "hex", "?")) if f"{each}" in said]
    return found


def main_of(page: str) -> str:
    return page[page.index("<main") : page.index("</main>")]


def words_of(page: str) -> str:
    """The words of a page, without what it says against what is never shown."""
    said = unescape(" ".join(re.sub(r"<[^>]*>", " ", page).split()))
    for each in AGAINST:
        said = said.replace(each, "")
    return said


def addresses(who: str) -> Iterator[str]:
    """Every address there is of a period, for somebody."""
    pages = ["/figures/", "/figures/all/", "/figures/governors/", "/figures/out/"]
    pages += ["/figures/trust/"] if who == "trust" else []
    for period in PERIODS:
        yield from (f"{page}?period={period}" for page in pages)
    yield from (
        f"/figures/{PERIODS[n % len(PERIODS)]}/{key}/"
        for n, key in enumerate(MEASURES)
        if MEASURES[key].reader is Reader.EVERYBODY
    )


@pytest.mark.parametrize("who", READERS)
def test_no_page_is_about_anybody_or_says_what_is_never_said(
    who: str, world: World, sign_in: SignIn
) -> None:
    client = sign_in(reader_of(world, who))

    for address in addresses(who):
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == 200, address
        assert is_about_somebody(main_of(page)) == [], address
        assert NEVER.findall(words_of(main_of(page))) == [], address


@pytest.mark.parametrize("who", READERS)
def test_no_invented_question_gets_an_answer_of_its_own(
    who: str, world: World, sign_in: SignIn
) -> None:
    client = sign_in(reader_of(world, who))
    pages = ["/figures/", "/figures/all/", "/figures/governors/", "/figures/2026-autumn/reach/"]
    pages += ["/figures/trust/"] if who == "trust" else []

    for page in pages:
        plain = main_of(client.get(page).content.decode())
        for query in INVENTED:
            assert main_of(client.get(f"{page}?{query}").content.decode()) == plain, (page, query)


@pytest.mark.parametrize("who", READERS)
def test_there_is_no_figure_and_no_period_but_those_there_are(
    who: str, world: World, sign_in: SignIn
) -> None:
    client = sign_in(reader_of(world, who))

    for measure in INVENTED_MEASURES:
        assert client.get(f"/figures/2026-autumn/{measure}/").status_code == 404, measure
    for period in ("2026-11-02", "2026-w45", "2025", "2027-autumn", "all"):
        assert client.get(f"/figures/{period}/reach/").status_code == 404, period


@pytest.mark.parametrize("who", READERS)
def test_a_caseload_is_never_counted_for_them(who: str, world: World, sign_in: SignIn) -> None:
    client = sign_in(reader_of(world, who))

    page = client.get("/figures/?period=2026-autumn").content.decode()

    assert MEASURES["caseload"].label not in page
    assert "full-time" not in main_of(page)


def inside(made: bytes, kind: str) -> list[str]:
    """Everything a file says: its words, its names of sheets, its properties."""
    if kind == "csv":
        return [made.decode("utf-8-sig")]
    if kind == "xlsx":
        with ZipFile(BytesIO(made)) as book:
            return [*book.namelist(), *(unescape(book.read(n).decode()) for n in book.namelist())]
    if not shutil.which("pdftotext"):
        pytest.skip("needs pdftotext (poppler)")
    read = [
        subprocess.run([tool, *more], input=made, capture_output=True, check=True).stdout.decode()
        for tool, more in (("pdftotext", ["-", "-"]), ("pdfinfo", ["-"]))
    ]
    return [*read, made.decode("latin-1")]


@pytest.mark.parametrize("kind", ["csv", "xlsx", "pdf"])
@pytest.mark.parametrize("who", ["head", "trust"])
def test_no_file_is_about_anybody_or_says_what_is_never_said(
    who: str, kind: str, world: World, sign_in: SignIn
) -> None:
    client = sign_in(reader_of(world, who))

    for period in PERIODS if kind != "pdf" else PERIODS[3:4]:
        made = client.post(
            f"/figures/out/?period={period}&sort=score&family=1",
            {"kind": kind, "reason": "For the governors", "mentor": "1"},
        )
        for said in inside(made.content, kind):
            assert is_about_somebody(said) == [], (period, kind)
            is_text = kind != "pdf" or not said.startswith("%PDF")
            assert not is_text or NEVER.findall(words_of(said)) == [], (period, kind)


def test_the_settings_of_a_trust_stand_by_name_whatever_is_asked(
    world: World, sign_in: SignIn
) -> None:
    viewer = reader_of(world, "trust")
    for name in ("Yew Zone", "Ash Zone"):
        zone = make.make_setting(name=name, trust=world.zone.trust)
        make.make_half_term(zone)
    client = sign_in(viewer)

    for query in ("", *INVENTED, "order=name&desc=1", "sort=name"):
        page = main_of(client.get(f"/figures/trust/?{query}").content.decode())
        at = [page.index(f">{name}<") for name in ("Ash Zone", "Elm Zone", "Yew Zone")]
        assert at == sorted(at), query


# --- What could not be measured at all. ----------------------------------------------

OF_NO_FIGURE = (
    "opened", "clicked", "seen_at", "latitude", "longitude", "location", "postcode", "minutes",
    "started_at", "ended_at", "arrived", "left_at", "sentiment", "score", "risk", "rag", "rating", "rank",
    "streak", "badge", "declin", "refus", "reason",
)  # fmt: skip


def test_no_measure_is_made_of_what_is_never_measured() -> None:
    made_of = " ".join((*statement.EXPRESSIONS, *statement.SELECTS)).lower()
    columns = set(re.findall(r"[a-z_]+", re.sub(r"--.*", "", made_of)))

    assert [word for word in OF_NO_FIGURE if any(word in column for column in columns)] == []


def test_no_measure_says_it_and_nothing_kept_has_a_place_for_it() -> None:
    for key, each in MEASURES.items():
        said = f"{key} {each.label} {each.said} {each.noun} {each.missing}"
        assert NEVER.findall(said) == [], key
    fields = {field.name for field in PeriodFigures._meta.get_fields()}
    assert fields == {
        "id", "created_at", "updated_at", "setting", "has_roll", "key", "kind",
        "first_on", "last_on", "settled_on", "as_of", "made_with", "figures", "rows",
    }  # fmt: skip


def test_nothing_kept_is_about_one_family(world: World) -> None:
    for kept in PeriodFigures.objects.filter(setting=world.zone):
        assert is_about_somebody(f"{kept.rows} {kept.figures}") == []
        assert not set(BELONGING) - kept.figures.keys()


def test_no_page_for_parents_speaks_of_attendance_at_school() -> None:
    folder = Path(settings.BASE_DIR) / "templates"
    pages = [*folder.glob("parents/*.html"), folder / "parent_base.html"]

    assert len(pages) > 30
    for page in pages:
        said = page.read_text()
        assert not re.search(
            r"attend|absen|suspen|school_?week|register_code|\brate\b", said, re.IGNORECASE
        ), page
