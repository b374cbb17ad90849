"""How an alert went: whom it was told, by which way, and whether it arrived."""

import uuid
from collections import defaultdict
from collections.abc import Sequence

from django.conf import settings

from pastoral.outbox.models import Channel, Message
from visits.actions import telling
from visits.models import OverdueAlert

CONSOLE = "console"  # Where texts go while no carrier is set up: into the log.
SENT_SAID = {
    Message.State.QUEUED: "waits",
    Message.State.SENDING: "is going",
    Message.State.SENT: "sent",
    Message.State.DELIVERED: "arrived",
    Message.State.FAILED_TEMPORARY: "did not go, will be tried again",
    Message.State.FAILED_PERMANENT: "did not go",
    Message.State.UNSURE: "perhaps sent",
    Message.State.CANCELLED: "called off",
    Message.State.SUPPRESSED: "could not be written",
    Message.State.EXPIRED: "came too late",
}


def has_no_texts() -> bool:
    """Whether texts go nowhere: they are only written into the log."""
    return settings.TEXT_CHANNEL == CONSOLE and not settings.DEMO


def told_by_alert(alerts: Sequence[OverdueAlert]) -> dict[uuid.UUID, list[str]]:
    """Return for each alert whom it was told by which way: “Kwame: e-mail sent, no number”."""
    if not alerts:
        return {}
    messages = Message.objects.filter(
        about_id__in={alert.visit_id for alert in alerts}, template_key__in=telling.ALERTS
    )
    by_key: dict[str, list[Message]] = defaultdict(list)
    for message in messages.select_related("staff").order_by("created_at", "pk"):
        by_key[message.dedupe_key.rsplit(":", 2)[0] + ":"].append(message)
    return {alert.pk: _people_said(by_key[telling.key_of(alert)]) for alert in alerts}


def _people_said(messages: Sequence[Message]) -> list[str]:
    ways: dict[str, dict[str, str]] = defaultdict(dict)
    for message in messages:
        name = message.staff.first_name if message.staff else ""
        ways[name][message.channel] = _state_said(message)
    if not ways:
        return ["nobody could be told"]
    return [
        f"{name}: e-mail {said.get(Channel.EMAIL, 'not written')},"
        f" {_text_said(said.get(Channel.TEXT))}"
        for name, said in ways.items()
    ]


def _text_said(state: str | None) -> str:
    return f"text {state}" if state else "no mobile number"


def _state_said(message: Message) -> str:
    if message.channel == Channel.TEXT and message.state in Message.WENT and has_no_texts():
        return "not sent: texts are not set up"
    return SENT_SAID[Message.State(message.state)]
