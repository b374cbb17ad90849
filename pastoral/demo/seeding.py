"""Years of made-up data in minutes, for measuring: the same every time for the same numbers.

On PostgreSQL the indexes and keys of the largest tables are put back when the rows are in.

What is left out, because no figure reads it: the answers once given and changed, marks of
those who were asked, and the messages.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max

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
from pastoral.demo import in_sql as sql
from pastoral.demo.in_sql import Say
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
    with sql.fast_session():
        with transaction.atomic():
            _places(size, terms)
            _people(size, terms)
        say(f"{size.settings} settings with {size.families} families each")
        with sql.without_indexes(BIG, say), transaction.atomic():
            _visits_and_calls(size, terms)
            say("home visits and calls")
            _afternoons(size, terms, say)
        with transaction.atomic():
            _what_followed()
        sql.analyse()


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
    """Give so many invitations to the last open day real links, and return their secrets."""
    last = Afternoon.objects.filter(state=Afternoon.State.OPEN).aggregate(on=Max("on"))["on"]
    asking = Invitation.objects.filter(afternoon__on=last).order_by("pk")
    step = max(asking.count() // max(count, 1), 1)
    every = enumerate(asking.values_list("pk", flat=True))
    chosen = [pk for n, pk in every if n % step == 0][:count]
    secrets = {pk: links.secret_of(pk, 1) for pk in chosen}
    rows = [Invitation(pk=pk, link_digest=links.digest_of(secrets[pk])) for pk in chosen]
    Invitation.objects.bulk_update(rows, ["link_digest"], batch_size=500)
    return list(secrets.values())


# --- What is made. ------------------------------------------------------------------


def _places(size: Size, terms: Sequence[tuple[int, str, int, date, date]]) -> None:
    numbers = sql.numbers(size.settings)
    sql.insert(
        Setting, numbers, id=sql.uid("setting", "n"), code="'zone-' || n", name="'Zone ' || n",
        kind="'zone'", phone="'01632 960001'",
    )  # fmt: skip
    sql.insert(Policy, numbers, id=sql.uid("policy", "n"), setting_id=sql.uid("setting", "n"))
    for n, (year, term, half, starts, ends) in enumerate(terms):
        sql.insert(
            HalfTerm, numbers, id=sql.uid("halfterm", f"n * 100 + {n}"), setting_id=sql.uid("setting", "n"),
            school_year=f"{year}", term=f"'{term}'", half=f"{half}",
            starts_on=sql.day(starts), ends_on=sql.day(ends),
        )  # fmt: skip
    for n, role in enumerate(ROLES):
        sql.insert(
            Staff, numbers, id=sql.uid("staff", f"n * 10 + {n}"), first_name="'Jo'", is_active="TRUE",
            email=f"'{role}{n}-' || n || '@seed.example.org'", password=NOBODY_KNOWS, works_share="1",
        )  # fmt: skip
        sql.insert(
            Membership, numbers, id=sql.uid("membership", f"n * 10 + {n}"), role=f"'{role}'",
            staff_id=sql.uid("staff", f"n * 10 + {n}"), setting_id=sql.uid("setting", "n"),
            from_on=sql.day(terms[0][3]),
        )  # fmt: skip


def _people(size: Size, terms: Sequence[tuple[int, str, int, date, date]]) -> None:
    """Make families of one adult, every fourth with two children; one in sixteen is new."""
    families = sql.numbers(size.settings * size.families)
    names = json.dumps(FIRST_NAMES)
    place = f"(n - 1) / {size.families} + 1"
    starts = f"CASE WHEN {sql.dice('n', 1, size.seed)} < 62 THEN {sql.day(terms[-1][3])} ELSE {sql.day(terms[0][3])} END"
    first = sql.pick(names, "n")
    sql.insert(
        Household, families, id=sql.uid("household", "n"), setting_id=sql.uid("setting", place),
        label="'Family ' || n", moved_in_on="NULL",
    )  # fmt: skip
    sql.insert(
        Adult, families, id=sql.uid("adult", "n"), setting_id=sql.uid("setting", place), known_as=first,
        surname="'Seed'", name_key=f"LOWER({first}) || ' seed'",
        email="'parent-' || n || '@seed.example.org'",
    )  # fmt: skip
    sql.insert(
        HouseholdMember, families, id=sql.uid("member", "n"), household_id=sql.uid("household", "n"),
        adult_id=sql.uid("adult", "n"), from_on=sql.day(terms[0][3]),
    )  # fmt: skip
    for n in (0, 1):
        some = f"{families} WHERE n % 4 = 0" if n else families
        child = sql.uid("child", f"n * 2 + {n}")
        sql.insert(
            Child, some, id=child, setting_id=sql.uid("setting", place), legal_first=sql.pick(names, f"n + {n + 3}"),
            surname="'Seed'", name_key="'seed'", placement_starts_on=starts, days_pattern="'12345'",
        )  # fmt: skip
        sql.insert(
            HouseholdMember, some, id=sql.uid("member", f"-(n * 2 + {n})", signed=True), child_id=child,
            household_id=sql.uid("household", "n"), from_on=starts,
        )  # fmt: skip
        sql.insert(
            Relationship, some, id=sql.uid("relationship", f"n * 2 + {n}"), child_id=child,
            adult_id=sql.uid("adult", "n"), kind="'mother'", responsibility="'yes'", lives_with="TRUE",
        )  # fmt: skip
        sql.insert(
            MentorAssignment, some, id=sql.uid("assignment", f"n * 2 + {n}"), child_id=child,
            mentor_id=sql.uid("staff", f"({place}) * 10 + n % 2"), kind="'lead'", from_on=starts,
        )  # fmt: skip


def _visits_and_calls(size: Size, terms: Sequence[tuple[int, str, int, date, date]]) -> None:
    """Make one visit a family and term, most of them completed, and one call."""
    families = sql.numbers(size.settings * size.families)
    place = f"(n - 1) / {size.families} + 1"
    for k, (_year, _term, half, starts, _ends) in enumerate(terms):
        day = sql.date_plus(starts, "n % 5 + 7 * (n % 6)")
        if half == 2 or starts + timedelta(days=40) > size.on:
            continue
        luck = sql.dice("n", 10 + k, size.seed)
        sql.insert(
            HomeVisit, families, id=sql.uid("visit", f"n * 100 + {k}"), setting_id=sql.uid("setting", place),
            household_id=sql.uid("household", "n"), mentor_id=sql.uid("staff", f"({place}) * 10 + n % 2"),
            planned_on=day,
            state=f"CASE WHEN {luck} < 820 THEN 'completed' WHEN {luck} < 900 THEN 'not_home' ELSE 'cancelled_school' END",
            outcome=f"CASE WHEN {luck} < 820 THEN 'completed' WHEN {luck} < 900 THEN 'nobody_in' ELSE 'we_cancelled' END",
        )  # fmt: skip
    called = sql.moment(terms[-1][3], 11)
    sql.insert(
        ContactLog, f"{families} WHERE n % 3 = 0", id=sql.uid("contact", "n"), setting_id=sql.uid("setting", place),
        adult_id=sql.uid("adult", "n"), household_id=sql.uid("household", "n"), channel="'voice'",
        is_two_way="TRUE", line="''", happened_at=called,
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
    afternoon = sql.uid("afternoon", f"n * 1000 + {week}")
    lead = sql.uid("staff", "n * 10 + 2")
    closed_at = sql.moment(day, 15) if is_over else "NULL"
    sql.insert(
        Afternoon, sql.numbers(size.settings), id=afternoon, setting_id=sql.uid("setting", "n"),
        half_term_id=sql.uid("halfterm", f"n * 100 + {k}"), on=sql.day(day), state=f"'{state}'", lead_id=lead,
        register_closed_at=closed_at, register_closed_by_id=lead if is_over else "NULL",
    )  # fmt: skip
    if not (is_over or is_asking) or not size.has_invitations:
        return
    sql.insert(
        InvitationRun,
        sql.numbers(size.settings),
        id=sql.uid("run", f"n * 1000 + {week}"),
        afternoon_id=afternoon,
    )
    _invitations(size, week, day, is_over=is_over)
    if is_over:
        _walk_ins(size, week, day, k)


def _invitations(size: Size, week: int, day: date, *, is_over: bool) -> None:
    """Ask every family in placement; some lean to yes more than others."""
    number = f"n * 1000 + {week}"
    leaning, luck = sql.dice("n", 2, size.seed), sql.dice("n", 100 + week, size.seed)
    answer = (
        "CASE WHEN luck < 250 THEN '' WHEN luck < 400 + leaning / 2 THEN 'yes' "
        "WHEN luck < 900 THEN 'maybe' ELSE 'no' END"
    )
    came = f"CASE WHEN {answer} = 'yes' THEN luck % 10 < 8 ELSE luck % 20 < 3 END"
    families = f"""
      FROM (SELECT n, {leaning} AS leaning, {luck} AS luck FROM {sql.series(size.settings * size.families)}) each_one
      JOIN families_household h ON h.id = {sql.uid("household", "n")}
      JOIN sessions_app_afternoon a ON a.setting_id = h.setting_id AND a."on" = {sql.day(day)}
      WHERE EXISTS (SELECT 1 FROM families_child c WHERE c.id = {sql.uid("child", "n * 2")}
                    AND c.placement_starts_on <= a."on")
      ORDER BY n"""  # noqa: S608 - numbers of our own
    asked = sql.moment(day - timedelta(days=ASKED_DAYS_BEFORE), 16)
    sql.insert(
        Invitation, families, id=sql.uid("invitation", number), setting_id="h.setting_id",
        half_term_id="a.half_term_id", afternoon_id="a.id", household_id="h.id",
        adult_id=sql.uid("adult", "n"), run_id=sql.uid("run", f"((n - 1) / {size.families} + 1) * 1000 + {week}"),
        mentor_id=sql.uid("staff", f"((n - 1) / {size.families} + 1) * 10 + n % 2"),
        link_digest=sql.digest(number), created_at=asked, updated_at=asked,
        state="'closed'" if is_over else f"CASE WHEN {answer} = '' OR luck % 2 = 0 THEN 'sent' ELSE {answer} END",
        answer=answer if is_over else f"CASE WHEN luck % 2 = 0 THEN '' ELSE {answer} END",
        answered_at=f"CASE WHEN {answer} = ''{'' if is_over else ' OR luck % 2 = 0'} THEN NULL ELSE {asked} END",
        answered_via=f"CASE WHEN {answer} = ''{'' if is_over else ' OR luck % 2 = 0'} THEN '' ELSE 'link' END",
        came=came if is_over else "NULL",
    )  # fmt: skip


def _walk_ins(size: Size, week: int, day: date, k: int) -> None:
    """Welcome the first family of each setting in whose dice say so, unasked or not."""
    family = (
        f"(n - 1) * {size.families} + 1 + {sql.dice('n', 300 + week, size.seed)} % {size.families}"
    )
    sql.insert(
        Attendance, sql.numbers(size.settings), id=sql.uid("attendance", f"n * 1000 + {week}"),
        setting_id=sql.uid("setting", "n"), half_term_id=sql.uid("halfterm", f"n * 100 + {k}"),
        afternoon_id=sql.uid("afternoon", f"n * 1000 + {week}"), household_id=sql.uid("household", family),
        adult_id=sql.uid("adult", family), mark="'walk_in'", marked_by_id=sql.uid("staff", "n * 10"),
        marked_at=sql.moment(day, 14),
    )  # fmt: skip


def _what_followed() -> None:
    """Write down each family’s first afternoon, and whose children an open invitation names."""
    sql.run(
        """UPDATE families_household SET first_came_on = first_on FROM (
             SELECT household_id, MIN("on") AS first_on FROM (
               SELECT household_id, afternoon_id FROM sessions_app_invitation WHERE came
               UNION ALL SELECT household_id, afternoon_id FROM sessions_app_attendance) came
             JOIN sessions_app_afternoon a ON a.id = came.afternoon_id
             GROUP BY household_id) firsts
           WHERE firsts.household_id = families_household.id"""
    )
    sql.run(
        """INSERT INTO sessions_app_invitation_children (invitation_id, child_id)
           SELECT i.id, m.child_id FROM sessions_app_afternoon a
           JOIN sessions_app_invitation i ON i.afternoon_id = a.id
           JOIN families_householdmember m ON m.household_id = i.household_id
           WHERE a.state = 'open' AND m.child_id IS NOT NULL"""
    )
