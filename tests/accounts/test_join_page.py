"""Joining by an invitation."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.utils import timezone

from pastoral import links
from pastoral.accounts.models import Membership, Staff, StaffInvitation, TrailEntry
from pastoral.accounts.roles import Role
from tests.factories import make_setting, make_staff, make_staff_invitation, make_viewer

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
SAID = {"first_name": "Samira", "last_name": "Okonjo", "password": "four words that stand apart"}


def _link(invitation: StaffInvitation) -> str:
    return f"/join/{links.secret_of(invitation.pk, 1)}/"


def test_the_page_says_where_and_as_what(client: Client) -> None:
    setting = make_setting(name="Orchard Zone")
    page = client.get(_link(make_staff_invitation(setting, roles=["mentor", "dsl"])))

    assert "Welcome to Orchard Zone" in page.text
    assert "Child-and-family mentor and Designated safeguarding lead" in page.text
    assert "no-store" in page["Cache-Control"]


def test_opening_it_a_hundred_times_changes_nothing(client: Client) -> None:
    invitation = make_staff_invitation()
    for _n in range(100):
        client.get(_link(invitation))

    assert not Staff.objects.exists()
    assert not TrailEntry.objects.exists()


def test_somebody_new_joins_and_is_signed_in(client: Client) -> None:
    invitation = make_staff_invitation(email="samira@example.org")

    response = client.post(_link(invitation), SAID)

    staff = Staff.objects.get()
    assert response["Location"] == "/"
    assert get_user(client) == staff
    assert client.session["setting"] == str(invitation.setting_id)
    assert [e.did for e in TrailEntry.objects.order_by("at")] == ["wrote", "signed_in"]


@pytest.mark.parametrize("password", ["short", "password1234", "", "samira.okonjo@x"])
def test_a_weak_password_keeps_what_was_typed(client: Client, password: str) -> None:
    invitation = make_staff_invitation(email="samira.okonjo@x.org")

    page = client.post(_link(invitation), {**SAID, "password": password})

    assert page.status_code == 200
    assert 'value="Okonjo"' in page.text
    assert not Staff.objects.exists()


@pytest.mark.parametrize("why", ["used", "over", "unknown", "mangled"])
def test_every_link_that_opens_nothing_reads_the_same(client: Client, why: str) -> None:
    invitation = make_staff_invitation()
    link = _link(invitation)
    if why == "used":
        invitation.accepted_at, invitation.accepted_by = timezone.now(), make_staff()
    if why == "over":
        invitation.expires_at = timezone.now() - timedelta(seconds=1)
    invitation.save()
    if why in ("unknown", "mangled"):
        link = {"unknown": f"/join/{'x' * 22}/", "mangled": "/join/é/"}[why]

    for response in (client.get(link), client.post(link, SAID)):
        assert response.status_code == 404
        assert "doesn’t open any more" in response.text
    assert not Membership.objects.exists()


def test_who_has_an_account_is_asked_to_sign_in_and_comes_back(client: Client) -> None:
    colleague = make_staff()
    link = _link(make_staff_invitation(email=colleague.email))

    page = client.get(link)
    client.post(link, SAID)

    assert f'href="/accounts/login/?next={link}"' in page.text
    assert get_user(client).is_anonymous
    assert not Membership.objects.exists()


def test_who_is_signed_in_joins_with_one_tap(sign_in: SignIn) -> None:
    viewer = make_viewer(Role.MENTOR)
    invitation = make_staff_invitation(email=viewer.user.email, roles=["lead"])
    client = sign_in(viewer)

    assert "Join" in client.get(_link(invitation)).text
    assert client.post(_link(invitation)).status_code == 302

    assert client.session["setting"] == str(invitation.setting_id)
    assert viewer.user.memberships.filter(setting=invitation.setting, role="lead").exists()


def test_somebody_else_is_asked_to_sign_out_first(sign_in: SignIn) -> None:
    invitation = make_staff_invitation()
    client = sign_in(make_viewer())

    page = client.get(_link(invitation)).text
    client.post(_link(invitation), SAID)

    assert "sign out first" in page
    assert not Membership.objects.filter(setting=invitation.setting).exists()
