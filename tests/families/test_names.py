"""Names are found however they are typed, and a home is called by first names."""

import pytest

from families import names


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        (("Łukasz", "Wójcik"), "lukasz wojcik"),
        (("O’Brien",), "obrien"),
        (("  Zoë ", "", "Müller-Straße"), "zoe mullerstrasse"),
        (("?ukasz",), "?ukasz"),
    ],
)
def test_a_key_has_no_case_accent_or_punctuation(typed: tuple[str, ...], key: str) -> None:
    assert names.name_key(*typed) == key


def test_a_key_fits_its_column() -> None:
    assert len(names.name_key("a" * 100, "b" * 100)) <= names.KEY_LENGTH


@pytest.mark.parametrize(
    ("adults", "children", "label"),
    [
        (["Samira"], ["Amira"], "Samira and Amira"),
        (["Samira", "Tomek"], ["Amira"], "Samira, Tomek and Amira"),
        ([], ["Amira"], "Amira"),
        (["Sam"], ["Sam"], "Sam"),
        ([], [], "A new family"),
    ],
)
def test_a_label_is_made_of_first_names(adults: list[str], children: list[str], label: str) -> None:
    assert names.household_label(adults, children) == label


def test_a_long_label_says_how_many_more() -> None:
    label = names.household_label(["Samira"], [f"Child-with-a-name-{n}" for n in range(12)])

    assert len(label) <= names.LABEL_LENGTH
    assert label.endswith("more")
