"""One run of measurements: where things are, windows of load, and what was found."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import ground as grounds
from tests.bench import machine, servers
from tests.bench.table import Goal, Line


@dataclass
class Bench:
    """One run: where things are, how long windows are, and what was found."""

    ground: grounds.Ground
    size: grounds.Size
    env: Mapping[str, str]
    rounds: int
    seconds: float
    messages: int
    lines: list[Line] = field(default_factory=list)

    @property
    def big(self) -> str:
        """The name of the large database."""
        return self.size.big

    def of(self, part: str) -> dict[str, str]:
        """Return the environment with one of the databases."""
        return {**self.env, "DATABASE_URL": self.ground.named(part)}

    @property
    def floor(self) -> dict[str, str]:
        """The environment of the floor."""
        more = {
            "FLOOR_DATABASE_URL": self.ground.named("_floor"),
            "FLOOR_REDIS_URL": self.env["REDIS_URL"],
        }
        return {**self.env, **more, "DJANGO_SETTINGS_MODULE": "tests.bench.floor.settings"}

    def found(self, goal: Goal, values: list[float], measured: str) -> None:
        """Keep a measure, and show it at once."""
        line = Line(goal, values, measured)
        self.lines.append(line)
        print("  ".join(line.cells()), file=sys.stderr, flush=True)

    def file(self, name: str, lines: list[dict[str, str]]) -> Path:
        """Write requests to a file."""
        path = self.ground.folder / name
        path.write_text("\n".join(map(json.dumps, lines)) + "\n")
        return path

    def links(self, part: str) -> list[str]:
        """Return the secrets of a database's open links."""
        return self.ground.links(part).read_text().split()


@dataclass(frozen=True)
class Side:
    """One of two things compared: a server, and what it is asked."""

    port: int
    pid: int
    requests: Path
    database: str


def alternating(
    bench: Bench, floor: Side, ours: Side, at_once: int, *, flows: bool = False
) -> dict[str, list[float]]:
    """Measure the two in turn, and return the ratios of each round, with what ours did."""
    found: dict[str, list[float]] = {
        "rate": [],
        "cpu": [],
        "p50": [],
        "floor_p50": [],
        "our_rate": [],
        "floor_rate": [],
        "cpu_ms": [],
        "floor_cpu_ms": [],
    }
    for n in range(bench.rounds):
        sides = (floor, ours) if n % 2 == 0 else (ours, floor)
        windows = {side: window(bench, side, at_once, flows=flows) for side in sides}
        a, b = windows[floor], windows[ours]
        found["rate"].append(b["per_second"] / a["per_second"])
        found["cpu"].append(b["cpu_ms"] / a["cpu_ms"])
        for name, value in (
            ("p50", b["p50_ms"]), ("floor_p50", a["p50_ms"]), ("our_rate", b["per_second"]), ("floor_rate", a["per_second"]),
            ("cpu_ms", b["cpu_ms"]), ("floor_cpu_ms", a["cpu_ms"]),
        ):  # fmt: skip
            found[name].append(value)
    return found


def window(bench: Bench, side: Side, at_once: int, *, flows: bool = False) -> dict[str, float]:
    """Put one stretch of load on a side, and return what came of it."""
    before = _cpu(side)
    words = ["--port", f"{side.port}", "--at-once", f"{at_once}"]
    if flows:
        count = f"{int(150 * bench.seconds)}"
        found = servers.ask(
            "tests.bench.flow",
            *words,
            "--flows",
            f"{side.requests}",
            "--count",
            count,
            of=bench.env,
        )
    else:
        seconds = ["--seconds", f"{bench.seconds}"]
        found = servers.ask(
            "tests.bench.load", *words, "--requests", f"{side.requests}", *seconds, of=bench.env
        )
    if found["wrong"]:
        raise RuntimeError(
            f"{found['wrong']} wrong answers at port {side.port}: {found.get('statuses')}"
        )
    found["cpu_ms"] = (_cpu(side) - before) * 1000 / found["requests"]
    return dict(found)


def _cpu(side: Side) -> float:
    return machine.cpu_seconds(side.pid) + machine.database_seconds(side.database)


@contextmanager
def both(
    bench: Bench, part: str
) -> Iterator[tuple[Callable[[Path], Side], Callable[[Path], Side]]]:
    """Serve the floor and ours; yield ways to make a side of each."""
    ports = servers.free_port(), servers.free_port()
    with (
        servers.web("tests.bench.floor.wsgi", ports[0], bench.floor) as a,
        servers.web("pastoral.wsgi", ports[1], bench.of(part)) as b,
    ):
        yield (
            lambda file: Side(ports[0], a, file, bench.ground.database("_floor")),
            lambda file: Side(ports[1], b, file, bench.ground.database(part)),
        )
