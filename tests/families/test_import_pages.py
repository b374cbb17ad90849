"""The pages by which a school brings its families in."""

import datetime
import re
import threading
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from families.importing import uploads
from families.importing.matching_children import ANOTHER
from families.importing.planning import plan_import
from families.importing.uploads import today_in
from families.models import Adult, Child, Household, ImportMapping, ImportUpload
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.refusals import Refusal
from tests.factories import make_import_upload, make_setting, make_viewer
from tests.families.importing.files import a_file, a_row
from tests.families.importing.hostile import HEAD, READABLE, ROW, UNREADABLE
from tests.families.importing.worlds import a_family_file, brought_in, una, wide

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
START = "/families/import/"


def uploaded(client: Client, content: bytes, name: str = "pupils.csv") -> str:
    """The address that choosing a file leads to."""
    response = client.post(START, {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 302, response.content.decode()
    return response["Location"]


def page(client: Client, where: str) -> str:
    response = client.get(where)
    assert response.status_code == 200
    return response.content.decode()


def seen(html: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', html)
    assert found
    return found[1]


@pytest.mark.parametrize("role", [Role.LEAD, Role.OFFICE])
def test_a_school_brings_its_families_in(sign_in: SignIn, role: Role) -> None:
    viewer = make_viewer(role)
    client = sign_in(viewer)

    where = uploaded(client, wide())
    look = page(client, where)
    assert not Child.objects.exists()
    done = client.post(where, {"seen": seen(look), "starts_on": "2026-09-02"}, follow=True)

    assert "Bring in 140 children" in look
    assert "Court orders" in look
    assert "Your families are in" in done.content.decode()
    assert Child.objects.filter(setting=viewer.setting, created_by=viewer.user).count() == 140
    assert Child.objects.filter(placement_starts_on=datetime.date(2026, 9, 2)).count() == 140
    upload = ImportUpload.objects.get()
    assert (upload.state, upload.content) == ("confirmed", "")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.LEAD, Role.OFFICE}))
def test_nobody_else_may(sign_in: SignIn, role: Role) -> None:
    viewer = make_viewer(role)
    upload = make_import_upload(viewer.setting)
    client = sign_in(viewer)

    for name in ("import-preview", "import-map"):
        assert client.get(reverse(f"families:{name}", args=[upload.pk])).status_code == 403
    assert client.get(START).status_code == 403
    assert client.post(reverse("families:import-drop", args=[upload.pk])).status_code == 403


def test_a_file_of_another_setting_is_not_there(sign_in: SignIn) -> None:
    client = sign_in(make_viewer(Role.LEAD))
    theirs = make_import_upload()

    for name in ("import-preview", "import-map"):
        assert client.get(reverse(f"families:{name}", args=[theirs.pk])).status_code == 404
    assert client.post(reverse("families:import-drop", args=[theirs.pk])).status_code == 404


def test_rule_19_a_preview_shows_no_hidden_address(sign_in: SignIn) -> None:
    client = sign_in(make_viewer(Role.OFFICE))

    look = page(client, uploaded(client, a_family_file(Address_note="REFUGE - DO NOT DISCLOSE")))

    assert "must not be shared" in look
    assert "Lockside" not in look
    assert "ZZ2 2XY" not in look


def test_rule_22_looking_at_a_file_writes_nothing(sign_in: SignIn) -> None:
    client = sign_in(make_viewer(Role.LEAD))
    where = uploaded(client, a_family_file())
    before = ImportUpload.objects.values().get()

    page(client, where)
    page(client, f"{where}map/")
    page(client, START)

    assert ImportUpload.objects.values().get() == before
    assert not Household.objects.exists()


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_cannot_be_read_says_so_with_its_name(sign_in: SignIn, name: str) -> None:
    client = sign_in(make_viewer(Role.LEAD))

    response = client.post(START, {"file": SimpleUploadedFile("our.csv", UNREADABLE[name])})

    assert response.status_code == 200
    assert "“our.csv” can’t be read." in response.content.decode()
    assert not ImportUpload.objects.exists()


def test_a_workbook_is_told_what_to_do_and_a_text_what_it_lacks(sign_in: SignIn) -> None:
    client = sign_in(make_viewer(Role.LEAD))
    said = []
    for name, content in (("a.xlsx", UNREADABLE["a-workbook"]), ("a.txt", a_family_file())):
        response = client.post(START, {"file": SimpleUploadedFile(name, content)})
        said.append(response.content.decode())

    assert "choose Save As" in said[0]
    assert "should end in .csv" in said[1]


