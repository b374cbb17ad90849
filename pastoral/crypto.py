"""Text that is unreadable at rest: notes, reflections, reasons, addresses."""

import hashlib
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class UnreadableText(Exception):
    """The keys at hand do not open a stored text."""


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(text: str) -> str:
    """Return the text encrypted with the newest key; empty text stays empty."""
    return text and _box(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the text again; raises UnreadableText where no key opens it."""
    if not sealed:
        return sealed
    try:
        return _box(tuple(settings.FIELD_KEYS)).decrypt(sealed.encode()).decode()
    except InvalidToken as wrong:
        raise UnreadableText("No key in FIELD_KEYS opens this text.") from wrong


def fingerprint(text: str) -> str:
    """Return a keyed digest by which equal texts are found without reading them."""
    key = settings.FINGERPRINT_KEY.encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32] if text else ""


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """A text field whose column holds only ciphertext; it can't be searched."""

    def get_prep_value(self, value: Any) -> Any:
        """Seal on the way in."""
        value = super().get_prep_value(value)
        return value if value is None else seal(str(value))

    def from_db_value(
        self, value: str | None, _expression: Any, _connection: BaseDatabaseWrapper
    ) -> str | None:
        """Open on the way out."""
        return value if value is None else unseal(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse every lookup but isnull: equal texts have unequal ciphertexts."""
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: it can’t be looked up by {lookup_name}.")
        return super().get_lookup(lookup_name)
