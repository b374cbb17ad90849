"""Measure Alongside against a bare floor doing the same SQL, in one run (`make bench`).

Only ratios within one run are claims: load and servers share the machine, and windows of
the two sides alternate. docs/performance.md says what each measure is.
"""

import argparse
import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path

import psycopg2
import redis

from tests.bench import ground as grounds
from tests.bench import heads, machine, servers, table
from tests.bench.bench import Bench, Side, alternating, both, window
from tests.bench.table import Goal

UNUSABLE = 2
ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "performance.md"
DATABASE = "postgres://postgres@127.0.0.1:5432/alongside_bench"
REDIS = "redis://127.0.0.1:6379/8"
ANSWER = "answer=yes"
# What 16 at a time can do at best: four steps of 20 ms a mail, one of 30 ms a text.
RELAY_IDEAL, GATEWAY_IDEAL = 16 / 0.08, 16 / 0.03
FLOOR_ANSWER = "answer=yes&adults=2&note=We+look+forward+to+it"

P1, P1_CPU = (
    Goal("P1", "parent’s page, rate", 0.55, 0.70, more_is_better=True),
    Goal("P1", "its CPU", 1.8, 1.4),
)
P2, P2_CPU = (
    Goal("P2", "answer, rate", 0.50, 0.65, more_is_better=True),
    Goal("P2", "its CPU", 2.0, 1.5),
)
P3 = Goal("P3", "whole answer, rate", 0.50, 0.65, more_is_better=True)
P4 = (
    Goal("P4", "statements of the page", 3, 1), Goal("P4", "of the answer", 6, 4),
    Goal("P4", "of page, answer and thank-you", 12, 6),
)  # fmt: skip
P5 = Goal("P5", "e-mails sent, a state each", 0.60, 0.85, more_is_better=True)
P6 = Goal("P6", "e-mails behind a 20 ms relay, 16 at a time", 0.85, 1.6, more_is_better=True)
P7 = Goal("P7", "texts behind a 30 ms gateway, 16 at a time", 0.85, 0.93, more_is_better=True)
P7_AT_ONCE = Goal("P7", "texts answered at once", 0.40, 0.60, more_is_better=True)
P16 = Goal("P16", "answer’s p95 while messages leave", 2.2, 1.6)
P8 = Goal("P8", "10,000 decided and queued", 2.5, 1.0)
P15 = Goal("P15", "an answer shows in the figures", 5, 1, unit=" s")
P17 = Goal("P17", "memory, web 2 + Celery 2", 350, 250, unit=" MiB")
P18, P18_TIME = (
    Goal("P18", "families, 100 rows − 10: statements", 0, 0),
    Goal("P18", "time, 100 rows ÷ 10", 3, 2),
)
P19, P19_REQUESTS = (
    Goal("P19", "parent’s page, compressed", 50, 15, unit=" KB"),
    Goal("P19", "requests it makes", 2, 1),
)
P20 = Goal("P20", "`make demo` until ready", 60, 15, unit=" s")


def parents(bench: Bench) -> None:
    """A parent's page, her answer, and the whole of it (P1–P3)."""
    secrets, tokens = bench.links(bench.big), bench.links("_floor")
    page = bench.file("page.jsonl", [{"path": f"/r/{s}/"} for s in secrets])
    floor_page = bench.file("floor-page.jsonl", [{"path": f"/page/{t}"} for t in tokens])
    answer = bench.file(
        "answer.jsonl", [{"path": f"/r/{s}/answer/", "body": ANSWER} for s in secrets]
    )
    floor_answer = bench.file(
        "floor-answer.jsonl", [{"path": f"/answer/{t}", "body": FLOOR_ANSWER} for t in tokens]
    )
    flow = bench.file(
        "flow.jsonl",
        [{"page": f"/r/{s}/", "post": f"/r/{s}/answer/", "body": ANSWER} for s in secrets],
    )
    floor_flow = bench.file("floor-flow.jsonl", [{"page": f"/page/{t}", "post": f"/answer/{t}", "body": FLOOR_ANSWER} for t in tokens])  # fmt: skip
    with both(bench, bench.big) as (floor, ours):
        found = alternating(bench, floor(floor_page), ours(page), 8)
        bench.found(P1, found["rate"], _rates(found))
        bench.found(P1_CPU, found["cpu"], "web and database")
        found = alternating(bench, floor(floor_answer), ours(answer), 8)
        bench.found(P2, found["rate"], _rates(found))
        bench.found(P2_CPU, found["cpu"], "web and database")
        found = alternating(bench, floor(floor_flow), ours(flow), 4, flows=True)
        bench.found(P3, found["rate"], _rates(found))


