"""Saying who carries a setting's texts, and trying it out with a text to oneself."""

import secrets
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from pastoral.accounts import trail
from pastoral.accounts.models import Setting, Staff
from pastoral.ids import new_id
from pastoral.outbox import delivery
from pastoral.outbox.actions import NUMBER
from pastoral.outbox.carrying.lately import IS_OURS
from pastoral.outbox.models import Carrier, Channel, Message, Topic
from pastoral.refusals import Refusal

State = Message.State
KEY_BYTES = 16
TRIAL = "carrier-check"


@dataclass(frozen=True)
class Terms:
    """What somebody says about a setting's carrier; a key left empty is the one there is."""

    provider: Carrier.Provider
    texts_a_day: int
    pence_a_part: Decimal
    sender: str = ""
    account: str = ""
    template_ref: str = ""
    secret: str = ""
    hook_secret: str = ""


@transaction.atomic
def keep_carrier(*, setting: Setting, terms: Terms, by: Staff) -> Carrier:
    """Keep who carries the setting's texts from now on; what waits goes by them too.

    What waited for the carrier to be put right is tried again at once, in friendly hours.
    The trail says what changed, never a key. Raises Refusal where the other carrier's key
    would be kept.
    """
    list(Setting.objects.select_for_update(no_key=True).filter(pk=setting.pk).values_list("pk"))
    carrier = Carrier.objects.filter(setting=setting).first()
    if carrier is None:
        carrier = Carrier(setting=setting, hook_key=secrets.token_hex(KEY_BYTES))
    was = carrier.provider
    if was != terms.provider:
        carrier.secret = carrier.hook_secret = ""
    changed = [
        name
        for name, said in vars(terms).items()
        if said != getattr(carrier, name) and (said or name not in ("secret", "hook_secret"))
    ]
    if terms.provider != Carrier.Provider.CONSOLE and not (terms.secret or carrier.secret):
        raise Refusal(f"{terms.provider.label} needs its key.")
    for name in changed:
        setattr(carrier, name, getattr(terms, name))
    carrier.updated_by = by
    carrier.save()
    if changed:
        said = f"{carrier.get_provider_display()}: {', '.join(changed)}"
        trail.wrote(by=by, what="messages.carrier-kept", on=carrier, reason=said)
        now = timezone.now()
        texts = Message.objects.waiting().filter(IS_OURS, setting=setting, channel=Channel.TEXT)
        texts.update(not_before=now, reason="", updated_at=now)
    return carrier


def try_out(*, setting: Setting, by: Staff) -> Message:
    """Send a text to one's own number now, and return what became of it.

    It is a message like any other, claimed and settled; one that did not leave at once is
    called off, so that it does not come when nobody waits for it any more. Raises Refusal
    where one has no number.
    """
    message = _trial(setting=setting, by=by)
    delivery.deliver([message.pk])
    Message.objects.waiting().filter(pk=message.pk).update(
        state=State.CANCELLED, updated_at=timezone.now()
    )
    message.refresh_from_db()
    return message


@transaction.atomic
def _trial(*, setting: Setting, by: Staff) -> Message:
    if not NUMBER.fullmatch(by.phone):
        raise Refusal("We don’t know your own number yet. Keep it under Your phone first.")
    message = Message.objects.create(
        setting=setting, staff=by, template_key=TRIAL, topic=Topic.URGENT, channel=Channel.TEXT,
        to=by.phone, body=f"Hello from Alongside: {setting.place} can send texts.",
        not_before=timezone.now(), dedupe_key=f"{TRIAL}:{new_id()}",
    )  # fmt: skip
    trail.wrote(by=by, what="messages.carrier-tried", on=message)
    return message
