"""What else a parent may ask or tell us on her page: instead, easier, stop, and what we do."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.test import Client

from families.models import Adult, Barrier, ContactPreference, Wish
from pastoral.accounts.models import TrailEntry
from pastoral.outbox.models import Channel, Message, Topic
from sessions_app.models import Afternoon, Invitation
from tests.factories import make_message, make_seat_offer
from tests.sessions_app.parents import MONDAY, asked, page_of, tap, wednesday
from tests.sessions_app.test_parent_page import words_of

pytestmark = pytest.mark.django_db
WAYS = ["language/", "instead/", "easier/", "stop/", "privacy/", "privacy/?more"]


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY):
        yield


def press(client: Client, invitation: Invitation, part: str, **data: Any) -> Any:
    return client.post(page_of(invitation, part), data, follow=True)


def reachable(**fields: Any) -> Invitation:
    invitation = asked(**fields)
    Adult.objects.filter(pk=invitation.adult_id).update(
        mobile="+447700900123", mobile_state="to_verify", email="samira@example.org"
    )
    invitation.adult.refresh_from_db()
    return invitation


# --- Instead. -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("call", "You asked for a call. Jo will call you."),
        ("visit", "You asked Jo to come round. Lovely! Jo will get in touch."),
    ],
)
def test_a_call_or_a_visit_instead_is_one_tap(client: Client, kind: str, said: str) -> None:
    invitation = asked()
    page = press(client, invitation, "instead/", kind=kind)
    press(client, invitation, "instead/", kind=kind)

    wish = Wish.objects.get()
    assert (wish.kind, wish.via, wish.adult) == (kind, "link", invitation.adult)
    assert wish.household == invitation.household
    assert said in words_of(page)


def test_asked_for_again_once_somebody_saw_to_it_is_a_new_wish(client: Client) -> None:
    invitation = asked()
    press(client, invitation, "instead/", kind="call")
    Wish.objects.update(settled_at="2026-11-30T09:00:00Z", settled_by=invitation.mentor)
    press(client, invitation, "instead/", kind="call")

    assert Wish.objects.count() == 2


def test_something_else_instead_is_there_after_a_no_and_when_it_is_over(client: Client) -> None:
    invitation = asked()
    assert "Would something else suit you better?" in words_of(
        tap(client, invitation, "no", follow=True)
    )
    with time_machine.travel("2026-12-02T16:00:00Z"):
        assert "Would something else suit you better?" in words_of(client.get(page_of(invitation)))
        press(client, invitation, "instead/", kind="call")
    assert Wish.objects.exists()


def test_a_word_nobody_knows_asks_for_nothing(client: Client) -> None:
    press(client, asked(), "instead/", kind="money")

    assert not Wish.objects.exists()


# --- What makes it hard. ------------------------------------------------------------


def test_what_makes_it_hard_is_ticked_and_unticked_and_never_asked_why(client: Client) -> None:
    invitation = asked()
    page = press(client, invitation, "easier/", barriers=["work", "money"])
    assert "Thank you. We will see what we can do." in words_of(page)
    assert "I work then It costs too much" in words_of(page)
    assert set(Barrier.objects.values_list("kind", flat=True)) == {"work", "money"}

    press(client, invitation, "easier/", barriers=["money", "people"])

    standing = Barrier.objects.filter(gone_at=None).values_list("kind", flat=True)
    assert set(standing) == {"money", "people"}
    assert Barrier.objects.get(kind="work").gone_at is not None
    assert b"<textarea" not in client.get(page_of(invitation, "easier/")).content


def test_ticking_the_same_again_writes_nothing(client: Client) -> None:
    invitation = asked()
    press(client, invitation, "easier/", barriers=["work"])
    before = TrailEntry.objects.count()
    press(client, invitation, "easier/", barriers=["work", "nonsense"])

    assert Barrier.objects.count() == 1
    assert TrailEntry.objects.count() == before


# --- Stop, pause, start. ------------------------------------------------------------


def test_rule_25_stop_on_the_page_stops_every_text_at_once_and_says_so(client: Client) -> None:
    invitation = reachable()
    waiting = make_message(invitation.setting, adult_id=invitation.adult_id, to="+447700900123")
    page = press(client, invitation, "stop/", stop="texts")

    stopped = ContactPreference.objects.filter(channel=Channel.TEXT, is_allowed=False)
    assert {each.topic for each in stopped} == set(Topic.values)
    assert {each.source for each in stopped} == {"link"}
    assert "Done. We have stopped them." in words_of(page)
    waiting.refresh_from_db()
    assert waiting.state == Message.State.CANCELLED


def test_stopping_twice_is_stopping_once(client: Client) -> None:
    invitation = reachable()
    press(client, invitation, "stop/", stop="texts")
    before = TrailEntry.objects.count()
    press(client, invitation, "stop/", stop="texts")

    assert TrailEntry.objects.count() == before


def test_the_one_click_of_a_mail_program_stops_e_mails_at_once(client: Client) -> None:
    invitation = reachable()
    answer = client.post(
        page_of(invitation, "stop/"),
        "List-Unsubscribe=One-Click",
        content_type="application/x-www-form-urlencoded",
    )

    assert answer.status_code == 200  # Mail programs follow no redirect (RFC 8058).
    assert "Done. We have stopped them." in words_of(answer)
    refused = ContactPreference.objects.filter(is_allowed=False)
    assert {each.channel for each in refused} == {Channel.EMAIL}
    assert len(refused) == len(Topic.values)


def test_a_pause_lasts_as_long_as_the_policy_says_and_calls_off_what_waits(client: Client) -> None:
    invitation = reachable()
    waiting = make_message(invitation.setting, adult_id=invitation.adult_id, to="+447700900123")
    page = press(client, invitation, "stop/", stop="pause")
    press(client, invitation, "stop/", stop="pause")

    invitation.adult.refresh_from_db()
    assert invitation.adult.messages_paused_until == date(2026, 12, 28)
    assert "Done. We will not write to you till 28 December." in words_of(page)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reason) == ("cancelled", "They asked for a pause.")


def test_start_again_brings_everything_back(client: Client) -> None:
    invitation = reachable()
    for what in ("texts", "emails", "pause"):
        press(client, invitation, "stop/", stop=what)
    page = press(client, invitation, "stop/", stop="start")

    invitation.adult.refresh_from_db()
    assert invitation.adult.messages_paused_until is None
    assert not ContactPreference.objects.filter(is_allowed=False).exists()
    assert "They are on again. Thank you." in words_of(page)


def test_only_what_reaches_her_can_be_stopped(client: Client) -> None:
    invitation = asked()
    Adult.objects.update(mobile="", mobile_state="none", email="")
    page = words_of(client.get(page_of(invitation, "stop/")))

    assert "Stop the texts" not in page
    assert "Stop the e-mails" not in page
    assert "Pause all messages for 4 weeks" in page


# --- What we do with it. ------------------------------------------------------------


def test_what_others_see_is_said_and_the_longer_page_is_a_tap_away(client: Client) -> None:
    invitation = asked()
    short = words_of(client.get(page_of(invitation, "privacy/")))
    longer = words_of(client.get(page_of(invitation, "privacy/?more")))

    assert "Nothing. No other family sees your name, your answer or that we asked you." in short
    assert "ico.org.uk" not in short
    assert "ico.org.uk" in longer


# --- Seats, and mornings to join in. ------------------------------------------------

HELD_UNTIL = "2026-12-01T09:00:00Z"


def test_a_seat_that_came_up_is_said_with_until_when(client: Client) -> None:
    invitation = asked(state="waitlisted", answer="yes", offered_until=HELD_UNTIL)
    page = words_of(client.get(page_of(invitation)))

    assert "Good news! A seat has come up for Wednesday, 2 December." in page
    assert "Would you like it? Yes, please Not this time" in page
    assert "It is yours to say yes to until Tuesday 9am." in page
    assert client.get(page_of(invitation, "thanks/")).status_code == 303


def test_a_seat_that_is_gone_is_said_kindly(client: Client) -> None:
    invitation = asked(
        wednesday(capacity=1, state="full"), state="waitlisted", answer="yes",
        answered_at=MONDAY, offered_until=None,
    )  # fmt: skip
    make_seat_offer(invitation, state="lapsed", settled_at=MONDAY)

    for part in ("", "thanks/"):
        page = words_of(client.get(page_of(invitation, part)))
        assert "That seat is taken now. You are still on our list." in page


def test_a_full_room_says_what_a_yes_means(client: Client) -> None:
    page = words_of(client.get(page_of(asked(wednesday(capacity=1, state="full")))))

    assert "The room is full just now. Say yes, and you are on our list." in page


def test_a_morning_to_join_in_has_words_of_its_own_and_none_of_coffee(client: Client) -> None:
    invitation = asked(wednesday(kind=Afternoon.Kind.JOIN_IN))
    first = words_of(client.get(page_of(invitation)))
    thanks = words_of(tap(client, invitation, "yes", follow=True))

    assert "Come and join Amira this Wednesday" in first
    assert "You do it side by side: decorated biscuits. Done by 3pm." in first
    file = client.get(page_of(invitation, "cuppa.ics")).content.decode()

    assert "SUMMARY:the Orchard" in file
    for page in (file, first, thanks):
        assert "hot drink" not in page
    for page in (first, thanks):
        assert "cuppa" not in page
        assert "Wednesday 2 December, 1.30pm to 3pm, at the Orchard" in page


# --- What holds for each of them. ---------------------------------------------------


def everything() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def test_rule_22_looking_at_the_ways_on_changes_nothing(client: Client) -> None:
    invitation = reachable()
    before = everything(), Adult.objects.values().get()
    for part in WAYS:
        client.get(page_of(invitation, part))
        client.head(page_of(invitation, part))
        client.get(page_of(invitation, part), {"stop": "texts", "kind": "call", "language": "pl"})

    assert (everything(), Adult.objects.values().get()) == before


@pytest.mark.parametrize("part", WAYS)
def test_rule_23_the_ways_on_of_a_dead_link_are_the_same_page(client: Client, part: str) -> None:
    nothing = client.get("/r/nothing-here")
    for method in ("get", "post"):
        if (method, part[:7]) != ("post", "privacy"):
            answer = getattr(client, method)(f"/r/{'x' * 22}/{part}", {"stop": "texts"})
            assert (answer.status_code, answer.content) == (404, nothing.content)
