"""What happens at the door: marks, walk-ins, and closing the register.

A mark sets; it never toggles. So two people with two tablets who tap the same name agree,
and neither overwrites what the other did to somebody else.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from families.models import Adult, Child, Household
from pastoral.accounts import trail
from pastoral.accounts.models import Staff
from pastoral.ids import new_id
from pastoral.refusals import Refusal
from sessions_app.actions import caring, ending, series
from sessions_app.models import Afternoon, Attendance, CareNote, Invitation

Mark = Attendance.Mark


@dataclass(frozen=True)
class Guest:
    """Somebody at the door: an adult or a child we know, in a home, or a first name."""

    household: Household | None = None
    adult: Adult | None = None
    child: Child | None = None
    name: str = ""
    is_child: bool = False

    def __post_init__(self) -> None:
        """Refuse somebody who is nobody, or two people."""
        if sum(map(bool, (self.adult, self.child, self.name.strip()))) != 1:
            raise Refusal("Say who came: a first name is enough.")

    @property
    def said(self) -> str:
        """Their first name."""
        if self.adult:
            return self.adult.known_as
        return self.child.first_name if self.child else self.name.strip()


@transaction.atomic
def mark(
    *,
    afternoon: Afternoon,
    guest: Guest,
    mark: Attendance.Mark,
    by: Staff,
    at: datetime | None = None,
    newcomer: UUID | None = None,
) -> Attendance:
    """Mark somebody at an afternoon, however often and by whomever: one row a person.

    Who walked in stays one who did (rule 36), however they are marked after. `at` is when it
    was tapped, if that is not now; `newcomer` is the id of somebody who is a first name alone.
    Raises Refusal for an afternoon that is cancelled (rule 39) or has not come.
    """
    afternoon = _locked(afternoon)
    seen = {
        "setting": afternoon.setting,
        "half_term": afternoon.half_term,
        "household": guest.household,
        "mark": mark,
        "marked_by": by,
        "marked_at": at or timezone.now(),
    }
    who = {"pk": newcomer} if newcomer else {"adult": guest.adult, "child": guest.child}
    row, _is_new = Attendance.objects.update_or_create(
        afternoon=afternoon,
        **who,
        defaults=seen,
        create_defaults={
            **seen,
            "walked_in": mark == Mark.WALK_IN or _is_unasked(afternoon, guest),
            "walk_in_name": guest.name.strip(),
            "walk_in_is_child": guest.is_child,
        },
    )
    if row.mark in Attendance.HERE:
        _family_came(afternoon, guest.household, by)
    trail.wrote(
        by=by,
        what="afternoons.walk-in" if newcomer else "afternoons.marked",
        on=row,
        household=row.household_id,
        setting=afternoon.setting,
    )
    return row


def walk_in(*, afternoon: Afternoon, guest: Guest, by: Staff) -> Attendance:
    """Welcome somebody nobody expected, and count them (rule 36), over capacity or not."""
    newcomer = new_id() if guest.name.strip() else None
    return mark(afternoon=afternoon, guest=guest, mark=Mark.WALK_IN, by=by, newcomer=newcomer)


@transaction.atomic
def unmark(*, row: Attendance, by: Staff) -> None:
    """Take a mark back: somebody tapped the wrong name. Its history stays.

    Taking back what somebody else took back already does nothing.
    """
    afternoon, household = _locked(row.afternoon), row.household
    if not Attendance.objects.filter(pk=row.pk).exists():
        return
    trail.wrote(
        by=by,
        what="afternoons.unmarked",
        on=row,
        household=row.household_id,
        setting=row.setting_id,
    )
    row.marked_by = by
    row.delete()
    still_here = Attendance.objects.here().filter(afternoon=afternoon, household=household).exists()
    if household is None or still_here:
        return
    closed = afternoon.register_closed_at is not None
    Invitation.objects.filter(afternoon=afternoon, household=household).update(
        came=False if closed else None
    )
    _think_no_more(afternoon, household, was_thanked=True)
    afternoons = Attendance.objects.here().filter(
        household=household, afternoon__kind=Afternoon.Kind.FAMILY_AFTERNOON
    )
    first = afternoons.aggregate(on=Min("afternoon__on"))
    _first_came(household, first["on"], by)


@transaction.atomic
def close(*, afternoon: Afternoon, by: Staff) -> Afternoon:
    """Close the register: who said yes or maybe and is not marked did not come (rule 40).

    Of whom to think now stands on a list for a person (rule 41); nothing is sent.

    Whoever said nothing, or no, gets no row; nor does who had no place, or whom staff had
    not decided about: nobody expected them. Closing twice is closing once.
    """
    afternoon = _locked(afternoon)
    if afternoon.register_closed_at:
        return afternoon
    now = timezone.now()
    _mark_who_did_not_come(afternoon, by)
    asked = Invitation.objects.asked().filter(afternoon=afternoon)
    asked.filter(came=None).update(came=False)
    ending.end_invitations(afternoon)
    afternoon.state = Afternoon.State.HELD
    afternoon.register_closed_at = now
    afternoon.register_closed_by = afternoon.updated_by = by
    afternoon.save()
    trail.wrote(by=by, what="afternoons.register-closed", on=afternoon)
    caring.make_list(afternoon=afternoon, by=by)
    return afternoon


def _mark_who_did_not_come(afternoon: Afternoon, by: Staff) -> None:
    marked = Attendance.objects.filter(afternoon=afternoon, adult__isnull=False).values("adult")
    missing = (
        Invitation.objects.asked()
        .filter(afternoon=afternoon, answer__in=["yes", "maybe"])
        .exclude(state__in=Invitation.UNDECIDED)
        .exclude(adult__in=marked)
    )
    for invitation in missing.select_related("household", "adult"):
        Attendance.objects.create(
            setting=afternoon.setting,
            half_term=afternoon.half_term,
            afternoon=afternoon,
            household=invitation.household,
            adult=invitation.adult,
            mark=Mark.NOT_PRESENT,
            marked_by=by,
            marked_at=timezone.now(),
        )


def _is_unasked(afternoon: Afternoon, guest: Guest) -> bool:
    """Whether no invitation tells that this family came, so that only the mark does."""
    return not Invitation.objects.filter(afternoon=afternoon, household=guest.household).exists()


def _locked(afternoon: Afternoon) -> Afternoon:
    """Return the afternoon for us alone: two tablets, or a tap and a closing, take turns."""
    afternoon = series.locked(afternoon)
    if afternoon.state == Afternoon.State.CANCELLED:
        raise Refusal("This afternoon is cancelled: nobody is marked.")
    if afternoon.on > timezone.localdate(timezone=afternoon.setting.zone):
        raise Refusal("This afternoon has not come yet. The register opens on the day.")
    return afternoon


def _family_came(afternoon: Afternoon, household: Household | None, by: Staff) -> None:
    if household is None:
        return
    Invitation.objects.filter(afternoon=afternoon, household=household).update(came=True)
    _think_no_more(afternoon, household, was_thanked=False)
    if afternoon.is_join_in:
        return  # “For the first time” speaks of family afternoons; mornings are counted apart.
    if household.first_came_on is None or afternoon.on < household.first_came_on:
        _first_came(household, afternoon.on, by)


def _think_no_more(afternoon: Afternoon, household: Household, *, was_thanked: bool) -> None:
    """Take from the list what a late tap has made untrue, unless somebody has decided it."""
    if not afternoon.care_listed_at:
        return
    notes = CareNote.objects.filter(
        afternoon=afternoon, household=household, state=CareNote.State.THOUGHT_OF
    )
    thanks = CareNote.Kind.FIRST_TIME
    (notes.filter(kind=thanks) if was_thanked else notes.exclude(kind=thanks)).delete()


def _first_came(household: Household, on: object, by: Staff) -> None:
    household.first_came_on = on  # type: ignore[assignment]
    household.updated_by = by
    household.save(update_fields=["first_came_on", "updated_by", "updated_at"])
