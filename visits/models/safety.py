"""What keeps a visitor safe: the check before, the alerts after."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from families.models import Household
from pastoral import constraints
from pastoral.accounts.models import PersonalRow, Row
from pastoral.crypto import EncryptedTextField


@constraints.known_words
class RiskCheck(PersonalRow):
    """Eight yes-or-no questions about one home, and how we go there."""

    class Result(models.TextChoices):
        OK_ALONE = "ok_alone", "One person may go"
        PAIR = "pair", "Two go together"
        NOT_AT_HOME = "not_at_home", "Meet somewhere else"

    household = models.ForeignKey(Household, models.CASCADE, related_name="risk_checks")
    has_dog = models.BooleanField(default=False)
    is_isolated = models.BooleanField("isolated, or poor signal", default=False)
    is_after_dark = models.BooleanField(default=False)
    has_stairs_or_lift = models.BooleanField(default=False)
    has_infection = models.BooleanField(default=False)
    restricted_adult_may_be_there = models.BooleanField(default=False)
    has_staff_factor = models.BooleanField(default=False)
    lead_advises_pair = models.BooleanField(default=False)
    controls = EncryptedTextField(blank=True)
    result = models.CharField(max_length=12, choices=Result)
    checked_on = models.DateField()
    valid_until = models.DateField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    history = HistoricalRecords()

    class Meta:
        ordering = ["-checked_on"]
        constraints = [
            constraints.in_order("riskcheck", "checked_on", "valid_until"),
        ]

    def __str__(self) -> str:
        return f"{self.household}: {self.get_result_display()}"


@constraints.known_words
class OverdueAlert(Row):
    """One alert that a visitor has not said she is safe; raised once for each time she is due."""

    class Level(models.TextChoices):
        MENTOR = "mentor", "The mentor herself"
        BUDDY = "buddy", "Her buddy"
        LEAD = "lead", "The lead"

    visit = models.ForeignKey("visits.HomeVisit", models.CASCADE, related_name="alerts")
    level = models.CharField(max_length=8, choices=Level)
    due_at = models.DateTimeField(help_text="The moment she was to be back by.")
    raised_at = models.DateTimeField()
    alerted = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["raised_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "level", "due_at"],
                name="overduealert_once_a_level",
                violation_error_message="That alert was raised already.",
            ),
            constraints.paired("overduealert", "acknowledged_at", "acknowledged_by"),
        ]

    def __str__(self) -> str:
        return f"{self.visit}: {self.get_level_display()}"
