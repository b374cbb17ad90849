"""How an afternoon felt: when its four questions are open, and what came of them (measure 13)."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from pastoral import languages, links
from pastoral.languages import Pack
from sessions_app.models import Afternoon, Invitation, Pulse

FIRST_LINK = 1
QUESTIONS = {
    "welcome": gettext_noop("I felt welcome today"),
    "listened_to": gettext_noop("Someone listened to me"),
    "enjoyed_together": gettext_noop("My child and I enjoyed our time together"),
    "would_come_again": gettext_noop("I would like to come again"),
}
HEADING = gettext_noop("How was today?")
PROMISE = gettext_noop("Four small questions. Nobody will know who said what.")


def digest_for(afternoon_id: uuid.UUID) -> uuid.UUID:
    """Return what the database keeps of the link to an afternoon’s questions (rule 21)."""
    return links.digest_of(links.secret_of(afternoon_id, FIRST_LINK))


def link_of(afternoon: Afternoon) -> str:
    """Return the whole link to an afternoon’s four questions: the same for everybody there."""
    secret = links.secret_of(afternoon.pk, FIRST_LINK, afternoon.pulse_digest)
    return f"{settings.SITE_URL}/p/{secret}/"


def by_link(secret: str) -> Afternoon | None:
    """Return the afternoon a link asks about, or nothing; one that was called off asks nothing."""
    rows = Afternoon.objects.filter(removed_at=None).exclude(state=Afternoon.State.CANCELLED)
    return (
        rows.select_related("setting__policy").filter(pulse_digest=links.digest_of(secret)).first()
    )


def is_open(afternoon: Afternoon, now: datetime) -> bool:
    """Whether its questions may be answered: from the activity on, and for a while after."""
    hours = timedelta(hours=afternoon.setting.policy.link_hours_after)
    return afternoon.instant(afternoon.activity_at) <= now < afternoon.ends_at + hours


@dataclass(frozen=True)
class Invited:
    """The questions’ heading in one language, for the wall."""

    language: str
    direction: str
    heading: str
    promise: str


def in_the_languages_of(afternoon: Afternoon) -> list[Invited]:
    """Return the heading in English and in each language of those who said yes or maybe."""
    asked = Invitation.objects.asked().filter(afternoon=afternoon, answer__in=["yes", "maybe"])
    spoken = {language for (language,) in asked.values_list("adult__language").distinct()}
    known = {pack.language for each in spoken if (pack := languages.pack_of(each or "en"))}
    packs = [p for p in languages.packs().values() if p.language in known | {languages.ENGLISH}]
    return [_invited(pack) for pack in packs]


def code_of(pack: Pack) -> str:
    """Return the name Django knows a language by."""
    return settings.LANGUAGE_CODE if pack.language == languages.ENGLISH else pack.language


def _invited(pack: Pack) -> Invited:
    with translation.override(code_of(pack)):
        direction = "rtl" if pack.is_right_to_left else "ltr"
        return Invited(code_of(pack), direction, gettext(HEADING), gettext(PROMISE))


@dataclass(frozen=True)
class Felt:
    """The share of “Yes” among those who answered one question; none where too few did."""

    question: str
    share: int | None
    answers: int | None

    @property
    def said(self) -> str:
        """The share, as a tile says it."""
        return f"{self.share}%"

    @property
    def of(self) -> str:
        """How many answered."""
        return f"{self.answers} answers"


def felt(afternoon: Afternoon, *, smallest_group: int) -> list[Felt]:
    """Return measure 13 for one afternoon, in one query."""
    counts = {f"{name}_said": Count("pk", ~Q(**{name: ""})) for name in QUESTIONS}
    yes = {f"{name}_yes": Count("pk", Q(**{name: Pulse.Felt.YES})) for name in QUESTIONS}
    found = Pulse.objects.filter(afternoon=afternoon).aggregate(**counts, **yes)
    return [
        _share(question, found[f"{name}_said"], found[f"{name}_yes"], smallest_group)
        for name, question in QUESTIONS.items()
    ]


def _share(question: str, answers: int, yes: int, smallest_group: int) -> Felt:
    if answers < smallest_group:
        return Felt(question, None, None)
    return Felt(question, round(100 * yes / answers), answers)


def written(afternoon: Afternoon, *, may_read_first: bool) -> Collection[Pulse]:
    """Return what was written: all of it to the lead, to others what the lead has let them read."""
    rows = Pulse.objects.filter(afternoon=afternoon).order_by("?")  # Their order tells nothing.
    if may_read_first:
        return list(rows.exclude(comment_state=""))
    return list(rows.filter(comment_state=Pulse.Words.RELEASED))
