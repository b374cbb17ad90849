"""Twilio: texts from a number, a name or a messaging service.

https://www.twilio.com/docs/messaging/api/message-resource
"""

from django.conf import settings

from pastoral.outbox.channels import Letter, Never, NoSuchAddress, NotThisOne, OutOfReach
from pastoral.outbox.channels.web import TAKEN, WebLine, said_in
from pastoral.outbox.models import Carrier, Message

A_SERVICE = "MG"  # What the ids of messaging services begin with.
NO_SUCH_NUMBER = (21211, 21614)
SAID_STOP = 21610
# An account on trial, or one that may not text this country: others may be texted.
NOT_THIS_ONE = (21608, 21408)
OURS = (21212, 21606, 21659, 21660, 21705)  # The number or service it goes out from.
STOPPED = Message.STOPPED


class TwilioLine(WebLine):
    """A line to Twilio for one setting."""

    name = "Twilio"

    def __init__(self, carrier: Carrier) -> None:
        super().__init__(
            f"{settings.TWILIO_URL}/2010-04-01/Accounts/{carrier.account}/Messages.json"
        )
        if not (carrier.account and carrier.secret and carrier.sender):
            raise OutOfReach("Twilio needs an account, a sender and a key: see Carrier of texts.")
        if not (carrier.account + carrier.secret).isascii():
            raise OutOfReach(
                "Twilio’s account or key holds a sign that is none of its: paste it anew."
            )
        self.session.auth = carrier.account, carrier.secret
        is_service = carrier.sender.startswith(A_SERVICE)
        self.said = {"MessagingServiceSid" if is_service else "From": carrier.sender}
        # Twilio refuses to report to an address it can't reach.
        reports_to = f"{settings.SITE_URL}/hooks/{carrier.hook_key}/twilio/receipts/"
        self.reports_to = reports_to if settings.SITE_URL.startswith("https://") else ""

    def hand_over(self, letter: Letter) -> str:
        """Hand one text over; receipts come to an address that names our message."""
        said = {**self.said, "To": letter.to, "Body": letter.body}
        if self.reports_to:
            said["StatusCallback"] = f"{self.reports_to}?message={letter.id}"
        response = self.post(data=said)
        answer = said_in(response)
        if response.status_code in TAKEN:
            return str(answer.get("sid", ""))
        code, words = answer.get("code"), str(answer.get("message", ""))
        if code in NO_SUCH_NUMBER:
            raise NoSuchAddress(f"Twilio can’t text this number: {words}")
        if code == SAID_STOP:
            raise Never(STOPPED)
        if code in OURS:
            raise OutOfReach(f"Twilio is not set up for this: {words}")
        if code in NOT_THIS_ONE:
            raise NotThisOne(f"Twilio is not set up to text them: {words}")
        raise self.no(response, words)
