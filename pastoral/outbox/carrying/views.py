"""The page on who carries a setting's texts."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.outbox.carrying import actions, lately
from pastoral.outbox.carrying.forms import CarrierForm
from pastoral.outbox.models import Carrier, Message
from pastoral.refusals import Refusal

State = Message.State
HOOKS = {
    Carrier.Provider.NOTIFY: {
        "Delivery receipts": "hooks:notify-receipts",
        "Received text messages": "hooks:notify-inbound",
    },
    # Twilio is told with each text where its receipts go.
    Carrier.Provider.TWILIO: {"A message comes in (webhook, HTTP POST)": "hooks:twilio-inbound"},
}


@require_http_methods(["GET", "POST"])
@requires(Permission.MANAGE_SETTING)
def carrier_page(request: StaffRequest) -> HttpResponse:
    """Say who carries the setting's texts, and see how they fare."""
    setting = request.viewer.setting
    carrier = Carrier.objects.filter(setting=setting).first()
    form = CarrierForm(request.POST or None, carrier=carrier)
    if form.is_valid():
        with form.showing_refusals():
            actions.keep_carrier(setting=setting, terms=form.terms(), by=request.user)
            messages.success(request, "The carrier is saved. Send yourself a text to try it.")
            return redirect("outbox:carrier")
    shown = {
        "form": form,
        "carrier": carrier,
        "addresses": _addresses(carrier),
        "to_mend": lately.to_mend(request.viewer),
        "troubles": lately.troubles(request.viewer),
        "without_one": settings.TEXT_CHANNEL,
        "has_phone": bool(request.user.phone),
    }
    return render(request, "outbox/carrier.html", shown)


@require_POST
@requires(Permission.MANAGE_SETTING)
def carrier_try(request: StaffRequest) -> HttpResponse:
    """Send a text to one's own number, and say what became of it."""
    try:
        message = actions.try_out(setting=request.viewer.setting, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("outbox:carrier")
    if message.state in Message.WENT:
        messages.success(request, "The carrier took a text to your number. Look at your phone.")
    elif message.state == State.UNSURE:
        messages.warning(request, f"{message.reason} Look at your phone.")
    else:
        messages.error(request, message.reason or "The text did not leave.")
    return redirect("outbox:carrier")


def _addresses(carrier: Carrier | None) -> dict[str, str]:
    """Return what to paste at the carrier: what it asks for, and our address for it."""
    hooks = HOOKS.get(Carrier.Provider(carrier.provider), {}) if carrier else {}
    return {
        said: f"{settings.SITE_URL}{reverse(name, args=[carrier.hook_key])}"
        for said, name in hooks.items()
        if carrier
    }
