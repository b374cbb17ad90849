"""A family's page about a visit, as her phone gets it (rules 14, 20, 21, 22 and 23)."""

import gzip
import re
import uuid
from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from families.actions import keep_promise
from families.models import Adult, Child
from pastoral import links
from pastoral.outbox.models import Message
from tests.factories import (
    make_adult,
    make_child,
    make_cover,
    make_home_visit,
    make_promise,
    make_relationship,
    make_restriction,
    make_staff,
    secret_for,
)
from tests.visits.offers import (
    FRIDAY,
    adult_of,
    mentor_of,
    offered,
    orchard,
    samiras,
    stands,
)
from visits import actions, visit_page
from visits.models import HomeVisit, VisitAnswer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]
PARTS = ["", "answer/", "another-time/", "thanks/"]
UNKNOWN = "/v/AAAAAAAAAAAAAAAAAAAAAA"


def page_of(visit: HomeVisit, part: str = "") -> str:
    """The address behind her link."""
    return f"/v/{secret_for(visit)}/{part}"


def tap(client: Client, visit: HomeVisit, said: str, **more: Any) -> str:
    """Tap once, go where it leads, and read what stands there."""
    page = client.post(page_of(visit, "answer/"), {"answer": said, **more}, follow=True)
    visit.refresh_from_db()
    return words_of(page)


def words_of(response: Any) -> str:
    """What a person reads on a page, in one line."""
    html = re.sub(r"(?s)<style.*?</style>", "", response.content.decode())
    text = re.sub(r"<[^>]+>", " ", html).replace("&#x27;", "'")
    return re.sub(r"\s+([.,])", r"\1", " ".join(text.split()))


def state_of(visit: HomeVisit, state: str) -> HomeVisit:
    """The visit put into a state, with the outcome that goes with it."""
    outcome = {
        "completed": "completed", "ended_early": "completed", "not_home": "nobody_in",
        "rescheduled": "family_moved_it", "cancelled_family": "not_today",
        "cancelled_school": "we_cancelled",
    }.get(state, "")  # fmt: skip
    return stands(visit, state, outcome=outcome, arrived_at=timezone.now())


# --- The first screen. --------------------------------------------------------------


def test_the_first_screen_says_who_what_and_when_and_that_nothing_is_wrong(client: Client) -> None:
    page = words_of(client.get(page_of(offered())))

    assert "Hello Samira," in page
    assert "It’s Jo at Orchard Zone. Can I pop round for a cuppa?" in page
    assert "Friday 4 December, at about 9.30am" in page
    assert "Nothing is wrong. No forms, no need to tidy up." in page
    assert "Yes, that’s fine Another time Not now, thank you" in page
    assert "Please call me" in page
    assert "A question? Call or text Jo on 01632 960001." in page


@pytest.mark.parametrize(
    ("meet_at", "question", "where"),
    [
        ("cafe", "Shall we meet for a cuppa?", "at about 9.30am, in a café"),
        ("park", "Shall we meet for a cuppa?", "at about 9.30am, in the park"),
        ("school", "Can you pop in for a cuppa?", "at about 9.30am, at Orchard Zone"),
    ],
)
def test_a_visit_elsewhere_says_where(
    client: Client, meet_at: str, question: str, where: str
) -> None:
    visit = offered(meet_at=HomeVisit.MeetAt(meet_at))
    page = words_of(client.get(page_of(visit)))

    assert question in page
    assert where in page
    assert "tidy up" not in page
    assert "comes on" not in tap(client, visit, "yes")
    assert "You meet Jo on Friday" in words_of(client.get(page_of(visit)))


def test_whoever_goes_by_cover_is_the_name_on_the_page(client: Client) -> None:
    visit = offered()
    make_cover(
        visit.mentor, make_staff(first_name="Kwame"), setting=visit.setting, from_on=FRIDAY,
        to_on=FRIDAY,
    )  # fmt: skip

    page = words_of(client.get(page_of(visit)))
    assert "It’s Kwame at Orchard Zone." in page
    assert "Jo" not in page


