"""What a phone sent: a row before it is anything else, so that nothing of it is lost."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from pastoral import constraints
from pastoral.accounts.models import Row, Setting
from pastoral.crypto import EncryptedTextField
from visits.models.visit import HomeVisit

if TYPE_CHECKING:
    from pastoral.accounts.viewers import Viewer


class PhoneItemQuerySet(models.QuerySet["PhoneItem"]):
    """Ways to ask for what phones sent."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """What one's own phone sent, wherever they work; nobody else's."""
        return self.filter(staff=viewer.user)

    def refused(self) -> Self:
        """What was refused and is still to be dealt with."""
        return self.filter(state=PhoneItem.State.REFUSED)


@constraints.known_words
class PhoneItem(Row):
    """One press or log made on a phone, perhaps without signal: its id was made there.

    The id makes it one: whatever is sent again, its answer lost on the way, is answered as
    it was the first time. What a rule refuses stays here with its words until its author
    has used them elsewhere or put them aside.
    """

    class Kind(models.TextChoices):
        ARRIVED = "arrived", "Arrived"
        LEFT = "left", "Left and safe"
        LOG = "log", "How it went"

    class State(models.TextChoices):
        TAKEN = "taken", "Taken"
        REFUSED = "refused", "Refused"
        PUT_ASIDE = "put_aside", "Put aside"

    setting = models.ForeignKey(Setting, models.PROTECT, related_name="+")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    visit = models.ForeignKey(
        HomeVisit, models.CASCADE, null=True, blank=True, related_name="phone_items"
    )
    kind = models.CharField(max_length=8, choices=Kind)
    body = EncryptedTextField(blank=True)
    pressed_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State)
    sentence = models.CharField(max_length=200, blank=True)

    objects = PhoneItemQuerySet.as_manager()

    class Meta:
        ordering = ["pressed_at", "created_at"]
        indexes = [
            models.Index(fields=["staff"], condition=Q(state="refused"), name="phoneitem_refused"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_state_display()}"
