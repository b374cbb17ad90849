"""What is between a child and an adult, and what must not be."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from families.models.adults import Adult
from families.models.children import Child
from pastoral import constraints
from pastoral.accounts.models import PersonalRow, Row
from pastoral.crypto import EncryptedTextField


@constraints.known_words
class Relationship(Row):
    """One adult in one child's life."""

    class Kind(models.TextChoices):
        MOTHER = "mother", "Mother"
        FATHER = "father", "Father"
        STEP = "step", "Step-parent"
        GRANDPARENT = "grandparent", "Grandparent"
        FOSTER = "foster", "Foster carer"
        GUARDIAN = "guardian", "Guardian"
        KINSHIP = "kinship", "Kinship carer"
        SOCIAL_WORKER = "social_worker", "Social worker"
        OTHER = "other", "Other"

    class Responsibility(models.TextChoices):
        YES = "yes", "Has parental responsibility"
        NO = "no", "No parental responsibility"
        UNKNOWN = "unknown", "Not known"

    child = models.ForeignKey(Child, models.CASCADE, related_name="relationships")
    adult = models.ForeignKey(Adult, models.CASCADE, related_name="relationships")
    kind = models.CharField(max_length=14, choices=Kind)
    responsibility = models.CharField(
        max_length=8, choices=Responsibility, default=Responsibility.UNKNOWN
    )
    evidence_seen_on = models.DateField(null=True, blank=True)
    evidence_seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lives_with = models.BooleanField(default=False)
    priority = models.PositiveSmallIntegerField(default=1)
    may_collect = models.BooleanField(default=False)

    history = HistoricalRecords()

    class Meta:
        ordering = ["priority", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "adult"],
                name="relationship_once",
                violation_error_message="They are linked already.",
            ),
            constraints.paired("relationship", "evidence_seen_on", "evidence_seen_by"),
        ]

    def __str__(self) -> str:
        return f"{self.adult}, {self.get_kind_display().lower()} of {self.child}"


class RestrictionQuerySet(models.QuerySet["Restriction"]):
    """Ways to ask for restrictions."""

    def active(self) -> Self:
        """Restrictions in force: one past its end stays so until a DSL ends it (rule 15)."""
        return self.filter(ended_at=None, removed_at=None)

    def keeping_apart(self) -> Self:
        """Active restrictions under which an adult hears nothing of a child (rule 14)."""
        return self.active().filter(
            kind__in=[Restriction.Kind.NO_CONTACT, Restriction.Kind.NO_INFORMATION]
        )


@constraints.known_words
class Restriction(PersonalRow):
    """What an adult must not have or do. Set and ended by a DSL or deputy only (rule 16)."""

    class Kind(models.TextChoices):
        NO_CONTACT = "no_contact", "No contact"
        NO_INFORMATION = "no_information", "No information"
        SUPERVISED_ONLY = "supervised_only", "Supervised contact only"
        DO_NOT_CO_ATTEND = "do_not_co_attend", "Not at the same time"
        ADDRESS_HIDDEN = "address_hidden", "Address hidden"
        STAFF_PAIR_ONLY = "staff_pair_only", "Staff go in pairs"

    class Order(models.TextChoices):
        NONE = "none", "No order"
        CHILD_ARRANGEMENTS = "child_arrangements", "Child arrangements"
        PROHIBITED_STEPS = "prohibited_steps", "Prohibited steps"
        SPECIFIC_ISSUE = "specific_issue", "Specific issue"
        NON_MOLESTATION = "non_molestation", "Non-molestation"
        OCCUPATION = "occupation", "Occupation"
        RESTRAINING = "restraining", "Restraining"
        CARE = "care", "Care or interim care"
        EMERGENCY_PROTECTION = "emergency_protection", "Emergency protection"
        SPECIAL_GUARDIANSHIP = "special_guardianship", "Special guardianship"
        PLACEMENT = "placement", "Placement or adoption"
        UNKNOWN = "unknown", "Not yet known"

    adult = models.ForeignKey(Adult, models.CASCADE, related_name="restrictions")
    child = models.ForeignKey(
        Child, models.CASCADE, null=True, blank=True, related_name="restrictions"
    )
    other_adult = models.ForeignKey(
        Adult, models.CASCADE, null=True, blank=True, related_name="restrictions_by_other"
    )
    kind = models.CharField(max_length=20, choices=Kind)
    order_type = models.CharField(max_length=24, choices=Order, default=Order.NONE)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    instruction = models.CharField(
        max_length=200, help_text="What staff do, in plain words; never why."
    )
    reason = EncryptedTextField()
    is_from_import = models.BooleanField(default=False)
    evidence_seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_reason = EncryptedTextField(blank=True)

    objects = RestrictionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            constraints.exactly_one("restriction", "child", "other_adult"),
            constraints.in_order("restriction", "starts_on", "ends_on"),
            constraints.paired("restriction", "ended_at", "ended_by"),
            models.CheckConstraint(
                condition=~Q(adult=models.F("other_adult")),
                name="restriction_between_two_people",
                violation_error_message="A restriction is between two people.",
            ),
        ]
        indexes = [
            models.Index(fields=["adult"], condition=Q(ended_at=None), name="restriction_active"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.adult} and {self.child or self.other_adult}"
