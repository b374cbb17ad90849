"""Years of made-up data in minutes, for measuring: the same every time for the same numbers.

The database makes the rows itself (INSERT … SELECT). Columns that are not named take the
model's own default, so this goes on working when a model gains a field. On PostgreSQL the
indexes and keys of the largest tables are put back when the rows are in.

What is left out, because no figure reads it: the answers once given and changed, marks of
those who were asked, and the messages.
"""

import json
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from families.models import (
    Adult,
    Child,
    ContactLog,
    Household,
    HouseholdMember,
    MentorAssignment,
    Relationship,
)
from pastoral import links
from pastoral.accounts.models import HalfTerm, Membership, Policy, Setting, Staff
from pastoral.accounts.roles import Role
from sessions_app.models import Afternoon, Attendance, Invitation, InvitationRun
from visits.models import HomeVisit

# A school year from September’s first Monday: (term, half, weeks of school, weeks off).
YEAR = [
    ("autumn", 1, 7, 1), ("autumn", 2, 7, 2), ("spring", 1, 6, 1),
    ("spring", 2, 6, 2), ("summer", 1, 6, 1), ("summer", 2, 6, 7),
]  # fmt: skip
WEDNESDAY = 2
ASKED_DAYS_BEFORE = 6
ROLES = (Role.MENTOR, Role.MENTOR, Role.LEAD, Role.HEAD)
FIRST_NAMES = ("Amira", "Bilal", "Cerys", "Dafydd", "Efe", "Farah", "Gwen", "Hana", "Idris", "Jola")
NOBODY_KNOWS = "'!'"  # No word signs anybody in.
BIG = (HomeVisit, Invitation)
Say = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """How much is made: settings, families in each, school years, and which dice."""

    settings: int
    families: int
    years: int
    seed: int
    on: date
    has_invitations: bool = True


def seed(size: Size, say: Say) -> None:
    """Fill an empty database."""
    terms = half_terms(size)
    with _fast_session():
        with transaction.atomic():
            _places(size, terms)
            _people(size, terms)
        say(f"{size.settings} settings with {size.families} families each")
        with _without_indexes(BIG, say), transaction.atomic():
            _visits_and_calls(size, terms)
            say("home visits and calls")
            _afternoons(size, terms, say)
        with transaction.atomic():
            _what_followed()
        _analyse()


def half_terms(size: Size) -> list[tuple[int, str, int, date, date]]:
    """Return the half-terms, the last of them the one that the day is in, or the next."""
    found = []
    for year in range(size.on.year - size.years - 1, size.on.year + 1):
        starts = date(year, 9, 1) + timedelta(days=-date(year, 9, 1).weekday() % 7)
        for term, half, weeks, off in YEAR:
            ends = starts + timedelta(days=weeks * 7 - 3)
            found.append((year, term, half, starts, ends))
            starts += timedelta(days=(weeks + off) * 7)
    last = next(n for n, row in enumerate(found) if row[4] >= size.on)
    return found[last + 1 - size.years * len(YEAR) : last + 1]


