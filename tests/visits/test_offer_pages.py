"""The pages on which visits are offered, and answers written down."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from families.models import Adult, Child, Household
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.outbox.models import Message
from pastoral.refusals import Refusal
from tests.factories import (
    make_adult,
    make_calendar_day,
    make_child,
    make_family,
    make_home_visit,
    make_membership,
    make_relationship,
    make_risk_check,
    make_staff,
    make_viewer,
    make_week_slot,
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
from visits import actions
from visits.models import HomeVisit, VisitAnswer
from visits.offered import to_offer, without_offer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]
SignIn = Callable[[Viewer], Client]


@pytest.fixture
def home() -> Household:
    return samiras()


@pytest.fixture
def jo(home: Household) -> Viewer:
    """Jo, who walks with Samira's family."""
    staff = mentor_of(home)
    make_membership(staff, home.setting, Role.MENTOR)
    return Viewer(user=staff, setting=home.setting, roles=frozenset({Role.MENTOR}))


def a_post(home: Household, jo: Viewer, **fields: Any) -> dict[str, Any]:
    return {
        "family": str(home.pk), "adult": str(adult_of(home).pk), "on": "2026-12-04", "at": "09:30",
        "meet_at": "home", "purpose": "check_in", "mentor": str(jo.user.pk), **fields,
    }  # fmt: skip


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


# --- Offering. ------------------------------------------------------------------------


def test_the_offer_page_is_filled_in_and_shows_the_very_words(
    home: Household, jo: Viewer, sign_in: SignIn
) -> None:
    page = sign_in(jo).get(f"/visits/offer/?family={home.pk}&on=2026-12-04&at=11:00")

    text = text_of(page)
    assert 'value="2026-12-04"' in text
    assert 'value="11:00"' in text
    assert "Samira (by text)" in text
    assert "By text, in English, to 07700 900101" in text
    assert "I&#x27;d love to pop round and hear how you are." in text
    assert "Is Friday 4 December at 11am OK?" in text
    assert "[their own link]" in text
    assert not HomeVisit.objects.exists()


def test_without_a_day_the_mentors_own_visiting_day_is_proposed(
    home: Household, jo: Viewer, sign_in: SignIn
) -> None:
    client = sign_in(jo)
    assert 'value="2026-12-04"' in text_of(client.get(f"/visits/offer/?family={home.pk}"))
    make_week_slot(jo.user, setting=home.setting, weekday=3)

    assert 'value="2026-12-03"' in text_of(client.get(f"/visits/offer/?family={home.pk}"))


def test_looking_at_the_words_offers_nothing(home: Household, jo: Viewer, sign_in: SignIn) -> None:
    page = sign_in(jo).post("/visits/offer/", a_post(home, jo, meet_at="cafe", look="1"))

    assert "Shall we meet out for a cuppa?" in text_of(page)
    assert not HomeVisit.objects.exists()


def test_a_mentor_offers_a_visit_and_a_text_goes(
    home: Household, jo: Viewer, sign_in: SignIn
) -> None:
    page = sign_in(jo).post("/visits/offer/", a_post(home, jo), follow=True)

    visit = HomeVisit.objects.get()
    assert (visit.state, visit.planned_on, visit.planned_at, visit.mentor) == (
        "offered", FRIDAY, time(9, 30), jo.user,
    )  # fmt: skip
    assert Message.objects.count() == 1
    assert "Offered. Text to Samira: waiting." in text_of(page)
    assert "Write down what they said" in text_of(page)


def test_whom_to_ring_is_said_before_and_after(
    home: Household, jo: Viewer, sign_in: SignIn
) -> None:
    Adult.objects.update(reads_english="prefer_spoken")
    client = sign_in(jo)

    before = text_of(client.get(f"/visits/offer/?family={home.pk}&on=2026-12-04"))
    after = text_of(client.post("/visits/offer/", a_post(home, jo), follow=True))

    assert "Samira (you ring)" in before
    for page in (before, after):
        assert "Ring Samira: Likes to be told: their mentor calls" in page
    assert not Message.objects.exists()


def test_who_may_not_be_asked_is_not_there_to_choose(
    home: Household, jo: Viewer, sign_in: SignIn
) -> None:
    gran = make_adult(household=home, known_as="Gran", is_deceased=True)
    make_relationship(Child.objects.get(), gran)
    client = sign_in(jo)

    assert "Gran" not in text_of(client.get(f"/visits/offer/?family={home.pk}"))
    page = client.post("/visits/offer/", a_post(home, jo, adult=str(gran.pk)))
    assert page.context["form"].errors["adult"]
    Adult.objects.update(is_deceased=True)
    assert "Nobody to ask here" in text_of(client.get(f"/visits/offer/?family={home.pk}"))


