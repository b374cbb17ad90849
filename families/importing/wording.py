"""Values as people read them in a preview: “yes”, “7 March 2018”, “nothing yet”."""

import datetime
from collections.abc import Callable
from typing import Any

from families.models import Adult, Child, Relationship

LABELS = {
    "upn": "UPN",
    "legal_first": "First name",
    "preferred_first": "Preferred first name",
    "surname": "Surname",
    "born_on": "Date of birth",
    "year_group": "Year group",
    "sen": "SEN status",
    "free_school_meals": "Free school meals",
    "pupil_premium": "Pupil premium",
    "eal": "English as an additional language",
    "language": "Language",
    "ethnicity": "Ethnicity",
    "known_as": "First name",
    "mobile": "Mobile",
    "landline": "Landline",
    "email": "E-mail",
    "needs_interpreter": "Needs an interpreter",
    "is_deceased": "Has died",
    "kind": "Relationship",
    "responsibility": "Parental responsibility",
    "lives_with": "Lives with the child",
    "priority": "Order of contact",
    "address": "Address",
    "address_visibility": "Address hidden",
    "access_notes": "What helps at the door",
}
NOTHING = "nothing yet"
_CHOICES: dict[str, dict[str, str]] = {
    "sen": dict(Child.Sen.choices),
    "kind": dict(Relationship.Kind.choices),
    "responsibility": dict(Relationship.Responsibility.choices),
    "mobile_state": dict(Adult.Mobile.choices),
}


def said(field: str, value: Any) -> str:
    """One value in words."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime.date):
        return f"{value.day} {value:%B %Y}"
    if field in _SAID:
        return _SAID[field](value)
    return _CHOICES.get(field, {}).get(str(value), str(value))


def _year(value: int) -> str:
    if value > 0:
        return str(value)
    return "Nursery" if value else "Reception"


def _number(value: str) -> str:
    return f"0{value[3:7]} {value[7:]}" if value.startswith("+44") else value


_SAID: dict[str, Callable[[Any], str]] = {
    "year_group": _year,
    "mobile": _number,
    "landline": _number,
    "address": lambda lines: ", ".join(lines.splitlines()),
}
