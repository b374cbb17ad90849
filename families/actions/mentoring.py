"""Who walks alongside which child."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from families.actions.covering import cover_too, end_covering
from families.models import Child, MentorAssignment
from pastoral.accounts import trail
from pastoral.accounts.models import Membership, Setting, Staff
from pastoral.accounts.roles import Permission, roles_with
from pastoral.refusals import Refusal

Kind = MentorAssignment.Kind
WALKS = roles_with(Permission.RECORD_VISITS)


@transaction.atomic
def assign_mentor(
    *,
    child: Child,
    mentor: Staff,
    by: Staff,
    kind: str = Kind.LEAD,
    from_on: date | None = None,
    to_on: date | None = None,
    covers: MentorAssignment | None = None,
) -> MentorAssignment:
    """Ask somebody to walk alongside a child from a day; a new lead takes over from the former.

    Where they are or will be away, whoever stands in walks with this child too (rule 44).
    """
    take_turns(child.setting)
    today = timezone.localdate(timezone=child.setting.zone)
    from_on = from_on or today
    _check(child, mentor, from_on, kind, to_on)
    if kind == Kind.LEAD:
        _hand_over(child, from_on)
    assignment = MentorAssignment.objects.create(
        mentor=mentor, child=child, kind=kind, from_on=from_on, to_on=to_on, covers=covers
    )
    cover_too(assignment)
    trail.wrote(by=by, what="families.mentor-assigned", on=assignment, setting=child.setting_id)
    return assignment


@transaction.atomic
def pass_on(*, assignment: MentorAssignment, to: Staff, by: Staff) -> MentorAssignment | None:
    """Give somebody's place beside a child to a colleague, from today and for good.

    Nobody needs a second place beside a child, or any beside one who has left: then there
    is no new row.
    """
    child = assignment.child
    take_turns(child.setting)
    today = timezone.localdate(timezone=child.setting.zone)
    from_on, to_on = max(assignment.from_on, today), assignment.to_on
    trail.wrote(by=by, what="families.mentor-ended", on=assignment, setting=child.setting_id)
    _end(assignment, from_on, f"Handed on to {to.first_name}.")
    theirs = MentorAssignment.objects.current(from_on).filter(child=child, mentor=to)
    has_left = child.placement_ends_on and child.placement_ends_on < from_on
    is_there = assignment.kind == Kind.SECOND and theirs.exclude(kind=Kind.COVER).exists()
    if has_left or is_there:
        return None
    _check(child, to, from_on, assignment.kind, to_on)
    for second in theirs.filter(kind=Kind.SECOND):
        _end(second, from_on, "They became the child’s mentor.")
    new = MentorAssignment.objects.create(
        mentor=to, child=child, kind=assignment.kind, from_on=from_on, to_on=to_on
    )
    cover_too(new)
    trail.wrote(by=by, what="families.mentor-assigned", on=new, setting=child.setting_id)
    return new


def take_turns(setting: Setting) -> None:
    """Make whoever else changes who walks with whom here wait until this is done."""
    Setting.objects.select_for_update(no_key=True).get(pk=setting.pk)


@transaction.atomic
def end_assignment(
    *, assignment: MentorAssignment, by: Staff, reason: str = "", last_on: date | None = None
) -> MentorAssignment:
    """Keep the last day somebody walked alongside a child, and why it ended."""
    today = timezone.localdate(timezone=assignment.child.setting.zone)
    last_on = last_on or today
    if assignment.to_on and assignment.to_on < today:
        raise Refusal("That has ended already.")
    if last_on < assignment.from_on:
        raise Refusal("It can’t end before it began.")
    assignment.to_on = last_on
    assignment.ended_reason = reason.strip()
    assignment.save()
    end_covering(assignment.covered_by.all(), last_on)
    trail.wrote(
        by=by, what="families.mentor-ended", on=assignment, setting=assignment.child.setting_id
    )
    return assignment


def _check(child: Child, mentor: Staff, from_on: date, kind: str, to_on: date | None) -> None:
    if child.placement_ends_on and child.placement_ends_on < from_on:
        raise Refusal(f"{child.first_name} will have left by then.")
    if kind == Kind.COVER and to_on is None:
        raise Refusal("Cover has a last day, and goes back by itself.")
    here = Membership.objects.current(from_on).filter(
        staff=mentor, setting=child.setting_id, role__in=WALKS
    )
    if not here.exists():
        raise Refusal(f"{mentor.first_name} is not a mentor here.")
    same = MentorAssignment.objects.current(from_on).filter(child=child, mentor=mentor, kind=kind)
    if same.exists():
        raise Refusal(f"{mentor.first_name} walks with {child.first_name} already.")


def _hand_over(child: Child, from_on: date) -> None:
    """End the former lead the day before."""
    former = MentorAssignment.objects.select_for_update().filter(
        child=child, kind=Kind.LEAD, to_on=None
    )
    for assignment in former:
        _end(assignment, from_on, "Somebody else took over.")


def _end(assignment: MentorAssignment, from_on: date, reason: str) -> None:
    """End an assignment the day before; one that would only have begun by then is taken back."""
    last_on = from_on - timedelta(days=1)
    end_covering(assignment.covered_by.all(), last_on)
    if assignment.from_on > last_on:
        MentorAssignment.objects.filter(covers=assignment).update(covers=None)
        assignment.delete()
        return
    assignment.to_on = last_on
    assignment.ended_reason = reason
    assignment.save()
