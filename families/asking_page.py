"""“Why would this adult be asked?”: the checks in words, and what one can do about each."""

import uuid
from dataclasses import dataclass
from datetime import date

from families.asking import Asking, Explained, Looked, explain
from families.models import Adult, Household
from pastoral import languages
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.outbox.models import Topic

TOPICS = {
    Topic.AFTERNOONS: ("An afternoon", "afternoon-invite"),
    Topic.VISITS: ("A home visit", "visit-offer"),
}
# What is asked of each check, so that “passed” reads as it should.
ASKED = {
    "deceased": "Are they alive?",
    "left": "Is a child of theirs here?",
    "restriction": "May they hear of a child here?",
    "not_a_carer": "Are they a parent or carer?",
    "pr_unknown": "Do we know whether they have parental responsibility?",
    "lives_elsewhere": "Do they live with a child, or have parental responsibility?",
    "safe_contact": "May something automatic be sent to them?",
    "paused": "Is the family free of a pause?",
    "paused_by_them": "Are they free of a pause they asked for on their page?",
    "no_home": "Do we know where they live?",
    "supervised_only": "May they see the child without somebody beside them?",
    "prefer_spoken": "Do they read messages, rather than be told?",
}
# The same for one channel: a number or an address.
ASKED_BY_CHANNEL = {
    "no_way_to_reach": "Do we have one?",
    "not_working": "Does it reach them?",
    "safe_contact": "Is this way safe for them?",
    "shared_mobile": "Is it theirs alone, or safely shared by two?",
    "unverified_mobile": "Did somebody check the number with them?",
    "opted_out": "Do they want these messages this way?",
    "text_cap": "Have they had few enough texts lately?",
    "language_has_no_words": "Are there approved words in a language they read?",
    "shared_mobile_with": "Are they the one a shared number is written to as?",
}


@dataclass(frozen=True)
class Todo:
    """What can be done: a sentence, and perhaps the page on which one does it."""

    said: str
    url_name: str = ""
    word: str = ""
    permission: Permission = Permission.EDIT_FAMILIES


TODO = {
    "left": Todo("Nothing: nobody is asked whose children are not here that day."),
    "restriction": Todo("Nothing is sent. Ask your safeguarding lead before anything is said."),
    "not_a_carer": Todo("If they do care for the child, put right what they are to them.", "families:adult", "About them"),
    "pr_unknown": Todo("Ask, and note whether they have parental responsibility.", "families:adult", "About them"),
    "lives_elsewhere": Todo("If they have parental responsibility or live with the child, note it.", "families:adult", "About them"),
    "safe_contact": Todo("Only the way they said is safe. Talk with them before you change it.", "families:reach", "What is safe and welcome"),
    "paused": Todo("The family asked for peace. It ends by itself, or when they ask you."),
    "paused_by_them": Todo("They asked for a pause on their page. It ends by itself, or when they start it again."),
    "no_home": Todo("Note where they live.", "families:adult", "About them"),
    "supervised_only": Todo("Ask your safeguarding lead how they may be asked."),
    "prefer_spoken": Todo("Ring them, or tell them at the gate.", "families:contact", "Note a call"),
    "opted_out": Todo("Ask them in person whether that still holds.", "families:reach", "What is safe and welcome"),
    "shared_mobile": Todo("Ask for a number that is theirs alone.", "families:adult", "About them"),
    "shared_mobile_with": Todo("Nothing: one text to both goes to the number they share."),
    "unverified_mobile": Todo("Ring it, or ask in person, and note that it is theirs.", "families:number", "Check the number"),
    "text_cap": Todo("Wait some days, or tell them. An e-mail address would do too.", "families:adult", "About them"),
    "not_working": Todo("Ask for a new number or address in person.", "families:adult", "About them"),
    "no_way_to_reach": Todo("Ask for a number or an e-mail address.", "families:adult", "About them"),
    "language_has_no_words": Todo(
        "Let somebody who reads their language well read the words, or ring them.",
        "outbox:words", "Words in every language", Permission.APPROVE_WORDS,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One check as a person reads it."""

    asked: str
    looked: Looked

    @property
    def badge(self) -> tuple[str, str, str]:
        """Return word, icon and kind."""
        if not self.looked.is_reached:
            return "Not looked at", "dash-circle", ""
        if self.looked.is_stopped:
            return "Stops here", "x-circle", "soon"
        return "Yes", "check-lg", "done"


@dataclass(frozen=True)
class TopicSaid:
    """One topic: the answer, the checks, and what can be done about it."""

    title: str
    explained: Explained
    todo: Todo | None
    may_do: bool

    @property
    def asking(self) -> Asking | None:
        """The one answer."""
        return self.explained.asking

    @property
    def language_said(self) -> str:
        """Which language they would be written to in."""
        return languages.said_in_english(self.asking.language) if self.asking else ""

    @property
    def checks(self) -> list[Line]:
        """What was looked at about them."""
        return _lines(self.explained.checks, ASKED)

    @property
    def channels(self) -> list[tuple[str, list[Line]]]:
        """What was looked at for each channel, where it came so far."""
        found = [
            ("A mobile number, for a text", self.explained.by_text),
            ("An address, for an e-mail", self.explained.by_email),
        ]
        return [(said, _lines(looked, ASKED_BY_CHANNEL)) for said, looked in found if looked]


def topic_said(viewer: Viewer, adult: Adult, topic: Topic, day: date) -> TopicSaid:
    """Return whether an adult would be asked now about a topic, and why."""
    title, template_key = TOPICS[topic]
    explained = explain(
        setting=viewer.setting, topic=topic, day=day, template_key=template_key, adult_id=adult.pk
    )
    reason = explained.asking.reason if explained.asking else None
    todo = TODO.get(str(reason)) if reason else None
    may_do = bool(todo and todo.url_name and viewer.can(todo.permission))
    return TopicSaid(title, explained, todo, may_do)


def args_of(todo: Todo | None, household: Household, adult_id: uuid.UUID) -> list[uuid.UUID]:
    """Return what the address of a page to do it on is made of."""
    is_theirs = todo is not None and todo.url_name.startswith("families:")
    return [household.pk, adult_id] if is_theirs else []


def _lines(looked: tuple[Looked, ...], asked: dict[str, str]) -> list[Line]:
    return [Line(asked.get(str(one.reason), str(one.reason.label)), one) for one in looked]
