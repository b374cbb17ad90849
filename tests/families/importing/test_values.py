import datetime

import pytest

from families.importing.cells import harmless
from families.importing.codes import (
    read_relationship,
    read_responsibility,
    read_sen,
    read_year_group,
)
from families.importing.dates import DateVerdict, read_birthday
from families.importing.languages import read_language
from families.importing.names import address_key, name_key, same_name, tidy_name
from families.importing.phones import PhoneKind, read_phone
from families.importing.upn import UpnVerdict, check_letter, is_temporary, judge

TODAY = datetime.date(2026, 11, 23)


def test_upns_are_judged_by_their_check_letter() -> None:
    assert judge("B801200005001") is UpnVerdict.GOOD
    assert judge("A801200005001") is UpnVerdict.WRONG_CHECK_LETTER
    assert judge("J99920002600A") is UpnVerdict.GOOD
    assert judge("12345") is UpnVerdict.UNREADABLE
    assert judge("") is UpnVerdict.MISSING
    assert check_letter("A801200005001") == "B"


def test_a_temporary_upn_ends_in_a_letter() -> None:
    assert is_temporary("J99920002600A")
    assert not is_temporary("B801200005001")


@pytest.mark.parametrize(
    "written",
    [
        "07700-900001 (work)",
        "+44 (0)7700 900001",
        " 07700900001 ",
        "0044 7700 900001",
        "7700900001",
        "447700900001",
        "07700 900 001",
        "Work: 07700 900001",
    ],
)
def test_every_spelling_of_a_mobile_is_one_number(written: str) -> None:
    phone = read_phone(written)

    assert (phone.e164, phone.kind) == ("+447700900001", PhoneKind.MOBILE)


@pytest.mark.parametrize("written", ["4.47701E+11", "ring mum", "0770", "07700 9000012345"])
def test_what_is_no_number_is_unreadable(written: str) -> None:
    assert read_phone(written).kind is PhoneKind.UNREADABLE


def test_a_phone_says_its_kind_its_note_and_what_else_was_there() -> None:
    assert read_phone("01632 960123").kind is PhoneKind.LANDLINE
    assert read_phone("+48 501 234 567").kind is PhoneKind.MOBILE
    assert read_phone("").kind is PhoneKind.BLANK
    assert read_phone("07700 900001 (do not text)").note == "do not text"
    assert read_phone("07700 900001 / 07700 900002").others == 1


def test_a_name_is_the_same_however_it_is_typed() -> None:
    assert name_key("LEANNE") == name_key("Leanne")
    assert name_key("Łukasz Zając") == "lukaszzajac"
    assert same_name("O’Brien", "OBRIEN")
    assert same_name("Adeyemi-Clarke", "adeyemi clarke")


def test_a_question_mark_stands_for_any_one_letter() -> None:
    assert same_name("?ukasz Zaj?c", "Łukasz Zając")
    assert same_name("O?Brien", "O’Brien")
    assert not same_name("?ukasz", "Lukasza")
    assert not same_name("Zaj?c", "Zajkowc")
    assert not same_name("", "")


def test_capitals_are_tidied_and_mixed_case_is_left() -> None:
    assert tidy_name("SIÂN O’BRIEN-MCKENZIE") == "Siân O’Brien-McKenzie"
    assert tidy_name("DeShawn") == "DeShawn"
    assert tidy_name("AJ") == "AJ"


def test_an_address_is_one_home_but_two_flats_are_two() -> None:
    one = address_key(("102 Orchard Road",), "ZZ18 2QY")

    assert one == address_key(("102 ORCHARD RD.",), "zz182qy")
    assert address_key(("Flat A", "14 Mill St"), "") != address_key(("Flat B", "14 Mill St"), "")
    assert address_key((), "ZZ18 2QY") == ""


def test_a_birthday_is_read_day_first_or_iso_and_never_guessed() -> None:
    born_on = datetime.date(2017, 2, 3)

    for written in ("2017-02-03", "03/02/2017", "3.2.2017", "2017-02-03T00:00:00"):
        assert read_birthday(written, today=TODAY) == (born_on, DateVerdict.GOOD)
    for written in ("02/25/2017", "03/02/17", "3 Feb 2017", "30/02/2017", "42769"):
        assert read_birthday(written, today=TODAY) == (None, DateVerdict.UNREADABLE)
    assert read_birthday("2031-02-03", today=TODAY) == (None, DateVerdict.FUTURE)
    assert read_birthday("01/01/1900", today=TODAY) == (None, DateVerdict.TOO_OLD)


def test_codes_are_read_in_any_spelling_and_never_guessed() -> None:
    assert [read_year_group(w)[0] for w in ("Year 2", "2", "Y02", "R", "N2")] == [2, 2, 2, 0, -1]
    assert read_year_group("Year 99") == (None, False)
    assert [read_sen(w)[0] for w in ("K", "EHCP", "N - No SEN", "")] == ["K", "E", "N", ""]
    assert read_responsibility("") == ("unknown", True)
    assert read_relationship("Foster carer") == ("foster", True)
    assert read_relationship("Auntie Sue") == ("other", False)


def test_languages_are_read_by_name_or_by_their_letters() -> None:
    assert read_language("Tigrinya") == ("ti", True)
    assert read_language("UKR") == ("uk", True)
    assert read_language("Believed to be other than English") == ("", True)
    assert read_language("Elvish") == ("", False)


def test_a_formula_is_dropped_and_a_dash_before_words_is_only_taken_off() -> None:
    assert harmless('=HYPERLINK("http://example.org","x")') == ("", "dropped")
    assert harmless("@SUM(A1)") == ("", "dropped")
    assert harmless("-2+cmd|' /C calc'!A0") == ("", "dropped")
    assert harmless("- mind the dog") == ("mind the dog", "kept")
    assert harmless('="07700900001"') == ("07700900001", "")
    assert harmless("+44 7700 900001 (work)") == ("+44 7700 900001 (work)", "")
    assert harmless("-") == ("", "")
