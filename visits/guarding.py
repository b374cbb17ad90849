"""How one goes to a home: in a pair, or not there at all. What is said never says why."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from families.models import Household, HouseholdMember, Restriction
from pastoral.accounts.models import Policy
from pastoral.refusals import Refusal
from visits.checks import newest_checks
from visits.models import HomeVisit, RiskCheck

# The one sentence of every refusal that keeps somebody safe, whatever is behind it (rule 4).
GENERIC = "Check with your lead."
PAIR = 2
IN_WORDS = {2: "Two", 3: "Three", 4: "Four"}
ELSEWHERE = "Meet somewhere else, not at home."
Result = RiskCheck.Result


class CheckWithLead(Refusal):
    """What keeps somebody safe stands before a plan; which it is the refusal does not know."""

    def __init__(self) -> None:
        super().__init__(GENERIC)


@dataclass(frozen=True)
class Instruction:
    """How one goes to a home; the same words whichever reason there is."""

    people: int = 1
    is_not_at_home: bool = False

    @property
    def is_pair(self) -> bool:
        """Whether nobody goes alone."""
        return self.people > 1

    @property
    def together(self) -> str:
        """“Two go together”; nothing where one may go."""
        return f"{IN_WORDS.get(self.people, self.people)} go together" if self.is_pair else ""

    @property
    def words(self) -> str:
        """“Two go together.”, “Meet somewhere else, not at home.”, both, or nothing."""
        together = f"{self.together}." if self.is_pair else ""
        return " ".join(filter(None, (together, ELSEWHERE if self.is_not_at_home else "")))


def instruction_for(household: Household, day: date, visit: HomeVisit | None = None) -> Instruction:
    """Return how one goes to a home on a day (rule 3); a visit already made is left aside."""
    return instructions_for([household], day, besides=[visit] if visit else [])[household.pk]


def instructions_for(
    households: Collection[Household], day: date, besides: Collection[HomeVisit] = ()
) -> dict[uuid.UUID, Instruction]:
    """Return how one goes to each home on a day, in five queries however many there are.

    A pair goes on a first visit, where the newest check says so (also once it has run out:
    it holds until somebody looks again), and where a restriction in force says so (rule 15).
    """
    homes = {home.pk: home for home in households}
    seen = HomeVisit.objects.seen().filter(household__in=homes)
    met = set(
        seen.exclude(pk__in=[visit.pk for visit in besides])
        .order_by()
        .values_list("household_id", flat=True)
    )
    checks = newest_checks(homes)
    guarded = _go_in_pairs(homes, day)
    first = _people_on_a_first_visit({home.setting_id for home in homes.values()})
    said = {}
    for key, home in homes.items():
        result = checks[key].result if key in checks else ""
        people = PAIR if result == Result.PAIR or key in guarded else 1
        if key not in met:
            people = max(people, first.get(home.setting_id, PAIR))
        said[key] = Instruction(people, is_not_at_home=result == Result.NOT_AT_HOME)
    return said


def _go_in_pairs(homes: Mapping[uuid.UUID, object], day: date) -> set[uuid.UUID]:
    """Return the homes where somebody lives of whom a restriction says that two of us go."""
    lives_in: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    members = HouseholdMember.objects.current(day).filter(household__in=list(homes)).order_by()
    for home, *those in members.values_list("household_id", "adult_id", "child_id"):
        for person in filter(None, those):
            lives_in[person].add(home)
    people = list(lives_in)
    held = (
        Restriction.objects.active()
        .filter(
            Q(adult__in=people) | Q(child__in=people) | Q(other_adult__in=people),
            kind=Restriction.Kind.STAFF_PAIR_ONLY,
        )
        .order_by()
    )
    touched: set[uuid.UUID] = set()
    for persons in held.values_list("adult_id", "child_id", "other_adult_id"):
        for person in filter(None, persons):
            touched |= lives_in.get(person, set())
    return touched


def _people_on_a_first_visit(settings: set[uuid.UUID]) -> dict[uuid.UUID, int]:
    rows = Policy.objects.filter(setting__in=settings).order_by()
    return dict(rows.values_list("setting_id", "first_visit_staff"))
