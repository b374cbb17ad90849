"""What is measured of the figures within Django, as JSON; run by tests.bench.run.

python -m tests.bench.of_figures figures 20 | keep 40 | closing | rebuild
"""

import io
import json
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402 - Django must be set up before

from families.reports import Question, question  # noqa: E402
from pastoral.accounts import periods  # noqa: E402
from pastoral.accounts.calendar import calendar_of  # noqa: E402
from pastoral.accounts.models import Membership, Setting, Staff  # noqa: E402
from pastoral.accounts.roles import Role  # noqa: E402
from pastoral.accounts.viewers import Viewer  # noqa: E402
from pastoral.desk.reports import report  # noqa: E402
from pastoral.figures import keeping  # noqa: E402
from pastoral.figures import report as from_rows  # noqa: E402
from pastoral.figures.models import FiguresChange, PeriodFigures  # noqa: E402
from sessions_app.actions import register  # noqa: E402
from sessions_app.models import Afternoon  # noqa: E402
from tests.bench import by_hand  # noqa: E402


def figures(count: str) -> dict[str, Any]:
    """Time the page's own SQL and the same by hand, alternating over some settings (P10)."""
    found: dict[str, list[float]] = {"ours_ms": [], "by_hand_ms": [], "rows_ms": []}
    for setting in Setting.objects.order_by("code")[: int(count)]:
        asked = question_of(setting)
        keep_page(asked)
        values = _by_hand_values(asked)
        ways: dict[str, Callable[[], Any]] = {
            "ours_ms": partial(report, asked),
            "by_hand_ms": partial(_run_by_hand, values),
            "rows_ms": partial(_from_the_rows, asked),
        }
        for name, way in ways.items():
            time_sql(way)
            found[name].append(min(time_sql(way) for _ in range(5)) * 1000)
        _same(asked, values)
    return {
        **{name: median(values) for name, values in found.items()},
        "ratios": _ratios(found["ours_ms"], found["by_hand_ms"]),
        "rows_ratios": _ratios(found["rows_ms"], found["by_hand_ms"]),
    }


def _ratios(ours: list[float], theirs: list[float]) -> list[float]:
    ratios = sorted(own / hand for own, hand in zip(ours, theirs, strict=True))
    return [ratios[len(ratios) // 2], ratios[0], ratios[-1]]


def keep_page(asked: Question) -> None:
    """Keep both periods of the page, as the clock does."""
    keeping.keep(asked)
    if before := asked.of_before:
        keeping.keep(before)
    FiguresChange.objects.filter(setting=asked.setting).delete()


def _from_the_rows(asked: Question) -> None:
    """Work both periods out, as a page does while something has changed."""
    from_rows.report_of(asked)
    if before := asked.of_before:
        from_rows.report_of(before)


def keep(count: str) -> dict[str, Any]:
    """Keep every figure of the settings whose heads open the page, as the clock does."""
    heads = Membership.objects.filter(role=Role.HEAD).order_by("pk")
    step = max(heads.count() // int(count), 1)
    chosen = [m for n, m in enumerate(heads) if n % step == 0][: int(count)]
    return {"kept": sum(keeping.refresh(m.setting_id) for m in chosen if m.setting_id)}


def rebuild() -> dict[str, Any]:
    """Rebuild and check all figures of one setting, as the command does, some settings in turn."""
    found: dict[str, Any] = {"rebuild": [], "check": [], "periods": 0}
    for setting in Setting.objects.order_by("code")[:5]:
        for name, words in (("rebuild", []), ("check", ["--check"])):
            said = io.StringIO()
            began = time.perf_counter()
            call_command("rebuild_figures", "--setting", setting.code, *words, stdout=said)
            found[name].append(time.perf_counter() - began)
        found["periods"] = PeriodFigures.objects.filter(setting=setting).count()
    return found


def closing() -> dict[str, Any]:
    """Close a register, and make the kept figures of its setting anew (measured apart)."""
    waits, periods_made = [], 0
    for setting in Setting.objects.order_by("code")[:5]:
        keeping.refresh(setting.pk)
        with transaction.atomic():
            held = Afternoon.objects.filter(setting=setting, state="held").order_by("-on")[0]
            Afternoon.objects.filter(pk=held.pk).update(
                state="open", register_closed_at=None, register_closed_by=None
            )
            lead = Staff.objects.get(memberships__role=Role.LEAD, memberships__setting=setting)
            keeping.refresh(setting.pk)
            register.close(afternoon=held, by=lead)
            began = time.perf_counter()
            periods_made = keeping.refresh(setting.pk)
            waits.append(time.perf_counter() - began)
            transaction.set_rollback(True)
    return {"seconds": waits, "periods": periods_made}


def question_of(setting: Setting) -> Question:
    """Return what the head of a setting asks on opening the page."""
    head = Staff.objects.get(memberships__role=Role.HEAD, memberships__setting=setting)
    viewer = Viewer(user=head, setting=setting, roles=frozenset({Role.HEAD}))
    calendar = calendar_of(setting)
    choices = periods.periods_of(calendar.half_terms, viewer.today)
    return question(
        viewer=viewer,
        calendar=calendar,
        period=choices[0],
        before=periods.before(choices[0], choices),
    )


def _by_hand_values(asked: Question) -> dict[str, Any]:
    assert asked.before
    halves = {"half_1": asked.period.half_terms[0].pk, "half_2": asked.before.half_terms[0].pk}
    before = asked.of_before
    assert before
    now, then = asked._values, before._values
    return {
        **now,
        **{f"{name}_1": value for name, value in now.items()},
        **{f"{name}_2": value for name, value in then.items()},
        **halves,
    }


def _run_by_hand(values: dict[str, Any]) -> list[list[tuple[Any, ...]]]:
    found = []
    with connection.cursor() as cursor:
        for sql in by_hand.ALL:
            cursor.execute(sql, values)
            found.append(cursor.fetchall())
    return found


def _same(asked: Question, values: dict[str, Any]) -> None:
    """Refuse to compare two things that do not say the same."""
    found, (reach, visits, weeks, _first) = report(asked), _run_by_hand(values)
    now = found.now
    assert (1, now.figures["reach"].total.part, now.figures["reach"].total.whole) in reach
    assert not visits or now.figures["visits"].total.part == sum(
        row[1] for row in visits if row[0] == 1
    )
    closed = [week for week in now.weeks if week.is_closed]
    by_day = {row[1]: row for row in weeks}
    for week in closed:
        assert week.turnout.part == by_day[week.on][3]
        assert week.turnout.whole == by_day[week.on][4]


def time_sql(do: Callable[[], Any]) -> float:
    """Return the seconds spent in the database, from sending a statement to its rows."""
    spent = 0.0

    def timed(execute: Any, *asked: Any) -> Any:
        nonlocal spent
        began = time.perf_counter()
        try:
            return execute(*asked)
        finally:
            spent += time.perf_counter() - began

    with connection.execute_wrapper(timed):
        do()
    return spent


WORDS: dict[str, Callable[..., dict[str, Any]]] = {
    "figures": figures, "keep": keep, "closing": closing, "rebuild": rebuild,
}  # fmt: skip

if __name__ == "__main__":
    print(json.dumps(WORDS[sys.argv[1]](*sys.argv[2:])))
