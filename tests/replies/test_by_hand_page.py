"""Letters and calls: whose they are, and what came of each."""

import sys
from collections.abc import Callable, Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client

from families.models import Adult, ContactLog
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.outbox.models import Message
from pastoral.replies import letters
from sessions_app import tasks
from sessions_app.actions import answering, inviting, moving
from sessions_app.models import Afternoon, Answer, Invitation
from sessions_app.models.invitations import AnswerWord, Via
from tests.factories import make_afternoon, make_invitation, make_policy, make_viewer, secret_for
from tests.replies.scenes import FRIDAY, samira
from tests.shipped import ship_words

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
YES, NO, PHONE = AnswerWord.YES, AnswerWord.NO, Via.PHONE
BY_HAND = "/messages/by-hand/"


@pytest.fixture(autouse=True)
def _friday() -> Iterator[None]:
    ship_words()
    with time_machine.travel(FRIDAY.replace(hour=11), tick=False):
        yield


def scene(**adult: str) -> tuple[Viewer, Message]:
    """A mentor, and what is theirs to do by hand for one parent."""
    jo = make_viewer(Role.MENTOR, first_name="Jo")
    make_policy(jo.setting)
    samira(jo.setting, jo.user, **({"reads_english": "prefer_spoken"} | adult))
    afternoon = make_afternoon(jo.setting, on=date(2026, 12, 2))
    inviting.invite(afternoon=afternoon, by=make_viewer(Role.LEAD, setting=jo.setting).user)
    return jo, Message.objects.get(kind="task")


def letter() -> tuple[Viewer, Message]:
    return scene(mobile="", mobile_state="none", reads_english="well")


def test_whom_to_ring_what_to_say_and_why(sign_in: SignIn) -> None:
    jo, _call = scene()
    page = sign_in(jo).get(BY_HAND).text

    for said in ("Yours", "Samira", "07700 900111", "Likes to be told", "Ask Samira to a cuppa"):
        assert said in page
    assert "Ring Samira" in sign_in(jo).get("/?home=1").text


def test_rule_45_another_mentors_calls_are_not_mine_to_see(sign_in: SignIn) -> None:
    jo, call = scene()
    client = sign_in(make_viewer(Role.MENTOR, setting=jo.setting))

    assert "Samira" not in client.get(BY_HAND).text
    assert client.post(f"/messages/by-hand/{call.pk}/called/", {"said": "yes"}).status_code == 404


@pytest.mark.parametrize(("said", "state"), [("yes", "yes"), ("maybe", "maybe"), ("no", "no")])
def test_what_they_said_on_the_phone_is_kept_as_their_answer(
    said: str, state: str, sign_in: SignIn
) -> None:
    jo, call = scene()
    client = sign_in(jo)
    client.post(f"/messages/by-hand/{call.pk}/called/", {"said": said})

    call.refresh_from_db()
    answer = Answer.objects.get()
    assert Invitation.objects.get().state == state
    assert (answer.via, answer.recorded_by) == ("phone", jo.user)
    assert (call.state, call.done_by) == ("sent", jo.user)
    assert ContactLog.objects.get().is_two_way
    again = client.post(f"/messages/by-hand/{call.pk}/called/", {"said": said})
    assert again.status_code == 404
    assert Answer.objects.count() == 1


def test_nobody_reached_leaves_the_call_to_be_made(sign_in: SignIn) -> None:
    jo, call = scene()
    client = sign_in(jo)
    client.post(f"/messages/by-hand/{call.pk}/called/", {"said": "not-reached"})

    assert "Tried 1 time, last today" in client.get(BY_HAND).text
    assert not ContactLog.objects.get().is_two_way
    assert Invitation.objects.get().state == "blocked"


def test_who_is_told_that_it_is_off_has_nothing_to_answer(sign_in: SignIn) -> None:
    jo, call = scene()
    client = sign_in(jo)
    client.post(f"/messages/by-hand/{call.pk}/called/", {"said": "yes"})
    moving.cancel(afternoon=Afternoon.objects.get(), reason="Snow", by=jo.user)
    off = Message.objects.get(kind="task", state="draft")
    page = client.get(BY_HAND).text
    client.post(f"/messages/by-hand/{off.pk}/called/", {"said": "told"})

    assert "I told them" in page
    assert "They said yes" not in page
    off.refresh_from_db()
    assert off.state == "sent"


def test_what_is_not_needed_goes_off_the_list(sign_in: SignIn) -> None:
    jo, call = scene()
    client = sign_in(jo)
    client.post(f"/messages/by-hand/{call.pk}/drop/")

    assert "Nobody waits for a call" in client.get(BY_HAND).text


def test_rule_14_who_may_not_hear_any_more_is_not_asked_on_the_phone(sign_in: SignIn) -> None:
    jo, call = scene()
    Adult.objects.update(safe_contact="none")
    page = sign_in(jo).post(f"/messages/by-hand/{call.pk}/called/", {"said": "yes"}, follow=True)

    assert not Answer.objects.exists()
    assert "not to be asked any more" in page.text


# --- Letters. -----------------------------------------------------------------------------


