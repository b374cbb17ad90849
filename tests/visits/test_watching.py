"""Coming back safe: who is asked for, when, by which ways, and each time once (rules 6 and 7)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.utils import timezone

from pastoral.accounts.models import Setting, Staff, Tick, TrailEntry
from pastoral.accounts.roles import Role
from pastoral.ids import new_id
from pastoral.outbox import gsm, words
from pastoral.outbox import tasks as outbox_tasks
from pastoral.outbox.models import Channel, Message, Template
from pastoral.refusals import Refusal, WrongMove
from tests.factories import (
    make_cover,
    make_home_visit,
    make_household,
    make_membership,
    make_policy,
    make_setting,
    make_staff,
)
from tests.shipped import ship_words
from visits import actions, tasks
from visits.actions import VisitLog, telling, watching
from visits.models import HomeVisit, OverdueAlert

pytestmark = pytest.mark.django_db
State, Level, Outcome = HomeVisit.State, OverdueAlert.Level, HomeVisit.Outcome
FRIDAY = date(2026, 12, 4)
NUMBERS = {"Jo": "07700 900101", "Kwame": "07700 900102", "Ruth": "07700 900103"}


def at(hour: int, minute: int = 0, day: date = FRIDAY) -> datetime:
    """A moment on the wall of a setting in London."""
    zone = Setting(timezone="Europe/London").zone
    return datetime.combine(day, time(hour, minute), tzinfo=zone).astimezone(UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    words_at = at(9)
    with time_machine.travel(words_at, tick=False) as clock:
        ship_words()
        yield clock


@pytest.fixture
def setting() -> Setting:
    return make_setting(nickname="Orchard Zone")


def make_colleague(setting: Setting, name: str, role: Role = Role.MENTOR) -> Staff:
    staff = make_staff(
        first_name=name, email=f"{name.lower()}@example.org", phone=NUMBERS.get(name, "")
    )
    make_membership(staff, setting, role)
    return staff


@pytest.fixture
def jo(setting: Setting) -> Staff:
    return make_colleague(setting, "Jo")


@pytest.fixture
def kwame(setting: Setting) -> Staff:
    return make_colleague(setting, "Kwame")


@pytest.fixture(autouse=True)
def ruth(setting: Setting) -> Staff:
    return make_colleague(setting, "Ruth", Role.LEAD)


@pytest.fixture
def visit(setting: Setting, jo: Staff, kwame: Staff) -> HomeVisit:
    """Jo’s visit from half past nine to a quarter past ten; Kwame is her buddy."""
    household = make_household(setting, label="Samira and Amira", address="12 Hazel Row")
    return make_home_visit(
        household, jo, buddy=kwame, state=State.PLANNED, planned_on=FRIDAY, planned_at=time(9, 30)
    )


def raised() -> list[tuple[str, str]]:
    """Each alert by level, and when it was raised."""
    rows = OverdueAlert.objects.order_by("raised_at", "created_at")
    return [(row.level, f"{row.raised_at:%H:%M}") for row in rows]


def told() -> list[tuple[str, str]]:
    """Whom messages are for, and by which way, in the order they were written."""
    rows = Message.objects.order_by("created_at", "pk").select_related("staff")
    return [(m.staff.first_name if m.staff else "", m.channel) for m in rows]


BOTH = ["email", "sms"]


def told_now() -> dict[str, list[str]]:
    people: dict[str, list[str]] = {}
    for name, channel in told():
        people.setdefault(name, []).append(channel)
    return {name: sorted(channels) for name, channels in people.items()}


@pytest.mark.parametrize("is_there", [True, False], ids=["arrived", "never heard of"])
def test_rule_6_mentor_buddy_and_lead_are_alerted_each_at_their_minute_and_once(
    is_there: bool, visit: HomeVisit, jo: Staff, clock: Any
) -> None:
    if is_there:
        clock.move_to(at(9, 30))
        actions.arrive(visit=visit, by=jo)

    for minute in range(121):
        clock.move_to(at(9, 30) + timedelta(minutes=minute))
        tasks.watch()
        tasks.watch()

    assert raised() == [("mentor", "10:30"), ("buddy", "10:45"), ("lead", "11:00")]
    assert told_now() == {"Jo": BOTH, "Kwame": BOTH, "Ruth": BOTH}


def test_rule_6_the_minutes_are_the_settings_own(
    visit: HomeVisit, setting: Setting, clock: Any
) -> None:
    make_policy(setting, overdue_mentor_minutes=5, overdue_buddy_minutes=7, overdue_lead_minutes=20)
    for minute in range(60):
        clock.move_to(at(9, 30) + timedelta(minutes=minute + 30))
        tasks.watch()

    assert raised() == [("mentor", "10:20"), ("buddy", "10:22"), ("lead", "10:35")]


def test_rule_6_each_step_is_logged(visit: HomeVisit, clock: Any) -> None:
    clock.move_to(at(11))
    tasks.watch()

    lines = TrailEntry.objects.filter(actor_kind="clock", household_id=visit.household_id)
    assert set(lines.values_list("what", flat=True)) == {
        "visits.overdue-mentor", "visits.overdue-buddy", "visits.overdue-lead",
    }  # fmt: skip
    assert {line.setting_id for line in lines} == {visit.setting_id}


def test_rule_6_a_clock_that_stood_still_makes_up_for_it_once(visit: HomeVisit, clock: Any) -> None:
    clock.move_to(at(10, 25))
    tasks.watch()
    clock.move_to(at(11, 5))  # Nothing ticked from 10 to 50 minutes past the end.
    tasks.watch()
    tasks.watch()

    assert raised() == [("mentor", "11:05"), ("buddy", "11:05"), ("lead", "11:05")]
    assert told_now() == {"Jo": BOTH, "Kwame": BOTH, "Ruth": BOTH}


def test_rule_6_staying_longer_begins_anew_from_the_new_moment(
    visit: HomeVisit, jo: Staff, clock: Any
) -> None:
    clock.move_to(at(9, 30))
    actions.arrive(visit=visit, by=jo)
    clock.move_to(at(10, 30))
    tasks.watch()
    actions.stay_longer(visit=visit, minutes=30, by=jo)  # Back by 11.00.
    for minute in range(31, 121):
        clock.move_to(at(10) + timedelta(minutes=minute))
        tasks.watch()

    assert raised() == [
        ("mentor", "10:30"), ("mentor", "11:15"), ("buddy", "11:30"), ("lead", "11:45"),
    ]  # fmt: skip


def test_what_still_waits_is_called_off_when_she_stays_longer(
    visit: HomeVisit, jo: Staff, clock: Any
) -> None:
    clock.move_to(at(10, 30))
    tasks.watch()
    actions.stay_longer(visit=visit, minutes=15, by=jo)

    assert {m.state for m in Message.objects.all()} == {Message.State.CANCELLED}


def _leave(visit: HomeVisit, jo: Staff) -> None:
    actions.leave(visit=visit, by=jo)


def _leave_early(visit: HomeVisit, jo: Staff) -> None:
    actions.leave_early(visit=visit, by=jo)


def _log(visit: HomeVisit, jo: Staff) -> None:
    log = VisitLog(
        log_key=new_id(), household=visit.household, visited_on=FRIDAY, outcome=Outcome.COMPLETED,
    )  # fmt: skip
    actions.log_visit(log=log, by=jo)


def _say_safe(visit: HomeVisit, _jo: Staff) -> None:
    assert visit.buddy
    actions.say_safe(visit=visit, by=visit.buddy)


@pytest.mark.parametrize("stop", [_leave, _leave_early, _log, _say_safe])
def test_rule_6_her_word_in_between_stops_what_was_to_come_and_what_waits(
    stop: Any, visit: HomeVisit, jo: Staff, clock: Any
) -> None:
    clock.move_to(at(9, 35))
    actions.arrive(visit=visit, by=jo)
    clock.move_to(at(10, 50))
    tasks.watch()
    stop(visit, jo)
    clock.move_to(at(12))
    tasks.watch()

    assert raised() == [("mentor", "10:50"), ("buddy", "10:50")]
    alerts = Message.objects.filter(template_key__in=telling.ALERTS)
    assert {m.state for m in alerts} == {Message.State.CANCELLED}


def _call_off(visit: HomeVisit, jo: Staff) -> None:
    actions.call_off(visit=visit, by=jo, outcome=Outcome.WE_CANCELLED, reason="Snow")


def _nobody_in(visit: HomeVisit, jo: Staff) -> None:
    actions.nobody_in(visit=visit, by=jo)


@pytest.mark.parametrize("stop", [_call_off, _nobody_in, _log, _say_safe])
def test_a_planned_visit_that_is_off_or_over_is_not_asked_for(
    stop: Any, visit: HomeVisit, jo: Staff, clock: Any
) -> None:
    clock.move_to(at(10, 31))
    tasks.watch()
    stop(visit, jo)
    clock.move_to(at(12))
    tasks.watch()

    assert raised() == [("mentor", "10:31")]
    assert {m.state for m in Message.objects.all()} == {Message.State.CANCELLED}


@pytest.mark.parametrize(
    "fields",
    [
        {"state": State.AGREED},
        {"state": State.OFFERED},
        {"planned_at": None},
        {"planned_on": FRIDAY + timedelta(days=1)},
        {"removed_at": datetime(2026, 12, 4, 8, tzinfo=UTC)},
    ],
    ids=["agreed", "offered", "no time", "tomorrow", "taken back"],
)
def test_what_no_clock_runs_for_is_never_asked_for(
    fields: dict[str, Any], visit: HomeVisit, clock: Any
) -> None:
    HomeVisit.objects.filter(pk=visit.pk).update(**fields)
    clock.move_to(at(13))
    tasks.watch()

    assert raised() == []


def test_rule_6_a_visit_over_midnight_is_asked_for_on_the_next_day(
    visit: HomeVisit, jo: Staff, clock: Any
) -> None:
    HomeVisit.objects.filter(pk=visit.pk).update(planned_at=time(23, 30))
    visit.refresh_from_db()
    clock.move_to(at(23, 30))
    actions.arrive(visit=visit, by=jo)
    saturday = FRIDAY + timedelta(days=1)
    for minute in range(91):
        clock.move_to(at(23, 30) + timedelta(minutes=minute))
        tasks.watch()

    assert [row.raised_at for row in OverdueAlert.objects.order_by("raised_at")] == [
        at(0, 30, saturday), at(0, 45, saturday), at(1, 0, saturday),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("starts", "minutes"),
    [
        (datetime(2027, 3, 28, 0, 30), 45),  # 1.00 becomes 2.00.
        (datetime(2027, 3, 28, 13, 30), 45),
        (datetime(2027, 3, 29, 9, 30), 45),
        (datetime(2027, 10, 31, 0, 30), 120),  # 2.00 becomes 1.00.
        (datetime(2027, 10, 31, 13, 30), 45),
        (datetime(2027, 11, 1, 9, 30), 45),
    ],
    ids=str,
)
def test_rule_6_a_clock_change_moves_no_alert(
    starts: datetime, minutes: int, visit: HomeVisit, jo: Staff, clock: Any
) -> None:
    HomeVisit.objects.filter(pk=visit.pk).update(
        planned_on=starts.date(), planned_at=starts.time(), planned_minutes=minutes
    )
    visit.refresh_from_db()
    begins = at(starts.hour, starts.minute, starts.date())
    clock.move_to(begins)
    actions.arrive(visit=visit, by=jo)
    for minute in range(minutes + 61):
        clock.move_to(begins + timedelta(minutes=minute))
        tasks.watch()

    after = [row.raised_at - begins for row in OverdueAlert.objects.order_by("raised_at")]
    assert after == [timedelta(minutes=minutes + past) for past in (15, 30, 45)]


def test_rule_6_whoever_stands_in_is_asked_and_whoever_stands_in_for_the_buddy(
    visit: HomeVisit, setting: Setting, jo: Staff, kwame: Staff, clock: Any
) -> None:
    lou, sam = make_colleague(setting, "Lou"), make_colleague(setting, "Sam")
    make_cover(jo, lou, setting=setting, from_on=FRIDAY, to_on=FRIDAY)
    make_cover(kwame, sam, setting=setting, from_on=FRIDAY, to_on=FRIDAY)
    clock.move_to(at(10, 50))
    tasks.watch()

    assert told_now() == {"Lou": ["email"], "Sam": ["email"]}
    assert "from Lou" in Message.objects.get(staff=sam).body or (
        "that Lou arrived" in Message.objects.get(staff=sam).body
    )


def test_whoever_arrived_is_asked_though_somebody_was_to_stand_in(
    visit: HomeVisit, setting: Setting, jo: Staff, clock: Any
) -> None:
    lou = make_colleague(setting, "Lou")
    make_cover(jo, lou, setting=setting, from_on=FRIDAY, to_on=FRIDAY)
    clock.move_to(at(9, 30))
    actions.arrive(visit=visit, by=jo)
    clock.move_to(at(10, 31))
    tasks.watch()

    assert told_now() == {"Jo": BOTH}


def test_both_of_a_pair_are_asked(visit: HomeVisit, setting: Setting, clock: Any) -> None:
    visit.companions.add(make_colleague(setting, "Lou"))
    clock.move_to(at(10, 31))
    tasks.watch()

    assert told_now() == {"Jo": BOTH, "Lou": ["email"]}
    assert OverdueAlert.objects.get().alerted is None


def _no_buddy(visit: HomeVisit) -> None:
    visit.buddy = None


def _buddy_who_goes(visit: HomeVisit) -> None:
    assert visit.buddy
    visit.companions.add(visit.buddy)


def _buddy_who_left_us(visit: HomeVisit) -> None:
    assert visit.buddy
    visit.buddy.is_active = False
    visit.buddy.save()


@pytest.mark.parametrize("without", [_no_buddy, _buddy_who_goes, _buddy_who_left_us])
def test_rule_6_where_no_buddy_is_left_the_lead_hears_at_the_buddys_minute(
    without: Any, visit: HomeVisit, ruth: Staff, clock: Any
) -> None:
    without(visit)
    visit.save()
    clock.move_to(at(10, 45))
    tasks.watch()

    assert told_now()["Ruth"] == BOTH
    assert OverdueAlert.objects.get(level=Level.BUDDY).alerted == ruth


def test_without_a_lead_the_safeguarding_leads_hear(
    visit: HomeVisit, setting: Setting, ruth: Staff, clock: Any
) -> None:
    ruth.memberships.update(to_on=FRIDAY - timedelta(days=1))
    make_colleague(setting, "Dawn", Role.DSL)
    make_colleague(setting, "Yusuf", Role.DEPUTY_DSL)
    clock.move_to(at(11))
    tasks.watch()

    assert {"Dawn", "Yusuf"} <= set(told_now())
    assert "Ruth" not in told_now()


def test_a_lead_who_is_out_herself_is_not_who_hears_last(
    visit: HomeVisit, setting: Setting, ruth: Staff, clock: Any
) -> None:
    visit.mentor = ruth
    visit.save()
    make_colleague(setting, "Dawn", Role.DSL)
    clock.move_to(at(11))
    tasks.watch()

    lead = Message.objects.filter(template_key="staff-visit-unheard-lead")
    assert {m.staff.first_name for m in lead if m.staff} == {"Dawn"}


def test_rule_7_an_alert_goes_by_text_and_by_e_mail_at_any_hour(
    visit: HomeVisit, jo: Staff, clock: Any
) -> None:
    sunday = date(2026, 12, 6)
    HomeVisit.objects.filter(pk=visit.pk).update(planned_on=sunday, planned_at=time(20))
    clock.move_to(at(21, 0, sunday))
    tasks.watch()
    outbox_tasks.sweep()

    jos = Message.objects.filter(staff=jo)
    assert {(m.channel, m.to, m.state) for m in jos} == {
        (Channel.TEXT, "+447700900101", Message.State.SENT),
        (Channel.EMAIL, "jo@example.org", Message.State.SENT),
    }


def test_rule_7_without_a_mobile_number_the_e_mail_still_goes(
    visit: HomeVisit, jo: Staff, clock: Any
) -> None:
    jo.phone = "01632 960111"  # The landline of her desk: nobody can text it.
    jo.save()
    clock.move_to(at(10, 31))
    tasks.watch()

    assert told_now() == {"Jo": ["email"]}


def test_rule_7_an_alert_goes_before_invitations_that_wait_as_well(
    visit: HomeVisit, clock: Any
) -> None:
    clock.move_to(at(10, 31))
    tasks.watch()

    assert {m.not_before for m in Message.objects.all()} == {at(10, 15)}


def test_rule_20_an_alert_says_who_and_when_and_nothing_of_the_family(
    visit: HomeVisit, jo: Staff, clock: Any
) -> None:
    clock.move_to(at(9, 35))
    actions.arrive(visit=visit, by=jo)
    clock.move_to(at(11, 6))
    tasks.watch()

    kwames = Message.objects.get(staff=visit.buddy, channel=Channel.TEXT)
    assert kwames.body == (
        "Hi Kwame. Jo: no word since a visit that was to end by 10.20am. Please ring Jo now."
        f" No answer? Ring 01632 960001 and open {settings.SITE_URL}/visits/{visit.pk}/overdue/"
    )
    for message in Message.objects.all():
        said = message.subject + message.body
        assert not any(word in said for word in ("Samira", "Amira", "Hazel", "Okonjo"))
        assert message.household_id is None
        assert message.adult_id is None


@pytest.mark.parametrize("key", telling.ALERTS)
def test_a_text_keeps_within_its_parts_with_a_long_address(key: str) -> None:
    said = words.words_for(make_setting(), key, "en", Channel.TEXT)
    assert said
    variables = {
        "name": "Bartholomew", "mentor": "Wilhelmina and Bartholomew", "place": "Orchard Zone",
        "time": "yesterday 10.15am", "phone": "01632 960001",
        "page": f"https://alongside.orchard-trust.example.org/visits/{new_id()}/overdue/",
    }  # fmt: skip
    whole = words.Words(said.key, 1, "en", "", said.body).fill(variables)[1]

    assert gsm.parts(gsm.plain(whole, 2)) <= 2


def test_a_place_without_a_number_still_sends_its_alerts(
    visit: HomeVisit, setting: Setting, clock: Any
) -> None:
    setting.phone = ""
    setting.save()
    clock.move_to(at(11))
    tasks.watch()

    assert {m.state for m in Message.objects.all()} == {Message.State.QUEUED}
    assert "ring the office" in Message.objects.filter(template_key__endswith="mentor")[0].body


def test_words_that_are_missing_leave_an_alert_that_people_see(
    visit: HomeVisit, clock: Any
) -> None:
    Template.objects.all().delete()
    clock.move_to(at(10, 31))
    tasks.watch()

    assert raised() == [("mentor", "10:31")]
    assert {m.state for m in Message.objects.all()} == {Message.State.SUPPRESSED}


def test_who_deals_with_it_is_kept_and_stops_nothing(
    visit: HomeVisit, kwame: Staff, clock: Any
) -> None:
    clock.move_to(at(10, 45))
    tasks.watch()
    alert = OverdueAlert.objects.get(level=Level.BUDDY)
    actions.acknowledge(alert=alert, by=kwame)
    actions.acknowledge(alert=alert, by=kwame)  # Pressed twice.
    clock.move_to(at(11))
    tasks.watch()

    alert.refresh_from_db()
    assert (alert.acknowledged_at, alert.acknowledged_by) == (at(10, 45), kwame)
    assert raised()[-1] == ("lead", "11:00")
    assert TrailEntry.objects.filter(what="visits.alert-acknowledged", actor=kwame).count() == 1


def test_a_second_person_is_told_who_deals_with_it(
    visit: HomeVisit, kwame: Staff, ruth: Staff, clock: Any
) -> None:
    clock.move_to(at(10, 45))
    tasks.watch()
    alert = OverdueAlert.objects.get(level=Level.BUDDY)
    actions.acknowledge(alert=alert, by=kwame)

    with pytest.raises(Refusal, match=r"Kwame is dealing with it since 10\.45am"):
        actions.acknowledge(alert=alert, by=ruth)


def test_nothing_is_left_to_deal_with_once_she_is_safe(
    visit: HomeVisit, kwame: Staff, clock: Any
) -> None:
    clock.move_to(at(10, 45))
    tasks.watch()
    actions.say_safe(visit=visit, by=kwame)

    with pytest.raises(Refusal, match="nothing left to do"):
        actions.acknowledge(alert=OverdueAlert.objects.first(), by=kwame)  # type: ignore[arg-type]


def test_her_word_to_a_colleague_ends_a_visit_nobody_had_heard_of_as_hers(
    visit: HomeVisit, jo: Staff, kwame: Staff, clock: Any
) -> None:
    clock.move_to(at(10, 50))
    safe = actions.say_safe(visit=visit, by=kwame)

    assert (safe.state, safe.mentor, safe.arrived_at) == (State.COMPLETED, jo, at(9, 30))
    assert TrailEntry.objects.get(what="visits.said-safe").actor == kwame


def test_nobody_is_safe_from_a_visit_that_has_not_begun(
    visit: HomeVisit, kwame: Staff, clock: Any
) -> None:
    with pytest.raises(WrongMove):
        actions.say_safe(visit=visit, by=kwame)


@pytest.mark.parametrize("how", ["pressed", "logged"])
def test_a_visit_that_ended_early_is_told_to_each_lead_once_the_same_day(
    how: str, visit: HomeVisit, setting: Setting, jo: Staff, clock: Any
) -> None:
    make_colleague(setting, "Asha", Role.LEAD)
    clock.move_to(at(9, 30))
    actions.arrive(visit=visit, by=jo)
    clock.move_to(at(9, 40))
    if how == "pressed":
        actions.leave_early(visit=visit, by=jo, reason="The dog.")
    log = VisitLog(
        log_key=new_id(), household=visit.household, visited_on=FRIDAY, visit=visit,
        outcome=Outcome.NOT_TODAY, reason="The dog.",
    )  # fmt: skip
    actions.log_visit(log=log, by=jo)

    assert told_now() == {"Asha": ["email"], "Ruth": ["email"]}
    said = Message.objects.all()
    assert {m.state for m in said} == {Message.State.QUEUED}
    assert all("dog" not in m.body for m in said)


def test_a_companion_who_presses_leaves_the_visit_whose_it_is(
    visit: HomeVisit, setting: Setting, jo: Staff
) -> None:
    lou, sam = make_colleague(setting, "Lou"), make_colleague(setting, "Sam")
    visit.companions.add(lou)
    make_cover(jo, sam, setting=setting, from_on=FRIDAY, to_on=FRIDAY)

    assert actions.arrive(visit=visit, by=lou).mentor == sam


def test_rule_7_looking_after_those_who_are_out_is_a_tick_of_its_own() -> None:
    tasks.watch()

    assert Tick.objects.get(name=watching.TICK).at == timezone.now()


def test_old_visits_that_everybody_was_told_of_are_not_looked_at_again(
    visit: HomeVisit, clock: Any, django_assert_max_num_queries: Any
) -> None:
    clock.move_to(at(11))
    tasks.watch()
    clock.move_to(at(11, 0, FRIDAY + timedelta(days=9)))

    with django_assert_max_num_queries(1):
        assert watching.watched(timezone.now()) == []


def test_an_alert_is_raised_again_for_a_longer_policy_rather_than_never(
    visit: HomeVisit, setting: Setting, clock: Any
) -> None:
    clock.move_to(at(10, 45))
    tasks.watch()
    make_policy(setting, visit_minutes=50)
    clock.move_to(at(11, 5))
    tasks.watch()

    assert ("lead", "11:05") in raised()


class TestAtOnce:
    """Two workers at the same moment."""

    pytestmark = [
        pytest.mark.postgres,
        pytest.mark.skipif(settings.IS_SQLITE, reason="Two writers at once need PostgreSQL."),
        pytest.mark.django_db(transaction=True),
    ]

    def test_rule_6_several_workers_at_once_raise_each_alert_once(
        self, visit: HomeVisit, clock: Any
    ) -> None:
        clock.move_to(at(11))

        def work(_: int) -> int:
            try:
                return len(watching.raise_due(visit.pk))
            finally:
                connection.close()

        with ThreadPoolExecutor(6) as pool:
            made = list(pool.map(work, range(6)))

        assert sorted(made) == [0, 0, 0, 0, 0, 3]
        assert OverdueAlert.objects.count() == 3
        assert told_now() == {"Jo": BOTH, "Kwame": BOTH, "Ruth": BOTH}

    def test_left_and_an_alert_at_once_leave_nothing_waiting(
        self, visit: HomeVisit, jo: Staff, clock: Any
    ) -> None:
        clock.move_to(at(9, 30))
        actions.arrive(visit=visit, by=jo)
        clock.move_to(at(11))

        def work(what: str) -> None:
            try:
                if what == "left":
                    actions.leave(visit=visit, by=jo)
                else:
                    watching.raise_due(visit.pk)
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(work, ["alert", "left", "alert", "alert"]))

        assert {m.state for m in Message.objects.all()} <= {Message.State.CANCELLED}
