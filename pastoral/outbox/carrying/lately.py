"""What kept texts from arriving lately, in words and without a number in them."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from pastoral.accounts.viewers import Viewer
from pastoral.outbox.channels.web import OURS_TO_MEND
from pastoral.outbox.models import Channel, Message

State = Message.State
LOOK_BACK = timedelta(days=7)
MOST = 6
NUMBERS = re.compile(r"\+?\d[\d ]{5,}\d")  # Whoever keeps the carrier may see no family.
IS_OURS = Q(*(("reason__contains", said) for said in OURS_TO_MEND), _connector=Q.OR)
SAID = {
    State.FAILED_TEMPORARY: "will be tried again",
    State.FAILED_PERMANENT: "did not arrive",
    State.UNSURE: "may have gone or not",
}


@dataclass(frozen=True)
class Trouble:
    """One reason, and how many texts it kept from arriving."""

    reason: str
    became: str
    texts: int


def to_mend(viewer: Viewer) -> Trouble | None:
    """Return what keeps texts waiting until somebody puts the carrier right: keys it refuses, say.

    None where nothing does.
    """
    waiting = Message.objects.visible_to(viewer).waiting().filter(IS_OURS, channel=Channel.TEXT)
    found = waiting.order_by("-updated_at").values_list("reason", flat=True)
    reasons = [NUMBERS.sub("…", reason) for reason in found]
    return Trouble(reasons[0], "wait", len(reasons)) if reasons else None


def troubles(viewer: Viewer) -> list[Trouble]:
    """Return what went wrong in the last seven days, the commonest first."""
    found = (
        Message.objects.visible_to(viewer)
        .filter(channel=Channel.TEXT, state__in=SAID, updated_at__gte=timezone.now() - LOOK_BACK)
        .exclude(reason="")
        .order_by()
        .values_list("reason", "state")
        .annotate(texts=Count("pk"))
    )
    counted: Counter[tuple[str, str]] = Counter()
    for reason, state, texts in found:
        counted[NUMBERS.sub("…", reason), SAID[State(state)]] += texts
    return [Trouble(*said, texts) for said, texts in counted.most_common(MOST)]
