"""Offering a visit, and what the family said (rules 1 and 2)."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from families.actions import keep_promise
from families.models import Adult, Household
from pastoral import links
from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import Role
from pastoral.outbox import words
from pastoral.outbox.models import Message, Topic
from pastoral.refusals import Refusal, WrongMove
from tests.factories import (
    make_adult,
    make_calendar_day,
    make_child,
    make_contact_preference,
    make_cover,
    make_household,
    make_message,
    make_promise,
    make_relationship,
    make_restriction,
    make_risk_check,
    make_staff,
    make_viewer,
)
from tests.visits.offers import (
    FRIDAY,
    MOBILE,
    adult_of,
    mentor_of,
    offered,
    orchard,
    samiras,
    stands,
)
from visits import actions, offer_words
from visits.models import HomeVisit, VisitAnswer
from visits.offered import offered_of
from visits.to_offer import rests_until, way_to
from visits.wishes import open_wishes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]
State, Outcome, Said, Via = (
    HomeVisit.State, HomeVisit.Outcome, VisitAnswer.Said, HomeVisit.Agreed,
)  # fmt: skip
MeetAt = HomeVisit.MeetAt


def says(visit: HomeVisit, said: str, **more: Any) -> VisitAnswer:
    """Samira says something on her page."""
    more = {"adult": visit.offered_to, "via": Via.LINK, "by": None, **more}
    answer = actions.record_answer(visit=visit, said=Said(said), **more)
    visit.refresh_from_db()
    return answer


# --- The offer. ---------------------------------------------------------------------


def test_an_offer_is_kept_and_its_message_waits() -> None:
    visit = offered()

    message = Message.objects.get()
    assert (visit.state, visit.offered_to) == (State.OFFERED, adult_of(visit.household))
    assert visit.link_digest == links.digest_of(links.secret_of(visit.pk, 1))
    assert [child.first_name for child in visit.children.all()] == ["Amira"]
    assert (message.template_key, message.topic, message.to) == ("visit-offer", "visits", MOBILE)
    assert (message.about_kind, message.about_id, message.link_version) == (
        "visits.homevisit",
        visit.pk,
        1,
    )
    assert message.drop_after == visit.starts_at
    assert message.body == (
        "Hi Samira, it's Jo at Orchard Zone. I'd love to pop round and hear how you are."
        " Nothing is wrong. Is Friday 4 December at 9.30am OK? Text YES or NO, or tap {link}\n"
        "Or call me on 01632 960001."
    )
    assert TrailEntry.objects.get(what="visits.offered").household_id == visit.household_id


def test_rule_20_the_words_of_an_offer_hold_no_surname_address_or_child() -> None:
    offered()

    body = Message.objects.get().body
    assert not [word for word in ("Okonjo", "Whitfield", "Mill Lane", "Amira") if word in body]


@pytest.mark.parametrize("key", [*offer_words.OFFERS, offer_words.DAY_BEFORE])
def test_rule_33_the_words_about_a_visit_fit_two_texts_with_long_names(key: str) -> None:
    setting = orchard(nickname="the Meadowbank Family Centre")
    visit = offered(
        samiras(setting, "Muhammad-Ibrahim"), mentor=make_staff(first_name="Christabel")
    )
    way = way_to(
        adult=adult_of(visit.household), household=visit.household, on=FRIDAY, template_key=key
    )
    assert way.asking
    visit.planned_on, visit.planned_at = date(2026, 12, 23), time(11, 45)
    blanks = offer_words.blanks(visit, way.asking)
    found = words.words_for(setting, key, "en", "sms")
    assert found

    _subject, body = words.Words(key, 1, "en", "", found.body).fill(blanks)

    link = "https://alongside.school.example.org/v/" + "x" * 22
    assert len(body.replace("{link}", link)) <= 2 * 153
    assert "{link}" in body
    assert "tomorrow" not in body


@pytest.mark.parametrize(
    ("meet_at", "key", "says"),
    [
        (MeetAt.HOME, "visit-offer", "pop round"),
        (MeetAt.CAFE, "visit-offer-out", "Shall we meet out for a cuppa"),
        (MeetAt.PARK, "visit-offer-out", "Shall we meet out for a cuppa"),
        (MeetAt.SCHOOL, "visit-offer-here", "Pop in to Orchard Zone"),
    ],
)
def test_the_words_say_where(meet_at: HomeVisit.MeetAt, key: str, says: str) -> None:
    offered(meet_at=meet_at)

    message = Message.objects.get()
    assert message.template_key == key
    assert says in message.body


def test_whoever_goes_by_cover_is_the_name_in_the_words() -> None:
    household = samiras()
    jo = mentor_of(household)
    make_cover(jo, make_staff(first_name="Kwame"), setting=household.setting)

    assert offered(household).mentor == jo
    assert "it's Kwame at Orchard Zone" in Message.objects.get().body


def test_rule_44_the_words_name_a_stand_in_once_a_person_has_told_them() -> None:
    household = samiras()
    jo = mentor_of(household)
    cover = make_cover(jo, make_staff(first_name="Kwame"), setting=household.setting)
    task = make_promise(household, made_in="cover", made_in_id=cover.pk)
    visit = offered(household)

    assert "it's Jo at Orchard Zone" in Message.objects.get().body
    keep_promise(promise=task, by=jo)
    way = way_to(
        adult=adult_of(household), household=household, on=FRIDAY,
        template_key=offer_words.DAY_BEFORE,
    )  # fmt: skip
    assert way.asking
    assert offer_words.blanks(visit, way.asking)["mentor"] == "Kwame"


def test_the_same_offer_tapped_twice_is_one() -> None:
    household = samiras()

    assert offered(household) == offered(household)
    assert HomeVisit.objects.count() == Message.objects.count() == 1


def test_another_offer_for_the_same_day_is_refused() -> None:
    household = samiras()
    offered(household)

    with pytest.raises(Refusal, match=r"has a visit that day already at 9\.30am"):
        offered(household, at=time(11))


def test_rule_18_two_adults_of_a_home_may_each_be_offered_the_day() -> None:
    household = samiras()
    daniel = make_adult(household=household, known_as="Daniel")
    make_relationship(household.members.get(child__isnull=False).child, daniel)
    offered(household)

    offered(household, adult=daniel)

    assert Message.objects.count() == 2


def test_a_time_that_is_over_is_not_offered() -> None:
    with pytest.raises(Refusal, match="That time is over"):
        offered(on=date(2026, 11, 30), at=time(9))


def test_an_adult_who_does_not_live_there_that_day_is_not_offered_a_visit() -> None:
    household = samiras()
    household.members.filter(adult__isnull=False).update(to_on=FRIDAY - timedelta(days=1))

    with pytest.raises(Refusal, match="does not live there that day"):
        offered(household)


@pytest.mark.parametrize("day", [date(2026, 11, 30), FRIDAY])
def test_a_family_that_asked_for_peace_is_not_offered_a_visit_by_any_way(day: date) -> None:
    household = samiras(safe_contact="mentor_calls_only")
    Household.objects.filter(pk=household.pk).update(paused_from=day, paused_until=day)
    household.refresh_from_db()

    with pytest.raises(Refusal, match="left in peace"):
        offered(household)
    assert not HomeVisit.objects.exists()


def died(adult: Adult, _child: Any) -> None:
    Adult.objects.filter(pk=adult.pk).update(is_deceased=True)


def has_left(_adult: Adult, child: Any) -> None:
    type(child).objects.update(placement_ends_on="2026-12-03")


def is_restricted(adult: Adult, child: Any) -> None:
    make_restriction(adult, child)


def is_their_social_worker(adult: Adult, _child: Any) -> None:
    adult.relationships.update(kind="social_worker")


def was_removed(adult: Adult, _child: Any) -> None:
    Adult.objects.filter(pk=adult.pk).update(removed_at=timezone.now())


@pytest.mark.parametrize(
    ("happens", "sentence"),
    [
        (died, "Samira is not asked: has died."),
        (has_left, "Samira is not asked: no child of theirs is here then."),
        (is_restricted, "Samira is not asked: a restriction says no."),
        (is_their_social_worker, "Samira is not asked: not a parent or carer."),
        (was_removed, "nobody has noted them here"),
    ],
)
def test_rule_14_who_may_not_be_asked_at_all_is_offered_nothing_by_any_way(
    happens: Callable[[Adult, Any], None], sentence: str
) -> None:
    household = samiras()
    happens(adult_of(household), household.members.get(child__isnull=False).child)

    with pytest.raises(Refusal, match=sentence):
        offered(household)
    assert not HomeVisit.objects.exists()
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"safe_contact": "mentor_calls_only"}, "Ring Samira: Only in the way they said is safe"),
        ({"safe_contact": "none"}, "See Samira: Only in the way they said is safe"),
        ({"reads_english": "prefer_spoken"}, "Ring Samira: Likes to be told"),
        ({"mobile": "", "mobile_state": "none", "email": ""}, "See Samira: No number"),
        ({"mobile_state": "to_verify", "email": ""}, "Ring Samira: Their number is to be checked"),
        ({"mobile_state": "unreachable", "email": ""}, "See Samira: Messages don’t reach them"),
        ({"language": "ur", "reads_english": "a_bit"}, "Ring Samira: No approved words"),
    ],
)
def test_who_is_told_by_a_person_is_offered_the_visit_and_gets_no_message(
    fields: dict[str, Any], sentence: str
) -> None:
    visit = offered(samiras(**fields))

    way = way_to(
        adult=adult_of(visit.household), household=visit.household, on=FRIDAY,
        template_key=offer_words.OFFER,
    )  # fmt: skip
    assert visit.state == State.OFFERED
    assert way.by_person.startswith(sentence)
    assert not Message.objects.exists()


def test_rule_25_who_said_no_to_texts_about_visits_is_rung() -> None:
    household = samiras(email="")
    make_contact_preference(adult_of(household), topic=Topic.VISITS)

    assert offered(household).state == State.OFFERED
    assert not Message.objects.exists()


def test_rule_27_who_had_enough_texts_is_written_an_email() -> None:
    household = samiras()
    adult = adult_of(household)
    for _ in range(4):
        make_message(household.setting, adult_id=adult.pk, state="sent", sent_at=timezone.now())

    offered(household)

    assert Message.objects.get(template_key="visit-offer").channel == "email"


def test_rule_33_an_offer_that_cannot_be_written_stands_and_is_shown() -> None:
    visit = offered(samiras(orchard(phone="")))

    message = Message.objects.get()
    assert visit.state == State.OFFERED
    assert (message.state, "phone" in message.reason) == ("suppressed", True)


def test_rule_4_a_home_not_to_be_visited_is_offered_another_place_and_never_says_why() -> None:
    household = samiras()
    make_risk_check(household, result="not_at_home")

    with pytest.raises(Refusal, match=r"^Check with your lead\. Offer a café, a park, or here"):
        offered(household)
    assert offered(household, meet_at=MeetAt.CAFE).meet_at == MeetAt.CAFE


# --- Offered again, taken back, left to rest. -----------------------------------------


def test_a_no_rests_for_the_policys_school_days() -> None:
    visit = offered()
    says(visit, "no")
    free_on = date(2026, 12, 30)  # 20 school days, without the two at Christmas.
    assert visit.state == State.DECLINED
    assert rests_until(visit) == free_on

    with time_machine.travel("2026-12-29T12:00:00Z"), pytest.raises(Refusal, match="Ask again"):
        actions.offer_again(visit=visit, on=date(2027, 1, 15), at=time(11), by=visit.mentor)
    with time_machine.travel("2026-12-30T12:00:00Z"):
        actions.offer_again(visit=visit, on=date(2027, 1, 15), at=time(11), by=visit.mentor)

    visit.refresh_from_db()
    assert (visit.state, visit.planned_on, visit.link_version) == (
        State.OFFERED, date(2027, 1, 15), 2,
    )  # fmt: skip
    assert visit.link_digest == links.digest_of(links.secret_of(visit.pk, 2))
    assert Message.objects.filter(template_key="visit-offer", link_version=2).count() == 1


def test_a_new_offer_is_no_way_round_a_no() -> None:
    household = samiras()
    says(offered(household), "no")

    with pytest.raises(Refusal, match="Ask again from Wednesday 30 December"):
        offered(household, on=date(2026, 12, 11))


def test_a_family_that_asks_us_after_a_no_need_not_wait() -> None:
    visit = offered()
    says(visit, "no")
    says(visit, "visit_me")

    actions.offer_again(visit=visit, on=date(2026, 12, 11), at=time(11), by=visit.mentor)

    visit.refresh_from_db()
    assert visit.state == State.OFFERED


def test_after_an_offer_again_the_same_no_counts_anew() -> None:
    visit = offered()
    says(visit, "no")
    says(visit, "visit_me")
    with time_machine.travel("2026-12-01T10:00:00Z"):
        actions.offer_again(visit=visit, on=date(2026, 12, 11), at=time(11), by=visit.mentor)
        says(visit, "no")

    assert visit.state == State.DECLINED


def test_an_offer_is_taken_back_with_a_reason_and_its_message_called_off() -> None:
    visit = offered()

    with pytest.raises(Refusal, match="Say why"):
        actions.take_offer_back(visit=visit, reason=" ", by=visit.mentor)
    actions.take_offer_back(visit=visit, reason="Training that day", by=visit.mentor)

    visit.refresh_from_db()
    assert (visit.state, visit.outcome, visit.outcome_reason) == (
        State.CANCELLED_SCHOOL, Outcome.WE_CANCELLED, "Training that day",
    )  # fmt: skip
    assert Message.objects.get().state == "cancelled"


def test_what_was_agreed_is_not_taken_back_as_an_offer() -> None:
    visit = stands(offered(), "agreed")

    with pytest.raises(WrongMove):
        actions.take_offer_back(visit=visit, reason="Ill", by=visit.mentor)
    with pytest.raises(WrongMove):
        actions.offer_again(visit=visit, on=FRIDAY, at=time(11), by=visit.mentor)


def test_an_offer_rests_after_the_policys_school_days_and_not_before() -> None:
    visit = offered(on=date(2026, 12, 18))
    make_calendar_day(visit.setting, day=date(2026, 12, 2))  # A training day does not count.

    with time_machine.travel("2026-12-15T23:30:00Z"):
        assert actions.let_rest(visit.pk) is None
    with time_machine.travel("2026-12-16T00:30:00Z"):
        assert actions.let_rest(visit.pk) == visit
        assert actions.let_rest(visit.pk) is None

    visit.refresh_from_db()
    assert visit.state == State.NO_REPLY
    assert Message.objects.get().state == "cancelled"
    assert TrailEntry.objects.get(what="visits.offer-rests").actor_kind == "clock"


def test_an_offer_does_not_rest_while_something_was_asked_for() -> None:
    visit = offered()
    wish = says(visit, "another_time", words="Mornings")

    with time_machine.travel("2027-01-20T10:00:00Z"):
        assert actions.let_rest(visit.pk) is None
        actions.settle_wish(answer=wish, by=visit.mentor)
        assert actions.let_rest(visit.pk) == visit


# --- What they said. ------------------------------------------------------------------


def test_rule_2_a_yes_of_somebody_who_lives_there_agrees_and_says_how() -> None:
    visit = offered()

    says(visit, "yes")

    assert (visit.state, visit.agreed_by, visit.agreed_how) == (
        State.AGREED, visit.offered_to, Via.LINK,
    )  # fmt: skip
    assert TrailEntry.objects.get(what="visits.agreed").actor_kind == "parent"
    assert Message.objects.get().state == "cancelled"  # They answered before it left.


def test_rule_2_nobody_agrees_who_does_not_live_in_that_household() -> None:
    household = samiras()
    visit = offered(household)
    gran = make_adult(household.setting, household=make_household(household.setting))

    with pytest.raises(Refusal, match="does not live there"):
        says(visit, "yes", adult=gran, via=Via.CALL, by=visit.mentor)
    household.members.filter(adult=visit.offered_to).update(to_on=FRIDAY - timedelta(days=1))
    with pytest.raises(Refusal, match="can’t agree to it"):
        says(visit, "yes", via=Via.CALL, by=visit.mentor)

    assert visit.state == State.OFFERED
    assert not VisitAnswer.objects.exists()


def test_rule_2_without_a_yes_no_move_leads_to_a_door() -> None:
    visit = offered()

    with pytest.raises(WrongMove):
        actions.arrive(visit=visit, by=visit.mentor)


def test_a_yes_on_the_phone_may_be_to_another_day() -> None:
    visit = offered()
    wish = says(visit, "another_time", words="Not Fridays")

    says(visit, "yes", via=Via.CALL, by=visit.mentor, on=date(2026, 12, 7), at=time(14, 30))

    wish.refresh_from_db()
    assert (visit.state, visit.planned_on, visit.planned_at, visit.agreed_how) == (
        State.AGREED, date(2026, 12, 7), time(14, 30), Via.CALL,
    )  # fmt: skip
    assert wish.settled_by == visit.mentor


def test_a_visit_that_is_agreed_gets_no_other_day_by_an_answer() -> None:
    visit = offered()
    says(visit, "yes")

    with pytest.raises(Refusal, match="Only an offer gets another day here"):
        says(visit, "yes", via=Via.CALL, by=visit.mentor, on=date(2026, 12, 7))


@pytest.mark.parametrize("state", ["agreed", "planned"])
@pytest.mark.parametrize(
    ("said", "outcome"), [("no", "not_today"), ("another_time", "family_moved_it")]
)
def test_a_family_calls_off_what_was_agreed(state: str, said: str, outcome: str) -> None:
    visit = stands(offered(), state)

    says(visit, said)

    assert (visit.state, visit.outcome) == (State.CANCELLED_FAMILY, outcome)
    assert open_wishes(a_lead(visit)).exists() == (said == "another_time")


def a_lead(visit: HomeVisit) -> Any:
    return make_viewer(Role.LEAD, setting=visit.setting)


def test_another_time_leaves_the_offer_and_waits_for_the_mentor() -> None:
    visit = offered()

    answer = says(visit, "another_time", words="Mornings; After 3pm")

    assert visit.state == State.OFFERED
    assert list(open_wishes(a_lead(visit))) == [answer]
    assert Message.objects.get().state == "cancelled"


@pytest.mark.parametrize(
    "state", [s for s in State if s not in (State.COMPLETED, State.ENDED_EARLY)]
)
@pytest.mark.parametrize("said", ["call_me", "visit_me"])
def test_being_called_or_visited_may_be_asked_for_at_any_time(state: str, said: str) -> None:
    outcomes = {
        "not_home": "nobody_in", "rescheduled": "we_cancelled", "cancelled_school": "we_cancelled",
        "cancelled_family": "not_today",
    }  # fmt: skip
    visit = stands(offered(), state, outcome=outcomes.get(state, ""), arrived_at=timezone.now())

    answer = says(visit, said)

    assert visit.state == state
    assert list(open_wishes(a_lead(visit))) == [answer]


@pytest.mark.parametrize("state", ["declined", "no_reply"])
def test_a_yes_after_the_offer_rests_is_kept_as_a_wish(state: str) -> None:
    visit = stands(offered(), state)

    answer = says(visit, "yes")

    assert (visit.state, answer.said) == (state, Said.VISIT_ME)


def test_a_yes_to_a_day_that_is_over_is_kept_as_a_wish() -> None:
    visit = offered()

    with time_machine.travel("2026-12-05T10:00:00Z"):
        assert says(visit, "yes").said == Said.VISIT_ME
    assert visit.state == State.OFFERED


@pytest.mark.parametrize("said", ["yes", "no", "another_time"])
def test_after_the_visit_an_answer_changes_nothing(said: str) -> None:
    visit = stands(offered(), "completed", outcome="completed")

    with pytest.raises(Refusal, match="nothing to answer any more"):
        says(visit, said)
    assert not VisitAnswer.objects.exists()


@pytest.mark.parametrize("said", ["no", "another_time"])
def test_once_she_is_at_the_door_the_plan_is_not_called_off_from_a_page(said: str) -> None:
    visit = stands(offered(), "planned")

    with (
        time_machine.travel("2026-12-04T09:31:00Z"),
        pytest.raises(Refusal, match="nothing to answer any more"),
    ):
        says(visit, said)
    visit.refresh_from_db()
    assert visit.state == State.PLANNED


def test_the_last_answer_wins_and_all_are_kept() -> None:
    visit = offered()
    for said in ("another_time", "yes", "no"):
        says(visit, said)

    assert list(visit.answers.values_list("said", flat=True)) == ["another_time", "yes", "no"]
    assert visit.state == State.CANCELLED_FAMILY
    assert not open_wishes(a_lead(visit)).exists()


@pytest.mark.parametrize("said", ["yes", "no", "another_time", "call_me", "visit_me"])
def test_saying_the_same_again_is_one_answer(said: str) -> None:
    visit = offered()

    assert says(visit, said) == says(visit, said)
    assert visit.answers.count() == 1


def test_what_was_settled_may_be_asked_for_again() -> None:
    visit = offered()
    first = says(visit, "call_me")
    actions.settle_wish(answer=first, by=visit.mentor)
    actions.settle_wish(answer=first, by=make_staff())

    assert says(visit, "call_me") != first
    first.refresh_from_db()
    assert first.settled_by == visit.mentor


def test_wishes_are_of_the_families_one_may_see() -> None:
    visit = offered()
    says(visit, "call_me")
    own = make_viewer(Role.MENTOR, setting=visit.setting)
    stranger = make_viewer(Role.LEAD)
    child = make_child(household=visit.household)
    assert not open_wishes(own).exists()
    child.assignments.create(mentor=own.user, from_on=date(2026, 9, 2))

    assert open_wishes(own).count() == 1
    assert not open_wishes(stranger).exists()


@pytest.mark.parametrize("when", [datetime(2026, 12, 4, 9, 29), datetime(2026, 12, 4, 9, 30)])
def test_the_time_has_come_by_the_places_own_clock(when: datetime) -> None:
    visit = offered()
    with time_machine.travel(when.replace(tzinfo=visit.setting.zone)):
        assert actions.answering.has_begun(visit) == (when.minute == 30)


def test_an_older_visit_is_no_way_round_a_no() -> None:
    household = samiras()
    older = stands(offered(household), State.NO_REPLY)
    with time_machine.travel("2027-03-01T10:00:00Z"):
        says(offered(household, on=date(2027, 3, 12)), "no")
        assert rests_until(older) == date(2027, 1, 14)

        with pytest.raises(Refusal, match="was asked lately"):
            actions.offer_again(visit=older, on=date(2027, 3, 15), at=time(11), by=older.mentor)
        assert offered_of(older, a_lead(older)).again_from == date(2027, 3, 31)


def test_whoever_has_an_open_offer_gets_no_second_one() -> None:
    household = samiras()
    rests = stands(offered(household, on=date(2026, 12, 3)), State.NO_REPLY)
    with time_machine.travel("2027-02-01T10:00:00Z"):
        offered(household, on=date(2027, 2, 12))

        with pytest.raises(Refusal, match="Samira has an open offer for Friday 12 February"):
            offered(household, on=date(2027, 2, 15))
        with pytest.raises(Refusal, match="open it instead"):
            actions.offer_again(visit=rests, on=date(2027, 2, 15), at=time(11), by=rests.mentor)
    assert HomeVisit.objects.filter(state=State.OFFERED).count() == 1


def test_an_offer_whose_day_is_over_stands_in_no_ones_way() -> None:
    household = samiras()
    offered(household)

    with time_machine.travel("2026-12-05T10:00:00Z"):
        assert offered(household, on=date(2026, 12, 11)).state == State.OFFERED


def test_changing_between_two_wishes_leaves_one_of_each() -> None:
    visit = offered()
    first = says(visit, "call_me", words="After four.")
    for _ in range(5):
        says(visit, "visit_me")
        says(visit, "call_me", words="Not on Tuesday.")
        says(visit, "another_time", words="Mornings")

    assert sorted(visit.answers.values_list("said", flat=True)) == [
        "another_time", "call_me", "visit_me",
    ]  # fmt: skip
    first.refresh_from_db()
    assert first.words == "After four.\nNot on Tuesday."


def test_what_calls_off_a_plan_is_never_only_said_again() -> None:
    visit = offered()
    says(visit, "another_time")
    says(visit, "call_me")
    stands(visit, State.AGREED, agreed_by=visit.offered_to, agreed_how=Via.LINK)

    says(visit, "another_time")

    assert (visit.state, visit.outcome) == (State.CANCELLED_FAMILY, Outcome.FAMILY_MOVED_IT)
