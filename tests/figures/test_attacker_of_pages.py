"""One world, and somebody who asks every page and file about it, of every period there is."""

import csv
import itertools
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from datetime import UTC, date, datetime
from html import unescape
from io import StringIO
from itertools import product

import pytest
import time_machine
from django.test import Client

from families.reports import Question, Tally
from pastoral.accounts.calendar import calendar_of
from pastoral.accounts.models import Membership
from pastoral.accounts.periods import Kind, Period, periods_of
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.desk.heads import TRUST_READS
from pastoral.desk.side_by_side import PART_IN
from pastoral.desk.small_numbers import SmallNumbers
from pastoral.figures import keeping
from pastoral.figures.measures import MEASURES, Reader
from pastoral.figures.measures import Kind as Read
from pastoral.figures.report import OUTCOMES, PeriodReport, report_of
from tests import factories as make
from tests.figures.attacker import Attacker, reads
from tests.figures.worlds import World, a_world

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
TODAY = datetime(2027, 2, 10, 10, tzinfo=UTC)
FIGURE = re.compile(r"(–|\d+%|\d+|(fewer|more) than \d+|\d+ to \d+|\d+ or more)$")
LINE = re.compile(r"(\d|fewer|more|not shown|no )")
A_DEFINITION = 40
A_DAY = re.compile(r"\d{1,2} [A-Z][a-z]{2}$")
SHOWN = [key for key, each in MEASURES.items() if each.reader is Reader.EVERYBODY]
LABELS = {MEASURES[key].label: key for key in SHOWN}
FEW = 5
Said = dict[tuple[str, str], set[str]]


@pytest.fixture
def world(seed: int) -> Iterator[World]:
    """A zone of a trust with two dozen families, of which all figures are kept."""
    with time_machine.travel(TODAY, tick=False):
        made = a_world(seed, families=24)
        made.zone.trust = make.make_trust()
        made.zone.save()
        keeping.refresh(made.zone.pk, everything=True)
        yield made


def viewer_of(world: World, role: Role) -> Viewer:
    viewer = make.make_viewer(role, setting=world.zone)
    if role is Role.TRUST:
        Membership.objects.create(
            staff=viewer.user, trust=world.zone.trust, role=role, from_on=date(2026, 9, 1)
        )
    return viewer


def chunks(page: str) -> list[str]:
    """What stands between the tags of a page, in order."""
    main = page[page.index("<main") : page.index("</main>")]
    said = (unescape(" ".join(each.split())) for each in re.split(r"<[^>]*>", main))
    return [each for each in said if each]


def line_of(figure: str, said: str) -> str:
    if figure == "–":
        return said
    return f"{figure}, {said}" if figure.endswith("%") else f"{figure} {said}"


def tiles(found: list[str]) -> Iterator[tuple[str, str]]:
    """Every figure on a page of tiles, as a line."""
    for n, chunk in enumerate(found[:-2]):
        if chunk in LABELS and FIGURE.match(found[n + 1]):
            yield LABELS[chunk], line_of(found[n + 1], found[n + 2].split("; before")[0])


def befores(found: list[str], name: str) -> Iterator[tuple[str, str]]:
    """Every figure of the period before, which stands beneath its tile."""
    key = ""
    for chunk, following in itertools.pairwise(found):
        if chunk in LABELS and FIGURE.match(following):
            key = LABELS[chunk]
        elif name and key and chunk.startswith(f"{name}: "):
            if LINE.match(line := chunk.removeprefix(f"{name}: ")):
                yield key, line
            key = ""


def listed(found: list[str]) -> Iterator[tuple[str, str, str]]:
    """Every figure of the long list, with its definition between: the measure, now, and before."""
    for n, chunk in enumerate(found):
        if chunk in LABELS and len(found[n + 1]) > A_DEFINITION:
            at = next(m for m in range(n + 2, n + 4) if FIGURE.match(found[m]))
            figures = found[at : at + 4]
            is_beside = len(figures) > 2 and FIGURE.match(figures[2])
            last = line_of(*figures[2:]) if is_beside else "–"
            yield LABELS[chunk], line_of(*figures[:2]), last


def rows(found: list[str]) -> Iterator[tuple[str, str, str]]:
    """Every row of the governors’ table: the measure, now, and before."""
    for n, chunk in enumerate(found[:-3]):
        if chunk in LABELS:
            at = n + 2 if found[n + 1].endswith(".") else n + 1
            if LINE.match(found[at]):
                yield LABELS[chunk], found[at], found[at + 1]


def of_setting(found: list[str], name: str, *, is_beside: bool) -> Iterator[tuple[str, str, str]]:
    """The row of one setting on the trust’s page: each measure, now, and before."""
    at = len(found) - 1 - found[::-1].index(name) + 1
    if found[at].startswith("Walks with no family"):
        return
    for measure in TRUST_READS:
        is_told = found[at] != "not shown"
        now = line_of(found[at], found[at + 1]) if is_told else found[at]
        at += 2 if is_told else 1
        yield measure, now, found[at] if is_beside else "–"
        at += is_beside


