"""When a message may leave (rule 26), and how many texts are enough (rule 27)."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from uuid import UUID

from django.db.models import Count, Q
from django.db.models.functions import Coalesce

from pastoral.accounts.calendar import SATURDAY, SUNDAY, instant, is_bank_holiday
from pastoral.accounts.models import CalendarDay, Policy, Setting
from pastoral.outbox.models import Channel, Message

# No run of Sundays, Saturdays and bank holidays is as long; it only ends the search.
LONGEST_QUIET_DAYS = 30
WENT_OR_MAY_HAVE = (*Message.WENT, Message.State.SENDING, Message.State.UNSURE)
# What answers a text: while its sender has the phone in hand still, it may leave at any hour.
REPLIES = frozenset({
    "reply-yes", "reply-no", "reply-maybe", "reply-in-touch", "reply-too-late", "reply-visit-yes",
    "reply-visit-no", "reply-to-a-person", "room-full", "stop-confirmed", "start-confirmed",
    "help-reply",
})  # fmt: skip
IN_HAND = timedelta(minutes=30)
A_DAY = timedelta(days=1)  # So long an alert to a colleague is tried, and not for ever.


@dataclass(frozen=True)
class Hours:
    """The friendly hours of one setting, read once for many messages."""

    setting: Setting
    more_bank_holidays: frozenset[date]

    @classmethod
    def of(cls, setting: Setting) -> Self:
        """Read the setting's hours; one-off bank holidays stand in its calendar."""
        days = setting.calendar_days.filter(kind=CalendarDay.Kind.BANK_HOLIDAY)
        return cls(setting, frozenset(days.values_list("day", flat=True)))

    def is_open_on(self, day: date) -> bool:
        """Whether families may be written to at all on the day."""
        if day.weekday() == SUNDAY or day in self.more_bank_holidays:
            return False
        if day.weekday() == SATURDAY and not self.setting.policy.send_on_saturdays:
            return False
        return not is_bank_holiday(self.setting, day)

    def tomorrow(self, now: datetime) -> datetime:
        """Return the first moment after today at which families may be written to."""
        day = now.astimezone(self.setting.zone).date() + A_DAY
        return self.next_allowed(instant(self.setting, day, time.min))

    def next_allowed(self, moment: datetime) -> datetime:
        """Return the first moment, from this one on, at which families may be written to.

        Hours are those of the place's own clock, so 08:00 stays 08:00 across both clock
        changes. At the closing hour itself it is too late for today.
        """
        policy = self.setting.policy
        today = moment.astimezone(self.setting.zone).date()
        for n in range(LONGEST_QUIET_DAYS):
            day = today + timedelta(days=n)
            if self.is_open_on(day) and moment < instant(self.setting, day, policy.send_until):
                return max(moment, instant(self.setting, day, policy.send_from))
        raise ValueError(f"{self.setting} has no day on which families may be written to.")


def is_in_hand(written_at: datetime, now: datetime) -> bool:
    """Whether whoever wrote then has the phone in hand still, and may be answered at any hour.

    Half an hour is no school's to choose: it says what an answer is, not when families may be
    written to. A longer one would be a way round the hours that they were promised.
    """
    return now - written_at <= IN_HAND


@dataclass(frozen=True)
class Caps:
    """How many texts each adult has had: about one thing, and lately (rule 27)."""

    about: Counter[tuple[UUID | None, UUID | None]]
    lately: Counter[UUID | None]

    @classmethod
    def of(cls, adult_ids: Collection[UUID], now: datetime, policy: Policy) -> Self:
        """Count for these adults, in one query; what may have gone counts as gone."""
        caps = cls(Counter(), Counter())
        since = now - timedelta(days=policy.texts_window_days)
        texts = Message.objects.order_by().filter(
            adult_id__in=adult_ids,
            channel=Channel.TEXT,
            is_exempt_from_cap=False,
            state__in=WENT_OR_MAY_HAVE,
        )
        for adult_id, about_id, all_of_them, lately in (
            texts.annotate(went_at=Coalesce("sent_at", "claimed_at"))
            .values("adult_id", "about_id")
            .annotate(all=Count("pk"), lately=Count("pk", filter=Q(went_at__gt=since)))
            .values_list("adult_id", "about_id", "all", "lately")
        ):
            caps.about[adult_id, about_id] += all_of_them
            caps.lately[adult_id] += lately
        return caps

    def why_not(self, adult_id: UUID | None, about_id: UUID | None, policy: Policy) -> str:
        """Return why one more text would be too many, or nothing."""
        if about_id and self.about[adult_id, about_id] >= policy.texts_per_afternoon:
            return f"They have had {policy.texts_per_afternoon} texts about this already."
        if self.lately[adult_id] >= policy.texts_per_window:
            return (
                f"They have had {policy.texts_per_window} texts"
                f" in {policy.texts_window_days} days already."
            )
        return ""

    def count(self, adult_id: UUID | None, about_id: UUID | None) -> None:
        """Count one more text."""
        self.about[adult_id, about_id] += 1
        self.lately[adult_id] += 1
