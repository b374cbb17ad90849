"""The pages about home visits, as a mentor uses them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from families.models import Adult
from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.concerns.models import Worry
from pastoral.ids import new_id
from tests.factories import (
    make_family,
    make_home_visit,
    make_promise,
    make_setting,
    make_viewer,
    make_visit_note,
)
from visits.models import HomeVisit, VisitNote

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]


@pytest.fixture
def mentor() -> Viewer:
    return make_viewer(Role.MENTOR)


def a_post(family: object, **fields: object) -> dict[str, object]:
    return {
        "log_key": str(new_id()),
        "family": str(family.pk),  # type: ignore[attr-defined]
        "visited_on": timezone.localdate().isoformat(),
        "outcome": "completed",
        **fields,
    }


def test_a_mentor_logs_a_visit_with_family_day_and_outcome_alone(
    mentor: Viewer, sign_in: SignIn
) -> None:
    family = make_family(mentor.setting, mentor.user)

    answer = sign_in(mentor).post("/visits/log/", a_post(family))

    visit = HomeVisit.objects.get()
    assert answer.headers["location"] == f"/visits/{visit.pk}/"
    assert (visit.household, visit.outcome) == (family, "completed")


def test_the_day_and_the_outcome_are_filled_in_already(mentor: Viewer, sign_in: SignIn) -> None:
    family = make_family(mentor.setting, mentor.user)

    form = sign_in(mentor).get(f"/visits/log/?family={family.pk}").context["form"]

    assert form["family"].value() == family.pk
    assert form["visited_on"].value() == timezone.localdate()
    assert form["outcome"].value() == "completed"


def test_who_was_met_is_tapped_by_first_name(mentor: Viewer, sign_in: SignIn) -> None:
    family = make_family(mentor.setting, mentor.user, known_as="Samira")
    samira = Adult.objects.get(known_as="Samira")

    sign_in(mentor).post("/visits/log/", a_post(family, people=[f"a{samira.pk}"]))

    assert list(HomeVisit.objects.get().adults_met.all()) == [samira]


def test_what_was_typed_is_kept_when_something_is_wrong(mentor: Viewer, sign_in: SignIn) -> None:
    family = make_family(mentor.setting, mentor.user)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()

    page = sign_in(mentor).post(
        "/visits/log/", a_post(family, visited_on=tomorrow, going_well="“She read to me.”")
    )

    assert "“She read to me.”" in page.content.decode()
    assert "has not come yet" in page.content.decode()
    assert not HomeVisit.objects.exists()


def test_the_same_form_sent_twice_is_one_visit(mentor: Viewer, sign_in: SignIn) -> None:
    post = a_post(make_family(mentor.setting, mentor.user), going_well="Well.")
    client = sign_in(mentor)

    client.post("/visits/log/", post)
    client.post("/visits/log/", post)

    assert HomeVisit.objects.count() == VisitNote.objects.count() == 1


def test_rule_45_another_mentors_family_can_not_be_logged(mentor: Viewer, sign_in: SignIn) -> None:
    other = make_family(mentor.setting)

    client = sign_in(mentor)

    assert client.get(f"/visits/log/?family={other.pk}").status_code == 404
    assert client.post("/visits/log/", a_post(other)).status_code == 404
    assert not HomeVisit.objects.exists()


def test_reading_a_note_is_written_down(mentor: Viewer, sign_in: SignIn) -> None:
    family = make_family(mentor.setting, mentor.user)
    note = make_visit_note(make_home_visit(family, mentor.user))

    page = sign_in(mentor).get(f"/visits/{note.visit_id}/")

    assert "“She read to me.”" in page.content.decode()
    read = TrailEntry.objects.get(did="read")
    assert (read.actor, read.about_id, read.household_id) == (mentor.user, note.pk, family.pk)


def test_a_note_of_another_setting_is_not_there(sign_in: SignIn) -> None:
    note = make_visit_note()
    lead = make_viewer(Role.LEAD, setting=make_setting())

    assert sign_in(lead).get(f"/visits/{note.visit_id}/").status_code == 404


def test_a_lead_reads_a_note_but_not_its_reflection(mentor: Viewer, sign_in: SignIn) -> None:
    family = make_family(mentor.setting, mentor.user)
    post = a_post(family, going_well="“She read.”", reflection="I assumed she was cross.")
    sign_in(mentor).post("/visits/log/", post)

    page = sign_in(make_viewer(Role.LEAD, setting=mentor.setting)).get(
        f"/visits/{HomeVisit.objects.get().pk}/"
    )

    assert "“She read.”" in page.content.decode()
    assert "I assumed" not in page.content.decode()


@pytest.mark.parametrize("role", [Role.HEAD, Role.OFFICE, Role.TRUST, Role.ADMINISTRATOR])
def test_those_without_the_permission_never_see_a_note(role: Role, sign_in: SignIn) -> None:
    note = make_visit_note()

    page = sign_in(make_viewer(role, setting=note.setting)).get(f"/visits/{note.visit_id}/")

    assert page.status_code == 403
    assert "She read" not in page.content.decode()


def test_rule_10_a_worry_copies_nothing_into_the_note(mentor: Viewer, sign_in: SignIn) -> None:
    make_family(mentor.setting, mentor.user)

    page = sign_in(mentor).get("/visits/log/")

    assert "/worried/" in page.content.decode()
    assert not Worry.objects.exists()


def test_a_locked_note_can_only_be_added_to(mentor: Viewer, sign_in: SignIn) -> None:
    family = make_family(mentor.setting, mentor.user)
    note = make_visit_note(
        make_home_visit(family, mentor.user), written_at=timezone.now() - timedelta(days=8)
    )
    client = sign_in(mentor)

    refused = client.post(f"/visits/{note.visit_id}/note/", {"going_well": "Other."})
    client.post(f"/visits/{note.visit_id}/", {"text": "The form came back."})

    assert "locked" in refused.content.decode()
    note.refresh_from_db()
    assert note.going_well == "“She read to me.”"
    assert note.addenda.get().text == "The form came back."


def test_the_list_asks_the_database_the_same_with_one_visit_and_with_many(
    mentor: Viewer, sign_in: SignIn, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    family = make_family(mentor.setting, mentor.user)
    for _ in range(25):
        make_home_visit(family, mentor.user)
    client = sign_in(mentor)

    with django_assert_max_num_queries(10):  # type: ignore[attr-defined]
        client.get("/visits/")


def test_a_visit_shows_what_was_promised_on_it(mentor: Viewer, sign_in: SignIn) -> None:
    family = make_family(mentor.setting, mentor.user)
    visit = make_home_visit(family, mentor.user, state="completed", outcome="completed")
    make_promise(
        family, owner=mentor.user, what="bring the bus form", made_in="visit", made_in_id=visit.pk
    )
    make_promise(family, owner=mentor.user, what="ring the dentist")

    page = sign_in(mentor).get(f"/visits/{visit.pk}/").content.decode()

    assert "You said you’d: <strong>bring the bus form</strong>, by " in page
    assert "ring the dentist" not in page
