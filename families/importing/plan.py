"""What bringing in a file would do: each row new, changed or unchanged, and what is asked."""

import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from families.importing.problems import Problem
from families.importing.records import PupilRecord
from families.models import Adult, Child, Household, Relationship

R = TypeVar("R", Child, Adult, Household, Relationship)


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class Change:
    """One thing that would change, in words; a hidden address is never among them."""

    name: str
    label: str
    before: str = field(repr=False)
    after: str = field(repr=False)


@dataclass
class Planned(Generic[R]):
    """One row: `known` is ours or None, `values` what to write into it, `row` where it stands.

    `values` of a known row are those that change. `changes` say the same to a person.
    """

    key: str
    name: str
    row: int
    known: R | None
    values: dict[str, Any] = field(default_factory=dict, repr=False)
    changes: list[Change] = field(default_factory=list)

    @property
    def outcome(self) -> Outcome:
        """New, changed or unchanged."""
        if self.known is None:
            return Outcome.NEW
        return Outcome.CHANGED if self.changes else Outcome.UNCHANGED


@dataclass
class PlannedHome(Planned[Household]):
    """A household; `child_keys` and `adult_keys` are those who come to live there."""

    child_keys: list[str] = field(default_factory=list)
    adult_keys: list[str] = field(default_factory=list)


@dataclass
class PlannedLink(Planned[Relationship]):
    """An adult in a child's life."""

    child_key: str = ""
    adult_key: str = ""


@dataclass(frozen=True)
class PlannedHold:
    """An adult to hear nothing of a child until a safeguarding lead has looked (rule 14).

    `child` is the key of a planned child, or the id of one the file does not mention.
    """

    adult_key: str
    child: str | uuid.UUID


@dataclass(frozen=True)
class Alike:
    """A child of the file who may be one we know: a person says, and till then waits."""

    key: str
    pupil: PupilRecord
    known: tuple[Child, ...]
    why: str


@dataclass(frozen=True)
class Plan:
    """Everything a file would do to a setting's families; nothing of it is written yet."""

    children: tuple[Planned[Child], ...]
    households: tuple[PlannedHome, ...]
    adults: tuple[Planned[Adult], ...]
    links: tuple[PlannedLink, ...]
    holds: tuple[PlannedHold, ...]
    alike: tuple[Alike, ...]
    problems: tuple[Problem, ...]

    @property
    def rows(self) -> list[Planned[Any]]:
        """Every child, household and adult."""
        return [*self.children, *self.households, *self.adults]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self.holds and all(row.outcome is Outcome.UNCHANGED for row in self.rows)

    def counts(self) -> dict[str, Any]:
        """How many are new, changed and unchanged, the problems by kind, the duplicates."""
        kinds = Counter(problem.kind.value for problem in self.problems)
        return {
            "children": _outcomes(self.children),
            "households": _outcomes(self.households),
            "adults": _outcomes(self.adults),
            "problems": dict(sorted(kinds.items())),
            "duplicates": len(self.alike),
        }

    def digest(self) -> str:
        """The same letters for the same plan: what somebody saw is what gets written."""
        told = {
            "rows": [
                [row.key, str(row.known and row.known.pk), _plain(row.values)]
                for row in [*self.rows, *self.links]
            ],
            "homes": [[home.key, home.child_keys, home.adult_keys] for home in self.households],
            "holds": sorted([hold.adult_key, str(hold.child)] for hold in self.holds),
            "alike": [
                [alike.key, [str(known.pk) for known in alike.known]] for alike in self.alike
            ],
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _outcomes(rows: Iterable[Planned[Any]]) -> dict[str, int]:
    counted = Counter(row.outcome for row in rows)
    return {outcome.value: counted[outcome] for outcome in Outcome}


def _plain(values: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}
