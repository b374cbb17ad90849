from families.importing import Kind
from tests.families.importing.files import a_row, read


def test_long_rows_of_one_child_become_one_record() -> None:
    export = read(a_row(), a_row(Contact_forename="Piotr", Mobile="07700 900005"))

    [una] = export.pupils
    assert una.rows == (2, 3)
    assert [contact.first for contact in una.contacts] == ["Bev", "Piotr"]


def test_rows_that_disagree_keep_the_first_and_say_so() -> None:
    export = read(a_row(), a_row(Language="Urdu", Contact_forename="Piotr"))

    assert export.pupils[0].language == "ar"
    [told] = export.of_kind(Kind.DIFFERING_ROWS)
    assert (told.row, told.field) == (3, "language")


def test_twins_given_one_upn_stay_two_children() -> None:
    export = read(a_row(UPN="B801200005001"), a_row(UPN="B801200005001", Forename="Leo"))

    assert [pupil.upn for pupil in export.pupils] == ["B801200005001", ""]
    assert export.of_kind(Kind.UPN_SHARED)[0].row == 3


def test_a_landline_among_the_mobiles_is_moved() -> None:
    export = read(a_row(Mobile="01632 960123"))

    bev = export.pupils[0].contacts[0]
    assert (bev.mobile, bev.landline) == ("", "+441632960123")


def test_a_child_without_a_name_is_left_out_and_told() -> None:
    export = read(a_row(Surname=""), a_row())

    assert len(export.pupils) == 1
    [told] = export.of_kind(Kind.MISSING_NAME)
    assert told.sentence == "This row lacks the child’s surname, so the child is left out."


def test_words_about_a_court_order_count_as_one() -> None:
    export = read(a_row(Court_order="See the DSL"))

    assert export.pupils[0].contacts[0].court_order


def test_a_note_that_asks_for_silence_hides_the_address_even_as_a_formula() -> None:
    for note in ("REFUGE - DO NOT DISCLOSE", "=Confidential(1)", "- don't share"):
        export = read(a_row(Address_note=note))

        assert export.pupils[0].hidden_address, note
    assert not read(a_row(Address_note="Mind the dog")).pupils[0].hidden_address


def test_an_unknown_word_is_kept_beside_a_blank_code() -> None:
    export = read(a_row(Language="Elvish", Relation="Auntie Sue"))

    una = export.pupils[0]
    assert (una.language, una.language_as_written) == ("", "Elvish")
    assert una.contacts[0].relationship == "other"
    assert len(export.of_kind(Kind.UNKNOWN_CODE)) == 2


def test_one_contact_given_two_numbers_keeps_the_first() -> None:
    export = read(a_row(), a_row(Mobile="07700 900009"))

    [bev] = export.pupils[0].contacts
    assert bev.mobile == "+447700900004"
    assert export.of_kind(Kind.DIFFERING_MOBILE)[0].row == 3
