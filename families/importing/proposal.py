"""What an import proposes: households, adults and children, ready to be compared.

Keys are the same whenever the same file is read, so a preview and the saving of it can
speak of the same rows. They are not for keeping: match stored families by what they are.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from families.importing.problems import Problem
from families.importing.records import Address, ContactRecord, PupilRecord


class HouseholdKind(StrEnum):
    """Whose household it is in the file."""

    HOME = "home"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class ProposedHousehold:
    """A home of children (HOME), or of an adult who lives apart from them (ELSEWHERE).

    `child_keys` live here. `linked_child_keys` are children of an adult who lives here,
    of whom the file does not say that they ever stay: show them nothing of this address
    and this household nothing of theirs. A blank address is one the file does not give.
    """

    key: str
    kind: HouseholdKind
    address: Address
    hidden_address: bool
    address_note: str = field(repr=False)
    adult_keys: tuple[str, ...]
    child_keys: tuple[str, ...]
    linked_child_keys: tuple[str, ...]


@dataclass(frozen=True)
class ProposedAdult:
    """One adult with the first value any child's rows give for each fact.

    `household_keys` is empty when the file does not say where they live (and for social
    workers). `home_is_assumed` when it puts them with the child only by silence.
    `shares_mobile` when another adult has the same number (rule 29).
    """

    key: str
    first: str
    surname: str
    mobile: str = field(repr=False)
    mobile_note: str = field(repr=False)
    landline: str = field(repr=False)
    email: str = field(repr=False)
    language: str
    language_as_written: str
    interpreter: bool | None
    court_order: bool
    deceased: bool
    shares_mobile: bool
    household_keys: tuple[str, ...]
    home_is_assumed: bool
    child_keys: tuple[str, ...]


@dataclass(frozen=True)
class ProposedLink:
    """An adult as one child's contact: relationship, PR, priority are in `contact`."""

    adult_key: str
    contact: ContactRecord


@dataclass(frozen=True)
class ProposedChild:
    """One child, the home they live in, and their contacts in order of priority."""

    key: str
    pupil: PupilRecord
    household_key: str
    links: tuple[ProposedLink, ...]


@dataclass(frozen=True)
class Proposal:
    """Everything a file proposes, each list in the order of the file."""

    households: tuple[ProposedHousehold, ...]
    adults: tuple[ProposedAdult, ...]
    children: tuple[ProposedChild, ...]
    problems: tuple[Problem, ...]

    @property
    def siblings_groups(self) -> int:
        """How many homes have two children or more."""
        return sum(len(home.child_keys) > 1 for home in self.households)

    @property
    def adults_elsewhere(self) -> int:
        """How many adults live apart from a child of theirs."""
        away = HouseholdKind.ELSEWHERE
        return len({k for home in self.households if home.kind is away for k in home.adult_keys})
