"""Which column holds what: found by its heading, or told by a person and remembered."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from families.importing import fields, headings

WIDE, LONG = "wide", "long"


class WrongMapping(ValueError):
    """A mapping that cannot be used; the message is a full sentence for the screen."""


@dataclass(frozen=True)
class Columns:
    """What each heading of a file holds.

    `mapping` is heading → field name for the headings in use, `unrecognised` the rest,
    and `missing` the names of fields without which no child can be read. `fingerprint`
    finds a remembered mapping again for the same headings, in any order.
    """

    headings: tuple[str, ...]
    mapping: Mapping[str, str]
    unrecognised: tuple[str, ...]
    missing: tuple[str, ...]
    fingerprint: str

    @property
    def shape(self) -> str:
        """Says "wide" when contacts are numbered columns, "long" when each has a row."""
        numbers = map(fields.contact_number, self.mapping.values())
        return WIDE if any(numbers) else LONG

    @property
    def contacts(self) -> int:
        """How many contacts a row of the file can name; 1 in the long shape."""
        numbers = map(fields.contact_number, self.mapping.values())
        return max(1, *numbers, 1)

    def to_json(self) -> str:
        """The mapping to remember; unused headings are kept with an empty field."""
        chosen = {name: self.mapping.get(name, "") for name in self.headings}
        return json.dumps(chosen, ensure_ascii=False)


def recognise(names: tuple[str, ...]) -> Columns:
    """The columns as far as their headings tell; the first of two alike is used."""
    guesses = {name: headings.field_for(name) for name in names}
    if any(map(fields.contact_number, guesses.values())):
        guesses = {name: _numbered_only(guess) for name, guess in guesses.items()}
    mapping: dict[str, str] = {}
    for name, guess in guesses.items():
        if guess and guess not in mapping.values():
            mapping[name] = guess
    # A bare "House" is the address in one system and Red or Blue in another.
    houses = [name for name in names if headings.heading_key(name) == "house"]
    if houses and not {"house", "address_1"} & set(mapping.values()):
        mapping[houses[0]] = "address_1"
    return _columns(names, mapping)


def by_hand(names: tuple[str, ...], mapping: Mapping[str, str]) -> Columns:
    """The columns as a person (or a remembered mapping) says; recognises nothing itself.

    Headings are matched without case or punctuation; those the file lacks are ignored.
    Raises WrongMapping for an unknown field, or one field given to two columns.
    """
    told = {headings.heading_key(name): field for name, field in mapping.items()}
    chosen: dict[str, str] = {}
    for name in names:
        field = told.get(headings.heading_key(name), "")
        if not field:
            continue
        if not fields.is_known(field):
            raise WrongMapping(f"“{name}” is mapped to “{field}”, which is not a field.")
        if field in chosen.values():
            raise WrongMapping(
                f"Two columns are mapped to “{fields.label(field)}”. Please choose one."
            )
        chosen[name] = field
    return _columns(names, chosen)


def mapping_from_json(remembered: str) -> dict[str, str]:
    """A mapping that `Columns.to_json` wrote; raises WrongMapping for anything else."""
    try:
        loaded = json.loads(remembered)
    except ValueError:
        loaded = None
    if not isinstance(loaded, dict) or not all(isinstance(field, str) for field in loaded.values()):
        raise WrongMapping("The remembered mapping of columns cannot be read.")
    return loaded


def fingerprint(names: tuple[str, ...]) -> str:
    """The same 32 letters and figures for the same headings, in any order or case."""
    keys = "\n".join(sorted(map(headings.heading_key, names)))
    return hashlib.sha256(keys.encode()).hexdigest()[:32]


def _numbered_only(guess: str) -> str:
    """Drop an unnumbered contact field from a file that numbers its contacts."""
    loose = guess.startswith("contact.") and not fields.contact_number(guess)
    return "" if loose else guess


def _columns(names: tuple[str, ...], mapping: dict[str, str]) -> Columns:
    held = set(mapping.values())
    lacking = [field.name for field in fields.FIELDS if field.is_needed]
    missing = [name for name in lacking if name not in held]
    if "upn" in held and "born_on" in missing:
        missing.remove("born_on")
    return Columns(
        headings=names,
        mapping=mapping,
        unrecognised=tuple(name for name in names if name not in mapping),
        missing=tuple(missing),
        fingerprint=fingerprint(names),
    )
