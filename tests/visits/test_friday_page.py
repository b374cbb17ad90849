"""“Plan my Friday”, as a mentor uses it: proposed, changed, confirmed."""

from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from families.models import Adult, Household, MentorAssignment
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.outbox.models import Message
from tests.factories import (
    make_adult,
    make_calendar_day,
    make_cover,
    make_home_visit,
    make_relationship,
    make_restriction,
    make_risk_check,
    make_staff,
    make_viewer,
    make_visit_answer,
    make_week_slot,
)
from tests.visits.offers import MONDAY, orchard, samiras
from visits.models import HomeVisit

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
FRIDAY = date(2026, 12, 4)
PAGE, CONFIRM = "/visits/friday/", "/visits/friday/confirm/"


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def jo() -> Viewer:
    setting = orchard()
    return make_viewer(Role.MENTOR, setting=setting, first_name="Jo")


def a_family(
    jo: Viewer, name: str = "Samira", *, seen: int | None = None, **adult: Any
) -> Household:
    """A family of Jo's; its parent has a checked mobile of her own."""
    number = Household.objects.count()
    adult = {"mobile": f"+447700900{number:03}", **adult}
    if not adult["mobile"]:
        adult["mobile_state"] = "none"
    household = samiras(jo.setting, name, **adult)
    MentorAssignment.objects.filter(child__homes__household=household).update(mentor=jo.user)
    if seen is not None:
        make_home_visit(household, jo.user, planned_on=jo.today - timedelta(days=seen))
    return household


def a_post(*rows: tuple[Household | None, str], on: date = FRIDAY, **more: str) -> dict[str, str]:
    sent = {"on": on.isoformat(), "elsewhere": "school", **more}
    for n, (family, at) in enumerate(rows):
        sent |= {f"family_{n}": str(family.pk) if family else "", f"at_{n}": at}
    return sent


def proposed(page: Any) -> list[tuple[time, str]]:
    return [(stop.at, stop.family.label) for stop in page.context["plan"].proposal.stops]


def text_of(page: Any) -> str:
    return " ".join(page.content.decode().split())


def test_the_next_visiting_day_is_proposed_whom_we_never_met_first(
    jo: Viewer, sign_in: SignIn
) -> None:
    a_family(jo, "Ana", seen=40)
    a_family(jo, "Tom")

    page = sign_in(jo).get(PAGE)

    assert "Plan Friday 4 December" in text_of(page)
    assert proposed(page) == [(time(9, 30), "Tom and Amira"), (time(11), "Ana and Amira")]
    assert "Never met; every 10 days" in text_of(page)
    assert "Not seen for 6 weeks; every 10 days" in text_of(page)
    assert "Offer these 2 visits" in text_of(page)
    assert not HomeVisit.objects.filter(planned_on=FRIDAY).exists()


def test_a_family_is_proposed_that_will_be_due_by_then_or_before_the_day_after(
    jo: Viewer, sign_in: SignIn
) -> None:
    a_family(jo, "Today", seen=6)  # Ten days on Friday.
    a_family(jo, "Next", seen=2)  # Six then, and thirteen by the Friday after.
    later = a_family(jo, "Later", seen=2)
    later.rhythm_days = 30
    later.save()

    assert [label for _at, label in proposed(sign_in(jo).get(PAGE))] == [
        "Today and Amira",
        "Next and Amira",
    ]


def test_the_hours_that_suit_a_parent_are_kept_and_said(jo: Viewer, sign_in: SignIn) -> None:
    a_family(jo, "Ana", seen=60)
    a_family(jo, "Tom", seen=30, good_until=time(11), best_times="not Mondays")

    page = sign_in(jo).get(PAGE)

    assert proposed(page) == [(time(9, 30), "Tom and Amira"), (time(11), "Ana and Amira")]
    assert "Mornings suit Tom (until 11am)" in text_of(page)
    assert "Tom: “not Mondays”" in text_of(page)


def test_who_could_not_be_fitted_is_said_with_why(jo: Viewer, sign_in: SignIn) -> None:
    a_family(jo, "Early", good_until=time(9))
    resting = a_family(jo, "Resting")
    visit = make_home_visit(
        resting, jo.user, state="declined", planned_on=date(2026, 11, 27),
        offered_at="2026-11-23T10:00:00Z",
    )  # fmt: skip
    make_visit_answer(visit, said="no")
    barred = a_family(jo, "Barred")
    adult = Adult.objects.get(known_as="Barred")
    make_restriction(adult, barred.members.exclude(child=None).get().child)

    page = sign_in(jo).get(PAGE)

    whys = {family.household.label: why for family, why in page.context["plan"].not_fitted}
    assert proposed(page) == []
    assert whys == {
        "Early and Amira": "No free time lies within the hours that suit them.",
        "Resting and Amira": "They were asked lately. Ask again from Wednesday 30 December.",
        "Barred and Amira": "Nobody who lives there may be asked just now.",
    }


