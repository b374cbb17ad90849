"""The pages of reports of terms: none yet, waiting, being made, ready, and not made."""

import csv
from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pastoral.accounts.models import Setting, TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.desk.exports import TYPES
from pastoral.termly import tasks
from pastoral.termly.models import TermReport
from sessions_app.models import Quote
from tests import factories as make
from tests.shipped import ship_words
from tests.termly.terms import BACK, IN_TERM, KEY, a_term_behind, families_of_the_term

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
State = TermReport.State
LIST, MAKE = "/figures/termly/", "/figures/termly/make/"
WHY = "For the governors’ meeting"


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(BACK, tick=False) as traveller:
        yield traveller


@pytest.fixture
def head() -> Viewer:
    ship_words()
    return make.make_viewer(Role.HEAD, setting=a_term_behind())


def page_of(report: TermReport) -> str:
    return f"{LIST}{report.pk}/"


def a_report(viewer: Viewer, **fields: object) -> TermReport:
    return make.make_term_report(viewer.setting, key=KEY, name="Autumn 2026", **fields)


def ready(viewer: Viewer) -> TermReport:
    families_of_the_term(viewer.setting)
    tasks.begin_due()
    tasks.make_waiting()
    return TermReport.objects.get(setting=viewer.setting)


def read(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def test_with_no_report_yet_the_page_offers_the_first_step(head: Viewer, sign_in: SignIn) -> None:
    page = read(sign_in(head), LIST)

    assert "No report yet" in page
    assert MAKE in page
    assert "7 days after a term has ended" in page


def test_who_can_not_have_one_made_is_not_offered_it(head: Viewer, sign_in: SignIn) -> None:
    governor = make.make_viewer(Role.TRUST, setting=head.setting)

    assert MAKE not in read(sign_in(governor), LIST)


def test_while_the_first_term_runs_nothing_is_offered(
    head: Viewer, now: time_machine.Traveller, sign_in: SignIn
) -> None:
    now.move_to(IN_TERM)

    assert MAKE not in read(sign_in(head), LIST)
    assert sign_in(head).get(MAKE).status_code == 302


@pytest.mark.parametrize("role", [Role.HEAD, Role.LEAD])
def test_a_head_or_a_lead_has_it_made_and_watches(
    role: Role, head: Viewer, sign_in: SignIn
) -> None:
    viewer = make.make_viewer(role, setting=head.setting)

    answer = sign_in(viewer).post(MAKE, {"term": KEY, "reason": WHY})

    report = TermReport.objects.get()
    assert answer["Location"] == page_of(report)
    assert (report.asked_by, report.reason, report.state) == (viewer.user, WHY, State.WAITING)
    assert "Waiting for its turn" in read(sign_in(viewer), page_of(report))


def test_rule_46_nothing_is_made_without_a_reason(head: Viewer, sign_in: SignIn) -> None:
    page = sign_in(head).post(MAKE, {"term": KEY, "reason": " "}).content.decode()

    assert "Please fill this in." in page
    assert not TermReport.objects.exists()


def test_a_second_press_leads_to_the_same_report(head: Viewer, sign_in: SignIn) -> None:
    client = sign_in(head)
    client.post(MAKE, {"term": KEY, "reason": WHY})

    assert client.post(MAKE, {"term": KEY, "reason": WHY})["Location"] == LIST
    assert TermReport.objects.count() == 1


def test_while_it_is_made_the_page_says_what_is_being_done(head: Viewer, sign_in: SignIn) -> None:
    report = a_report(head, state=State.MAKING, claimed_at=timezone.now(), tries=1, step=1)

    page = read(sign_in(head), page_of(report))

    assert "Setting the term beside the one before" in page
    assert '<progress id="made" value="1" max="4">' in page
    assert 'aria-live="polite"' in page
    assert "Look again" in page


def test_rule_50_a_page_that_looks_by_itself_keeps_nobody_signed_in(
    head: Viewer, now: time_machine.Traveller, sign_in: SignIn
) -> None:
    report = a_report(head)
    client = sign_in(head)
    client.get(page_of(report))
    now.move_to(BACK.replace(minute=14))
    seen = client.session["seen"]

    client.get(page_of(report), {"poll": "1"})
    client.get(page_of(report), {"poll": "1"}, headers={"hx-request": "true"})

    assert client.session["seen"] == seen


def test_a_script_gets_the_part_alone_and_then_the_whole_page(
    head: Viewer, sign_in: SignIn
) -> None:
    report = a_report(head)
    client = sign_in(head)
    by_script = {"hx-request": "true"}

    part = client.get(page_of(report), {"poll": "1"}, headers=by_script)
    tasks.make_waiting()
    whole = client.get(page_of(report), {"poll": "1"}, headers=by_script)

    assert "<html" not in part.content.decode()
    assert whole["HX-Refresh"] == "true"


def test_a_report_that_is_ready_is_read_on_the_page(head: Viewer, sign_in: SignIn) -> None:
    page = read(sign_in(head), page_of(ready(head)))

    assert "15 to 19 of 24 families" in page
    assert "It is as it stood on 6 January 2027" in page
    assert "?poll=1" not in page


@pytest.mark.parametrize("role", [Role.HEAD, Role.LEAD, Role.DSL, Role.TRUST])
@pytest.mark.parametrize("kind", sorted(TYPES))
def test_rule_46_each_copy_of_a_report_says_whose_it_is_and_so_does_the_trail(
    kind: str, role: Role, head: Viewer, sign_in: SignIn
) -> None:
    report = ready(head)
    viewer = make.make_viewer(role, setting=head.setting)

    answer = sign_in(viewer).post(page_of(report), {"kind": kind, "reason": WHY})

    assert answer["Content-Type"] == TYPES[kind]
    line = TrailEntry.objects.get(did="exported")
    assert (line.actor, line.what, line.about_id) == (viewer.user, f"figures.{kind}", report.pk)
    assert line.reason == f"{KEY}: {WHY}"
    if kind == "csv":
        words = answer.content.decode("utf-8-sig")
        assert f"Taken out by {viewer.user} on 6 January 2027: {WHY}" in words


def test_a_familys_words_are_shown_as_long_as_their_yes_stands(
    head: Viewer, sign_in: SignIn
) -> None:
    afternoon = make.make_afternoon(head.setting, on=date(2026, 11, 11))
    pulse = make.make_pulse(afternoon, comment="We <3 the clay.", comment_state="released")
    quote = make.make_quote(pulse=pulse, chosen_on=date(2026, 12, 1), chosen_by=head.user)
    report = ready(head)
    client, words = sign_in(head), "We &lt;3 the clay."

    assert words in read(client, page_of(report))
    assert "clay" not in report.paper

    Quote.objects.filter(pk=quote.pk).update(
        withdrawn_on=date(2027, 1, 6), withdrawn_by=head.user, chosen_on=None, chosen_by=None
    )
    page = read(client, page_of(report))
    assert words not in page
    assert "No words were chosen." in page


def test_the_list_asks_as_few_questions_for_ten_reports_as_for_one(
    head: Viewer, sign_in: SignIn
) -> None:
    client, asked = sign_in(head), []
    for first, last in ((0, 1), (1, 11)):
        for n in range(first, last):
            make.make_term_report(
                head.setting, key=f"2010-{n}", state=State.READY, made_at=timezone.now()
            )
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST)
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_a_copy_says_what_the_page_says(head: Viewer, sign_in: SignIn) -> None:
    report = ready(head)
    client = sign_in(head)
    page = read(client, page_of(report))

    made = client.post(page_of(report), {"kind": "csv", "reason": WHY}).content
    rows = list(csv.reader(StringIO(made.decode("utf-8-sig"))))
    reach = next(row for row in rows if row[:1] == ["1"])

    assert f"{reach[3]} {reach[4]}" in page


