"""What an import may never take away (rules 14-19, 29, 30 and 32)."""

import pytest
from django.utils import timezone

from families.models import Adult, ContactPreference, Household, HouseholdMember, Restriction
from pastoral.accounts.models import TrailEntry
from pastoral.outbox.models import Message
from tests.factories import (
    make_adult,
    make_contact_preference,
    make_message,
    make_restriction,
    make_setting,
    make_staff,
)
from tests.families.importing.files import a_file, a_row
from tests.families.importing.worlds import (
    a_family_file,
    bev,
    brought_in,
    changes,
    kinds,
    outcomes,
    planned,
    una,
    wide,
)

pytestmark = pytest.mark.django_db


def test_rule_14_a_court_order_in_a_file_holds_everything_until_a_lead_has_looked() -> None:
    setting, staff = make_setting(), make_staff()

    brought_in(setting, a_family_file(Court_order="Y"), staff)

    held = Restriction.objects.get()
    assert (held.adult, held.child) == (bev(), una())
    assert list(Restriction.objects.keeping_apart()) == [held]
    assert held.is_from_import
    assert TrailEntry.objects.filter(what="families.restriction-held", actor=staff).exists()


def test_rule_14_an_order_holds_for_every_child_of_that_adult() -> None:
    setting = make_setting()
    rows = (
        a_row(UPN="V999123423002", Court_order="Y"),
        a_row(UPN="B801200005001", Forename="Ada", DOB="01/02/2017"),
    )

    brought_in(setting, a_file(*rows))

    assert {r.child.legal_first for r in Restriction.objects.all() if r.child} == {"Una", "Ada"}


def test_rule_14_what_waits_for_a_held_adult_is_called_off() -> None:
    setting = make_setting()
    brought_in(setting, a_family_file())
    message = make_message(setting, adult_id=bev().pk)

    brought_in(setting, a_family_file(Court_order="Y"))

    assert Message.objects.get(pk=message.pk).state == "cancelled"


def test_rule_14_a_kept_apart_adult_is_not_put_into_the_childs_home() -> None:
    setting = make_setting()
    brought_in(setting, a_family_file(Lives_with="N"))
    make_restriction(bev(), una())

    plan = brought_in(setting, a_family_file(Lives_with="Y"))

    home = una().homes.get().household
    assert not home.members.filter(adult=bev()).exists()
    assert "kept_here" in kinds(plan)


def test_rule_15_a_restriction_past_its_end_is_not_touched() -> None:
    setting = make_setting()
    brought_in(setting, a_family_file())
    made = make_restriction(bev(), una(), ends_on=timezone.localdate())
    before = Restriction.objects.values().get(pk=made.pk)

    brought_in(setting, a_family_file(Court_order="Y", Surname="Hill"))

    assert Restriction.objects.values().get() == before


def test_rule_16_what_a_lead_has_ended_an_old_file_does_not_begin_again() -> None:
    setting = make_setting()
    brought_in(setting, a_family_file(Court_order="Y"))
    held = Restriction.objects.get()
    held.ended_at, held.ended_by, held.end_reason = timezone.now(), make_staff(), "Seen: it is old."
    held.save()

    plan = brought_in(setting, a_family_file(Court_order="Y"))

    assert plan.is_empty
    assert not Restriction.objects.active().exists()


def test_rule_18_parents_apart_get_two_homes_and_neither_has_the_others_address() -> None:
    setting = make_setting()
    father = {
        "Contact_forename": "Piotr",
        "Contact_surname": "Farrah",
        "Relation": "Father",
        "Mobile": "07700 900005",
        "Lives_with": "N",
        "Contact_address": "5 Mill Lane",
        "Contact_postcode": "ZZ1 1AA",
    }
    rows = (a_row(UPN="V999123423002"), a_row(UPN="V999123423002", **father))

    brought_in(setting, a_file(*rows))

    piotr = Adult.objects.get(known_as="Piotr")
    assert una().homes.get().household != piotr.homes.get().household
    assert "Lockside" not in piotr.homes.get().household.address


HIDDEN = {"Address_note": "REFUGE - DO NOT DISCLOSE"}


def test_rule_19_a_hidden_address_stays_hidden_whatever_a_later_file_says() -> None:
    setting = make_setting()
    brought_in(setting, a_family_file(**HIDDEN))

    same = brought_in(setting, a_family_file())
    other = brought_in(setting, a_family_file(Address="1 Elsewhere Road", Postcode="ZZ9 9ZZ"))

    home = Household.objects.get()
    assert home.is_hidden
    assert home.address.startswith("39 Lockside")
    assert same.is_empty
    assert "hidden_kept" in kinds(other)


def test_rule_19_a_file_hides_an_address_we_had_open() -> None:
    setting = make_setting()
    brought_in(setting, a_family_file())
    Household.objects.update(latitude=52, longitude=0)

    plan = brought_in(setting, a_family_file(**HIDDEN))

    home = Household.objects.get()
    assert home.is_hidden
    assert home.latitude is None
    assert outcomes(plan)["households"] == {"changed": 1}


def test_rule_19_no_sentence_change_or_trail_tells_a_hidden_address() -> None:
    setting = make_setting()
    brought_in(setting, a_family_file(**HIDDEN))

    moved = {"Address": "7 Secret Way", "Postcode": "ZZ7 7ZZ"}
    plan = brought_in(setting, a_family_file(**HIDDEN, **moved))

    told = [f"{c.label} {c.before} {c.after}" for c in changes(plan)]
    told += [problem.sentence for problem in plan.problems]
    told += [f"{entry.what} {entry.reason}" for entry in TrailEntry.objects.all()]
    assert Household.objects.get().address.startswith("7 Secret Way")
    assert not [line for line in told if "Secret" in line or "Lockside" in line]
    assert "Secret" not in repr(plan)


