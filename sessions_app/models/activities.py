"""Things to make together."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from pastoral import constraints
from pastoral.accounts.models import Row, Setting

if TYPE_CHECKING:
    from pastoral.accounts.viewers import Viewer


class ActivityQuerySet(models.QuerySet["Activity"]):
    """Ways to ask for activities."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """What ships with Alongside, and what the setting added."""
        return self.filter(Q(setting=None) | Q(setting=viewer.setting), removed_at=None)


class Activity(Row):
    """One thing to make: steps, materials, allergens, what to talk about meanwhile.

    Each of `materials` is {name, quantity, unit, per}, where `per` is person, family,
    table or room. Cost is in pence a family.
    """

    key = models.SlugField(max_length=60)
    setting = models.ForeignKey(
        Setting, models.CASCADE, null=True, blank=True, related_name="activities"
    )
    title = models.CharField(max_length=80)
    summary = models.CharField(max_length=200)
    steps = models.JSONField(default=list)
    materials = models.JSONField(default=list)
    minutes = models.PositiveSmallIntegerField(default=40)
    mess = models.PositiveSmallIntegerField(default=1)
    cost_pence = models.PositiveSmallIntegerField(default=0)
    allergens = models.JSONField(default=list, blank=True)
    hazards = models.JSONField(default=list, blank=True)
    age_from = models.PositiveSmallIntegerField(default=4)
    age_to = models.PositiveSmallIntegerField(default=11)
    talk = models.JSONField(default=list, blank=True)
    quiet_option = models.CharField(max_length=200, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ActivityQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["title"]
        verbose_name_plural = "activities"
        constraints = [
            models.UniqueConstraint(
                fields=["setting", "key"],
                name="activity_once",
                nulls_distinct=False,
                violation_error_message="An activity with this name is there already.",
            ),
            constraints.in_order("activity", "age_from", "age_to"),
            models.CheckConstraint(
                condition=Q(mess__gte=1, mess__lte=3),
                name="activity_mess_is_1_to_3",
                violation_error_message="Mess is 1, 2 or 3.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def mess_said(self) -> str:
        """How much there is to sweep up."""
        return {1: "Hardly any mess", 2: "Some mess"}.get(self.mess, "Plenty of mess: lay a sheet")

    @property
    def cost_said(self) -> str:
        """What it costs a family, as prices are said."""
        pounds = self.cost_pence / 100
        return f"£{pounds:.2f}" if pounds >= 1 else f"{self.cost_pence}p"
