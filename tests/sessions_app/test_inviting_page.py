"""The page on which families are asked."""

import re
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from families.models import Adult, Restriction
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.outbox.models import Message, Template
from sessions_app.actions import inviting
from sessions_app.models import Afternoon, Invitation
from tests.factories import (
    make_afternoon,
    make_approval,
    make_family,
    make_restriction,
    make_staff,
    make_viewer,
)
from tests.sessions_app.scenes import THURSDAY, an_afternoon_with_families, let_them_go
from tests.shipped import ship_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_thursday")]
SignIn = Callable[[Viewer], Client]


@pytest.fixture
def _thursday() -> object:
    ship_words()
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def lead() -> Viewer:
    return make_viewer(Role.LEAD)


def text_of(response: object) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", plain)


def test_the_three_numbers_stand_before_anything_is_sent(sign_in: SignIn, lead: Viewer) -> None:
    afternoon = an_afternoon_with_families(2, setting=lead.setting)
    make_family(lead.setting, email="")
    gone = make_family(lead.setting)
    Adult.objects.filter(homes__household=gone).update(is_deceased=True)
    client = sign_in(lead)

    page = text_of(client.get(f"/afternoons/{afternoon.pk}/invite/"))

    assert "2 will be asked" in page
    assert "1 will not" in page
    assert "1 need you first" in page
    assert "Send 2 invitations" in page
    assert "Has died" in text_of(client.get(f"/afternoons/{afternoon.pk}/invite/will-not/"))
    needs = text_of(client.get(f"/afternoons/{afternoon.pk}/invite/needs-you/"))
    assert "No number and no e-mail address" in needs
    assert not Message.objects.exists()


def test_one_sees_the_very_words_of_whom_one_picks(sign_in: SignIn, lead: Viewer) -> None:
    afternoon = an_afternoon_with_families(1, setting=lead.setting)
    make_family(lead.setting, known_as="Zofia", email="zofia@example.org")
    zofia = Adult.objects.get(known_as="Zofia")

    page = text_of(sign_in(lead).get(f"/afternoons/{afternoon.pk}/invite/?person={zofia.pk}"))

    assert "By e-mail, in English, to zofia@example.org" in page
    assert "Hi Zofia," in page
    assert "[their own link]" in page


def test_sending_turns_the_numbers_into_what_became_of_them(sign_in: SignIn, lead: Viewer) -> None:
    afternoon = an_afternoon_with_families(3, setting=lead.setting)
    make_family(lead.setting, email="")
    client = sign_in(lead)
    address = f"/afternoons/{afternoon.pk}/invite/"

    sent = text_of(client.post(address, follow=True))
    assert "3 invitations are on the way." in sent
    assert "4 people considered" in sent
    assert "3 still waiting to go" in sent
    assert "On their way 0 of 3" in sent
    let_them_go(THURSDAY)
    one = Message.objects.filter(state=Message.State.SENT).first()
    assert one
    Message.objects.filter(pk=one.pk).update(
        state=Message.State.FAILED_PERMANENT, reason="No such box."
    )

    after = text_of(client.get(address))
    assert "2 sent" in after
    assert "1 not sent" in after
    assert "1 failed" in after
    assert "No such box" in text_of(client.get(f"{address}failed/"))
    assert "No number and no e-mail address" in text_of(client.get(f"{address}skipped/"))
    assert "Thu 26 Nov 4pm" in text_of(client.get(f"{address}sent/"))


def test_at_night_the_page_says_when_they_leave(sign_in: SignIn, lead: Viewer) -> None:
    afternoon = an_afternoon_with_families(2, setting=lead.setting)
    address = f"/afternoons/{afternoon.pk}/invite/"
    client = sign_in(lead)
    in_the_day = text_of(client.post(address, follow=True))
    make_family(lead.setting)

    with time_machine.travel("2026-11-26T20:07:00Z", tick=False):
        client = sign_in(lead)
        Message.objects.all().update(not_before="2026-11-27T08:00:00Z")
        at_night = text_of(client.get(address))
        listed = text_of(client.get("/messages/"))

    assert "They leave" not in in_the_day.split("Can be asked now")[0]
    assert "They leave from tomorrow 8am." in at_night
    assert "2 messages wait, and leave from tomorrow 8am." in listed


def test_two_of_one_first_name_are_told_apart_in_every_list(sign_in: SignIn, lead: Viewer) -> None:
    afternoon = an_afternoon_with_families(0, setting=lead.setting)
    for child in ("Max", "Ida"):
        home = make_family(lead.setting, known_as="Joanne")
        home.label = f"Joanne and {child}"
        home.save()
    client = sign_in(lead)
    address = f"/afternoons/{afternoon.pk}/invite/"

    pages = [text_of(client.get(address)), text_of(client.get(f"{address}will/"))]
    client.post(address)
    pages.append(text_of(client.get(f"{address}waiting/")))

    for page in pages:
        assert "Joanne (Joanne and Max)" in page
        assert "Joanne (Joanne and Ida)" in page


def test_rule_28_pressing_the_button_again_sends_nothing(sign_in: SignIn, lead: Viewer) -> None:
    afternoon = an_afternoon_with_families(2, setting=lead.setting)
    client = sign_in(lead)
    client.post(f"/afternoons/{afternoon.pk}/invite/")

    again = text_of(client.post(f"/afternoons/{afternoon.pk}/invite/", follow=True))

    assert "Nobody got a second copy." in again
    assert Message.objects.count() == 2