def weeks(found: list[str]) -> Iterator[tuple[str, Tally | None]]:
    """Every afternoon in the table: its day, and its numbers where they are shown."""
    for n, chunk in enumerate(found[:-2]):
        if A_DAY.match(chunk):
            came, could = found[n + 1], found[n + 2]
            if came == "not shown":
                yield chunk, None
            elif came.isdigit() and could.isdigit():
                yield chunk, Tally(int(came), int(could))


def outcomes(found: list[str]) -> Iterator[tuple[str, int]]:
    said = {words[0].upper() + words[1:]: key for key, words in OUTCOMES.items()}
    for chunk, count in itertools.pairwise(found):
        if chunk in said and count.isdigit():
            yield said[chunk], int(count)


class ReaderOfPages(Attacker):
    """An attacker at the pages themselves, who also notes what each said."""

    def __init__(self) -> None:
        super().__init__()
        self.said: Said = defaultdict(set)
        self.weeks: dict[tuple[str, str], set[Tally | None]] = defaultdict(set)

    def notes(self, period: str, measure: str, line: str) -> None:
        if line != "–":  # There was none before.
            self.said[period, measure].add("not shown" if line.startswith("not shown") else line)

    def asks_everything(
        self, client: Client, choices: list[Period], *, place: str, is_trust: bool
    ) -> None:
        for nth, period in enumerate(choices):
            earlier = [c for c in choices if c.kind == period.kind and c.first_on < period.first_on]
            before = max(earlier, key=lambda c: c.first_on, default=None)
            self._reads_the_page(client, period, before)
            for measure in SHOWN[nth % 3 :: 3]:
                page = chunks(client.get(f"/figures/{period.key}/{measure}/").content.decode())
                at = page.index(period.name)
                self.notes(period.key, measure, line_of(page[at + 1], page[at + 2]))
            of_all = chunks(client.get("/figures/all/", {"period": period.key}).content.decode())
            wanted = [listed(of_all)]
            if is_trust:
                page = client.get("/figures/trust/", {"period": period.key}).content.decode()
                wanted.append(of_setting(chunks(page), place, is_beside=bool(before)))
            if period.kind == Kind.TERM:
                page = client.get("/figures/governors/", {"period": period.key}).content.decode()
                wanted.append(rows(chunks(page)))
            for measure, now, last in itertools.chain(*wanted):
                self.notes(period.key, measure, now)
                if before:
                    self.notes(before.key, measure, last)
            for day, tally in weeks(of_all):
                self.weeks[period.key, day].add(tally)
            for part, count in outcomes(of_all):
                self.knows((period.key, "outcome", part), count, count)
            self._takes_out(client, period, before)

    def _reads_the_page(self, client: Client, period: Period, before: Period | None) -> None:
        found = chunks(client.get("/figures/", {"period": period.key}).content.decode())
        for measure, line in tiles(found):
            self.notes(period.key, measure, line)
        for measure, line in befores(found, before.name if before else ""):
            self.notes(before.key if before else "", measure, line)

    def _takes_out(self, client: Client, period: Period, before: Period | None) -> None:
        asked = {"kind": "csv", "reason": "For the governors"}
        made = client.post(f"/figures/out/?period={period.key}", asked).content
        for row in csv.reader(StringIO(made.decode("utf-8-sig"))):
            if len(row) > 7 and row[1] in LABELS:
                measure, (figure, said, part, whole) = LABELS[row[1]], row[3:7]
                line = line_of(figure, said)
                self.notes(period.key, measure, line)
                assert (part, whole) == ("", "") or re.match(
                    rf"(\d+%, {part} of {whole}|{part}) ", line
                )
                if before:
                    self.notes(before.key, measure, row[7])

    def puts_together(self, choices: list[Period]) -> None:
        """Take down all figures, and every sum a stranger may be sure of."""
        halves = [each for each in choices if each.kind == Kind.HALF_TERM]
        terms = [each for each in choices if each.kind == Kind.TERM]
        rough = {each.key for each in choices if each.kind != Kind.HALF_TERM}
        for (period, measure), lines in self.said.items():
            is_count = MEASURES[measure].kind is Read.COUNT
            is_rough = not MEASURES[measure].adds_up and period in rough
            reads(self, (period, measure), *lines, is_count=is_count, is_rough=is_rough)
        for whole in choices:
            self._shares(whole.key)
            parts = {Kind.TERM: halves, Kind.YEAR: terms}.get(whole.kind, [])
            inside = [
                each.key for each in parts if whole.first_on <= each.first_on <= whole.last_on
            ]
            for measure in SHOWN:
                if MEASURES[measure].adds_up and inside:
                    for side in ("part", "rest", "whole"):
                        of = [(key, measure, side) for key in inside]
                        self.adds(
                            (whole.key, measure, side), [*of, (whole.key, measure, side, "between")]
                        )
            for key in inside:  # Whom we were alongside in a part, we were in the whole.
                for side in ("part", "whole"):
                    self.lies_in((key, "reach", side), (whole.key, "reach", side))
        self._adds_weeks()
        self.works_it_out()

    def _shares(self, key: str) -> None:
        self.adds((key, "visits", "whole"), [(key, "cancelled_by_us", "whole")])
        self.adds((key, "reach", "whole"), [(key, "contactable", "whole")])
        self.lies_in((key, "cancelled_by_us", "part"), (key, "visits", "rest"))
        self.lies_in((key, "notes", "whole"), (key, "visits", "part"))
        self.lies_in((key, "came_back", "whole"), (key, "first_timers", "part"))
        self.lies_in((key, "kept", "part"), (key, "turnout", "part"))
        self.lies_in((key, "regulars", "whole"), (key, "reach", "whole"))

    def _adds_weeks(self) -> None:
        days: dict[str, list[str]] = defaultdict(list)
        for (period, day), said in self.weeks.items():
            (tally,) = said
            days[period].append(day)
            if tally:
                self.knows(("week", day, "part"), tally.part, tally.part)
                self.knows(("week", day, "rest"), tally.rest, tally.rest)
        for period, found in days.items():
            for side in ("part", "rest"):
                self.adds((period, "turnout", side), [("week", day, side) for day in found])