def test_rule_44_the_page_names_a_stand_in_once_a_person_has_told_them(client: Client) -> None:
    visit = offered()
    cover = make_cover(
        visit.mentor, make_staff(first_name="Kwame"), setting=visit.setting, from_on=FRIDAY,
        to_on=FRIDAY,
    )  # fmt: skip
    task = make_promise(visit.household, made_in="cover", made_in_id=cover.pk)

    before = words_of(client.get(page_of(visit)))
    keep_promise(promise=task, by=visit.mentor)
    after = words_of(client.get(page_of(visit)))

    assert "It’s Jo at Orchard Zone." in before
    assert "Kwame" not in before
    assert "It’s Kwame at Orchard Zone." in after


# --- Answering. ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "state", "thanks"),
    [
        ("yes", "agreed", "Jo comes on Friday 4 December, at about 9.30am."),
        ("no", "declined", "No need to explain. You can ask us round at any time."),
        ("another_time", "offered", "Jo will get in touch and find a time with you."),
        ("call_me", "offered", "Jo will call you. No need to do anything more."),
        ("visit_me", "offered", "Jo would love to come."),
    ],
)
def test_one_tap_is_an_answer_and_says_what_happens_next(
    client: Client, said: str, state: str, thanks: str
) -> None:
    visit = offered()

    page = tap(client, visit, said)

    answer = VisitAnswer.objects.get()
    assert thanks in page
    assert "Thank you, Samira." in page
    assert "Change my answer" in page
    assert (visit.state, answer.said, answer.via, answer.recorded_by) == (state, said, "link", None)


def test_a_second_tap_and_going_back_are_still_one_answer(client: Client) -> None:
    visit = offered()
    tap(client, visit, "yes")
    tap(client, visit, "yes")

    assert client.post(page_of(visit, "answer/"), {"answer": "yes"}).status_code == 303
    assert VisitAnswer.objects.count() == 1


def test_another_time_asks_what_suits_in_a_few_ticks_or_a_line(client: Client) -> None:
    visit = offered()
    page = client.get(page_of(visit, "another-time/"))
    tap(client, visit, "another_time", suits=["mornings", "after-3"], words=" Not Tuesdays ")

    assert "What suits you?" in words_of(page)
    assert "Call me instead" in words_of(page)
    assert VisitAnswer.objects.get().words == "Mornings; After 3pm; Not Tuesdays"
    assert "You asked for another time." in words_of(client.get(page_of(visit)))


@pytest.mark.parametrize("wrong", [{"words": "x" * 201}, {"suits": ["midnight"]}])
def test_what_is_too_long_is_said_kindly_and_kept_on_the_page(
    client: Client, wrong: dict[str, Any]
) -> None:
    visit = offered()
    response = client.post(
        page_of(visit, "answer/"), {"answer": "another_time", "suits": ["mornings"], **wrong}
    )

    assert response.status_code == 422
    assert "fewer words" in words_of(response)
    assert not VisitAnswer.objects.exists()


def test_an_answer_that_is_none_shows_the_buttons_again(client: Client) -> None:
    visit = offered()
    response = client.post(page_of(visit, "answer/"), {"answer": "perhaps"})

    assert response.status_code == 422
    assert "Sorry, that did not work. Please tap again." in words_of(response)
    assert not VisitAnswer.objects.exists()


@pytest.mark.parametrize("state", ["agreed", "planned"])
def test_a_visit_that_comes_says_so_and_may_be_put_off(client: Client, state: str) -> None:
    visit = stands(offered(), state)

    page = words_of(client.get(page_of(visit)))
    assert "Jo comes on Friday. Friday 4 December, at about 9.30am" in page
    assert "It doesn’t suit any more" in page
    assert "Friday will be off then." in words_of(client.get(page_of(visit, "another-time/")))
    assert "find a time with you. Friday is off." in tap(client, visit, "another_time")
    assert visit.state == "cancelled_family"


