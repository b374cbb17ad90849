"""What can be done for a family, and what is refused."""

from datetime import timedelta

import pytest
from django.utils import timezone

from families import actions, tasks
from families.models import (
    Adult,
    Child,
    ContactPreference,
    Household,
    MentorAssignment,
    Relationship,
    Restriction,
)
from pastoral.accounts.models import Setting, Staff, TrailEntry
from pastoral.accounts.roles import Role
from pastoral.outbox.models import Channel, Message, Topic
from pastoral.refusals import Refusal
from tests import factories
from tests.factories import WEDNESDAY

pytestmark = pytest.mark.django_db
MOBILE = "+447700900101"
LIMITS = actions.Limits(
    kind=Restriction.Kind.NO_CONTACT,
    instruction="Ask them to wait and fetch me.",
    reason="An order of the court.",
    starts_on=WEDNESDAY,
)


@pytest.fixture
def by() -> Staff:
    return factories.make_staff()


def waiting(adult: Adult, **fields: str | bool) -> Message:
    return factories.make_message(adult.setting, adult_id=adult.pk, **fields)


def state_of(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def wrote(what: str) -> int:
    return TrailEntry.objects.filter(did="wrote", what=what).count()


# Homes.


def test_a_family_added_by_hand_is_labelled_by_first_names(by: Staff) -> None:
    household = actions.add_household(setting=factories.make_setting(), by=by)
    child = actions.ChildDetails(
        legal_first="Amira", surname="Okonjo", placement_starts_on=WEDNESDAY
    )
    adult = actions.AdultDetails(known_as="Samira", surname="Okonjo", mobile=MOBILE)

    actions.add_child(household=household, details=child, by=by)
    made = actions.add_adult(household=household, details=adult, by=by)

    household.refresh_from_db()
    assert household.label == "Samira and Amira"
    assert made.name_key == "samira okonjo"
    assert (made.created_by, household.updated_by) == (by, by)
    assert wrote("families.moved-in") == 2


def test_the_same_address_has_the_same_key_however_typed_and_is_unreadable(by: Staff) -> None:
    setting = factories.make_setting()
    one = actions.add_household(setting=setting, address="3 Apple Rd,\nLeeds", by=by)
    other = actions.add_household(setting=setting, address="3 apple road\nleeds", by=by)

    assert one.address_key == other.address_key != ""
    assert "apple" not in one.address_key


def test_moving_out_closes_the_membership_and_changes_the_label(by: Staff) -> None:
    household = factories.make_family(known_as="Samira")
    member = household.members.exclude(adult=None).get()

    actions.move_out(member=member, by=by)
    household.refresh_from_db()

    assert member.to_on == timezone.localdate()
    assert household.label == Child.objects.get().first_name
    with pytest.raises(Refusal, match="already"):
        actions.move_out(member=member, by=by)


def test_nobody_moves_in_twice_or_across_settings(by: Staff) -> None:
    household = factories.make_family()
    adult = Adult.objects.get()

    with pytest.raises(Refusal, match="lives there already"):
        actions.move_in(household=household, person=adult, by=by)
    with pytest.raises(Refusal, match="another place"):
        actions.move_in(household=factories.make_household(), person=adult, by=by)


def test_a_pause_calls_off_what_waits_and_ends_when_they_say(by: Staff) -> None:
    household = factories.make_family()
    message = waiting(Adult.objects.get())

    actions.pause(household=household, from_on=timezone.localdate(), by=by)

    assert household.is_paused_on(timezone.localdate())
    assert state_of(message) == Message.State.CANCELLED
    actions.unpause(household=household, by=by)
    assert not household.is_paused_on(timezone.localdate())
    with pytest.raises(Refusal):
        actions.unpause(household=household, by=by)


def test_rule_19_a_hidden_address_loses_its_place_on_the_map(by: Staff) -> None:
    household = factories.make_household(latitude="53.80000", longitude="-1.50000")

    actions.hide_address(household=household, by=by)

    household.refresh_from_db()
    assert household.is_hidden
    assert household.latitude is None


# Adults.


def test_rule_32_a_changed_mobile_is_to_be_checked_again(by: Staff) -> None:
    adult = factories.make_adult(mobile=MOBILE, mobile_state="verified")
    text, email = waiting(adult), waiting(adult, channel=Channel.EMAIL)
    details = actions.AdultDetails(known_as="Samira", mobile="+447700900102", email=adult.email)

    actions.change_adult(adult=adult, details=details, by=by)

    adult.refresh_from_db()
    assert (adult.mobile_state, adult.mobile_verified_by) == (Adult.Mobile.TO_VERIFY, None)
    assert state_of(text) == Message.State.CANCELLED
    assert state_of(email) == Message.State.QUEUED


def test_a_mobile_that_stays_the_same_stays_checked(by: Staff) -> None:
    adult = factories.make_adult(mobile=MOBILE, mobile_state="verified")

    actions.change_adult(
        adult=adult, details=actions.AdultDetails(known_as="Sam", mobile=MOBILE), by=by
    )

    assert adult.mobile_state == Adult.Mobile.VERIFIED


def test_rule_32_a_number_is_checked_by_voice_or_in_person(by: Staff) -> None:
    adult = factories.make_adult(mobile=MOBILE)

    actions.verify_mobile(adult=adult, number=MOBILE, how="in person", by=by)

    adult.refresh_from_db()
    assert (adult.mobile_state, adult.mobile_verified_by) == (Adult.Mobile.VERIFIED, by)
    assert TrailEntry.objects.get(what="families.mobile-checked").reason == "in person"
    with pytest.raises(Refusal, match="by voice or in person"):
        actions.verify_mobile(adult=adult, number=MOBILE, how="by text", by=by)
    with pytest.raises(Refusal, match="no mobile"):
        actions.verify_mobile(adult=factories.make_adult(), number=MOBILE, how="by voice", by=by)


def test_rule_31_a_number_that_does_not_exist_is_not_tried_again(by: Staff) -> None:
    adult = factories.make_adult(mobile=MOBILE, mobile_state="verified")
    other = factories.make_adult(adult.setting, mobile="+447700900102", mobile_state="verified")
    waits = waiting(adult)
    waiting(adult, state="failed_permanent", is_dead_address=True, to=MOBILE)
    older = "+447700900199"  # An older number of theirs.
    waiting(other, state="failed_permanent", is_dead_address=True, to=older)

    tasks.heed_failures()
    tasks.heed_failures()

    adult.refresh_from_db()
    other.refresh_from_db()
    assert (adult.mobile_state, other.mobile_state) == ("unreachable", "verified")
    assert state_of(waits) == Message.State.CANCELLED


def test_rule_31_a_number_checked_since_is_not_marked_again(by: Staff) -> None:
    adult = factories.make_adult(mobile=MOBILE, mobile_state="unreachable")
    waiting(adult, state="failed_permanent", is_dead_address=True, to=MOBILE)
    actions.verify_mobile(adult=adult, number=MOBILE, how="in person", by=by)

    tasks.heed_failures()

    adult.refresh_from_db()
    assert adult.mobile_state == Adult.Mobile.VERIFIED


def test_rule_25_stop_stops_every_text_at_once_and_keeps_how_it_came(by: Staff) -> None:
    adult = factories.make_adult()
    other = factories.make_adult(adult.setting)
    text, email, others = waiting(adult), waiting(adult, channel="email"), waiting(other)

    actions.stop(adult=adult, source=ContactPreference.Source.TEXT, by="parent")

    wishes = ContactPreference.objects.filter(adult=adult)
    assert {(w.channel, w.topic, w.is_allowed, w.source) for w in wishes} == {
        (Channel.TEXT, topic, False, "text") for topic in Topic.values
    }
    assert [state_of(m) for m in (text, email, others)] == ["cancelled", "queued", "queued"]


def test_rule_25_a_mentor_may_settle_one_topic_later(by: Staff) -> None:
    adult = factories.make_adult()
    actions.stop(adult=adult, source="text", by="parent")

    actions.record_preference(
        adult=adult, channel="sms", topic="visits", is_allowed=True, source="said", by=by
    )

    wish = ContactPreference.objects.get(adult=adult, topic="visits")
    assert (wish.is_allowed, wish.recorded_by) == (True, by)
    assert wish.history.count() == 2
    assert ContactPreference.objects.filter(adult=adult, is_allowed=False).count() == 2


@pytest.mark.parametrize(
    ("safe", "text_is", "email_is"),
    [
        ("none", "cancelled", "cancelled"),
        ("mentor_calls_only", "cancelled", "cancelled"),
        ("this_number_only", "queued", "cancelled"),
        ("any", "queued", "queued"),
    ],
)
def test_rule_30_what_is_safe_calls_off_what_is_not(
    by: Staff, safe: str, text_is: str, email_is: str
) -> None:
    adult = factories.make_adult()
    text, email = waiting(adult), waiting(adult, channel="email")

    actions.set_safe_contact(adult=adult, safe_contact=safe, by=by)

    assert (state_of(text), state_of(email)) == (text_is, email_is)


def test_rule_43_everything_to_who_has_died_stops_and_nothing_is_sent(by: Staff) -> None:
    household = factories.make_family(known_as="Samira")
    adult = Adult.objects.get()
    messages = [waiting(adult), waiting(adult, channel="email")]

    actions.mark_deceased(adult=adult, on=timezone.localdate(), by=by)

    household.refresh_from_db()
    assert [state_of(m) for m in messages] == ["cancelled", "cancelled"]
    assert Message.objects.count() == 2
    assert "Samira" not in household.label
    assert wrote("families.deceased") == 1
    with pytest.raises(Refusal, match="not come yet"):
        actions.mark_deceased(adult=adult, on=timezone.localdate() + timedelta(days=1), by=by)


def test_linking_again_changes_what_was_said(by: Staff) -> None:
    child = factories.make_child()
    adult = factories.make_adult(child.setting)

    actions.link(child=child, adult=adult, kind="other", by=by)
    tie = actions.link(child=child, adult=adult, kind="father", responsibility="yes", by=by)

    assert Relationship.objects.get() == tie
    assert (tie.kind, tie.priority) == ("father", 1)
    with pytest.raises(Refusal):
        actions.link(child=child, adult=factories.make_adult(), kind="father", by=by)


def test_a_contact_is_kept_and_not_ahead_of_its_time(by: Staff) -> None:
    household = factories.make_family()
    adult = Adult.objects.get()

    contact = actions.log_contact(
        adult=adult, household=household, channel="in_person", line="  At the gate.", by=by
    )

    assert (contact.line, contact.is_two_way, contact.created_by) == ("At the gate.", True, by)
    with pytest.raises(Refusal, match="not happened yet"):
        actions.log_contact(
            adult=adult,
            household=household,
            channel="voice",
            line="x",
            by=by,
            happened_at=timezone.now() + timedelta(hours=1),
        )


# Children and mentors.


def test_rule_42_a_child_who_leaves_has_a_time_for_goodbyes(by: Staff) -> None:
    jo = factories.make_staff()
    household = factories.make_family(mentor=jo)
    child, adult = Child.objects.get(), Adult.objects.get()
    message, visit = waiting(adult), waiting(adult, topic="visits")
    today = timezone.localdate()

    actions.leave_placement(child=child, last_on=today, by=by)

    household.refresh_from_db()
    goodbye = today + timedelta(days=child.setting.policy.goodbye_days)
    assert household.goodbye_until == goodbye
    assert MentorAssignment.objects.get().to_on == goodbye
    assert (state_of(message), state_of(visit)) == ("cancelled", "queued")


def test_rule_42_a_family_with_another_child_here_goes_on(by: Staff) -> None:
    household = factories.make_family()
    sibling = factories.make_child(household=household)
    message = waiting(Adult.objects.get())

    actions.leave_placement(child=sibling, last_on=timezone.localdate(), by=by)

    household.refresh_from_db()
    assert household.goodbye_until is None
    assert state_of(message) == "queued"


def mentor_of(setting: Setting) -> Staff:
    return factories.make_viewer(Role.MENTOR, setting=setting).user


def test_a_new_mentor_takes_over_from_the_former(by: Staff) -> None:
    child = factories.make_child()
    former = factories.make_mentor_assignment(child=child)
    today = timezone.localdate()

    new = actions.assign_mentor(child=child, mentor=mentor_of(child.setting), by=by)

    former.refresh_from_db()
    assert former.to_on == today - timedelta(days=1)
    assert list(MentorAssignment.objects.current(today)) == [new]


def test_a_mentor_chosen_by_mistake_is_replaced_the_same_day(by: Staff) -> None:
    child = factories.make_child()
    actions.assign_mentor(child=child, mentor=mentor_of(child.setting), by=by)

    right = actions.assign_mentor(child=child, mentor=mentor_of(child.setting), by=by)

    assert MentorAssignment.objects.get() == right


def test_only_who_walks_with_families_here_is_a_mentor(by: Staff) -> None:
    child = factories.make_child()
    office = factories.make_viewer(Role.OFFICE, setting=child.setting).user
    elsewhere = factories.make_viewer(Role.MENTOR).user

    for person in (office, elsewhere):
        with pytest.raises(Refusal, match="is not a mentor here"):
            actions.assign_mentor(child=child, mentor=person, by=by)


def test_cover_has_a_last_day_and_an_assignment_ends_once(by: Staff) -> None:
    child = factories.make_child()
    mentor = mentor_of(child.setting)
    with pytest.raises(Refusal, match="last day"):
        actions.assign_mentor(child=child, mentor=mentor, kind="cover", by=by)
    assignment = actions.assign_mentor(child=child, mentor=mentor, by=by)

    actions.end_assignment(assignment=assignment, reason="A new class", by=by)

    assert assignment.to_on == timezone.localdate()
    assignment.to_on = timezone.localdate() - timedelta(days=1)
    with pytest.raises(Refusal, match="already"):
        actions.end_assignment(assignment=assignment, by=by)


# Restrictions.


@pytest.mark.parametrize("role", list(Role))
def test_rule_16_only_a_safeguarding_lead_or_deputy_sets_and_ends(role: Role) -> None:
    adult = factories.make_adult()
    child = factories.make_child(adult.setting)
    restriction = factories.make_restriction(adult, child)
    who = factories.make_viewer(role, setting=adult.setting).user

    if role in {Role.DSL, Role.DEPUTY_DSL}:
        actions.set_restriction(adult=adult, child=child, limits=LIMITS, by=who)
        actions.end_restriction(restriction=restriction, reason="The order ended.", by=who)
        assert wrote("families.restriction-set") == wrote("families.restriction-ended") == 1
        return
    with pytest.raises(Refusal, match="Only the safeguarding lead"):
        actions.set_restriction(adult=adult, child=child, limits=LIMITS, by=who)
    with pytest.raises(Refusal, match="Only the safeguarding lead"):
        actions.end_restriction(restriction=restriction, reason="The order ended.", by=who)
    assert Restriction.objects.active().count() == 1


def test_rule_16_a_safeguarding_lead_of_another_place_is_nobody_here() -> None:
    adult = factories.make_adult()
    child = factories.make_child(adult.setting)

    with pytest.raises(Refusal, match="Only the safeguarding lead"):
        actions.set_restriction(
            adult=adult, child=child, limits=LIMITS, by=factories.make_viewer(Role.DSL).user
        )


@pytest.mark.parametrize("missing", ["reason", "instruction"])
def test_rule_16_a_restriction_says_why_and_what_to_do(missing: str) -> None:
    adult = factories.make_adult()
    dsl = factories.make_viewer(Role.DSL, setting=adult.setting).user
    limits = actions.Limits(**{**LIMITS.__dict__, missing: "  "})

    with pytest.raises(Refusal, match="Say"):
        actions.set_restriction(
            adult=adult, child=factories.make_child(adult.setting), limits=limits, by=dsl
        )


def test_rule_14_setting_a_restriction_calls_off_what_waits_for_that_adult_alone() -> None:
    adult = factories.make_adult()
    other = factories.make_adult(adult.setting)
    message, others = waiting(adult), waiting(other)
    dsl = factories.make_viewer(Role.DSL, setting=adult.setting).user

    actions.set_restriction(
        adult=adult, child=factories.make_child(adult.setting), limits=LIMITS, by=dsl
    )

    assert (state_of(message), state_of(others)) == ("cancelled", "queued")
    message.refresh_from_db()
    assert "restriction" not in message.reason.lower()


def test_rule_19_hiding_an_address_from_somebody_hides_the_home_they_do_not_live_in() -> None:
    safe = factories.make_family()
    child = Child.objects.get()
    theirs = factories.make_household(safe.setting)
    father = factories.make_adult(household=theirs)
    factories.make_household_member(theirs, child=child)
    dsl = factories.make_viewer(Role.DSL, setting=safe.setting).user
    limits = actions.Limits(**{**LIMITS.__dict__, "kind": "address_hidden"})

    actions.set_restriction(adult=father, child=child, limits=limits, by=dsl)

    hidden = Household.objects.filter(address_visibility="hidden")
    assert list(hidden) == [safe]


def test_rule_15_nothing_but_ending_it_ends_a_restriction() -> None:
    restriction = factories.make_restriction(ends_on=WEDNESDAY - timedelta(days=60))
    dsl = factories.make_viewer(Role.DSL, setting=restriction.setting).user
    assert list(Restriction.objects.keeping_apart()) == [restriction]

    actions.end_restriction(restriction=restriction, reason="Looked at with the court.", by=dsl)

    assert not Restriction.objects.active().exists()
    with pytest.raises(Refusal, match="ended already"):
        actions.end_restriction(restriction=restriction, reason="Again", by=dsl)
