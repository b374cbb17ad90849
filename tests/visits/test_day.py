"""The page of a day: what a mentor has in her hand on a doorstep."""

from collections.abc import Callable
from datetime import time, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from families.models import Household
from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from tests.factories import (
    make_child_line,
    make_cover,
    make_home_visit,
    make_membership,
    make_promise,
    make_restriction,
    make_risk_check,
    make_staff,
    make_viewer,
    make_visit_answer,
    make_visit_note,
)
from tests.visits.days import (
    ADDRESS,
    FRIDAY,
    THURSDAY,
    a_family,
    a_mentor,
    a_visit,
    at,
    queries_of,
    the_adult,
    the_child,
)
from visits.day import day_of
from visits.unseen import homes_of

pytestmark = [pytest.mark.django_db]
SignIn = Callable[[Viewer], Client]
HIDDEN, RESTRICTED = Household.AddressVisibility.HIDDEN, Household.AddressVisibility.RESTRICTED


@pytest.fixture(autouse=True)
def _friday_morning() -> object:
    with time_machine.travel(at(FRIDAY), tick=False):
        yield


@pytest.fixture
def jo() -> Viewer:
    return a_mentor()


def page_of(client: Client, address: str = "/visits/day/") -> str:
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()


def test_the_visits_stand_in_order_of_time_with_the_names_people_go_by(jo: Viewer) -> None:
    a_visit(a_family(jo, "Joanne", "Callum"), jo, planned_at=time(11))
    a_visit(a_family(jo), jo)
    a_visit(a_family(jo, "Ngozi", "Adaora"), jo, planned_at=None)
    a_visit(a_family(jo, "Lisa", "Tyler"), jo, planned_on=THURSDAY)

    names = [call.home.names for call in day_of(jo, FRIDAY).calls]

    assert names == ["Samira & Amira", "Joanne & Callum", "Ngozi & Adaora"]


def test_what_is_only_offered_is_no_visit_yet(jo: Viewer) -> None:
    for state in ("offered", "declined", "no_reply"):
        a_visit(a_family(jo), jo, state=state)

    assert day_of(jo, FRIDAY).calls == []


def test_somebody_who_died_is_not_named(jo: Viewer) -> None:
    family = a_family(jo)
    the_adult(family, is_deceased=True)
    a_visit(family, jo)

    assert day_of(jo, FRIDAY).calls[0].home.names == "Amira"


def test_the_page_says_all_that_is_good_to_know(jo: Viewer, sign_in: SignIn) -> None:
    family = a_family(jo, access_notes="A friendly dog.")
    samira = the_adult(family, mobile="+447700900101", mobile_state="to_verify", language="ur")
    buddy = make_staff(first_name="Ruth")
    visit = a_visit(
        family, jo, buddy=buddy, interpreter="Nadia", agreed_by=samira, agreed_how="call"
    )
    visit.companions.add(make_staff(first_name="Kwame"))
    make_promise(family, owner=jo.user, what="Bring the bus form")
    make_child_line(the_child(family), text="She read to the group.")
    make_visit_answer(visit, adult=samira, said="another_time", words="After three?")

    page = page_of(sign_in(jo))

    for words in (
        "<h1", "Friday 4 December", "9.30am", "Samira &amp; Amira", "Urdu", "Nadia, not booked yet",
        "A friendly dog.", ADDRESS, "Ruth is your buddy", "With Kwame", "Bring the bus form",
        "Good news of Amira: She read to the group.", "another time, “After three?”",
        'href="tel:+447700900101"', f'data-visit="{visit.pk}"', "on-phone", "First visit",
        "Two go together.",
    ):  # fmt: skip
        assert words in page, words


def test_an_interpreter_that_is_needed_and_not_booked_is_said(jo: Viewer, sign_in: SignIn) -> None:
    family = a_family(jo)
    the_adult(family, needs_interpreter=True)
    a_visit(family, jo)

    assert "Interpreter needed, none booked yet" in page_of(sign_in(jo))


