"""Names to search by, and the label of a home."""

from collections.abc import Iterable

from families.importing.names import name_key as folded
from pastoral.ui import said

KEY_LENGTH = 180
LABEL_LENGTH = 120
NOBODY_YET = "A new family"


def name_key(*names: str) -> str:
    """Return names as they are searched: “Łukasz Wójcik” → “lukasz wojcik”.

    The import folds letters in the same way; here the words stay apart.
    """
    return " ".join(words_of(" ".join(names)))[:KEY_LENGTH].rstrip()


def words_of(typed: str) -> list[str]:
    """Return the words somebody typed, without case, accents and punctuation."""
    return [key for word in typed.split() if (key := folded(word))]


def household_label(adults: Iterable[str], children: Iterable[str]) -> str:
    """Return what a home is called: “Samira and Amira”, adults first, never a surname."""
    names = list(dict.fromkeys(name for name in [*adults, *children] if name))
    label = said.list_said(names)
    kept = len(names)
    while len(label) > LABEL_LENGTH and kept > 1:
        kept -= 1
        label = said.list_said([*names[:kept], f"{len(names) - kept} more"])
    return label[:LABEL_LENGTH] or NOBODY_YET
