"""Messages to colleagues about a visit under way: at any hour, and never about the family.

They say who is out, until when, and whom to ring (rule 20 holds for colleagues too); where
it is stands on the page behind the address, which asks to sign in.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from families.importing.phones import PhoneKind, read_phone
from pastoral.accounts.models import Staff
from pastoral.outbox import actions as outbox
from pastoral.outbox.drafts import Draft
from pastoral.outbox.models import Channel, Topic
from pastoral.ui.said import phone_said
from visits.models import HomeVisit, OverdueAlert
from visits.outings import Outing, leads_of, outing_of, when_said

Level = OverdueAlert.Level
LATE, UNHEARD = "staff-visit-overdue", "staff-visit-unheard"
ALERTS = [f"{words}-{level}" for words in (LATE, UNHEARD) for level in Level.values]
ENDED_EARLY = "staff-visit-ended-early"
ENGLISH = "en"


def text_number(staff: Staff) -> str:
    """Return the number a colleague can be texted at; nothing where none is known."""
    phone = read_phone(staff.phone)
    return phone.e164 if phone.kind is PhoneKind.MOBILE else ""


def key_of(alert: OverdueAlert) -> str:
    """Return what the keys of an alert’s messages begin with."""
    return f"overdue:{alert.visit_id}:{alert.level}:{alert.due_at:%Y%m%dT%H%M%S}:"


def send_alert(*, alert: OverdueAlert, outing: Outing, people: Sequence[Staff]) -> None:
    """Post an alert to each of them by text and by e-mail (rule 7), each once.

    What can’t be written is kept where the board shows it.
    """
    words = LATE if outing.visit.arrived_at else UNHEARD
    path = reverse("visits:overdue", args=[outing.visit.pk])
    drafts = [
        _draft(
            outing, staff, channel, to,
            key=f"{key_of(alert)}{staff.pk}:{channel}",
            template_key=f"{words}-{alert.level}",
            at=alert.due_at,
            path=path,
            about=alert.visit,
        )
        for staff in people
        for channel, to in _ways(staff)
    ]  # fmt: skip
    outbox.post_many(setting=outing.visit.setting, drafts=drafts, shows_refused=True)


def call_alerts_off(*, visit: HomeVisit, reason: str) -> None:
    """Call off what still waits to say that a visit runs over."""
    outbox.cancel_about(ids=[visit.pk], reason=reason, template_keys=ALERTS)


def tell_ended_early(*, visit: HomeVisit) -> None:
    """Tell each lead by one e-mail that a visit ended before its time, on the same day.

    It is about no visit, so that nothing that closes the visit calls it off.
    """
    outing = outing_of(visit)
    day = timezone.localdate(timezone=visit.setting.zone)
    drafts = [
        _draft(
            outing, staff, Channel.EMAIL, staff.email,
            key=f"ended-early:{visit.pk}:{staff.pk}",
            template_key=ENDED_EARLY,
            at=visit.left_at or timezone.now(),
            path=reverse("visits:detail", args=[visit.pk]),
        )
        for staff in leads_of(visit.setting, day, outing.going)
    ]  # fmt: skip
    outbox.post_many(setting=visit.setting, drafts=drafts, shows_refused=True)


def _ways(staff: Staff) -> Iterator[tuple[Channel, str]]:
    yield Channel.EMAIL, staff.email
    if number := text_number(staff):
        yield Channel.TEXT, number


def _draft(
    outing: Outing,
    staff: Staff,
    channel: Channel,
    to: str,
    *,
    key: str,
    template_key: str,
    at: datetime,
    path: str,
    about: HomeVisit | None = None,
) -> Draft:
    setting = outing.visit.setting
    return Draft(
        key=key,
        template_key=template_key,
        language=ENGLISH,
        channel=channel,
        to=to,
        variables={
            "name": staff.first_name,
            "mentor": outing.who,
            "time": when_said(setting, at),
            "place": setting.place,
            "phone": phone_said(setting.phone or settings.CONTACT_PHONE) or "the office",
            "page": f"{settings.SITE_URL}{path}",
        },
        adult_id=None,
        household_id=None,
        about_kind="visits.homevisit" if about else "",
        about_id=about.pk if about else None,
        link_version=None,
        topic=Topic.URGENT,
        not_before=at,  # Among colleagues, who was due first is asked for first.
        staff=staff,
    )
