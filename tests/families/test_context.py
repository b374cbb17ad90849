"""Attendance and suspensions brought in: what is read, what is refused, who may see it."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from families.context import codes, uploads
from families.context.planning import plan_of
from families.context.reading import read_suspensions, read_weeks
from families.importing import UnreadableFile
from families.importing.uploads import ChangedMeanwhile
from families.models import Child, ImportUpload, SchoolWeek, Suspension
from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.refusals import Refusal
from tests.factories import (
    make_child,
    make_household,
    make_school_week,
    make_setting,
    make_suspension,
    make_viewer,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
START = "/families/context/"
TODAY = datetime.date(2026, 12, 9)
MONDAY = datetime.date(2026, 9, 7)
UPN = "A999123425001"
HEAD = "UPN,Week beginning,Sessions possible,Sessions attended\n"
MARKED = "UPN,Week beginning,Marks\n"
AWAY = "UPN,Type,Start date,End date,Reason\n"


@pytest.fixture(autouse=True)
def _a_day() -> Any:
    with time_machine.travel(datetime.datetime(2026, 12, 9, 10, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.fixture
def lead() -> Viewer:
    return make_viewer(Role.LEAD)


@pytest.fixture
def amira(lead: Viewer) -> Child:
    return make_child(lead.setting, legal_first="Amira", upn=UPN)


def weeks(rows: str, head: str = HEAD) -> Any:
    return read_weeks((head + rows).encode(), today=TODAY)


def away(rows: str, head: str = AWAY) -> Any:
    return read_suspensions((head + rows).encode(), today=TODAY)


def taken(lead: Viewer, content: str, about: str = "our_weeks") -> ImportUpload:
    return uploads.take(
        setting=lead.setting, about=about, file_name="w.csv", content=content.encode(), by=lead.user
    )


def brought_in(lead: Viewer, content: str, about: str = "our_weeks") -> Any:
    upload = taken(lead, content, about)
    return uploads.confirm(upload=upload, seen=plan_of(upload).digest(), by=lead.user)


def sentences(file: Any) -> str:
    return " ".join(problem.sentence for problem in file.problems)


# --- Codes. ---


@pytest.mark.parametrize(
    ("marks", "possible", "attended"),
    [
        ("/\\/\\/\\/\\/\\", 10, 10),
        ("/ \\ L V B K P W", 8, 8),
        ("I,M;C1|C2 E R S T J1", 9, 0),
        ("N O U G", 4, 0),
        ("X Z # Q Y1 Y7 - D", 0, 0),
        ("/\\DD/\\DDI/", 6, 5),
        ("/\\y1/c1", 4, 3),
        ("", 0, 0),
    ],
)
def test_a_week_is_counted_from_its_codes(marks: str, possible: int, attended: int) -> None:
    assert codes.read_marks(marks) == codes.Sessions(possible, attended, ())


def test_a_code_nobody_knows_is_named_once() -> None:
    assert codes.read_marks("/8/8@").unknown == ("8", "@")


def test_every_code_is_of_one_kind() -> None:
    kinds = [codes.PRESENT, codes.ELSEWHERE, codes.AUTHORISED, codes.UNAUTHORISED, codes.NO_SESSION]

    assert sum(map(len, kinds)) == len(codes.KNOWN) == 36


# --- Reading. ---


def test_a_week_is_read_from_numbers_or_from_codes() -> None:
    counted = weeks(f"{UPN},07/09/2026,10,9.0\n").weeks[0]
    marked = weeks(f"{UPN},2026-09-11,/\\/\\/\\/\\/I\n", MARKED).weeks[0]

    assert (counted.who, counted.week_on, counted.possible, counted.attended) == (
        UPN,
        MONDAY,
        10,
        9,
    )
    assert (marked.week_on, marked.possible, marked.attended) == (MONDAY, 10, 9)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",07/09/2026,10,9", "names no child"),
        (f"{UPN},7th of September,10,9", "can’t read “7th of September”"),
        (f"{UPN},07/12/2027,10,9", "still to come"),
        (f"{UPN},07/09/2015,10,9", "years ago"),
        (f"{UPN},12/09/2026,10,9", "at a weekend"),
        (f"{UPN},07/09/2026,ten,9", "“ten” and “9” are not sessions"),
        (f"{UPN},07/09/2026,9,10", "10 sessions attended of 9"),
        (f"{UPN},07/09/2026,50,10", "10 sessions attended of 50"),
        (f"{UPN},07/09/2026,10,=1+8", "spreadsheet formula"),
        (f"{UPN},07/09/2026,10,9,,extra", "cells where there are"),
    ],
)
def test_every_row_that_cannot_be_used_says_why(row: str, said: str) -> None:
    file = weeks(row + "\n")

    assert file.weeks == ()
    assert said in sentences(file)
    assert file.problems[0].rows == (2,)


def test_a_formula_is_said_once() -> None:
    assert len(weeks(f"{UPN},07/09/2026,=1+8,9\n").problems) == 1


def test_a_code_nobody_knows_leaves_its_row_out() -> None:
    file = weeks(f"{UPN},07/09/2026,/\\8\n", MARKED)

    assert file.weeks == ()
    assert "“8” is no attendance code" in sentences(file)


def test_a_week_that_comes_again_is_said_and_the_first_kept() -> None:
    file = weeks(f"{UPN},07/09/2026,10,9\n{UPN},09/09/2026,10,9\n{UPN},07/09/2026,10,2\n")

    assert [week.attended for week in file.weeks] == [9]
    assert "says the same as it" in sentences(file)
    assert "does not agree with it" in sentences(file)


@pytest.mark.parametrize(
    ("head", "lacking"),
    [
        ("Name,Week beginning,Marks\n", "“UPN”"),
        ("UPN,Marks\n", "“Week beginning”"),
        ("UPN,Week,Attended\n", "“Sessions possible”"),
    ],
)
def test_a_file_without_a_needed_column_says_which(head: str, lacking: str) -> None:
    with pytest.raises(UnreadableFile, match=lacking):
        weeks("a,b,c\n"[: len(head.split(",")) * 2], head)


def test_a_suspension_is_read_with_up_to_three_reasons() -> None:
    found = away(f"{UPN},Fixed term,01/10/2026,02/10/2026,DB/VA\n").away[0]

    assert (found.kind, found.starts_on.day, found.reasons) == ("suspension", 1, ("DB", "VA"))


@pytest.mark.parametrize(
    ("row", "said", "kept"),
    [
        (f"{UPN},detention,01/10/2026,,", "don’t know “detention” as a type", 0),
        (f"{UPN},PERM,01/10/2026,01/09/2026,", "can’t be the last day", 1),
        (f"{UPN},PERM,01/10/2026,,ZZ", "“ZZ” is no reason", 1),
        (f"{UPN},SUSP,01/10/2026,,DB PP PA VA", "up to 3 reasons", 1),
    ],
)
def test_what_a_suspension_lacks_is_said(row: str, said: str, kept: int) -> None:
    file = away(row + "\n")

    assert len(file.away) == kept
    assert said in sentences(file)


# --- Bringing in. ---


def test_nothing_is_written_before_a_yes_and_then_it_is(lead: Viewer, amira: Child) -> None:
    upload = taken(lead, f"{HEAD}{UPN},07/09/2026,10,9\n")
    assert not SchoolWeek.objects.exists()

    uploads.confirm(upload=upload, seen=plan_of(upload).digest(), by=lead.user)

    week = SchoolWeek.objects.get()
    assert (week.child, week.week_on, week.possible, week.attended) == (amira, MONDAY, 10, 9)
    assert (week.register, week.setting, week.brought_in_by) == ("ours", lead.setting, lead.user)
    upload.refresh_from_db()
    assert (upload.content, upload.state) == ("", "confirmed")
    assert TrailEntry.objects.filter(what="families.context-brought-in").count() == 1


def test_the_same_file_twice_changes_nothing(lead: Viewer, amira: Child) -> None:
    content = f"{HEAD}{UPN},07/09/2026,10,9\n{UPN},14/09/2026,10,10\n"
    brought_in(lead, content)
    before = list(SchoolWeek.objects.order_by("pk").values())

    again = brought_in(lead, content)

    assert again.is_empty
    assert again.unchanged == 2
    assert list(SchoolWeek.objects.order_by("pk").values()) == before


def test_a_corrected_file_corrects_and_shows_what_changes(lead: Viewer, amira: Child) -> None:
    brought_in(lead, f"{HEAD}{UPN},07/09/2026,10,9\n")

    plan = brought_in(lead, f"{HEAD}{UPN},07/09/2026,10,8\n")

    assert [len(plan.new), len(plan.changed)] == [0, 1]
    assert SchoolWeek.objects.get().attended == 8


def test_two_registers_of_one_week_stand_beside_each_other(lead: Viewer, amira: Child) -> None:
    brought_in(lead, f"{HEAD}{UPN},07/09/2026,6,6\n")
    brought_in(lead, f"{HEAD}{UPN},07/09/2026,4,1\n", "school_weeks")

    assert sorted(SchoolWeek.objects.values_list("register", "attended")) == [
        ("ours", 6), ("school", 1),
    ]  # fmt: skip


def test_a_child_is_found_by_our_own_id_too(lead: Viewer, amira: Child) -> None:
    brought_in(lead, f"Child id,Week beginning,Marks\n{amira.pk},07/09/2026,/\\\n")

    assert SchoolWeek.objects.get().child == amira


def test_a_child_named_two_ways_is_kept_once_and_said(lead: Viewer, amira: Child) -> None:
    plan = brought_in(
        lead,
        f"UPN,Child id,Week beginning,Marks\n{UPN},,07/09/2026,/\\\n,{amira.pk},07/09/2026,I\n",
    )

    assert SchoolWeek.objects.get().attended == 2
    assert "named by UPN in one row and by id" in plan.problems[0].sentence


def test_a_child_of_another_setting_or_of_nobody_is_left_out(lead: Viewer) -> None:
    make_child(make_setting(), upn=UPN)

    plan = brought_in(lead, f"{HEAD}{UPN},07/09/2026,10,9\n{UPN},14/09/2026,10,9\n")

    assert not SchoolWeek.objects.exists()
    assert plan.problems[0].rows == (2, 3)
    assert f"No child here has “{UPN}”" in plan.problems[0].sentence


def test_what_changed_since_it_was_looked_at_is_shown_again(lead: Viewer, amira: Child) -> None:
    upload = taken(lead, f"{HEAD}{UPN},07/09/2026,10,9\n")
    seen = plan_of(upload).digest()
    make_school_week(amira, week_on=MONDAY, attended=3)

    with pytest.raises(ChangedMeanwhile):
        uploads.confirm(upload=upload, seen=seen, by=lead.user)

    assert SchoolWeek.objects.get().attended == 3


def test_a_file_is_brought_in_once(lead: Viewer, amira: Child) -> None:
    upload = taken(lead, f"{HEAD}{UPN},07/09/2026,10,9\n")
    seen = plan_of(upload).digest()
    uploads.confirm(upload=upload, seen=seen, by=lead.user)

    with pytest.raises(Refusal, match="not waiting any more"):
        uploads.confirm(upload=upload, seen=seen, by=lead.user)


def test_why_a_child_was_suspended_is_unreadable_at_rest(lead: Viewer, amira: Child) -> None:
    brought_in(lead, f"{AWAY}{UPN},SUSP,01/10/2026,02/10/2026,DB VA\n", "suspensions")

    assert Suspension.objects.get().reasons == "DB VA"
    with connection.cursor() as cursor:
        cursor.execute("SELECT reasons FROM families_suspension")
        assert "DB" not in cursor.fetchone()[0][:6]


def test_a_suspension_again_changes_nothing_and_its_end_may_come_later(
    lead: Viewer, amira: Child
) -> None:
    brought_in(lead, f"{AWAY}{UPN},SUSP,01/10/2026,,DB\n", "suspensions")
    assert brought_in(lead, f"{AWAY}{UPN},SUSP,01/10/2026,,DB\n", "suspensions").is_empty

    brought_in(lead, f"{AWAY}{UPN},SUSP,01/10/2026,02/10/2026,DB\n", "suspensions")

    assert Suspension.objects.get().ends_on == datetime.date(2026, 10, 2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"attended": 11},
        {"possible": 15},
        {"week_on": MONDAY + datetime.timedelta(days=1)},
        {"register": "other"},
    ],
)
def test_the_database_itself_refuses_what_no_week_can_be(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_school_week(**wrong)


# --- The pages. ---


def test_a_lead_brings_a_file_in_by_the_pages(lead: Viewer, amira: Child, sign_in: SignIn) -> None:
    client = sign_in(lead)
    content = f"{HEAD}{UPN},07/09/2026,10,9\nA999123425009,07/09/2026,10,9\n".encode()

    answer = client.post(
        START, {"about": "our_weeks", "file": SimpleUploadedFile("weeks.csv", content)}
    )
    page = client.get(answer["Location"]).content.decode()
    assert not SchoolWeek.objects.exists()
    seen = plan_of(ImportUpload.objects.get()).digest()
    done = client.post(answer["Location"], {"seen": seen}, follow=True).content.decode()

    assert "Bring in 1 week" in page
    assert "No child here has “A999123425009”" in page
    assert "It is in" in done
    assert SchoolWeek.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("weeks.xlsx", b"PK\x03\x04", "weeks.xlsx"),
        ("weeks.csv", b"", "empty"),
        ("weeks.csv", b"UPN,Marks\nA,/\n", "Week beginning"),
        ("weeks.csv", b"x" * 10_000_001, "too big"),
        ("weeks.csv", b"UPN,Week,Marks\n" + b"A,07/09/2026,/\n" * 10_001, "10,000 rows"),
    ],
)
def test_a_file_that_cannot_be_read_says_so(
    lead: Viewer, sign_in: SignIn, name: str, content: bytes, said: str
) -> None:
    page = sign_in(lead).post(
        START, {"about": "our_weeks", "file": SimpleUploadedFile(name, content)}
    )

    assert said in page.content.decode()
    assert not ImportUpload.objects.exists()


def test_a_files_words_are_harmless_on_the_page(lead: Viewer, sign_in: SignIn) -> None:
    upload = taken(lead, f"{MARKED}<script>alert(1)</script>,07/09/2026,/\n")

    page = sign_in(lead).get(f"{START}{upload.pk}/").content.decode()

    assert "<script>alert" not in page.lower()


def test_a_file_can_be_forgotten(lead: Viewer, amira: Child, sign_in: SignIn) -> None:
    upload = taken(lead, f"{HEAD}{UPN},07/09/2026,10,9\n")

    sign_in(lead).post(f"{START}{upload.pk}/drop/")

    upload.refresh_from_db()
    assert (upload.state, upload.content) == ("dropped", "")


def test_the_two_kinds_of_files_do_not_open_each_others_pages(
    lead: Viewer, sign_in: SignIn
) -> None:
    upload = taken(lead, f"{HEAD}{UPN},07/09/2026,10,9\n")
    client = sign_in(lead)

    assert client.get(f"/families/import/{upload.pk}/").status_code == 404
    assert "w.csv" not in client.get("/families/import/").content.decode()


def test_a_school_is_not_asked_whose_register_it_is(sign_in: SignIn) -> None:
    school = make_viewer(Role.LEAD, setting=make_setting(kind="school"))

    assert "own schools" not in sign_in(school).get(START).content.decode()


def test_a_family_is_read_by_leads_alone_and_the_trail_says_so(
    lead: Viewer, sign_in: SignIn
) -> None:
    home = make_household(lead.setting)
    child = make_child(household=home)
    make_school_week(child, week_on=MONDAY, attended=7)
    make_suspension(child, reasons="DB")
    url = f"/families/{home.pk}/context/"

    page = sign_in(lead).get(url).content.decode()

    assert "7 Sep 2026" in page
    assert "Persistent disruptive behaviour" in page
    assert TrailEntry.objects.filter(what="families.context", household_id=home.pk).count() == 1


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.LEAD, Role.DSL, Role.DEPUTY_DSL}))
def test_nobody_else_reads_of_one_child(lead: Viewer, role: Role) -> None:
    child = make_child(lead.setting)
    make_school_week(child)
    make_suspension(child)
    viewer = make_viewer(role, setting=lead.setting)

    assert not SchoolWeek.objects.visible_to(viewer).exists()
    assert not Suspension.objects.visible_to(viewer).exists()


def test_a_familys_page_asks_as_much_of_one_child_as_of_many(lead: Viewer, sign_in: SignIn) -> None:
    home = make_household(lead.setting)
    client = sign_in(lead)
    client.get(f"/families/{home.pk}/context/")  # The first page of a session asks for more.
    counts = []
    for _ in range(2):
        for _n in range(2):
            make_school_week(make_child(household=home))
        with CaptureQueriesContext(connection) as counted:
            client.get(f"/families/{home.pk}/context/")
        counts.append(len(counted))

    assert counts[0] == counts[1]
