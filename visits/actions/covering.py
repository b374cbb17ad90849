"""Standing in for a colleague: from a day to a day, and back by itself (rule 44)."""

import uuid
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from families import actions as families
from families.actions.covering import cover_children, end_covering, homes_of
from families.actions.mentoring import WALKS, take_turns
from families.models import Cover, Household, Promise
from families.telling import THE_FAMILY, adults_to_tell
from pastoral.accounts import trail
from pastoral.accounts.calendar import calendar_of
from pastoral.accounts.models import Membership, Setting, Staff
from pastoral.refusals import Refusal
from pastoral.ui.said import list_said, span_said
from visits.covers import is_out_now, telling, visits_of

LONGEST = 200  # Characters of a promise.
DAY = timedelta(days=1)


@transaction.atomic
def set_cover(
    *,
    away: Staff,
    stand_in: Staff,
    setting: Setting,
    from_on: date,
    to_on: date,
    by: Staff,
    told_by: Staff | None = None,
) -> Cover:
    """Let somebody stand in for a colleague, and have each family told by a person first.

    Families, visits, timers and promises are the stand-in's from the first day to the last.
    Clashes do not keep anybody from it: families come first (visits.covers.clashes).
    """
    take_turns(setting)
    refuse_cover(away=away, stand_in=stand_in, setting=setting, from_on=from_on, to_on=to_on)
    cover = Cover.objects.create(
        setting=setting,
        away=away,
        stand_in=stand_in,
        from_on=from_on,
        to_on=to_on,
        created_by=by,
        updated_by=by,
    )
    visited = visits_of(cover).values_list("household", flat=True)
    homes = homes_of(cover_children(cover), from_on) | set(visited)
    trail.wrote(by=by, what="visits.cover-set", on=cover)
    trail.wrote_for_families(by=by, what="visits.covered", setting=setting, homes=homes)
    _ask_to_tell(cover, homes, told_by or usual_teller(cover, by), by)
    return cover


@transaction.atomic
def end_cover(*, cover: Cover, by: Staff, last_on: date | None = None) -> Cover:
    """End a cover before its time; without a last day, who was away is back today.

    One that has not begun by then is taken back as if it had never been. Who is still to be
    told need not be told any more; who was told hears that it is the other after all. While
    the stand-in is out, it ends with today: nobody else is asked for in their place.
    """
    take_turns(cover.setting)
    cover = Cover.objects.select_related("setting", "away", "stand_in").get(pk=cover.pk)
    today = timezone.localdate(timezone=cover.setting.zone)
    last_on = last_on or today - DAY
    is_out = last_on == today - DAY and is_out_now(cover)
    if cover.removed_at or cover.to_on < today:
        raise Refusal("That is over already.")
    if last_on < today - DAY:
        raise Refusal("That day is over. The last day can be yesterday or later.")
    last_on = today if is_out else last_on
    if is_out and cover.to_on == today:
        raise Refusal(f"{cover.stand_in.first_name} is out today: it ends by itself tonight.")
    if last_on >= cover.to_on:
        raise Refusal(f"It ends by itself on {span_said(cover.to_on, cover.to_on)}.")
    has_begun = last_on >= cover.from_on
    end_covering(cover.assignments.all(), last_on)
    if has_begun:
        cover.to_on = last_on
    else:
        cover.removed_at = timezone.now()
        _take_back_what_was_told(cover, by)
    cover.updated_by = by
    cover.save()
    _tell_otherwise(cover, by, is_still_ahead=has_begun and last_on > today)
    trail.wrote(by=by, what="visits.cover-ended", on=cover)
    return cover


def refuse_cover(
    *, away: Staff, stand_in: Staff, setting: Setting, from_on: date, to_on: date
) -> None:
    """Raise Refusal where one colleague can't stand in for another on these days."""
    if from_on < timezone.localdate(timezone=setting.zone):
        raise Refusal("That day is over. Cover begins today or later.")
    _refuse_people(away, stand_in, setting, from_on, to_on)
    _refuse_others(away, stand_in, setting, from_on, to_on)


def usual_teller(cover: Cover, by: Staff) -> Staff:
    """Return who tells the families if nobody else is chosen: who is away, while still here."""
    is_still_here = cover.from_on > timezone.localdate(timezone=cover.setting.zone)
    return cover.away if is_still_here else by


