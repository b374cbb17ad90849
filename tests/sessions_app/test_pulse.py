"""Four questions about an afternoon, joined to nobody."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client, override_settings

from pastoral import links
from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from sessions_app import pulses
from sessions_app.actions import pulses as actions
from sessions_app.actions import series
from sessions_app.models import Afternoon, Pulse
from tests.factories import (
    make_adult,
    make_afternoon,
    make_invitation,
    make_pulse,
    make_staff,
    make_viewer,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
WEDNESDAY = date(2026, 11, 25)
AT_THE_END = datetime(2026, 11, 25, 14, 52, tzinfo=UTC)
CLOSED = "This page is closed now"


@pytest.fixture(autouse=True)
def _at_the_end() -> Iterator[None]:
    with time_machine.travel(AT_THE_END, tick=False):
        yield


@pytest.fixture
def lead() -> Viewer:
    return make_viewer(Role.LEAD)


@pytest.fixture
def afternoon(lead: Viewer) -> Afternoon:
    return actions.lay(
        afternoon=make_afternoon(lead.setting, on=WEDNESDAY, care_listed_at=AT_THE_END),
        by=lead.user,
    )


def url(afternoon: Afternoon, language: str = "en") -> str:
    return f"/p/{links.secret_of(afternoon.pk, 1)}/{language}/"


def test_what_is_said_is_kept_with_the_day_and_nothing_of_who(
    client: Client, afternoon: Afternoon
) -> None:
    entries = TrailEntry.objects.count()

    answer = client.post(
        url(afternoon),
        {"welcome": "yes", "listened_to": "a_bit", "comment": "Lovely biscuits.", "quote": "1"},
    )

    kept = Pulse.objects.get()
    assert (kept.welcome, kept.listened_to, kept.would_come_again) == ("yes", "a_bit", "")
    assert (kept.comment, kept.quote_consent, kept.given_on) == (
        "Lovely biscuits.",
        True,
        WEDNESDAY,
    )
    assert answer.headers["location"] == f"{url(afternoon)}thanks/"
    assert not answer.cookies
    assert TrailEntry.objects.count() == entries


def test_nothing_in_the_row_could_name_a_person_or_a_moment() -> None:
    kinds = {field.name: type(field).__name__ for field in Pulse._meta.get_fields()}
    related = {f.name for f in Pulse._meta.get_fields() if f.is_relation}

    assert related == {"afternoon"}
    assert "DateTimeField" not in kinds.values()
    assert "GenericIPAddressField" not in kinds.values()


def test_an_empty_one_is_not_kept(client: Client, afternoon: Afternoon) -> None:
    answer = client.post(url(afternoon), {"comment": "  ", "quote": "1", "welcome": "nonsense"})

    assert answer.headers["location"] == url(afternoon)
    assert not Pulse.objects.exists()


def test_looking_changes_nothing_and_sets_no_cookie(client: Client, afternoon: Afternoon) -> None:
    page = client.get(url(afternoon))

    assert not page.cookies
    assert "I felt welcome today" in page.content.decode()
    assert not Pulse.objects.exists()
    assert len(page.content) < 50_000


@pytest.mark.parametrize(
    ("at", "is_open"),
    [("14:14", False), ("14:15", True), ("next 14:59", True), ("next 15:00", False)],
)
def test_it_opens_with_the_activity_and_closes_after_a_day(
    at: str, client: Client, afternoon: Afternoon, *, is_open: bool
) -> None:
    day = WEDNESDAY + timedelta(days=at.startswith("next"))
    hour, minute = at.rsplit(maxsplit=1)[-1].split(":")
    now = datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=UTC)

    with time_machine.travel(now, tick=False):
        client.post(url(afternoon), {"welcome": "yes"})
        page = client.get(url(afternoon)).content.decode()

    assert Pulse.objects.exists() == is_open
    assert (CLOSED in page) != is_open


@pytest.mark.parametrize("path", ["", "nothing", "nothing/en/", "x/en/thanks/"])
def test_rule_23_a_link_that_opens_nothing_gives_the_one_friendly_page(
    path: str, client: Client
) -> None:
    page = client.get(f"/p/{path}")

    assert page.status_code == 404
    assert "does not open any more" in page.content.decode()


def test_a_language_we_do_not_have_opens_nothing(client: Client, afternoon: Afternoon) -> None:
    assert client.get(url(afternoon, "xx")).status_code == 404


def test_it_is_asked_in_arabic_from_the_right(client: Client, afternoon: Afternoon) -> None:
    page = client.get(url(afternoon, "ar")).content.decode()

    assert 'lang="ar" dir="rtl"' in page
    assert "كيف كان اليوم؟" in page
    assert "How was today?" not in page


def test_the_browsers_language_is_spoken_first(client: Client, afternoon: Afternoon) -> None:
    short = f"/p/{links.secret_of(afternoon.pk, 1)}/"

    page = client.get(short, headers={"accept-language": "xx,pl-PL;q=0.9"}).content.decode()

    assert "Jak było dzisiaj?" in page


def test_a_room_behind_one_address_is_not_locked_out(client: Client, afternoon: Afternoon) -> None:
    for _ in range(40):
        client.post(url(afternoon), {"welcome": "yes"})
    assert Pulse.objects.count() == 40

    with override_settings(ROOM_TRIES_PER_MINUTE=40):
        assert client.post(url(afternoon), {"welcome": "yes"}).status_code == 429


def test_a_cancelled_afternoon_asks_nothing(client: Client, afternoon: Afternoon) -> None:
    Afternoon.objects.update(state="cancelled", cancel_reason="Snow")

    assert client.get(url(afternoon)).status_code == 404


def test_opening_an_afternoon_lays_its_link() -> None:
    planned = make_afternoon(on=WEDNESDAY + timedelta(days=7), state="planned")

    opened = series.open_afternoon(afternoon=planned, by=make_staff())

    assert opened.pulse_digest == pulses.digest_for(planned.pk)


def test_the_square_stands_in_the_languages_of_those_who_come(
    lead: Viewer, afternoon: Afternoon, sign_in: SignIn
) -> None:
    make_invitation(afternoon, adult=make_adult(lead.setting, language="pl"), answer="yes")
    make_invitation(afternoon, adult=make_adult(lead.setting, language="ar"), answer="no")

    page = sign_in(lead).get(f"/afternoons/{afternoon.pk}/pulse/").content.decode()

    assert "<svg" in page.split('class="wall__square"')[1]
    assert "Jak było dzisiaj?" in page
    assert "كيف كان اليوم؟" not in page


def test_without_a_link_the_square_is_made_by_a_tap(lead: Viewer, sign_in: SignIn) -> None:
    afternoon, client = make_afternoon(lead.setting, on=WEDNESDAY), sign_in(lead)
    page = f"/afternoons/{afternoon.pk}/pulse/"

    assert "no square yet" in client.get(page).content.decode()
    client.post(page)

    afternoon.refresh_from_db()
    assert afternoon.pulse_digest == pulses.digest_for(afternoon.pk)


def test_a_sheet_of_paper_is_put_in_unlinked(
    lead: Viewer, afternoon: Afternoon, sign_in: SignIn
) -> None:
    sign_in(lead).post(
        f"/afternoons/{afternoon.pk}/pulse/enter/",
        {"welcome": "not_really", "listened_to": "", "enjoyed_together": "",
         "would_come_again": "", "comment": ""},
    )  # fmt: skip

    assert Pulse.objects.get().welcome == "not_really"
    line = TrailEntry.objects.get(what="afternoons.pulse-entered")
    assert line.about_id == afternoon.pk


def test_paper_comes_four_to_a_sheet_in_any_language(
    lead: Viewer, afternoon: Afternoon, sign_in: SignIn
) -> None:
    page = sign_in(lead).get(f"/afternoons/{afternoon.pk}/pulse/sheets/?in=ar").content.decode()

    assert page.count("كيف كان اليوم؟") == 4


def test_what_is_written_is_read_by_the_lead_before_anybody_else(
    lead: Viewer, afternoon: Afternoon, sign_in: SignIn
) -> None:
    mentor = make_viewer(Role.MENTOR, setting=lead.setting)
    pulse = make_pulse(afternoon, comment="A quiet corner would help.")
    page = f"/afternoons/{afternoon.pk}/after/"

    assert "A quiet corner" not in sign_in(mentor).get(page).content.decode()
    client = sign_in(lead)
    assert "A quiet corner" in client.get(page).content.decode()
    client.post(f"/afternoons/{afternoon.pk}/pulse/{pulse.pk}/release/")

    assert "A quiet corner" in sign_in(mentor).get(page).content.decode()


def test_a_share_needs_enough_answers(afternoon: Afternoon) -> None:
    for n in range(10):
        make_pulse(afternoon, welcome="yes" if n < 7 else "a_bit", listened_to="yes" if n else "")

    welcome, listened_to, *_others = pulses.felt(afternoon, smallest_group=10)

    assert (welcome.share, welcome.answers) == (70, 10)
    assert (listened_to.share, listened_to.answers) == (None, None)
