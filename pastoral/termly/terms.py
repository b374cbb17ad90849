"""Which terms there are to report on, and which are due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from pastoral.accounts import periods
from pastoral.accounts.models import HalfTerm, Setting
from pastoral.accounts.periods import Kind, Period
from pastoral.termly.models import TermReport


@dataclass(frozen=True)
class Due:
    """A term of a setting whose report is to be made."""

    setting: Setting
    term: Period
    has_roll: bool


def ended(half_terms: Iterable[HalfTerm], today: date) -> list[Period]:
    """Return the terms that are over, newest first.

    In the holiday between its halves a term is not over, and neither is one whose second
    half nobody has put into the calendar yet, until the next term begins.
    """
    halves = list(half_terms)
    terms = [p for p in periods.periods_of(halves, date.max) if p.kind == Kind.TERM]
    return [term for term in terms if periods.is_over(term, halves, today)]


def due() -> list[Due]:
    """Return the newest term of each setting that ended `term_report_days` ago or earlier.

    Terms before are let be: nobody hears of a year at once because the clock stood still, or
    because a calendar was put in late.
    """
    there = set(TermReport.objects.values_list("setting", "key", "has_roll"))
    found = []
    settings = Setting.objects.select_related("policy").prefetch_related("half_terms")
    for setting in settings.filter(half_terms__isnull=False).distinct():
        day = timezone.localdate(timezone=setting.zone)
        terms = ended(setting.half_terms.all(), day)
        if not terms or not _is_due(setting, terms[0], day):
            continue
        found += [
            Due(setting, terms[0], has_roll)
            for has_roll in rolls_of(setting)
            if (setting.pk, terms[0].key, has_roll) not in there
        ]
    return found


def rolls_of(setting: Setting) -> tuple[bool, ...]:
    """Return which reports a setting has: a school’s head reads of the roll, governors of its own."""
    return (False, True) if setting.kind == Setting.Kind.SCHOOL else (False,)


def without_report(setting: Setting, *, has_roll: bool, today: date) -> list[Period]:
    """Return the terms of a setting that are over and have no report, newest first."""
    there: set[str] = set(
        TermReport.objects.filter(setting=setting, has_roll=has_roll).values_list("key", flat=True)
    )
    return [
        term
        for term in ended(setting.half_terms.all(), today)
        if term.key not in there and _was_here(setting, term)
    ]


def _was_here(setting: Setting, term: Period) -> bool:
    return timezone.localdate(setting.created_at, timezone=setting.zone) <= term.last_on


def _is_due(setting: Setting, term: Period, today: date) -> bool:
    days = timedelta(days=setting.policy.term_report_days)
    return _was_here(setting, term) and term.last_on + days <= today


def keys_of(terms: Iterable[Period]) -> list[tuple[str, str]]:
    """Return terms to choose from: their keys and names."""
    return [(term.key, term.name) for term in terms]
