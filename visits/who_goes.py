"""Who may go to a home, who may stay behind and listen, and who is there on the day."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from families.covering import stand_in_on
from families.models import Cover
from pastoral.accounts.models import Membership, Setting, Staff
from pastoral.accounts.roles import Permission, Role, roles_with
from visits.models import HomeVisit

GO = roles_with(Permission.RECORD_VISITS)


def may_go(setting: Setting, day: date) -> QuerySet[Staff]:
    """Return the colleagues who make visits here and are not away that day."""
    return _of(setting, day).filter(
        pk__in=Membership.objects.current(day).filter(setting=setting, role__in=GO).values("staff")
    )


def may_be_buddy(setting: Setting, day: date) -> QuerySet[Staff]:
    """Return the colleagues who can be rung while others are out (rule 7)."""
    return _of(setting, day).exclude(phone="")


def leads(setting: Setting, day: date) -> QuerySet[Staff]:
    """Return the colleagues who look again at how one goes to a home."""
    role = Membership.objects.current(day).filter(setting=setting, role=Role.LEAD)
    return Staff.objects.filter(pk__in=role.values("staff"))


def goes(visit: HomeVisit, day: date, companions: Iterable[Staff]) -> list[Staff]:
    """Return who goes: the mentor or whoever stands in for her that day, and who comes along."""
    people = {one.pk: one for one in (stand_in_on(day, visit.mentor, visit.setting), *companions)}
    return list(people.values())


def _of(setting: Setting, day: date) -> QuerySet[Staff]:
    here = Membership.objects.current(day).filter(setting=setting).values("staff")
    away = Cover.objects.current(day).filter(setting=setting).values("away")
    return Staff.objects.filter(pk__in=here).exclude(pk__in=away)
