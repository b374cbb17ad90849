"""Reading together: two notes drawn by lot, and reflections for two people alone."""

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from pastoral.accounts import actions as accounts
from pastoral.accounts.models import Setting, TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from tests.factories import (
    make_family,
    make_home_visit,
    make_policy,
    make_reflection,
    make_setting,
    make_staff,
    make_viewer,
    make_visit_note,
)
from visits.models import Reflection, VisitNote
from visits.supervision import drawn, last_month, readings_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
NOVEMBER = date(2026, 11, 1)
PAGE = "/visits/supervision/"


@pytest.fixture(autouse=True)
def _in_december() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 12, 3, 12, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def setting() -> Setting:
    return make_setting()


@pytest.fixture
def jo(setting: Setting) -> Viewer:
    return make_viewer(setting=setting, first_name="Jo")


@pytest.fixture
def ruth(setting: Setting, jo: Viewer) -> Viewer:
    """Jo's supervisor."""
    ruth = make_viewer(Role.DSL, setting=setting, first_name="Ruth")
    admin = make_staff()
    accounts.set_supervisor(staff=jo.user, setting=setting, supervisor=ruth.user, by=admin)
    return ruth


@pytest.fixture
def lead(setting: Setting) -> Viewer:
    """A lead who supervises nobody."""
    return make_viewer(Role.LEAD, setting=setting, first_name="Ann")


def notes_of(
    jo: Viewer, count: int, month: date = NOVEMBER, *, are_numbered: bool = False
) -> list[VisitNote]:
    first = datetime(month.year, month.month, 2, 15, tzinfo=UTC)
    return [
        make_visit_note(
            make_home_visit(make_family(jo.setting, jo.user), jo.user),
            **({"id": uuid.UUID(int=n + 1)} if are_numbered else {}),
            written_at=first + timedelta(days=n),
            going_well="x" * (n + 1),
        )
        for n in range(count)
    ]


def test_two_notes_are_drawn_the_same_for_both(jo: Viewer, ruth: Viewer, lead: Viewer) -> None:
    notes_of(jo, 9)

    (of_jo,) = readings_of(jo, NOVEMBER)
    (of_ruth,) = readings_of(ruth, NOVEMBER)
    of_lead = next(r for r in readings_of(lead, NOVEMBER) if r.mentor == jo.user)

    assert len(of_jo.notes) == 2
    assert of_jo.notes == of_ruth.notes == of_lead.notes
    assert of_jo.supervisor == ruth.user


