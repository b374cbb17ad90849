"""The door sheet and the poster, and the page behind the poster's square."""

import re
from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client, override_settings

from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.ui.said import day_in
from sessions_app import sheet
from tests.factories import (
    make_afternoon,
    make_allergy,
    make_photo_consent,
    make_setting,
    make_template,
    make_viewer,
)
from tests.sessions_app.parents import asked, wednesday
from tests.shipped import ship_words

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]


@pytest.fixture(autouse=True)
def _on_monday() -> Iterator[None]:
    ship_words()
    with time_machine.travel("2026-11-30T10:00:00Z"):
        yield


def text_of(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode()))


def test_the_sheet_lists_whom_we_expect_by_first_name_and_who_waits() -> None:
    afternoon = wednesday()
    for name, state, answer in (
        ("Zoe", "yes", "yes"), ("Ana", "yes", "yes"), ("Mo", "maybe", "maybe"),
        ("Wes", "waitlisted", "yes"), ("Held", "held", "yes"), ("No", "no", "no"),
    ):  # fmt: skip
        asked(afternoon, name, answer=answer, state=state)
    found = {
        part: [line.adult.name for line in lines]
        for part, lines in sheet.sheet_of(afternoon, with_care=True).parts
    }

    assert found == {
        "We expect": ["Ana", "Zoe"],
        "Perhaps": ["Mo"],
        "Waiting for a place: welcome all the same": ["Wes"],
    }


def test_rule_47_the_sheet_says_no_photos_and_what_to_do_about_an_allergy(sign_in: SignIn) -> None:
    afternoon = wednesday()
    one = asked(afternoon, answer="yes", meet_at_gate=True, diet="No pork")
    other = asked(afternoon, "Joanne", "Sam", answer="yes")
    make_photo_consent(other.children.get())
    make_allergy(
        child=one.children.get(),
        severity="anaphylaxis",
        plan="Pen, then 999",
        pen_location="Office",
    )
    client = sign_in(make_viewer(setting=afternoon.setting))
    page = client.get(f"/afternoons/{afternoon.pk}/sheet/").content
    said = text_of(page)

    assert "(anaphylaxis). Plan: Pen, then 999. Pen: Office" in said
    for words_ in ("Meet at the gate", "Food: No pork", "Amira: No photos", "Walked in: welcome"):
        assert words_ in said
    assert "Sam: No photos" not in said
    assert "Okonjo" not in said
    assert TrailEntry.objects.filter(what="afternoons.door-sheet").exists()


def test_a_sheet_for_volunteers_is_first_names_alone(sign_in: SignIn) -> None:
    afternoon = wednesday()
    one = asked(afternoon, answer="yes", diet="No pork")
    make_allergy(child=one.children.get())
    client = sign_in(make_viewer(setting=afternoon.setting))
    said = text_of(client.get(f"/afternoons/{afternoon.pk}/sheet/?plain").content)

    assert "Samira" in said
    for words_ in ("Allergy", "No pork", "No photos"):
        assert words_ not in said


def test_the_sheet_is_a_pdf_too(sign_in: SignIn) -> None:
    afternoon = wednesday()
    asked(afternoon, answer="yes")
    client = sign_in(make_viewer(setting=afternoon.setting))
    made = client.get(f"/afternoons/{afternoon.pk}/sheet.pdf")

    assert made["Content-Type"] == "application/pdf"
    assert made.content.startswith(b"%PDF")


def test_the_sheet_asks_the_database_the_same_however_many_come(
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    afternoon = wednesday()
    for n in range(12):
        asked(afternoon, f"Family{n}", answer="yes")
    with django_assert_max_num_queries(4):  # type: ignore[attr-defined]
        sheet.sheet_of(afternoon, with_care=True)


def test_the_poster_names_nobody_and_its_square_leads_to_what_is_on_next(sign_in: SignIn) -> None:
    afternoon = wednesday()
    asked(afternoon, answer="yes")
    client = sign_in(make_viewer(Role.OFFICE, setting=afternoon.setting))
    page = client.get(f"/afternoons/{afternoon.pk}/poster/").content.decode()

    assert "Come for a cuppa" in page
    assert "Wednesday 2 December, 1.30pm to 3pm, at the Orchard" in page
    assert f"/w/{afternoon.setting.code}/" in page
    assert "<svg" in page
    assert "Samira" not in page
    assert 'lang="pl"' not in page


def test_rule_34_a_poster_speaks_the_languages_somebody_put_their_name_to(sign_in: SignIn) -> None:
    afternoon = wednesday()
    signed = {"reviewed_by": "Zofia Reads-Polish", "reviewed_on": "2026-11-01"}
    make_template(
        key="afternoon-invite", language="pl", setting=afternoon.setting, version=9, **signed
    )
    client = sign_in(make_viewer(Role.OFFICE, setting=afternoon.setting))
    page = client.get(f"/afternoons/{afternoon.pk}/poster/").content.decode()

    assert 'lang="pl"' in page
    assert day_in("pl", afternoon.on)[0] in page


def test_what_is_on_next_is_for_everybody_and_names_nobody(client: Client) -> None:
    afternoon = wednesday(
        make_setting(code="orchard", nickname="the Orchard", phone="01632 960100")
    )
    make_afternoon(afternoon.setting, on="2026-12-01", kind="join_in")
    make_afternoon(
        afternoon.setting,
        on="2026-12-01",
        state="cancelled",
        cancel_reason="Snow",
        coffee_at="12:00",
    )
    asked(afternoon, answer="yes")
    page = client.get("/w/orchard/")
    said = text_of(page.content)

    assert "Wednesday 2 December, 1.30pm to 3pm, at the Orchard" in said
    assert "Everybody is welcome. Just come in." in said
    assert "Samira" not in said
    assert page["Cache-Control"] == "public, max-age=300"
    assert not page.cookies
    assert "set-cookie" not in {name.lower() for name in page.headers}
    assert client.post("/w/orchard/").status_code == 405


def test_without_an_afternoon_the_page_asks_to_be_called(client: Client) -> None:
    setting = make_setting(phone="01632 960100")

    assert "No afternoon is planned just now." in text_of(client.get(f"/w/{setting.code}/").content)
    assert client.get("/w/no-such-place/").status_code == 404


def test_rule_23_the_public_page_is_looked_at_so_often_a_minute(client: Client) -> None:
    code = make_setting().code
    with override_settings(ROOM_TRIES_PER_MINUTE=20):
        seen = [client.get(f"/w/{code}/").status_code for _ in range(22)]
        other = client.get(f"/w/{make_setting().code}/").status_code

    assert seen[:20] == [200] * 20
    assert seen[20:] == [429] * 2
    assert other == 200


def test_a_hall_of_people_behind_one_address_all_read_the_poster(client: Client) -> None:
    code = make_setting().code

    assert {client.get(f"/w/{code}/").status_code for _ in range(60)} == {200}


def test_rule_23_codes_that_are_no_places_are_tried_so_often_a_minute(client: Client) -> None:
    seen = [client.get(f"/w/no-place-{n}/").status_code for n in range(22)]

    assert seen == [404] * 20 + [429] * 2