def test_how_one_goes_is_said_and_never_why(jo: Viewer, sign_in: SignIn) -> None:
    family = a_family(jo)
    make_home_visit(family, jo.user, planned_on=THURSDAY)
    make_risk_check(family, result="not_at_home", controls="He was seen there.")
    a_visit(family, jo)

    page = page_of(sign_in(jo))

    assert "Meet somewhere else, not at home." in page
    assert "He was seen" not in page
    assert "geo:" not in page


def test_the_newest_good_news_comes_first_and_no_more_than_two(jo: Viewer) -> None:
    family = a_family(jo)
    child = the_child(family)
    for days, text in ((1, "New."), (3, "Newish."), (5, "Older."), (15, "Stale.")):
        make_child_line(child, on=FRIDAY - timedelta(days=days), text=text)
    make_child_line(child, kind="what_helped", text="A quiet seat.")
    a_visit(family, jo)

    assert [line.text for line in day_of(jo, FRIDAY).calls[0].news] == ["New.", "Newish."]


def test_of_the_last_visit_only_its_promises_are_told_and_no_word_of_its_note(
    jo: Viewer, sign_in: SignIn
) -> None:
    family = a_family(jo)
    last = make_home_visit(family, jo.user, planned_on=THURSDAY)
    make_visit_note(last, agreed="I ring about the flat.")
    make_promise(family, what="Ring about the flat", owner=make_staff(first_name="Ruth"))
    make_promise(family, what="Long done", state="done", closed_at=at(THURSDAY), closed_by=jo.user)
    a_visit(family, jo)

    page = page_of(sign_in(jo))

    assert "Ruth said they’d: <strong>Ring about the flat</strong>" in page
    assert "I ring about" not in page
    assert "Long done" not in page
    assert "Last seen yesterday" in page


@pytest.mark.parametrize(
    ("safe", "numbers", "rung"),
    [
        ("any", {"mobile": "+447700900101"}, "+447700900101"),
        ("any", {"mobile": "+447700900101", "mobile_state": "unreachable"}, "01632960100"),
        ("this_number_only", {"mobile": "+447700900101", "mobile_state": "unreachable"}, None),
        ("mentor_calls_only", {"mobile": "+447700900101"}, "+447700900101"),
        ("none", {"mobile": "+447700900101"}, None),
    ],
)
def test_rule_30_who_must_not_be_rung_is_not_rung(
    jo: Viewer, safe: str, numbers: dict[str, str], rung: str | None
) -> None:
    family = a_family(jo)
    numbers = {"mobile_state": "to_verify", "landline": "01632960100", **numbers}
    the_adult(family, safe_contact=safe, **numbers)
    a_visit(family, jo)

    phone = day_of(jo, FRIDAY).calls[0].phone

    assert (phone.number if phone else None) == rung


def test_rule_30_whoever_goes_along_does_not_ring_where_only_the_mentor_calls(jo: Viewer) -> None:
    family = a_family(jo)
    the_adult(
        family, safe_contact="mentor_calls_only", mobile="+447700900101", mobile_state="to_verify"
    )
    kwame = make_viewer(Role.MENTOR, setting=jo.setting)
    a_visit(family, jo).companions.add(kwame.user)

    (call,) = day_of(kwame, FRIDAY).calls

    assert (call.phone, call.along) == (None, ("Jo",))


def test_the_map_is_the_phones_own_by_place_or_by_address(jo: Viewer, sign_in: SignIn) -> None:
    a_visit(a_family(jo), jo)
    placed = a_family(jo, latitude=Decimal("53.10000"), longitude=Decimal("-1.20000"))
    a_visit(placed, jo, planned_at=time(11))

    page = page_of(sign_in(jo))

    assert 'href="geo:0,0?q=7%20Tansy%20Lane%2C%20Alderby"' in page
    assert 'href="geo:53.10000,-1.20000?q=53.10000,-1.20000"' in page
    assert "https://" not in page