def open_links(count: int) -> list[str]:
    """Give so many open invitations real links, and return the links' secrets."""
    asking = Invitation.objects.filter(afternoon__state=Afternoon.State.OPEN).order_by("pk")
    step = max(asking.count() // max(count, 1), 1)
    chosen = [pk for n, pk in enumerate(asking.values_list("pk", flat=True)) if n % step == 0][
        :count
    ]
    secrets = {pk: links.secret_of(pk, 1) for pk in chosen}
    rows = [
        Invitation(pk=pk, link_digest=links.digest_of(secret)) for pk, secret in secrets.items()
    ]
    Invitation.objects.bulk_update(rows, ["link_digest"], batch_size=500)
    return list(secrets.values())


# --- What is made. ------------------------------------------------------------------


def _places(size: Size, terms: Sequence[tuple[int, str, int, date, date]]) -> None:
    numbers = _numbers(size.settings)
    _insert(
        Setting, numbers, id=_uid("setting", "n"), code="'zone-' || n", name="'Zone ' || n",
        kind="'zone'", phone="'01632 960001'",
    )  # fmt: skip
    _insert(Policy, numbers, id=_uid("policy", "n"), setting_id=_uid("setting", "n"))
    for n, (year, term, half, starts, ends) in enumerate(terms):
        _insert(
            HalfTerm, numbers, id=_uid("halfterm", f"n * 100 + {n}"), setting_id=_uid("setting", "n"),
            school_year=f"{year}", term=f"'{term}'", half=f"{half}",
            starts_on=_day(starts), ends_on=_day(ends),
        )  # fmt: skip
    for n, role in enumerate(ROLES):
        _insert(
            Staff, numbers, id=_uid("staff", f"n * 10 + {n}"), first_name="'Jo'", is_active=_true(),
            email=f"'{role}{n}-' || n || '@seed.example.org'", password=NOBODY_KNOWS, works_share="1",
        )  # fmt: skip
        _insert(
            Membership, numbers, id=_uid("membership", f"n * 10 + {n}"), role=f"'{role}'",
            staff_id=_uid("staff", f"n * 10 + {n}"), setting_id=_uid("setting", "n"),
            from_on=_day(terms[0][3]),
        )  # fmt: skip


def _people(size: Size, terms: Sequence[tuple[int, str, int, date, date]]) -> None:
    """Make families of one adult, every fourth with two children; one in sixteen is new."""
    families = _numbers(size.settings * size.families)
    names = json.dumps(FIRST_NAMES)
    place = f"(n - 1) / {size.families} + 1"
    starts = f"CASE WHEN {_dice('n', 1, size)} < 62 THEN {_day(terms[-1][3])} ELSE {_day(terms[0][3])} END"
    first = _pick(names, "n")
    _insert(
        Household, families, id=_uid("household", "n"), setting_id=_uid("setting", place),
        label="'Family ' || n", moved_in_on="NULL",
    )  # fmt: skip
    _insert(
        Adult, families, id=_uid("adult", "n"), setting_id=_uid("setting", place), known_as=first,
        surname="'Seed'", name_key=f"LOWER({first}) || ' seed'",
        email="'parent-' || n || '@seed.example.org'",
    )  # fmt: skip
    _insert(
        HouseholdMember, families, id=_uid("member", "n"), household_id=_uid("household", "n"),
        adult_id=_uid("adult", "n"), from_on=_day(terms[0][3]),
    )  # fmt: skip
    for n in (0, 1):
        some = f"{families} WHERE n % 4 = 0" if n else families
        child = _uid("child", f"n * 2 + {n}")
        _insert(
            Child, some, id=child, setting_id=_uid("setting", place), legal_first=_pick(names, f"n + {n + 3}"),
            surname="'Seed'", name_key="'seed'", placement_starts_on=starts, days_pattern="'12345'",
        )  # fmt: skip
        _insert(
            HouseholdMember, some, id=_uid("member", f"-(n * 2 + {n})", signed=True), child_id=child,
            household_id=_uid("household", "n"), from_on=starts,
        )  # fmt: skip
        _insert(
            Relationship, some, id=_uid("relationship", f"n * 2 + {n}"), child_id=child,
            adult_id=_uid("adult", "n"), kind="'mother'", responsibility="'yes'", lives_with=_true(),
        )  # fmt: skip
        _insert(
            MentorAssignment, some, id=_uid("assignment", f"n * 2 + {n}"), child_id=child,
            mentor_id=_uid("staff", f"({place}) * 10 + n % 2"), kind="'lead'", from_on=starts,
        )  # fmt: skip


def _visits_and_calls(size: Size, terms: Sequence[tuple[int, str, int, date, date]]) -> None:
    """Make one visit a family and term, most of them completed, and one call."""
    families = _numbers(size.settings * size.families)
    place = f"(n - 1) / {size.families} + 1"
    for k, (_year, _term, half, starts, _ends) in enumerate(terms):
        day = _date_plus(starts, "n % 5 + 7 * (n % 6)")
        if half == 2 or starts + timedelta(days=40) > size.on:
            continue
        luck = _dice("n", 10 + k, size)
        _insert(
            HomeVisit, families, id=_uid("visit", f"n * 100 + {k}"), setting_id=_uid("setting", place),
            household_id=_uid("household", "n"), mentor_id=_uid("staff", f"({place}) * 10 + n % 2"),
            planned_on=day,
            state=f"CASE WHEN {luck} < 820 THEN 'completed' WHEN {luck} < 900 THEN 'not_home' ELSE 'cancelled_school' END",
            outcome=f"CASE WHEN {luck} < 820 THEN 'completed' WHEN {luck} < 900 THEN 'nobody_in' ELSE 'we_cancelled' END",
        )  # fmt: skip
    called = _moment(terms[-1][3], 11)
    _insert(
        ContactLog, f"{families} WHERE n % 3 = 0", id=_uid("contact", "n"), setting_id=_uid("setting", place),
        adult_id=_uid("adult", "n"), household_id=_uid("household", "n"), channel="'voice'",
        is_two_way=_true(), line="''", happened_at=called,
    )  # fmt: skip


def _afternoons(size: Size, terms: Sequence[tuple[int, str, int, date, date]], say: Say) -> None:
    """Make a Wednesday a week, with everybody asked to those that are over and the next."""
    week = 0
    for k, (_year, _term, _half, starts, ends) in enumerate(terms):
        day = starts + timedelta(days=WEDNESDAY)
        while day <= ends:
            week += 1
            _one_week(size, week, day, k)
            day += timedelta(days=7)
        say(f"{week} weeks of afternoons")


def _one_week(size: Size, week: int, day: date, k: int) -> None:
    is_over, is_asking = day < size.on, size.on <= day < size.on + timedelta(days=14)
    state = "held" if is_over else "open" if is_asking else "planned"
    afternoon = _uid("afternoon", f"n * 1000 + {week}")
    lead = _uid("staff", "n * 10 + 2")
    closed_at = _moment(day, 15) if is_over else "NULL"
    _insert(
        Afternoon, _numbers(size.settings), id=afternoon, setting_id=_uid("setting", "n"),
        half_term_id=_uid("halfterm", f"n * 100 + {k}"), on=_day(day), state=f"'{state}'", lead_id=lead,
        register_closed_at=closed_at, register_closed_by_id=lead if is_over else "NULL",
    )  # fmt: skip
    if not (is_over or is_asking) or not size.has_invitations:
        return
    _insert(
        InvitationRun,
        _numbers(size.settings),
        id=_uid("run", f"n * 1000 + {week}"),
        afternoon_id=afternoon,
    )
    _invitations(size, week, day, is_over=is_over)
    if is_over:
        _walk_ins(size, week, day, k)


def _invitations(size: Size, week: int, day: date, *, is_over: bool) -> None:
    """Ask every family in placement; some lean to yes more than others."""
    number = f"n * 1000 + {week}"
    leaning, luck = _dice("n", 2, size), _dice("n", 100 + week, size)
    answer = (
        "CASE WHEN luck < 250 THEN '' WHEN luck < 400 + leaning / 2 THEN 'yes' "
        "WHEN luck < 900 THEN 'maybe' ELSE 'no' END"
    )
    came = f"CASE WHEN {answer} = 'yes' THEN luck % 10 < 8 ELSE luck % 20 < 3 END"
    families = f"""
      FROM (SELECT n, {leaning} AS leaning, {luck} AS luck FROM {_series(size.settings * size.families)}) each_one
      JOIN families_household h ON h.id = {_uid("household", "n")}
      JOIN sessions_app_afternoon a ON a.setting_id = h.setting_id AND a."on" = {_day(day)}
      WHERE EXISTS (SELECT 1 FROM families_child c WHERE c.id = {_uid("child", "n * 2")}
                    AND c.placement_starts_on <= a."on")
      ORDER BY n"""  # noqa: S608 - numbers of our own
    asked = _moment(day - timedelta(days=ASKED_DAYS_BEFORE), 16)
    _insert(
        Invitation, families, id=_uid("invitation", number), setting_id="h.setting_id",
        half_term_id="a.half_term_id", afternoon_id="a.id", household_id="h.id",
        adult_id=_uid("adult", "n"), run_id=_uid("run", f"((n - 1) / {size.families} + 1) * 1000 + {week}"),
        mentor_id=_uid("staff", f"((n - 1) / {size.families} + 1) * 10 + n % 2"),
        link_digest=_digest(number), created_at=asked, updated_at=asked,
        state="'closed'" if is_over else f"CASE WHEN {answer} = '' OR luck % 2 = 0 THEN 'sent' ELSE {answer} END",
        answer=answer if is_over else f"CASE WHEN luck % 2 = 0 THEN '' ELSE {answer} END",
        answered_at=f"CASE WHEN {answer} = ''{'' if is_over else ' OR luck % 2 = 0'} THEN NULL ELSE {asked} END",
        answered_via=f"CASE WHEN {answer} = ''{'' if is_over else ' OR luck % 2 = 0'} THEN '' ELSE 'link' END",
        came=came if is_over else "NULL",
    )  # fmt: skip


def _walk_ins(size: Size, week: int, day: date, k: int) -> None:
    """Welcome the first family of each setting in whose dice say so, unasked or not."""
    family = f"(n - 1) * {size.families} + 1 + {_dice('n', 300 + week, size)} % {size.families}"
    _insert(
        Attendance, _numbers(size.settings), id=_uid("attendance", f"n * 1000 + {week}"),
        setting_id=_uid("setting", "n"), half_term_id=_uid("halfterm", f"n * 100 + {k}"),
        afternoon_id=_uid("afternoon", f"n * 1000 + {week}"), household_id=_uid("household", family),
        adult_id=_uid("adult", family), mark="'walk_in'", marked_by_id=_uid("staff", "n * 10"),
        marked_at=_moment(day, 14),
    )  # fmt: skip


def _what_followed() -> None:
    """Write down each family’s first afternoon, and whose children an open invitation names."""
    _run(
        """UPDATE families_household SET first_came_on = first_on FROM (
             SELECT household_id, MIN("on") AS first_on FROM (
               SELECT household_id, afternoon_id FROM sessions_app_invitation WHERE came
               UNION ALL SELECT household_id, afternoon_id FROM sessions_app_attendance) came
             JOIN sessions_app_afternoon a ON a.id = came.afternoon_id
             GROUP BY household_id) firsts
           WHERE firsts.household_id = families_household.id"""
    )
    _run(
        """INSERT INTO sessions_app_invitation_children (invitation_id, child_id)
           SELECT i.id, m.child_id FROM sessions_app_afternoon a
           JOIN sessions_app_invitation i ON i.afternoon_id = a.id
           JOIN families_householdmember m ON m.household_id = i.household_id
           WHERE a.state = 'open' AND m.child_id IS NOT NULL"""
    )


# --- Rows made by the database. -----------------------------------------------------


def _insert(model: type[models.Model], source: str, **columns: str) -> None:
    """Insert what `source` selects: named columns by SQL, the others with their defaults."""
    fields: dict[str, tuple[str, Any]] = {**_defaults(model), **_columns(model, columns)}
    names = ", ".join(connection.ops.quote_name(name) for name in fields)
    values = ", ".join(sql for sql, _values in fields.values())
    given = [value for _sql, value in fields.values() if value is not None]
    _run(f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} {source}", given)


def _columns(model: type[models.Model], columns: Mapping[str, str]) -> dict[str, tuple[str, None]]:
    known = {field.column for field in model._meta.concrete_fields}
    if unknown := set(columns) - known:
        raise LookupError(f"{model.__name__} has no column {', '.join(unknown)}.")
    return {name: (sql, None) for name, sql in columns.items()}


def _defaults(model: type[models.Model]) -> dict[str, tuple[str, Any]]:
    found: dict[str, tuple[str, Any]] = {}
    for field in model._meta.concrete_fields:
        if field.primary_key or field.null:
            continue
        automatic = getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False)
        value = timezone.now() if automatic else field.get_default()
        found[str(field.column)] = ("%s", field.get_db_prep_save(value, connection))
    return found


