"""From row to carrier: each message claimed, handed over and settled on its own.

Killed at any moment a worker loses none and repeats none that was recorded; those on their
way (one, or as many as it has lanes) are shown to a person as unsure.
"""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import Case, Count, Q, When
from django.utils import timezone

from pastoral.accounts.calendar import instant
from pastoral.accounts.models import Setting
from pastoral.crypto import UnreadableText
from pastoral.outbox.models import Carrier, Channel, Message, MessageQuerySet
from pastoral.outbox.rounds import Round, Row
from pastoral.outbox.timing import REPLIES, WENT_OR_MAY_HAVE, Hours, is_in_hand

State = Message.State
BY_ITSELF = (Channel.TEXT, Channel.EMAIL)
TOO_LATE = "It was over before a message could be sent."
LOST = "A worker was lost while it sent this: it may have gone or not."
# Longer than any task may run and any carrier may take to answer, so nobody holds it still.
UNSURE_AFTER = timedelta(minutes=10)


# What colleagues are sent is mostly an alert, and whoever texted us has the phone in hand still.
AT_ONCE = Q(staff__isnull=False) | Q(template_key__in=REPLIES)
COLLEAGUES_FIRST = (Case(When(staff=None, then=1), default=0),)


def due_at_once(now: datetime, most: int) -> list[UUID]:
    """Return what nothing may be in the way of now: what is for colleagues, then replies."""
    return _first(Message.objects.due_at(now).filter(AT_ONCE), most)


def due_to_families(now: datetime, most: int) -> list[UUID]:
    """Return the other messages to be sent now, who has waited longest first."""
    return _first(Message.objects.due_at(now).exclude(AT_ONCE), most)


def deliver(ids: Collection[UUID], *, until: float | None = None) -> int:
    """Deliver those of the messages that are due, and return how many were sent.

    Running it twice, or in two workers at once, sends each once. `until` is a moment of
    `time.monotonic()` after which no new message is begun.
    """
    now = timezone.now()
    due = Message.objects.due_at(now).filter(pk__in=ids, channel__in=BY_ITSELF)
    # By channel for the connection, texts before e-mail, then always in one order, so that two
    # workers with the same messages never wait for each other crosswise.
    due = due.order_by(*COLLEAGUES_FIRST, "-channel", "not_before", "pk")
    rows = [Row(*row) for row in due.values_list(*Row._fields)]
    settings = Setting.objects.select_related("policy").in_bulk({row.setting_id for row in rows})
    for setting in settings.values():
        rows = _allowed_now(setting, rows, now)
    carriers = _carriers(rows)

    def turn(row: Row) -> tuple[bool, bool, str]:
        carrier = carriers.get(row.setting_id) if row.channel == Channel.TEXT else None
        return row.staff_id is None, row.channel != Channel.TEXT, str(carrier.pk if carrier else "")

    sent = 0
    faults: list[Exception] = []
    for (_is_for_family, is_mail, _carrier), group in groupby(sorted(rows, key=turn), key=turn):
        mine = list(group)
        channel = Channel.EMAIL if is_mail else Channel.TEXT
        carrier = None if is_mail else carriers.get(mine[0].setting_id)
        try:
            sent += Round(channel, carrier, settings, mine, until).go()
        except Exception as fault:  # noqa: BLE001 - it rises once the others had their turn
            faults.append(fault)
    if faults:
        raise faults[0]
    return sent


