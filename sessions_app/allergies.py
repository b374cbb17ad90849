"""Where what we make or eat meets an allergy of somebody we expect (rule 37)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from families.models import Adult, Allergy, Child, Household, HouseholdMember
from families.models.children import Allergen
from pastoral import crypto
from sessions_app.models import Afternoon

THINK_FIRST = "Somebody we expect has an allergy to this. Please think of it first."


@dataclass(frozen=True)
class Met:
    """One person and what they must not eat or touch."""

    first_name: str
    to: str
    severity: str
    is_severe: bool


@dataclass(frozen=True)
class AllergyWarning:
    """What must be thought of before families are asked."""

    met: tuple[Met, ...] = ()
    others: tuple[Met, ...] = ()
    is_answered: bool = False

    @property
    def must_be_answered(self) -> bool:
        """Whether somebody still has to say that they have thought of it."""
        return bool(self.met) and not self.is_answered


def allergens_of(afternoon: Afternoon) -> set[str]:
    """Return the allergens in the activity and the food."""
    made = afternoon.activity.allergens if afternoon.activity else []
    return {*made, *afternoon.food_allergens}


def labels(allergens: Iterable[str]) -> list[str]:
    """Return allergens in words, in the law's order."""
    wanted = set(allergens)
    return [str(allergen.label) for allergen in Allergen if allergen.value in wanted]


def warning_for(afternoon: Afternoon) -> AllergyWarning:
    """Return whose allergies this afternoon meets (one query, none without allergens).

    An answer holds for the allergies it was given for: one that came later, with a child or
    with a diagnosis, or that is worse than it was, has not been thought of. We expect whoever may be asked: the children in placement that day and the adults of
    their homes. An allergy in free words may be to anything, so it is told beside the rest.
    """
    found = _found(afternoon)
    met = [allergy for allergy in found if allergy.allergen]
    return AllergyWarning(
        met=tuple(_met(allergy) for allergy in met),
        others=tuple(_met(allergy) for allergy in found if not allergy.allergen),
        is_answered=(
            afternoon.allergens_answered_at is not None
            and set(afternoon.allergens_answered_for) >= {_digest(allergy) for allergy in met}
        ),
    )


def must_be_answered(afternoon: Afternoon) -> bool:
    """Whether somebody has to think of an allergy before families are asked."""
    return warning_for(afternoon).must_be_answered


def digests_of(afternoon: Afternoon) -> list[str]:
    """Return what an answer given now is for: a digest of each allergy that is met."""
    return sorted(_digest(allergy) for allergy in _found(afternoon) if allergy.allergen)


def of_expected(afternoon: Afternoon) -> set[str]:
    """Return every allergen somebody expected must not meet, whatever is made."""
    found = Allergy.objects.filter(_expected(afternoon)).exclude(allergen="")
    return set(found.order_by().values_list("allergen", flat=True))


def _found(afternoon: Afternoon) -> list[Allergy]:
    """Return the allergies to what we make or eat, and those in free words."""
    allergens = allergens_of(afternoon)
    if not allergens:
        return []
    return list(
        Allergy.objects.filter(_expected(afternoon), Q(allergen__in=allergens) | ~Q(other=""))
        .select_related("child", "adult")
        .order_by("child__legal_first", "adult__known_as", "pk")
    )


def _digest(allergy: Allergy) -> str:
    """Return what tells an allergy from a worse one, and tells nobody whose it is."""
    return crypto.fingerprint(f"{allergy.pk} {allergy.allergen} {allergy.severity}")


def _expected(afternoon: Afternoon) -> Q:
    day = afternoon.on
    children = Child.objects.in_placement_on(day).filter(setting=afternoon.setting_id)
    homes = Household.objects.with_placement_on(day).filter(setting=afternoon.setting_id)
    adults = HouseholdMember.objects.current(day).filter(household__in=homes, adult__isnull=False)
    living = Adult.objects.filter(pk__in=adults.values("adult"), is_deceased=False, removed_at=None)
    return Q(child__in=children) | Q(adult__in=living)


def _met(allergy: Allergy) -> Met:
    who = allergy.child.first_name if allergy.child else ""
    return Met(
        first_name=who or (allergy.adult.known_as if allergy.adult else ""),
        to=str(allergy),
        severity=allergy.get_severity_display(),
        is_severe=allergy.severity != Allergy.Severity.MILD,
    )