def _rates(found: dict[str, list[float]]) -> str:
    middle = len(found["rate"]) // 2
    return f"{sorted(found['our_rate'])[middle]:.0f} /s, floor {sorted(found['floor_rate'])[middle]:.0f} /s"


def a_page(bench: Bench) -> None:
    """What a parent's page asks of the database and of a phone (P4, P15, P19)."""
    secrets, of = bench.links(bench.big), bench.of(bench.big)
    asked = servers.ask("tests.bench.inside", "statements", secrets[0], of=of)
    for goal, name in zip(P4, ("page", "answer", "whole"), strict=True):
        bench.found(goal, [asked[name]], "counted")
    weighed = servers.ask("tests.bench.inside", "page", secrets[0], of=of)
    bench.found(
        P19, [weighed["compressed"] / 1024], f"{weighed['bytes'] / 1024:.1f} KB before compression"
    )
    bench.found(P19_REQUESTS, [weighed["requests"]], "counted")
    shows = [
        servers.ask("tests.bench.inside", "shows", secret, of=of)["seconds"]
        for secret in secrets[1:4]
    ]
    bench.found(P15, shows, "read again at once")


def many(bench: Bench) -> None:
    """Ten thousand adults decided about and their messages queued (P8)."""
    ratios, said = [], ""
    for _ in range(max(bench.rounds // 2, 1)):
        floor = servers.ask(
            "tests.bench.floor.tables", "rows", f"{bench.size.many}", of=bench.floor
        )["seconds"]
        ours = servers.ask("tests.bench.inside", "ask", of=bench.of("_many"))
        ratios.append(ours["seconds"] / floor)
        said = f"{ours['seconds']:.2f} s for {ours['asked']:,}, bulk_create {floor:.2f} s"
    bench.found(P8, ratios, said)


def mail(bench: Bench) -> None:
    """E-mails to a server on this machine, by a Celery worker of two (P5)."""
    port, ratios, said = servers.free_port(), [], ""
    of = {**bench.of("_mail"), "EMAIL_URL": f"smtp://127.0.0.1:{port}"}
    words = ["--messages", f"{bench.messages}", "--rounds", "1", "--only", "prefork"]
    for _ in range(max(bench.rounds // 2, 1)):
        with servers.sink(port, bench.env):
            floor = servers.ask(
                "tests.bench.floor.mail",
                f"{bench.messages}",
                of={**bench.floor, "FLOOR_SMTP": f"{port}"},
            )
        ours = servers.ask("tests.bench.dispatch", *words, of=of)
        ratios.append(ours["per_second"] / floor["per_second"])
        said = f"{ours['per_second']:.0f} /s, floor {floor['per_second']:.0f} /s"
    bench.found(P5, ratios, said)


def lanes(bench: Bench) -> None:
    """Many on their way at once, behind carriers that let us wait; and texts at once (P6, P7)."""
    port = servers.free_port()
    of = {
        **bench.of("_mail"), "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "NOTIFY_URL": f"http://127.0.0.1:{port}", "MAIL_LINES": "16", "TEXT_LINES": "16",
    }  # fmt: skip
    words = ["--messages", f"{bench.messages}", "--rounds", "1", "--only", "threads 1"]
    for goal, ideal, kind, wait in (
        (P6, RELAY_IDEAL, "mails", 20), (P7, GATEWAY_IDEAL, "texts", 30),
    ):  # fmt: skip
        bare, rates = [], []
        more = ["--wait-ms", f"{wait}", *(["--texts"] if kind == "texts" else [])]
        for _ in range(max(bench.rounds // 2, 1)):
            bare.append(_over_bare_lines(bench, kind, port, wait))
            rates.append(servers.ask("tests.bench.dispatch", *words, *more, of=of)["per_second"])
        middle = len(rates) // 2
        said = f"{sorted(rates)[middle]:.0f} /s, ideal {ideal:.0f} /s, 16 bare lines {sorted(bare)[middle]:.0f} /s"
        bench.found(goal, [rate / ideal for rate in rates], said)
    ratios, said = [], ""
    for _ in range(max(bench.rounds // 2, 1)):
        with servers.sink(port, bench.env, "texts"):
            floor = servers.ask("tests.bench.floor.texts", f"{port}", f"{bench.messages}", of=of)
        ours = servers.ask("tests.bench.dispatch", *words, "--texts", of=of)
        ratios.append(ours["per_second"] / floor["per_second"])
        said = f"{ours['per_second']:.0f} /s, floor {floor['per_second']:.0f} /s"
    bench.found(P7_AT_ONCE, ratios, said)


def _over_bare_lines(bench: Bench, kind: str, port: int, wait_ms: int) -> float:
    """Return what 16 lines do with no database: what this machine can do of the ideal just now."""
    with servers.sink(port, bench.env, "texts" if kind == "texts" else "smtp", wait_ms):
        words = [kind, f"{port}", "16", f"{bench.messages}"]
        return float(servers.ask("tests.bench.floor.at_once", *words, of=bench.env)["per_second"])


def busy(bench: Bench) -> None:
    """Answers while e-mails leave as fast as they can, against answers alone (P16)."""
    secrets, port, mails = bench.links(bench.big), servers.free_port(), servers.free_port()
    answers = bench.file(
        "answer.jsonl", [{"path": f"/r/{s}/answer/", "body": ANSWER} for s in secrets]
    )
    of = {**bench.of("_mail"), "EMAIL_URL": f"smtp://127.0.0.1:{mails}"}
    words = ["--messages", f"{bench.messages * 6}", "--rounds", "1", "--only", "prefork"]
    ratios, said = [], ""
    with servers.web("pastoral.wsgi", port, bench.of(bench.big)) as pid:
        ours = Side(port, pid, answers, bench.ground.database(bench.big))
        for _ in range(max(bench.rounds // 2, 1)):
            idle = window(bench, ours, 4, flows=False)
            with servers.meanwhile("tests.bench.dispatch", *words, of=of):
                _until_some_left(bench)
                loaded = window(bench, ours, 4, flows=False)
                if not _left_to_send(bench)[1]:
                    raise RuntimeError("All e-mails had left before the answers were measured.")
            ratios.append(loaded["p95_ms"] / idle["p95_ms"])
            said = f"{loaded['p95_ms']:.1f} ms, alone {idle['p95_ms']:.1f} ms"
    bench.found(P16, ratios, said)


def _until_some_left(bench: Bench) -> None:
    """Wait until e-mails of this round are on their way."""
    end = time.monotonic() + 240
    while time.monotonic() < end:
        went, left = _left_to_send(bench)
        if went and left:
            return
        time.sleep(0.1)
    raise RuntimeError("No e-mail left.")


def _left_to_send(bench: Bench) -> tuple[int, int]:
    with closing(psycopg2.connect(bench.ground.named("_mail"))) as line, line.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE state = 'sent'),"
            " count(*) FILTER (WHERE state = 'queued') FROM outbox_message"
        )
        went, left = cursor.fetchone() or (0, 0)
        return went, left


def families(bench: Bench) -> None:
    """A list of families, ten and a hundred of them (P18)."""
    found = servers.ask("tests.bench.inside", "families", of=bench.of(bench.big))
    ten, hundred = found["10"], found["100"]
    bench.found(P18, [hundred["statements"] - ten["statements"]], f"{ten['statements']} statements")
    said = (
        f"{hundred['ms']:.1f} ms with {hundred['rows']} rows, {ten['ms']:.1f} ms with {ten['rows']}"
    )
    bench.found(P18_TIME, [hundred["ms"] / ten["ms"]], said)


def memory(bench: Bench) -> None:
    """What the web server and a worker hold after some work (P17)."""
    port = servers.free_port()
    page = bench.file("page.jsonl", [{"path": f"/r/{s}/"} for s in bench.links(bench.big)])
    of = bench.of(bench.big)
    with servers.web("pastoral.wsgi", port, of) as web, servers.worker(of) as worker:
        window(bench, Side(port, web, page, bench.ground.database(bench.big)), 8, flows=False)
        taken = machine.memory_mib(web), machine.memory_mib(worker)
    bench.found(P17, [sum(taken)], f"web {taken[0]:.0f}, worker {taken[1]:.0f} MiB (PSS)")


def demo(bench: Bench) -> None:
    """The demonstration, from nothing to ready (P20)."""
    kept = bench.ground.folder / f"demo-{os.getpid()}"
    bare = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    of = {**bare, "VAR_DIR": f"{kept}", "PORT": f"{servers.free_port()}"}
    bench.found(P20, [servers.until_ready(of)], "once installed, on SQLite, from nothing")


PARTS: dict[str, Callable[[Bench], None]] = {
    "parents": parents, "page": a_page, "figures": heads.figures, "keeping": heads.keeping,
    "trust": heads.trust, "many": many, "mail": mail,
    "lanes": lanes, "busy": busy,
    "families": families, "timeline": heads.timeline, "memory": memory, "demo": demo,
}  # fmt: skip
BIG, STEPS = "the large one", "a hundredth and a tenth of it"
NEEDS = {
    "parents": {BIG, "_floor"}, "page": {BIG}, "figures": {BIG, STEPS, "_small", "_floor"},
    "keeping": {BIG}, "trust": {BIG},
    "many": {"_many", "_floor"}, "mail": {"_mail", "_floor"}, "lanes": {"_mail"},
    "busy": {BIG, "_mail"}, "families": {BIG}, "timeline": {BIG}, "memory": {BIG}, "demo": set(),
}  # fmt: skip


def main() -> int:
    """Measure, print the table, and keep it."""
    asked = _words().parse_args()
    env = servers.environment()
    env.setdefault("DATABASE_URL", DATABASE)
    env.setdefault("REDIS_URL", REDIS)
    if why := _cannot(env):
        print(why, file=sys.stderr)
        return UNUSABLE
    size = grounds.QUICK if asked.quick else grounds.FULL
    size = grounds.Size(asked.settings or size.settings, asked.years or size.years)
    folder = Path(env.get("VAR_DIR") or ROOT / "var") / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    ground = grounds.Ground(env["DATABASE_URL"], folder)
    bench = Bench(
        ground, size, env, rounds=3 if asked.quick else asked.rounds, seconds=1.5 if asked.quick else 3,
        messages=1000 if asked.quick else 5000,
    )  # fmt: skip
    servers.run("collectstatic", "--no-input", "--verbosity", "0", of=env)
    needed = {part for name in asked.only or PARTS for part in NEEDS[name]}
    stand_for = {BIG: {size.big}, STEPS: set(size.steps)}
    needed = {part for name in needed for part in stand_for.get(name, {name})}
    grounds.prepare(ground, size, env, anew=asked.anew, needed=needed)
    busy = machine.load_before()
    for name in asked.only or PARTS:
        PARTS[name](bench)
    print(table.printed(bench.lines))
    (folder / "table.md").write_text(f"{_said(bench, busy)}\n\n{table.as_markdown(bench.lines)}\n")
    if not asked.only and not asked.quick:
        table.keep(DOCUMENT, bench.lines, _said(bench, busy))
    return 0


def _words() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="a few minutes on little data; docs are left alone"
    )
    parser.add_argument(
        "--only", nargs="+", choices=PARTS, help="some parts only; docs are left alone"
    )
    parser.add_argument("--rounds", type=int, default=7, choices=range(1, 16), metavar="1-15")
    parser.add_argument("--settings", type=int, help="settings in the large database")
    parser.add_argument("--years", type=int, help="school years in it")
    parser.add_argument("--anew", action="store_true", help="make the databases anew")
    return parser


def _cannot(env: Mapping[str, str]) -> str:
    """Return why nothing can be measured, in a sentence; nothing if all is well."""
    if not env["DATABASE_URL"].startswith(("postgres://", "postgresql://")):
        return "Measurements need PostgreSQL: set DATABASE_URL to a postgres:// address."
    try:
        grounds.reach(env["DATABASE_URL"])
    except psycopg2.OperationalError as why:
        return f"PostgreSQL can’t be reached at DATABASE_URL: {str(why).splitlines()[0]}"
    try:
        redis.Redis.from_url(env["REDIS_URL"]).ping()
    except (redis.RedisError, ValueError) as why:
        return f"Redis can’t be reached at REDIS_URL: {why}"
    return ""


def _said(bench: Bench, busy: float) -> str:
    return (
        f"Measured on {date.today():%-d %B %Y} with {bench.size.settings:,} settings × {bench.size.families} families × "
        f"{bench.size.years} years (about {bench.size.invitations_said} invitations), {bench.rounds} rounds of "
        f"{bench.seconds:g} s, everything on one machine: {machine.facts()}. "
        f"Others kept {busy:.1f} processes busy in the minute before."
    )


if __name__ == "__main__":
    sys.exit(main())