def test_families_left_in_peace_or_gone_to_already_are_not_proposed(
    jo: Viewer, sign_in: SignIn
) -> None:
    paused = a_family(jo, "Paused")
    paused.paused_from = FRIDAY
    paused.save()
    going = a_family(jo, "Going")
    make_home_visit(going, jo.user, state="agreed", planned_on=FRIDAY, planned_at=time(11))

    page = sign_in(jo).get(PAGE)

    assert proposed(page) == []
    assert "11am, Going and Amira" in text_of(page)
    assert not page.context["form"].rows


def test_what_stands_that_day_takes_its_time_also_as_a_companion_or_in_somebodys_stead(
    jo: Viewer, sign_in: SignIn
) -> None:
    kwame = make_staff()
    with_her = make_home_visit(
        samiras(jo.setting, "Ola"),
        kwame,
        state="planned",
        planned_on=FRIDAY,
        planned_at=time(9, 30),
    )
    with_her.companions.add(jo.user)
    bethan = make_staff()
    make_cover(bethan, jo.user, setting=jo.setting, from_on=FRIDAY, to_on=FRIDAY)
    make_home_visit(
        samiras(jo.setting, "Ife"), bethan, state="planned", planned_on=FRIDAY, planned_at=time(11)
    )
    for n in range(3):
        a_family(jo, f"Family{n}")

    assert [at for at, _label in proposed(sign_in(jo).get(PAGE))] == [time(13), time(14, 30)]


def test_her_own_week_says_which_day_and_which_hours(jo: Viewer, sign_in: SignIn) -> None:
    make_week_slot(jo.user, setting=jo.setting, weekday=3, starts_at=time(10), ends_at=time(14))
    for name in ("Ana", "Tom", "Ola"):
        a_family(jo, name)

    page = sign_in(jo).get(PAGE)

    assert "Plan Thursday 3 December" in text_of(page)
    assert [at for at, _label in proposed(page)] == [time(11), time(13)]


def test_a_day_without_school_and_a_day_she_is_away_are_passed(jo: Viewer, sign_in: SignIn) -> None:
    make_calendar_day(jo.setting, day=FRIDAY)
    week_after = FRIDAY + timedelta(days=7)
    make_cover(jo.user, setting=jo.setting, from_on=week_after, to_on=week_after)

    assert "Plan Friday 18 December" in text_of(sign_in(jo).get(PAGE))


@pytest.mark.parametrize("on", ["2026-11-30", "2026-11-27", "9999-12-31", "soon", "2026-12-05"])
def test_a_day_nobody_can_be_asked_for_leads_to_the_next_one(
    on: str, jo: Viewer, sign_in: SignIn
) -> None:
    assert "Plan Friday 4 December" in text_of(sign_in(jo).get(f"{PAGE}?on={on}"))


def test_another_day_can_be_planned(jo: Viewer, sign_in: SignIn) -> None:
    assert "Plan Friday 11 December" in text_of(sign_in(jo).get(f"{PAGE}?on=2026-12-11"))


def test_confirming_offers_each_family_its_visit_and_says_what_happened(
    jo: Viewer, sign_in: SignIn
) -> None:
    ana = a_family(jo, "Ana", seen=40)
    tom = a_family(jo, "Tom", mobile="", email="")

    page = sign_in(jo).post(CONFIRM, a_post((tom, "09:30"), (ana, "11:00")))

    visits = list(HomeVisit.objects.filter(planned_on=FRIDAY).order_by("planned_at"))
    assert [(v.household, v.planned_at, v.state, v.mentor) for v in visits] == [
        (tom, time(9, 30), "offered", jo.user),
        (ana, time(11), "offered", jo.user),
    ]
    assert [v.purpose for v in visits] == ["settling_in", "check_in"]
    assert Message.objects.count() == 1
    assert "A message is on its way to Ana." in text_of(page)
    assert "See Tom: No number and no e-mail address." in text_of(page)
    assert "11am, Ana and Amira" in text_of(page)


