"""What a family says to an offer, by whichever door: the last answer counts, all are kept."""

from dataclasses import dataclass
from datetime import date, time

from django.db import transaction
from django.utils import timezone

from families.models import Adult
from pastoral.accounts import trail
from pastoral.accounts.models import Staff
from pastoral.outbox import actions as outbox
from pastoral.refusals import Refusal
from visits.actions import going
from visits.models import HomeVisit, VisitAnswer
from visits.moves import Move, go
from visits.offer_words import OFFERS
from visits.wishes import still_open

State, Outcome, Said = HomeVisit.State, HomeVisit.Outcome, VisitAnswer.Said
# What may be asked for at any time, also when the visit was long ago.
ALWAYS = (Said.CALL_ME, Said.VISIT_ME)
# A yes here comes after the plan is gone: they would like to be asked again.
AFTERWARDS = (State.DECLINED, State.NO_REPLY, State.CANCELLED_FAMILY)
WORDS_AT_MOST = 1000  # Letters kept of one wish, the newest of them.
NOTHING_TO_ANSWER = (
    "There is nothing to answer any more: the time of this visit has come, or it is off."
)


@dataclass(frozen=True)
class _Answer:
    """What somebody says, as it is about to be kept."""

    adult: Adult
    said: VisitAnswer.Said
    words: str
    via: HomeVisit.Agreed
    by: Staff | None


@transaction.atomic
def record_answer(
    *,
    visit: HomeVisit,
    adult: Adult,
    said: VisitAnswer.Said,
    via: HomeVisit.Agreed,
    by: Staff | None,
    words: str = "",
    on: date | None = None,
    at: time | None = None,
) -> VisitAnswer:
    """Keep what an adult said, and make the move that follows; return the row that says so.

    `by` is who wrote it down, None on their own page. With a yes told to a person may come
    another day and time. Saying again what stands, or what is still asked for, adds no row.
    A yes after a no is kept as “please come round”, since nothing is offered any more.

    Raises Refusal for a yes of somebody who does not live there (rule 2), and once there is
    nothing to answer; being called or visited may always be asked for.
    """
    visit = going.locked(visit)
    answer = _Answer(adult, _meant(visit, said, is_moved=bool(on or at)), words.strip(), via, by)
    last = _last(visit, adult)
    if last and not (on or at) and _is_the_same(last, answer):
        return last
    _refuse_unless_theirs(visit, answer)
    if answer.said not in ALWAYS and _is_over(visit):
        raise Refusal(NOTHING_TO_ANSWER)
    if not (on or at) and (asked := _asked_already(visit, answer)):
        return asked
    _move(visit, answer, on=on, at=at)
    return _kept(visit, answer)


@transaction.atomic
def settle_wish(*, answer: VisitAnswer, by: Staff) -> VisitAnswer:
    """Say that somebody saw to what was asked for; doing it twice changes nothing."""
    answer = (
        VisitAnswer.objects.select_for_update(of=("self",))
        .select_related("visit")
        .get(pk=answer.pk)
    )
    if answer.settled_at is None:
        answer.settled_at, answer.settled_by = timezone.now(), by
        answer.save(update_fields=["settled_at", "settled_by", "updated_at"])
        trail.wrote(
            by=by, what="visits.wish-settled", on=answer,
            household=answer.visit.household_id, setting=answer.visit.setting_id,
        )  # fmt: skip
    return answer


def has_begun(visit: HomeVisit) -> bool:
    """Whether its time has come, or its day is over."""
    if visit.starts_at is not None:
        return visit.starts_at <= timezone.now()
    return visit.planned_on < timezone.localdate(timezone=visit.setting.zone)


def _meant(visit: HomeVisit, said: VisitAnswer.Said, *, is_moved: bool) -> VisitAnswer.Said:
    is_gone = visit.state == State.OFFERED and has_begun(visit) and not is_moved
    if said == Said.YES and (visit.state in AFTERWARDS or is_gone):
        return Said.VISIT_ME
    return said


def _last(visit: HomeVisit, adult: Adult) -> VisitAnswer | None:
    """Return what they said last, to the offer as it stands."""
    answers = visit.answers.filter(
        adult=adult, created_at__gte=visit.offered_at or visit.created_at
    )
    return answers.order_by("-created_at", "-pk").first()


def _is_the_same(last: VisitAnswer, answer: _Answer) -> bool:
    return (last.said, last.words) == (answer.said, answer.words) and last.settled_at is None