def test_no_file_and_a_file_too_big_are_sentences(sign_in: SignIn) -> None:
    client = sign_in(make_viewer(Role.LEAD))
    big = SimpleUploadedFile("big.csv", b"a,b\n" * 2_600_000)

    assert "Please choose a file first." in client.post(START).content.decode()
    assert "is too big: 10.4 MB" in client.post(START, {"file": big}).content.decode()


@pytest.mark.parametrize("name", READABLE)
def test_a_hostile_file_is_shown_and_brought_in_unharmed(sign_in: SignIn, name: str) -> None:
    client = sign_in(make_viewer(Role.LEAD))

    where = uploaded(client, READABLE[name])
    look = page(client, where)
    response = client.post(where, {"seen": seen(look), "starts_on": "2026-09-02"}, follow=True)

    assert response.status_code == 200
    assert "<script>alert" not in look
    assert "{{ 7" in look or name != "markup"


def test_columns_nobody_knows_are_asked_for_and_remembered(sign_in: SignIn) -> None:
    viewer = make_viewer(Role.LEAD)
    client = sign_in(viewer)
    content = HEAD.replace(b"Forename", b"<b>Naam</b>", 1) + ROW

    where = uploaded(client, content)
    moved = client.get(where, follow=True)
    form = moved.content.decode()
    answers = {f"column-{n}": field for n, field in enumerate(FIELDS_OF_HEAD)}
    after = client.post(f"{where}map/", answers)

    assert "We can’t find Child’s first name" in form
    assert "For example: Una" in form
    assert "<b>Naam</b>" not in form
    assert after["Location"] == where
    assert "Bring in 1 child" in page(client, where)
    assert ImportMapping.objects.get().setting == viewer.setting
    assert "Bring in 1 child" in page(client, uploaded(client, content))


FIELDS_OF_HEAD = (
    *("legal_first", "surname", "born_on"),
    *("contact.first", "contact.surname", "contact.mobile"),
)


def test_a_wrong_mapping_keeps_what_was_chosen_and_says_why(sign_in: SignIn) -> None:
    client = sign_in(make_viewer(Role.LEAD))
    where = uploaded(client, HEAD.replace(b"Forename", b"Naam", 1) + ROW)

    twice = client.post(f"{where}map/", {"column-0": "surname", "column-1": "surname"})
    none = client.post(f"{where}map/", {})
    unknown = client.post(f"{where}map/", {"column-0": "password"})

    assert "Two columns are mapped to" in twice.content.decode()
    assert "Please say which column holds" in none.content.decode()
    assert unknown.status_code == 200
    assert not ImportMapping.objects.exists()


def test_samples_from_a_file_are_never_markup(sign_in: SignIn) -> None:
    client = sign_in(make_viewer(Role.LEAD))
    where = uploaded(client, HEAD.replace(b"Forename", b"Naam", 1) + b"<img src=x>" + ROW[3:])

    assert "<img src=x>" not in page(client, f"{where}map/")


def test_rule_19_a_hidden_address_is_no_sample(sign_in: SignIn) -> None:
    client = sign_in(make_viewer(Role.LEAD))
    content = a_family_file(Address_note="REFUGE - DO NOT DISCLOSE")

    form = page(client, f"{uploaded(client, content)}map/")

    assert "Lockside" not in form
    assert "Empty in the first rows." in form


def test_a_change_is_shown_from_and_to(sign_in: SignIn) -> None:
    viewer = make_viewer(Role.LEAD)
    brought_in(viewer.setting, a_family_file())
    client = sign_in(viewer)

    look = page(client, uploaded(client, a_family_file(Surname="Hill", Mobile="07700 900999")))

    assert "Bring in these changes" in look
    assert "07700 900004" in look
    assert "07700 900999" in look


def test_a_file_with_nothing_new_says_so_and_offers_no_button(sign_in: SignIn) -> None:
    viewer = make_viewer(Role.LEAD)
    brought_in(viewer.setting, a_family_file())
    client = sign_in(viewer)

    look = page(client, uploaded(client, a_family_file()))

    assert "Nothing new in this file" in look
    assert "Bring in" not in look.split("<main")[1]