def test_the_same_day_sent_twice_is_offered_once(jo: Viewer, sign_in: SignIn) -> None:
    ana, client = a_family(jo, "Ana"), sign_in(jo)

    client.post(CONFIRM, a_post((ana, "09:30")))
    page = client.post(CONFIRM, a_post((ana, "09:30")))

    assert HomeVisit.objects.count() == Message.objects.count() == 1
    assert "A message is on its way to Ana." in text_of(page)


def test_the_mentor_changes_family_and_time_and_leaves_out(jo: Viewer, sign_in: SignIn) -> None:
    a_family(jo, "Ana", seen=40)
    tom = a_family(jo, "Tom", seen=1)

    sign_in(jo).post(CONFIRM, a_post((None, "09:30"), (tom, "14:30")))

    visit = HomeVisit.objects.get(planned_on=FRIDAY)
    assert (visit.household, visit.planned_at) == (tom, time(14, 30))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("Ana", "09:30"), ("Ana", "11:00")], "Ana and Amira is in this day twice."),
        (
            [("Ana", "11:00"), ("Tom", "11:00")],
            "The visit to Ana and Amira is at 11am. Choose another time.",
        ),
        ([("Ana", "13:00")], "The visit to Ola and Amira is at 1pm. Choose another time."),
        ([], "Choose at least one family."),
    ],
)
def test_a_day_that_can_not_be_is_refused_and_what_was_chosen_is_kept(
    rows: list[tuple[str, str]], said: str, jo: Viewer, sign_in: SignIn
) -> None:
    families = {name: a_family(jo, name) for name in ("Ana", "Tom", "Ola")}
    make_home_visit(
        families["Ola"], jo.user, state="agreed", planned_on=FRIDAY, planned_at=time(13)
    )

    page = sign_in(jo).post(CONFIRM, a_post(*[(families[name], at) for name, at in rows]))

    assert said in text_of(page)
    assert page.context["form"].rows[0].when == (time.fromisoformat(rows[0][1]) if rows else None)
    assert not HomeVisit.objects.filter(state="offered").exists()
    for name, at in rows:
        assert f'<option value="{families[name].pk}" selected>' in page.content.decode()
        assert f'<option value="{at}" selected>' in page.content.decode()


def test_five_do_not_fit_a_day_of_four(jo: Viewer, sign_in: SignIn) -> None:
    families = [a_family(jo, f"Family{n}") for n in range(4)]
    stands = samiras(jo.setting, "Ola")
    make_home_visit(stands, jo.user, state="agreed", planned_on=FRIDAY)
    times = ["09:30", "11:00", "13:00", "14:30"]

    page = sign_in(jo).post(CONFIRM, a_post(*zip(families, times, strict=True)))

    assert "A day holds 4 visits. Leave somebody out." in text_of(page)
    assert not HomeVisit.objects.filter(state="offered").exists()


def test_one_that_can_not_be_offered_stops_no_other_and_keeps_what_was_chosen(
    jo: Viewer, sign_in: SignIn
) -> None:
    ana, paused = a_family(jo, "Ana"), a_family(jo, "Paused")
    paused.paused_from = jo.today
    paused.save()

    page = sign_in(jo).post(CONFIRM, a_post((paused, "09:30"), (ana, "11:00")))

    assert HomeVisit.objects.get().household == ana
    assert "A message is on its way to Ana." in text_of(page)
    assert "They asked to be left in peace." in text_of(page)
    assert f'<option value="{paused.pk}" selected>' in page.content.decode()


def test_rule_45_no_family_of_somebody_else_can_be_offered_a_visit_here(
    jo: Viewer, sign_in: SignIn
) -> None:
    other = samiras(jo.setting, "Other")

    page = sign_in(jo).post(CONFIRM, a_post((other, "09:30")))

    assert "Please choose one of these." in text_of(page)
    assert "Other" not in text_of(page)
    assert not HomeVisit.objects.exists()


def test_a_home_one_does_not_go_to_is_offered_another_place(jo: Viewer, sign_in: SignIn) -> None:
    ana = a_family(jo, "Ana")
    make_risk_check(ana, result="not_at_home")
    client = sign_in(jo)

    asked = text_of(client.get(PAGE))
    client.post(CONFIRM, a_post((ana, "09:30"), elsewhere="cafe"))

    assert "Meet somewhere else, not at home" in asked
    assert "not seen at home" in asked
    assert HomeVisit.objects.get().meet_at == "cafe"


