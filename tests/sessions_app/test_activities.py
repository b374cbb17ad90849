"""The library of things to make."""

from collections.abc import Callable
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from families.models import Child, Household
from families.models.children import Allergen
from pastoral.accounts.models import Setting, TrailEntry
from pastoral.accounts.roles import Role
from pastoral.refusals import Refusal, WrongMove
from sessions_app.actions import activities
from sessions_app.actions.activities import Material, OwnActivity
from sessions_app.models import Activity, Afternoon
from sessions_app.reports import activities as reports
from sessions_app.shopping import shopping_list
from tests.factories import (
    make_activity,
    make_adult,
    make_afternoon,
    make_allergy,
    make_attendance,
    make_family,
    make_policy,
    make_setting,
    make_staff,
    make_viewer,
)

pytestmark = pytest.mark.django_db


def test_the_library_ships_with_the_three_everybody_knows_and_many_more() -> None:
    activities.load_shipped()

    keys = set(Activity.objects.values_list("key", flat=True))
    assert {"decorated-biscuits", "marshmallow-and-spaghetti-towers", "clay-figures"} <= keys
    assert len(keys) >= 26


def test_loading_again_changes_nothing_and_puts_right_what_was_changed() -> None:
    activities.load_shipped()
    assert activities.load_shipped() == (0, 0)

    Activity.objects.filter(key="clay-figures").update(title="Mud")
    out = StringIO()
    call_command("load_activities", stdout=out)

    assert "0 new, 1 changed" in out.getvalue()
    assert Activity.objects.get(key="clay-figures").title == "Clay figures"


def test_every_allergen_of_the_library_is_one_of_the_fourteen() -> None:
    activities.load_shipped()

    named = {a for row in Activity.objects.all() for a in row.allergens}
    assert named <= set(Allergen.values)


def test_the_shopping_list_grows_with_the_people_and_rounds_up() -> None:
    materials = [
        {"name": "Biscuits", "quantity": 3, "unit": "biscuits", "per": "person"},
        {"name": "Icing sugar", "quantity": 60, "unit": "g", "per": "person"},
        {"name": "Box", "quantity": 1, "unit": "box", "per": "family"},
        {"name": "Sprinkles", "quantity": 2, "unit": "tubs", "per": "table"},
        {"name": "Bucket", "quantity": 1, "unit": "bucket", "per": "room"},
    ]

    needed = [line.amount for line in shopping_list(materials, families=9, people=25)]

    assert needed == ["75 biscuits", "1.5 kg", "9 box", "6 tubs", "1 bucket"]


def test_an_activity_of_ones_own_is_seen_by_its_setting_alone() -> None:
    viewer, stranger = make_viewer(Role.LEAD), make_viewer(Role.LEAD)
    own = OwnActivity(
        title="Bread sticks", summary="Twist and bake.", materials=[Material("Flour")]
    )

    added = activities.add_own(setting=viewer.setting, activity=own, by=viewer.user)

    assert added in Activity.objects.visible_to(viewer)
    assert added not in Activity.objects.visible_to(stranger)


def test_two_of_one_name_are_refused() -> None:
    setting, own = make_setting(), OwnActivity(title="Bread sticks", summary="Twist and bake.")
    activities.add_own(setting=setting, activity=own, by=make_staff())

    with pytest.raises(Refusal, match="in your library already"):
        activities.add_own(setting=setting, activity=own, by=make_staff())


def test_the_pages_show_allergens_hazards_talk_and_what_to_bring(
    sign_in: Callable[..., Client],
) -> None:
    activities.load_shipped()
    client = sign_in(make_viewer(Role.MENTOR))
    biscuits = Activity.objects.get(key="decorated-biscuits")

    shelf = client.get("/afternoons/activities/").content.decode()
    page = client.get(
        f"/afternoons/activities/{biscuits.pk}/?families=4&people=10"
    ).content.decode()

    assert "Clay figures" in shelf
    assert "30 biscuits" in page
    assert "Gluten, Egg, Milk and Soya" in page
    assert biscuits.hazards[0] in page
    assert "Who would you give a biscuit to" in page


def test_nonsense_numbers_get_a_word_and_the_usual_list(sign_in: Callable[..., Client]) -> None:
    activity = make_activity(
        materials=[{"name": "Clay", "quantity": 1, "unit": "bag", "per": "family"}]
    )

    page = sign_in(make_viewer()).get(f"/afternoons/activities/{activity.pk}/?families=x&people=2")

    assert "in figures" in page.content.decode()
    assert "10 bag" in page.content.decode()


