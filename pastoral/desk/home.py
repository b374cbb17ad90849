"""What the first page shows each person: what is next, what was promised, who to see."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from families.models import Child, Household, Promise
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from sessions_app.models import Afternoon
from visits.models import HomeVisit

AT_MOST = 5


@dataclass(frozen=True)
class FamilyToSee:
    """A family and when somebody last sat down with them."""

    household: Household
    last_visit_on: date | None
    is_due: bool


@dataclass(frozen=True)
class Home:
    """Everything the first page shows one person."""

    afternoon: Afternoon | None = None
    promises: list[Promise] = field(default_factory=list)
    families: list[FamilyToSee] = field(default_factory=list)
    families_due: int = 0
    first_steps: list[tuple[str, str]] = field(default_factory=list)


def home_of(viewer: Viewer) -> Home:
    """Return the first page of a person, in a constant number of queries."""
    to_see, due = _families_to_see(viewer)
    return Home(
        afternoon=_next_afternoon(viewer),
        promises=_promises(viewer),
        families=to_see,
        families_due=due,
        first_steps=_first_steps(viewer),
    )


def _next_afternoon(viewer: Viewer) -> Afternoon | None:
    """The next one, with the families that said yes or maybe counted."""
    return (
        Afternoon.objects.visible_to(viewer)
        .upcoming(viewer.today)
        .exclude(state=Afternoon.State.CANCELLED)
        .select_related("activity", "setting")
        .annotate(
            yes=Count("invitations__household", Q(invitations__answer="yes"), distinct=True),
            maybe=Count("invitations__household", Q(invitations__answer="maybe"), distinct=True),
            asked=Count("invitations__household", ~Q(invitations__state="blocked"), distinct=True),
        )
        .first()
    )


def _promises(viewer: Viewer) -> list[Promise]:
    mine = Promise.objects.visible_to(viewer).open().filter(owner=viewer.user)
    return list(mine.select_related("household").order_by("due_on", "pk")[:AT_MOST])


def _families_to_see(viewer: Viewer) -> tuple[list[FamilyToSee], int]:
    """Return the families longest unseen, and how many are past their own rhythm."""
    if not viewer.can(Permission.RECORD_VISITS):
        return [], 0
    today, rhythm = viewer.today, viewer.policy.visit_rhythm_days
    families = list(_unseen(viewer, today).values_list("pk", "last_visit_on", "rhythm_days"))
    due = {
        pk
        for pk, last, own in families
        if last is None or last + timedelta(days=own or rhythm) <= today
    }
    first = [pk for pk, _last, _own in families][:AT_MOST]
    found = Household.objects.in_bulk(first)
    last = {pk: on for pk, on, _own in families}
    return [FamilyToSee(found[pk], last[pk], pk in due) for pk in first], len(due)


def _unseen(viewer: Viewer, today: date) -> "QuerySet[Any, Any]":
    made = Q(visits__state__in=HomeVisit.MADE, visits__removed_at=None)
    return (
        Household.objects.visible_to(viewer)
        .with_placement_on(today)
        .exclude(pk__in=Household.objects.paused_on(today).values("pk"))
        .annotate(last_visit_on=Max("visits__planned_on", filter=made))
        .order_by(F("last_visit_on").asc(nulls_first=True), "label", "pk")
    )


def _first_steps(viewer: Viewer) -> list[tuple[str, str]]:
    """Return what a new setting does first, as (URL name, words); nothing once it is under way."""
    steps = []
    if viewer.can(Permission.MANAGE_SETTING) and not viewer.setting.half_terms.exists():
        steps.append(("accounts:calendar", "Put the term dates in"))
    if (
        viewer.can(Permission.IMPORT_FAMILIES)
        and not Child.objects.filter(setting=viewer.setting).exists()
    ):
        steps.append(("families:import", "Bring your families in"))
    if (
        viewer.can(Permission.PLAN_AFTERNOONS)
        and not Afternoon.objects.filter(setting=viewer.setting).exists()
    ):
        steps.append(("afternoons:series-create", "Plan a term of Wednesdays"))
    return steps
