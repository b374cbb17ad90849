"""Groups of families that our offer should work for equally, and how far apart they are.

“Where is our offer not working?” A family is in a group if a child of theirs, living there
in the period, is (or for the interpreter, an adult). Where it is not and something is not
recorded, nobody knows, and it is in neither the group nor everyone else.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from families.reports import Row, Tally, select
from pastoral.figures.measures import WITH_GAPS

GAP = "gap"
NOBODY = Tally()
IN, OUT, UNKNOWN = "in", "out", "unknown"
HOME_SCHOOL = "home_school"


@dataclass(frozen=True)
class Group:
    """One group: what it is called, and whether 0% and 100% are kept back too."""

    label: str
    is_in: str  # In SQL, of one child: c.
    is_unknown: str
    is_sensitive: bool = True


def _yes_or_no(label: str, column: str) -> Group:
    return Group(label, f"c.{column}", f"c.{column} IS NULL")


def _sen(label: str, code: str) -> Group:
    return Group(label, f"c.sen = '{code}'", "c.sen = ''")


def _ethnicity(label: str, *codes: str) -> Group:
    among = ", ".join(f"'{code}'" for code in codes)
    return Group(label, f"c.ethnicity IN ({among})", f"c.ethnicity NOT IN ({KNOWN_ETHNICITIES})")


WHITE = ("WBRI", "WIRI", "WIRT", "WROM", "WOTH")
MIXED = ("MWBC", "MWBA", "MWAS", "MOTH")
ASIAN = ("AIND", "APKN", "ABAN", "AOTH", "CHNE")
BLACK = ("BCRB", "BAFR", "BOTH")
OTHER = ("OOTH",)
KNOWN_ETHNICITIES = ", ".join(f"'{code}'" for code in (*WHITE, *MIXED, *ASIAN, *BLACK, *OTHER))

OF_CHILDREN: dict[str, Group] = {
    "fsm": _yes_or_no("Free school meals", "free_school_meals"),
    "pupil_premium": _yes_or_no("Pupil premium", "pupil_premium"),
    "sen_e": _sen("Education, health and care plan", "E"),
    "sen_k": _sen("SEN support", "K"),
    "sen_n": _sen("No special educational need", "N"),
    "eal": _yes_or_no("English as an additional language", "eal"),
    "white": _ethnicity("White", *WHITE),
    "mixed": _ethnicity("Mixed or multiple ethnic groups", *MIXED),
    "asian": _ethnicity("Asian or Asian British", *ASIAN),
    "black": _ethnicity("Black, Black British, Caribbean or African", *BLACK),
    "other": _ethnicity("Other ethnic group", *OTHER),
}
INTERPRETER = Group("An interpreter is needed", "a.needs_interpreter", "FALSE")
GROUPS: dict[str, Group] = {**OF_CHILDREN, "interpreter": INTERPRETER}
OF_ETHNICITY = ("white", "mixed", "asian", "black", "other")
OF_SEN = ("sen_e", "sen_k", "sen_n")


def _standing(group: Group) -> str:
    return f"""CASE WHEN MAX(CASE WHEN {group.is_in} THEN 1 ELSE 0 END) = 1 THEN '{IN}'
    WHEN MAX(CASE WHEN {group.is_unknown} THEN 1 ELSE 0 END) = 1 THEN '{UNKNOWN}' ELSE '{OUT}' END"""


# relevant: the families of the measures that are compared. kin: where each stands towards
# each group of children. of_school: the home schools of their children. standing: one row
# for each family and group; a family we know no child of then is unknown.
CHILDREN_STANDING = ",\n  ".join(
    f"{_standing(group)} AS {key}" for key, group in OF_CHILDREN.items()
)
EACH_STANDING = "\n  UNION ALL ".join(
    f"SELECT r.household_id, '{key}' AS grp, COALESCE(k.{key}, '{UNKNOWN}') AS stands FROM relevant r "
    "LEFT JOIN kin k ON k.household_id = r.household_id"
    for key in OF_CHILDREN
)  # fmt: skip
COMPARED = ", ".join(f"'{key}'" for key in WITH_GAPS)
EXPRESSIONS = (
    f"""
compared AS {{once}} (
  SELECT what, household_id, SUM(part) AS part, SUM(whole) AS whole FROM unit
  WHERE what IN ({COMPARED}) GROUP BY what, household_id),
relevant AS {{once}} (SELECT DISTINCT household_id FROM compared),
lived_here AS {{once}} (
  SELECT DISTINCT household_id, child_id FROM stay
  WHERE starts_on <= %(upto)s AND ends_on >= %(first)s
    AND (household_id IN (SELECT household_id FROM relevant)) IS TRUE),
