"""The ways on from a family's page about a visit: another language, and no more messages."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from families.models import Adult, ContactPreference
from tests.factories import secret_for
from tests.visits.offers import MONDAY, offered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY):
        yield


def test_a_visits_page_speaks_the_language_she_chose(client: Client) -> None:
    base = f"/v/{secret_for(offered())}/"
    client.post(f"{base}language/?back=another-time/", {"language": "ar"})
    page = client.get(base).content.decode()

    assert '<html lang="ar" dir="rtl">' in page
    assert "Nothing is wrong." not in page
    assert '<html lang="ar"' in client.get(f"{base}another-time/").content.decode()


def test_a_visits_page_begins_in_the_language_of_its_message(client: Client) -> None:
    visit = offered()
    Adult.objects.update(language="so")
    base = f"/v/{secret_for(visit)}/"

    assert '<html lang="en-gb"' in client.get(base).content.decode()


def test_texts_are_stopped_on_a_visits_page_too(client: Client) -> None:
    base = f"/v/{secret_for(offered())}/"
    page = client.post(f"{base}stop/", {"stop": "texts"}, follow=True).content.decode()

    assert "Done. We have stopped them." in page
    assert ContactPreference.objects.filter(channel="sms", is_allowed=False).exists()


def test_easy_words_are_offered_chosen_and_left_again_on_a_visits_page(client: Client) -> None:
    visit = offered()
    base = f"/v/{secret_for(visit)}/"
    assert "Easy words and pictures" in client.get(base).content.decode()
    client.post(f"{base}language/", {"language": "easy"})
    page = client.get(base).content.decode()
    for said in ("Jo would like to come to you for a hot drink.", "9.30am", "All the words"):
        assert said in page

    thanks = client.post(f"{base}answer/", {"answer": "yes"}, follow=True).content.decode()
    assert "Jo will see you on Friday 4 December." in thanks
    assert "I can not do this time" in client.get(base).content.decode()
    client.post(f"{base}language/", {"language": "en-gb"})
    assert "No forms, no need to tidy up." in client.get(base).content.decode()


@pytest.mark.parametrize("part", ["language/", "stop/", "privacy/", "privacy/?more"])
def test_rule_22_looking_changes_nothing_and_a_dead_link_is_a_dead_link(
    client: Client, part: str
) -> None:
    base = f"/v/{secret_for(offered())}/"
    before = Adult.objects.values().get(), ContactPreference.objects.count()

    assert client.get(base + part, {"stop": "texts"}, follow=True).status_code == 200
    assert (Adult.objects.values().get(), ContactPreference.objects.count()) == before
    assert client.get(f"/v/{'x' * 22}/{part}").status_code == 404