def test_a_letters_link_opens_once_it_is_made_ready_and_it_is_kept_as_given(
    sign_in: SignIn,
) -> None:
    jo, task = letter()
    client, invitation = sign_in(jo), Invitation.objects.get()
    theirs = f"/r/{secret_for(invitation)}/"
    assert (
        "No letter is ready"
        in client.get(f"/messages/by-hand/letters/{invitation.afternoon_id}/").text
    )

    page = client.post(f"/messages/by-hand/{task.pk}/letter/", follow=True).text
    assert "Dear Samira" in page
    assert "<svg" in page
    assert theirs.rstrip("/") in page
    assert "Call or text Jo" in Client().get(theirs).text

    client.post(f"/messages/by-hand/{task.pk}/given/")
    invitation.refresh_from_db()
    task.refresh_from_db()
    assert (invitation.state, task.state, task.done_by) == ("sent", "sent", jo.user)


def test_all_letters_of_an_afternoon_are_one_pdf(sign_in: SignIn) -> None:
    jo, _task = letter()
    client, afternoon = sign_in(jo), Afternoon.objects.get()
    client.post(f"/messages/by-hand/letters/{afternoon.pk}/ready/")
    pdf = client.get(f"/messages/by-hand/letters/{afternoon.pk}/pdf/")

    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")


def test_where_no_pdf_can_be_made_the_page_itself_is_printed(
    sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    jo, _task = letter()
    client, afternoon = sign_in(jo), Afternoon.objects.get()
    client.post(f"/messages/by-hand/letters/{afternoon.pk}/ready/")
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    page = client.get(f"/messages/by-hand/letters/{afternoon.pk}/pdf/").text

    assert letters.NO_PDF in page
    assert "Dear Samira" in page


def test_rule_20_a_letter_holds_no_surname_and_no_address(sign_in: SignIn) -> None:
    jo, task = letter()
    page = sign_in(jo).post(f"/messages/by-hand/{task.pk}/letter/", follow=True).text

    assert "Okonjo" not in page


def test_a_square_is_drawn_without_reaching_for_anything() -> None:
    with pytest.raises(ValueError, match="holds all it needs"):
        letters._fetch_nothing("https://example.org/x.png")


# --- Seats to ring about (rule 35). -------------------------------------------------------


def full_room(jo: Viewer, on: date = date(2026, 12, 2)) -> tuple[Invitation, Invitation]:
    """Somebody with the only seats, and Samira, whom her mentor alone calls, waiting for them."""
    afternoon = make_afternoon(jo.setting, on=on, capacity=2)
    waits = samira(jo.setting, jo.user, safe_contact="mentor_calls_only", best_times="After 4")
    has = samira(jo.setting, jo.user, known_as="Joanne", mobile="+447700900112")
    rows = [
        make_invitation(afternoon, one.homes.get().household, adult=one) for one in (has, waits)
    ]
    answers = [
        answering.record_answer(invitation=row, word=YES, via=PHONE, by=jo.user) for row in rows
    ]
    assert answers == ["yes", "waitlisted"]
    return rows[0], rows[1]


def test_rule_35_a_seat_nobody_was_told_of_is_on_the_list_to_ring(sign_in: SignIn) -> None:
    jo = make_viewer(Role.MENTOR, first_name="Jo")
    has, waits = full_room(jo)
    client = sign_in(jo)
    assert "Seats to ring about" not in client.get(BY_HAND).text
    answering.record_answer(invitation=has, word=NO, via=PHONE, by=jo.user)
    tasks.offer_seats()
    page = client.get(BY_HAND).text

    for said in ("Seats to ring about", "Ring Samira", "no message told them", "Best: After 4"):
        assert said in page
    assert f"/afternoons/{waits.afternoon_id}/answers/{waits.pk}/" in page
    answering.record_answer(invitation=waits, word=YES, via=PHONE, by=jo.user)
    waits.refresh_from_db()
    assert waits.state == "yes"
    assert "Seats to ring about" not in client.get(BY_HAND).text


def test_rule_35_on_the_day_when_it_is_too_late_to_write_a_person_rings(sign_in: SignIn) -> None:
    jo = make_viewer(Role.MENTOR, first_name="Jo")
    has, waits = full_room(jo)
    with time_machine.travel(FRIDAY.replace(month=12, day=2, hour=8, minute=45), tick=False):
        client = sign_in(jo)
        answering.record_answer(invitation=has, word=NO, via=PHONE, by=jo.user)
        tasks.offer_seats()
        page = client.get(BY_HAND).text
        assert "A seat is free today, and it is their turn. It is too late to write." in page
        answering.record_answer(invitation=waits, word=YES, via=PHONE, by=jo.user)
        assert "Seats to ring about" not in client.get(BY_HAND).text

    waits.refresh_from_db()
    assert waits.state == "yes"


def test_rule_45_a_seat_of_another_mentors_family_is_not_mine_to_ring_about(
    sign_in: SignIn,
) -> None:
    jo = make_viewer(Role.MENTOR, first_name="Jo")
    has, _waits = full_room(jo)
    answering.record_answer(invitation=has, word=NO, via=PHONE, by=jo.user)
    tasks.offer_seats()

    assert "Samira" not in sign_in(make_viewer(Role.MENTOR, setting=jo.setting)).get(BY_HAND).text
    assert "All who wait" in sign_in(make_viewer(Role.LEAD, setting=jo.setting)).get(BY_HAND).text


def test_rule_30_nobody_is_to_ring_of_a_seat_whom_nothing_may_reach(sign_in: SignIn) -> None:
    jo = make_viewer(Role.MENTOR, first_name="Jo")
    has, waits = full_room(jo)
    answering.record_answer(invitation=has, word=NO, via=PHONE, by=jo.user)
    tasks.offer_seats()
    Adult.objects.filter(pk=waits.adult_id).update(safe_contact="none")

    assert "Seats to ring about" not in sign_in(jo).get(BY_HAND).text
