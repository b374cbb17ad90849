"""A mentor's own week, what is good to tell, and the calendar on her own phone."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from families.models import Child
from pastoral import constraints
from pastoral.accounts.models import PersonalRow, Row, Setting
from pastoral.crypto import EncryptedTextField

if TYPE_CHECKING:
    from pastoral.accounts.viewers import Viewer


@constraints.known_words
class WeekSlot(Row):
    """One stretch of one weekday in one person's week, by the wall clock."""

    class Kind(models.TextChoices):
        ZONE = "zone", "With the children here"
        MAINSTREAM = "mainstream", "In their school"
        AFTERNOON = "afternoon", "Family afternoon"
        VISITS = "visits", "Visits"
        DESK = "desk", "Calls, notes and talking it over"

    setting = models.ForeignKey(Setting, models.CASCADE, related_name="+")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="week")
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday.")
    kind = models.CharField(max_length=12, choices=Kind)
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    words = models.CharField(max_length=80, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["weekday", "starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["setting", "staff", "weekday", "starts_at"],
                name="weekslot_one_at_a_time",
                violation_error_message="Something starts at that time already.",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="weekslot_ends_after_it_starts",
                violation_error_message="It ends after it starts.",
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=6),
                name="weekslot_on_a_day_of_the_week",
                violation_error_message="A week has seven days.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.starts_at:%H:%M}"


class ChildLineQuerySet(models.QuerySet["ChildLine"]):
    """Ways to ask for lines about children."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """Lines about the children the viewer may see."""
        children = Child.objects.visible_to(viewer)
        return self.filter(child__in=children, setting=viewer.setting, removed_at=None)


@constraints.known_words
class ChildLine(PersonalRow):
    """One or two lines about a child's day: good news to tell at home, or what helped."""

    class Kind(models.TextChoices):
        GOOD_NEWS = "good_news", "Good news to tell at home"
        WHAT_HELPED = "what_helped", "What helped, for their teacher"

    child = models.ForeignKey(Child, models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=12, choices=Kind)
    on = models.DateField()
    text = EncryptedTextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ChildLineQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-on", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "kind", "on", "written_by"],
                condition=Q(removed_at=None),
                name="childline_one_a_day_each",
                violation_error_message="You have written that for today already.",
            ),
        ]
        indexes = [models.Index(fields=["child", "kind", "-on"], name="childline_latest")]

    def __str__(self) -> str:
        return f"{self.child}: {self.get_kind_display()}"


class CalendarFeed(Row):
    """A private address at which somebody's own calendar finds their visits.

    Its secret is derived, as a parent's link is, and only its digest is kept. A new feed
    is a new row, so its address is another; a revoked one opens nothing.
    """

    setting = models.ForeignKey(Setting, models.CASCADE, related_name="+")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="feeds")
    link_digest = models.UUIDField(unique=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["setting", "staff"],
                condition=Q(revoked_at=None),
                name="calendarfeed_one_at_a_time",
                violation_error_message="You have a calendar address already.",
            ),
        ]

    def __str__(self) -> str:
        return f"The calendar of {self.staff}"
