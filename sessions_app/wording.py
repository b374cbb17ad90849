"""What the messages about an afternoon say: their blanks, filled for one adult (rule 20)."""

import uuid
from datetime import date, datetime
from functools import lru_cache

from django.conf.locale import LANG_INFO
from django.utils import formats, translation

from families.asking import Asking
from pastoral.outbox.drafts import Draft
from pastoral.outbox.models import Topic
from pastoral.ui import said
from sessions_app.models import Afternoon

INVITE = "afternoon-invite"
INVITE_NO_CHILD = "afternoon-invite-no-child"
REMIND_FIRST = "afternoon-reminder-first"
REMIND_SECOND = "afternoon-reminder-second"
MOVED = "afternoon-moved"
CANCELLED = "afternoon-cancelled"
ABOUT = "invitation"
TOGETHER = "something nice together"  # What we make, while nobody has chosen yet.


@lru_cache(maxsize=256)
def day_in(language: str, day: date) -> tuple[str, str]:
    """Return (“Wednesday”, “2 December”) in a language; English where we have no names."""
    known = language if language in LANG_INFO else language.split("-")[0]
    with translation.override(known if known in LANG_INFO else "en-gb"):
        return formats.date_format(day, "l"), formats.date_format(day, "j F")


def blanks(afternoon: Afternoon, asking: Asking) -> dict[str, str]:
    """Return the words for every blank of a message to one adult about an afternoon.

    First names, the place's everyday name, when, what, the mentor and a number: nothing
    else may be in a message, so nothing else is offered (rule 20). `child` is missing
    where no child may be named (rule 14).
    """
    weekday, day = day_in(asking.language, afternoon.on)
    words = {
        "name": asking.adult_name,
        "place": afternoon.setting.place,
        "day": weekday,
        "date": day,
        "coffee": said.time_said(afternoon.coffee_at),
        "children_join": said.time_said(afternoon.children_join_at),
        "activity_time": said.time_said(afternoon.activity_at),
        "close": said.time_said(afternoon.closes_at),
        "activity": _lower(afternoon.activity.title) if afternoon.activity else TOGETHER,
        "mentor": asking.mentor_name or afternoon.lead.first_name,
        "phone": afternoon.setting.phone,
    }
    if asking.child_names:
        words["child"] = said.list_said(list(asking.child_names))
    return words


def _lower(title: str) -> str:
    """Return the title as it stands in a sentence: “decorated biscuits”."""
    return title[:1].lower() + title[1:]


def invitation_template(asking: Asking) -> str:
    """Return which words ask this adult: those without a child where none may be named."""
    return INVITE if asking.child_names else INVITE_NO_CHILD


def key_for(template_key: str, invitation_id: uuid.UUID, afternoon: Afternoon) -> str:
    """Return the key under which a message is posted once (rule 28).

    An invitation is one adult at one afternoon; the day is in the key, so what follows a
    move is another message, and both ways of wording an invitation are one.
    """
    name = INVITE if template_key == INVITE_NO_CHILD else template_key
    return f"{name}:{invitation_id}:{afternoon.on:%Y%m%d}"


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
) -> Draft:
    """Return a message to one adult about their own invitation (rule 18)."""
    assert asking.channel is not None  # noqa: S101 - whoever may be asked has a channel
    return Draft(
        key=key_for(template_key, invitation_id, afternoon),
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
        topic=Topic.AFTERNOONS,
        not_before=not_before,
        drop_after=drop_after,
        is_exempt_from_cap=is_exempt_from_cap,
    )
