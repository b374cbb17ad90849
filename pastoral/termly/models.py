"""The report of one term, from the moment it is to be made."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from families.reports import reads_roll
from pastoral import constraints
from pastoral.accounts.models import Row, Setting
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.crypto import EncryptedTextField
from sessions_app.models import Quote

MOST_TRIES = 3
STEPS = (
    "Adding up the half-terms",
    "Setting the term beside the one before",
    "Writing the pages",
    "Telling those who read it",
)


class TermReportQuerySet(models.QuerySet["TermReport"]):
    """Ways to ask for reports of terms."""

    def visible_to(self, viewer: Viewer) -> Self:
        """Reports of the setting they act in, about the families whose figures they read there."""
        if not viewer.can(Permission.SEE_REPORTS):
            return self.none()
        has_roll = reads_roll(viewer.setting, viewer.permissions)
        return self.filter(setting=viewer.setting, has_roll=has_roll)

    def to_make(self, now: datetime) -> Self:
        """Reports that wait for a worker, or whose worker must be dead by now."""
        longest = timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT)
        lost = Q(state=TermReport.State.MAKING, claimed_at__lt=now - longest)
        return self.filter(Q(state=TermReport.State.WAITING) | lost)


@constraints.known_words
class TermReport(Row):
    """The report of one term of one setting: what it says is kept, unreadable at rest.

    `has_roll` tells the one for a school’s head, about families with a child on its roll
    (`families.reports.reads_roll`). `asked_by` is empty where the clock began it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        MAKING = "making", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Not made"

    setting = models.ForeignKey(Setting, models.CASCADE, related_name="term_reports")
    has_roll = models.BooleanField(default=False)
    key = models.CharField(max_length=20)
    name = models.CharField(max_length=40)
    first_on = models.DateField()
    last_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    step = models.PositiveSmallIntegerField(default=0, help_text="How many steps are done.")
    tries = models.PositiveSmallIntegerField(
        default=0, help_text="How often a worker began; it tells one worker from the next."
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    paper = EncryptedTextField(blank=True, help_text="What it says (pastoral.desk.exports).")
    # Families’ words are no part of it: they are shown as long as their yes stands.
    quotes = models.ManyToManyField(Quote, related_name="+", blank=True)

    objects = TermReportQuerySet.as_manager()

    class Meta:
        ordering = ["-first_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["setting", "key", "has_roll"],
                name="termreport_once",
                violation_error_message="The report of this term is there already.",
            ),
            constraints.in_order("termreport", "first_on", "last_on"),
            models.CheckConstraint(
                condition=Q(state="ready", made_at__isnull=False)
                | (~Q(state="ready") & Q(made_at__isnull=True)),
                name="termreport_ready_has_a_moment",
                violation_error_message="A report that is ready says when it was made.",
            ),
            models.CheckConstraint(
                condition=~Q(state="making") | Q(claimed_at__isnull=False),
                name="termreport_being_made_is_claimed",
                violation_error_message="A report being made is claimed by a worker.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["claimed_at"],
                condition=Q(state__in=["waiting", "making"]),
                name="termreport_to_make",
            ),
        ]

    def __str__(self) -> str:
        return f"The report of {self.name}"

    @property
    def is_under_way(self) -> bool:
        """Whether it is still to come, without anybody doing anything."""
        return self.state in (self.State.WAITING, self.State.MAKING)

    @property
    def doing(self) -> str:
        """What is being done now, in words."""
        if self.state == self.State.WAITING:
            return "Waiting for its turn"
        return STEPS[min(self.step, len(STEPS) - 1)]

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return len(STEPS)

    @property
    def steps_said(self) -> str:
        """How far it is, in words: “2 of 4 steps done”."""
        return f"{self.step} of {self.steps} steps done"

    @property
    def made_said(self) -> str:
        """The day it was made, by the setting’s own clock: “5 January 2027”."""
        if self.made_at is None:
            return ""
        on = self.made_at.astimezone(self.setting.zone)
        return f"{on.day} {on:%B %Y}"