@pytest.mark.parametrize(
    ("state", "heading"),
    [
        ("declined", "You said not now. That’s fine."),
        ("no_reply", "This one has gone by. That’s fine."),
        ("cancelled_family", "Friday is off, as you said."),
        ("cancelled_school", "Sorry, Jo can’t make it on Friday, 4 December."),
        ("rescheduled", "This visit has a new day."),
        ("under_way", "It is time for your cuppa."),
        ("not_home", "Sorry we missed each other."),
        ("completed", "This visit is over now."),
        ("ended_early", "This visit is over now."),
    ],
)
def test_every_other_state_has_kind_words_and_ways_on(
    client: Client, state: str, heading: str
) -> None:
    visit = state_of(offered(), state)

    page = words_of(client.get(page_of(visit)))
    assert heading in page
    assert "Please call me" in page
    assert ("Please come round" in page) == (state != "under_way")
    for part in ("another-time/", "thanks/"):
        assert client.get(page_of(visit, part))["Location"] == page_of(visit)
    assert "Jo will call you" in tap(client, visit, "call_me")
    assert visit.state == state


@pytest.mark.parametrize(
    ("now", "heading"),
    [
        ("2026-12-04T09:31:00Z", "It is time for your cuppa."),
        ("2026-12-05T09:31:00Z", "This visit is over now. Did we miss each other?"),
    ],
)
def test_once_its_time_has_come_a_plan_is_not_put_off_here(
    client: Client, now: str, heading: str
) -> None:
    visit = stands(offered(), "planned")

    with time_machine.travel(now):
        assert heading in words_of(client.get(page_of(visit)))
        assert heading in tap(client, visit, "no")
    assert visit.state == "planned"


def test_a_visit_that_was_moved_says_its_new_day(client: Client) -> None:
    visit = stands(
        offered(),
        "planned",
        agreed_by=adult_of(HomeVisit.objects.get().household),
        agreed_how="link",
    )
    new = actions.reschedule(
        visit=visit, on=date(2026, 12, 11), at=time(11), by=visit.mentor, is_by_family=True,
        agreed_by=adult_of(visit.household), agreed_how=HomeVisit.Agreed.CALL,
    )  # fmt: skip
    assert "Your new day is Friday 11 December, at about 11am." in words_of(
        client.get(page_of(visit))
    )

    state_of(new, "cancelled_school")
    assert "This visit has a new day." in words_of(client.get(page_of(visit)))


def test_a_yes_after_the_offer_rests_is_warmly_thanked(client: Client) -> None:
    visit = stands(offered(), "no_reply")

    assert "Jo would love to come." in tap(client, visit, "yes")
    assert visit.state == "no_reply"


# --- Rule 14, and links that open nothing. --------------------------------------------


def died(visit: HomeVisit) -> None:
    Adult.objects.filter(offered_visits=visit).update(is_deceased=True)


def left(visit: HomeVisit) -> None:
    Adult.objects.filter(offered_visits=visit).update(left_on="2026-12-01")


def moved_out(visit: HomeVisit) -> None:
    visit.household.members.filter(adult=visit.offered_to).update(to_on="2026-12-03")


def child_left(visit: HomeVisit) -> None:
    Child.objects.update(placement_ends_on="2026-12-03")


def no_contact(visit: HomeVisit) -> None:
    make_restriction(visit.offered_to, visit.children.get())


def no_information(visit: HomeVisit) -> None:
    make_restriction(visit.offered_to, visit.children.get(), kind="no_information")


def was_revoked(visit: HomeVisit) -> None:
    digest = links.digest_of(links.secret_of(visit.pk, 2))
    HomeVisit.objects.filter(pk=visit.pk).update(link_version=2, link_digest=digest)


def was_removed(visit: HomeVisit) -> None:
    HomeVisit.objects.filter(pk=visit.pk).update(removed_at=timezone.now())


