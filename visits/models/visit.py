"""A home visit, from the offer to how it went."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from families.models import Adult, Child, Household
from pastoral import constraints
from pastoral.accounts.models import PersonalRow
from pastoral.crypto import EncryptedTextField
from visits.models.safety import RiskCheck

if TYPE_CHECKING:
    from pastoral.accounts.viewers import Viewer


class HomeVisitQuerySet(models.QuerySet["HomeVisit"]):
    """Ways to ask for visits."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """Visits to the families the viewer may see, and those the viewer makes."""
        homes = Household.objects.visible_to(viewer)
        return self.filter(
            Q(household__in=homes) | Q(mentor=viewer.user), setting=viewer.setting, removed_at=None
        )

    def completed(self) -> Self:
        """Visits that were made, to the end or not."""
        return self.filter(state__in=HomeVisit.MADE)

    def over(self) -> Self:
        """Visits with an outcome: they were made, or they will not be."""
        return self.exclude(outcome="")


@constraints.known_words
class HomeVisit(PersonalRow):
    """One visit to one home. Its plan is wall-clock; its arrivals are moments."""

    class State(models.TextChoices):
        OFFERED = "offered", "Offered"
        AGREED = "agreed", "Agreed"
        DECLINED = "declined", "Not now, thank you"
        NO_REPLY = "no_reply", "No reply yet"
        PLANNED = "planned", "Planned"
        UNDER_WAY = "under_way", "Under way"
        COMPLETED = "completed", "Completed"
        ENDED_EARLY = "ended_early", "Ended early"
        NOT_HOME = "not_home", "Nobody in"
        RESCHEDULED = "rescheduled", "Moved"
        CANCELLED_FAMILY = "cancelled_family", "The family cancelled"
        CANCELLED_SCHOOL = "cancelled_school", "We cancelled"

    class Outcome(models.TextChoices):
        COMPLETED = "completed", "We met"
        NOBODY_IN = "nobody_in", "Nobody in"
        FAMILY_MOVED_IT = "family_moved_it", "The family moved it"
        WE_CANCELLED = "we_cancelled", "We cancelled"
        NOT_TODAY = "not_today", "Not today"

    class Purpose(models.TextChoices):
        SETTLING_IN = "settling_in", "Settling in"
        CHECK_IN = "check_in", "How are things?"
        CELEBRATE = "celebrate", "Good news"
        PRACTICAL_HELP = "practical_help", "Practical help"
        INVITE = "invite", "To invite them"

    class Agreed(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        CALL = "call", "By phone"
        TEXT = "text", "By text"
        LINK = "link", "On their page"

    MADE = (State.COMPLETED, State.ENDED_EARLY)
    OUTCOME_STATES = {
        Outcome.COMPLETED: (State.COMPLETED, State.ENDED_EARLY),
        Outcome.NOBODY_IN: (State.NOT_HOME,),
        Outcome.FAMILY_MOVED_IT: (State.RESCHEDULED, State.CANCELLED_FAMILY),
        Outcome.WE_CANCELLED: (State.CANCELLED_SCHOOL,),
        Outcome.NOT_TODAY: (State.CANCELLED_FAMILY, State.ENDED_EARLY),
    }

    household = models.ForeignKey(Household, models.PROTECT, related_name="visits")
    children = models.ManyToManyField(Child, related_name="visits", blank=True)
    purpose = models.CharField(max_length=16, choices=Purpose, default=Purpose.CHECK_IN)
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="visits")
    companions = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="visits_joined", blank=True
    )
    buddy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    interpreter = models.CharField(max_length=120, blank=True)
    interpreter_is_booked = models.BooleanField(default=False)
    risk_check = models.ForeignKey(
        RiskCheck, models.PROTECT, null=True, blank=True, related_name="visits"
    )
    planned_on = models.DateField()
    planned_at = models.TimeField(null=True, blank=True)
    planned_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=State)
    offered_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        Adult, models.PROTECT, null=True, blank=True, related_name="agreed_visits"
    )
    agreed_how = models.CharField(max_length=10, choices=Agreed, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True)
    outcome_reason = EncryptedTextField(blank=True)
    adults_met = models.ManyToManyField(Adult, related_name="visits", blank=True)
    log_key = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    logged_at = models.DateTimeField(null=True, blank=True)
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    rescheduled_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="rescheduled_to"
    )
    rule_override_reason = models.CharField(max_length=200, blank=True)
    link_digest = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    link_version = models.PositiveSmallIntegerField(default=1)

    objects = HomeVisitQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[children, adults_met, companions])

    class Meta:
        ordering = ["-planned_on", "-planned_at", "pk"]
        constraints = [
            constraints.paired("homevisit", "logged_at", "logged_by"),
            models.CheckConstraint(
                condition=Q(
                    outcome="",
                    state__in=["offered", "agreed", "declined", "no_reply", "planned", "under_way"],
                )
                | Q(outcome="completed", state__in=["completed", "ended_early"])
                | Q(outcome="nobody_in", state="not_home")
                | Q(outcome="family_moved_it", state__in=["rescheduled", "cancelled_family"])
                | Q(outcome="we_cancelled", state="cancelled_school")
                | Q(outcome="not_today", state__in=["cancelled_family", "ended_early"]),
                name="homevisit_outcome_agrees_with_state",
                violation_error_message="How it went and where the visit stands don’t agree.",
            ),
            models.CheckConstraint(
                condition=Q(left_at=None)
                | Q(arrived_at__isnull=False, left_at__gte=F("arrived_at")),
                name="homevisit_left_after_arriving",
                violation_error_message="Nobody leaves before arriving.",
            ),
            models.CheckConstraint(
                condition=~Q(state="under_way") | Q(arrived_at__isnull=False),
                name="homevisit_under_way_has_arrived",
                violation_error_message="A visit under way has a moment of arriving.",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_how="")
                | (Q(agreed_by__isnull=False) & ~Q(agreed_how="")),
                name="homevisit_agreed_by_and_how",
                violation_error_message="Say who agreed, and how.",
            ),
        ]
        indexes = [
            models.Index(fields=["setting", "planned_on"], name="homevisit_of_a_setting"),
            models.Index(fields=["household", "-planned_on"], name="homevisit_of_a_family"),
            models.Index(fields=["mentor", "planned_on"], name="homevisit_of_a_mentor"),
            models.Index(
                fields=["arrived_at"], condition=Q(state="under_way"), name="homevisit_live"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household}, {self.planned_on:%-d %B %Y}"

    @property
    def was_made(self) -> bool:
        """Whether somebody went and met the family."""
        return self.state in self.MADE
