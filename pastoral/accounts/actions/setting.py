"""Making a setting, and changing the numbers it works by."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from pastoral.accounts import half_terms, trail
from pastoral.accounts.actions.calendar import set_half_terms
from pastoral.accounts.models import Policy, Setting, Staff, Trust
from pastoral.refusals import Refusal


@transaction.atomic
def create_setting(
    *,
    code: str,
    name: str,
    kind: str,
    by: Staff | str,
    nation: str = Setting.Nation.ENGLAND,
    trust: str = "",
    nickname: str = "",
    phone: str = "",
) -> Setting:
    """Make a setting with its policy and this school year's half-terms, as its nation has them."""
    if kind not in Setting.Kind.values:
        raise Refusal(f"“{kind}” is not a kind of setting: it is a zone or a school.")
    if nation not in Setting.Nation.values:
        raise Refusal(f"“{nation}” is not a nation: {', '.join(Setting.Nation.values)}.")
    if Setting.objects.filter(code__iexact=code).exists():
        raise Refusal(f"The code “{code}” is taken by another setting. Choose another one.")
    setting = Setting(
        code=code, name=name.strip(), kind=kind, nation=nation, nickname=nickname, phone=phone
    )
    _refuse_wrong_shapes(setting)
    if trust:
        setting.trust, _made = Trust.objects.get_or_create(name=trust.strip())
    setting.save()
    Policy.objects.create(setting=setting)
    trail.wrote(by=by, what="accounts.setting_created", on=setting, setting=setting)
    school_year = half_terms.school_year_of(timezone.localdate(timezone=setting.zone))
    halves = half_terms.proposed(nation, school_year)
    set_half_terms(setting=setting, school_year=school_year, halves=halves, by=by)
    return setting


def _refuse_wrong_shapes(setting: Setting) -> None:
    try:
        setting.clean_fields(exclude=["trust"])
    except ValidationError as wrong:
        field, sentences = next(iter(wrong.message_dict.items()))
        raise Refusal(f"The {field} won’t do: {sentences[0]}") from wrong


@transaction.atomic
def change_policy(*, policy: Policy, numbers: Mapping[str, Any], by: Staff) -> Policy:
    """Change a setting's numbers; the trail says which, from what to what."""
    policy = Policy.objects.select_for_update().get(pk=policy.pk)
    changed = []
    for name, new in numbers.items():
        old = getattr(policy, name)
        if old != new:
            setattr(policy, name, new)
            changed.append(f"{name} {old} → {new}")
    if not changed:
        return policy
    if wrong := _nonsense_in(policy):
        raise Refusal(wrong)
    policy.save()
    for one in changed:
        trail.wrote(by=by, what="accounts.policy_changed", on=policy, reason=one[:200])
    return policy


def _nonsense_in(policy: Policy) -> str:
    """Return what two numbers together would make impossible; nothing if all is well."""
    p = policy
    nonsense = {
        "The hours for messages end after they begin.": p.send_until <= p.send_from,
        "When a visit runs over, the mentor is asked first, then the buddy, then the lead.": not (
            p.overdue_mentor_minutes < p.overdue_buddy_minutes < p.overdue_lead_minutes
        ),
        "A worry goes to the deputy before it goes to the head.": (
            p.worry_head_minutes <= p.worry_deputy_minutes
        ),
        "A regular can’t come to more afternoons than the figure looks back over.": (
            p.regular_at_least > p.regular_of
        ),
        "The second reminder can’t go out before the first.": (
            p.second_reminder_days_before > p.first_reminder_days_before
        ),
        "Families are asked before they are reminded.": (
            p.first_reminder_days_before >= p.invite_days_before
        ),
    }
    return next((sentence for sentence, is_so in nonsense.items() if is_so), "")
