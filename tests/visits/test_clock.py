"""What the clock does with visits: the word before, and letting offers rest."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings

from families.models import Adult, Household
from pastoral import links
from pastoral.accounts.models import TrailEntry
from pastoral.outbox.models import Message
from pastoral.outbox.timing import Hours
from tests.factories import make_cover, make_home_visit, make_policy, make_restriction, make_staff
from tests.shipped import ship_words
from tests.visits.offers import (
    FRIDAY,
    adult_of,
    mentor_of,
    offered,
    orchard,
    samiras,
    stands,
)
from tests.visits.scenes import Scene
from visits import actions, tasks
from visits.actions import day_before
from visits.models import HomeVisit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]
LONDON = ZoneInfo("Europe/London")
DUE = "2026-12-03T16:00:00Z"


def planned(household: Household | None = None, **fields: Any) -> HomeVisit:
    """A visit on Friday that Samira agreed to and that is planned; its offer went."""
    visit = offered(household, **fields)
    Message.objects.all().delete()
    return stands(visit, "planned", agreed_by=visit.offered_to, agreed_how="link")


def words_before() -> list[Message]:
    """What the clock posted."""
    return list(Message.objects.filter(template_key="visit-day-before"))


def tick(moment: str | datetime) -> list[Message]:
    """Let the clock look once at a moment, and return the words it has posted so far."""
    with time_machine.travel(moment):
        tasks.say_a_word_before()
    return words_before()


# --- The word before. -----------------------------------------------------------------


def test_the_word_leaves_at_the_policys_hour_of_the_day_before_and_once() -> None:
    visit = planned()

    assert tick("2026-12-03T15:59:00Z") == []
    (message,) = tick(DUE)
    assert tick("2026-12-03T16:01:00Z") == [message]

    assert message.body == (
        "Hi Samira, it's Jo at Orchard Zone. See you on Friday 4 December, about 9.30am. No need to"
        " get anything ready! If it doesn't suit any more, tap {link}\n"
        "or call me on 01632 960001. We'll find a new day."
    )
    assert (message.about_id, message.drop_after) == (visit.pk, visit.starts_at)
    assert TrailEntry.objects.get(what="visits.told-before").actor_kind == "clock"


def test_a_policy_may_say_it_earlier() -> None:
    planned(samiras(orchard(policy={"visit_word_days_before": 3, "visit_word_at": time(9, 15)})))

    assert tick("2026-12-01T09:14:00Z") == []
    assert len(tick("2026-12-01T09:15:00Z")) == 1


def test_a_clock_that_was_down_says_it_late_and_never_after_the_start() -> None:
    planned()

    assert tick("2026-12-04T09:30:00Z") == []
    (message,) = tick("2026-12-04T08:10:00Z")
    assert "tomorrow" not in message.body


def test_rule_26_a_visit_on_a_monday_is_spoken_of_on_saturday() -> None:
    planned(on=date(2026, 12, 7))

    assert tick("2026-12-05T15:59:00Z") == []
    assert len(tick("2026-12-05T16:00:00Z")) == 1


def test_rule_26_after_bank_holidays_it_is_spoken_of_on_the_last_friendly_day() -> None:
    setting = orchard()
    make_policy(setting, send_on_saturdays=False)
    planned(samiras(setting), on=date(2026, 12, 29))  # Christmas, a week-end and a substitute day.

    assert tick("2026-12-24T15:59:00Z") == []
    assert len(tick("2026-12-24T16:00:00Z")) == 1


@pytest.mark.parametrize(
    ("visit_on", "at"),
    [
        (date(2026, 10, 26), datetime(2026, 10, 24, 16, tzinfo=LONDON)),  # The clocks go back.
        (date(2027, 3, 29), datetime(2027, 3, 27, 16, tzinfo=LONDON)),  # And forward.
        (date(2026, 10, 27), datetime(2026, 10, 26, 16, tzinfo=LONDON)),
        (date(2027, 3, 31), datetime(2027, 3, 30, 16, tzinfo=LONDON)),
    ],
)
def test_four_o_clock_stays_four_o_clock_in_both_weeks_of_a_clock_change(
    visit_on: date, at: datetime
) -> None:
    with time_machine.travel(datetime(visit_on.year, visit_on.month, 1, 10, tzinfo=LONDON)):
        visit = planned(on=visit_on)

    due = day_before.due_at(visit, Hours.of(visit.setting))
    assert due is not None
    assert due == at
    assert due.astimezone(LONDON).hour == 16


@pytest.mark.parametrize("state", ["offered", "agreed", "cancelled_family", "rescheduled"])
def test_only_a_planned_visit_is_spoken_of(state: str) -> None:
    outcome = {"cancelled_family": "not_today", "rescheduled": "family_moved_it"}.get(state, "")
    stands(planned(), state, outcome=outcome)

    assert tick(DUE) == []


def test_a_visit_whose_hour_is_not_known_is_not_spoken_of() -> None:
    visit = planned()
    HomeVisit.objects.update(planned_at=None)

    assert tick(DUE) == []
    visit.refresh_from_db()
    assert visit.told_before_at is None


def died(visit: HomeVisit) -> None:
    Adult.objects.update(is_deceased=True)


def moved_out(visit: HomeVisit) -> None:
    visit.household.members.filter(adult__isnull=False).update(to_on="2026-12-02")


def is_kept_from_the_child(visit: HomeVisit) -> None:
    make_restriction(adult_of(visit.household), visit.children.get())


def wants_peace(visit: HomeVisit) -> None:
    Household.objects.update(paused_from="2026-12-01")


def wants_calls(visit: HomeVisit) -> None:
    Adult.objects.update(safe_contact="mentor_calls_only")


@pytest.mark.parametrize(
    "happens", [died, moved_out, is_kept_from_the_child, wants_peace, wants_calls]
)
def test_rule_14_and_30_who_may_be_asked_is_asked_again(happens: Any) -> None:
    visit = planned()
    happens(visit)

    assert tick(DUE) == []
    visit.refresh_from_db()
    assert visit.told_before_at is not None  # Looked at; a person tells them.


def test_a_visit_nobody_offered_by_a_message_gets_a_link_with_its_word() -> None:
    household = samiras()
    visit = make_home_visit(
        household, mentor_of(household), state="planned", agreed_by=adult_of(household),
        agreed_how="call", planned_on=FRIDAY, planned_at=time(9, 30),
    )  # fmt: skip

    (message,) = tick(DUE)

    visit.refresh_from_db()
    secret = links.secret_of(visit.pk, visit.link_version, message.link_digest)
    assert visit.link_digest == message.link_digest == links.digest_of(secret)


def test_a_plan_at_another_time_is_spoken_of_anew() -> None:
    ship_words()
    scene = Scene()
    actions.plan(visit=scene.visit, plan=scene.plan(), by=scene.jo)
    the_day_before = datetime(2026, 12, 5, 17, tzinfo=LONDON)  # The visit is on Monday.
    assert len(tick(the_day_before)) == 1
    with time_machine.travel(the_day_before):
        actions.change_plan(visit=scene.visit, plan=scene.plan(planned_at=time(14)), by=scene.jo)

    said = {message.state: message.body for message in tick(the_day_before)}
    assert "about 11am" in said["cancelled"]
    assert "about 2pm" in said["queued"]
    assert len(said) == len(words_before())


def test_whoever_stands_in_that_day_is_named() -> None:
    household = samiras()
    planned(household)
    make_cover(
        mentor_of(household), make_staff(first_name="Kwame"), setting=household.setting,
        from_on=FRIDAY, to_on=FRIDAY,
    )  # fmt: skip

    assert "it's Kwame" in tick(DUE)[0].body


def test_what_cannot_be_written_is_shown_and_stops_no_other() -> None:
    setting = orchard()
    planned(samiras(setting))
    broken = planned(samiras(setting, "Daniel", mobile="+447700900102"))
    HomeVisit.objects.filter(pk=broken.pk).update(mentor=make_staff(first_name="ж" * 60))

    messages = tick(DUE)

    assert sorted(m.state for m in messages) == ["queued", "suppressed"]


# --- Offers that rest. ----------------------------------------------------------------


def test_the_clock_lets_an_unanswered_offer_rest() -> None:
    visit = offered(on=date(2026, 12, 18))

    for moment, state in (
        ("2026-12-14T23:59:00Z", "offered"),
        ("2026-12-15T00:01:00Z", "no_reply"),
    ):
        with time_machine.travel(moment):
            tasks.let_offers_rest()
        visit.refresh_from_db()
        assert visit.state == state


def test_the_clock_does_both_by_itself() -> None:
    tasked = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert {"visits.tasks.let_offers_rest", "visits.tasks.say_a_word_before"} <= tasked
