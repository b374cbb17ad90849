"""A confirmed day made into offers, one family at a time, and what became of each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time

from families.models import Adult
from pastoral.accounts.viewers import Viewer
from pastoral.refusals import Refusal
from visits import actions
from visits.friday import NOBODY_TO_ASK, FamilyThen
from visits.models import HomeVisit
from visits.offered import told_of
from visits.proposing import minute_of

MeetAt, Purpose = HomeVisit.MeetAt, HomeVisit.Purpose


@dataclass(frozen=True)
class Told:
    """What became of one offer: it stands and a message goes, a person rings, or it could not be."""

    family: FamilyThen
    at: time
    said: str
    visit: HomeVisit | None = None
    is_for_a_person: bool = False


def offer_each(
    *, viewer: Viewer, on: date, chosen: Iterable[tuple[FamilyThen, time]], elsewhere: str
) -> Iterator[Told]:
    """Offer each family its visit, each in a transaction of its own: one that can’t be stops none.

    Whoever is not visited at home is offered `elsewhere`. The same day sent twice is offered once.
    """
    for family, at in chosen:
        try:
            yield _offer(viewer, on, family, at, elsewhere)
        except Refusal as refusal:
            yield Told(family, at, str(refusal))


def _offer(viewer: Viewer, on: date, family: FamilyThen, at: time, elsewhere: str) -> Told:
    going = family.family.going
    if family.candidate.why_not and not (going and going.on == on):
        raise Refusal(family.candidate.why_not)
    adult = _whom(family, at, viewer.policy.visit_minutes)
    visit = actions.offer(
        household=family.family.household,
        adult=adult,
        mentor=viewer.user,
        on=on,
        at=at,
        by=viewer.user,
        purpose=Purpose.CHECK_IN if family.family.seen_on else Purpose.SETTLING_IN,
        meet_at=MeetAt(elsewhere) if family.is_not_at_home else MeetAt.HOME,
    )
    by_message, by_person = told_of(visit)
    if by_message:
        return Told(family, at, f"A message is on its way to {adult.known_as}.", visit)
    return Told(family, at, f"{by_person}.", visit, is_for_a_person=True)


def _whom(family: FamilyThen, at: time, minutes: int) -> Adult:
    """Return whom to ask for that time; the first of them where the mentor chose another."""
    if not family.adults:
        raise Refusal(NOBODY_TO_ASK)
    start = minute_of(at)
    parent = family.candidate.parent_at(start, start + minutes)
    return next((a for a in family.adults if parent and a.pk == parent.key), family.adults[0])
