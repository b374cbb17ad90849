"""The pages on which afternoons are planned and looked after."""

import re
from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from sessions_app.actions import moving, series
from sessions_app.models import Afternoon, AfternoonSeries, Invitation
from tests.factories import (
    WEDNESDAY,
    make_activity,
    make_afternoon,
    make_allergy,
    make_calendar_day,
    make_child,
    make_family,
    make_half_term,
    make_household,
    make_invitation,
    make_setting,
    make_staff,
    make_viewer,
)
from tests.sessions_app.scenes import THURSDAY, invited
from tests.shipped import ship_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_thursday")]
SignIn = Callable[[Viewer], Client]


@pytest.fixture
def _thursday() -> object:
    ship_words()
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def lead() -> Viewer:
    return make_viewer(Role.LEAD, setting=make_half_term().setting)


def text_of(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


def a_season(lead: Viewer, **typed: object) -> dict[str, object]:
    (half,) = lead.setting.half_terms.all()
    return {
        "title": "Family afternoon", "season": str(half.pk), "weekday": "2", "coffee_at": "13:30",
        "children_join_at": "14:00", "activity_at": "14:15", "closes_at": "15:00",
        "lead": str(lead.user.pk), **typed,
    }  # fmt: skip


def test_a_season_shows_its_days_first_and_keeps_them_only_then(
    sign_in: SignIn, lead: Viewer
) -> None:
    make_calendar_day(lead.setting, day=date(2026, 12, 9), reason="Training")
    client = sign_in(lead)

    assert "Plan a season" in text_of(client.get("/afternoons/series/new/"))
    shown = text_of(client.post("/afternoons/series/new/", a_season(lead, show="1")))

    assert "Plan 2 afternoons" in shown
    assert "Left out: training. Is there another day?" in shown
    assert not AfternoonSeries.objects.exists()

    seen = "20261202,20261216"
    typed = a_season(lead, save="1", seen=seen, instead_20261209="2026-12-10")
    done = client.post("/afternoons/series/new/", typed, follow=True)

    assert "3 afternoons are planned." in text_of(done)
    days = Afternoon.objects.order_by("on").values_list("on", flat=True)
    assert list(days) == [date(2026, 12, 2), date(2026, 12, 10), date(2026, 12, 16)]


def test_days_that_were_not_shown_are_not_kept(sign_in: SignIn, lead: Viewer) -> None:
    typed = a_season(lead, save="1", seen="20261202")

    shown = text_of(sign_in(lead).post("/afternoons/series/new/", typed))

    assert "Plan 3 afternoons" in shown
    assert not AfternoonSeries.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"season": "own"}, "Choose the first and the last day."),
        ({"season": "own", "first_on": "2026-12-09", "last_on": "2026-12-02"}, "before the first"),
        ({"season": "own", "first_on": "2026-12-09", "last_on": "2028-12-02"}, "more than a year"),
        ({"coffee_at": "14:10"}, "Coffee comes first"),
        ({"instead_20261202": "soon"}, "Choose the other day from the calendar"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    sign_in: SignIn, lead: Viewer, typed: dict[str, object], said: str
) -> None:
    page = text_of(
        sign_in(lead).post("/afternoons/series/new/", a_season(lead, room="Hall", **typed))
    )

    assert said in page
    assert 'value="Hall"' in page


def test_the_wednesday_page_says_what_to_do_next(sign_in: SignIn, lead: Viewer) -> None:
    client = sign_in(lead)
    assert "No afternoon ahead" in text_of(client.get("/afternoons/"))

    afternoon = make_afternoon(lead.setting, state=Afternoon.State.PLANNED)
    assert "Choose what we make" in text_of(client.get("/afternoons/"))
    series.choose_activity(afternoon=afternoon, activity=make_activity(), by=lead.user)
    assert "Look it over and open it" in text_of(client.get("/afternoons/"))
    Afternoon.objects.update(state=Afternoon.State.OPEN)
    assert "Invite the families" in text_of(client.get("/afternoons/"))
    Afternoon.objects.update(invited_at=THURSDAY)
    assert "See the answers" in text_of(client.get("/afternoons/"))
    with time_machine.travel("2026-12-02T09:00:00Z"):
        assert "Open the register" in text_of(sign_in(lead).get("/afternoons/"))


