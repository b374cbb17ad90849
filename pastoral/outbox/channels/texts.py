"""Texts: which carrier takes them, the setting’s own or else the one the settings name."""

from collections.abc import Callable

from pastoral.outbox.channels import Line, console
from pastoral.outbox.channels.notify import NotifyLine
from pastoral.outbox.channels.twilio import TwilioLine
from pastoral.outbox.models import Carrier

Provider = Carrier.Provider
CARRIERS: dict[str, Callable[[Carrier], Line]] = {
    Provider.NOTIFY: NotifyLine,
    Provider.TWILIO: TwilioLine,
    Provider.CONSOLE: lambda _carrier: console.ConsoleLine(),
}


def open_line(carrier: Carrier | None) -> Line:
    """Return an open way to a setting’s carrier, or to the one that the settings name.

    Raises OutOfReach where what it needs is not filled in.
    """
    return console.open_line() if carrier is None else CARRIERS[carrier.provider](carrier)
