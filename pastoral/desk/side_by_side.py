"""What one figure tells of another beside it, and which of them is therefore not shown.

Figures of the same things share counts: the visits we cancelled are among those that were not
made, and the notes that were due are the visits that were. So a figure that is shown may give
away another's small number. What is kept back here follows from what the page shows alone.
"""

from collections.abc import Mapping
from datetime import date

from families.reports import Tally
from pastoral.accounts.periods import Period
from pastoral.desk.small_numbers import NOT_SHOWN, NOTHING, Shown, SmallNumbers
from pastoral.figures.report import Figure, Outcomes

# Whose whole is another's part: it is not shown where that is not, or it would show it.
WHOLE_IS = {"came_back": "first_timers", "notes": "visits"}
# Whose part lies in another's part, or in the rest of it: what is left there is a number, too.
# It is not shown where that is not, or where that is too few.
PART_IN = {"cancelled_by_us": ("visits", "rest"), "kept": ("turnout", "part")}
# Families that come regularly came so many times: of few times, that would count them.
COUNTS_IN = {"regulars": "turnout"}
# What became of a visit, and the measure that counts nearly the same.
NEARLY = {"completed": "visits", "we_cancelled": "cancelled_by_us"}
HIDDEN = Shown(NOTHING, NOT_SHOWN)


def side_by_side(
    rules: SmallNumbers, figures: Mapping[str, Figure], shown: Mapping[str, Shown], period: Period
) -> dict[str, Shown]:
    """Return figures as they may stand beside each other: some of them not shown any more."""
    found = dict(shown)
    if rules.is_open:
        return found
    for key, whole in WHOLE_IS.items():
        if (
            key in found
            and figures[whole].total.whole
            and not _is_exact(rules, figures, found, whole)
        ):
            found[key] = HIDDEN
    if "came_back" in found and _tells_newcomers(rules, figures):
        found["came_back"] = HIDDEN
    told = {key for key in found if found[key].is_told}
    for key in told & PART_IN.keys():
        outer, side = PART_IN[key]
        both = _of_both(figures, key, outer, side)
        is_there = _is_exact(rules, figures, found, outer)
        if not is_there or not _may_stand_in(rules, figures[key], both, period):
            found[key] = HIDDEN
    for key in told & COUNTS_IN.keys():
        if not _is_ample(rules, found[COUNTS_IN[key]]):
            found[key] = HIDDEN
    return found


def _tells_newcomers(rules: SmallNumbers, figures: Mapping[str, Figure]) -> bool:
    """Whether the families whose days to come back are not over are so few as to be known."""
    return rules.is_small(figures["first_timers"].total.part - figures["came_back"].total.whole)


def _is_exact(
    rules: SmallNumbers, figures: Mapping[str, Figure], shown: Mapping[str, Shown], key: str
) -> bool:
    """Whether a figure is shown exactly, and each of its half-terms by itself."""
    halves = figures[key].half_terms.values()
    return shown[key].part is not None and all(map(rules.may_show, halves))


def _may_stand_in(rules: SmallNumbers, inner: Figure, both: Figure, period: Period) -> bool:
    """Whether a part leaves nothing small of what it lies in, there and in each half-term.

    One that is not shown exactly has to be of enough, and to have room in it: as few as its
    words allow, or one more.
    """
    if not rules.may_show(inner.total):
        has_room = both.total.whole > inner.total.whole - rules.least_count + 1
        return both.total.whole >= rules.least_group and (
            has_room or not rules.is_small(inner.total.rest)
        )
    if both.total.whole and rules.shown(both, period, "").part is None:
        return False
    return all(map(rules.may_show, (*inner.half_terms.values(), *both.half_terms.values())))


def _of_both(figures: Mapping[str, Figure], key: str, outer: str, side: str) -> Figure:
    """Return a part and what it lies in as one figure: with half-terms, so it is shown like any."""
    inner, around, none = figures[key], figures[outer], Tally()
    halves: set[date] = {*inner.half_terms, *around.half_terms}
    return Figure(
        Tally(inner.total.part, getattr(around.total, side)),
        {
            half: Tally(
                inner.half_terms.get(half, none).part,
                getattr(around.half_terms.get(half, none), side),
            )
            for half in halves
        },
    )


def _is_ample(rules: SmallNumbers, outer: Shown) -> bool:
    return min(outer.part or 0, outer.rest or 0) >= rules.least_group


def may_show_outcomes(
    rules: SmallNumbers, every: Outcomes, figures: Mapping[str, Figure], shown: Mapping[str, Shown]
) -> bool:
    """Whether all parts of what became of the visits may be shown, so that none is a gap.

    They may where no part is small in the period, in a half-term or between, and where the
    measures of the same visits are shown exactly and differ from the parts by nothing small.
    """
    if rules.is_open:
        return True
    if not all(_is_exact(rules, figures, shown, key) for key in NEARLY.values()):
        return False
    halves = [*every.half_terms]
    tables = [_beside(every.half_terms[half], figures, half) for half in halves]
    total = _beside(every.parts, figures, None)
    between = {key: total[key] - sum(table[key] for table in tables) for key in total}
    sizes = [sum(every.half_terms[half].values()) for half in halves]
    return min([*sizes, sum(every.parts.values())]) >= rules.least_group and not any(
        rules.is_small(abs(count)) for table in (*tables, total, between) for count in table.values()
    )  # fmt: skip


def _beside(
    parts: Mapping[str, int], figures: Mapping[str, Figure], half: date | None
) -> dict[str, int]:
    """Return the parts, and by how much they differ from the measures of the same visits."""
    said = {
        key: figures[key].total if half is None else figures[key].half_terms.get(half, Tally())
        for key in NEARLY.values()
    }
    apart = {f"{part}, and {key}": parts[part] - said[key].part for part, key in NEARLY.items()}
    in_all = sum(parts.values()) - said["visits"].whole
    return {**parts, **apart, "in all": in_all, "others": in_all - sum(apart.values())}
