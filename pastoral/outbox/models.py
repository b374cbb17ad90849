"""Messages out and in, and the words they are made of."""

from datetime import datetime
from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from pastoral import constraints
from pastoral.accounts.models import Row, Setting
from pastoral.accounts.viewers import Viewer
from pastoral.crypto import EncryptedTextField


class Channel(models.TextChoices):
    """The ways we reach a person."""

    TEXT = "sms", "Text"
    EMAIL = "email", "E-mail"
    LETTER = "letter", "Letter"
    VOICE = "voice", "Call"


class Topic(models.TextChoices):
    """What a message is about; people may want some and not others."""

    VISITS = "visits", "Home visits"
    AFTERNOONS = "afternoons", "Afternoons"
    URGENT = "urgent", "Urgent"


@constraints.known_words
class Template(Row):
    """The words of one kind of message, in one language, for one channel."""

    key = models.SlugField(max_length=40)
    setting = models.ForeignKey(
        Setting, models.CASCADE, null=True, blank=True, related_name="templates",
        help_text="Empty for the words that ship with Alongside.",
    )  # fmt: skip
    language = models.CharField(max_length=12)
    channel = models.CharField(max_length=10, choices=Channel)
    version = models.PositiveSmallIntegerField(default=1)
    subject = models.CharField(max_length=120, blank=True)
    body = models.TextField()
    variables = models.JSONField(default=list)
    grade = models.DecimalField(max_digits=4, decimal_places=1, null=True, blank=True)
    reviewed_by = models.CharField(max_length=120, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["key", "language", "channel", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["setting", "key", "language", "channel", "version"],
                name="template_one_of_a_version",
                nulls_distinct=False,
                violation_error_message="This version is there already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.language}, {self.get_channel_display()})"


class Approval(Row):
    """A competent reader's name under the words of one template, for one setting (rule 34)."""

    setting = models.ForeignKey(Setting, models.CASCADE, related_name="approvals")
    template = models.ForeignKey(Template, models.CASCADE, related_name="approvals")
    reviewed_by = models.CharField(max_length=120)
    reviewed_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-reviewed_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["setting", "template"],
                condition=Q(withdrawn_at=None),
                name="approval_once",
                violation_error_message="Somebody has put their name to these words already.",
            ),
            models.CheckConstraint(
                condition=~Q(reviewed_by=""),
                name="approval_has_a_name",
                violation_error_message="Say who has read these words.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template}, read by {self.reviewed_by}"


@constraints.known_words
class Carrier(Row):
    """Who carries a setting's texts, in whose name, and how many a day.

    Keys are unreadable at rest. Where a setting has none, its texts go the way that
    `TEXT_CHANNEL` names for the whole installation.
    """

    class Provider(models.TextChoices):
        NOTIFY = "notify", "GOV.UK Notify"
        TWILIO = "twilio", "Twilio"
        CONSOLE = "console", "Nobody: texts are written into the log"

    setting = models.OneToOneField(Setting, models.CASCADE, related_name="carrier")
    provider = models.CharField(max_length=10, choices=Provider)
    sender = models.CharField(
        max_length=80,
        blank=True,
        help_text="The sender’s id at Notify; a number or service at Twilio.",
    )
    account = models.CharField(
        max_length=80, blank=True, help_text="The account’s id at Twilio; nothing at Notify."
    )
    template_ref = models.CharField(
        max_length=80, blank=True, help_text="Notify’s template that holds ((text)) alone."
    )
    secret = EncryptedTextField(blank=True)
    hook_secret = EncryptedTextField(
        blank=True, help_text="The bearer token that Notify’s callbacks carry."
    )
    hook_key = models.CharField(
        max_length=32, unique=True, help_text="Names the setting in the address of its callbacks."
    )
    texts_a_day = models.PositiveIntegerField(
        default=1000, help_text="Texts a day at most; what is more waits for the next."
    )
    pence_a_part = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal("2.40"))
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    history = HistoricalRecords(excluded_fields=["secret", "hook_secret", "hook_key"])

    def __str__(self) -> str:
        return f"{self.get_provider_display()} for {self.setting}"


class MessageQuerySet(models.QuerySet["Message"]):
    """Ways to ask for messages."""

    def waiting(self) -> Self:
        """Messages to be sent: queued, or to be tried again."""
        return self.filter(state__in=Message.WAITING)

    def may_still_go(self) -> Self:
        """Messages that would leave by themselves, or once a person sent, made or tried them."""
        failed = Q(state=Message.State.FAILED_PERMANENT, is_dead_address=False) & ~Q(
            reason=Message.STOPPED
        )
        by_a_person = (Message.State.DRAFT, *Message.WAITING)
        return self.filter(Q(state__in=by_a_person) | failed)

    def due_at(self, moment: datetime) -> Self:
        """Waiting messages whose time has come."""
        return self.waiting().filter(not_before__lte=moment)

    def needs_person(self) -> Self:
        """Messages a person has to look at: nobody knows whether they went, or they failed."""
        return self.filter(state__in=(Message.State.UNSURE, Message.State.FAILED_PERMANENT))

    def visible_to(self, viewer: Viewer) -> Self:
        """Messages of the setting they act in; none that would tell there is a worry."""
        return self.filter(setting=viewer.setting).exclude(template_key__in=Message.UNSEEN)


@constraints.known_words
class Message(Row):
    """One message to one person: a row before it is anything else.

    The body keeps `{link}` where a personal link goes; the link is written in as the
    message leaves, so that nothing in the database alone opens a parent's page. Who it
    is to and what it is about are ids without foreign keys: the outbox stands below the
    apps whose rows they are.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        QUEUED = "queued", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        DELIVERED = "delivered", "Delivered"
        FAILED_TEMPORARY = "failed_temporary", "Will try again"
        FAILED_PERMANENT = "failed_permanent", "Failed"
        UNSURE = "unsure", "Unsure"
        CANCELLED = "cancelled", "Cancelled"
        SUPPRESSED = "suppressed", "Held back"
        EXPIRED = "expired", "Too late to send"

    class Kind(models.TextChoices):
        SERVICE = "service", "Service"
        TASK = "task", "Task for a person"

    WAITING = (State.QUEUED, State.FAILED_TEMPORARY)
    WENT = (State.SENT, State.DELIVERED)
    NOT_SENT = (State.CANCELLED, State.SUPPRESSED, State.EXPIRED)
    DID_NOT_GO = (*NOT_SENT, State.FAILED_PERMANENT)
    # Heeded as every STOP is, by the clock of those who know whose number it is (rule 25).
    STOPPED = "They texted STOP to Twilio, which sends them nothing more until they text START."
    UNSEEN = ("staff-worry",)  # In no list: when one was handed over is nobody’s to know (rule 4).

    setting = models.ForeignKey(Setting, models.PROTECT, related_name="messages")
    adult_id = models.UUIDField(null=True, db_index=True)
    household_id = models.UUIDField(null=True)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.UUIDField(null=True)
    link_version = models.PositiveSmallIntegerField(null=True)
    link_digest = models.UUIDField(
        null=True, help_text="Says which key made its link, so all reminders carry the same."
    )

    template_key = models.SlugField(max_length=40)
    template_version = models.PositiveSmallIntegerField(default=1)
    language = models.CharField(max_length=12, default="en")
    topic = models.CharField(max_length=12, choices=Topic, default=Topic.AFTERNOONS)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SERVICE)
    channel = models.CharField(max_length=10, choices=Channel)
    to = models.CharField(max_length=254, help_text="The number or address, as it was then.")
    subject = models.CharField(max_length=160, blank=True)
    body = models.TextField()
    calendar = models.TextField(blank=True, help_text="What goes along as a calendar file.")
    parts = models.PositiveSmallIntegerField(default=1)
    is_exempt_from_cap = models.BooleanField(default=False)

    state = models.CharField(max_length=20, choices=State, default=State.QUEUED)
    not_before = models.DateTimeField()
    drop_after = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    provider_ref = models.CharField(max_length=120, blank=True)
    earlier_refs = models.TextField(
        blank=True, default="", db_default="",
        help_text="The references of the tries before this one, a space after each.",
    )  # fmt: skip
    reason = models.CharField(max_length=200, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False,
        help_text="Who printed the letter or made the call.",
    )  # fmt: skip
    is_dead_address = models.BooleanField(
        default=False,
        db_default=False,
        help_text="The carrier says there is no such number or box.",
    )
    dedupe_key = models.CharField(max_length=160, unique=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "delivered"]) | Q(sent_at__isnull=False),
                name="message_sent_has_a_moment",
                violation_error_message="A message that went has the moment it went.",
            ),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claimed_at__isnull=False),
                name="message_sending_is_claimed",
                violation_error_message="A message being sent is claimed by a worker.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(state__in=["queued", "failed_temporary"]),
                name="message_waiting",
            ),
            models.Index(
                fields=["claimed_at"], condition=Q(state="sending"), name="message_in_hand"
            ),
            models.Index(fields=["about_id"], name="message_about"),
            models.Index(fields=["household_id", "-created_at"], name="message_of_a_family"),
            models.Index(
                fields=["provider_ref"], condition=~Q(provider_ref=""), name="message_receipts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}: {self.template_key} ({self.get_state_display()})"


@constraints.known_words
class InboundMessage(Row):
    """A text that came to us; `provider_ref` makes a replay harmless.

    It is a row before anybody reads it. `read_at` is when the clock has looked at it, and
    `understood_as` what it made of it; what it could not make anything of, or found two
    meanings in, waits for a person (rule 24).
    """

    class Understood(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        MAYBE = "maybe", "Not sure yet"
        STOP = "stop", "Stop the texts"
        START = "start", "Start the texts again"
        HELP = "help", "Help"
        WRONG_NUMBER = "wrong_number", "A wrong number"
        UNCLEAR = "unclear", "For a person to read"

    setting = models.ForeignKey(Setting, models.PROTECT, related_name="inbound")
    channel = models.CharField(max_length=10, choices=Channel)
    sent_from = models.CharField(max_length=254)
    body = EncryptedTextField()
    provider_ref = models.CharField(max_length=120, unique=True)
    received_at = models.DateTimeField()
    adult_id = models.UUIDField(null=True, db_index=True)
    understood_as = models.CharField(max_length=20, choices=Understood, blank=True)
    why_person = models.CharField(
        max_length=120, blank=True, help_text="Why a person has to read it, in a sentence."
    )
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.UUIDField(null=True, blank=True)
    household_id = models.UUIDField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="How often the clock has begun to read it."
    )
    read_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-received_at"]
        constraints = [constraints.paired("inboundmessage", "answered_at", "answered_by")]
        indexes = [
            models.Index(fields=["received_at"], condition=Q(read_at=None), name="inbound_to_read"),
            models.Index(
                fields=["setting", "received_at"],
                condition=Q(understood_as="unclear", answered_at=None),
                name="inbound_for_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} from {self.sent_from}"
