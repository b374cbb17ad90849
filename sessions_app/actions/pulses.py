"""Keeping how an afternoon felt, joined to nobody: a day, and no more of when or who."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from pastoral.accounts import trail
from pastoral.accounts.models import Staff
from pastoral.refusals import Refusal
from sessions_app import pulses
from sessions_app.actions import series
from sessions_app.models import Afternoon, Pulse

NOT_YET = "The afternoon has not come to its activity yet."
EMPTY = "There is nothing on it: leave it out."


@dataclass(frozen=True)
class Said:
    """What somebody said of an afternoon; every part of it may be left out."""

    answers: dict[str, str] = field(default_factory=dict)
    comment: str = ""
    may_quote: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said at all."""
        return not self.comment.strip() and not any(self.answers.values())


@transaction.atomic
def lay(*, afternoon: Afternoon, by: Staff) -> Afternoon:
    """Make the link of an afternoon’s four questions, so that it can be found; twice is once."""
    afternoon = series.locked(afternoon)
    if afternoon.state == Afternoon.State.CANCELLED:
        raise Refusal("This afternoon is cancelled: nobody is asked how it was.")
    if afternoon.pulse_digest is None:
        afternoon.pulse_digest = pulses.digest_for(afternoon.pk)
        afternoon.updated_by = by
        afternoon.save()
        trail.wrote(by=by, what="afternoons.pulse-laid", on=afternoon)
    return afternoon


@transaction.atomic
def give(*, afternoon: Afternoon, said: Said) -> Pulse | None:
    """Keep what somebody says by the link; None where it is empty or the page is closed.

    Nothing is kept of who, of where from or of what time, and no line is left in the trail:
    it could only tell what nobody may know.
    """
    if said.is_empty or not pulses.is_open(afternoon, timezone.now()):
        return None
    return _kept(afternoon, said)


@transaction.atomic
def enter(*, afternoon: Afternoon, said: Said, by: Staff) -> Pulse:
    """Put in what stands on a sheet of paper; the trail says that one was, and not which."""
    if afternoon.instant(afternoon.activity_at) > timezone.now():
        raise Refusal(NOT_YET)
    if said.is_empty:
        raise Refusal(EMPTY)
    kept = _kept(afternoon, said)
    trail.wrote(by=by, what="afternoons.pulse-entered", on=afternoon)
    return kept


def _kept(afternoon: Afternoon, said: Said) -> Pulse:
    comment = said.comment.strip()
    return Pulse.objects.create(
        afternoon=afternoon,
        comment=comment,
        comment_state=Pulse.Words.TO_READ if comment else "",
        quote_consent=said.may_quote and bool(comment),
        given_on=timezone.localdate(timezone=afternoon.setting.zone),
        **{name: said.answers.get(name, "") for name in pulses.QUESTIONS},
    )
