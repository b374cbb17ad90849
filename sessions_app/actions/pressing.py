"""What is tapped at the door, on whichever tablet, and whenever it arrives (decision 0028).

Each tap is a row with an id its tablet gave it, so that three re-sends count once. Of two taps
about one person the one that was made last counts, whichever comes first.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from pastoral.accounts import trail
from pastoral.accounts.models import Staff
from pastoral.refusals import Refusal
from pastoral.ui.said import time_said
from sessions_app.actions import register, series
from sessions_app.models import Afternoon, Attendance, RegisterPress

SOMEBODY_ELSES = "This was tapped by somebody else before."
NOT_THERE = "Nobody of that name is on this register."
SAID_AT_MOST = 200  # As the column has it.
Mark = Attendance.Mark


@dataclass(frozen=True)
class Press:
    """One tap: on whose tile, what it says, and when it was made.

    `guest` is whom the tile stands for, `row` the mark there is of them. A first name alone
    (`w`) brings its guest along, in the id its tablet gave the newcomer. A tap whose page
    showed the register closed `knows_it_is_closed`, and puts somebody right all the same.
    """

    key: uuid.UUID
    person: str
    mark: str
    pressed_at: datetime
    guest: register.Guest | None = None
    knows_it_is_closed: bool = False

    @property
    def newcomer(self) -> uuid.UUID | None:
        """The id of somebody who is a first name alone."""
        is_one = self.guest is not None and bool(self.guest.name.strip())
        return uuid.UUID(self.person[1:]) if is_one else None


@transaction.atomic
def take(*, afternoon: Afternoon, press: Press, by: Staff) -> RegisterPress:
    """Keep a tap and do what it says; sent again, it is answered as before.

    One that was made before another about the same person changes nothing, one from a clock
    that is ahead counts as made now. A rule’s no is kept with the tap, for a person to see.
    Raises Refusal only for an id that somebody else used.
    """
    afternoon = series.locked(afternoon)
    if known := RegisterPress.objects.filter(pk=press.key).first():
        if known.pressed_by_id != by.pk or known.afternoon_id != afternoon.pk:
            raise Refusal(SOMEBODY_ELSES)
        return known
    kept = RegisterPress(
        id=press.key,
        setting=afternoon.setting,
        afternoon=afternoon,
        person=press.person,
        mark=press.mark,
        walk_in_name=press.guest.name.strip() if press.guest else "",
        pressed_at=min(press.pressed_at, timezone.now()),
        pressed_by=by,
    )
    try:
        with transaction.atomic():
            _put_in(afternoon, press, kept, by)
    except Refusal as refusal:
        kept.refused = str(refusal)[:SAID_AT_MOST]
    kept.save(force_insert=True)
    what = "afternoons.tap-refused" if kept.refused else "afternoons.tapped"
    trail.wrote(by=by, what=what, on=kept)
    return kept


def _put_in(afternoon: Afternoon, press: Press, kept: RegisterPress, by: Staff) -> None:
    if afternoon.register_closed_at and not press.knows_it_is_closed:
        at = time_said(afternoon.register_closed_at.astimezone(afternoon.setting.zone))
        raise Refusal(f"The register was closed at {at}.")
    row = _marked(afternoon, press)
    if _is_older(afternoon, kept, row):
        return
    if not press.mark:
        if row:
            register.unmark(row=row, by=by)
        return
    if press.guest is None:
        raise Refusal(NOT_THERE)
    register.mark(
        afternoon=afternoon, guest=press.guest, mark=Mark(press.mark), by=by,
        at=kept.pressed_at, newcomer=press.newcomer,
    )  # fmt: skip


def _marked(afternoon: Afternoon, press: Press) -> Attendance | None:
    letter, key = press.person[:1], press.person[1:]
    named = {"a": "adult", "c": "child", "w": "pk"}[letter]  # The view has looked.
    rows = Attendance.objects.filter(**{named: key})
    if letter != "w":
        rows = rows.filter(afternoon=afternoon)
    row = rows.select_related("afternoon__setting", "household").first()
    if row and row.afternoon_id != afternoon.pk:
        raise Refusal(NOT_THERE)  # Somebody else’s id, at another afternoon.
    return row


def _is_older(afternoon: Afternoon, kept: RegisterPress, row: Attendance | None) -> bool:
    """Whether something was tapped about the same person after this."""
    if row and row.marked_at > kept.pressed_at:
        return True
    later = RegisterPress.objects.filter(
        afternoon=afternoon, person=kept.person, refused="", pressed_at__gt=kept.pressed_at
    )
    return later.exists()
