"""The codes of registers and suspensions in England: given to us, never made up here."""

import re
from dataclasses import dataclass

# Attendance codes since August 2024, by how a session counts (docs/figures.md). Dual registration
# (D) is no session of this register, so that two registers add up to one week.
PRESENT = frozenset("/ \\ L".split())
ELSEWHERE = frozenset("K V P W B".split())
AUTHORISED = frozenset("C C1 C2 E I J1 M R S T".split())
UNAUTHORISED = frozenset("G N O U".split())
NO_SESSION = frozenset("D X Q Y Y1 Y2 Y3 Y4 Y5 Y6 Y7 Z # -".split())

ATTENDED = PRESENT | ELSEWHERE
POSSIBLE = ATTENDED | AUTHORISED | UNAUTHORISED
KNOWN = POSSIBLE | NO_SESSION

_MARK = re.compile(r"[A-Z][0-9]?|[/\\#-]|\S")
_BETWEEN = re.compile(r"[\s,;|]+")

REASONS = {
    "PP": "Physical assault against a pupil",
    "PA": "Physical assault against an adult",
    "VP": "Verbal abuse or threats, a pupil",
    "VA": "Verbal abuse or threats, an adult",
    "OW": "Use or threat of a weapon or banned thing",
    "BU": "Bullying",
    "RA": "Racist abuse",
    "LG": "Abuse about sexual orientation or gender identity",
    "DS": "Abuse about disability",
    "SM": "Sexual misconduct",
    "DA": "Drugs and alcohol",
    "DM": "Damage",
    "TH": "Theft",
    "DB": "Persistent disruptive behaviour",
    "MT": "Misuse of social media or online technology",
    "PH": "Breach of public health measures",
}
MOST_REASONS = 3

_SUSPENSION = frozenset("s susp suspension suspended fixd fixed fixedterm fixedperiod".split())
_PERMANENT = frozenset("p perm permanent permanentexclusion permanentlyexcluded".split())


@dataclass(frozen=True)
class Sessions:
    """What the marks of a week come to, and the codes among them that nobody knows."""

    possible: int
    attended: int
    unknown: tuple[str, ...]


def read_marks(written: str) -> Sessions:
    """Count one week’s codes, written one after the other with anything or nothing between."""
    marks = _MARK.findall(_BETWEEN.sub(" ", written.upper()))
    return Sessions(
        possible=sum(mark in POSSIBLE for mark in marks),
        attended=sum(mark in ATTENDED for mark in marks),
        unknown=tuple(dict.fromkeys(mark for mark in marks if mark not in KNOWN)),
    )


def read_kind(written: str) -> str:
    """Return “suspension” or “permanent”; nothing for a word nobody knows."""
    key = "".join(mark for mark in written.casefold() if mark.isalnum())
    if key in _PERMANENT:
        return "permanent"
    return "suspension" if key in _SUSPENSION else ""


def read_reasons(written: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the codes that are known, each once, and those that are not."""
    found = dict.fromkeys(re.findall(r"[A-Z0-9]+", written.upper()))
    known = tuple(code for code in found if code in REASONS)
    return known, tuple(code for code in found if code not in REASONS)


def reasons_said(codes: str) -> list[str]:
    """Return kept codes in words."""
    return [REASONS.get(code, code) for code in codes.split()]