def test_whom_it_suits_then_is_asked(jo: Viewer, sign_in: SignIn) -> None:
    ana = a_family(jo, "Ana", good_until=time(12))
    tom = make_adult(
        household=ana, known_as="Tom", good_from=time(13), mobile="+447700900199",
        mobile_state="verified",
    )  # fmt: skip
    make_relationship(ana.members.exclude(child=None).get().child, tom, kind="father", priority=2)

    sign_in(jo).post(CONFIRM, a_post((ana, "14:30")))

    assert HomeVisit.objects.get().offered_to == tom


def test_a_day_that_is_over_offers_nothing(jo: Viewer, sign_in: SignIn) -> None:
    ana = a_family(jo, "Ana")

    answer = sign_in(jo).post(CONFIRM, a_post((ana, "09:30"), on=date(2026, 11, 27)))

    assert answer.headers["location"] == PAGE
    assert not HomeVisit.objects.exists()


def test_the_way_between_is_said_where_the_school_has_loaded_places_and_never_to_a_hidden_home(
    jo: Viewer, sign_in: SignIn
) -> None:
    near = {"latitude": "53.80000", "longitude": "-1.55000"}
    far = {"latitude": "53.80000", "longitude": "-1.50000"}
    for name, place in (("Ana", near), ("Tom", far)):
        Household.objects.filter(pk=a_family(jo, name, seen=30).pk).update(**place)
    hidden = a_family(jo, "Hidden", seen=20)
    Household.objects.filter(pk=hidden.pk).update(address_visibility="hidden")

    page = sign_in(jo).get(PAGE)

    assert "about 10 minutes from Ana and Amira" in text_of(page)
    assert text_of(page).count("minutes from") == 1


def test_an_attempt_is_said_beside_the_clock(jo: Viewer, sign_in: SignIn) -> None:
    ana = a_family(jo, "Ana", seen=30)
    make_home_visit(
        ana, jo.user, state="not_home", outcome="nobody_in", planned_on=date(2026, 11, 20)
    )

    assert "Nobody in, Friday 20 November" in text_of(sign_in(jo).get(PAGE))


def test_a_mentor_without_families_is_told_what_the_page_is_for(
    jo: Viewer, sign_in: SignIn
) -> None:
    assert "No families are with you yet" in text_of(sign_in(jo).get(PAGE))


def test_a_lead_plans_her_own_families_alone(jo: Viewer, sign_in: SignIn) -> None:
    a_family(jo, "Ana")
    lead = make_viewer(Role.LEAD, setting=jo.setting)

    assert proposed(sign_in(lead).get(PAGE)) == []


def test_where_no_visiting_day_is_ahead_the_page_says_so(jo: Viewer, sign_in: SignIn) -> None:
    make_cover(jo.user, setting=jo.setting, to_on=jo.today + timedelta(days=200))

    assert "No visiting day ahead" in text_of(sign_in(jo).get(PAGE))


def test_rule_49_only_our_own_days_decide_whose_turn_it_is(jo: Viewer, sign_in: SignIn) -> None:
    """Doors nobody opened, and visits a family called off, make nobody wait or go first."""
    for name in ("Ana", "Tom"):
        a_family(jo, name, seen=30)
    tom = Household.objects.get(label="Tom and Amira")
    before = proposed(sign_in(jo).get(PAGE))
    for days, state, outcome in (
        (9, "not_home", "nobody_in"),
        (5, "cancelled_family", "not_today"),
    ):
        on = jo.today - timedelta(days=days)
        make_home_visit(tom, jo.user, state=state, outcome=outcome, planned_on=on)

    assert proposed(sign_in(jo).get(PAGE)) == before


@pytest.mark.parametrize("families", [10, 60])
def test_a_day_is_put_together_with_as_many_queries_for_ten_families_as_for_sixty(
    families: int, jo: Viewer, sign_in: SignIn,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:  # fmt: skip
    for n in range(families):
        a_family(jo, f"Family{n}", seen=n, mobile="", email=f"parent-{n}@example.org")
    client = sign_in(jo)

    with django_assert_max_num_queries(26):  # type: ignore[attr-defined]
        client.get(PAGE)


def test_who_makes_no_visits_plans_none(jo: Viewer, sign_in: SignIn) -> None:
    office = make_viewer(Role.OFFICE, setting=jo.setting)

    assert sign_in(office).get(PAGE).status_code == 403
