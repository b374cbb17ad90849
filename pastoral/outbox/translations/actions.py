"""Putting a reader's name under words, taking it back, and writing words of one's own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from pastoral import languages
from pastoral.accounts import trail
from pastoral.accounts.models import Setting, Staff
from pastoral.outbox.actions import cancel_words, take_turns
from pastoral.outbox.models import Approval, Template
from pastoral.outbox.translations.checks import problems
from pastoral.outbox.words import OURS
from pastoral.refusals import Refusal, WrongMove


@dataclass(frozen=True)
class Reader:
    """Who has read the words and stands by them, and when."""

    name: str
    read_on: date


@transaction.atomic
def approve(
    *, setting: Setting, templates: Sequence[Template], reader: Reader, by: Staff
) -> list[Approval]:
    """Put a competent reader's name under words, for one setting (rule 34).

    What has a name already is left as it is. Raises Refusal without a name, with a day
    that is still to come, or for words that are another setting's.
    """
    _refuse_unless_read(setting, reader)
    if any(template.setting_id not in (None, setting.pk) for template in templates):
        raise Refusal("These words are another setting’s.")
    list(Setting.objects.select_for_update(no_key=True).filter(pk=setting.pk).values_list("pk"))
    signed = Approval.objects.filter(setting=setting, withdrawn_at=None, template__in=templates)
    there = set(signed.values_list("template_id", flat=True))
    new = [t for t in templates if t.pk not in there and t.language != OURS]
    return [_signed(setting, template, reader, by) for template in new]


@transaction.atomic
def withdraw(*, approval: Approval, by: Staff) -> Approval:
    """Take a name from under words: they are not sent again until somebody reads them anew.

    What waits in them is called off, with a sentence. The version before them is used
    meanwhile, if it still has a name under it. Raises
    WrongMove where it was taken back already.
    """
    approval = Approval.objects.select_for_update(of=["self"]).get(pk=approval.pk)
    if approval.withdrawn_at:
        raise WrongMove("This name was taken back already.")
    approval.withdrawn_at = timezone.now()
    approval.save()
    take_turns(approval.setting_id)  # What is written with these words meanwhile is seen then.
    cancel_words(
        setting_id=approval.setting_id,
        template=approval.template,
        reason=f"{approval.reviewed_by}’s name was taken back from these words.",
    )
    trail.wrote(by=by, what="messages.words-withdrawn", on=approval)
    return approval


@transaction.atomic
def write_own(
    *, setting: Setting, shipped: Template, language: str, subject: str, body: str,
    reader: Reader | None, by: Staff,
) -> Template:  # fmt: skip
    """Keep a setting's own words for a message, as a new version of them.

    Raises Refusal where they may not be sent as they are (rules 20 and 33), or where they are
    in another language and no competent reader's name is given (rule 34).
    """
    found = problems(
        setting=setting, shipped=shipped, language=language, subject=subject, body=body,
        today=timezone.localdate(timezone=setting.zone),
    )  # fmt: skip
    if found:
        raise Refusal(" ".join(found))
    if language != OURS:
        if reader is None:
            name = languages.said_in_english(language)
            raise Refusal(f"Say who reads {name} well and has read these words.")
        _refuse_unless_read(setting, reader)
    place = Q(key=shipped.key, language=language, channel=shipped.channel, setting=setting)
    list(Setting.objects.select_for_update(no_key=True).filter(pk=setting.pk).values_list("pk"))
    last = Template.objects.filter(place).order_by("-version").first()
    if last and (last.subject, last.body) == (subject, body):
        raise Refusal("These are your own words already, letter for letter.")
    template = Template.objects.create(
        key=shipped.key, setting=setting, language=language, channel=shipped.channel,
        version=last.version + 1 if last else 1, subject=subject, body=body,
        variables=[name for name in shipped.variables if f"{{{name}}}" in subject + body],
    )  # fmt: skip
    trail.wrote(by=by, what="messages.words-written", on=template)
    if language != OURS and reader is not None:
        _signed(setting, template, reader, by)
    return template


def _refuse_unless_read(setting: Setting, reader: Reader) -> None:
    if not reader.name.strip():
        raise Refusal("Say who has read these words.")
    if reader.read_on > timezone.localdate(timezone=setting.zone):
        raise Refusal("The day they read them is still to come.")


def _signed(setting: Setting, template: Template, reader: Reader, by: Staff) -> Approval:
    approval = Approval.objects.create(
        setting=setting, template=template, reviewed_by=reader.name.strip(),
        reviewed_on=reader.read_on, recorded_by=by,
    )  # fmt: skip
    trail.wrote(by=by, what="messages.words-approved", on=approval)
    return approval