def _refuse_people(
    away: Staff, stand_in: Staff, setting: Setting, from_on: date, to_on: date
) -> None:
    """Refuse a cover of oneself, one that ends before it begins, and people not here then."""
    if away == stand_in:
        raise Refusal("Nobody stands in for themselves.")
    if to_on < from_on:
        raise Refusal("The last day can’t be before the first.")
    for person in (away, stand_in):
        for day in (from_on, to_on):
            here = Membership.objects.current(day).filter(setting=setting, role__in=WALKS)
            if not here.filter(staff=person).exists():
                raise Refusal(f"{person.first_name} does not visit families here then.")


def _refuse_others(
    away: Staff, stand_in: Staff, setting: Setting, from_on: date, to_on: date
) -> None:
    """Refuse a second cover of the same person, and chains: nobody stands in for a stand-in."""
    then = Cover.objects.filter(from_on__lte=to_on, to_on__gte=from_on, removed_at=None)
    then = then.select_related("away", "stand_in")
    if other := then.filter(away=away, setting=setting).first():
        days = span_said(other.from_on, other.to_on)
        raise Refusal(
            f"{other.stand_in.first_name} stands in for {away.first_name} already, {days}."
        )
    if other := then.filter(away=stand_in, setting=setting).first():
        days = span_said(other.from_on, other.to_on)
        raise Refusal(f"{stand_in.first_name} is away then too: {days}.")
    if other := then.filter(stand_in=away, setting=setting).first():
        raise Refusal(
            f"{away.first_name} stands in for {other.away.first_name} then. End that first, "
            f"and ask somebody else to stand in for {other.away.first_name}."
        )


def _ask_to_tell(cover: Cover, homes: set[uuid.UUID], owner: Staff, by: Staff) -> None:
    """Make one task for each home: a person tells them, nobody texts them."""
    days = span_said(cover.from_on, cover.to_on)
    new, former = cover.stand_in.first_name, cover.away.first_name
    said = f"that {new} comes instead of {former}, {days}"
    due_on = _day_to_tell(cover)
    adults = adults_to_tell(homes, cover.from_on)
    for household in Household.objects.filter(pk__in=homes).select_related("setting"):
        families.make_promise(
            household=household,
            what=tell(adults.get(household.pk, []), said),
            owner=owner,
            due_on=due_on,
            by=by,
            made_in=Promise.MadeIn.COVER,
            made_in_id=cover.pk,
        )


def tell(adults: list[str], said: str) -> str:
    """Return “Tell Samira that …”, of a length a promise may have."""
    whole = f"Tell {list_said(adults) or THE_FAMILY} {said}"
    return whole if len(whole) <= LONGEST else f"Tell {THE_FAMILY} {said}"[:LONGEST]


def _day_to_tell(cover: Cover) -> date:
    """Return the last school day before it begins, or today where that is over."""
    today = timezone.localdate(timezone=cover.setting.zone)
    before = list(calendar_of(cover.setting).school_days(today, cover.from_on - DAY))
    return before[-1] if before else today


def _tell_otherwise(cover: Cover, by: Staff, *, is_still_ahead: bool) -> None:
    """Let go of what is still to be told; of days still ahead, ask to tell it anew."""
    tasks = list(telling([cover]).select_related("owner"))
    for task in tasks:
        families.let_promise_go(promise=task, why=f"{cover.away.first_name} is back.", by=by)
    if tasks and is_still_ahead:
        _ask_to_tell(cover, {task.household_id for task in tasks}, tasks[0].owner, by)


def _take_back_what_was_told(cover: Cover, by: Staff) -> None:
    """Have those who were told already hear that it is the one they know after all."""
    told = Promise.objects.filter(
        state=Promise.State.DONE, made_in_id=cover.pk, removed_at=None
    ).select_related("household__setting")
    adults = adults_to_tell({task.household_id for task in told}, cover.from_on)
    due_on = _day_to_tell(cover)
    days = span_said(cover.from_on, cover.to_on)
    for task in told:
        families.make_promise(
            household=task.household,
            what=tell(
                adults.get(task.household_id, []),
                f"that it is {cover.away.first_name} after all, {days}",
            ),
            owner=task.owner,
            due_on=due_on,
            by=by,
            made_in=Promise.MadeIn.COVER,
        )
