"""The whole story, told once: the places, the people, and a term of walking alongside."""

from datetime import date, datetime, time
from random import Random

from django.db import transaction
from django.utils import timezone

from pastoral.accounts.models import Membership, Policy, Setting, Staff, Trust
from pastoral.accounts.roles import Role
from pastoral.demo import context, people, reaching, voices, weeks, year
from pastoral.demo.afternoons import Story, save_first_days
from pastoral.demo.homes import Homes
from pastoral.demo.visiting import Visits
from pastoral.outbox import words
from pastoral.refusals import Refusal
from sessions_app.actions import activities

SEED = 2026
AFTERNOON_OVER = time(15, 0)


def is_loaded() -> bool:
    """Whether the story is there already."""
    return Setting.objects.filter(code=people.ZONE).exists()


@transaction.atomic
def load() -> bool:
    """Put the made-up families into an empty database; return whether they are new.

    Raises Refusal where there are settings that are not ours: real families may be there.
    """
    if is_loaded():
        return False
    if Setting.objects.exists():
        raise Refusal(
            "This database holds settings that are not the demonstration’s. "
            "Made-up families are never put beside real ones: give DATABASE_URL an empty database."
        )
    words.load_shipped()
    activities.load_shipped()
    places = _places()
    staff = _staff(places)
    _tell(places, staff)
    return True


def _tell(places: dict[str, Setting], staff: dict[str, Staff]) -> None:
    zone, dice = places[people.ZONE], Random(SEED)
    now = timezone.now().astimezone(zone.zone)
    for place in places.values():
        year.keep_calendar(place, now.date())
    days = year.wednesdays(zone, _first_possible(now))
    begins = days.past[0] - 9 * year.DAY
    homes = Homes(
        setting=zone, schools=places, staff=staff, begins=begins, today=now.date(), dice=dice
    ).write()
    reaching.approve(zone, staff)
    Story(setting=zone, homes=homes, staff=staff, dice=dice).write(days)
    save_first_days(homes)
    Visits(setting=zone, homes=homes, staff=staff, dice=dice, today=now.date()).write(begins)
    reaching.write(zone, staff)
    weeks.write(setting=zone, homes=homes, staff=staff, today=now.date())
    context.write(setting=zone, homes=homes, staff=staff, begins=begins, today=now.date())
    voices.write(setting=zone, staff=staff, days=days)


def _first_possible(now: datetime) -> date:
    """Return the first day on which a Wednesday is still to come."""
    return now.date() if now.time() < AFTERNOON_OVER else now.date() + year.DAY


def _places() -> dict[str, Setting]:
    trust = Trust.objects.create(name=people.TRUST)
    places = {}
    for number, (code, name) in enumerate(people.PLACES.items()):
        is_zone = code == people.ZONE
        places[code] = Setting.objects.create(
            code=code,
            name=name,
            kind=Setting.Kind.ZONE if is_zone else Setting.Kind.SCHOOL,
            trust=trust,
            phone=people.PHONE if is_zone else f"01632 9600{number + 10}",
            sender_name="Orchard" if is_zone else "",
            reply_email=f"{code}@example.org",
        )
        Policy.objects.create(setting=places[code])
    return places


def _staff(places: dict[str, Setting]) -> dict[str, Staff]:
    """Write everybody who works here; none of them has a password, so none can sign in by one."""
    since = date(timezone.localdate().year - 2, 9, 1)
    staff: dict[str, Staff] = {}
    for number, one in enumerate(people.COLLEAGUES):
        phone = f"07700 9009{number:02}"
        person = Staff.objects.create_user(
            email=one.email, first_name=one.name, phone=phone, active_from=since
        )
        staff[one.name] = person
    trust = places[people.ZONE].trust
    Membership.objects.bulk_create(
        Membership(
            staff=staff[one.name],
            setting=places.get(one.place),
            trust=None if one.place in places else trust,
            role=one.role,
            supervisor=staff["Ruth"] if one.role == Role.MENTOR else None,
            from_on=since,
        )
        for one in people.COLLEAGUES
    )
    return staff
