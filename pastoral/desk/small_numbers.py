"""What of a figure may be shown, so that no family can be worked out from it.

A count from 1 to 4 is never shown, nor is anything it could be had from by taking away:
not its complement, not the total of a table it is the one gap in, not a term whose other
half is shown. (The numbers are the setting's policy.) docs/figures.md says it in words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from operator import add

from families.reports import Tally
from pastoral.accounts.models import HalfTerm, Policy
from pastoral.accounts.periods import Kind, Period
from pastoral.desk.reports import Measure
from sessions_app.reports.afternoons import Week

NOTHING = "–"


@dataclass(frozen=True)
class Shown:
    """A figure as it stands on the page: large, and in numbers underneath."""

    figure: str
    said: str

    @property
    def is_told(self) -> bool:
        """Whether there is a number to tell, if only “fewer than 5”."""
        return self.figure != NOTHING

    @property
    def words(self) -> str:
        """The figure within a sentence: “29 of 41 families”."""
        return self.said if self.figure.endswith("%") else f"{self.figure} {self.said}"

    @property
    def in_line(self) -> str:
        """The figure on one line: “71%, 29 of 41 families”."""
        if self.figure.endswith("%"):
            return f"{self.figure}, {self.said}"
        return self.words if self.is_told else self.said


@dataclass(frozen=True)
class SmallNumbers:
    """The rules of one setting for one viewer; to `is_open` viewers all is shown."""

    least_group: int
    least_count: int
    is_open: bool

    @classmethod
    def of(cls, policy: Policy, *, is_open: bool) -> "SmallNumbers":
        """Return the rules that a setting's policy makes."""
        return cls(policy.smallest_group, policy.smallest_count, is_open)

    def is_small(self, count: int) -> bool:
        """Whether a count is one that could be a family somebody knows."""
        return not self.is_open and 0 < count < self.least_count

    def may_show(self, tally: Tally) -> bool:
        """Whether neither the part, nor the whole, nor what is left of it is small."""
        return not any(map(self.is_small, (tally.part, tally.whole, tally.rest)))

    def shown(self, measure: Measure, period: Period, noun: str) -> Shown:
        """Return a rate as the page shows it: `noun` is what is counted, in the plural."""
        tally = measure.total
        if tally.whole == 0 or self.is_small(tally.whole):
            return Shown(NOTHING, f"{self.count_said(tally.whole) if tally.whole else 'no'} {noun}")
        if self.is_small(tally.part):
            return Shown(f"fewer than {self.least_count}", f"of {tally.whole} {noun}")
        if self.is_small(tally.rest):
            return Shown(f"more than {tally.whole - self.least_count}", f"of {tally.whole} {noun}")
        if not self.total_keeps_its_parts(measure, period):
            return Shown(NOTHING, "not shown: a small number could be worked out from it")
        if tally.whole < self.least_group:
            return Shown(f"{tally.part} of {tally.whole}", f"{noun} (too few for a rate)")
        return Shown(f"{per_cent(tally)}%", f"{tally.part} of {tally.whole} {noun}")

    def count_shown(self, measure: Measure, period: Period, noun: str) -> Shown:
        """Return a count as the page shows it."""
        if self.is_small(measure.total.part):
            return Shown(f"fewer than {self.least_count}", noun)
        if not self.total_keeps_its_parts(measure, period):
            return Shown(NOTHING, "not shown: a small number could be worked out from it")
        return Shown(f"{measure.total.part}", noun)

    def count_said(self, count: int) -> str:
        """Return a count in words that give no small one away."""
        return f"fewer than {self.least_count}" if self.is_small(count) else f"{count}"

    def total_keeps_its_parts(self, measure: Measure, period: Period) -> bool:
        """Whether a term or year gives away no half-term or term that is not shown itself."""
        if self.is_open or period.kind == Kind.HALF_TERM or not measure.half_terms:
            return True
        terms = [
            [measure.half_terms.get(half.starts_on, Tally()) for half in halves]
            for _term, halves in groupby(period.half_terms, key=_term_of)
        ]
        if period.kind == Kind.TERM:
            return self._cannot_be_worked_out(terms[0])
        shown = [self.may_show(_sum(t)) and self._cannot_be_worked_out(t) for t in terms]
        unknown = [
            half for t, is_shown in zip(terms, shown, strict=True) if not is_shown for half in t
        ]
        return shown.count(False) != 1 and self._cannot_be_worked_out(unknown)

    def _cannot_be_worked_out(self, parts: Sequence[Tally]) -> bool:
        """Whether their sum, beside those that are shown, leaves each of the others in doubt."""
        hidden = [part for part in parts if not self.may_show(part)]
        total = _sum(hidden)
        if any(self.is_small(part.whole) for part in hidden) or not self.may_show(total):
            return not hidden
        spans = [self._said_of(part) for part in hidden]
        low, high = sum(least for least, _most in spans), sum(most for _least, most in spans)
        return all(
            max(least, total.part - high + most) < min(most, total.part - low + least)
            for least, most in spans
        )

    def _said_of(self, hidden: Tally) -> tuple[int, int]:
        """Return the least and the most that its own page says a hidden part may be."""
        if self.is_small(hidden.part):
            return 1, self.least_count - 1
        return hidden.whole - self.least_count + 1, hidden.whole - 1

    def weeks_hidden(self, weeks: Iterable[Week]) -> set[Week]:
        """Return the weeks not shown: those too small, and others to keep them company.

        They are chosen for each half-term apart, so the same on every page they are on.
        """
        hidden: set[Week] = set()
        for _half, found in groupby(weeks, key=lambda week: week.half_on):
            hidden |= self._hidden_of(list(found))
        return hidden

    def _hidden_of(self, weeks: list[Week]) -> set[Week]:
        counted = sorted((w for w in weeks if w.turnout.whole), key=lambda w: w.turnout.whole)
        hidden = {week for week in counted if not self.may_show(week.turnout)}
        others = (week for week in counted if week not in hidden)
        while hidden and (len(hidden) == 1 or not self.may_show(_sum(w.turnout for w in hidden))):
            company = next(others, None)
            if company is None:
                break
            hidden.add(company)
        return hidden


def per_cent(tally: Tally) -> int:
    """Return a whole per cent; 0 and 100 are only said of none and of all."""
    rounded = (200 * tally.part + tally.whole) // (2 * tally.whole)
    return rounded if tally.part in (0, tally.whole) else min(max(rounded, 1), 99)


def _term_of(half: HalfTerm) -> tuple[int, str]:
    return half.school_year, half.term


def _sum(tallies: Iterable[Tally]) -> Tally:
    return reduce(add, tallies, Tally())
