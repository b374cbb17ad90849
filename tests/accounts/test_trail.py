"""The trail is only ever added to."""

import pytest
from django.db import InternalError, connection, transaction

from pastoral.accounts import trail
from pastoral.accounts.models import TrailEntry
from tests.factories import make_household, make_staff, make_trail_entry, make_viewer

pytestmark = pytest.mark.django_db


def test_an_entry_can_not_be_changed() -> None:
    entry = make_trail_entry()
    entry.what = "nothing.happened"

    with pytest.raises(TypeError, match="only ever added to"):
        entry.save()

    assert TrailEntry.objects.get().what == "tests.wrote"


def test_an_entry_can_not_be_removed() -> None:
    with pytest.raises(TypeError, match="only ever added to"):
        make_trail_entry().delete()

    assert TrailEntry.objects.exists()


@pytest.mark.postgres
@pytest.mark.parametrize(
    "change", ["UPDATE accounts_trailentry SET what = 'x'", "DELETE FROM accounts_trailentry"]
)
def test_the_database_itself_keeps_the_trail(change: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("Only PostgreSQL guards the trail with a trigger.")
    make_trail_entry()

    with (
        pytest.raises(InternalError, match="only ever added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)

    assert TrailEntry.objects.get().what == "tests.wrote"


def test_a_line_says_which_row_and_never_what_is_in_it() -> None:
    household = make_household(label="The Okonjos")
    staff = make_staff()

    trail.wrote(by=staff, what="families.renamed", on=household, household=household.pk)

    entry = TrailEntry.objects.get()
    assert (entry.actor, entry.setting, entry.about_id) == (staff, household.setting, household.pk)
    assert entry.about_kind == "families.household"
    assert "Okonjo" not in str(entry.__dict__)


@pytest.mark.parametrize("who", [trail.CLOCK, trail.PARENT, trail.COMMAND])
def test_the_clock_a_parent_and_a_command_are_named_as_such(who: str) -> None:
    trail.wrote(by=who, what="tests.wrote", on=make_household())

    entry = TrailEntry.objects.get()
    assert (entry.actor, entry.actor_kind) == (None, who)


def test_an_export_is_kept_with_its_reason() -> None:
    trail.exported(by=make_viewer(), what="families.list", reason="For the governors’ meeting")

    entry = TrailEntry.objects.get()
    assert (entry.did, entry.reason) == ("exported", "For the governors’ meeting")


def test_a_search_is_kept_without_its_words() -> None:
    trail.searched(by=make_viewer(), what="families.list")

    assert TrailEntry.objects.get().did == "searched"


def test_reading_is_kept_with_the_address_it_came_from() -> None:
    household = make_household()

    trail.looked(
        by=make_viewer(setting=household.setting),
        what="visits.note",
        on=household,
        household=household.pk,
        ip=trail.ip_of({"REMOTE_ADDR": "203.0.113.9"}),
    )

    entry = TrailEntry.objects.get()
    assert (entry.did, entry.ip, entry.household_id) == ("read", "203.0.113.9", household.pk)
    assert trail.ip_of({"REMOTE_ADDR": ""}) is None
