"""The page behind a poster's square: what is on next, for everybody."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from pastoral.accounts.models import Setting
from pastoral.languages import ENGLISH
from pastoral.parents.views import call, for_everybody, page_of
from sessions_app import whats_on


@for_everybody
def whats_on_next(request: HttpRequest, code: str) -> HttpResponse | None:
    """What is on next, in kind words; no name, and nothing to answer."""
    setting = Setting.objects.filter(code__iexact=code).first()
    if setting is None:
        return None
    languages = whats_on.languages_of(setting)
    asked = request.GET.get("language", ENGLISH)
    language = asked if asked in languages else ENGLISH
    afternoon = whats_on.next_afternoon(setting, timezone.now())
    others = [whats_on.said_in(one, setting, None) for one in languages if one != language]
    return page_of(
        "parents/whats_on.html",
        {
            "said": whats_on.said_in(language, setting, afternoon),
            "others": others,
            **call(setting.phone),
        },
    )
