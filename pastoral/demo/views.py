"""Looking around: as any of the made-up staff, or on a made-up parent's phone."""

from django.conf import settings
from django.contrib.auth import login
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from pastoral.accounts.models import Membership, Staff
from pastoral.accounts.permissions import public
from pastoral.demo import people, phone

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@public
@never_cache
@require_safe
def look_around(request: HttpRequest) -> HttpResponse:
    """Offer every role and a parent's phone, one tap each."""
    _only_in_the_demonstration()
    return render(
        request,
        "demo/look_around.html",
        {"shown": people.SHOWN, "place": people.PLACES[people.ZONE], "owners": phone.owners()},
    )


@public
@require_POST
def look_as(request: HttpRequest, name: str) -> HttpResponse:
    """Sign in as one of the made-up staff, and as nobody else."""
    _only_in_the_demonstration()
    one = next((one for one in people.SHOWN if one.name.lower() == name), None)
    if one is None:
        raise Http404
    memberships = Membership.objects.current(timezone.localdate())
    theirs = Q(setting__code=one.place) | Q(trust__name=one.place)
    hers = memberships.filter(theirs, role=one.role)
    person = get_object_or_404(Staff, email=one.email, pk__in=hers.values("staff"))
    login(request, person, backend=BACKEND)
    return redirect("desk:home")


@public
@never_cache
@require_safe
def parent_phone(request: HttpRequest) -> HttpResponse:
    """Show the texts and e-mails that one of the parents has had."""
    _only_in_the_demonstration()
    owners = phone.owners()
    asked = request.GET.get("whose") or people.PHONES[0]
    owner = next((owner for owner in owners if owner.known_as == asked), None)
    if owner is None:
        raise Http404
    arrived = list(phone.arrived(owner))
    return render(
        request, "demo/parent_phone.html", {"owner": owner, "owners": owners, "arrived": arrived}
    )


def _only_in_the_demonstration() -> None:
    if not settings.DEMO:
        raise Http404
