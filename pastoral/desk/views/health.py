"""Whether the process answers, and whether all it needs does; for machines to ask."""

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from pastoral.accounts.permissions import public
from pastoral.desk import health as asking


@public
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; it asks nobody else."""
    return HttpResponse("ok", content_type="text/plain")


@public
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Say what answers; 503 where something does not."""
    found = asking.readiness()
    said = {"ready": found.is_ready, **asdict(found)}
    return JsonResponse(said, status=200 if found.is_ready else 503)
