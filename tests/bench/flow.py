"""Whole answers, as a parent's phone gives them: page, answer, thank-you; prints JSON.

    python -m tests.bench.flow --port 8201 --flows flows.jsonl --count 1000 --at-once 4

A flow is a line {"page": path, "post": path, "body": …}; after the answer the redirect is
followed.
"""

import argparse
import http.client
import itertools
import json
import multiprocessing
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HOST = "127.0.0.1"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def answered(port: int, flow: dict[str, str]) -> tuple[float, int]:
    """Give one answer; return its seconds and its requests."""
    began = time.perf_counter()
    line = http.client.HTTPConnection(HOST, port, timeout=30)
    _asked(line, "GET", flow["page"])
    where = _asked(line, "POST", flow["post"], flow["body"])
    if where:
        _asked(line, "GET", urlsplit(where).path)
    line.close()
    return time.perf_counter() - began, 3


def _asked(
    line: http.client.HTTPConnection, method: str, path: str, body: str | None = None
) -> str:
    line.request(method, path, body, {"Host": f"{HOST}:{line.port}", **(FORM if body else {})})
    answer = line.getresponse()
    answer.read()
    if answer.status not in (200, 302, 303):
        raise RuntimeError(f"{method} {path} answers {answer.status}.")
    return answer.getheader("Location") or ""


def work(port: int, flows: list[dict[str, str]], done: Any) -> None:
    """Give answers one after the other, and hand over how long each took."""
    done.put([answered(port, flow)[0] for flow in flows])


def main() -> None:
    """Give so many answers at once, and print how many a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--flows", type=Path, required=True)
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--at-once", type=int, default=4)
    asked = parser.parse_args()
    lines = map(json.loads, asked.flows.read_text().splitlines())
    flows = list(itertools.islice(itertools.cycle(list(lines)), min(asked.count, 20_000)))
    done: Any = multiprocessing.Queue()
    began = time.perf_counter()
    workers = [
        multiprocessing.Process(target=work, args=(asked.port, flows[n :: asked.at_once], done))
        for n in range(asked.at_once)
    ]
    for worker in workers:
        worker.start()
    waits = sorted(wait for _ in workers for wait in done.get(timeout=120))
    seconds = time.perf_counter() - began
    for worker in workers:
        worker.join(10)
    print(json.dumps({
        "requests": len(waits), "per_second": len(waits) / seconds, "wrong": 0,
        "p50_ms": waits[len(waits) // 2] * 1000, "p95_ms": waits[int(len(waits) * 0.95)] * 1000,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
