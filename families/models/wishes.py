"""What families ask us for beside an answer, and what makes coming hard for them."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from families.models.adults import Adult
from families.models.households import Household
from pastoral import constraints
from pastoral.accounts.models import Row, Setting
from pastoral.crypto import EncryptedTextField

if TYPE_CHECKING:
    from pastoral.accounts.viewers import Viewer


class WishQuerySet(models.QuerySet["Wish"]):
    """Ways to ask for wishes."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """Wishes of the families the viewer may see."""
        return self.filter(household__in=Household.objects.visible_to(viewer))

    def open(self) -> Self:
        """Wishes nobody has seen to yet."""
        return self.filter(settled_at=None)


@constraints.known_words
class Wish(Row):
    """One thing an adult asked us for on their page, or told us: a call, or a visit."""

    class Kind(models.TextChoices):
        CALL = "call", "A call instead"
        VISIT = "visit", "A visit instead"

    class Via(models.TextChoices):
        LINK = "link", "Their page"
        TEXT = "sms", "Text"
        TOLD = "told", "Told to us"

    setting = models.ForeignKey(Setting, models.PROTECT, related_name="+")
    adult = models.ForeignKey(Adult, models.CASCADE, related_name="wishes")
    household = models.ForeignKey(Household, models.CASCADE, related_name="wishes")
    kind = models.CharField(max_length=10, choices=Kind)
    words = EncryptedTextField(blank=True)
    via = models.CharField(max_length=10, choices=Via)
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = WishQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name_plural = "wishes"
        constraints = [
            constraints.paired("wish", "settled_at", "settled_by"),
            models.UniqueConstraint(
                fields=["adult", "kind"],
                condition=Q(settled_at=None),
                name="wish_once_while_open",
                violation_error_message="They have asked for this already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.adult}"


@constraints.known_words
class Barrier(Row):
    """One thing that makes coming hard for an adult: ticked by them, never asked why.

    Reported in numbers only. It stands until they, or who they told, take it back.
    """

    class Kind(models.TextChoices):
        TIME = "time", "The time of day"
        DAY = "day", "The day of the week"
        WORK = "work", "Work"
        GETTING_HERE = "getting_here", "Getting here"
        MONEY = "money", "What it costs"
        LITTLE_ONES = "little_ones", "Little ones at home"
        LANGUAGE = "language", "The language"
        SCHOOL = "school", "School doesn’t feel easy"
        PEOPLE = "people", "Many people at once"
        HEALTH = "health", "Health"

    class Via(models.TextChoices):
        LINK = "link", "Their page"
        TOLD = "told", "Told to us"

    setting = models.ForeignKey(Setting, models.PROTECT, related_name="+")
    adult = models.ForeignKey(Adult, models.CASCADE, related_name="barriers")
    household = models.ForeignKey(Household, models.CASCADE, related_name="barriers")
    kind = models.CharField(max_length=14, choices=Kind)
    via = models.CharField(max_length=10, choices=Via)
    said_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["said_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["adult", "kind"],
                condition=Q(gone_at=None),
                name="barrier_once_while_it_stands",
                violation_error_message="They have said so already.",
            ),
        ]
        indexes = [models.Index(fields=["setting", "kind"], name="barrier_figures")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.adult}"
