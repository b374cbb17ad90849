"""The pages about promises: the list, making one, closing one, and what the family’s page tells."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from families.models import Adult, Child, ContactLog, Household, Promise
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.desk import timeline
from pastoral.ids import new_id
from tests.factories import (
    make_afternoon,
    make_cover,
    make_family,
    make_promise,
    make_viewer,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
LIST, ADD = "/families/promises/", "/families/promises/new/"


@pytest.fixture
def jo() -> Viewer:
    return make_viewer(Role.MENTOR, first_name="Jo")


@pytest.fixture
def family(jo: Viewer) -> Household:
    return make_family(jo.setting, jo.user)


def typed(family: Household, owner: Viewer, **more: Any) -> dict[str, Any]:
    return {
        "family": family.pk,
        "what": "Bring the bus form",
        "owner": owner.user.pk,
        "when": "7",
        "made_in": "other",
    } | more


def close_url(promise: Promise, back: str = "") -> str:
    return reverse("families:promise-close", args=[promise.pk]) + (f"?back={back}" if back else "")


def test_an_empty_list_says_what_it_is_for(sign_in: SignIn, jo: Viewer) -> None:
    page = sign_in(jo).get(LIST).text

    assert "Nothing is open" in page
    assert "waits here until it is done" in page


def test_the_list_shows_ones_own_and_says_what_is_overdue(
    sign_in: SignIn, jo: Viewer, family: Household
) -> None:
    make_promise(family, owner=jo.user, due_on=jo.today - timedelta(days=1), what="Ring the bus")
    make_promise(family, what="Another’s")

    page = sign_in(jo).get(LIST).text

    assert "Ring the bus" in page
    assert "Overdue" in page
    assert "Another’s" not in page
    assert "Everybody’s" not in page


def test_a_lead_may_look_at_everybodys_by_owner(
    sign_in: SignIn, jo: Viewer, family: Household
) -> None:
    make_promise(family, owner=jo.user, what="Ring the bus")
    client = sign_in(make_viewer(Role.LEAD, setting=jo.setting))

    assert "Ring the bus" not in client.get(LIST).text
    page = client.get(f"{LIST}?whose=all").text
    assert "Ring the bus" in page
    assert ">Jo<" in page
    assert "stand in" not in page


def test_a_mentor_asks_in_vain_for_everybodys(
    sign_in: SignIn, jo: Viewer, family: Household
) -> None:
    make_promise(family, what="Another’s")

    assert "Another’s" not in sign_in(jo).get(f"{LIST}?whose=all").text


def test_who_is_away_reads_who_has_them_today(sign_in: SignIn, jo: Viewer) -> None:
    sam = make_viewer(setting=jo.setting, first_name="Sam")
    make_cover(jo.user, sam.user, setting=jo.setting, from_on=jo.today)

    assert "Sam has your promises" in sign_in(jo).get(LIST).text


def test_the_list_asks_as_many_questions_with_fifty_as_with_one(
    sign_in: SignIn, jo: Viewer, django_assert_max_num_queries: Any
) -> None:
    lead = make_viewer(Role.LEAD, setting=jo.setting)
    make_promise(make_family(jo.setting), owner=lead.user)
    client = sign_in(lead)
    counts = []
    for more in (0, 50):
        for _n in range(more):
            make_promise(make_family(jo.setting), owner=lead.user)
        for url in (LIST, f"{LIST}?whose=all"):
            client.get(url)
            with django_assert_max_num_queries(10) as asked:
                client.get(url)
            counts.append(len(asked))

    assert counts[:2] == counts[2:]


def test_a_promise_for_a_family_is_kept_in_mind(
    sign_in: SignIn, jo: Viewer, family: Household
) -> None:
    url = f"{ADD}?family={family.pk}"
    child = Child.objects.get()

    answer = sign_in(jo).post(url, typed(family, jo, child=child.pk), follow=True)

    promise = Promise.objects.get()
    assert (promise.household, promise.child, promise.owner) == (family, child, jo.user)
    assert promise.due_on == jo.today + timedelta(days=7)
    assert "It is kept in mind for" in answer.text
    assert answer.redirect_chain == [(family.get_absolute_url(), 302)]


@pytest.mark.parametrize(
    ("days", "named", "after"),
    [("0", None, 0), ("1", None, 1), ("7", None, 7), ("7", 3, 3)],
)
def test_a_day_is_tapped_or_named_and_the_named_one_goes_first(
    sign_in: SignIn, family: Household, days: str, named: int | None, after: int
) -> None:
    jo = make_viewer(Role.LEAD, setting=family.setting)
    due_on = f"{jo.today + timedelta(days=named):%Y-%m-%d}" if named else ""

    sign_in(jo).post(ADD, typed(family, jo, when=days, due_on=due_on))

    assert Promise.objects.get().due_on == jo.today + timedelta(days=after)


def test_a_day_gone_by_is_told_and_what_was_typed_stays(
    sign_in: SignIn, jo: Viewer, family: Household
) -> None:
    page = sign_in(jo).post(ADD, typed(family, jo, due_on="2020-01-01")).text

    assert "That day has gone by" in page
    assert "Bring the bus form" in page
    assert not Promise.objects.exists()


def test_a_colleague_may_own_it(sign_in: SignIn, jo: Viewer, family: Household) -> None:
    office = make_viewer(Role.OFFICE, setting=jo.setting)

    sign_in(jo).post(ADD, typed(family, office))

    assert Promise.objects.get().owner == office.user


def test_nobody_else_may_own_it(sign_in: SignIn, jo: Viewer, family: Household) -> None:
    stranger = make_viewer(Role.MENTOR)

    answer = sign_in(jo).post(ADD, typed(family, stranger))

    assert answer.status_code == 200
    assert not Promise.objects.exists()


def test_rule_45_no_promise_is_made_to_a_family_one_does_not_see(
    sign_in: SignIn, jo: Viewer
) -> None:
    other = make_family(jo.setting)
    client = sign_in(jo)

    assert client.get(f"{ADD}?family={other.pk}").status_code == 404
    assert client.post(ADD, typed(other, jo)).status_code == 200
    assert not Promise.objects.exists()


def test_what_was_promised_on_an_afternoon_knows_which(
    sign_in: SignIn, jo: Viewer, family: Household
) -> None:
    afternoon = make_afternoon(jo.setting)
    url = f"{ADD}?made_in=afternoon&from={afternoon.pk}"
    client = sign_in(jo)

    client.post(url, typed(family, jo, made_in="afternoon"))
    client.post(url, typed(family, jo, made_in="call"))

    first, second = Promise.objects.order_by("created_at")
    assert (first.made_in, first.made_in_id) == ("afternoon", afternoon.pk)
    assert (second.made_in, second.made_in_id) == ("call", None)


@pytest.mark.parametrize("page", ["detail", "register"])
def test_an_afternoons_pages_lead_to_a_promise(sign_in: SignIn, jo: Viewer, page: str) -> None:
    afternoon = make_afternoon(jo.setting, on=jo.today)
    link = f"{ADD}?made_in=afternoon&amp;from={afternoon.pk}"

    assert link in sign_in(jo).get(reverse(f"afternoons:{page}", args=[afternoon.pk])).text
    head = make_viewer(Role.HEAD, setting=jo.setting)
    assert link not in sign_in(head).get(reverse(f"afternoons:{page}", args=[afternoon.pk])).text


@pytest.mark.parametrize("nonsense", ["family=x", "made_in=visit", "made_in=afternoon&from=x"])
def test_a_strange_address_only_leaves_more_to_choose(
    sign_in: SignIn, jo: Viewer, nonsense: str
) -> None:
    assert sign_in(jo).get(f"{ADD}?{nonsense}").status_code == 200


def test_a_contact_and_what_was_promised_are_kept_together(
    sign_in: SignIn, jo: Viewer, family: Household
) -> None:
    url = reverse("families:contact", args=[family.pk, Adult.objects.get().pk])
    day = jo.today + timedelta(days=2)
    words = {"channel": "voice", "line": "About the club", "promised": "Ask about the club"}

    sign_in(jo).post(url, words | {"promised_for": f"{day:%Y-%m-%d}"})

    promise, contact = Promise.objects.get(), ContactLog.objects.get()
    assert (promise.what, promise.due_on, promise.owner) == ("Ask about the club", day, jo.user)
    assert (promise.made_in, promise.made_in_id) == ("call", contact.pk)


def test_a_contact_without_a_promise_makes_none(
    sign_in: SignIn, jo: Viewer, family: Household
) -> None:
    url = reverse("families:contact", args=[family.pk, Adult.objects.get().pk])

    sign_in(jo).post(url, {"channel": "voice", "line": "Hello", "promised_for": "2020-01-01"})

    assert ContactLog.objects.exists()
    assert not Promise.objects.exists()


@pytest.mark.parametrize(
    ("day", "said"), [("", "By when will it be done?"), ("2020-01-01", "That day has gone by")]
)
def test_a_promise_with_a_contact_needs_a_day_and_without_one_nothing_is_kept(
    sign_in: SignIn, jo: Viewer, family: Household, day: str, said: str
) -> None:
    url = reverse("families:contact", args=[family.pk, Adult.objects.get().pk])
    words = {"channel": "voice", "line": "A chat", "promised": "Ring", "promised_for": day}

    page = sign_in(jo).post(url, words).text

    assert said in page
    assert "A chat" in page
    assert not ContactLog.objects.exists()


def test_done_takes_one_button_and_what_came_of_it_is_welcome(
    sign_in: SignIn, jo: Viewer, family: Household
) -> None:
    promise = make_promise(family, owner=jo.user)

    answer = sign_in(jo).post(
        close_url(promise, "home"), {"save": "Done", "result": "She was glad."}, follow=True
    )

    promise.refresh_from_db()
    assert (promise.state, promise.result) == ("done", "She was glad.")
    assert f"Done: “Bring the bus form” for {family}" in answer.text
    assert answer.redirect_chain[0] == ("/", 302)


def test_not_needed_asks_why(sign_in: SignIn, jo: Viewer, family: Household) -> None:
    promise = make_promise(family, owner=jo.user)
    client = sign_in(jo)

    assert "Please fill this in" in client.post(close_url(promise), {"not_needed": "1"}).text
    client.post(close_url(promise), {"not_needed": "1", "why": "They have a pass now."})

    promise.refresh_from_db()
    assert (promise.state, promise.result) == ("not_needed", "They have a pass now.")


def test_handing_on_names_a_colleague_and_a_day(
    sign_in: SignIn, jo: Viewer, family: Household
) -> None:
    promise = make_promise(family, owner=jo.user)
    sam = make_viewer(setting=jo.setting, first_name="Sam")
    page = {"hand_on": "1", "to": sam.user.pk}
    client = sign_in(jo)

    assert (
        "That day has gone by"
        in client.post(close_url(promise), page | {"due_on": "2020-01-01"}).text
    )
    answer = client.post(
        close_url(promise, "family"), page | {"due_on": f"{jo.today:%Y-%m-%d}"}, follow=True
    )

    assert "Sam has it now, for today" in answer.text
    assert answer.redirect_chain == [(family.get_absolute_url(), 302)]
    assert Promise.objects.open().get().owner == sam.user


def test_nobody_hands_it_to_who_has_it(sign_in: SignIn, jo: Viewer, family: Household) -> None:
    promise = make_promise(family, owner=jo.user)
    page = {"hand_on": "1", "to": jo.user.pk, "due_on": f"{jo.today:%Y-%m-%d}"}

    assert sign_in(jo).post(close_url(promise), page).status_code == 200
    assert Promise.objects.count() == 1


@pytest.mark.parametrize(
    "button", [{"save": "1"}, {"not_needed": "1", "why": "No."}, {"hand_on": "1"}]
)
def test_a_closed_promise_is_answered_with_409(
    sign_in: SignIn, jo: Viewer, family: Household, button: dict[str, str]
) -> None:
    sam = make_viewer(setting=jo.setting)
    promise = make_promise(
        family, owner=jo.user, state="done", closed_at=family.created_at, closed_by=jo.user
    )
    more = {"to": sam.user.pk, "due_on": f"{jo.today:%Y-%m-%d}"}

    answer = sign_in(jo).post(close_url(promise), button | more)

    assert answer.status_code == 409
    assert "closed already" in answer.text


def test_a_closed_promise_opened_again_says_so(
    sign_in: SignIn, jo: Viewer, family: Household
) -> None:
    promise = make_promise(
        family, owner=jo.user, state="done", closed_at=family.created_at, closed_by=jo.user
    )

    answer = sign_in(jo).get(close_url(promise), follow=True)

    assert "closed already" in answer.text
    assert answer.redirect_chain == [(LIST, 302)]


def test_rule_45_a_colleagues_promise_is_not_there(
    sign_in: SignIn, jo: Viewer, family: Household
) -> None:
    promise = make_promise(family, owner=make_viewer(setting=jo.setting).user)
    client = sign_in(jo)

    assert client.get(close_url(promise)).status_code == 404
    assert client.post(close_url(promise), {"save": "1"}).status_code == 404
    assert client.get(close_url(make_promise(pk=new_id()))).status_code == 404


def test_whoever_stands_in_closes_it_without_seeing_the_family(sign_in: SignIn, jo: Viewer) -> None:
    away = make_viewer(setting=jo.setting, first_name="Ann")
    family = make_family(jo.setting)
    promise = make_promise(family, owner=away.user)
    make_cover(away.user, jo.user, setting=jo.setting, from_on=jo.today)
    client = sign_in(jo)

    assert "Ann’s promise: you stand in today" in client.get(LIST).text
    assert client.post(close_url(promise), {"save": "1"}).status_code == 302

    promise.refresh_from_db()
    assert (promise.state, promise.closed_by) == ("done", jo.user)


def told(viewer: Viewer, family: Household) -> list[tuple[str, str]]:
    return [(e.title, e.said) for e in timeline.of_family(viewer, family, "promise")]


def test_closing_appears_on_the_timeline_with_who_and_what_came_of_it(
    sign_in: SignIn, jo: Viewer, family: Household
) -> None:
    promise = make_promise(family, owner=jo.user)
    sign_in(jo).post(close_url(promise), {"save": "1", "result": "She was glad."})

    assert told(jo, family) == [
        ("Done, as we said: Bring the bus form", "Jo: She was glad."),
        ("We said: Bring the bus form", "Jo, for Wednesday 2 December"),
    ]


def test_what_came_of_it_is_read_by_who_reads_notes(
    sign_in: SignIn, jo: Viewer, family: Household
) -> None:
    promise = make_promise(family, owner=jo.user)
    sign_in(jo).post(close_url(promise), {"save": "1", "result": "She was glad."})

    office = make_viewer(Role.OFFICE, setting=jo.setting)

    assert told(office, family)[0] == ("Done, as we said: Bring the bus form", "by Jo")


def test_what_is_handed_on_was_promised_once(
    sign_in: SignIn, jo: Viewer, family: Household
) -> None:
    promise = make_promise(family, owner=jo.user)
    sam = make_viewer(setting=jo.setting, first_name="Sam")
    page = {"hand_on": "1", "to": sam.user.pk, "due_on": f"{jo.today:%Y-%m-%d}"}
    sign_in(jo).post(close_url(promise), page)

    assert [title for title, _said in told(jo, family)] == [
        "Handed on: Bring the bus form",
        "We said: Bring the bus form",
    ]


def test_the_familys_page_offers_to_add_and_to_close(
    sign_in: SignIn, jo: Viewer, family: Household
) -> None:
    mine = make_promise(family, owner=jo.user)
    anothers = make_promise(family, owner=make_viewer(setting=jo.setting).user)

    page = sign_in(jo).get(family.get_absolute_url()).text

    assert f"{ADD}?family={family.pk}" in page
    assert close_url(mine, "family") in page
    assert close_url(anothers, "family") not in page
