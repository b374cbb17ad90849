"""Every page that a parent may come to, each in the state in which it says the most."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import time_machine
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import timezone

from families.models import Adult, Wish
from pastoral import links
from pastoral.accounts.models import Setting
from pastoral.ids import new_id
from pastoral.languages import ENGLISH
from pastoral.outbox.models import Channel, Topic
from sessions_app import wording
from sessions_app.actions import pulses
from sessions_app.models import Afternoon, Invitation
from tests.factories import (
    make_afternoon,
    make_barrier,
    make_child,
    make_contact_preference,
    make_home_visit,
    make_seat_offer,
    make_setting,
    make_staff,
    make_template,
    make_visit_answer,
    make_wish,
    secret_for,
)
from tests.markup import Read
from tests.sessions_app.parents import asked, biscuits
from tests.visits.offers import FRIDAY, HALF_PAST_NINE, adult_of, mentor_of, samiras
from visits.models import HomeVisit

MONDAY = "2026-11-30T10:00:00Z"  # At ten: what began at half past nine is on now.
TODAY, YESTERDAY, WEDNESDAY = date(2026, 11, 30), date(2026, 11, 29), date(2026, 12, 2)
NOW_ON = {"coffee_at": "09:30", "children_join_at": "09:40", "activity_at": "09:50"}
LANGUAGES = [code for code, _name in settings.LANGUAGES]
ENGLISH_PAGES = settings.LANGUAGE_CODE
WHOLE = (ENGLISH_PAGES, "ar")  # One for each direction.
TOLD = {
    "adults_n": 2, "children_n": 1, "diet": "No nuts", "meet_at_gate": True, "travel": "lift",
    "set_off": "1.10pm", "helps": ["bus_fare", "interpreter", "little_ones"],
}  # fmt: skip
WRONG = {
    "adults": "lots", "children": "99", "diet": "x" * 500, "gate": "perhaps", "travel": "rocket",
    "set_off": "x" * 50, "helps": ["money"],
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """One page: what it is, where it stands, and what is posted to come to it."""

    name: str
    path: str
    posted: dict[str, Any] | None = None
    status: int = 200
    is_easy: bool = False
    per_language: str = ""  # Where the address and not the adult says the language.
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Got:
    """A page as a phone got it."""

    shown: Shown
    language: str
    html: str
    size: int
    templates: frozenset[str]
    cookies: int

    @property
    def name(self) -> str:
        """What to call it where it fails."""
        return f"{self.shown.name} in {self.language}"

    @cached_property
    def read(self) -> Read:
        """What a browser makes of it."""
        return Read(self.html)


def every_page(whole: tuple[str, ...] = WHOLE) -> Iterator[Got]:
    """Yield every page in the `whole` languages, and each template in every other one.

    What a state of a page says is in the templates; so the others need no more than one page
    for each of those. English is always whole.
    """
    with time_machine.travel(MONDAY, tick=False):
        shown, fewest = _world(), list[Shown]()
        for language in LANGUAGES:
            Adult.objects.update(page_language=language)
            seen: set[str] = set()
            for one in shown if language in whole else fewest:
                if one.is_easy and language != ENGLISH_PAGES:
                    continue
                yield (got := _got(one, language))
                if language == ENGLISH_PAGES and not got.templates <= seen:
                    fewest.append(one)
                seen |= got.templates


def _got(one: Shown, language: str) -> Got:
    cache.clear()
    Adult.objects.update(wants_easy_words=one.is_easy)
    short = ENGLISH if language == ENGLISH_PAGES else language
    path = one.path + one.per_language.format(short)
    client = Client(headers={"accept-language": language})
    with override_settings(**one.settings):
        response = client.get(path) if one.posted is None else client.post(path, one.posted)
    assert response.status_code == one.status, f"{one.name}: {response.status_code} at {path}"
    return Got(
        one,
        language,
        response.content.decode(),
        len(response.content),
        frozenset(each.name for each in response.templates if each.name),
        len(response.cookies),
    )


def _world() -> list[Shown]:
    return [
        *_of_the_invitation(),
        *_of_the_answer(),
        *_of_the_day(),
        *_in_easy_words(),
        *_of_the_ways_on(),
        *_of_nobody(),
        *_of_the_pulse(),
        *_of_a_visit(),
        *_of_a_visits_end(),
    ]


def _orchard(**fields: Any) -> Setting:
    return make_setting(name="Orchard Zone", nickname="the Orchard", **fields)


def _afternoon(on: date = WEDNESDAY, **fields: Any) -> Afternoon:
    fields.setdefault("activity", biscuits())
    return make_afternoon(fields.pop("setting", None) or _orchard(), on=on, **fields)


def _asked(afternoon: Afternoon, **fields: Any) -> Invitation:
    """Samira, asked; she has a mobile and an e-mail address, so that she may stop both."""
    invitation = asked(afternoon, mentor=make_staff(first_name="Jo"), **fields)
    Adult.objects.filter(pk=invitation.adult_id).update(
        mobile="+447700900123", mobile_state="to_verify", email="samira@example.org"
    )
    return invitation


def _at(invitation: Invitation, part: str = "") -> str:
    return f"/r/{secret_for(invitation)}/{part}"


def _of_the_invitation() -> Iterator[Shown]:
    wednesday = _afternoon()
    first = _asked(wednesday)
    first.children.add(make_child(household=first.household, legal_first="Sam"))
    yield Shown("the invitation", _at(first))
    yield Shown("not understood", _at(first, "answer/"), {"answer": "perhaps"}, 422)
    yield Shown("no child, no activity", _at(_asked(_afternoon(activity=None), child="")))
    yield Shown("a full room", _at(_asked(_afternoon(state="full", capacity=1))))
    yield Shown("a morning to join in", _at(_asked(_afternoon(kind="join_in"))))
    for answer in ("yes", "maybe", "no"):
        yield Shown(f"said {answer}", _at(_asked(wednesday, answer=answer)))
    until = timezone.now() + timedelta(hours=20)
    seat = _asked(wednesday, state="waitlisted", answer="yes", offered_until=until)
    yield Shown("a seat", _at(seat))


def _of_the_answer() -> Iterator[Shown]:
    wednesday = _afternoon()
    said_yes = _asked(wednesday, answer="yes", **TOLD)
    yield Shown("thanks for a yes", _at(said_yes, "thanks/"))
    yield Shown("told", _at(said_yes, "thanks/?told"))
    yield Shown("told wrongly", _at(said_yes, "details/"), WRONG, 422)
    yield Shown("thanks for a maybe", _at(_asked(wednesday, answer="maybe"), "thanks/"))
    yield Shown("thanks for a no", _at(_asked(wednesday, answer="no"), "thanks/"))
    morning = _asked(_afternoon(kind="join_in"), answer="yes")
    yield Shown("thanks for a morning", _at(morning, "thanks/"))
    waits = _asked(wednesday, state="waitlisted", answer="yes")
    yield Shown("on the list", _at(waits, "thanks/"))
    lost = _asked(wednesday, state="waitlisted", answer="yes")
    make_seat_offer(lost, state="lapsed", settled_at=MONDAY)
    yield Shown("the seat is taken", _at(lost, "thanks/"))
    yield Shown("in touch", _at(_asked(wednesday, answer="yes", state="held")))


def _of_the_day() -> Iterator[Shown]:
    yield Shown("it has started", _at(_asked(_afternoon(TODAY, **NOW_ON))))
    for kind in (Afternoon.Kind.FAMILY_AFTERNOON, Afternoon.Kind.JOIN_IN):
        over = _afternoon(YESTERDAY, kind=kind)
        off = _afternoon(kind=kind, state="cancelled", cancel_reason="Snow")
        yield Shown(f"over, {kind}", _at(_asked(over)))
        yield Shown(f"called off, {kind}", _at(_asked(off, state="withdrawn")))


def _in_easy_words() -> Iterator[Shown]:
    wednesday = _afternoon()
    yield Shown("easy words", _at(_asked(wednesday)), is_easy=True)
    for answer in ("yes", "maybe", "no"):
        thanks = _at(_asked(wednesday, answer=answer), "thanks/")
        yield Shown(f"easy thanks for {answer}", thanks, is_easy=True)
    waits = _asked(wednesday, state="waitlisted", answer="yes")
    for place in ("home", "cafe"):
        for state in ("offered", "agreed"):
            visit = _visit(state=state, meet_at=place)
            yield Shown(f"easy words, a visit {state}, {place}", _on(visit), is_easy=True)
    for said, state in (("yes", "agreed"), ("no", "declined")):
        visit = _visit(said, state=state)
        yield Shown(f"easy thanks for {said} to a visit", _on(visit, "thanks/"), is_easy=True)
    yield Shown("easy thanks on the list", _at(waits, "thanks/"), is_easy=True)


def _of_the_ways_on() -> Iterator[Shown]:
    wednesday = _afternoon()
    plain, busy, paused = (_asked(wednesday) for _ in range(3))
    for part in ("instead/", "easier/", "stop/", "privacy/", "privacy/?more", "complain/"):
        yield Shown(part, _at(plain, part))
    for kind in Wish.Kind.values:
        make_wish(busy.adult, kind=kind)
    make_barrier(busy.adult, kind="time")
    make_barrier(busy.adult, kind="people")
    for topic in Topic.values:
        make_contact_preference(busy.adult, topic=topic, channel=Channel.TEXT, is_allowed=False)
    yield Shown("asked instead", _at(busy, "instead/"))
    yield Shown("told what is hard", _at(busy, "easier/?told"))
    yield Shown("texts stopped", _at(busy, "stop/"))
    until = TODAY + timedelta(weeks=4)
    Adult.objects.filter(pk=paused.adult_id).update(messages_paused_until=until)
    yield Shown("paused", _at(paused, "stop/"))
    yield Shown("on again", _at(plain, "stop/?on"))
    yield Shown("complaint kept", _at(plain, "complain/?sent"))
    yield Shown("complaint without a word", _at(plain, "complain/"), {"words": ""}, 422)


def _of_nobody() -> Iterator[Shown]:
    phone = {"CONTACT_PHONE": "01632 960002"}
    none_left = {**phone, "LINK_TRIES_PER_MINUTE": 0}
    yield Shown("opens nothing", "/r/nothing-here", status=404, settings=phone)
    yield Shown("too many tries", "/r/nothing-here", status=429, settings=none_left)
    signed = {"reviewed_by": "Somebody who reads it", "reviewed_on": "2026-11-01"}
    zone, bare = _orchard(code="orchard"), make_setting(code="bare")
    _afternoon(setting=zone)
    for setting in (zone, bare):
        for language in LANGUAGES:
            if language != ENGLISH_PAGES:
                make_template(
                    key=wording.INVITE, language=language, setting=setting, version=9, **signed
                )
    yield Shown("what is on", "/w/orchard/", per_language="?language={}")
    yield Shown("nothing is on", "/w/bare/", per_language="?language={}")


def _of_the_pulse() -> Iterator[Shown]:
    for on, status, name in ((TODAY, 200, "four questions"), (date(2026, 11, 25), 410, "closed")):
        afternoon = _afternoon(on, **NOW_ON, care_listed_at=MONDAY)
        afternoon = pulses.lay(afternoon=afternoon, by=make_staff())
        path = f"/p/{links.secret_of(afternoon.pk, 1)}/"
        yield Shown(name, path, status=status, per_language="{}/")
        yield Shown(f"thanks, {name}", path, status=status, per_language="{}/thanks/")


def _visit(said: str = "", **fields: Any) -> HomeVisit:
    """A visit on Friday, offered to Samira; `said` is what she said to it last."""
    household = samiras(_orchard())
    key, adult = new_id(), adult_of(household)
    fields = {"state": "offered", "offered_to": adult, "offered_at": timezone.now(), **fields}
    visit = make_home_visit(
        household, id=key, link_digest=links.digest_of(links.secret_of(key, 1)),
        mentor=mentor_of(household), planned_on=FRIDAY, planned_at=HALF_PAST_NINE, **fields,
    )  # fmt: skip
    if said:
        make_visit_answer(visit, adult=adult, said=said)
    return visit


def _on(visit: HomeVisit, part: str = "") -> str:
    return f"/v/{secret_for(visit)}/{part}"


def _of_a_visit() -> Iterator[Shown]:
    for place in HomeVisit.MeetAt.values:
        yield Shown(f"a visit, {place}", _on(_visit(meet_at=place)))
    for place in ("home", "park"):
        yield Shown(f"a visit agreed, {place}", _on(_visit(state="agreed", meet_at=place)))
    visit = _visit("another_time")
    yield Shown("a visit, not understood", _on(visit, "answer/"), {"answer": "?"}, 422)
    yield Shown("a visit, another time asked", _on(visit))
    yield Shown("thanks for another time", _on(visit, "thanks/"))
    yield Shown("another time", _on(visit, "another-time/"))
    long = {"answer": "another_time", "words": "x" * 300, "suits": ["mornings"]}
    agreed = _visit(state="agreed")
    yield Shown("another time, too long", _on(agreed, "answer/"), long, 422)
    for said in ("yes", "call_me", "visit_me"):
        yield Shown(f"a visit, thanks for {said}", _on(_visit(said, state="agreed"), "thanks/"))
    for part in ("stop/", "privacy/", "privacy/?more", "complain/"):
        yield Shown(f"a visit, {part}", _on(visit, part))


def _of_a_visits_end() -> Iterator[Shown]:
    outcomes = {
        "completed": "completed", "not_home": "nobody_in", "rescheduled": "family_moved_it",
        "cancelled_family": "not_today", "cancelled_school": "we_cancelled",
    }  # fmt: skip
    for state in ("declined", "no_reply", "under_way", *outcomes):
        visit = _visit(state=state, outcome=outcomes.get(state, ""), arrived_at=timezone.now())
        if state == HomeVisit.State.RESCHEDULED:
            _visit(state="agreed", rescheduled_from=visit)
        yield Shown(f"a visit {state}", _on(visit))
    yield Shown("a visit, thanks for a no", _on(_visit("no", state="declined"), "thanks/"))
