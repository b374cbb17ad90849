"""A family that agreed to a visit, and everything in place to plan it."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from families.models import Adult, Child, Household
from pastoral.accounts.models import Setting, Staff
from pastoral.accounts.roles import Role
from tests.factories import (
    make_family,
    make_home_visit,
    make_membership,
    make_risk_check,
    make_setting,
    make_staff,
)
from visits.actions import Plan
from visits.models import HomeVisit

State = HomeVisit.State
ELEVEN = time(11, 0)


@dataclass
class Scene:
    """Jo’s family, seen before and checked; Kwame may come along, Ruth stays by the phone."""

    setting: Setting = field(default_factory=make_setting)
    jo: Staff = field(default_factory=lambda: make_staff(first_name="Jo"))
    kwame: Staff = field(default_factory=lambda: make_staff(first_name="Kwame"))
    ruth: Staff = field(default_factory=lambda: make_staff(first_name="Ruth", phone="07700 900401"))

    def __post_init__(self) -> None:
        for one, role in (
            (self.jo, Role.MENTOR),
            (self.kwame, Role.MENTOR),
            (self.ruth, Role.LEAD),
        ):
            if not one.memberships.filter(setting=self.setting).exists():
                make_membership(one, self.setting, role)
        self.family = self.another_family()
        self.samira = Adult.objects.get(homes__household=self.family)
        self.child = Child.objects.get(homes__household=self.family)
        self.day: date = timezone.localdate() + timedelta(days=7)
        self.visit = self.agreed()

    def another_family(self) -> Household:
        """A family of Jo’s that was seen and checked."""
        family = make_family(self.setting, self.jo, known_as="Samira")
        make_home_visit(family, self.jo, planned_on=timezone.localdate() - timedelta(days=20))
        make_risk_check(family, checked_by=self.ruth)
        return family

    def agreed(self, family: Household | None = None, **fields: Any) -> HomeVisit:
        """A visit that somebody who lives there agreed to."""
        family = family or self.family
        fields.setdefault("agreed_by", Adult.objects.filter(homes__household=family).first())
        fields.setdefault("agreed_how", HomeVisit.Agreed.CALL)
        fields.setdefault("planned_on", self.day)
        return make_home_visit(
            family, fields.pop("mentor", self.jo), state=fields.pop("state", State.AGREED), **fields
        )

    def planned(self, **fields: Any) -> HomeVisit:
        """A visit to another family of Jo’s that is planned already."""
        fields.setdefault("planned_at", ELEVEN)
        fields.setdefault("planned_minutes", 45)
        fields.setdefault("buddy", self.ruth)
        return self.agreed(fields.pop("family", None), state=State.PLANNED, **fields)

    def plan(self, **fields: Any) -> Plan:
        """That day at eleven, Jo alone, Ruth listening."""
        fields.setdefault("planned_on", self.day)
        fields.setdefault("planned_at", ELEVEN)
        fields.setdefault("buddy", self.ruth)
        return Plan(**fields)
