"""GOV.UK Notify: texts of public bodies, from a template that holds ((text)) alone.

https://docs.notifications.service.gov.uk/rest-api.html
"""

import re
import time

import jwt
from django.conf import settings

from pastoral.outbox.channels import Letter, NoSuchAddress, OutOfReach
from pastoral.outbox.channels.web import TAKEN, WebLine, said_in
from pastoral.outbox.models import Carrier

PATH = "/v2/notifications/sms"
UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
KEY = re.compile(rf"(?:.+-)?(?P<service>{UUID})-(?P<secret>{UUID})")
# What it says when the trouble is how we set it up, and no text is to blame.
OURS = ("Template", "template_id", "sms_sender_id", "Missing personalisation")
NOT_LIVE = (
    "team-only API key",
    "trial mode",
)  # It takes texts to our own staff and to no one else.
A_DAY_S = "send limits"  # “Exceeded send limits (250000) for today”.


class NotifyLine(WebLine):
    """A line to Notify for one setting."""

    name = "GOV.UK Notify"

    def __init__(self, carrier: Carrier) -> None:
        super().__init__(settings.NOTIFY_URL + PATH)
        key = KEY.fullmatch(carrier.secret.strip())
        if key is None:
            raise OutOfReach("The key for GOV.UK Notify is not whole: see Carrier of texts.")
        self.service, self.secret = key["service"], key["secret"]
        self.said = {"template_id": carrier.template_ref}
        if carrier.sender:
            self.said["sms_sender_id"] = carrier.sender

    def hand_over(self, letter: Letter) -> str:
        """Hand one text over; its reference there is our own id, so receipts find it."""
        response = self.post(
            json={
                **self.said,
                "phone_number": letter.to,
                "personalisation": {"text": letter.body},
                "reference": str(letter.id),
            },
            headers={"Authorization": f"Bearer {self._token()}"},
        )
        said = said_in(response)
        if response.status_code in TAKEN:
            return str(said.get("id", ""))
        errors = [error for error in said.get("errors") or [] if isinstance(error, dict)]
        words = " ".join(str(error.get("message", "")) for error in errors)
        if response.status_code == 400:  # noqa: PLR2004 - Bad Request
            if words.startswith("phone_number"):
                raise NoSuchAddress(f"GOV.UK Notify can’t text this number: {words}")
            if words.startswith(OURS) or any(said in words for said in NOT_LIVE):
                raise OutOfReach(f"GOV.UK Notify is not set up for this: {words}")
        raise self.no(response, words)

    def is_daily(self, said: str) -> bool:
        """Whether it has taken as many as it takes from us in a day."""
        return A_DAY_S in said

    def _token(self) -> str:
        """Return a token for one request; Notify takes it for half a minute."""
        claims = {"iss": self.service, "iat": int(time.time())}
        return jwt.encode(claims, self.secret, algorithm="HS256")
