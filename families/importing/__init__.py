"""A school information system's CSV turned into clean records and named problems.

Pure: no models, no database. `read_export` reads a file, `propose` groups it into
households; comparing these with what is stored, and saving, is done elsewhere.
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
