"""A family’s page: who is who, what to know, and what has been between us."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from families.models import Adult, Child, Household, Restriction
from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.desk import timeline
from pastoral.desk.entries import Kind
from pastoral.desk.family import limit_said
from sessions_app.models import Answer
from tests import factories

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]


def family_of(viewer: Viewer, **adult: Any) -> tuple[Household, Adult]:
    household = factories.make_family(viewer.setting, mentor=viewer.user, **adult)
    return household, Adult.objects.get(homes__household=household)


def page_of(client: Client, household: Household, query: str = "") -> str:
    answer = client.get(f"{household.get_absolute_url()}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_rule_45_who_may_see_families_sees_this_one_and_strangers_get_404(
    sign_in: SignIn, role: Role
) -> None:
    viewer = factories.make_viewer(role)
    mine, _adult = family_of(viewer)
    other = factories.make_family()
    client = sign_in(viewer)
    is_refused = role in {Role.TRUST, Role.ADMINISTRATOR}

    assert client.get(mine.get_absolute_url()).status_code == (403 if is_refused else 200)
    assert client.get(other.get_absolute_url()).status_code == (403 if is_refused else 404)


def test_what_to_know_before_one_rings(sign_in: SignIn) -> None:
    viewer = factories.make_viewer(Role.MENTOR, first_name="Jo")
    household, _adult = family_of(
        viewer,
        known_as="Samira",
        mobile="+447700900101",
        language="ur",
        needs_interpreter=True,
        best_times="After 4",
        safe_contact="mentor_calls_only",
    )
    factories.make_promise(household, owner=viewer.user, what="Bring the bus form")

    page = page_of(sign_in(viewer), household)

    for said in (
        "07700 900101",
        "Urdu",
        "Never a child",
        "After 4",
        "Only their mentor calls",
        "Only in the way they said is safe",
        "Bring the bus form",
        "Jo",
    ):
        assert said in page


def test_rule_16_staff_read_the_instruction_and_never_the_reason(sign_in: SignIn) -> None:
    viewer = factories.make_viewer(Role.MENTOR, Role.DSL)
    household, adult = family_of(viewer, known_as="Tomasz")
    factories.make_restriction(
        adult, Child.objects.get(), instruction="Fetch Dan.", reason="A court said so."
    )

    page = page_of(sign_in(viewer), household)

    assert "Fetch Dan." in page
    assert "A court said so." not in page


def test_rule_16_an_instruction_says_what_must_not_happen_between_whom_and_who_set_it(
    sign_in: SignIn,
) -> None:
    viewer = factories.make_viewer(Role.LEAD)
    household, abena = family_of(viewer, known_as="Abena")
    kofi = factories.make_adult(household=household, known_as="Kofi")
    factories.make_restriction(
        abena, None, other_adult=kofi, kind="do_not_co_attend", reason="A court said so.",
        instruction="Ask them to wait and fetch me.",
        created_by=factories.make_staff(first_name="Denise"),
    )  # fmt: skip
    said = (
        "Abena and Kofi are not here at the same time. "
        "Denise says: “Ask them to wait and fetch me.”"
    )

    page = page_of(sign_in(viewer), household)

    assert page.count(said) == 2
    assert "A court said so." not in page


@pytest.mark.parametrize("kind", list(Restriction.Kind))
def test_rule_16_each_kind_of_restriction_names_both(kind: Restriction.Kind) -> None:
    viewer = factories.make_viewer(Role.LEAD)
    _household, abena = family_of(viewer, known_as="Abena")
    child = Child.objects.get()
    restriction = factories.make_restriction(abena, child, kind=kind)

    said = limit_said(restriction)

    assert "Abena" in said
    assert child.first_name in said
    assert restriction.instruction in said


def test_on_the_way_to_a_door_home_and_children_come_before_the_timeline(
    sign_in: SignIn,
) -> None:
    viewer = factories.make_viewer(Role.MENTOR)
    household, adult = family_of(viewer)
    household.address, household.access_notes = "9 Long Lane", "A green door"
    household.save()
    everything(viewer, household, adult)

    page = page_of(sign_in(viewer), household)

    heads = ["We said we would", "Before you ring", "Home", "Children", "Alongside them"]
    places = [page.index(f">{head}</h2>") for head in [*heads, "What has been"]]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("role", "may_ask"),
    [
        (Role.LEAD, True),
        (Role.DSL, True),
        (Role.MENTOR, False),
        (Role.OFFICE, False),
        (Role.HEAD, False),
    ],
)
def test_rule_19_a_hidden_address_is_shown_to_few_and_only_when_they_ask(
    sign_in: SignIn, role: Role, may_ask: bool
) -> None:
    viewer = factories.make_viewer(role)
    household, _adult = family_of(viewer)
    household.address, household.access_notes = "9 Secret Lane", "A green door"
    household.address_visibility = "hidden"
    household.save()
    client = sign_in(viewer)

    assert "Secret" not in page_of(client, household)
    assert not TrailEntry.objects.filter(did="read").exists()
    shown = page_of(client, household, "?address=shown")

    assert ("9 Secret Lane" in shown) is may_ask
    assert ("A green door" in shown) is may_ask
    reads = TrailEntry.objects.filter(did="read", what="families.hidden-address")
    assert reads.count() == int(may_ask)


def test_rule_19_on_the_day_it_is_shown_to_who_goes(sign_in: SignIn) -> None:
    viewer = factories.make_viewer(Role.MENTOR)
    household, _adult = family_of(viewer)
    household.address, household.address_visibility = "9 Secret Lane", "hidden"
    household.save()
    visit = factories.make_home_visit(
        household, viewer.user, state="planned", planned_on=timezone.localdate() + timedelta(days=1)
    )
    client = sign_in(viewer)

    assert "Secret" not in page_of(client, household, "?address=shown")
    visit.planned_on = timezone.localdate()
    visit.save()
    assert "9 Secret Lane" in page_of(client, household, "?address=shown")


def test_two_homes_are_a_small_map_of_those_one_may_see(sign_in: SignIn) -> None:
    viewer = factories.make_viewer(Role.LEAD)
    household, _adult = family_of(viewer)
    other = factories.make_household(viewer.setting, label="Tomasz and Amira")
    factories.make_adult(household=other, known_as="Tomasz")
    factories.make_household_member(other, child=Child.objects.get())

    page = page_of(sign_in(viewer), household)

    assert "Two homes" in page
    assert other.get_absolute_url() in page


def everything(viewer: Viewer, household: Household, adult: Adult) -> None:
    """One of each kind that a timeline tells of."""
    jo = factories.make_staff(first_name="Jo")
    visit = factories.make_home_visit(household, jo)
    factories.make_visit_note(visit)
    factories.make_home_visit(household, jo, state="declined", outcome="")
    afternoon = factories.make_afternoon(viewer.setting)
    invitation = factories.make_invitation(afternoon, household, adult=adult)
    factories.make_answer(invitation, answer="yes", via="phone", recorded_by=jo)
    factories.make_answer(invitation, answer="no")
    factories.make_attendance(afternoon, household=household, adult=adult)
    factories.make_attendance(
        afternoon, household=household, child=Child.objects.get(), mark="not_present"
    )
    factories.make_message(viewer.setting, adult_id=adult.pk, household_id=household.pk)
    factories.make_contact_log(adult, household, line="About the bus.", created_by=jo)
    factories.make_promise(household, what="Bring the form", owner=jo)


def titles(viewer: Viewer, household: Household, kind: str = "") -> list[str]:
    return [entry.title for entry in timeline.of_family(viewer, household, kind)]


def test_the_timeline_tells_of_every_kind() -> None:
    viewer = factories.make_viewer(Role.LEAD)
    household, adult = family_of(viewer, known_as="Samira")
    everything(viewer, household, adult)

    said = titles(viewer, household)

    child = Child.objects.get().first_name
    for start in (
        "Home visit: we met",
        "Samira was asked to the afternoon",
        "Samira said yes",
        "Samira said no",
        "Samira came",
        f"We missed {child}",
        "Invitation by text to Samira",
        "Jo and Samira spoke",
        "We said: Bring the form",
    ):
        assert any(title.startswith(start) for title in said), start
    moments = [entry.at for entry in timeline.of_family(viewer, household)]
    assert moments == sorted(moments, reverse=True)


@pytest.mark.parametrize("kind", list(Kind))
def test_the_timeline_is_filtered_by_kind(sign_in: SignIn, kind: Kind) -> None:
    viewer = factories.make_viewer(Role.LEAD)
    household, adult = family_of(viewer)
    everything(viewer, household, adult)

    entries = timeline.of_family(viewer, household, kind)

    assert entries
    assert {entry.kind for entry in entries} == {kind}
    assert page_of(sign_in(viewer), household, f"?kind={kind}")


def test_an_answer_says_its_door_and_who_wrote_it_down() -> None:
    viewer = factories.make_viewer(Role.LEAD)
    household, adult = family_of(viewer)
    everything(viewer, household, adult)

    said = [entry.said for entry in timeline.of_family(viewer, household, Kind.AFTERNOON)]

    assert "By phone, written down by Jo" in said
    assert "On their own page" in said


def test_a_yes_and_its_details_sent_after_it_are_one_entry() -> None:
    viewer = factories.make_viewer(Role.LEAD)
    household, adult = family_of(viewer, known_as="Samira")
    invitation = factories.make_invitation(
        factories.make_afternoon(viewer.setting), household, adult=adult
    )
    for details in ({}, {"adults_n": 1}, {"adults_n": 2}):
        factories.make_answer(invitation, answer="yes", via="link", **details)

    told = [t for t in titles(viewer, household, Kind.AFTERNOON) if "said" in t]

    assert len(told) == 1
    assert told[0].startswith("Samira said yes, and told us more, to the afternoon")


@pytest.mark.parametrize(
    "other", [{"answer": "maybe"}, {"via": "phone"}, {"created_at": timedelta(days=2)}]
)
def test_another_answer_another_door_or_another_day_stay_two_entries(
    other: dict[str, Any],
) -> None:
    viewer = factories.make_viewer(Role.LEAD)
    household, adult = family_of(viewer)
    invitation = factories.make_invitation(
        factories.make_afternoon(viewer.setting), household, adult=adult
    )
    factories.make_answer(invitation, answer="yes", via="link")
    later = other.pop("created_at", timedelta())
    answer = factories.make_answer(invitation, **{"answer": "yes", "via": "link", **other})
    Answer.objects.filter(pk=answer.pk).update(created_at=answer.created_at + later)

    told = [t for t in titles(viewer, household, Kind.AFTERNOON) if "said" in t]

    assert len(told) == 2


def test_a_head_never_reads_a_no_or_who_did_not_come(sign_in: SignIn) -> None:
    head = factories.make_viewer(Role.HEAD)
    household, adult = family_of(head, known_as="Samira")
    everything(head, household, adult)

    said = titles(head, household)
    page = page_of(sign_in(head), household)

    assert any(title.startswith("Samira said yes") for title in said)
    for never in ("said no", "We missed", "not now, thank you"):
        assert not any(never in title for title in said)
        assert never not in page


def test_a_note_one_may_not_read_is_a_restricted_note_and_a_name(sign_in: SignIn) -> None:
    office = factories.make_viewer(Role.OFFICE)
    household, adult = family_of(office)
    everything(office, household, adult)
    lead = factories.make_viewer(Role.LEAD, setting=office.setting)

    assert "Restricted note: ask Jo." in page_of(sign_in(office), household)
    assert "Note by Jo: read it" in page_of(sign_in(lead), household)


def test_a_line_about_a_call_is_for_those_who_read_notes(sign_in: SignIn) -> None:
    office = factories.make_viewer(Role.OFFICE)
    household, adult = family_of(office)
    everything(office, household, adult)

    page = page_of(sign_in(office), household)

    assert "Jo and" in page
    assert "About the bus." not in page


def test_rule_18_one_home_shows_nothing_of_the_other(sign_in: SignIn) -> None:
    viewer = factories.make_viewer(Role.LEAD)
    household, _adult = family_of(viewer)
    other = factories.make_household(viewer.setting)
    father = factories.make_adult(household=other, known_as="Tomasz")
    factories.make_relationship(Child.objects.get(), father)
    everything(viewer, other, father)

    assert titles(viewer, household) == []


def test_the_queries_are_as_many_with_a_thousand_entries_as_with_one(
    sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    viewer = factories.make_viewer(Role.LEAD)
    household, adult = family_of(viewer)
    everything(viewer, household, adult)
    client = sign_in(viewer)
    page_of(client, household)  # The first page of a visit keeps the moment, too.
    with django_assert_max_num_queries(33) as few:
        page_of(client, household)
    for _ in range(150):
        factories.make_home_visit(household, viewer.user)
        factories.make_contact_log(adult, household)
        factories.make_promise(
            household,
            owner=viewer.user,
            state="done",
            closed_at=timezone.now(),
            closed_by=viewer.user,
        )
        for _again in range(4):
            factories.make_message(viewer.setting, adult_id=adult.pk, household_id=household.pk)
    with django_assert_max_num_queries(33) as many:
        page = page_of(client, household)

    assert len(few) == len(many)
    assert page.count("timeline__entry ") == 10
    assert "Page 1 of 121" in page
    assert "Show older" in page


def test_rule_22_reading_a_family_changes_nothing(sign_in: SignIn) -> None:
    viewer = factories.make_viewer(Role.MENTOR)
    household, _adult = family_of(viewer)
    before = household.history.count()

    page_of(sign_in(viewer), household)

    assert household.history.count() == before
    assert not TrailEntry.objects.exists()