def test_somebody_else_s_activity_is_not_there(sign_in: Callable[..., Client]) -> None:
    other = make_activity(setting=make_setting())

    assert sign_in(make_viewer()).get(f"/afternoons/activities/{other.pk}/").status_code == 404


def typed(**more: object) -> dict[str, object]:
    """Bread sticks, as somebody would type them."""
    return {
        "title": "Bread sticks", "summary": "Twist.", "steps": "Mix\nTwist\n", "minutes": 30,
        "mess": 2, "cost_pence": 60, "age_from": 4, "age_to": 11, "allergens": ["gluten"],
        "material-TOTAL_FORMS": 3, "material-INITIAL_FORMS": 0,
        "material-0-name": "Flour", "material-0-quantity": "150", "material-0-unit": "g",
        "material-0-per": "family", "material-1-name": "Seeds", "material-1-per": "room",
        "material-2-per": "room", **more,
    }  # fmt: skip


def test_a_lead_adds_one_on_the_page(sign_in: Callable[..., Client]) -> None:
    client = sign_in(make_viewer(Role.LEAD))

    assert client.get("/afternoons/activities/new/").status_code == 200
    page = client.post("/afternoons/activities/new/", typed(), follow=True)

    added = Activity.objects.get(key="bread-sticks")
    assert added.steps == ["Mix", "Twist"]
    assert added.materials == [
        {"name": "Flour", "quantity": 150, "unit": "g", "per": "family"},
        {"name": "Seeds", "quantity": 0, "unit": "", "per": "room"},
    ]
    assert (added.mess, added.cost_pence, added.allergens) == (2, 60, ["gluten"])
    assert "1.5 kg" in page.content.decode()
    assert "Some" in page.content.decode()


def test_what_is_typed_wrongly_stays_typed(sign_in: Callable[..., Client]) -> None:
    client = sign_in(make_viewer(Role.LEAD))
    wrong = {"material-0-name": "", "age_from": 9, "age_to": 5, "steps": "Mix it well"}

    page = client.post("/afternoons/activities/new/", typed(**wrong)).content.decode()

    assert "Say what it is." in page
    assert "The oldest is younger than the youngest." in page
    assert "Mix it well" in page
    assert not Activity.objects.exists()


def test_one_s_own_is_changed_and_taken_out_and_comes_back(sign_in: Callable[..., Client]) -> None:
    lead = make_viewer(Role.LEAD)
    client, page = sign_in(lead), "/afternoons/activities/"
    client.post(f"{page}new/", typed())
    own = Activity.objects.get()

    assert 'value="150"' in client.get(f"{page}{own.pk}/edit/").content.decode()
    client.post(f"{page}{own.pk}/edit/", typed(title="Bread twists", allergens=["gluten", "egg"]))
    own.refresh_from_db()
    assert (own.title, own.allergens) == ("Bread twists", ["gluten", "egg"])

    client.post(f"{page}{own.pk}/take-out/")
    assert client.get(f"{page}{own.pk}/").status_code == 404
    with pytest.raises(WrongMove):
        activities.take_out(activity=own, by=lead.user)

    client.post(f"{page}new/", typed())
    assert Activity.objects.get().removed_at is None
    assert TrailEntry.objects.filter(what__startswith="afternoons.activity-").count() == 4


def test_what_is_planned_is_not_taken_out(sign_in: Callable[..., Client]) -> None:
    lead = make_viewer(Role.LEAD)
    own = make_activity(setting=lead.setting)
    make_afternoon(lead.setting, activity=own, state="planned")

    page = sign_in(lead).post(f"/afternoons/activities/{own.pk}/take-out/", follow=True)

    assert "It is planned for Wednesday 2 December." in page.content.decode()
    own.refresh_from_db()
    assert own.removed_at is None


def test_what_ships_is_nobody_s_to_change() -> None:
    shipped, told = make_activity(), OwnActivity(title="Mud", summary="Mud.")

    with pytest.raises(Refusal, match="comes with Alongside"):
        activities.change_own(activity=shipped, told=told, by=make_staff())
    with pytest.raises(Refusal, match="comes with Alongside"):
        activities.take_out(activity=shipped, by=make_staff())


