"""Texts by GOV.UK Notify and by Twilio, and what each of their answers means."""

import base64
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
import time_machine
from django.db import connection

from pastoral.accounts.models import Setting
from pastoral.outbox import delivery, tasks
from pastoral.outbox.channels import texts
from pastoral.outbox.channels.twilio import STOPPED
from pastoral.outbox.models import Carrier, Channel, Message
from tests.carriers import (
    NOTIFY_KEY,
    NOTIFY_SECRET,
    NOTIFY_SERVICE,
    Answer,
    TextSink,
    notify_says,
    twilio_says,
)
from tests.factories import make_carrier, make_message, make_setting, make_staff
from tests.sinks import MailSink

pytestmark = pytest.mark.django_db
State = Message.State
TEN = datetime(2026, 12, 2, 10, tzinfo=UTC)
BUSY = (State.FAILED_TEMPORARY, False, 1)
DEAD = (State.FAILED_PERMANENT, True, 1)
NEVER = (State.FAILED_PERMANENT, False, 1)
UNSURE = (State.UNSURE, False, 1)
TEAM_ONLY = "Can't send to this recipient using a team-only API key"
TRIAL = "Can't send to this recipient when service is in trial mode - see /trial-mode"
OUR_TROUBLE = (State.FAILED_TEMPORARY, False, 0)  # It used up no try.


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(TEN, tick=False) as clock:
        yield clock


def with_notify(**fields: Any) -> Setting:
    fields = {"template_ref": "t-1", "sender": "s-1", "secret": NOTIFY_KEY, **fields}
    return make_carrier(provider=Carrier.Provider.NOTIFY, **fields).setting


def with_twilio(**fields: Any) -> Setting:
    fields = {"account": "AC1", "sender": "+447700900999", "secret": "shh", **fields}
    return make_carrier(provider=Carrier.Provider.TWILIO, **fields).setting


def became(message: Message) -> tuple[str, bool, int]:
    delivery.deliver([message.pk])
    message.refresh_from_db()
    return message.state, message.is_dead_address, message.tries


def test_notify_gets_a_text_as_it_documents(carriers: TextSink) -> None:
    message = make_message(with_notify(), body="Hi Samira & Zoë.")

    assert became(message) == (State.SENT, False, 1)

    (asked,) = carriers.taken
    assert asked.path == "/v2/notifications/sms"
    assert asked.said == {
        "phone_number": "+447700900001", "template_id": "t-1", "sms_sender_id": "s-1",
        "personalisation": {"text": "Hi Samira & Zoë."}, "reference": str(message.pk),
    }  # fmt: skip
    kind, _, token = asked.headers["authorization"].partition(" ")
    assert kind == "Bearer"
    assert jwt.get_unverified_header(token) == {"typ": "JWT", "alg": "HS256"}
    claims = jwt.decode(token, NOTIFY_SECRET, algorithms=["HS256"])
    assert claims == {"iss": NOTIFY_SERVICE, "iat": int(TEN.timestamp())}
    assert message.provider_ref.startswith("notify-")


def test_twilio_gets_a_text_as_it_documents(carriers: TextSink) -> None:
    setting = with_twilio(hook_key="h1")
    message = make_message(setting, body="Hi Samira & Zoë.")

    assert became(message) == (State.SENT, False, 1)

    (asked,) = carriers.taken
    assert asked.path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert asked.headers["authorization"] == f"Basic {base64.b64encode(b'AC1:shh').decode()}"
    assert asked.said == {
        "From": "+447700900999", "To": "+447700900001", "Body": "Hi Samira & Zoë.",
        "StatusCallback": (
            f"https://alongside.example.org/hooks/h1/twilio/receipts/?message={message.pk}"
        ),
    }  # fmt: skip
    assert message.provider_ref.startswith("twilio-")


def test_a_messaging_service_of_twilio_s_is_named_as_one(carriers: TextSink) -> None:
    became(make_message(with_twilio(sender="MG1")))

    assert carriers.taken[0].said["MessagingServiceSid"] == "MG1"
    assert "From" not in carriers.taken[0].said