def _run(sql: str, values: Sequence[Any] = ()) -> None:
    with connection.cursor() as cursor:
        # A remainder (%) is not a place for a value (%s).
        cursor.execute(
            sql.replace("%", "%%").replace("%%s", "%s") if values else sql, values or None
        )


def _is_postgres() -> bool:
    return connection.vendor == "postgresql"


def _series(count: int) -> str:
    if _is_postgres():
        return f"generate_series(1, {count}::bigint) AS n"
    one_by_one = "SELECT 1 UNION ALL SELECT n + 1 FROM s"
    return f"(WITH RECURSIVE s(n) AS ({one_by_one} WHERE n < {count}) SELECT n FROM s)"  # noqa: S608 - a number of ours


def _numbers(count: int) -> str:
    return f"FROM {_series(count)}"


KINDS = {
    kind: n
    for n, kind in enumerate(
        "setting policy halfterm staff membership household adult child member relationship "
        "assignment visit contact afternoon run invitation attendance".split(),
        start=1,
    )
}


def _uid(kind: str, number: str, *, signed: bool = False) -> str:
    """Return SQL for an identifier made of a kind and a number, in the order of the numbers."""
    prefix = KINDS[kind] + (100 if signed else 0)
    number = f"-({number})" if signed else f"({number})"
    if _is_postgres():
        return f"('{prefix:08x}-0000-7000-8000-' || lpad(to_hex({number}), 12, '0'))::uuid"
    return f"printf('{prefix:08x}000070008000%012x', {number})"


