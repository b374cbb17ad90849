"""What the messages about a visit say: their blanks, filled for one adult (rule 20)."""

from dataclasses import dataclass
from datetime import datetime

from families.asking import Asking
from families.covering import known_to_come
from pastoral.outbox import words
from pastoral.outbox.drafts import Draft
from pastoral.outbox.models import Topic
from pastoral.refusals import Refusal
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
THEIR_LINK = "[their own link]"


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
        "time": said.time_said(visit.planned_at) if visit.planned_at else "",
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


@dataclass(frozen=True)
class Preview:
    """An offer as it would be sent: by which channel, or why there are no words for it."""

    asking: Asking
    subject: str = ""
    body: str = ""
    why_not: str = ""

    @property
    def by(self) -> str:
        """The channel in words."""
        return str(self.asking.channel.label).lower() if self.asking.channel else ""


def preview(visit: HomeVisit, asking: Asking) -> Preview:
    """Return the very words of an offer; the visit need not be saved, and nothing is written."""
    if asking.channel is None:
        return Preview(asking, why_not="There is no way to write to them.")
    wanted = (offer_key(visit.meet_at), asking.language, str(asking.channel))
    found = words.many_words(visit.setting, {wanted}).get(wanted)
    if found is None:
        return Preview(asking, why_not="There are no approved words for this yet.")
    try:
        subject, body = found.fill(blanks(visit, asking))
    except Refusal as refusal:
        return Preview(asking, why_not=str(refusal))
    return Preview(asking, subject, body.replace(words.LINK_HERE, THEIR_LINK))