def test_rule_46_no_copy_without_a_reason(head: Viewer, sign_in: SignIn) -> None:
    report = ready(head)

    answer = sign_in(head).post(page_of(report), {"kind": "pdf", "reason": ""})

    assert "Please fill this in." in answer.content.decode()
    assert not TrailEntry.objects.filter(did="exported").exists()


def test_a_report_that_could_not_be_made_says_so_and_is_tried_again(
    head: Viewer, sign_in: SignIn
) -> None:
    report = a_report(head, state=State.FAILED, tries=3)
    client = sign_in(head)

    assert "It could not be made" in read(client, page_of(report))
    assert "Please fill this in." in client.post(f"{page_of(report)}again/").content.decode()
    client.post(f"{page_of(report)}again/", {"reason": WHY})

    report.refresh_from_db()
    assert report.state == State.WAITING
    assert client.post(f"{page_of(report)}again/", {"reason": WHY}).status_code == 409


def test_a_governor_reads_that_it_could_not_be_made_and_who_can_do_something(
    head: Viewer, sign_in: SignIn
) -> None:
    report = a_report(head, state=State.FAILED, tries=3)
    governor = make.make_viewer(Role.TRUST, setting=head.setting)

    page = read(sign_in(governor), page_of(report))

    assert "A head or a pastoral lead can have it made again." in page
    assert "again/" not in page


