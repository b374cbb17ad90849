"""The ways on from a parent's page about an afternoon: something else instead, or no more."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from families.views import behind_links
from pastoral.parents.views import behind_a_link
from sessions_app.views.parent_words import reader_of

reads_and_acts = require_http_methods(["POST", "GET", "HEAD"])


@behind_a_link
@reads_and_acts
def parent_language(request: HttpRequest, secret: str) -> HttpResponse | None:
    """The page in another language, from now on."""
    reader = reader_of(secret)
    return behind_links.language_page(request, reader) if reader else None


@behind_a_link
@reads_and_acts
def parent_instead(request: HttpRequest, secret: str) -> HttpResponse | None:
    """A call or a visit at home instead; also after a no, and when it is over."""
    reader = reader_of(secret)
    return behind_links.instead_page(request, reader) if reader else None


@behind_a_link
@reads_and_acts
def parent_easier(request: HttpRequest, secret: str) -> HttpResponse | None:
    """What would make coming easier, by tick."""
    reader = reader_of(secret)
    return behind_links.easier_page(request, reader) if reader else None


@behind_a_link
@reads_and_acts
def parent_stop(request: HttpRequest, secret: str) -> HttpResponse | None:
    """Stop, pause or start what we send; a mail program's one click stops its e-mails."""
    reader = reader_of(secret)
    return behind_links.stop_page(request, reader) if reader else None


@behind_a_link
@require_safe
def parent_privacy(request: HttpRequest, secret: str) -> HttpResponse | None:
    """What we do with an answer, and what others see."""
    reader = reader_of(secret)
    return behind_links.privacy_page(request, reader) if reader else None
