"""A parent's pages, as her phone gets them."""

import base64
import gzip
import hashlib
import re
import uuid
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from icalendar import Calendar

from pastoral import links
from sessions_app.actions import answering
from sessions_app.models import Afternoon, Answer, Invitation
from sessions_app.models.invitations import AnswerWord
from tests.factories import make_child, make_restriction, make_setting, make_staff, secret_for
from tests.sessions_app.parents import (
    IN_THE_BREAK,
    MONDAY,
    WEDNESDAY,
    asked,
    page_of,
    tap,
    wednesday,
)

pytestmark = pytest.mark.django_db
PARTS = ["", "answer/", "details/", "thanks/", "cuppa.ics"]
FULL = {
    "adults": "2",
    "children": "1",
    "diet": "No nuts",
    "gate": "yes",
    "travel": "bus",
    "set_off": "1.10pm",
    "helps": ["bus_fare", "little_ones"],
}


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    with time_machine.travel(MONDAY):
        yield


def words_of(response: Any) -> str:
    """What a person reads on a page, in one line."""
    html = re.sub(r"(?s)<(style|script|header).*?</\1>", "", response.content.decode())
    text = re.sub(r"<[^>]+>", " ", html).replace("&#x27;", "'")
    return re.sub(r"\s+([.,])", r"\1", " ".join(text.split()))


# --- The first screen. --------------------------------------------------------------


def test_the_first_screen_says_who_what_when_and_where(client: Client) -> None:
    page = words_of(client.get(page_of(asked())))

    assert "Hello Samira," in page
    assert "Come for a cuppa this Wednesday" in page
    assert "2 December, 1.30pm, at the Orchard" in page
    assert "Amira joins you at 2pm. Then, together: decorated biscuits. Done by 3pm." in page
    assert "Yes, we’d love to Not sure yet Not this week" in page
    assert "No need to bring anything. Jo will meet you at the gate if you like." in page
    assert "A question? Call or text Jo on 01632 960001." in page


@pytest.mark.parametrize(
    ("now", "heading"),
    [
        ("2026-11-25T10:00:00Z", "Come for a cuppa on Wednesday"),
        ("2026-11-26T10:00:00Z", "Come for a cuppa this Wednesday"),
        ("2026-12-01T23:59:00Z", "Come for a cuppa tomorrow"),
        ("2026-12-02T00:01:00Z", "Come for a cuppa today"),
    ],
)
def test_the_day_is_said_as_people_say_it(client: Client, now: str, heading: str) -> None:
    invitation = asked()
    with time_machine.travel(now):
        assert heading in words_of(client.get(page_of(invitation)))


def test_two_children_are_both_named_as_they_are_called(client: Client) -> None:
    invitation = asked()
    sam = make_child(household=invitation.household, legal_first="Samuel", preferred_first="Sam")
    invitation.children.add(sam)

    assert "Amira and Sam join you at 2pm." in words_of(client.get(page_of(invitation)))


def test_while_no_activity_is_chosen_the_page_still_reads_well(client: Client) -> None:
    page = words_of(client.get(page_of(asked(wednesday(activity=None)))))

    assert "Amira joins you at 2pm. Then you make something together. Done by 3pm." in page


def test_an_invitation_without_a_child_says_i_not_we(client: Client) -> None:
    page = words_of(client.get(page_of(asked(child=""))))

    assert "Sit and chat with a hot drink. Then, if you like: decorated biscuits." in page
    assert "Yes, I’d love to" in page


@pytest.mark.parametrize("kind", ["no_contact", "no_information"])
def test_rule_14_a_restriction_that_came_later_takes_the_name_away_at_once(
    client: Client, kind: str
) -> None:
    invitation = asked(answer="yes")
    make_restriction(invitation.adult, invitation.children.get(), kind=kind)
    sam = make_child(household=invitation.household, legal_first="Sam")
    invitation.children.add(sam)

    assert b"Sam joins you" in client.get(page_of(invitation)).content
    for part in ("", "thanks/", "thanks/?told", "cuppa.ics"):
        response = client.get(page_of(invitation, part))
        assert response.status_code == 200
        assert b"Amira" not in response.content


