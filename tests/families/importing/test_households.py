from families.importing import HouseholdKind, Kind, propose
from tests.families.importing.files import a_row, read


def test_siblings_with_one_address_and_one_parent_are_one_household() -> None:
    proposal = propose(read(a_row(), a_row(Forename="Leo", Contact_forename="BEV")))

    [home] = proposal.households
    assert len(home.child_keys) == 2
    assert len(home.adult_keys) == 1


def test_families_who_only_share_an_address_stay_apart_and_are_told() -> None:
    other = a_row(Forename="Leo", Contact_forename="Ray", Mobile="07700 900010")

    proposal = propose(read(a_row(), other))

    assert len(proposal.households) == 2
    assert proposal.problems[0].kind is Kind.SAME_ADDRESS
    assert "Lockside" not in proposal.problems[0].sentence


def test_a_contact_who_lives_apart_has_a_household_of_their_own() -> None:
    father = a_row(
        Contact_forename="Des",
        Mobile="07700 900010",
        Lives_with="N",
        Contact_address="26 Mill Lane",
    )

    home, apart = propose(read(a_row(), father)).households

    assert apart.kind is HouseholdKind.ELSEWHERE
    assert (apart.child_keys, apart.linked_child_keys) == ((), home.child_keys)


def test_a_parent_apart_who_lives_with_another_child_has_one_household() -> None:
    apart = a_row(Contact_forename="Des", Mobile="07700 900010", Lives_with="N")
    at_home = a_row(
        Forename="Leo", Address="26 Mill Lane", Contact_forename="Des", Mobile="07700 900010"
    )

    first, second = propose(read(a_row(), apart, at_home)).households

    assert second.linked_child_keys == first.child_keys
    assert len(second.adult_keys) == 1


def test_silence_about_living_together_never_puts_an_adult_at_a_hidden_address() -> None:
    [bev] = propose(read(a_row(Lives_with=""))).adults
    [hidden] = propose(read(a_row(Lives_with="", Address_note="refuge"))).adults

    assert (len(bev.household_keys), bev.home_is_assumed) == (1, True)
    assert hidden.household_keys == ()


def test_a_social_worker_has_no_household() -> None:
    worker = a_row(Contact_forename="Ada", Relation="Social worker", Lives_with="N", Mobile="")

    proposal = propose(read(a_row(), worker))

    assert len(proposal.households) == 1
    assert proposal.adults[1].household_keys == ()


def test_a_father_and_son_of_one_name_are_two_adults() -> None:
    old = a_row(Contact_forename="John", Relation="Grandparent", Mobile="07700 900020")
    young = a_row(Contact_forename="John", Relation="Father", Mobile="07700 900021")
    sibling = a_row(Forename="Leo", Contact_forename="John", Mobile="07700 900021")

    proposal = propose(read(old, young, sibling))

    assert [len(adult.child_keys) for adult in proposal.adults] == [1, 2]


def test_a_shared_mobile_is_told_and_marked_on_both() -> None:
    export = read(a_row(), a_row(Contact_forename="Piotr"))

    assert export.of_kind(Kind.SHARED_MOBILE)[0].person == "Bev Munro and Piotr Munro"
    assert all(adult.shares_mobile for adult in propose(export).adults)
