"""What a figure opens to: exactly the rows that make its part and its whole.

The units come from the same SELECT that the figure adds up, so their count is the figure's.
What a viewer is shown of them goes through `visible_to`: `not_theirs` says how many units
are of families they may not see. For those who see all of a setting's families it is 0.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from families.models import Household, Promise
from families.reports import Question
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.figures import statement, worries
from pastoral.figures.measures import MEASURES, Opens, Reader
from pastoral.figures.report import OUTCOMES
from sessions_app.models import Afternoon, Pulse
from visits.models import HomeVisit

# Measures that are a count of other units, and what became of visits (report.OUTCOMES).
OPENS_AS = {"caseload": "active"}
BESIDE_MEASURES = {"expected": Opens.VISITS, "not_written_up": Opens.VISITS}
NAMES = {"expected": "what became of them", "not_written_up": "not written up yet"}


@dataclass(frozen=True)
class Opened:
    """One row of a figure: what it is, of which family and afternoon, and if it is in the part.

    `row` is a Household, HomeVisit, Promise, Pulse (without its words) or Worry (without
    them, too); for a family at an afternoon it is the Household, beside its `afternoon`.
    """

    row: Any
    household: Household | None
    afternoon: Afternoon | None
    is_part: bool
    is_in_peace: bool = False  # Whether the family asked to be left in peace, today.


@dataclass(frozen=True)
class Rows:
    """The rows of one figure that a viewer may see."""

    rows: list[Opened]
    not_theirs: int

    @property
    def part(self) -> list[Opened]:
        """The rows that make the part."""
        return [each for each in self.rows if each.is_part]


def opened(question: Question, key: str, viewer: Viewer) -> Rows:
    """Return the rows of a figure, in a constant number of queries.

    `key` is one of MEASURES, “expected”, “not_written_up” or “expected_” and one of OUTCOMES.
    """
    if not may_open(key, viewer):
        return Rows([], 0)
    if key == "worries":
        return Rows([Opened(*each) for each in worries.rows(question, viewer)], 0)
    units = statement.units(question, OPENS_AS.get(key, key))
    opens = opens_to(key)
    rows = _visible(opens, {unit[0] for unit in units}, viewer)
    homes = _by_key(Household.objects.visible_to(viewer), {unit[1] for unit in units})
    afternoons = _by_key(Afternoon.objects.visible_to(viewer), {unit[2] for unit in units})
    found = [
        Opened(
            rows[_key(row)],
            homes.get(_key(household)),
            afternoons.get(_key(afternoon)),
            is_part=bool(part),
            is_in_peace=_is_in_peace(homes.get(_key(household)), question),
        )
        for row, household, afternoon, part in units
        if _key(row) in rows and (opens is not Opens.CHANCES or _key(afternoon) in afternoons)
    ]
    return Rows(sorted(found, key=_order), len(units) - len(found))


def is_beside(key: str) -> bool:
    """Whether a key is no measure that everybody reads, and opens to rows all the same."""
    outcomes = {f"expected_{part}" for part in OUTCOMES}
    return key == "worries" or key in BESIDE_MEASURES or key in outcomes


def name_of(key: str) -> str:
    """Return what such rows are, to stand above them."""
    if key in MEASURES:
        return MEASURES[key].label
    said = NAMES.get(key) or OUTCOMES[key.removeprefix("expected_")]
    return f"Visits: {said}"


def opens_to(key: str) -> Opens:
    """Return what kind of rows a figure opens to."""
    if definition := MEASURES.get(key):
        return definition.opens
    return BESIDE_MEASURES.get(key, Opens.VISITS)


def may_open(key: str, viewer: Viewer) -> bool:
    """Whether a viewer may open a figure to its rows at all."""
    if not viewer.can(Permission.SEE_REPORTS):
        return False
    if opens_to(key) is Opens.PULSES:
        return viewer.can(Permission.READ_PULSES)
    return key not in MEASURES or may_read(key, viewer)


def may_read(key: str, viewer: Viewer) -> bool:
    """Whether a viewer may read a measure."""
    reader = MEASURES[key].reader
    if reader is Reader.LEAD:
        return viewer.can(Permission.OPEN_FIGURES) and viewer.can(Permission.BALANCE_CASELOADS)
    if reader is Reader.DSL:
        return viewer.can(Permission.READ_WORRIES)
    return viewer.can(Permission.SEE_REPORTS)


def _is_in_peace(home: Household | None, question: Question) -> bool:
    return home is not None and home.is_paused_on(question.today)


def _visible(opens: Opens, keys: set[Any], viewer: Viewer) -> dict[str, Any]:
    rows: dict[Opens, QuerySet[Any]] = {
        Opens.FAMILIES: Household.objects.visible_to(viewer),
        Opens.CHANCES: Household.objects.visible_to(viewer),
        Opens.VISITS: HomeVisit.objects.visible_to(viewer),
        Opens.PROMISES: Promise.objects.visible_to(viewer),
        Opens.PULSES: Pulse.objects.filter(
            afternoon__in=Afternoon.objects.visible_to(viewer)
        ).defer("comment"),
    }
    return _by_key(rows[opens], keys)


def _by_key(rows: QuerySet[Any], keys: Iterable[Any]) -> dict[str, Any]:
    wanted = [key for key in keys if key is not None]
    return {_key(row.pk): row for row in rows.filter(pk__in=wanted)} if wanted else {}


def _key(value: Any) -> str:
    """Return a key as both databases say it, and Python."""
    return value.hex if isinstance(value, uuid.UUID) else f"{value}".replace("-", "")


def _order(each: Opened) -> tuple[str, str, str]:
    return (
        f"{each.afternoon.on}" if each.afternoon else "",
        f"{each.household or ''}",
        f"{each.row.pk}",
    )
