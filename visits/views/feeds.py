"""The calendar of one's own visits: the page of its address, and what stands at the address."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from pastoral import limits
from pastoral.accounts import trail
from pastoral.accounts.permissions import StaffRequest, public, requires
from pastoral.accounts.roles import Permission
from visits import feed as reading
from visits.actions import feeds
from visits.models import CalendarFeed

NOTHING_HERE = "This calendar address opens nothing.\n"
TOO_MANY = "Too many tries. Please wait a minute.\n"


@requires(Permission.RECORD_VISITS)
def feed_page(request: StaffRequest) -> HttpResponse:
    """Show one’s own calendar address; make a new one, or turn it off."""
    setting = request.viewer.setting
    if request.method == "POST":
        if request.POST.get("do") == "off":
            feeds.revoke_feed(setting=setting, by=request.user)
            messages.success(request, "The calendar address is off. It opens nothing any more.")
        else:
            feeds.make_feed(setting=setting, by=request.user)
            messages.success(request, "This is your calendar address. An older one opens nothing.")
        return redirect("visits:feed")
    mine = CalendarFeed.objects.filter(setting=setting, staff=request.user, revoked_at=None).first()
    shown = {"address": _address(request, mine) if mine else "", "policy": request.viewer.policy}
    return render(request, "visits/feed_page.html", shown)


def _address(request: StaffRequest, feed: CalendarFeed) -> str:
    path = reverse("calendar-feed:visits", args=[feeds.secret_of(feed)])
    return request.build_absolute_uri(path)


@public
@require_safe
def calendar_feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The visits of whose address it is; a plain “nothing here” for any other (rule 23)."""
    viewer = reading.owner_of(secret)
    if viewer is None:
        tried = f"calendar:{trail.ip_of(request.META)}"
        if limits.too_many(tried, settings.LINK_TRIES_PER_MINUTE):
            return _kept_nowhere(HttpResponse(TOO_MANY, status=429, content_type="text/plain"))
        return _kept_nowhere(HttpResponse(NOTHING_HERE, status=404, content_type="text/plain"))
    file = HttpResponse(
        reading.calendar_of_visits(viewer),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'inline; filename="visits.ics"'},
    )
    return _kept_nowhere(file)


def _kept_nowhere(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
