"""What one keeps of a family, page by page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from families.models import (
    Adult,
    Child,
    ContactLog,
    ContactPreference,
    Household,
    MentorAssignment,
    Relationship,
    Restriction,
)
from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from tests import factories

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
ADULT_PAGES = ["adult", "number", "reach", "contact", "deceased", "restrictions"]
FAMILY_PAGES = ["home", "pause", "mentor", "child-add", "adult-add"]
ADULT = {"known_as": "Samira", "language": "en"}


def family_of(viewer: Viewer, **adult: Any) -> tuple[Household, Adult]:
    household = factories.make_family(viewer.setting, mentor=viewer.user, **adult)
    return household, Adult.objects.get(homes__household=household)


def url(name: str, *rows: Any) -> str:
    return reverse(f"families:{name}", args=[row.pk for row in rows])


@pytest.mark.parametrize("name", [*FAMILY_PAGES, *ADULT_PAGES])
def test_rule_45_a_strangers_family_is_not_there(sign_in: SignIn, name: str) -> None:
    viewer = factories.make_viewer(Role.MENTOR, Role.LEAD, Role.DSL)
    household, adult = family_of(factories.make_viewer(Role.LEAD))
    rows = [household, adult] if name in ADULT_PAGES else [household]

    assert sign_in(viewer).get(url(name, *rows)).status_code == 404


@pytest.mark.parametrize("name", [*FAMILY_PAGES, *ADULT_PAGES])
def test_each_page_opens_and_says_what_is_missing(sign_in: SignIn, name: str) -> None:
    viewer = factories.make_viewer(Role.MENTOR, Role.LEAD, Role.DSL)
    household, adult = family_of(viewer, mobile="+447700900101")
    rows = [household, adult] if name in ADULT_PAGES else [household]
    client = sign_in(viewer)

    assert client.get(url(name, *rows)).status_code == 200
    if name != "home":
        answer = client.post(url(name, *rows), {"save": "Save"})
        assert answer.status_code == 200
        assert "Nothing is saved yet" in answer.content.decode() or name == "reach"


def test_a_mentor_of_another_family_finds_no_page_of_this_one(sign_in: SignIn) -> None:
    lead = factories.make_viewer(Role.LEAD)
    household, adult = family_of(lead)
    mentor = factories.make_viewer(Role.MENTOR, setting=lead.setting)

    assert sign_in(mentor).get(url("adult", household, adult)).status_code == 404


def test_an_adult_of_another_home_is_not_there_under_this_one(sign_in: SignIn) -> None:
    viewer = factories.make_viewer(Role.LEAD)
    household, _adult = family_of(viewer)
    _other, stranger = family_of(viewer)

    assert sign_in(viewer).get(url("adult", household, stranger)).status_code == 404


def test_the_hours_that_suit_somebody_are_kept_and_shown_again(sign_in: SignIn) -> None:
    viewer = factories.make_viewer(Role.MENTOR)
    household, adult = family_of(viewer)
    client = sign_in(viewer)

    client.post(
        url("adult", household, adult), {**ADULT, "good_from": "09:00", "good_until": "12:00"}
    )

    adult.refresh_from_db()
    assert adult.good_hours == "between 9am and 12pm"
    form = client.get(url("adult", household, adult)).content.decode()
    assert 'value="09:00"' in form
    assert "between 9am and 12pm" in client.get(household.get_absolute_url()).content.decode()


def test_hours_that_end_before_they_begin_are_refused(sign_in: SignIn) -> None:
    viewer = factories.make_viewer(Role.MENTOR)
    household, adult = family_of(viewer)

    page = sign_in(viewer).post(
        url("adult", household, adult), {**ADULT, "good_from": "12:00", "good_until": "12:00"}
    )

    assert "ends after it begins" in page.content.decode()
    adult.refresh_from_db()
    assert adult.good_from is None


@pytest.mark.parametrize(
    ("good_from", "good_until", "said"),
    [("09:00", None, "from 9am"), (None, "15:30", "until 3.30pm"), (None, None, "")],
)
def test_hours_open_at_one_end_say_so(
    good_from: str | None, good_until: str | None, said: str
) -> None:
    adult = factories.make_adult(good_from=good_from, good_until=good_until)
    adult.refresh_from_db()

    assert adult.good_hours == said


def test_a_family_is_added_by_hand_child_first(sign_in: SignIn) -> None:
    viewer = factories.make_viewer(Role.LEAD)
    child = {
        "legal_first": "Amira",
        "surname": "Okonjo",
        "placement_starts_on": "2026-09-02",
        "year_group": "4",
        "address": "3 Apple Road",
    }
    client = sign_in(viewer)

    answer = client.post(reverse("families:add"), child)

    household = Household.objects.get()
    assert answer.headers["Location"] == url("adult-add", household)
    assert (household.label, household.address) == ("Amira", "3 Apple Road")
    assert Child.objects.get().year_group == 4


@pytest.mark.parametrize(
    ("lives", "homes", "lives_with"),
    [("here", 1, True), ("both", 2, True), ("elsewhere", 2, False)],
)
def test_a_grown_up_is_added_where_they_live(
    sign_in: SignIn, lives: str, homes: int, lives_with: bool
) -> None:
    viewer = factories.make_viewer(Role.LEAD)
    household, _mother = family_of(viewer)
    child = Child.objects.get()
    typed = {
        **ADULT,
        "known_as": "Tomasz",
        "kind": "father",
        "children": [str(child.pk)],
        "responsibility": "yes",
        "lives": lives,
        "mobile": "07700 900123",
    }

    sign_in(viewer).post(url("adult-add", household), typed)

    tie = Relationship.objects.get(adult__known_as="Tomasz")
    assert (tie.kind, tie.lives_with, tie.priority) == ("father", lives_with, 2)
    assert tie.adult.mobile == "+447700900123"
    assert Household.objects.count() == homes
    assert child.homes.count() == (2 if lives == "both" else 1)


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("mobile", "01632 960123", "This is a landline"),
        ("mobile", "tomorrow", "read this number"),
        ("landline", "07700 900123", "This is a mobile"),
    ],
)
def test_a_number_in_the_wrong_box_is_named(
    sign_in: SignIn, field: str, typed: str, error: str
) -> None:
    viewer = factories.make_viewer(Role.MENTOR)
    household, adult = family_of(viewer)

    page = sign_in(viewer).post(url("adult", household, adult), {**ADULT, field: typed})

    assert error in page.content.decode()
    assert typed in page.content.decode()


def test_rule_32_a_mentor_checks_a_new_number(sign_in: SignIn) -> None:
    viewer = factories.make_viewer(Role.MENTOR)
    household, adult = family_of(viewer)
    client = sign_in(viewer)

    client.post(url("adult", household, adult), {**ADULT, "mobile": "07700 900123"})
    adult.refresh_from_db()
    assert adult.mobile_state == Adult.Mobile.TO_VERIFY
    client.post(url("number", household, adult), {"how": "in person", "number": "+447700900123"})
    adult.refresh_from_db()
    assert (adult.mobile_state, adult.mobile_verified_by) == (Adult.Mobile.VERIFIED, viewer.user)
    client.post(url("number", household, adult), {"how": "not working", "number": "+447700900123"})
    adult.refresh_from_db()
    assert adult.mobile_state == Adult.Mobile.UNREACHABLE


def test_rule_30_what_is_safe_and_rule_25_what_is_welcome_are_kept(sign_in: SignIn) -> None:
    viewer = factories.make_viewer(Role.MENTOR)
    household, adult = family_of(viewer)
    client = sign_in(viewer)
    page = url("reach", household, adult)

    client.post(page, {"safe_contact": "this_number_only", "welcome": ["sms:visits", "sms:urgent"]})

    adult.refresh_from_db()
    assert adult.safe_contact == "this_number_only"
    refused = ContactPreference.objects.filter(is_allowed=False, recorded_by=viewer.user)
    assert {(w.channel, w.topic) for w in refused} == {
        ("sms", "afternoons"),
        ("email", "visits"),
        ("email", "afternoons"),
        ("email", "urgent"),
    }
    client.post(page, {"safe_contact": "any", "welcome": ["sms:afternoons"]})
    assert ContactPreference.objects.get(channel="sms", topic="afternoons").is_allowed


def test_rule_43_a_death_is_asked_about_twice(sign_in: SignIn) -> None:
    viewer = factories.make_viewer(Role.MENTOR)
    household, adult = family_of(viewer)
    client = sign_in(viewer)

    client.post(url("deceased", household, adult), {"died_on": ""})
    adult.refresh_from_db()
    assert not adult.is_deceased
    client.post(url("deceased", household, adult), {"is_sure": "on"})
    adult.refresh_from_db()
    assert adult.is_deceased


def test_a_call_is_noted(sign_in: SignIn) -> None:
    viewer = factories.make_viewer(Role.MENTOR)
    household, adult = family_of(viewer)

    sign_in(viewer).post(
        url("contact", household, adult),
        {"channel": "voice", "line": "About the bus.", "is_two_way": "on"},
    )

    contact = ContactLog.objects.get()
    assert (contact.line, contact.household, contact.is_two_way) == (
        "About the bus.",
        household,
        True,
    )


def test_rule_16_only_safeguarding_leads_open_restrictions(sign_in: SignIn) -> None:
    for role in Role:
        viewer = factories.make_viewer(role)
        household, adult = family_of(viewer)
        status = sign_in(viewer).get(url("restrictions", household, adult)).status_code
        assert status == (200 if role in {Role.DSL, Role.DEPUTY_DSL} else 403), role


def test_rule_16_a_restriction_is_set_read_and_ended_with_reasons(sign_in: SignIn) -> None:
    viewer = factories.make_viewer(Role.DSL)
    household, adult = family_of(viewer)
    page = url("restrictions", household, adult)
    client = sign_in(viewer)
    typed = {
        "towards": str(Child.objects.get().pk),
        "kind": "no_contact",
        "order_type": "none",
        "starts_on": "2026-09-01",
        "instruction": "Ask them to wait.",
        "reason": "The court said so.",
    }

    client.post(page, typed)

    restriction = Restriction.objects.active().get()
    assert "The court said so." in client.get(page).content.decode()
    assert TrailEntry.objects.filter(did="read", what="families.restrictions").count() == 1
    client.post(url("restriction-end", household, adult, restriction), {"reason": "Looked at."})
    assert not Restriction.objects.active().exists()


def test_rule_19_an_office_cannot_open_a_hidden_home(sign_in: SignIn) -> None:
    office = factories.make_viewer(Role.OFFICE)
    household, _adult = family_of(office)
    household.address, household.address_visibility = "A refuge", "hidden"
    household.save()

    assert sign_in(office).get(url("home", household)).status_code == 404


def test_rule_19_opening_a_hidden_home_is_in_the_trail(sign_in: SignIn) -> None:
    lead = factories.make_viewer(Role.LEAD)
    household, _adult = family_of(lead)
    client = sign_in(lead)
    hide = {"address": "A refuge", "access_notes": "", "address_visibility": "hidden"}

    client.post(url("home", household), hide)
    client.get(url("home", household))

    household.refresh_from_db()
    assert household.is_hidden
    assert TrailEntry.objects.filter(did="read", what="families.hidden-address").count() == 1


def test_a_family_is_left_in_peace_and_found_again(sign_in: SignIn) -> None:
    viewer = factories.make_viewer(Role.MENTOR)
    household, _adult = family_of(viewer)
    client = sign_in(viewer)

    client.post(url("pause", household), {"from_on": timezone.localdate().isoformat()})
    household.refresh_from_db()
    assert household.is_paused_on(timezone.localdate())
    assert client.get(url("unpause", household)).status_code == 405
    client.post(url("unpause", household))
    household.refresh_from_db()
    assert household.paused_from is None


def test_a_lead_chooses_a_mentor_and_a_refusal_stays_on_the_form(sign_in: SignIn) -> None:
    lead = factories.make_viewer(Role.LEAD)
    mentor = factories.make_viewer(Role.MENTOR, setting=lead.setting, first_name="Jo")
    household = factories.make_family(lead.setting)
    typed = {
        "child": str(Child.objects.get().pk),
        "mentor": str(mentor.user.pk),
        "kind": "lead",
        "from_on": timezone.localdate().isoformat(),
    }
    client = sign_in(lead)

    client.post(url("mentor", household), typed)
    again = client.post(url("mentor", household), typed).content.decode()

    assert MentorAssignment.objects.get().mentor == mentor.user
    assert "walks with" in again
    client.post(url("mentor-end", household, MentorAssignment.objects.get()))
    assert MentorAssignment.objects.get().to_on == timezone.localdate()


def test_rule_42_a_childs_last_day_is_kept(sign_in: SignIn) -> None:
    lead = factories.make_viewer(Role.LEAD)
    household, _adult = family_of(lead)
    child = Child.objects.get()
    client = sign_in(lead)

    assert client.get(url("child", household, child)).status_code == 200
    client.post(url("child-leave", household, child), {"last_on": "2026-11-27"})

    child.refresh_from_db()
    assert str(child.placement_ends_on) == "2026-11-27"


def test_somebody_moves_out(sign_in: SignIn) -> None:
    lead = factories.make_viewer(Role.LEAD)
    household, _adult = family_of(lead)
    member = household.members.exclude(adult=None).get()

    page = sign_in(lead).post(
        url("move-out", household, member), {"last_on": timezone.localdate().isoformat()}
    )

    member.refresh_from_db()
    assert page.status_code == 302
    assert member.to_on == timezone.localdate()


def test_rule_45_a_child_of_ones_roll_taught_elsewhere_is_read_of_and_not_written_of(
    sign_in: SignIn,
) -> None:
    zone = factories.make_setting()
    head = factories.make_viewer(Role.HEAD, Role.MENTOR)
    household, adult = family_of(factories.make_viewer(Role.MENTOR, setting=zone))
    Child.objects.update(home_school=head.setting)
    client = sign_in(head)

    page = client.get(household.get_absolute_url())

    assert page.status_code == 200
    for name in ("pause", "adult-add"):
        assert client.get(url(name, household)).status_code == 404
        assert url(name, household) not in page.content.decode()
    for name in ("adult", "number", "reach", "contact", "deceased"):
        assert client.get(url(name, household, adult)).status_code == 404
        assert url(name, household, adult) not in page.content.decode()
    client.post(url("deceased", household, adult), {"is_sure": "on"})
    client.post(url("unpause", household))
    assert client.get(f"/visits/log/?family={household.pk}").status_code == 404
    assert "Log a visit" not in page.content.decode()
    adult.refresh_from_db()
    assert not adult.is_deceased


@pytest.mark.parametrize("how", ["by voice", "not working"])
def test_rule_32_a_number_changed_while_the_page_stood_open_is_not_checked_by_it(
    sign_in: SignIn, how: str
) -> None:
    viewer = factories.make_viewer(Role.LEAD)
    household, adult = family_of(viewer, mobile="+447700900101")
    client = sign_in(viewer)
    shown = client.get(url("number", household, adult)).context["form"]["number"].value()
    adult.mobile = "+447700900199"
    adult.save()

    page = client.post(url("number", household, adult), {"how": how, "number": shown}, follow=True)

    adult.refresh_from_db()
    assert (shown, adult.mobile_state) == ("+447700900101", Adult.Mobile.TO_VERIFY)
    assert "was changed while this page stood open" in page.content.decode()
    client.post(url("number", household, adult), {"how": "by voice", "number": adult.mobile})
    adult.refresh_from_db()
    assert adult.mobile_state == Adult.Mobile.VERIFIED


def test_rule_16_reasons_shown_beside_a_form_with_a_mistake_are_in_the_trail(
    sign_in: SignIn,
) -> None:
    dsl = factories.make_viewer(Role.DSL)
    household, adult = family_of(dsl)
    factories.make_restriction(adult, Child.objects.get())

    sign_in(dsl).post(url("restrictions", household, adult), {"kind": "no_contact"})

    assert TrailEntry.objects.filter(did="read", what="families.restrictions").count() == 1


def test_rule_19_a_hidden_address_shown_beside_a_mistake_is_in_the_trail(sign_in: SignIn) -> None:
    lead = factories.make_viewer(Role.LEAD)
    household, _adult = family_of(lead)
    household.address, household.address_visibility = "A refuge", "hidden"
    household.save()

    sign_in(lead).post(url("home", household), {"address": "A refuge"})

    assert TrailEntry.objects.filter(did="read", what="families.hidden-address").count() == 1


def test_rule_16_a_lead_cannot_show_an_address_that_a_restriction_hides(sign_in: SignIn) -> None:
    lead = factories.make_viewer(Role.LEAD)
    household, _mother = family_of(lead)
    father = factories.make_adult(household=factories.make_household(lead.setting))
    restriction = factories.make_restriction(
        father, Child.objects.get(), kind=Restriction.Kind.ADDRESS_HIDDEN
    )
    household.address_visibility = "hidden"
    household.save()
    show = {"address": "1 Hill", "access_notes": "", "address_visibility": "normal"}
    client = sign_in(lead)

    page = client.post(url("home", household), show)

    household.refresh_from_db()
    assert household.is_hidden
    assert household.address != "1 Hill"
    assert "ask the safeguarding lead" in page.content.decode()
    restriction.ended_at, restriction.ended_by = timezone.now(), lead.user
    restriction.end_reason = "Looked at."
    restriction.save()
    client.post(url("home", household), show)
    household.refresh_from_db()
    assert not household.is_hidden
