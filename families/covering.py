"""Who stands in for whom on a day. Nothing is moved, so nothing has to come back (rule 44)."""

import uuid
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from families.models import Cover, Promise
from pastoral.accounts.models import Setting, Staff


def stand_in_on(day: date, staff: Staff, setting: Setting) -> Staff:
    """Return who does a colleague’s work on the day: whoever stands in, or they themselves.

    Only what was arranged in that setting counts, for whoever works in two.
    """
    covers = Cover.objects.current(day).filter(away=staff, setting=setting)
    cover = covers.select_related("stand_in").first()
    return cover.stand_in if cover else staff


def stands_in_for(day: date, staff: Staff, setting: Setting) -> frozenset[uuid.UUID]:
    """Return the colleagues of a setting whose work somebody does there besides their own."""
    covers = Cover.objects.current(day).filter(stand_in=staff, setting=setting)
    return frozenset(covers.values_list("away_id", flat=True))


def is_done_by(staff: Staff, *, person: str, day: str) -> Q:
    """Return the condition that a row is somebody’s to do on the row’s own day.

    `person` and `day` name the row’s fields: theirs, where nobody stands in for them that
    day, and those of colleagues they stand in for that day. What was arranged in one setting
    moves nothing in another.
    """
    row = day.removesuffix(day.rpartition("__")[2])  # "visit__" of "visit__planned_on".
    covered = Cover.objects.filter(
        removed_at=None,
        from_on__lte=OuterRef(day),
        to_on__gte=OuterRef(day),
        setting=OuterRef(f"{row}setting"),
    )
    return Q(**{person: staff}) & ~Exists(covered.filter(away=staff)) | Exists(
        covered.filter(stand_in=staff, away=OuterRef(person))
    )


def _not_told(home: OuterRef | uuid.UUID) -> Exists:
    """Return the condition that nobody has told a home of a cover yet: the task is open."""
    tasks = Promise.objects.open().filter(
        made_in=Promise.MadeIn.COVER, made_in_id=OuterRef("pk"), household=home, removed_at=None
    )
    return Exists(tasks)


def known_to_come(day: date, staff: Staff, *, setting: Setting, home: uuid.UUID) -> Staff:
    """Return who comes on the day as far as the home knows: a person tells it first (rule 44)."""
    covers = Cover.objects.current(day).filter(~_not_told(home), away=staff, setting=setting)
    cover = covers.select_related("stand_in").first()
    return cover.stand_in if cover else staff


def name_known_to_come(*, person: str, day: str, home: str) -> Coalesce:
    """Return the first name of whoever comes on the row's day, as far as its home knows."""
    row = person.removesuffix(person.rpartition("__")[2])
    stand_in = Cover.objects.filter(
        ~_not_told(OuterRef(OuterRef(home))),
        removed_at=None,
        away=OuterRef(person),
        from_on__lte=OuterRef(day),
        to_on__gte=OuterRef(day),
        setting=OuterRef(f"{row}setting"),
    ).values("stand_in__first_name")
    return Coalesce(Subquery(stand_in[:1]), F(f"{person}__first_name"))


def is_lent_to(staff: Staff, *, today: date, person: str, day: str) -> Q:
    """Return the condition that a row is somebody’s to see today because they stand in.

    It is a colleague’s, who is away today, and its own day is one of those of that cover. The
    day after the last it is not: it has gone back by itself.
    """
    row = day.removesuffix(day.rpartition("__")[2])
    covers = Cover.objects.current(today).filter(
        stand_in=staff,
        away=OuterRef(person),
        from_on__lte=OuterRef(day),
        to_on__gte=OuterRef(day),
        setting=OuterRef(f"{row}setting"),
    )
    return Q(Exists(covers))
