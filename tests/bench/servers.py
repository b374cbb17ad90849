"""The programs a measurement needs: started by us, stopped by us, each by its own number."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

HOST = "127.0.0.1"
STARTS_WITHIN = 30


def environment(**more: str) -> dict[str, str]:
    """Return the environment our programs run in: production's, with keys that open nothing."""
    fixed = {
        "DJANGO_SETTINGS_MODULE": "pastoral.settings", "DEBUG": "0", "DEMO": "0",
        "SECRET_KEY": "measures-only", "LINK_KEYS": "measures-only", "FINGERPRINT_KEY": "measures-only",
        "FIELD_KEYS": "bWVhc3VyZXMtb25seS1tZWFzdXJlcy1vbmx5LTEyMzQ=",
        "SITE_URL": "http://127.0.0.1:8000", "ALLOWED_HOSTS": HOST, "TEXT_CHANNEL": "console",
        "LINK_TRIES_PER_MINUTE": "1000000",  # The limit still counts; it does not stop us.
    }  # fmt: skip
    return {**os.environ, **fixed, **more}


def ask(module: str, *words: str, of: Mapping[str, str], within: float = 600) -> Any:
    """Run one of our modules to its end, and return the JSON it prints last."""
    done = subprocess.run(
        [sys.executable, "-m", module, *words], env=dict(of), capture_output=True, text=True,
        timeout=within, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{module} {' '.join(words)}:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def run(*words: str, of: Mapping[str, str]) -> None:
    """Run manage.py with some words."""
    subprocess.run([sys.executable, "manage.py", *words], env=dict(of), check=True)


def run_module(module: str, *words: str, of: Mapping[str, str]) -> None:
    """Run one of our modules to its end."""
    subprocess.run([sys.executable, "-m", module, *words], env=dict(of), check=True)


@contextmanager
def web(application: str, port: int, of: Mapping[str, str]) -> Iterator[int]:
    """Serve an application with two workers, as both sides are; yield the process’s number."""
    words = [
        "-m", "gunicorn", application, "--bind", f"{HOST}:{port}", "--workers", "2", "--preload",
        "--log-level", "error", "--no-control-socket",
    ]  # fmt: skip
    with _running(words, of) as process:
        until_open(port)
        yield process.pid


@contextmanager
def worker(of: Mapping[str, str]) -> Iterator[int]:
    """Run a Celery worker of two."""
    words = ["-m", "celery", "-A", "pastoral", "worker", "-P", "prefork", "-c", "2", "-l", "ERROR"]
    with _running(words, {**of, "C_FORCE_ROOT": "1"}) as process:
        time.sleep(4)
        yield process.pid


@contextmanager
def sink(port: int, of: Mapping[str, str], kind: str = "smtp", wait_ms: int = 0) -> Iterator[None]:
    """Run a mail server, or a carrier of texts, that takes everything, in its own time."""
    waits = ["--wait-ms", f"{wait_ms}"]
    with _running(["-m", f"tests.bench.sinks.{kind}", "--port", f"{port}", *waits], of):
        until_open(port)
        yield


@contextmanager
def meanwhile(module: str, *words: str, of: Mapping[str, str]) -> Iterator[int]:
    """Run one of our modules beside what is measured, and end it with its own programs."""
    with _running(["-m", module, *words], of) as process:
        yield process.pid


def until_ready(of: Mapping[str, str]) -> float:
    """Start the demonstration, and return the seconds until it says that it is ready."""
    began = time.monotonic()
    with _running(["-m", "pastoral.demo.run"], of, output=subprocess.PIPE) as process:
        assert process.stdout
        for line in process.stdout:
            if b"is ready at" in line:
                return time.monotonic() - began
    raise RuntimeError("The demonstration ended before it was ready.")


def until_open(port: int) -> None:
    """Wait until somebody listens at the port."""
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                time.sleep(1)
                return
        time.sleep(0.1)
    raise RuntimeError(f"Nothing answers at port {port}.")


def free_port() -> int:
    """Return a port nobody has."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def _running(
    words: list[str], of: Mapping[str, str], output: int = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, *words], env=dict(of), stdout=output, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
