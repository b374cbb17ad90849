"""Identifiers that can be made anywhere and still sort by time."""

import os
import time
import uuid


def new_id() -> uuid.UUID:
    """Return a version 7 UUID: unguessable, and new rows land at an index's end.

    A phone with no signal can make one too, so that what it sends twice is one row.
    """
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & ((1 << 48) - 1)) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return uuid.UUID(int=value)
