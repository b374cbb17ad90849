"""Personal links: the secret is derived, the database keeps only its digest (rule 21).

The secret is a keyed signature over what the link opens and a version number, so every
reminder carries the same link, nothing in the database alone opens a parent's page, and
raising the version revokes it.
"""

import base64
import hashlib
import hmac
import re
import uuid

from django.conf import settings

SECRET_BYTES = 16
SECRET = re.compile(r"[A-Za-z0-9_-]{22}")


def digest_of(secret: str) -> uuid.UUID:
    """Return what the database keeps of a link: a 128-bit digest of its secret."""
    return uuid.UUID(bytes=hashlib.sha256(secret.encode()).digest()[:16])


def secret_of(opens: uuid.UUID, version: int, digest: uuid.UUID | None = None) -> str:
    """Return the secret of the link that opens this row at this version.

    With `digest`, the key that made that digest is used, so links sent before a key was
    changed go on being the same link.
    """
    made = [_signed(key, opens, version) for key in settings.LINK_KEYS]
    return next((secret for secret in made if digest_of(secret) == digest), made[0])


def _signed(key: str, opens: uuid.UUID, version: int) -> str:
    signature = hmac.new(key.encode(), opens.bytes + version.to_bytes(4, "big"), hashlib.sha256)
    return base64.urlsafe_b64encode(signature.digest()[:SECRET_BYTES]).decode().rstrip("=")
