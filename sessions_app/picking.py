"""Picking children for a morning to join in: one by one, or a group at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from families.models import Child, MentorAssignment
from pastoral.accounts.viewers import Viewer


@dataclass(frozen=True)
class Group:
    """Some children with something in common: a year, a home school, a mentor."""

    words: str
    children: tuple[Child, ...]


def children_of(viewer: Viewer, day: date) -> list[Child]:
    """Return the children the viewer may see who are here on the day, by first name."""
    rows = Child.objects.visible_to(viewer).in_placement_on(day).select_related("home_school")
    return sorted(rows, key=lambda child: (child.first_name.casefold(), str(child.pk)))


def groups_of(children: Iterable[Child], day: date) -> dict[str, Group]:
    """Return the groups among these children, by key (one query)."""
    children = list(children)
    found: dict[str, tuple[str, list[Child]]] = {}

    def put(key: str, words: str, child: Child) -> None:
        found.setdefault(key, (words, []))[1].append(child)

    for child in children:
        put("all", "Everybody here", child)
        if child.year_group is not None:
            words = f"Year {child.year_group}" if child.year_group else "Reception"
            put(f"year-{child.year_group}", words, child)
        if child.home_school:
            put(f"school-{child.home_school_id}", f"From {child.home_school.name}", child)
    by_pk = {child.pk: child for child in children}
    walks = MentorAssignment.objects.current(day).filter(child__in=children)
    for one in walks.select_related("mentor").order_by("mentor__first_name", "pk"):
        words = f"With {one.mentor.first_name} {one.mentor.last_name}".strip()
        put(f"mentor-{one.mentor_id}", words, by_pk[one.child_id])
    return {key: Group(words, tuple(them)) for key, (words, them) in found.items()}
