"""What must be there before the demonstration opens: tables, made-up families, files."""

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django
import redis
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

UNUSABLE = 2


def main(what: str) -> int:
    """Prepare the families or the files; return 2, having said why, where that can't be."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pastoral.settings")
    try:
        django.setup()
        prepare_files() if what == "files" else prepare_families()
    except (ImproperlyConfigured, CommandError, OSError) as why:
        print(why, file=sys.stderr)
    except OperationalError as why:
        print(f"The database can’t be used: {_first_line(why)}", file=sys.stderr)
    except redis.RedisError as why:
        print(f"REDIS_URL is set, but Redis can’t be reached: {_first_line(why)}", file=sys.stderr)
    else:
        return 0
    return UNUSABLE


def prepare_families() -> None:
    """Make the tables, and the made-up families where there are none."""
    if settings.REDIS_URL:
        redis.Redis.from_url(settings.REDIS_URL).ping()
    connection.ensure_connection()
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    call_command("load_demo", verbosity=0, skip_checks=True)


def prepare_files() -> None:
    """Gather and press what pages are drawn with, unless nothing has changed since."""
    seen = settings.VAR_DIR / "static.seen"
    now = hashlib.sha256("\n".join(_files()).encode()).hexdigest()
    if seen.exists() and seen.read_text() == now and settings.STATIC_ROOT.exists():
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True, skip_checks=True)
    seen.write_text(now)


def _files() -> Iterator[str]:
    for finder in get_finders():
        for path, storage in finder.list([]):
            at = Path(storage.path(path)).stat()
            yield f"{path} {at.st_size} {at.st_mtime_ns}"


def _first_line(why: Exception) -> str:
    return str(why).strip().partition("\n")[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
