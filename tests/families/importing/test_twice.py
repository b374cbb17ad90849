"""The same families again, by the same file, the other file, or a file put right."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from families.models import Adult, Child, Household, HouseholdMember, Relationship, Restriction
from pastoral.accounts.models import TrailEntry
from tests.factories import make_setting, make_staff
from tests.families.importing.files import expected
from tests.families.importing.worlds import (
    a_family_file,
    bev,
    brought_in,
    changes,
    kinds,
    long,
    outcomes,
    planned,
    una,
    wide,
)

pytestmark = pytest.mark.django_db


def test_the_first_time_every_family_is_new() -> None:
    setting = make_setting()

    plan = brought_in(setting, wide(), make_staff())

    counts = expected()
    assert outcomes(plan) == {
        about: {"new": counts[about]} for about in ("children", "households", "adults")
    }
    assert Child.objects.count() == counts["children"]
    assert Household.objects.count() == counts["households"]
    assert Adult.objects.count() == counts["adults"]
    assert Adult.objects.filter(is_deceased=True).count() == counts["deceased_adults"]
    assert Household.objects.filter(address_visibility="hidden").count() == 1


@pytest.mark.parametrize("again", [wide, long])
def test_the_same_families_again_change_nothing(again: Callable[[], bytes]) -> None:
    setting = make_setting()
    brought_in(setting, wide())

    plan = planned(setting, again())

    counts = expected()
    assert outcomes(plan) == {
        about: {"unchanged": counts[about]} for about in ("children", "households", "adults")
    }
    assert plan.is_empty
    assert not plan.alike
    assert {"shared_mobile", "bad_email", "upn_missing"} <= kinds(plan)


def test_writing_the_same_file_twice_adds_no_row_and_no_history() -> None:
    setting = make_setting()
    brought_in(setting, wide())
    models = (Child, Adult, Household, HouseholdMember, Relationship, Restriction)
    before = [(m.objects.count(), m.history.count()) for m in models]

    brought_in(setting, wide())

    assert [(m.objects.count(), m.history.count()) for m in models] == before


def test_a_file_with_lost_letters_makes_no_second_child_and_spoils_no_name() -> None:
    setting = make_setting()
    brought_in(setting, wide())
    names = sorted(map(str, Child.objects.all()))

    plan = brought_in(setting, long())

    assert sorted(map(str, Child.objects.all())) == names
    said = [p.sentence for p in plan.problems if p.kind.value == "lost_letters"]
    assert any(s.startswith("?ukasz Dutta is Łukasz Dutta, whom we know") for s in said)
    assert all("whom we know" in sentence for sentence in said)


def test_a_later_file_with_every_letter_puts_the_names_right() -> None:
    setting = make_setting()
    brought_in(setting, long())

    plan = brought_in(setting, wide())

    assert not any(outcome.get("new") for outcome in outcomes(plan).values())
    assert not Child.objects.filter(surname__contains="?").exists()
    assert not Adult.objects.filter(known_as__contains="?").exists()
    assert Household.objects.filter(address_visibility="hidden").count() == 1
    assert planned(setting, wide()).is_empty
    assert planned(setting, long()).is_empty


def test_an_empty_cell_and_a_missing_column_empty_nothing() -> None:
    setting = make_setting()
    full = a_family_file(E_mail="bev@example.org").replace(b"E mail", b"E-mail")
    brought_in(setting, full)

    brought_in(setting, a_family_file(Mobile="", Language="", PR=""))
    brought_in(setting, b"UPN,Forename,Surname,DOB\nV999123423002,Una,Munro,08/03/2016\n")

    assert bev().mobile == "+447700900004"
    assert una().language == "ar"
    assert una().relationships.get().responsibility == "yes"
    assert una().homes.count() == 1


def test_a_change_is_told_field_by_field_and_written_with_its_history() -> None:
    setting, staff = make_setting(), make_staff()
    brought_in(setting, a_family_file())

    plan = brought_in(setting, a_family_file(Surname="Munro-Hill"), staff)

    told = [(c.label, c.before, c.after) for c in changes(plan)]
    assert told == [("Surname", "Munro", "Munro-Hill")]
    newest = una().history.first()
    assert newest is not None
    assert (una().surname, una().updated_by, newest.history_user) == ("Munro-Hill", staff, staff)
    assert newest.history_change_reason == "Brought in from a file"


def test_the_command_is_named_as_nobody_in_the_history() -> None:
    setting, staff = make_setting(), make_staff()
    brought_in(setting, a_family_file(), staff)

    brought_in(setting, a_family_file(Surname="Hill"), None)

    newest = una().history.first()
    assert newest is not None
    assert newest.history_user is None


def test_the_trail_has_a_line_for_each_family() -> None:
    setting, staff = make_setting(), make_staff()

    brought_in(setting, a_family_file(), staff)

    home = Household.objects.get()
    entry = TrailEntry.objects.get(what="families.imported")
    assert (entry.actor, entry.household_id, entry.setting) == (staff, home.pk, setting)


def test_what_somebody_put_right_here_is_not_undone_by_the_old_file() -> None:
    setting = make_setting()
    brought_in(setting, a_family_file(Language="Arabic"))
    mother = bev()
    mother.email, mother.mobile = "bev.munro@example.org", "+447700900111"
    mother.save()

    plan = brought_in(setting, a_family_file())

    assert bev().mobile == "+447700900111"
    assert "kept_here" in kinds(plan)
    assert plan.is_empty


def test_a_nickname_of_an_adult_stays() -> None:
    setting = make_setting()
    brought_in(setting, a_family_file(Contact_forename="Beverley"))
    mother = Adult.objects.get()
    mother.known_as = "Bev"
    mother.save()

    plan = planned(setting, a_family_file(Contact_forename="Beverley"))

    assert plan.is_empty


def test_reading_matching_and_writing_take_few_queries() -> None:
    setting, staff = make_setting(), make_staff()

    with CaptureQueriesContext(connection) as first:
        brought_in(setting, wide(), staff)
    with CaptureQueriesContext(connection) as again:
        planned(setting, wide())

    assert len(first) <= 60
    assert len(again) < 15
