"""Making the kept figures anew: what has changed, or all; and looking whether they are right.

Run as often as one likes, by whomever: the same rows give the same figures. Of two at once in
one setting the second leaves it to the first, so an older count is never kept over a newer; and
nobody else waits for either.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Min, Q
from django.utils import timezone

from families.models import Child
from families.reports import Question
from pastoral.accounts import periods
from pastoral.accounts.calendar import calendar_of
from pastoral.accounts.models import Setting
from pastoral.figures import report
from pastoral.figures.models import MADE_WITH, FiguresChange, PeriodFigures
from pastoral.figures.rolled import as_kept, dates_of, kept_figures, rows_of, settled_on


@dataclass(frozen=True)
class Difference:
    """One row that is kept and is not what the rows give, or the other way round."""

    kept: PeriodFigures
    words: str
    was: list[int] | None
    now: list[int] | None

    @property
    def said(self) -> str:
        """The difference as a line."""
        whose = "with roll" if self.kept.has_roll else "own"
        return f"{self.kept.setting} {self.kept.key} ({whose}) {self.words}: kept {self.was}, rows {self.now}"


def to_make_anew(today: date) -> set[uuid.UUID]:
    """Return the settings whose kept figures are not what the rows give today, or are not there."""
    changed = FiguresChange.objects.order_by().values_list("setting", flat=True).distinct()
    outdated = PeriodFigures.objects.filter(
        Q(as_of__lt=F("settled_on")) & Q(as_of__lt=today) | ~Q(made_with=MADE_WITH)
    )
    never = Setting.objects.filter(half_terms__starts_on__lte=today).exclude(
        pk__in=PeriodFigures.objects.values("setting")
    )
    return {
        *changed,
        *outdated.order_by().values_list("setting", flat=True).distinct(),
        *never.values_list("pk", flat=True),
    }


def in_turn(settings: set[uuid.UUID]) -> list[uuid.UUID]:
    """Return settings in order: those of which nothing is kept, then those kept longest ago."""
    kept = PeriodFigures.objects.filter(setting__in=settings).order_by().values_list("setting")
    since = dict(kept.annotate(Min("updated_at")))
    return sorted(settings, key=lambda pk: (pk in since, since.get(pk), pk))


@transaction.atomic
def refresh(setting_id: uuid.UUID, *, everything: bool = False) -> int:
    """Make anew what is not fresh of a setting, and of the schools whose roll is there.

    Return how many periods were: none where it is being done already, unless `everything` is
    asked for, which waits its turn. A change that comes in the meantime stands, and is seen to
    the next time.
    """
    schools = Child.objects.filter(Q(setting=setting_id) | Q(homes__household__setting=setting_id))
    with_roll = set(schools.exclude(home_school=None).values_list("home_school", flat=True))
    settings = list(
        Setting.objects.filter(pk__in={setting_id, *with_roll})
        .select_related("policy")
        .order_by("pk")
    )
    if not all(_has_turn(setting.pk, wait=everything) for setting in settings):
        return 0
    seen = list(FiguresChange.objects.filter(setting=setting_id).values_list("pk", flat=True))
    made = 0
    for setting in settings:
        is_roll_alone = setting.pk != setting_id
        for question in questions_of(setting):
            if (question.has_roll or not is_roll_alone) and (everything or not _is_fresh(question)):
                keep(question)
                made += 1
    FiguresChange.objects.filter(pk__in=seen).delete()
    return made


def _has_turn(setting_id: uuid.UUID, *, wait: bool) -> bool:
    """Whether nobody else makes these figures until this transaction is over.

    PostgreSQL keeps the turn apart from the setting’s row, so that nobody waits who writes there.
    SQLite has one writer at a time.
    """
    if connection.vendor != "postgresql":
        return True
    lock = "pg_advisory_xact_lock" if wait else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {lock}(hashtextextended(%s, 0))", [f"figures of {setting_id}"])
        return wait or bool(cursor.fetchone()[0])


def keep(question: Question) -> PeriodFigures:
    """Keep the figures of one period as the rows give them now."""
    rows = rows_of(question)
    kept, _is_new = PeriodFigures.objects.update_or_create(
        setting=question.setting,
        key=question.period.key,
        has_roll=question.has_roll,
        defaults={
            **dates_of(question),
            "kind": question.period.kind,
            "settled_on": settled_on(question),
            "as_of": question.today,
            "made_with": MADE_WITH,
            "figures": kept_figures(report.made_of(rows, question)),
            "rows": as_kept(rows),
        },
    )
    return kept


def differences(setting: Setting) -> Iterator[Difference]:
    """Yield where what a page would read is not what the rows give: nothing, if all is well."""
    for question in questions_of(setting):
        fresh = PeriodFigures.objects.fresh(question.today).filter(**dates_of(question))
        if kept := fresh.select_related("setting").first():
            yield from _differences(kept, question)


def questions_of(setting: Setting) -> Iterator[Question]:
    """Yield every question whose answer is kept: each period that has begun, a school's twice."""
    today = timezone.localdate(timezone=setting.zone)
    calendar = calendar_of(setting)
    rolls = (False, True) if setting.kind == Setting.Kind.SCHOOL else (False,)
    for period in periods.periods_of(calendar.half_terms, today):
        for has_roll in rolls:
            yield Question(
                setting=setting, has_roll=has_roll, policy=setting.policy, today=today,
                calendar=calendar, period=period, before=None,
            )  # fmt: skip


def _is_fresh(question: Question) -> bool:
    return PeriodFigures.objects.fresh(question.today).filter(**dates_of(question)).exists()


def _differences(kept: PeriodFigures, question: Question) -> Iterator[Difference]:
    was, now = _by_name(kept.rows), _by_name(as_kept(rows_of(question)))
    for words in sorted(was.keys() | now.keys()):
        if was.get(words) != now.get(words):
            yield Difference(kept, words, was.get(words), now.get(words))


def _by_name(rows: list[list[Any]]) -> dict[str, list[int]]:
    """Return the numbers of each row by what it is about; two of the same name stand together."""
    found: dict[str, list[int]] = {}
    for *names, numbers in rows:
        found.setdefault(" ".join(f"{name}" for name in names if name), []).extend(numbers)
    return found
