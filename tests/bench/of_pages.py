"""What is measured of a trust's page, paper and timelines within Django; run by tests.bench.heads.

python -m tests.bench.of_pages page_of_trust 50 | term_of_all | governors_pdf | timelines 20
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - Django must be set up before
from django.template import Context, Engine  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402
from django.test import Client  # noqa: E402

from families.models import Household  # noqa: E402
from pastoral.accounts import periods  # noqa: E402
from pastoral.accounts.models import Membership, Setting, Staff, Trust  # noqa: E402
from pastoral.accounts.roles import Role  # noqa: E402
from pastoral.accounts.viewers import Viewer  # noqa: E402
from pastoral.desk import heads, timeline  # noqa: E402
from pastoral.desk.exports import Mark  # noqa: E402
from pastoral.figures import keeping  # noqa: E402
from pastoral.figures.models import FiguresChange  # noqa: E402
from pastoral.ui.paper import as_pdf  # noqa: E402
from tests.bench import by_hand  # noqa: E402
from tests.bench.of_figures import keep_page, question_of, time_sql  # noqa: E402

HOST = "127.0.0.1"
ROUNDS = 15
PDFS = 5
OF_A_TRUST = Engine().from_string(
    "<!doctype html><html lang=en><title>Figures</title><body>{% for name, cells in rows %}<h2>{{ name }}</h2>"
    "<table>{% for row in cells %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>"
    "{% endfor %}</table>{% endfor %}</body></html>"
)


def page_of_trust(count: str) -> dict[str, Any]:
    """Open the page of a trust of so many settings, beside SQL by hand and a table of it (P14)."""
    chosen = list(Setting.objects.order_by("code")[: int(count)])
    asked = [question_of(setting) for setting in chosen]
    for question in asked:
        keep_page(question)
    before = asked[0].before
    assert before
    keys = [asked[0].period.key, before.key]
    with transaction.atomic():
        governor = _governor_of(chosen)
        client = Client(SERVER_NAME=HOST)
        client.force_login(governor)
        address = f"/figures/trust/?period={keys[0]}"
        assert client.get(address).content.count(b'<th scope="row">') == len(chosen)
        values = {"settings": [setting.pk for setting in chosen], "keys": keys}
        found = _in_turn(ROUNDS, lambda: client.get(address), lambda: _by_hand(values))
        transaction.set_rollback(True)
    return found


def _governor_of(settings: list[Setting]) -> Staff:
    trust = Trust.objects.create(name="The trust that is measured")
    Setting.objects.filter(pk__in=[setting.pk for setting in settings]).update(trust=trust)
    governor = Staff.objects.create(email="governor@example.org", first_name="Gwen")
    Membership.objects.create(
        staff=governor, trust=trust, role=Role.TRUST, from_on=settings[0].created_at.date()
    )
    return governor


def _by_hand(values: dict[str, Any]) -> str:
    rows: dict[str, list[Any]] = {}
    with connection.cursor() as cursor:
        cursor.execute(by_hand.TRUST, values)
        for name, *cells in cursor.fetchall():
            rows.setdefault(name, []).append(cells)
    return OF_A_TRUST.render(Context({"rows": list(rows.items())}))


def term_of_all() -> dict[str, Any]:
    """Read one term of every setting as a trust does, small numbers taken out (P14)."""
    everyone = list(Setting.objects.select_related("policy").order_by("name"))
    for setting in everyone:
        terms = (q for q in keeping.questions_of(setting) if q.period.kind == periods.Kind.TERM)
        keeping.keep(next(terms))
    FiguresChange.objects.all().delete()
    head = question_of(everyone[0])
    viewer = Viewer(
        Staff.objects.get(memberships__role=Role.HEAD, memberships__setting=everyone[0]),
        everyone[0],
        frozenset({Role.HEAD}),
    )
    choices = periods.periods_of(head.calendar.half_terms, viewer.today)
    term = next(each for each in choices if each.kind == periods.Kind.TERM)
    asked = heads.Asked(replace(head, period=term, before=None), choices)
    values = {"settings": [setting.pk for setting in everyone], "keys": [term.key]}
    found = _in_turn(
        ROUNDS,
        lambda: heads.trust_page(viewer, asked, everyone),
        lambda: _rows_by_hand(values),
    )
    return {**found, "settings": len(everyone)}


def _rows_by_hand(values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(by_hand.TRUST, values)
        return cursor.fetchall()


def governors_pdf() -> dict[str, Any]:
    """Take the governors' PDF of a term out, beside drawing the same HTML alone (F4)."""
    setting = Setting.objects.order_by("code")[0]
    keeping.refresh(setting.pk)
    head = Staff.objects.get(memberships__role=Role.HEAD, memberships__setting=setting)
    viewer = Viewer(user=head, setting=setting, roles=frozenset({Role.HEAD}))
    asked = heads.asked_by(viewer, "", kind=periods.Kind.TERM)
    assert asked
    key = asked.question.period.key
    page, mark = heads.governors_page(viewer, asked), Mark("Gwen", "Measured", viewer.today)
    html = render_to_string("desk/governors_pdf.html", {"page": page, "mark": mark})
    with transaction.atomic():
        client = Client(SERVER_NAME=HOST)
        client.force_login(head)
        words = {"kind": "pdf", "reason": "Measured"}

        def take_out() -> None:
            answer = client.post(f"/figures/out/?period={key}", words)
            assert answer.content.startswith(b"%PDF"), answer.status_code

        found = _in_turn(
            PDFS,
            take_out,
            lambda: as_pdf(html, style="css/figures.css", is_for_everyone=True),
        )
        transaction.set_rollback(True)
    return found


