"""How much of everything an afternoon needs, for the people who come."""

import math
from dataclasses import dataclass
from typing import Any

FAMILIES_A_TABLE = 4  # How many families sit round one table: what the library's figures mean.


@dataclass(frozen=True)
class Needed:
    """One line of the shopping list."""

    name: str
    amount: str
    per: str


def shopping_list(materials: list[dict[str, Any]], *, families: int, people: int) -> list[Needed]:
    """Return what to bring for so many families and people, amounts rounded up."""
    times = {
        "person": people,
        "family": families,
        "table": math.ceil(families / FAMILIES_A_TABLE),
        "room": 1,
    }
    return [
        Needed(m["name"], _said(m["quantity"] * times[m["per"]], m["unit"]), f"a {m['per']}")
        for m in materials
    ]


def _said(amount: float, unit: str) -> str:
    if not amount:
        return "Some"
    whole = math.ceil(amount)
    if unit in ("g", "ml") and whole >= 1000:  # noqa: PLR2004 - a kilo, a litre
        bigger = {"g": "kg", "ml": "litres"}[unit]
        return f"{math.ceil(whole / 100) / 10:g} {bigger}"
    return f"{whole} {unit}".strip()