def seeded_id(kind: str, number: int) -> uuid.UUID:
    """Return the identifier that `_uid` makes in SQL."""
    return uuid.UUID(f"{KINDS[kind]:08x}-0000-7000-8000-{number:012x}")


def _digest(number: str) -> str:
    """Return SQL for the digest of a link that nobody has: spread like a real one."""
    if _is_postgres():
        return f"md5('link-' || ({number}))::uuid"
    return f"printf('%016x%016x', (({number}) * 2654435761) % 4294967296, ({number}))"


def _dice(number: str, salt: int, size: Size) -> str:
    """Return SQL for a number from 0 to 999, always the same for the same numbers."""
    turned = f"(({number}) * 48271 + {salt} * 16807 + {size.seed} * 69621) % 2147483647"
    return f"((({turned}) * 1103515 + 12345) % 2147483647) / 1000 % 1000"


def _pick(words: str, number: str) -> str:
    """Return SQL for one of some words."""
    listed = json.loads(words)
    cases = " ".join(f"WHEN {n} THEN '{word}'" for n, word in enumerate(listed))
    return f"CASE ({number}) % {len(listed)} {cases} END"


def _true() -> str:
    return "TRUE"


def _day(day: date) -> str:
    return f"DATE '{day}'" if _is_postgres() else f"'{day}'"


