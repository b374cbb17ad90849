"""The families: homes, children, adults, what is between them, and who cares for them."""

from families.models.adults import Adult, ContactLog, ContactPreference
from families.models.care import Cover, MentorAssignment, Promise
from families.models.children import Allergy, Child, PhotoConsent
from families.models.context import SchoolWeek, Suspension
from families.models.households import Household, HouseholdMember
from families.models.imports import ImportMapping, ImportUpload
from families.models.relationships import Relationship, Restriction
from families.models.wishes import Barrier, Wish

__all__ = [
    "Adult",
    "Allergy",
    "Barrier",
    "Child",
    "ContactLog",
    "ContactPreference",
    "Cover",
    "Household",
    "HouseholdMember",
    "ImportMapping",
    "ImportUpload",
    "MentorAssignment",
    "PhotoConsent",
    "Promise",
    "Relationship",
    "Restriction",
    "SchoolWeek",
    "Suspension",
    "Wish",
]
