"""Figures of closed weeks, rolled up by family and half-term."""

from django.db import models

from families.models import Household
from pastoral.accounts.models import HalfTerm, Setting
from pastoral.ids import new_id


class FamilyFigures(models.Model):
    """One family's afternoons in one half-term, for reports only; never shown alone.

    Rebuilt from the rows at any time with the same result.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    setting = models.ForeignKey(Setting, models.CASCADE, related_name="+")
    half_term = models.ForeignKey(HalfTerm, models.CASCADE, related_name="+")
    household = models.ForeignKey(Household, models.CASCADE, related_name="+")
    available = models.PositiveSmallIntegerField(default=0)
    came = models.PositiveSmallIntegerField(default=0)
    came_uninvited = models.PositiveSmallIntegerField(default=0)
    said_yes = models.PositiveSmallIntegerField(default=0)
    kept = models.PositiveSmallIntegerField(default=0)
    answered = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "family figures"
        constraints = [
            models.UniqueConstraint(
                fields=["setting", "half_term", "household"], name="familyfigures_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household}, {self.half_term}"
