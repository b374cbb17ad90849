"""What the messages about a visit say: their blanks, filled for one adult (rule 20)."""

from datetime import datetime

from families import previews
from families.asking import Asking
from families.covering import known_to_come
from families.previews import Preview
from pastoral.outbox.drafts import Draft
from pastoral.outbox.models import Topic
from pastoral.ui import said
from visits.models import HomeVisit

MeetAt = HomeVisit.MeetAt
ABOUT = HomeVisit._meta.label_lower
OFFER = "visit-offer"
OFFER_OUT = "visit-offer-out"
OFFER_HERE = "visit-offer-here"
DAY_BEFORE = "visit-day-before"
OFFERS = (OFFER, OFFER_OUT, OFFER_HERE)
_OFFER_FOR: dict[str, str] = {
    MeetAt.CAFE: OFFER_OUT,
    MeetAt.PARK: OFFER_OUT,
    MeetAt.SCHOOL: OFFER_HERE,
}


def offer_key(meet_at: str) -> str:
    """Return which words offer a visit: only at home does somebody “pop round”."""
    return _OFFER_FOR.get(meet_at, OFFER)


def blanks(visit: HomeVisit, asking: Asking) -> dict[str, str]:
    """Return the words for every blank: first names, the place, when, and a number (rule 20).

    Whoever goes that day is named; somebody who stands in once a person has told them (rule 44).
    """
    mentor = known_to_come(
        visit.planned_on, visit.mentor, setting=visit.setting, home=visit.household_id
    )
    weekday, day = said.day_in(asking.language, visit.planned_on)
    return {
        "name": asking.adult_name,
        "mentor": mentor.first_name,
        "place": visit.setting.place,
        "phone": visit.setting.phone,
        "day": weekday,
        "date": day,
        "time": said.time_in(asking.language, visit.planned_at) if visit.planned_at else "",
    }


def draft(
    *, visit: HomeVisit, asking: Asking, template_key: str, key: str,
    not_before: datetime | None = None,
) -> Draft:  # fmt: skip
    """Return a message to one adult about a visit, with the link to its own page."""
    assert asking.channel is not None  # noqa: S101 - whoever may be asked has a channel
    return Draft(
        key=key,
        template_key=template_key,
        language=asking.language,
        channel=asking.channel,
        to=asking.to,
        variables=blanks(visit, asking),
        adult_id=asking.adult_id,
        household_id=visit.household_id,
        about_kind=ABOUT,
        about_id=visit.pk,
        link_version=visit.link_version,
        link_digest=visit.link_digest,
        topic=Topic.VISITS,
        not_before=not_before,
        drop_after=visit.starts_at,
    )


def preview(visit: HomeVisit, asking: Asking) -> Preview:
    """Return the very words of an offer; the visit need not be saved, and nothing is written."""
    return previews.preview(
        setting=visit.setting,
        asking=asking,
        template_key=offer_key(visit.meet_at),
        variables=blanks(visit, asking),
    )
