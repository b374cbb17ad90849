"""Figures as files: a PDF, a CSV, a workbook; each says whose, of when, by whom and why (rule 46).

They are made from a `ShownReport` without a true number in it, whoever takes them out: a file
goes further than its first reader. What a file says is a `Paper`, which can be kept; whose copy
it is, is written onto each copy.
"""

import csv
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from io import BytesIO, StringIO

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from pastoral.desk.figures import ShownReport
from pastoral.desk.heads import GovernorsPage
from pastoral.ui import paper as on_paper

FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEADINGS = (
    "Number", "Measure", "Period", "Figure", "In words", "Part", "Whole", "Before", "Not known",
)  # fmt: skip
# Where families’ words stand in the sides; nobody’s words hold it, since “<” is escaped.
QUOTES_HERE = SafeString("<!-- what families say -->")
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


@dataclass(frozen=True)
class Paper:
    """All that a file says but whose copy it is, as it was on the day it was written.

    Families’ words stand beside it and not in it: they may be shown as long as their yes stands.
    """

    place: str
    when: str
    title: str
    html: str
    sheets: list[Sheet]
    quotes: list[str]

    @property
    def sides(self) -> SafeString:
        """The two sides, for a page or a PDF: made by our own templates, which escape words."""
        quotes = render_to_string("desk/_quotes.html", {"quotes": self.quotes})
        return mark_safe(self.html.replace(QUOTES_HERE, quotes))  # noqa: S308  # nosec B308 B703

    @property
    def as_kept(self) -> str:
        """The paper as text without families’ words, to be read again by `kept_paper`."""
        return json.dumps({**asdict(self), "quotes": []})


def paper_of(page: GovernorsPage) -> Paper:
    """Return what the governors’ page says, to be given out as files."""
    shown = page.shown
    first, last = (f"{on.day} {on:%B %Y}" for on in (shown.period.first_on, shown.period.last_on))
    before = shown.before.name if shown.before else ""
    return Paper(
        place=shown.setting.name,
        when=f"{shown.period.name}, {first} to {last}",
        title=_of_when(shown),
        html=render_to_string(
            "desk/_governors_sides.html",
            {"page": page, "before_name": before, "quotes_here": QUOTES_HERE},
        ),
        sheets=[
            Sheet("Figures", [(_of_when(shown),), (), HEADINGS, *_figures(shown)]),
            Sheet("Groups", [("Where is our offer not working?",), (), GROUPS, *_groups(shown)]),
            Sheet("What we changed", [("Day", "What"), *((f"{c.on}", c.words) for c in page.changes)]),
            Sheet("Definitions", [("Number", "Measure", "Definition"), *_definitions(shown)]),
        ],
        quotes=page.quotes,
    )  # fmt: skip


def kept_paper(kept: str, *, quotes: list[str]) -> Paper:
    """Return a paper as it was kept, with those words of families that may be shown now."""
    said = json.loads(kept)
    sheets = [Sheet(s["name"], [tuple(row) for row in s["rows"]]) for s in said["sheets"]]
    return Paper(**{**said, "sheets": sheets, "quotes": quotes})


def as_pdf(paper: Paper, mark: Mark) -> bytes | None:
    """Return the two sides as a PDF for everyone; nothing where this machine makes none."""
    html = render_to_string("desk/governors_pdf.html", {"paper": paper, "mark": mark})
    return on_paper.as_pdf(html, style="css/figures.css", is_for_everyone=True)


def as_csv(paper: Paper, mark: Mark) -> bytes:
    """Return the tables as one CSV, beneath each other, which no spreadsheet takes for a formula."""
    text = StringIO()
    writer = csv.writer(text)
    for sheet in paper.sheets:
        writer.writerow([sheet.name])
        writer.writerows([_harmless(cell) for cell in row] for row in [(mark.said,), *sheet.rows])
        writer.writerow([])
    return text.getvalue().encode("utf-8-sig")


def as_workbook(paper: Paper, mark: Mark) -> bytes:
    """Return the tables as a workbook; what is text stays text, never a formula."""
    import xlsxwriter  # noqa: PLC0415 - for the few who ask

    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": paper.title, "comments": mark.said})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for sheet in paper.sheets:
            found = book.add_worksheet(sheet.name)
            found.set_column(0, 9, 24, wrapped)
            found.set_footer(f"&L{mark.said.replace('&', '&&')[:200]}")
            for n, row in enumerate([(mark.said,), *sheet.rows]):
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
            told.missing_said,
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


# What one may take out: how it is made, and what a browser is told it is.
MAKE: dict[str, Callable[[Paper, Mark], bytes | None]] = {
    "pdf": as_pdf, "csv": as_csv, "xlsx": as_workbook,
}  # fmt: skip
TYPES = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NO_PDF = "This machine can’t make PDFs. Please print the governors’ page itself."
