"""The databases a measurement stands on: made once, kept, and used again while they fit."""

import json
import sys
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from tests.bench import servers

LINKS = 4000


@dataclass(frozen=True)
class Size:
    """How much is in the databases."""

    settings: int
    years: int
    families: int = 200
    small: int = 5
    many: int = 10_000

    @property
    def big(self) -> str:
        """The name of the large database."""
        return f"_{self.settings}x{self.years}"

    @property
    def steps(self) -> tuple[str, ...]:
        """The names of those with a hundredth and a tenth of its settings, and the large one's."""
        return tuple(f"_{max(self.settings // n, 1)}x{self.years}" for n in (100, 10, 1))

    @property
    def invitations_said(self) -> str:
        """About how many invitations that is."""
        return f"{self.settings * self.families * self.years * 38 / 1e6:.1f} million"


FULL = Size(settings=1000, years=3)
QUICK = Size(settings=20, years=1)


@dataclass(frozen=True)
class Ground:
    """Where everything is."""

    url: str
    folder: Path

    def named(self, part: str) -> str:
        """Return the address of one of the databases."""
        split = urlsplit(self.url)
        return urlunsplit(split._replace(path=f"{split.path}{part}"))

    def database(self, part: str) -> str:
        """Return the name of one of the databases."""
        return urlsplit(self.named(part)).path.lstrip("/")

    def links(self, part: str) -> Path:
        """Return the file of a database's open links."""
        return self.folder / f"links{part}.txt"


def prepare(
    ground: Ground, size: Size, env: Mapping[str, str], *, anew: bool, needed: Collection[str]
) -> None:
    """Make those of the databases that are needed and not there yet."""
    each = ["--families", f"{size.families}", "--years", f"{size.years}"]
    wanted = {
        **{part: ["--settings", part[1:].split("x")[0], *each] for part in size.steps},
        "_small": ["--settings", f"{size.small}", *each],
        "_many": ["--settings", "1", "--families", f"{size.many}", "--years", "1", "--without-invitations"],
        "_mail": [],
    }  # fmt: skip
    for part, words in wanted.items():
        if part not in needed:
            continue
        made_of = json.dumps([words, f"{date.today():%G-%V}"])
        of = {**env, "DATABASE_URL": ground.named(part)}
        if (
            not anew
            and _made_of(ground, part) == made_of
            and (not words or ground.links(part).exists())
        ):
            servers.run("migrate", "--verbosity", "0", of=of)
            continue
        print(f"making {part[1:]} …", file=sys.stderr, flush=True)
        _create(ground, part)
        servers.run("migrate", "--verbosity", "0", of=of)
        if words:
            links = [
                "--links",
                f"{LINKS}",
                "--links-to",
                f"{ground.links(part)}",
                "--verbosity",
                "0",
            ]
            servers.run("seed", *words, *links, of=of)
        _note(ground, part, made_of)
    floor = ground.named("_floor")
    if "_floor" not in needed:
        return
    count = f"{size.settings * size.families}"
    if anew or _made_of(ground, "_floor") != count or not ground.links("_floor").exists():
        _create(ground, "_floor")
        of = {**env, "FLOOR_DATABASE_URL": floor, "FLOOR_REDIS_URL": ""}
        servers.run_module(
            "tests.bench.floor.tables", "make", count, f"{ground.links('_floor')}", of=of
        )
        _note(ground, "_floor", count)


def reach(url: str) -> "psycopg2.extensions.connection":
    """Return a line to the server, outside every database of ours."""
    line = psycopg2.connect(urlunsplit(urlsplit(url)._replace(path="/postgres")))
    line.autocommit = True
    return line


def _made_of(ground: Ground, part: str) -> str | None:
    with closing(reach(ground.url)) as line, line.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [ground.database(part)],
        )
        row = cursor.fetchone()
        return row[0] if row else None


def _create(ground: Ground, part: str) -> None:
    with closing(reach(ground.url)) as line, line.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{ground.database(part)}"')
        cursor.execute(f'CREATE DATABASE "{ground.database(part)}"')


def _note(ground: Ground, part: str, made_of: str) -> None:
    with closing(reach(ground.url)) as line, line.cursor() as cursor:
        cursor.execute(f'COMMENT ON DATABASE "{ground.database(part)}" IS %s', [made_of])
