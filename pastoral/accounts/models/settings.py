"""Trusts and the settings in them: the schools and zones whose work this is."""

from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from pastoral import constraints
from pastoral.accounts.models.rows import Row


def a_known_timezone(name: str) -> None:
    """Raise ValidationError where the world has no such time zone."""
    try:
        ZoneInfo(name)
    except (KeyError, ValueError) as unknown:
        raise ValidationError(f"“{name}” is not a time zone we know.") from unknown


class Trust(Row):
    """Several settings that share governors."""

    name = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@constraints.known_words
class Setting(Row):
    """One place that walks alongside families: a zone, or a school."""

    class Kind(models.TextChoices):
        ZONE = "zone", "Zone (alternative provision)"
        SCHOOL = "school", "School"

    class Nation(models.TextChoices):
        ENGLAND = "england", "England"
        WALES = "wales", "Wales"
        SCOTLAND = "scotland", "Scotland"
        NORTHERN_IRELAND = "northern_ireland", "Northern Ireland"

    code = models.SlugField(max_length=40, help_text="A short word for commands and files.")
    name = models.CharField(max_length=120)
    nickname = models.CharField(
        max_length=40, blank=True, help_text="What families call it; messages use this."
    )
    kind = models.CharField(max_length=10, choices=Kind)
    nation = models.CharField(max_length=20, choices=Nation, default=Nation.ENGLAND)
    trust = models.ForeignKey(Trust, models.PROTECT, null=True, blank=True, related_name="settings")
    urn = models.CharField("URN", max_length=12, blank=True)
    timezone = models.CharField(
        max_length=40, default="Europe/London", validators=[a_known_timezone]
    )
    phone = models.CharField(max_length=20, blank=True)
    sender_name = models.CharField(max_length=11, blank=True)
    reply_email = models.EmailField(blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("code"),
                name="setting_code_is_its_own",
                violation_error_message="Another setting has this code.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The time zone whose wall clock this place lives by."""
        return ZoneInfo(self.timezone)

    @property
    def place(self) -> str:
        """What families call it."""
        return self.nickname or self.name
