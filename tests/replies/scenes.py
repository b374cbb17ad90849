"""The scenes that tests of what families text back begin with."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from families.models import Adult
from pastoral.accounts.models import Setting, Staff
from pastoral.outbox.models import InboundMessage, Message
from pastoral.replies import tasks
from sessions_app.models import Invitation
from tests.factories import (
    make_adult,
    make_afternoon,
    make_child,
    make_household,
    make_inbound_message,
    make_invitation,
    make_mentor_assignment,
    make_relationship,
    make_setting,
    make_staff,
)

LONDON = ZoneInfo("Europe/London")
FRIDAY = datetime(2026, 11, 27, 17, 30, tzinfo=LONDON)  # The day after families are asked.
NUMBER = "+447700900111"


def samira(setting: Setting | None = None, mentor: Staff | None = None, **fields: Any) -> Adult:
    """Samira, Amira's mother, whose number her mentor Jo has checked."""
    setting = setting or make_setting(name="Orchard Zone", nickname="the Orchard")
    mentor = mentor or make_staff(first_name="Jo")
    household = make_household(setting, label="Samira and Amira")
    fields = {
        "known_as": "Samira", "surname": "Okonjo-Whitfield", "mobile": NUMBER,
        "mobile_state": "verified", "email": "",
    } | fields  # fmt: skip
    adult = make_adult(household=household, **fields)
    child = make_child(household=household, legal_first="Amira", surname="Okonjo")
    make_relationship(child, adult)
    make_mentor_assignment(mentor, child)
    return adult


def asked(adult: Adult | None = None, on: int = 2, **fields: Any) -> Invitation:
    """Samira, asked to the afternoon on that day of December."""
    adult = adult or samira()
    household = adult.homes.get().household
    afternoon = make_afternoon(
        adult.setting, on=datetime(2026, 12, on).date(), **fields.pop("afternoon", {})
    )
    return make_invitation(afternoon, household, adult=adult, **fields)


def texts(adult: Adult, body: str, sent_from: str = "", **fields: Any) -> InboundMessage:
    """She texts us, and the clock reads it."""
    text = make_inbound_message(
        adult.setting, sent_from=sent_from or adult.mobile, body=body, **fields
    )
    tasks.read_texts()
    text.refresh_from_db()
    return text


def back() -> list[str]:
    """The words that went back, by their keys."""
    keys = Message.objects.filter(state="queued").order_by("created_at", "pk")
    return list(keys.values_list("template_key", flat=True))