def _date_plus(day: date, days: str) -> str:
    return (
        f"({_day(day)} + ({days})::int)"
        if _is_postgres()
        else f"DATE('{day}', '+' || ({days}) || ' days')"
    )


def _moment(day: date, hour: int) -> str:
    at = datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
    return f"TIMESTAMPTZ '{at.isoformat()}'" if _is_postgres() else f"'{at:%Y-%m-%d %H:%M:%S}'"


# --- Speed. -------------------------------------------------------------------------


@contextmanager
def _fast_session() -> Iterator[None]:
    """Give this session room to sort, and let it not wait for the disk after each commit."""
    if _is_postgres():
        for setting in (
            "synchronous_commit = off", "work_mem = '256MB'", "maintenance_work_mem = '1GB'",
            "max_parallel_maintenance_workers = 2", "jit = off",
        ):  # fmt: skip
            _run(f"SET {setting}")
    yield
    if _is_postgres():
        _run("RESET ALL")


@contextmanager
def _without_indexes(big: Sequence[type[models.Model]], say: Say) -> Iterator[None]:
    """Take the keys and indexes off the largest tables, and put them back, checked."""
    if not _is_postgres():
        yield
        return
    tables = [model._meta.db_table for model in big]
    with transaction.atomic(), connection.cursor() as cursor:
        again = [*_take_off_keys(cursor, tables), *_take_off_indexes(cursor, tables)]
    yield
    for sql in sorted(again, key=lambda sql: "FOREIGN KEY" in sql):
        _run(sql)
    say("keys and indexes")


def _take_off_keys(cursor: Any, tables: list[str]) -> Iterator[str]:
    """Drop foreign keys to and from, then unique and primary keys; yield how to add each."""
    cursor.execute(
        """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
           WHERE contype IN ('f', 'p', 'u')
             AND (conrelid::regclass::text = ANY(%s) OR confrelid::regclass::text = ANY(%s))
           ORDER BY contype <> 'f', contype DESC""",
        [tables, tables],
    )
    for table, name, definition in cursor.fetchall():
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        yield f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'


def _take_off_indexes(cursor: Any, tables: list[str]) -> Iterator[str]:
    cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)", [tables])
    for name, definition in cursor.fetchall():
        cursor.execute(f'DROP INDEX "{name}"')
        yield definition


def _analyse() -> None:
    """Let the planner know the tables, and make index-only reading possible."""
    _run("VACUUM (ANALYZE)" if _is_postgres() else "ANALYZE")
