"""Rows about the same child folded into one, saying where they disagree."""

from dataclasses import replace

from families.importing import fields
from families.importing.contact_folding import fold_contacts
from families.importing.names import name_key, same_name
from families.importing.problems import Kind, Problem, problem
from families.importing.records import PupilRecord

_COMPARED = (
    *("preferred_first", "born_on", "year_group", "language_as_written", "eal"),
    *("sen", "fsm", "pupil_premium", "ethnicity"),
)
_LABEL_OF = {"language_as_written": "language"}


class Roll:
    """The children met so far, in the order of the file."""

    def __init__(self) -> None:
        self.pupils: list[PupilRecord] = []
        self._by_upn: dict[str, int] = {}
        self._by_name: dict[tuple[str, str], list[int]] = {}

    def add(self, pupil: PupilRecord, *, one_row_each: bool) -> None:
        """Fold a child's row into the child already met, or begin a new one.

        `one_row_each` says that a second row for a child is worth telling: it is in a
        wide file, and is how a long file lists a second contact.
        """
        place = self._by_upn.get(pupil.upn) if pupil.upn else None
        if place is not None and not _is_one_child(self.pupils[place], pupil):
            pupil = _without_upn(pupil, self.pupils[place])
            place = None
        if place is None:
            place = self._named_alike(pupil)
        if place is None:
            self._begin(pupil)
            return
        again = (_again(self.pupils[place], pupil),) if one_row_each else ()
        self.pupils[place] = _folded(self.pupils[place], pupil, again)
        self._by_upn.setdefault(self.pupils[place].upn, place)

    def _begin(self, pupil: PupilRecord) -> None:
        place = len(self.pupils)
        self.pupils.append(pupil)
        if pupil.upn:
            self._by_upn[pupil.upn] = place
        self._by_name.setdefault(_name(pupil), []).append(place)

    def _named_alike(self, pupil: PupilRecord) -> int | None:
        """A child of this name and birthday, where the numbers do not contradict it."""
        for place in self._by_name.get(_name(pupil), []):
            other = self.pupils[place]
            if pupil.upn and other.upn and pupil.upn != other.upn:
                continue
            one_birthday = pupil.born_on and pupil.born_on == other.born_on
            if one_birthday or (
                pupil.born_on == other.born_on and pupil.address.key == other.address.key != ""
            ):
                return place
        return None


def _name(pupil: PupilRecord) -> tuple[str, str]:
    return name_key(pupil.legal_first), name_key(pupil.surname)


def _is_one_child(one: PupilRecord, other: PupilRecord) -> bool:
    """Whether two rows with the same UPN are one child; twins given one UPN are two."""
    return any(
        same_name(first, another)
        for first in {one.legal_first, one.preferred_first}
        for another in {other.legal_first, other.preferred_first}
    )


def _folded(kept: PupilRecord, later: PupilRecord, again: tuple[Problem, ...]) -> PupilRecord:
    filled = {
        name: getattr(later, name)
        for name in (*_COMPARED, "language", "upn")
        if getattr(kept, name) in {None, ""}
    }
    if kept.language_as_written:
        filled.pop("language", None)
    problems = kept.problems + later.problems + _differences(kept, later) + again
    if kept.upn or later.upn:
        problems = tuple(p for p in problems if p.kind is not Kind.UPN_MISSING)
    return replace(
        kept,
        **filled,
        rows=kept.rows + later.rows,
        address=kept.address or later.address,
        address_note=kept.address_note or later.address_note,
        hidden_address=kept.hidden_address or later.hidden_address,
        contacts=fold_contacts(kept.contacts, later.contacts),
        problems=problems,
    )


def _differences(kept: PupilRecord, later: PupilRecord) -> tuple[Problem, ...]:
    differing = [
        _LABEL_OF.get(name, name)
        for name in _COMPARED
        if not {getattr(kept, name), getattr(later, name)} & {None, ""}
        and getattr(kept, name) != getattr(later, name)
    ]
    if kept.address and later.address and kept.address.key != later.address.key:
        differing.append("address_1")
    return tuple(_about(later, Kind.DIFFERING_ROWS, field=name, kept=kept) for name in differing)


def _again(kept: PupilRecord, later: PupilRecord) -> Problem:
    return _about(later, Kind.DUPLICATE_ROW, kept=kept, variant="again")


def _without_upn(pupil: PupilRecord, other: PupilRecord) -> PupilRecord:
    told = _about(pupil, Kind.UPN_SHARED, field="upn", kept=other)
    return replace(pupil, upn="", problems=(*pupil.problems, told))


def _about(
    pupil: PupilRecord,
    kind: Kind,
    *,
    kept: PupilRecord,
    field: str = "",
    variant: str = "",
) -> Problem:
    return problem(
        pupil.rows[0],
        kind,
        field=field,
        person=pupil.name,
        variant=variant,
        label=fields.LABELS.get(field, ""),
        other=kept.name,
        first_row=kept.rows[0],
    )