def test_rule_19_who_was_left_behind_never_follows_to_a_hidden_address() -> None:
    setting = make_setting()
    father = {"Contact_forename": "Piotr", "Relation": "Father", "Mobile": "07700 900005"}
    both = (a_row(UPN="V999123423002"), a_row(UPN="V999123423002", **father))
    brought_in(setting, a_file(*both))
    refuge = {"Address": "7 Secret Way", "Postcode": "ZZ7 7ZZ", **HIDDEN}

    plan = brought_in(setting, a_family_file(**refuge))

    piotr = Adult.objects.get(known_as="Piotr")
    hidden = Household.objects.get(address_visibility="hidden")
    assert not hidden.members.filter(adult=piotr).exists()
    assert {m.adult or m.child for m in hidden.members.all()} == {bev(), una()}
    assert "another_home" in kinds(plan)


def test_rule_29_a_number_that_is_anothers_already_is_told_and_not_checked() -> None:
    setting = make_setting()
    make_adult(setting, known_as="Kay", mobile="+447700900004", mobile_state="verified")

    plan = brought_in(setting, a_family_file())

    assert "shared_mobile" in kinds(plan)
    assert bev().mobile_state == Adult.Mobile.TO_VERIFY


def test_rule_29_the_shared_mobiles_of_a_file_wait_to_be_checked() -> None:
    setting = make_setting()

    brought_in(setting, wide())

    assert not Adult.objects.filter(mobile_state="verified").exists()
    assert not Adult.objects.exclude(mobile="").exclude(mobile_state="to_verify").exists()


@pytest.mark.parametrize("safe", ["this_number_only", "mentor_calls_only", "none"])
def test_rule_30_what_they_said_is_safe_stays_with_the_number_it_was_said_of(safe: str) -> None:
    setting = make_setting()
    brought_in(setting, a_family_file())
    Adult.objects.update(safe_contact=safe)

    plan = brought_in(setting, a_family_file(Mobile="07700 900999"))

    assert (bev().safe_contact, bev().mobile) == (safe, "+447700900004")
    assert "number_kept" in kinds(plan)


def test_rule_32_a_checked_number_is_kept_and_the_other_told() -> None:
    setting = make_setting()
    brought_in(setting, a_family_file())
    mother = bev()
    mother.mobile_state = Adult.Mobile.VERIFIED
    mother.mobile_verified_at, mother.mobile_verified_by = timezone.now(), make_staff()
    mother.save()

    plan = brought_in(setting, a_family_file(Mobile="07700 900999"))

    assert (bev().mobile, bev().mobile_state) == ("+447700900004", "verified")
    assert "number_kept" in kinds(plan)
    assert plan.is_empty


def test_rule_32_a_changed_number_waits_to_be_checked() -> None:
    setting = make_setting()
    brought_in(setting, a_family_file())
    Adult.objects.update(mobile_state="unreachable")
    waiting = make_message(setting, adult_id=bev().pk)

    brought_in(setting, a_family_file(Mobile="07700 900999"))

    assert (bev().mobile, bev().mobile_state) == ("+447700900999", "to_verify")
    assert Message.objects.get(pk=waiting.pk).state == "cancelled"


def test_rule_43_who_has_died_is_marked_so_and_no_file_brings_them_back() -> None:
    setting = make_setting()
    rows = a_file(a_row(UPN="V999123423002") | {"Deceased": "Y"})
    brought_in(setting, rows)

    brought_in(setting, a_file(a_row(UPN="V999123423002") | {"Deceased": "N"}))

    assert bev().is_deceased


def test_wishes_about_messages_are_not_touched() -> None:
    setting = make_setting()
    brought_in(setting, a_family_file())
    wish = make_contact_preference(bev())
    before = ContactPreference.objects.values().get(pk=wish.pk)

    brought_in(setting, a_family_file(Mobile="07700 900999", Surname="Hill"))

    assert ContactPreference.objects.values().get() == before


def test_who_moved_out_is_not_put_back() -> None:
    setting = make_setting()
    brought_in(setting, a_family_file())
    member = HouseholdMember.objects.get(adult=bev())
    member.from_on, member.to_on = member.from_on.replace(year=2025), member.from_on.replace(day=1)
    member.to_on = member.to_on.replace(year=2025, month=12)
    member.save()

    plan = brought_in(setting, a_family_file())

    assert HouseholdMember.objects.filter(adult=bev()).count() == 1
    assert "kept_here" in kinds(plan)


def test_responsibility_that_was_seen_on_paper_stays() -> None:
    setting = make_setting()
    brought_in(setting, a_family_file())
    link = una().relationships.get()
    link.evidence_seen_on, link.evidence_seen_by = timezone.localdate(), make_staff()
    link.save()

    plan = brought_in(setting, a_family_file(PR="N"))

    assert una().relationships.get().responsibility == "yes"
    assert "kept_here" in kinds(plan)


def test_a_family_of_another_setting_is_not_ours() -> None:
    there, here = make_setting(), make_setting()
    brought_in(there, a_family_file())

    assert outcomes(planned(here, a_family_file()))["children"] == {"new": 1}