def test_twilio_is_asked_for_no_receipts_where_it_could_not_reach_us(
    carriers: TextSink, settings: Any
) -> None:
    settings.SITE_URL = "http://127.0.0.1:8000"

    became(make_message(with_twilio()))

    assert "StatusCallback" not in carriers.taken[0].said


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (notify_says(400, "ValidationError", "phone_number Not a valid number"), DEAD),
        (notify_says(400, "BadRequestError", "Cannot send to international numbers"), NEVER),
        (notify_says(400, "BadRequestError", "Template not found"), OUR_TROUBLE),
        (notify_says(403, "AuthError", "Invalid token: API key not found"), OUR_TROUBLE),
        (notify_says(401, "AuthError", "Unauthorized"), OUR_TROUBLE),
        (notify_says(413, "Error", "Too large"), NEVER),
        (notify_says(429, "RateLimitError", "Exceeded rate limit"), OUR_TROUBLE),
        (notify_says(400, "BadRequestError", TEAM_ONLY), OUR_TROUBLE),
        (notify_says(400, "BadRequestError", TRIAL), OUR_TROUBLE),
        (notify_says(500, "Exception", "Internal server error"), BUSY),
        (Answer(503), BUSY),
        (Answer(504), UNSURE),
        (Answer(301, headers={"location": "https://elsewhere.example.org"}), OUR_TROUBLE),
    ],
    ids=lambda it: f"{it.status} {it.said}" if isinstance(it, Answer) else str(it),
)
def test_rule_31_what_notify_s_answers_mean(
    carriers: TextSink, answer: Answer, expected: tuple[str, bool, int]
) -> None:
    carriers.answers = lambda _asked: answer

    assert became(make_message(with_notify())) == expected
    assert len(carriers.asked) == 1


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (twilio_says(400, 21211, "The 'To' number is not a valid phone number."), DEAD),
        (twilio_says(400, 21614, "'To' number is not a valid mobile number"), DEAD),
        (twilio_says(400, 21610, "Attempt to send to unsubscribed recipient"), NEVER),
        (twilio_says(400, 21408, "Permission to send has not been enabled"), OUR_TROUBLE),
        (twilio_says(400, 21608, "The number is unverified"), OUR_TROUBLE),
        (twilio_says(400, 21606, "The 'From' number is not a valid number"), OUR_TROUBLE),
        (twilio_says(401, 20003, "Authenticate"), OUR_TROUBLE),
        (twilio_says(404, 20404, "The requested resource was not found"), OUR_TROUBLE),
        (twilio_says(429, 20429, "Too Many Requests"), OUR_TROUBLE),
        (twilio_says(500, 20500, "Internal Server Error"), BUSY),
    ],
    ids=lambda it: f"{it.said['code']}" if isinstance(it, Answer) else str(it),
)
def test_rule_31_what_twilio_s_answers_mean(
    carriers: TextSink, answer: Answer, expected: tuple[str, bool, int]
) -> None:
    carriers.answers = lambda _asked: answer

    assert became(make_message(with_twilio())) == expected


def test_who_texted_stop_at_the_carrier_is_said_to_have(carriers: TextSink) -> None:
    carriers.answers = lambda _asked: twilio_says(400, 21610, "unsubscribed")
    message = make_message(with_twilio())

    became(message)

    assert message.reason == STOPPED


def test_keys_that_are_refused_are_told_to_staff_and_the_text_waits(carriers: TextSink) -> None:
    carriers.answers = lambda _asked: notify_says(403, "AuthError", "API key not found")
    message = make_message(with_notify())

    became(message)

    assert message.reason == "GOV.UK Notify does not accept our keys: API key not found"
    assert message.not_before == TEN + timedelta(minutes=15)


@pytest.mark.parametrize(("asked_for", "minutes"), [("3600", 60), ("5", 1), ("soon", 1)])
def test_a_carrier_that_asks_for_time_is_given_it(
    carriers: TextSink, asked_for: str, minutes: int
) -> None:
    carriers.answers = lambda _a: notify_says(429, "RateLimitError", "no", retry_after=asked_for)
    message = make_message(with_notify())

    became(message)

    assert message.not_before == TEN + timedelta(minutes=minutes)


def test_a_carrier_that_has_had_too_many_is_left_alone_for_a_while(carriers: TextSink) -> None:
    carriers.answers = lambda _asked: notify_says(429, "RateLimitError", "Exceeded rate limit")
    messages = [make_message(setting := with_notify()), make_message(setting)]

    delivery.deliver([message.pk for message in messages])

    assert len(carriers.asked) == 1
    assert set(Message.objects.values_list("tries", flat=True)) == {0}


def test_once_a_day_s_limit_at_the_carrier_is_reached_all_wait_for_the_morning(
    carriers: TextSink,
) -> None:
    said = "Exceeded send limits (250000) for today"
    carriers.answers = lambda _asked: notify_says(429, "TooManyRequestsError", said)
    setting = with_notify()
    messages = [make_message(setting) for _ in range(2)]
    today = make_message(setting, drop_after=TEN + timedelta(hours=5))

    delivery.deliver([message.pk for message in (*messages, today)])

    for message in messages:
        message.refresh_from_db()
        assert (message.state, message.tries) == (State.FAILED_TEMPORARY, 0)
        assert message.not_before == datetime(2026, 12, 3, 8, tzinfo=UTC)
    today.refresh_from_db()
    assert today.state == State.FAILED_PERMANENT  # Somebody rings them while there is time.


