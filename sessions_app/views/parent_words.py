"""Opening a parent's link to an afternoon, and the words every page behind it may need."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone, translation

from families.views.behind_links import Reader
from pastoral.parents.tongues import is_english, page_language, set_apart, words_of_language
from pastoral.parents.views import call, sent_on
from pastoral.ui.said import day_in, list_in, time_in
from sessions_app import parent_page
from sessions_app.parent_page import Asked


def opened(secret: str, now: datetime) -> Asked | None:
    """Return what a link opens, and speak its reader's language from here on."""
    asked = parent_page.by_link(secret, now)
    if asked:
        translation.activate(page_language(asked.page_language, asked.written_in))
    return asked


def reader_of(secret: str) -> Reader | None:
    """Return who opened a link, for the pages that are the same behind every link."""
    asked = opened(secret, timezone.now())
    if asked is None:
        return None
    return Reader(
        adult_id=asked.adult_id,
        household_id=asked.household_id,
        base=url("invitation", secret),
        words=said(asked, secret),
    )


def is_easy(asked: Asked) -> bool:
    """Whether they read in easy words: we have them in English alone."""
    return asked.wants_easy_words and is_english(translation.get_language() or "")


def said(asked: Asked, secret: str, here: str = "") -> dict[str, Any]:
    """Return the words every page may need: no more than rule 20 allows."""
    spoken = words_of_language(is_easy=is_easy(asked))
    language = spoken["language"]
    weekday, day = day_in(language, asked.on)
    return {
        **spoken,
        **set_apart(
            name=asked.name,
            place=asked.place,
            mentor=asked.mentor,
            weekday=weekday,
            date=day,
            coffee=time_in(language, asked.coffee_at),
            children_join=time_in(language, asked.children_join_at),
            close=time_in(language, asked.closes_at),
            activity=asked.activity_in(language),
        ),
        # Each name for itself: a list of two keeps the order in which it is read.
        "child": list_in(language, [set_apart(child=name)["child"] for name in asked.children]),
        "children": asked.children,
        "is_join_in": asked.is_join_in,
        "has_instead": True,
        "base": url("invitation", secret),
        "here": here,
        **call(asked.phone),
    }


def sent_to(name: str, secret: str, question: str = "") -> HttpResponse:
    """Send them on to a page of theirs."""
    return sent_on(url(name, secret) + question)


def url(name: str, secret: str) -> str:
    """Return the address of a page of theirs."""
    return reverse(f"parents:{name}", args=[secret])
