"""What the messages about an afternoon say: their blanks, filled for one adult (rule 20)."""

import uuid
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache

from families.asking import Asking
from pastoral.outbox.drafts import Draft
from pastoral.outbox.models import Topic
from pastoral.ui import said
from sessions_app.making import Making, together_in
from sessions_app.models import Afternoon, Invitation, SeatOffer

INVITE = "afternoon-invite"
INVITE_NO_CHILD = "afternoon-invite-no-child"
REMIND_FIRST = "afternoon-reminder-first"
REMIND_SECOND = "afternoon-reminder-second"
MOVED = "afternoon-moved"
CANCELLED = "afternoon-cancelled"
SEAT_OFFERED = "seat-offered"
ABOUT = Invitation._meta.label_lower
# A morning to join in has words of its own; a key names the errand, whatever words it takes.
JOIN_IN = {
    INVITE: "join-in-invite",
    INVITE_NO_CHILD: "join-in-invite",
    REMIND_FIRST: "join-in-reminder",
    REMIND_SECOND: "join-in-reminder",
    MOVED: "join-in-moved",
    CANCELLED: "join-in-cancelled",
}


def words_for(afternoon: Afternoon, errand: str) -> str:
    """Return which words an errand takes: an afternoon’s, or a morning’s to join in."""
    return JOIN_IN.get(errand, errand) if afternoon.is_join_in else errand


def errand_of(template_key: str) -> str:
    """Return the errand that some words do: what comes of them is the same for both kinds."""
    errands = {words: errand for errand, words in JOIN_IN.items() if errand != INVITE_NO_CHILD}
    return errands.get(template_key, template_key)


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
            Making.of(afternoon.activity),
        ),
        "name": asking.adult_name,
        "mentor": asking.mentor_name or afternoon.lead.first_name,
        "place": afternoon.setting.place,
        "phone": afternoon.setting.phone,
    }
    if asking.child_names:
        words["child"] = said.list_in(asking.language, list(asking.child_names))
    return words


@lru_cache(maxsize=256)
def _the_same_for_all(
    language: str, on: date, phases: tuple[time, time, time, time], making: Making | None
) -> dict[str, str]:
    return when_and_what(language, on, phases, making)


def when_and_what(
    language: str, on: date, phases: tuple[time, time, time, time], making: Making | None
) -> dict[str, str]:
    """Return the day, the times and the activity, as a language says them."""
    weekday, day = said.day_in(language, on)
    coffee, children_join, activity_time, close = (said.time_in(language, at) for at in phases)
    return {
        "day": weekday,
        "date": day,
        "coffee": coffee,
        "children_join": children_join,
        "activity_time": activity_time,
        "close": close,
        "activity": making.said_in(language) if making else together_in(language),
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
        template_key=words_for(afternoon, template_key),
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


def seat_offer(*, afternoon: Afternoon, asking: Asking, offer: SeatOffer) -> Draft:
    """Return the message that a seat has come up, and until when it is theirs to say yes to.

    It answers their yes, so no cap counts it (rule 27); each offer is told once (rule 28).
    """
    invitation = offer.invitation
    told = draft(
        afternoon=afternoon,
        asking=asking,
        invitation_id=invitation.pk,
        link_version=invitation.link_version,
        link_digest=invitation.link_digest,
        template_key=SEAT_OFFERED,
        drop_after=offer.until,
        is_exempt_from_cap=True,
    )
    until = offer.until.astimezone(afternoon.setting.zone)
    weekday, _day = said.day_in(asking.language, until.date())
    words = {**told.variables, "until": f"{weekday} {said.time_in(asking.language, until)}"}
    return replace(told, key=f"{SEAT_OFFERED}:{offer.pk}", variables=words)
