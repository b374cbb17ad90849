"""Signing in and out, and choosing a new password."""

import re

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client
from django.urls import reverse

from pastoral.accounts.models import Staff, TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from tests.factories import make_staff, make_viewer

pytestmark = pytest.mark.django_db
PASSWORD = "four words that stand apart"
LOGIN = "/accounts/login/"


@pytest.fixture
def mentor() -> Viewer:
    return make_viewer(Role.MENTOR, email="jo@example.org", password=PASSWORD)


def _try(client: Client, password: str = PASSWORD, **more: str) -> object:
    return client.post(LOGIN, {"login": "Jo@Example.org", "password": password, **more})


def test_signing_in_leads_to_the_first_page_and_is_in_the_trail(
    client: Client, mentor: Viewer
) -> None:
    response = _try(client)

    assert response["Location"] == reverse("desk:home")  # type: ignore[index]
    entry = TrailEntry.objects.get()
    assert (entry.did, entry.actor, entry.setting) == ("signed_in", mentor.user, mentor.setting)
    assert entry.ip == "127.0.0.1"


def test_signing_in_leads_on_to_where_one_was_going(client: Client, mentor: Viewer) -> None:
    assert _try(client, next="/worried/")["Location"] == "/worried/"  # type: ignore[index]


def test_signing_in_never_leads_off_the_site(client: Client, mentor: Viewer) -> None:
    assert _try(client, next="https://evil.example/")["Location"] == "/"  # type: ignore[index]


@pytest.mark.parametrize("email", ["jo@example.org", "nobody@example.org"])
def test_a_wrong_password_and_an_unknown_address_read_the_same(
    client: Client, mentor: Viewer, email: str
) -> None:
    page = client.post(LOGIN, {"login": email, "password": "wrong"}).text

    assert "don’t go together" in page
    assert "Nothing is saved yet" not in page
    assert not TrailEntry.objects.exists()


def test_many_wrong_tries_are_paused_even_for_the_right_password(
    client: Client, mentor: Viewer
) -> None:
    for _n in range(5):
        _try(client, "wrong")

    assert "wait five minutes" in _try(client).text  # type: ignore[attr-defined]
    assert get_user(client).is_anonymous


def test_somebody_switched_off_does_not_get_in(client: Client, mentor: Viewer) -> None:
    Staff.objects.filter(pk=mentor.user.pk).update(is_active=False)

    response = client.post(LOGIN, {"login": "jo@example.org", "password": PASSWORD}, follow=True)

    assert "switched off" in response.text or "don’t go together" in response.text
    assert not TrailEntry.objects.exists()


def test_signing_out_is_asked_by_get_and_done_by_post(client: Client, mentor: Viewer) -> None:
    client.force_login(mentor.user)

    assert "Sign out?" in client.get("/accounts/logout/").text
    assert get_user(client).is_authenticated
    response = client.post("/accounts/logout/", follow=True)
    assert get_user(client).is_anonymous
    assert "You are signed out" in response.text


def test_a_new_password_comes_by_mail_on_the_sites_own_address(
    client: Client, mentor: Viewer
) -> None:
    client.post(
        "/accounts/password/reset/", {"email": "jo@example.org"}, headers={"host": "localhost"}
    )

    message = mail.outbox[0]
    assert message.subject == "A new password for Alongside"
    link = re.findall(r"\S+/accounts/password/reset/key/\S+", str(message.body))[0]
    assert link.startswith("http://127.0.0.1:8000/")
    form = client.get(link.removeprefix("http://127.0.0.1:8000"), follow=True)
    assert "Choose a new password" in form.text
    new = "another four words apart"
    done = client.post(form.request["PATH_INFO"], {"password1": new, "password2": new}, follow=True)
    assert "Your password is changed" in done.text
    mentor.user.refresh_from_db()
    assert mentor.user.check_password(new)


def test_an_unknown_address_is_told_the_same_and_gets_no_mail(client: Client) -> None:
    response = client.post(
        "/accounts/password/reset/", {"email": "nobody@example.org"}, follow=True
    )

    assert "Look in your e-mail" in response.text
    assert mail.outbox == []


def test_a_used_link_of_a_reset_leads_to_a_new_one(client: Client) -> None:
    assert "Send me a new link" in client.get("/accounts/password/reset/key/1-x/").text


def test_a_short_password_is_refused(client: Client, mentor: Viewer) -> None:
    client.force_login(mentor.user)
    words = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}

    page = client.post("/accounts/password/change/", words).text

    assert "at least 12 characters" in page


def test_changing_the_password_asks_for_the_old_one_and_goes_on(
    client: Client, mentor: Viewer
) -> None:
    client.force_login(mentor.user)
    new = {"password1": "another four words apart", "password2": "another four words apart"}

    wrong = client.post("/accounts/password/change/", {"oldpassword": "x", **new})
    right = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new})

    assert "isn’t the password you have now" in wrong.text
    assert right["Location"] == "/"
    assert get_user(client).is_authenticated


def test_who_has_no_password_yet_is_led_to_choose_one(client: Client) -> None:
    staff = make_viewer(Role.MENTOR).user
    client.force_login(staff)

    response = client.get("/accounts/password/change/", follow=True)

    assert response.request["PATH_INFO"] == "/accounts/password/set/"
    assert "Choose a password" in response.text


def test_asking_again_who_it_is_takes_the_password(client: Client, mentor: Viewer) -> None:
    client.force_login(mentor.user)

    assert "Is it still you?" in client.get("/accounts/reauthenticate/").text
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(
    "address", ["login/", "password/reset/", "password/reset/done/", "inactive/"]
)
def test_pages_for_strangers_open(client: Client, address: str) -> None:
    assert client.get(f"/accounts/{address}").status_code == 200


def test_too_many_resets_are_paused_on_a_page_of_ours(client: Client) -> None:
    make_staff(email="jo@example.org")
    asked = {"email": "jo@example.org"}
    answers = [client.post("/accounts/password/reset/", asked) for _n in range(6)]

    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "Please wait a moment" in answers[-1].text
