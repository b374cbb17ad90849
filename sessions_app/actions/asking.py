"""The clock asks the families by itself when it is time, or says in words why it has not yet."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from families.asking import keep_apart_pairs
from pastoral import crypto
from pastoral.accounts import trail
from pastoral.accounts.models import Staff
from sessions_app import allergies, terms
from sessions_app.actions import inviting, series
from sessions_app.models import Afternoon, Invitation
from sessions_app.to_ask import to_ask

State = Afternoon.State
DAY = timedelta(days=1)
NOT_OPEN = "It is not open yet."
ALLERGIES = (
    "Somebody we expect has an allergy to what we make or eat, and nobody has thought of it."
)
PAIRS = "Two who must not meet would both be asked, and nobody has thought of it."


def near(now: datetime) -> list[UUID]:
    """Return the afternoons whose families are not asked, near enough for any setting’s term."""
    today = now.astimezone(UTC).date()
    found = Afternoon.objects.filter(
        series__asks_by_itself=True,
        state__in=[State.PLANNED, State.OPEN, State.FULL],
        removed_at=None,
        invited_at=None,
        on__gte=today - DAY,
        on__lte=today + (terms.days_ahead("invite_days_before") + 1) * DAY,
    )
    return list(found.order_by("on", "pk").values_list("pk", flat=True))


@transaction.atomic
def ask_if_due(afternoon_id: UUID) -> int:
    """Ask the families of one afternoon if it is time; return how many are asked.

    A clock that was down asks late, but nobody once it has begun; a second clock finds it
    done. Where a person has to look first, why is kept on the afternoon, and the next tick
    looks again. Whose language has no approved words is left to people.
    """
    now = timezone.now()
    afternoon = series.locked(Afternoon(pk=afternoon_id))
    if afternoon.invited_at or not afternoon.series or not afternoon.series.asks_by_itself:
        return 0
    if not terms.invite_at(afternoon) <= now < afternoon.starts_at:
        return 0
    why_not = _why_not(afternoon)
    if not why_not:
        return inviting.invite(afternoon=afternoon, by=None).asked
    if why_not != afternoon.not_asked_why:
        afternoon.not_asked_why, afternoon.updated_by = why_not, None
        afternoon.save()
        trail.wrote(by=trail.CLOCK, what="afternoons.not-asked-yet", on=afternoon, reason=why_not)
    return 0


@transaction.atomic
def think_of_pairs(*, afternoon: Afternoon, by: Staff) -> Afternoon:
    """Say, by name and time, that somebody has thought of those who must not meet (rule 17).

    It holds for the pairs there are now: whoever comes later is thought of anew.
    """
    afternoon = series.locked(afternoon)
    afternoon.pairs_seen_for = sorted(_digests(afternoon))
    afternoon.pairs_seen_at = timezone.now()
    afternoon.pairs_seen_by = afternoon.updated_by = by
    afternoon.save()
    trail.wrote(by=by, what="afternoons.pairs-thought-of", on=afternoon)
    return afternoon


def _why_not(afternoon: Afternoon) -> str:
    """Return why a person has to look first, in words for staff; nothing if all is well."""
    if afternoon.state == State.PLANNED:
        return NOT_OPEN
    if allergies.must_be_answered(afternoon):
        return ALLERGIES
    return "" if _digests(afternoon) <= set(afternoon.pairs_seen_for) else PAIRS


def _digests(afternoon: Afternoon) -> set[str]:
    """Return what tells one pair from another, and tells nobody who they are."""
    will = to_ask(afternoon=afternoon).will
    asked = Invitation.objects.asked().filter(afternoon=afternoon)
    here = {asking.adult_id for asking in will} | set(asked.values_list("adult_id", flat=True))
    pairs = keep_apart_pairs(afternoon.setting, here)
    return {crypto.fingerprint(f"{one} {other}") for one, other in pairs}
