"""The word before a visit: one message, once, on a day on which families may be written to.

The clock sets no alarms. At every tick it asks which visits are near and what their own wall
clock says, so a moved visit moves its word, and a clock that was down sends late what is
still worth sending.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from families.models import Adult
from pastoral import links
from pastoral.accounts import trail
from pastoral.accounts.calendar import instant
from pastoral.accounts.models import Policy
from pastoral.outbox import actions as outbox
from pastoral.outbox.timing import Hours
from visits import offer_words
from visits.models import HomeVisit
from visits.to_offer import way_to

State = HomeVisit.State
DAY = timedelta(days=1)
# No run of Sundays, Saturdays and bank holidays is as long; it only ends the search.
LONGEST_QUIET_DAYS = 30


def due_now(now: datetime) -> list[UUID]:
    """Return the planned visits whose families get their word now, and did not get it yet."""
    days = Policy.objects.aggregate(days=Max("visit_word_days_before"))["days"] or 0
    today = now.astimezone(UTC).date()
    found = HomeVisit.objects.filter(
        state=State.PLANNED,
        told_before_at=None,
        removed_at=None,
        planned_on__gte=today - DAY,
        planned_on__lte=today + (days + 1 + LONGEST_QUIET_DAYS) * DAY,
    )
    hours: dict[UUID, Hours] = {}
    due = []
    for visit in found.select_related("setting__policy").order_by("planned_on", "pk"):
        if visit.setting_id not in hours:
            hours[visit.setting_id] = Hours.of(visit.setting)
        if _is_due(visit, hours[visit.setting_id], now):
            due.append(visit.pk)
    return due


def due_at(visit: HomeVisit, hours: Hours) -> datetime | None:
    """Return the moment from which the family is told; None where no time is planned.

    A day on which nobody may be written to gives way to the last friendly one before.
    """
    if visit.planned_at is None:
        return None
    policy = visit.setting.policy
    day = visit.planned_on - policy.visit_word_days_before * DAY
    for _ in range(LONGEST_QUIET_DAYS):
        if hours.is_open_on(day):
            break
        day -= DAY
    return instant(visit.setting, day, policy.visit_word_at)


def _is_due(visit: HomeVisit, hours: Hours, now: datetime) -> bool:
    start, due = visit.starts_at, due_at(visit, hours)
    return start is not None and due is not None and due <= now < start


def tell_if_due(visit_id: UUID) -> bool:
    """Post the word before one visit, if it is due; return whether a message was written."""
    rows = HomeVisit.objects.select_related("setting__policy", "household", "mentor")
    visit = rows.filter(pk=visit_id, state=State.PLANNED, removed_at=None).first()
    now = timezone.now()
    is_due = visit is not None and _is_due(visit, Hours.of(visit.setting), now)
    return visit is not None and is_due and tell(visit=visit, now=now)


@transaction.atomic
def tell(*, visit: HomeVisit, now: datetime) -> bool:
    """Post the word before a visit to whoever has its page; return whether one was written.

    Claimed by one compare-and-set, so that a second run finds it done. Who has left, moved
    out, paused, died or was restricted since is found by asking again, and is not written to.
    """
    if visit.link_digest is None:
        visit.link_digest = links.digest_of(links.secret_of(visit.pk, visit.link_version))
    claimed = HomeVisit.objects.filter(
        pk=visit.pk, state=State.PLANNED, planned_on=visit.planned_on,
        planned_at=visit.planned_at, told_before_at=None,
    )  # fmt: skip
    if not claimed.update(told_before_at=now, link_digest=visit.link_digest, updated_at=now):
        return False
    trail.wrote(by=trail.CLOCK, what="visits.told-before", on=visit, household=visit.household_id)
    adult = visit.offered_to or visit.agreed_by
    if adult is None or not _lives_there(visit, adult):
        return False
    outbox.take_turns(visit.setting_id)
    way = way_to(
        adult=adult, household=visit.household, on=visit.planned_on,
        template_key=offer_words.DAY_BEFORE,
    )  # fmt: skip
    if way.asking is None or not way.asking.is_asked:
        return False
    draft = offer_words.draft(
        visit=visit,
        asking=way.asking,
        template_key=offer_words.DAY_BEFORE,
        key=f"{offer_words.DAY_BEFORE}:{visit.pk}:{visit.starts_at:%Y%m%d%H%M}",
        not_before=now,
    )
    return bool(outbox.post_many(setting=visit.setting, drafts=[draft], shows_refused=True).posted)


def _lives_there(visit: HomeVisit, adult: Adult) -> bool:
    return visit.household.members.current(visit.planned_on).filter(adult=adult).exists()