def test_a_country_that_is_not_allowed_holds_up_nobody_else(carriers: TextSink) -> None:
    abroad = "+48500000001"
    carriers.answers = lambda a: twilio_says(400, 21408, "Not enabled") if a.to == abroad else None
    setting = with_twilio()
    messages = [make_message(setting, to=abroad, not_before=TEN - timedelta(hours=1))]
    messages += [make_message(setting) for _ in range(2)]

    assert delivery.deliver([message.pk for message in messages]) == 2
    messages[0].refresh_from_db()
    assert messages[0].not_before == TEN + timedelta(minutes=15)


def test_one_that_says_nothing_twice_gets_no_more_and_the_rest_wait(carriers: TextSink) -> None:
    carriers.hangs_up_after = lambda _asked: True
    setting = with_notify()
    messages = [make_message(setting) for _ in range(6)]

    delivery.deliver([message.pk for message in messages])

    assert len(carriers.asked) == 2
    states = Counter(Message.objects.values_list("state", "tries"))
    assert states == {(State.UNSURE, 1): 2, (State.FAILED_TEMPORARY, 0): 4}


def test_one_that_says_nothing_now_and_then_gets_the_rest(carriers: TextSink) -> None:
    setting = with_notify()
    messages = [make_message(setting, not_before=TEN - timedelta(minutes=9 - n)) for n in range(5)]
    silent = {str(messages[1].pk), str(messages[3].pk)}
    carriers.hangs_up_after = lambda asked: asked.reference in silent

    assert delivery.deliver([message.pk for message in messages]) == 3


@pytest.mark.parametrize("setting_of", [with_notify, with_twilio])
@pytest.mark.parametrize("silence", ["hangs_up_before", "hangs_up_after", "stalls_after"])
def test_a_silence_after_the_request_left_leaves_a_text_unsure_and_it_is_not_sent_again(
    carriers: TextSink, setting_of: Callable[[], Setting], silence: str
) -> None:
    setattr(carriers, silence, lambda _asked: True)
    message = make_message(setting_of())

    assert became(message) == UNSURE
    assert became(message) == UNSURE
    assert len(carriers.asked) == 1


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://nowhere.invalid"])
def test_a_carrier_out_of_reach_uses_up_no_tries(settings: Any, address: str) -> None:
    settings.NOTIFY_URL = address
    messages = [make_message(setting := with_notify()), make_message(setting)]

    assert [became(message) for message in messages] == [OUR_TROUBLE] * 2
    assert messages[0].reason == "GOV.UK Notify can’t be reached."


@pytest.mark.parametrize("secret", ["", "not-a-key", NOTIFY_KEY[:-1]])
def test_a_key_that_is_not_whole_asks_nobody(carriers: TextSink, secret: str) -> None:
    assert became(make_message(with_notify(secret=secret))) == OUR_TROUBLE
    assert not carriers.asked


def test_many_texts_take_one_connection(carriers: TextSink) -> None:
    setting = with_notify()
    messages = [make_message(setting, to=f"+4477009001{n:02}") for n in range(20)]

    assert delivery.deliver([message.pk for message in messages]) == 20
    assert carriers.connections == 1


def test_each_setting_s_texts_go_by_its_own_carrier(
    carriers: TextSink, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "alongside.texts")
    settings = [with_notify(), with_twilio(), make_setting()]
    messages = [make_message(setting) for setting in settings for _ in range(2)]

    assert delivery.deliver([message.pk for message in messages]) == 6

    by_provider = [(asked.provider, asked.reference) for asked in carriers.taken]
    assert sorted(by_provider) == sorted(
        [("notify", str(m.pk)) for m in messages[:2]]
        + [("twilio", str(m.pk)) for m in messages[2:4]]
    )
    assert caplog.text.count("text to …001") == 2


def test_one_setting_s_refused_keys_hold_up_nobody_else_s(carriers: TextSink) -> None:
    carriers.answers = lambda a: twilio_says(401, 20003, "no") if a.provider == "twilio" else None
    refused, well = make_message(with_twilio()), make_message(with_notify())

    assert delivery.deliver([refused.pk, well.pk]) == 1
    well.refresh_from_db()
    assert well.state == State.SENT


def with_a_key_nothing_opens() -> Setting:
    setting = with_notify()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outbox_carrier SET secret = %s", ["sealed with a lost key"])
    return setting


def with_a_key_pasted_with_a_sign_too_many() -> Setting:
    return with_twilio(secret="shh\u200b")


