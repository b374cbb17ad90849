"""The database writes down itself what changes under the figures: nothing can forget to.

After each statement that changes what figures are made of, by whichever road, a trigger adds
a `FiguresChange` (a setting, and the earliest day it may be about) in the same transaction.
So kept figures are never read once they are old, and nobody who writes waits for another:
rows are only added. `install` writes the triggers after every migration (SQLite loses those of
a table it makes anew): on PostgreSQL they fire once a statement, on SQLite once a row. docs/decisions/0029 says why triggers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True)
class Watched:
    """A table, the columns that matter, and which settings and days a row `r` is about."""

    table: str
    columns: tuple[str, ...]
    marks: tuple[str, ...]
    kinds: tuple[str, ...] = ("INSERT", "UPDATE", "DELETE")


def _mark(setting: str, on: str) -> str:
    return f'SELECT {setting} AS setting_id, {on} AS "on"'


OF_AFTERNOON = '(SELECT a."on" FROM sessions_app_afternoon a WHERE a.id = r.afternoon_id)'
OF_HOUSEHOLD = "(SELECT h.setting_id FROM families_household h WHERE h.id = r.household_id)"
OF_CHILD = "(SELECT c.setting_id FROM families_child c WHERE c.id = r.child_id)"
OF_ROLL = "(SELECT c.home_school_id FROM families_child c WHERE c.id = r.child_id)"
OF_VISIT = "visits_homevisit v WHERE v.id = r.visit_id"
SINCE_LIVING = "(SELECT MIN(m.from_on) FROM families_householdmember m WHERE m.{who}_id = {key})"
ANY_DAY = "CAST(NULL AS date)"

# fmt: off
WATCHED = (
    Watched(
        "sessions_app_invitation",
        ("setting_id", "half_term_id", "afternoon_id", "household_id", "state", "answer", "came"),
        (_mark("r.setting_id", OF_AFTERNOON),),
    ),
    Watched(
        "sessions_app_attendance",
        ("setting_id", "half_term_id", "afternoon_id", "household_id", "mark", "walked_in"),
        (_mark("r.setting_id", OF_AFTERNOON),),
    ),
    Watched(
        "sessions_app_afternoon",
        (
            "setting_id", "half_term_id", "on", "kind", "state", "change_note",
            "register_closed_at", "removed_at",
        ),
        (_mark("r.setting_id", 'r."on"'),),
    ),
    Watched(
        "sessions_app_pulse",
        ("afternoon_id", "welcome", "listened_to", "enjoyed_together", "would_come_again"),
        (
            _mark(
                "(SELECT a.setting_id FROM sessions_app_afternoon a WHERE a.id = r.afternoon_id)",
                OF_AFTERNOON,
            ),
        ),
    ),
    Watched(
        "visits_homevisit",
        (
            "setting_id", "household_id", "planned_on", "state", "outcome", "removed_at",
            "rescheduled_from_id", "offered_at", "agreed_by_id", "created_at",
        ),
        (
            _mark("r.setting_id", "r.planned_on"),
            _mark("r.setting_id", "DATE(COALESCE(r.offered_at, r.created_at))"),
        ),
    ),
    Watched(
        "visits_visitnote",
        ("visit_id", "written_at", "removed_at"),
        (
            _mark(
                f"(SELECT v.setting_id FROM {OF_VISIT})", f"(SELECT v.planned_on FROM {OF_VISIT})"
            ),
        ),
    ),
    Watched(
        "families_contactlog",
        ("setting_id", "household_id", "is_two_way", "happened_at", "removed_at"),
        (_mark("r.setting_id", "DATE(r.happened_at)"),),
    ),
    Watched(
        "families_promise",
        ("setting_id", "household_id", "due_on", "state", "closed_at", "removed_at"),
        (_mark("r.setting_id", "r.due_on"),),
    ),
    Watched(
        "families_child",
        (
            "setting_id", "home_school_id", "placement_starts_on", "placement_ends_on",
            "free_school_meals", "pupil_premium", "sen", "eal", "ethnicity", "removed_at",
        ),
        (
            _mark("r.setting_id", "r.placement_starts_on"),
            _mark("r.home_school_id", "r.placement_starts_on"),
        ),
    ),
    Watched(
        "families_schoolweek",
        ("child_id", "week_on", "possible", "attended"),
        (_mark(OF_CHILD, "r.week_on"),),
    ),
    Watched(
        "families_householdmember",
        ("household_id", "child_id", "adult_id", "from_on", "to_on"),
        tuple(_mark(setting, "r.from_on") for setting in (OF_HOUSEHOLD, OF_CHILD, OF_ROLL)),
    ),
    Watched(
        "families_household",
        (
            "setting_id", "first_came_on", "paused_from", "paused_until", "previous_id",
            "removed_at",
        ),
        (_mark("r.setting_id", SINCE_LIVING.format(who="household", key="r.id")),),
        kinds=("UPDATE", "DELETE"),
    ),
    Watched(
        "families_household",
        (),
        (f"{_mark('r.setting_id', 'r.first_came_on')} WHERE r.first_came_on IS NOT NULL",),
        kinds=("INSERT",),
    ),
    Watched(
        "families_adult",
        (
            "setting_id", "mobile_state", "email", "email_is_unreachable", "safe_contact",
            "needs_interpreter", "is_deceased", "left_on", "removed_at",
        ),
        (_mark("r.setting_id", SINCE_LIVING.format(who="adult", key="r.id")),),
        kinds=("UPDATE", "DELETE"),
    ),
    Watched(
        "families_contactpreference",
        ("adult_id", "channel", "topic", "is_allowed"),
        (
            _mark(
                "(SELECT a.setting_id FROM families_adult a WHERE a.id = r.adult_id)",
                SINCE_LIVING.format(who="adult", key="r.adult_id"),
            ),
        ),
    ),
    Watched(
        "accounts_membership",
        ("staff_id", "setting_id", "role", "from_on", "to_on"),
        (_mark("r.setting_id", "r.from_on"),),
    ),
    Watched(
        "accounts_staff",
        ("works_share",),
        (
            """SELECT m.setting_id, MIN(m.from_on) AS "on" FROM accounts_membership m
               WHERE m.staff_id = r.id GROUP BY m.setting_id""",
        ),
    ),
    Watched(
        "accounts_halfterm",
        ("setting_id", "school_year", "term", "half", "starts_on", "ends_on"),
        (_mark("r.setting_id", ANY_DAY),),
    ),
    Watched("accounts_calendarday", ("setting_id", "day", "kind"), (_mark("r.setting_id", "r.day"),)),
    Watched(
        "accounts_policy",
        (
            "active_school_days", "came_back_days", "regular_of", "regular_at_least",
            "first_offer_school_days", "note_due_school_days", "context_weeks", "context_least_weeks",
        ),
        (_mark("r.setting_id", ANY_DAY),),
    ),
    Watched("accounts_setting", ("timezone", "nation"), (_mark("r.id", ANY_DAY),), kinds=("UPDATE",)),
)
# fmt: on
NEW, OLD = "new_rows", "old_rows"
SIDES = {"INSERT": (NEW,), "UPDATE": (OLD, NEW), "DELETE": (OLD,)}
ADD = 'INSERT INTO figures_figureschange (setting_id, "on")'
NOT_THERE = """ WHERE c.setting_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM figures_figureschange f
  WHERE f.setting_id = c.setting_id AND f."on" IS NOT DISTINCT FROM c."on"{ours})"""
# A mark of another transaction may be seen to and taken away before this one commits: only one’s
# own stands for what one writes. SQLite has one writer at a time.
OURS = {"postgresql": " AND f.xmin = pg_current_xact_id()::xid", "sqlite": ""}


NAMES = {
    "postgresql": """SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
      WHERE t.tgname LIKE 'figures\\_of\\_%'""",
    "sqlite": """SELECT name, tbl_name FROM sqlite_master
      WHERE type = 'trigger' AND name LIKE 'figures\\_of\\_%' ESCAPE '\\'""",
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Write the triggers, unless they are there as they should be."""
    wanted = dict(_wanted(connection.vendor))
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        there = installed(connection)
        if there.keys() == wanted.keys():
            return
        for name, table in there.items():
            on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on_table}")
            if on_table:
                cursor.execute(f"DROP FUNCTION {name}()")
        for statements in wanted.values():
            for statement in statements:
                cursor.execute(statement)


