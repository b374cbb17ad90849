"""Who of a file is who of ours."""

import pytest

from families.importing.likeness import better_name, resembles, upns_agree
from families.importing.matching_children import ANOTHER
from families.models import Adult, Child, Household
from tests.factories import make_household, make_setting
from tests.families.importing.files import a_file, a_row
from tests.families.importing.worlds import (
    a_family_file,
    address,
    bev,
    brought_in,
    changes,
    kinds,
    outcomes,
    planned,
    una,
)

pytestmark = pytest.mark.django_db


def test_by_upn_though_the_surname_changed() -> None:
    setting = make_setting()
    brought_in(setting, a_family_file())

    assert outcomes(planned(setting, a_family_file(Surname="Hill")))["children"] == {"changed": 1}


def test_by_upn_and_birthday_though_the_first_name_changed() -> None:
    setting = make_setting()
    brought_in(setting, a_family_file())

    plan = planned(setting, a_family_file(Forename="Oona"))

    assert [c.label for c in changes(plan)] == ["First name"]


def test_by_name_and_birthday_where_there_is_no_upn() -> None:
    setting = make_setting()
    brought_in(setting, a_file(a_row()))

    plan = brought_in(setting, a_family_file())

    assert outcomes(plan)["children"] == {"changed": 1}
    assert una().upn == "V999123423002"


def test_by_name_and_home_where_a_birthday_is_missing() -> None:
    setting = make_setting()
    brought_in(setting, a_file(a_row(DOB="31/12/2090")))

    plan = brought_in(setting, a_file(a_row()))

    assert outcomes(plan)["children"] == {"changed": 1}
    assert una().born_on is not None


def test_a_put_right_check_letter_is_the_same_child() -> None:
    setting = make_setting()
    brought_in(setting, a_file(a_row(UPN="A801200005001")))

    assert outcomes(planned(setting, a_file(a_row(UPN="B801200005001"))))["children"] == {
        "changed": 1
    }


def test_the_same_name_and_birthday_with_another_upn_is_asked_about_and_waits() -> None:
    setting = make_setting()
    brought_in(setting, a_family_file())

    plan = brought_in(setting, a_file(a_row(UPN="B801200005001")))

    assert [alike.known for alike in plan.alike] == [(una(),)]
    assert plan.counts()["duplicates"] == 1
    assert Child.objects.count() == 1
    assert Household.objects.count() == 1


def test_a_person_says_that_it_is_the_same_child() -> None:
    setting = make_setting()
    brought_in(setting, a_family_file())
    content = a_file(a_row(UPN="B801200005001"))
    [alike] = planned(setting, content).alike

    brought_in(setting, content, decided={alike.key: str(una().pk)})

    assert una().upn == "B801200005001"


def test_a_person_says_that_it_is_another_child() -> None:
    setting = make_setting()
    brought_in(setting, a_family_file())
    content = a_file(a_row(UPN="B801200005001", Address="1 Mill Lane"))
    [alike] = planned(setting, content).alike

    brought_in(setting, content, decided={alike.key: ANOTHER})

    assert Child.objects.filter(legal_first="Una").count() == 2


def test_a_upn_is_never_had_twice() -> None:
    setting = make_setting()
    brought_in(setting, a_family_file())
    other = {"Forename": "Zed", "Surname": "Abbot", "DOB": "01/01/2015"}
    content = a_file(a_row(UPN="V999123423002", **other))
    [alike] = planned(setting, content).alike

    plan = brought_in(setting, content, decided={alike.key: ANOTHER})

    assert Child.objects.get(legal_first="Zed").upn == ""
    assert "upn_shared" in kinds(plan)


def test_a_twin_of_a_child_we_know_is_a_child_of_their_own() -> None:
    setting = make_setting()
    brought_in(setting, a_family_file())
    twin = a_row(UPN="B801200005001", Forename="Ben")

    plan = brought_in(setting, a_file(twin))

    assert outcomes(plan)["children"] == {"new": 1}
    assert outcomes(plan)["adults"] == {"unchanged": 1}
    home = Household.objects.get()
    assert home.members.exclude(child=None).count() == 2
    assert home.label == "Bev, Una and Ben"


def test_an_adults_new_surname_and_number_are_a_change_not_a_second_adult() -> None:
    setting = make_setting()
    mail = {"E-mail": "bev@example.org"}
    brought_in(setting, a_file(a_row(UPN="V999123423002") | mail))

    brought_in(setting, a_file(a_row(UPN="V999123423002", Contact_surname="Hill") | mail))

    assert (Adult.objects.get().known_as, bev().surname) == ("Bev", "Hill")


def test_a_shared_landline_makes_no_two_people_one() -> None:
    setting = make_setting()
    line = {"Landline": "01632 960001"}
    rows = (
        a_row(UPN="V999123423002", Mobile="") | line,
        a_row(
            UPN="B801200005001",
            Forename="Ada",
            Surname="Obi",
            DOB="01/02/2017",
            Address="2 Mill Lane",
            Mobile="",
        )
        | line,
    )

    brought_in(setting, a_file(*rows))

    assert Adult.objects.filter(known_as="Bev", landline="+441632960001").count() == 2


def test_an_address_alone_makes_no_two_families_one() -> None:
    setting = make_setting()
    make_household(setting, label="Next door", **address())

    assert outcomes(planned(setting, a_family_file()))["households"] == {"new": 1}


def test_an_address_typed_by_hand_is_the_same_home() -> None:
    setting = make_setting()
    brought_in(setting, a_family_file())
    home = Household.objects.get()
    home.address, home.address_key = "39 Lockside St., Exampleton, ZZ2 2XY", "as-typed"
    home.save()

    plan = planned(setting, a_family_file())

    assert plan.is_empty
    assert "moved" not in kinds(plan)


def test_a_family_that_moved_keeps_its_home_and_is_told() -> None:
    setting = make_setting()
    brought_in(setting, a_family_file())

    plan = brought_in(setting, a_family_file(Address="1 Mill Lane", Postcode="ZZ1 1AA"))

    assert Household.objects.get().address == "1 Mill Lane\nZZ1 1AA"
    assert "moved" in kinds(plan)


def test_a_name_that_is_far_too_long_is_cut_and_told() -> None:
    setting = make_setting()

    plan = brought_in(setting, a_family_file(Surname="O" * 300))

    assert len(una().surname) == 80
    assert "too_long" in kinds(plan)
    assert planned(setting, a_family_file(Surname="O" * 300)).is_empty


@pytest.mark.parametrize(
    ("ours", "theirs", "kept"),
    [
        ("Łukasz", "?ukasz", "Łukasz"),
        ("?ukasz", "Łukasz", "Łukasz"),
        ("Zoë", "Zoe", "Zoë"),
        ("Zoe", "Zoë", "Zoë"),
        ("Munro", "Hill", "Hill"),
        ("Munro", "", "Munro"),
        ("", "?ukasz", "?ukasz"),
    ],
)
def test_the_better_spelling_of_a_name_is_kept(ours: str, theirs: str, kept: str) -> None:
    assert better_name(ours, theirs) == kept


def test_names_and_numbers_that_may_be_one_persons() -> None:
    assert resembles("Jo", "Joanne")
    assert resembles("Jaydon", "Jayden")
    assert not resembles("Siân", "Dele")
    assert upns_agree("A801200005001", "B801200005001")
    assert not upns_agree("V999123423002", "B801200005001")
