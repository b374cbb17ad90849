"""Break everything while 2,000 invitations leave, and count (`make drill`).

Workers are killed with -9 five times, Redis is ended and comes back empty, the database goes
down in the middle, the mail server refuses every third, and the carrier of texts says 429 and
500 and falls silent. Afterwards every row is sent, failed or unsure with a reason, no carrier
holds one twice, and the numbers add up; or this ends with 1.

Needs redis-server, and PostgreSQL: its programs (initdb), for a server of its own, or else
an empty database at DATABASE_URL. Waits for another try are cut short, by moving their moment.
"""

import argparse
import os
import shutil
import sys

import django
from django.core.management import call_command

from tests.bench import servers
from tests.drill import services

UNUSABLE = 2


def main() -> int:
    """Run the drill, and print what it found."""
    parser = argparse.ArgumentParser(prog="make drill", description=__doc__)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=15, help="after which it is given up")
    asked = parser.parse_args()
    programs, url = services.Database.programs_here(), os.environ.get("DATABASE_URL", "")
    if not shutil.which("redis-server"):
        return _cannot("A drill needs redis-server on this machine.")
    if not programs and not url.startswith(("postgres://", "postgresql://")):
        return _cannot("A drill needs PostgreSQL: its programs, or DATABASE_URL.")
    folder = services.folder()
    database = services.Database(folder, programs) if programs else services.Connections(url)
    try:
        os.environ.update(servers.environment(DATABASE_URL=database.url, VAR_DIR=str(folder)))
        os.environ.pop("REDIS_URL", None)
        django.setup()
        call_command("migrate", verbosity=0)
        from tests.drill import drill  # noqa: PLC0415 - it knows models

        found = drill.run(
            messages=asked.messages, kills=asked.kills, database=database, folder=folder,
            within=asked.minutes * 60,
        )  # fmt: skip
    finally:
        database.stop()
    width = max(len(said) for said, _value in found.lines)
    for said, value in found.lines:
        print(f"{said:<{width}}  {value}")
    if found.wrong:
        print(f"What the workers said: {folder / 'workers.log'}", file=sys.stderr)
        return 1
    shutil.rmtree(folder)
    return 0


def _cannot(why: str) -> int:
    print(why, file=sys.stderr)
    return UNUSABLE


if __name__ == "__main__":
    sys.exit(main())
