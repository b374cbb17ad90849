"""People's rights in what is kept about them: holds, requests, complaints."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from families.models import Adult, Household
from pastoral import constraints
from pastoral.accounts.models import PersonalRow
from pastoral.accounts.roles import Permission
from pastoral.crypto import EncryptedTextField

if TYPE_CHECKING:
    from pastoral.accounts.viewers import Viewer


class Hold(PersonalRow):
    """A reason in law why a family's records may not be purged yet."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="holds")
    reason = EncryptedTextField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["-created_at"]
        constraints = [constraints.paired("hold", "lifted_at", "lifted_by")]

    def __str__(self) -> str:
        return f"Hold on {self.household}"


@constraints.known_words
class SubjectRequest(PersonalRow):
    """Somebody asking what we keep about them, or putting it right."""

    class Kind(models.TextChoices):
        ACCESS = "access", "What do you keep?"
        CORRECTION = "correction", "Put it right"
        ERASURE = "erasure", "Remove it"

    adult = models.ForeignKey(Adult, models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=12, choices=Kind)
    asked_on = models.DateField()
    due_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    note = EncryptedTextField(blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["due_on"]
        constraints = [
            constraints.in_order("subjectrequest", "asked_on", "due_on"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.adult})"


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    """Ways to ask for complaints."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """The setting's complaints, for those who answer them."""
        if not viewer.can(Permission.ANSWER_COMPLAINTS):
            return self.none()
        return self.filter(setting=viewer.setting, removed_at=None)

    def open(self) -> Self:
        """Complaints that are not closed."""
        return self.filter(closed_on=None)


class Complaint(PersonalRow):
    """A complaint about how we keep data, with its clock."""

    household = models.ForeignKey(
        Household, models.SET_NULL, null=True, blank=True, related_name="complaints"
    )
    text = EncryptedTextField()
    received_on = models.DateField()
    acknowledge_by = models.DateField()
    acknowledged_on = models.DateField(null=True, blank=True)
    outcome = EncryptedTextField(blank=True)
    closed_on = models.DateField(null=True, blank=True)

    objects = ComplaintQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["received_on"]
        constraints = [constraints.in_order("complaint", "received_on", "acknowledge_by")]

    def __str__(self) -> str:
        return f"Complaint of {self.received_on:%-d %B %Y}"

    def get_absolute_url(self) -> str:
        """Return the address of its own page."""
        return reverse("complaints:complaint", args=[self.pk])
