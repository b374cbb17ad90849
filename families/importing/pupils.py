"""One child read from the cells of a row, with the contacts of that row."""

import datetime
from collections.abc import Mapping
from dataclasses import replace

from families.importing import codes, dates, upn
from families.importing.addresses import must_stay_hidden, read_address
from families.importing.cells import Cells
from families.importing.contacts import read_contact
from families.importing.languages import read_language
from families.importing.names import has_lost_letters
from families.importing.problems import Kind, Problem
from families.importing.records import Address, ContactRecord, PupilRecord
from families.importing.splitting import Row

_ADDRESS = ("address_1", "address_2", "address_3")


def read_pupil(
    row: Row, places: Mapping[str, int], *, contacts: tuple[int, ...], today: datetime.date
) -> tuple[PupilRecord | None, tuple[Problem, ...]]:
    """The child of a row, or None where the row names none; and what stood in the way.

    `contacts` are the numbers of the contacts a wide row has, or (0,) for a long one.
    The child carries its own problems; those returned beside it are only about rows and
    contacts that were left out.
    """
    cells = Cells(row, places)
    first = cells.name("legal_first")
    first = first or cells.name("preferred_first")
    surname = cells.name("surname")
    if not (first and surname):
        lacking, label = ("surname", "surname") if first else ("legal_first", "first name")
        cells.note(Kind.MISSING_NAME, lacking, label=f"child’s {label}")
        return None, tuple(cells.problems)
    # Formulas found in the name itself were noted before anybody was named.
    cells.problems.clear()
    cells.person = f"{first} {surname}"
    cells.name("legal_first"), cells.name("surname")
    pupil = _read(cells, first, surname, today)
    kept, left_out = _contacts(row, places, contacts, pupil.name)
    pupil = replace(pupil, contacts=kept, problems=tuple(cells.problems))
    return pupil, left_out


def _read(cells: Cells, first: str, surname: str, today: datetime.date) -> PupilRecord:
    address, is_hidden = _address(cells)
    pupil = PupilRecord(
        rows=(cells.row,),
        upn=_upn(cells),
        legal_first=first,
        surname=surname,
        preferred_first=cells.name("preferred_first"),
        born_on=_born_on(cells, today),
        year_group=cells.code("year_group", codes.read_year_group),
        language=cells.code("language", read_language, variant="language"),
        language_as_written=cells.line("language"),
        eal=cells.code("eal", codes.read_yes_no),
        sen=cells.code("sen", codes.read_sen),
        fsm=cells.code("fsm", codes.read_yes_no),
        pupil_premium=cells.code("pupil_premium", codes.read_yes_no),
        ethnicity=cells.code("ethnicity", codes.read_ethnicity),
        address=address,
        address_note=cells.text("address_note"),
        hidden_address=is_hidden,
        contacts=(),
    )
    if has_lost_letters(pupil.name):
        cells.note(Kind.LOST_LETTERS, "surname")
    return pupil


def _contacts(
    row: Row, places: Mapping[str, int], numbers: tuple[int, ...], child: str
) -> tuple[tuple[ContactRecord, ...], tuple[Problem, ...]]:
    kept: list[ContactRecord] = []
    left_out: list[Problem] = []
    for number in numbers:
        cells = Cells(row, places, contact=number)
        contact = read_contact(cells, child)
        if contact:
            kept.append(contact)
        else:
            left_out += cells.problems
    return tuple(kept), tuple(left_out)


def _upn(cells: Cells) -> str:
    written = upn.tidy(cells.line("upn"))
    verdict = upn.judge(written)
    if verdict is upn.UpnVerdict.MISSING:
        cells.note(Kind.UPN_MISSING, "upn")
    if verdict is upn.UpnVerdict.WRONG_CHECK_LETTER:
        cells.note(Kind.UPN_WRONG_CHECK_LETTER, "upn")
    if verdict is upn.UpnVerdict.UNREADABLE:
        cells.note(Kind.UPN_UNREADABLE, "upn", value=written)
        return ""
    return written


def _born_on(cells: Cells, today: datetime.date) -> datetime.date | None:
    written = cells.line("born_on")
    born_on, verdict = dates.read_birthday(written, today=today)
    if verdict is dates.DateVerdict.FUTURE:
        cells.note(Kind.DOB_IN_FUTURE, "born_on", value=written)
    if verdict in {dates.DateVerdict.UNREADABLE, dates.DateVerdict.TOO_OLD}:
        cells.note(Kind.BAD_DATE, "born_on", value=written)
    return born_on


def _address(cells: Cells) -> tuple[Address, bool]:
    address = read_address(
        tuple(cells.text(name) for name in _ADDRESS),
        cells.line("town"),
        cells.line("postcode"),
        house=cells.line("house"),
    )
    is_hidden = must_stay_hidden(
        *(cells.raw(name) for name in (*_ADDRESS, "house", "address_note"))
    )
    if is_hidden:
        cells.note(Kind.HIDDEN_ADDRESS, "address_note")
    return address, is_hidden
