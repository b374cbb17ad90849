"""The words messages are made of: which there are, and how their blanks are filled."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from pastoral import links
from pastoral.accounts.models import Setting
from pastoral.outbox.models import Channel, Template
from pastoral.refusals import Refusal

SHIPPED = Path(__file__).with_name("words.json")
LINK = "link"
LINK_HERE = "{link}"  # It stays so in the database, until the message leaves.
# Rule 20: everything a message may say of anybody.
MAY_SAY = frozenset({
    "name", "child", "mentor", "place", "phone", "day", "date", "time", "activity",
    "coffee", "children_join", "activity_time", "close", LINK,
    "reference",  # For colleagues: what a worry is called, which names nobody.
    "page",  # For colleagues: the address of a page that asks to sign in.
})  # fmt: skip
# Whose page a link opens, by the kind of row it is about; an invitation's where nothing is said.
PAGES = {"visits.homevisit": "v"}
INVITATIONS = "r"
OURS = "en"  # The language the product's own words are written and reviewed in.

_BLANK = re.compile(r"\{(\w*)\}")
_NO_BRACES = str.maketrans("{}", "()")  # A name is never taken for a blank.


@dataclass(frozen=True)
class Words:
    """One version of the words for one language and channel, ready to be filled in."""

    key: str
    version: int
    language: str
    subject: str
    body: str

    @cached_property
    def blanks(self) -> tuple[str, ...]:
        """What has to be filled in, in the order it is met."""
        return tuple(dict.fromkeys(_BLANK.findall(self.subject + self.body)))

    @cached_property
    def has_link(self) -> bool:
        """Whether a personal link goes into them."""
        return LINK in self.blanks

    @cached_property
    def _to_fill(self) -> tuple[str, ...]:
        return tuple(blank for blank in self.blanks if blank != LINK)

    @cached_property
    def _pieces(self) -> tuple[list[str], list[str]]:
        return _BLANK.split(self.subject), _BLANK.split(self.body)

    def fill(self, variables: Mapping[str, str]) -> tuple[str, str]:
        """Return subject and body, with the link still to be written in.

        Raises Refusal where a blank would stay unfilled (rule 33), or where the words
        ask for what no message may hold (rule 20).
        """
        said = {LINK: LINK_HERE}
        for blank in self._to_fill:
            value = variables.get(blank, "").strip()
            if blank not in MAY_SAY:
                raise Refusal(
                    f"The words “{self.key}” ask for “{blank}”, which no message may hold."
                )
            if not value:
                raise Refusal(f"The words “{self.key}” need “{blank}”, and it is not known.")
            said[blank] = value.translate(_NO_BRACES) if "{" in value or "}" in value else value
        subject, body = self._pieces
        return " ".join(_joined(subject, said).split()), _joined(body, said)


def link_of(
    about_id: UUID, version: int, digest: UUID | None = None, *, about_kind: str = ""
) -> str:
    """Return the personal link that opens this row, whole; `digest` says which key made it."""
    page = PAGES.get(about_kind, INVITATIONS)
    return f"{settings.SITE_URL}/{page}/{links.secret_of(about_id, version, digest)}"


def has_words(setting: Setting, key: str, language: str, channel: str) -> bool:
    """Whether there are words that may be sent, in this language by this channel."""
    return words_for(setting, key, language, channel) is not None


def words_for(setting: Setting, key: str, language: str, channel: str) -> Template | None:
    """Return the newest words that may be sent: the setting's own, or else the shipped."""
    return _best(setting, {(key, language, channel)}).get((key, language, channel))


def many_words(
    setting: Setting, wanted: Iterable[tuple[str, str, str]]
) -> dict[tuple[str, str, str], Words]:
    """Return the words for many (key, language, channel) at once, in one query."""
    return {
        asked: Words(found.key, found.version, found.language, found.subject, found.body)
        for asked, found in _best(setting, set(wanted)).items()
    }


def _best(
    setting: Setting, wanted: set[tuple[str, str, str]]
) -> dict[tuple[str, str, str], Template]:
    # Rule 34: what is not our own English has a person's name under it, or stays here.
    reviewed = ~Q(reviewed_by="") | Q(language=OURS)
    found = list(
        Template.objects.filter(
            reviewed, Q(setting=setting) | Q(setting=None), key__in={key for key, _, _ in wanted}
        ).order_by("version")
    )
    # The last one written wins: shipped before the setting's own, older before newer.
    found.sort(key=lambda template: template.setting_id is not None)
    by_place = {(t.key, t.language.lower(), t.channel): t for t in found}
    answers = {}
    for key, language, channel in wanted:
        for name in (language.lower(), language.lower().split("-")[0]):
            if (key, name, channel) in by_place:
                answers[key, language, channel] = by_place[key, name, channel]
                break
    return answers


@transaction.atomic
def load_shipped(path: Path = SHIPPED) -> tuple[int, int]:
    """Keep the words that ship with the product; return how many are new, and how many there are.

    Doing it again changes nothing. Words whose text has changed become a new version, so
    that what was sent before can still be read as it was.
    """
    shipped = json.loads(path.read_text(encoding="utf-8"))
    kept = {
        (t.key, t.language, t.channel): t
        for t in Template.objects.filter(setting=None).order_by("version")
    }
    new = 0
    for entry in shipped:
        _check(entry)
        last = kept.get((entry["key"], entry["language"], entry["channel"]))
        subject = entry.get("subject", "")
        if last and (last.subject, last.body) == (subject, entry["body"]):
            continue
        Template.objects.create(
            key=entry["key"],
            language=entry["language"],
            channel=Channel(entry["channel"]),
            version=last.version + 1 if last else 1,
            subject=subject,
            body=entry["body"],
            variables=entry["variables"],
            reviewed_by=entry.get("reviewed_by", ""),
            reviewed_on=entry.get("reviewed_on"),
        )
        new += 1
    return new, len(shipped)


def _check(entry: dict[str, Any]) -> None:
    """Raise Refusal where shipped words hold what rule 20 forbids, or do not say what they need."""
    asked = set(_BLANK.findall(entry.get("subject", "") + entry["body"]))
    name = f"{entry['key']} ({entry['language']}, {entry['channel']})"
    if forbidden := asked - MAY_SAY:
        raise Refusal(
            f"The words {name} ask for {', '.join(sorted(forbidden))}: no message may hold it."
        )
    if asked != set(entry["variables"]):
        raise Refusal(f"The words {name} do not list the blanks they have.")


def _joined(pieces: list[str], said: Mapping[str, str]) -> str:
    return "".join([said[piece] if n % 2 else piece for n, piece in enumerate(pieces)])
