"""What we changed, and what families’ own words may be shown to others."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from pastoral import constraints
from pastoral.accounts.models import PersonalRow, Row, Setting
from pastoral.accounts.roles import Permission
from sessions_app.models.register import Pulse

if TYPE_CHECKING:
    from pastoral.accounts.viewers import Viewer


class ChangeQuerySet(models.QuerySet["Change"]):
    """Ways to ask for what we changed."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """The setting's, for those who write them down."""
        if not viewer.can(Permission.NOTE_CHANGES):
            return self.none()
        return self.standing().filter(setting=viewer.setting)

    def standing(self) -> Self:
        """Those that nobody took back."""
        return self.filter(removed_at=None)


class Change(PersonalRow):
    """Something we changed from a day on, for the trend: “a lift is offered”, never about a family."""

    on = models.DateField()
    words = models.CharField(max_length=120)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["setting", "on", "words"],
                condition=Q(removed_at=None),
                name="change_once",
                violation_error_message="This is noted on that day already.",
            ),
            models.CheckConstraint(
                condition=~Q(words=""),
                name="change_says_what",
                violation_error_message="Say in a few words what we changed.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on:%-d %B %Y}: {self.words}"


class QuoteQuerySet(models.QuerySet["Quote"]):
    """Ways to ask for words that may be shown."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """The setting's, for those who read what families write."""
        if not viewer.can(Permission.READ_PULSES):
            return self.none()
        return self.filter(setting=viewer.setting)

    def agreed(self) -> Self:
        """Those whose writer said yes and has not taken it back."""
        return self.filter(withdrawn_on=None)

    def chosen(self) -> Self:
        """Those a lead chose for governors; only while the yes stands and the words are released."""
        return self.agreed().exclude(chosen_on=None).filter(pulse__comment_state="released")


@constraints.known_words
class Quote(Row):
    """A yes to showing somebody’s words, who wrote it down, and whether they were chosen.

    It holds no words: they are the pulse's own, as they were written. It says how the yes came
    and which colleague wrote it down, and nothing of whose words they are: days, not moments.
    """

    class Said(models.TextChoices):
        TICKED = "ticked", "Ticked on the page or the sheet"
        PAPER = "paper", "Written on paper since"
        ASKED = "asked", "Said so when asked"

    setting = models.ForeignKey(Setting, models.PROTECT, related_name="+")
    # No way back from a pulse: it stays joined to nothing but its afternoon.
    pulse = models.OneToOneField(Pulse, models.CASCADE, related_name="+")
    said = models.CharField(max_length=8, choices=Said)
    recorded_on = models.DateField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    chosen_on = models.DateField(null=True, blank=True)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        help_text="Which colleague wrote down that the yes was taken back.",
    )  # fmt: skip

    objects = QuoteQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_on"]
        constraints = [
            constraints.paired("quote", "chosen_on", "chosen_by"),
            constraints.paired("quote", "withdrawn_on", "withdrawn_by"),
            models.CheckConstraint(
                condition=Q(chosen_on=None) | Q(withdrawn_on=None),
                name="quote_not_chosen_once_withdrawn",
                violation_error_message="They took their yes back: their words are not shown.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_said_display()}, {self.recorded_on:%-d %B %Y}"
