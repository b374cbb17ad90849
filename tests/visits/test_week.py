"""The week, the first page on its days, and the lines about children's days."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.refusals import Refusal
from tests.factories import (
    make_calendar_day,
    make_child_line,
    make_cover,
    make_setting,
    make_viewer,
    make_week_slot,
)
from tests.visits.days import (
    ADDRESS,
    FRIDAY,
    LONDON,
    MONDAY,
    THURSDAY,
    WEDNESDAY,
    a_family,
    a_mentor,
    a_visit,
    at,
    queries_of,
    the_child,
)
from visits.actions.lines import write_line
from visits.models import ChildLine
from visits.timetable import week_for
from visits.week import Week, week_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
Kind = ChildLine.Kind


@pytest.fixture
def jo() -> Viewer:
    return a_mentor()


def on(day: date, hour: int = 8) -> Any:
    return time_machine.travel(at(day, hour), tick=False)


def the_week(viewer: Viewer, monday: date = MONDAY) -> Week:
    return week_of(viewer, monday, week_for(viewer))


# The week.


def test_the_week_shows_what_each_day_is_for_and_whom_she_sees(jo: Viewer) -> None:
    a_visit(a_family(jo), jo)

    week = the_week(jo)

    assert [day.said for day in week.days] == [
        "With the children here",
        "With the children here",
        "With the children here, then family afternoon",
        "In their school, then calls, notes and talking it over",
        "Visits, then calls, notes and talking it over",
    ]
    assert [v.names for v in week.days[4].visits] == ["Samira & Amira"]


def test_a_day_without_school_says_why_and_keeps_its_visits(jo: Viewer) -> None:
    make_calendar_day(jo.setting, day=FRIDAY, kind="inset", reason="Training day")
    a_visit(a_family(jo), jo)

    friday = the_week(jo).days[4]

    assert (friday.why_not, friday.slots, len(friday.visits)) == ("Training day", [], 1)


def test_a_saturday_is_shown_only_if_there_is_something_on_it(jo: Viewer) -> None:
    assert len(the_week(jo).days) == 5

    a_visit(a_family(jo), jo, planned_on=FRIDAY + timedelta(days=1))

    assert the_week(jo).days[-1].on == FRIDAY + timedelta(days=1)


def test_the_mainstream_morning_names_the_children_who_have_a_school_elsewhere(jo: Viewer) -> None:
    here, there = the_child(a_family(jo, child="Here")), the_child(a_family(jo, child="There"))
    there.home_school = make_setting(name="Mill Lane Primary")
    there.save()

    thursday = the_week(jo).days[3]

    assert here not in thursday.children
    assert thursday.children == [there]


def test_rule_44_cover_is_marked_on_its_days_and_on_no_other(jo: Viewer) -> None:
    kwame = make_viewer(Role.MENTOR, setting=jo.setting, first_name="Kwame")
    make_cover(jo.user, kwame.user, from_on=THURSDAY, to_on=FRIDAY, setting=jo.setting)
    a_visit(a_family(jo), jo)

    jos, kwames = the_week(jo), the_week(kwame)

    assert [day.covers for day in jos.days[2:]] == [
        [], ["Kwame stands in for you"], ["Kwame stands in for you"],
    ]  # fmt: skip
    assert jos.days[4].visits == []
    assert kwames.days[4].covers == ["You stand in for Jo"]
    assert [v.instead_of for v in kwames.days[4].visits] == ["Jo"]


def test_rule_19_the_week_holds_no_address(jo: Viewer, sign_in: SignIn) -> None:
    a_visit(a_family(jo), jo)
    a_visit(a_family(jo, address_visibility="hidden"), jo, planned_at=time(11))

    with on(WEDNESDAY):
        page = sign_in(jo).get("/visits/week/").content.decode()

    assert "Samira &amp; Amira" in page
    assert ADDRESS not in page


def test_one_can_look_at_any_week(jo: Viewer, sign_in: SignIn) -> None:
    a_visit(a_family(jo), jo)

    with on(WEDNESDAY):
        client = sign_in(jo)
        assert "Samira" in client.get("/visits/week/2026-12-04/").content.decode()
        assert "Samira" not in client.get("/visits/week/2026-12-07/").content.decode()


def test_a_lead_without_a_week_is_shown_the_first_step(sign_in: SignIn) -> None:
    page = sign_in(make_viewer(Role.LEAD)).get("/visits/week/").content.decode()

    assert "Put your week together" in page


def test_the_week_asks_the_database_the_same_with_one_visit_and_with_four(
    jo: Viewer, sign_in: SignIn
) -> None:
    with on(WEDNESDAY):
        client = sign_in(jo)
        a_visit(a_family(jo), jo)
        with_one = queries_of(client, "/visits/week/")
        for n in range(3):
            a_visit(a_family(jo), jo, planned_at=time(10 + n))

        assert queries_of(client, "/visits/week/") == with_one <= 16


# The first page.


def test_on_a_day_of_visits_the_first_page_is_that_days(jo: Viewer, sign_in: SignIn) -> None:
    with on(FRIDAY):
        client = sign_in(jo)
        assert client.get("/").headers["location"] == "/visits/day/"
        assert "Hello Jo" in client.get("/?home=1").content.decode()
        assert '?home=1"' in client.get("/visits/day/").content.decode()


@pytest.mark.parametrize("day", [MONDAY, WEDNESDAY, THURSDAY])
def test_on_other_days_it_greets_and_shows_the_week(jo: Viewer, sign_in: SignIn, day: date) -> None:
    with on(day):
        page = sign_in(jo).get("/").content.decode()

    assert "Hello Jo" in page
    assert "In their school, then calls" in page


def test_a_visit_planned_for_a_tuesday_makes_it_a_day_of_visits(
    jo: Viewer, sign_in: SignIn
) -> None:
    tuesday = MONDAY + timedelta(days=1)
    visit = a_visit(a_family(jo), jo, planned_on=tuesday, state="agreed")

    with on(tuesday):
        client = sign_in(jo)
        assert client.get("/").status_code == 302
        visit.state, visit.outcome = "cancelled_family", "not_today"
        visit.save()
        assert client.get("/").status_code == 200


def test_her_own_timetable_says_which_day_that_is(jo: Viewer, sign_in: SignIn) -> None:
    make_week_slot(jo.user, setting=jo.setting, weekday=0)

    with on(MONDAY):
        assert sign_in(jo).get("/").status_code == 302
    with on(FRIDAY):
        assert sign_in(jo).get("/").status_code == 200


def test_a_friday_without_school_is_no_day_of_visits(jo: Viewer, sign_in: SignIn) -> None:
    make_calendar_day(jo.setting, day=FRIDAY)

    with on(FRIDAY):
        assert sign_in(jo).get("/").status_code == 200


def test_just_after_midnight_the_day_is_the_places_own(jo: Viewer, sign_in: SignIn) -> None:
    summer_friday = date(2027, 6, 18)
    with time_machine.travel(at(summer_friday, 0, 30).astimezone(LONDON), tick=False):
        assert sign_in(jo).get("/").status_code == 302


@pytest.mark.parametrize("role", [Role.LEAD, Role.DSL, Role.HEAD, Role.OFFICE])
def test_who_does_not_visit_is_greeted_on_fridays_too(role: Role, sign_in: SignIn) -> None:
    with on(FRIDAY):
        assert sign_in(make_viewer(role)).get("/").status_code == 200


def test_the_tab_of_today_is_lit_on_the_days_page(jo: Viewer, sign_in: SignIn) -> None:
    with on(FRIDAY):
        nav = sign_in(jo).get("/visits/day/").context["nav"]

    assert [way["word"] for way in nav if way["current"]] == ["Today"]


# A line about each child.


def test_on_a_day_here_a_good_thing_is_asked_of_each_child_who_is_in(
    jo: Viewer, sign_in: SignIn
) -> None:
    a_family(jo, child="Amira")
    away = the_child(a_family(jo, child="Callum"))
    away.days_pattern = "45"
    away.save()

    with on(MONDAY):
        page = sign_in(jo).get("/").content.decode()

    assert "A good thing today" in page
    assert ">Amira</label>" in page
    assert ">Callum</label>" not in page


def test_on_the_mainstream_morning_it_asks_what_helped(jo: Viewer, sign_in: SignIn) -> None:
    child = the_child(a_family(jo))
    the_child(a_family(jo, child="Stays"))
    child.home_school = make_setting(name="Mill Lane Primary")
    child.save()

    with on(THURSDAY):
        page = sign_in(jo).get("/").content.decode()

    assert "What helped this morning" in page
    assert ">Amira</label>" in page
    assert ">Stays</label>" not in page


def test_a_line_is_kept_with_one_tap_and_written_again_it_changes(
    jo: Viewer, sign_in: SignIn
) -> None:
    child = the_child(a_family(jo))
    client = sign_in(jo)
    url = f"/visits/children/{child.pk}/line/"

    client.post(url, {"kind": "good_news", "text": "She read."})
    answer = client.post(url, {"kind": "good_news", "text": "She read to us all."})

    line = ChildLine.objects.get()
    assert (line.text, line.written_by, line.child) == ("She read to us all.", jo.user, child)
    assert answer.headers["location"] == "/?home=1"
    assert TrailEntry.objects.filter(what="visits.line-written").count() == 2


def test_a_script_gets_the_one_row_back_so_that_nothing_else_is_lost(
    jo: Viewer, sign_in: SignIn
) -> None:
    child = the_child(a_family(jo))

    row = sign_in(jo).post(
        f"/visits/children/{child.pk}/line/",
        {"kind": "good_news", "text": "She <laughed>."},
        headers={"hx-request": "true"},
    )

    assert row.content.decode().strip().startswith("<li")
    assert "She &lt;laughed&gt;." in row.content.decode()
    assert "Kept" in row.content.decode()


def test_what_is_too_long_comes_back_with_its_words(jo: Viewer, sign_in: SignIn) -> None:
    child = the_child(a_family(jo))

    row = sign_in(jo).post(
        f"/visits/children/{child.pk}/line/",
        {"kind": "what_helped", "text": "One\ntwo\nthree"},
        headers={"hx-request": "true"},
    )

    assert "Two lines, at most 200 letters" in row.content.decode()
    assert "One\ntwo\nthree" in row.content.decode()
    assert not ChildLine.objects.exists()


def test_a_line_that_is_emptied_is_taken_out(jo: Viewer) -> None:
    child = the_child(a_family(jo))
    write_line(child=child, kind=Kind.GOOD_NEWS, text="Mixed up.", by=jo.user)

    write_line(child=child, kind=Kind.GOOD_NEWS, text=" ", by=jo.user)

    assert not ChildLine.objects.filter(removed_at=None).exists()
    with pytest.raises(Refusal, match="Write the line first"):
        write_line(child=child, kind=Kind.GOOD_NEWS, text="", by=jo.user)


def test_tomorrow_is_another_line(jo: Viewer) -> None:
    child = the_child(a_family(jo))
    for day in (MONDAY, WEDNESDAY):
        with on(day):
            write_line(child=child, kind=Kind.GOOD_NEWS, text="Well.", by=jo.user)

    assert [line.on for line in ChildLine.objects.all()] == [WEDNESDAY, MONDAY]


def test_a_kind_of_line_there_is_not_is_not_found(jo: Viewer, sign_in: SignIn) -> None:
    url = f"/visits/children/{the_child(a_family(jo)).pk}/line/"

    assert sign_in(jo).post(url, {"kind": "rating", "text": "5"}).status_code == 404


def test_rule_45_a_line_about_another_mentors_child_is_not_taken(
    jo: Viewer, sign_in: SignIn
) -> None:
    child = the_child(a_family(make_viewer(setting=jo.setting)))
    client = sign_in(jo)

    url = f"/visits/children/{child.pk}/line/"
    assert client.post(url, {"kind": "good_news", "text": "Well."}).status_code == 404
    assert client.get(f"/visits/children/{child.pk}/what-helped/").status_code == 404


def test_what_helped_is_read_out_with_the_days_there_and_nothing_else(
    jo: Viewer, sign_in: SignIn
) -> None:
    family = a_family(jo)
    child = the_child(family)
    make_child_line(child, kind="what_helped", on=THURSDAY, text="A seat by the door.")
    make_child_line(child, kind="good_news", text="She sang.")

    with on(FRIDAY):
        page = sign_in(jo).get(f"/visits/children/{child.pk}/what-helped/").content.decode()

    assert "A seat by the door." in page
    assert "Thursday 3 December" in page
    assert "Thursday 10 December" in page
    for left_out in ("She sang", "Samira", "Okonjo", ADDRESS):
        assert left_out not in page


def test_what_helped_is_written_where_it_is_read_out(jo: Viewer, sign_in: SignIn) -> None:
    child = the_child(a_family(jo))
    child.home_school = make_setting(trust=jo.setting.trust, kind="school")
    child.save()
    client = sign_in(jo)
    page = f"/visits/children/{child.pk}/what-helped/"
    assert f'action="/visits/children/{child.pk}/line/"' in client.get(page).content.decode()

    post = {"kind": "what_helped", "text": "A quiet seat.", "then": "what-helped"}
    answer = client.post(f"/visits/children/{child.pk}/line/", post)

    assert answer.headers["location"] == page
    assert "A quiet seat." in client.get(page).content.decode()
