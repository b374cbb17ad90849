"""Looking around: one tap, made-up people alone, and only in the demonstration."""

import re
from typing import Any

import pytest
from django.test import Client

from families.models import Adult
from pastoral.accounts.models import Staff
from pastoral.demo import people
from tests.factories import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


@pytest.mark.parametrize("one", people.SHOWN, ids=str)
def test_one_tap_signs_in_as_each_role(client: Client, one: people.Colleague) -> None:
    page = client.get("/demo/")
    assert f"{one.name}, {one.role.label.lower()}" in page.text

    answer = client.post(f"/demo/as/{one.name.lower()}/")

    assert (answer.status_code, answer.headers["location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(Staff.objects.get(email=one.email).pk)


def test_looking_at_the_page_signs_nobody_in(client: Client) -> None:
    assert client.get("/demo/as/jo/").status_code == 405
    assert "_auth_user_id" not in client.session


def test_nobody_but_the_made_up_staff_can_be_looked_around_as(client: Client) -> None:
    make_staff(email="real@example.org", first_name="Real")

    assert client.post("/demo/as/real/").status_code == 404
    assert client.post("/demo/as/helen/").status_code == 404


@pytest.mark.parametrize("path", ["/demo/", "/demo/phone/"])
def test_without_the_demonstration_its_pages_are_not_there(
    client: Client, settings: Any, path: str
) -> None:
    settings.DEMO = False

    assert client.get(path).status_code == 404
    assert client.post("/demo/as/jo/").status_code == 404


@pytest.mark.parametrize("name", people.PHONES)
def test_a_phone_shows_what_came_newest_first_and_its_links_open(client: Client, name: str) -> None:
    page = client.get("/demo/phone/", {"whose": name})
    links = re.findall(r'href="http://127\.0\.0\.1:8000(/r/[^"]+)"', page.text)

    _top, *said = page.text.split("<article")
    assert said
    assert all(name in one for one in said)  # In words of their own language.
    assert "{link}" not in page.text
    assert links
    opened = client.get(links[0], follow=True)
    assert opened.status_code == 200
    assert name in opened.text


def test_a_phones_links_open_beside_it_and_older_ones_are_said_to_have_ended(
    client: Client,
) -> None:
    page = client.get("/demo/phone/", {"whose": "Samira"}).text

    links = re.findall(r"<a [^>]*/r/[^>]*>", page)
    assert links
    assert all('target="_blank" rel="noopener"' in link for link in links)
    for said in page.split("<article")[1:]:
        if path := re.search(r"8000(/r/[^\"]+)", said):
            is_dead = client.get(path[1], follow=True).status_code != 200
            assert ("This link has ended" in said) is is_dead


def test_a_phone_that_is_not_shown_is_not_there(client: Client) -> None:
    assert Adult.objects.filter(known_as="Kerry").exists()
    assert client.get("/demo/phone/", {"whose": "Kerry"}).status_code == 404


def test_a_strangers_way_leads_to_looking_around(client: Client) -> None:
    page = client.get("/", follow=True)

    assert 'href="/demo/"' in page.text
