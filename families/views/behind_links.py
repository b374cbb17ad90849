"""The pages behind every link of a parent's, whatever it was sent for.

An app that sends links opens them itself and gives the `Reader`; what is done here is about
the adult alone. Each page is shown by a GET, which changes nothing, and acts on a POST.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from families import actions
from families.forms import own_page as asked
from families.models import Adult, Barrier, ContactPreference, Household, Wish
from pastoral.accounts import trail
from pastoral.outbox.models import Channel, Topic
from pastoral.parents.tongues import EASY, is_english, set_apart, tongues
from pastoral.parents.views import page_of, sent_on
from pastoral.ui.said import day_in

THEM, LINK = trail.PARENT, ContactPreference.Source.LINK
ONE_CLICK = ("List-Unsubscribe", "One-Click")  # What a mail program posts, and nothing else.
DAYS_IN_A_WEEK = 7


@dataclass(frozen=True)
class Reader:
    """Who opened a link: whose it is, where its pages are, and the words they all may need."""

    adult_id: uuid.UUID
    household_id: uuid.UUID
    base: str
    words: Mapping[str, Any]

    @property
    def adult(self) -> Adult:
        """The adult whose link it is."""
        return Adult.objects.select_related("setting__policy").get(pk=self.adult_id)

    @property
    def household(self) -> Household:
        """The home they were written to at."""
        return Household.objects.get(pk=self.household_id)

    def page(self, template: str, here: str, **more: Any) -> HttpResponse:
        """Return a page of theirs; `here` is where a switch of language leads back to."""
        return page_of(template, {**self.words, "here": here, **more})

    def sent_to(self, part: str = "") -> HttpResponse:
        """Send them on to a page of theirs."""
        return sent_on(f"{self.base}{part}")


def language_page(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Keep the language they chose, and go back to where they were."""
    chosen, back = request.POST.get("language", ""), request.GET.get("back", "")
    if request.method == "POST" and (chosen == EASY or chosen in tongues()):
        is_easy = chosen == EASY
        language = next(filter(is_english, tongues())) if is_easy else chosen
        actions.choose_page(adult=reader.adult, language=language, is_easy=is_easy)
    return reader.sent_to(back if back in asked.MAY_LEAD_BACK else "")


def instead_page(request: HttpRequest, reader: Reader) -> HttpResponse:
    """A call or a visit at home instead."""
    kind = request.POST.get("kind", "")
    if request.method == "POST" and kind in Wish.Kind.values:
        actions.ask_for(
            adult=reader.adult, household=reader.household, kind=kind, via=Wish.Via.LINK, by=THEM
        )
    if request.method == "POST":
        return reader.sent_to("instead/")
    still_open = Wish.objects.open().filter(adult=reader.adult_id)
    open_kinds = set(still_open.values_list("kind", flat=True))
    return reader.page("parents/instead.html", "instead/", open_kinds=open_kinds)


def easier_page(request: HttpRequest, reader: Reader) -> HttpResponse:
    """What makes coming hard for them: by tick, and nobody asks why."""
    if request.method == "POST":
        actions.tell_barriers(
            adult=reader.adult,
            household=reader.household,
            kinds=[kind for kind in request.POST.getlist("barriers") if kind in Barrier.Kind],
            via=Barrier.Via.LINK,
            by=THEM,
        )
        return reader.sent_to("easier/?told")
    standing = Barrier.objects.filter(adult=reader.adult_id, gone_at=None)
    ticked = set(standing.values_list("kind", flat=True))
    has_told = "told" in request.GET
    return reader.page(
        "parents/easier.html",
        "easier/?told" if has_told else "easier/",
        barriers=[(kind, label, kind in ticked) for kind, label in asked.BARRIERS.items()],
        has_told=has_told,
    )


def stop_page(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Stop texts or e-mails, pause all messages, or start them again."""
    adult = reader.adult
    if request.method == "POST":
        name, value = ONE_CLICK
        is_one_click = request.POST.get(name) == value
        what = asked.STOP_EMAILS if is_one_click else request.POST.get("stop", "")
        _let_be(adult, what)
        if not is_one_click:  # A mail program is not to be sent on (RFC 8058).
            return reader.sent_to("stop/?on" if what == asked.START else "stop/")
    stopped = _stopped(adult)
    today = timezone.localdate(timezone=adult.setting.zone)
    until = adult.messages_paused_until
    is_paused = until is not None and until > today
    language = translation.get_language() or ""
    return reader.page(
        "parents/stop.html",
        "stop/",
        may_stop_texts=bool(adult.mobile) and Channel.TEXT not in stopped,
        may_stop_emails=bool(adult.email) and Channel.EMAIL not in stopped,
        is_stopped=bool(stopped),
        is_paused=is_paused,
        is_on_again="on" in request.GET and not stopped and not is_paused,
        weeks=max(1, round(adult.setting.policy.message_pause_days / DAYS_IN_A_WEEK)),
        **set_apart(until=day_in(language, until)[1] if until else ""),
    )


def _let_be(adult: Adult, what: str) -> None:
    """Do what they pressed; pressed again, it is done already."""
    channel = {asked.STOP_TEXTS: Channel.TEXT, asked.STOP_EMAILS: Channel.EMAIL}.get(what)
    if channel and channel not in _stopped(adult):
        actions.stop(adult=adult, channel=channel, source=LINK, by=THEM)
    elif what == asked.PAUSE:
        actions.pause_messages(adult=adult, by=THEM)
    elif what == asked.START:
        actions.end_message_pause(adult=adult, by=THEM)
        for stopped in _stopped(adult):
            actions.start(adult=adult, channel=stopped, source=LINK, by=THEM)


def _stopped(adult: Adult) -> set[str]:
    """Return the channels by which they want nothing, whatever it is about."""
    refused = adult.preferences.filter(is_allowed=False).values_list("channel", "topic")
    topics: dict[str, set[str]] = {}
    for channel, topic in refused:
        topics.setdefault(channel, set()).add(topic)
    by_message = (Channel.TEXT, Channel.EMAIL)
    return {channel for channel in by_message if topics.get(channel, set()) >= set(Topic.values)}


def privacy_page(request: HttpRequest, reader: Reader) -> HttpResponse:
    """What we do with an answer, what others see, and the longer page."""
    has_more = "more" in request.GET
    here = "privacy/?more" if has_more else "privacy/"
    return reader.page("parents/privacy.html", here, has_more=has_more)
