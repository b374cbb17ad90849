"""The texts a person reads: who sees which, and what they do about each."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from families.models import Adult
from pastoral.accounts.roles import Permission, Role
from pastoral.accounts.viewers import Viewer
from pastoral.outbox.models import InboundMessage, Message
from pastoral.replies import tasks
from sessions_app.models import Answer, Invitation
from tests.factories import (
    make_carrier,
    make_contact_preference,
    make_inbound_message,
    make_viewer,
)
from tests.replies.scenes import FRIDAY, asked, samira, texts
from tests.shipped import ship_words

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    ship_words()
    with time_machine.travel(FRIDAY.replace(hour=11), tick=False):
        yield


def scene(body: str = "Can I bring my sister?") -> tuple[Viewer, Adult, InboundMessage]:
    """A mentor, a parent she walks with, and what that parent texted."""
    jo = make_viewer(Role.MENTOR, first_name="Jo")
    adult = samira(jo.setting, jo.user)
    asked(adult)
    return jo, adult, texts(adult, body)


def test_who_it_is_what_they_said_and_what_is_open_for_them(sign_in: SignIn) -> None:
    jo, _adult, _text = scene()
    page = sign_in(jo).get("/messages/in/").text

    for said in (
        "Samira",
        "Can I bring my sister?",
        "It is no yes, no or maybe.",
        "Wednesday 2 December",
    ):
        assert said in page
    assert "7700" not in page


def test_rule_45_a_mentor_reads_their_own_families_texts_alone(sign_in: SignIn) -> None:
    jo, _adult, text = scene()
    other = make_viewer(Role.MENTOR, setting=jo.setting)
    client = sign_in(other)

    assert "sister" not in client.get("/messages/in/").text
    assert client.get(f"/messages/in/{text.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.OFFICE, True), (Role.LEAD, True), (Role.MENTOR, False), (Role.DSL, False)]
)  # fmt: skip
def test_a_number_nobody_knows_is_for_those_who_invite_and_by_its_last_figures(
    role: Role, sees: bool, sign_in: SignIn
) -> None:
    viewer = make_viewer(role)
    make_inbound_message(viewer.setting, sent_from="+447700900987", body="Who are you all?")
    tasks.read_texts()
    page = sign_in(viewer).get("/messages/in/").text

    assert ("A number that ends in 987" in page) == sees
    assert "7700900" not in page


def test_a_text_is_recorded_as_an_answer_by_whoever_read_it(sign_in: SignIn) -> None:
    jo, adult, text = scene("We'll see you there")
    invitation = Invitation.objects.get(adult=adult)
    sign_in(jo).post(f"/messages/in/{text.pk}/record/", {"answer": f"{invitation.pk}:yes"})

    invitation.refresh_from_db()
    text.refresh_from_db()
    answer = Answer.objects.get()
    assert (invitation.state, answer.via, answer.recorded_by) == ("yes", "sms", jo.user)
    assert (text.answered_by, text.about_id) == (jo.user, invitation.pk)


def test_another_familys_afternoon_is_nothing_to_record_it_for(sign_in: SignIn) -> None:
    jo, _adult, text = scene()
    other = asked(samira(jo.setting, mobile="+447700900222"), on=9)
    answer = sign_in(jo).post(f"/messages/in/{text.pk}/record/", {"answer": f"{other.pk}:yes"})

    assert answer.status_code == 404
    assert not Answer.objects.exists()


def test_nothing_more_to_do_takes_it_off_the_list_once(sign_in: SignIn) -> None:
    jo, _adult, text = scene()
    client = sign_in(jo)
    client.post(f"/messages/in/{text.pk}/nothing/")

    assert "sister" not in client.get("/messages/in/").text
    assert "Seen to by Jo" in client.get("/messages/in/?list=seen-to").text
    assert client.post(f"/messages/in/{text.pk}/nothing/").status_code == 409


# --- In one's own words. ------------------------------------------------------------------


def test_ones_own_words_are_looked_at_first_with_parts_and_cost(sign_in: SignIn) -> None:
    jo, _adult, text = scene()
    make_carrier(jo.setting)
    page = (
        sign_in(jo).post(f"/messages/in/{text.pk}/", {"words": "Yes, bring her!", "look": "1"}).text
    )

    assert "So it will go" in page
    assert "1 part, about 2p" in page
    assert not Message.objects.filter(template_key="own-words").exists()


def test_ones_own_words_go_out_once(sign_in: SignIn) -> None:
    jo, adult, text = scene()
    client = sign_in(jo)
    client.post(f"/messages/in/{text.pk}/", {"words": "Yes, bring her!", "send": "1"})

    sent = Message.objects.get(template_key="own-words")
    assert (sent.to, sent.body, sent.adult_id) == (adult.mobile, "Yes, bring her!", adult.pk)
    assert (sent.is_exempt_from_cap, sent.state) == (True, "queued")
    again = client.post(f"/messages/in/{text.pk}/", {"words": "Again", "send": "1"})
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Dear Mrs Okonjo-Whitfield", "No surname"),
        ("the Okonjo family", "No surname"),
        ("Come to LS6 2AB", "No address"),
        ("x" * 400, "3 parts"),
        ("  ", "fill this in"),
    ],
)
def test_rule_20_and_rule_33_hold_for_ones_own_words(said: str, why: str, sign_in: SignIn) -> None:
    jo, _adult, text = scene()
    page = sign_in(jo).post(f"/messages/in/{text.pk}/", {"words": said, "send": "1"}).text

    assert why in page
    assert said.strip() in page
    assert not Message.objects.filter(template_key="own-words").exists()


@pytest.mark.parametrize("safe", ["none", "mentor_calls_only"])
def test_rule_30_nobody_texts_who_is_not_to_be_texted(safe: str, sign_in: SignIn) -> None:
    jo, adult, text = scene()
    Adult.objects.filter(pk=adult.pk).update(safe_contact=safe)
    page = sign_in(jo).post(f"/messages/in/{text.pk}/", {"words": "Hello", "send": "1"}).text

    assert "Please ring" in page
    assert not Message.objects.filter(template_key="own-words").exists()


def test_rule_25_nobody_texts_who_said_stop(sign_in: SignIn) -> None:
    jo, adult, text = scene()
    make_contact_preference(adult, topic="urgent")
    page = sign_in(jo).post(f"/messages/in/{text.pk}/", {"words": "Hello", "send": "1"}).text

    assert "They said no to texts" in page


# --- Elsewhere. ---------------------------------------------------------------------------


def test_the_first_page_and_the_familys_own_show_it(sign_in: SignIn) -> None:
    jo, _adult, text = scene()
    client = sign_in(jo)

    assert "Can I bring my sister?" in client.get("/?home=1").text
    timeline = client.get(f"/families/{text.household_id}/").text
    assert "Samira texted us, and waits for an answer" in timeline
    assert "Can I bring my sister?" in timeline


def test_the_words_of_a_text_are_not_for_a_head(sign_in: SignIn) -> None:
    jo, _adult, text = scene("No, not this Wednesday, and no Friday either")
    head = make_viewer(Role.HEAD, setting=jo.setting)
    answer = sign_in(head).get(f"/families/{text.household_id}/")

    assert "this Wednesday" not in answer.text


def test_the_queries_of_the_list_are_as_many_with_many_texts(sign_in: SignIn) -> None:
    jo, adult, _text = scene()
    client = sign_in(jo)
    client.get("/messages/in/")
    counts = []
    for more in (0, 9):
        for n in range(more):
            make_inbound_message(
                jo.setting, sent_from=adult.mobile, body=f"{n}", read_at=timezone.now(),
                why_person="Unclear.", adult_id=adult.pk, household_id=adult.homes.get().household_id,
            )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            client.get("/messages/in/")
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 10


def test_the_menu_counts_the_texts_that_wait_for_whoever_looks(sign_in: SignIn) -> None:
    jo, adult, text = scene()
    same = {"sent_from": adult.mobile, "adult_id": adult.pk, "household_id": text.household_id}
    make_inbound_message(
        jo.setting, body="Hello?", why_person="Unclear.", read_at=timezone.now(), **same
    )
    said = '<span class="menu__count">2<span class="visually-hidden"> '
    page = sign_in(jo).get("/more/").text
    assert page.count(f"{said}texts wait for a person") == 2  # On a phone’s bar, and on a desk’s.
    assert f"{said}wait for a person" in page

    another = make_viewer(Role.MENTOR, setting=jo.setting)
    assert 'class="menu__count"' not in sign_in(another).get("/more/").text
    InboundMessage.objects.update(answered_at=timezone.now(), answered_by=jo.user)
    assert 'class="menu__count"' not in sign_in(jo).get("/more/").text


def test_one_query_counts_them_for_who_may_see_them_and_none_for_others(sign_in: SignIn) -> None:
    jo, _adult, _text = scene()
    for role in (Role.MENTOR, Role.HEAD):
        viewer = make_viewer(role, setting=jo.setting)
        client = sign_in(viewer)
        client.get("/more/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/more/")
        counted = [q for q in queries if "outbox_inboundmessage" in q["sql"]]
        assert len(counted) == viewer.can(Permission.RECORD_ANSWERS)