def test_rule_4_a_home_not_to_be_visited_is_offered_other_places_alone(
    home: Household, jo: Viewer, sign_in: SignIn
) -> None:
    make_risk_check(home, result="not_at_home")
    page = sign_in(jo).get(f"/visits/offer/?family={home.pk}")

    assert [value for value, _word in page.context["form"].fields["meet_at"].choices] == [
        "cafe", "park", "school",
    ]  # fmt: skip
    assert "Meet somewhere else, not at home." in text_of(page)


def test_what_is_refused_is_said_and_what_was_typed_is_kept(
    home: Household, jo: Viewer, sign_in: SignIn
) -> None:
    page = sign_in(jo).post("/visits/offer/", a_post(home, jo, on="2026-11-27"))

    assert "That time is over. Choose one still to come." in text_of(page)
    assert 'value="2026-11-27"' in text_of(page)


def test_without_a_family_one_is_led_to_those_who_have_no_offer(
    jo: Viewer, sign_in: SignIn
) -> None:
    client = sign_in(jo)
    assert client.get("/visits/offer/")["Location"] == "/visits/offers/"
    assert client.get("/visits/offer/?family=nonsense&on=32&at=x")["Location"] == "/visits/offers/"


def test_rule_45_a_colleagues_family_is_not_offered_a_visit(
    home: Household, sign_in: SignIn
) -> None:
    other = make_viewer(Role.MENTOR, setting=home.setting)
    client = sign_in(other)

    assert client.get(f"/visits/offer/?family={home.pk}").status_code == 404
    assert client.post("/visits/offer/", a_post(home, other)).status_code == 404


def test_a_family_page_leads_to_an_offer(home: Household, jo: Viewer, sign_in: SignIn) -> None:
    assert f"/visits/offer/?family={home.pk}" in text_of(sign_in(jo).get(f"/families/{home.pk}/"))


# --- Answers, again, back. --------------------------------------------------------------


def test_what_was_said_on_the_phone_is_written_down(
    home: Household, jo: Viewer, sign_in: SignIn
) -> None:
    visit = offered(home)
    page = sign_in(jo).post(
        f"/visits/{visit.pk}/answer/",
        {
            "adult": str(adult_of(home).pk), "said": "yes", "via": "call", "words": "Lovely",
            "on": "2026-12-07", "at": "14:30",
        },
        follow=True,
    )  # fmt: skip

    visit.refresh_from_db()
    assert (visit.state, visit.planned_on, visit.planned_at) == (
        "agreed",
        date(2026, 12, 7),
        time(14, 30),
    )
    assert VisitAnswer.objects.get().recorded_by == jo.user
    assert "Samira: yes, “Lovely”" in text_of(page)
    assert f"written down by {jo.user.first_name}" in text_of(page)


def test_the_offered_day_left_as_it_is_moves_nothing(
    home: Household, jo: Viewer, sign_in: SignIn
) -> None:
    visit = offered(home)
    sign_in(jo).post(
        f"/visits/{visit.pk}/answer/",
        {
            "adult": str(adult_of(home).pk), "said": "no", "via": "in_person",
            "on": "2026-12-04", "at": "09:30",
        },
    )  # fmt: skip

    visit.refresh_from_db()
    assert visit.state == "declined"


def test_rule_2_only_who_lives_there_or_was_asked_is_there_to_choose(
    home: Household, jo: Viewer, sign_in: SignIn
) -> None:
    visit = offered(home)
    make_adult(home.setting, known_as="Somebody Else")

    page = sign_in(jo).get(f"/visits/{visit.pk}/answer/")

    names = [name for _key, name in page.context["form"].fields["adult"].choices]
    assert names == ["Samira"]


def test_the_office_writes_an_answer_down_and_is_led_to_the_family(
    home: Household, sign_in: SignIn
) -> None:
    visit = offered(home)
    office = make_viewer(Role.OFFICE, setting=home.setting)

    answer = sign_in(office).post(
        f"/visits/{visit.pk}/answer/",
        {"adult": str(adult_of(home).pk), "said": "call_me", "via": "call"},
    )

    assert answer["Location"] == f"/families/{home.pk}/"


