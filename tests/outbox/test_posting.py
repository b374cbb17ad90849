"""Putting messages into the outbox."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction

from pastoral.accounts.models import Setting
from pastoral.ids import new_id
from pastoral.outbox import actions, gsm, words
from pastoral.outbox.drafts import Draft
from pastoral.outbox.models import Channel, Message, Topic
from pastoral.refusals import Refusal
from tests.factories import make_approval, make_setting, make_template

pytestmark = pytest.mark.django_db
State = Message.State
WEDNESDAY_TEN = datetime(2026, 12, 2, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_a_wednesday_morning() -> Any:
    with time_machine.travel(WEDNESDAY_TEN, tick=False):
        yield


def draft(**fields: Any) -> Draft:
    """A text that says hello, unless something else is said."""
    fields.setdefault("key", f"test:{new_id()}")
    fields.setdefault("template_key", "hello")
    fields.setdefault("language", "en")
    fields.setdefault("channel", Channel.TEXT)
    fields.setdefault("to", "+447700900001")
    fields.setdefault("variables", {"name": "Samira"})
    for name in ("adult_id", "household_id", "about_id"):
        fields.setdefault(name, new_id())
    fields.setdefault("about_kind", "tests.thing")
    fields.setdefault("link_version", 1)
    fields.setdefault("topic", Topic.AFTERNOONS)
    return Draft(**fields)


def hello(body: str = "Hi {name}.", **fields: Any) -> Setting:
    """A setting with words for a hello."""
    setting = fields.pop("setting", None) or make_setting()
    make_template(key="hello", body=body, **fields)
    return setting


def posted(setting: Setting, **fields: Any) -> Message:
    """The message that comes of a draft."""
    message = actions.post(setting=setting, draft=draft(**fields))
    assert message is not None
    return message


def test_a_message_is_a_row_before_anything_is_sent() -> None:
    message = posted(hello())

    assert (message.state, message.body, message.not_before) == (
        State.QUEUED,
        "Hi Samira.",
        WEDNESDAY_TEN,
    )


def test_rule_28_the_same_key_makes_one_message_ever() -> None:
    setting = hello()
    drafts = [draft(key="same"), draft(key="same"), draft(key="other")]

    first = actions.post_many(setting=setting, drafts=drafts)
    again = actions.post_many(setting=setting, drafts=drafts)

    assert first.posted.keys() == {"same", "other"}
    assert (again.posted, again.already) == ({}, {"same", "other"})
    assert Message.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(settings.IS_SQLITE, reason="Two writers at once need PostgreSQL.")
def test_rule_28_two_jobs_at_once_send_each_message_once() -> None:
    setting = hello()
    drafts = [draft(key=f"race:{n}") for n in range(300)]

    def run(_n: int) -> int:
        try:
            return len(actions.post_many(setting=setting, drafts=drafts).posted)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(run, range(2)))

    assert sum(counts) == Message.objects.count() == 300


def test_a_message_goes_away_with_the_action_that_caused_it() -> None:
    setting = hello()

    def action() -> None:
        with transaction.atomic():
            posted(setting)
            raise Refusal("No.")

    with pytest.raises(Refusal):
        action()
    assert not Message.objects.exists()


@pytest.mark.parametrize("variables", [{}, {"name": ""}, {"name": "  "}])
def test_rule_33_a_blank_left_unfilled_is_refused_and_stops_nobody_else(
    variables: dict[str, str],
) -> None:
    setting = hello()

    result = actions.post_many(
        setting=setting, drafts=[draft(key="blank", variables=variables), draft(key="whole")]
    )

    assert result.refused == {"blank": "The words “hello” need “name”, and it is not known."}
    assert result.posted.keys() == {"whole"}


def test_rule_33_a_text_is_put_into_plain_characters() -> None:
    message = posted(hello("“Hi” – it’s {name}…"), variables={"name": "Zo\u00eb O’Brien"})

    assert message.body == "\"Hi\" - it's Zoë O'Brien..."


def test_rule_33_a_name_keeps_its_letters_while_there_is_room() -> None:
    setting = hello("Hi {name}." + " Come." * 11)

    message = posted(setting, variables={"name": "Łukasz"})

    assert "Łukasz" in message.body
    assert message.parts == 2


def test_rule_33_a_long_text_gives_up_an_accent_rather_than_the_message() -> None:
    message = posted(hello("Hi {name}." + " Come." * 30), variables={"name": "Łukasz"})

    assert message.body.startswith("Hi Lukasz.")
    assert message.parts == 2


def test_rule_33_a_text_of_too_many_parts_is_refused() -> None:
    with pytest.raises(Refusal, match="would take 3 parts, and 2 are allowed"):
        posted(hello("{name}" + "x" * 301))


def test_rule_33_a_script_phones_have_no_plain_letters_for_is_counted_in_small_parts() -> None:
    with pytest.raises(Refusal, match="would take 3 parts"):
        posted(hello("{name} " + "آ" * 140))


@pytest.mark.parametrize(
    ("text", "parts"),
    [("x" * 160, 1), ("x" * 161, 2), ("x" * 306, 2), ("x" * 307, 3), ("€" * 80, 1), ("€" * 81, 2),
     ("ł" * 70, 1), ("ł" * 71, 2), ("ł" * 135, 3), ("é" * 160, 1), ("😀" * 35, 1), ("😀" * 36, 2)],
)  # fmt: skip
def test_rule_33_parts_are_counted_as_phones_count_them(text: str, parts: int) -> None:
    assert gsm.parts(text) == parts


def test_rule_33_the_link_is_counted_as_long_as_it_will_be() -> None:
    setting = hello("{name} {link}")
    room = 160 - len(words.link_of(setting.pk, 1)) - 1

    assert posted(setting, variables={"name": "x" * room}).parts == 1
    assert posted(setting, variables={"name": "x" * (room + 1)}).parts == 2


def test_rule_21_no_link_is_kept_in_the_database() -> None:
    about = new_id()

    message = posted(hello("Hi {name}: {link}"), about_id=about)

    assert message.body == "Hi Samira: {link}"


def test_a_link_to_nothing_is_refused() -> None:
    with pytest.raises(Refusal, match="need a link"):
        posted(hello("{name} {link}"), link_version=None)


def test_a_name_in_braces_is_not_taken_for_a_blank() -> None:
    assert (
        posted(hello("Hi {name}. {link}"), variables={"name": "{link}"}).body == "Hi (link). {link}"
    )


def test_rule_20_words_that_ask_for_more_than_a_message_may_say_are_refused() -> None:
    with pytest.raises(Refusal, match="“surname”, which no message may hold"):
        posted(hello("Hi {name} {surname}."), variables={"name": "Samira", "surname": "Okonjo"})


def test_rule_34_a_translation_nobody_has_signed_is_not_sent() -> None:
    setting = hello(language="pl")
    assert not words.has_words(setting, "hello", "pl", Channel.TEXT)
    with pytest.raises(Refusal, match="no words for “hello” in “pl” by text"):
        posted(setting, language="pl")

    version = make_template(key="hello", language="pl", version=2, body="Cześć {name}.")
    make_approval(version, setting=setting)

    assert posted(setting, language="pl").body == "Cześć Samira."


@pytest.mark.parametrize("to", ["", "01632 960001", "+44", "+447700900001\n+447700900002"])
def test_a_number_that_can_not_be_texted_is_refused(to: str) -> None:
    with pytest.raises(Refusal, match="not a mobile number"):
        posted(hello(), to=to)


@pytest.mark.parametrize(
    "to", ["", "samira", "a@b", "a@example.org\nBcc: b@example.org", "a b@example.org"]
)
def test_an_address_that_can_not_be_written_to_is_refused(to: str) -> None:
    with pytest.raises(Refusal, match="not an e-mail address"):
        posted(hello(channel=Channel.EMAIL), channel=Channel.EMAIL, to=to)


def test_letters_and_calls_are_left_to_a_person() -> None:
    message = posted(hello(channel=Channel.VOICE), channel=Channel.VOICE)

    assert (message.state, message.kind) == (State.DRAFT, Message.Kind.TASK)


def test_rule_26_what_would_only_leave_after_the_event_is_expired_at_once() -> None:
    evening = WEDNESDAY_TEN.replace(hour=19, minute=30)

    message = posted(hello(), not_before=evening, drop_after=evening + timedelta(hours=3))

    assert message.state == State.EXPIRED


def test_a_message_about_something_that_is_off_is_called_off() -> None:
    setting = hello()
    gone, stays = posted(setting), posted(setting)
    assert gone.about_id

    assert (
        actions.cancel_about(
            ids=[gone.about_id], reason="The afternoon is off.", template_keys=["other"]
        )
        == 0
    )
    assert actions.cancel_about(ids=[gone.about_id], reason="The afternoon is off.") == 1

    gone.refresh_from_db()
    stays.refresh_from_db()
    assert (gone.state, gone.reason) == (State.CANCELLED, "The afternoon is off.")
    assert stays.state == State.QUEUED


def test_rule_43_everything_waiting_for_somebody_is_called_off() -> None:
    message = posted(hello())
    assert message.adult_id

    def called_off(**fields: Any) -> int:
        return actions.cancel_to(
            setting_id=message.setting_id, reason="Messages have stopped.", **fields
        )

    assert called_off(adult_ids=[message.adult_id]) == 1


@pytest.mark.postgres
@pytest.mark.skipif(settings.IS_SQLITE, reason="SQLite takes few values at once.")
def test_six_thousand_messages_take_few_questions(django_assert_max_num_queries: Any) -> None:
    setting = hello()

    with django_assert_max_num_queries(8):
        actions.post_many(setting=setting, drafts=[draft() for _ in range(6000)])
