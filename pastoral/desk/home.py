"""What the first page shows each person: what is next, what was promised, who to see."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet

from families import promising
from families.models import Child, Household, Promise
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from sessions_app.models import Afternoon, Invitation
from sessions_app.models.invitations import Help, Travel
from visits.models import HomeVisit

AT_MOST = 5


@dataclass(frozen=True)
class FamilyToSee:
    """A family and when somebody last sat down with them."""

    household: Household
    last_visit_on: date | None
    next_visit_on: date | None
    is_due: bool


@dataclass(frozen=True)
class AskedFor:
    """What a parent asked us for with an answer: a lift, the bus fare, somebody at the gate."""

    invitation: Invitation
    what: list[str]


@dataclass(frozen=True)
class Home:
    """Everything the first page shows one person."""

    afternoon: Afternoon | None = None
    promises: list[Promise] = field(default_factory=list)
    families: list[FamilyToSee] = field(default_factory=list)
    families_due: int = 0
    asked_for: list[AskedFor] = field(default_factory=list)
    first_steps: list[tuple[str, str]] = field(default_factory=list)


def home_of(viewer: Viewer) -> Home:
    """Return the first page of a person, in a constant number of queries."""
    to_see, due = _families_to_see(viewer)
    return Home(
        afternoon=_next_afternoon(viewer),
        promises=_promises(viewer),
        families=to_see,
        families_due=due,
        asked_for=_asked_for(viewer),
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
    """Return what is theirs to keep today, overdue first, also what they stand in for."""
    if not viewer.can(Permission.KEEP_PROMISES):
        return []
    return list(promising.theirs(viewer)[:AT_MOST])


def _families_to_see(viewer: Viewer) -> tuple[list[FamilyToSee], int]:
    """Return the families longest unseen, and how many are past their own rhythm.

    A family with a visit planned is not due: somebody is going.
    """
    if not viewer.can(Permission.RECORD_VISITS):
        return [], 0
    today, rhythm = viewer.today, viewer.policy.visit_rhythm_days
    rows = _unseen(viewer, today).values_list("pk", "last_visit_on", "next_visit_on", "rhythm_days")
    families = list(rows)
    due = {
        pk
        for pk, last, following, own in families
        if following is None and (last is None or last + timedelta(days=own or rhythm) <= today)
    }
    families.sort(
        key=lambda row: row[0] not in due
    )  # Stable: those due first, longest unseen first.
    found = Household.objects.in_bulk([row[0] for row in families[:AT_MOST]])
    return [
        FamilyToSee(found[pk], last, following, pk in due)
        for pk, last, following, _own in families[:AT_MOST]
    ], len(due)


def _unseen(viewer: Viewer, today: date) -> "QuerySet[Any, Any]":
    made = Q(visits__state=HomeVisit.State.COMPLETED, visits__removed_at=None)
    ahead = Q(
        visits__state__in=[HomeVisit.State.AGREED, HomeVisit.State.PLANNED],
        visits__planned_on__gte=today,
        visits__removed_at=None,
    )
    return (
        Household.objects.writable_by(viewer)
        .with_placement_on(today)
        .exclude(pk__in=Household.objects.paused_on(today).values("pk"))
        .annotate(
            last_visit_on=Max("visits__planned_on", filter=made),
            next_visit_on=Min("visits__planned_on", filter=ahead),
        )
        .order_by(F("last_visit_on").asc(nulls_first=True), "label", "pk")
    )


def _asked_for(viewer: Viewer) -> list[AskedFor]:
    """Return what parents asked their mentor for, for the afternoons still ahead."""
    coming = (
        Invitation.objects.visible_to(viewer)
        .filter(mentor=viewer.user, answer__in=["yes", "maybe"], afternoon__on__gte=viewer.today)
        .exclude(afternoon__state=Afternoon.State.CANCELLED)
        .select_related("adult", "afternoon", "household")
        .order_by("afternoon__on", "adult__known_as")
    )
    wishes = ((invitation, _wishes(invitation)) for invitation in coming)
    return [AskedFor(invitation, what) for invitation, what in wishes if what]


def _wishes(invitation: Invitation) -> list[str]:
    what = ["to be met at the gate"] if invitation.meet_at_gate else []
    if invitation.travel == Travel.LIFT:
        what.append("a lift")
    return what + [Help(each).label.lower() for each in invitation.helps if each in Help]


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