@pytest.mark.parametrize("state", ["offered", "planned"])
@pytest.mark.parametrize(
    "happens",
    [died, left, moved_out, child_left, no_contact, no_information, was_revoked, was_removed],
)
def test_rule_14_and_23_what_no_longer_concerns_them_opens_nothing(
    client: Client, happens: Callable[[HomeVisit], None], state: str
) -> None:
    visit = stands(offered(), state)
    nothing = client.get(UNKNOWN)
    happens(visit)

    for part in PARTS:
        ask = client.post if part == "answer/" else client.get
        opened = ask(page_of(visit, part), {"answer": "yes"})
        assert (opened.status_code, opened.content) == (404, nothing.content)
    assert not VisitAnswer.objects.exists()


def test_rule_14_who_may_hear_of_one_child_still_opens_their_page(client: Client) -> None:
    visit = offered()
    sam = make_child(household=visit.household, legal_first="Sam")
    make_relationship(sam, visit.offered_to)
    no_contact(visit)

    assert client.get(page_of(visit)).status_code == 200


def test_who_moves_out_after_the_visit_reads_no_more_of_it(client: Client) -> None:
    visit = state_of(offered(), "completed")
    visit.household.members.filter(adult=visit.offered_to).update(to_on="2026-12-06")

    with time_machine.travel("2026-12-06T10:00:00Z"):
        assert client.get(page_of(visit)).status_code == 200
    with time_machine.travel("2026-12-07T10:00:00Z"):
        assert client.get(page_of(visit)).status_code == 404


def test_rule_21_a_link_opens_until_some_days_after_the_visit(client: Client) -> None:
    visit = state_of(offered(samiras(orchard(policy={"visit_link_days_after": 3}))), "completed")

    with time_machine.travel("2026-12-07T23:59:00Z"):
        assert client.get(page_of(visit)).status_code == 200
    with time_machine.travel("2026-12-08T00:01:00Z"):
        assert client.get(page_of(visit)).content == client.get(UNKNOWN).content


def test_rule_21_a_new_offer_opens_by_a_new_link_alone(client: Client) -> None:
    visit = offered()
    tap(client, visit, "no")
    tap(client, visit, "visit_me")
    old = page_of(visit)
    with time_machine.travel("2026-12-01T10:00:00Z"):
        actions.offer_again(visit=visit, on=date(2026, 12, 11), at=time(11), by=visit.mentor)
        visit.refresh_from_db()

        assert client.get(old).status_code == 404
        assert "Can I pop round" in words_of(client.get(page_of(visit)))


def test_a_page_is_of_whoever_agreed_where_nobody_was_offered_it(client: Client) -> None:
    household = samiras()
    key = uuid.uuid4()
    visit = make_home_visit(
        household, mentor_of(household), id=key, state="planned", planned_on=FRIDAY,
        planned_at=time(9, 30), agreed_by=adult_of(household), agreed_how="call",
        link_digest=links.digest_of(links.secret_of(key, 1)),
    )  # fmt: skip

    assert "Hello Samira," in words_of(client.get(page_of(visit)))


@pytest.mark.parametrize("secret", ["nothing", "x" * 22, "a/b/c", "é" * 22, ""])
def test_rule_23_an_unknown_link_gives_the_one_page(client: Client, secret: str) -> None:
    invitations_page = client.get("/r/AAAAAAAAAAAAAAAAAAAAAA")

    response = client.get(f"/v/{secret}")
    assert (response.status_code, response.content) == (404, invitations_page.content)


def test_rule_23_answers_are_limited_and_looking_is_not(client: Client) -> None:
    visit = offered()
    for _ in range(settings.LINK_TRIES_PER_MINUTE):
        client.post(page_of(visit, "answer/"), {"answer": "yes"})

    assert client.post(page_of(visit, "answer/"), {"answer": "no"}).status_code == 429
    assert client.get(page_of(visit)).status_code == 200
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert other.post(page_of(visit, "answer/"), {"answer": "no"}).status_code == 303