def test_rule_19_a_hidden_address_is_never_on_the_days_page(jo: Viewer, sign_in: SignIn) -> None:
    a_family_hidden = a_family(jo, address_visibility=HIDDEN, access_notes="The blue gate.")
    visit = a_visit(a_family_hidden, jo)
    client = sign_in(jo)

    today, from_afar = page_of(client), page_of(client, "/visits/day/2026-12-04/")

    for page in (today, from_afar):
        assert "Tansy" not in page
        assert "blue gate" not in page
        assert "geo:" not in page
    assert f"/visits/{visit.pk}/where/" in today


def test_rule_19_where_a_hidden_home_is_opens_on_the_day_and_is_written_down(
    jo: Viewer, sign_in: SignIn
) -> None:
    family = a_family(jo, address_visibility=HIDDEN)
    visit = a_visit(family, jo)
    kwame = make_viewer(Role.MENTOR, setting=jo.setting)
    visit.companions.add(kwame.user)

    for who in (jo, kwame):
        assert ADDRESS in page_of(sign_in(who), f"/visits/{visit.pk}/where/")
        read = TrailEntry.objects.get(what="families.hidden-address", actor=who.user)
        assert read.household_id == family.pk


@pytest.mark.parametrize("days", [-1, 1])
def test_rule_19_the_day_before_and_after_it_opens_to_nobody(
    jo: Viewer, sign_in: SignIn, days: int
) -> None:
    family = a_family(jo, address_visibility=HIDDEN)
    visit = a_visit(family, jo, planned_on=FRIDAY + timedelta(days=days))
    client = sign_in(jo)

    assert client.get(f"/visits/{visit.pk}/where/").status_code == 404
    page = page_of(client, f"/visits/day/{visit.planned_on}/")
    assert "/where/" not in page
    assert "The address is not shown here" in page


def test_rule_19_a_colleague_who_does_not_go_is_not_told_where(jo: Viewer, sign_in: SignIn) -> None:
    visit = a_visit(a_family(jo, address_visibility=HIDDEN), jo)
    other = make_viewer(Role.MENTOR, setting=jo.setting)

    assert sign_in(other).get(f"/visits/{visit.pk}/where/").status_code == 404


def test_rule_19_once_the_visit_is_over_it_opens_no_more(jo: Viewer, sign_in: SignIn) -> None:
    visit = a_visit(
        a_family(jo, address_visibility=HIDDEN), jo, state="completed", outcome="completed"
    )

    assert sign_in(jo).get(f"/visits/{visit.pk}/where/").status_code == 404


def test_a_restricted_address_is_shown_on_the_day_and_not_before(
    jo: Viewer, sign_in: SignIn
) -> None:
    a_visit(a_family(jo, address_visibility=RESTRICTED), jo)
    client = sign_in(jo)

    assert ADDRESS in page_of(client)
    with time_machine.travel(at(THURSDAY), tick=False):
        assert ADDRESS not in page_of(sign_in(jo), "/visits/day/2026-12-04/")


def test_rule_44_whoever_stands_in_has_the_visits_and_is_told_for_whom(jo: Viewer) -> None:
    kwame = make_viewer(Role.MENTOR, setting=jo.setting)
    make_cover(jo.user, kwame.user, from_on=FRIDAY, to_on=FRIDAY, setting=jo.setting)
    a_visit(a_family(jo), jo)
    next_week = FRIDAY + timedelta(days=7)
    a_visit(a_family(jo, "Lisa", "Tyler"), jo, planned_on=next_week)

    assert [call.instead_of for call in day_of(kwame, FRIDAY).calls] == ["Jo"]
    assert day_of(jo, FRIDAY).calls == []
    assert day_of(kwame, next_week).calls == []
    assert [call.instead_of for call in day_of(jo, next_week).calls] == [""]


