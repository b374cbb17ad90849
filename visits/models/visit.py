"""A home visit, from the offer to how it went."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from families.covering import is_lent_to
from families.models import Adult, Child, Household
from pastoral import constraints
from pastoral.accounts.calendar import instant
from pastoral.accounts.models import PersonalRow, Row
from pastoral.crypto import EncryptedTextField
from visits.models.safety import RiskCheck

if TYPE_CHECKING:
    from pastoral.accounts.viewers import Viewer


class HomeVisitQuerySet(models.QuerySet["HomeVisit"]):
    """Ways to ask for visits."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """Visits to the families the viewer may see, and those they make or go along to.

        So are those of a colleague for whom they stand in today, on the days they do.
        """
        homes, today = Household.objects.visible_to(viewer), viewer.today
        lent = is_lent_to(viewer.user, today=today, person="mentor", day="planned_on")
        beside = HomeVisit.companions.through.objects.filter(
            Q(staff=viewer.user)
            | is_lent_to(viewer.user, today=today, person="staff", day="homevisit__planned_on")
        )
        return self.filter(
            Q(household__in=homes)
            | Q(mentor=viewer.user)
            | lent
            | Q(pk__in=beside.values("homevisit")),
            setting=viewer.setting,
            removed_at=None,
        )

    def seen(self) -> Self:
        """Visits that were made to the end: only these reset the clock of “not seen”."""
        return self.filter(state=HomeVisit.State.COMPLETED, removed_at=None)

    def attempts(self) -> Self:
        """Visits somebody set out for that were not made to the end."""
        return self.filter(
            state__in=[HomeVisit.State.NOT_HOME, HomeVisit.State.ENDED_EARLY], removed_at=None
        )

    def live(self) -> Self:
        """Visits that are planned or under way: those a clock watches."""
        return self.filter(
            state__in=[HomeVisit.State.PLANNED, HomeVisit.State.UNDER_WAY], removed_at=None
        )

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

    class MeetAt(models.TextChoices):
        HOME = "home", "At home"
        CAFE = "cafe", "In a café"
        PARK = "park", "In a park"
        SCHOOL = "school", "Here with us"

    MADE = (State.COMPLETED, State.ENDED_EARLY)
    OPEN = (State.OFFERED, State.AGREED, State.PLANNED, State.UNDER_WAY)
    AHEAD = (State.AGREED, State.PLANNED, State.UNDER_WAY)

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
    meet_at = models.CharField(max_length=8, choices=MeetAt, default=MeetAt.HOME)
    planned_on = models.DateField()
    planned_at = models.TimeField(null=True, blank=True)
    planned_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=State)
    offered_at = models.DateTimeField(null=True, blank=True)
    offered_to = models.ForeignKey(
        Adult, models.PROTECT, null=True, blank=True, related_name="offered_visits"
    )
    told_before_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        Adult, models.PROTECT, null=True, blank=True, related_name="agreed_visits"
    )
    agreed_how = models.CharField(max_length=10, choices=Agreed, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    due_back_at = models.DateTimeField(null=True, blank=True)
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
                | Q(outcome="nobody_in", state__in=["not_home", "ended_early"])
                | Q(
                    outcome="family_moved_it",
                    state__in=["rescheduled", "cancelled_family", "ended_early"],
                )
                | Q(
                    outcome="we_cancelled",
                    state__in=["rescheduled", "cancelled_school", "ended_early"],
                )
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
                fields=["planned_on"],
                condition=Q(state__in=["planned", "under_way"]),
                name="homevisit_live",
            ),
            models.Index(
                fields=["offered_at"], condition=Q(state="offered"), name="homevisit_offered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household}, {self.planned_on:%-d %B %Y}"

    @property
    def was_made(self) -> bool:
        """Whether somebody went, and may write down how it was."""
        return self.state in self.MADE

    @property
    def how_it_stands(self) -> str:
        """How it went, or else where it stands, in words."""
        return self.get_outcome_display() or self.get_state_display()

    @property
    def minutes(self) -> int:
        """How long it is planned for, in minutes (policy `visit_minutes`)."""
        return self.planned_minutes or self.setting.policy.visit_minutes

    @property
    def starts_at(self) -> datetime | None:
        """The moment it is to begin; None while only its day is known."""
        if self.planned_at is None:
            return None
        return instant(self.setting, self.planned_on, self.planned_at)

    @property
    def ends_at(self) -> datetime | None:
        """The moment it is to be over; None while only its day is known."""
        start = self.starts_at
        return start and start + timedelta(minutes=self.minutes)

    @property
    def back_by(self) -> datetime | None:
        """The moment by which we expect to hear that she is out and safe (rule 6)."""
        return self.due_back_at or self.ends_at


@constraints.known_words
class VisitAnswer(Row):
    """What an adult said to an offer, by whichever door; the last counts, all are kept."""

    class Said(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "Not now"
        ANOTHER_TIME = "another_time", "Another time"
        CALL_ME = "call_me", "Please call me"
        VISIT_ME = "visit_me", "Please come round"

    WISHES = (Said.ANOTHER_TIME, Said.CALL_ME, Said.VISIT_ME)

    visit = models.ForeignKey(HomeVisit, models.CASCADE, related_name="answers")
    adult = models.ForeignKey(Adult, models.PROTECT, related_name="visit_answers")
    said = models.CharField(max_length=14, choices=Said)
    words = EncryptedTextField(blank=True)
    via = models.CharField(max_length=10, choices=HomeVisit.Agreed)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [constraints.paired("visitanswer", "settled_at", "settled_by")]
        indexes = [
            models.Index(
                fields=["visit"],
                condition=Q(settled_at=None, said__in=["another_time", "call_me", "visit_me"]),
                name="visitanswer_wishes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.adult}: {self.get_said_display()}"
