"""The pages about staff, the calendar and the policy."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from pastoral.accounts import half_terms
from pastoral.accounts.models import CalendarDay, Policy, StaffInvitation
from pastoral.accounts.policy_form import GROUPS
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from tests.factories import (
    make_calendar_day,
    make_membership,
    make_setting,
    make_staff,
    make_staff_invitation,
    make_viewer,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]
CALENDAR = "/calendar/"


@pytest.fixture
def admin() -> Viewer:
    return make_viewer(Role.ADMINISTRATOR, first_name="Ada", email="ada@example.org")


def test_the_list_names_everybody_here_with_their_roles(sign_in: SignIn, admin: Viewer) -> None:
    jo = make_staff(first_name="Jo")
    for role in (Role.MENTOR, Role.DSL):
        make_membership(jo, admin.setting, role)
    make_membership(make_staff(first_name="Gone"), admin.setting, to_on=date(2021, 1, 1))
    make_membership(make_staff(first_name="Elsewhere"))

    page = sign_in(admin).get(reverse("accounts:staff")).text

    assert "Child-and-family mentor and Designated safeguarding lead" in page
    assert "Gone" not in page
    assert "Elsewhere" not in page


def test_the_list_asks_no_more_for_more_people(
    sign_in: SignIn, admin: Viewer, django_assert_max_num_queries: Callable
) -> None:
    for _n in range(40):
        make_membership(setting=admin.setting)
        make_staff_invitation(admin.setting)
    client = sign_in(admin)
    client.get(reverse("accounts:staff"))

    with django_assert_max_num_queries(8):
        client.get(reverse("accounts:staff"))


def test_inviting_shows_the_link_once(sign_in: SignIn, admin: Viewer) -> None:
    client = sign_in(admin)
    said = {"email": "new@example.org", "roles": ["mentor"]}

    page = client.post(reverse("accounts:staff-invite"), said)

    link = re.findall(r'value="(http://127.0.0.1:8000/join/[\w-]{22}/)"', page.text)[0]
    assert "no-store" in page["Cache-Control"]
    assert link not in client.get(reverse("accounts:staff")).text
    assert "new@example.org" in client.get(reverse("accounts:staff")).text


def test_a_refusal_stands_on_the_form_with_what_was_typed(sign_in: SignIn, admin: Viewer) -> None:
    said = {"email": "ada@example.org", "roles": ["dsl"]}

    page = sign_in(admin).post(reverse("accounts:staff-invite"), said).text

    assert "Nobody gives themselves a role" in page
    assert 'value="ada@example.org"' in page


def test_an_invitation_without_a_role_is_asked_for_one(sign_in: SignIn, admin: Viewer) -> None:
    page = sign_in(admin).post(reverse("accounts:staff-invite"), {"email": "new@example.org"}).text

    assert "Choose at least one role." in page


def test_an_invitation_is_taken_back_by_those_whose_it_is(sign_in: SignIn, admin: Viewer) -> None:
    own, other = make_staff_invitation(admin.setting), make_staff_invitation()
    client = sign_in(admin)

    assert client.post(reverse("accounts:invitation-withdraw", args=[other.pk])).status_code == 404
    client.post(reverse("accounts:invitation-withdraw", args=[own.pk]))

    open_now = StaffInvitation.objects.filter(expires_at__gt=timezone.now())
    assert list(open_now) == [other]


def test_a_role_is_given_and_ended(sign_in: SignIn, admin: Viewer) -> None:
    held = make_membership(setting=admin.setting, role=Role.MENTOR)
    url = reverse("accounts:staff-member", args=[held.staff_id])
    client = sign_in(admin)

    client.post(url, {"role": "lead"})
    given = held.staff.memberships.get(role="lead")
    ended = client.post(reverse("accounts:role-end", args=[held.pk]), follow=True)

    assert given.setting == admin.setting
    assert "is not Child-and-family mentor here any more" in ended.text


def test_a_role_they_have_is_not_offered(sign_in: SignIn, admin: Viewer) -> None:
    held = make_membership(setting=admin.setting, role=Role.MENTOR)

    page = sign_in(admin).get(reverse("accounts:staff-member", args=[held.staff_id])).text

    assert 'value="mentor"' not in page
    assert 'value="lead"' in page


def test_the_only_administrator_reads_why_they_stay(sign_in: SignIn, admin: Viewer) -> None:
    held = admin.user.memberships.get()

    page = sign_in(admin).post(reverse("accounts:role-end", args=[held.pk]), follow=True).text

    assert "Ada is the only administrator" in page


def test_people_and_roles_of_another_setting_answer_404(sign_in: SignIn, admin: Viewer) -> None:
    other = make_membership()
    client = sign_in(admin)

    assert client.get(reverse("accounts:staff-member", args=[other.staff_id])).status_code == 404
    assert client.post(reverse("accounts:role-end", args=[other.pk])).status_code == 404


@pytest.mark.parametrize("name", ["role-end", "invitation-withdraw", "calendar-day-remove"])
def test_what_takes_away_is_never_done_by_get(sign_in: SignIn, name: str) -> None:
    viewer = make_viewer(Role.ADMINISTRATOR)
    key = viewer.user.memberships.get().pk

    assert sign_in(viewer).get(reverse(f"accounts:{name}", args=[key])).status_code == 405


def test_a_day_is_added_and_taken_out(sign_in: SignIn, admin: Viewer) -> None:
    client = sign_in(admin)
    day = timezone.localdate() + timedelta(days=1)

    client.post(CALENDAR, {"day": day, "kind": "inset", "reason": "Training"})
    added = CalendarDay.objects.get()
    assert (added.setting, added.reason) == (admin.setting, "Training")
    twice = client.post(CALENDAR, {"day": day, "kind": "inset"})
    assert "is in the calendar already" in twice.text
    client.post(reverse("accounts:calendar-day-remove", args=[added.pk]))
    assert not CalendarDay.objects.exists()


def test_another_settings_day_can_not_be_taken_out(sign_in: SignIn, admin: Viewer) -> None:
    other = make_calendar_day()

    url = reverse("accounts:calendar-day-remove", args=[other.pk])
    assert sign_in(admin).post(url).status_code == 404


def test_the_calendar_shows_the_nations_bank_holidays(sign_in: SignIn) -> None:
    setting = make_setting(nation="northern_ireland")
    viewer = make_viewer(Role.LEAD, setting=setting)

    page = sign_in(viewer).get(CALENDAR, {"year": 2026}).text

    assert "Wed 17 Mar 2027" in page
    assert "Northern Ireland" in page


@pytest.mark.parametrize("year", ["", "1066", "9999", "soon", "-1"])
def test_a_year_far_off_shows_this_one(sign_in: SignIn, admin: Viewer, year: str) -> None:
    this = half_terms.school_year_of(timezone.localdate())

    assert f"Calendar {this}/" in sign_in(admin).get(CALENDAR, {"year": year}).text


def test_half_terms_begin_as_proposed_and_are_saved(sign_in: SignIn, admin: Viewer) -> None:
    client = sign_in(admin)
    url = reverse("accounts:half-terms") + "?year=2026"

    page = client.get(url).text
    assert "most schools in England keep" in page
    assert 'value="2026-09-01"' in page
    said = {
        f"{each.term}_{each.half}_{end}": getattr(each, end)
        for each in half_terms.proposed("england", 2026)
        for end in ("starts_on", "ends_on")
    }
    client.post(url, {**said, "autumn_1_starts_on": "2026-09-03"})

    first = admin.setting.half_terms.get(term="autumn", half=1)
    assert first.starts_on == date(2026, 9, 3)
    assert 'value="2026-09-03"' in client.get(url).text
    disorder = client.post(url, {**said, "spring_2_ends_on": "2027-05-01"}).text
    assert "Summer, first half starts before Spring, second half has ended" in disorder


def test_the_form_of_the_policy_has_every_number_once() -> None:
    shown = [name for names in GROUPS.values() for name in names]
    kept = {field.name for field in Policy._meta.get_fields() if field.concrete}

    elsewhere = {"watch_words"}  # A list of words, with a page of its own.
    assert sorted(shown) == sorted(kept - elsewhere - {"id", "created_at", "updated_at", "setting"})


def _as_it_stands(client: Client) -> dict[str, str]:
    page = client.get(reverse("accounts:policy"))
    form = page.context["form"]
    return {name: form[name].value() for name in form.fields}


def test_the_policy_says_what_is_usual_and_is_saved(sign_in: SignIn, admin: Viewer) -> None:
    client = sign_in(admin)
    page = client.get(reverse("accounts:policy")).text
    assert "Visits one person makes in a day" in page
    assert "Usually 4." in page
    assert 'value="15, 60, 240"' in page

    client.post(reverse("accounts:policy"), {**_as_it_stands(client), "visits_per_day": "3"})

    policy = Policy.objects.get()
    assert policy.visits_per_day == 3
    assert policy.retries == [15, 60, 240]


@pytest.mark.parametrize(
    ("name", "said", "sentence"),
    [
        ("idle_minutes", "0", "No less than 5"),
        ("visits_per_day", "many", "A whole number, please."),
        ("retry_minutes", "15, soon", "Write minutes with commas"),
        ("send_until", "07:00", "The hours for messages end after they begin"),
    ],
)
def test_nonsense_in_the_policy_stands_on_the_form(
    sign_in: SignIn, admin: Viewer, name: str, said: str, sentence: str
) -> None:
    client = sign_in(admin)

    page = client.post(reverse("accounts:policy"), {**_as_it_stands(client), name: said})

    assert sentence in page.text
    assert f'value="{said}"' in page.text
    assert Policy.objects.get().visits_per_day == 4


def test_somebody_in_two_settings_is_offered_the_other(admin: Viewer) -> None:
    part = "accounts/_choose_setting.html"
    other = make_setting(name="The other place")
    shown = {"viewer": admin, "csrf_token": "x"}

    both = render_to_string(part, {**shown, "settings_of_viewer": [admin.setting, other]})
    one = render_to_string(part, {**shown, "settings_of_viewer": [admin.setting]})

    assert f'value="{other.pk}"' in both
    assert f'value="{admin.setting.pk}"' not in both
    assert "button" not in one


def test_a_person_keeps_the_number_they_are_rung_on(sign_in: SignIn) -> None:
    jo = make_viewer(Role.MENTOR)
    client = sign_in(jo)

    wrong = client.post("/you/phone/", {"phone": "ring me"})
    client.post("/you/phone/", {"phone": "07700 900407"})

    assert "can’t read this number" in wrong.content.decode()
    jo.user.refresh_from_db()
    assert jo.user.phone == "+447700900407"
    assert "07700 900407" in client.get("/you/phone/").content.decode()
    client.post("/you/phone/", {"phone": "", "save": "Save"})
    jo.user.refresh_from_db()
    assert jo.user.phone == ""
