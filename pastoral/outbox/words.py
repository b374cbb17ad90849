"""The words messages are made of: which there are, and how their blanks are filled."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from simple_history.utils import bulk_create_with_history

from pastoral import languages, links
from pastoral.accounts.models import Setting
from pastoral.languages import Pack
from pastoral.outbox import gsm
from pastoral.outbox.models import Approval, Channel, Template
from pastoral.refusals import Refusal

LINK = "link"
LINK_HERE = "{link}"  # It stays so in the database, until the message leaves.
# Rule 20: everything a message may say of anybody.
MAY_SAY = frozenset({
    "name", "child", "mentor", "place", "phone", "day", "date", "time", "activity",
    "coffee", "children_join", "activity_time", "close", "until", LINK,
    "reference",  # For colleagues: what a worry is called, which names nobody.
    "term",  # For colleagues: “Autumn 2026”.
    "page",  # For colleagues: the address of a page that asks to sign in.
})  # fmt: skip
# Whose page a link opens, by the kind of row it is about; an invitation's where nothing is said.
PAGES = {"visits.homevisit": "v"}
INVITATIONS = "r"
AT_ONCE = 100  # Rows in one INSERT.
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


def stop_of(link: str) -> str:
    """Return where whoever has this link says that they want no more of these."""
    return f"{link}/stop/"


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
    found = list(
        Template.objects.filter(
            may_be_sent(setting),
            Q(setting=setting) | Q(setting=None),
            key__in={key for key, _, _ in wanted},
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


def may_be_sent(setting: Setting) -> Q:
    """Return the condition that a template's words may go to this setting's families (rule 34).

    What is not our own English has a competent reader's name under it, given to this setting
    and not taken back; or it is the setting's own, written down with its reader.
    """
    approved = Approval.objects.filter(setting=setting, template=OuterRef("pk"), withdrawn_at=None)
    return Q(language=OURS) | (Q(setting=setting) & ~Q(reviewed_by="")) | Q(Exists(approved))


def as_text(body: str, most: int) -> tuple[str, int]:
    """Return a text in plain characters and its parts, counted with the link written in."""
    as_long_as_a_link = link_of(UUID(int=0), 1)
    written = gsm.plain(body.replace(LINK_HERE, as_long_as_a_link), most)
    return written.replace(as_long_as_a_link, LINK_HERE), gsm.parts(written)


@transaction.atomic
def load_shipped(packs: Iterable[Pack] | None = None) -> tuple[int, int]:
    """Keep the words that ship with the product; return how many are new, and how many there are.

    Doing it again changes nothing. Words whose text has changed become a new version, so
    that what was sent before can still be read as it was. Raises Refusal where they ask for
    what no message may hold (rule 20).
    """
    kept = {
        (t.key, t.language, t.channel): t
        for t in Template.objects.filter(setting=None).order_by("version")
    }
    new: list[Template] = []
    count = 0
    for pack in languages.packs().values() if packs is None else packs:
        for entry in pack.messages:
            count += 1
            key, channel, body = entry["key"], Channel(entry["channel"]), entry["body"]
            subject = entry.get("subject", "")
            asked = sorted(set(_BLANK.findall(subject + body)))
            if forbidden := set(asked) - MAY_SAY:
                raise Refusal(
                    f"The words {key} ({pack.language}, {channel}) ask for"
                    f" {', '.join(sorted(forbidden))}: no message may hold it."
                )
            last = kept.get((key, pack.language, channel))
            if last and (last.subject, last.body) == (subject, body):
                continue
            new.append(
                Template(
                    key=key,
                    language=pack.language,
                    channel=channel,
                    version=last.version + 1 if last else 1,
                    subject=subject,
                    body=body,
                    variables=asked,
                )
            )
    bulk_create_with_history(new, Template, batch_size=AT_ONCE)
    return len(new), count


def _joined(pieces: list[str], said: Mapping[str, str]) -> str:
    return "".join([said[piece] if n % 2 else piece for n, piece in enumerate(pieces)])
