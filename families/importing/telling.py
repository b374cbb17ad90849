"""The problems of a whole file, each told once however many rows repeat it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from families.importing import fields
from families.importing.contact_folding import differing_mobile
from families.importing.people import Person, people_of
from families.importing.problems import Kind, Problem, problem
from families.importing.reading import Table
from families.importing.records import ContactRecord, PupilRecord


def problems_of(pupils: tuple[PupilRecord, ...]) -> Iterator[Problem]:
    """What is wrong with each child, then with each adult, then between adults.

    An adult's problem is told once, not once for each of their children.
    """
    people = people_of(pupils)
    for pupil in pupils:
        yield from once(pupil.problems)
    for person in people:
        told = (p for mention in person.mentions for p in mention.contact.problems)
        yield from once(told)
        yield from _differing(person)
    yield from _sharing(people)


def broken_rows(table: Table) -> Iterator[Problem]:
    """Which rows could not be fitted to the headings."""
    expected = len(table.headings)
    for row in table.broken:
        is_long = len(row.cells) == expected
        yield problem(
            row.number,
            Kind.BROKEN_ROW,
            variant="long" if is_long else "",
            found=len(row.cells),
            expected=expected,
        )


def once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems about one person: the first of each kind and field, the rest as rows."""
    alike: dict[tuple[Kind, str], list[Problem]] = {}
    for found in problems:
        alike.setdefault((found.kind, fields.plain(found.field)), []).append(found)
    return tuple(_joined(same) for same in alike.values())


def _joined(same: list[Problem]) -> Problem:
    rows = {row for found in same for row in (found.row, *found.also_rows)}
    return replace(same[0], also_rows=tuple(sorted(rows - {same[0].row})))


def _differing(person: Person) -> Iterator[Problem]:
    """Whether an adult's mobile differs between their children's rows."""
    contacts = [m.contact for m in person.mentions if m.contact.mobile]
    others = [c for c in contacts if c.mobile != contacts[0].mobile]
    yield from once(differing_mobile(contacts[0], other) for other in others)


def _sharing(people: tuple[Person, ...]) -> Iterator[Problem]:
    holders: defaultdict[str, list[ContactRecord]] = defaultdict(list)
    for person in people:
        first = next((m.contact for m in person.mentions if m.contact.mobile), None)
        if first:
            holders[first.mobile].append(first)
    for sharing in holders.values():
        if len(sharing) > 1:
            *most, last = (contact.name for contact in sharing)
            rows = sorted({contact.row for contact in sharing})
            told = problem(
                rows[0],
                Kind.SHARED_MOBILE,
                field="contact.mobile",
                person=f"{', '.join(most)} and {last}",
            )
            yield replace(told, also_rows=tuple(rows[1:]))
