"""An answer about allergies holds for those it was given for (rule 37)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from families.models import Allergy, Child
from pastoral.refusals import Refusal
from sessions_app import allergies
from sessions_app.actions import inviting, series
from sessions_app.models import Afternoon
from tests.factories import (
    make_activity,
    make_adult,
    make_afternoon,
    make_allergy,
    make_child,
    make_household,
    make_staff,
)
from tests.sessions_app.scenes import THURSDAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def afternoon() -> Afternoon:
    """An open afternoon with milk in it, thought of for Amira, whose allergy is mild."""
    afternoon = make_afternoon(activity=make_activity(allergens=["milk"]))
    child = make_child(household=make_household(afternoon.setting), legal_first="Amira")
    make_allergy(child=child, allergen="milk")
    return series.answer_allergens(afternoon=afternoon, by=make_staff())


def later(afternoon: Afternoon, **child: Any) -> Allergy:
    """An anaphylaxis to milk of a child who came later."""
    home = make_household(afternoon.setting)
    return make_allergy(
        child=make_child(household=home, **child), allergen="milk", severity="anaphylaxis"
    )


def test_rule_37_an_answer_holds_while_nothing_changes(afternoon: Afternoon) -> None:
    make_child(household=make_household(afternoon.setting))

    assert not allergies.must_be_answered(afternoon)


def test_rule_37_a_child_who_comes_later_is_thought_of_anew(afternoon: Afternoon) -> None:
    later(afternoon)

    assert allergies.must_be_answered(afternoon)
    again = series.answer_allergens(afternoon=afternoon, by=make_staff())
    assert not allergies.must_be_answered(again)


def test_rule_37_an_allergy_that_is_worse_than_it_was_is_thought_of_anew(
    afternoon: Afternoon,
) -> None:
    allergy = Allergy.objects.get()
    allergy.severity = Allergy.Severity.ANAPHYLAXIS
    allergy.save()

    assert allergies.must_be_answered(afternoon)


def test_rule_37_a_placement_that_was_moved_to_that_day_is_thought_of_anew(
    afternoon: Afternoon,
) -> None:
    child = later(afternoon, placement_starts_on=afternoon.on + timedelta(days=1)).child
    assert child is not None
    assert not allergies.must_be_answered(afternoon)

    child.placement_starts_on = afternoon.on
    child.save()

    assert allergies.must_be_answered(afternoon)


def test_rule_37_a_grown_up_who_moves_in_is_thought_of_anew(afternoon: Afternoon) -> None:
    home = Child.objects.get().homes.get().household
    make_allergy(adult=make_adult(household=home), allergen="milk")

    assert allergies.must_be_answered(afternoon)


def test_rule_37_an_allergen_found_later_in_the_activity_is_thought_of(
    afternoon: Afternoon,
) -> None:
    make_allergy(child=Child.objects.get(), allergen="egg")
    assert not allergies.must_be_answered(afternoon)
    assert afternoon.activity is not None
    afternoon.activity.allergens = ["milk", "egg"]
    afternoon.activity.save()

    assert allergies.must_be_answered(afternoon)


@time_machine.travel(THURSDAY, tick=False)
def test_rule_37_nobody_is_asked_while_an_allergy_waits_to_be_thought_of(
    afternoon: Afternoon,
) -> None:
    later(afternoon)

    with pytest.raises(Refusal, match="has an allergy to this"):
        inviting.invite(afternoon=afternoon, by=make_staff())

    afternoon = series.answer_allergens(afternoon=afternoon, by=make_staff())
    inviting.invite(afternoon=afternoon, by=make_staff())
    assert Afternoon.objects.get().invited_at is not None


def test_rule_37_what_is_kept_of_an_answer_tells_nobody_whose_allergy_it_was(
    afternoon: Afternoon,
) -> None:
    allergy = Allergy.objects.get()

    (kept,) = Afternoon.objects.get().allergens_answered_for

    assert str(allergy.pk) not in kept
    assert "milk" not in kept
