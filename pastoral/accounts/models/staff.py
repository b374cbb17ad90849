"""Members of staff, and what each is in which setting."""

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from pastoral import constraints
from pastoral.accounts.models.rows import Row
from pastoral.accounts.models.settings import Setting, Trust
from pastoral.accounts.roles import Role

if TYPE_CHECKING:
    from datetime import date


class StaffManager(BaseUserManager["Staff"]):
    """Makes members of staff."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Staff":
        """Return a new member of staff, with the password hashed (or none)."""
        staff = self.model(email=email.lower().strip(), **fields)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff

    def get_by_natural_key(self, username: str | None) -> "Staff":
        """Return the member of staff with this address, however it is spelt."""
        return self.get(email__iexact=username)


class Staff(Row, AbstractBaseUser):
    """A member of staff who can sign in. Parents never do."""

    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=60, help_text="The name families know.")
    last_name = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    dbs_checked_on = models.DateField(null=True, blank=True)
    active_from = models.DateField(null=True, blank=True)
    active_to = models.DateField(null=True, blank=True)
    works_share = models.DecimalField(
        max_digits=3, decimal_places=2, default=1, help_text="1.00 is full time."
    )
    is_active = models.BooleanField(default=True)

    objects: ClassVar[StaffManager] = StaffManager()
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["first_name"]

    class Meta:
        ordering = ["first_name", "last_name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="staff_email_is_their_own",
                violation_error_message="Somebody has this e-mail address already.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """First and last name, as colleagues say it."""
        return f"{self.first_name} {self.last_name}".strip()


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Ways to ask for memberships."""

    def current(self, day: "date") -> Self:
        """Memberships that hold on the day, of people who still work here."""
        return self.filter(
            Q(to_on__isnull=True) | Q(to_on__gte=day), from_on__lte=day, staff__is_active=True
        )


@constraints.known_words
class Membership(Row):
    """One role of one person in one setting (or, for governors, in one trust)."""

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="memberships")
    setting = models.ForeignKey(
        Setting, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    trust = models.ForeignKey(
        Trust, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(max_length=20, choices=Role)
    supervisor = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="supervises"
    )
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["from_on", "pk"]
        constraints = [
            constraints.exactly_one("membership", "setting", "trust"),
            constraints.in_order("membership", "from_on", "to_on"),
            models.UniqueConstraint(
                fields=["staff", "setting", "role"],
                condition=Q(to_on=None),
                name="membership_role_once_a_setting",
                violation_error_message="They have this role here already.",
            ),
            models.CheckConstraint(
                condition=Q(trust=None) | Q(role=Role.TRUST),
                name="membership_only_governors_of_a_trust",
                violation_error_message="Only governors belong to a whole trust.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff}, {self.get_role_display()}"


class StaffInvitation(Row):
    """A link by which somebody new makes their own account (its secret is not kept)."""

    email = models.EmailField()
    setting = models.ForeignKey(Setting, models.CASCADE, related_name="staff_invitations")
    roles = models.JSONField(default=list)
    invited_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")
    link_digest = models.UUIDField(unique=True)
    link_version = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-created_at"]
        constraints = [constraints.paired("staffinvitation", "accepted_at", "accepted_by")]

    def __str__(self) -> str:
        return f"Invitation of {self.email} to {self.setting}"