def _asked_already(visit: HomeVisit, answer: _Answer) -> VisitAnswer | None:
    """Return their wish of the same kind that a person has still to see to, new words added.

    However often they change between two wishes, each stands once. What calls off a plan is
    never only said again.
    """
    if answer.said == Said.ANOTHER_TIME and visit.state in (State.AGREED, State.PLANNED):
        return None
    since = visit.offered_at or visit.created_at
    wishes = still_open().filter(
        visit=visit, adult=answer.adult, said=answer.said, created_at__gte=since
    )
    wish = wishes.order_by("created_at", "pk").first()
    if wish and answer.words not in wish.words:
        wish.words = f"{wish.words}\n{answer.words}".strip()[-WORDS_AT_MOST:]
        wish.save(update_fields=["words", "updated_at"])
        trail.wrote(
            by=answer.by or trail.PARENT, what="visits.answered", on=wish,
            household=visit.household_id, setting=visit.setting_id,
        )  # fmt: skip
    return wish


def _refuse_unless_theirs(visit: HomeVisit, answer: _Answer) -> None:
    """Refuse a yes of whoever does not live there, and a word of whoever has no part in it."""
    adult = answer.adult
    lives_there = visit.household.members.current(visit.planned_on).filter(adult=adult).exists()
    is_asked = adult.pk in (visit.offered_to_id, visit.agreed_by_id)
    if adult.is_deceased or not (lives_there or is_asked):
        raise Refusal(f"{adult.known_as} does not live there. Ask somebody who does.")
    if answer.said == Said.YES and not lives_there:
        raise Refusal(f"{adult.known_as} does not live there that day, so they can’t agree to it.")


def _is_over(visit: HomeVisit) -> bool:
    if visit.state in (State.AGREED, State.PLANNED):
        return has_begun(visit)
    return visit.state != State.OFFERED and visit.state not in AFTERWARDS


def _move(visit: HomeVisit, answer: _Answer, *, on: date | None, at: time | None) -> None:
    """Make the move that follows from an answer, if one does."""
    is_offered, is_ahead = (
        visit.state == State.OFFERED,
        visit.state in (State.AGREED, State.PLANNED),
    )
    if is_offered and answer.said == Said.YES:
        _agree(visit, answer, on=on, at=at)
    elif on or at:
        raise Refusal("Only an offer gets another day here. Move the visit on its own page.")
    elif is_offered and answer.said == Said.NO:
        go(visit, Move.DECLINE)
        _save(visit, answer, "visits.declined")
        outbox.cancel_about(ids=[visit.pk], reason="They said: not now.")
    elif is_ahead and answer.said in (Said.NO, Said.ANOTHER_TIME):
        moved = answer.said == Said.ANOTHER_TIME
        going.call_off(
            visit=visit,
            by=answer.by or trail.PARENT,
            outcome=Outcome.FAMILY_MOVED_IT if moved else Outcome.NOT_TODAY,
            reason=answer.words,
        )


def _agree(visit: HomeVisit, answer: _Answer, *, on: date | None, at: time | None) -> None:
    visit.planned_on, visit.planned_at = on or visit.planned_on, at or visit.planned_at
    if on or at:
        _refuse_unless_theirs(visit, answer)
    if has_begun(visit):
        raise Refusal("That time is over. Choose one still to come.")
    go(visit, Move.AGREE)
    visit.agreed_by, visit.agreed_how = answer.adult, answer.via
    _save(visit, answer, "visits.agreed")
    outbox.cancel_about(ids=[visit.pk], reason="They said yes.")


def _save(visit: HomeVisit, answer: _Answer, what: str) -> None:
    visit.updated_by = answer.by
    visit.save()
    trail.wrote(by=answer.by or trail.PARENT, what=what, on=visit, household=visit.household_id)


def _kept(visit: HomeVisit, answer: _Answer) -> VisitAnswer:
    """Keep the answer; what a person wrote down settles what they had asked for before."""
    if answer.said in (Said.YES, Said.NO) and answer.by:
        open_wishes = visit.answers.filter(said__in=VisitAnswer.WISHES, settled_at=None)
        open_wishes.update(settled_at=timezone.now(), settled_by=answer.by)
    if answer.said == Said.ANOTHER_TIME:
        outbox.cancel_about(
            ids=[visit.pk], template_keys=OFFERS, reason="They asked for another time."
        )
    kept = VisitAnswer.objects.create(
        visit=visit, adult=answer.adult, said=answer.said, words=answer.words, via=answer.via,
        recorded_by=answer.by,
    )  # fmt: skip
    trail.wrote(
        by=answer.by or trail.PARENT, what="visits.answered", on=kept,
        household=visit.household_id, setting=visit.setting_id,
    )  # fmt: skip
    return kept
