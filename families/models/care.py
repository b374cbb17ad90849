"""Who walks alongside which child, and what we promised."""

import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from families.models import spans
from families.models.households import Household
from pastoral import constraints
from pastoral.accounts.models import PersonalRow, Row
from pastoral.crypto import EncryptedTextField

if TYPE_CHECKING:
    from pastoral.accounts.viewers import Viewer


class CoverQuerySet(models.QuerySet["Cover"]):
    """Ways to ask who stands in for whom."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """Every cover of the setting they act in."""
        return self.filter(setting=viewer.setting, removed_at=None)

    def current(self, day: datetime.date) -> Self:
        """Covers that hold on the day; what is past goes back by itself."""
        return self.filter(spans.on(day), removed_at=None)


class Cover(PersonalRow):
    """One colleague standing in for another, from a day to a day (rule 44).

    Nothing is moved, so nothing has to be moved back: whoever stands in does the other's
    visits, timers and promises on these days, and on the day after they are the other's again.
    """

    away = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="covered_by")
    stand_in = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="covers")
    from_on = models.DateField()
    to_on = models.DateField()

    objects = CoverQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            constraints.in_order("cover", "from_on", "to_on"),
            models.CheckConstraint(
                condition=~Q(away=models.F("stand_in")),
                name="cover_by_somebody_else",
                violation_error_message="Nobody stands in for themselves.",
            ),
        ]
        indexes = [
            models.Index(fields=["stand_in", "to_on"], name="cover_by_stand_in"),
            models.Index(fields=["away", "to_on"], name="cover_of_away"),
        ]

    def __str__(self) -> str:
        return f"{self.stand_in} for {self.away}"


class MentorAssignmentQuerySet(models.QuerySet["MentorAssignment"]):
    """Ways to ask who walks alongside whom."""

    def current(self, day: datetime.date) -> Self:
        """Assignments that hold on the day."""
        return self.filter(spans.on(day))


@constraints.known_words
class MentorAssignment(Row):
    """A mentor walking alongside a child for a time."""

    class Kind(models.TextChoices):
        LEAD = "lead", "Their mentor"
        SECOND = "second", "Second mentor"
        COVER = "cover", "Covering"

    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments")
    child = models.ForeignKey("families.Child", models.CASCADE, related_name="assignments")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.LEAD)
    covers = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="covered_by"
    )
    cover = models.ForeignKey(
        Cover, models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    ended_reason = models.CharField(max_length=120, blank=True)

    objects = MentorAssignmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(kind="lead", to_on=None),
                name="mentorassignment_one_lead",
                violation_error_message="This child has a mentor already.",
            ),
            constraints.in_order("mentorassignment", "from_on", "to_on"),
            models.CheckConstraint(
                condition=~Q(kind="cover") | Q(to_on__isnull=False),
                name="mentorassignment_cover_ends",
                violation_error_message="Cover has a last day, and goes back by itself.",
            ),
        ]
        indexes = [models.Index(fields=["mentor", "to_on"], name="mentorassignment_caseload")]

    def __str__(self) -> str:
        return f"{self.mentor} with {self.child}"


class PromiseQuerySet(models.QuerySet["Promise"]):
    """Ways to ask for promises."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """Promises to the families the viewer may see, their own, and those of whom they cover."""
        homes = Household.objects.visible_to(viewer)
        covers = Cover.objects.visible_to(viewer).current(viewer.today).filter(stand_in=viewer.user)
        return self.filter(
            Q(household__in=homes) | Q(owner=viewer.user) | Q(owner__in=covers.values("away")),
            setting=viewer.setting,
            removed_at=None,
        )

    def open(self) -> Self:
        """Promises not yet kept."""
        return self.filter(state=Promise.State.OPEN)


@constraints.known_words
class Promise(PersonalRow):
    """Something we said we would do for a family, by whom and by when."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DONE = "done", "Done"
        NOT_NEEDED = "not_needed", "Not needed any more"
        HANDED_ON = "handed_on", "Handed on"

    class MadeIn(models.TextChoices):
        VISIT = "visit", "On a visit"
        CALL = "call", "On a call"
        AFTERNOON = "afternoon", "On an afternoon"
        COVER = "cover", "When somebody stands in or leaves"
        OTHER = "other", "Otherwise"

    household = models.ForeignKey("families.Household", models.CASCADE, related_name="promises")
    child = models.ForeignKey(
        "families.Child", models.CASCADE, null=True, blank=True, related_name="promises"
    )
    what = models.CharField(max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="promises")
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    made_in = models.CharField(max_length=10, choices=MadeIn)
    made_in_id = models.UUIDField(null=True, blank=True)
    result = EncryptedTextField(blank=True)
    handed_on_as = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="handed_on_from"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PromiseQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            constraints.paired("promise", "closed_at", "closed_by"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True)
                | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="promise_closed_has_a_moment",
                violation_error_message="A promise that is closed says when and by whom.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_on"], condition=Q(state="open"), name="promise_open"
            ),
            models.Index(fields=["household", "due_on"], name="promise_of_a_family"),
            models.Index(fields=["setting", "due_on"], name="promise_due"),
        ]

    def __str__(self) -> str:
        return self.what
