"""A worry handed to the DSL: the second lane. Its words live here and nowhere else."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from families.models import Child
from pastoral import constraints
from pastoral.accounts.models import PersonalRow, Row
from pastoral.crypto import EncryptedTextField


@constraints.known_words
class Worry(PersonalRow):
    """What somebody saw or heard, told by voice first and written here after."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Handed over"
        ACKNOWLEDGED = "acknowledged", "Acknowledged"
        MORE_INFO = "more_info", "More is asked for"
        TRANSFERRED = "transferred", "In the safeguarding file"
        CLOSED = "closed", "Closed"

    class About(models.TextChoices):
        CHILD = "child", "A child"
        STAFF = "staff", "A member of staff"
        HEAD = "head", "The head"

    reference = models.CharField(max_length=12, unique=True)
    about = models.CharField(max_length=6, choices=About, default=About.CHILD)
    children = models.ManyToManyField(Child, related_name="worries", blank=True)
    facts = EncryptedTextField()
    exact_words = EncryptedTextField(blank=True)
    happened = EncryptedTextField(blank=True, help_text="When and where.")
    who_was_there = EncryptedTextField(blank=True)
    done_already = EncryptedTextField(blank=True)
    told_whom = EncryptedTextField(blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=14, choices=State, default=State.DRAFT)
    submitted_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decision = EncryptedTextField(blank=True)
    external_ref = models.CharField(max_length=60, blank=True)
    text_removed_at = models.DateTimeField(null=True, blank=True)

    history = HistoricalRecords(m2m_fields=[children])

    class Meta:
        ordering = ["-created_at"]
        verbose_name_plural = "worries"
        constraints = [
            constraints.paired("worry", "acknowledged_at", "acknowledged_by"),
            models.CheckConstraint(
                condition=~models.Q(state="transferred") | ~models.Q(external_ref=""),
                name="worry_transferred_has_its_reference",
                violation_error_message="Give the reference in the safeguarding file.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class WorryAddition(Row):
    """What its author added later; nothing can be taken back."""

    worry = models.ForeignKey(Worry, models.CASCADE, related_name="additions")
    text = EncryptedTextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"Added to {self.worry}"
