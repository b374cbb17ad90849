"""A worry handed to the DSL: the second lane. Its words live here and nowhere else."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from families.models import Child
from pastoral import constraints
from pastoral.accounts.models import PersonalRow, Row
from pastoral.accounts.roles import Permission
from pastoral.crypto import EncryptedTextField

if TYPE_CHECKING:
    from pastoral.accounts.models import Setting
    from pastoral.accounts.viewers import Viewer


class WorryQuerySet(models.QuerySet["Worry"]):
    """Ways to ask for worries."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """Worries the viewer may read, by whom they are about (rule 13).

        Those about a child are the safeguarding lead’s and deputy’s, those about a member of
        staff the head’s alone. An author reads none for having written it (rule 11).
        """
        about = [kind for kind, permission in Worry.READ_BY.items() if viewer.can(permission)]
        return self.filter(setting=viewer.setting, about__in=about).exclude(state=Worry.State.DRAFT)

    def written_by(self, viewer: "Viewer") -> Self:
        """What the viewer handed over here, without what was seen and heard (rule 11)."""
        mine = self.filter(setting=viewer.setting, created_by=viewer.user)
        return mine.defer(*Worry.WORDS).order_by("-submitted_at")

    def handed_over(self, setting: "Setting") -> Self:
        """Every worry handed over in a setting, to be counted and not read."""
        return self.filter(setting=setting).exclude(state=Worry.State.DRAFT)

    def waiting(self) -> Self:
        """Worries nobody has acknowledged."""
        return self.filter(state=Worry.State.SUBMITTED)


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

    READ_BY = {
        About.CHILD: Permission.READ_WORRIES,
        About.STAFF: Permission.READ_WORRIES_ABOUT_STAFF,
    }
    WORDS = (
        "facts", "exact_words", "happened", "who_was_there", "done_already", "decision",
    )  # fmt: skip
    MAY_BE_ADDED_TO = (State.SUBMITTED, State.ACKNOWLEDGED, State.MORE_INFO)

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

    objects = WorryQuerySet.as_manager()
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

    @property
    def may_be_added_to(self) -> bool:
        """Whether its author may still add to it."""
        return self.state in self.MAY_BE_ADDED_TO


class WorryAddition(Row):
    """What its author added later; nothing can be taken back."""

    worry = models.ForeignKey(Worry, models.CASCADE, related_name="additions")
    text = EncryptedTextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"Added to {self.worry}"
