"""What processes cost on this machine, read from /proc."""

import os
import platform
from collections.abc import Mapping
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
KIB = 1024


def _snapshot() -> dict[int, tuple[int, int]]:
    """Return each process’s parent, and the ticks it and its dead children took."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_bytes()
            except OSError:
                continue
            rest = stat[stat.rindex(b")") + 2 :].split()
            found[int(folder.name)] = int(rest[1]), sum(map(int, rest[11:15]))
    return found


def _tree(root: int, of: Mapping[int, tuple[int, int]]) -> list[int]:
    children: dict[int, list[int]] = {}
    for pid, (parent, _ticks) in of.items():
        children.setdefault(parent, []).append(pid)
    todo, found = [root], []
    while todo:
        pid = todo.pop()
        if pid in of:
            found.append(pid)
            todo += children.get(pid, [])
    return found


def cpu_seconds(*roots: int) -> float:
    """Return the CPU seconds that trees of processes have taken so far."""
    now = _snapshot()
    return sum(now[pid][1] for root in roots for pid in _tree(root, now)) / TICK


def memory_mib(*roots: int) -> float:
    """Return what trees of processes take of memory, shared pages shared out (PSS)."""
    now, total = _snapshot(), 0
    for root in roots:
        for pid in _tree(root, now):
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            total += sum(
                int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")
            )
    return total / KIB


def database_seconds(database: str) -> float:
    """Return the CPU seconds of PostgreSQL’s processes that work on one database.

    They say so in their own names; where PostgreSQL is on another machine, there are none.
    """
    wanted, total = f" {database} ", 0
    for pid, (_parent, ticks) in _snapshot().items():
        try:
            said = (
                Path(f"/proc/{pid}/cmdline")
                .read_bytes()
                .replace(b"\0", b" ")
                .decode(errors="replace")
            )
        except OSError:
            continue
        if said.startswith("postgres:") and wanted in said:
            total += ticks
    return total / TICK


def facts() -> str:
    """Return the machine in a line: cores, memory, system."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / KIB**3
    model = next(
        (line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")),
        platform.machine(),
    )  # fmt: skip
    return f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, {platform.system()} {platform.release()}, Python {platform.python_version()}"


def load_before() -> float:
    """Return how busy the machine was in the last minute, in processes."""
    return os.getloadavg()[0]
