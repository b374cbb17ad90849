"""`manage.py create_setting`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from pastoral.accounts.models import Membership, Setting, StaffInvitation
from tests.factories import make_setting

pytestmark = pytest.mark.django_db
BASICS = ("orchard", "--name", "Orchard Zone", "--kind", "zone")


def _run(*words: str) -> str:
    out = StringIO()
    call_command("create_setting", *words, stdout=out)
    return out.getvalue()


def test_it_makes_a_setting_and_says_so() -> None:
    assert _run(*BASICS) == "Orchard Zone is ready; its code is orchard.\n"
    assert Setting.objects.get().half_terms.count() == 6


def test_it_prints_an_invitation_that_opens(client: Client) -> None:
    link = _run(*BASICS, "--admin", "head@example.org").split()[-1]

    assert link.startswith("http://127.0.0.1:8000/join/")
    answer = client.post(
        link.removeprefix("http://127.0.0.1:8000"),
        {"first_name": "Hedda", "last_name": "", "password": "four words that stand apart"},
    )
    assert answer.status_code == 302
    assert Membership.objects.get().role == "administrator"


def test_the_first_person_may_be_something_else_or_more() -> None:
    _run(*BASICS, "--admin", "head@example.org", "--role", "administrator", "--role", "lead")

    assert StaffInvitation.objects.get().roles == ["lead", "administrator"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("taken", "--name", "X", "--kind", "zone"),
            "The code “taken” is taken by another setting",
        ),
        (("new", "--name", "X", "--kind", "castle"), "“castle” is not a kind of setting"),
        ((*BASICS, "--nation", "france"), "“france” is not a nation"),
        ((*BASICS, "--admin", "nobody"), "“nobody” is not an e-mail address"),
        ((*BASICS, "--admin", "a@example.org", "--role", "king"), "“king” is not a role"),
    ],
)
def test_what_can_not_be_is_one_sentence_and_exit_2(words: tuple[str, ...], sentence: str) -> None:
    make_setting(code="taken")

    with pytest.raises(CommandError, match=sentence) as refused:
        _run(*words)

    assert refused.value.returncode == 2
    assert "\n" not in str(refused.value)
    assert Setting.objects.count() == 1