def test_a_mentor_sees_wednesday_and_is_offered_nothing_she_may_not(sign_in: SignIn) -> None:
    mentor = make_viewer()
    afternoon = make_afternoon(mentor.setting, state=Afternoon.State.PLANNED)
    client = sign_in(mentor)

    pages = text_of(client.get("/afternoons/")) + text_of(
        client.get(f"/afternoons/{afternoon.pk}/")
    )

    for words_of_leads in (
        "Open this afternoon",
        "Call it off",
        "Plan a season",
        "Choose what we make",
    ):
        assert words_of_leads not in pages
    assert client.get("/afternoons/series/new/").status_code == 403
    assert client.post(f"/afternoons/{afternoon.pk}/open/").status_code == 403


def test_a_stranger_s_afternoon_is_not_there(sign_in: SignIn, lead: Viewer) -> None:
    other, client = make_afternoon(make_setting()), sign_in(lead)

    for page in ("", "edit/", "move/", "cancel/", "invite/", "invite/will/"):
        assert client.get(f"/afternoons/{other.pk}/{page}").status_code == 404


def test_rule_37_the_page_asks_to_think_and_keeps_who_did(sign_in: SignIn, lead: Viewer) -> None:
    make_allergy(
        child=make_child(household=make_household(lead.setting), legal_first="Amira"),
        allergen="tree_nuts", severity="anaphylaxis",
    )  # fmt: skip
    afternoon = make_afternoon(
        lead.setting, state=Afternoon.State.PLANNED, activity=make_activity(allergens=["tree_nuts"])
    )
    client = sign_in(lead)
    page = text_of(client.get(f"/afternoons/{afternoon.pk}/"))

    assert "<strong>Amira</strong>: tree nuts (anaphylaxis)" in page
    assert "Open this afternoon" not in page
    refused = client.post(f"/afternoons/{afternoon.pk}/open/", follow=True)
    assert "has an allergy to this" in text_of(refused)

    client.post(f"/afternoons/{afternoon.pk}/allergens/")
    opened = text_of(client.post(f"/afternoons/{afternoon.pk}/open/", follow=True))
    assert f"{lead.user} thought of this on 26 November at 4pm" in opened
    assert "It is open: families can be asked now." in opened


def test_opening_twice_is_409(sign_in: SignIn, lead: Viewer) -> None:
    afternoon = make_afternoon(lead.setting)

    assert sign_in(lead).post(f"/afternoons/{afternoon.pk}/open/").status_code == 409


def test_who_comes_and_what_they_need_stands_on_the_page(sign_in: SignIn, lead: Viewer) -> None:
    afternoon = make_afternoon(lead.setting, invited_at=THURSDAY)
    make_invitation(
        afternoon, make_family(lead.setting, known_as="Samira"), answer="yes", adults_n=2, children_n=1,
        meet_at_gate=True, travel="lift", helps=["little_ones"], diet="No milk",
    )  # fmt: skip
    make_invitation(afternoon, answer="no")
    make_invitation(afternoon)

    page = text_of(sign_in(lead).get(f"/afternoons/{afternoon.pk}/"))

    assert "1 family</strong> said yes: 2 grown-ups and 1 child" in page
    assert "1 not this time, 1 said nothing yet" in page
    for need in (
        "Somebody at the gate",
        "A lift",
        "Somebody for the little ones",
        "Samira: No milk",
    ):
        assert need in page