@pytest.mark.parametrize(
    "setting_of", [with_a_key_nothing_opens, with_a_key_pasted_with_a_sign_too_many]
)
def test_one_setting_s_unusable_key_holds_up_nobody_else_s(
    carriers: TextSink, mail: MailSink, setting_of: Callable[[], Setting]
) -> None:
    unusable = make_message(setting_of())
    well = make_message(with_notify())
    letter = make_message(channel=Channel.EMAIL, to="samira@example.org", subject="Hi")

    tasks.sweep()

    for message in (unusable, well, letter):
        message.refresh_from_db()
    assert (unusable.state, unusable.tries) == (State.FAILED_TEMPORARY, 0)
    assert "Carrier of texts" in unusable.reason or "paste it anew" in unusable.reason
    assert (well.state, letter.state) == (State.SENT, State.SENT)


def test_a_fault_of_ours_with_one_carrier_rises_once_the_others_had_their_turn(
    mail: MailSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_carrier: Carrier) -> Any:
        raise ZeroDivisionError

    monkeypatch.setitem(texts.CARRIERS, Carrier.Provider.NOTIFY, broken)
    faulty = make_message(with_notify())
    letter = make_message(channel=Channel.EMAIL, to="samira@example.org", subject="Hi")

    with pytest.raises(ZeroDivisionError):
        delivery.deliver([faulty.pk, letter.pk])

    assert mail.to("samira@example.org")


def test_where_nobody_carries_texts_they_wait_and_say_so(settings: Any) -> None:
    settings.TEXT_CHANNEL = "none"
    message = make_message()

    assert became(message) == OUR_TROUBLE
    assert message.reason.startswith("No carrier of texts is set up yet")


def test_more_texts_than_a_day_may_have_wait_for_the_next_friendly_morning(
    carriers: TextSink,
) -> None:
    setting = with_notify(texts_a_day=3)
    make_message(setting, state=State.SENT, sent_at=TEN, claimed_at=TEN - timedelta(hours=1))
    make_message(setting, state=State.SENT, sent_at=TEN, claimed_at=TEN - timedelta(days=1))
    invited = [make_message(setting, not_before=TEN - timedelta(minutes=5 - n)) for n in range(3)]
    cancelled = make_message(setting, not_before=TEN, is_exempt_from_cap=True)
    alert = make_message(setting, staff=make_staff())
    elsewhere = make_message(with_twilio())

    tasks.sweep()
    tasks.sweep()

    assert {asked.reference for asked in carriers.taken} == {
        str(message.pk) for message in (alert, cancelled, invited[0], elsewhere)
    }
    for message in invited[1:]:
        message.refresh_from_db()
        assert message.state == State.QUEUED
        assert message.not_before == datetime(2026, 12, 3, 8, tzinfo=UTC)
        assert message.reason.startswith("Today’s 3 texts have gone.")


def test_rule_39_what_is_over_by_tomorrow_leaves_today_beyond_the_day_s_limit(
    carriers: TextSink,
) -> None:
    setting = with_notify(texts_a_day=0)
    tomorrow = TEN + timedelta(days=1)
    cancelled = make_message(setting, is_exempt_from_cap=True, drop_after=TEN + timedelta(hours=5))
    invited = [make_message(setting, drop_after=tomorrow + timedelta(hours=4)) for _ in range(2)]

    tasks.sweep()

    assert [asked.reference for asked in carriers.taken] == [str(cancelled.pk)]
    for message in invited:
        message.refresh_from_db()
        assert message.not_before == datetime(2026, 12, 3, 8, tzinfo=UTC)


def test_rule_39_what_would_be_over_before_the_next_try_has_failed_so_that_somebody_rings(
    carriers: TextSink,
) -> None:
    carriers.answers = lambda _asked: notify_says(500, "Exception", "no")
    message = make_message(with_notify(), drop_after=TEN + timedelta(minutes=15))

    assert became(message) == NEVER


def test_rule_39_nor_does_a_carrier_that_is_away_let_it_pass_in_silence(settings: Any) -> None:
    settings.NOTIFY_URL = "http://127.0.0.1:1"
    setting = with_notify()
    soon = make_message(setting, drop_after=TEN + timedelta(minutes=15))
    later = make_message(setting, drop_after=TEN + timedelta(minutes=16))

    delivery.deliver([soon.pk, later.pk])

    assert became(soon) == (State.FAILED_PERMANENT, False, 0)
    assert became(later) == OUR_TROUBLE


def test_the_history_of_a_carrier_keeps_no_key() -> None:
    make_carrier()

    kept = {field.name for field in Carrier.history.model._meta.get_fields()}
    assert not kept & {"secret", "hook_secret", "hook_key"}


def test_a_day_s_limit_knows_sundays(carriers: TextSink, clock: Any) -> None:
    clock.move_to(datetime(2026, 12, 5, 10, tzinfo=UTC))  # A Saturday.
    message = make_message(with_notify(texts_a_day=0))

    tasks.sweep()

    message.refresh_from_db()
    assert message.not_before == datetime(2026, 12, 7, 8, tzinfo=UTC)
