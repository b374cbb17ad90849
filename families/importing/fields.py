"""The things about a child and a contact that a column of a file can hold."""

from dataclasses import dataclass

MOST_CONTACTS = 9
"""A wide file names contacts 1 to 9."""


@dataclass(frozen=True)
class Field:
    """Something a column can hold: `name` for the mapping, `label` for people."""

    name: str
    label: str
    is_needed: bool = False

    @property
    def is_contact(self) -> bool:
        """Whether it is about a contact rather than the child."""
        return self.name.startswith("contact.")


FIELDS = (
    Field("upn", "UPN"),
    Field("legal_first", "Child’s first name", is_needed=True),
    Field("surname", "Child’s surname", is_needed=True),
    Field("preferred_first", "Child’s preferred first name"),
    Field("born_on", "Date of birth", is_needed=True),
    Field("year_group", "Year group"),
    Field("language", "Home language"),
    Field("eal", "English as an additional language"),
    Field("sen", "SEN status (E, K or N)"),
    Field("fsm", "Free school meals"),
    Field("pupil_premium", "Pupil premium"),
    Field("ethnicity", "Ethnicity"),
    Field("house", "House number or name"),
    Field("address_1", "Address, first line"),
    Field("address_2", "Address, second line"),
    Field("address_3", "Address, third line"),
    Field("town", "Town"),
    Field("postcode", "Postcode"),
    Field("address_note", "Note about the address"),
    Field("contact.first", "Contact’s first name"),
    Field("contact.surname", "Contact’s surname"),
    Field("contact.relationship", "Relationship to the child"),
    Field("contact.pr", "Parental responsibility"),
    Field("contact.priority", "Order of contact"),
    Field("contact.mobile", "Contact’s mobile"),
    Field("contact.landline", "Contact’s landline"),
    Field("contact.email", "Contact’s e-mail"),
    Field("contact.lives_with", "Lives with the child"),
    Field("contact.address", "Contact’s own address"),
    Field("contact.town", "Contact’s own town"),
    Field("contact.postcode", "Contact’s own postcode"),
    Field("contact.language", "Contact’s language"),
    Field("contact.interpreter", "Contact needs an interpreter"),
    Field("contact.court_order", "Court order"),
    Field("contact.deceased", "Contact has died"),
)

LABELS = {field.name: field.label for field in FIELDS}


def numbered(name: str, contact: int) -> str:
    """A contact's field in a wide file: contact.mobile of contact 2 → contact.2.mobile."""
    return name.replace("contact.", f"contact.{contact}.", 1)


def plain(name: str) -> str:
    """The field without the number of its contact: contact.2.mobile → contact.mobile."""
    parts = name.split(".")
    return f"contact.{parts[-1]}" if parts[0] == "contact" else name


def contact_number(name: str) -> int:
    """Which contact a field is about: 2 for contact.2.mobile, 0 where none is numbered."""
    parts = name.split(".")
    return int(parts[1]) if len(parts) == 3 else 0


def label(name: str) -> str:
    """The label of any field, with the number of its contact if it has one."""
    number = contact_number(name)
    return LABELS[plain(name)] if not number else f"Contact {number}: {_tail(name)}"


def choices(contacts: int = 0) -> tuple[tuple[str, str], ...]:
    """Name and label of every field for a drop-down; 0 contacts gives the long shape."""
    pupil = [(field.name, field.label) for field in FIELDS if not field.is_contact]
    about = [field.name for field in FIELDS if field.is_contact]
    if not contacts:
        return (*pupil, *((name, LABELS[name]) for name in about))
    names = (numbered(name, n) for n in range(1, contacts + 1) for name in about)
    return (*pupil, *((name, label(name)) for name in names))


def is_known(name: str) -> bool:
    """Whether a name in a mapping is one of ours."""
    number = contact_number(name) if _is_numbered(name) else 0
    return plain(name) in LABELS and name in {
        plain(name),
        numbered(plain(name), number) if 1 <= number <= MOST_CONTACTS else "",
    }


def _is_numbered(name: str) -> bool:
    parts = name.split(".")
    return len(parts) == 3 and parts[1].isdecimal() and parts[1].isascii()


def _tail(name: str) -> str:
    text = LABELS[plain(name)].removeprefix("Contact’s ").removeprefix("Contact ")
    return text[0].lower() + text[1:]
