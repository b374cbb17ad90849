"""What heads, governors and trusts read: against SQL by hand, and against less data (P9–P14, F, V)."""

from collections.abc import Sequence
from contextlib import ExitStack
from statistics import median
from typing import Any

from tests.bench import servers
from tests.bench.bench import Bench, Side, alternating, both, window
from tests.bench.table import Goal

SIGN_IN_MS = 0.9  # What signing in costs on the floor: a session and a person to look up.
HEADS = 40
OF_EACH_STEP = 10

P9 = Goal("P9", "page of figures, p50", 5, 3)
P9_CPU = Goal("P9", "its CPU, web and database", 5, 3)
P10 = Goal("P10", "its SQL time", 3, 1.5)
P10_ROWS = Goal("P10", "from the rows, while something has changed", 3, 1.5)
P11 = Goal("P11", "page of figures, all families ÷ 1,000", 1.20, 1.10)
P12_TEN = Goal("P12", "page of figures, 10 × the data of other settings", 1.5, 1.1)
P12_HUNDRED = Goal("P12", "page of figures, 100 ×", 1.5, 1.1)
P14 = Goal("P14", "trust’s page, 50 settings", 5, 3)
P14_ALL = Goal("P14", "a term of every setting, as a trust reads it", 60, 30, unit=" ms")
CLOSING = Goal("F1", "figures made anew after a register closes", 1, 0.5, unit=" s")
REBUILD = Goal("F2", "all figures of one setting rebuilt", 10, 5, unit=" s")
CHECK = Goal("F3", "all figures of one setting checked", 10, 5, unit=" s")
PDF = Goal("F4", "governors’ PDF", 1.5, 1.2)
V1, V2 = (
    Goal("V1", "a family’s page, 1,000 entries − 50: statements", 0, 0),
    Goal("V2", "time, 1,000 entries ÷ 50", 4, 2),
)
V3 = Goal("V3", "a family’s timeline, its SQL time", 3, 1.5)


def figures(bench: Bench) -> None:
    """The head's page: against the floor, its SQL by hand, and less data (P9–P12)."""
    part = bench.big
    floor_file = bench.file(
        "floor-report.jsonl", [{"path": f"/report/{n}"} for n in range(1, 1000, 7)]
    )
    with both(bench, part) as (floor, ours):
        page = ours(_opened_by_heads(bench, part, HEADS))
        found = alternating(bench, floor(floor_file), page, 1)
        against = [
            b / (a + SIGN_IN_MS) for a, b in zip(found["floor_p50"], found["p50"], strict=True)
        ]
        said = f"{median(found['p50']):.1f} ms, floor {median(found['floor_p50']):.1f} + {SIGN_IN_MS} ms"
        bench.found(P9, against, said)
        cpu = [
            b / (a + SIGN_IN_MS)
            for a, b in zip(found["floor_cpu_ms"], found["cpu_ms"], strict=True)
        ]
        said = f"{median(found['cpu_ms']):.1f} ms, floor {median(found['floor_cpu_ms']):.1f} + {SIGN_IN_MS} ms"
        bench.found(P9_CPU, cpu, said)
        port = servers.free_port()
        few = _opened_by_heads(bench, "_small", HEADS)
        with servers.web("pastoral.wsgi", port, bench.of("_small")) as pid:
            small = Side(port, pid, few, bench.ground.database("_small"))
            found = alternating(bench, small, page, 1)
        ratios = [b / a for a, b in zip(found["floor_p50"], found["p50"], strict=True)]
        families = [n * bench.size.families for n in (bench.size.settings, bench.size.small)]
        bench.found(P11, ratios, f"{families[0]:,} families against {families[1]:,}")
    _steps(bench)
    sql = _ask(bench, "figures", "20")
    by_hand = f"by hand {sql['by_hand_ms']:.1f} ms"
    bench.found(P10, sql["ratios"], f"{sql['ours_ms']:.1f} ms, {by_hand}")
    bench.found(P10_ROWS, sql["rows_ratios"], f"{sql['rows_ms']:.1f} ms, {by_hand}")