def keep_within_the_day(now: datetime) -> int:
    """Let texts that are more than a setting's carrier may take today wait; return how many.

    They wait for the next friendly morning, those first that nobody waits for today
    (replies and cancellations go before invitations), and an alert to a colleague never; nor
    does what is over by then: it leaves today, beyond the limit.
    """
    limited = Message.objects.due_at(now).filter(
        channel=Channel.TEXT, staff=None, setting__carrier__isnull=False
    )
    waiting = 0
    for setting_id in limited.order_by().values_list("setting", flat=True).distinct():
        setting = Setting.objects.select_related("policy").get(pk=setting_id)
        limits = Carrier.objects.filter(setting=setting).values_list("texts_a_day", flat=True)
        if (most := limits.first()) is None:
            continue
        went, due = _spent_today(setting, now)
        if (over := min(went + due - most, due)) <= 0:
            continue
        morning = Hours.of(setting).tomorrow(now)
        can_wait = limited.filter(setting=setting).exclude(drop_after__lte=morning)
        last = can_wait.order_by("is_exempt_from_cap", "-not_before", "-pk")
        waiting += (
            Message.objects.due_at(now)
            .filter(pk__in=list(last.values_list("pk", flat=True)[:over]))
            .update(
                not_before=morning,
                reason=f"Today’s {most:,} texts have gone. It leaves on the next friendly morning.",
                updated_at=now,
            )
        )
    return waiting


def expire(now: datetime) -> int:
    """Drop what waits though its event is over; return how many (rule 26)."""
    late = Message.objects.waiting().filter(drop_after__lte=now)
    return late.update(state=State.EXPIRED, reason=TOO_LATE, updated_at=now)


def give_up_lost(now: datetime) -> int:
    """Mark as unsure what a lost worker had in hand; return how many."""
    lost = Message.objects.filter(state=State.SENDING, claimed_at__lte=now - UNSURE_AFTER)
    return lost.update(state=State.UNSURE, reason=LOST, updated_at=now)


def _allowed_now(setting: Setting, rows: list[Row], now: datetime) -> list[Row]:
    """Return the rows that may go now; outside friendly hours the others wait for them."""
    opens = Hours.of(setting).next_allowed(now)
    if opens <= now:
        return rows
    quiet = {
        row.id
        for row in rows
        if row.setting_id == setting.pk and not row.staff_id and not _answers_now(row, now)
    }
    Message.objects.waiting().filter(pk__in=quiet).update(not_before=opens, updated_at=now)
    return [row for row in rows if row.id not in quiet]


def _answers_now(row: Row, now: datetime) -> bool:
    """Whether it answers a text that came just now (decision 0024)."""
    return row.template_key in REPLIES and is_in_hand(row.created_at, now)


def _first(due: MessageQuerySet, most: int) -> list[UUID]:
    by_itself = due.filter(channel__in=BY_ITSELF).order_by(*COLLEAGUES_FIRST, "not_before", "pk")
    return list(by_itself.values_list("pk", flat=True)[:most])


def _carriers(rows: list[Row]) -> dict[UUID, Carrier]:
    """Return the carrier of each setting that has one of its own and texts to send."""
    texting = {row.setting_id for row in rows if row.channel == Channel.TEXT}
    found = Carrier.objects.filter(setting__in=texting).defer("secret", "hook_secret")
    return {carrier.setting_id: _with_its_key(carrier) for carrier in found}


def _with_its_key(carrier: Carrier) -> Carrier:
    """Return a carrier with its key read; one that can't be opened is as good as none."""
    try:
        carrier.refresh_from_db(fields=["secret"])
    except UnreadableText:
        carrier.secret = ""
    return carrier


def _spent_today(setting: Setting, now: datetime) -> tuple[int, int]:
    """Return how many texts to families left today or may have, and how many are due."""
    here = now.astimezone(setting.zone).date()
    texts = Message.objects.order_by().filter(setting=setting, channel=Channel.TEXT, staff=None)
    went = Q(state__in=WENT_OR_MAY_HAVE, claimed_at__gte=instant(setting, here, time.min))
    due = Q(state__in=Message.WAITING, not_before__lte=now)
    # In one question, so that what leaves meanwhile is in one of the two and not in both.
    found = texts.aggregate(went=Count("pk", filter=went), due=Count("pk", filter=due))
    return found["went"], found["due"]