kin AS {{once}} (
  SELECT l.household_id, {CHILDREN_STANDING}
  FROM lived_here l JOIN families_child c ON c.id = l.child_id GROUP BY l.household_id),
of_school AS {{once}} (
  SELECT DISTINCT l.household_id, c.home_school_id
  FROM lived_here l JOIN families_child c ON c.id = l.child_id),
spoken AS {{once}} (
  SELECT DISTINCT m.household_id FROM families_householdmember m
  JOIN families_adult a ON a.id = m.adult_id
  WHERE a.setting_id {{places}} AND a.removed_at IS NULL AND {INTERPRETER.is_in}
    AND m.from_on <= %(upto)s AND (m.to_on IS NULL OR m.to_on >= %(first)s)),
standing AS {{once}} (
  {EACH_STANDING}
  UNION ALL SELECT household_id, 'interpreter',
    CASE WHEN household_id IN (SELECT household_id FROM spoken) THEN '{IN}' ELSE '{OUT}' END
  FROM relevant
  UNION ALL SELECT r.household_id, '{HOME_SCHOOL}', CASE WHEN EXISTS (
      SELECT 1 FROM of_school o WHERE o.household_id = r.household_id AND o.home_school_id IS NOT NULL)
    THEN '{OUT}' ELSE '{UNKNOWN}' END
  FROM relevant r
  UNION ALL SELECT household_id, '{HOME_SCHOOL}:' || CAST(home_school_id AS varchar(36)), '{IN}'
  FROM of_school WHERE home_school_id IS NOT NULL)""",
)
SELECT_GAPS = select(
    GAP,
    "CAST(NULL AS date), CAST(NULL AS date), c.what || '|' || s.grp || '|' || s.stands",
    ("SUM(c.part)", "SUM(c.whole)", "COUNT(*)"),
    """FROM compared c JOIN standing s ON s.household_id = c.household_id
GROUP BY c.what, s.grp, s.stands""",
)


@dataclass(frozen=True)
class Gap:
    """One measure for one group and for everyone else; of `unknown` families nobody knows.

    `group` is a key of GROUPS, or `home_school` with `school` saying which. A viewer who sees
    no true numbers gets neither 0% nor 100% of a group that `is_sensitive`.
    """

    measure: str
    group: str
    school: uuid.UUID | None
    tally: Tally
    others: Tally
    unknown: Tally

    @property
    def is_sensitive(self) -> bool:
        """Whether 0% and 100% are kept back too."""
        return self.group != HOME_SCHOOL

    @property
    def points(self) -> float | None:
        """How far the group is from everyone else, in percentage points; None without both."""
        if not (self.tally.whole and self.others.whole):
            return None
        return 100 * (self.tally.part / self.tally.whole - self.others.part / self.others.whole)


def gaps_of(rows: Sequence[Row]) -> list[Gap]:
    """Return each compared measure for each group, in the order of both lists."""
    found: dict[tuple[str, str], dict[str, Tally]] = {}
    for row in rows:
        if row.what == GAP:
            measure, group, stands = row.words.split("|")
            found.setdefault((measure, group), {})[stands] = Tally(*row.numbers[:2])
    gaps = []
    for measure in WITH_GAPS:
        gaps += [
            _gap(measure, group, by) for group in GROUPS if (by := found.get((measure, group)))
        ]
        gaps += _of_schools(measure, found)
    return gaps


def _gap(measure: str, group: str, by: dict[str, Tally]) -> Gap:
    return Gap(
        measure, group, None, by.get(IN, NOBODY), by.get(OUT, NOBODY), by.get(UNKNOWN, NOBODY)
    )


def _of_schools(measure: str, found: dict[tuple[str, str], dict[str, Tally]]) -> list[Gap]:
    """Return a gap for each home school; everyone else is who has another one alone."""
    every = found.get((measure, HOME_SCHOOL), {})
    known, unknown = every.get(OUT, NOBODY), every.get(UNKNOWN, NOBODY)
    schools = {
        uuid.UUID(group.removeprefix(f"{HOME_SCHOOL}:")): by[IN]
        for (of, group), by in sorted(found.items())
        if of == measure and group.startswith(f"{HOME_SCHOOL}:")
    }
    return [
        Gap(measure, HOME_SCHOOL, school, tally, _without(known, tally), unknown)
        for school, tally in schools.items()
    ]


def _without(every: Tally, some: Tally) -> Tally:
    return Tally(every.part - some.part, every.whole - some.whole)