def test_the_list_has_every_state_in_words(head: Viewer, sign_in: SignIn) -> None:
    ready(head)
    for n, state in enumerate((State.WAITING, State.FAILED)):
        make.make_term_report(head.setting, key=f"2025-{n}", state=state)

    page = read(sign_in(head), LIST)

    for words in ("Ready", "As it stood on 6 January 2027", "Being made", "It could not be made."):
        assert words in page


def test_a_strangers_report_is_not_there(head: Viewer, sign_in: SignIn) -> None:
    report = ready(head)
    stranger = make.make_viewer(Role.HEAD)

    assert sign_in(stranger).get(page_of(report)).status_code == 404
    assert sign_in(stranger).post(f"{page_of(report)}again/").status_code == 404


def test_a_schools_head_does_not_read_the_governors_and_they_not_hers(sign_in: SignIn) -> None:
    school = a_term_behind(kind=Setting.Kind.SCHOOL)
    for role, theirs in ((Role.HEAD, True), (Role.TRUST, False)):
        client = sign_in(make.make_viewer(role, setting=school))
        for has_roll in (True, False):
            report, _ = TermReport.objects.get_or_create(
                setting=school, key=KEY, has_roll=has_roll, name="Autumn 2026",
                first_on=BACK.date(), last_on=BACK.date(),
            )  # fmt: skip
            status = client.get(page_of(report)).status_code
            assert (status == 200) == (has_roll == theirs)


def test_the_way_in_the_e_mail_asks_to_sign_in(head: Viewer, client: Client) -> None:
    report = ready(head)

    answer = client.get(page_of(report))

    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next={page_of(report)}")


def test_who_works_elsewhere_just_now_is_led_there(head: Viewer, sign_in: SignIn) -> None:
    report = ready(head)
    other = make.make_setting(name="Elm Zone")
    make.make_membership(head.user, other, Role.HEAD)
    client = sign_in(Viewer(head.user, other, head.roles))

    page = read(client, page_of(report))
    answer = client.post("/setting/", {"setting": f"{head.setting.pk}", "next": page_of(report)})

    assert "you are at Elm Zone just now" in page
    assert "15 to 19" not in page
    assert answer["Location"] == page_of(report)
    assert "15 to 19" in read(client, page_of(report))


def test_who_is_a_mentor_there_finds_nothing(head: Viewer, sign_in: SignIn) -> None:
    report = ready(head)
    elsewhere = make.make_viewer(Role.HEAD)
    make.make_membership(elsewhere.user, head.setting, Role.MENTOR)

    assert sign_in(elsewhere).get(page_of(report)).status_code == 404


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_choosing_a_setting_leads_nowhere_else(to: str, head: Viewer, sign_in: SignIn) -> None:
    chosen = {"setting": f"{head.setting.pk}", "next": to}
    url = "/setting/"

    assert sign_in(head).post(url, chosen)["Location"] == "/"


def test_the_page_of_figures_leads_there(head: Viewer, sign_in: SignIn) -> None:
    assert LIST in read(sign_in(head), "/figures/")
