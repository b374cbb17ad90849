"""What every row has: an identity, its moments, and for personal data its people."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from pastoral.ids import new_id

if TYPE_CHECKING:
    from pastoral.accounts.models.staff import Staff


class Row(models.Model):
    """A row known by a UUID, with the moments it was made and last changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class PersonalRow(Row):
    """A row about people: it belongs to a setting, and says who wrote it.

    It is removed by a date (`removed_at`), never by DELETE, until its retention ends.
    `created_by` is empty where a parent or the clock made it.
    """

    setting = models.ForeignKey("accounts.Setting", models.PROTECT, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def _history_user(self) -> "Staff | None":
        """Whom the change history names: set by the action, not guessed from a request."""
        return self.updated_by or self.created_by

    @_history_user.setter
    def _history_user(self, value: Any) -> None:
        self.updated_by = value