def test_rule_44_who_stands_in_sees_the_promises_that_are_due(jo: Viewer) -> None:
    kwame = make_viewer(Role.MENTOR, setting=jo.setting)
    make_cover(jo.user, kwame.user, from_on=FRIDAY, to_on=FRIDAY, setting=jo.setting)
    family = a_family(jo)
    make_promise(family, owner=jo.user, due_on=THURSDAY)
    make_promise(family, owner=jo.user, due_on=FRIDAY + timedelta(days=1))
    make_promise(family, owner=make_staff(), due_on=THURSDAY)

    assert [promise.due_on for promise in day_of(kwame, FRIDAY).promises] == [THURSDAY]


def test_promises_due_stand_below_overdue_first(jo: Viewer) -> None:
    family = a_family(jo)
    today = make_promise(family, owner=jo.user, due_on=FRIDAY)
    late = make_promise(family, owner=jo.user, due_on=THURSDAY)

    assert day_of(jo, FRIDAY).promises == [late, today]


def test_rule_8_a_note_to_write_says_by_when(jo: Viewer, sign_in: SignIn) -> None:
    visit = a_visit(a_family(jo), jo, state="completed", outcome="completed")
    noted = a_visit(a_family(jo), jo, state="completed", outcome="completed")
    make_visit_note(noted)

    (note,) = day_of(jo, FRIDAY).notes

    assert (note.visit, note.due_on) == (visit, FRIDAY + timedelta(days=3))
    assert "by Monday 7 December" in page_of(sign_in(jo))


def test_the_next_visit_stands_out_and_one_written_up_is_out_of_the_way(jo: Viewer) -> None:
    done = {
        "state": "completed",
        "outcome": "completed",
        "logged_at": at(FRIDAY),
        "logged_by": jo.user,
    }
    a_visit(a_family(jo), jo, **done)
    a_visit(a_family(jo), jo, planned_at=time(11))

    second, first = day_of(jo, FRIDAY).calls

    assert (first.is_next, first.is_to_be_logged, first.stage[0]) == (False, False, "Written up")
    assert (second.is_next, second.is_to_be_logged, second.stage[0]) == (True, True, "Planned")


def test_arrived_and_left_are_pressed_where_the_visit_stands(jo: Viewer, sign_in: SignIn) -> None:
    visit = a_visit(a_family(jo), jo)
    client = sign_in(jo)
    assert f'action="/visits/{visit.pk}/arrived/"' in page_of(client)

    client.post(f"/visits/{visit.pk}/arrived/")

    page = page_of(client)
    assert f'action="/visits/{visit.pk}/left/"' in page
    assert "Arrived 8am" in page
    assert "Under way" in page


def test_the_visit_under_way_stands_out_before_an_earlier_one(jo: Viewer) -> None:
    a_visit(a_family(jo), jo)
    a_visit(a_family(jo), jo, planned_at=time(11), state="under_way", arrived_at=at(FRIDAY))

    assert [call.is_next for call in day_of(jo, FRIDAY).calls] == [False, True]


def test_what_may_happen_instead_is_one_tap_away(jo: Viewer, sign_in: SignIn) -> None:
    planned = a_visit(a_family(jo), jo)
    agreed = a_visit(a_family(jo), jo, state="agreed", planned_at=None)

    page = page_of(sign_in(jo))

    for way in ("move", "nobody-in", "call-off"):
        assert f"/visits/{planned.pk}/{way}/" in page
    assert f"/visits/{agreed.pk}/plan/" in page
    assert f"/visits/{agreed.pk}/call-off/" in page
    assert f"/visits/{agreed.pk}/nobody-in/" not in page


