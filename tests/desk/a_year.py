"""A zone of forty families over three half-terms, for pictures of the pages of figures."""

from datetime import UTC, date, datetime, timedelta
from random import Random

from django.utils import timezone

from families.models import Adult, Child, Household, HouseholdMember, Promise
from pastoral.accounts.models import HalfTerm, Setting
from pastoral.links import digest_of
from sessions_app.models import Afternoon, Invitation, Pulse
from tests import factories as make
from visits.models import HomeVisit

TODAY = datetime(2026, 12, 9, 10, tzinfo=UTC)
FAMILIES = 40
HALVES = (
    (2025, "summer", 2, date(2026, 6, 1), date(2026, 7, 21), 22),
    (2026, "autumn", 1, date(2026, 9, 2), date(2026, 10, 23), 27),
    (2026, "autumn", 2, date(2026, 11, 2), date(2026, 12, 18), 31),
)  # So many families are visited in each.
FELT = ("yes", "yes", "yes", "a_bit")


def a_year(setting: Setting) -> None:
    """Make them; the same every time."""
    dice, staff = Random(7), make.make_staff()
    homes = _homes(setting, dice)
    for year, term, half, first, last, met in HALVES:
        here = HalfTerm.objects.create(
            setting=setting, school_year=year, term=term, half=half, starts_on=first, ends_on=last
        )
        HomeVisit.objects.bulk_create(
            HomeVisit(
                setting=setting, household=home, mentor=staff, planned_on=first + timedelta(days=9),
                purpose="check_in", state="completed", outcome="completed",
            )
            for home in homes[:met]
        )  # fmt: skip
        for week in (1, 2, 3, 4):
            _afternoon(setting, here, first + timedelta(days=7 * week), homes, met=met, dice=dice)
        Promise.objects.bulk_create(
            Promise(
                setting=setting, household=home, owner=staff, what="Bring the bus form", made_in="visit",
                due_on=first + timedelta(days=20), state="done",
                closed_at=timezone.now().replace(year=first.year, month=first.month, day=3),
                closed_by=staff,
            )
            for home in homes[:14]
        )  # fmt: skip
    make.make_change(setting, on=date(2026, 9, 14), words="A lift for whoever asks")
    make.make_change(setting, on=date(2026, 11, 9), words="Afternoons begin at 2, after the bus")


def _homes(setting: Setting, dice: Random) -> list[Household]:
    homes = [Household(setting=setting, label=f"Family {n}") for n in range(FAMILIES)]
    Household.objects.bulk_create(homes)
    starts = date(2026, 3, 2)
    children = [
        Child(
            setting=setting, legal_first="Ada", surname="Test", placement_starts_on=starts,
            free_school_meals=n % 2 == 0, pupil_premium=n % 2 == 0, eal=n % 3 == 0,
            sen=dice.choice("NKKE"), ethnicity=dice.choice(["WBRI", "WBRI", "APKN", "BAFR"]),
        )
        for n in range(FAMILIES)
    ]  # fmt: skip
    adults = [Adult(setting=setting, known_as="Ann", surname="Test") for _ in range(FAMILIES)]
    Child.objects.bulk_create(children)
    Adult.objects.bulk_create(adults)
    HouseholdMember.objects.bulk_create(
        HouseholdMember(household=home, from_on=starts, **{key: one})
        for home, child, adult in zip(homes, children, adults, strict=True)
        for key, one in (("child", child), ("adult", adult))
    )
    return homes


def _afternoon(
    setting: Setting, half: HalfTerm, on: date, homes: list[Household], *, met: int, dice: Random
) -> None:
    held = make.make_afternoon(
        setting, on=on, half_term=half, state="held", register_closed_at=timezone.now(),
        register_closed_by=make.make_staff(),
    )  # fmt: skip
    adults = {m.household_id: m.adult for m in HouseholdMember.objects.exclude(adult=None)}
    Invitation.objects.bulk_create(
        Invitation(
            setting=setting, half_term=half, afternoon=held, household=home, adult=adults[home.pk],
            state="closed", came=n < met and dice.random() < 0.6, link_digest=digest_of(f"{held.pk}{home.pk}"),
        )
        for n, home in enumerate(homes)
    )  # fmt: skip
    words = ("I liked that nobody asked me anything.", "We made a boat. It floats!")
    for n in range(6):
        pulse = make.make_pulse(
            held, given_on=on, **{key: dice.choice(FELT) for key in ("listened_to", "enjoyed_together", "would_come_again")},
            **({"comment": words[n], "comment_state": "released"} if n < len(words) else {}),
        )  # fmt: skip
        if pulse.comment:
            make.make_quote(pulse=pulse, chosen_on=on, chosen_by=held.register_closed_by)
    assert Pulse.objects.filter(afternoon=held).exists()
    assert isinstance(held, Afternoon)