def test_a_family_page_shows_who_may_where_to_write_an_answer_down(
    home: Household, sign_in: SignIn
) -> None:
    visit = offered(home)
    url = f"/visits/{visit.pk}/answer/"
    office = make_viewer(Role.OFFICE, setting=home.setting)
    head = make_viewer(Role.HEAD, setting=home.setting)

    assert url in text_of(sign_in(office).get(f"/families/{home.pk}/"))
    assert url not in text_of(sign_in(head).get(f"/families/{home.pk}/"))


def test_a_wish_is_seen_to_from_the_visits_page(
    home: Household, jo: Viewer, sign_in: SignIn
) -> None:
    visit = offered(home)
    wish = actions.record_answer(
        visit=visit, adult=adult_of(home), said=VisitAnswer.Said.CALL_ME, by=None,
        via=HomeVisit.Agreed.LINK,
    )  # fmt: skip
    client = sign_in(jo)
    assert f"/visits/wishes/{wish.pk}/settle/" in text_of(client.get(f"/visits/{visit.pk}/"))

    page = client.post(f"/visits/wishes/{wish.pk}/settle/", follow=True)

    assert "Samira has been seen to." in text_of(page)
    assert "/settle/" not in text_of(page)
    assert client.post(f"/visits/wishes/{wish.pk}/settle/", {"then": "home"})["Location"] == "/"


def test_an_offer_is_taken_back_with_a_reason(home: Household, jo: Viewer, sign_in: SignIn) -> None:
    visit = offered(home)
    client = sign_in(jo)
    no_reason = client.post(f"/visits/{visit.pk}/offer/take-back/", {"reason": " "}, follow=True)
    client.post(f"/visits/{visit.pk}/offer/take-back/", {"reason": "Training"})
    again = client.post(f"/visits/{visit.pk}/offer/take-back/", {"reason": "Training"})

    visit.refresh_from_db()
    assert "Say why, in a line" in text_of(no_reason)
    assert visit.state == "cancelled_school"
    assert again.status_code == 409


def test_a_visit_that_rests_says_from_when_it_may_be_offered_again(
    home: Household, jo: Viewer, sign_in: SignIn
) -> None:
    visit = stands(offered(home), "declined")
    client = sign_in(jo)
    again = f"/visits/{visit.pk}/offer/again/"
    post = a_post(home, jo, on="2027-01-15", at="11:00")
    assert "It may be offered again from Wednesday 30 December" in text_of(
        client.get(f"/visits/{visit.pk}/")
    )
    assert "They were asked lately." in text_of(client.get(again))
    assert "Ask again from Wednesday 30 December" in text_of(client.post(again, post))

    with time_machine.travel("2026-12-30T10:00:00Z"):
        client = sign_in(jo)
        assert again in text_of(client.get(f"/visits/{visit.pk}/"))
        client.post(again, post)
        visit.refresh_from_db()
    assert (visit.state, visit.planned_on) == ("offered", date(2027, 1, 15))


def test_the_timeline_tells_what_they_said_and_a_head_reads_no_no(
    home: Household, jo: Viewer, sign_in: SignIn
) -> None:
    visit = offered(home)
    for said in (VisitAnswer.Said.CALL_ME, VisitAnswer.Said.NO):
        actions.record_answer(
            visit=visit, adult=adult_of(home), said=said, by=None, via=HomeVisit.Agreed.LINK
        )
    head = make_viewer(Role.HEAD, setting=home.setting)

    to_jo = text_of(sign_in(jo).get(f"/families/{home.pk}/?kind=visit"))
    to_head = text_of(sign_in(head).get(f"/families/{home.pk}/?kind=visit"))

    assert "Samira said not now to a visit" in to_jo
    assert "Samira asked for a call" in to_jo
    assert "said not now" not in to_head


# --- Rule 1. ----------------------------------------------------------------------------


def test_rule_1_a_family_that_starts_is_offered_a_visit_within_ten_school_days(
    home: Household, jo: Viewer, sign_in: SignIn
) -> None:
    Child.objects.update(placement_starts_on="2026-11-23")
    make_calendar_day(home.setting, day=date(2026, 12, 2))

    (family,) = to_offer(list(without_offer(jo)), jo)
    assert (family.by, family.is_overdue) == (date(2026, 12, 8), False)
    assert "by Tuesday 8 December" in text_of(sign_in(jo).get("/visits/offers/"))

    with time_machine.travel("2026-12-09T08:00:00Z"):
        assert "was due yesterday" in text_of(sign_in(jo).get("/visits/offers/"))
    offered(home)
    assert "Everybody has been asked" in text_of(sign_in(jo).get("/visits/offers/"))


