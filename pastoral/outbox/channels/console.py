"""Where texts go by the settings' own word: into the log, or nowhere until there is a carrier."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from pastoral.logs import redacted
from pastoral.outbox.channels import Letter, Line, OutOfReach

log = logging.getLogger("alongside.texts")


class ConsoleLine:
    """Writes each text into the log instead of sending it; its link opens nothing there."""

    def hand_over(self, letter: Letter) -> str:
        """Log the text on one line, with the last digits of the number and no secret."""
        said = redacted(letter.body).replace("\n", " / ")
        log.info("text to …%s: %s", letter.to[-3:], said)
        return f"console-{letter.id.hex}"

    def close(self) -> None:
        """Nothing to let go of."""


def nobody() -> Line:
    """Say that nobody carries texts yet; they wait until somebody does."""
    raise OutOfReach("No carrier of texts is set up yet: see Carrier of texts.")


LINES: dict[str, Callable[[], Line]] = {"console": ConsoleLine, "none": nobody}


def check() -> None:
    """Raise ImproperlyConfigured where the settings name a way that is not there."""
    if settings.TEXT_CHANNEL not in LINES:
        raise ImproperlyConfigured(
            f"TEXT_CHANNEL is “{settings.TEXT_CHANNEL}”: it takes {' or '.join(sorted(LINES))}."
        )


def open_line() -> Line:
    """Return the way the settings name."""
    check()
    return LINES[settings.TEXT_CHANNEL]()