def timelines(count: str) -> dict[str, Any]:
    """Time the SQL of some families' timelines, and of one statement by hand for each (V3)."""
    setting = Setting.objects.select_related("policy").order_by("code")[0]
    lead = Staff.objects.get(memberships__role=Role.LEAD, memberships__setting=setting)
    viewer = Viewer(user=lead, setting=setting, roles=frozenset({Role.LEAD}))
    found: dict[str, list[float]] = {"ours": [], "by_hand": [], "entries": []}
    for household in Household.objects.filter(setting=setting).order_by("pk")[: int(count)]:
        values = {"setting": setting.pk, "household": household.pk}
        ways: dict[str, Callable[[], Any]] = {
            "ours": partial(timeline.of_family, viewer, household),
            "by_hand": partial(_timeline_by_hand, values),
        }
        for name, way in ways.items():
            time_sql(way)
            found[name].append(min(time_sql(way) for _ in range(5)) * 1000)
        found["entries"].append(len(timeline.of_family(viewer, household)))
        _same_timeline(viewer, household, _timeline_by_hand(values))
    return found


def _timeline_by_hand(values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(by_hand.TIMELINE, values)
        return cursor.fetchall()


def _same_timeline(viewer: Viewer, household: Household, rows: list[tuple[Any, ...]]) -> None:
    """Refuse to compare two things that do not say the same."""
    visits = [e for e in timeline.of_family(viewer, household, "visit") if "Home visit" in e.title]
    assert len(visits) == sum(row[0] == "visit" for row in rows)
    came = {e.at for e in timeline.of_family(viewer, household, "afternoon")}
    assert {row[1] for row in rows if row[0] == "invitation"} <= came


def _in_turn(
    rounds: int, ours: Callable[[], Any], hand: Callable[[], Any]
) -> dict[str, list[float]]:
    """Do both in turn, and return the milliseconds of each, the first time left out."""
    found: dict[str, list[float]] = {"ours": [], "by_hand": []}
    for n in range(rounds + 1):
        for name, way in (("ours", ours), ("by_hand", hand)):
            began = time.perf_counter()
            way()
            if n:
                found[name].append((time.perf_counter() - began) * 1000)
    return found


WORDS: dict[str, Callable[..., dict[str, Any]]] = {
    "page_of_trust": page_of_trust, "term_of_all": term_of_all, "governors_pdf": governors_pdf,
    "timelines": timelines,
}  # fmt: skip

if __name__ == "__main__":
    print(json.dumps(WORDS[sys.argv[1]](*sys.argv[2:])))
