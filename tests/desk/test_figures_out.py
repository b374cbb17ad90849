"""Figures as files: for a reason, with a watermark, and no true number in them (rule 46)."""

import csv
import re
import zlib
from collections.abc import Callable
from datetime import date
from html import unescape
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.test import Client

from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.desk import exports
from pastoral.desk.exports import TYPES
from pastoral.figures.measures import MEASURES
from tests import factories as make
from tests.desk.test_reports_page import a_half_term_now, families_met

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
URL = "/figures/out/"
WHY = "For the governors’ meeting"


@pytest.fixture
def lead() -> Viewer:
    viewer = make.make_viewer(Role.LEAD)
    a_half_term_now(viewer)
    families_met(viewer, met=3, of=20)
    return viewer


def file_of(client: Client, kind: str, reason: str = WHY) -> bytes:
    answer = client.post(URL, {"kind": kind, "reason": reason})
    assert answer.status_code == 200
    assert answer["Content-Type"] == TYPES[kind]
    return bytes(answer.content)


def workbook_words(made: bytes) -> str:
    with ZipFile(BytesIO(made)) as book:
        return unescape("".join(book.read(name).decode() for name in book.namelist()))


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_rule_46_nothing_goes_out_without_a_reason(
    kind: str, lead: Viewer, sign_in: SignIn
) -> None:
    answer = sign_in(lead).post(URL, {"kind": kind, "reason": "  "})

    assert answer["Content-Type"].startswith("text/html")
    assert "Please fill this in." in answer.content.decode()
    assert not TrailEntry.objects.filter(did="exported").exists()


@pytest.mark.parametrize("kind", sorted(TYPES))
def test_rule_46_the_trail_keeps_who_took_what_out_and_why(
    kind: str, lead: Viewer, sign_in: SignIn
) -> None:
    file_of(sign_in(lead), kind)

    line = TrailEntry.objects.get(did="exported")
    assert (line.actor, line.setting, line.what) == (lead.user, lead.setting, f"figures.{kind}")
    assert line.reason.endswith(WHY)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_rule_46_a_file_says_by_whom_when_and_why(kind: str, lead: Viewer, sign_in: SignIn) -> None:
    made = file_of(sign_in(lead), kind)
    words = made.decode("utf-8-sig") if kind == "csv" else workbook_words(made)

    assert f"Taken out by {lead.user} on {lead.today.day} {lead.today:%B %Y}: {WHY}" in words
    assert f"{lead.setting.name}, " in words


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_has_every_definition_and_no_small_number_whoever_asks(
    kind: str, lead: Viewer, sign_in: SignIn
) -> None:
    made = file_of(sign_in(lead), kind)
    words = made.decode("utf-8-sig") if kind == "csv" else workbook_words(made)

    assert "fewer than 5" in words
    assert "of 20 families" in words
    assert "15%" not in words
    assert MEASURES["reach"].definition_said(lead.policy) in words.replace('""', '"')


def test_a_file_and_the_governors_page_say_the_same(lead: Viewer, sign_in: SignIn) -> None:
    client = sign_in(lead)
    page = client.get("/figures/governors/").content.decode()

    rows = list(csv.reader(StringIO(file_of(client, "csv").decode("utf-8-sig"))))
    reach = next(row for row in rows if row[:2] == ["1", MEASURES["reach"].label])

    assert f"{reach[3]} {reach[4]}" in page


def test_a_pdf_is_tagged_for_screen_readers(lead: Viewer, sign_in: SignIn) -> None:
    made = file_of(sign_in(lead), "pdf")

    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL)
    inside = b"".join(
        zlib.decompressobj().decompress(one) for one in streams if one.startswith(b"x")
    )
    assert made.startswith(b"%PDF")
    assert b"/StructTreeRoot" in inside + made
    assert b"pdfuaid" in inside + made


def test_looking_at_the_form_takes_nothing_out(lead: Viewer, sign_in: SignIn) -> None:
    assert sign_in(lead).get(URL).status_code == 200
    assert not TrailEntry.objects.filter(did="exported").exists()


@pytest.mark.parametrize("reason", ["=HYPERLINK(1)", " =1+1", "+44", "-1", "@SUM(A1)"])
def test_no_spreadsheet_takes_what_somebody_wrote_for_a_formula(
    reason: str, lead: Viewer, sign_in: SignIn
) -> None:
    make.make_change(lead.setting, on=lead.today, words=reason)
    client = sign_in(lead)

    cells = [
        cell
        for row in csv.reader(StringIO(file_of(client, "csv").decode("utf-8-sig")))
        for cell in row
    ]
    book = workbook_words(file_of(client, "xlsx"))

    assert not [cell for cell in cells if re.match(r"\s*[=+\-@\t\r]", cell)]
    assert any(reason.strip() in cell for cell in cells)
    assert "<f>" not in book


def test_a_mark_reads_as_a_sentence() -> None:
    mark = exports.Mark("Jo Ash", "for the trust", date(2026, 12, 4))

    assert mark.said == "Taken out by Jo Ash on 4 December 2026: for the trust"


def test_what_is_for_leads_alone_goes_out_for_nobody(lead: Viewer, sign_in: SignIn) -> None:
    client = sign_in(lead)

    assert MEASURES["caseload"].label in client.get("/figures/all/").content.decode()
    assert MEASURES["caseload"].label not in file_of(client, "csv").decode("utf-8-sig")
