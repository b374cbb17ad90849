"""Settings read from the environment; nonsense is refused with a sentence."""

import os
import re
from pathlib import Path
from typing import Any

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

_env = environ.Env()


def text(name: str, default: str | None = None) -> str:
    """Return a text; without a default it must be there."""
    value = os.environ.get(name, default)
    if value is None or (not value and default is None):
        raise ImproperlyConfigured(f"Set {name} in the environment; .env.example says what it is.")
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return a yes or no: 1, 0, true, false, yes, no, on, off."""
    value = os.environ.get(name, "").strip().lower()
    if value in ("", "1", "true", "yes", "on", "0", "false", "no", "off"):
        return default if value == "" else value in ("1", "true", "yes", "on")
    raise ImproperlyConfigured(f"{name} is “{value}”: it takes 1 or 0.")


def number(name: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
    """Return a whole number between least and most."""
    value = os.environ.get(name, "").strip() or str(default)
    if not re.fullmatch(r"-?[0-9]{1,10}", value) or not least <= int(value) <= most:
        raise ImproperlyConfigured(
            f"{name} is “{value}”: it takes a whole number from {least} to {most}."
        )
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """Return the words of a comma-separated list."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def keys(name: str, default: str | None = None) -> list[str]:
    """Return encryption keys, newest first; each is 32 bytes in URL-safe base64."""
    found = words(name, default or "")
    if not found:
        raise ImproperlyConfigured(f"Set {name} in the environment; .env.example says how.")
    for key in found:
        try:
            Fernet(key)
        except ValueError as wrong:
            raise ImproperlyConfigured(
                f"{name} holds a key that is not 32 bytes in URL-safe base64."
            ) from wrong
    return found


def database(name: str, default: str) -> dict[str, Any]:
    """Return a database's settings from its URL."""
    url = os.environ.get(name) or default
    if not url.startswith(("postgres://", "postgresql://", "sqlite:///")):
        raise ImproperlyConfigured(f"{name} takes a postgres:// or sqlite:/// address.")
    return dict(_env.db_url_config(url))


def email(name: str, default: str) -> dict[str, Any]:
    """Return the outgoing mail server's settings from its URL."""
    url = os.environ.get(name) or default
    if not url.startswith(("smtp://", "smtp+tls://", "smtp+ssl://", "consolemail://")):
        raise ImproperlyConfigured(f"{name} takes an smtp://, smtp+tls:// or smtp+ssl:// address.")
    return dict(_env.email_url_config(url))


def redis(name: str) -> str:
    """Return the address of Redis, or nothing where there is none."""
    url = os.environ.get(name, "").strip()
    if url and not url.startswith(("redis://", "rediss://", "unix://")):
        raise ImproperlyConfigured(f"{name} takes a redis:// address, or leave it out.")
    return url


def folder(name: str, default: Path) -> Path:
    """Return a folder, made if it is not there."""
    path = Path(os.environ.get(name) or default)
    path.mkdir(parents=True, exist_ok=True)
    return path
