"""Hints at words that judge, and the page where a school keeps its own."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from pastoral.accounts.models import Policy, TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from tests.factories import make_policy, make_setting, make_viewer
from visits.wording import SHIPPED, Hint, hints_for, hints_in

SignIn = Callable[..., Client]
PAGE = "/visits/words/"


@pytest.fixture
def lead() -> Viewer:
    return make_viewer(Role.LEAD)


def kept_by(viewer: Viewer) -> list[dict[str, str]] | None:
    words: list[dict[str, str]] | None = Policy.objects.get(setting=viewer.setting).watch_words
    return words


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The family is HARD TO REACH.", "hard to reach"),
        ("Hard  to\nreach, we felt.", "hard to reach"),
        ("He was non\u2011compliant today", "non-compliant"),
        ("He was non compliant today", "non-compliant"),
        ("Attention–seeking again", "attention-seeking"),
        ("Mum’s new job", "mum"),
        ("(mum)", "mum"),
        ("Wednesday: dna", "DNA"),
    ],
)
def test_a_word_is_found_however_it_is_typed(text: str, word: str) -> None:
    assert [hint.word for hint in hints_in(text, SHIPPED)] == [word]


@pytest.mark.parametrize(
    "text",
    ["", "A mumble from the back.", "Chrysanthemums on the table.", "DNAs", "Samira made tea."],
)
def test_part_of_a_word_is_no_word(text: str) -> None:
    assert hints_in(text, SHIPPED) == []


def test_both_apostrophes_are_one() -> None:
    hint = Hint("won't talk", "was quiet")

    assert hints_in("She won’t talk.", [hint]) == [hint]
    assert hints_in("She won't talk.", [Hint("won’t talk", "was quiet")])


def test_each_hint_is_given_once_in_the_order_of_the_list() -> None:
    found = hints_in("DNA. Chaotic, chaotic. Mum, mum.", SHIPPED)

    assert [hint.word for hint in found] == ["chaotic", "mum", "DNA"]


def test_signs_in_a_word_are_only_signs() -> None:
    assert hints_in("aaa", [Hint("a.a", "b")]) == []
    assert hints_in("Is it (bad)?", [Hint("(bad)", "hard")])


def test_what_we_say_instead_has_no_word_of_the_list_in_it() -> None:
    assert [h.word for h in SHIPPED if hints_in(h.instead, SHIPPED)] == []


@pytest.mark.django_db
def test_a_setting_without_a_list_of_its_own_gets_what_ships() -> None:
    assert hints_for(make_setting()) == SHIPPED


@pytest.mark.django_db
def test_a_setting_may_want_no_hints_at_all() -> None:
    assert hints_for(make_policy(watch_words=[]).setting) == []


@pytest.mark.django_db
def test_a_lead_keeps_the_schools_own_words(sign_in: SignIn, lead: Viewer) -> None:
    lines = "naughty = what happened, step by step\n\n  out of  control=needed space "

    answer = sign_in(lead).post(PAGE, {"lines": lines}, follow=True)

    assert "The words are saved" in answer.text
    assert kept_by(lead) == [
        {"word": "naughty", "instead": "what happened, step by step"},
        {"word": "out of control", "instead": "needed space"},
    ]
    assert TrailEntry.objects.filter(what="accounts.policy_changed", actor=lead.user).exists()
    assert len(Policy.history.filter(setting=lead.setting)) == 2


@pytest.mark.django_db
def test_the_page_shows_what_holds_now(sign_in: SignIn, lead: Viewer) -> None:
    page = sign_in(lead).get(reverse("visits:wording")).text

    assert "hard to reach = we haven’t found the right way to reach them yet" in page
    assert "Back to the words that ship" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("fine = good\nnaughty", "Line 2: write the word, then =, then what to say instead."),
        ("= nothing", "Line 1: write the word"),
        ("- = nothing", "Line 1: write the word"),
        (f"{'x' * 61} = y", "Line 1: the word is longer than 60 letters."),
        (f"x = {'y' * 161}", "Line 1: what to say instead is longer than 160 letters."),
        ("bad = good\nBAD = better", "Line 2: “BAD” stands further up already."),
        ("\n".join(f"w{n} = v" for n in range(101)), "Please keep it to 100 lines"),
    ],
)
def test_a_mistake_is_named_by_its_line_and_what_was_typed_stays(
    sign_in: SignIn, lead: Viewer, lines: str, said: str
) -> None:
    page = sign_in(lead).post(PAGE, {"lines": lines}).text

    assert said in page
    assert lines.splitlines()[0] in page
    assert kept_by(lead) is None


@pytest.mark.django_db
def test_saving_what_ships_keeps_no_list_of_ones_own(sign_in: SignIn, lead: Viewer) -> None:
    lines = "\n".join(f"{hint.word} = {hint.instead}" for hint in SHIPPED)

    sign_in(lead).post(PAGE, {"lines": lines})

    assert kept_by(lead) is None


@pytest.mark.django_db
def test_one_can_go_back_to_the_words_that_ship(sign_in: SignIn, lead: Viewer) -> None:
    make_policy(lead.setting, watch_words=[{"word": "naughty", "instead": "what happened"}])
    client = sign_in(lead)
    assert "Back to the words that ship" in client.get(PAGE).text

    client.post(reverse("visits:wording-reset"))

    assert kept_by(lead) is None


@pytest.mark.django_db
def test_a_mentor_reads_hints_and_does_not_set_them(sign_in: SignIn) -> None:
    assert sign_in(make_viewer()).get(PAGE).status_code == 403
