"""What may not be sent any more, whatever it waits for and whoever it is addressed to."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from families import actions, tasks
from families.models import Adult, ContactPreference, Restriction
from pastoral.accounts import trail
from pastoral.accounts.models import Staff
from pastoral.accounts.roles import Role
from pastoral.outbox import actions as outbox
from pastoral.outbox.channels.twilio import STOPPED
from pastoral.outbox.models import Message, Topic
from pastoral.refusals import Refusal, WrongMove
from tests import factories
from tests.factories import WEDNESDAY

pytestmark = pytest.mark.django_db
MOBILE = "+447700900101"
State = Message.State


def state_of(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def dies(adult: Adult, by: Staff) -> None:
    actions.mark_deceased(adult=adult, by=by)


def is_restricted(adult: Adult, by: Staff) -> None:
    factories.make_membership(by, adult.setting, Role.DSL)
    limits = actions.Limits(
        kind=Restriction.Kind.NO_CONTACT,
        instruction="Ask them to wait and fetch me.",
        reason="An order of the court.",
        starts_on=WEDNESDAY,
    )
    child = factories.make_child(adult.setting)
    actions.set_restriction(adult=adult, limits=limits, by=by, child=child)


def says_stop(adult: Adult, by: Staff) -> None:
    actions.stop(adult=adult, source=ContactPreference.Source.TEXT, by=by)


def is_not_safe(adult: Adult, by: Staff) -> None:
    actions.set_safe_contact(adult=adult, safe_contact=Adult.SafeContact.NONE, by=by)


HAPPENS = pytest.mark.parametrize("happens", [dies, is_restricted, says_stop, is_not_safe])


@HAPPENS
def test_rule_30_what_waits_for_a_shared_mobile_is_called_off_with_either_of_the_two(
    happens: Callable[[Adult, Staff], None],
) -> None:
    one = factories.make_adult(mobile=MOBILE)
    other = factories.make_adult(one.setting, mobile=MOBILE)
    to_both = factories.make_message(one.setting, adult_id=one.pk, to=MOBILE)
    elsewhere = factories.make_message(adult_id=one.pk, to="+447700900102")

    happens(other, factories.make_staff())

    assert state_of(to_both) == State.CANCELLED
    assert state_of(elsewhere) == State.QUEUED


@HAPPENS
def test_rule_43_what_failed_before_can_not_be_tried_again(
    happens: Callable[[Adult, Staff], None],
) -> None:
    adult = factories.make_adult(mobile=MOBILE)
    failed = factories.make_message(
        adult.setting, adult_id=adult.pk, to=MOBILE, state=State.FAILED_PERMANENT
    )

    happens(adult, factories.make_staff())

    with pytest.raises(WrongMove):
        outbox.retry_failed(message=failed, by=factories.make_staff())
    assert state_of(failed) == State.CANCELLED


def test_rule_31_what_does_not_exist_can_not_be_tried_again() -> None:
    failed = factories.make_message(state=State.FAILED_PERMANENT, is_dead_address=True)

    with pytest.raises(Refusal, match="Nothing arrives there"):
        outbox.retry_failed(message=failed, by=factories.make_staff())


def test_rule_31_a_mail_server_s_trouble_makes_nobody_unreachable() -> None:
    adult = factories.make_adult(email="samira@example.org")
    factories.make_message(
        adult.setting, adult_id=adult.pk, channel="email", to=adult.email,
        state=State.FAILED_PERMANENT,
    )  # fmt: skip

    tasks.heed_failures()

    adult.refresh_from_db()
    assert not adult.email_is_unreachable


def stopped_at_the_carrier(**fields: Any) -> tuple[Adult, Message]:
    adult = factories.make_adult(mobile="+447700900001")
    message = factories.make_message(
        adult.setting, adult_id=adult.pk, to=adult.mobile, state=State.FAILED_PERMANENT,
        reason=STOPPED, **fields,
    )  # fmt: skip
    return adult, message


def test_rule_25_a_stop_that_the_carrier_tells_of_stops_every_text_here_too() -> None:
    adult, message = stopped_at_the_carrier()
    waiting = factories.make_message(adult.setting, adult_id=adult.pk, to=adult.mobile)

    tasks.heed_failures()

    said = adult.preferences.filter(channel="sms", is_allowed=False, source="text")
    assert set(said.values_list("topic", flat=True)) == set(Topic.values)
    assert state_of(waiting) == State.CANCELLED
    assert state_of(message) == State.FAILED_PERMANENT  # Somebody may tell them in person.
    assert actions.failed_lately() == []


def test_rule_25_a_start_since_then_stands() -> None:
    adult, _message = stopped_at_the_carrier()
    for topic in Topic.values:
        actions.record_preference(
            adult=adult, channel="sms", topic=topic, is_allowed=True, source="text",
            by=trail.PARENT,
        )  # fmt: skip

    tasks.heed_failures()

    assert not adult.preferences.filter(is_allowed=False).exists()


def test_one_address_that_can_not_be_heeded_does_not_keep_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    adults = [factories.make_adult(email=f"parent-{n}@example.org") for n in range(3)]
    for adult in adults:
        factories.make_message(
            adult.setting, adult_id=adult.pk, channel="email", to=adult.email,
            state=State.FAILED_PERMANENT, is_dead_address=True,
        )  # fmt: skip
    save = Adult.save

    def saves_but_one(adult: Adult, *args: Any, **kwargs: Any) -> None:
        if adult.pk == adults[0].pk:
            raise ValueError(adult)
        save(adult, *args, **kwargs)

    monkeypatch.setattr(Adult, "save", saves_but_one)

    tasks.heed_failures()

    marked = Adult.objects.filter(email_is_unreachable=True)
    assert set(marked) == set(adults[1:])


def test_rule_42_a_parent_who_lives_elsewhere_is_left_in_peace_too() -> None:
    setting, by = factories.make_setting(), factories.make_staff()
    yesterday = timezone.localdate() - timedelta(days=1)
    home, elsewhere = factories.make_household(setting), factories.make_household(setting)
    child = factories.make_child(setting, home, placement_starts_on=yesterday - timedelta(days=90))
    away = factories.make_adult(household=elsewhere)
    factories.make_relationship(child, away)
    goes_on = factories.make_adult(household=elsewhere)
    factories.make_relationship(child, goes_on)
    factories.make_relationship(factories.make_child(setting), goes_on)
    theirs = factories.make_message(setting, adult_id=away.pk)
    others = factories.make_message(setting, adult_id=goes_on.pk)

    actions.leave_placement(child=child, last_on=yesterday, by=by)

    assert state_of(theirs) == State.CANCELLED
    assert state_of(others) == State.QUEUED
