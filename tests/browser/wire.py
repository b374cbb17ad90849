"""A wire between the browser and the live server that can really be cut."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Self
from urllib.parse import urlsplit


class Wire:
    """Carry bytes from a port of its own to the server; cut, it answers nobody.

    `loses` is what a request has to hold for its answer to get lost on the way back: the
    server has had it, the phone hears nothing.
    """

    def __init__(self, server_url: str) -> None:
        there = urlsplit(server_url)
        self.there = (there.hostname or "127.0.0.1", there.port or 80)
        self.loses = b""
        self.lost = 0
        self.open: list[socket.socket] = []
        self.door: socket.socket | None = None
        self.port = 0
        self.is_cut = True

    @property
    def url(self) -> str:
        """The address a browser comes by."""
        return f"http://127.0.0.1:{self.port}"

    def mend(self) -> Self:
        """Answer (again), at the same address as before."""
        self.is_cut = False
        self.door = socket.create_server(("127.0.0.1", self.port))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._welcome, args=(self.door,), daemon=True).start()
        return self

    def cut(self) -> None:
        """Answer nobody, and drop who was being answered."""
        if self.door:
            with suppress(OSError):
                self.door.shutdown(socket.SHUT_RDWR)
            self.door.close()
        for one in self.open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self.open.clear()
        self.is_cut = True

    def _welcome(self, door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                here, _address = door.accept()
                there = socket.create_connection(self.there)
                self.open += [here, there]
                lost = threading.Event()
                for source, target, is_request in ((here, there, True), (there, here, False)):
                    threading.Thread(
                        target=self._carry, args=(source, target, lost, is_request), daemon=True
                    ).start()

    def _carry(
        self, source: socket.socket, target: socket.socket, lost: threading.Event, is_request: bool
    ) -> None:
        with suppress(OSError):
            while some := source.recv(65536):
                if is_request and self.loses and self.loses in some:
                    lost.set()
                    self.lost += 1
                if not is_request and lost.is_set():
                    break
                target.sendall(some)
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@contextmanager
def wire_to(server_url: str) -> Iterator[Wire]:
    """Lay a wire to a server, and take it up again."""
    wire = Wire(server_url).mend()
    try:
        yield wire
    finally:
        wire.cut()
