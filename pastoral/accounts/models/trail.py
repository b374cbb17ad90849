"""The trail: who did, read, exported or was refused what. Rows are only ever added."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone

from pastoral.accounts.models.settings import Setting
from pastoral.ids import new_id


class TrailEntry(models.Model):
    """One line of the trail. `about` says which row, never what is in it."""

    class Did(models.TextChoices):
        WROTE = "wrote", "changed"
        READ = "read", "looked at"
        EXPORTED = "exported", "exported"
        REFUSED = "refused", "was refused"
        SEARCHED = "searched", "searched"
        SIGNED_IN = "signed_in", "signed in"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField(default=timezone.now)
    setting = models.ForeignKey(Setting, models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_kind = models.CharField(max_length=10, default="staff")
    did = models.CharField(max_length=10, choices=Did)
    what = models.CharField(max_length=60)
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.UUIDField(null=True)
    household_id = models.UUIDField(null=True)
    reason = models.CharField(max_length=200, blank=True)
    ip = models.GenericIPAddressField(null=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["setting", "-at"], name="trail_of_a_setting"),
            models.Index(fields=["household_id", "-at"], name="trail_of_a_family"),
        ]

    def __str__(self) -> str:
        return f"{self.actor or self.actor_kind} {self.get_did_display()} {self.what}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the entry; an entry that is there already can't be changed."""
        if not self._state.adding:
            self._keep()
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: the trail is only ever added to."""
        self._keep()

    def _keep(self) -> NoReturn:
        raise TypeError("The trail is only ever added to.")
