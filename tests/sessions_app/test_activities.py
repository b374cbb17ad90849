"""The library of things to make."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from families.models.children import Allergen
from pastoral.accounts.roles import Role
from pastoral.refusals import Refusal
from sessions_app.actions import activities
from sessions_app.actions.activities import OwnActivity
from sessions_app.models import Activity
from sessions_app.shopping import shopping_list
from tests.factories import make_activity, make_setting, make_staff, make_viewer

pytestmark = pytest.mark.django_db


def test_the_library_ships_with_the_three_everybody_knows_and_many_more() -> None:
    activities.load_shipped()

    keys = set(Activity.objects.values_list("key", flat=True))
    assert {"decorated-biscuits", "marshmallow-and-spaghetti-towers", "clay-figures"} <= keys
    assert len(keys) >= 12


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
    own = OwnActivity(title="Bread sticks", summary="Twist and bake.", materials=["Flour"])

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


def test_a_lead_adds_one_on_the_page(sign_in: Callable[..., Client]) -> None:
    client = sign_in(make_viewer(Role.LEAD))
    typed = {"title": "Bread sticks", "summary": "Twist.", "steps": "Mix\nTwist\n", "minutes": 30,
             "allergens": ["gluten"], "materials": "Flour"}  # fmt: skip

    assert client.get("/afternoons/activities/new/").status_code == 200
    page = client.post("/afternoons/activities/new/", typed, follow=True)

    assert Activity.objects.get(key="bread-sticks").steps == ["Mix", "Twist"]
    assert "Some" in page.content.decode()
