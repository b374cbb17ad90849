"""Adults: the people we walk alongside, and how each likes to be reached."""

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from simple_history.models import HistoricalRecords

from families.models.households import Household, HouseholdMember
from pastoral import constraints
from pastoral.accounts.models import PersonalRow, Row
from pastoral.accounts.roles import Permission
from pastoral.crypto import EncryptedTextField
from pastoral.outbox.models import Channel, Topic
from pastoral.ui.said import hours_said

if TYPE_CHECKING:
    from pastoral.accounts.viewers import Viewer


class AdultQuerySet(models.QuerySet["Adult"]):
    """Ways to ask for adults."""

    def visible_to(self, viewer: "Viewer") -> Self:
        """Adults of the households the viewer may see."""
        if viewer.can(Permission.SEE_ALL_FAMILIES):
            return self.filter(setting=viewer.setting, removed_at=None)
        homes = HouseholdMember.objects.current(viewer.today).filter(
            adult=OuterRef("pk"), household__in=Household.objects.visible_to(viewer)
        )
        return self.filter(Exists(homes), removed_at=None)


@constraints.known_words
class Adult(PersonalRow):
    """A parent, carer or other grown-up in a child's life."""

    class Mobile(models.TextChoices):
        NONE = "none", "No mobile"
        TO_VERIFY = "to_verify", "To be checked in person"
        VERIFIED = "verified", "Checked"
        UNREACHABLE = "unreachable", "Doesn’t reach them"

    class ReadsEnglish(models.TextChoices):
        WELL = "well", "Reads English well"
        A_BIT = "a_bit", "Reads a bit of English"
        PREFER_SPOKEN = "prefer_spoken", "Prefers to be told"
        PREFER_OTHER = "prefer_other", "Prefers another language"

    class SafeContact(models.TextChoices):
        ANY = "any", "Any way is fine"
        THIS_NUMBER_ONLY = "this_number_only", "Only on this number"
        MENTOR_CALLS_ONLY = "mentor_calls_only", "Only their mentor calls"
        NONE = "none", "Don’t contact"

    known_as = models.CharField(max_length=80, help_text="The name they go by.")
    surname = models.CharField(max_length=80, blank=True)
    name_key = models.CharField(max_length=180, editable=False, db_index=True)
    mobile = models.CharField(max_length=16, blank=True)
    mobile_state = models.CharField(max_length=12, choices=Mobile, default=Mobile.NONE)
    mobile_verified_at = models.DateTimeField(null=True, blank=True)
    mobile_verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    landline = models.CharField(max_length=16, blank=True)
    email = models.EmailField(blank=True)
    email_is_unreachable = models.BooleanField(default=False)
    safe_contact = models.CharField(max_length=20, choices=SafeContact, default=SafeContact.ANY)
    language = models.CharField(max_length=12, default="en")
    other_languages = models.JSONField(default=list, blank=True)
    reads_english = models.CharField(max_length=14, choices=ReadsEnglish, blank=True)
    needs_interpreter = models.BooleanField(default=False)
    access_needs = EncryptedTextField(blank=True)
    best_times = models.CharField(max_length=120, blank=True)
    good_from = models.TimeField(
        null=True, blank=True, help_text="A visit suits them from this time of day."
    )
    good_until = models.TimeField(
        null=True, blank=True, help_text="A visit should be over by this time of day."
    )
    page_language = models.CharField(
        max_length=12, blank=True, help_text="The language they chose on their own page."
    )
    wants_easy_words = models.BooleanField(default=False)
    messages_paused_until = models.DateField(
        null=True, blank=True, help_text="They asked on their page not to be written to until then."
    )
    deceased_on = models.DateField(null=True, blank=True)
    is_deceased = models.BooleanField(default=False)
    left_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    objects = AdultQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["known_as", "surname", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mobile="", mobile_state="none")
                | (~Q(mobile="") & ~Q(mobile_state="none")),
                name="adult_mobile_has_a_state",
                violation_error_message="A mobile number is to be checked, checked, or known not to work.",
            ),
            models.CheckConstraint(
                condition=~Q(mobile_state="verified")
                | Q(mobile_verified_at__isnull=False, mobile_verified_by__isnull=False),
                name="adult_verified_says_when_and_by_whom",
                violation_error_message="Say who checked the number, and when.",
            ),
            models.CheckConstraint(
                condition=Q(good_from=None)
                | Q(good_until=None)
                | Q(good_until__gt=models.F("good_from")),
                name="adult_good_times_in_order",
                violation_error_message="The time that suits them ends after it begins.",
            ),
            models.CheckConstraint(
                condition=Q(deceased_on=None) | Q(is_deceased=True),
                name="adult_deceased_day_means_deceased",
                violation_error_message="A day of death is kept only of somebody who died.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["setting", "mobile"], condition=~Q(mobile=""), name="adult_by_mobile"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.known_as} {self.surname}".strip()

    @property
    def good_hours(self) -> str:
        """The time of day a visit suits them, in words; nothing where they said none."""
        return hours_said(self.good_from, self.good_until)


@constraints.known_words
class ContactPreference(Row):
    """Whether an adult wants one kind of message by one channel; the newest row counts."""

    class Source(models.TextChoices):
        SAID = "said", "Said so to us"
        TEXT = "text", "By text"
        LINK = "link", "On their page"
        FORM = "form", "On a form"

    adult = models.ForeignKey(Adult, models.CASCADE, related_name="preferences")
    channel = models.CharField(max_length=10, choices=Channel)
    topic = models.CharField(max_length=12, choices=Topic)
    is_allowed = models.BooleanField()
    source = models.CharField(max_length=10, choices=Source)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["-recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["adult", "channel", "topic"],
                name="contactpreference_one_of_a_kind",
                violation_error_message="That wish is recorded already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.adult}: {self.topic} by {self.channel}"


class ContactLog(PersonalRow):
    """One line about a call, a text or a word at the gate."""

    adult = models.ForeignKey(Adult, models.CASCADE, related_name="contacts")
    household = models.ForeignKey(Household, models.CASCADE, related_name="contacts")
    channel = models.CharField(
        max_length=10, choices=[*Channel.choices, ("in_person", "In person")]
    )
    is_from_family = models.BooleanField(default=False)
    is_two_way = models.BooleanField(default=False)
    line = EncryptedTextField()
    happened_at = models.DateTimeField()

    history = HistoricalRecords()

    class Meta:
        ordering = ["-happened_at"]
        indexes = [
            models.Index(fields=["household", "-happened_at"], name="contactlog_of_a_family"),
            models.Index(
                fields=["setting", "happened_at"],
                condition=Q(is_two_way=True),
                name="contactlog_two_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} with {self.adult}"