def test_whoever_goes_along_can_log_it_too(jo: Viewer, sign_in: SignIn) -> None:
    kwame = make_viewer(Role.MENTOR, setting=jo.setting)
    visit = a_visit(a_family(jo), jo)
    visit.companions.add(kwame.user)

    client = sign_in(kwame)

    assert f"/visits/{visit.pk}/log/" in page_of(client)
    assert client.get(f"/visits/{visit.pk}/log/").status_code == 200
    assert client.get(f"/families/{visit.household_id}/").status_code == 404


def test_who_is_due_a_visit_is_counted_below_and_nobody_elses_families(
    jo: Viewer, sign_in: SignIn
) -> None:
    a_family(jo)
    old = FRIDAY - timedelta(days=22)
    make_home_visit(a_family(jo), jo.user, planned_on=old)
    a_family(make_viewer(Role.MENTOR, setting=jo.setting))
    client = sign_in(jo)

    assert "2 families are due a visit; one never met yet" in page_of(client)

    for home in homes_of(jo):
        make_home_visit(home, jo.user, planned_on=old)
    page = page_of(client)
    assert "2 families are due a visit; the longest unseen: 3 weeks" in page
    assert 'href="/visits/not-seen/"' in page


def test_an_empty_day_says_so_and_offers_a_step(jo: Viewer, sign_in: SignIn) -> None:
    assert "No visits today" in page_of(sign_in(jo))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-12-03", ">Yesterday<"),
        ("2026-12-04", ">Today<"),
        ("2026-12-05", ">Tomorrow: Weekend<"),
    ],
)
def test_a_day_nearby_is_called_as_people_call_it(
    jo: Viewer, sign_in: SignIn, day: str, said: str
) -> None:
    assert said in page_of(sign_in(jo), f"/visits/day/{day}/")


def test_what_is_no_day_opens_nothing(jo: Viewer, sign_in: SignIn) -> None:
    client = sign_in(jo)

    assert client.get("/visits/day/2026-02-30/").status_code == 404
    assert client.get("/visits/day/tomorrow/").status_code == 404


def test_whom_to_ring_about_a_worry_is_on_the_page(jo: Viewer, sign_in: SignIn) -> None:
    make_membership(make_staff(first_name="Sam", phone="01632 960003"), jo.setting, Role.DEPUTY_DSL)
    dee = make_staff(first_name="Dee", phone="01632 960002")
    make_membership(dee, jo.setting, Role.DSL)

    page = page_of(sign_in(jo))

    assert "Ring Dee" in page
    assert 'href="tel:01632960002"' in page


def test_rule_45_a_child_of_another_setting_is_not_named(jo: Viewer) -> None:
    family = a_family(jo)
    a_visit(family, jo)
    child = the_child(family)
    child.setting = make_viewer().setting
    child.save()

    assert day_of(jo, FRIDAY).calls[0].home.names == "Samira"


def test_rule_16_of_a_restriction_the_page_tells_no_reason(jo: Viewer, sign_in: SignIn) -> None:
    family = a_family(jo)
    make_restriction(
        the_adult(family), the_child(family), kind="staff_pair_only", reason="An old story."
    )
    make_home_visit(family, jo.user, planned_on=THURSDAY)
    a_visit(family, jo)

    page = page_of(sign_in(jo))

    assert "Two go together." in page
    assert "old story" not in page


def a_full_day(jo: Viewer, visits: int) -> None:
    for n in range(visits):
        family = a_family(jo, "Agnieszka-Małgorzata", "Zosia")
        samira = the_adult(family, mobile=f"+4477009001{n:02}", mobile_state="to_verify")
        visit = a_visit(family, jo, planned_at=time(9 + n), agreed_by=samira, agreed_how="call")
        visit.companions.add(make_staff())
        make_promise(family, owner=jo.user)
        make_child_line(the_child(family))
        make_visit_answer(visit, adult=samira, said="call_me")
        make_home_visit(family, jo.user, planned_on=THURSDAY)
        make_risk_check(family)


