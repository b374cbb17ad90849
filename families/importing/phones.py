"""Telephone numbers as people write them, turned into E.164.

A number counts when it is *possible*, not only when it is in service, so that Ofcom's
drama numbers (07700 900xxx, 01632 960xxx) work like any other.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers

_RUN = re.compile(r"\+?\(?\+?[0-9][0-9 ().\-–\u00a0]{5,}[0-9]")
_SPELT_FORMULA = re.compile(r"[0-9.]+E\+?[0-9]+", re.IGNORECASE)
_UK = 44
_UK_MOBILE = re.compile(r"7(?:[1-57-9][0-9]{8}|624[0-9]{6})")
_UK_LANDLINE = re.compile(r"(?:[123][0-9]{8,9}|80[08][0-9]{4,7})")


class PhoneKind(StrEnum):
    """Which sort of telephone a number reaches."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    UNREADABLE = "unreadable"
    BLANK = "blank"


@dataclass(frozen=True)
class Phone:
    """One telephone number: `e164` is empty unless it is a mobile or a landline.

    `note` is what stood beside the number ("work", "do not text"), and `others` counts
    the further numbers that stood in the same place.
    """

    e164: str
    kind: PhoneKind
    note: str = ""
    others: int = 0


def read_phone(written: str) -> Phone:
    """The first number in what a person wrote, UK unless it says otherwise."""
    if not written.strip():
        return Phone("", PhoneKind.BLANK)
    if _SPELT_FORMULA.fullmatch(written.strip()):
        return Phone("", PhoneKind.UNREADABLE)
    runs = _RUN.findall(written)
    found = [phone for phone in map(_one, runs) if phone.e164]
    if not found:
        return Phone("", PhoneKind.UNREADABLE)
    first = found[0]
    others = len({phone.e164 for phone in found} - {first.e164})
    return Phone(first.e164, first.kind, _note(written), others)


def _one(written: str) -> Phone:
    try:
        number = phonenumbers.parse(written.replace("–", "-"), "GB")
    except phonenumbers.NumberParseException:
        return Phone("", PhoneKind.UNREADABLE)
    kind = _kind(number)
    if kind is PhoneKind.UNREADABLE:
        return Phone("", kind)
    style = phonenumbers.PhoneNumberFormat.E164
    return Phone(phonenumbers.format_number(number, style), kind)


def _kind(number: phonenumbers.PhoneNumber) -> PhoneKind:
    national = str(number.national_number)
    if not phonenumbers.is_possible_number(number):
        return PhoneKind.UNREADABLE
    if number.country_code == _UK:
        if _UK_MOBILE.fullmatch(national):
            return PhoneKind.MOBILE
        is_landline = _UK_LANDLINE.fullmatch(national)
        return PhoneKind.LANDLINE if is_landline else PhoneKind.UNREADABLE
    abroad = phonenumbers.number_type(number)
    types = phonenumbers.PhoneNumberType
    if abroad in {types.MOBILE, types.FIXED_LINE_OR_MOBILE}:
        return PhoneKind.MOBILE
    return PhoneKind.LANDLINE if abroad == types.FIXED_LINE else PhoneKind.UNREADABLE


def _note(written: str) -> str:
    words = _RUN.sub(" ", written)
    return " ".join(re.sub(r"[()\[\]/,;:|]", " ", words).split()).strip("=+@-–. ")
