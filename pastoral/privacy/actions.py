"""What is done about a complaint: kept, acknowledged in time, answered."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from families.models import Household
from pastoral.accounts import trail
from pastoral.accounts.models import Setting, Staff
from pastoral.privacy.models import Complaint
from pastoral.refusals import Refusal, WrongMove


@transaction.atomic
def complain(*, household: Household, text: str, by: Staff | str) -> Complaint:
    """Keep what somebody is not happy with; the same words on the same day are kept once.

    It is acknowledged within the policy's `complaint_days`.
    """
    if not text.strip():
        raise Refusal("Please write a few words first.")
    setting = Setting.objects.select_for_update(no_key=True).get(pk=household.setting_id)
    today = timezone.localdate(timezone=setting.zone)
    kept = Complaint.objects.filter(household=household, received_on=today, removed_at=None)
    same = next((complaint for complaint in kept if complaint.text == text.strip()), None)
    if same:
        return same
    complaint = Complaint.objects.create(
        setting=setting,
        household=household,
        text=text.strip(),
        received_on=today,
        acknowledge_by=today + timedelta(days=setting.policy.complaint_days),
        created_by=by if isinstance(by, Staff) else None,
        updated_by=by if isinstance(by, Staff) else None,
    )
    trail.wrote(by=by, what="privacy.complaint", on=complaint, household=household.pk)
    return complaint


@transaction.atomic
def acknowledge(*, complaint: Complaint, by: Staff) -> Complaint:
    """Keep that the family was told we have it; said again, it stays as it was."""
    complaint = _locked(complaint)
    if complaint.acknowledged_on is None:
        complaint.acknowledged_on = timezone.localdate(timezone=complaint.setting.zone)
        complaint.updated_by = by
        complaint.save()
        trail.wrote(
            by=by, what="privacy.complaint-acknowledged", on=complaint,
            household=complaint.household_id,
        )  # fmt: skip
    return complaint


@transaction.atomic
def close(*, complaint: Complaint, outcome: str, by: Staff) -> Complaint:
    """Keep what came of a complaint. Raises WrongMove where it is closed, or nobody has said that we have it."""
    complaint = _locked(complaint)
    if complaint.closed_on:
        raise WrongMove("This complaint is closed already.")
    if complaint.acknowledged_on is None:
        raise WrongMove("Tell the family first that we have it.")
    if not outcome.strip():
        raise Refusal("Say what came of it, as the family was told.")
    complaint.outcome = outcome.strip()
    complaint.closed_on = timezone.localdate(timezone=complaint.setting.zone)
    complaint.updated_by = by
    complaint.save()
    trail.wrote(
        by=by, what="privacy.complaint-closed", on=complaint, household=complaint.household_id
    )
    return complaint


def _locked(complaint: Complaint) -> Complaint:
    rows = Complaint.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("setting").get(pk=complaint.pk)
