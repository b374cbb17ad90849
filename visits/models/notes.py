"""What is written after a visit; all of it unreadable at rest."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from families.models import Household
from pastoral import constraints
from pastoral.accounts.models import Membership, PersonalRow, Row
from pastoral.accounts.roles import Permission
from pastoral.crypto import EncryptedTextField
from visits.models.visit import HomeVisit

if TYPE_CHECKING:
    from pastoral.accounts.viewers import Viewer


class VisitNoteQuerySet(models.QuerySet["VisitNote"]):
    """Ways to ask for notes."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """Notes the viewer may read: all of the setting's, or those on their own caseload."""
        if viewer.can(Permission.READ_ALL_NOTES):
            return self.filter(setting=viewer.setting, removed_at=None)
        if viewer.can(Permission.READ_OWN_NOTES):
            return self.filter(
                Q(visit__household__in=Household.objects.visible_to(viewer))
                | Q(visit__mentor=viewer.user),
                setting=viewer.setting,
                removed_at=None,
            )
        return self.none()


@constraints.known_words
class VisitNote(PersonalRow):
    """The note of a visit: six prompts and no more."""

    class Shared(models.TextChoices):
        YES = "yes", "Yes, we read it together"
        SOME = "some", "Some of it"
        NOT_YET = "not_yet", "Not yet"

    visit = models.OneToOneField(HomeVisit, models.CASCADE, related_name="note")
    who_was_there = EncryptedTextField(blank=True)
    going_well = EncryptedTextField(blank=True)
    would_like = EncryptedTextField(blank=True)
    agreed = EncryptedTextField(blank=True)
    childs_view = EncryptedTextField(blank=True)
    shared_with_parent = models.CharField(max_length=8, choices=Shared, blank=True)
    names_a_third_party = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notes")

    read_together_at = models.DateTimeField(null=True, blank=True)
    read_together_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = VisitNoteQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-written_at"]
        constraints = [constraints.paired("visitnote", "read_together_at", "read_together_by")]

    def __str__(self) -> str:
        return f"Note of {self.visit}"


class NoteAddendum(Row):
    """What was added after a note was locked, with its day (rule 9)."""

    note = models.ForeignKey(VisitNote, models.CASCADE, related_name="addenda")
    text = EncryptedTextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    history = HistoricalRecords()

    class Meta:
        ordering = ["written_at"]
        verbose_name_plural = "note addenda"

    def __str__(self) -> str:
        return f"Added to {self.note}"


class ReflectionQuerySet(models.QuerySet["Reflection"]):
    """Ways to ask for reflections."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """Their own, and those of whom they supervise here; nobody else's, whatever their role."""
        supervised = Membership.objects.current(viewer.today).filter(
            supervisor=viewer.user, setting=viewer.setting
        )
        return self.filter(
            Q(written_by=viewer.user) | Q(written_by__in=supervised.values("staff")),
            setting=viewer.setting,
            removed_at=None,
        )


class Reflection(PersonalRow):
    """What a visitor learnt or assumed: for the author and their supervisor."""

    visit = models.ForeignKey(HomeVisit, models.CASCADE, related_name="reflections")
    text = EncryptedTextField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ReflectionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "written_by"],
                name="reflection_one_each",
                violation_error_message="You have a reflection on this visit already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Reflection on {self.visit}"
