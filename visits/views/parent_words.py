"""Opening a family's link to a visit, and the words every page behind it may need."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation

from families.views.behind_links import Reader
from pastoral.parents.tongues import is_english, page_language, set_apart, words_of_language
from pastoral.parents.views import call
from pastoral.ui.said import day_in, time_in
from visits import visit_page
from visits.visit_page import VisitPage


def opened(secret: str, now: datetime) -> VisitPage | None:
    """Return what a link opens, and speak its reader's language from here on."""
    page = visit_page.by_link(secret, now)
    if page:
        translation.activate(page_language(page.page_language, page.written_in))
    return page


def reader_of(secret: str) -> Reader | None:
    """Return who opened a link, for the pages that are the same behind every link."""
    page = opened(secret, timezone.now())
    if page is None:
        return None
    return Reader(
        adult_id=page.adult_id,
        household_id=page.household_id,
        base=url("visit", secret),
        words=said(page, secret),
    )


def is_easy(page: VisitPage) -> bool:
    """Whether they read in easy words: we have them in English alone."""
    return page.wants_easy_words and is_english(translation.get_language() or "")


def said(page: VisitPage, secret: str, here: str = "") -> dict[str, Any]:
    """Return the words every page may need: no more than rule 20 allows."""
    spoken = words_of_language(is_easy=is_easy(page))
    language = spoken["language"]
    weekday, day = day_in(language, page.on)
    moved = day_in(language, page.new_day) if page.new_day else ("", "")
    moved_to = page.moved_to_at if page.new_day else None
    return {
        **spoken,
        **set_apart(
            name=page.name,
            place=page.place,
            mentor=page.mentor,
            weekday=weekday,
            date=day,
            time=time_in(language, page.at) if page.at else "",
            moved_weekday=moved[0],
            moved_date=moved[1],
            moved_time=time_in(language, moved_to) if moved_to else "",
        ),
        "meet_at": page.meet_at,
        "state": page.state,
        "said": page.said,
        "has_instead": False,
        "base": url("visit", secret),
        "here": here,
        "answer_url": url("answer", secret),
        "visit_url": url("visit", secret),
        "another_url": url("another-time", secret),
        **call(page.phone),
    }


def url(name: str, secret: str) -> str:
    """Return the address of a page of theirs."""
    return reverse(f"visit-page:{name}", args=[secret])
