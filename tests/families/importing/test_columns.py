import pytest

from families.importing import (
    FIELDS,
    WrongMapping,
    choices,
    fingerprint,
    mapping_from_json,
    read_export,
)
from families.importing.columns import by_hand, recognise
from families.importing.fields import is_known
from families.importing.headings import field_for
from tests.families.importing.files import TODAY, a_file


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Telephone (mobile)", "contact.mobile"),
        ("Contact 2 Lives With Pupil", "contact.2.lives_with"),
        ("Parent/Carer 1 - E-mail", "contact.1.email"),
        ("Contact Forename 3", "contact.3.first"),
        ("Contact surname", "contact.surname"),
        ("Student Legal Forename", "legal_first"),
        ("Pupil Surname", "surname"),
        ("Pupil Premium", "pupil_premium"),
        ("NC Year", "year_group"),
        ("Tutor", ""),
    ],
)
def test_headings_are_known_in_their_usual_spellings(heading: str, field: str) -> None:
    assert field_for(heading) == field


def test_house_is_an_address_only_where_there_is_no_other() -> None:
    assert recognise(("Forename", "House")).mapping["House"] == "address_1"
    assert "House" in recognise(("House", "Address Line 1")).unrecognised


def test_missing_columns_are_named_and_nothing_is_read() -> None:
    export = read_export(a_file({"Forename": "Una", "Tutor": "6B"}), today=TODAY)

    assert export.columns.missing == ("surname", "born_on")
    assert not export.is_readable
    assert export.pupils == ()


def test_a_mapping_made_by_hand_is_remembered_and_found_again() -> None:
    content = a_file({"A": "Una", "B": "Munro", "C": "08/03/2016", "D": "6B"})
    told = {"A": "legal_first", "B": "surname", "C": "born_on", "D": ""}

    first = read_export(content, told, today=TODAY)
    again = read_export(content, mapping_from_json(first.columns.to_json()), today=TODAY)

    assert first.pupils == again.pupils
    assert first.pupils[0].name == "Una Munro"
    assert fingerprint(("d", "C", "b", "A")) == first.columns.fingerprint


def test_a_mapping_that_cannot_be_is_refused() -> None:
    with pytest.raises(WrongMapping, match="not a field"):
        by_hand(("A",), {"A": "shoe_size"})
    with pytest.raises(WrongMapping, match="Two columns"):
        by_hand(("A", "B"), {"A": "surname", "B": "surname"})
    with pytest.raises(WrongMapping, match="cannot be read"):
        mapping_from_json("[1")


def test_every_choice_is_a_field_with_a_label() -> None:
    assert len(choices()) == len(FIELDS)
    assert all(is_known(name) and label for name, label in choices(contacts=3))
    assert ("contact.2.email", "Contact 2: e-mail") in choices(contacts=2)
