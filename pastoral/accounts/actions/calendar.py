"""Keeping a setting's calendar."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from pastoral.accounts import half_terms, trail
from pastoral.accounts.models import CalendarDay, HalfTerm, Setting, Staff
from pastoral.refusals import Refusal


@transaction.atomic
def set_half_terms(
    *, setting: Setting, school_year: int, halves: Sequence[half_terms.Dates], by: Staff | str
) -> list[HalfTerm]:
    """Set the half-terms of one school year; those that are there keep their identity."""
    in_order = sorted(halves, key=lambda each: half_terms.SIX.index((each.term, each.half)))
    if wrong := half_terms.disorder_in(in_order):
        raise Refusal(wrong)
    _refuse_other_years(setting, school_year, in_order)
    kept = []
    for each in in_order:
        row, _made = HalfTerm.objects.update_or_create(
            setting=setting,
            school_year=school_year,
            term=each.term,
            half=each.half,
            defaults={"starts_on": each.starts_on, "ends_on": each.ends_on},
        )
        kept.append(row)
    trail.wrote(by=by, what="accounts.half_terms_set", on=setting, setting=setting)
    return kept


def _refuse_other_years(
    setting: Setting, school_year: int, halves: Sequence[half_terms.Dates]
) -> None:
    first, last = halves[0].starts_on, halves[-1].ends_on
    if half_terms.school_year_of(first) != school_year:
        raise Refusal(
            f"The school year {school_year}/{school_year + 1 - 2000} can’t start on {first:%-d %B %Y}."
        )
    others = setting.half_terms.exclude(school_year=school_year)
    if met := others.filter(starts_on__lte=last, ends_on__gte=first).first():
        raise Refusal(f"These half-terms run into {met}, which is in the calendar already.")


@transaction.atomic
def add_calendar_day(
    *, setting: Setting, day: date, kind: CalendarDay.Kind, by: Staff | str, reason: str = ""
) -> CalendarDay:
    """Add a day that differs from the others: INSET, closed, or a school day after all."""
    if setting.calendar_days.filter(day=day).exists():
        raise Refusal(f"{day:%A %-d %B %Y} is in the calendar already. Take it out first.")
    row = CalendarDay.objects.create(setting=setting, day=day, kind=kind, reason=reason)
    trail.wrote(by=by, what="accounts.calendar_day_added", on=row)
    return row


@transaction.atomic
def remove_calendar_day(*, calendar_day: CalendarDay, by: Staff) -> None:
    """Take a day out of the calendar, so that it is an ordinary day again."""
    trail.wrote(
        by=by,
        what="accounts.calendar_day_removed",
        on=calendar_day,
        reason=f"{calendar_day}"[:200],
    )
    calendar_day.delete()