def test_the_day_asks_the_database_the_same_with_one_visit_and_with_four(
    jo: Viewer, sign_in: SignIn
) -> None:
    a_full_day(jo, 1)
    client = sign_in(jo)
    with_one = queries_of(client, "/visits/day/")

    a_full_day(jo, 3)

    assert queries_of(client, "/visits/day/") == with_one <= 30


def test_the_day_with_four_visits_is_small_and_smaller_on_its_way(
    jo: Viewer, sign_in: SignIn
) -> None:
    a_full_day(jo, 4)
    client = sign_in(jo)

    plain = client.get("/visits/day/")
    packed = client.get("/visits/day/", headers={"accept-encoding": "gzip"})

    assert len(plain.content) < 40_000
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.content) < 10_000


def test_today_what_is_over_comes_after_what_is_still_to_do(jo: Viewer) -> None:
    a_visit(a_family(jo, "Joanne", "Callum"), jo, state="completed", outcome="completed")
    a_visit(a_family(jo), jo, planned_at=time(11), state="under_way", arrived_at=at(FRIDAY))
    a_visit(a_family(jo, "Lisa", "Tyler"), jo, planned_at=time(13))

    names = [call.home.names for call in day_of(jo, FRIDAY).calls]

    assert names == ["Samira & Amira", "Lisa & Tyler", "Joanne & Callum"]


def test_what_is_ahead_of_its_day_is_neither_logged_nor_met_with_nobody_in(jo: Viewer) -> None:
    a_visit(a_family(jo), jo, planned_on=FRIDAY + timedelta(days=7))
    a_visit(a_family(jo), jo)

    [next_week] = day_of(jo, FRIDAY + timedelta(days=7)).calls
    [today] = day_of(jo, FRIDAY).calls

    assert (next_week.is_to_be_logged, next_week.moves["nobody_in"]) == (False, False)
    assert next_week.moves["reschedule"]
    assert (today.is_to_be_logged, today.moves["nobody_in"]) == (True, True)


def test_a_family_met_this_morning_is_no_first_visit(jo: Viewer) -> None:
    family = a_family(jo)
    a_visit(family, jo, state="completed", outcome="completed")
    a_visit(family, jo, planned_at=time(15))

    assert day_of(jo, FRIDAY).calls[0].last_seen_ago == "today"


def test_what_a_family_asked_for_stands_on_today_until_somebody_has_seen_to_it(
    jo: Viewer, sign_in: SignIn
) -> None:
    family = a_family(jo)
    samira = the_adult(family, mobile="+447700900101", mobile_state="to_verify")
    offered = a_visit(
        family, jo, state="offered", planned_on=FRIDAY + timedelta(days=7), offered_to=samira,
        offered_at=at(THURSDAY),
    )  # fmt: skip
    wish = make_visit_answer(offered, adult=samira, said="call_me", words="After three?")
    client = sign_in(jo)

    page = page_of(client)
    assert "They asked you for" in page
    assert "“After three?”" in page
    assert 'href="tel:+447700900101"' in page
    assert "They asked you for" not in page_of(client, f"/visits/day/{THURSDAY}/")

    answer = client.post(f"/visits/wishes/{wish.pk}/settle/", {"then": "day"})
    assert answer.headers["location"] == "/visits/day/"
    assert "They asked you for" not in page_of(client)


def test_rule_30_who_is_not_to_be_rung_has_no_number_beside_what_they_asked_for(
    jo: Viewer,
) -> None:
    family = a_family(jo)
    samira = the_adult(family, mobile="+447700900101", mobile_state="to_verify")
    samira.safe_contact = "none"
    samira.save()
    visit = a_visit(family, jo, planned_on=FRIDAY + timedelta(days=7))
    make_visit_answer(visit, adult=samira, said="visit_me")

    [asked] = day_of(jo, FRIDAY).asked_for

    assert (asked.names, asked.phone) == ("Samira & Amira", None)
