"""What makes coming hard, in numbers that name nobody."""

import pytest

from families import actions, reports
from families.models import Adult, Barrier
from pastoral.accounts.models import TrailEntry
from tests.factories import make_barrier, make_family, make_policy, make_setting, make_staff

pytestmark = pytest.mark.django_db


def test_a_few_are_not_told_and_the_commonest_come_first() -> None:
    setting = make_setting()
    make_policy(setting, smallest_count=2)
    one, other = (Adult.objects.get(homes__household=make_family(setting)) for _ in range(2))
    make_barrier(one, kind="work")
    for adult in (one, other):
        make_barrier(adult, kind="money")
    make_barrier(other, kind="health", gone_at="2026-11-30T10:00:00Z")
    make_barrier(kind="time")  # In another place.

    counted = reports.barriers(setting)

    assert [(each.kind, each.said) for each in counted] == [
        (Barrier.Kind.MONEY, "2"), (Barrier.Kind.WORK, "fewer than 2"),
    ]  # fmt: skip


def test_what_somebody_told_a_colleague_is_kept_with_their_name() -> None:
    household = make_family()
    jo = make_staff()
    [barrier] = actions.tell_barriers(
        adult=Adult.objects.get(), household=household, kinds=["language"], via="told", by=jo
    )

    assert (barrier.via, barrier.recorded_by) == ("told", jo)
    assert TrailEntry.objects.filter(what="families.barrier", household_id=household.pk).exists()