def test_the_lot_does_not_look_at_length_or_day(jo: Viewer) -> None:
    """Over many months the longest and the shortest come up as often as any other."""
    notes_of(jo, 4, are_numbered=True)
    months = [date(2026 + n // 12, n % 12 + 1, 1) for n in range(120)]
    lots = []
    for month in months:
        VisitNote.objects.update(written_at=datetime(month.year, month.month, 9, tzinfo=UTC))
        lots.append([len(n.going_well) for n in drawn(jo.setting, [jo.user.pk], month)[jo.user.pk]])

    chosen = [length for lot in lots for length in lot]
    counts = [chosen.count(length) for length in (1, 2, 3, 4)]
    assert all(40 < count < 80 for count in counts), counts


def test_how_many_are_drawn_is_the_settings_own_policy(jo: Viewer) -> None:
    notes_of(jo, 5)
    make_policy(jo.setting, supervision_notes=3)
    jo.setting.refresh_from_db()

    assert len(drawn(jo.setting, [jo.user.pk], NOVEMBER)[jo.user.pk]) == 3


def test_only_notes_of_the_month_on_visits_that_stand_are_drawn(jo: Viewer) -> None:
    (note,) = notes_of(jo, 1)
    notes_of(jo, 2, date(2026, 10, 1))
    (taken_back,) = notes_of(jo, 1)
    taken_back.visit.removed_at = taken_back.written_at
    taken_back.visit.save()

    assert drawn(jo.setting, [jo.user.pk], NOVEMBER)[jo.user.pk] == [note]


def test_a_month_is_offered_once_it_is_over() -> None:
    assert last_month(date(2026, 12, 1)) == NOVEMBER
    assert last_month(date(2027, 1, 31)) == date(2026, 12, 1)


def test_that_a_note_was_read_together_is_kept_once(
    jo: Viewer, ruth: Viewer, sign_in: SignIn
) -> None:
    (note,) = notes_of(jo, 1)
    there = reverse("visits:read-together", args=[note.pk])

    page = sign_in(jo).post(there, follow=True).text
    sign_in(ruth).post(there)

    note.refresh_from_db()
    assert note.read_together_by == jo.user
    assert "Kept that you read it together." in page
    assert "Read together" in page
    assert TrailEntry.objects.filter(what="visits.read-together").count() == 1


def test_rule_45_a_note_that_was_not_drawn_or_is_nobody_of_ones_own_is_not_marked(
    jo: Viewer, ruth: Viewer, sign_in: SignIn
) -> None:
    notes = notes_of(jo, 3)
    two = drawn(jo.setting, [jo.user.pk], NOVEMBER)[jo.user.pk]
    third = next(note for note in notes if note not in two)
    (this_month,) = notes_of(jo, 1, date(2026, 12, 1))
    deputy = make_viewer(Role.DEPUTY_DSL, setting=jo.setting)  # Reads all notes; not with Jo.

    for viewer, note in ((ruth, third), (ruth, this_month), (deputy, two[0])):
        there = reverse("visits:read-together", args=[note.pk])
        assert sign_in(viewer).post(there).status_code == 404
    assert not VisitNote.objects.exclude(read_together_at=None).exists()


def test_the_page_shows_a_mentor_theirs_and_a_supervisor_those_of_whom_they_read_with(
    jo: Viewer, ruth: Viewer, lead: Viewer, sign_in: SignIn
) -> None:
    notes_of(jo, 2)
    make_viewer(setting=jo.setting, first_name="Kwame")

    assert "Yours" in sign_in(jo).get(PAGE).text
    of_ruth, of_lead = sign_in(ruth).get(PAGE).text, sign_in(lead).get(PAGE).text
    assert "Jo" in of_ruth
    assert "Kwame" not in of_ruth
    assert "No notes were written in November." in of_lead
    assert "Kwame" in of_lead


def test_months_before_can_be_looked_at_and_none_that_is_not_over(
    jo: Viewer, sign_in: SignIn
) -> None:
    client = sign_in(jo)

    months = [client.get(f"{PAGE}?month={m}").context["month"] for m in ("2026-10", "2026-12", "x")]

    assert months == [date(2026, 10, 1), NOVEMBER, NOVEMBER]


def test_who_reads_with_nobody_is_told_what_the_page_is_for(
    setting: Setting, sign_in: SignIn
) -> None:
    page = sign_in(make_viewer(Role.DSL, setting=setting)).get(PAGE).text

    assert "Nobody to read with yet" in page


def test_the_page_asks_the_same_with_one_mentor_and_with_many(
    lead: Viewer, sign_in: SignIn, django_assert_max_num_queries: Callable
) -> None:
    for _ in range(10):
        notes_of(make_viewer(setting=lead.setting), 3)
    client = sign_in(lead)
    client.get(PAGE)

    with django_assert_max_num_queries(8):
        client.get(PAGE)


def test_a_reflection_is_for_its_author_and_their_supervisor_here_alone(
    jo: Viewer, ruth: Viewer, lead: Viewer
) -> None:
    (note,) = notes_of(jo, 1)
    reflection = make_reflection(note.visit)
    colleague = make_viewer(setting=jo.setting)
    elsewhere = Viewer(user=ruth.user, setting=make_setting(), roles=ruth.roles)

    assert list(Reflection.objects.visible_to(jo)) == [reflection]
    assert list(Reflection.objects.visible_to(ruth)) == [reflection]
    for viewer in (lead, colleague, elsewhere):
        assert not Reflection.objects.visible_to(viewer).exists()


def test_a_former_supervisor_reads_no_reflections(jo: Viewer, ruth: Viewer) -> None:
    (note,) = notes_of(jo, 1)
    make_reflection(note.visit)

    accounts.set_supervisor(staff=jo.user, setting=jo.setting, supervisor=None, by=make_staff())

    assert not Reflection.objects.visible_to(ruth).exists()


def test_a_supervisor_reads_the_reflection_on_the_visits_page_and_it_is_written_down(
    jo: Viewer, ruth: Viewer, lead: Viewer, sign_in: SignIn
) -> None:
    (note,) = notes_of(jo, 1)
    make_reflection(note.visit, text="I assumed she was cross.")
    there = reverse("visits:detail", args=[note.visit_id])

    assert "I assumed she was cross." in sign_in(ruth).get(there).text
    read = TrailEntry.objects.get(what="visits.reflection")
    assert read.actor == ruth.user
    assert "I assumed she was cross." in sign_in(jo).get(there).text
    assert "I assumed" not in sign_in(lead).get(there).text
    assert TrailEntry.objects.filter(what="visits.reflection").count() == 1
