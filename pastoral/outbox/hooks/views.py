"""What carriers call us for: receipts, and texts that came in.

An address has a key of its own, so a guess finds nothing; what is not from the carrier is
refused and counted, and what is comes as often as it likes: a replay changes nothing.
"""

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from pastoral import limits
from pastoral.accounts import trail
from pastoral.accounts.permissions import public
from pastoral.outbox import actions
from pastoral.outbox.hooks import genuine, said
from pastoral.outbox.models import Carrier

MOST_BYTES = 16 * 1024
TOO_BIG, TOO_MANY, NOT_UNDERSTOOD, NOTHING_TO_SAY = 413, 429, 400, 204
SAY_NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
Provider = Carrier.Provider

Hook = Callable[[HttpRequest, Carrier], HttpResponse]


def from_carrier(
    provider: Provider,
) -> Callable[[Hook], Callable[[HttpRequest, str], HttpResponse]]:
    """Open a callback to one carrier alone."""

    def opened_to(hook: Hook) -> Callable[[HttpRequest, str], HttpResponse]:
        @csrf_exempt
        @public
        @require_POST
        @wraps(hook)
        def called(request: HttpRequest, hook_key: str) -> HttpResponse:
            if int(request.headers.get("content-length") or 0) > MOST_BYTES:
                return HttpResponse(status=TOO_BIG)
            carrier = (
                Carrier.objects.select_related("setting__policy")
                .filter(hook_key=hook_key, provider=provider)
                .first()
            )
            if carrier is not None and _is_genuine(request, carrier):
                return hook(request, carrier)
            tried = f"{trail.ip_of(request.META)}:hooks"
            if limits.too_many(tried, settings.LINK_TRIES_PER_MINUTE):
                return HttpResponse(status=TOO_MANY)
            if carrier is None:
                raise Http404
            return HttpResponse(status=403)

        return called

    return opened_to


@from_carrier(Provider.NOTIFY)
def notify_receipts(request: HttpRequest, carrier: Carrier) -> HttpResponse:
    """Keep what Notify says became of a text; our message's id is its reference there."""
    told = _json(request)
    if told is None or not told.get("id"):
        return HttpResponse(status=NOT_UNDERSTOOD)
    receipt = said.of_notify(told)
    return _kept(carrier, str(told["id"]), receipt, str(told.get("reference") or ""))


@from_carrier(Provider.NOTIFY)
def notify_inbound(request: HttpRequest, carrier: Carrier) -> HttpResponse:
    """Keep a text that came in by Notify."""
    told = _json(request)
    if told is None or not told.get("id") or not told.get("source_number"):
        return HttpResponse(status=NOT_UNDERSTOOD)
    actions.keep_inbound(
        setting=carrier.setting,
        sent_from=_number(str(told["source_number"])),
        body=str(told.get("message") or ""),
        provider_ref=str(told["id"])[:120],
        received_at=_moment(str(told.get("date_received") or "")),
    )
    return HttpResponse(status=NOTHING_TO_SAY)


@from_carrier(Provider.TWILIO)
def twilio_receipts(request: HttpRequest, carrier: Carrier) -> HttpResponse:
    """Keep what Twilio says became of a text; the address names our message."""
    sid = request.POST.get("MessageSid", "")
    if not sid:
        return HttpResponse(status=NOT_UNDERSTOOD)
    receipt = said.of_twilio(request.POST.dict())
    return _kept(carrier, sid, receipt, request.GET.get("message", ""))


@from_carrier(Provider.TWILIO)
def twilio_inbound(request: HttpRequest, carrier: Carrier) -> HttpResponse:
    """Keep a text that came in by Twilio, and have it say nothing: our answers are messages."""
    sid, sent_from = request.POST.get("MessageSid", ""), request.POST.get("From", "")
    if not sid or not sent_from:
        return HttpResponse(status=NOT_UNDERSTOOD)
    actions.keep_inbound(
        setting=carrier.setting,
        sent_from=_number(sent_from),
        body=request.POST.get("Body", ""),
        provider_ref=sid[:120],
        received_at=timezone.now(),
    )
    return HttpResponse(SAY_NOTHING, content_type="text/xml")


def _is_genuine(request: HttpRequest, carrier: Carrier) -> bool:
    if carrier.provider == Provider.NOTIFY:
        return genuine.is_from_notify(carrier, request.headers.get("authorization", ""))
    url = f"{settings.SITE_URL}{request.get_full_path()}"
    signature = request.headers.get("x-twilio-signature", "")
    return genuine.is_from_twilio(carrier, url, request.POST.lists(), signature)


def _kept(
    carrier: Carrier, provider_ref: str, receipt: said.Said | None, message_id: str
) -> HttpResponse:
    if receipt is not None:
        actions.keep_receipt(
            setting=carrier.setting,
            provider_ref=provider_ref[:120],
            message_id=_id(message_id),
            **receipt._asdict(),
        )
    return HttpResponse(status=NOTHING_TO_SAY)


def _json(request: HttpRequest) -> dict[str, Any] | None:
    try:
        told = json.loads(request.body)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _id(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None


def _number(written: str) -> str:
    """Return a number as ours are kept: Notify leaves the plus out. A name stays a name."""
    return f"+{written}" if written.isdecimal() and len(written) > 6 else written[:254]  # noqa: PLR2004


def _moment(written: str) -> datetime:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return timezone.now()
    return moment if moment.tzinfo else timezone.now()
