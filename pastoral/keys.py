"""The keys a school's data is locked with: given, or made once and kept."""

import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

NAMES = ("SECRET_KEY", "FIELD_KEYS", "LINK_KEYS", "FINGERPRINT_KEY")


def load(file: Path, *, may_make: bool) -> None:
    """Put the keys into the environment, where it does not hold them already.

    They come from `file`; where there is none and `may_make` says so (the embedded SQLite
    database and the demonstration), new ones are made and kept there, for this user's
    eyes only. Anywhere else a missing key is refused: two servers that each made their
    own could not read one another's notes.
    """
    missing = [name for name in NAMES if not os.environ.get(name)]
    if not missing:
        return
    if not file.exists():
        if not may_make:
            raise ImproperlyConfigured(
                f"Set {', '.join(missing)} in the environment; .env.example says how."
            )
        _make(file)
    for line in file.read_text().splitlines():
        name, _, value = line.partition("=")
        if name in missing:
            os.environ[name] = value


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    made = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "FIELD_KEYS": Fernet.generate_key().decode(),
        "LINK_KEYS": secrets.token_urlsafe(32),
        "FINGERPRINT_KEY": secrets.token_urlsafe(32),
    }
    draft = file.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text("".join(f"{name}={value}\n" for name, value in made.items()))
    try:
        os.link(draft, file)  # Only the first of two processes keeps its keys.
    except FileExistsError:
        pass
    finally:
        draft.unlink()
