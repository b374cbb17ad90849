"""Not happy with something: written behind a link, answered in time by who is there for it."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client

from pastoral.accounts import trail
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.privacy import actions
from pastoral.privacy.models import Complaint
from pastoral.refusals import Refusal, WrongMove
from tests.factories import make_complaint, make_policy, make_staff, make_viewer, secret_for
from tests.sessions_app.parents import MONDAY, asked, page_of
from tests.sessions_app.test_parent_page import words_of
from tests.visits.offers import offered

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
WORDS = {"words": "My letter went next door.", "reach": "Ring me at work"}


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY):
        yield


def test_a_parent_writes_what_is_wrong_and_is_thanked(client: Client) -> None:
    invitation = asked()
    assert "Not happy with something?" in words_of(client.get(page_of(invitation, "complain/")))
    page = client.post(page_of(invitation, "complain/"), WORDS, follow=True)

    assert "Thank you. We have it, and someone will read it." in words_of(page)
    complaint = Complaint.objects.get()
    assert complaint.text == "My letter went next door.\n\nHow to reach them: Ring me at work"
    assert (complaint.received_on, complaint.acknowledge_by) == (
        date(2026, 11, 30),
        date(2026, 12, 30),
    )
    assert complaint.household == invitation.household


@pytest.mark.parametrize(
    ("days", "language", "said"),
    [
        (30, "en-gb", "We will write back within 30 days"),
        (7, "en-gb", "We will write back within 7 days"),
        (1, "en-gb", "We will write back within 1 day,"),
        (2, "pl", "w ciągu 2 dni"),
        (1, "uk", "за 1 день"),
        (3, "uk", "за 3 дні"),
        (21, "ro", "în 21 de zile"),
        (2, "ar", "خلال يومين"),
        (10, "ar", "خلال 10 أيام"),
        (2, "cy", "o fewn 2 ddiwrnod"),
    ],
)
def test_the_page_says_the_days_of_the_policy_in_every_language(
    days: int, language: str, said: str, client: Client
) -> None:
    invitation = asked()
    make_policy(invitation.setting, complaint_days=days)
    invitation.adult.page_language = language
    invitation.adult.save()

    assert said in words_of(client.get(page_of(invitation, "complain/")))


def test_without_a_phone_number_the_days_are_said_all_the_same(client: Client) -> None:
    invitation = asked()
    type(invitation.setting).objects.update(phone="")
    page = words_of(client.get(page_of(invitation, "complain/")))

    assert "We will write back within 30 days" in page
    assert "Call" not in page


def test_a_visits_page_leads_there_too(client: Client) -> None:
    client.post(f"/v/{secret_for(offered())}/complain/", WORDS)

    assert Complaint.objects.count() == 1


def test_a_double_tap_is_one_complaint(client: Client) -> None:
    invitation = asked()
    for _ in range(2):
        client.post(page_of(invitation, "complain/"), WORDS)

    assert Complaint.objects.count() == 1


def test_without_a_word_it_asks_kindly_and_keeps_the_rest(client: Client) -> None:
    page = client.post(page_of(asked(), "complain/"), {"words": " ", "reach": "At work"})

    assert page.status_code == 422
    assert "Please write a few words first." in words_of(page)
    assert 'value="At work"' in page.content.decode()
    assert not Complaint.objects.exists()


def test_what_is_too_long_is_kept_on_the_page(client: Client) -> None:
    page = client.post(page_of(asked(), "complain/"), {"words": "a" * 4001})

    assert "That is a bit long for us to keep." in words_of(page)
    assert "aaaa" in page.content.decode()


def test_rule_22_looking_writes_no_complaint_and_rule_23_a_dead_link_is_the_same_page(
    client: Client,
) -> None:
    client.get(page_of(asked(), "complain/"), WORDS)
    dead = [client.get(f"/{kind}/{'x' * 22}/complain/") for kind in "rv"]
    posted = client.post(f"/r/{'x' * 22}/complain/", WORDS)

    assert not Complaint.objects.exists()
    assert {page.content for page in (*dead, posted)} == {client.get("/r/nothing").content}


def test_the_policy_says_by_when_the_family_hears_from_us() -> None:
    invitation = asked()
    make_policy(invitation.setting, complaint_days=7)
    complaint = actions.complain(household=invitation.household, text="Cold tea", by=trail.PARENT)

    assert complaint.acknowledge_by == date(2026, 12, 7)
    with pytest.raises(Refusal):
        actions.complain(household=invitation.household, text="  ", by=trail.PARENT)


def test_a_lead_says_that_we_have_it_and_then_what_came_of_it(sign_in: SignIn) -> None:
    lead = make_viewer(Role.LEAD)
    complaint = make_complaint(lead.setting)
    client = sign_in(lead)
    assert "complaint waits" in client.get("/?home=1").content.decode()
    assert "Tell the family that we have it" in client.get("/complaints/").content.decode()
    page = complaint.get_absolute_url()
    assert "My letter went next door." in client.get(page).content.decode()

    client.post(f"{page}acknowledge/")
    client.post(page, {"outcome": "We said sorry and checked the address."})

    complaint.refresh_from_db()
    assert (complaint.acknowledged_on, complaint.closed_on) == (date(2026, 11, 30),) * 2
    assert complaint.outcome.startswith("We said sorry")
    assert "checked the address" in client.get(page).content.decode()
    assert "complaint waits" not in client.get("/?home=1").content.decode()


def test_nothing_is_closed_before_the_family_knows_or_twice(sign_in: SignIn) -> None:
    lead = make_viewer(Role.LEAD)
    complaint = make_complaint(lead.setting)
    client = sign_in(lead)

    assert client.post(complaint.get_absolute_url(), {"outcome": "Done"}).status_code == 409
    actions.acknowledge(complaint=complaint, by=lead.user)
    actions.close(complaint=complaint, outcome="Done", by=lead.user)
    with pytest.raises(WrongMove):
        actions.close(complaint=complaint, outcome="Again", by=lead.user)


def test_acknowledged_again_it_keeps_its_first_day() -> None:
    complaint = make_complaint(acknowledged_on=date(2026, 11, 20))
    actions.acknowledge(complaint=complaint, by=make_staff())

    complaint.refresh_from_db()
    assert complaint.acknowledged_on == date(2026, 11, 20)


def test_where_nobody_complained_the_page_says_so(sign_in: SignIn) -> None:
    page = sign_in(make_viewer(Role.LEAD)).get("/complaints/").content.decode()

    assert "Nobody has complained" in page
