"""Who is coming to an afternoon, and what they need; first names only, as at the door."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from sessions_app.models import Afternoon, Invitation
from sessions_app.models.invitations import Help, Travel

State = Invitation.State
GATE, LIFT = "Somebody at the gate", "A lift"
INTERPRETER, LITTLE_ONES = str(Help.INTERPRETER.label), str(Help.LITTLE_ONES.label)


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
    speaks: dict[str, list[str]] = field(default_factory=dict)  # Who needs which interpreter.
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
    diets, adults, children = [], 0, 0
    expected = list(_expected([afternoon]))
    for row in expected:
        if row.answer == "yes":
            adults += row.adults_n
            children += row.children_n
        if row.diet:
            diets.append(f"{row.adult.known_as}: {row.diet}")
    needs, speaks = _wanted(expected)
    return Coming(
        yes=homes["yes"], maybe=homes["maybe"], no=homes["no"],
        waitlisted=homes["waitlisted"], held=homes["held"],
        silent=homes["silent"] + homes["sent"] + homes["queued"],
        adults=adults, children=children, needs=needs, speaks=speaks,
        diets=diets,
    )  # fmt: skip


def wanted_at(
    afternoons: Collection[Afternoon],
) -> dict[UUID, tuple[dict[str, list[str]], dict[str, list[str]]]]:
    """Return, by afternoon, who needs what and who needs which interpreter (one query)."""
    rows: dict[UUID, list[Invitation]] = {afternoon.pk: [] for afternoon in afternoons}
    for row in _expected(afternoons):
        rows[row.afternoon_id].append(row)
    return {pk: _wanted(found) for pk, found in rows.items()}


def _wanted(rows: Iterable[Invitation]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    needs: dict[str, list[str]] = {}
    speaks: dict[str, list[str]] = {}
    for row in rows:
        wanted = _needs(row)
        for need in wanted:
            needs.setdefault(need, []).append(row.adult.known_as)
        if INTERPRETER in wanted:
            speaks.setdefault(row.adult.language, []).append(row.adult.known_as)
    return dict(sorted(needs.items())), speaks


def _expected(afternoons: Collection[Afternoon]) -> QuerySet[Invitation]:
    expected = Invitation.objects.filter(
        Q(state__in=[State.YES, State.MAYBE]) | Q(state=State.CLOSED, answer__in=["yes", "maybe"]),
        afternoon__in=afternoons,
    )
    return expected.select_related("adult").order_by("adult__known_as", "pk")


def _needs(row: Invitation) -> list[str]:
    needs = [str(Help(word).label) for word in row.helps if word in Help.values]
    if row.meet_at_gate:
        needs.append(GATE)
    if row.travel == Travel.LIFT:
        needs.append(LIFT)
    if row.adult.needs_interpreter and Help.INTERPRETER not in row.helps:
        needs.append(INTERPRETER)
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
