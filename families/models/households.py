"""Homes, and who lives in them from when to when."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from families.models import spans
from families.models.children import Child
from pastoral import constraints
from pastoral.accounts.models import PersonalRow, Row
from pastoral.accounts.roles import Permission
from pastoral.crypto import EncryptedTextField

if TYPE_CHECKING:
    from pastoral.accounts.viewers import Viewer


class HouseholdQuerySet(models.QuerySet["Household"]):
    """Ways to ask for households."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """Households the viewer may see: all of the setting's, their own caseload, or their roll.

        A home counts where such a child lives, and where an adult of such a child does.
        """
        if viewer.can(Permission.SEE_ALL_FAMILIES):
            return self.filter(setting=viewer.setting, removed_at=None)
        children = Child.objects.visible_to(viewer)
        members = HouseholdMember.objects.current(viewer.today).filter(
            Q(child__in=children) | Q(adult__relationships__child__in=children),
            household=OuterRef("pk"),
        )
        return self.filter(Exists(members), removed_at=None)

    def writable_by(self, viewer: "Viewer") -> Self:
        """Households the viewer may write of: those they see, in the setting they act in.

        A child of our roll who is taught elsewhere is read of here, and written of there.
        """
        return self.visible_to(viewer).filter(setting=viewer.setting)

    def with_placement_on(self, day: date) -> Self:
        """Households that a child in placement on the day lives in."""
        from_child = HouseholdMember.objects.current(day).filter(
            Q(child__placement_ends_on=None) | Q(child__placement_ends_on__gte=day),
            household=OuterRef("pk"),
            child__placement_starts_on__lte=day,
            child__removed_at=None,
        )
        return self.filter(Exists(from_child), removed_at=None)

    def paused_on(self, day: date) -> Self:
        """Households that asked to be left in peace on the day."""
        return self.filter(Q(paused_until=None) | Q(paused_until__gte=day), paused_from__lte=day)


@constraints.known_words
class Household(PersonalRow):
    """One home. Its label is made of first names, never a surname."""

    class AddressVisibility(models.TextChoices):
        NORMAL = "normal", "Shown to those who work with the family"
        RESTRICTED = "restricted", "Shown on the visit day"
        HIDDEN = "hidden", "Hidden: it must not be disclosed"

    label = models.CharField(max_length=120)
    address = EncryptedTextField(blank=True)
    address_key = models.CharField(max_length=32, blank=True, db_index=True, editable=False)
    address_visibility = models.CharField(
        max_length=12, choices=AddressVisibility, default=AddressVisibility.NORMAL
    )
    access_notes = EncryptedTextField(
        blank=True, help_text="Parking, stairs, the dog: what helps at the door."
    )
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    moved_in_on = models.DateField(null=True, blank=True)
    moved_out_on = models.DateField(null=True, blank=True)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    rhythm_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Days between visits; empty for the setting’s own."
    )
    paused_from = models.DateField(null=True, blank=True)
    paused_until = models.DateField(null=True, blank=True)
    pause_reason = EncryptedTextField(blank=True)
    goodbye_until = models.DateField(null=True, blank=True)
    first_came_on = models.DateField(
        null=True, blank=True, help_text="The first afternoon anyone of the family came to."
    )

    objects = HouseholdQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["label", "pk"]
        constraints = [
            constraints.in_order("household", "paused_from", "paused_until"),
            models.CheckConstraint(
                condition=~Q(address_visibility="hidden")
                | Q(latitude__isnull=True, longitude__isnull=True),
                name="household_hidden_has_no_place_on_a_map",
                violation_error_message="A hidden address has no place on a map.",
            ),
        ]
        indexes = [
            models.Index(fields=["setting", "first_came_on"], name="household_first_came"),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """The family's page."""
        return reverse("desk:family", args=[self.pk])

    @property
    def is_hidden(self) -> bool:
        """Whether the address must not be disclosed (rule 19)."""
        return self.address_visibility == self.AddressVisibility.HIDDEN

    def is_paused_on(self, day: date) -> bool:
        """Whether the family asked to be left in peace on the day."""
        return (
            self.paused_from is not None
            and self.paused_from <= day
            and (self.paused_until is None or day <= self.paused_until)
        )


class HouseholdMemberQuerySet(models.QuerySet["HouseholdMember"]):
    """Ways to ask who lives where."""

    def current(self, day: date) -> Self:
        """Those who live there on the day."""
        return self.filter(spans.on(day))


class HouseholdMember(Row):
    """A child or an adult living in a home for a time; a child may live in two."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="members")
    child = models.ForeignKey(
        "families.Child", models.CASCADE, null=True, blank=True, related_name="homes"
    )
    adult = models.ForeignKey(
        "families.Adult", models.CASCADE, null=True, blank=True, related_name="homes"
    )
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    share_of_week = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Per cent of the week a child is there."
    )

    objects = HouseholdMemberQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            constraints.exactly_one("householdmember", "child", "adult"),
            constraints.in_order("householdmember", "from_on", "to_on"),
            models.UniqueConstraint(
                fields=["household", "child"],
                condition=Q(to_on=None, child__isnull=False),
                name="householdmember_child_once",
                violation_error_message="This child lives there already.",
            ),
            models.UniqueConstraint(
                fields=["household", "adult"],
                condition=Q(to_on=None, adult__isnull=False),
                name="householdmember_adult_once",
                violation_error_message="This adult lives there already.",
            ),
            models.CheckConstraint(
                condition=Q(share_of_week=None) | Q(share_of_week__lte=100),
                name="householdmember_share_is_a_per_cent",
                violation_error_message="A share of the week is 0 to 100 per cent.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child or self.adult} at {self.household}"
