"""Looking at how one goes to a home, and saying so for a time."""

from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from families.models import Household
from pastoral.accounts import trail
from pastoral.accounts.models import Staff
from pastoral.refusals import Refusal
from visits.models import RiskCheck

NOT_ALONE = "After these answers nobody goes alone. Choose two together, or somewhere else."


@dataclass(frozen=True)
class RiskAnswers:
    """The eight questions about one home, each yes or no; why a lead advises is never asked."""

    has_dog: bool
    is_isolated: bool
    is_after_dark: bool
    has_stairs_or_lift: bool
    has_infection: bool
    restricted_adult_may_be_there: bool
    has_staff_factor: bool
    lead_advises_pair: bool

    @property
    def rules_out_going_alone(self) -> bool:
        """Whether one of the answers means that nobody goes there alone."""
        return self.restricted_adult_may_be_there or self.has_staff_factor or self.lead_advises_pair


@transaction.atomic
def check_risk(
    *,
    household: Household,
    answers: RiskAnswers,
    result: RiskCheck.Result,
    by: Staff,
    controls: str = "",
) -> RiskCheck:
    """Say how one goes to a home, from today for `risk_check_days` (rule 4).

    The checks before stay as they were. Raises Refusal where the answers rule out going alone.
    """
    if answers.rules_out_going_alone and result == RiskCheck.Result.OK_ALONE:
        raise Refusal(NOT_ALONE)
    today = timezone.localdate(timezone=household.setting.zone)
    check = RiskCheck.objects.create(
        setting=household.setting,
        household=household,
        **asdict(answers),
        controls=controls.strip(),
        result=result,
        checked_on=today,
        valid_until=today + timedelta(days=household.setting.policy.risk_check_days),
        checked_by=by,
        created_by=by,
        updated_by=by,
    )
    trail.wrote(by=by, what="visits.risk-checked", on=check, household=household.pk)
    return check
