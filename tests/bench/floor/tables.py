"""Make the floor's tables and rows, or time what it does without HTTP; prints JSON.

python -m tests.bench.floor.tables make 200000 tokens.txt
python -m tests.bench.floor.tables rows 10000        seconds of a bulk_create
python -m tests.bench.floor.tables mail 2000         e-mails a second, a worker of two
"""

import hashlib
import json
import os
import random
import secrets
import sys
import time
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.floor.settings"
django.setup()

from django.db import connection  # noqa: E402 - Django must be set up before
from django.utils import timezone  # noqa: E402

from tests.bench.floor.models import ALL, Invitation  # noqa: E402

SAMPLE = 4000
SCHOOLS, TERMS, EVENTS = 1000, 15, 500


def make(count: int, tokens_to: Path) -> None:
    """Make everything anew, and write some tokens to a file."""
    with connection.cursor() as cursor:
        for model in ALL:
            cursor.execute(f"DROP TABLE IF EXISTS {model._meta.db_table} CASCADE")
        with connection.schema_editor() as editor:
            for model in ALL:
                editor.create_model(model)
        cursor.execute(
            """INSERT INTO floor_event (title, starts_at, place)
               SELECT 'Family evening ' || g, now() + g * interval '1 hour', 'Main hall, ' || g
               FROM generate_series(1, %s) g""",
            [EVENTS],
        )
        cursor.execute(
            """INSERT INTO floor_invitation (token, event_id, school_id, parent_name, email, sent_at)
               SELECT md5('t' || g), 1 + g %% 500, 1 + g / 200, 'Parent ' || g,
                      'p' || g || '@example.org', now() FROM generate_series(1, %s) g""",
            [count],
        )
        cursor.execute(
            """INSERT INTO floor_schoolterm (school_id, term, invited, answered, yes, came,
                                             families, families_came)
               SELECT s, t, 2400, 1800, 1000, 1100, 200, 160
               FROM generate_series(1, %s) s, generate_series(1, %s) t""",
            [SCHOOLS, TERMS],
        )
        cursor.execute("VACUUM ANALYZE")
    chosen = random.Random(7).sample(range(1, count + 1), min(count, SAMPLE))
    tokens = (hashlib.md5(f"t{n}".encode(), usedforsecurity=False).hexdigest() for n in chosen)
    tokens_to.write_text("\n".join(tokens) + "\n")


def rows(count: int) -> float:
    """Return the seconds it takes to bulk_create so many invitations."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM floor_invitation WHERE school_id = -1")
    began = time.perf_counter()
    made = [
        Invitation(
            token=secrets.token_hex(16),
            event_id=1,
            school_id=-1,
            parent_name=f"P {n}",
            email=f"p{n}@example.org",
            sent_at=timezone.now(),
        )
        for n in range(count)
    ]
    Invitation.objects.bulk_create(made, batch_size=1000)
    return time.perf_counter() - began


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(int(sys.argv[2]), Path(sys.argv[3]))
    elif sys.argv[1] == "rows":
        print(json.dumps({"seconds": rows(int(sys.argv[2]))}))
