"""Who is coming to an afternoon, and what they need; first names only, as at the door."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from sessions_app.models import Afternoon, Invitation
from sessions_app.models.invitations import Help, Travel

State = Invitation.State


@dataclass(frozen=True)
class Coming:
    """The answers in numbers, and the needs behind the yeses and maybes."""

    yes: int = 0
    maybe: int = 0
    no: int = 0
    waitlisted: int = 0
    held: int = 0
    silent: int = 0
    adults: int = 0
    children: int = 0
    needs: dict[str, list[str]] = field(default_factory=dict)
    diets: list[str] = field(default_factory=list)

    @property
    def people(self) -> int:
        """How many people said yes: the room counts people (rule 35)."""
        return self.adults + self.children


def who_is_coming(afternoon: Afternoon) -> Coming:
    """Return who is coming, and what they need (two queries).

    Families are counted, not adults: two who are asked apart and both come are one family.
    Once it is over the answers are read, since the states only say so.
    """
    homes: Counter[str] = Counter()
    counted = Invitation.objects.asked().filter(afternoon=afternoon).order_by()
    for state, answer, count in counted.values_list("state", "answer").annotate(
        n=Count("household", distinct=True)
    ):
        homes[answer or "silent" if state == State.CLOSED else state] += count
    needs: dict[str, list[str]] = {}
    diets, adults, children = [], 0, 0
    for row in _expected(afternoon).select_related("adult"):
        if row.answer == "yes":
            adults += row.adults_n
            children += row.children_n
        for need in _needs(row):
            needs.setdefault(need, []).append(row.adult.known_as)
        if row.diet:
            diets.append(f"{row.adult.known_as}: {row.diet}")
    return Coming(
        yes=homes["yes"], maybe=homes["maybe"], no=homes["no"],
        waitlisted=homes["waitlisted"], held=homes["held"],
        silent=homes["silent"] + homes["sent"] + homes["queued"],
        adults=adults, children=children, needs=dict(sorted(needs.items())), diets=diets,
    )  # fmt: skip


def _expected(afternoon: Afternoon) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        Q(state__in=[State.YES, State.MAYBE]) | Q(state=State.CLOSED, answer__in=["yes", "maybe"]),
        afternoon=afternoon,
    ).order_by("adult__known_as", "pk")


def _needs(row: Invitation) -> list[str]:
    needs = [str(Help(word).label) for word in row.helps if word in Help.values]
    if row.meet_at_gate:
        needs.append("Somebody at the gate")
    if row.travel == Travel.LIFT:
        needs.append("A lift")
    if row.adult.needs_interpreter and Help.INTERPRETER not in row.helps:
        needs.append(str(Help.INTERPRETER.label))
    return needs


def with_answers(afternoons: QuerySet[Afternoon]) -> QuerySet[Afternoon]:
    """Return afternoons with how many families said yes and maybe, for a list of them."""
    return afternoons.annotate(
        yes=_families(State.YES, "yes"), maybe=_families(State.MAYBE, "maybe")
    )


def _families(state: str, answer: str) -> Count:
    said = Q(invitations__state=state) | Q(
        invitations__state=State.CLOSED, invitations__answer=answer
    )
    return Count("invitations__household", distinct=True, filter=said)