# --- What leaves with the page. -----------------------------------------------------


@pytest.mark.parametrize("part", PARTS)
def test_rule_22_looking_changes_nothing(client: Client, part: str) -> None:
    visit = offered()
    before = HomeVisit.objects.values().get()

    for _ in range(3):  # The client fails a GET that writes.
        client.get(page_of(visit, part))
        client.head(page_of(visit, part))

    assert HomeVisit.objects.values().get() == before
    assert not VisitAnswer.objects.exists()
    assert client.get(page_of(visit, "answer/")).status_code == 303


@pytest.mark.parametrize("state", HomeVisit.State.values)
def test_a_page_is_one_small_request_without_script_or_cookie(client: Client, state: str) -> None:
    visit = state_of(offered(), state)
    for part in ("", "another-time/", "thanks/"):
        response = client.get(page_of(visit, part), follow=True)

        html = response.content.decode()
        assert response.status_code == 200
        assert not re.search(r"<link[^>]+stylesheet|\ssrc=", html)
        assert html.count("<script") <= 1  # The one that reads aloud, where there is a voice.
        assert len(gzip.compress(response.content)) <= 15 * 1024
        assert not response.cookies
        assert "csrf" not in html
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "sha256-" in response["Content-Security-Policy"]
        assert "Cookie" not in response.get("Vary", "")


def test_an_answer_needs_nothing_but_html(client: Client) -> None:
    visit = offered()
    page = client.get(page_of(visit)).content.decode()
    [form] = [f for f in re.findall(r"(?s)<form.*?</form>", page) if 'value="yes"' in f]
    action = re.search(r'action="([^"]+)"', form)
    assert action

    thanks = Client(enforce_csrf_checks=True).post(action[1], {"answer": "yes"}, follow=True)

    visit.refresh_from_db()
    assert (thanks.status_code, visit.state) == (200, "agreed")


@pytest.mark.parametrize("state", HomeVisit.State.values)
def test_rule_20_the_page_holds_no_surname_address_child_or_label(
    client: Client, state: str
) -> None:
    visit = state_of(offered(), state)
    type(visit.household).objects.update(label="The hidden label")
    actions.record_answer(
        visit=visit, adult=adult_of(visit.household), said=VisitAnswer.Said.CALL_ME, by=visit.mentor,
        via=HomeVisit.Agreed.CALL,
    )  # fmt: skip

    for part in ("", "another-time/", "thanks/"):
        text = client.get(page_of(visit, part), follow=True).content.decode()
        for hidden in ("Okonjo", "Whitfield", "Mill Lane", "hidden label", "Amira"):
            assert hidden not in text


def test_rule_18_each_of_two_parents_sees_only_their_own(client: Client) -> None:
    household = samiras()
    daniel = make_adult(household=household, known_as="Daniel")
    make_relationship(Child.objects.get(), daniel)
    hers, his = offered(household), offered(household, adult=daniel)
    tap(client, hers, "another_time", words="When Daniel is out")

    page = words_of(client.get(page_of(his)))
    assert "Hello Daniel," in page
    assert "Samira" not in page
    assert "You asked for another time" not in page


def test_a_name_is_never_markup(client: Client) -> None:
    page = client.get(page_of(offered(samiras(name="<b>O'Brien"))))

    assert b"&lt;b&gt;O&#x27;Brien" in page.content


def test_the_page_is_read_in_one_query(client: Client) -> None:
    visit = offered()
    with CaptureQueriesContext(connection) as queries:
        client.get(page_of(visit))

    assert len(queries) == 1


def test_the_link_in_the_message_opens_the_page(client: Client) -> None:
    visit = offered()
    message = Message.objects.get()

    assert message.about_id
    assert message.link_version
    secret = links.secret_of(message.about_id, message.link_version, message.link_digest)
    page = visit_page.by_link(secret, timezone.now())
    assert page
    assert page.pk == visit.pk
