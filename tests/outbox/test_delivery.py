"""From row to mail server, and what can go wrong on the way."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail as django_mail
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils import timezone

from pastoral import links
from pastoral.accounts.models import Setting
from pastoral.ids import new_id
from pastoral.outbox import actions, delivery, tasks
from pastoral.outbox.channels import console
from pastoral.outbox.models import Channel, Message
from tests.factories import make_message, make_setting, make_staff
from tests.sinks import MailSink

pytestmark = pytest.mark.django_db
State = Message.State


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(datetime(2026, 12, 2, 10, tzinfo=UTC)) as clock:
        yield clock


def make_mail(setting: Setting | None = None, **fields: Any) -> Message:
    fields.setdefault("channel", Channel.EMAIL)
    fields.setdefault("to", "samira@example.org")
    fields.setdefault("subject", "A cuppa?")
    return make_message(setting, **fields)


def make_mails(count: int) -> list[Message]:
    """Messages that leave in this order."""
    setting, now = make_setting(), timezone.now()
    return [
        make_mail(
            setting, to=f"parent-{n}@example.org", not_before=now - timedelta(seconds=count - n)
        )
        for n in range(count)
    ]


def states(messages: list[Message]) -> list[str]:
    for message in messages:
        message.refresh_from_db()
    return [message.state for message in messages]


def deliver(*messages: Message) -> list[str]:
    delivery.deliver([message.pk for message in messages])
    return states(list(messages))


def test_an_e_mail_arrives_as_text_and_as_html(mail: MailSink) -> None:
    setting = make_setting(nickname="The O’Brien Room", reply_email="orchard@example.org")
    about = new_id()
    message = make_mail(
        setting, about_id=about, link_version=1, subject="A cuppa, O'Brien & Zoë?",
        body="Hi O'Brien & Zoë,\n\nCome at 1.30pm.\nJust sit.\n\n{link}\n\n.See you <soon>",
    )  # fmt: skip

    assert deliver(message) == [State.SENT]

    link = f"http://127.0.0.1:8000/r/{links.secret_of(about, 1)}"
    (came,) = mail.to("samira@example.org")
    assert came.subject == "A cuppa, O'Brien & Zoë?"
    assert (
        came.text == f"Hi O'Brien & Zoë,\n\nCome at 1.30pm.\nJust sit.\n\n{link}\n\n.See you <soon>"
    )
    assert "<p>Hi O&#x27;Brien &amp; Zoë,</p>" in came.html
    assert "<p>Come at 1.30pm.<br>\nJust sit.</p>" in came.html
    assert "<p>.See you &lt;soon&gt;</p>" in came.html
    assert f'<a href="{link}" style=' in came.html
    assert came.message["From"] == "The O’Brien Room <hello@example.org>"
    assert came.message["Reply-To"] == "orchard@example.org"
    assert came.message["Message-ID"] == f"<{message.pk}@example.org>"
    assert came.message["Auto-Submitted"] == "auto-generated"
    assert came.message["Date"].datetime.date() == datetime(2026, 12, 2).date()
    assert not came.message.defects
    assert message.sent_at is not None
    assert message.provider_ref == "taken"


STOP = {"List-Unsubscribe", "List-Unsubscribe-Post"}


def test_an_invitation_by_e_mail_is_stopped_with_one_click(mail: MailSink) -> None:
    about = new_id()

    deliver(make_mail(about_id=about, link_version=1, body="Hi.\n\n{link}"))

    (came,) = mail.mails
    link = f"http://127.0.0.1:8000/r/{links.secret_of(about, 1)}"
    assert came.message["List-Unsubscribe"] == f"<{link}/stop/>"
    assert came.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_mail_to_a_colleague_or_without_a_link_has_nothing_to_stop(mail: MailSink) -> None:
    to_colleague = make_mail(
        staff=make_staff(), about_id=new_id(), link_version=1, body="Hi.\n\n{link}"
    )

    deliver(to_colleague, make_mail(body="Hi."))

    assert [STOP & set(came.message.keys()) for came in mail.mails] == [set(), set()]


CALENDAR = "BEGIN:VCALENDAR\r\nSUMMARY:A cuppa at Café Łódź\r\n.dots\r\nEND:VCALENDAR\r\n"


def test_a_calendar_file_goes_along(mail: MailSink) -> None:
    deliver(make_mail(body="Hi Zoë.", calendar=CALENDAR))

    (came,) = mail.mails
    (file,) = came.message.iter_attachments()
    assert isinstance(file, EmailMessage)
    assert file.get_content_type() == "text/calendar"
    assert file.get_filename() == "cuppa.ics"
    assert file.get_content().splitlines() == CALENDAR.splitlines()
    assert came.text == "Hi Zoë."
    assert "<p>Hi Zoë.</p>" in came.html
    assert not came.message.defects


def test_rule_21_the_link_is_written_as_the_message_leaves_and_not_kept(mail: MailSink) -> None:
    message = make_mail(about_id=new_id(), link_version=1, body="{link}")

    deliver(message)

    assert "/r/" in mail.mails[0].text
    assert message.body == "{link}"


def test_rule_21_a_link_opens_the_page_of_what_its_message_is_about(mail: MailSink) -> None:
    about = new_id()
    message = make_mail(
        about_id=about, about_kind="visits.homevisit", link_version=2, body="{link}"
    )

    deliver(message)

    assert f"http://127.0.0.1:8000/v/{links.secret_of(about, 2)}" in mail.mails[0].text


@pytest.mark.parametrize(
    ("language", "direction"), [("en", "ltr"), ("ur", "rtl"), ("ar", "rtl"), ("pl", "ltr")]
)
def test_an_e_mail_says_its_language_and_which_way_it_reads(
    mail: MailSink, language: str, direction: str
) -> None:
    deliver(make_mail(language=language, body="ہیلو\n\nCześć " + "long " * 300))

    assert f'<html lang="{language}" dir="{direction}">' in mail.mails[0].html
    assert mail.mails[0].text.startswith("ہیلو\n\nCześć long")


@pytest.mark.parametrize("pipelining", [True, False])
def test_many_messages_take_one_connection(mail: MailSink, pipelining: bool) -> None:
    mail.offers_pipelining = pipelining

    assert deliver(*make_mails(30)) == [State.SENT] * 30

    assert mail.connections == 1
    assert len({m.to for m in mail.mails}) == 30


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize(
    ("reply", "state"),
    [("550 no such box", State.FAILED_PERMANENT), ("450 not now", State.FAILED_TEMPORARY)],
)
@pytest.mark.parametrize("where", ["at_recipient", "at_letter"])
def test_rule_31_every_third_is_refused_and_the_others_arrive(
    mail: MailSink, pipelining: bool, reply: str, state: str, where: str
) -> None:
    mail.offers_pipelining = pipelining
    messages = make_mails(9)
    refused = {message.to for message in messages[::3]}
    setattr(mail, where, lambda it: reply if getattr(it, "to", it) in refused else None)

    assert deliver(*messages) == [state, State.SENT, State.SENT] * 3

    assert {m.to for m in mail.mails} == {m.to for m in messages} - refused
    assert messages[0].reason == f"The mail server said no: {reply}"


def test_what_fails_for_now_is_tried_after_15_minutes_an_hour_and_four_and_then_given_up(
    mail: MailSink, clock: Any
) -> None:
    mail.at_recipient = lambda _to: "451 busy"
    message = make_mail()

    for minutes in (15, 60, 240):
        before = timezone.now()
        assert deliver(message) == [State.FAILED_TEMPORARY]
        assert abs(message.not_before - before - timedelta(minutes=minutes)) < timedelta(seconds=5)
        assert deliver(message) == [State.FAILED_TEMPORARY]  # Not before its time.
        clock.move_to(message.not_before + timedelta(seconds=1))

    assert deliver(message) == [State.FAILED_PERMANENT]
    assert message.tries == 4
    assert not message.is_dead_address


@pytest.mark.parametrize(
    ("where", "reply", "is_dead"),
    [
        ("at_recipient", "550 no such box", True),
        ("at_recipient", "550 5.1.1 no such user", True),
        ("at_recipient", "550 5.7.1 your server is on a list", False),
        ("at_recipient", "552 5.2.2 box is full", False),
        ("at_letter", "550 5.1.1 no such user", True),
        ("at_letter", "554 looks like spam", False),
    ],
)
def test_rule_31_only_who_is_not_there_has_a_dead_address(
    mail: MailSink, where: str, reply: str, is_dead: bool
) -> None:
    setattr(mail, where, lambda _it: reply)
    message = make_mail()

    assert deliver(message) == [State.FAILED_PERMANENT]
    assert message.is_dead_address is is_dead


def test_what_was_called_off_in_a_worker_s_hand_is_not_tried_again(
    mail: MailSink, clock: Any
) -> None:
    adult_id = new_id()
    message = make_mail(adult_id=adult_id)
    Message.objects.filter(pk=message.pk).update(
        state=State.SENDING, claimed_at=timezone.now(), tries=1
    )
    actions.cancel_to(setting_id=message.setting_id, adult_ids=[adult_id], reason="They have died.")
    Message.objects.filter(pk=message.pk).update(state=State.FAILED_TEMPORARY)
    clock.shift(timedelta(minutes=1))

    tasks.sweep()

    assert states([message]) == [State.EXPIRED]
    assert not mail.mails


def test_a_mail_server_that_is_away_uses_up_no_tries_and_is_tried_later(
    mail: MailSink, clock: Any
) -> None:
    mail.stop()
    messages = make_mails(3)

    assert deliver(*messages) == [State.FAILED_TEMPORARY] * 3
    assert {m.tries for m in messages} == {0}
    assert messages[0].reason.startswith("The mail server can’t be reached")

    mail.start()
    clock.shift(timedelta(minutes=16))
    assert deliver(*messages) == [State.SENT] * 3
    assert len(mail.mails) == 3


def test_a_connection_lost_between_messages_is_opened_again(mail: MailSink) -> None:
    messages = make_mails(4)
    gone: list[str] = []

    def once(to: str) -> bool:
        gone.append(to)
        return gone.count(to) == 1 and to == messages[2].to

    mail.hangs_up_at_recipient = once

    assert deliver(*messages) == [State.SENT] * 4
    assert [m.to for m in mail.mails] == [m.to for m in messages]
    assert mail.connections == 2


def test_a_connection_lost_after_the_message_leaves_it_unsure_and_the_rest_arrive(
    mail: MailSink,
) -> None:
    messages = make_mails(4)
    mail.hangs_up_after = lambda it: it.to == messages[1].to

    assert deliver(*messages) == [State.SENT, State.UNSURE, State.SENT, State.SENT]
    assert [m.to for m in mail.mails] == [m.to for m in messages]
    assert delivery.deliver([m.pk for m in messages]) == 0


def test_a_server_that_keeps_hanging_up_leaves_the_rest_waiting(mail: MailSink) -> None:
    messages = make_mails(4)
    mail.hangs_up_at_recipient = lambda to: to != messages[0].to

    assert deliver(*messages) == [State.SENT] + [State.FAILED_TEMPORARY] * 3
    assert [m.tries for m in messages] == [1, 0, 0, 0]


@pytest.mark.parametrize("to", ["josé@example.org", "nobody", "a@example.org\r\nRSET"])
def test_an_address_that_is_none_fails_for_good(mail: MailSink, to: str) -> None:
    assert deliver(make_mail(to=to)) == [State.FAILED_PERMANENT]
    assert not mail.mails


def test_a_message_that_was_called_off_is_not_sent(mail: MailSink) -> None:
    messages = make_mails(2)
    Message.objects.filter(pk=messages[1].pk).update(state=State.CANCELLED)

    assert deliver(*messages) == [State.SENT, State.CANCELLED]
    assert len(mail.mails) == 1


def test_delivering_twice_sends_once(mail: MailSink) -> None:
    messages = make_mails(3)

    deliver(*messages)
    deliver(*messages)

    assert len(mail.mails) == 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(settings.IS_SQLITE, reason="Workers at once need PostgreSQL.")
def test_four_workers_with_the_same_messages_send_each_once(mail: MailSink) -> None:
    messages = make_mails(80)
    ids = [message.pk for message in messages]

    def work(_n: int) -> int:
        try:
            return delivery.deliver(ids)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 80

    assert sorted(m.to for m in mail.mails) == sorted(m.to for m in messages)
    assert set(states(messages)) == {State.SENT}


def test_any_other_mail_backend_of_django_s_gets_whole_messages() -> None:
    assert deliver(make_mail(body="Hi.")) == [State.SENT]

    (came,) = django_mail.outbox
    assert isinstance(came, django_mail.EmailMultiAlternatives)
    assert came.body == "Hi."
    assert "<p>Hi.</p>" in str(came.alternatives[0][0])


def test_another_mail_backend_too_gets_the_calendar_and_the_way_to_stop() -> None:
    deliver(make_mail(about_id=new_id(), link_version=1, body="{link}", calendar=CALENDAR))

    (came,) = django_mail.outbox
    assert came.extra_headers["List-Unsubscribe"].endswith("/stop/>")
    assert came.attachments[0].filename == "cuppa.ics"


def test_the_console_sends_a_text_without_the_secret_of_its_link(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "alongside.texts")
    about = new_id()

    assert deliver(make_message(about_id=about, link_version=1, body="Hi O'Brien.\n{link}")) == [
        State.SENT
    ]

    assert "Hi O'Brien. / http://127.0.0.1:8000/r/***" in caplog.text
    assert links.secret_of(about, 1) not in caplog.text


def test_an_unknown_text_carrier_is_refused_with_a_sentence(settings: Any) -> None:
    settings.TEXT_CHANNEL = "pigeon"

    with pytest.raises(
        ImproperlyConfigured, match="TEXT_CHANNEL is “pigeon”: it takes console or none"
    ):
        console.check()


def test_the_sweep_sends_what_is_due_and_marks_what_a_lost_worker_held(mail: MailSink) -> None:
    due, later = make_mail(), make_mail(not_before=timezone.now() + timedelta(hours=1))
    late = make_mail(drop_after=timezone.now() - timedelta(minutes=1))
    in_hand = make_mail(state=State.SENDING, claimed_at=timezone.now() - timedelta(minutes=9))
    lost = make_mail(state=State.SENDING, claimed_at=timezone.now() - timedelta(minutes=11))

    tasks.sweep()

    assert states([due, later, late, in_hand, lost]) == [
        State.SENT, State.QUEUED, State.EXPIRED, State.SENDING, State.UNSURE,
    ]  # fmt: skip


def test_letters_and_calls_never_leave_by_themselves() -> None:
    message = make_message(channel=Channel.VOICE, state=State.QUEUED)

    tasks.sweep()

    assert states([message]) == [State.QUEUED]


def test_without_workers_the_clock_does_a_tick_s_worth_and_goes_on_next_time(
    mail: MailSink, settings: Any
) -> None:
    settings.CLOCK_SECONDS = -1
    messages = make_mails(3)

    tasks.sweep()
    assert states(messages) == [State.QUEUED] * 3

    settings.CLOCK_SECONDS = 15
    tasks.sweep()
    assert states(messages) == [State.SENT] * 3
