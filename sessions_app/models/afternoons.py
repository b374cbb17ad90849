"""A term of Wednesdays, and each of them."""

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from families.models import Child
from pastoral import constraints
from pastoral.accounts.models import HalfTerm, PersonalRow, Row
from pastoral.accounts.roles import Permission
from sessions_app.models.activities import Activity

if TYPE_CHECKING:
    from pastoral.accounts.viewers import Viewer


def _phases_in_order(model: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(
            coffee_at__lte=F("children_join_at"),
            children_join_at__lte=F("activity_at"),
            activity_at__lt=F("closes_at"),
        ),
        name=f"{model}_phases_in_order",
        violation_error_message="Coffee, then the children, then the activity, then home.",
    )


class AfternoonSeries(PersonalRow):
    """A run of afternoons on one weekday by the wall clock (rule 38)."""

    title = models.CharField(max_length=80, default="Family afternoon")
    weekday = models.PositiveSmallIntegerField(default=2, help_text="0 is Monday; 2 is Wednesday.")
    first_on = models.DateField()
    last_on = models.DateField()
    coffee_at = models.TimeField(default=time(13, 30))
    children_join_at = models.TimeField(default=time(14, 0))
    activity_at = models.TimeField(default=time(14, 15))
    closes_at = models.TimeField(default=time(15, 0))
    room = models.CharField(max_length=80, blank=True)
    capacity = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="People in the room; empty for no limit."
    )
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asks_by_itself = models.BooleanField(
        default=True, help_text="Whether the clock asks the families when it is time."
    )
    # Each empty where the policy's own number is kept.
    invite_days_before = models.PositiveSmallIntegerField(null=True, blank=True)
    invite_at = models.TimeField(null=True, blank=True)
    first_reminder_days_before = models.PositiveSmallIntegerField(null=True, blank=True)
    first_reminder_at = models.TimeField(null=True, blank=True)
    second_reminder_days_before = models.PositiveSmallIntegerField(null=True, blank=True)
    second_reminder_at = models.TimeField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["first_on"]
        verbose_name_plural = "afternoon series"
        constraints = [
            constraints.in_order("afternoonseries", "first_on", "last_on"),
            _phases_in_order("afternoonseries"),
            models.CheckConstraint(
                condition=Q(weekday__lte=6),
                name="afternoonseries_weekday_is_one",
                violation_error_message="Choose a day of the week.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AfternoonQuerySet(models.QuerySet["Afternoon"]):
    """Ways to ask for afternoons."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """The setting's afternoons, for those who may see them."""
        if not viewer.can(Permission.SEE_AFTERNOONS):
            return self.none()
        return self.filter(setting=viewer.setting, removed_at=None)

    def upcoming(self, day: date) -> Self:
        """Afternoons on the day or after it, soonest first."""
        return self.filter(on__gte=day).order_by("on", "coffee_at")

    def asking(self) -> Self:
        """Afternoons that people may be asked to and reminded of."""
        return self.filter(state__in=[Afternoon.State.OPEN, Afternoon.State.FULL], removed_at=None)


@constraints.known_words
class Afternoon(PersonalRow):
    """One afternoon: parents' coffee, then the children, then something made together.

    Days and times are those of the setting's wall clock; `instant` turns them into
    moments.
    """

    class Kind(models.TextChoices):
        FAMILY_AFTERNOON = "family_afternoon", "Family afternoon"
        JOIN_IN = "join_in", "A morning in the zone with your child"

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        OPEN = "open", "Open"
        FULL = "full", "Full"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    series = models.ForeignKey(
        AfternoonSeries, models.PROTECT, null=True, blank=True, related_name="afternoons"
    )
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.FAMILY_AFTERNOON)
    half_term = models.ForeignKey(
        HalfTerm, models.PROTECT, null=True, blank=True, related_name="afternoons"
    )
    on = models.DateField()
    coffee_at = models.TimeField(default=time(13, 30))
    children_join_at = models.TimeField(default=time(14, 0))
    activity_at = models.TimeField(default=time(14, 15))
    closes_at = models.TimeField(default=time(15, 0))
    room = models.CharField(max_length=80, blank=True)
    capacity = models.PositiveSmallIntegerField(null=True, blank=True)
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="afternoons"
    )
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    food = models.CharField(max_length=200, blank=True)
    food_allergens = models.JSONField(default=list, blank=True)
    allergens_answered_at = models.DateTimeField(null=True, blank=True)
    allergens_answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    allergens_answered_for = models.JSONField(
        default=list, blank=True, editable=False, help_text="Digests of the allergies thought of."
    )
    pairs_seen_at = models.DateTimeField(null=True, blank=True)
    pairs_seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    pairs_seen_for = models.JSONField(
        default=list, blank=True, editable=False,
        help_text="Digests of the pairs who must not meet that somebody has thought of.",
    )  # fmt: skip
    for_children = models.ManyToManyField(
        Child, related_name="+", blank=True,
        help_text="Whose adults are asked to a morning to join in; nobody, where all are asked.",
    )  # fmt: skip
    has_creche = models.BooleanField(default=False)
    creche_note = models.CharField(max_length=200, blank=True, help_text="Where, and with whom.")
    transport = models.CharField(max_length=200, blank=True)
    interpreters = models.CharField(
        max_length=200, blank=True, help_text="Who was booked, for which language."
    )
    cancel_reason = models.CharField(max_length=200, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    not_asked_why = models.CharField(
        max_length=200, blank=True, help_text="Why the clock has not asked the families yet."
    )
    reminded_first_at = models.DateTimeField(null=True, blank=True)
    reminded_second_at = models.DateTimeField(null=True, blank=True)
    register_closed_at = models.DateTimeField(null=True, blank=True)
    register_closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    change_note = models.CharField(
        max_length=120, blank=True, help_text="What we changed this time, for the trend."
    )
    care_listed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the list of whom to think of was made."
    )
    pulse_digest = models.UUIDField(
        null=True,
        unique=True,
        editable=False,
        help_text="Finds it by the link of its four questions.",
    )

    objects = AfternoonQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-on"]
        constraints = [
            models.UniqueConstraint(
                fields=["setting", "on", "coffee_at"],
                condition=Q(removed_at=None),
                name="afternoon_one_at_a_time",
                violation_error_message="There is an afternoon then already.",
            ),
            _phases_in_order("afternoon"),
            constraints.paired("afternoon", "allergens_answered_at", "allergens_answered_by"),
            constraints.paired("afternoon", "pairs_seen_at", "pairs_seen_by"),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancel_reason=""),
                name="afternoon_cancelled_says_why",
                violation_error_message="Say why it is cancelled.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["on"], condition=Q(state__in=["open", "full"]), name="afternoon_asking"
            ),
            models.Index(fields=["setting", "half_term"], name="afternoon_of_a_half_term"),
        ]

    def __str__(self) -> str:
        return f"{self.on:%A %-d %B}"

    def get_absolute_url(self) -> str:
        """The afternoon's own page."""
        return reverse("afternoons:detail", args=[self.pk])

    def instant(self, at: time) -> datetime:
        """The moment of a wall-clock time on this afternoon's day, in UTC."""
        return datetime.combine(self.on, at, tzinfo=self.setting.zone).astimezone(UTC)

    @property
    def starts_at(self) -> datetime:
        """The moment the coffee is poured."""
        return self.instant(self.coffee_at)

    @property
    def ends_at(self) -> datetime:
        """The moment it closes."""
        return self.instant(self.closes_at)

    @property
    def is_join_in(self) -> bool:
        """Whether it is a morning on which adults join their child, not an afternoon for all."""
        return self.kind == self.Kind.JOIN_IN

    @property
    def is_asking(self) -> bool:
        """Whether people may be asked to it and may answer."""
        return self.state in (self.State.OPEN, self.State.FULL)


@constraints.known_words
class OnDuty(Row):
    """One member of staff at one afternoon, and what they look after."""

    class Duty(models.TextChoices):
        GATE = "gate", "The gate"
        DOOR = "door", "The door and the register"
        COFFEE = "coffee", "Coffee with the parents"
        CHILDREN = "children", "Bringing the children"
        ACTIVITY = "activity", "The activity"
        CRECHE = "creche", "The little ones"
        TRANSPORT = "transport", "Lifts"
        THERE = "there", "Where needed"

    afternoon = models.ForeignKey(Afternoon, models.CASCADE, related_name="on_duty")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="on_duty")
    duty = models.CharField(max_length=10, choices=Duty, default=Duty.THERE)

    class Meta:
        ordering = ["duty", "pk"]
        verbose_name_plural = "on duty"
        constraints = [
            models.UniqueConstraint(
                fields=["afternoon", "staff", "duty"],
                name="onduty_once",
                violation_error_message="They are down for that already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff}: {self.get_duty_display()}"