@pytest.mark.parametrize("kind", ["no_contact", "no_information"])
@pytest.mark.parametrize("answer", ["", "yes"])
def test_rule_14_the_link_of_who_may_hear_of_no_child_opens_nothing(
    client: Client, kind: str, answer: str
) -> None:
    invitation = asked(answer=answer) if answer else asked()
    make_restriction(invitation.adult, invitation.children.get(), kind=kind)
    nothing = client.get("/r/AAAAAAAAAAAAAAAAAAAAAA")

    for part in PARTS:
        response = client.post if part in ("answer/", "details/") else client.get
        opened = response(page_of(invitation, part), {"answer": "yes"})
        assert (opened.status_code, opened.content) == (404, nothing.content)
    assert not Answer.objects.exists()


def test_rule_14_a_restriction_that_was_ended_opens_the_link_again(client: Client) -> None:
    invitation = asked()
    restriction = make_restriction(invitation.adult, invitation.children.get())
    assert client.get(page_of(invitation)).status_code == 404
    type(restriction).objects.update(ended_at=MONDAY, ended_by=make_staff(), end_reason="Over")

    assert client.get(page_of(invitation)).status_code == 200


def test_rule_42_a_link_opens_for_children_who_are_here_on_the_day(client: Client) -> None:
    invitation = asked()
    child = invitation.children.get()
    type(child).objects.update(placement_ends_on="2026-12-02")
    assert "Amira joins you" in words_of(client.get(page_of(invitation)))
    type(child).objects.update(placement_ends_on="2026-12-01")

    assert client.get(page_of(invitation)).status_code == 404


def test_the_link_of_an_adult_who_has_left_opens_nothing(client: Client) -> None:
    invitation = asked(child="")
    type(invitation.adult).objects.update(left_on="2026-12-01")

    assert client.get(page_of(invitation)).status_code == 404


def test_a_name_is_never_markup(client: Client) -> None:
    page = client.get(page_of(asked(name="<b>O'Brien", child="<script>x")))

    assert b"&lt;b&gt;O&#x27;Brien" in page.content
    assert b"<script>x" not in page.content


def test_a_message_may_leave_the_slash_away(client: Client) -> None:
    invitation = asked()

    assert client.get(f"/r/{secret_for(invitation)}").status_code == 200


def test_the_page_turns_round_for_languages_written_from_right_to_left() -> None:
    known: dict[str, Any] = {
        "language": "ur",
        "direction": "rtl",
        "place": "the Orchard",
        "close": "3pm",
    }
    known |= {"phone": "", "number": "", "mentor": "Jo", "base": "/r/x/", "here": ""}
    known |= {"other_tongues": "", "has_instead": True}

    assert '<html lang="ur" dir="rtl">' in render_to_string("parents/started.html", known)


# --- What leaves with the page. -----------------------------------------------------


