"""A plan laid out for a person: what comes first, what may wait, and how much is shown."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from families.importing import wording
from families.importing.plan import Alike, Outcome, Plan, Planned
from families.importing.problems import LOOK_FIRST, Kind, Problem
from families.models import Child

SHOWN = 200
"""How many of a list a page shows; it says how many more there are."""

TITLES = {
    Kind.COURT_ORDER: "Court orders: please see your safeguarding lead",
    Kind.HIDDEN_ADDRESS: "Addresses that must not be shared",
    Kind.DECEASED: "Somebody has died",
    Kind.SHARED_MOBILE: "One mobile, two people",
    Kind.NUMBER_KEPT: "Another number for somebody whose number we checked",
    Kind.HIDDEN_KEPT: "Hidden addresses that stay as they are",
    Kind.ANOTHER_HOME: "Perhaps not everybody moved",
    Kind.MOVED: "Families with a new address",
    Kind.UPN_WRONG_CHECK_LETTER: "A slip in the UPN",
    Kind.UPN_MISSING: "No UPN",
    Kind.UPN_UNREADABLE: "Not a UPN",
    Kind.UPN_SHARED: "One UPN, two children",
    Kind.LANDLINE_IN_MOBILE: "A landline where a mobile should be",
    Kind.BAD_MOBILE: "A number we can’t read",
    Kind.SEVERAL_NUMBERS: "More than one number in a cell",
    Kind.BAD_EMAIL: "Not an e-mail address",
    Kind.DOB_IN_FUTURE: "A birthday in the future",
    Kind.BAD_DATE: "A birthday we can’t be sure of",
    Kind.DIFFERING_MOBILE: "Two mobiles for one person",
    Kind.SAME_ADDRESS: "One address, perhaps two families",
    Kind.FORMULA_CELL: "A spreadsheet formula",
    Kind.DUPLICATE_ROW: "The same row twice",
    Kind.DIFFERING_ROWS: "Rows that don’t agree",
    Kind.BROKEN_ROW: "Rows that don’t fit the headings",
    Kind.MISSING_NAME: "A name is missing",
    Kind.UNKNOWN_CODE: "A word we don’t know",
    Kind.LOST_LETTERS: "Letters the file has lost",
    Kind.KEPT_HERE: "What was changed here is kept",
    Kind.LEFT: "Children who have left",
    Kind.TOO_LONG: "Too long to keep whole",
}
COMPARED = ("legal_first", "preferred_first", "surname", "born_on", "upn", "year_group")


@dataclass(frozen=True)
class ProblemGroup:
    """The problems of one kind: the first of them to show, and how many there are more."""

    title: str
    shown: tuple[Problem, ...]
    count: int
    looks_first: bool

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.shown)


@dataclass(frozen=True)
class RowGroup:
    """What becomes of the children, the households or the adults."""

    one: str
    many: str
    new: tuple[Planned[Any], ...]
    changed: tuple[Planned[Any], ...]
    counts: dict[str, int]

    @property
    def more_new(self) -> int:
        """How many new ones are not shown."""
        return self.counts[Outcome.NEW] - len(self.new)

    @property
    def more_changed(self) -> int:
        """How many changed ones are not shown."""
        return self.counts[Outcome.CHANGED] - len(self.changed)


@dataclass(frozen=True)
class Side:
    """One fact of two children beside each other."""

    label: str
    theirs: str
    ours: str

    @property
    def is_same(self) -> bool:
        """Whether both sides say the same."""
        return self.theirs == self.ours


@dataclass(frozen=True)
class Question:
    """A child of the file beside those of ours who may be the same."""

    alike: Alike
    beside: tuple[tuple[Child, tuple[Side, ...]], ...]


def problem_groups(problems: Iterable[Problem]) -> list[ProblemGroup]:
    """The problems by kind, in the order in which a person should see them."""
    by_kind: defaultdict[Kind, list[Problem]] = defaultdict(list)
    for problem in problems:
        by_kind[problem.kind].append(problem)
    return [
        ProblemGroup(title, tuple(by_kind[kind][:SHOWN]), len(by_kind[kind]), kind in LOOK_FIRST)
        for kind, title in TITLES.items()
        if by_kind[kind]
    ]


def row_groups(plan: Plan) -> list[RowGroup]:
    """The children, the households and the adults of a plan."""
    counts = plan.counts()
    return [
        RowGroup(
            one,
            many,
            _shown(rows, Outcome.NEW),
            _shown(rows, Outcome.CHANGED),
            counts[about],
        )
        for about, one, many, rows in (
            ("children", "child", "children", plan.children),
            ("households", "home", "homes", plan.households),
            ("adults", "adult", "adults", plan.adults),
        )
    ]


def questions(plan: Plan) -> list[Question]:
    """Each child who may be one of ours, beside ours."""
    return [
        Question(alike, tuple((known, _sides(alike, known)) for known in alike.known))
        for alike in plan.alike[:SHOWN]
    ]


def _shown(rows: Iterable[Planned[Any]], outcome: Outcome) -> tuple[Planned[Any], ...]:
    return tuple([row for row in rows if row.outcome is outcome][:SHOWN])


def _sides(alike: Alike, known: Child) -> tuple[Side, ...]:
    return tuple(
        Side(
            wording.LABELS[name],
            wording.said(name, getattr(alike.pupil, name)),
            wording.said(name, getattr(known, name)),
        )
        for name in COMPARED
    )
