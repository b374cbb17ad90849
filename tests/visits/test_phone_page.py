"""The road a phone sends by, the worker, and the page of what was refused."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from families.models import Adult
from pastoral.accounts.models import Staff
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.ids import new_id
from tests.factories import (
    make_family,
    make_home_visit,
    make_membership,
    make_mentor_assignment,
    make_phone_item,
    make_setting,
    make_viewer,
)
from visits import actions
from visits.models import HomeVisit, PhoneItem, VisitNote

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
JSON = {"accept": "application/json"}
State = PhoneItem.State


@pytest.fixture
def mentor() -> Viewer:
    return make_viewer(Role.MENTOR)


@pytest.fixture
def visit(mentor: Viewer) -> HomeVisit:
    family = make_family(mentor.setting, mentor.user, known_as="Samira")
    return make_home_visit(
        family, mentor.user, state=HomeVisit.State.PLANNED, planned_on=timezone.localdate()
    )


def an_item(owner: Staff, visit: HomeVisit | None, kind: str = "arrived", **fields: Any) -> Any:
    pressed_at = (timezone.now() - timedelta(minutes=9)).isoformat()
    return {
        "key": str(new_id()), "owner": str(owner.pk), "kind": kind,
        "visit": str(visit.pk) if visit else "", "pressed_at": pressed_at, "body": "", **fields,
    }  # fmt: skip


def send(client: Client, item: Any) -> Any:
    return client.post("/visits/sync/", item, headers=JSON)


def words(**fields: Any) -> str:
    return urlencode({"outcome": "completed", **fields}, doseq=True)


def test_a_phone_is_told_who_is_signed_in_and_what_needs_them(
    mentor: Viewer, visit: HomeVisit, sign_in: SignIn
) -> None:
    make_phone_item(visit, state=State.REFUSED)

    said = sign_in(mentor).get("/visits/sync/", headers=JSON).json()

    assert said["staff"] == str(mentor.user.pk)
    assert said["needs_you"] == 1
    assert said["csrf"]


def test_an_item_refused_and_sent_again_needs_her_once(
    mentor: Viewer, visit: HomeVisit, sign_in: SignIn
) -> None:
    HomeVisit.objects.filter(pk=visit.pk).update(
        state=HomeVisit.State.CANCELLED_FAMILY, outcome=HomeVisit.Outcome.NOT_TODAY
    )
    client, item = sign_in(mentor), an_item(mentor.user, visit)

    answers = [send(client, item).json() for _ in range(2)]

    assert [(said["state"], said["needs_you"]) for said in answers] == [("refused", 1)] * 2


def test_a_phone_whose_session_is_over_is_told_so_without_a_page(client: Client) -> None:
    answer = client.get("/visits/sync/", headers=JSON)

    assert answer.status_code == 401
    assert answer.json()["sentence"] == "Please sign in again."


def test_a_press_and_a_log_are_taken(mentor: Viewer, visit: HomeVisit, sign_in: SignIn) -> None:
    client, samira = sign_in(mentor), Adult.objects.get(known_as="Samira")
    log = words(people=[f"a{samira.pk}"], agreed="The bus form, “by Monday”.\nAnd tea.")

    arrived = send(client, an_item(mentor.user, visit)).json()
    logged = send(client, an_item(mentor.user, visit, "log", body=log)).json()

    assert arrived["state"] == logged["state"] == "taken"
    assert logged["url"] == f"/visits/{visit.pk}/"
    visit.refresh_from_db()
    assert (visit.state, visit.note.agreed) == (
        "completed",
        "The bus form, “by Monday”.\nAnd tea.",
    )
    assert list(visit.adults_met.all()) == [samira]


def test_a_log_of_a_visit_nobody_had_planned_is_taken_once(
    mentor: Viewer, visit: HomeVisit, sign_in: SignIn
) -> None:
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    body = words(family=visit.household_id, visited_on=yesterday, agreed="Tea.")
    item, client = an_item(mentor.user, None, "log", body=body), sign_in(mentor)

    answers = [send(client, item).json() for _ in range(3)]

    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["state"] == "taken"
    assert HomeVisit.objects.exclude(pk=visit.pk).count() == VisitNote.objects.count() == 1


def test_a_log_that_the_form_can_not_read_is_refused_with_its_words(
    mentor: Viewer, visit: HomeVisit, sign_in: SignIn
) -> None:
    body = words(outcome="went well", agreed="Tea.")

    said = send(sign_in(mentor), an_item(mentor.user, visit, "log", body=body)).json()

    assert said["state"] == "refused"
    assert PhoneItem.objects.get().body == body


def test_rule_45_a_strangers_visit_and_family_are_refused_and_untouched(
    mentor: Viewer, sign_in: SignIn
) -> None:
    other = make_home_visit(state=HomeVisit.State.PLANNED, planned_on=timezone.localdate())
    client = sign_in(mentor)
    body = words(family=other.household_id, visited_on=timezone.localdate(), agreed="Tea.")

    pressed = send(client, an_item(mentor.user, other)).json()
    logged = send(client, an_item(mentor.user, None, "log", body=body)).json()

    assert pressed["state"] == logged["state"] == "refused"
    assert PhoneItem.objects.filter(visit=None).count() == 2
    other.refresh_from_db()
    assert other.state == "planned"


def test_a_colleagues_item_is_not_taken(mentor: Viewer, visit: HomeVisit, sign_in: SignIn) -> None:
    colleague = make_viewer(Role.MENTOR, setting=mentor.setting)
    used = make_phone_item(visit, staff=mentor.user)

    theirs = send(sign_in(colleague), an_item(mentor.user, visit))
    same_id = send(sign_in(colleague), an_item(colleague.user, visit, key=str(used.pk)))

    assert theirs.status_code == same_id.status_code == 409
    assert PhoneItem.objects.count() == 1


def test_a_phone_may_send_from_the_other_place_one_works_at(
    mentor: Viewer, visit: HomeVisit, sign_in: SignIn
) -> None:
    elsewhere = make_setting()
    make_membership(mentor.user, elsewhere)
    there = Viewer(user=mentor.user, setting=elsewhere, roles=frozenset({Role.MENTOR}))

    said = send(sign_in(there), an_item(mentor.user, visit)).json()

    assert said["state"] == "taken"
    assert PhoneItem.objects.get().setting == mentor.setting


def test_what_can_not_be_read_at_all_is_no_item(mentor: Viewer, sign_in: SignIn) -> None:
    answer = send(sign_in(mentor), {"key": "x"})

    assert answer.status_code == 400
    assert not PhoneItem.objects.exists()


def test_what_was_refused_is_shown_whole_with_the_ways_on(
    mentor: Viewer, visit: HomeVisit, sign_in: SignIn
) -> None:
    body = words(agreed="The bus form.", reflection="I assumed.", promise_1="Ring the school")
    item = make_phone_item(
        visit, kind="log", state=State.REFUSED, body=body, sentence="It was logged before."
    )

    page = sign_in(mentor).get("/visits/kept/").content.decode()

    for said in ("It was logged before.", "The bus form.", "I assumed.", "Ring the school"):
        assert said in page
    assert f"words={item.pk}" in page


def test_refused_words_begin_a_new_log_and_are_put_aside_by_it(
    mentor: Viewer, visit: HomeVisit, sign_in: SignIn
) -> None:
    item = make_phone_item(visit, kind="log", state=State.REFUSED, body=words(agreed="Bus form."))
    client = sign_in(mentor)

    page = client.get(f"/visits/log/?family={visit.household_id}&words={item.pk}")
    form = page.context["form"]
    client.post(
        "/visits/log/",
        {
            "log_key": str(new_id()), "family": str(visit.household_id), "uses": str(item.pk),
            "visited_on": timezone.localdate().isoformat(), "outcome": "completed",
            "agreed": form["agreed"].value(),
        },
    )  # fmt: skip

    assert form["uses"].value() == str(item.pk)
    assert VisitNote.objects.get().agreed == "Bus form."
    item.refresh_from_db()
    assert item.state == State.PUT_ASIDE


def test_putting_aside_keeps_the_words_at_the_foot_of_the_page(
    mentor: Viewer, visit: HomeVisit, sign_in: SignIn
) -> None:
    item = make_phone_item(visit, kind="log", state=State.REFUSED, body=words(agreed="Bus form."))
    client = sign_in(mentor)

    client.post(f"/visits/kept/{item.pk}/settle/")
    page = client.get("/visits/kept/")

    assert not page.context["refused"]
    assert "Bus form." in page.content.decode()


def test_another_never_sees_what_was_refused(visit: HomeVisit, sign_in: SignIn) -> None:
    item = make_phone_item(visit, kind="log", state=State.REFUSED, body=words(agreed="Bus form."))
    client = sign_in(make_viewer(Role.LEAD, setting=visit.setting))

    assert "Bus form." not in client.get("/visits/kept/").content.decode()
    assert client.post(f"/visits/kept/{item.pk}/settle/").status_code == 404
    assert client.get(f"/visits/log/?words={item.pk}").status_code == 404


def test_the_page_asks_the_database_the_same_with_one_item_and_with_many(
    mentor: Viewer, visit: HomeVisit, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        make_phone_item(visit, state=State.REFUSED, sentence="No.")
    client = sign_in(mentor)

    with django_assert_max_num_queries(10):
        client.get("/visits/kept/")


def test_the_worker_is_for_anybody_and_asked_for_each_time(client: Client) -> None:
    script = client.get("/visits/sw.js")

    assert script.headers["content-type"] == "text/javascript"
    assert script.headers["cache-control"] == "no-cache"
    assert "js/phone/worker" in script.content.decode()


def test_only_the_log_pages_say_that_a_phone_may_keep_them(
    mentor: Viewer, visit: HomeVisit, sign_in: SignIn
) -> None:
    client = sign_in(mentor)

    for page in (f"/visits/{visit.pk}/log/", "/visits/log/"):
        marked = client.get(page)
        assert marked.headers["phone-owner"] == str(mentor.user.pk)
        assert marked.headers["phone-hours"] == "24"
    for page in ("/visits/", f"/visits/{visit.pk}/", "/visits/kept/", "/visits/sync/"):
        assert "phone-owner" not in client.get(page).headers


def test_rule_19_a_page_with_a_hidden_address_is_never_for_a_phone_to_keep(
    mentor: Viewer, visit: HomeVisit, sign_in: SignIn
) -> None:
    home = visit.household
    home.address, home.address_visibility = "7 Plum Lane", home.AddressVisibility.HIDDEN
    home.save()
    client = sign_in(mentor)

    day, where = client.get("/visits/day/"), client.get(f"/visits/{visit.pk}/where/")

    assert "7 Plum Lane" in where.content.decode()
    assert "phone-owner" not in where.headers
    assert "phone-owner" in day.headers
    assert "7 Plum Lane" not in day.content.decode()


@pytest.mark.parametrize("role", [Role.LEAD, Role.MENTOR])
@pytest.mark.parametrize("kind", ["arrived", "left"])
def test_rule_6_only_who_goes_starts_and_stops_the_clock_from_a_phone(
    kind: str, role: Role, mentor: Viewer, visit: HomeVisit, sign_in: SignIn
) -> None:
    colleague = make_viewer(role, setting=mentor.setting)
    child = visit.household.members.exclude(child=None).get().child
    make_mentor_assignment(colleague.user, child, kind="second")
    if kind == "left":
        actions.arrive(visit=visit, by=mentor.user)
    visit.refresh_from_db()
    before = visit.state
    assert HomeVisit.objects.visible_to(colleague).filter(pk=visit.pk).exists()

    said = send(sign_in(colleague), an_item(colleague.user, visit, kind)).json()

    assert (said["state"], said["sentence"]) == ("refused", actions.NOT_THERE)
    visit.refresh_from_db()
    assert visit.state == before


def test_who_makes_no_visits_where_the_visit_is_presses_nothing_there(
    mentor: Viewer, visit: HomeVisit, sign_in: SignIn
) -> None:
    elsewhere = make_setting()
    make_membership(mentor.user, elsewhere)
    mentor.user.memberships.filter(setting=mentor.setting).update(role=Role.OFFICE)
    there = Viewer(user=mentor.user, setting=elsewhere, roles=frozenset({Role.MENTOR}))

    assert send(sign_in(there), an_item(mentor.user, visit)).json()["state"] == "refused"


def test_rule_6_a_colleagues_log_from_a_phone_stops_no_clock_and_keeps_its_words(
    mentor: Viewer, visit: HomeVisit, sign_in: SignIn
) -> None:
    lead = make_viewer(Role.LEAD, setting=mentor.setting)
    actions.arrive(visit=visit, by=mentor.user)

    said = send(sign_in(lead), an_item(lead.user, visit, "log", body=words(agreed="Tea."))).json()

    assert said["state"] == "refused"
    assert "out and safe" in said["sentence"]
    assert PhoneItem.objects.get().body == words(agreed="Tea.")
    visit.refresh_from_db()
    assert visit.state == "under_way"


def test_a_log_of_no_family_is_refused_in_words_that_ask_which(
    mentor: Viewer, sign_in: SignIn
) -> None:
    item = an_item(mentor.user, None, "log", body=words(going_well="She sang."))

    said = send(sign_in(mentor), item).json()

    assert said["state"] == "refused"
    assert "Which family?" in said["sentence"]
    assert "She sang." in PhoneItem.objects.get().body.replace("+", " ")


def test_a_log_of_no_family_can_not_be_saved_where_it_is_written(
    mentor: Viewer, sign_in: SignIn
) -> None:
    make_family(mentor.setting, mentor.user, known_as="Samira")

    page = sign_in(mentor).get("/visits/log/").content.decode()

    assert 'name="family"' in page
    assert all("required" in tag for tag in re.findall(r'<input[^>]*name="family"[^>]*>', page))


@pytest.fixture
def elsewhere(mentor: Viewer) -> Viewer:
    """The same mentor, at the second place where she works."""
    other = make_setting()
    make_membership(mentor.user, other, Role.MENTOR)
    return Viewer(user=mentor.user, setting=other, roles=frozenset([Role.MENTOR]))


def test_what_was_refused_at_the_other_place_is_counted_and_shown_here_too(
    mentor: Viewer, elsewhere: Viewer, visit: HomeVisit, sign_in: SignIn
) -> None:
    make_phone_item(visit, state=State.REFUSED, sentence="It was called off.")
    client = sign_in(elsewhere)

    assert client.get("/visits/sync/", headers=JSON).json()["needs_you"] == 1
    page = client.get("/visits/kept/").content.decode()

    assert "It was called off." in page
    assert f"work at {mentor.setting}" in page
    assert "Use these words in a new log" not in page  # It would open no family of hers there.


def test_a_new_log_is_put_in_where_its_family_is(
    mentor: Viewer, elsewhere: Viewer, sign_in: SignIn
) -> None:
    family = make_family(mentor.setting, mentor.user, known_as="Samira")
    body = words(family=str(family.pk), visited_on=str(timezone.localdate()))

    said = send(sign_in(elsewhere), an_item(mentor.user, None, "log", body=body)).json()

    assert said["state"] == "taken"
    assert HomeVisit.objects.get().setting == mentor.setting


def test_a_copy_fetched_ahead_uses_up_no_message(
    mentor: Viewer, visit: HomeVisit, sign_in: SignIn
) -> None:
    client = sign_in(mentor)
    log = words(outcome="completed", family=str(visit.household_id))
    send(client, an_item(mentor.user, visit, "log", body=log))

    client.get("/visits/day/", headers={"Phone-Copy": "yes"})

    assert "Saved. Thank you" in client.get("/visits/day/").content.decode()
    assert "Saved. Thank you" not in client.get("/visits/day/").content.decode()


def test_a_saved_note_says_which_saving_it_was(
    mentor: Viewer, visit: HomeVisit, sign_in: SignIn
) -> None:
    visit.state, visit.outcome = HomeVisit.State.COMPLETED, HomeVisit.Outcome.COMPLETED
    visit.save()
    client, name = sign_in(mentor), str(new_id())

    answer = client.post(f"/visits/{visit.pk}/note/", {"agreed": "Bus.", "saved_as": name})

    assert answer.headers["Location"] == f"/visits/{visit.pk}/?saved={name}"


@pytest.mark.parametrize("page", ["visits:log-one", "visits:note", "visits:leave-early"])
def test_rule_50_no_browser_is_to_remember_what_is_typed_of_a_family(
    page: str, mentor: Viewer, visit: HomeVisit, sign_in: SignIn
) -> None:
    if page == "visits:note":
        visit.state, visit.outcome = HomeVisit.State.COMPLETED, HomeVisit.Outcome.COMPLETED
        visit.save()

    shown = sign_in(mentor).get(reverse(page, args=[visit.pk])).content.decode()

    form = re.search(r"<form[^>]*novalidate[^>]*>", shown)
    assert form and 'autocomplete="off"' in form[0]  # noqa: PT018 - for the type checker
    title = re.search(r"<title>(.*?)</title>", shown, re.DOTALL)
    assert title and "Samira" not in title[1]  # noqa: PT018 - for the type checker


def test_every_page_of_visits_says_what_is_not_sent() -> None:
    for template in (settings.BASE_DIR / "templates" / "visits").glob("[!_]*.html"):
        is_bare = '{% extends "base.html" %}' in template.read_text()
        assert not is_bare or template.stem == "base_visits", template


def test_the_page_of_signing_in_can_forget_who_was_here(client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()

    assert "data-signed-out" in page
    assert "leaving.js" in page
