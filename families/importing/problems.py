"""What was found wrong in a file, each said once, in a sentence for the office.

Every sentence says whether the value is kept or left out. None repeats an address.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of problem, by which a page groups and counts them."""

    UPN_WRONG_CHECK_LETTER = "upn_wrong_check_letter"
    UPN_MISSING = "upn_missing"
    UPN_UNREADABLE = "upn_unreadable"
    UPN_SHARED = "upn_shared"
    LANDLINE_IN_MOBILE = "landline_in_mobile"
    BAD_MOBILE = "bad_mobile"
    SEVERAL_NUMBERS = "several_numbers"
    BAD_EMAIL = "bad_email"
    DOB_IN_FUTURE = "dob_in_future"
    BAD_DATE = "bad_date"
    SHARED_MOBILE = "shared_mobile"
    DIFFERING_MOBILE = "differing_mobile"
    COURT_ORDER = "court_order"
    HIDDEN_ADDRESS = "hidden_address"
    SAME_ADDRESS = "same_address"
    FORMULA_CELL = "formula_cell"
    DUPLICATE_ROW = "duplicate_row"
    DIFFERING_ROWS = "differing_rows"
    BROKEN_ROW = "broken_row"
    MISSING_NAME = "missing_name"
    UNKNOWN_CODE = "unknown_code"
    LOST_LETTERS = "lost_letters"
    DECEASED = "deceased"
    NUMBER_KEPT = "number_kept"
    HIDDEN_KEPT = "hidden_kept"
    KEPT_HERE = "kept_here"
    ANOTHER_HOME = "another_home"
    MOVED = "moved"
    LEFT = "left"
    TOO_LONG = "too_long"


LOOK_FIRST = frozenset(
    {
        *(Kind.COURT_ORDER, Kind.HIDDEN_ADDRESS, Kind.DECEASED, Kind.SHARED_MOBILE),
        *(Kind.NUMBER_KEPT, Kind.HIDDEN_KEPT, Kind.ANOTHER_HOME, Kind.MOVED),
    }
)
"""The kinds that bear on somebody's safety: show these before the rest."""

