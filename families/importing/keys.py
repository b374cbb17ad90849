"""Short keys for what an import proposes: the same file gives the same keys."""

import hashlib
from collections.abc import Iterable

from families.importing.names import name_key
from families.importing.people import Person
from families.importing.records import PupilRecord


def child_key(pupil: PupilRecord) -> str:
    """A child by UPN, or by name, birthday and home where there is none."""
    born_on = pupil.born_on.isoformat() if pupil.born_on else pupil.address.key
    name = name_key(pupil.legal_first, pupil.surname)
    return key_for("child", pupil.upn or f"{name} {born_on}")


def adult_key(person: Person, children: Iterable[str]) -> str:
    """An adult by name and mobile, or by name and children where there is none."""
    reached = person.mobile or person.first_of("email") or " ".join(children)
    return key_for("adult", f"{name_key(person.name)} {reached}")


def key_for(what: str, told: str) -> str:
    """The word and twenty letters and figures that do not give away what was told."""
    return f"{what}-{hashlib.sha256(told.encode()).hexdigest()[:20]}"


def distinct(keys: Iterable[str]) -> tuple[str, ...]:
    """The keys with -2, -3 … on those met before, so that no two are the same."""
    seen: dict[str, int] = {}
    made: list[str] = []
    for key in keys:
        seen[key] = seen.get(key, 0) + 1
        made.append(key if seen[key] == 1 else f"{key}-{seen[key]}")
    return tuple(made)
