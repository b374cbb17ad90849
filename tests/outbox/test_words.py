"""The words that ship with the product."""

import re
from dataclasses import replace

import pytest
from django.core.management import call_command

from pastoral import languages
from pastoral.outbox import words
from pastoral.outbox.models import Channel, Template
from pastoral.refusals import Refusal
from tests.factories import make_setting, make_template

pytestmark = pytest.mark.django_db

ENGLISH = languages.packs()["en"]
SHIPPED = [dict(entry) for pack in languages.packs().values() for entry in pack.messages]
FORBIDDEN = {
    "surname", "last_name", "full_name", "address", "postcode", "street", "reason", "behaviour",
    "exclusion", "suspension", "need", "sen", "note", "family", "household", "diagnosis",
}  # fmt: skip


@pytest.mark.parametrize("language", languages.packs())
def test_rule_20_shipped_words_ask_for_nothing_a_message_may_not_hold(language: str) -> None:
    for entry in languages.packs()[language].messages:
        asked = set(re.findall(r"\{(\w*)\}", entry.get("subject", "") + entry["body"]))

        assert asked <= words.MAY_SAY, entry["key"]
        assert not asked & FORBIDDEN, entry["key"]
    assert not words.MAY_SAY & FORBIDDEN


def test_loading_the_words_again_changes_nothing() -> None:
    assert words.load_shipped() == (len(SHIPPED), len(SHIPPED))
    assert words.load_shipped() == (0, len(SHIPPED))


def test_the_command_says_how_many_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_words")

    assert (
        capsys.readouterr().out
        == f"{len(SHIPPED)} messages have words; {len(SHIPPED)} of them are new.\n"
    )


def test_words_that_have_changed_become_a_new_version() -> None:
    words.load_shipped()
    first, *others = ENGLISH.messages
    changed = replace(ENGLISH, messages=({**first, "body": first["body"] + " See you!"}, *others))

    assert words.load_shipped([changed]) == (1, len(ENGLISH.messages))

    versions = Template.objects.filter(
        key=first["key"], channel=first["channel"], language="en", setting=None
    )
    assert sorted(versions.values_list("version", flat=True)) == [1, 2]
    newest = words.words_for(make_setting(), first["key"], "en", first["channel"])
    assert newest is not None
    assert newest.body.endswith("See you!")


def test_rule_20_words_that_ask_for_a_surname_are_not_loaded() -> None:
    wrong = replace(ENGLISH, messages=({**ENGLISH.messages[0], "body": "Hi {surname}"},))

    with pytest.raises(Refusal, match="ask for surname"):
        words.load_shipped([wrong])


def test_a_setting_s_own_words_come_before_the_shipped_ones() -> None:
    ours, theirs = make_setting(), make_setting()
    make_template(key="hello", version=9)
    own = make_template(key="hello", setting=ours)

    assert words.words_for(ours, "hello", "en-GB", Channel.TEXT) == own
    shipped = words.words_for(theirs, "hello", "en-GB", Channel.TEXT)
    assert shipped is not None
    assert shipped.version == 9
