"""The one-minute log, as a mentor fills it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from families.models import Adult, Promise
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.ids import new_id
from tests.factories import (
    make_family,
    make_home_visit,
    make_household_member,
    make_mentor_assignment,
    make_viewer,
)
from visits.models import HomeVisit, VisitNote

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def mentor() -> Viewer:
    return make_viewer(Role.MENTOR)


@pytest.fixture
def visit(mentor: Viewer) -> HomeVisit:
    family = make_family(mentor.setting, mentor.user, known_as="Samira")
    return make_home_visit(
        family, mentor.user, state=HomeVisit.State.PLANNED, planned_on=timezone.localdate()
    )


def a_post(**fields: Any) -> dict[str, Any]:
    return {"log_key": str(new_id()), "outcome": "completed", **fields}


def test_the_log_of_a_visit_knows_its_family_its_day_and_that_they_met(
    visit: HomeVisit, mentor: Viewer, sign_in: SignIn
) -> None:
    page = sign_in(mentor).get(f"/visits/{visit.pk}/log/")

    form = page.context["form"]
    assert form["outcome"].value() == "completed"
    assert "family" not in form.fields
    assert "visited_on" not in form.fields
    assert "Samira" in page.content.decode()


def test_the_log_of_a_visit_under_way_ends_it_and_stops_the_clock(
    visit: HomeVisit, mentor: Viewer, sign_in: SignIn
) -> None:
    visit.state, visit.arrived_at = HomeVisit.State.UNDER_WAY, timezone.now()
    visit.save()

    answer = sign_in(mentor).post(f"/visits/{visit.pk}/log/", a_post(agreed="Tea."))

    visit.refresh_from_db()
    assert answer.headers["location"] == f"/visits/{visit.pk}/"
    assert visit.state == "completed"
    assert visit.left_at
    assert visit.note.agreed == "Tea."


def test_a_visit_that_is_logged_leads_to_its_page(
    visit: HomeVisit, mentor: Viewer, sign_in: SignIn
) -> None:
    client = sign_in(mentor)
    client.post(f"/visits/{visit.pk}/log/", a_post())

    assert client.get(f"/visits/{visit.pk}/log/").headers["location"] == f"/visits/{visit.pk}/"


def test_rule_45_another_mentors_visit_is_not_there_to_log(sign_in: SignIn, mentor: Viewer) -> None:
    other = make_home_visit(make_family(mentor.setting), state=HomeVisit.State.PLANNED)

    assert sign_in(mentor).get(f"/visits/{other.pk}/log/").status_code == 404
    assert sign_in(mentor).post(f"/visits/{other.pk}/log/", a_post()).status_code == 404


def test_promises_are_made_with_the_log_and_once(
    visit: HomeVisit, mentor: Viewer, sign_in: SignIn
) -> None:
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    post = a_post(
        promise_1="Bring the bus form", promise_1_by=day, promise_3="Ring the GP", promise_3_by=day
    )
    client = sign_in(mentor)

    client.post(f"/visits/{visit.pk}/log/", post)
    client.post(f"/visits/{visit.pk}/log/", post)

    made = Promise.objects.order_by("what")
    assert [p.what for p in made] == ["Bring the bus form", "Ring the GP"]
    assert {(p.owner, p.made_in, p.made_in_id) for p in made} == {
        (mentor.user, Promise.MadeIn.VISIT, visit.pk)
    }


def test_a_promise_without_a_day_is_asked_for_one_and_nothing_is_saved(
    visit: HomeVisit, mentor: Viewer, sign_in: SignIn
) -> None:
    post = a_post(promise_1="Bring the bus form", promise_1_by="", agreed="Tea.")

    page = sign_in(mentor).post(f"/visits/{visit.pk}/log/", post).content.decode()

    assert "By when?" in page
    assert "Tea." in page
    assert not VisitNote.objects.exists()


def test_a_promise_is_due_by_the_next_visit_where_nothing_else_is_said(
    visit: HomeVisit, mentor: Viewer, sign_in: SignIn
) -> None:
    form = sign_in(mentor).get(f"/visits/{visit.pk}/log/").context["form"]

    days = timedelta(days=mentor.policy.visit_rhythm_days)
    assert form["promise_1_by"].value() == timezone.localdate() + days


def test_a_gentle_word_comes_after_saving_and_never_stops_it(
    visit: HomeVisit, mentor: Viewer, sign_in: SignIn
) -> None:
    post = a_post(going_well="Mum was chaotic today.")

    page = sign_in(mentor).post(f"/visits/{visit.pk}/log/", post, follow=True).content.decode()

    assert VisitNote.objects.get().going_well == "Mum was chaotic today."
    assert "“mum”: the name she goes by" in page
    assert "You can change the note" in page


def test_a_log_without_a_family_offers_ones_own_and_their_names(
    mentor: Viewer, sign_in: SignIn
) -> None:
    families = [
        make_family(mentor.setting, mentor.user, known_as=name) for name in ("Samira", "Joanne")
    ]
    make_family(mentor.setting, known_as="Somebody")

    page = sign_in(mentor).get("/visits/log/")

    assert [one["home"] for one in page.context["form"].families] == families
    text = page.content.decode()
    assert "Samira" in text
    assert "Joanne" in text
    assert "Somebody" not in text


def test_only_people_of_the_family_that_was_tapped_were_met(
    mentor: Viewer, sign_in: SignIn
) -> None:
    here, _there = (
        make_family(mentor.setting, mentor.user, known_as=name) for name in ("Samira", "Joanne")
    )
    both = [f"a{adult.pk}" for adult in Adult.objects.filter(known_as__in=["Samira", "Joanne"])]
    day = timezone.localdate().isoformat()

    sign_in(mentor).post("/visits/log/", a_post(family=str(here.pk), visited_on=day, people=both))

    assert [adult.known_as for adult in HomeVisit.objects.get().adults_met.all()] == ["Samira"]


def test_a_lead_is_offered_the_families_they_walk_with_themselves(sign_in: SignIn) -> None:
    lead = make_viewer(Role.LEAD)
    mine = make_family(lead.setting)
    make_mentor_assignment(lead.user, mine.members.exclude(child=None).get().child)
    make_family(lead.setting)

    assert sign_in(lead).get("/visits/log/").context["form"].homes == [mine]


def test_who_walks_with_no_family_is_shown_where_to_find_one(sign_in: SignIn) -> None:
    lead = make_viewer(Role.LEAD)
    make_family(lead.setting)

    assert "Find the family" in sign_in(lead).get("/visits/log/").content.decode()


def test_the_log_asks_the_database_the_same_with_one_family_and_with_many(
    mentor: Viewer, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        make_household_member(make_family(mentor.setting, mentor.user))
    client = sign_in(mentor)

    with django_assert_max_num_queries(10):
        client.get("/visits/log/")


def test_a_log_that_comes_too_late_keeps_its_words_and_says_why(
    visit: HomeVisit, mentor: Viewer, sign_in: SignIn
) -> None:
    client = sign_in(mentor)
    client.post(f"/visits/{visit.pk}/log/", a_post(agreed="Tea."))

    page = client.post(f"/visits/{visit.pk}/log/", a_post(agreed="Bus form."))

    assert page.status_code == 200
    assert "This visit can’t be logged again" in page.content.decode()
    assert page.context["form"]["agreed"].value() == "Bus form."
    assert VisitNote.objects.get().agreed == "Tea."


def test_a_companion_who_writes_up_the_same_visit_keeps_their_words(
    visit: HomeVisit, mentor: Viewer, sign_in: SignIn
) -> None:
    bea = make_viewer(Role.MENTOR, setting=mentor.setting)
    child = visit.household.members.exclude(child=None).get().child
    make_mentor_assignment(bea.user, child, kind="second")
    visit.companions.add(bea.user)
    sign_in(mentor).post(f"/visits/{visit.pk}/log/", a_post())
    day = timezone.localdate().isoformat()

    page = sign_in(bea).post(
        "/visits/log/", a_post(family=str(visit.household_id), visited_on=day, agreed="Bus form.")
    )

    assert "already: it counts once" in page.content.decode()
    assert page.context["form"]["agreed"].value() == "Bus form."
    assert HomeVisit.objects.count() == 1


def test_while_a_colleague_is_out_only_who_goes_is_offered_the_log(
    visit: HomeVisit, mentor: Viewer, sign_in: SignIn
) -> None:
    visit.state, visit.arrived_at = HomeVisit.State.UNDER_WAY, timezone.now()
    visit.save()
    log, client = f"/visits/{visit.pk}/log/", sign_in(mentor)
    assert log in client.get(f"/visits/{visit.pk}/").content.decode()
    assert client.get(log).status_code == 200

    client = sign_in(make_viewer(Role.LEAD, setting=mentor.setting))

    assert log not in client.get(f"/visits/{visit.pk}/").content.decode()
    assert client.get(log).headers["location"] == f"/visits/{visit.pk}/"
    page = client.post(log, a_post(agreed="Tea.")).content.decode()
    assert "out and safe" in page
    assert "Tea." in page


def test_a_note_changed_on_another_device_is_shown_beside_ones_own_words(
    mentor: Viewer, sign_in: SignIn
) -> None:
    visit = make_home_visit(make_family(mentor.setting, mentor.user), mentor.user)
    client, url = sign_in(mentor), f"/visits/{visit.pk}/note/"
    base = client.get(url).context["form"]["base"].value()
    client.post(url, {"going_well": "From the desk.", "base": base})

    page = client.post(url, {"going_well": "From the bus.", "base": base})

    text, form = page.content.decode(), page.context["form"]
    assert "This note was changed meanwhile" in text
    assert "<dd>From the desk.</dd>" in text
    assert form["going_well"].value() == "From the bus."
    assert VisitNote.objects.get().going_well == "From the desk."
    client.post(url, {"going_well": "Both.", "base": form["base"].value()})
    assert VisitNote.objects.get().going_well == "Both."


def test_the_same_note_sent_twice_is_no_conflict(mentor: Viewer, sign_in: SignIn) -> None:
    visit = make_home_visit(make_family(mentor.setting, mentor.user), mentor.user)
    client, url = sign_in(mentor), f"/visits/{visit.pk}/note/"

    answers = [client.post(url, {"going_well": "Well.", "base": ""}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]


def test_there_is_no_note_of_a_visit_that_was_not_made(
    visit: HomeVisit, mentor: Viewer, sign_in: SignIn
) -> None:
    assert sign_in(mentor).get(f"/visits/{visit.pk}/note/").status_code == 404
