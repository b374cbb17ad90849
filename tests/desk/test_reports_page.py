"""The page of figures: who opens it, what it says, and how few questions it asks."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.figures import keeping
from tests import factories as make
from tests.desk.worlds import a_world

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
URL = "/figures/"
ALL = "/figures/all/"


def a_half_term_now(viewer: Viewer) -> None:
    today = viewer.today
    make.make_half_term(
        viewer.setting, starts_on=today - timedelta(days=30), ends_on=today + timedelta(days=20)
    )


def families_met(viewer: Viewer, met: int, of: int) -> None:
    """Make active families, so many of which were visited yesterday."""
    long_ago = viewer.today - timedelta(days=90)
    for n in range(of):
        home = make.make_household(viewer.setting)
        child = make.make_child(viewer.setting, placement_starts_on=long_ago)
        make.make_household_member(home, child=child, from_on=long_ago)
        if n < met:
            make.make_home_visit(home, viewer.user, planned_on=viewer.today - timedelta(days=1))


@pytest.mark.parametrize("role", [Role.HEAD, Role.LEAD, Role.DSL, Role.DEPUTY_DSL, Role.TRUST])
def test_those_who_may_see_reports_open_the_page(role: Role, sign_in: SignIn) -> None:
    assert sign_in(make.make_viewer(role)).get(URL).status_code == 200


@pytest.mark.parametrize("role", [Role.MENTOR, Role.OFFICE, Role.ADMINISTRATOR])
def test_others_do_not(role: Role, sign_in: SignIn) -> None:
    assert sign_in(make.make_viewer(role)).get(URL).status_code == 403


def test_before_the_first_half_term_the_page_says_what_comes_first(sign_in: SignIn) -> None:
    assert b"No half-term has begun yet" in sign_in(make.make_viewer(Role.HEAD)).get(URL).content


def test_the_page_begins_with_one_sentence(sign_in: SignIn) -> None:
    head = make.make_viewer(Role.HEAD)
    a_half_term_now(head)
    families_met(head, met=6, of=12)

    page = sign_in(head).get(URL).content.decode()

    assert "So far this half-term we were alongside <strong>6 of 12 families</strong>" in page


def test_a_head_reads_no_small_number_and_a_lead_the_true_one(sign_in: SignIn) -> None:
    head = make.make_viewer(Role.HEAD)
    lead = make.make_viewer(Role.LEAD, setting=head.setting)
    a_half_term_now(head)
    families_met(head, met=3, of=12)

    suppressed = sign_in(head).get(URL).content.decode()
    true = sign_in(lead).get(URL).content.decode()

    assert "fewer than 5" in suppressed
    assert "3 of 12" not in suppressed
    assert "25%" not in suppressed
    assert "3 of 12 families" in true


def test_no_familys_name_is_on_the_page(sign_in: SignIn) -> None:
    head = make.make_viewer(Role.HEAD)
    a_half_term_now(head)
    home = make.make_family(head.setting, known_as="Zubaida")
    make.make_invitation(make.make_afternoon(head.setting, on=head.today), home, answer="no")

    page = sign_in(head).get(URL).content.decode()

    assert "Zubaida" not in page
    assert home.label not in page


def test_an_answer_shows_at_once(sign_in: SignIn) -> None:
    lead = make.make_viewer(Role.LEAD)
    a_half_term_now(lead)
    afternoon = make.make_afternoon(lead.setting, on=lead.today - timedelta(days=1))
    invitation = make.make_invitation(afternoon)
    make.make_invitation(afternoon)
    make.make_invitation(make.make_afternoon(lead.setting, on=lead.today + timedelta(days=6)))
    client = sign_in(lead)
    assert "without an answer: 100% (2 of 2)" in client.get(ALL).content.decode()

    invitation.answer, invitation.answered_at, invitation.state = "yes", timezone.now(), "yes"
    invitation.save()

    assert "without an answer: 50% (1 of 2)" in client.get(ALL).content.decode()


def test_what_we_changed_is_marked_on_the_chart_and_said_beneath_it(sign_in: SignIn) -> None:
    lead = make.make_viewer(Role.LEAD)
    a_half_term_now(lead)
    afternoon = make.make_afternoon(
        lead.setting, on=lead.today - timedelta(days=7), state="held", change_note="A later start",
        register_closed_at=timezone.now(), register_closed_by=lead.user,
    )  # fmt: skip
    make.make_invitation(afternoon, state="closed", came=True)

    families_met(lead, met=6, of=12)
    client = sign_in(lead)

    assert "chart__mark-said" in client.get(URL).content.decode()
    page = client.get(ALL).content.decode()
    assert f"{afternoon.on.day} {afternoon.on:%B}: A later start</li>" in page


def test_only_fixed_periods_can_be_asked_for(sign_in: SignIn) -> None:
    head = make.make_viewer(Role.HEAD)
    a_half_term_now(head)
    client = sign_in(head)

    whole = client.get(URL).content
    differenced = client.get(URL, {"period": "2026-11-02..2026-11-03"}).content

    assert whole.count(b"selected") == differenced.count(b"selected") == 1


@pytest.mark.parametrize(("is_kept", "most"), [(True, 10), (False, 16)])
def test_the_page_asks_as_few_questions_for_many_families_as_for_one(
    sign_in: SignIn, is_kept: bool, most: int
) -> None:
    few, many = make.make_viewer(Role.HEAD), make.make_viewer(Role.HEAD)
    for viewer, families in ((few, 1), (many, 6)):
        a_world(viewer.setting, Random(1), families=families)
        if is_kept:
            keeping.refresh(viewer.setting.pk)
    counts = []
    for viewer in (few, many):
        client = sign_in(viewer)
        client.get(URL)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("desk:reports"), {"period": "2026-autumn"})
        counts.append(len(asked))

    assert counts[0] == counts[1] <= most


def test_the_period_is_printed_with_its_days(sign_in: SignIn) -> None:
    head = make.make_viewer(Role.HEAD)
    make.make_half_term(
        head.setting, school_year=2025, term="summer", half=1,
        starts_on=date(2026, 4, 13), ends_on=date(2026, 5, 21),
    )  # fmt: skip

    page = sign_in(head).get(URL, {"period": "2025-summer-1"}).content.decode()

    assert "Summer 2026, first half, 13 April 2026 to 21 May 2026" in page
    assert "In Summer 2026, first half we worked with no families" in page


def test_without_afternoons_in_a_period_nothing_of_them_is_said_to_be_none(
    sign_in: SignIn,
) -> None:
    lead = make.make_viewer(Role.LEAD)
    a_half_term_now(lead)
    make.make_family(lead.setting)
    make.make_household(lead.setting, first_came_on=lead.today - timedelta(days=29))
    long_ago = lead.today - timedelta(days=90)
    make.make_child(household=make.make_household(lead.setting), placement_starts_on=long_ago)

    page = sign_in(lead).get(ALL).content.decode()

    assert page.count("<span>no afternoons were held</span>") == 9
    assert "0%, 0 of 1" not in page
    assert "for the first time</p>" not in page
    assert "Nothing is missing" not in page
    assert "No afternoon was held" in page