def test_plain_english_is_offered_counted_and_chosen(sign_in: SignIn, lead: Viewer) -> None:
    make_family(lead.setting, language="ur", reads_english=Adult.ReadsEnglish.A_BIT)
    afternoon = an_afternoon_with_families(1, setting=lead.setting)
    client = sign_in(lead)
    address = f"/afternoons/{afternoon.pk}/invite/"

    before = text_of(client.get(address))
    assert "Send 1 invitation" in before
    assert "Ask 1 person in plain English this time" in before
    assert "Send 2 invitations" in text_of(client.get(f"{address}?english=1"))
    client.post(address)
    after = text_of(client.get(address))
    assert "1 more person can be asked, in plain English" in after
    assert "Nobody more" not in after

    client.post(address, {"in_english_too": "on"})
    assert Invitation.objects.filter(state=Invitation.State.QUEUED).count() == 2


def test_rule_34_each_language_says_how_many_wait_for_its_words(
    sign_in: SignIn, lead: Viewer
) -> None:
    afternoon = an_afternoon_with_families(1, setting=lead.setting)
    for language in ("ar", "ar", "lt"):
        make_family(lead.setting, language=language)

    page = sign_in(lead).get(f"/afternoons/{afternoon.pk}/invite/")

    assert "Arabic: 2 adults, drafts not approved yet" in text_of(page)
    assert "Lithuanian: 1 adult, no words yet" in text_of(page)
    assert "/messages/words/in/ar/" in page.content.decode()
    assert "Ask 3 people in plain English" in text_of(page)


def test_the_words_in_her_language_are_shown_with_their_parts_and_cost(
    sign_in: SignIn, lead: Viewer
) -> None:
    afternoon = an_afternoon_with_families(0, setting=lead.setting)
    make_family(
        lead.setting, language="ar", known_as="Samira",
        mobile="+447700900101", mobile_state="verified",
    )  # fmt: skip
    for template in Template.objects.filter(language="ar"):
        make_approval(template, setting=lead.setting)

    page = sign_in(lead).get(f"/afternoons/{afternoon.pk}/invite/")

    assert "By text, in Arabic, to 07700 900101" in text_of(page)
    assert "1 text, about £0." in text_of(page)
    assert 'lang="ar" dir="rtl"' in page.content.decode()


def test_rule_17_the_page_warns_of_two_who_must_not_meet(sign_in: SignIn, lead: Viewer) -> None:
    afternoon = an_afternoon_with_families(2, setting=lead.setting)
    one, other = Adult.objects.order_by("pk")
    make_restriction(one, None, other_adult=other, kind=Restriction.Kind.DO_NOT_CO_ATTEND)

    page = text_of(sign_in(lead).get(f"/afternoons/{afternoon.pk}/invite/"))

    assert "Two who must not meet" in page
    assert one.known_as in page


def test_an_afternoon_that_is_not_open_says_so(sign_in: SignIn, lead: Viewer) -> None:
    afternoon = make_afternoon(lead.setting, state=Afternoon.State.PLANNED)
    client = sign_in(lead)

    assert "Not open yet" in text_of(client.get(f"/afternoons/{afternoon.pk}/invite/"))
    assert client.post(f"/afternoons/{afternoon.pk}/invite/").status_code == 409


def test_once_it_has_begun_the_button_is_gone(sign_in: SignIn, lead: Viewer) -> None:
    afternoon = an_afternoon_with_families(1, setting=lead.setting)
    with time_machine.travel("2026-12-02T13:30:00Z"):
        client = sign_in(lead)
        address = f"/afternoons/{afternoon.pk}/invite/"
        assert "Send" not in text_of(client.get(address))
        assert "This afternoon has begun." in text_of(client.post(address, follow=True))


def test_a_list_that_does_not_exist_is_not_there(sign_in: SignIn, lead: Viewer) -> None:
    afternoon = make_afternoon(lead.setting)

    assert sign_in(lead).get(f"/afternoons/{afternoon.pk}/invite/nobody/").status_code == 404


@pytest.mark.parametrize("role", [Role.MENTOR, Role.DSL, Role.HEAD, Role.TRUST, Role.ADMINISTRATOR])
def test_only_those_who_invite_open_it(sign_in: SignIn, role: Role) -> None:
    viewer = make_viewer(role)
    afternoon = make_afternoon(viewer.setting)

    assert sign_in(viewer).get(f"/afternoons/{afternoon.pk}/invite/").status_code == 403


@pytest.mark.parametrize("path", ["", "will/", "needs-you/"])
def test_it_takes_as_many_queries_for_a_hundred_families_as_for_ten(
    sign_in: SignIn, lead: Viewer, path: str
) -> None:
    afternoon = an_afternoon_with_families(10, setting=lead.setting)
    client = sign_in(lead)
    address = f"/afternoons/{afternoon.pk}/invite/{path}"

    def queries() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        return len(seen)

    few = queries()
    for _ in range(90):
        make_family(lead.setting)

    assert queries() == few


def test_inviting_takes_as_many_statements_for_a_hundred_as_for_ten() -> None:
    def statements(count: int) -> int:
        afternoon = an_afternoon_with_families(count)
        by = make_staff()
        with CaptureQueriesContext(connection) as seen:
            inviting.invite(afternoon=afternoon, by=by)
        # How many rows go into one INSERT differs between databases.
        return sum(not query["sql"].startswith("INSERT") for query in seen)

    assert statements(10) == statements(100)
