"""A mail server for measurements: takes everything, counts it, keeps nothing.

    python -m tests.bench.sinks.smtp --port 2525 [--wait-ms 20]

`--wait-ms` holds every reply back as a server far away would. The verb XCOUNT, which is no
part of SMTP, answers with the messages, connections and bytes taken.
"""

import argparse
import asyncio
from typing import ClassVar

GREETING = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"
END = b"\r\n.\r\n"


class Sink(asyncio.Protocol):
    """One connection from a client."""

    wait = 0.0
    count: ClassVar[dict[str, int]] = {"messages": 0, "connections": 0, "bytes": 0}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.count["connections"] += 1
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.buffer = b""
        self.is_in_letter = False
        self._say(b"220 sink ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        replies = []
        while reply := self._next():
            replies.append(reply)
        if replies:
            self._say(b"".join(replies))

    def _next(self) -> bytes:
        if self.is_in_letter:
            return self._letter()
        line, found, rest = self.buffer.partition(b"\n")
        if not found:
            return b""
        self.buffer = rest
        verb = line[:4].strip().upper()
        if verb == b"DATA":
            self.is_in_letter = True
            return b"354 go on\r\n"
        if verb == b"XCOU":
            return b"250 %d %d %d\r\n" % tuple(self.count.values())
        if verb == b"QUIT":
            self.transport.write(b"221 goodbye\r\n")
            self.transport.close()
            return b""
        return GREETING if verb == b"EHLO" else b"250 ok\r\n"

    def _letter(self) -> bytes:
        letter, found, rest = self.buffer.partition(END)
        if not found:
            return b""
        self.buffer, self.is_in_letter = rest, False
        self.count["messages"] += 1
        self.count["bytes"] += len(letter)
        return b"250 taken\r\n"

    def _say(self, words: bytes) -> None:
        if not self.wait:
            self.transport.write(words)
            return
        asyncio.get_running_loop().call_later(self.wait, self._write, words)

    def _write(self, words: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(words)


async def serve(port: int, seconds: float) -> None:
    """Take mail for so many seconds."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Sink, "127.0.0.1", port, backlog=512)
    await asyncio.sleep(seconds)
    server.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=2525)
    parser.add_argument("--wait-ms", type=float, default=0)
    parser.add_argument("--seconds", type=float, default=3600)
    asked = parser.parse_args()
    Sink.wait = asked.wait_ms / 1000
    asyncio.run(serve(asked.port, asked.seconds))
