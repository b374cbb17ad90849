"""Offering a visit: to an adult who lives there, and “no” is a full answer (rules 1 and 2)."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone

from families.models import Adult, Child, Household
from pastoral import links
from pastoral.accounts import trail
from pastoral.accounts.calendar import calendar_of
from pastoral.accounts.models import Policy, Staff
from pastoral.ids import new_id
from pastoral.outbox import actions as outbox
from pastoral.refusals import Refusal
from pastoral.ui.said import day_said, time_said
from visits import offer_words
from visits.actions.going import locked
from visits.models import HomeVisit, VisitAnswer
from visits.moves import Move, go
from visits.to_offer import Way, is_not_at_home, last_offer, rests_until, way_to

State, Outcome = HomeVisit.State, HomeVisit.Outcome
FIRST_LINK = 1


@transaction.atomic
def offer(
    *,
    household: Household,
    adult: Adult,
    mentor: Staff,
    on: date,
    at: time,
    by: Staff,
    purpose: HomeVisit.Purpose = HomeVisit.Purpose.CHECK_IN,
    meet_at: HomeVisit.MeetAt = HomeVisit.MeetAt.HOME,
    minutes: int | None = None,
) -> HomeVisit:
    """Offer a visit to an adult who lives there, by a message where one may go to them.

    Whoever may be told by a person alone gets no message: the offer stands, and its page
    says whom to ring and why. The same offer made twice is one. Raises Refusal where no visit
    is offered to them by any way, where the family said no a short while ago, or where they
    have a visit that day already.
    """
    outbox.take_turns(household.setting_id)
    if there := _there_already(household, adult, on, at):
        return there
    _refuse_while_it_rests(household)
    _refuse_a_second(household, adult)
    key = new_id()
    visit = HomeVisit(
        id=key,
        setting=household.setting,
        household=household,
        mentor=mentor,
        purpose=purpose,
        meet_at=meet_at,
        planned_on=on,
        planned_at=at,
        planned_minutes=minutes,
        state=State.OFFERED,
        offered_at=timezone.now(),
        offered_to=adult,
        link_digest=links.digest_of(links.secret_of(key, FIRST_LINK)),
        link_version=FIRST_LINK,
        created_by=by,
        updated_by=by,
    )
    way = _way(visit)
    visit.save()
    _speak_of(visit, way)
    trail.wrote(by=by, what="visits.offered", on=visit, household=household.pk)
    return visit


@transaction.atomic
def offer_again(
    *,
    visit: HomeVisit,
    on: date,
    at: time,
    by: Staff,
    adult: Adult | None = None,
    mentor: Staff | None = None,
    meet_at: HomeVisit.MeetAt | None = None,
) -> HomeVisit:
    """Offer a visit anew that was declined or not answered, once it has rested long enough.

    What the family said last counts, to whichever visit: an older one is no way round it. A
    family that asked us since need not wait. The link is another; the old one is revoked.
    """
    visit = locked(visit)
    go(visit, Move.OFFER_AGAIN)
    outbox.take_turns(visit.setting_id)
    _refuse_while_it_rests(visit.household)
    visit.planned_on, visit.planned_at = on, at
    visit.offered_to = adult or visit.offered_to or visit.agreed_by
    visit.mentor = mentor or visit.mentor
    visit.meet_at = meet_at or visit.meet_at
    if visit.offered_to is None:
        raise Refusal("Choose whom to ask.")
    if _there_already(visit.household, visit.offered_to, on, at):
        raise Refusal(f"{visit.offered_to.known_as} has been offered that day already.")
    _refuse_a_second(visit.household, visit.offered_to)
    visit.offered_at, visit.told_before_at = timezone.now(), None
    visit.link_version += 1
    visit.link_digest = links.digest_of(links.secret_of(visit.pk, visit.link_version))
    way = _way(visit)
    visit.updated_by = by
    visit.save()
    _speak_of(visit, way)
    trail.wrote(by=by, what="visits.offered-again", on=visit, household=visit.household_id)
    return visit


@transaction.atomic
def take_offer_back(*, visit: HomeVisit, reason: str, by: Staff) -> HomeVisit:
    """Take an offer back, with a reason; what has not gone yet is called off."""
    if not reason.strip():
        raise Refusal("Say why, in a line: whoever rings them will want to know.")
    visit = locked(visit)
    go(visit, Move.TAKE_BACK)
    visit.outcome, visit.outcome_reason = Outcome.WE_CANCELLED, reason.strip()
    visit.updated_by = by
    visit.save()
    outbox.cancel_about(ids=[visit.pk], reason="The offer was taken back.")
    trail.wrote(by=by, what="visits.offer-taken-back", on=visit, household=visit.household_id)
    return visit


def long_offered(now: datetime) -> list[UUID]:
    """Return the offers that may have waited long enough to rest, by any setting's policy."""
    days = Policy.objects.aggregate(days=Min("no_reply_school_days"))["days"] or 0
    old = HomeVisit.objects.filter(
        state=State.OFFERED, offered_at__lte=now - timedelta(days=days), removed_at=None
    )
    return list(old.order_by("offered_at", "pk").values_list("pk", flat=True))


