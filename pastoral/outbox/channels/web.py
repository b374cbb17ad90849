"""What carriers reached over HTTP share: a connection kept alive, and what each failure means.

A text is handed over once its request may have left: from then on a silence leaves it
unsure, and only an answer says more.
"""

import ssl
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import requests
from django.conf import settings
from requests.utils import get_environ_proxies
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProxyError

from pastoral.outbox.channels import Never, NotNow, OutOfReach, Unsure, Wrong

NOT_OURS, FORBIDDEN, NOT_THERE, TOO_MANY, GAVE_UP_WAITING = 401, 403, 404, 429, 504
TAKEN, SENT_ELSEWHERE, WRONG, BROKEN = range(200, 300), range(300, 400), range(400, 500), 500
# Parts of what is said where texts wait until somebody here puts the carrier right.
KEYS_REFUSED, NO_ACCOUNT = "does not accept our keys", "knows no such account"
OURS_TO_MEND = (
    KEYS_REFUSED, NO_ACCOUNT, "is not set up for this", "see Carrier of texts", "paste it anew",
)  # fmt: skip
SHORTEST_REST = timedelta(minutes=1)
LONGEST_REST = timedelta(days=1)  # What asks for more is not believed.


class WebLine:
    """One kept HTTP connection to a carrier."""

    name = ""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session = requests.Session()
        # The environment is read once here, not for each text; nor is anybody’s ~/.netrc.
        self.session.trust_env = False
        self.session.proxies.update(get_environ_proxies(url))

    def post(self, **said: Any) -> requests.Response:
        """Send one request and return whatever was answered; raise where there was no answer."""
        waits = settings.CARRIER_CONNECT_SECONDS, settings.CARRIER_ANSWER_SECONDS
        try:
            return self.session.post(self.url, timeout=waits, allow_redirects=False, **said)
        except requests.RequestException as wrong:
            if _never_left(wrong):
                raise OutOfReach(f"{self.name} can’t be reached.") from wrong
            raise Unsure(f"{self.name} did not say whether it took this.") from wrong

    def no(self, response: requests.Response, said: str) -> Wrong:
        """Return what an answer that is not a yes means, apart from what it says in detail."""
        status, reason = (
            response.status_code,
            f"{self.name} said no: {said or response.status_code}",
        )
        if status == GAVE_UP_WAITING:
            return Unsure(f"{self.name} did not say whether it took this.")
        if status == TOO_MANY:
            # It is us who ask too much, and no text is to blame: all of them wait.
            return OutOfReach(
                reason,
                is_for_all=True,
                after=max(_rest(response), SHORTEST_REST),
                is_for_today=self.is_daily(said),
            )
        if status >= BROKEN:
            return NotNow(reason, _rest(response))
        if status in (NOT_OURS, FORBIDDEN):
            return OutOfReach(f"{self.name} {KEYS_REFUSED}: {said or status}")
        if status == NOT_THERE or status in SENT_ELSEWHERE:
            return OutOfReach(f"{self.name} is not at this address, or {NO_ACCOUNT}.")
        return Never(reason)

    def is_daily(self, said: str) -> bool:  # noqa: ARG002 - it is for carriers that have one
        """Whether a limit it speaks of is one of a day."""
        return False

    def close(self) -> None:
        """Let the connection go."""
        self.session.close()


def said_in(response: requests.Response) -> dict[str, Any]:
    """Return the JSON object of an answer; an empty one where there is none."""
    try:
        found = response.json()
    except requests.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _rest(response: requests.Response) -> timedelta:
    """Return how long the carrier asks us to wait, where it says so in seconds."""
    asked = response.headers.get("retry-after", "").strip()
    return min(timedelta(seconds=int(asked)), LONGEST_REST) if asked.isdecimal() else timedelta()


def _never_left(wrong: requests.RequestException) -> bool:
    """Whether nothing of the request can have reached the carrier."""
    return isinstance(wrong, requests.ConnectTimeout) or any(
        isinstance(cause, NewConnectionError | ProxyError | ssl.SSLCertVerificationError)
        for cause in _causes(wrong)
    )


def _causes(wrong: BaseException) -> Iterator[BaseException]:
    """Yield what an error was made of, as requests and urllib3 pack one into the other."""
    todo: list[Any] = [wrong]
    while todo:
        cause = todo.pop()
        if isinstance(cause, BaseException):
            yield cause
            todo += [*cause.args, cause.reason if isinstance(cause, MaxRetryError) else None]
