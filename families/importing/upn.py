"""Unique pupil numbers: the check letter, a soft verdict, temporary numbers.

A UPN is a check letter, three digits of local authority, four of school, two of year
and a serial of three; a temporary one ends in a letter instead of a digit. The product
judges a UPN softly and never asks for one: a wrong letter is told, not refused.
"""

import re
from enum import StrEnum

ALPHABET = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""The letters a UPN may hold, in the order of their value: no I, O or S."""

_SHAPE = re.compile(rf"[{ALPHABET}][0-9]{{11}}[0-9{ALPHABET}]")


class UpnVerdict(StrEnum):
    """What can be said of a UPN by looking at it alone."""

    MISSING = "missing"
    GOOD = "good"
    WRONG_CHECK_LETTER = "wrong_check_letter"
    UNREADABLE = "unreadable"


def tidy(written: str) -> str:
    """The UPN as registers write it: capitals, no spaces."""
    return "".join(written.split()).upper()


def check_letter(upn: str) -> str:
    """The letter a UPN of this shape should begin with; ValueError for another shape."""
    if not _SHAPE.fullmatch(upn):
        raise ValueError(f"Not the shape of a UPN: {len(upn)} characters.")
    total = sum(_worth(mark) * weight for weight, mark in enumerate(upn[1:], start=2))
    return ALPHABET[total % len(ALPHABET)]


def judge(upn: str) -> UpnVerdict:
    """A verdict on a tidied UPN; it is for a person to act on, never a reason to refuse."""
    if not upn:
        return UpnVerdict.MISSING
    if not _SHAPE.fullmatch(upn):
        return UpnVerdict.UNREADABLE
    if check_letter(upn) != upn[0]:
        return UpnVerdict.WRONG_CHECK_LETTER
    return UpnVerdict.GOOD


def is_temporary(upn: str) -> bool:
    """Whether a UPN of the right shape is a temporary one, which will be replaced."""
    return bool(_SHAPE.fullmatch(upn)) and upn[-1] in ALPHABET


def _worth(mark: str) -> int:
    return int(mark) if mark in "0123456789" else ALPHABET.index(mark)
