"""A carrier of texts for measurements: takes everything as GOV.UK Notify would, and keeps nothing.

    python -m tests.bench.sinks.texts --port 2526 [--wait-ms 30]

`--wait-ms` holds every answer back as a gateway far away would.
"""

import argparse
import asyncio
from typing import ClassVar

END, LENGTH = b"\r\n\r\n", b"content-length:"
BODY = b'{"id": "11111111-2222-4333-8444-%012d"}'


class Gateway(asyncio.Protocol):
    """One connection from a client."""

    wait = 0.0
    taken: ClassVar[int] = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.buffer = b""

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, body = self.buffer.partition(END)
        if not found:
            return
        length = int(head.lower().split(LENGTH)[1].split(b"\r\n")[0])
        if len(body) < length:
            return
        self.buffer = body[length:]
        type(self).taken += 1
        said = BODY % self.taken
        answer = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
        asyncio.get_running_loop().call_later(self.wait, self._write, answer % (len(said), said))

    def _write(self, words: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(words)


async def serve(port: int, seconds: float) -> None:
    """Take texts for so many seconds."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Gateway, "127.0.0.1", port, backlog=512)
    await asyncio.sleep(seconds)
    server.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=2526)
    parser.add_argument("--wait-ms", type=float, default=0)
    parser.add_argument("--seconds", type=float, default=3600)
    asked = parser.parse_args()
    Gateway.wait = asked.wait_ms / 1000
    asyncio.run(serve(asked.port, asked.seconds))
