"""What came of an afternoon: who was there, as its register has it."""

from dataclasses import dataclass

from django.db.models import Count, F, Q

from sessions_app.models import Afternoon, Attendance


@dataclass(frozen=True)
class CameOfIt:
    """Who came to one afternoon; each figure is the register’s own."""

    families: int
    adults: int
    children: int
    first_timers: int
    walk_ins: int


def came_of_it(afternoon: Afternoon) -> CameOfIt:
    """Return who came, in one query; a family counts once, however many of it walked in."""
    is_child = Q(child__isnull=False) | Q(walk_in_is_child=True)
    figures = (
        Attendance.objects.here()
        .filter(afternoon=afternoon)
        .aggregate(
            families=Count("household", distinct=True),
            adults=Count("pk", ~Q(child__isnull=False) & Q(walk_in_is_child=False)),
            children=Count("pk", is_child),
            first_timers=Count(
                "household",
                Q(household__first_came_on=F("afternoon__on")),
                distinct=True,
            ),
            walk_ins=Count("pk", Q(walked_in=True)),
        )
    )
    return CameOfIt(**figures)