_SENTENCES = {
    "upn_wrong_check_letter": "{person}’s UPN has a slip in it: its first letter does "
    "not go with its figures. It is kept as written; please check it in your system.",
    "upn_missing": "{person} has no UPN. That is fine: it is left blank, and they are "
    "matched by name and date of birth.",
    "upn_unreadable": "“{value}” does not look like a UPN, so {person}’s is left blank.",
    "upn_shared": "{person} has the same UPN as {other} in row {first_row}. Both are "
    "kept as two children, and this one’s UPN is left blank.",
    "landline_in_mobile": "{person}’s mobile is a landline number. It is kept as a "
    "landline, and no texts go to it.",
    "landline_in_mobile:spare": "{person}’s mobile is a landline number, and another "
    "landline is given. That one is kept and this one left out.",
    "bad_mobile": "“{value}” is not a telephone number we can read, so {person}’s "
    "{label} is left blank.",
    "several_numbers": "{person} has more than one number in the same cell. The first "
    "is kept and the rest are left out.",
    "bad_email": "“{value}” is not an e-mail address, so {person}’s is left blank.",
    "dob_in_future": "{person}’s date of birth, {value}, is in the future, so it is "
    "left blank. Please look it up.",
    "bad_date": "We cannot be sure of {person}’s date of birth, “{value}”, so it is "
    "left blank. We read 31/01/2019 (day first) and 2019-01-31.",
    "shared_mobile": "{person} have the same mobile number. It is kept for each of "
    "them; please ask whose phone it is before a text goes there.",
    "differing_mobile": "{person} has two different mobiles in this file. The one in "
    "row {first_row} is kept and the other left out; please ask which is right.",
    "court_order": "A court order is marked for {person}. The mark is kept, but not "
    "what the order says: please tell your safeguarding lead before anyone is in touch.",
    "hidden_address": "{person}’s address must not be shared. It is kept, hidden from "
    "lists, letters, maps and exports.",
    "same_address": "{person} have the same address but no contact in common, so they "
    "are kept as separate families. If they are one family, please join them.",
    "formula_cell": "The cell “{label}” for {person} holds a spreadsheet formula, "
    "so it is left blank.",
    "formula_cell:kept": "The cell “{label}” for {person} begins like a spreadsheet "
    "formula. The sign in front is taken off and the words are kept.",
    "duplicate_row": "This row says the same as row {first_row}, so it is left out.",
    "duplicate_row:again": "{person} is in row {first_row} too. The rows are taken as "
    "one child, and whatever is new in this one is kept.",
    "differing_rows": "{person}’s rows do not agree about “{label}”. What row "
    "{first_row} says is kept and the other left out.",
    "broken_row": "This row has {found} cells where there are {expected} headings, so "
    "it is left out. The usual cause is a stray comma or a line break.",
    "broken_row:long": "A cell in this row is far too long, so the row is left out. "
    "The usual cause is a quotation mark without its partner.",
    "missing_name": "This row lacks the {label}, so the child is left out.",
    "missing_name:contact": "A contact of {person} has no name, so they are left out.",
    "missing_name:half": "A contact of {person} has only one name. They are kept; "
    "please fill in the other.",
    "unknown_code": "We do not know “{value}” as “{label}” for {person}, so it is left blank.",
    "unknown_code:other": "We do not know the relationship “{value}” for {person}, "
    "so it is kept as “other”.",
    "unknown_code:language": "We do not know the language “{value}” for {person}. The "
    "word is kept, and no language is set for messages.",
    "lost_letters": "A letter of the name “{person}” was lost when the file was made "
    "and shows as “?”. The name is kept as it is; please put it right.",
    "deceased": "{person} is marked as having died. They are kept and marked so, and "
    "nothing is sent to them.",
    # What the families already here have to say to a file.
    "upn_shared:known": "The file’s UPN for {person} is {other}’s here, so it is left out. "
    "Please check both in your system.",
    "shared_mobile:known": "{person} has the same mobile number as {other}, whom we know. "
    "It is kept for both; please ask whose phone it is before a text goes there.",
    "lost_letters:known": "{person} is {other}, whom we know: the name is left as it is.",
    "number_kept": "The file has another mobile for {person}. Ours was checked with them, so "
    "it is kept; please ask them which is right.",
    "number_kept:safe": "The file has another mobile for {person}, who asked to be reached in "
    "one way only. Ours is kept; please ask them which is right.",
    "hidden_kept": "The file has another address for {person}, whose address is hidden here. "
    "Ours is kept, and stays hidden; please ask your safeguarding lead.",
    "kept_here": "“{label}” of {person} was changed here since the file’s was brought in, so "
    "ours is kept.",
    "kept_here:evidence": "The file differs about {person}’s parental responsibility for "
    "{other}. Ours was seen on paper, so it is kept.",
    "kept_here:moved_out": "The file has {person} at home with {other}, where they lived "
    "before. Here that has ended, and it is left so.",
    "kept_here:apart": "The file has {person} at home with {other}. Something here speaks "
    "against it, so it is not taken over; please ask your safeguarding lead.",
    "another_home": "{person} is at another address in this file than here, and not everyone "
    "there is. A second home is made and the first kept; please end the one that is over.",
    "moved": "{person} has a new address in this file. It is taken over; please make a new risk "
    "check before the next visit.",
    "left": "{person}’s placement here has ended, and the file still has them. Their dates are "
    "left as they are.",
    "too_long": "“{label}” of {person} is too long. The first {most} letters are kept.",
}


@dataclass(frozen=True)
class Problem:
    """One thing to know: `row` is the spreadsheet's number, `also_rows` its repeats.

    `field` is the name of a field (see `fields`), or "" where the row is meant.
    """

    row: int
    kind: Kind
    sentence: str
    field: str = ""
    person: str = ""
    also_rows: tuple[int, ...] = ()


def problem(
    row: int,
    kind: Kind,
    *,
    field: str = "",
    person: str = "",
    variant: str = "",
    **words: str | int,
) -> Problem:
    """A problem with its sentence filled in; a long value is shortened."""
    told = {name: _short(str(word)) for name, word in words.items()}
    template = _SENTENCES[f"{kind}:{variant}" if variant else kind]
    sentence = template.format(person=_short(person) or "This child", **told)
    return Problem(row, kind, sentence, field, person)


def _short(text: str, most: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
