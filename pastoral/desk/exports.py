"""Figures as files: a PDF, a CSV, a workbook; each says whose, of when, by whom and why (rule 46).

They are made from a `ShownReport` without a true number in it, whoever takes them out: a file
goes further than its first reader.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO

from pastoral.desk.figures import ShownReport
from pastoral.desk.heads import GovernorsPage

FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEADINGS = (
    "Number", "Measure", "Period", "Figure", "In words", "Part", "Whole", "Before", "Not known",
    "Of what",
)  # fmt: skip
GROUPS = ("Measure", "Group", "The group, %", "Everyone else, %", "Points apart", "Not known")


@dataclass(frozen=True)
class Mark:
    """What stands on every file: who took it out, when, and why."""

    who: str
    why: str
    on: date

    @property
    def said(self) -> str:
        """The watermark, in a sentence."""
        return f"Taken out by {self.who} on {self.on.day} {self.on:%B %Y}: {self.why}"


Rows = list[tuple[str | int | None, ...]]


@dataclass(frozen=True)
class Sheet:
    """One table of a file."""

    name: str
    rows: Rows


def sheets_of(page: GovernorsPage, mark: Mark) -> list[Sheet]:
    """Return everything a file says: the figures, the groups, what we changed, what it all means."""
    shown = page.shown
    return [
        Sheet("Figures", [(mark.said,), (_of_when(shown),), (), HEADINGS, *_figures(shown)]),
        Sheet("Groups", [(mark.said,), ("Where is our offer not working?",), (), GROUPS, *_groups(shown)]),
        Sheet("What we changed", [("Day", "What"), *((f"{c.on}", c.words) for c in page.changes)]),
        Sheet("Definitions", [("Number", "Measure", "Definition"), *_definitions(shown)]),
    ]  # fmt: skip


def as_csv(page: GovernorsPage, mark: Mark) -> bytes:
    """Return the tables as one CSV, beneath each other, which no spreadsheet takes for a formula."""
    text = StringIO()
    writer = csv.writer(text)
    for sheet in sheets_of(page, mark):
        writer.writerow([sheet.name])
        writer.writerows([_harmless(cell) for cell in row] for row in sheet.rows)
        writer.writerow([])
    return text.getvalue().encode("utf-8-sig")


def as_workbook(page: GovernorsPage, mark: Mark) -> bytes:
    """Return the tables as a workbook; what is text stays text, never a formula."""
    import xlsxwriter  # noqa: PLC0415 - for the few who ask

    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": _of_when(page.shown), "comments": mark.said})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for sheet in sheets_of(page, mark):
            found = book.add_worksheet(sheet.name)
            found.set_column(0, 9, 24, wrapped)
            found.set_footer(f"&L{mark.said.replace('&', '&&')[:200]}")
            for n, row in enumerate(sheet.rows):
                for k, cell in enumerate(row):
                    write: Callable[..., object] = (
                        found.write_number if isinstance(cell, int) else found.write_string
                    )
                    write(n, k, "" if cell is None else cell)
    return made.getvalue()


def _of_when(shown: ShownReport) -> str:
    first, last = shown.period.first_on, shown.period.last_on
    return f"{shown.setting.name}, {shown.period.name}: {first:%d/%m/%Y} to {last:%d/%m/%Y}"


def _figures(shown: ShownReport) -> Rows:
    return [
        (
            told.number, told.label, shown.period.name, told.now.figure, told.now.said,
            told.now.part, told.now.whole, told.before.in_line if told.before else "",
            told.missing if told.missing_is else "", told.missing_is,
        )
        for told in shown.told.values()
    ]  # fmt: skip


def _groups(shown: ShownReport) -> Rows:
    return [
        (each.label, line.label, line.rate, line.others, line.points, line.missing)
        if line.points is not None
        else (each.label, line.label, "not shown")
        for each in shown.compared
        for line in each.lines
    ]


def _definitions(shown: ShownReport) -> Rows:
    return [(told.number, told.label, told.definition) for told in shown.told.values()]


def _harmless(cell: str | int | None) -> str | int:
    """Return a cell that begins no formula."""
    if cell is None:
        return ""
    is_formula = isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA)
    return f"'{cell}" if is_formula else cell
