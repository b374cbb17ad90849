"""A setting with families, and ways to bring a file into it."""

import datetime
from collections.abc import Mapping
from typing import Any

from families.importing import read_export
from families.importing.export import Export
from families.importing.names import address_key
from families.importing.plan import Change, Plan
from families.importing.planning import plan_import
from families.importing.uploads import today_in
from families.importing.writing import Writing
from families.models import Adult, Child
from pastoral.accounts.models import Setting, Staff
from pastoral.crypto import fingerprint
from tests.families.importing.files import FOLDER, a_file, a_row

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"


def wide() -> bytes:
    """A row a child, with every letter."""
    return (FOLDER / "wide.csv").read_bytes()


def long() -> bytes:
    """A row a child and contact, with letters lost."""
    return (FOLDER / "long.csv").read_bytes()


def export_of(setting: Setting, content: bytes) -> Export:
    """A file as the setting reads it."""
    return read_export(content, today=today_in(setting))


def planned(setting: Setting, content: bytes, decided: Mapping[str, str] | None = None) -> Plan:
    """What a file would do."""
    today = today_in(setting)
    return plan_import(setting, export_of(setting, content), today=today, decided=decided)


def brought_in(
    setting: Setting,
    content: bytes,
    by: Staff | None = None,
    decided: Mapping[str, str] | None = None,
) -> Plan:
    """What a file did."""
    plan, today = planned(setting, content, decided), today_in(setting)
    Writing(setting, by, today, datetime.date(2026, 9, 2)).write(plan)
    return plan


def a_family_file(**cells: str) -> bytes:
    """A file of Una, who lives with Bev, with these cells changed."""
    return a_file(a_row(UPN="V999123423002", **cells))


def una() -> Child:
    """The child of `a_family_file`."""
    return Child.objects.get(legal_first="Una")


def bev() -> Adult:
    """Her mother."""
    return Adult.objects.get(known_as="Bev")


def outcomes(plan: Plan) -> dict[str, dict[str, int]]:
    """How many are new, changed and unchanged, without the noughts."""
    counts = plan.counts()
    return {
        about: {outcome: n for outcome, n in counts[about].items() if n}
        for about in ("children", "households", "adults")
    }


def changes(plan: Plan) -> list[Change]:
    """Everything that changes."""
    return [change for row in plan.rows for change in row.changes]


def kinds(plan: Plan) -> set[str]:
    """The kinds of problem told."""
    return {problem.kind.value for problem in plan.problems}


def address(street: str = "39 Lockside Street", postcode: str = "ZZ2 2XY") -> dict[str, Any]:
    """A home's address as the import keeps it."""
    return {
        "address": f"{street}\n{postcode}",
        "address_key": fingerprint(address_key((street,), postcode)),
    }
