"""Who leaves: nobody is switched off while anything is still theirs (rule 44)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from families import actions as families
from families.models import Child, Promise
from pastoral.accounts import actions
from pastoral.accounts.models import Membership, Staff, TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.refusals import Refusal
from tests.factories import (
    make_child,
    make_cover,
    make_family,
    make_home_visit,
    make_membership,
    make_mentor_assignment,
    make_promise,
    make_setting,
    make_staff,
    make_viewer,
)
from visits.actions import hand_on

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def admin() -> Viewer:
    return make_viewer(Role.ADMINISTRATOR, first_name="Ada")


@pytest.fixture
def jo(admin: Viewer) -> Viewer:
    return make_viewer(setting=admin.setting, first_name="Jo", password="kettle on the hob")


def role_of(staff: Staff) -> Membership:
    return staff.memberships.get()


def ahead(jo: Viewer, **fields: Any) -> object:
    family = make_family(jo.setting)
    return make_home_visit(family, state="planned", planned_on=date(2030, 1, 4), **fields)


GIVEN: dict[str, tuple[Callable[[Viewer], object], str]] = {
    "families": (lambda jo: [make_family(jo.setting, jo.user) for _ in range(4)], "4 families"),
    "a child without a home": (
        lambda jo: make_mentor_assignment(jo.user, make_child(jo.setting)),
        "1 family",
    ),
    "promises": (lambda jo: make_promise(make_family(jo.setting), owner=jo.user), "1 promise"),
    "visits": (lambda jo: ahead(jo, mentor=jo.user), "1 visit ahead"),
    "a buddy": (lambda jo: ahead(jo, buddy=jo.user), "a part in 1 visit of colleagues"),
    "cover": (
        lambda jo: make_cover(make_staff(first_name="Sam"), jo.user, setting=jo.setting),
        "to stand in for Sam",
    ),
}


@pytest.mark.parametrize("what", GIVEN)
def test_rule_44_nobody_is_switched_off_nor_loses_the_role_while_anything_is_theirs(
    admin: Viewer, jo: Viewer, what: str
) -> None:
    give, words = GIVEN[what]
    give(jo)

    for leave in (
        lambda: actions.switch_off(staff=jo.user, setting=admin.setting, by=admin.user),
        lambda: actions.end_role(membership=role_of(jo.user), by=admin.user),
    ):
        with pytest.raises(Refusal, match=f"Jo still has {words}. A pastoral lead hands"):
            leave()

    jo.user.refresh_from_db()
    assert jo.user.is_active
    assert role_of(jo.user).to_on is None


def test_what_is_over_kept_or_another_settings_keeps_nobody(admin: Viewer, jo: Viewer) -> None:
    left = make_child(jo.setting, placement_ends_on=date(2026, 10, 1))
    make_mentor_assignment(jo.user, left)
    families.keep_promise(promise=make_promise(owner=jo.user), by=jo.user)
    make_home_visit(mentor=jo.user)
    make_cover(jo.user, setting=jo.setting)  # Somebody stands in for Jo: that ends by itself.

    actions.end_role(membership=role_of(jo.user), by=admin.user)

    assert not Membership.objects.current(timezone.localdate()).filter(staff=jo.user).exists()


def test_another_role_in_which_they_visit_lets_one_end(admin: Viewer, jo: Viewer) -> None:
    make_family(jo.setting, jo.user)
    make_membership(jo.user, jo.setting, Role.LEAD)

    actions.end_role(membership=jo.user.memberships.get(role=Role.MENTOR), by=admin.user)

    assert [m.role for m in Membership.objects.current(timezone.localdate()).filter(staff=jo.user)]


def test_a_role_that_visits_nobody_ends_whatever_is_theirs(admin: Viewer) -> None:
    pat = make_viewer(Role.OFFICE, setting=admin.setting).user
    make_promise(make_family(admin.setting), owner=pat)

    actions.end_role(membership=role_of(pat), by=admin.user)


def test_rule_44_once_everything_is_handed_on_and_goodbyes_are_said_they_may_go(
    admin: Viewer, jo: Viewer
) -> None:
    lead = make_viewer(Role.LEAD, setting=admin.setting).user
    make_family(jo.setting, jo.user)
    hand_on(of=jo.user, to=lead, setting=jo.setting, by=lead)
    with pytest.raises(Refusal, match="Jo still has 1 promise"):
        actions.switch_off(staff=jo.user, setting=admin.setting, by=admin.user)

    families.keep_promise(promise=Promise.objects.get(), by=jo.user)
    actions.switch_off(staff=jo.user, setting=admin.setting, by=admin.user)

    jo.user.refresh_from_db()
    assert not jo.user.is_active
    assert TrailEntry.objects.filter(what="accounts.switched_off", about_id=jo.user.pk).exists()


def test_who_is_switched_off_is_signed_out_and_cannot_sign_in(
    admin: Viewer, jo: Viewer, client: Client
) -> None:
    known = {"login": jo.user.email, "password": "kettle on the hob"}
    more = reverse("desk:more")
    client.post("/accounts/login/", known)
    assert client.get(more).status_code == 200

    actions.switch_off(staff=jo.user, setting=admin.setting, by=admin.user)

    assert client.get(more).headers["location"].startswith("/accounts/login/")
    client.post("/accounts/login/", known)
    assert client.get(more).status_code == 302


def test_who_is_switched_off_is_no_candidate_for_anything(
    admin: Viewer, jo: Viewer, sign_in: SignIn
) -> None:
    lead = make_viewer(Role.LEAD, setting=admin.setting)
    actions.switch_off(staff=jo.user, setting=admin.setting, by=admin.user)
    family = make_family(admin.setting)
    child = Child.objects.get()

    form = sign_in(lead).get(reverse("families:mentor", args=[family.pk])).context["form"]

    assert jo.user not in form.fields["mentor"].queryset
    with pytest.raises(Refusal, match="is not a mentor here"):
        families.assign_mentor(child=child, mentor=jo.user, by=lead.user)


def test_who_works_elsewhere_too_only_loses_their_roles_here(admin: Viewer, jo: Viewer) -> None:
    other = make_setting()
    make_membership(jo.user, other)
    make_family(other, jo.user)
    make_membership(jo.user, admin.setting, Role.DSL)

    actions.switch_off(staff=jo.user, setting=admin.setting, by=admin.user)

    jo.user.refresh_from_db()
    assert jo.user.is_active
    current = Membership.objects.current(timezone.localdate()).filter(staff=jo.user)
    assert [m.setting for m in current] == [other]


def test_nobody_switches_off_themselves_nor_the_only_administrator(
    admin: Viewer, jo: Viewer
) -> None:
    with pytest.raises(Refusal, match="Nobody switches themselves off"):
        actions.switch_off(staff=admin.user, setting=admin.setting, by=admin.user)
    with pytest.raises(Refusal, match="the only administrator"):
        actions.switch_off(staff=admin.user, setting=admin.setting, by=jo.user)


def test_the_page_says_what_needs_new_hands_and_then_switches_off(
    admin: Viewer, jo: Viewer, sign_in: SignIn
) -> None:
    promise = make_promise(make_family(jo.setting), owner=jo.user)
    client, page = sign_in(admin), reverse("accounts:staff-member", args=[jo.user.pk])
    off = reverse("accounts:staff-off", args=[jo.user.pk])

    assert "this needs new hands: 1 promise." in client.get(page).text
    assert "Jo still has 1 promise" in client.post(off, follow=True).text
    families.keep_promise(promise=promise, by=jo.user)
    assert "Switch off the account of Jo" in client.get(page).text
    assert "can’t sign in any more" in client.post(off, follow=True).text


def test_the_page_of_who_works_elsewhere_says_so(
    admin: Viewer, jo: Viewer, sign_in: SignIn
) -> None:
    make_membership(jo.user, make_setting())
    client = sign_in(admin)

    page = client.get(reverse("accounts:staff-member", args=[jo.user.pk])).text
    done = client.post(reverse("accounts:staff-off", args=[jo.user.pk]), follow=True).text

    assert "End all roles of Jo here" in page
    assert "Jo has no role here any more" in done


def test_an_administrator_says_who_reads_notes_with_whom(
    admin: Viewer, jo: Viewer, sign_in: SignIn
) -> None:
    lead = make_viewer(Role.LEAD, setting=admin.setting, first_name="Ruth").user
    client = sign_in(admin)
    there = reverse("accounts:staff-supervisor", args=[jo.user.pk])

    said = client.post(there, {"supervisor": lead.pk}, follow=True).text

    assert "Ruth reads notes with Jo now" in said
    assert role_of(jo.user).supervisor == lead
    assert TrailEntry.objects.filter(what="accounts.supervisor_set", reason=str(lead)).exists()
    client.post(there, {"supervisor": ""})
    assert role_of(jo.user).supervisor is None


def test_a_supervisor_is_somebody_else_who_reads_notes_here(admin: Viewer, jo: Viewer) -> None:
    pat = make_viewer(Role.OFFICE, setting=admin.setting, first_name="Pat").user
    elsewhere = make_viewer(Role.LEAD, first_name="Ruth").user
    lead = make_viewer(Role.LEAD, setting=admin.setting).user

    for supervisor, words in (
        (jo.user, "own supervisor"),
        (pat, "Pat does not read notes here"),
        (elsewhere, "Ruth does not read notes here"),
    ):
        with pytest.raises(Refusal, match=words):
            actions.set_supervisor(
                staff=jo.user, setting=admin.setting, supervisor=supervisor, by=admin.user
            )
    with pytest.raises(Refusal, match="Pat visits nobody here"):
        actions.set_supervisor(staff=pat, setting=admin.setting, supervisor=lead, by=admin.user)


def test_a_supervisor_who_is_not_on_the_list_is_refused_on_the_page(
    admin: Viewer, jo: Viewer, sign_in: SignIn
) -> None:
    there = reverse("accounts:staff-supervisor", args=[jo.user.pk])

    said = sign_in(admin).post(there, {"supervisor": jo.user.pk}, follow=True).text

    assert "one of those on the list" in said or "own supervisor" in said
    assert role_of(jo.user).supervisor is None