@pytest.mark.parametrize(("answer", "children"), [("", 1), ("same", 1), (ANOTHER, 2)])
def test_a_child_we_may_know_waits_for_a_word(sign_in: SignIn, answer: str, children: int) -> None:
    viewer = make_viewer(Role.LEAD)
    brought_in(viewer.setting, a_family_file())
    ours = una()
    client = sign_in(viewer)
    where = uploaded(client, a_file(a_row(UPN="B801200005001")))
    look = page(client, where)
    [name] = set(re.findall(r'name="(who-[\w-]+)"', look))

    told = {"seen": seen(look), "starts_on": "2026-09-02", name: answer or ""}
    client.post(where, told | ({name: str(ours.pk)} if answer == "same" else {}))

    assert "V999123423002" in look
    assert "B801200005001" in look
    assert Child.objects.count() == children
    ours.refresh_from_db()
    assert ours.upn == ("B801200005001" if answer == "same" else "V999123423002")


def test_families_that_changed_meanwhile_are_shown_again(sign_in: SignIn) -> None:
    viewer = make_viewer(Role.LEAD)
    client = sign_in(viewer)
    where = uploaded(client, a_family_file())
    look = page(client, where)
    brought_in(viewer.setting, a_family_file())

    response = client.post(where, {"seen": seen(look), "starts_on": "2026-09-02"})

    assert "changed since you looked" in response.content.decode()
    assert "Nothing new in this file" in response.content.decode()
    assert Child.objects.count() == 1


def test_a_second_yes_finds_it_done(sign_in: SignIn) -> None:
    client = sign_in(make_viewer(Role.LEAD))
    where = uploaded(client, a_family_file())
    told = {"seen": seen(page(client, where)), "starts_on": "2026-09-02"}
    client.post(where, told)

    again = client.post(where, told, follow=True)

    assert "Your families are in" in again.content.decode()
    assert Child.objects.count() == 1


def test_a_file_is_forgotten_on_request(sign_in: SignIn) -> None:
    client = sign_in(make_viewer(Role.LEAD))
    where = uploaded(client, a_family_file())

    client.post(f"{where}drop/")

    upload = ImportUpload.objects.get()
    assert (upload.state, upload.content) == ("dropped", "")
    assert "This file is forgotten" in page(client, where)
    assert client.get(f"{where}drop/").status_code == 405


def test_a_file_nobody_says_yes_to_is_emptied_after_a_day(sign_in: SignIn) -> None:
    viewer = make_viewer(Role.LEAD)
    old = make_import_upload(viewer.setting, content="b2xk")
    ImportUpload.objects.update(created_at=timezone.now() - datetime.timedelta(hours=25))
    client = sign_in(viewer)

    page(client, START)
    kept = ImportUpload.objects.get(pk=old.pk).content
    uploaded(client, a_family_file())

    emptied = ImportUpload.objects.get(pk=old.pk)
    assert kept
    assert (emptied.content, emptied.state) == ("", "dropped")


def test_a_wrong_day_keeps_the_page_and_says_so(sign_in: SignIn) -> None:
    client = sign_in(make_viewer(Role.LEAD))
    where = uploaded(client, a_family_file())

    response = client.post(where, {"seen": seen(page(client, where)), "starts_on": "soon"})

    assert "That is not a day we can read" in response.content.decode()
    assert not Child.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_one_file", [True, False])
def test_two_people_say_yes_at_once_and_it_is_done_once(*, is_one_file: bool) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("Two transactions at once need PostgreSQL.")
    setting, people = make_setting(), [make_viewer(Role.LEAD).user for _ in range(2)]
    files = [
        uploads.take(setting=setting, file_name="a.csv", content=wide(), by=person)
        for person in people
    ]
    plan = plan_import(setting, uploads.export_of(files[0]), today=today_in(setting))
    gate, refused = threading.Barrier(2), []

    def say_yes(which: int) -> None:
        gate.wait()
        try:
            uploads.confirm(
                upload=files[0 if is_one_file else which],
                seen=plan.digest(),
                decided={},
                starts_on=today_in(setting),
                by=people[which],
            )
        except Refusal as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=say_yes, args=[which]) for which in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert Child.objects.count() == 140
    assert Adult.objects.count() == 162
