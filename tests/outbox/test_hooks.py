"""What carriers call us for: only from them, and as often as they like."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.conf import settings as conf
from django.test import Client

from pastoral.logs import redacted
from pastoral.outbox.hooks.genuine import signed
from pastoral.outbox.models import Carrier, InboundMessage, Message
from tests.factories import make_carrier, make_message

pytestmark = pytest.mark.django_db
State = Message.State
TEN = datetime(2026, 12, 2, 10, tzinfo=UTC)
TOKEN = "twilio-token"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(TEN, tick=False) as clock:
        yield clock


@pytest.fixture
def notify() -> Carrier:
    return make_carrier(provider="notify", hook_key="abc", hook_secret="let-me-in")


@pytest.fixture
def twilio() -> Carrier:
    return make_carrier(provider="twilio", hook_key="abc", secret=TOKEN, account="AC1")


def make_sent(carrier: Carrier, **fields: Any) -> Message:
    fields = {"provider_ref": "ref-1", "claimed_at": TEN, "sent_at": TEN, "tries": 1, **fields}
    return make_message(carrier.setting, state=State.SENT, **fields)


def by_notify(client: Client, what: str, token: str = "let-me-in", **said: Any) -> int:
    response = client.post(
        f"/hooks/abc/notify/{what}/",
        json.dumps(said),
        content_type="application/json",
        headers={"authorization": f"Bearer {token}"},
    )
    return response.status_code


def by_twilio(client: Client, what: str, token: str = TOKEN, **said: str) -> Any:
    path = f"/hooks/abc/twilio/{what}"
    whole = f"{conf.SITE_URL}{path}" + "".join(f"{n}{said[n]}" for n in sorted(said))
    signature = hmac.new(token.encode(), whole.encode(), hashlib.sha1).digest()
    headers = {"x-twilio-signature": base64.b64encode(signature).decode()}
    return client.post(path, said, headers=headers)


@pytest.mark.parametrize(
    ("status", "state", "is_dead"),
    [
        ("delivered", State.DELIVERED, False),
        ("permanent-failure", State.FAILED_PERMANENT, True),
        ("temporary-failure", State.FAILED_TEMPORARY, False),
        ("technical-failure", State.FAILED_TEMPORARY, False),
        ("sending", State.SENT, False),
        ("something-new", State.SENT, False),
    ],
)
def test_rule_31_what_a_receipt_of_notify_s_says(
    client: Client, notify: Carrier, status: str, state: str, is_dead: bool
) -> None:
    message = make_sent(notify)

    for _again in range(2):
        told = {"id": "ref-1", "reference": str(message.pk), "status": status, "to": message.to}
        assert by_notify(client, "receipts", **told) == 204

    message.refresh_from_db()
    assert (message.state, message.is_dead_address) == (state, is_dead)


@pytest.mark.parametrize(
    ("status", "code", "state", "is_dead"),
    [
        ("delivered", "", State.DELIVERED, False),
        ("sent", "", State.SENT, False),
        ("undelivered", "30005", State.FAILED_PERMANENT, True),
        ("undelivered", "30006", State.FAILED_PERMANENT, True),
        ("undelivered", "30003", State.FAILED_TEMPORARY, False),
        ("undelivered", "30007", State.FAILED_PERMANENT, False),
        ("failed", "21610", State.FAILED_PERMANENT, False),
        ("failed", "", State.FAILED_PERMANENT, False),
        ("something-new", "", State.SENT, False),
    ],
)
def test_rule_31_what_a_receipt_of_twilio_s_says(
    client: Client, twilio: Carrier, *, status: str, code: str, state: str, is_dead: bool
) -> None:
    message = make_sent(twilio)

    for _again in range(2):
        told = {"MessageSid": "ref-1", "MessageStatus": status, "ErrorCode": code}
        assert by_twilio(client, f"receipts/?message={message.pk}", **told).status_code == 204

    message.refresh_from_db()
    assert (message.state, message.is_dead_address) == (state, is_dead)


def test_a_receipt_finds_a_message_by_our_own_id(client: Client, notify: Carrier) -> None:
    message = make_message(notify.setting, state=State.SENDING, claimed_at=TEN)

    by_notify(client, "receipts", id="n1", reference=str(message.pk), status="delivered")

    message.refresh_from_db()
    assert (message.state, message.provider_ref) == (State.DELIVERED, "n1")


@pytest.mark.parametrize(
    "reference", [None, "", "nonsense", "11111111-2222-4333-8444-555555555555"]
)
def test_a_receipt_of_nothing_of_ours_is_taken_and_forgotten(
    client: Client, notify: Carrier, reference: str | None
) -> None:
    told: dict[str, Any] = {"id": "n1", "reference": reference, "status": "delivered"}

    assert by_notify(client, "receipts", **told) == 204


def test_a_text_that_came_by_notify_is_kept_once(client: Client, notify: Carrier) -> None:
    told = {
        "id": "in-1", "source_number": "447700900001", "destination_number": "07700900999",
        "message": "Yes 👍", "date_received": "2026-12-02T09:59:00.000000Z",
    }  # fmt: skip

    assert [by_notify(client, "inbound", **told) for _ in range(2)] == [204, 204]

    (kept,) = InboundMessage.objects.all()
    assert (kept.setting, kept.sent_from, kept.body) == (notify.setting, "+447700900001", "Yes 👍")
    assert kept.received_at == datetime(2026, 12, 2, 9, 59, tzinfo=UTC)


def test_a_text_that_came_by_twilio_is_kept_once_and_answered_with_nothing(
    client: Client, twilio: Carrier
) -> None:
    told = {"MessageSid": "SM1", "From": "+447700900001", "To": "+447700900999", "Body": "Yes & no"}

    answers = [by_twilio(client, "inbound/", **told) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {200}
    assert answers[0]["content-type"] == "text/xml"
    assert answers[0].content.decode().endswith("<Response></Response>")
    (kept,) = InboundMessage.objects.all()
    assert (kept.sent_from, kept.body, kept.received_at) == ("+447700900001", "Yes & no", TEN)


@pytest.mark.parametrize("what", ["receipts", "inbound"])
@pytest.mark.parametrize("token", ["", "let-me-i", "let-me-in-", "Lét"])
def test_a_wrong_token_is_refused(client: Client, notify: Carrier, what: str, token: str) -> None:
    assert by_notify(client, what, token=token, id="1", source_number="447700900001") == 403
    assert not InboundMessage.objects.exists()


@pytest.mark.parametrize("what", ["receipts/", "inbound/"])
def test_a_wrong_signature_is_refused(client: Client, twilio: Carrier, what: str) -> None:
    told = {"MessageSid": "SM1", "From": "+447700900001", "Body": "Yes"}

    assert by_twilio(client, what, token="another", **told).status_code == 403
    assert client.post(f"/hooks/abc/twilio/{what}", told).status_code == 403
    assert not InboundMessage.objects.exists()


def test_a_carrier_without_keys_takes_nothing(client: Client) -> None:
    make_carrier(provider="notify", hook_key="abc")
    make_carrier(provider="twilio", hook_key="abd")

    assert by_notify(client, "receipts", token="", id="1") == 403
    assert client.post("/hooks/abd/twilio/inbound/", {}).status_code == 403


def test_the_example_of_twilio_s_own_documentation_is_signed_as_it_says(client: Client) -> None:
    said = {
        "CallSid": ["CA1234567890ABCDE"], "Caller": ["+14158675309"], "Digits": ["1234"],
        "From": ["+14158675309"], "To": ["+18005551212"],
    }  # fmt: skip
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"

    assert signed("12345", url, said.items()) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


@pytest.mark.parametrize(
    "path", ["nothere/notify/receipts", "nothere/twilio/inbound", "abc/twilio/receipts"]
)
def test_an_unknown_key_or_the_other_carrier_s_finds_nothing(
    client: Client, notify: Carrier, path: str
) -> None:
    assert client.post(f"/hooks/{path}/").status_code == 404


def test_looking_finds_nothing(client: Client, notify: Carrier) -> None:
    assert client.get("/hooks/abc/notify/receipts/").status_code == 405


@pytest.mark.parametrize("said", ["", "[]", "{", "{}", '{"id": ""}'])
@pytest.mark.parametrize("what", ["receipts", "inbound"])
def test_what_makes_no_sense_is_said_not_to(
    client: Client, notify: Carrier, what: str, said: str
) -> None:
    headers = {"authorization": "Bearer let-me-in"}
    response = client.post(
        f"/hooks/abc/notify/{what}/", said, content_type="application/json", headers=headers
    )

    assert response.status_code == 400


def test_what_is_too_long_is_not_read(client: Client, notify: Carrier) -> None:
    assert by_notify(client, "inbound", id="1", message="x" * 20_000) == 413


def test_guessing_is_counted_and_a_carrier_s_own_calls_are_not(
    client: Client, notify: Carrier, settings: Any
) -> None:
    settings.LINK_TRIES_PER_MINUTE = 3

    assert [by_notify(client, "receipts", token="x") for _ in range(4)] == [403, 403, 403, 429]
    assert client.post("/hooks/other/notify/receipts/").status_code == 429
    assert [by_notify(client, "receipts", id="1", status="sent") for _ in range(5)] == [204] * 5


def test_the_key_of_an_address_stands_in_no_log() -> None:
    assert (
        redacted("POST /hooks/abc/twilio/receipts/?x=1") == "POST /hooks/***/twilio/receipts/?x=1"
    )
