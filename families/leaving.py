"""What of families is still somebody's before they leave (rule 44)."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from families.models import Cover, HouseholdMember, MentorAssignment, Promise
from pastoral.accounts.leaving import ask_before_leaving
from pastoral.accounts.models import Setting, Staff
from pastoral.ui.said import count_said

Kind = MentorAssignment.Kind


@ask_before_leaving
def holds(staff: Staff, setting: Setting | None) -> list[str]:
    """Return families they walk with, promises to keep, and colleagues they stand in for."""
    today = timezone.localdate(timezone=setting.zone if setting else None)
    children = _children(staff, setting)
    homes = HouseholdMember.objects.current(today).filter(child__in=children)
    families = homes.values("household").distinct().count() or len(set(children))
    promises = Promise.objects.open().filter(owner=staff, removed_at=None, **_in(setting))
    covers = Cover.objects.filter(
        stand_in=staff, to_on__gte=today, removed_at=None, **_in(setting)
    ).select_related("away")
    said = [
        (families, count_said(families, "family", "families")),
        (promises.count(), count_said(promises.count(), "promise")),
    ]
    return [words for count, words in said if count] + [
        f"to stand in for {cover.away.first_name}" for cover in covers
    ]


def _children(staff: Staff, setting: Setting | None) -> "QuerySet[MentorAssignment, object]":
    """Return the children they walk with now or soon, as long as those are with us."""
    today = timezone.localdate(timezone=setting.zone if setting else None)
    return (
        MentorAssignment.objects.filter(
            Q(to_on=None) | Q(to_on__gte=today),
            Q(child__placement_ends_on=None) | Q(child__placement_ends_on__gte=today),
            mentor=staff,
            kind__in=[Kind.LEAD, Kind.SECOND],
            child__removed_at=None,
            **_in(setting, "child__setting"),
        )
        .order_by()
        .values_list("child", flat=True)
    )


def _in(setting: Setting | None, field: str = "setting") -> dict[str, Setting]:
    return {field: setting} if setting else {}
