"""Finding a family."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from families import actions
from families.models import Child, Household
from pastoral.accounts.models import Setting, TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from tests import factories

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
URL = reverse("families:list")


def family(setting: Setting, child: str, adult: str, **details: Any) -> Household:
    """A family added by hand, so that its names can be searched."""
    by = factories.make_staff()
    household = actions.add_household(setting=setting, by=by)
    details = {"placement_starts_on": date(2026, 9, 2), "surname": "Wójcik", **details}
    made = actions.add_child(
        household=household, details=actions.ChildDetails(legal_first=child, **details), by=by
    )
    someone = actions.add_adult(
        household=household, details=actions.AdultDetails(known_as=adult, surname="O’Brien"), by=by
    )
    actions.link(child=made, adult=someone, kind="mother", lives_with=True, by=by)
    return household


def listed(client: Client, **query: str) -> str:
    return client.get(URL, query).content.decode()


@pytest.mark.parametrize(
    "typed", ["lukasz", "ŁUKASZ", "wojcik", "luk woj", "agata obrien", "o'brien"]
)
def test_a_family_is_found_by_a_name_without_its_accents(sign_in: SignIn, typed: str) -> None:
    viewer = factories.make_viewer(Role.LEAD)
    family(viewer.setting, "Łukasz", "Agata")
    family(viewer.setting, "Amira", "Samira", surname="Okonjo")

    page = listed(sign_in(viewer), q=typed)

    assert "Agata and Łukasz" in page
    if "obrien" not in typed and "o'" not in typed:
        assert "Samira" not in page


def test_rule_45_nobody_elses_family_is_found(sign_in: SignIn) -> None:
    mentor = factories.make_viewer(Role.MENTOR)
    family(mentor.setting, "Łukasz", "Agata")
    family(factories.make_setting(), "Łukasz", "Beata")

    page = listed(sign_in(mentor), q="lukasz")

    assert "Nobody by that name" in page
    assert "Beata" not in page


def test_rule_19_a_family_is_not_found_by_an_address(sign_in: SignIn) -> None:
    viewer = factories.make_viewer(Role.LEAD)
    household = family(viewer.setting, "Amira", "Samira")
    actions.change_home(
        household=household, address="Blossom House", access_notes="", by=viewer.user
    )

    assert "Nobody by that name" in listed(sign_in(viewer), q="blossom")


def test_a_head_of_a_home_school_reads_no_name_of_a_sibling_elsewhere(sign_in: SignIn) -> None:
    school = factories.make_setting(kind=Setting.Kind.SCHOOL)
    head = factories.make_viewer(Role.HEAD, setting=school)
    household = family(factories.make_setting(), "Amira", "Samira", home_school=school)
    factories.make_child(household=household, legal_first="Zachary", name_key="zachary")
    actions.label_again(households=[household], by=None)
    client = sign_in(head)

    assert "Zachary" in Household.objects.get().label
    assert "Samira and Amira" in listed(client)
    assert "Zachary" not in listed(client)
    assert "Zachary" not in client.get(reverse("desk:family", args=[household.pk])).content.decode()
    assert "Nobody by that name" in listed(client, q="zachary")


def test_typing_in_the_header_answers_with_a_bare_list_or_nothing(sign_in: SignIn) -> None:
    viewer = factories.make_viewer(Role.LEAD)
    family(viewer.setting, "Łukasz", "Agata")
    client = sign_in(viewer)
    htmx = {"HX-Request": "true", "HX-Target": "nav-found"}

    found = client.get(URL, {"q": "luk"}, headers=htmx).content.decode().strip()
    nothing = client.get(URL, {"q": ""}, headers=htmx).content.decode().strip()

    assert found.startswith('<ul class="list-rows">')
    assert nothing == ""
    assert not TrailEntry.objects.filter(did="searched").exists()


def test_a_search_is_in_the_trail_once_a_page_and_without_its_words(sign_in: SignIn) -> None:
    client = sign_in(factories.make_viewer(Role.LEAD))

    listed(client)
    listed(client, q="lukasz")
    client.get(URL, {"q": "luka"}, headers={"HX-Request": "true", "HX-Target": "families"})

    entry = TrailEntry.objects.get(did="searched")
    assert entry.what == "families.list"
    assert "lukasz" not in str(entry.__dict__)


def test_the_choices_narrow_the_list(sign_in: SignIn) -> None:
    lead = factories.make_viewer(Role.LEAD, Role.MENTOR)
    mine, _other, gone = (
        family(lead.setting, name, f"Mum-of-{name}") for name in ("Anna", "Bola", "Cleo")
    )
    child = Child.objects.get(homes__household=mine)
    actions.assign_mentor(child=child, mentor=lead.user, by=lead.user)
    Child.objects.filter(homes__household=gone).update(placement_ends_on=date(2026, 10, 1))
    client = sign_in(lead)

    def names(which: str) -> set[str]:
        page = listed(client, which=which)
        return {name for name in ("Anna", "Bola", "Cleo") if f"Mum-of-{name}" in page}

    assert names("here") == names("nonsense") == {"Anna", "Bola"}
    assert names("mine") == {"Anna"}
    assert names("no-mentor") == {"Bola"}
    assert names("left") == {"Cleo"}


def test_a_home_where_only_a_parent_lives_is_in_the_list(sign_in: SignIn) -> None:
    viewer = factories.make_viewer(Role.LEAD)
    home = family(viewer.setting, "Amira", "Samira")
    apart = actions.add_household(setting=viewer.setting, by=viewer.user)
    father = actions.add_adult(
        household=apart, details=actions.AdultDetails(known_as="Tomasz"), by=viewer.user
    )
    child = Child.objects.get(homes__household=home)
    actions.link(child=child, adult=father, kind="father", by=viewer.user)

    assert "Tomasz" in listed(sign_in(viewer))
    assert "Tomasz" not in listed(sign_in(viewer), which="left")


def test_who_sees_only_their_own_is_offered_no_choices(sign_in: SignIn) -> None:
    page = listed(sign_in(factories.make_viewer(Role.MENTOR)))

    assert "which=" not in page
    assert "No families yet" in page


@pytest.mark.parametrize("role", [Role.TRUST, Role.ADMINISTRATOR])
def test_others_are_refused(sign_in: SignIn, role: Role) -> None:
    assert sign_in(factories.make_viewer(role)).get(URL).status_code == 403


def test_the_queries_are_as_many_for_a_page_of_thirty_as_for_one(
    sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    viewer = factories.make_viewer(Role.LEAD)
    client = sign_in(viewer)
    family(viewer.setting, "Amira", "Samira")
    listed(client)  # The first page of a visit keeps the moment, too.
    with django_assert_max_num_queries(10) as few:
        listed(client)
    for n in range(30):
        family(viewer.setting, f"Child{n}", f"Adult{n}")
    with django_assert_max_num_queries(10) as many:
        listed(client)
    assert len(few) == len(many)
