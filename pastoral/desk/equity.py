"""“Where is our offer not working?”: measures for groups, with small numbers out of them.

Heads, governors and the trust read whole per cents alone: from counts of groups that overlap,
such as free school meals and pupil premium, the few that are in one and not in the other could
be had by taking away. A line is shown only if its group, everyone else and those of whom it is
not known are each enough; and lines that share out the same families keep each other company.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from families.reports import Tally
from pastoral.desk.small_numbers import NOT_MISSING, SmallNumbers, per_cent
from pastoral.figures.groups import GROUPS, HOME_SCHOOL, OF_ETHNICITY, OF_SEN, Gap
from pastoral.figures.measures import MEASURES

CAPTION = "Where is our offer not working?"
SHARED_OUT: tuple[tuple[str, ...], ...] = (OF_SEN, OF_ETHNICITY, (HOME_SCHOOL,))
INSIDE = {"pupil_premium": "fsm"}  # Who has the second mostly has the first as well.


@dataclass(frozen=True)
class GapShown:
    """One line: a group, everyone else, and how far apart they are; or that it is not shown."""

    measure: str
    group: str
    label: str
    rate: int | None
    others: int | None
    counts: str  # For those who see true numbers alone.
    missing: str

    @property
    def points(self) -> int | None:
        """The difference of the two per cents that are shown, so it tells nothing more."""
        return None if self.rate is None or self.others is None else self.rate - self.others

    @property
    def is_whole(self) -> bool:
        """Whether it is known of every family if it is in the group."""
        return self.missing in {"", NOT_MISSING}

    @property
    def said(self) -> str:
        """The difference in words: “12 points lower”."""
        if self.points is None:
            return "not shown"
        if not self.points:
            return "the same"
        unit = "point" if abs(self.points) == 1 else "points"
        return f"{abs(self.points)} {unit} {'higher' if self.points > 0 else 'lower'}"


@dataclass(frozen=True)
class Compared:
    """One measure, for every group there is."""

    measure: str
    label: str
    lines: list[GapShown]

    @property
    def hidden(self) -> int:
        """How many groups are not shown."""
        return sum(line.points is None for line in self.lines)


def compared(
    rules: SmallNumbers, gaps: Iterable[Gap], schools: Mapping[uuid.UUID, str]
) -> list[Compared]:
    """Return each compared measure with a line for each group; `schools` are names.

    A group of nobody has a line as well, except for those who see true numbers: that a line
    appears would tell of the first family.
    """
    found = []
    for measure, each in groupby(gaps, key=lambda gap: gap.measure):
        there = [gap for gap in each if gap.tally.whole or not rules.is_open]
        hidden = _hidden(rules, there)
        lines = [_line(rules, gap, schools, is_hidden=gap in hidden) for gap in there]
        found.append(Compared(measure, MEASURES[measure].label, lines))
    return found


def by_group(every: Iterable[Compared]) -> list[tuple[str, list[tuple[str, GapShown | None]]]]:
    """Return a row for each group: for each measure its name and line, or None where it has none."""
    each = list(every)
    names: dict[tuple[str, str], list[GapShown | None]] = {}
    for n, one in enumerate(each):
        for line in one.lines:
            cells = names.setdefault((line.group, line.label), [None] * len(each))
            cells[n] = line
    titles = [one.label for one in each]
    return [
        (label, list(zip(titles, cells, strict=True))) for (_group, label), cells in names.items()
    ]


def _hidden(rules: SmallNumbers, gaps: list[Gap]) -> list[Gap]:
    if rules.is_open:
        return [gap for gap in gaps if gap.points is None]
    hidden = [gap for gap in gaps if not _may_show(rules, gap)]
    hidden += [gap for gap in gaps if gap not in hidden and _is_beside(rules, gap, gaps)]
    for among in SHARED_OUT:
        table = [gap for gap in gaps if gap.group in among and gap.tally.whole]
        table = sorted(table, key=lambda gap: gap.tally.whole)
        small = {n for n, gap in enumerate(table) if gap in hidden}
        is_sensitive = any(gap.is_sensitive for gap in table)
        chosen = rules.with_company([gap.tally for gap in table], small, is_sensitive=is_sensitive)
        hidden += [table[n] for n in chosen - small]
    return hidden


def _may_show(rules: SmallNumbers, gap: Gap) -> bool:
    """Whether the group, everyone else, and those of whom nobody knows are all enough."""
    sides = (gap.tally, gap.others)
    is_enough = all(side.whole and rules.may_show(side) for side in sides)
    if gap.is_sensitive and any(side.part in (0, side.whole) for side in sides):
        return False
    return is_enough and rules.may_show(gap.unknown)


def _is_beside(rules: SmallNumbers, gap: Gap, gaps: list[Gap]) -> bool:
    """Whether a group differs from one that lies in it by a few families only."""
    inner = next((each for each in gaps if each.group == INSIDE.get(gap.group)), None)
    if inner is None:
        return False
    apart = Tally(gap.tally.part - inner.tally.part, gap.tally.whole - inner.tally.whole)
    return any(0 < abs(n) < rules.least_group for n in (apart.part, apart.whole, apart.rest))


def _line(
    rules: SmallNumbers, gap: Gap, schools: Mapping[uuid.UUID, str], *, is_hidden: bool
) -> GapShown:
    label = schools.get(gap.school, "Another school") if gap.school else GROUPS[gap.group].label
    line = GapShown(gap.measure, gap.group, label, None, None, "", "")
    if is_hidden:
        return line
    of, others = gap.tally, gap.others
    every = Tally(gap.unknown.whole, of.whole + others.whole + gap.unknown.whole)
    return replace(
        line,
        rate=per_cent(of),
        others=per_cent(others),
        counts=f"{of.part} of {of.whole}, and {others.part} of {others.whole}"
        if rules.is_open
        else "",
        missing=rules.missing_said(every),
    )
