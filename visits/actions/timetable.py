"""Changing one's own week. Whoever has none begins with the usual one."""

from datetime import time

from django.db import transaction

from pastoral.accounts import trail
from pastoral.accounts.models import Setting, Staff
from pastoral.refusals import Refusal
from pastoral.ui.said import time_said
from visits.models import WeekSlot
from visits.timetable import DAYS, Slot, own_week, usual_week


@transaction.atomic
def add_slot(*, setting: Setting, slot: Slot, by: Staff) -> WeekSlot:
    """Put one more stretch into one's own week.

    Raises Refusal where it ends before it starts, or something else is then.
    """
    if slot.ends_at <= slot.starts_at:
        raise Refusal("It must end after it starts: please look at the two times.")
    _begin(setting, by)
    for other in own_week(by, setting):
        if other.meets(slot):
            raise Refusal(
                f"On {DAYS[other.weekday]} you have “{other.said}” "
                f"from {time_said(other.starts_at)} to {time_said(other.ends_at)}. "
                "Take that out first, or choose another time."
            )
    row = _row(setting, slot, by)
    row.save()
    trail.wrote(by=by, what="visits.week-added-to", on=row, setting=setting)
    return row


@transaction.atomic
def remove_slot(*, setting: Setting, weekday: int, starts_at: time, by: Staff) -> None:
    """Take one stretch out of one's own week; Refusal for the last one."""
    _begin(setting, by)
    mine = WeekSlot.objects.filter(staff=by, setting=setting)
    row = mine.filter(weekday=weekday, starts_at=starts_at).first()
    if row is None:
        raise Refusal("That is not in your week any more.")
    if mine.count() == 1:
        raise Refusal("A week needs something in it. Add what comes instead first.")
    trail.wrote(by=by, what="visits.week-taken-from", on=row, setting=setting)
    row.delete()


@transaction.atomic
def back_to_usual(*, setting: Setting, by: Staff) -> None:
    """Give up one's own week for the usual one."""
    _wait_for(by)
    for row in WeekSlot.objects.filter(staff=by, setting=setting):
        trail.wrote(by=by, what="visits.week-taken-from", on=row, setting=setting)
        row.delete()


def _begin(setting: Setting, by: Staff) -> None:
    """Write the usual week down for who has none, so that there is something to change."""
    _wait_for(by)
    if not WeekSlot.objects.filter(staff=by, setting=setting).exists():
        for slot in usual_week(setting.policy):
            _row(setting, slot, by).save()


def _wait_for(staff: Staff) -> None:
    """Let two changes of one week take their turn."""
    Staff.objects.select_for_update(no_key=True).get(pk=staff.pk)


def _row(setting: Setting, slot: Slot, staff: Staff) -> WeekSlot:
    return WeekSlot(
        setting=setting,
        staff=staff,
        weekday=slot.weekday,
        kind=slot.kind,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        words=slot.words.strip(),
    )
