"""Children: their names, their placement, and what must be known to keep them well."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from families.models import spans
from pastoral import constraints
from pastoral.accounts.models import PersonalRow, Row, Setting
from pastoral.accounts.roles import Permission
from pastoral.crypto import EncryptedTextField

if TYPE_CHECKING:
    from pastoral.accounts.viewers import Viewer


class Allergen(models.TextChoices):
    """The fourteen that UK food law names."""

    CELERY = "celery", "Celery"
    GLUTEN = "gluten", "Gluten"
    CRUSTACEANS = "crustaceans", "Crustaceans"
    EGG = "egg", "Egg"
    FISH = "fish", "Fish"
    LUPIN = "lupin", "Lupin"
    MILK = "milk", "Milk"
    MOLLUSCS = "molluscs", "Molluscs"
    MUSTARD = "mustard", "Mustard"
    PEANUT = "peanut", "Peanut"
    SESAME = "sesame", "Sesame"
    SOYA = "soya", "Soya"
    SULPHITES = "sulphites", "Sulphites"
    TREE_NUTS = "tree_nuts", "Tree nuts"


class ChildQuerySet(models.QuerySet["Child"]):
    """Ways to ask for children."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """Children the viewer may see: all of the setting's, their own caseload, or their roll."""
        if viewer.can(Permission.SEE_ALL_FAMILIES):
            return self.filter(setting=viewer.setting, removed_at=None)
        mine = Q(pk__in=[])
        if viewer.can(Permission.SEE_OWN_FAMILIES):
            caseload = Child.objects.filter(
                spans.on(viewer.today, "assignments__"), assignments__mentor=viewer.user
            )
            mine |= Q(setting=viewer.setting, pk__in=caseload.values("pk"))
        if viewer.can(Permission.SEE_OWN_ROLL):
            mine |= Q(setting=viewer.setting) | Q(home_school=viewer.setting)
        return self.filter(mine, removed_at=None)

    def in_placement_on(self, day: date) -> Self:
        """Children whose placement covers the day."""
        return self.filter(
            Q(placement_ends_on=None) | Q(placement_ends_on__gte=day),
            placement_starts_on__lte=day,
            removed_at=None,
        )


@constraints.known_words
class Child(PersonalRow):
    """A child we teach."""

    class Enrolment(models.TextChoices):
        CURRENT = "current", "Current (single)"
        MAIN_DUAL = "main_dual", "Main dual"
        SUBSIDIARY_DUAL = "subsidiary_dual", "Subsidiary dual"
        GUEST = "guest", "Guest"

    class Sen(models.TextChoices):
        NONE = "N", "No special educational need"
        SUPPORT = "K", "SEN support"
        PLAN = "E", "Education, health and care plan"

    legal_first = models.CharField(max_length=80)
    preferred_first = models.CharField(max_length=80, blank=True)
    surname = models.CharField(max_length=80)
    name_key = models.CharField(max_length=180, editable=False, db_index=True)
    born_on = models.DateField(null=True, blank=True)
    upn = models.CharField("UPN", max_length=13, blank=True)
    year_group = models.SmallIntegerField(null=True, blank=True)
    home_school = models.ForeignKey(
        Setting, models.PROTECT, null=True, blank=True, related_name="roll"
    )
    enrolment = models.CharField(max_length=20, choices=Enrolment, default=Enrolment.CURRENT)
    placement_starts_on = models.DateField()
    placement_ends_on = models.DateField(null=True, blank=True)
    placement_reason = EncryptedTextField(blank=True)
    days_pattern = models.CharField(
        max_length=7, default="12345", help_text="Days in placement; 1 is Monday."
    )
    free_school_meals = models.BooleanField(null=True, blank=True)
    pupil_premium = models.BooleanField(null=True, blank=True)
    sen = models.CharField("SEN", max_length=1, choices=Sen, blank=True)
    primary_need = models.CharField(max_length=4, blank=True)
    eal = models.BooleanField("English as an additional language", null=True, blank=True)
    language = models.CharField(max_length=12, blank=True)
    ethnicity = models.CharField(max_length=4, blank=True)
    is_looked_after = models.BooleanField(null=True, blank=True)
    has_social_worker = models.BooleanField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    objects = ChildQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["legal_first", "surname", "pk"]
        verbose_name_plural = "children"
        constraints = [
            models.UniqueConstraint(
                fields=["setting", "upn"],
                condition=~Q(upn="") & Q(removed_at=None),
                name="child_upn_once_a_setting",
                violation_error_message="Another child here has this UPN.",
            ),
            constraints.in_order("child", "placement_starts_on", "placement_ends_on"),
        ]
        indexes = [
            models.Index(fields=["setting", "placement_starts_on"], name="child_placements"),
            models.Index(
                fields=["home_school"], condition=Q(home_school__isnull=False), name="child_roll"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.surname}"

    @property
    def first_name(self) -> str:
        """The first name the child goes by."""
        return self.preferred_first or self.legal_first


@constraints.known_words
class Allergy(Row):
    """What a child or an adult must not eat or touch."""

    class Severity(models.TextChoices):
        MILD = "mild", "Mild"
        SEVERE = "severe", "Severe"
        ANAPHYLAXIS = "anaphylaxis", "Anaphylaxis"

    child = models.ForeignKey(
        Child, models.CASCADE, null=True, blank=True, related_name="allergies"
    )
    adult = models.ForeignKey(
        "families.Adult", models.CASCADE, null=True, blank=True, related_name="allergies"
    )
    allergen = models.CharField(max_length=12, choices=Allergen, blank=True)
    other = models.CharField(max_length=60, blank=True)
    severity = models.CharField(max_length=12, choices=Severity, default=Severity.MILD)
    plan = EncryptedTextField(blank=True)
    pen_location = models.CharField(max_length=120, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["allergen", "other"]
        verbose_name_plural = "allergies"
        constraints = [
            constraints.exactly_one("allergy", "child", "adult"),
            models.CheckConstraint(
                condition=~Q(allergen="") | ~Q(other=""),
                name="allergy_says_to_what",
                violation_error_message="Say what they are allergic to.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_allergen_display() or self.other


@constraints.known_words
class PhotoConsent(Row):
    """A yes to photographs, for one child and one purpose. Without one the answer is no."""

    class Purpose(models.TextChoices):
        DISPLAY = "display", "On our walls"
        FAMILY = "family", "Given to the family"
        ONLINE = "online", "Online"

    child = models.ForeignKey(Child, models.CASCADE, related_name="photo_consents")
    purpose = models.CharField(max_length=10, choices=Purpose)
    given_by = models.ForeignKey("families.Adult", models.PROTECT, related_name="+")
    given_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["given_on"]
        constraints = [
            constraints.in_order("photoconsent", "given_on", "withdrawn_on"),
        ]

    def __str__(self) -> str:
        return f"{self.child}: {self.get_purpose_display()}"
