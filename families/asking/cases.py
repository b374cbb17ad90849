"""One adult’s case: whom they may hear about, and the first check that says no."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from families.asking.facts import Facts, Home, Person, Question, Tie
from families.asking.reasons import Reason
from families.models import Adult, Relationship

Kind, Responsibility = Relationship.Kind, Relationship.Responsibility
Safe, Reads = Adult.SafeContact, Adult.ReadsEnglish
NEVER_ASKED = frozenset({Kind.SOCIAL_WORKER})
PARENTS = frozenset({Kind.MOTHER, Kind.FATHER})
NOTHING_AUTOMATIC = frozenset({Safe.MENTOR_CALLS_ONLY, Safe.NONE})
LAST = 99


@dataclass(slots=True)
class Case:
    """One adult and their ties to children here, to those cared for, and to those heard of.

    An adult cares for a child they live with or hold parental responsibility for, and
    hears of those no restriction keeps from them (rules 14 and 18).
    """

    who: Person
    home: Home
    here: list[Tie]
    cared: list[Tie]
    heard: list[Tie]
    is_barred: bool
    is_supervised: bool
    is_paused_by_them: bool
    reason: Reason | None = None

    @property
    def rank(self) -> tuple[int, str, str]:
        """Where they stand among those who share a mobile: by priority, then by name."""
        first = min((tie.priority for tie in self.heard), default=LAST)
        return first, self.who.known_as, str(self.who.id)

    @property
    def is_called_by_mentor(self) -> bool:
        """Whether a mentor’s call is the way they said is safe (rule 30)."""
        return self.who.safe_contact == Safe.MENTOR_CALLS_ONLY


def _is_unknown_parent(case: Case) -> bool:
    return not case.cared and any(
        tie.kind in PARENTS and tie.responsibility == Responsibility.UNKNOWN for tie in case.here
    )


# The order in which an adult is looked at; the first that holds is the reason.
CHECKS: tuple[tuple[Reason, Callable[[Case], bool]], ...] = (
    (Reason.DECEASED, lambda case: case.who.is_deceased),
    (Reason.LEFT, lambda case: not case.here),
    (Reason.RESTRICTION, lambda case: case.is_barred),
    (Reason.NOT_A_CARER, lambda case: all(tie.kind in NEVER_ASKED for tie in case.here)),
    (Reason.RESPONSIBILITY_UNKNOWN, _is_unknown_parent),
    (Reason.LIVES_ELSEWHERE, lambda case: not case.cared),
    (Reason.SAFE_CONTACT, lambda case: case.who.safe_contact in NOTHING_AUTOMATIC),
    (Reason.PAUSED, lambda case: case.home.is_paused),
    (Reason.PAUSED_BY_THEM, lambda case: case.is_paused_by_them),
    (Reason.NO_HOME, lambda case: not case.home.is_theirs),
    (Reason.SUPERVISED, lambda case: case.is_supervised),
    (Reason.PREFERS_SPOKEN, lambda case: case.who.reads_english == Reads.PREFER_SPOKEN),
)


def case_of(who: uuid.UUID, facts: Facts, question: Question) -> Case | None:
    """Return an adult’s case, or nothing where no home of theirs or a child’s was ever noted."""
    person = facts.people[who]
    ties = facts.ties.get(who, [])
    home = facts.homes_of_adults.get(who) or _home_of_a_child(ties, facts)
    if home is None:
        return None
    has_left = person.left_on is not None and person.left_on < question.day
    here = [] if has_left else [tie for tie in ties if tie.is_here]
    cared = [tie for tie in here if _cares(who, tie, facts)]
    heard = [tie for tie in cared if (who, tie.child_id) not in facts.kept_apart]
    heard.sort(key=lambda tie: facts.child_names[tie.child_id])
    kept_from_all = bool(here) and all((who, tie.child_id) in facts.kept_apart for tie in here)
    case = Case(
        who=person,
        home=home,
        here=here,
        cared=cared,
        heard=heard,
        is_barred=kept_from_all or (bool(cared) and not heard),
        is_supervised=any((who, tie.child_id) in facts.supervised for tie in heard),
        is_paused_by_them=_is_paused(person, facts),
    )
    case.reason = next((reason for reason, holds in CHECKS if holds(case)), None)
    return case


def _is_paused(person: Person, facts: Facts) -> bool:
    until = person.messages_paused_until
    return until is not None and facts.today < until


def _cares(who: uuid.UUID, tie: Tie, facts: Facts) -> bool:
    return tie.kind not in NEVER_ASKED and (
        tie.lives_with
        or tie.responsibility == Responsibility.YES
        or (who, tie.child_id) in facts.living_together
    )


def _home_of_a_child(ties: list[Tie], facts: Facts) -> Home | None:
    """Return a child’s home to name an adult by who has none: nothing is sent to them there."""
    homes = (facts.homes_of_children.get(tie.child_id) for tie in ties)
    home = next((home for home in homes if home), None)
    return home._replace(is_theirs=False) if home else None