@transaction.atomic
def let_rest(visit_id: UUID) -> HomeVisit | None:
    """Let one offer rest that nobody answered within the policy's school days; None if not due.

    What they have asked for meanwhile is answered by a person first.
    """
    visit = locked(HomeVisit(pk=visit_id))
    if visit.state != State.OFFERED or visit.offered_at is None or visit.removed_at:
        return None
    since = visit.answers.aggregate(last=Max("created_at"))["last"] or visit.offered_at
    zone, policy = visit.setting.zone, visit.setting.policy
    day = timezone.localdate(max(since, visit.offered_at), zone)
    waits_until = calendar_of(visit.setting).school_days_after(day, policy.no_reply_school_days)
    has_wish = visit.answers.filter(said__in=VisitAnswer.WISHES, settled_at=None).exists()
    if has_wish or timezone.localdate(timezone=zone) <= waits_until:
        return None
    go(visit, Move.LET_REST)
    visit.updated_by = None
    visit.save()
    outbox.cancel_about(ids=[visit.pk], reason="The offer rests.")
    trail.wrote(by=trail.CLOCK, what="visits.offer-rests", on=visit, household=visit.household_id)
    return visit


def _there_already(household: Household, adult: Adult, on: date, at: time) -> HomeVisit | None:
    """Return this very offer, if it stands; Refusal where they have another visit that day."""
    open_ones = HomeVisit.objects.filter(
        household=household, planned_on=on, state__in=HomeVisit.OPEN, removed_at=None
    )
    for visit in open_ones.select_related("setting__policy", "household", "mentor"):
        if visit.offered_to_id == adult.pk and visit.state == State.OFFERED:
            if visit.planned_at == at:
                return visit
        elif visit.state == State.OFFERED:
            continue  # The other adult is asked on their own (rule 18).
        when = f" at {time_said(visit.planned_at)}" if visit.planned_at else ""
        raise Refusal(f"{household} has a visit that day already{when}. Open it instead.")
    return None


def _refuse_a_second(household: Household, adult: Adult) -> None:
    """Refuse a second offer to somebody who has not answered the first and still may."""
    today = timezone.localdate(timezone=household.setting.zone)
    open_ones = HomeVisit.objects.filter(
        household=household, offered_to=adult, state=State.OFFERED, planned_on__gte=today,
        removed_at=None,
    )  # fmt: skip
    if there := open_ones.order_by("planned_on").first():
        raise Refusal(
            f"{adult.known_as} has an open offer for {day_said(there.planned_on, today)} already:"
            " open it instead."
        )


def _refuse_while_it_rests(household: Household) -> None:
    """Refuse to ask a home that said no, or nothing, to its last offer a short while ago."""
    last = last_offer(household)
    free_on = rests_until(last) if last else None
    today = timezone.localdate(timezone=household.setting.zone)
    if free_on and today < free_on:
        raise Refusal(
            f"{household} was asked lately. Ask again from {day_said(free_on, today)}, or when they ask you."
        )


def _way(visit: HomeVisit) -> Way:
    """Return how they hear of it; Refusal where this offer is not to be made at all."""
    household, adult, on = visit.household, visit.offered_to, visit.planned_on
    assert adult is not None  # noqa: S101 - an offer is made to somebody
    if visit.starts_at and visit.starts_at <= timezone.now():
        raise Refusal("That time is over. Choose one still to come.")
    today = timezone.localdate(timezone=household.setting.zone)
    if household.is_paused_on(today) or household.is_paused_on(on):
        raise Refusal(f"{household} asked to be left in peace for now.")
    if not household.members.current(on).filter(adult=adult).exists():
        raise Refusal(f"{adult.known_as} does not live there that day. Ask somebody who does.")
    if visit.meet_at == HomeVisit.MeetAt.HOME and is_not_at_home(household):
        raise Refusal("Check with your lead. Offer a café, a park, or here with us.")
    way = way_to(
        adult=adult, household=household, on=on,
        template_key=offer_words.offer_key(visit.meet_at),
    )  # fmt: skip
    if way.why_not:
        raise Refusal(way.why_not)
    return way


def _speak_of(visit: HomeVisit, way: Way) -> None:
    """Keep whom the visit is about, and post the message, if one goes.

    What can't be written is kept among the messages, held back: a person rings instead.
    """
    assert way.asking is not None  # noqa: S101 - somebody not known is refused before
    lives = Child.objects.filter(
        pk__in=way.asking.child_ids, homes__in=visit.household.members.current(visit.planned_on)
    )
    visit.children.set(lives)
    if not way.asking.is_asked:
        return
    draft = offer_words.draft(
        visit=visit,
        asking=way.asking,
        template_key=offer_words.offer_key(visit.meet_at),
        key=f"{offer_words.OFFER}:{visit.pk}:{visit.link_version}",
    )
    outbox.post_many(setting=visit.setting, drafts=[draft], shows_refused=True)