def test_a_head_reads_no_diets_and_not_how_many_said_no(sign_in: SignIn) -> None:
    head = make_viewer(Role.HEAD)
    afternoon = make_afternoon(head.setting, invited_at=THURSDAY)
    make_invitation(afternoon, answer="yes", diet="No milk")
    make_invitation(afternoon, answer="no")

    page = text_of(sign_in(head).get(f"/afternoons/{afternoon.pk}/"))

    assert "No milk" not in page
    assert "not this time" not in page


def test_once_it_is_over_the_answers_are_still_counted(sign_in: SignIn, lead: Viewer) -> None:
    afternoon = make_afternoon(lead.setting, state=Afternoon.State.HELD, invited_at=THURSDAY)
    make_invitation(afternoon, answer="yes", state=Invitation.State.CLOSED, adults_n=1)

    assert "1 family</strong> said yes: 1 grown-up" in text_of(
        sign_in(lead).get(f"/afternoons/{afternoon.pk}/")
    )


def test_editing_moving_and_calling_off_on_their_pages(sign_in: SignIn, lead: Viewer) -> None:
    afternoon = invited(2, setting=lead.setting)
    clay, client = make_activity(title="Clay"), sign_in(lead)
    address = f"/afternoons/{afternoon.pk}"
    for page in ("edit", "move", "cancel"):
        assert client.get(f"{address}/{page}/").status_code == 200

    typed = {"activity": str(clay.pk), "lead": str(afternoon.lead_id), "room": "Garden room",
             "food_allergens": ["milk"]}  # fmt: skip
    assert "Garden room" in text_of(client.post(f"{address}/edit/", typed, follow=True))
    moved = client.post(f"{address}/move/", {"on": "2026-12-03", "coffee_at": "13:30"}, follow=True)
    assert "It is moved. 2 people are told by a message." in text_of(moved)
    off = client.post(f"{address}/cancel/", {"reason": "Snow"}, follow=True)
    assert "It is called off. 2 people are told by a message." in text_of(off)
    assert "Snow" in text_of(off)


def test_rule_39_the_page_lists_whom_to_call(sign_in: SignIn, lead: Viewer) -> None:
    afternoon = invited(1, setting=lead.setting)
    adult = Invitation.objects.get().adult
    adult.safe_contact = adult.SafeContact.MENTOR_CALLS_ONLY
    adult.save()
    moving.cancel(afternoon=afternoon, reason="Snow", by=make_staff())

    page = text_of(sign_in(lead).get(f"/afternoons/{afternoon.pk}/"))

    assert "Please call 1 person" in page
    assert adult.known_as in page


def test_a_day_gone_by_without_a_register_asks_whether_it_was_held(
    sign_in: SignIn, lead: Viewer
) -> None:
    afternoon = make_afternoon(lead.setting)
    with time_machine.travel("2026-12-03T09:00:00Z"):
        client = sign_in(lead)
        assert "Was it held?" in text_of(client.get(f"/afternoons/{afternoon.pk}/"))
        done = client.post(f"/afternoons/{afternoon.pk}/held/", follow=True)

    assert "It counts as held." in text_of(done)


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("path", ["", "{pk}/"])
def test_pages_take_as_many_queries_with_many_rows(
    sign_in: SignIn, lead: Viewer, path: str
) -> None:
    afternoon = make_afternoon(
        lead.setting, invited_at=THURSDAY, activity=make_activity(allergens=["milk"])
    )
    address = "/afternoons/" + path.format(pk=afternoon.pk)
    client = sign_in(lead)

    def grow(weeks: range) -> None:
        for n in weeks:
            make_invitation(afternoon, answer="yes", meet_at_gate=True, diet="No milk")
            day = date.fromordinal(WEDNESDAY.toordinal() + 7 * n)
            make_afternoon(lead.setting, on=day, activity=make_activity())
            make_afternoon(lead.setting, on=date.fromordinal(WEDNESDAY.toordinal() - 7 * n))

    grow(range(1, 3))
    few = queries(client, address)
    grow(range(3, 23))

    assert queries(client, address) == few <= 10
