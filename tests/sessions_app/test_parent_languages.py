"""The parent's page in her own language, in easy words, and remembered."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.parents.tongues import page_language
from sessions_app.models import Invitation
from tests.factories import make_message, make_viewer
from tests.sessions_app.parents import MONDAY, asked, page_of, tap

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY):
        yield


def reads(client: Client, invitation: Invitation, part: str = "") -> str:
    return client.get(page_of(invitation, part)).content.decode()


def choose(client: Client, invitation: Invitation, language: str, back: str = "") -> Any:
    return client.post(page_of(invitation, f"language/?back={back}"), {"language": language})


def test_ten_languages_are_offered_each_in_its_own_words(client: Client) -> None:
    page = reads(client, asked())

    assert len(LANGUAGES) == 10
    assert 'value="ur" lang="ur" dir="rtl">اردو<' in page
    assert 'value="cy" lang="cy" dir="ltr">Cymraeg<' in page
    assert 'value="en-gb"' not in page  # It is in English already.


def test_a_language_chosen_on_the_page_is_remembered(client: Client) -> None:
    invitation = asked()
    response = choose(client, invitation, "pl")
    page = reads(client, invitation)

    assert (response.status_code, response["Location"]) == (303, page_of(invitation))
    assert '<html lang="pl" dir="ltr">' in page
    assert "2 grudnia" in page
    assert "13:30" in page
    assert "Come for a cuppa" not in page
    assert not response.cookies


def test_choosing_leads_back_to_where_she_was_and_nowhere_else(client: Client) -> None:
    invitation = asked()

    assert choose(client, invitation, "ar", "stop/")["Location"] == page_of(invitation, "stop/")
    elsewhere = choose(client, invitation, "pl", "//evil.example/")
    assert elsewhere["Location"] == page_of(invitation)


def test_a_language_we_do_not_have_changes_nothing(client: Client) -> None:
    invitation = asked()
    choose(client, invitation, "tlh")
    invitation.adult.refresh_from_db()

    assert invitation.adult.page_language == ""


def test_a_page_begins_in_the_language_she_was_written_in(client: Client) -> None:
    invitation = asked()
    invitation.adult.language = "uk"
    invitation.adult.save()
    assert '<html lang="uk"' in reads(client, invitation)

    invitation.message = make_message(setting=invitation.setting, language="en")
    invitation.save()
    assert '<html lang="en-gb"' in reads(client, invitation)

    choose(client, invitation, "so")
    assert '<html lang="so"' in reads(client, invitation)


def test_arabic_and_urdu_run_from_the_right(client: Client) -> None:
    invitation = asked()
    for language in ("ar", "ur"):
        choose(client, invitation, language)
        page = reads(client, invitation)
        assert f'<html lang="{language}" dir="rtl">' in page
        assert "\N{FIRST STRONG ISOLATE}Samira\N{POP DIRECTIONAL ISOLATE}" in page


def test_a_mistake_is_said_in_her_language_too(client: Client) -> None:
    invitation = asked(answer="yes")
    choose(client, invitation, "pl")
    page = client.post(page_of(invitation, "details/"), {"adults": "many"}).content.decode()

    assert "Please write a number" not in page
    assert '<html lang="pl"' in page


def test_the_page_after_hers_speaks_english_again(client: Client) -> None:
    polish, english = asked(), asked(name="Joanne", child="Sam")
    choose(client, polish, "pl")
    reads(client, polish)

    assert "Come for a cuppa this Wednesday" in reads(client, english)


def test_a_link_that_opens_nothing_speaks_the_language_of_the_browser(client: Client) -> None:
    wanted: Any = {"HTTP_ACCEPT_LANGUAGE": "ur-PK,en;q=0.5"}
    page = client.get("/r/nothing-here", **wanted).content.decode()

    assert '<html lang="ur" dir="rtl">' in page
    assert "Hello. This link does not open" in client.get("/r/nothing-here").content.decode()


def test_staff_read_english_whatever_their_browser_asks_for(
    sign_in: Callable[[Viewer], Client],
) -> None:
    wanted: Any = {"HTTP_ACCEPT_LANGUAGE": "pl"}
    client = sign_in(make_viewer(Role.LEAD))
    page = client.get("/afternoons/", **wanted)
    signing_in = Client().get("/accounts/login/", **wanted).content.decode()

    assert "Content-Language" not in page
    assert '<html lang="en-GB"' in page.content.decode()
    assert "Sign in" in signing_in


def test_easy_words_are_chosen_remembered_and_left_again(client: Client) -> None:
    invitation = asked()
    choose(client, invitation, "easy")
    page = reads(client, invitation)
    assert "Come for a hot drink." in page
    assert "Amira will come in at 2pm." in page
    assert "easy__picture" in page
    assert "All the words" in page

    choose(client, invitation, "en-gb")
    assert "Come for a cuppa this Wednesday" in reads(client, invitation)


@pytest.mark.parametrize(
    ("word", "said"),
    [("yes", "You can come late."), ("maybe", "You do not know yet."), ("no", "You said")],
)
def test_an_answer_in_easy_words_is_thanked_in_easy_words(
    client: Client, word: str, said: str
) -> None:
    invitation = asked()
    choose(client, invitation, "easy")
    page = tap(client, invitation, word, follow=True).content.decode()

    assert "Thank you, Samira." in page
    assert said in page


def test_who_reads_easy_words_may_still_tell_us_more(client: Client) -> None:
    invitation = asked(answer="yes")
    choose(client, invitation, "easy")

    assert "A few things, if you like" in reads(client, invitation, "thanks/?more")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_in_any_language_stays_small(client: Client, language: str) -> None:
    invitation = asked(answer="yes")
    choose(client, invitation, language)
    for part in ("", "thanks/"):
        assert len(client.get(page_of(invitation, part)).content) <= 50 * 1024


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (("pl", "en"), "pl"), (("", "pl-PL"), "pl"), (("", "en"), "en-gb"), (("",), "en-gb"),
        (("", "tlh"), "en-gb"), (("en-gb", "pl"), "en-gb"),
    ],
)  # fmt: skip
def test_the_first_language_we_have_is_spoken(wanted: tuple[str, ...], found: str) -> None:
    assert page_language(*wanted) == found
