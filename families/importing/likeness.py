"""Whether a file and we speak of the same person, and whose spelling of a name is better."""

from difflib import SequenceMatcher

from families.importing import upn
from families.importing.names import has_lost_letters, name_key, same_name

ALIKE = 0.7
"""How much of two first names must agree to be worth a second look: Jaydon and Jayden do."""


def upns_agree(one: str, other: str) -> bool:
    """Whether two UPNs may be one child's: a slip in the letter and a stopgap are no sign."""
    if not (one and other) or one[1:] == other[1:]:
        return True
    return upn.is_temporary(one) or upn.is_temporary(other)


def resembles(one: str, other: str) -> bool:
    """Whether two first names may be one person's: Jo and Joanne, Jaydon and Jayden."""
    left, right = name_key(one), name_key(other)
    if not (left and right):
        return False
    if same_name(one, other) or left in right or right in left:
        return True
    return SequenceMatcher(None, left, right).ratio() >= ALIKE


def better_name(ours: str, theirs: str) -> str:
    """The spelling to keep: theirs if it says more; never one with lost letters or accents."""
    if not (ours and theirs):
        return ours or theirs
    if has_lost_letters(theirs):
        return ours
    if name_key(ours) == name_key(theirs):
        return theirs if _accents(theirs) > _accents(ours) else ours
    return theirs


def _accents(name: str) -> int:
    return sum(mark.isalpha() and not mark.isascii() for mark in name)
