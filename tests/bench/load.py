"""A closed loop of requests against one address on this machine; prints JSON.

    python -m tests.bench.load --port 8201 --requests requests.jsonl --at-once 8 --seconds 3

A request is a line {"path": …, "body": …, "cookie": …}. Each of the clients sends its next
request when the answer to the last is whole.
"""

import argparse
import asyncio
import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"
FINE = {"200", "302", "303"}
MOST_SECONDS, MOST_AT_ONCE = 60, 64


@dataclass
class Window:
    """One stretch of measuring."""

    port: int
    requests: list[bytes]
    begins: float
    ends: float
    waits: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    size: int = 0
    turn: int = 0

    def next(self) -> bytes:
        self.turn += 1
        return self.requests[self.turn % len(self.requests)]


async def client(window: Window) -> None:
    """Send requests one after the other until the window ends."""
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None
    while time.perf_counter() < window.ends:
        sent_at = time.perf_counter()
        if writer is None:
            reader, writer = await asyncio.open_connection(HOST, window.port)
        assert reader is not None
        writer.write(window.next())
        status, size, goes_on = await answer(reader)
        if not goes_on:
            writer.close()
            writer = None
        if sent_at >= window.begins:
            window.waits.append(time.perf_counter() - sent_at)
            window.statuses[status] += 1
            window.size += size
    if writer is not None:
        writer.close()


async def answer(reader: asyncio.StreamReader) -> tuple[str, int, bool]:
    """Read one whole answer: its status, its size, and whether the connection stays open."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = head[9:12].decode()
    goes_on = b"connection: close" not in head
    if b"content-length:" in head:
        size = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        await reader.readexactly(size)
    elif b"transfer-encoding: chunked" in head:
        size = len(await reader.readuntil(b"0\r\n\r\n"))
    else:
        size, goes_on = len(await reader.read()), False
    return status, len(head) + size, goes_on


async def answered(port: int, request: bytes) -> None:
    """Send one request over a connection of its own, and wait for its answer."""
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(request)
    await answer(reader)
    writer.close()


async def measured(
    port: int, requests: list[bytes], at_once: int, seconds: float, warm: float
) -> Window:
    """Return a window of so many seconds, after some to warm up in.

    The first answers of a server that has just started are slow, on a busy machine slower than
    a window is long: they are waited for.
    """
    first = (answered(port, random.choice(requests)) for _ in range(2 * at_once))
    await asyncio.wait_for(asyncio.gather(*first), 60)
    now = time.perf_counter()
    window = Window(port, requests, now + warm, now + warm + seconds)
    window.turn = random.randrange(len(requests))
    await asyncio.wait_for(
        asyncio.gather(*(client(window) for _ in range(at_once))), warm + seconds + 60
    )
    return window


def as_bytes(line: str, port: int) -> bytes:
    """Return a request as it goes over the wire."""
    asked = json.loads(line)
    body = asked.get("body", "").encode()
    head = [f"{'POST' if body else 'GET'} {asked['path']} HTTP/1.1", f"Host: {HOST}:{port}"]
    if asked.get("cookie"):
        head.append(f"Cookie: {asked['cookie']}")
    if body:
        head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        head.append(f"Origin: http://{HOST}:{port}")
    return "\r\n".join([*head, "", ""]).encode() + body


def main() -> None:
    """Measure one window and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--requests", type=Path, required=True)
    parser.add_argument("--at-once", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--warm", type=float, default=0.7)
    asked = parser.parse_args()
    lines = asked.requests.read_text().splitlines()
    random.shuffle(lines)
    requests = [as_bytes(line, asked.port) for line in lines]
    seconds, at_once = min(asked.seconds, MOST_SECONDS), min(asked.at_once, MOST_AT_ONCE)
    window = asyncio.run(measured(asked.port, requests, at_once, seconds, asked.warm))
    waits, count = sorted(window.waits), len(window.waits)
    if not count:
        raise SystemExit("Nothing was answered within the window: this machine is too busy.")
    wrong = sum(n for status, n in window.statuses.items() if status not in FINE)
    print(json.dumps({
        "requests": count, "per_second": count / seconds, "wrong": wrong,
        "p50_ms": waits[count // 2] * 1000, "p95_ms": waits[int(count * 0.95)] * 1000,
        "bytes": window.size / count, "statuses": window.statuses,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
