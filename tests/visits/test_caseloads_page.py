"""The caseloads page, setting cover, ending it and handing on, as a lead uses them."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from families.models import Cover, MentorAssignment, Promise
from pastoral.accounts.models import Setting
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from tests.factories import (
    make_child,
    make_cover,
    make_family,
    make_home_visit,
    make_household,
    make_membership,
    make_mentor_assignment,
    make_promise,
    make_risk_check,
    make_setting,
    make_staff,
    make_viewer,
    make_visit_note,
)
from visits.caseloads import Caseload, caseloads_of
from visits.models import HomeVisit

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
State = HomeVisit.State
MONDAY, TUESDAY, FRIDAY = date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 4)
PAGE = "/visits/caseloads/"


@pytest.fixture(autouse=True)
def _on_a_monday_morning() -> Iterator[None]:
    with time_machine.travel(datetime.combine(MONDAY, time(8, 45)), tick=False):
        yield


@pytest.fixture
def setting() -> Setting:
    return make_setting()


@pytest.fixture
def lead(setting: Setting) -> Viewer:
    return make_viewer(Role.LEAD, setting=setting, first_name="Ruth")


@pytest.fixture
def jo(setting: Setting) -> Viewer:
    return make_viewer(setting=setting, first_name="Jo")


@pytest.fixture
def kwame(setting: Setting) -> Viewer:
    return make_viewer(setting=setting, first_name="Kwame")


def of(lead: Viewer, mentor: Viewer) -> Caseload:
    return next(load for load in caseloads_of(lead).mentors if load.mentor == mentor.user)


def test_families_are_counted_for_each_full_time_mentor(lead: Viewer, jo: Viewer) -> None:
    jo.user.works_share = Decimal("0.6")
    jo.user.save()
    for _ in range(3):
        make_family(lead.setting, jo.user)
    make_mentor_assignment(
        jo.user, make_child(household=make_household(lead.setting), placement_ends_on=TUESDAY)
    )
    left = make_child(household=make_household(lead.setting), placement_ends_on=date(2026, 11, 27))
    make_mentor_assignment(jo.user, left)

    load = of(lead, jo)

    assert (load.families, load.share, load.for_full_time) == (4, "0.6", "6.7")


def test_two_children_of_one_home_are_one_family(lead: Viewer, jo: Viewer) -> None:
    home = make_family(lead.setting, jo.user)
    make_mentor_assignment(jo.user, make_child(household=home))

    assert of(lead, jo).families == 1


def test_what_waits_is_told_mentor_by_mentor(lead: Viewer, jo: Viewer) -> None:
    home = make_family(lead.setting, jo.user)
    make_promise(home, owner=jo.user, due_on=date(2026, 11, 27))
    make_promise(home, owner=jo.user, due_on=MONDAY)
    make_home_visit(home, jo.user, state=State.AGREED, planned_on=FRIDAY)
    checked = make_family(lead.setting, jo.user)
    make_risk_check(checked)
    make_home_visit(checked, jo.user, state=State.PLANNED, planned_on=FRIDAY)
    make_family(lead.setting, jo.user)

    load = of(lead, jo)

    assert (load.promises_overdue, load.to_plan, load.to_check, load.due) == (1, 1, 1, 1)


def test_rule_8_notes_that_are_late_are_named_for_the_lead_alone(
    lead: Viewer, jo: Viewer, sign_in: SignIn
) -> None:
    home = make_household(lead.setting, label="Samira and Amira")
    late = make_home_visit(home, jo.user, planned_on=date(2026, 11, 26))
    make_home_visit(make_family(lead.setting), jo.user, planned_on=date(2026, 11, 27))  # Due today.
    make_visit_note(make_home_visit(home, jo.user, planned_on=date(2026, 11, 19)))

    assert [each.visit for each in of(lead, jo).late] == [late]
    page = sign_in(lead).get(PAGE).text
    assert "Jo, with Samira and Amira" in page
    assert "Visited Thursday 26 November; the note was due Friday 27 November" in page
    assert sign_in(jo).get(PAGE).status_code == 403


def test_mentors_stand_in_the_order_of_their_names(lead: Viewer, jo: Viewer, kwame: Viewer) -> None:
    for _ in range(3):
        make_family(lead.setting, kwame.user)

    assert [load.mentor.first_name for load in caseloads_of(lead).mentors] == [
        "Jo",
        "Kwame",
        "Ruth",
    ]


def test_who_is_no_mentor_any_more_is_shown_while_families_are_theirs(
    lead: Viewer, jo: Viewer, sign_in: SignIn
) -> None:
    make_family(lead.setting, jo.user)
    jo.user.memberships.update(to_on=date(2026, 11, 27))

    page = sign_in(lead).get(PAGE).text

    assert "no longer a mentor here" in page
    assert reverse("visits:hand-on", args=[jo.user.pk]) in page


def test_children_without_a_mentor_stand_on_top_with_a_way_to_give_one(
    lead: Viewer, jo: Viewer, sign_in: SignIn
) -> None:
    home = make_household(lead.setting)
    alone = make_child(household=home, legal_first="Amira")
    make_child(household=home, legal_first="Lou", placement_ends_on=date(2026, 11, 27))
    make_mentor_assignment(jo.user, make_child(household=home, legal_first="Sami"))

    client = sign_in(lead)
    page = client.get(PAGE)

    assert [each.child for each in page.context["loads"].without] == [alone]
    there = f"{reverse('families:mentor', args=[home.pk])}?child={alone.pk}"
    assert there in page.text
    form = client.get(f"{there}&mentor={jo.user.pk}").context["form"]
    assert (form["child"].value(), form["mentor"].value()) == (str(alone.pk), str(jo.user.pk))


def test_what_waits_is_said_first_and_each_number_leads_to_its_rows(
    lead: Viewer, jo: Viewer, sign_in: SignIn
) -> None:
    make_child(household=make_household(lead.setting))
    homes = [make_family(lead.setting, jo.user) for _ in range(2)]
    for home in homes:
        make_home_visit(home, jo.user, planned_on=date(2026, 11, 16))
    make_promise(homes[0], owner=lead.user, due_on=date(2026, 11, 27))

    page = sign_in(lead).get(PAGE).content.decode()

    assert 'href="#without">1 child without a mentor</a>' in page
    assert 'href="/visits/not-seen/">3 families due a visit</a>' in page
    assert 'href="#notes">2 notes late</a>' in page
    assert 'href="/families/promises/?whose=all">1 promise overdue</a>' in page
    assert 'id="without"' in page
    assert 'id="notes"' in page
    not_seen = sign_in(lead).get("/visits/not-seen/").content.decode()
    assert "3 families are due a visit." in not_seen
    assert f"/visits/not-seen/?mentor={jo.user.pk}" in page


def test_where_nothing_waits_the_page_says_so(lead: Viewer, sign_in: SignIn) -> None:
    assert "Nothing: every child has a mentor" in sign_in(lead).get(PAGE).content.decode()


def test_the_page_asks_the_database_the_same_with_few_and_with_many(
    lead: Viewer,
    jo: Viewer,
    kwame: Viewer,
    sign_in: SignIn,
    django_assert_max_num_queries: Callable,
) -> None:
    def more(count: int) -> None:
        for n in range(count):
            home = make_family(lead.setting, jo.user)
            make_promise(home, owner=jo.user)
            make_risk_check(home)
            make_home_visit(home, jo.user, state=State.AGREED, planned_on=FRIDAY)
            made = make_home_visit(home, jo.user, planned_on=date(2026, 11, 20))
            made.companions.add(kwame.user)
            make_child(household=home)
            make_membership(make_staff(), lead.setting)
            make_cover(
                make_staff(), kwame.user, setting=lead.setting,
                from_on=FRIDAY, to_on=date(2026, 12, 5 + n),
            )  # fmt: skip

    more(1)
    client = sign_in(lead)
    client.get(PAGE)
    with django_assert_max_num_queries(30) as few:
        client.get(PAGE)
    more(12)
    with django_assert_max_num_queries(len(few)):
        client.get(PAGE)


def asked(jo: Viewer, kwame: Viewer, **more: str) -> dict[str, str]:
    return {
        "away": str(jo.user.pk),
        "stand_in": str(kwame.user.pk),
        "from_on": "2026-12-01",
        "to_on": "2026-12-04",
        "told_by": "",
        **more,
    }


def test_rule_44_what_clashes_is_shown_before_cover_is_set_and_afterwards_until_mended(
    lead: Viewer, jo: Viewer, kwame: Viewer, sign_in: SignIn
) -> None:
    home = make_family(lead.setting, jo.user)
    visit = make_home_visit(
        home, jo.user, state=State.PLANNED, planned_on=FRIDAY, planned_at=time(11),
        buddy=kwame.user,
    )  # fmt: skip
    client = sign_in(lead)

    look = client.post("/visits/cover/", asked(jo, kwame))

    assert "Nothing is set yet" in look.text
    assert "1 family, 1 visit and no promises of Jo" in look.text
    assert "Kwame would be their own buddy" in look.text
    assert reverse("visits:detail", args=[visit.pk]) in look.text
    assert not Cover.objects.exists()

    done = client.post("/visits/cover/", asked(jo, kwame, set="yes"), follow=True).text

    assert Cover.objects.get().stand_in == kwame.user
    assert "Kwame stands in for Jo" in done
    assert "Kwame would be their own buddy" in done
    assert "1 family still to be told by a person" in done


def test_cover_that_can_not_be_is_refused_with_what_was_typed(
    lead: Viewer, jo: Viewer, kwame: Viewer, sign_in: SignIn
) -> None:
    page = sign_in(lead).post("/visits/cover/", asked(jo, kwame, to_on="2026-11-30"))

    assert "can’t be before the first" in page.text
    assert 'value="2026-12-01"' in page.text


def test_a_look_can_be_changed_without_typing_it_all_again(
    lead: Viewer, jo: Viewer, kwame: Viewer, sign_in: SignIn
) -> None:
    client = sign_in(lead)
    look = client.post("/visits/cover/", asked(jo, kwame))

    form = client.get(f"/visits/cover/?{look.context['query']}").context["form"]

    assert form["away"].value() == str(jo.user.pk)
    assert form["to_on"].value() == "2026-12-04"


def test_a_lead_says_when_somebody_is_back(
    lead: Viewer, jo: Viewer, kwame: Viewer, sign_in: SignIn
) -> None:
    cover = make_cover(jo.user, kwame.user, setting=lead.setting, from_on=MONDAY, to_on=FRIDAY)
    client, there = sign_in(lead), reverse("visits:cover-end", args=[cover.pk])

    assert client.get(there).context["form"]["back_on"].value() == MONDAY
    wrong = client.post(there, {"back_on": "2026-12-07"}).text
    client.post(there, {"back_on": "2026-12-03"})

    cover.refresh_from_db()
    assert "ends by itself on Friday 4 December" in wrong
    assert cover.to_on == date(2026, 12, 2)


def test_a_lead_hands_families_on_each_to_somebody_or_not(
    lead: Viewer, jo: Viewer, kwame: Viewer, sign_in: SignIn
) -> None:
    first, second, third = (make_family(lead.setting, jo.user) for _ in range(3))
    client, there = sign_in(lead), reverse("visits:hand-on", args=[jo.user.pk])

    done = client.post(
        there,
        {
            "to": str(kwame.user.pk),
            f"family_{second.pk.hex}": str(lead.user.pk),
            f"family_{third.pk.hex}": "stays",
            "goodbye": "on",
        },
        follow=True,
    ).text

    current = MentorAssignment.objects.current(MONDAY).filter(kind="lead")
    homes = {row.child.homes.get().household: row.mentor for row in current}
    assert homes == {first: kwame.user, second: lead.user, third: jo.user}
    assert "Handed on: 2 families, no visits, no promises." in done
    assert Promise.objects.open().filter(what__startswith="Say goodbye").count() == 2


def test_where_somebody_is_missing_after_handing_on_the_page_says_so(
    lead: Viewer, jo: Viewer, kwame: Viewer, sign_in: SignIn
) -> None:
    make_home_visit(
        make_household(lead.setting, label="Samira"), kwame.user, state=State.PLANNED,
        planned_on=FRIDAY, buddy=jo.user,
    )  # fmt: skip

    there = reverse("visits:hand-on", args=[jo.user.pk])
    done = sign_in(lead).post(there, {"to": str(kwame.user.pk)}, follow=True).text

    assert "Somebody is missing for Samira, 4 December 2026" in done


def test_rule_44_what_clashes_for_who_takes_over_is_said_with_a_link(
    lead: Viewer, jo: Viewer, kwame: Viewer, sign_in: SignIn
) -> None:
    home = make_family(lead.setting, jo.user)
    other = make_household(lead.setting, label="Ola")
    other.members.create(
        child=MentorAssignment.objects.get().child, from_on=home.members.all()[0].from_on
    )
    theirs = make_household(lead.setting, label="Samira")
    taken, _own = (
        make_home_visit(
            at, who.user, state=State.PLANNED, planned_on=FRIDAY, planned_at=time(11), buddy=None
        )
        for at, who in ((home, jo), (theirs, kwame))
    )
    client, there = sign_in(lead), reverse("visits:hand-on", args=[jo.user.pk])

    assert "along: the same child’s other home" in client.get(there).text
    done = client.post(there, {"to": str(kwame.user.pk)}, follow=True).text

    assert f"and at {theirs} at 11am. Move one of them." in done
    assert f'href="{reverse("visits:detail", args=[taken.pk])}"' in done
