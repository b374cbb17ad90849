"""What schools’ registers say of a child, brought in as context and never written here.

Numbers of sessions stay readable to the database, which has to add them up; the codes they were
counted from are not kept. Why a child was suspended is unreadable at rest.
"""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from families.models.children import Child
from pastoral import constraints
from pastoral.accounts.models import Row, Setting
from pastoral.accounts.roles import Permission
from pastoral.crypto import EncryptedTextField

if TYPE_CHECKING:
    from pastoral.accounts.viewers import Viewer

MOST_SESSIONS = 14
"""A morning and an afternoon on seven days: no week of any school has more."""


class SchoolWeekQuerySet(models.QuerySet["SchoolWeek"]):
    """Ways to ask for weeks at school."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """The setting's, for leads and safeguarding leads; nobody else reads of one child."""
        if not viewer.can(Permission.SEE_SCHOOL_CONTEXT):
            return self.none()
        return self.filter(setting=viewer.setting, child__removed_at=None)


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    """Ways to ask for suspensions."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """The setting's, for leads and safeguarding leads."""
        if not viewer.can(Permission.SEE_SCHOOL_CONTEXT):
            return self.none()
        return self.filter(setting=viewer.setting, child__removed_at=None)


@constraints.known_words
class SchoolWeek(Row):
    """One child’s week in one register: sessions there were for them, and those they were at.

    A child with us is often on two registers, each of which leaves out the days spent at the
    other place (code D), so the two add up.
    """

    class Register(models.TextChoices):
        OURS = "ours", "Our register"
        SCHOOL = "school", "Their own school’s register"

    setting = models.ForeignKey(Setting, models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, models.CASCADE, related_name="school_weeks", db_index=False)
    week_on = models.DateField(help_text="Its Monday.")
    register = models.CharField(max_length=6, choices=Register)
    possible = models.PositiveSmallIntegerField(help_text="Sessions.")
    attended = models.PositiveSmallIntegerField(help_text="Sessions.")
    brought_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SchoolWeekQuerySet.as_manager()

    class Meta:
        ordering = ["-week_on", "register"]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "week_on", "register"],
                name="schoolweek_once",
                violation_error_message="That week is here already.",
            ),
            models.CheckConstraint(
                condition=Q(attended__lte=F("possible"), possible__lte=MOST_SESSIONS),
                name="schoolweek_attended_of_possible",
                violation_error_message="Nobody can be at more sessions than there were.",
            ),
            models.CheckConstraint(
                condition=Q(week_on__iso_week_day=1),
                name="schoolweek_begins_on_monday",
                violation_error_message="A week is known by its Monday.",
            ),
        ]
        indexes = [models.Index(fields=["setting", "week_on"], name="schoolweek_of_a_setting")]

    def __str__(self) -> str:
        return f"{self.attended} of {self.possible} in the week of {self.week_on:%-d %B %Y}"


@constraints.known_words
class Suspension(Row):
    """That a child was suspended, from when, and the school’s reasons by code."""

    class Kind(models.TextChoices):
        SUSPENSION = "suspension", "Suspension"
        PERMANENT = "permanent", "Permanent exclusion"

    setting = models.ForeignKey(Setting, models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, models.CASCADE, related_name="suspensions", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reasons = EncryptedTextField(blank=True, help_text="Up to three codes, with spaces between.")
    brought_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "starts_on"],
                name="suspension_once",
                violation_error_message="A suspension from that day is here already.",
            ),
            constraints.in_order("suspension", "starts_on", "ends_on"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.starts_on:%-d %B %Y}"
