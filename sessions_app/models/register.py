"""The register at the door, and how it felt."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from families.models import Adult, Child, Household
from pastoral import constraints
from pastoral.accounts.models import HalfTerm, Row, Setting
from pastoral.crypto import EncryptedTextField
from pastoral.outbox.models import Message
from sessions_app.models.afternoons import Afternoon

if TYPE_CHECKING:
    from pastoral.accounts.viewers import Viewer


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Ways to ask for attendance."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """The setting's attendance: whoever keeps a register sees who is at the door."""
        return self.filter(setting=viewer.setting)

    def here(self) -> Self:
        """People who came, on time or not."""
        return self.filter(mark__in=Attendance.HERE)


@constraints.known_words
class Attendance(Row):
    """One person at one afternoon: one row, whoever marks it and however often."""

    class Mark(models.TextChoices):
        PRESENT = "present", "Here"
        LATE = "late", "Came late"
        LEFT_EARLY = "left_early", "Left early"
        WALK_IN = "walk_in", "Walked in"
        NOT_PRESENT = "not_present", "Didn’t come"

    HERE = (Mark.PRESENT, Mark.LATE, Mark.LEFT_EARLY, Mark.WALK_IN)

    setting = models.ForeignKey(Setting, models.PROTECT, related_name="+")
    half_term = models.ForeignKey(HalfTerm, models.PROTECT, null=True, blank=True, related_name="+")
    afternoon = models.ForeignKey(Afternoon, models.PROTECT, related_name="attendance")
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="attendance"
    )
    adult = models.ForeignKey(
        Adult, models.PROTECT, null=True, blank=True, related_name="attendance"
    )
    child = models.ForeignKey(
        Child, models.PROTECT, null=True, blank=True, related_name="attendance"
    )
    walk_in_name = models.CharField(max_length=60, blank=True)
    walk_in_is_child = models.BooleanField(default=False)
    mark = models.CharField(max_length=12, choices=Mark)
    walked_in = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Came though nobody expected their family: stays so when marked anew.",
    )
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()

    objects = AttendanceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["marked_at"]
        verbose_name_plural = "attendance"
        constraints = [
            models.UniqueConstraint(
                fields=["afternoon", "adult"],
                condition=Q(adult__isnull=False),
                name="attendance_adult_once",
                violation_error_message="They are on the register already.",
            ),
            models.UniqueConstraint(
                fields=["afternoon", "child"],
                condition=Q(child__isnull=False),
                name="attendance_child_once",
                violation_error_message="They are on the register already.",
            ),
            models.CheckConstraint(
                condition=Q(adult__isnull=False, child=None, walk_in_name="")
                | Q(adult=None, child__isnull=False, walk_in_name="")
                | (Q(adult=None, child=None) & ~Q(walk_in_name="")),
                name="attendance_of_one_person",
                violation_error_message="A mark is for one person.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["setting", "half_term"],
                include=["afternoon", "household", "mark"],
                condition=Q(walked_in=True) | Q(mark="walk_in"),
                name="attendance_walk_ins",
            ),
            models.Index(fields=["household", "-marked_at"], name="attendance_of_a_family"),
        ]

    def __str__(self) -> str:
        who = self.adult or self.child or self.walk_in_name
        return f"{who}: {self.get_mark_display()}"

    @property
    def _history_user(self) -> object:
        return self.marked_by


@constraints.known_words
class RegisterPress(Row):
    """One press on a tablet at the door, as it was made: known by an id the tablet gave it.

    What was pressed without signal arrives later, perhaps twice and out of order: the id makes
    it count once, `pressed_at` says which of two presses about a person was the last.
    """

    setting = models.ForeignKey(Setting, models.PROTECT, related_name="+")
    afternoon = models.ForeignKey(Afternoon, models.CASCADE, related_name="presses")
    person = models.CharField(max_length=40, help_text="The tile it was on.")
    mark = models.CharField(max_length=12, choices=Attendance.Mark, blank=True)
    walk_in_name = models.CharField(max_length=60, blank=True)
    pressed_at = models.DateTimeField()
    pressed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    refused = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pressed_at", "pk"]
        verbose_name_plural = "register presses"
        indexes = [models.Index(fields=["afternoon", "person"], name="registerpress_of_a_tile")]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_mark_display() or 'taken back'}"


