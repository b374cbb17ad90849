"""Whose promises are whose today, with those of colleagues somebody stands in for (rule 44)."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Case, DateField, Exists, F, OuterRef, Q, QuerySet, Value, When

from families.covering import is_done_by
from families.models import Household, Promise
from families.models.care import PromiseQuerySet
from pastoral.accounts.models import Membership, Staff
from pastoral.accounts.roles import GRANTS, Permission, Role
from pastoral.accounts.viewers import Viewer

KEEPERS = [role for role in Role if Permission.KEEP_PROMISES in GRANTS[role]]


@dataclass(frozen=True)
class Owned:
    """The open promises of one colleague, soonest first."""

    owner: Staff
    promises: Sequence[Promise]


def colleagues(viewer: Viewer) -> QuerySet[Staff]:
    """Return who can own a promise in the setting the viewer acts in."""
    here = Membership.objects.current(viewer.today).filter(setting=viewer.setting, role__in=KEEPERS)
    return Staff.objects.filter(pk__in=here.values("staff"), is_active=True).order_by(
        "first_name", "last_name", "pk"
    )


def looks_after_all(viewer: Viewer) -> bool:
    """Whether they look after everybody’s promises, and not their own alone."""
    return viewer.can(Permission.SEE_ALL_FAMILIES) and viewer.can(Permission.KEEP_PROMISES)


def theirs(viewer: Viewer) -> PromiseQuerySet:
    """Return the open promises that are the viewer’s to keep today, overdue ones first.

    Whoever stands in today has them today, whatever day they fall due.
    """
    return shown_to(viewer, _here(viewer).open().filter(_keeps_today(viewer)))


def everybodys(viewer: Viewer) -> list[Owned]:
    """Return all open promises of the setting by owner, for those who look after them all."""
    promises = shown_to(viewer, _here(viewer).open())
    rows = promises.order_by("owner__first_name", "owner", "due_on", "pk")
    by_owner = groupby(rows, key=lambda promise: promise.owner)
    return [Owned(owner, list(some)) for owner, some in by_owner]


def closable_by(viewer: Viewer) -> PromiseQuerySet:
    """Return what the viewer may close: their own, what they stand in for, or a lead anybody’s.

    An owner may close their own also while somebody stands in. What is closed already is
    among them, so that a second click hears that it is.
    """
    return _here(viewer).filter(_may_close(viewer))


def shown_to(viewer: Viewer, promises: PromiseQuerySet) -> PromiseQuerySet:
    """Return promises with all that a row says of them, in the one query.

    `whose` names the owner where that is not the viewer; `may_close` and `opens_family` say
    where the viewer can go from here.
    """
    families = Household.objects.visible_to(viewer).filter(pk=OuterRef("household_id"))
    return (
        promises.alias(today=_today(viewer))
        .annotate(
            whose=Case(When(owner=viewer.user, then=Value("")), default=F("owner__first_name")),
            opens_family=Exists(families),
            may_close=Case(When(_may_close(viewer), then=True), default=False),
        )
        .select_related("household", "owner", "child")
        .order_by("due_on", "pk")
    )


def _here(viewer: Viewer) -> PromiseQuerySet:
    mine = Promise.objects.filter(setting=viewer.setting, removed_at=None)
    return mine.alias(today=_today(viewer))


def _today(viewer: Viewer) -> Value:
    return Value(viewer.today, output_field=DateField())


def _keeps_today(viewer: Viewer) -> Q:
    return is_done_by(viewer.user, person="owner", day="today")


def _may_close(viewer: Viewer) -> Q:
    if looks_after_all(viewer):
        return Q(setting=viewer.setting)
    return Q(owner=viewer.user) | _keeps_today(viewer)
