"""The page on which staff read the answers and write some down."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from sessions_app.actions import answering
from sessions_app.models import Afternoon, Answer, Invitation
from sessions_app.models.invitations import AnswerWord, Via
from tests.factories import (
    make_child,
    make_invitation,
    make_mentor_assignment,
    make_restriction,
    make_viewer,
    secret_for,
)
from tests.sessions_app.parents import IN_THE_BREAK, MONDAY, asked, wednesday

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY):
        yield


def answers_of(afternoon: Afternoon) -> str:
    return reverse("afternoons:answers", args=[afternoon.pk])


def record_for(invitation: Invitation) -> str:
    return reverse("afternoons:answer-record", args=[invitation.afternoon_id, invitation.pk])


def told(**fields: Any) -> dict[str, Any]:
    return {"answer": "yes", "via": "phone", "adults_n": "2", "children_n": "1", **fields}


def test_the_answers_stand_by_family_with_door_person_and_time(sign_in: SignIn) -> None:
    afternoon = wednesday()
    samira = asked(afternoon)
    asked(afternoon, "Joanne", "Sam")
    lead = make_viewer(Role.LEAD, setting=afternoon.setting, first_name="Priya")
    answering.answer(secret=secret_for(samira), word=AnswerWord.NO)
    answering.record_answer(
        invitation=samira, word=AnswerWord.YES, via=Via.PHONE, by=lead.user,
        details=answering.Details(adults_n=2, diet="No nuts", meet_at_gate=True, helps=["bus_fare"]),
    )  # fmt: skip
    page = sign_in(lead).get(answers_of(afternoon)).content.decode()

    assert "Samira and Amira" in page
    assert "By phone, written down by Priya, today, 10am" in page
    for need in ("2 grown-ups", "Food and drink: No nuts", "Meet at the gate", "The bus fare"):
        assert need in page
    assert "All 2 answers" in page
    assert "Not this time: On their page" in page
    assert "No answer yet" in page


def test_who_may_not_see_who_declined_sees_how_many(sign_in: SignIn) -> None:
    afternoon = wednesday()
    asked(afternoon, answer="no")
    asked(afternoon, "Joanne", "Sam", answer="yes", adults_n=1, children_n=1)
    head = make_viewer(Role.HEAD, setting=afternoon.setting)
    page = sign_in(head).get(answers_of(afternoon)).content.decode()

    assert "<strong>2 people</strong> of 1 family" in page
    assert "fewer than 5 families" in page
    for name in ("Samira", "Joanne", "Amira"):
        assert name not in page


def test_a_mentor_sees_the_answers_of_their_own_families(sign_in: SignIn) -> None:
    afternoon = wednesday()
    mine, other = asked(afternoon), asked(afternoon, "Joanne", "Sam")
    mentor = make_viewer(setting=afternoon.setting)
    make_mentor_assignment(mentor.user, mine.children.get())
    client = sign_in(mentor)
    page = client.get(answers_of(afternoon)).content.decode()

    assert "Samira" in page
    assert "Joanne" not in page
    assert client.get(record_for(other)).status_code == 404
    assert client.post(record_for(other), told()).status_code == 404


def test_an_answer_told_by_phone_is_written_down(sign_in: SignIn) -> None:
    invitation = asked()
    office = make_viewer(Role.OFFICE, setting=invitation.setting)
    client = sign_in(office)
    assert b"What did Samira say?" in client.get(record_for(invitation)).content
    response = client.post(record_for(invitation), told(diet="No pork"), follow=True)

    assert b"answer is saved" in response.content
    row = Answer.objects.get()
    assert (row.answer, row.via, row.recorded_by, row.diet) == (
        "yes",
        "phone",
        office.user,
        "No pork",
    )


def test_a_form_without_an_answer_says_so_and_keeps_what_was_typed(sign_in: SignIn) -> None:
    invitation = asked()
    client = sign_in(make_viewer(Role.OFFICE, setting=invitation.setting))
    page = client.post(record_for(invitation), told(answer="", diet="No pork")).content.decode()

    assert "Nothing is saved yet" in page
    assert "No pork" in page
    assert not Answer.objects.exists()


def test_the_page_says_when_the_room_is_full_and_when_it_is_too_late(sign_in: SignIn) -> None:
    invitation = asked(wednesday(capacity=1))
    client = sign_in(make_viewer(Role.OFFICE, setting=invitation.setting))
    full = client.post(record_for(invitation), told(), follow=True)
    assert b"they are on the waiting list" in full.content

    with time_machine.travel(IN_THE_BREAK):
        client = sign_in(make_viewer(Role.OFFICE, setting=invitation.setting))
        late = client.post(record_for(invitation), told())
    assert b"marked on the register" in late.content


def test_rule_17_a_lead_decides_what_is_held_and_a_mentor_does_not(sign_in: SignIn) -> None:
    invitation = asked()
    make_restriction(invitation.adult, make_child(invitation.setting))
    answering.answer(secret=secret_for(invitation), word=AnswerWord.YES)
    decide = reverse("afternoons:answer-decide", args=[invitation.afternoon_id, invitation.pk])
    mentor = make_viewer(setting=invitation.setting)
    make_mentor_assignment(mentor.user, invitation.children.get())
    client = sign_in(mentor)
    assert b"A lead decides" in client.get(answers_of(invitation.afternoon)).content
    assert b"waits for you" not in client.get(record_for(invitation)).content
    assert client.post(decide, {"answer": "yes"}).status_code == 403

    client = sign_in(make_viewer(Role.LEAD, setting=invitation.setting))
    assert b"waits for you" in client.get(record_for(invitation)).content
    assert b"by voice" in client.post(decide, {"answer": "yes"}, follow=True).content
    invitation.refresh_from_db()
    assert invitation.state == "yes"
    assert (
        b"decided about this answer" in client.post(decide, {"answer": "no"}, follow=True).content
    )


def test_rule_35_a_free_seat_is_shown_with_who_waits_in_order_and_given(sign_in: SignIn) -> None:
    afternoon = wednesday(capacity=2)
    past = wednesday(afternoon.setting, on="2026-11-25", state="held")
    names = ["Regular", "Late", "Early"]
    waiting = [
        asked(
            afternoon, name, answer="yes", state="waitlisted", adults_n=1,
            waiting_since=f"2026-11-30T0{hour}:00:00Z",
        )
        for name, hour in zip(names, (1, 3, 2), strict=True)
    ]  # fmt: skip
    make_invitation(past, waiting[0].household, state="closed", came=True)
    client = sign_in(make_viewer(Role.LEAD, setting=afternoon.setting))
    page = client.get(answers_of(afternoon)).content.decode()

    assert "2 seats are free, 3 families wait" in page
    card = page[page.index('id="waiting"') :]
    assert card.index("Early") < card.index("Late") < card.index("Regular")
    decide = reverse("afternoons:answer-decide", args=[afternoon.pk, waiting[2].pk])
    assert b"Early has a seat now" in client.post(decide, {"answer": "seat"}, follow=True).content
    waiting[2].refresh_from_db()
    assert waiting[2].state == "yes"
    assert "Decided by" in client.get(answers_of(afternoon)).content.decode()
    timeline = client.get(waiting[2].household.get_absolute_url()).content.decode()
    assert "Staff decided “yes” for Early" in timeline

    client = sign_in(make_viewer(Role.OFFICE, setting=afternoon.setting))
    assert b"Give the seat" not in client.get(answers_of(afternoon)).content


def test_the_afternoon_gives_a_head_nothing_from_which_a_no_follows(sign_in: SignIn) -> None:
    afternoon = wednesday(invited_at=MONDAY)
    for name, answer in (("Samira", "yes"), ("Joanne", "no"), ("Ana", "")):
        asked(afternoon, name, **({"answer": answer} if answer else {}))
    held = asked(afternoon, "Daniel", answer="yes", state="held")
    for role, shows in ((Role.HEAD, False), (Role.LEAD, True)):
        client = sign_in(make_viewer(role, setting=afternoon.setting))
        page = client.get(held.afternoon.get_absolute_url()).content.decode()
        assert "<strong>1 family</strong> said yes" in page
        for words in ("said nothing yet", "not this time", "to decide"):
            assert (words in page) is shows


def test_rule_45_another_setting_s_afternoon_is_not_there(sign_in: SignIn) -> None:
    invitation = asked()
    client = sign_in(make_viewer(Role.LEAD))

    assert client.get(answers_of(invitation.afternoon)).status_code == 404
    assert client.get(record_for(invitation)).status_code == 404


def test_nobody_asked_yet_says_what_the_page_is_for(sign_in: SignIn) -> None:
    afternoon = wednesday()
    client = sign_in(make_viewer(Role.LEAD, setting=afternoon.setting))

    assert b"Nobody has been asked yet" in client.get(answers_of(afternoon)).content


def test_forty_answers_take_as_many_queries_as_two(sign_in: SignIn) -> None:
    afternoon = wednesday()
    client = sign_in(make_viewer(Role.LEAD, setting=afternoon.setting))

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(answers_of(afternoon)).status_code == 200
        return len(seen)

    for n in range(2):
        asked(afternoon, f"Samira {n}", "Amira", answer="yes")
    queries()
    few = queries()
    for n in range(38):
        invitation = asked(afternoon, f"Joanne {n}", "Sam")
        answering.answer(secret=secret_for(invitation), word=AnswerWord.YES)

    assert queries() == few <= 12
