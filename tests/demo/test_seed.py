"""Years of made-up data, the same each time."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from families.models import Child, Household
from pastoral.accounts.models import Setting
from pastoral.demo import seeding
from sessions_app.models import Afternoon, Invitation
from tests import factories as make
from visits.models import HomeVisit

# Not inside one transaction: on PostgreSQL the tables are cleaned up behind the rows.
pytestmark = pytest.mark.django_db(transaction=True)


def seed(**options: object) -> None:
    call_command("seed", "--places", "2", families=8, years=1, verbosity=0, **options)


def fingerprint() -> list[tuple[object, ...]]:
    rows = Invitation.objects.order_by("pk").values_list("pk", "answer", "came", "link_digest")
    return [*rows, *HomeVisit.objects.order_by("pk").values_list("pk", "state", "planned_on")]


def clean() -> None:
    call_command("flush", verbosity=0, interactive=False)


def test_the_same_numbers_make_the_same_data() -> None:
    seed(on=date(2026, 11, 23))
    first = fingerprint()
    clean()

    seed(on=date(2026, 11, 23))

    assert fingerprint() == first
    assert {row[1] for row in first} >= {"yes", "no", "maybe", ""}


def test_other_dice_make_other_data() -> None:
    seed(on=date(2026, 11, 23))
    first = fingerprint()
    clean()

    seed(on=date(2026, 11, 23), seed=2)

    assert fingerprint() != first


def test_everything_holds_together() -> None:
    seed(on=date(2026, 11, 23))

    connection.check_constraints()
    assert Household.objects.count() == 16
    assert Child.objects.count() == 20
    assert set(Afternoon.objects.values_list("state", flat=True)) == {"held", "open", "planned"}
    held = Invitation.objects.filter(afternoon__state="held")
    assert not held.filter(came=None).exists()
    came = held.filter(came=True).order_by("afternoon__on").first()
    assert came
    assert came.household.first_came_on is not None


def test_a_link_it_writes_down_opens_a_parents_page(tmp_path: Path) -> None:
    seed(links=2, links_to=tmp_path / "links")

    secret = (tmp_path / "links").read_text().split()[0]

    assert b"answer" in Client().get(f"/r/{secret}/").content


def test_a_place_with_settings_is_left_alone() -> None:
    make.make_setting()

    with pytest.raises(CommandError, match="fills an empty database"):
        seed()

    assert Setting.objects.count() == 1


def test_numbers_out_of_reach_are_refused() -> None:
    with pytest.raises(CommandError, match="--years takes a number from 1 to 10"):
        call_command("seed", years=11, verbosity=0)


def test_a_year_has_38_wednesdays() -> None:
    size = seeding.Size(settings=1, families=1, years=3, seed=1, on=date(2026, 11, 23))

    terms = seeding.half_terms(size)

    assert len(terms) == 18
    assert terms[-1][3] <= size.on <= terms[-1][4]
    assert sum((last - first).days // 7 + 1 for *_, first, last in terms) == 3 * 38
