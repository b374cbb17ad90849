"""What an import remembers: the mapping of headings, and a file awaiting a yes."""

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from pastoral import constraints
from pastoral.accounts.models import Row, Setting
from pastoral.crypto import EncryptedTextField


class ImportMapping(Row):
    """Which heading means which field, for files with these very headings."""

    setting = models.ForeignKey(Setting, models.CASCADE, related_name="import_mappings")
    fingerprint = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["setting", "fingerprint"],
                name="importmapping_once",
                violation_error_message="These headings are mapped already.",
            ),
        ]

    def __str__(self) -> str:
        return f"Headings of {self.setting}"


@constraints.known_words
class ImportUpload(Row):
    """A file somebody uploaded: looked at first, written only when they say yes.

    Its text is encrypted and is emptied when it was confirmed, or after a day.
    """

    class State(models.TextChoices):
        LOOKED_AT = "looked_at", "Looked at"
        CONFIRMED = "confirmed", "Brought in"
        DROPPED = "dropped", "Dropped"

    class About(models.TextChoices):
        FAMILIES = "families", "Families"
        OUR_WEEKS = "our_weeks", "Attendance, from our own register"
        SCHOOL_WEEKS = (
            "school_weeks",
            "Attendance, from the registers of the children’s own schools",
        )
        SUSPENSIONS = "suspensions", "Suspensions"

    setting = models.ForeignKey(Setting, models.CASCADE, related_name="import_uploads")
    about = models.CharField(
        max_length=12, choices=About, default=About.FAMILIES, db_default=About.FAMILIES
    )
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=120)
    content = EncryptedTextField(blank=True, help_text="The file’s bytes in base64.")
    columns = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.LOOKED_AT)
    counts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display()})"
