"""What phones send, each item exactly once: a row first, then the work (decision 0020)."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import IntegrityError, transaction

from pastoral.accounts import trail
from pastoral.accounts.models import Setting, Staff
from pastoral.refusals import Refusal, WrongMove
from visits.actions import going, writing
from visits.models import HomeVisit, PhoneItem

Kind, State = PhoneItem.Kind, PhoneItem.State
SOMEBODY_ELSES = "This was sent by somebody else before."
NOT_THERE = "This visit isn’t there any more, or it isn’t yours."
SAID_AT_MOST = 200  # As the column has it.


@dataclass(frozen=True)
class Sent:
    """One press or log as a phone sent it.

    `log` is what its words say, where they could be read; `wrong` says why not. `uses` is
    what was refused before and whose words it takes up.
    """

    key: uuid.UUID
    kind: PhoneItem.Kind
    pressed_at: datetime
    setting: Setting
    visit: HomeVisit | None = None
    body: str = ""
    log: writing.VisitLog | None = None
    wrong: str = ""
    uses: PhoneItem | None = None


@transaction.atomic
def take(*, item: Sent, by: Staff) -> PhoneItem:
    """Do what a phone asks for and return its row; sent again, it is answered as before.

    The row comes first, with the phone’s own id: whoever sends the same at the same moment
    waits for it. A rule’s no leaves the item refused, with its sentence and its words.
    Raises Refusal only for an id that somebody else used.
    """
    kept, is_new = _row_first(item, by)
    if not is_new:
        if kept.staff_id != by.pk:
            raise Refusal(SOMEBODY_ELSES)
        return kept
    try:
        with transaction.atomic():
            kept.visit = _done(item, by)
            kept.body = ""  # Its words stand in the note now, and nowhere twice.
    except Refusal as refusal:
        kept.state = State.REFUSED
        kept.sentence = str(refusal)[:SAID_AT_MOST]
    kept.save()
    trail.wrote(
        by=by, what=f"visits.phone-{kept.state}", on=kept,
        household=kept.visit.household_id if kept.visit else None,
    )  # fmt: skip
    return kept


def _row_first(item: Sent, by: Staff) -> tuple[PhoneItem, bool]:
    """Return the item’s row, and whether it is new; a row being made elsewhere is waited for."""
    try:
        with transaction.atomic():
            made = PhoneItem.objects.create(
                id=item.key, setting=item.setting, staff=by, visit=item.visit, kind=item.kind,
                body=item.body, pressed_at=item.pressed_at, state=State.TAKEN,
            )  # fmt: skip
    except IntegrityError:
        return PhoneItem.objects.select_related("visit").get(pk=item.key), False
    return made, True


def _done(item: Sent, by: Staff) -> HomeVisit:
    if item.wrong:
        raise Refusal(item.wrong)
    if item.kind == Kind.LOG and item.log is not None:
        visit = writing.log_visit(log=replace(item.log, at=item.pressed_at), by=by)
        if item.uses is not None:
            words_used(item=item.uses, by=by)
        return visit
    if item.visit is None:
        raise Refusal(NOT_THERE)
    visit = going.locked(item.visit)
    # Pressed already, by a second thumb or a colleague who spoke to her: nothing to change.
    if visit.arrived_at if item.kind == Kind.ARRIVED else visit.left_at:
        return visit
    act = going.arrive if item.kind == Kind.ARRIVED else going.leave
    return act(visit=visit, by=by, at=item.pressed_at)


@transaction.atomic
def put_aside(*, item: PhoneItem, by: Staff) -> PhoneItem:
    """Say that what was refused is dealt with; its words stay, out of the way."""
    item = PhoneItem.objects.select_for_update().get(pk=item.pk)
    if item.state != State.REFUSED:
        raise WrongMove("This was dealt with already.")
    item.state = State.PUT_ASIDE
    item.save()
    trail.wrote(by=by, what="visits.phone-put-aside", on=item)
    return item


@transaction.atomic
def words_used(*, item: PhoneItem, by: Staff) -> None:
    """Put aside what was refused, its words now standing in a log; twice is once."""
    refused = PhoneItem.objects.refused().filter(pk=item.pk)
    if refused.update(state=State.PUT_ASIDE):
        trail.wrote(by=by, what="visits.phone-words-used", on=item)