def true_of(world: World, period: Period) -> PeriodReport:
    zone = world.zone
    return report_of(
        Question(
            setting=zone, has_roll=False, policy=zone.policy, today=TODAY.date(),
            calendar=calendar_of(zone), period=period, before=None,
        )
    )  # fmt: skip


def hidden_of(world: World, choices: list[Period]) -> dict[Hashable, int]:
    """Every number of a world that nobody may find while it is small, as an attacker names it."""
    found: dict[Hashable, int] = {}
    for period in choices:
        true = true_of(world, period)
        at = {key: true.figures[key].total for key in SHOWN}
        for measure, side in product(SHOWN, ("part", "rest")):
            found[period.key, measure, side] = getattr(at[measure], side)
        for inner, (outer, side) in PART_IN.items():
            names = (period.key, outer, side), (period.key, inner, "part")
            found["left of", names[0], "by", names[1]] = getattr(at[outer], side) - at[inner].part
        for half in (each for each in choices if period.kind == Kind.TERM):
            if half.kind == Kind.HALF_TERM and half.half_terms[0] in period.half_terms:
                names = (period.key, "reach", "part"), (half.key, "reach", "part")
                in_half = true_of(world, half).figures["reach"].total.part
                found["left of", names[0], "by", names[1]] = at["reach"].part - in_half
        for part, count in true.outcomes.parts.items():
            found[period.key, "outcome", part] = count
        for week in true.weeks:
            if week.is_closed:
                for side in ("part", "rest"):
                    found["week", f"{week.on.day} {week.on:%b}", side] = getattr(week.turnout, side)
    return found


@pytest.mark.parametrize(("seed", "role"), [(4, Role.HEAD), (19, Role.TRUST)])
def test_nobody_is_found_by_who_asks_for_everything_and_takes_away(
    world: World, role: Role, sign_in: SignIn
) -> None:
    choices = periods_of(calendar_of(world.zone).half_terms, TODAY.date())
    attacker = ReaderOfPages()

    attacker.asks_everything(
        sign_in(viewer_of(world, role)), choices, place=world.zone.name, is_trust=role is Role.TRUST
    )

    assert {key: lines for key, lines in attacker.said.items() if len(lines) > 1} == {}
    of_days: dict[str, set[Tally | None]] = defaultdict(set)
    for (_period, day), said in attacker.weeks.items():
        of_days[day] |= said
    assert {day: said for day, said in of_days.items() if len(said) > 1} == {}
    attacker.puts_together(choices)
    found_out = {}
    for name, value in hidden_of(world, choices).items():
        told = attacker.value(name)
        assert told in (None, value), name
        if 0 < value < FEW and told is not None:
            found_out[name] = value
    assert found_out == {}
    assert len(attacker.said) == len(choices) * len(SHOWN)


@pytest.mark.parametrize("seed", [4, 19])
def test_the_world_has_small_numbers_to_find(world: World) -> None:
    rules = SmallNumbers.of(world.zone.policy, is_open=False)
    choices = periods_of(calendar_of(world.zone).half_terms, TODAY.date())
    tallies = [each.total for period in choices for each in true_of(world, period).figures.values()]

    assert sum(rules.is_small(each.part) or rules.is_small(each.rest) for each in tallies) > 20
    assert sum(rules.may_show(each) and each.whole > 0 for each in tallies) > 10
