"""What the messages about an afternoon say: their blanks, filled for one adult (rule 20)."""

import uuid
from datetime import date, datetime, time
from functools import lru_cache

from families.asking import Asking
from pastoral.outbox.drafts import Draft
from pastoral.outbox.models import Topic
from pastoral.ui import said
from sessions_app.models import Afternoon, Invitation

INVITE = "afternoon-invite"
INVITE_NO_CHILD = "afternoon-invite-no-child"
REMIND_FIRST = "afternoon-reminder-first"
REMIND_SECOND = "afternoon-reminder-second"
MOVED = "afternoon-moved"
CANCELLED = "afternoon-cancelled"
ABOUT = Invitation._meta.label_lower
TOGETHER = "something nice together"  # What we make, while nobody has chosen yet.


def blanks(afternoon: Afternoon, asking: Asking) -> dict[str, str]:
    """Return the words for every blank of a message to one adult about an afternoon.

    First names, the place's everyday name, when, what, the mentor and a number: nothing
    else may be in a message, so nothing else is offered (rule 20). `child` is missing
    where no child may be named (rule 14).
    """
    words = {
        **_the_same_for_all(
            asking.language,
            afternoon.on,
            (
                afternoon.coffee_at,
                afternoon.children_join_at,
                afternoon.activity_at,
                afternoon.closes_at,
            ),
            afternoon.activity.title if afternoon.activity else TOGETHER,
        ),
        "name": asking.adult_name,
        "mentor": asking.mentor_name or afternoon.lead.first_name,
        "place": afternoon.setting.place,
        "phone": afternoon.setting.phone,
    }
    if asking.child_names:
        words["child"] = said.list_said(list(asking.child_names))
    return words


@lru_cache(maxsize=256)
def _the_same_for_all(
    language: str, on: date, phases: tuple[time, time, time, time], title: str
) -> dict[str, str]:
    weekday, day = said.day_in(language, on)
    coffee, children_join, activity_time, close = (said.time_said(phase) for phase in phases)
    return {
        "day": weekday,
        "date": day,
        "coffee": coffee,
        "children_join": children_join,
        "activity_time": activity_time,
        "close": close,
        "activity": title[:1].lower() + title[1:],  # As it stands in a sentence.
    }


def invitation_template(asking: Asking) -> str:
    """Return which words ask this adult: those without a child where none may be named."""
    return INVITE if asking.child_names else INVITE_NO_CHILD


def key_for(
    template_key: str,
    invitation_id: uuid.UUID,
    afternoon: Afternoon,
    instead_of: uuid.UUID | None = None,
) -> str:
    """Return the key under which a message is posted once (rule 28).

    An invitation is one adult at one afternoon. The day is in the key, so what follows a
    move is another message; a move itself is one object more, or moving there and back
    would leave families with the wrong day. Both ways of wording an invitation are one.
    `instead_of` is a message that did not go and never will: this one takes its place.
    """
    name = INVITE if template_key == INVITE_NO_CHILD else template_key
    when = f"{afternoon.on:%Y%m%d}"
    if template_key == MOVED:
        when = f"{when}:{afternoon.updated_at:%Y%m%d%H%M%S%f}"
    again = f":again:{instead_of.hex}" if instead_of else ""
    return f"{name}:{invitation_id}:{when}{again}"


def draft(
    *,
    afternoon: Afternoon,
    asking: Asking,
    invitation_id: uuid.UUID,
    link_version: int,
    template_key: str,
    not_before: datetime | None = None,
    drop_after: datetime | None = None,
    is_exempt_from_cap: bool = False,
    link_digest: uuid.UUID | None = None,
    instead_of: uuid.UUID | None = None,
) -> Draft:
    """Return a message to one adult about their own invitation (rule 18)."""
    assert asking.channel is not None  # noqa: S101 - whoever may be asked has a channel
    return Draft(
        key=key_for(template_key, invitation_id, afternoon, instead_of),
        template_key=template_key,
        language=asking.language,
        channel=asking.channel,
        to=asking.to,
        variables=blanks(afternoon, asking),
        adult_id=asking.adult_id,
        household_id=asking.household_id,
        about_kind=ABOUT,
        about_id=invitation_id,
        link_version=link_version,
        link_digest=link_digest,
        topic=Topic.AFTERNOONS,
        not_before=not_before,
        drop_after=drop_after,
        is_exempt_from_cap=is_exempt_from_cap,
    )
