"""What of a figure may be shown, so that no family can be worked out from it.

A count from 1 to 4 is never shown, nor is anything of a whole below 10, nor is what either
could be had from by taking away: not its complement, not the total of a table it is the one
gap in, not a term whose other half is shown. (The numbers are the setting's policy.) What is
decided about a term or a year follows from what its half-terms show and from the total alone,
so that it gives nothing more away. docs/figures.md says it in words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from operator import add

from families.reports import Tally
from pastoral.accounts.models import HalfTerm, Policy
from pastoral.accounts.periods import Kind, Period
from pastoral.figures.measures import Definition
from pastoral.figures.measures import Kind as Read
from pastoral.figures.report import Figure
from sessions_app.reports.afternoons import Week

NOTHING = "–"
NOT_SHOWN = "not shown: too small, or a small number could be worked out from it"
NOT_MISSING = "nothing"
STEP = 5  # What is missing is said to heads in steps of so many per cent.
TWO = 2  # A gap is never alone.


@dataclass(frozen=True)
class Shown:
    """A figure as it stands on the page: large, and in numbers underneath.

    `part` and `whole` are there only where both may be known exactly.
    """

    figure: str
    said: str
    part: int | None = None
    whole: int | None = None

    @property
    def is_told(self) -> bool:
        """Whether there is a number to tell, if only “fewer than 5”."""
        return self.figure != NOTHING

    @property
    def is_words(self) -> bool:
        """Whether it reads as words, “more than 12”, and not as a number."""
        return " " in self.figure

    @property
    def is_not_shown(self) -> bool:
        """Whether there is a number that may not be told."""
        return self.said == NOT_SHOWN

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

    @property
    def rest(self) -> int | None:
        """What of the whole is not in the part, where that may be known."""
        return None if self.part is None or self.whole is None else self.whole - self.part


@dataclass(frozen=True)
class SmallNumbers:
    """The rules of one setting for one viewer; to `is_open` viewers all is shown."""

    least_group: int
    least_count: int
    is_open: bool

    @classmethod
    def of(cls, policy: Policy, *, is_open: bool) -> "SmallNumbers":
        """Return the rules that a setting's policy makes.

        A whole is shown only if part and rest can't both be small, or "more than" and "fewer
        than" would tell one from the other.
        """
        least_group = max(policy.smallest_group, TWO * policy.smallest_count)
        return cls(least_group, policy.smallest_count, is_open)

    def is_small(self, count: int) -> bool:
        """Whether a count is one that could be a family somebody knows."""
        return not self.is_open and 0 < count < self.least_count

    def may_show(self, tally: Tally) -> bool:
        """Whether part and whole may be shown exactly: enough of them, and none of them small."""
        if self.is_open or tally.whole == 0:
            return True
        is_enough = tally.whole >= self.least_group
        return is_enough and not self.is_small(tally.part) and not self.is_small(tally.rest)

    def figure_shown(self, definition: Definition, figure: Figure, period: Period) -> Shown:
        """Return a measure as the page shows it, whichever way it is read."""
        if definition.kind is Read.COUNT:
            return self.count_shown(figure, period, definition.noun)
        if definition.kind is Read.PER:
            return per_shown(figure.total, definition.noun)
        if not (self.is_open or definition.adds_up or period.kind == Kind.HALF_TERM):
            return self.roughly(figure.total, definition.noun)
        return self.shown(figure, period, definition.noun)

    def roughly(self, tally: Tally, noun: str) -> Shown:
        """Return a part in steps: of families counted once a term, however often we met.

        A term’s, less a half-term’s, would be the few in between. Each step is of five numbers at
        least, so that none is told.
        """
        if tally.whole == 0:
            return Shown(NOTHING, f"no {noun}")
        if tally.whole < self.least_group:
            return self._few_shown(tally, noun)
        step, said = self.least_count, f"of {tally.whole} {noun}"
        last = (tally.whole + 1) // step - 1
        nth = min(tally.part // step, last)
        if nth == 0:
            return Shown(f"fewer than {step}", said)
        least = nth * step
        return Shown(f"{least} or more" if nth == last else f"{least} to {least + step - 1}", said)

    def shown(self, measure: Figure, period: Period, noun: str) -> Shown:
        """Return a rate as the page shows it: `noun` is what is counted, in the plural."""
        tally = measure.total
        if tally.whole == 0:
            return Shown(NOTHING, f"no {noun}")
        if not self._total_keeps_its_parts(measure, period):
            return Shown(NOTHING, NOT_SHOWN)
        if tally.whole < self.least_group:
            return self._few_shown(tally, noun)
        if self.is_small(tally.part):
            return Shown(f"fewer than {self.least_count}", f"of {tally.whole} {noun}")
        if self.is_small(tally.rest):
            return Shown(f"more than {tally.whole - self.least_count}", f"of {tally.whole} {noun}")
        said = f"{tally.part} of {tally.whole} {noun}"
        return Shown(f"{per_cent(tally)}%", said, tally.part, tally.whole)

    def _few_shown(self, tally: Tally, noun: str) -> Shown:
        if not self.is_open:
            return Shown(NOTHING, f"fewer than {self.least_group} {noun}")
        of = f"{tally.part} of {tally.whole}"
        return Shown(of, f"{noun} (too few for a rate)", tally.part, tally.whole)

    def count_shown(self, measure: Figure, period: Period, noun: str) -> Shown:
        """Return a count as the page shows it."""
        part = measure.total.part
        if not self._total_keeps_its_parts(measure, period, is_count=True):
            return Shown(NOTHING, NOT_SHOWN)
        if self.is_small(part):
            return Shown(f"fewer than {self.least_count}", noun)
        return Shown(f"{part}", noun, part, part)

    def missing_said(self, missing: Tally) -> str:
        """Return how much is not known, as a share; to heads in steps, and of a few no share."""
        if not missing.whole or not missing.part:
            return NOT_MISSING
        if self.is_open:
            return f"{per_cent(missing)}% ({missing.part} of {missing.whole})"
        if missing.whole < self.least_group:
            return "some"
        if self.is_small(missing.part):
            return f"fewer than {self.least_count}"  # A per cent of few may be one number alone.
        steps = STEP * round(100 * missing.part / missing.whole / STEP)
        if steps == 0:
            return f"under {STEP}%"
        return f"over {100 - STEP}%" if steps == 100 and missing.rest else f"about {steps}%"  # noqa: PLR2004

    def _total_keeps_its_parts(
        self, measure: Figure, period: Period, *, is_count: bool = False
    ) -> bool:
        """Whether a term or year gives away no half-term or term that is not shown itself.

        One that adds up is shown exactly or not at all: “fewer than 5” in four half-terms and
        in their year would be one in each.
        """
        if self.is_open or period.kind == Kind.HALF_TERM or not measure.half_terms:
            return True
        halves = [
            [measure.half_terms.get(half.starts_on, Tally()) for half in found]
            for _term, found in groupby(period.half_terms, key=_term_of)
        ]
        parts = _Parts(self, is_count=is_count)
        between = _without(measure.total, _sum(half for term in halves for half in term))
        if not (parts.is_told(measure.total) and parts.are_breaks_told(measure, period, between)):
            return False
        if period.kind == Kind.TERM:
            return parts.may_be_added(halves[0])
        unknown = [term for term in halves if not parts.may_be_added(term)]
        return not any(map(parts.tell_by_silence, unknown)) and parts.are_in_doubt(
            [half for term in unknown for half in term]
        )

    def weeks_hidden(self, weeks: Iterable[Week]) -> set[Week]:
        """Return the weeks not shown: those too small, and others to keep them company.

        They are chosen for each half-term apart, so the same on every page they are on. Those
        between the half-terms are on some pages and not on others, and are not shown.
        """
        hidden: set[Week] = set()
        for half_on, found in groupby(weeks, key=lambda week: week.half_on):
            here = list(found)
            is_between = half_on is None and not self.is_open
            hidden |= set(here) if is_between else self._hidden_of(here)
        return hidden

    def _hidden_of(self, weeks: list[Week]) -> set[Week]:
        counted = sorted((w for w in weeks if w.turnout.whole), key=lambda w: w.turnout.whole)
        sizes = [week.turnout for week in counted]
        small = {n for n, size in enumerate(sizes) if not self.may_show(size)}
        return {counted[n] for n in self.with_company(sizes, small)}

    def with_company(
        self, parts: Sequence[Tally], small: set[int], *, is_sensitive: bool = False
    ) -> set[int]:
        """Return which parts of one table, smallest first, are hidden: never one alone.

        Of sensitive parts, what is hidden is together neither none nor all, either.
        """
        hidden, others = set(small), (n for n in range(len(parts)) if n not in small)
        while hidden:
            total = _sum(parts[n] for n in hidden)
            is_all_or_none = is_sensitive and total.part in (0, total.whole)
            if len(hidden) >= TWO and self.may_show(total) and not is_all_or_none:
                break
            company = next(others, None)
            if company is None:
                break
            hidden.add(company)
        return hidden


@dataclass(frozen=True)
class _Parts:
    """Parts of a sum, of which some are hidden; and what their own pages say of those."""

    rules: SmallNumbers
    is_count: bool

    def is_told(self, part: Tally) -> bool:
        """Whether the part's own page shows it exactly."""
        return not self.rules.is_small(part.part) if self.is_count else self.rules.may_show(part)

    def are_breaks_told(self, measure: Figure, period: Period, between: Tally) -> bool:
        """Whether what lies between the half-terms may be known: it is a part as well.

        Of a year, in each break: those in its terms are known where the terms are shown.
        """
        starts = {half.starts_on for half in period.half_terms}
        breaks = [each for on, each in measure.half_terms.items() if on not in starts]
        other = _without(between, _sum(breaks))
        is_clear = period.kind == Kind.TERM or not other.whole
        return is_clear and all(map(self.is_told, (*breaks, other)))

    def may_be_added(self, halves: Sequence[Tally]) -> bool:
        """Whether a term shows the sum of its half-terms.

        It does not beside one that is hidden, nor where one is too few to say how many: that
        follows from the half-terms alone, so a silent term tells nothing more.
        """
        hidden = [half for half in halves if not self.is_told(half)]
        is_sum_told = self.is_told(_sum(halves)) and self.are_in_doubt(halves)
        return not any(map(self._is_few, hidden)) and is_sum_told

    def tell_by_silence(self, halves: Sequence[Tally]) -> bool:
        """Whether that their term is silent tells of their sum."""
        hidden = [half for half in halves if not self.is_told(half)]
        return len(hidden) >= TWO and not any(map(self._is_few, hidden))

    def are_in_doubt(self, parts: Sequence[Tally]) -> bool:
        """Whether their sum, beside those that are shown, leaves each of the others in doubt."""
        hidden = [part for part in parts if not self.is_told(part)]
        total = _sum(hidden)
        if not hidden:
            return True
        if not self.is_told(total):
            return False
        few = [part for part in hidden if self._is_few(part)]
        spans = [self._said_of(part) for part in hidden if not self._is_few(part)]
        low, high = sum(least for least, _most in spans), sum(most for _least, most in spans)
        of_few = _sum(few).whole
        return self._are_few_in_doubt(
            len(few), of_few, total.part - high, total.part - low
        ) and all(
            max(least, total.part - of_few - high + most) < min(most, total.part - low + least)
            for least, most in spans
        )

    def _is_few(self, part: Tally) -> bool:
        """Whether its page says no more than that there were fewer than 10."""
        return not self.is_count and part.whole < self.rules.least_group

    def _are_few_in_doubt(self, count: int, whole: int, least: int, most: int) -> bool:
        """Whether parts of which nothing is said could each be otherwise.

        They have `whole` together, of which `least` to `most` are in the part.
        """
        if not count:
            return True
        largest = self.rules.least_group - 1
        small, large = max(1, whole - largest * (count - 1)), min(largest, whole - (count - 1))
        least, most = max(0, least), min(whole, most)
        return (
            small < large
            and max(0, small - (whole - least)) < min(large, most)
            and max(0, small - most) < min(large, whole - least)
        )

    def _said_of(self, hidden: Tally) -> tuple[int, int]:
        """Return the least and the most that its own page says a hidden part may be."""
        if self.rules.is_small(hidden.part):
            return 1, self.rules.least_count - 1
        return hidden.whole - self.rules.least_count + 1, hidden.whole - 1


def per_cent(tally: Tally) -> int:
    """Return a whole per cent, as everywhere."""
    return tally.per_cent


def per_shown(tally: Tally, noun: str) -> Shown:
    """Return so many for each whole one, of a measure whose whole is in hundredths."""
    if not tally.whole:
        return Shown(NOTHING, f"{tally.part} {noun}, and no mentor")
    said = f"{tally.part} {noun}, {tally.whole / 100:g} full-time"
    return Shown(f"{100 * tally.part / tally.whole:.1f}", said, tally.part, tally.whole)


def _term_of(half: HalfTerm) -> tuple[int, str]:
    return half.school_year, half.term


def _sum(tallies: Iterable[Tally]) -> Tally:
    return reduce(add, tallies, Tally())


def _without(every: Tally, some: Tally) -> Tally:
    return Tally(every.part - some.part, every.whole - some.whole)
