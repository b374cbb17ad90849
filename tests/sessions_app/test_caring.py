"""After an afternoon: whom we think of, and what a person does about it (rule 41)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from families.models import ContactLog, Household
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.languages import packs
from pastoral.outbox import delivery, words
from pastoral.outbox.models import Message
from pastoral.refusals import Refusal, WrongMove
from sessions_app import care
from sessions_app.actions import caring, register
from sessions_app.actions.register import Guest
from sessions_app.models import Afternoon, Attendance, CareNote, Invitation
from tests.factories import (
    make_adult,
    make_afternoon,
    make_family,
    make_invitation,
    make_message,
    make_relationship,
    make_setting,
    make_viewer,
    make_worry,
)
from visits.guarding import GENERIC

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
WEDNESDAY = date(2026, 11, 25)
AFTER = datetime(2026, 11, 25, 15, 10, tzinfo=UTC)
Kind, State = CareNote.Kind, CareNote.State


@pytest.fixture(autouse=True)
def _after_the_afternoon(db: None) -> Any:
    words.load_shipped([packs()["en"]])
    with time_machine.travel(AFTER, tick=False):
        yield


@pytest.fixture
def jo() -> Viewer:
    return make_viewer(Role.MENTOR)


@pytest.fixture
def afternoon(jo: Viewer) -> Afternoon:
    return make_afternoon(jo.setting, on=WEDNESDAY)


def asked(afternoon: Afternoon, jo: Viewer, answer: str = "yes", **family: Any) -> Invitation:
    """A family of hers, and what they said."""
    home = make_family(afternoon.setting, jo.user, **family)
    return make_invitation(afternoon, home, answer=answer, mentor=jo.user)


def closed(afternoon: Afternoon, jo: Viewer) -> list[CareNote]:
    register.close(afternoon=afternoon, by=jo.user)
    return list(CareNote.objects.order_by("pk"))


def came(invitation: Invitation, jo: Viewer) -> None:
    guest = Guest(household=invitation.household, adult=invitation.adult)
    register.mark(
        afternoon=invitation.afternoon, guest=guest, mark=Attendance.Mark.PRESENT, by=jo.user
    )


def test_rule_41_closing_the_register_thinks_of_who_was_missed_and_sends_nothing(
    afternoon: Afternoon, jo: Viewer
) -> None:
    missed = asked(afternoon, jo, "maybe")

    note = closed(afternoon, jo)[0]

    assert (note.adult, note.kind, note.state) == (missed.adult, "missed_you", "thought_of")
    assert not Message.objects.exists()


@pytest.mark.parametrize("answer", ["no", ""])
def test_rule_41_never_after_a_no_nor_after_silence(
    answer: str, afternoon: Afternoon, jo: Viewer
) -> None:
    asked(afternoon, jo, answer)

    assert closed(afternoon, jo) == []


def test_rule_41_never_where_they_had_no_place_or_were_held(
    afternoon: Afternoon, jo: Viewer
) -> None:
    for state in (Invitation.State.WAITLISTED, Invitation.State.HELD):
        invitation = asked(afternoon, jo)
        Invitation.objects.filter(pk=invitation.pk).update(state=state)

    assert closed(afternoon, jo) == []


def test_rule_41_never_after_a_death_at_rest_or_once_they_have_left(
    afternoon: Afternoon, jo: Viewer
) -> None:
    mourning, resting, gone = (asked(afternoon, jo) for _ in range(3))
    mourning.adult.is_deceased = True
    mourning.adult.save()
    Household.objects.filter(pk=resting.household_id).update(paused_from=WEDNESDAY)
    child = gone.children.get()
    child.placement_ends_on = WEDNESDAY - timedelta(days=60)
    child.save()

    assert closed(afternoon, jo) == []


def test_rule_41_at_most_one_in_a_fortnight(afternoon: Afternoon, jo: Viewer) -> None:
    missed = asked(afternoon, jo)
    before = make_afternoon(jo.setting, on=WEDNESDAY - timedelta(days=7))
    CareNote.objects.create(
        setting=jo.setting, afternoon=before, household=missed.household, adult=missed.adult,
        kind=Kind.MISSED_YOU, state=State.SENT, decided_by=jo.user,
        decided_at=timezone.now() - timedelta(days=13),
    )  # fmt: skip

    assert [note for note in closed(afternoon, jo) if note.afternoon == afternoon] == []


def test_one_family_gets_one_word_whoever_of_them_said_yes(
    afternoon: Afternoon, jo: Viewer
) -> None:
    missed = asked(afternoon, jo)
    other = make_adult(household=missed.household, known_as="Yusuf")
    make_relationship(missed.children.get(), other)
    make_invitation(afternoon, missed.household, adult=other, answer="yes")

    assert len(closed(afternoon, jo)) == 1


def test_a_family_of_whom_one_came_is_not_missed(afternoon: Afternoon, jo: Viewer) -> None:
    invitation = asked(afternoon, jo)
    came(invitation, jo)
    Household.objects.update(first_came_on=WEDNESDAY - timedelta(days=70))

    assert closed(afternoon, jo) == []


def test_who_came_for_the_first_time_is_thanked_on_a_persons_tap(
    afternoon: Afternoon, jo: Viewer
) -> None:
    came(asked(afternoon, jo, known_as="Samira"), jo)

    note = closed(afternoon, jo)[0]
    caring.send(note=note, by=jo.user)

    message = Message.objects.get()
    assert note.kind == "first_time"
    assert (message.template_key, message.household_id) == ("first-time-thanks", note.household_id)
    assert "Thank you for coming" in message.body


def test_after_three_missed_in_a_row_we_ask_what_we_could_change(
    afternoon: Afternoon, jo: Viewer
) -> None:
    often, twice = asked(afternoon, jo), asked(afternoon, jo)
    for weeks in (1, 2):
        before = make_afternoon(
            jo.setting, on=WEDNESDAY - timedelta(weeks=weeks), state=Afternoon.State.HELD
        )
        for one, n in ((often, 2), (twice, 1)):
            if weeks <= n:
                made = make_invitation(before, one.household, adult=one.adult, answer="yes")
                Invitation.objects.filter(pk=made.pk).update(came=False, state="closed")

    kinds = {note.adult: note.kind for note in closed(afternoon, jo)}

    assert kinds == {often.adult: "what_to_change", twice.adult: "missed_you"}


def test_rule_41_soon_after_a_worry_the_words_wait_for_the_safeguarding_lead(
    afternoon: Afternoon, jo: Viewer, sign_in: SignIn
) -> None:
    missed = asked(afternoon, jo)
    make_worry(jo.setting).children.set([missed.children.get()])
    note = closed(afternoon, jo)[0]
    page = sign_in(jo).get(f"/afternoons/{afternoon.pk}/after/").content.decode()

    with pytest.raises(Refusal, match="Check with your lead"):
        caring.send(note=note, by=jo.user)

    assert care.GENERIC == GENERIC  # One sentence for every reason there is.
    assert "Check with your lead." in page
    assert "worry" not in page.split("<main")[1].lower()


def test_rule_41_the_safeguarding_lead_agrees_knowingly_and_never_by_a_list(
    afternoon: Afternoon, jo: Viewer, sign_in: SignIn
) -> None:
    missed = asked(afternoon, jo)
    make_worry(jo.setting).children.set([missed.children.get()])
    note = closed(afternoon, jo)[0]
    client = sign_in(make_viewer(Role.DSL, setting=jo.setting))
    url = f"/afternoons/{afternoon.pk}/after/"

    assert (
        "Nothing goes to this family just now unless you say so" in client.get(url).content.decode()
    )
    client.post(f"{url}all/", {"note": [str(note.pk)]})
    client.post(f"{url}{note.pk}/", {"decide": "send"})
    assert not Message.objects.exists()
    client.post(f"{url}{note.pk}/", {"decide": "agree"})

    assert Message.objects.get().template_key == "missed-you"


def test_a_mentor_can_not_agree_in_the_safeguarding_leads_place(
    afternoon: Afternoon, jo: Viewer, sign_in: SignIn
) -> None:
    missed = asked(afternoon, jo)
    make_worry(jo.setting).children.set([missed.children.get()])
    note = closed(afternoon, jo)[0]

    sign_in(jo).post(f"/afternoons/{afternoon.pk}/after/{note.pk}/", {"decide": "agree"})

    assert not Message.objects.exists()


def test_a_worry_of_long_ago_stands_in_nobodys_way(afternoon: Afternoon, jo: Viewer) -> None:
    missed = asked(afternoon, jo)
    long_ago = timezone.now() - timedelta(days=11)
    make_worry(jo.setting, submitted_at=long_ago).children.set([missed.children.get()])

    caring.send(note=closed(afternoon, jo)[0], by=jo.user)

    assert Message.objects.get().template_key == "missed-you"


def test_who_may_be_written_to_is_asked_again_at_the_tap(afternoon: Afternoon, jo: Viewer) -> None:
    missed = asked(afternoon, jo)
    note = closed(afternoon, jo)[0]
    missed.adult.is_deceased = True
    missed.adult.save()

    with pytest.raises(Refusal, match=care.GENERIC):
        caring.send(note=note, by=jo.user)

    assert not Message.objects.exists()


def test_rule_43_no_cheerful_word_goes_to_a_house_in_mourning_since_the_list_was_made(
    afternoon: Afternoon, jo: Viewer
) -> None:
    missed = asked(afternoon, jo)
    note = closed(afternoon, jo)[0]
    make_adult(jo.setting, household=missed.household, known_as="Tariq", is_deceased=True)

    with pytest.raises(Refusal, match=care.GENERIC):
        caring.send(note=note, by=jo.user)


def test_rule_30_nobody_is_told_to_ring_whom_nothing_may_reach(
    afternoon: Afternoon, jo: Viewer, sign_in: SignIn
) -> None:
    first, later = asked(afternoon, jo), asked(afternoon, jo)
    first.adult.safe_contact = "none"
    first.adult.save()

    note = closed(afternoon, jo)[0]
    later.adult.safe_contact = "none"
    later.adult.save()

    assert CareNote.objects.get() == note
    page = sign_in(jo).get(f"/afternoons/{afternoon.pk}/after/").content.decode()
    assert "A call instead" not in page


def test_the_words_leave_though_three_texts_about_the_afternoon_went_before(
    afternoon: Afternoon, jo: Viewer
) -> None:
    missed = asked(afternoon, jo)
    for n in range(jo.policy.texts_per_afternoon):
        went = timezone.now() - timedelta(days=8 + n)
        make_message(
            jo.setting, adult_id=missed.adult_id, about_id=missed.pk, state="sent", sent_at=went,
            claimed_at=went,
        )  # fmt: skip

    note = caring.send(note=closed(afternoon, jo)[0], by=jo.user)

    assert note.message
    assert delivery.deliver([note.message.pk]) == 1


def test_a_link_that_will_not_open_any_more_is_not_sent(
    afternoon: Afternoon, jo: Viewer, sign_in: SignIn
) -> None:
    asked(afternoon, jo)
    note = closed(afternoon, jo)[0]
    note.kind = Kind.WHAT_TO_CHANGE
    note.save()

    with time_machine.travel(AFTER + timedelta(days=1, hours=1), tick=False):
        page = sign_in(jo).get(f"/afternoons/{afternoon.pk}/after/").content.decode()
        with pytest.raises(Refusal, match="closed by now"):
            caring.send(note=note, by=jo.user)

    assert "A call instead: their own page is closed by now." in page


def test_whom_no_message_may_reach_is_rung_and_it_is_kept(
    afternoon: Afternoon, jo: Viewer, sign_in: SignIn
) -> None:
    missed = asked(afternoon, jo)
    missed.adult.safe_contact = "mentor_calls_only"
    missed.adult.save()
    note = closed(afternoon, jo)[0]
    client, url = sign_in(jo), f"/afternoons/{afternoon.pk}/after/"

    assert "A call instead" in client.get(url).content.decode()
    client.post(f"{url}{note.pk}/", {"decide": "spoke", "line": ""})

    note.refresh_from_db()
    assert (note.state, note.message) == ("sent", None)
    assert ContactLog.objects.get().line == "Rang to say that we missed them."


def test_what_is_decided_is_not_decided_again(afternoon: Afternoon, jo: Viewer) -> None:
    asked(afternoon, jo)
    note = closed(afternoon, jo)[0]
    caring.leave(note=note, by=jo.user)

    with pytest.raises(WrongMove):
        caring.send(note=note, by=jo.user)

    assert CareNote.objects.get().state == "skipped"


def test_a_late_tap_takes_a_family_from_the_list(afternoon: Afternoon, jo: Viewer) -> None:
    missed = asked(afternoon, jo)
    closed(afternoon, jo)

    came(missed, jo)

    assert not CareNote.objects.exclude(kind=Kind.FIRST_TIME).exists()


def test_the_page_shows_the_very_words_and_one_tap_sends_them(
    afternoon: Afternoon, jo: Viewer, sign_in: SignIn
) -> None:
    asked(afternoon, jo, known_as="Samira")
    note = closed(afternoon, jo)[0]
    client, url = sign_in(jo), f"/afternoons/{afternoon.pk}/after/"
    page = client.get(url).content.decode()

    client.post(f"{url}{note.pk}/", {"decide": "send"})

    body = Message.objects.get().body
    assert body.split("\n")[0] in page
    assert "We missed you" in body
    assert CareNote.objects.get().message == Message.objects.get()


def test_all_that_can_go_are_sent_on_one_word_and_no_other(
    afternoon: Afternoon, jo: Viewer, sign_in: SignIn
) -> None:
    for _ in range(3):
        asked(afternoon, jo)
    notes = closed(afternoon, jo)
    url = f"/afternoons/{afternoon.pk}/after/all/"

    sign_in(jo).post(url, {"note": [str(note.pk) for note in notes[:2]]})

    assert Message.objects.count() == 2
    assert CareNote.objects.filter(state="thought_of").get() == notes[2]


def test_rule_45_a_mentor_thinks_of_her_own_families_alone(
    afternoon: Afternoon, jo: Viewer, sign_in: SignIn
) -> None:
    other = make_viewer(Role.MENTOR, setting=jo.setting)
    asked(afternoon, jo, known_as="Samira")
    theirs = asked(afternoon, other, known_as="Joanne")
    closed(afternoon, jo)
    client, url = sign_in(jo), f"/afternoons/{afternoon.pk}/after/"

    page = client.get(url).content.decode()
    answer = client.post(f"{url}{CareNote.objects.get(adult=theirs.adult).pk}/", {"decide": "send"})

    assert "Samira" in page
    assert "Joanne" not in page
    assert answer.status_code == 404


def test_it_stands_on_her_first_page_until_decided_and_then_goes_quietly(
    afternoon: Afternoon, jo: Viewer, sign_in: SignIn
) -> None:
    asked(afternoon, jo)
    closed(afternoon, jo)

    page = sign_in(jo).get("/?home=1").content.decode()
    assert "1 family to think of" in page
    with time_machine.travel(AFTER + timedelta(days=15), tick=False):
        assert care.to_think_of(jo) == []


def test_the_page_asks_the_database_the_same_however_many_are_missed(
    jo: Viewer, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for start, count in ((time(9, 0), 1), (time(13, 30), 8)):
        afternoon = make_afternoon(
            jo.setting, on=WEDNESDAY, coffee_at=start, children_join_at=time(14, 0),
            activity_at=time(14, 15),
        )  # fmt: skip
        for _ in range(count):
            asked(afternoon, jo)
        closed(afternoon, jo)
        client = sign_in(jo)
        with django_assert_max_num_queries(25):
            client.get(f"/afternoons/{afternoon.pk}/after/")


def test_what_came_of_it_is_the_registers_own(
    afternoon: Afternoon, jo: Viewer, sign_in: SignIn
) -> None:
    samira = asked(afternoon, jo)
    came(samira, jo)
    child = Guest(household=samira.household, child=samira.children.get())
    register.mark(afternoon=afternoon, guest=child, mark=Attendance.Mark.LATE, by=jo.user)
    for name, is_child in (("Nadia", False), ("Wanda", True)):
        register.walk_in(afternoon=afternoon, guest=Guest(name=name, is_child=is_child), by=jo.user)
    closed(afternoon, jo)

    page = sign_in(jo).get(f"/afternoons/{afternoon.pk}/").content.decode()
    said = " ".join(page.split("What came of it")[1].split("</section>")[0].split())

    assert "1 family</strong> came: 2 grown-ups and 2 children." in said
    assert "1 family was here for the first time." in said
    assert "2 people walked in." in said


def test_a_setting_of_its_own_is_not_found(afternoon: Afternoon, sign_in: SignIn) -> None:
    stranger = make_viewer(Role.LEAD, setting=make_setting())

    assert sign_in(stranger).get(f"/afternoons/{afternoon.pk}/after/").status_code == 404