def test_rule_1_every_family_is_there_whoever_they_are_the_longest_waiting_first() -> None:
    setting = orchard()
    lead = make_viewer(Role.LEAD, setting=setting)
    made = {}
    for name, start in (("new", "2026-11-27"), ("old", "2026-10-01"), ("late", "2026-11-02")):
        made[name] = make_family(setting)
        Child.objects.filter(homes__household=made[name]).update(placement_starts_on=start)
    unheard = make_family(setting)
    Child.objects.filter(homes__household=unheard).update(placement_starts_on="2026-12-01")
    make_home_visit(make_family(setting))

    found = to_offer(list(without_offer(lead)), lead)

    assert [family.household for family in found] == [made["old"], made["late"], made["new"]]
    assert [family.is_overdue for family in found] == [True, True, False]


def test_rule_1_who_asked_for_peace_moved_home_or_left_is_not_chased() -> None:
    setting = orchard()
    lead = make_viewer(Role.LEAD, setting=setting)
    paused, before, left = (make_family(setting) for _ in range(3))
    Household.objects.filter(pk=paused.pk).update(paused_from=date(2026, 11, 1))
    Child.objects.filter(homes__household=left).update(placement_ends_on="2026-11-20")
    make_home_visit(before)
    after = make_family(setting)
    Household.objects.filter(pk=after.pk).update(previous=before)

    assert list(without_offer(lead)) == []


def test_rule_1_an_offer_taken_back_before_an_answer_is_still_to_be_made(
    home: Household, jo: Viewer
) -> None:
    actions.take_offer_back(visit=offered(home), reason="Training", by=jo.user)

    assert list(without_offer(jo)) == [home]


def test_rule_45_a_mentor_sees_her_own_families_alone(home: Household, jo: Viewer) -> None:
    make_family(home.setting)

    assert list(without_offer(jo)) == [home]


def test_the_list_takes_as_many_queries_with_many_as_with_one(
    home: Household, sign_in: SignIn
) -> None:
    lead = make_viewer(Role.LEAD, setting=home.setting)
    client = sign_in(lead)
    client.get("/visits/offers/")  # Signing in costs its own, once.
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/visits/offers/")
        counts.append(len(queries))
        for _ in range(5):
            make_family(home.setting)

    assert counts[0] == counts[1] <= 10


def test_two_homes_of_one_child_are_each_offered_a_visit(home: Household, jo: Viewer) -> None:
    other = make_family(home.setting, jo.user)
    offered(home)

    assert list(without_offer(jo)) == [other]


def test_a_lead_may_send_somebody_else(home: Household, sign_in: SignIn) -> None:
    lead = make_viewer(Role.LEAD, setting=home.setting)
    kwame = make_staff(first_name="Kwame")
    make_membership(kwame, home.setting, Role.MENTOR)

    sign_in(lead).post("/visits/offer/", a_post(home, lead, mentor=str(kwame.pk)))

    assert HomeVisit.objects.get().mentor == kwame
    assert "it's Kwame" in Message.objects.get().body


def test_a_second_offer_for_the_same_day_is_refused_by_the_action_too(home: Household) -> None:
    make_child(household=home)
    stands(offered(home), "planned")

    with pytest.raises(Refusal, match="has a visit that day already"):
        offered(home)


def test_an_offer_says_when_and_where_and_whom_to_ring_on_which_number(
    home: Household, jo: Viewer, sign_in: SignIn
) -> None:
    Adult.objects.filter(pk=adult_of(home).pk).update(language="ur", reads_english="a_bit")
    visit = offered(home)
    client = sign_in(jo)

    text = text_of(client.get(f"/visits/{visit.pk}/"))
    assert "No approved words in their language" in text
    assert "Friday 4 December, 9.30am" in text
    assert "<dt>Where</dt> <dd>At home</dd>" in text
    assert 'href="tel:+447700900101"' in text

    Adult.objects.filter(pk=adult_of(home).pk).update(safe_contact="none")
    assert 'href="tel:+447700900101"' not in text_of(client.get(f"/visits/{visit.pk}/"))
