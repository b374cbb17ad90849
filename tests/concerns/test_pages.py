"""The worried lane, page by page: writing, what one handed over, and who reads it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from families.models import Child, Household
from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.concerns import actions
from pastoral.concerns.models import Worry
from pastoral.ids import new_id
from pastoral.outbox.models import Message
from tests import test_who_opens_what as table
from tests.factories import (
    make_child,
    make_family,
    make_message,
    make_viewer,
    make_visit_note,
    make_worry,
    make_worry_addition,
)
from tests.shipped import ship_words

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
WRITE, MINE, INBOX = "/worried/write/", "/worried/mine/", "/worried/inbox/"
SECRET, QUOTE, MORE = "zebracrossing", "marmaladequote", "umbrellamore"


@pytest.fixture
def jo() -> Viewer:
    ship_words()
    return make_viewer(Role.MENTOR, first_name="Jo")


def typed(**more: Any) -> dict[str, Any]:
    return {"key": new_id(), "about": "child", "facts": SECRET, "exact_words": QUOTE} | more


def children_ticked(page: str) -> list[str]:
    boxes = re.findall(r"<input[^>]*name=\"children\"[^>]*>", page)
    return [m[1] for box in boxes if "checked" in box and (m := re.search(r'value="([^"]+)"', box))]


def test_speak_first_leads_on_to_writing_it_down(sign_in: SignIn, jo: Viewer) -> None:
    page = sign_in(jo).get("/worried/").text

    assert page.index("Is somebody in danger now?") < page.index("Write it down")
    assert f'href="{WRITE}"' in page
    assert f'href="{WRITE}?about=staff"' in page
    assert "not part of this version" not in page


def test_a_worry_begun_on_a_familys_page_has_its_children_ticked(
    sign_in: SignIn, jo: Viewer
) -> None:
    family = make_family(jo.setting, jo.user)
    make_family(jo.setting, jo.user)
    client = sign_in(jo)

    assert f'href="/worried/?family={family.pk}"' in client.get(family.get_absolute_url()).text
    assert f"{WRITE}?family={family.pk}" in client.get(f"/worried/?family={family.pk}").text
    page = client.get(f"{WRITE}?family={family.pk}").text
    child = Child.objects.get(homes__household=family)
    assert children_ticked(page) == [str(child.pk)]
    assert children_ticked(client.get(f"{WRITE}?child={child.pk}").text) == [str(child.pk)]


def test_rule_45_children_of_others_are_not_named(sign_in: SignIn, jo: Viewer) -> None:
    family = make_family(jo.setting)
    child = Child.objects.get(homes__household=family)
    client = sign_in(jo)

    for address in (f"?family={family.pk}", f"?child={child.pk}", "?family=x", ""):
        assert str(child.pk) not in re.sub(r"action=\S+", "", client.get(WRITE + address).text)
    client.post(WRITE, typed(children=[str(child.pk)]))
    assert not Worry.objects.exists()


def test_many_children_are_folded_away(sign_in: SignIn, jo: Viewer) -> None:
    lead = make_viewer(Role.LEAD, setting=jo.setting)
    for _n in range(13):
        make_child(jo.setting)

    page = sign_in(lead).get(WRITE).text

    assert "Name the child, or children" in page
    assert children_ticked(page) == []


def test_handing_over_gives_a_reference_and_shows_no_word_again(
    sign_in: SignIn, jo: Viewer
) -> None:
    family = make_family(jo.setting, jo.user)
    child = Child.objects.get(homes__household=family)

    answer = sign_in(jo).post(WRITE, typed(children=[child.pk]), follow=True)

    worry = Worry.objects.get()
    assert list(worry.children.all()) == [child]
    assert answer.redirect_chain == [(MINE, 302)]
    assert f"{worry.reference} is handed over" in answer.text
    assert "Handed over" in answer.text
    assert SECRET not in answer.text
    assert child.first_name not in answer.text


def test_what_was_typed_stays_where_something_is_missing(sign_in: SignIn, jo: Viewer) -> None:
    page = sign_in(jo).post(WRITE, typed(facts="")).text

    assert "Please fill this in" in page
    assert QUOTE in page
    assert not Worry.objects.exists()


def test_it_is_asked_whom_one_told_and_an_empty_box_is_answered_calmly(
    sign_in: SignIn, jo: Viewer
) -> None:
    make_viewer(Role.DSL, setting=jo.setting, first_name="Dee", phone="07700 900002")
    client = sign_in(jo)

    assert "Please ring Dee now" in client.post(WRITE, typed(), follow=True).text
    Worry.objects.all().delete()
    told = typed(told_whom="Dee", told_at="2020-01-01T10:00")
    assert "Please ring" not in client.post(WRITE, told, follow=True).text


def test_a_worry_about_staff_asks_to_ring_the_head(sign_in: SignIn, jo: Viewer) -> None:
    make_viewer(Role.DSL, setting=jo.setting, first_name="Dee")
    make_viewer(Role.HEAD, setting=jo.setting, first_name="Hedda", phone="07700 900003")

    page = sign_in(jo).post(WRITE, typed(about="staff"), follow=True).text

    assert "Please ring Hedda now" in page
    assert "Dee" not in page


def test_rule_13_about_the_head_there_is_no_form(sign_in: SignIn, jo: Viewer) -> None:
    client = sign_in(jo)

    assert "speak to the chair of governors" in client.get(WRITE).text
    client.post(WRITE, typed(about="head"))
    assert not Worry.objects.exists()


def test_without_a_safeguarding_lead_the_page_says_whom_to_ring_and_nothing_is_lost(
    sign_in: SignIn, jo: Viewer
) -> None:
    client = sign_in(jo)

    assert "nobody is alerted. What you write is kept" in client.get(WRITE).text
    page = client.post(WRITE, typed(), follow=True).text
    assert "Please ring somebody now" in page
    assert "01632 960001" in page
    assert Worry.objects.exists()


@pytest.mark.parametrize(
    ("came_from", "word"),
    [
        ("/visits/log/", "Back to what you were writing"),
        ("/families/", "Back to where you were"),
        ("/worried/mine/", ""),
        ("https://evil.example.org/", ""),
        ("//evil.example.org/", ""),
        ("/nowhere/", ""),
    ],
)
def test_there_is_a_way_back_to_what_one_was_writing_and_only_there(
    sign_in: SignIn, jo: Viewer, came_from: str, word: str
) -> None:
    client = sign_in(jo)
    referer = f"http://testserver{came_from}" if came_from.startswith("/") else came_from

    first = client.get("/worried/", headers={"referer": referer}).text
    last = client.post(f"{WRITE}?back={came_from}", typed(), follow=True).text

    for page in (first, last):
        assert (f'href="{came_from}">{word}' in page) == bool(word)
        assert "evil" not in page
        assert word or "Back to w" not in page


def test_rule_10_the_note_and_the_worry_know_nothing_of_one_another(
    sign_in: SignIn, jo: Viewer
) -> None:
    note = make_visit_note(going_well="“She read to me.”")
    client = sign_in(jo)

    page = client.get(f"{WRITE}?back=/visits/{note.visit_id}/note/").text
    client.post(WRITE, typed())

    assert "She read" not in page
    note.refresh_from_db()
    assert note.going_well == "“She read to me.”"
    assert note.history.count() == 1


def test_nothing_handed_over_yet_says_what_the_page_is_for(sign_in: SignIn, jo: Viewer) -> None:
    assert "You have handed nothing over" in sign_in(jo).get(MINE).text


def test_adding_goes_underneath_and_shows_nothing_of_before(sign_in: SignIn, jo: Viewer) -> None:
    worry = make_worry(jo.setting, created_by=jo.user, facts=SECRET)
    url = reverse("concerns:add", args=[worry.pk])
    client = sign_in(jo)

    assert SECRET not in client.get(url).text
    assert "Please fill this in" in client.post(url, {"text": ""}).text
    answer = client.post(url, {"text": MORE}, follow=True)

    assert f"Added to {worry.reference}" in answer.text
    assert MORE not in answer.text
    assert worry.additions.get().text == MORE


def test_adding_to_a_closed_worry_is_answered_with_409(sign_in: SignIn, jo: Viewer) -> None:
    worry = make_worry(jo.setting, created_by=jo.user, state=Worry.State.CLOSED)
    client = sign_in(jo)

    assert client.post(reverse("concerns:add", args=[worry.pk]), {"text": "x"}).status_code == 409
    assert "Add to it" not in client.get(MINE).text


def test_the_inbox_puts_first_what_nobody_has_acknowledged(
    sign_in: SignIn, jo: Viewer, time_machine: Any
) -> None:
    time_machine.move_to("2026-12-02T10:00:00+00:00", tick=False)
    dee = make_viewer(Role.DSL, setting=jo.setting)
    seen = make_worry(
        jo.setting, state="acknowledged", acknowledged_at=timezone.now(),
        acknowledged_by=dee.user, created_by=jo.user,
    )  # fmt: skip
    make_worry_addition(seen, written_by=jo.user)
    first = make_worry(jo.setting, facts=SECRET, created_by=jo.user)
    time_machine.move_to("2026-12-02T10:12:00+00:00", tick=False)
    second = make_worry(jo.setting)

    page = sign_in(dee).get(INBOX).text

    places = [page.index(worry.reference) for worry in (first, second, seen)]
    assert places == sorted(places)
    assert "12 minutes ago" in page
    assert "Added to 12 minutes ago" in page
    assert SECRET not in page


def test_the_inbox_asks_as_many_questions_with_fifty_as_with_one(
    sign_in: SignIn, jo: Viewer, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(make_viewer(Role.DSL, setting=jo.setting))
    counts = []
    for more in (1, 50):
        for _n in range(more):
            make_worry(jo.setting, created_by=jo.user).children.add(make_child(jo.setting))
            make_worry(jo.setting, state="acknowledged", created_by=jo.user)
        client.get(INBOX)
        with django_assert_max_num_queries(10) as asked:
            client.get(INBOX)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_an_empty_inbox_says_what_it_is_for(sign_in: SignIn, jo: Viewer) -> None:
    assert "Nothing is here" in sign_in(make_viewer(Role.HEAD, setting=jo.setting)).get(INBOX).text


def test_reading_a_worry_is_kept_in_the_trail_under_no_family(sign_in: SignIn, jo: Viewer) -> None:
    worry = make_worry(jo.setting, created_by=jo.user, facts=SECRET, exact_words=QUOTE)
    worry.children.add(make_child(jo.setting, preferred_first="Amira"))
    make_worry_addition(worry, text=MORE, written_by=jo.user)
    dee = make_viewer(Role.DSL, setting=jo.setting)

    page = sign_in(dee).get(reverse("concerns:read", args=[worry.pk])).text

    for said in (SECRET, QUOTE, MORE, "Amira", "Nobody, as far as it says: ring Jo"):
        assert said in page
    line = TrailEntry.objects.get(did="read")
    assert (line.what, line.actor, line.about_id) == ("concerns.worry", dee.user, worry.pk)
    assert line.household_id is None


def test_acknowledging_shows_to_its_author_and_a_second_time_is_409(
    sign_in: SignIn, jo: Viewer
) -> None:
    worry = make_worry(jo.setting, created_by=jo.user)
    dee = make_viewer(Role.DSL, setting=jo.setting, first_name="Dee")
    url = reverse("concerns:acknowledge", args=[worry.pk])
    client = sign_in(dee)

    page = client.post(url, follow=True).text

    assert "is acknowledged" in page
    assert "I have read it and see to it" not in page
    assert client.post(url).status_code == 409
    assert "Acknowledged" in sign_in(jo).get(MINE).text


def test_the_way_to_the_inbox_is_shown_to_who_reads_worries(sign_in: SignIn, jo: Viewer) -> None:
    for role in Role:
        page = sign_in(make_viewer(role, setting=jo.setting)).get(reverse("desk:more")).text
        assert (INBOX in page) == (role in (Role.DSL, Role.DEPUTY_DSL, Role.HEAD))


def test_rule_4_no_list_of_messages_tells_that_there_is_a_worry(
    sign_in: SignIn, jo: Viewer
) -> None:
    make_viewer(Role.DSL, setting=jo.setting, phone="07700 900002")
    make_message(jo.setting, body="Hi Samira.")
    actions.hand_over(
        setting=jo.setting, about=Worry.About.CHILD, telling=actions.Telling(SECRET), by=jo.user
    )
    hidden = Message.objects.filter(template_key="staff-worry")
    hidden.update(state=Message.State.FAILED_PERMANENT)
    assert hidden.count() == 2
    client = sign_in(make_viewer(Role.LEAD, setting=jo.setting))

    for which in ("needs-you", "waiting", "sent", "not-sent"):
        page = client.get(f"/messages/?list={which}").text
        assert "A worry waits" not in page
        assert Worry.objects.get().reference not in page
    assert client.post(reverse("outbox:settle", args=[hidden[0].pk])).status_code == 404


def a_worry_of(jo: Viewer, about: str) -> tuple[Worry, dict[str, Any]]:
    rows = table._rows(jo.setting, jo)
    worry = make_worry(
        jo.setting, about=about, created_by=jo.user, facts=SECRET, exact_words=QUOTE,
        happened=SECRET, who_was_there=QUOTE, done_already=SECRET, told_whom=QUOTE,
        decision=SECRET,
    )  # fmt: skip
    worry.children.add(Child.objects.get(pk=rows["child_id"]))
    make_worry_addition(worry, text=MORE, written_by=jo.user)
    return worry, rows | {"worry_id": worry.pk}


def everything_opened(client: Client, letter: str, jo: Viewer, rows: dict[str, Any]) -> str:
    """Return all that somebody reads who opens every page there is, and searches for the words."""
    pages = [
        client.get(table._address(name, rows, jo.setting))
        for name, letters in table.OPENS.items()
        if letter in letters
    ]
    pages += [client.get(f"/families/?q={word}") for word in (SECRET, QUOTE)]
    pages += [
        client.get(f"{Household.objects.get(pk=rows['family_id']).get_absolute_url()}?kind={kind}")
        for kind in ("visit", "contact", "message", "promise")
    ]
    texts = [b"".join(p) if p.streaming else p.content for p in pages]
    return b"".join(texts).decode(errors="replace")


@pytest.mark.parametrize("letter", ["M", "L", "O", "H", "T", "A"])
def test_rule_11_no_page_shows_the_words_to_their_author_or_to_a_colleague(
    sign_in: SignIn, jo: Viewer, letter: str
) -> None:
    _worry, rows = a_worry_of(jo, "child")
    role = table.LETTERS[letter]
    client = sign_in(jo if role is Role.MENTOR else make_viewer(role, setting=jo.setting))

    read = everything_opened(client, letter, jo, rows)

    # What one searches for stands in the search box, in the address and nowhere else.
    read = re.sub(r'(?:value="|q=|“)(?:zebracrossing|marmaladequote)', "", read)
    assert len(read) > 10_000
    assert not [word for word in (SECRET, QUOTE, MORE) if word in read]


@pytest.mark.parametrize("letter", ["D", "Y"])
def test_rule_13_no_page_shows_the_safeguarding_lead_what_is_about_staff(
    sign_in: SignIn, jo: Viewer, letter: str
) -> None:
    worry, rows = a_worry_of(jo, "staff")
    client = sign_in(make_viewer(table.LETTERS[letter], setting=jo.setting))

    read = everything_opened(client, letter, jo, rows)

    read = re.sub(r'(?:value="|q=|“)(?:zebracrossing|marmaladequote)', "", read)
    assert not [word for word in (SECRET, QUOTE, MORE, worry.reference) if word in read]
    assert client.post(reverse("concerns:acknowledge", args=[worry.pk])).status_code == 404
