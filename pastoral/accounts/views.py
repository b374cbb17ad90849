"""Pages about the setting and its staff."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's shape
    """Say that the page was open too long, in place of Django's bare words."""
    return render(request, "csrf_failure.html", status=403)
