"""The words that ship with the product."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from pastoral.outbox import words
from pastoral.outbox.models import Channel, Template
from pastoral.refusals import Refusal
from tests.factories import make_setting, make_template

pytestmark = pytest.mark.django_db

SHIPPED = json.loads(words.SHIPPED.read_text(encoding="utf-8"))
FORBIDDEN = {
    "surname", "last_name", "full_name", "address", "postcode", "street", "reason", "behaviour",
    "exclusion", "suspension", "need", "sen", "note", "family", "household", "diagnosis",
}  # fmt: skip


@pytest.mark.parametrize("entry", SHIPPED, ids=lambda e: f"{e['key']}-{e['channel']}")
def test_rule_20_shipped_words_ask_for_nothing_a_message_may_not_hold(
    entry: dict[str, str],
) -> None:
    asked = set(entry["variables"])

    assert asked <= words.MAY_SAY
    assert not asked & FORBIDDEN
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


def test_words_that_have_changed_become_a_new_version(tmp_path: Path) -> None:
    words.load_shipped()
    changed = tmp_path / "words.json"
    changed.write_text(
        json.dumps([SHIPPED[0] | {"body": SHIPPED[0]["body"] + " See you!"}, *SHIPPED[1:]])
    )

    assert words.load_shipped(changed) == (1, len(SHIPPED))

    versions = Template.objects.filter(key=SHIPPED[0]["key"], channel=SHIPPED[0]["channel"])
    assert sorted(versions.values_list("version", flat=True)) == [1, 2]
    newest = words.words_for(make_setting(), SHIPPED[0]["key"], "en", SHIPPED[0]["channel"])
    assert newest is not None
    assert newest.body.endswith("See you!")


def test_rule_20_words_that_ask_for_a_surname_are_not_loaded(tmp_path: Path) -> None:
    wrong = tmp_path / "words.json"
    wrong.write_text(json.dumps([SHIPPED[0] | {"body": "Hi {surname}", "variables": ["surname"]}]))

    with pytest.raises(Refusal, match="ask for surname"):
        words.load_shipped(wrong)


def test_a_setting_s_own_words_come_before_the_shipped_ones() -> None:
    ours, theirs = make_setting(), make_setting()
    make_template(key="hello", version=9)
    own = make_template(key="hello", setting=ours)

    assert words.words_for(ours, "hello", "en-GB", Channel.TEXT) == own
    shipped = words.words_for(theirs, "hello", "en-GB", Channel.TEXT)
    assert shipped is not None
    assert shipped.version == 9
