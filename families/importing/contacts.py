"""One contact read from the cells of a row."""

import re
from dataclasses import replace

from families.importing import codes
from families.importing.addresses import read_address
from families.importing.cells import Cells
from families.importing.languages import read_language
from families.importing.names import has_lost_letters
from families.importing.phones import PhoneKind, read_phone
from families.importing.problems import Kind
from families.importing.records import ContactRecord

_EMAIL = re.compile(r"[^@\s,;<>()\"]+@[^@\s,;<>()\"]+\.[^@\s,;<>()\".]{2,}")
_SAYS_SOMEBODY = ("first", "surname", "mobile", "landline", "email")


def read_contact(cells: Cells, child: str) -> ContactRecord | None:
    """The contact these cells hold, or None where there is none to keep.

    The contact carries its own problems; those of a contact who was left out stay in
    `cells.problems`.
    """
    if not any(cells.raw(f"contact.{name}") for name in _SAYS_SOMEBODY):
        return None
    cells.person = child
    first = cells.name("contact.first")
    surname = cells.name("contact.surname")
    if not (first or surname):
        cells.note(Kind.MISSING_NAME, "contact.first", variant="contact")
        return None
    if not (first and surname):
        missing = "contact.surname" if first else "contact.first"
        cells.note(Kind.MISSING_NAME, missing, variant="half")
    cells.person = f"{first} {surname}".strip()
    contact = _read(cells, first, surname)
    return replace(contact, problems=tuple(cells.problems))


def _read(cells: Cells, first: str, surname: str) -> ContactRecord:
    mobile, note, landline = _phones(cells)
    contact = ContactRecord(
        row=cells.row,
        first=first,
        surname=surname,
        relationship=cells.code("contact.relationship", codes.read_relationship, variant="other"),
        relationship_as_written=cells.line("contact.relationship"),
        pr=cells.code("contact.pr", codes.read_responsibility),
        priority=_priority(cells),
        mobile=mobile,
        mobile_note=note,
        landline=landline,
        email=_email(cells),
        lives_with=cells.code("contact.lives_with", codes.read_yes_no),
        address=read_address(
            (cells.text("contact.address"),),
            cells.line("contact.town"),
            cells.line("contact.postcode"),
        ),
        language=cells.code("contact.language", read_language, variant="language"),
        language_as_written=cells.line("contact.language"),
        interpreter=cells.code("contact.interpreter", codes.read_yes_no),
        court_order=_is_marked(cells, "contact.court_order"),
        deceased=_is_marked(cells, "contact.deceased"),
    )
    _note_who(cells, contact)
    return contact


def _phones(cells: Cells) -> tuple[str, str, str]:
    """Mobile, the note beside it, and landline: each number in its rightful place."""
    in_mobile = read_phone(cells.line("contact.mobile"))
    in_landline = read_phone(cells.line("contact.landline"))
    for field, what, phone in (
        ("contact.mobile", "mobile", in_mobile),
        ("contact.landline", "landline", in_landline),
    ):
        if phone.kind is PhoneKind.UNREADABLE:
            value = cells.line(field)
            cells.note(Kind.BAD_MOBILE, field, value=value, label=what)
        if phone.others:
            cells.note(Kind.SEVERAL_NUMBERS, field)
    phones = (in_mobile, in_landline)
    mobiles = [phone for phone in phones if phone.kind is PhoneKind.MOBILE]
    # Its own column first: the landline column's landline beats one in the wrong place.
    landlines = [phone for phone in phones[::-1] if phone.kind is PhoneKind.LANDLINE]
    if in_mobile.kind is PhoneKind.LANDLINE:
        kept = landlines[0].e164 == in_mobile.e164
        cells.note(Kind.LANDLINE_IN_MOBILE, "contact.mobile", variant="" if kept else "spare")
    mobile = mobiles[0] if mobiles else None
    return (
        mobile.e164 if mobile else "",
        mobile.note if mobile else "",
        landlines[0].e164 if landlines else "",
    )


def _email(cells: Cells) -> str:
    written = cells.line("contact.email")
    email = written.removeprefix("mailto:").strip(" ;,<>").lower()
    if not email or _EMAIL.fullmatch(email):
        return email
    cells.note(Kind.BAD_EMAIL, "contact.email", value=written)
    return ""


def _priority(cells: Cells) -> int:
    written = cells.line("contact.priority")
    if re.fullmatch(r"[1-9][0-9]?", written):
        return int(written)
    return cells.contact or 1


def _is_marked(cells: Cells, field: str) -> bool:
    """Marked by anything but a no: a date, or words about an order, count as a yes."""
    answer, is_known = codes.read_yes_no(cells.raw(field))
    return bool(answer) or not is_known


def _note_who(cells: Cells, contact: ContactRecord) -> None:
    if has_lost_letters(contact.name):
        cells.note(Kind.LOST_LETTERS, "contact.surname")
    if contact.court_order:
        cells.note(Kind.COURT_ORDER, "contact.court_order")
    if contact.deceased:
        cells.note(Kind.DECEASED, "contact.deceased")
