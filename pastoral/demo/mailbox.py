"""A mail server that takes every e-mail of the demonstration and sends none of them on.

What was sent is to be read on the parents' phones in the demonstration, from the outbox.
"""

import asyncio

LONGEST_LINE = 64 * 1024
ANSWERS = {
    b"HELO": b"250 alongside",
    b"EHLO": b"250-alongside\r\n250-8BITMIME\r\n250 PIPELINING",
    b"MAIL": b"250 OK",
    b"RCPT": b"250 OK",
    b"RSET": b"250 OK",
    b"NOOP": b"250 OK",
    b"DATA": b"354 Go on, and end with a dot",
    b"QUIT": b"221 Goodbye",
}


async def opened() -> tuple[asyncio.Server, str]:
    """Return the mail server, listening on a free port, and the address to hand e-mails in at."""
    server = await asyncio.start_server(_converse, "127.0.0.1", 0, limit=LONGEST_LINE)
    return server, f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def _converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        await _say(writer, b"220 alongside")
        while line := await reader.readline():
            command = line[:4].strip().upper()
            await _say(writer, ANSWERS.get(command, b"502 Not here"))
            if command == b"QUIT":
                break
            if command == b"DATA":
                await _swallow(reader)
                await _say(writer, b"250 Taken")
    except (OSError, ValueError):
        pass  # Whoever was there hung up, or sent a line without an end.
    finally:
        writer.close()


async def _say(writer: asyncio.StreamWriter, words: bytes) -> None:
    writer.write(words + b"\r\n")
    await writer.drain()


async def _swallow(reader: asyncio.StreamReader) -> None:
    while (line := await reader.readline()) and line.rstrip(b"\r\n") != b".":
        pass
