import pytest

from families.importing import Kind, propose
from tests.families.importing.files import expected, the_export


@pytest.mark.parametrize("name", ["wide.csv", "long.csv"])
def test_both_files_amount_to_the_same_families(name: str) -> None:
    proposal = propose(the_export(name))

    assert len(proposal.children) == expected()["children"]
    assert len(proposal.households) == expected()["households"]
    assert len(proposal.adults) == expected()["adults"]
    assert proposal.siblings_groups == expected()["siblings_groups"]
    assert proposal.adults_elsewhere == expected()["adults_elsewhere"]
    assert not proposal.problems


@pytest.mark.parametrize("name", ["wide.csv", "long.csv"])
@pytest.mark.parametrize(
    ("kind", "figure"),
    [
        (Kind.SHARED_MOBILE, "shared_mobiles"),
        (Kind.UPN_MISSING, "upn_missing"),
        (Kind.UPN_WRONG_CHECK_LETTER, "upn_wrong_check_letter"),
        (Kind.BAD_EMAIL, "bad_emails"),
        (Kind.LANDLINE_IN_MOBILE, "landlines_in_mobile"),
        (Kind.DOB_IN_FUTURE, "dob_in_future"),
        (Kind.FORMULA_CELL, "formula_cells"),
    ],
)
def test_both_files_tell_each_problem_once(name: str, kind: Kind, figure: str) -> None:
    assert len(the_export(name).of_kind(kind)) == expected()[figure]


def test_the_wide_file_tells_of_orders_deaths_hidden_addresses_and_repeats() -> None:
    export = the_export("wide.csv")
    proposal = propose(export)

    assert export.rows == expected()["rows_wide"]
    assert len(export.of_kind(Kind.DUPLICATE_ROW)) == expected()["duplicate_rows_wide"]
    assert len(export.of_kind(Kind.COURT_ORDER)) == expected()["court_order_adults"]
    assert len(export.of_kind(Kind.DECEASED)) == expected()["deceased_adults"]
    assert len(export.of_kind(Kind.HIDDEN_ADDRESS)) == expected()["hidden_addresses"]
    assert sum(a.court_order for a in proposal.adults) == expected()["court_order_adults"]
    assert sum(a.deceased for a in proposal.adults) == expected()["deceased_adults"]
    hidden = [home for home in proposal.households if home.hidden_address]
    assert len(hidden) == expected()["hidden_addresses"]


def test_the_wide_file_has_no_other_problem() -> None:
    told = {problem.kind for problem in the_export("wide.csv").problems}

    assert told <= {
        *(Kind.SHARED_MOBILE, Kind.UPN_MISSING, Kind.UPN_WRONG_CHECK_LETTER),
        *(Kind.BAD_EMAIL, Kind.LANDLINE_IN_MOBILE, Kind.DOB_IN_FUTURE, Kind.FORMULA_CELL),
        *(Kind.DUPLICATE_ROW, Kind.COURT_ORDER, Kind.DECEASED, Kind.HIDDEN_ADDRESS),
    }


def test_each_file_says_its_shape_and_its_letters() -> None:
    wide, long = the_export("wide.csv"), the_export("long.csv")

    assert (wide.shape, wide.encoding, wide.letters_lost) == ("wide", "utf-8-sig", False)
    assert (long.shape, long.encoding, long.letters_lost) == ("long", "cp1252", True)
    assert wide.columns.unrecognised == long.columns.unrecognised == ()


def test_lost_letters_are_told_once_for_each_person() -> None:
    told = the_export("long.csv").of_kind(Kind.LOST_LETTERS)
    proposal = propose(the_export("long.csv"))
    children = sum("?" in child.pupil.name for child in proposal.children)
    adults = sum("?" in adult.first + adult.surname for adult in proposal.adults)

    assert len(told) == children + adults > 0


def test_no_name_is_left_in_capitals_and_no_formula_is_kept() -> None:
    proposal = propose(the_export("wide.csv"))

    assert not [adult for adult in proposal.adults if adult.first.isupper()]
    assert not [c for c in proposal.children if "=" in c.pupil.preferred_first]


def test_no_sentence_and_no_repr_gives_away_the_hidden_address() -> None:
    export = the_export("wide.csv")
    proposal = propose(export)
    hidden = next(pupil for pupil in export.pupils if pupil.hidden_address)
    telling = [hidden.address.lines[0], hidden.address.postcode]
    said = [problem.sentence for problem in export.problems]

    for secret in telling:
        assert secret not in " ".join([*said, repr(export), repr(proposal)])


def test_the_adult_apart_from_a_hidden_child_is_in_a_household_of_their_own() -> None:
    proposal = propose(the_export("wide.csv"))
    home = next(home for home in proposal.households if home.hidden_address)
    [child] = home.child_keys
    apart = [h for h in proposal.households if child in h.linked_child_keys]

    assert [household.child_keys for household in apart] == [()]
    assert not set(apart[0].adult_keys) & set(home.adult_keys)


def test_reading_twice_gives_the_same_proposal() -> None:
    again = the_export.__wrapped__("wide.csv")

    assert propose(again) == propose(the_export("wide.csv"))