class Fetches(HTMLParser):
    """What a browser would fetch besides the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        address = given.get("src") or (given.get("href") if tag == "link" else None)
        if address and not address.startswith("data:"):
            self.found.append(address)


@pytest.mark.parametrize("answer", ["", "yes", "maybe", "no"])
def test_a_page_is_one_small_request_without_cookie(client: Client, answer: str) -> None:
    invitation = asked(answer=answer) if answer else asked()
    for part in ["", *(["thanks/", "thanks/?told"] if answer else [])]:
        response = client.get(page_of(invitation, part))

        assert response.status_code == 200
        assert Fetches(response.content.decode()).found == []
        assert len(response.content) <= 50 * 1024
        assert len(gzip.compress(response.content)) <= 15 * 1024
        assert not response.cookies


def test_a_page_is_kept_nowhere_and_passed_on_to_nobody(client: Client) -> None:
    for path in (page_of(asked()), "/r/nothing-here", page_of(asked(), "thanks/")):
        response = client.get(path)

        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]
        assert "Cookie" not in response.get("Vary", "")


def test_the_policy_allows_the_page_s_own_style_and_script_and_no_other(client: Client) -> None:
    response = client.get(page_of(asked()))
    policy = response["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    html = response.content.decode()
    assert "nonce" not in html
    for tag in ("style", "script"):
        [inside] = re.findall(rf"(?s)<{tag}>(.*?)</{tag}>", html)
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}';" in policy


def test_rule_20_the_pages_hold_no_surname_address_or_other_family(client: Client) -> None:
    afternoon = wednesday()
    invitation = asked(afternoon)
    asked(afternoon, "Joanne", "Sam", answer="yes")
    type(invitation.household).objects.update(address="4 Mill Lane", label="The hidden label")
    tap(client, invitation, "yes")
    client.post(page_of(invitation, "details/"), FULL)

    for part in ("", "thanks/", "thanks/?told", "cuppa.ics"):
        text = client.get(page_of(invitation, part)).content.decode()
        for hidden in (
            "Okonjo",
            "Whitfield",
            "Mill Lane",
            "hidden label",
            "Joanne",
            "Sam ",
            "placement",
        ):
            assert hidden not in text


def test_rule_18_each_of_two_parents_sees_only_their_own(client: Client) -> None:
    afternoon = wednesday()
    mother, father = asked(afternoon), asked(afternoon, "Daniel", "Amira")
    tap(client, mother, "yes")
    client.post(page_of(mother, "details/"), FULL)

    for part in ("", "thanks/"):
        page = words_of(client.get(page_of(father, part), follow=True))
        assert "Samira" not in page
        assert "You said yes" not in page
        assert "No nuts" not in page


# --- Answering. ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "heading", "note"),
    [
        ("yes", "Lovely! See you on Wednesday.", "You said yes. Lovely! You can change it here."),
        ("maybe", "That’s fine, Samira.", "You said you’re not sure yet. That’s fine."),
        ("no", "Thank you for telling us, Samira.", "You said not this week."),
    ],
)
def test_one_tap_is_an_answer_and_can_be_changed(
    client: Client, word: str, heading: str, note: str
) -> None:
    invitation = asked()
    response = tap(client, invitation, word)

    assert (response.status_code, response["Location"]) == (303, page_of(invitation, "thanks/"))
    assert Answer.objects.get().answer == word
    assert heading in words_of(client.get(response["Location"]))
    assert note in words_of(client.get(page_of(invitation)))


def test_an_answer_needs_two_page_loads_and_nothing_but_html(client: Client) -> None:
    invitation = asked()
    page = client.get(page_of(invitation)).content.decode()
    [form] = [f for f in re.findall(r"(?s)<form.*?</form>", page) if 'value="yes"' in f]
    action = re.search(r'action="([^"]+)"', form)
    assert action
    thanks = Client(enforce_csrf_checks=True).post(action[1], {"answer": "yes"}, follow=True)

    assert thanks.status_code == 200
    assert Invitation.objects.get().state == "yes"


def test_a_no_is_thanked_and_asked_nothing_more(client: Client) -> None:
    page = client.post(page_of(asked(), "answer/"), {"answer": "no"}, follow=True)

    assert "No need to explain. There is a chair for you any week." in words_of(page)
    assert b"<input" not in page.content


def test_what_she_tells_us_is_kept_shown_and_there_again_to_change(client: Client) -> None:
    invitation = asked()
    tap(client, invitation, "yes")
    response = client.post(page_of(invitation, "details/"), FULL)
    told = words_of(client.get(response["Location"]))

    invitation.refresh_from_db()
    assert (invitation.adults_n, invitation.children_n, invitation.diet) == (2, 1, "No nuts")
    assert (invitation.meet_at_gate, invitation.travel, invitation.set_off) == (
        True,
        "bus",
        "1.10pm",
    )
    assert invitation.helps == ["bus_fare", "little_ones"]
    assert "Thank you, Samira." in told
    assert "You asked for some help. Jo will call you before Wednesday." in told
    assert "Someone will be at the gate when you come." in told
    assert "No nuts" in told
    form = client.get(page_of(invitation, "thanks/")).content.decode()
    assert 'value="No nuts"' in form
    assert "<option selected>2</option>" in form
    assert 'value="bus" checked' in form


def test_every_question_may_be_left_out(client: Client) -> None:
    invitation = asked()
    tap(client, invitation, "maybe")

    assert client.post(page_of(invitation, "details/"), {}, follow=True).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"adults": "lots"}, "Please write a number, like 2."),
        ({"children": "99"}, "Please write a number, like 2."),
        ({"travel": "rocket"}, "Please pick one of these."),
        ({"helps": ["money"]}, "Please pick one of these."),
        ({"diet": "x" * 2000}, "That is a bit long for us to keep."),
        ({"set_off": "x" * 41}, "That is a bit long for us to keep."),
    ],
)
def test_what_we_do_not_understand_is_said_kindly_and_kept(
    client: Client, wrong: dict[str, Any], sentence: str
) -> None:
    invitation = asked()
    tap(client, invitation, "yes")
    response = client.post(page_of(invitation, "details/"), FULL | wrong)

    assert response.status_code == 422
    assert sentence in words_of(response)
    assert b'value="bus_fare" checked' in response.content or "helps" in wrong
    invitation.refresh_from_db()
    assert invitation.diet == ""


def test_an_answer_that_is_none_of_the_three_shows_the_buttons_again(client: Client) -> None:
    response = tap(client, asked(), "perhaps")

    assert response.status_code == 422
    assert "Sorry, that did not work. Please tap again." in words_of(response)
    assert not Answer.objects.exists()


def test_the_room_is_full_in_kind_words(client: Client) -> None:
    page = words_of(tap(client, asked(wednesday(capacity=1)), "yes", follow=True))

    assert "Thank you for saying yes, Samira." in page
    assert "The room is full just now. You are on our list." in page
    assert "If a seat comes up, we will tell you at once." in page


def test_rule_17_who_is_held_reads_the_usual_thanks_and_no_hint(client: Client) -> None:
    afternoon = wednesday()
    one, other = asked(afternoon), asked(afternoon, "Daniel", "Amira")
    make_restriction(one.adult, other_adult=other.adult, kind="do_not_co_attend")
    held_alone = asked(name="Daniel", child="Amira")
    make_restriction(held_alone.adult, make_child(held_alone.setting))
    tap(client, one, "yes")
    page = tap(client, other, "yes", follow=True)
    same = tap(client, held_alone, "yes", follow=True)

    assert "Thank you, we’ll be in touch." in words_of(page)
    assert words_of(page) == words_of(same)
    assert b"Samira" not in page.content
    assert "Thank you, we’ll be in touch." in words_of(client.get(page_of(other)))
    assert client.get(page_of(other, "cuppa.ics")).status_code == 303


def held(**fields: Any) -> Invitation:
    invitation = asked(**fields)
    make_restriction(invitation.adult, make_child(invitation.setting))
    return invitation


def test_rule_17_who_is_held_is_never_told_to_come_in(client: Client) -> None:
    invitation = held()
    tap(client, invitation, "yes")

    for now in (MONDAY, IN_THE_BREAK, "2026-12-02T15:10:00Z"):
        with time_machine.travel(now):
            for part in ("", "thanks/", "cuppa.ics"):
                page = words_of(client.get(page_of(invitation, part), follow=True))
                assert "Thank you, we’ll be in touch." in page
                assert "chair" not in page


def test_rule_17_who_is_held_may_still_say_no(client: Client) -> None:
    invitation = held()
    tap(client, invitation, "yes")
    assert "Not this week" in words_of(client.get(page_of(invitation)))

    assert "Thank you for telling us" in words_of(tap(client, invitation, "no", follow=True))


def test_rule_17_whom_staff_declined_reads_no_word_they_never_said(client: Client) -> None:
    invitation = held()
    tap(client, invitation, "yes")
    answering.decide(invitation=invitation, word=AnswerWord.NO, by=make_staff())

    for now in (MONDAY, IN_THE_BREAK):
        with time_machine.travel(now):
            for part in ("", "thanks/", "thanks/?told", "cuppa.ics"):
                page = words_of(client.get(page_of(invitation, part), follow=True))
                assert "Thank you, we’ll be in touch." in page
                assert "this week" not in page
                assert "chair" not in page
    client.post(page_of(invitation, "details/"), FULL)
    tap(client, invitation, "no")
    assert "in touch" in words_of(client.get(page_of(invitation)))
    assert "in touch" in words_of(tap(client, invitation, "yes", follow=True))
    invitation.refresh_from_db()
    assert invitation.state == "held"


# --- When it has begun, is over, or is off. -----------------------------------------


def test_once_it_has_begun_the_page_says_come_in(client: Client) -> None:
    invitation = asked()
    with time_machine.travel(IN_THE_BREAK):
        for part in ("", "thanks/"):
            page = words_of(client.get(page_of(invitation, part)))
            assert "We have started, and there is a chair for you." in page
            assert "We are here till 3pm." in page
        response = tap(client, invitation, "yes", follow=True)
    assert "We have started" in words_of(response)
    assert not Answer.objects.exists()


def test_when_it_is_over_the_page_says_so_for_a_day(client: Client) -> None:
    invitation = asked()
    with time_machine.travel("2026-12-03T14:59:00Z"):
        assert "This afternoon is over now." in words_of(client.get(page_of(invitation)))
    with time_machine.travel("2026-12-03T15:00:00Z"):
        assert client.get(page_of(invitation)).status_code == 404


def test_an_afternoon_that_is_off_says_so_kindly(client: Client) -> None:
    afternoon = wednesday(state="cancelled", cancel_reason="Burst pipe in 4B")
    page = client.get(page_of(asked(afternoon, state="withdrawn")))

    assert "Sorry, no family afternoon on Wednesday, 2 December." in words_of(page)
    assert b"pipe" not in page.content


@pytest.mark.parametrize(
    ("zone", "day", "before", "after"),
    [
        ("Europe/London", "2027-03-24", "2027-03-24T13:29:59Z", "2027-03-24T13:30:00Z"),
        ("Europe/London", "2027-03-31", "2027-03-31T12:29:59Z", "2027-03-31T12:30:00Z"),
        ("Europe/London", "2027-10-27", "2027-10-27T12:29:59Z", "2027-10-27T12:30:00Z"),
        ("Europe/London", "2027-11-03", "2027-11-03T13:29:59Z", "2027-11-03T13:30:00Z"),
        ("Asia/Karachi", "2027-03-31", "2027-03-31T08:29:59Z", "2027-03-31T08:30:00Z"),
    ],
)
def test_it_starts_by_the_clock_on_the_wall_on_both_sides_of_a_clock_change(
    client: Client, zone: str, day: str, before: str, after: str
) -> None:
    invitation = asked(wednesday(make_setting(timezone=zone), on=day))
    with time_machine.travel(before, tick=False):
        assert "today" in words_of(client.get(page_of(invitation)))
    with time_machine.travel(after, tick=False):
        assert "We have started" in words_of(client.get(page_of(invitation)))


# --- Links that open nothing. -------------------------------------------------------


def dead_links() -> dict[str, str]:
    revoked = asked()
    old = page_of(revoked)
    revoked.link_version = 2
    revoked.link_digest = links.digest_of(links.secret_of(revoked.pk, 2))
    revoked.save()
    deceased = asked()
    type(deceased.adult).objects.filter(pk=deceased.adult_id).update(is_deceased=True)
    removed = asked()
    Afternoon.objects.filter(pk=removed.afternoon_id).update(removed_at=MONDAY)
    return {
        "mistyped": "/r/AAAAAAAAAAAAAAAAAAAAAA",
        "too short": "/r/AAAA/",
        "broken in two": page_of(asked()).replace("/r/", "/r/x/"),
        "odd": "/r/%00%F0%9F%98%80'--/",
        "nothing": "/r/",
        "revoked": old,
        "blocked": page_of(asked(state="blocked", block_reason="restricted")),
        "draft": page_of(asked(state="draft")),
        "withdrawn": page_of(asked(state="withdrawn")),
        "deceased": page_of(deceased),
        "removed": page_of(removed),
        "expired": page_of(asked(wednesday(on="2026-11-25"))),
    }


def test_rule_23_every_link_that_opens_nothing_gives_one_and_the_same_page(client: Client) -> None:
    with override_settings(CONTACT_PHONE="01632 960123"):
        found = {why: client.get(path) for why, path in dead_links().items()}

    assert {r.status_code for r in found.values()} == {404}
    assert len({r.content for r in found.values()}) == 1
    assert len({str(sorted(r.headers.items())) for r in found.values()}) == 1
    page = words_of(found["mistyped"])
    assert "Hello. This link does not open any more." in page
    assert "Call or text us on 01632 960123." in page


def test_rule_23_an_answer_through_a_dead_link_gives_the_same_page_and_writes_nothing(
    client: Client,
) -> None:
    paths = dead_links()
    same = client.get(paths["mistyped"]).content
    for why in ("mistyped", "revoked", "blocked", "withdrawn", "deceased", "expired"):
        response = client.post(f"{paths[why].rstrip('/')}/answer/", {"answer": "yes"})
        assert (response.status_code, response.content) == (404, same)
    assert not Answer.objects.exists()


def test_without_a_number_the_page_says_to_ask_at_the_gate(client: Client) -> None:
    page = words_of(client.get("/r/AAAAAAAAAAAAAAAAAAAAAA"))

    assert "Just ask at the gate. You are always welcome." in page
    assert "Call" not in page


def test_rule_21_a_reminder_carries_the_same_link_and_a_new_version_another() -> None:
    invitation = asked()
    first = links.secret_of(invitation.pk, 1)

    assert links.secret_of(invitation.pk, 1) == first == secret_for(invitation)
    assert links.secret_of(invitation.pk, 2) != first
    assert len(first) * 6 >= 128


def test_rule_21_the_whole_database_does_not_hold_the_secret(client: Client) -> None:
    invitation = asked()
    tap(client, invitation, "yes")
    client.post(page_of(invitation, "details/"), FULL)

    assert secret_for(invitation) not in everything()


def everything() -> str:
    """Every value of every table, one after the other."""
    seen = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            seen.append(repr(cursor.fetchall()))
    return "\n".join(seen)


# --- A GET changes nothing. ---------------------------------------------------------


def test_rule_22_get_never_changes_anything(client: Client) -> None:
    invitation = asked(wednesday(capacity=2), answer="yes", adults_n=1)
    before = everything()
    prefetch: Any = {"HTTP_SEC_PURPOSE": "prefetch;prerender", "HTTP_X_MOZ": "prefetch"}
    for _ in range(100):
        for part in PARTS:
            path = page_of(invitation, part)
            client.get(path)
            client.get(f"{path}?answer=no")
            client.head(path)
        client.options(page_of(invitation, "answer/"))
        client.get(page_of(invitation, "answer/"), {"answer": "no"}, **prefetch)

    assert everything() == before


@pytest.mark.parametrize("part", ["", "answer/", "details/", "thanks/"])
@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_rule_22_nothing_but_a_post_answers(client: Client, method: str, part: str) -> None:
    assert getattr(client, method)(page_of(asked(), part)).status_code == 405


@pytest.mark.parametrize("part", ["answer/", "details/"])
def test_an_address_meant_for_a_post_leads_back_to_the_page(client: Client, part: str) -> None:
    response = client.get(page_of(asked(), part), follow=True)

    assert "Come for a cuppa" in words_of(response)


# --- Tries (rule 23). ---------------------------------------------------------------


def test_rule_23_a_link_takes_twenty_answers_a_minute_from_one_address(client: Client) -> None:
    invitation, other = asked(), asked(name="Joanne", child="Sam")
    got = [tap(client, invitation, "yes").status_code for _ in range(22)]

    assert got[-2:] == [429] * 2
    assert 429 not in got[:20]
    elsewhere = client.post(
        page_of(invitation, "answer/"), {"answer": "no"}, REMOTE_ADDR="203.0.113.9"
    )
    assert elsewhere.status_code == 303
    assert tap(client, other, "yes").status_code != 429


def test_rule_23_a_hundred_looks_by_a_scanner_do_not_stand_before_a_tap(client: Client) -> None:
    invitation = asked()
    assert {client.get(page_of(invitation)).status_code for _ in range(100)} == {200}

    tap(client, invitation, "yes")

    assert Answer.objects.get().answer == "yes"


def test_rule_23_the_page_of_a_link_that_rests_is_kind_and_it_opens_again(client: Client) -> None:
    invitation = asked()
    with override_settings(LINK_TRIES_PER_MINUTE=1):
        tap(client, invitation, "yes")
        response = tap(client, invitation, "no")
        assert "Give it a minute, please." in words_of(response)
    assert Answer.objects.get().answer == "yes"


def test_rule_23_guessing_is_slowed_and_closes_nobody_s_link(client: Client) -> None:
    got = [client.get(f"/r/{uuid.uuid4().hex[:22]}").status_code for _ in range(22)]

    assert got == [404] * 20 + [429] * 2
    assert client.get(page_of(asked())).status_code == 200


# --- The calendar file. -------------------------------------------------------------


def event_of(client: Client, invitation: Invitation) -> tuple[Any, str]:
    response = client.get(page_of(invitation, "cuppa.ics"))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    text = response.content.decode()
    return Calendar.from_ical(text).walk("VEVENT")[0], text


def test_the_calendar_file_holds_the_day_and_nobody_s_name_but_the_mentor_s(client: Client) -> None:
    event, text = event_of(client, asked(answer="yes"))

    assert event["SUMMARY"] == "A cuppa at the Orchard"
    assert event.decoded("DTSTART").isoformat() == "2026-12-02T13:30:00+00:00"
    assert event.decoded("DTEND").isoformat() == "2026-12-02T15:00:00+00:00"
    assert "If you take this out of your calendar, we won’t know." in event["DESCRIPTION"]
    assert "BEGIN:VTIMEZONE" in text
    for hidden in ("Samira", "Amira", "Okonjo", "/r/", "http"):
        assert hidden not in text


def test_the_calendar_file_keeps_the_hour_of_the_wall_in_summer(client: Client) -> None:
    event, _ = event_of(client, asked(wednesday(on="2027-06-16"), answer="yes"))

    assert event.decoded("DTSTART").isoformat() == "2027-06-16T13:30:00+01:00"


def test_fetched_again_after_a_move_it_is_the_same_event(client: Client) -> None:
    invitation = asked(answer="yes")
    first, _ = event_of(client, invitation)
    with time_machine.travel("2026-11-30T12:00:00Z"):
        afternoon = Afternoon.objects.get()
        afternoon.on = WEDNESDAY.replace(day=9)
        afternoon.save()
        moved, _ = event_of(client, invitation)

    assert moved["UID"] == first["UID"]
    assert moved["SEQUENCE"] > first["SEQUENCE"]
    assert moved.decoded("DTSTART").day == 9


def test_an_afternoon_that_is_off_is_off_in_the_calendar_too(client: Client) -> None:
    invitation = asked(wednesday(state="cancelled", cancel_reason="Snow"), answer="yes")
    event, _ = event_of(client, invitation)

    assert (event["STATUS"], event["SUMMARY"]) == ("CANCELLED", "Not on: a cuppa at the Orchard")


@pytest.mark.parametrize("answer", ["", "no"])
def test_who_does_not_come_is_led_back_to_the_page(client: Client, answer: str) -> None:
    invitation = asked(answer=answer) if answer else asked()

    assert client.get(page_of(invitation, "cuppa.ics"))["Location"] == page_of(invitation)


# --- What it costs (P4). ------------------------------------------------------------


def statements(client: Client, method: str, path: str, data: Any = None) -> int:
    with CaptureQueriesContext(connection) as seen:
        getattr(client, method)(path, data)
    return len(seen)


def test_a_page_takes_one_statement_an_answer_six_and_the_whole_eight(client: Client) -> None:
    warm = asked()
    client.get(page_of(warm))
    tap(client, warm, "yes")  # PostgreSQL has planned both statements now.
    invitation = asked()
    page = statements(client, "get", page_of(invitation))
    answer = statements(client, "post", page_of(invitation, "answer/"), {"answer": "yes"})
    thanks = statements(client, "get", page_of(invitation, "thanks/"))

    assert (page, thanks) == (1, 1)
    assert answer <= (6 if settings.IS_SQLITE else 5)  # The transaction's own two among them.
    assert page + answer + thanks <= 8


def test_a_link_of_the_wrong_shape_never_reaches_the_database(client: Client) -> None:
    assert statements(client, "get", "/r/hello") == 0


def test_staff_who_are_signed_in_see_what_the_parent_sees(client: Client) -> None:
    invitation = asked()
    page = client.get(page_of(invitation)).content
    client.force_login(make_staff())

    assert client.get(page_of(invitation)).content == page
