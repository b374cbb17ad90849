"""What the words in a carrier's receipts mean to us."""

from collections.abc import Mapping
from typing import NamedTuple

from pastoral.outbox.channels.twilio import SAID_STOP, STOPPED
from pastoral.outbox.models import Message

State = Message.State


class Said(NamedTuple):
    """What a receipt says became of a message."""

    state: Message.State
    reason: str = ""
    is_dead_address: bool = False


NOTIFY = {
    **dict.fromkeys(("created", "sending", "pending", "sent"), Said(State.SENT)),
    "delivered": Said(State.DELIVERED),
    "permanent-failure": Said(
        State.FAILED_PERMANENT,
        "GOV.UK Notify says the number is wrong, or its network takes no texts.",
        is_dead_address=True,
    ),
    "temporary-failure": Said(
        State.FAILED_TEMPORARY, "GOV.UK Notify says the phone was off or out of reach."
    ),
    "technical-failure": Said(
        State.FAILED_TEMPORARY, "GOV.UK Notify had trouble of its own with this."
    ),
}
TWILIO = {
    **dict.fromkeys(
        ("accepted", "scheduled", "queued", "sending", "sent"), Said(State.SENT)
    ),
    **dict.fromkeys(("delivered", "read"), Said(State.DELIVERED)),
}  # fmt: skip
TWILIO_FAILED = ("undelivered", "failed")
NO_SUCH_NUMBER = (30005, 30006)
LATER = {
    30001: "Twilio had too much to do.",
    30003: "Twilio says the phone was off or out of reach.",
    30008: "Twilio does not know why this did not arrive.",
    30017: "Twilio says the phone’s network was too busy.",
    30022: "Twilio says there were too many texts at once.",
}


def of_notify(said: Mapping[str, object]) -> Said | None:
    """Return what a receipt of Notify's says; None where it says nothing we know."""
    return NOTIFY.get(str(said.get("status")))


def of_twilio(said: Mapping[str, str]) -> Said | None:
    """Return what a receipt of Twilio's says; None where it says nothing we know."""
    status, code = said.get("MessageStatus", ""), said.get("ErrorCode", "")
    if status not in TWILIO_FAILED:
        return TWILIO.get(status)
    number = int(code) if code.isdecimal() else 0
    if number in LATER:
        return Said(State.FAILED_TEMPORARY, LATER[number])
    if number == SAID_STOP:
        return Said(State.FAILED_PERMANENT, STOPPED)
    if number in NO_SUCH_NUMBER:
        reason = "Twilio says there is no such mobile number."
        return Said(State.FAILED_PERMANENT, reason, is_dead_address=True)
    return Said(State.FAILED_PERMANENT, f"Twilio could not deliver this ({code or status}).")
