"""What one child and each of their contacts look like once a file has been read."""

import datetime
from dataclasses import dataclass, field
from functools import cached_property

from families.importing.names import address_key
from families.importing.problems import Problem


@dataclass(frozen=True, repr=False)
class Address:
    """A postal address; its repr hides it, so that it never reaches a log (rule 19)."""

    lines: tuple[str, ...] = ()
    town: str = ""
    postcode: str = ""

    @cached_property
    def key(self) -> str:
        """The same string for the same home however typed; "" without a street."""
        return address_key(self.lines, self.postcode)

    def __bool__(self) -> bool:
        return bool(self.lines or self.postcode)

    def __repr__(self) -> str:
        return "Address(…)" if self else "Address()"


@dataclass(frozen=True)
class ContactRecord:
    """One adult as one child's contact.

    `relationship` is mother, father, step, grandparent, foster, guardian, kinship,
    social_worker or other; `pr` is yes, no or unknown. `address` is their own, blank
    where they live with the child. `priority` begins at 1. `mobile_note` is what stood
    beside the number ("work").
    """

    row: int
    first: str
    surname: str
    relationship: str
    relationship_as_written: str
    pr: str
    priority: int
    mobile: str = field(repr=False)
    mobile_note: str = field(repr=False)
    landline: str = field(repr=False)
    email: str = field(repr=False)
    lives_with: bool | None
    address: Address
    language: str
    language_as_written: str
    interpreter: bool | None
    court_order: bool
    deceased: bool
    problems: tuple[Problem, ...] = field(default=(), repr=False, compare=False)

    @property
    def name(self) -> str:
        """First name and surname."""
        return f"{self.first} {self.surname}".strip()


@dataclass(frozen=True)
class PupilRecord:
    """One child, folded from every row that is about them.

    `upn` may have a wrong check letter or be "". `year_group` is 1 to 14, Reception 0,
    Nursery -1 and -2. `language` is BCP 47 or "". None means the file does not say.
    `address_note` is as the file has it; `hidden_address` is what it means.
    """

    rows: tuple[int, ...]
    upn: str
    legal_first: str
    surname: str
    preferred_first: str
    born_on: datetime.date | None
    year_group: int | None
    language: str
    language_as_written: str
    eal: bool | None
    sen: str
    fsm: bool | None
    pupil_premium: bool | None
    ethnicity: str = field(repr=False)
    address: Address
    address_note: str = field(repr=False)
    hidden_address: bool
    contacts: tuple[ContactRecord, ...]
    problems: tuple[Problem, ...] = field(default=(), repr=False, compare=False)

    @property
    def name(self) -> str:
        """Legal first name and surname, as the register has them."""
        return f"{self.legal_first} {self.surname}".strip()
