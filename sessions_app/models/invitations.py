"""Who is asked to an afternoon, and what they answer."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from families.models import Adult, Child, Household
from pastoral import constraints
from pastoral.accounts.models import HalfTerm, Row, Setting
from pastoral.crypto import EncryptedTextField
from pastoral.outbox.models import Message
from sessions_app.models.afternoons import Afternoon

if TYPE_CHECKING:
    from pastoral.accounts.viewers import Viewer


class AnswerWord(models.TextChoices):
    """The three answers."""

    YES = "yes", "Yes"
    MAYBE = "maybe", "Not sure yet"
    NO = "no", "Not this time"


class Via(models.TextChoices):
    """The door an answer came through."""

    LINK = "link", "Their page"
    TEXT = "sms", "Text"
    PHONE = "phone", "Phone"
    IN_PERSON = "in_person", "In person"
    PAPER = "paper", "On paper"
    DECIDED = "decided", "Decided by staff"


class Travel(models.TextChoices):
    """How they will come."""

    WALK = "walk", "On foot"
    BUS = "bus", "By bus"
    CAR = "car", "By car"
    LIFT = "lift", "A lift, please"
    NOT_SURE = "not_sure", "Not sure yet"


class Help(models.TextChoices):
    """What would make it easier."""

    LITTLE_ONES = "little_ones", "Somebody for the little ones"
    INTERPRETER = "interpreter", "An interpreter"
    BUS_FARE = "bus_fare", "The bus fare"


class AnswerDetails(models.Model):
    """What comes with an answer: how many, how they come, what would help."""

    answer = models.CharField(max_length=6, choices=AnswerWord, blank=True)
    adults_n = models.PositiveSmallIntegerField(default=0)
    children_n = models.PositiveSmallIntegerField(default=0)
    meet_at_gate = models.BooleanField(default=False)
    travel = models.CharField(max_length=10, choices=Travel, blank=True)
    set_off = models.CharField(max_length=40, blank=True)
    helps = models.JSONField(default=list, blank=True)
    diet = EncryptedTextField(blank=True)

    class Meta:
        abstract = True


class InvitationRun(Row):
    """One time that somebody (or the clock) asked the families to an afternoon."""

    afternoon = models.ForeignKey(Afternoon, models.PROTECT, related_name="runs")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    in_english_too = models.BooleanField(
        default=False, help_text="Ask in plain English where their language has no approved words."
    )
    considered = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"Invitations to {self.afternoon}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Ways to ask for invitations."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """Invitations of the families the viewer may see."""
        return self.filter(
            household__in=Household.objects.visible_to(viewer), setting=viewer.setting
        )

    def asked(self) -> Self:
        """Invitations that stand: not blocked and not withdrawn."""
        return self.exclude(
            state__in=[Invitation.State.DRAFT, Invitation.State.BLOCKED, Invitation.State.WITHDRAWN]
        )


@constraints.known_words
class Invitation(AnswerDetails, Row):
    """One adult asked to one afternoon, or the reason why not.

    The answer that counts now, and whether the family came, stand here too: figures over
    years read this one table. Every answer ever given is an `Answer` row.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        QUEUED = "queued", "Waiting to be sent"
        SENT = "sent", "Asked"
        YES = "yes", "Yes"
        MAYBE = "maybe", "Not sure yet"
        NO = "no", "Not this time"
        WAITLISTED = "waitlisted", "Waiting for a place"
        HELD = "held", "We’ll be in touch"
        WITHDRAWN = "withdrawn", "Withdrawn"
        BLOCKED = "blocked", "Not asked"
        CLOSED = "closed", "Over"

    ANSWERED = (State.YES, State.MAYBE, State.NO, State.WAITLISTED, State.HELD)
    UNDECIDED = (State.WAITLISTED, State.HELD)  # Said yes; nobody expects them so far.

    # The indexes below find these (half_term with its setting), so none of them has one of
    # its own: a week's invitations cost fewer writes.
    setting = models.ForeignKey(Setting, models.PROTECT, related_name="+", db_index=False)
    half_term = models.ForeignKey(
        HalfTerm, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    afternoon = models.ForeignKey(
        Afternoon, models.PROTECT, related_name="invitations", db_index=False
    )
    adult = models.ForeignKey(Adult, models.PROTECT, related_name="invitations")
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="invitations", db_index=False
    )
    children = models.ManyToManyField(Child, related_name="+", blank=True)
    run = models.ForeignKey(InvitationRun, models.PROTECT, null=True, related_name="invitations")
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        help_text="Whose name the messages carry.",
    )  # fmt: skip
    message = models.ForeignKey(
        Message, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    block_reason = models.CharField(max_length=24, blank=True)
    link_digest = models.UUIDField(unique=True, editable=False)
    link_version = models.PositiveSmallIntegerField(default=1)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_via = models.CharField(max_length=10, choices=Via, blank=True)
    waiting_since = models.DateTimeField(null=True, blank=True)
    offered_until = models.DateTimeField(null=True, blank=True)
    came = models.BooleanField(null=True, blank=True, help_text="Whether the family came.")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["afternoon", "adult"],
                name="invitation_once",
                violation_error_message="They are asked already.",
            ),
            models.CheckConstraint(
                condition=~Q(state="blocked") | ~Q(block_reason=""),
                name="invitation_blocked_says_why",
                violation_error_message="Say why they are not asked.",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="invitation_answer_has_a_moment",
                violation_error_message="An answer has the moment it came.",
            ),
        ]
        indexes = [
            # The figures: one setting, one half-term, read from the index alone.
            models.Index(
                fields=["setting", "half_term"],
                include=["afternoon", "household", "state", "answer", "came"],
                name="invitation_figures",
            ),
            models.Index(fields=["household", "-created_at"], name="invitation_of_a_family"),
            models.Index(fields=["afternoon", "state"], name="invitation_of_an_afternoon"),
        ]

    def __str__(self) -> str:
        return f"{self.adult} to {self.afternoon}"


@constraints.known_words
class Answer(AnswerDetails, Row):
    """One answer, as it was given; the last one counts, all of them stay."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="answers")
    via = models.CharField(max_length=10, choices=Via)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.get_answer_display()}, {self.get_via_display().lower()}"


@constraints.known_words
class SeatOffer(Row):
    """A free seat offered to a family that waits, held for them for a while (rule 35)."""

    class State(models.TextChoices):
        OPEN = "open", "Held for them"
        TAKEN = "taken", "Taken"
        DECLINED = "declined", "Not this time"
        LAPSED = "lapsed", "Its time went by"
        CALLED_OFF = "called_off", "Called off"

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="seat_offers")
    afternoon = models.ForeignKey(Afternoon, models.PROTECT, related_name="seat_offers")
    people = models.PositiveSmallIntegerField(help_text="Seats held while it is open.")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    offered_at = models.DateTimeField()
    until = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    message = models.ForeignKey(
        Message, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["offered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["invitation"],
                condition=Q(state="open"),
                name="seatoffer_one_at_a_time",
                violation_error_message="A seat is held for them already.",
            ),
        ]
        indexes = [
            models.Index(fields=["until"], condition=Q(state="open"), name="seatoffer_lapsing"),
        ]

    def __str__(self) -> str:
        return f"A seat for {self.invitation}"
