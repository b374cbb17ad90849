"""Whether what comes to a callback's address comes from the carrier."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Sequence

from pastoral.outbox.models import Carrier

BEARER = "Bearer "


def is_from_notify(carrier: Carrier, authorization: str) -> bool:
    """Whether the bearer token is the one we gave Notify."""
    token = authorization.removeprefix(BEARER) if authorization.startswith(BEARER) else ""
    return bool(carrier.hook_secret) and _equal(token, carrier.hook_secret)


def is_from_twilio(
    carrier: Carrier, url: str, said: Iterable[tuple[str, Sequence[str]]], signature: str
) -> bool:
    """Whether Twilio signed this, with the token of our account there."""
    return bool(carrier.secret) and _equal(signature, signed(carrier.secret, url, said))


def signed(token: str, url: str, said: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Return Twilio's signature over an address and what is sent there.

    https://www.twilio.com/docs/usage/security#validating-requests
    """
    whole = url + "".join(
        name + value for name, values in sorted(said) for value in sorted(set(values))
    )
    made = hmac.new(token.encode(), whole.encode(), hashlib.sha1)
    return base64.b64encode(made.digest()).decode()


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