def held(setting: Setting, activity: Activity, day: int, **fields: object) -> Afternoon:
    """An afternoon of November that is over."""
    on = date(2026, 11, day)
    return make_afternoon(setting, activity=activity, on=on, state="held", **fields)


def came(afternoon: Afternoon, family: Household, mark: str = "present") -> None:
    """A grown-up of a family who came."""
    adult = make_adult(household=family)
    make_attendance(afternoon, adult=adult, household=family, mark=mark)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"Biscuits", "Clay", "Planes"}),
        ("?mess=1", {"Planes"}),
        ("?minutes=30", {"Planes"}),
        ("?cost=100", {"Clay", "Planes"}),
        ("?without=egg", {"Clay", "Planes"}),
        ("?without=all", {"Clay", "Planes"}),
        ("?not_lately=on", {"Biscuits", "Planes"}),
        ("?mess=nonsense&minutes=x", {"Biscuits", "Clay", "Planes"}),
    ],
)
def test_the_library_is_narrowed_down(
    asked: str, found: set[str], sign_in: Callable[..., Client]
) -> None:
    viewer = make_viewer(Role.LEAD)
    make_activity(title="Biscuits", mess=2, minutes=40, cost_pence=160, allergens=["egg"])
    make_activity(title="Planes", mess=1, minutes=25, cost_pence=20)
    held(viewer.setting, make_activity(title="Clay", mess=3, minutes=60, cost_pence=90), 25)

    page = sign_in(viewer).get(f"/afternoons/activities/{asked}").content.decode()

    assert {title for title in ("Biscuits", "Clay", "Planes") if f">{title}<" in page} == found


def test_an_activity_says_who_made_it_when_and_who_stayed(sign_in: Callable[..., Client]) -> None:
    mentor = make_viewer(Role.MENTOR)
    own = make_family(mentor.setting, mentor.user)
    other = make_family(mentor.setting)
    activity = make_activity()
    earlier, last = held(mentor.setting, activity, 11), held(mentor.setting, activity, 25)
    came(earlier, own)
    came(last, own)
    came(last, own, "left_early")
    came(last, other)
    came(last, other, "not_present")

    families = reports.who_did_it(activity, mentor)
    page = sign_in(mentor).get(f"/afternoons/activities/{activity.pk}/").content.decode()

    assert families == [reports.DidIt(own.pk, own.label, date(2026, 11, 25), 2, 1)]
    assert reports.last_here(activity, mentor.setting) == (date(2026, 11, 25), 3, 2)
    assert "3 people came, 2 stayed to the end." in page
    assert other.label not in page


def test_the_pages_of_the_library_are_constant_in_queries(sign_in: Callable[..., Client]) -> None:
    lead = make_viewer(Role.LEAD)
    client, activity = sign_in(lead), make_activity()
    afternoon = held(lead.setting, activity, 25)
    planned = make_afternoon(lead.setting, state="planned")
    pages = [
        "/afternoons/activities/?not_lately=on",
        f"/afternoons/activities/{activity.pk}/",
        f"/afternoons/{planned.pk}/edit/",
    ]
    came(afternoon, make_family(lead.setting))
    client.get(pages[0])
    few = [queries_of(client, page) for page in pages]

    for day in range(2, 12):
        came(held(lead.setting, make_activity(), day), make_family(lead.setting))
        came(afternoon, make_family(lead.setting))

    assert [queries_of(client, page) for page in pages] == few
    assert max(few) <= 12


def queries_of(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def test_the_plan_suggests_what_these_families_have_not_made(
    sign_in: Callable[..., Client],
) -> None:
    lead = make_viewer(Role.LEAD)
    family = make_family(lead.setting)
    make_policy(lead.setting, regular_of=1)
    long_ago, lately = make_activity(title="Clay"), make_activity(title="Lanterns")
    make_activity(title="Nutty", allergens=["tree_nuts"])
    make_activity(title="Planes")
    make_allergy(child=Child.objects.get(), allergen="tree_nuts")
    came(held(lead.setting, long_ago, 4), family)
    came(held(lead.setting, lately, 25), family)
    planned = make_afternoon(lead.setting, state="planned")

    found = reports.suggestions(planned, lead)
    page = sign_in(lead).get(f"/afternoons/{planned.pk}/edit/").content.decode()

    assert [(one.activity.title, one.families) for one in found] == [("Planes", 0), ("Clay", 1)]
    assert "None of them has made it" in page
    assert "1 family has made it, last" in page
