"""Why an adult would be asked, or would not: the same checks, shown one by one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from families.asking import Explained, Reason, explain, who_may_be_asked
from families.asking.cases import CHECKS
from families.asking_page import ASKED, ASKED_BY_CHANNEL, TODO
from families.models import Adult, Child, Household
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.outbox.models import Channel, Topic
from tests import factories
from tests.factories import WEDNESDAY

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
KEY = "afternoon-invite"
MOBILE = {"mobile": "+447700900101", "mobile_state": "verified"}


@pytest.fixture
def lead() -> Viewer:
    for channel in (Channel.TEXT, Channel.EMAIL):
        factories.make_template(key=KEY, channel=channel)
    return factories.make_viewer(Role.LEAD)


def mother(viewer: Viewer, **adult: Any) -> Adult:
    household = factories.make_family(viewer.setting, **{"known_as": "Samira", **adult})
    return Adult.objects.get(homes__household=household)


def why(adult: Adult) -> Explained:
    return explain(
        setting=adult.setting, topic=Topic.AFTERNOONS, day=WEDNESDAY, template_key=KEY,
        adult_id=adult.pk,
    )  # fmt: skip


def page_of(client: Client, adult: Adult, topic: str = "") -> str:
    family = Household.objects.filter(members__adult=adult).get()
    url = reverse("families:asking", args=[family.pk, adult.pk])
    answer = client.get(url, {"topic": topic} if topic else None)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    "fields",
    [
        {},
        MOBILE,
        {"is_deceased": True},
        {"safe_contact": "none"},
        {"safe_contact": "this_number_only"},
        {"reads_english": "prefer_spoken"},
        {"email": "", "mobile": "+447700900101"},
        {"email": ""},
        {"language": "ur"},
        {"email_is_unreachable": True},
    ],
)
def test_the_explanation_is_the_answer_and_stops_where_it_does(
    fields: dict[str, Any], lead: Viewer
) -> None:
    adult = mother(lead, **fields)
    [answer] = who_may_be_asked(
        setting=lead.setting, topic=Topic.AFTERNOONS, day=WEDNESDAY, template_key=KEY,
        adult_ids=[adult.pk],
    )  # fmt: skip

    explained = why(adult)

    assert explained.asking == answer
    stops = [one.reason for one in explained.checks if one.is_stopped]
    in_checks = answer.reason in {reason for reason, _holds in CHECKS}
    assert stops == ([answer.reason] if in_checks and explained.by_text == () else [])
    for channel, looked in (
        (Channel.TEXT, explained.by_text), (Channel.EMAIL, explained.by_email),
    ):  # fmt: skip
        if answer.channel == channel:
            assert not any(one.is_stopped for one in looked)
        elif looked and answer.reason:
            assert any(one.is_stopped for one in looked)


def test_what_stands_after_the_check_that_stops_was_not_looked_at(lead: Viewer) -> None:
    explained = why(mother(lead, safe_contact="none"))

    reached = [one.is_reached for one in explained.checks]
    stop = [one.is_stopped for one in explained.checks].index(True)
    assert reached == [n <= stop for n in range(len(reached))]
    assert (explained.by_text, explained.by_email) == ((), ())


def test_who_was_never_noted_in_a_home_has_no_answer(lead: Viewer) -> None:
    assert why(factories.make_adult(lead.setting)).asking is None


def test_every_reason_is_asked_for_in_words_and_says_what_to_do() -> None:
    known = ASKED.keys() | ASKED_BY_CHANNEL.keys()

    assert {str(reason) for reason in Reason} <= known
    assert {str(reason) for reason in Reason} - {"deceased"} <= TODO.keys()


def test_the_page_says_by_which_channel_and_in_which_language(
    lead: Viewer, sign_in: SignIn
) -> None:
    page = page_of(sign_in(lead), mother(lead, **MOBILE))

    assert "Would be asked" in page
    assert "By text, in English, to 07700 900101" in page
    assert "Did somebody check the number with them?" in page


def test_the_page_says_what_stops_and_what_to_do(lead: Viewer, sign_in: SignIn) -> None:
    adult = mother(lead, email="", mobile="+447700900101")

    page = page_of(sign_in(lead), adult)

    assert "Their number is to be checked first" in page
    family = Household.objects.get()
    assert reverse("families:number", args=[family.pk, adult.pk]) in page
    assert "No approved words in their language" not in page


def test_visits_are_asked_for_in_words_of_their_own(lead: Viewer, sign_in: SignIn) -> None:
    page = page_of(sign_in(lead), mother(lead), "visits")

    assert "No approved words in their language" in page
    assert reverse("outbox:words") in page


def test_a_reason_of_a_restriction_is_never_shown(lead: Viewer, sign_in: SignIn) -> None:
    adult = mother(lead)
    factories.make_restriction(adult, Child.objects.get(), reason="An order about a break-in.")

    page = page_of(sign_in(lead), adult)

    assert "A restriction says no" in page
    assert "break-in" not in page
    assert "Ask them to wait" not in page


@pytest.mark.parametrize("role", [Role.LEAD, Role.DSL, Role.DEPUTY_DSL])
def test_the_family_s_page_leads_there(role: Role, lead: Viewer, sign_in: SignIn) -> None:
    viewer = factories.make_viewer(role, setting=lead.setting)
    adult = mother(lead)
    family = Household.objects.get()

    page = sign_in(viewer).get(family.get_absolute_url()).content.decode()

    assert reverse("families:asking", args=[family.pk, adult.pk]) in page


def test_a_mentor_is_not_led_there(lead: Viewer, sign_in: SignIn) -> None:
    mentor = factories.make_viewer(Role.MENTOR, setting=lead.setting)
    family = factories.make_family(lead.setting, mentor.user)

    assert "/asking/" not in sign_in(mentor).get(family.get_absolute_url()).content.decode()


def test_so_does_the_list_of_who_will_not_be_asked(lead: Viewer, sign_in: SignIn) -> None:
    adult = mother(lead, safe_contact="none")
    afternoon = factories.make_afternoon(lead.setting)

    page = sign_in(lead).get(f"/afternoons/{afternoon.pk}/invite/will-not/").content.decode()

    assert reverse("families:asking", args=[Household.objects.get().pk, adult.pk]) in page
