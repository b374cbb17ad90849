"""What is wrong with words somebody wrote, before a family could ever read them (rule 33)."""

import re
from datetime import date

from pastoral.accounts.models import Setting
from pastoral.outbox import words
from pastoral.outbox.models import Channel, Template
from pastoral.outbox.translations import samples
from pastoral.outbox.words import Words
from pastoral.refusals import Refusal
from pastoral.ui.said import count_said, list_said

_BLANK = re.compile(r"\{(\w*)\}")


def problems(
    *, setting: Setting, shipped: Template, language: str, subject: str, body: str, today: date
) -> list[str]:
    """Return a sentence for each thing that keeps these words from being used."""
    whole = f"{subject} {body}"
    asked = dict.fromkeys(_BLANK.findall(whole))
    found = [*_blanks(list(asked), shipped), *_braces(whole)]
    if not body.strip():
        found.append("Write the words of the message.")
    if shipped.channel == Channel.EMAIL and not subject.strip():
        found.append("An e-mail needs a subject.")
    if words.LINK in shipped.variables and words.LINK not in asked:
        found.append("Put {link} where their own link goes: without it nobody can answer.")
    written = Words(shipped.key, 0, language, subject, body)
    return found or _filled(written, shipped.channel, setting, today)


def _blanks(asked: list[str], shipped: Template) -> list[str]:
    forbidden = [name for name in asked if name not in words.MAY_SAY]
    unknown = [name for name in asked if name in words.MAY_SAY and name not in shipped.variables]
    sentences = [f"No message may hold {{{name}}}." for name in forbidden]
    if unknown:
        known = list_said([f"{{{name}}}" for name in shipped.variables])
        sentences += [f"This message cannot fill {{{name}}}. It knows {known}." for name in unknown]
    return sentences


def _braces(whole: str) -> list[str]:
    rest = _BLANK.sub("", whole)
    return (
        ["A { or } is left over. A blank is {name}, with no space."]
        if set("{}") & set(rest)
        else []
    )


def _filled(written: Words, channel: str, setting: Setting, today: date) -> list[str]:
    """Return what goes wrong once the blanks are filled: no word for one, or too many parts."""
    try:
        _subject, filled = written.fill(samples.blanks(setting, written.language, today))
    except Refusal:
        return ["We have no names of days and activities in this language: leave those blanks out."]
    if channel != Channel.TEXT:
        return []
    most = setting.policy.text_parts
    _text, parts = words.as_text(filled, most)
    if parts <= most:
        return []
    return [f"This text would take {parts} parts, and {count_said(most, 'is', 'are')} allowed."]
