"""Looking at how one goes to a home."""

from datetime import date

import pytest
import time_machine

from pastoral.accounts.models import TrailEntry
from pastoral.refusals import Refusal
from tests.factories import make_family, make_policy, make_staff
from visits import actions
from visits.actions import RiskAnswers
from visits.models import RiskCheck

pytestmark = pytest.mark.django_db
Result = RiskCheck.Result
NOTHING = dict.fromkeys(RiskAnswers.__dataclass_fields__, False)


@time_machine.travel("2026-11-27 10:00", tick=False)
def test_rule_4_a_check_holds_for_as_long_as_the_place_says() -> None:
    family, ruth = make_family(), make_staff()
    make_policy(family.setting, risk_check_days=91)

    check = actions.check_risk(
        household=family, answers=RiskAnswers(**NOTHING | {"has_dog": True}),
        result=Result.OK_ALONE, controls=" Ring first. ", by=ruth,
    )  # fmt: skip

    assert (check.checked_on, check.valid_until) == (date(2026, 11, 27), date(2027, 2, 26))
    assert (check.has_dog, check.is_isolated, check.controls) == (True, False, "Ring first.")
    assert (check.checked_by, check.setting) == (ruth, family.setting)
    assert TrailEntry.objects.get(what="visits.risk-checked").household_id == family.pk


def test_a_renewed_check_leaves_the_one_before_as_it_was() -> None:
    family, ruth = make_family(), make_staff()
    for result in (Result.PAIR, Result.OK_ALONE):
        actions.check_risk(household=family, answers=RiskAnswers(**NOTHING), result=result, by=ruth)

    assert set(RiskCheck.objects.values_list("result", flat=True)) == {"pair", "ok_alone"}


@pytest.mark.parametrize(
    "answer", ["restricted_adult_may_be_there", "has_staff_factor", "lead_advises_pair"]
)
def test_rule_3_some_answers_rule_out_going_alone(answer: str) -> None:
    family, ruth = make_family(), make_staff()
    answers = RiskAnswers(**NOTHING | {answer: True})

    with pytest.raises(Refusal, match="nobody goes alone"):
        actions.check_risk(household=family, answers=answers, result=Result.OK_ALONE, by=ruth)

    assert not RiskCheck.objects.exists()
    for result in (Result.PAIR, Result.NOT_AT_HOME):
        actions.check_risk(household=family, answers=answers, result=result, by=ruth)


def test_why_a_lead_advises_is_asked_nowhere() -> None:
    kept = {field.name for field in RiskCheck._meta.fields}

    assert not [name for name in kept if "reason" in name or "why" in name]