def installed(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Return the triggers that are there, and the table of each."""
    with connection.cursor() as cursor:
        cursor.execute(NAMES[connection.vendor])
        return dict(cursor.fetchall())


def _wanted(vendor: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each trigger's name, which tells its words too, and the statements that write it."""
    write = _on_postgresql if vendor == "postgresql" else _on_sqlite
    for watched in WATCHED:
        for kind in watched.kinds:
            digest = sha256("".join(write("", watched, kind)).encode()).hexdigest()[:6]
            name = f"figures_of_{watched.table}_{kind.lower()}_{digest}"
            yield name, write(name, watched, kind)


def _on_postgresql(name: str, watched: Watched, kind: str) -> list[str]:
    sides = SIDES[kind]
    refers = " ".join(f"{side.split('_')[0].upper()} TABLE AS {side}" for side in sides)
    marks = "\n UNION ".join(
        f'SELECT m.setting_id, m."on" FROM {_changed(watched, side, kind)} r CROSS JOIN LATERAL ({mark}) m'
        for side in sides
        for mark in watched.marks
    )
    body = f'{ADD} SELECT c.setting_id, c."on" FROM ({marks}) c{NOT_THERE.format(ours=OURS["postgresql"])}'
    return [
        f"""CREATE FUNCTION {name}() RETURNS trigger AS $$
BEGIN {body}; RETURN NULL; END $$ LANGUAGE plpgsql""",
        f"""CREATE TRIGGER {name} AFTER {kind} ON {watched.table} REFERENCING {refers}
FOR EACH STATEMENT EXECUTE FUNCTION {name}()""",
    ]


def _changed(watched: Watched, side: str, kind: str) -> str:
    """Return the rows of one side of a statement; of an update, those in which it matters."""
    if kind != "UPDATE":
        return side
    other = OLD if side == NEW else NEW
    mine, theirs = (
        ", ".join(f'{of}."{column}"' for column in watched.columns) for of in ("s", "o")
    )
    return f"""(SELECT s.* FROM {side} s JOIN {other} o ON o.id = s.id
    WHERE ({mine}) IS DISTINCT FROM ({theirs}))"""


def _on_sqlite(name: str, watched: Watched, kind: str) -> list[str]:
    differs = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in watched.columns)
    when = f" WHEN {differs}" if kind == "UPDATE" else ""
    marks = "\n UNION ".join(
        mark.replace("r.", f"{'NEW' if side == NEW else 'OLD'}.")
        for side in SIDES[kind]
        for mark in watched.marks
    )
    body = (
        f'{ADD} SELECT c.setting_id, c."on" FROM ({marks}) c{NOT_THERE.format(ours=OURS["sqlite"])}'
    )
    body = body.replace("IS NOT DISTINCT FROM", "IS")
    return [
        f"""CREATE TRIGGER {name} AFTER {kind} ON {watched.table}
FOR EACH ROW{when} BEGIN {body}; END"""
    ]
