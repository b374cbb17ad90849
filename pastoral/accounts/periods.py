"""The fixed periods figures are shown for: half-terms, terms and school years, no others.

Nobody chooses dates of their own: two periods a day apart would tell what one family did.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db import models

from pastoral.accounts.models import HalfTerm

SECOND = 2


class Kind(models.TextChoices):
    """How long a period is."""

    HALF_TERM = "half-term", "Half-term"
    TERM = "term", "Term"
    YEAR = "year", "School year"


ALIKE = {
    Kind.HALF_TERM: ("school_year", "term", "half"),
    Kind.TERM: ("school_year", "term"),
    Kind.YEAR: ("school_year",),
}


@dataclass(frozen=True)
class Period:
    """Some half-terms of one setting in a row, known in addresses by its key."""

    kind: Kind
    key: str
    name: str
    half_terms: tuple[HalfTerm, ...]

    @property
    def first_on(self) -> date:
        """The first day of the first half-term."""
        return self.half_terms[0].starts_on

    @property
    def last_on(self) -> date:
        """The last day of the last half-term."""
        return self.half_terms[-1].ends_on

    @property
    def half_terms_are(self) -> dict[str, Any]:
        """What any setting's half-terms in the period of this key have in common."""
        first = self.half_terms[0]
        return {name: getattr(first, name) for name in ALIKE[self.kind]}


def periods_of(half_terms: Iterable[HalfTerm], today: date) -> list[Period]:
    """Return every period that has begun, newest first, half-terms before terms and years."""
    begun = sorted((h for h in half_terms if h.starts_on <= today), key=lambda h: h.starts_on)
    found = [_half_term(half) for half in begun]
    found += [_term(halves) for halves in _grouped(begun, ALIKE[Kind.TERM])]
    found += [_year(halves) for halves in _grouped(begun, ALIKE[Kind.YEAR])]
    order = list(Kind)
    return sorted(found, key=lambda p: (order.index(p.kind), -p.first_on.toordinal()))


def is_over(period: Period, half_terms: Iterable[HalfTerm], today: date) -> bool:
    """Whether a period is over: in the holiday between its halves a term is not.

    Neither is one whose last half nobody has put into the calendar yet, until another begins.
    """
    if period.last_on >= today:
        return False
    last = period.half_terms[-1]
    is_whole = {
        Kind.HALF_TERM: True,
        Kind.TERM: last.half == SECOND,
        Kind.YEAR: (last.term, last.half) == (HalfTerm.Term.SUMMER, SECOND),
    }[period.kind]
    own = {(half.school_year, half.term, half.half) for half in period.half_terms}
    return is_whole or any(
        period.last_on < half.starts_on <= today
        and (half.school_year, half.term, half.half) not in own
        for half in half_terms
    )


def before(period: Period, periods: Sequence[Period]) -> Period | None:
    """Return the period of the same kind that came before this one."""
    earlier = [p for p in periods if p.kind == period.kind and p.first_on < period.first_on]
    return max(earlier, key=lambda p: p.first_on, default=None)


def _grouped(half_terms: Sequence[HalfTerm], by: tuple[str, ...]) -> Iterable[tuple[HalfTerm, ...]]:
    for _same, halves in groupby(half_terms, key=lambda h: [getattr(h, name) for name in by]):
        yield tuple(halves)


def _half_term(half: HalfTerm) -> Period:
    key = f"{half.school_year}-{half.term}-{half.half}"
    return Period(Kind.HALF_TERM, key, str(half), (half,))


def _term(halves: tuple[HalfTerm, ...]) -> Period:
    first = halves[0]
    return Period(Kind.TERM, f"{first.school_year}-{first.term}", first.term_name, halves)


def _year(halves: tuple[HalfTerm, ...]) -> Period:
    year = halves[0].school_year
    return Period(Kind.YEAR, f"{year}", f"School year {year}/{(year + 1) % 100:02}", halves)
