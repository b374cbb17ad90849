"""Many letters on their way at once, where a carrier lets us wait.

A lane is a thread with a line of its own: it takes a letter, hands it over and says what
came of it. It never touches the database; the books are kept by the worker alone, so no
lane has a connection to be closed, and no letter is in two hands.
"""

import threading
import time
from collections.abc import Callable, Iterator
from queue import SimpleQueue

from pastoral.outbox.channels import Letter, Line, OutOfReach, Wrong

# What a letter came to: the carrier's reference, or what went wrong.
Came = tuple[Letter, str | BaseException]


class Lanes:
    """Some lanes, each opened when it gets its first letter."""

    def __init__(self, open_line: Callable[[], Line], count: int) -> None:
        self.open_line = open_line
        self.alive = count
        self.on_their_way = 0
        self.quickest = float("inf")  # Seconds a letter took.
        self._todo: SimpleQueue[Letter | None] = SimpleQueue()
        self._done: SimpleQueue[Came] = SimpleQueue()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    @property
    def has_room(self) -> bool:
        """Whether a lane is free to take a letter at once."""
        return self.on_their_way < self.alive

    def give(self, letter: Letter) -> None:
        """Send a letter on its way."""
        self.on_their_way += 1
        self._todo.put(letter)

    def wait(self) -> Came:
        """Return the next letter that came to something; a lane that lost its carrier is gone."""
        letter, came = self._done.get()
        self.on_their_way -= 1
        if isinstance(came, OutOfReach):
            self.alive -= 1
        return letter, came

    def end(self) -> Iterator[Came]:
        """Yield what is still on its way as it comes in, and close the lanes."""
        for _ in self._threads:
            self._todo.put(None)
        while self.on_their_way:
            yield self.wait()
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        line: Line | None = None
        while letter := self._todo.get():
            try:
                line = line or self.open_line()
                began = time.monotonic()
                came = line.hand_over(letter)
                self.quickest = min(self.quickest, time.monotonic() - began)
                self._done.put((letter, came))
            except OutOfReach as away:
                self._done.put((letter, away))
                break
            except Wrong as wrong:
                self._done.put((letter, wrong))
            except BaseException as fault:  # noqa: BLE001 - it rises in the worker, which waits
                self._done.put((letter, fault))
        if line is not None:
            line.close()
