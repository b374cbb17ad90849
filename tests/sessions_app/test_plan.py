"""A season that changes, and the plan of an afternoon: who does what, and what is missing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
import time_machine
from django.test import Client

from families.models import Adult
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.refusals import Refusal, WrongMove
from sessions_app import coming, plan
from sessions_app.actions import duties, season
from sessions_app.models import Afternoon, AfternoonSeries, OnDuty
from tests.factories import (
    make_activity,
    make_afternoon,
    make_afternoon_series,
    make_membership,
    make_on_duty,
    make_staff,
    make_viewer,
)
from tests.sessions_app.parents import asked
from tests.sessions_app.scenes import THURSDAY

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
Duty = OnDuty.Duty


@pytest.fixture(autouse=True)
def _thursday() -> Iterator[None]:
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def lead() -> Viewer:
    return make_viewer(Role.LEAD)


def a_season(lead: Viewer, *days: date) -> tuple[AfternoonSeries, list[Afternoon]]:
    """A season in the hall for 20, with its afternoons."""
    same: dict[str, Any] = {"lead": lead.user, "room": "Hall", "capacity": 20}
    series = make_afternoon_series(lead.setting, **same)
    days = days or (date(2026, 12, 2), date(2026, 12, 9))
    return series, [make_afternoon(lead.setting, series=series, on=on, **same) for on in days]


def as_it_is(series: AfternoonSeries, **changes: Any) -> season.Season:
    """The season as it stands, but for these."""
    names = season.Season.__dataclass_fields__
    return replace(season.Season(**{name: getattr(series, name) for name in names}), **changes)


def change(lead: Viewer, series: AfternoonSeries, **changes: Any) -> None:
    season.change_season(series=series, season=as_it_is(series, **changes), by=lead.user)


def test_a_season_that_changes_takes_along_what_nobody_changed_by_hand(lead: Viewer) -> None:
    series, [plain, own] = a_season(lead)
    Afternoon.objects.filter(pk=own.pk).update(room="Library")
    change(lead, series, room="Studio", capacity=30)

    for one in (plain, own):
        one.refresh_from_db()
    assert (plain.room, plain.capacity) == ("Studio", 30)
    assert (own.room, own.capacity) == ("Library", 30)


def test_hours_that_families_know_stay_and_what_is_over_stays(lead: Viewer) -> None:
    days = (date(2026, 11, 25), date(2026, 12, 2), date(2026, 12, 9))
    series, [gone, known, new] = a_season(lead, *days)
    Afternoon.objects.filter(pk=known.pk).update(invited_at=THURSDAY)
    change(lead, series, closes_at=time(15, 30), room="Studio")

    for one in (gone, known, new):
        one.refresh_from_db()
    assert (gone.room, gone.closes_at) == ("Hall", time(15, 0))
    assert (known.room, known.closes_at) == ("Studio", time(15, 0))
    assert new.closes_at == time(15, 30)


def test_what_will_change_is_shown_before_it_is_kept(sign_in: SignIn, lead: Viewer) -> None:
    series, [_plain, own] = a_season(lead)
    Afternoon.objects.filter(pk=own.pk).update(room="Library")
    client, url = sign_in(lead), f"/afternoons/series/{series.pk}/edit/"
    assert "When families are asked" in client.get(url).content.decode()
    typed = {
        "title": "Family afternoon", "coffee_at": "13:30", "children_join_at": "14:00",
        "activity_at": "14:15", "closes_at": "15:00", "room": "Studio", "capacity": "20",
        "lead": str(lead.user.pk), "invite_days_before": "8",
    }  # fmt: skip
    shown = client.post(url, {**typed, "show": "1"}).content.decode()
    assert "Its room will change." in shown
    assert "Its room will stay: changed by hand." in shown
    series.refresh_from_db()
    assert series.room == "Hall"

    wrong = client.post(url, {**typed, "invite_days_before": "1", "save": "1"}).content.decode()
    assert "They are asked before they are reminded." in wrong
    client.post(url, {**typed, "save": "1"})
    series.refresh_from_db()
    assert (series.room, series.invite_days_before, series.asks_by_itself) == ("Studio", 8, False)


def test_somebody_is_put_down_for_a_duty_and_taken_off_again(sign_in: SignIn, lead: Viewer) -> None:
    _series, [afternoon, _later] = a_season(lead)
    jo = make_staff(first_name="Jo")
    make_membership(jo, lead.setting)
    client, url = sign_in(lead), f"/afternoons/{afternoon.pk}/duties/"
    assert "Nobody is down for anything yet" in client.get(url).content.decode()

    page = client.post(url, {"staff": str(jo.pk), "duty": "gate"}, follow=True).content.decode()
    assert "Jo: the gate." in page
    again = client.post(url, {"staff": str(jo.pk), "duty": "gate"}).content.decode()
    assert "Jo is down for that already." in again
    row = OnDuty.objects.get()
    client.post(f"{url}{row.pk}/remove/")
    assert not OnDuty.objects.exists()


def test_nobody_is_put_down_for_an_afternoon_that_is_off() -> None:
    afternoon = make_afternoon(state="cancelled", cancel_reason="Snow")
    with pytest.raises(WrongMove):
        duties.put_on(afternoon=afternoon, staff=make_staff(), duty=Duty.DOOR, by=make_staff())
    there = make_on_duty(duty=Duty.DOOR)
    with pytest.raises(Refusal):
        duties.put_on(afternoon=there.afternoon, staff=there.staff, duty=Duty.DOOR, by=make_staff())


def missing(afternoon: Afternoon) -> list[str]:
    who = coming.who_is_coming(afternoon)
    found = plan.plan_of(afternoon, who, must_think=False).missing
    assert plan.plans_of([afternoon])[afternoon.pk].missing == found
    return found


def test_a_plan_says_in_plain_words_what_is_missing() -> None:
    afternoon = make_afternoon()
    assert missing(afternoon) == [
        "What we make is not chosen yet.", "Nobody has said which room it is in.",
        *plan.ALWAYS.values(),
    ]  # fmt: skip

    Afternoon.objects.update(room="Hall", activity=make_activity())
    for duty in plan.ALWAYS:
        make_on_duty(afternoon, duty=duty)
    afternoon.refresh_from_db()
    assert missing(afternoon) == []


def test_what_those_who_come_asked_for_is_planned_or_missing() -> None:
    afternoon = make_afternoon(room="Hall", activity=make_activity())
    for duty in plan.ALWAYS:
        make_on_duty(afternoon, duty=duty)
    yes: Any = {"answer": "yes", "adults_n": 1}
    asked(afternoon, "Ana", meet_at_gate=True, **yes)
    asked(afternoon, "Mo", travel="lift", helps=["little_ones"], **yes)
    zofia = asked(afternoon, "Zofia", helps=["interpreter"], **yes)
    Adult.objects.filter(pk=zofia.adult_id).update(language="pl")
    assert missing(afternoon) == [
        "Nobody is at the gate yet: Ana asked to be met there.",
        "Nobody gives lifts yet: Mo asked for one.",
        "Nobody is with the little ones yet: Mo asked.",
        "No Polish interpreter is booked yet: Zofia would like one.",
    ]

    make_on_duty(afternoon, duty=Duty.GATE)
    Afternoon.objects.update(
        transport="Jo drives", has_creche=True, creche_note="Library, with Sue",
        interpreters="Mrs Nowak, polish",
    )  # fmt: skip
    afternoon.refresh_from_db()
    assert missing(afternoon) == []


def test_a_season_lists_what_is_still_to_plan_in_the_days_ahead(
    sign_in: SignIn, lead: Viewer
) -> None:
    series, _afternoons = a_season(lead, date(2026, 12, 2), date(2026, 12, 16))
    page = sign_in(lead).get(f"/afternoons/series/{series.pk}/").content.decode()
    assert page.count("Nobody brings the children yet.") == 1
    assert "Still to plan in the next 14 days" in page

    mentor = make_viewer(setting=lead.setting)
    page = sign_in(mentor).get(f"/afternoons/series/{series.pk}/").content.decode()
    assert "Nobody brings" not in page
    stranger = make_viewer(Role.LEAD)
    assert sign_in(stranger).get(f"/afternoons/series/{series.pk}/").status_code == 404


@pytest.mark.parametrize(
    "past",
    [{"state": "held"}, {"state": "cancelled", "cancel_reason": "Snow"}, {"on": "2026-11-18"}],
)
def test_nothing_is_still_to_plan_once_it_was_held_is_off_or_is_over(
    past: dict[str, str], sign_in: SignIn, lead: Viewer
) -> None:
    _series, [afternoon] = a_season(lead, date(2026, 12, 2))
    client = sign_in(lead)
    pages = [f"/afternoons/{afternoon.pk}/", f"/afternoons/{afternoon.pk}/duties/"]
    assert all("Still to plan" in client.get(page).content.decode() for page in pages)
    Afternoon.objects.update(**past)

    for page in pages:
        assert "Still to plan" not in client.get(page, follow=True).content.decode()