def _steps(bench: Bench) -> None:
    """The same page where other settings have 1, 10 and 100 times the data (P12)."""
    sides = []
    with ExitStack() as open_servers:
        for part in bench.size.steps:
            file, port = _opened_by_heads(bench, part, OF_EACH_STEP), servers.free_port()
            pid = open_servers.enter_context(servers.web("pastoral.wsgi", port, bench.of(part)))
            sides.append(Side(port, pid, file, bench.ground.database(part)))
        waits: dict[Side, list[float]] = {side: [] for side in sides}
        for n in range(bench.rounds):
            turn = n % len(sides)
            for side in [*sides[turn:], *sides[:turn]]:
                waits[side].append(window(bench, side, 1)["p50_ms"])
    one, ten, hundred = (waits[side] for side in sides)
    for goal, many in ((P12_TEN, ten), (P12_HUNDRED, hundred)):
        ratios = [b / a for a, b in zip(one, many, strict=True)]
        bench.found(goal, ratios, f"{median(many):.1f} ms, {median(one):.1f} ms")


def keeping(bench: Bench) -> None:
    """Making figures anew after a close, for a whole setting, and checking them (F1–F3)."""
    closed = _ask(bench, "closing")
    bench.found(CLOSING, closed["seconds"], f"{closed['periods']} periods")
    rebuilt = _ask(bench, "rebuild")
    for goal, name in ((REBUILD, "rebuild"), (CHECK, "check")):
        bench.found(goal, rebuilt[name], f"{rebuilt['periods']} periods")


def trust(bench: Bench) -> None:
    """What a trust and its governors read (P14, F4)."""
    found = _ask(bench, "page_of_trust", "50", of="tests.bench.of_pages")
    said = (
        f"{median(found['ours']):.1f} ms, by hand {median(found['by_hand']):.1f} + {SIGN_IN_MS} ms"
    )
    bench.found(P14, _ratios(found, more=SIGN_IN_MS), said)
    every = _ask(bench, "term_of_all", of="tests.bench.of_pages")
    said = f"{every['settings']:,} settings, SQL by hand {median(every['by_hand']):.1f} ms"
    bench.found(P14_ALL, every["ours"], said)
    paper = _ask(bench, "governors_pdf", of="tests.bench.of_pages")
    said = f"{median(paper['ours']):.0f} ms, its HTML drawn alone {median(paper['by_hand']):.0f} ms"
    bench.found(PDF, _ratios(paper), said)


def timeline(bench: Bench) -> None:
    """A family's page with three years of entries, against one with 50 and SQL by hand (V1–V3)."""
    found = servers.ask("tests.bench.inside", "timeline", of=bench.of(bench.big))
    few, many = found["50"], found["1000"]
    bench.found(V1, [many["statements"] - few["statements"]], f"{few['statements']} statements")
    said = f"{many['ms']:.1f} ms with {many['entries']:,}, {few['ms']:.1f} ms with {few['entries']}"
    bench.found(V2, [many["ms"] / few["ms"]], said)
    sql = _ask(bench, "timelines", "20", of="tests.bench.of_pages")
    said = f"{median(sql['ours']):.1f} ms, by hand {median(sql['by_hand']):.1f} ms"
    bench.found(V3, _ratios(sql), f"{said}, {median(sql['entries']):.0f} entries")


def _opened_by_heads(bench: Bench, part: str, count: int) -> Any:
    """Keep the figures of some settings, sign their heads in, and return their requests' file."""
    file = bench.ground.folder / f"figures{part}.jsonl"
    servers.ask("tests.bench.inside", "sessions", f"{file}", f"{count}", of=bench.of(part))
    servers.ask("tests.bench.of_figures", "keep", f"{count}", of=bench.of(part))
    return file


def _ask(bench: Bench, *words: str, of: str = "tests.bench.of_figures") -> Any:
    return servers.ask(of, *words, of=bench.of(bench.big), within=1800)


def _ratios(found: dict[str, Sequence[float]], more: float = 0) -> list[float]:
    return [a / (b + more) for a, b in zip(found["ours"], found["by_hand"], strict=True)]