class CareNoteQuerySet(models.QuerySet["CareNote"]):
    """Ways to ask for care notes."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """Those about families the viewer may see."""
        return self.filter(
            household__in=Household.objects.visible_to(viewer), setting=viewer.setting
        )


@constraints.known_words
class CareNote(Row):
    """A kind message the clock has thought of after an afternoon; a person sends or skips it (rule 41)."""

    class Kind(models.TextChoices):
        MISSED_YOU = "missed_you", "We missed you"
        FIRST_TIME = "first_time", "Thank you for a first time"
        WHAT_TO_CHANGE = "what_to_change", "What could we change?"

    class State(models.TextChoices):
        THOUGHT_OF = "thought_of", "To be decided"
        SENT = "sent", "Sent"
        SKIPPED = "skipped", "Left"

    setting = models.ForeignKey(Setting, models.PROTECT, related_name="+")
    afternoon = models.ForeignKey(Afternoon, models.CASCADE, related_name="care_notes")
    household = models.ForeignKey(Household, models.CASCADE, related_name="care_notes")
    adult = models.ForeignKey(Adult, models.CASCADE, related_name="care_notes")
    kind = models.CharField(max_length=14, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.THOUGHT_OF)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    message = models.ForeignKey(
        Message, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    objects = CareNoteQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            constraints.paired("carenote", "decided_at", "decided_by"),
            models.UniqueConstraint(
                fields=["afternoon", "adult", "kind"],
                name="carenote_once",
                violation_error_message="This has been thought of already.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["setting", "created_at"],
                condition=Q(state="thought_of"),
                name="carenote_to_decide",
            ),
            models.Index(fields=["household", "-decided_at"], name="carenote_of_a_family"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.adult}"


@constraints.known_words
class Pulse(models.Model):
    """How an afternoon felt to somebody: four answers and perhaps some words.

    It has no key to any person, and only the day it was given. Words are read by the lead before
    anybody else, and then released or kept back.
    """

    class Felt(models.TextChoices):
        YES = "yes", "Yes"
        A_BIT = "a_bit", "A bit"
        NOT_REALLY = "not_really", "Not really"

    class Words(models.TextChoices):
        TO_READ = "to_read", "To be read"
        RELEASED = "released", "Released"
        KEPT_BACK = "kept_back", "Kept back"

    afternoon = models.ForeignKey(Afternoon, models.CASCADE, related_name="pulses")
    welcome = models.CharField(max_length=10, choices=Felt, blank=True)
    listened_to = models.CharField(max_length=10, choices=Felt, blank=True)
    enjoyed_together = models.CharField(max_length=10, choices=Felt, blank=True)
    would_come_again = models.CharField(max_length=10, choices=Felt, blank=True)
    comment = EncryptedTextField(blank=True)
    comment_state = models.CharField(
        max_length=10,
        choices=Words,
        blank=True,
        db_default="",
        help_text="Empty where nothing was written.",
    )
    given_on = models.DateField()
    comment_released_on = models.DateField(null=True, blank=True)
    quote_consent = models.BooleanField(
        default=False, help_text="Ticked with the words: they may be shown, without a name."
    )

    class Meta:
        ordering = ["given_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(comment_state="released", comment_released_on__isnull=False)
                | (~Q(comment_state="released") & Q(comment_released_on=None)),
                name="pulse_released_from_a_day",
                violation_error_message="Words are released from a day on.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["afternoon"], condition=~Q(comment_state=""), name="pulse_with_words"
            ),
        ]

    def __str__(self) -> str:
        return f"How {self.afternoon} felt"
