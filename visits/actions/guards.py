"""What stands before a plan. Each guard refuses in the same one sentence (rules 2 to 4, 7)."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from families.models import HouseholdMember, Restriction
from pastoral.accounts.models import Staff
from visits.checks import newest_checks, to_check_again
from visits.guarding import CheckWithLead, instruction_for
from visits.models import HomeVisit, RiskCheck
from visits.who_goes import may_be_buddy, may_go

if TYPE_CHECKING:
    from visits.actions.planning import Plan


def check_that_guards(visit: HomeVisit, plan: "Plan", going: Sequence[Staff]) -> RiskCheck:
    """Return the risk check a plan stands on; CheckWithLead where anything is in its way.

    Every guard is asked, whichever fails first: neither words nor time tell which it was.
    """
    check = newest_checks([visit.household_id]).get(visit.household_id)
    holds = (
        _was_looked_at(visit, plan, check),
        _is_met_and_attended_as_told(visit, plan, going),
        _all_may_go(visit, plan, going),
        _somebody_listens(visit, plan, going),
        _family_is_there_and_agreed(visit, plan),
        _may_be_met(visit, plan),
    )
    if check is None or not all(holds):
        raise CheckWithLead
    return check


def _was_looked_at(visit: HomeVisit, plan: "Plan", check: RiskCheck | None) -> bool:
    home = visit.household_id
    checks = {home: check} if check else {}
    return not to_check_again({home: plan.planned_on}, visit.setting, checks)


def _is_met_and_attended_as_told(visit: HomeVisit, plan: "Plan", going: Sequence[Staff]) -> bool:
    told = instruction_for(visit.household, plan.planned_on, visit)
    is_at_home = plan.meet_at == HomeVisit.MeetAt.HOME
    return len(going) >= told.people and not (told.is_not_at_home and is_at_home)


def _all_may_go(visit: HomeVisit, plan: "Plan", going: Sequence[Staff]) -> bool:
    able = may_go(visit.setting, plan.planned_on).filter(pk__in=[one.pk for one in going])
    return able.count() == len(going)


def _somebody_listens(visit: HomeVisit, plan: "Plan", going: Sequence[Staff]) -> bool:
    """Whether a buddy stays behind who can be reached in two ways (rule 7)."""
    out = [visit.mentor_id, *(one.pk for one in going)]
    can_listen = may_be_buddy(visit.setting, plan.planned_on).exclude(pk__in=out)
    return plan.buddy in set(can_listen)


def _family_is_there_and_agreed(visit: HomeVisit, plan: "Plan") -> bool:
    """Whether the adult who agreed lives there on the day, and the family is not at rest."""
    lives_there = HouseholdMember.objects.current(plan.planned_on).filter(
        household=visit.household, adult=visit.agreed_by_id, adult__is_deceased=False
    )
    agreed = visit.agreed_by_id is not None and lives_there.exists()
    return agreed and not visit.household.is_paused_on(plan.planned_on)


def _may_be_met(visit: HomeVisit, plan: "Plan") -> bool:
    """Whether no adult to be met is kept from a child the visit is about (rule 14)."""
    met = {visit.agreed_by_id, *visit.adults_met.values_list("pk", flat=True)} - {None}
    about = set(visit.children.values_list("pk", flat=True)) or _children_there(visit, plan)
    kept = Restriction.objects.keeping_apart().filter(adult__in=met, child__isnull=False)
    return not (kept.filter(child__in=about) if about else kept).exists()


def _children_there(visit: HomeVisit, plan: "Plan") -> set[uuid.UUID]:
    members = HouseholdMember.objects.current(plan.planned_on)
    here = members.filter(household=visit.household, child__isnull=False)
    return set(here.values_list("child_id", flat=True))
