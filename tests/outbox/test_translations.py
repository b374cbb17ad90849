"""Words in every language: who has read them, and what is sent until then (rule 34)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from pastoral.accounts.models import Setting, TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.outbox import tasks, words
from pastoral.outbox.costs import Cost, pence_a_part
from pastoral.outbox.models import Approval, Channel, Message, Template
from pastoral.outbox.translations import actions
from pastoral.outbox.translations.actions import Reader
from pastoral.outbox.translations.shelf import DRAFT, NEWER, READ, Place, shelf
from pastoral.refusals import Refusal, WrongMove
from pastoral.ui import reading
from tests.factories import (
    make_approval,
    make_carrier,
    make_message,
    make_setting,
    make_template,
    make_viewer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_on_a_monday")]
SignIn = Callable[[Viewer], Client]
EWA = Reader("Ewa Nowak", date(2026, 11, 27))
KEY = "afternoon-invite"


@pytest.fixture
def _on_a_monday() -> object:
    with time_machine.travel("2026-11-30T10:00:00Z", tick=False):
        yield


@pytest.fixture
def lead() -> Viewer:
    return make_viewer(Role.LEAD)


def english(channel: Channel = Channel.TEXT, **fields: object) -> Template:
    body = "Hi {name}. Come to {place}, {day}. Tap {link}"
    fields = {"body": body, "variables": ["name", "place", "day", "link"], **fields}
    return make_template(key=KEY, channel=channel, **fields)


def polish(**fields: object) -> Template:
    body = "Cześć {name}. Zapraszamy do {place}, {day}. {link}"
    return make_template(**{"key": KEY, "language": "pl", "body": body, "version": 1, **fields})


def sent_in_polish(setting: Setting) -> Template | None:
    return words.words_for(setting, KEY, "pl", Channel.TEXT)


def test_rule_34_a_shipped_translation_waits_for_a_reader_of_this_setting(lead: Viewer) -> None:
    template = polish(reviewed_by="Somebody elsewhere")
    make_approval(template)
    assert sent_in_polish(lead.setting) is None

    actions.approve(setting=lead.setting, templates=[template], reader=EWA, by=lead.user)

    assert sent_in_polish(lead.setting) == template
    assert TrailEntry.objects.filter(what="messages.words-approved", actor=lead.user).exists()


def test_rule_34_a_name_taken_back_stops_the_words(lead: Viewer) -> None:
    template = polish()
    [approval] = actions.approve(
        setting=lead.setting, templates=[template], reader=EWA, by=lead.user
    )

    actions.withdraw(approval=approval, by=lead.user)

    assert sent_in_polish(lead.setting) is None
    with pytest.raises(WrongMove):
        actions.withdraw(approval=approval, by=lead.user)
    assert actions.approve(setting=lead.setting, templates=[template], reader=EWA, by=lead.user)
    assert sent_in_polish(lead.setting) == template


def test_rule_34_what_waits_in_words_whose_name_was_taken_back_does_not_leave(lead: Viewer) -> None:
    template = polish()
    approval = make_approval(template, setting=lead.setting)
    said: dict[str, Any] = {"template_key": KEY, "language": "pl", "template_version": 1}
    waiting = make_message(lead.setting, **said)
    others = [
        make_message(**said),
        make_message(lead.setting, **{**said, "language": "en"}),
        make_message(lead.setting, **{**said, "template_version": 2}),
    ]

    actions.withdraw(approval=approval, by=lead.user)
    tasks.sweep()

    for message in (waiting, *others):
        message.refresh_from_db()
    assert waiting.state == Message.State.CANCELLED
    assert waiting.reason == f"{approval.reviewed_by}’s name was taken back from these words."
    assert {message.state for message in others} == {Message.State.SENT}


def test_rule_34_a_changed_version_waits_and_the_old_one_is_sent_meanwhile(lead: Viewer) -> None:
    first = polish()
    make_approval(first, setting=lead.setting)
    second = polish(version=2, body="Dzień dobry {name}. {place}, {day}. {link}")

    assert sent_in_polish(lead.setting) == first
    assert shelf(lead.setting)[Place(KEY, "pl", "sms")].state == NEWER

    actions.approve(setting=lead.setting, templates=[second], reader=EWA, by=lead.user)

    assert sent_in_polish(lead.setting) == second


def test_rule_34_many_words_are_asked_for_in_one_query(lead: Viewer) -> None:
    for language in ("pl", "ro", "ur"):
        make_approval(polish(language=language), setting=lead.setting)
    wanted = {(KEY, language, "sms") for language in ("pl", "ro", "ur", "so")}

    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = words.many_words(lead.setting, wanted)

    assert len(found) == 3
    assert len(queries) == 1


def test_approving_again_keeps_the_first_name(lead: Viewer) -> None:
    template = polish()
    actions.approve(setting=lead.setting, templates=[template], reader=EWA, by=lead.user)

    again = Reader("Jan Lis", EWA.read_on)
    assert (
        actions.approve(setting=lead.setting, templates=[template], reader=again, by=lead.user)
        == []
    )

    assert Approval.objects.get().reviewed_by == "Ewa Nowak"


@pytest.mark.parametrize(
    ("reader", "sentence"),
    [
        (Reader(" ", date(2026, 11, 27)), "Say who has read these words."),
        (Reader("Ewa", date(2026, 12, 1)), "still to come"),
    ],
)
def test_a_name_and_a_day_that_has_been_are_needed(
    reader: Reader, sentence: str, lead: Viewer
) -> None:
    with pytest.raises(Refusal, match=sentence):
        actions.approve(setting=lead.setting, templates=[polish()], reader=reader, by=lead.user)


def test_another_setting_s_words_are_not_ours_to_sign(lead: Viewer) -> None:
    theirs = polish(setting=make_setting())

    with pytest.raises(Refusal, match="another setting"):
        actions.approve(setting=lead.setting, templates=[theirs], reader=EWA, by=lead.user)


def own(lead: Viewer, body: str, language: str = "en", reader: Reader | None = None) -> Template:
    shipped = Template.objects.filter(key=KEY, language="en").first() or english()
    return actions.write_own(
        setting=lead.setting, shipped=shipped, language=language, subject="", body=body,
        reader=reader, by=lead.user,
    )  # fmt: skip


def test_own_english_words_are_used_at_once(lead: Viewer) -> None:
    written = own(lead, "Hello {name}, tea at {place} on {day}? {link}")

    assert words.words_for(lead.setting, KEY, "en", Channel.TEXT) == written
    assert words.words_for(make_setting(), KEY, "en", Channel.TEXT) != written
    assert written.variables == ["name", "place", "day", "link"]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("Hi {name} {surname}. {link}", r"No message may hold \{surname\}"),
        ("Hi {name}, bring {child}. {link}", r"This message cannot fill \{child\}"),
        ("Hi {name}.", r"Put \{link\} where their own link goes"),
        ("Hi { name }. {link}", "left over"),
        ("Hi {name}. {link} " + "We would love to see you. " * 20, r"would take \d+ parts"),
    ],
)
def test_rule_33_own_words_are_checked_before_they_are_kept(
    body: str, sentence: str, lead: Viewer
) -> None:
    with pytest.raises(Refusal, match=sentence):
        own(lead, body)
    assert not Template.objects.filter(setting=lead.setting).exists()


def test_rule_33_an_e_mail_of_ones_own_needs_a_subject(lead: Viewer) -> None:
    shipped = english(Channel.EMAIL)

    with pytest.raises(Refusal, match="needs a subject"):
        actions.write_own(
            setting=lead.setting, shipped=shipped, language="en", subject="",
            body="Hi {name} {link}", reader=None, by=lead.user,
        )  # fmt: skip


def test_rule_34_own_words_in_another_language_need_a_reader_too(lead: Viewer) -> None:
    with pytest.raises(Refusal, match="Say who reads Polish well"):
        own(lead, "Cześć {name}! {link}", "pl")

    written = own(lead, "Cześć {name}! {link}", "pl", EWA)

    assert sent_in_polish(lead.setting) == written
    assert Approval.objects.get().reviewed_by == "Ewa Nowak"


def test_a_language_nobody_here_knows_leaves_out_the_names_of_days(lead: Viewer) -> None:
    with pytest.raises(Refusal, match="no names of days"):
        own(lead, "Lačho džes {name}, {day}! {link}", "rom", EWA)

    assert own(lead, "Lačho džes {name}! {link}", "rom", EWA).language == "rom"


def test_the_same_words_again_are_no_new_version(lead: Viewer) -> None:
    own(lead, "Hello {name}. {link}")

    with pytest.raises(Refusal, match="letter for letter"):
        own(lead, "Hello {name}. {link}")


def test_a_run_of_texts_costs_what_its_parts_cost() -> None:
    assert Cost(38, 38, Decimal("2.40")).said == "about £0.91"
    assert Cost(1, 2, Decimal("2.40")).pence_said == "4.8p"
    assert pence_a_part(make_setting()) == Decimal("2.40")
    assert pence_a_part(make_carrier(pence_a_part=Decimal(3)).setting) == Decimal(3)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("", 0, 0),
        ("Come for a cuppa. Just sit and chat. See you soon!", 0, 2),
        ("The cat sat on the mat.", 0, 2),
        ("Notwithstanding administrative considerations, attendance remains obligatory.", 14, 40),
    ],
)
def test_long_words_and_long_sentences_are_harder_to_read(
    text: str, least: float, most: float
) -> None:
    assert least <= reading.grade(text) <= most


# The pages.


def test_the_page_says_what_each_language_has(lead: Viewer, sign_in: SignIn) -> None:
    english()
    make_approval(polish(), setting=lead.setting, reviewed_by="Ewa Nowak")
    polish(language="ur", body="{name} {link}")

    page = sign_in(lead).get(reverse("outbox:words")).content.decode()

    assert "read by Ewa Nowak" in page
    assert "1 draft" in page
    assert "Asking to an afternoon" in page


def test_the_pages_are_constant_in_queries(lead: Viewer, sign_in: SignIn) -> None:
    client = sign_in(lead)
    pages = [
        reverse("outbox:words"),
        reverse("outbox:word-message", args=[KEY]),
        reverse("outbox:word-language", args=["pl"]),
    ]
    english()
    polish()
    client.get(reverse("outbox:words"))
    few = [queries_of(client, page) for page in pages]

    for n in range(2, 12):
        make_approval(polish(version=n), setting=lead.setting)
        polish(language="ro", version=n)
        polish(key=f"other-{n}")
        english(version=n)

    assert [queries_of(client, page) for page in pages] == few
    assert max(few) <= 10


def queries_of(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def test_one_message_stands_in_all_its_languages(lead: Viewer, sign_in: SignIn) -> None:
    english()
    polish()
    make_template(key=KEY, language="ar", body="مرحباً {name} {link}")

    page = sign_in(lead).get(reverse("outbox:word-message", args=[KEY])).content.decode()

    assert 'lang="ar" dir="rtl"' in page
    assert "Cześć Samira" in page
    assert "[their own link]" in page
    assert "Longer because of ś ć" in page
    assert "2.4p each time" in page
    assert "Reading grade" in page


def test_a_whole_language_is_read_and_signed_on_one_page(lead: Viewer, sign_in: SignIn) -> None:
    english()
    first, second = polish(), polish(key="afternoon-moved")
    url, client = reverse("outbox:word-language", args=["pl"]), sign_in(lead)
    seen = client.get(url).context["form"].initial["seen"]
    later = polish(version=2, body="Inaczej {name} {link}")

    client.post(url, {"reviewed_by": "Ewa Nowak", "reviewed_on": "2026-11-27", "seen": seen[1:]})

    assert set(seen) == {str(first.pk), str(second.pk)}
    signed = set(Approval.objects.values_list("template", flat=True))
    assert len(signed) == 1
    assert later.pk not in signed


def test_without_a_name_the_page_keeps_what_was_typed(lead: Viewer, sign_in: SignIn) -> None:
    template = polish()
    english()
    url = reverse("outbox:word-approve", args=[template.pk])

    answer = sign_in(lead).post(url, {"reviewed_by": "Ewa Nowak", "reviewed_on": "2027-01-01"})

    assert answer.status_code == 200
    assert "still to come" in answer.content.decode()
    assert "Ewa Nowak" in answer.content.decode()


def test_one_message_is_signed_and_taken_back(lead: Viewer, sign_in: SignIn) -> None:
    template, client = polish(), sign_in(lead)
    english()

    client.post(
        reverse("outbox:word-approve", args=[template.pk]),
        {"reviewed_by": "Ewa Nowak", "reviewed_on": "2026-11-27"},
    )
    assert sent_in_polish(lead.setting) == template

    client.post(reverse("outbox:word-withdraw", args=[Approval.objects.get().pk]))
    assert sent_in_polish(lead.setting) is None


def test_own_words_are_written_on_a_page_that_keeps_them(lead: Viewer, sign_in: SignIn) -> None:
    english()
    url, client = reverse("outbox:word-own", args=[KEY, "en", "sms"]), sign_in(lead)

    wrong = client.post(url, {"body": "Hello {name}, no way to answer"})
    assert "no way to answer" in wrong.content.decode()
    assert "Put {link}" in wrong.content.decode()

    client.post(url, {"body": "Hello {name}, tap {link}"})
    assert Template.objects.get(setting=lead.setting).body == "Hello {name}, tap {link}"


def test_rule_45_another_setting_s_own_words_are_not_there(lead: Viewer, sign_in: SignIn) -> None:
    english()
    theirs = polish(setting=make_setting(), body="Nasze {name} {link}")
    client = sign_in(lead)

    assert client.get(reverse("outbox:word-approve", args=[theirs.pk])).status_code == 404
    assert "Nasze" not in client.get(reverse("outbox:word-message", args=[KEY])).content.decode()
    foreign = make_approval(polish(version=5))
    assert client.post(reverse("outbox:word-withdraw", args=[foreign.pk])).status_code == 404


def test_words_for_colleagues_are_not_among_them(lead: Viewer) -> None:
    make_template(key="staff-worry", language="en")

    assert not shelf(lead.setting)


def test_the_state_of_a_place_is_told(lead: Viewer) -> None:
    english()
    polish()

    found = shelf(lead.setting)

    assert found[Place(KEY, "en", "sms")].state == READ
    assert found[Place(KEY, "pl", "sms")].state == DRAFT
