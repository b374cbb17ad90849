"""A school information system's CSV turned into clean records and named problems.

What is offered here is pure: no models, no database. `read_export` reads a file, `propose`
groups it into households. `planning` compares these with the families of a setting,
`writing` saves such a plan, and `uploads` are the actions of the pages in between.
"""

from families.importing.columns import (
    Columns,
    WrongMapping,
    fingerprint,
    mapping_from_json,
)
from families.importing.decoding import UnreadableFile
from families.importing.export import Export, propose, read_export
from families.importing.fields import FIELDS, Field, choices
from families.importing.problems import LOOK_FIRST, Kind, Problem
from families.importing.proposal import (
    HouseholdKind,
    Proposal,
    ProposedAdult,
    ProposedChild,
    ProposedHousehold,
    ProposedLink,
)
from families.importing.records import Address, ContactRecord, PupilRecord
from families.importing.splitting import Limits

__all__ = [
    "FIELDS",
    "LOOK_FIRST",
    "Address",
    "Columns",
    "ContactRecord",
    "Export",
    "Field",
    "HouseholdKind",
    "Kind",
    "Limits",
    "Problem",
    "Proposal",
    "ProposedAdult",
    "ProposedChild",
    "ProposedHousehold",
    "ProposedLink",
    "PupilRecord",
    "UnreadableFile",
    "WrongMapping",
    "choices",
    "fingerprint",
    "mapping_from_json",
    "propose",
    "read_export",
]
