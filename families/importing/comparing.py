"""What a file says of a child, an adult and what is between them, beside what we have.

A blank in the file says nothing: it never empties a field of ours (rule 32 and its kin are
kept field by field below).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from django.db.models import Model

from families.importing import wording
from families.importing.likeness import better_name
from families.importing.names import has_lost_letters, same_name
from families.importing.plan import Change, Planned, PlannedLink
from families.importing.problems import Kind, Problem, problem
from families.importing.proposal import ProposedAdult, ProposedChild, ProposedLink
from families.models import Adult, Child, Relationship

P = TypeVar("P", bound=Planned[Any])

ONE_WAY_ONLY = frozenset(
    {
        Adult.SafeContact.THIS_NUMBER_ONLY,
        Adult.SafeContact.MENTOR_CALLS_ONLY,
        Adult.SafeContact.NONE,
    }
)
TO_VERIFY = {
    "mobile_state": Adult.Mobile.TO_VERIFY.value,
    "mobile_verified_at": None,
    "mobile_verified_by": None,
}


class Comparing:
    """Comparisons of one file with what we have; what a person should know goes to `told`.

    `columns` are the fields the file has a column for.
    """

    def __init__(self, columns: Iterable[str]) -> None:
        self.columns = frozenset(columns)
        self.told: list[Problem] = []

    def tell(self, row: int, kind: Kind, person: str, **words: Any) -> None:
        """Remember something for a person to know."""
        self.told.append(problem(row, kind, person=person, **words))

    def child(
        self, proposed: ProposedChild, known: Child | None, upns: Mapping[str, Child]
    ) -> Planned[Child]:
        """A child as the file has them. `upns` are ours by UPN, so that none is had twice."""
        pupil = proposed.pupil
        upn = pupil.upn
        holder = upns.get(upn) if upn else None
        if holder is not None and holder != known:
            words = {"variant": "known", "other": str(holder)}
            self.tell(pupil.rows[0], Kind.UPN_SHARED, pupil.name, field="upn", **words)
            upn = ""
        preferred = (
            "" if same_name(pupil.preferred_first, pupil.legal_first) else pupil.preferred_first
        )
        values = {
            "upn": upn,
            "legal_first": better_name(known.legal_first if known else "", pupil.legal_first),
            "preferred_first": better_name(known.preferred_first if known else "", preferred),
            "surname": better_name(known.surname if known else "", pupil.surname),
            "born_on": pupil.born_on,
            "year_group": pupil.year_group,
            "sen": pupil.sen,
            "free_school_meals": pupil.fsm,
            "pupil_premium": pupil.pupil_premium,
            "eal": pupil.eal,
            "language": pupil.language,
            "ethnicity": pupil.ethnicity,
        }
        name = str(known) if known else pupil.name
        return self.planned(Planned(proposed.key, name, pupil.rows[0], known), Child, values)

    def adult(self, proposed: ProposedAdult, known: Adult | None, row: int) -> Planned[Adult]:
        """An adult as the file has them; a changed number waits to be checked (rule 32)."""
        first, surname = proposed.first, proposed.surname
        if known:
            # The name they go by is theirs to say: a file may only mend it.
            is_one = same_name(first, known.known_as)
            first = better_name(known.known_as, first) if is_one else known.known_as
            surname = better_name(known.surname, surname)
        name = str(known) if known else f"{first} {surname}".strip()
        values: dict[str, Any] = {
            "known_as": first or surname,
            "surname": surname if first else "",
            "mobile": self._mobile(proposed, known, row),
            "landline": proposed.landline,
            "email": proposed.email,
            "language": proposed.language,
            "needs_interpreter": proposed.interpreter,
            "is_deceased": proposed.deceased or None,
        }
        planned = self.planned(Planned(proposed.key, name, row, known), Adult, values)
        if "mobile" in planned.values:
            planned.values |= TO_VERIFY
        if known and known.email_is_unreachable and "email" in planned.values:
            planned.values["email_is_unreachable"] = False
        return planned

    def _mobile(self, proposed: ProposedAdult, known: Adult | None, row: int) -> str:
        """The file's mobile, unless ours was checked or is the only safe one (rule 30)."""
        if known is None or not known.mobile or proposed.mobile in {"", known.mobile}:
            return proposed.mobile
        is_safe = known.safe_contact in ONE_WAY_ONLY
        if not is_safe and known.mobile_state != Adult.Mobile.VERIFIED:
            return proposed.mobile
        self.tell(row, Kind.NUMBER_KEPT, str(known), variant="safe" if is_safe else "")
        return ""

    def link(
        self,
        child: Planned[Child],
        adult: Planned[Adult],
        link: ProposedLink,
        known: Relationship | None,
    ) -> PlannedLink:
        """What an adult is to a child; what staff saw on paper stands."""
        contact = link.contact
        kind, responsibility = contact.relationship, contact.pr
        if known and kind == Relationship.Kind.OTHER:
            kind = known.kind
        if known and responsibility == Relationship.Responsibility.UNKNOWN:
            responsibility = known.responsibility
        if known and known.evidence_seen_on and responsibility != known.responsibility:
            words = {"variant": "evidence", "other": child.name}
            self.tell(contact.row, Kind.KEPT_HERE, adult.name, **words)
            responsibility = known.responsibility
        has_order = known is None or "contact.priority" in self.columns
        values = {
            "kind": kind,
            "responsibility": responsibility,
            "lives_with": contact.lives_with,
            "priority": min(contact.priority, 99) if has_order else None,
        }
        row = PlannedLink(
            f"{child.key} {adult.key}", adult.name, contact.row, known,
            child_key=child.key, adult_key=adult.key,
        )  # fmt: skip
        return self.planned(row, Relationship, values)

    def planned(self, row: P, model: type[Model], values: Mapping[str, Any]) -> P:
        """Give a row the values that are new in it; a blank says nothing."""
        for name, value in values.items():
            if value is None or value == "":
                continue
            fitting = self._fitting(row, model, name, value)
            ours = getattr(row.known, name) if row.known else None
            if row.known is None or fitting != ours:
                row.values[name] = fitting
            if row.known is not None and fitting != ours:
                label = wording.LABELS[name]
                before, after = wording.said(name, ours), wording.said(name, fitting)
                row.changes.append(Change(name, label, before, after))
        return row

    def _fitting(self, row: Planned[Any], model: type[Model], name: str, value: Any) -> Any:
        most = getattr(model._meta.get_field(name), "max_length", None)
        if not (isinstance(value, str) and most and len(value) > most):
            return value
        label = wording.LABELS[name]
        self.tell(row.row, Kind.TOO_LONG, row.name, field="", label=label, most=most)
        return "" if name == "email" else value[:most]


def lost_letters_known(
    problems: Iterable[Problem], names: Mapping[tuple[int, str], str]
) -> Iterator[Problem]:
    """The problems, saying of a name with lost letters whom we know it to be.

    `names` are our names by row and the file's name.
    """
    for found in problems:
        rows = (found.row, *found.also_rows)
        ours = next((names[row, found.person] for row in rows if (row, found.person) in names), "")
        if found.kind is Kind.LOST_LETTERS and ours and not has_lost_letters(ours):
            told = problem(
                found.row, found.kind,
                field=found.field, person=found.person, variant="known", other=ours,
            )  # fmt: skip
            yield Problem(
                told.row, told.kind, told.sentence, told.field, told.person, found.also_rows
            )
        else:
            yield found
