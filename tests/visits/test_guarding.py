"""How one goes to a home: in a pair, or not there at all."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from families.models import Adult, Child, Household, Restriction
from tests.factories import (
    make_adult,
    make_family,
    make_home_visit,
    make_policy,
    make_restriction,
    make_risk_check,
    make_setting,
)
from visits.guarding import Instruction, instruction_for, instructions_for
from visits.models import HomeVisit, RiskCheck

pytestmark = pytest.mark.django_db
PAIR, ELSEWHERE = "Two go together.", "Meet somewhere else, not at home."


def how(family: Household, visit: HomeVisit | None = None) -> Instruction:
    return instruction_for(family, timezone.localdate(), visit)


def seen_before(family: Household) -> Household:
    make_home_visit(family)
    return family


def test_rule_3_a_first_visit_is_made_by_two() -> None:
    family = make_family()
    make_risk_check(family)

    assert how(family).words == PAIR
    assert how(seen_before(family)) == Instruction()
    assert how(family).words == ""


def test_rule_3_an_attempt_is_no_first_visit_yet() -> None:
    family = make_family()
    make_home_visit(family, state=HomeVisit.State.NOT_HOME, outcome="nobody_in")

    assert how(family).is_pair


def test_rule_3_the_first_visit_itself_stays_one_of_two() -> None:
    first = make_home_visit(make_family())

    assert how(first.household, first).is_pair


def test_rule_3_a_check_says_pair_until_somebody_looks_again() -> None:
    family = seen_before(make_family())
    today = timezone.localdate()
    make_risk_check(
        family, result=RiskCheck.Result.PAIR, checked_on=today - timedelta(days=91),
        valid_until=today - timedelta(days=1),
    )  # fmt: skip
    assert how(family).words == PAIR

    make_risk_check(family)

    assert how(family).words == ""


def test_rule_4_a_home_marked_not_at_home_is_met_elsewhere() -> None:
    family = make_family()
    make_risk_check(family, result=RiskCheck.Result.NOT_AT_HOME)

    assert how(family).words == f"{PAIR} {ELSEWHERE}"
    assert how(seen_before(family)).words == ELSEWHERE


@pytest.mark.parametrize("whom", ["adult", "child", "other_adult"])
def test_rule_3_a_restriction_that_says_two_staff_holds_for_all_it_touches(whom: str) -> None:
    family = seen_before(make_family())
    adult = Adult.objects.get(homes__household=family)
    far = make_adult(family.setting)
    between: dict[str, Any] = {
        "adult": {"adult": adult, "other_adult": far},
        "child": {"adult": far, "child": Child.objects.get(homes__household=family)},
        "other_adult": {"adult": far, "other_adult": adult},
    }
    make_restriction(kind=Restriction.Kind.STAFF_PAIR_ONLY, **between[whom])

    assert how(family).words == PAIR


def test_rule_3_a_restriction_past_its_end_still_says_pair() -> None:
    family = seen_before(make_family())
    adult = Adult.objects.get(homes__household=family)
    make_restriction(
        adult, kind=Restriction.Kind.STAFF_PAIR_ONLY, ends_on=timezone.localdate() - timedelta(1)
    )

    assert how(family).is_pair


def test_rule_3_a_place_may_send_more_or_one_on_a_first_visit() -> None:
    family = make_family(make_setting(policy={"first_visit_staff": 1}))
    assert not how(family).is_pair

    make_policy(family.setting, first_visit_staff=3)

    assert how(family).words == "Three go together."


def test_many_homes_take_as_many_questions_as_one(
    django_assert_num_queries: Callable[[int], object],
) -> None:
    setting = make_setting()
    homes = [make_family(setting) for _ in range(4)]
    make_risk_check(seen_before(homes[0]))

    with django_assert_num_queries(5):  # type: ignore[attr-defined]
        instructions_for(homes[:1], timezone.localdate())
    with django_assert_num_queries(5):  # type: ignore[attr-defined]
        said = instructions_for(homes, timezone.localdate())

    assert [said[home.pk].is_pair for home in homes] == [False, True, True, True]
