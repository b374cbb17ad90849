"""The plan of an afternoon: who does what, which interpreters, and what is still missing."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language_info

from pastoral.accounts.viewers import Viewer
from pastoral.languages import ENGLISH, pack_of
from pastoral.ui.said import list_said
from sessions_app import allergies, coming
from sessions_app.models import Afternoon, AfternoonSeries, OnDuty

Duty = OnDuty.Duty
ALWAYS = {
    Duty.DOOR: "Nobody keeps the door and the register yet.",
    Duty.COFFEE: "Nobody has coffee with the parents yet.",
    Duty.CHILDREN: "Nobody brings the children yet.",
    Duty.ACTIVITY: "Nobody leads what we make yet.",
}
JOIN_IN = (Duty.DOOR, Duty.ACTIVITY)  # On a morning the children are there, and all join in.

NOTHING_TO_PLAN = (Afternoon.State.HELD, Afternoon.State.CANCELLED)


@dataclass(frozen=True)
class Interpreting:
    """One language somebody coming needs an interpreter for."""

    language: str
    people: list[str]
    is_booked: bool


@dataclass(frozen=True)
class Plan:
    """Who does what, which interpreters are needed, and what is missing in plain words."""

    on_duty: list[OnDuty] = field(default_factory=list)
    interpreting: list[Interpreting] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def duties(self) -> list[tuple[str, list[OnDuty]]]:
        """Each thing to look after that somebody does, with who does it."""
        by_duty = {duty: [one for one in self.on_duty if one.duty == duty] for duty in Duty}
        return [(str(duty.label), people) for duty, people in by_duty.items() if people]


def plan_of(afternoon: Afternoon, who: coming.Coming, *, must_think: bool) -> Plan:
    """Return the plan of one afternoon (one query)."""
    on_duty = list(afternoon.on_duty.select_related("staff"))
    return _plan(afternoon, on_duty, (who.needs, who.speaks), must_think=must_think)


def still_to_plan(series: AfternoonSeries, viewer: Viewer) -> list[tuple[Afternoon, Plan]]:
    """Return the season's afternoons that are near and whose plan is not whole yet."""
    until = viewer.today + timedelta(days=viewer.policy.plan_days_before)
    near = series.afternoons.filter(removed_at=None, on__gte=viewer.today, on__lte=until)
    asked = near.exclude(state__in=[Afternoon.State.CANCELLED, Afternoon.State.HELD])
    afternoons = list(asked.select_related("activity", "setting").order_by("on"))
    plans = plans_of(afternoons)
    return [(one, plans[one.pk]) for one in afternoons if plans[one.pk].missing]


def plans_of(afternoons: Collection[Afternoon]) -> dict[UUID, Plan]:
    """Return the plans of several afternoons, in two queries and one where allergens are in it."""
    wanted = coming.wanted_at(afternoons)
    on_duty: dict[UUID, list[OnDuty]] = {one.pk: [] for one in afternoons}
    for duty in OnDuty.objects.filter(afternoon__in=afternoons).select_related("staff"):
        on_duty[duty.afternoon_id].append(duty)
    return {
        one.pk: _plan(
            one, on_duty[one.pk], wanted[one.pk], must_think=allergies.must_be_answered(one)
        )
        for one in afternoons
    }


def _plan(
    afternoon: Afternoon,
    on_duty: list[OnDuty],
    wanted: tuple[dict[str, list[str]], dict[str, list[str]]],
    *,
    must_think: bool,
) -> Plan:
    needs, speaks = wanted
    interpreting = [_interpreting(afternoon, *each) for each in sorted(speaks.items())]
    done = {one.duty for one in on_duty}
    missing = (
        []
        if _is_past_planning(afternoon)
        else [
            *_not_chosen(afternoon, must_think=must_think),
            *(ALWAYS[duty] for duty in _always(afternoon) if duty not in done),
            *_not_met(afternoon, done, needs),
            *(_unbooked(one) for one in interpreting if not one.is_booked),
        ]
    )
    return Plan(on_duty, interpreting, missing)


def _is_past_planning(afternoon: Afternoon) -> bool:
    """Whether there is nothing to plan any more: it was held, it is off, or it is over."""
    return afternoon.state in NOTHING_TO_PLAN or afternoon.ends_at <= timezone.now()


def _always(afternoon: Afternoon) -> Iterable[OnDuty.Duty]:
    return JOIN_IN if afternoon.is_join_in else ALWAYS


def _not_chosen(afternoon: Afternoon, *, must_think: bool) -> list[str]:
    said = {
        "What we make is not chosen yet.": afternoon.activity_id is None,
        "Nobody has said which room it is in.": not afternoon.room,
        "Nobody has thought of the allergies yet.": must_think,
    }
    return [words for words, is_so in said.items() if is_so]


def _not_met(afternoon: Afternoon, done: set[str], needs: dict[str, list[str]]) -> list[str]:
    """Return what those who come asked for and nobody does."""
    said = []
    if coming.GATE in needs and Duty.GATE not in done:
        said.append(f"Nobody is at the gate yet: {_asked(needs[coming.GATE])} to be met there.")
    if coming.LIFT in needs and Duty.TRANSPORT not in done and not afternoon.transport:
        said.append(f"Nobody gives lifts yet: {_asked(needs[coming.LIFT])} for one.")
    looks_after = Duty.CRECHE in done or (afternoon.has_creche and afternoon.creche_note)
    if coming.LITTLE_ONES in needs and not looks_after:
        said.append(f"Nobody is with the little ones yet: {_asked(needs[coming.LITTLE_ONES])}.")
    elif afternoon.has_creche and not looks_after:
        said.append("Nobody has said where the little ones are, and with whom.")
    return said


def _asked(people: list[str]) -> str:
    return f"{list_said(people)} asked"


def _interpreting(afternoon: Afternoon, language: str, people: list[str]) -> Interpreting:
    called = _called(language)
    is_booked = bool(called) and called.lower() in afternoon.interpreters.lower()
    return Interpreting(called, people, is_booked)


def _called(language: str) -> str:
    """Return a language's English name; nothing for English, where another one must be meant."""
    if pack := pack_of(language):
        return "" if pack.language == ENGLISH else pack.english_name
    try:
        return str(get_language_info(language)["name"])
    except KeyError:
        return language


def _unbooked(one: Interpreting) -> str:
    who = list_said(one.people)
    if not one.language:
        return f"{who} would like an interpreter: nobody has noted for which language."
    return f"No {one.language} interpreter is booked yet: {who} would like one."
