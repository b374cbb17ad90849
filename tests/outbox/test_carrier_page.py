"""The page on who carries a setting's texts: keys go in and never come out."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.outbox import tasks
from pastoral.outbox.carrying import lately
from pastoral.outbox.models import Carrier, Message
from tests.carriers import NOTIFY_KEY, TextSink, notify_says
from tests.factories import make_carrier, make_message, make_setting, make_viewer

pytestmark = pytest.mark.django_db
State = Message.State
PAGE = "/messages/carrier/"
TOKEN = "a-token-of-our-own-making"
NOTIFY = {
    "provider": "notify", "notify_template": "t-1", "notify_sender": "", "notify_key": NOTIFY_KEY,
    "notify_token": TOKEN, "texts_a_day": "500", "pence_a_part": "2.40",
}  # fmt: skip
TWILIO = {
    "provider": "twilio", "twilio_account": "AC1", "twilio_sender": "+447700900999",
    "twilio_key": "a-twilio-token", "texts_a_day": "500", "pence_a_part": "4.10",
}  # fmt: skip


@pytest.fixture
def viewer() -> Viewer:
    viewer = make_viewer(Role.ADMINISTRATOR)
    viewer.user.phone = "+447700900101"
    viewer.user.save()
    return viewer


@pytest.fixture
def admin(viewer: Viewer, sign_in: Callable[[Viewer], Client]) -> Client:
    return sign_in(viewer)


def test_an_administrator_says_that_notify_carries_the_texts(admin: Client, viewer: Viewer) -> None:
    assert "reach no phone" in admin.get(PAGE).content.decode()

    assert admin.post(PAGE, NOTIFY).status_code == 302

    carrier = Carrier.objects.get(setting=viewer.setting)
    assert (carrier.provider, carrier.template_ref, carrier.secret) == ("notify", "t-1", NOTIFY_KEY)
    assert (carrier.hook_secret, carrier.texts_a_day) == (TOKEN, 500)
    assert len(carrier.hook_key) == 32
    shown = admin.get(PAGE).content.decode()
    assert f"http://127.0.0.1:8000/hooks/{carrier.hook_key}/notify/receipts/" in shown
    assert f"http://127.0.0.1:8000/hooks/{carrier.hook_key}/notify/inbound/" in shown


def test_keys_are_never_shown_again_nor_kept_readable_anywhere(
    admin: Client, viewer: Viewer
) -> None:
    admin.post(PAGE, NOTIFY)
    admin.post(PAGE, {**NOTIFY, "texts_a_day": "x"})

    shown = admin.get(PAGE).content.decode()
    assert f"ending in {NOTIFY_KEY[-4:]}" in shown
    for key in (NOTIFY_KEY, TOKEN):
        assert key not in shown
        assert key not in admin.post(PAGE, {**NOTIFY, "texts_a_day": "x"}).content.decode()
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names():
                if "carrier" in table or "trail" in table:
                    cursor.execute(f'SELECT * FROM "{table}"')
                    assert key not in str(cursor.fetchall())
    history = Carrier.objects.get().history.first()
    assert not hasattr(history, "secret")
    assert not hasattr(history, "hook_secret")
    assert history.updated_by == viewer.user


def test_a_key_left_empty_is_kept(admin: Client) -> None:
    admin.post(PAGE, NOTIFY)
    carrier = Carrier.objects.get()

    admin.post(PAGE, {**NOTIFY, "notify_key": "", "notify_token": "", "texts_a_day": "7"})

    kept = Carrier.objects.get()
    assert (kept.secret, kept.hook_secret, kept.texts_a_day) == (NOTIFY_KEY, TOKEN, 7)
    assert kept.hook_key == carrier.hook_key


def test_another_carrier_does_not_get_the_first_one_s_keys(admin: Client) -> None:
    admin.post(PAGE, NOTIFY)
    shown = admin.post(PAGE, {**TWILIO, "twilio_key": ""}).content.decode()
    assert "Please fill this in." in shown
    assert "AC1" in shown  # What was typed stays.

    admin.post(PAGE, TWILIO)

    kept = Carrier.objects.get()
    assert (kept.provider, kept.account, kept.secret) == ("twilio", "AC1", "a-twilio-token")
    assert (kept.hook_secret, kept.pence_a_part) == ("", Decimal("4.10"))
    assert f"/hooks/{kept.hook_key}/twilio/inbound/" in admin.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({**NOTIFY, "notify_key": "half-a-key"}, "This key is not whole"),
        ({**NOTIFY, "notify_token": "short"}, "At least 16 characters"),
        ({**NOTIFY, "notify_template": ""}, "Please fill this in."),
        ({**TWILIO, "twilio_account": "SK1"}, "An account SID begins with AC."),
        ({**NOTIFY, "provider": ""}, "Please choose one."),
    ],
)
def test_what_would_not_work_is_said_at_once(
    admin: Client, said: dict[str, str], sentence: str
) -> None:
    response = admin.post(PAGE, said)

    assert sentence in response.content.decode()
    assert not Carrier.objects.exists()


def test_the_trail_says_what_changed(admin: Client, viewer: Viewer) -> None:
    admin.post(PAGE, NOTIFY)
    admin.post(PAGE, NOTIFY)
    admin.post(PAGE, {**NOTIFY, "texts_a_day": "7"})

    lines = TrailEntry.objects.filter(what="messages.carrier-kept").order_by("at")
    assert [line.reason for line in lines][1:] == ["GOV.UK Notify: texts_a_day"]
    assert lines[0].actor == viewer.user


def test_a_text_to_oneself_leaves_at_any_hour(
    admin: Client, viewer: Viewer, carriers: TextSink
) -> None:
    admin.post(PAGE, {**NOTIFY, "texts_a_day": "0"})

    with time_machine.travel(datetime(2026, 12, 6, 3, tzinfo=UTC)):  # A Sunday night.
        make_viewer_stay(admin, viewer)
        response = admin.post(f"{PAGE}try/", follow=True)

    assert [asked.to for asked in carriers.taken] == ["+447700900101"]
    assert "The carrier took a text to your number." in response.content.decode()


def make_viewer_stay(admin: Client, viewer: Viewer) -> None:
    """Sign in anew at another time of the world."""
    admin.force_login(viewer.user)


def test_a_text_that_does_not_leave_says_why_and_does_not_come_later(
    admin: Client, carriers: TextSink
) -> None:
    admin.post(PAGE, NOTIFY)
    carriers.answers = lambda _asked: notify_says(403, "AuthError", "API key not found")

    response = admin.post(f"{PAGE}try/", follow=True)

    assert "does not accept our keys: API key not found" in response.content.decode()
    carriers.answers = lambda _asked: None
    tasks.sweep()
    assert not carriers.taken


def test_without_a_number_of_one_s_own_nothing_is_tried(
    admin: Client, viewer: Viewer, carriers: TextSink
) -> None:
    viewer.user.phone = ""
    viewer.user.save()
    admin.post(PAGE, NOTIFY)

    response = admin.post(f"{PAGE}try/", follow=True)

    assert "We don’t know your own number yet." in response.content.decode()
    assert not carriers.asked


def test_what_went_wrong_is_told_without_a_number(admin: Client, viewer: Viewer) -> None:
    for n in range(3):
        reason = f"Twilio can’t text this number: The 'To' number +44770090000{n} is not valid."
        make_message(viewer.setting, state=State.FAILED_PERMANENT, reason=reason)
    make_message(viewer.setting, state=State.UNSURE, reason="It did not say.")
    make_message(make_setting(), state=State.UNSURE, reason="Another setting’s.")
    make_message(
        viewer.setting, state=State.UNSURE, reason="Of a worry.", template_key="staff-worry"
    )

    shown = admin.get(PAGE).content.decode()

    assert "The &#x27;To&#x27; number … is not valid." in shown
    assert "3 texts did not arrive." in shown
    assert "1 text may have gone or not." in shown
    assert "7009" not in shown.replace("447700900999", "")
    assert "Another setting’s." not in shown
    assert "Of a worry." not in shown


def test_the_page_takes_as_many_statements_however_much_went_wrong(
    admin: Client, viewer: Viewer
) -> None:
    make_carrier(viewer.setting, secret=NOTIFY_KEY)
    admin.get(PAGE)  # From now on it is known that they are here.
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            admin.get(PAGE)
        counts.append(len(seen))
        for n in range(20):
            make_message(viewer.setting, state=State.FAILED_PERMANENT, reason=f"Reason {n}.")

    assert counts[0] == counts[1] <= 10


def test_a_mentor_s_page_has_no_way_there(sign_in: Callable[[Viewer], Client]) -> None:
    shown: Any = sign_in(make_viewer(Role.MENTOR)).get("/more/")

    assert PAGE not in shown.content.decode()


@pytest.mark.parametrize(
    ("kept", "answer", "said"),
    [
        ({}, notify_says(401, "AuthError", "No"), "GOV.UK Notify does not accept our keys: No"),
        ({}, notify_says(403, "AuthError", "No"), "GOV.UK Notify does not accept our keys: No"),
        ({}, notify_says(404, "NoResult", "No"), "knows no such account"),
        ({}, notify_says(400, "BadRequest", "Template not found"), "is not set up for this"),
        ({"secret": "half"}, None, "is not whole: see Carrier of texts"),
        ({"provider": "twilio", "account": "", "sender": ""}, None, "needs an account"),
        ({"provider": "twilio", "account": "AC1", "sender": "+447700900999", "secret": "k€y"}, None, "paste it anew"),
    ],
)  # fmt: skip
def test_a_carrier_that_is_to_be_put_right_is_said(
    kept: dict[str, str], answer: Any, said: str, viewer: Viewer, carriers: TextSink
) -> None:
    make_carrier(viewer.setting, template_ref="t", **{"secret": NOTIFY_KEY, **kept})
    carriers.answers = lambda _asked: answer
    make_message(viewer.setting, staff=viewer.user)
    tasks.sweep()

    trouble = lately.to_mend(viewer)
    assert trouble
    assert said in trouble.reason
    assert trouble.texts == 1


def test_refused_keys_are_said_where_somebody_reads_it_until_there_are_new_ones(
    admin: Client, viewer: Viewer, carriers: TextSink
) -> None:
    make_carrier(viewer.setting, template_ref="t", secret=NOTIFY_KEY)
    carriers.answers = lambda _asked: notify_says(401, "AuthError", "API key not found")
    make_message(viewer.setting, staff=viewer.user)
    tasks.sweep()
    for page in (PAGE, "/?home=1"):
        shown = admin.get(page).content.decode()
        assert "does not accept our keys: API key not found" in shown
        assert "1 text waits" in shown

    carriers.answers = lambda _asked: None
    admin.post(PAGE, NOTIFY)
    assert "1 text waits" not in admin.get(PAGE).content.decode()
    assert "not leaving" not in admin.get("/?home=1").content.decode()
    tasks.sweep()
    assert Message.objects.get().state == State.SENT


@pytest.mark.parametrize("reason", ["Twilio can’t be reached.", "Twilio said no: busy"])
def test_what_rights_itself_is_nobodys_to_put_right(
    reason: str, admin: Client, viewer: Viewer
) -> None:
    make_message(viewer.setting, state="failed_temporary", reason=reason)

    assert "put right" not in admin.get(PAGE).content.decode()
