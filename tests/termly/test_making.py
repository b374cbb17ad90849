"""The report of a term: when it is made, that it is made once, and who hears of it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.utils import timezone

from pastoral.accounts import trail
from pastoral.accounts.models import HalfTerm, Setting, Staff, TrailEntry
from pastoral.accounts.roles import Role
from pastoral.crypto import UnreadableText
from pastoral.desk.exports import kept_paper
from pastoral.figures import keeping
from pastoral.outbox.models import Message
from pastoral.refusals import Refusal, WrongMove
from pastoral.termly import actions, tasks, telling, terms
from pastoral.termly.models import MOST_TRIES, STEPS, TermReport
from tests import factories as make
from tests.shipped import ship_words
from tests.termly.terms import (
    BACK,
    DUE,
    IN_TERM,
    KEY,
    TOO_SOON,
    a_term_behind,
    families_of_the_term,
)

pytestmark = pytest.mark.django_db
State = TermReport.State


@pytest.fixture
def zone() -> Setting:
    ship_words()
    return a_term_behind()


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(DUE, tick=False) as traveller:
        yield traveller


def colleague(setting: Setting, *roles: Role, name: str = "") -> Staff:
    viewer = make.make_viewer(*roles, setting=setting, **({"first_name": name} if name else {}))
    return viewer.user


def told() -> list[str]:
    return sorted(Message.objects.filter(template_key=telling.WORDS).values_list("to", flat=True))


def tick() -> None:
    tasks.begin_due()
    tasks.make_waiting()


@pytest.mark.parametrize(
    ("moment", "is_due"), [(IN_TERM, False), (TOO_SOON, False), (DUE, True), (BACK, True)]
)
def test_a_report_is_made_some_days_after_the_term(
    moment: datetime, is_due: bool, zone: Setting
) -> None:
    with time_machine.travel(moment, tick=False):
        tick()

    assert TermReport.objects.filter(state=State.READY, key=KEY).exists() == is_due


def test_the_days_after_the_term_are_the_policys(
    zone: Setting, now: time_machine.Traveller
) -> None:
    now.move_to(TOO_SOON)
    make.make_policy(zone, term_report_days=6)

    assert [due.term.key for due in terms.due()] == [KEY]


def test_in_the_holiday_between_its_halves_a_term_is_not_over(
    zone: Setting, now: time_machine.Traveller
) -> None:
    now.move_to(datetime(2026, 10, 31, 11, tzinfo=DUE.tzinfo))
    assert terms.due() == []

    HalfTerm.objects.filter(setting=zone, half=2).delete()  # Not in the calendar yet.
    assert terms.due() == []

    now.move_to(BACK)
    assert [due.term.last_on for due in terms.due()] == [date(2026, 10, 23)]


def test_of_a_place_that_came_after_the_term_nothing_is_made(
    zone: Setting, now: time_machine.Traveller
) -> None:
    Setting.objects.update(created_at=DUE)

    assert terms.due() == []


def test_only_the_newest_term_is_made_after_a_long_silence(
    zone: Setting, now: time_machine.Traveller
) -> None:
    make.make_half_term(
        zone, term="spring", half=2, starts_on=date(2027, 2, 22), ends_on=date(2027, 3, 25)
    )
    now.move_to(datetime(2027, 4, 12, 11, tzinfo=DUE.tzinfo))

    assert [due.term.key for due in terms.due()] == ["2026-spring"]


def test_rule_28_a_report_is_begun_made_and_told_once(
    zone: Setting, now: time_machine.Traveller
) -> None:
    head = colleague(zone, Role.HEAD)

    for _ in range(3):
        tick()
        now.shift(timedelta(hours=1))

    assert TermReport.objects.count() == 1
    assert told() == [head.email]
    assert TrailEntry.objects.filter(what="figures.term-report-made").count() == 1


def test_heads_and_governors_of_the_place_are_written_to_and_nobody_else(
    zone: Setting, now: time_machine.Traveller
) -> None:
    expected = [colleague(zone, role).email for role in (Role.HEAD, Role.TRUST)]
    for role in set(Role) - {Role.HEAD, Role.TRUST}:
        colleague(zone, role)
    colleague(make.make_setting(), Role.HEAD)
    gone = make.make_membership(make.make_staff(), zone, Role.HEAD, to_on=date(2026, 12, 1))
    trust = make.make_trust()
    Setting.objects.filter(pk=zone.pk).update(trust=trust)
    make.make_membership(make.make_staff(), role=Role.TRUST, trust=trust)

    tick()

    assert told() == sorted(expected)
    assert gone.staff.email not in told()


def test_who_is_head_and_governor_gets_one_e_mail(
    zone: Setting, now: time_machine.Traveller
) -> None:
    both = colleague(zone, Role.HEAD, Role.TRUST)

    tick()

    assert told() == [both.email]


def test_the_e_mail_has_a_way_and_no_figure(zone: Setting, now: time_machine.Traveller) -> None:
    colleague(zone, Role.HEAD, name="Grace")
    families_of_the_term(zone)

    tick()

    message, report = Message.objects.get(), TermReport.objects.get()
    assert f"{settings.SITE_URL}/figures/termly/{report.pk}/" in message.body
    without_way = f"{message.subject} {message.body}".replace(f"{report.pk}", "")
    assert "Grace" in without_way
    assert "Autumn 2026" in without_way
    assert not {"15", "24", "63"} & set(without_way.replace("%", " ").split())


def test_the_e_mail_leaves_in_a_friendly_hour(zone: Setting, now: time_machine.Traveller) -> None:
    colleague(zone, Role.HEAD)

    tick()  # Five past midnight on Christmas Day.

    assert Message.objects.get().not_before == datetime(2026, 12, 29, 8, tzinfo=DUE.tzinfo)


def test_a_school_has_one_for_its_head_and_one_for_its_governors(
    now: time_machine.Traveller,
) -> None:
    ship_words()
    school = a_term_behind(kind=Setting.Kind.SCHOOL)
    head, governor = colleague(school, Role.HEAD), colleague(school, Role.TRUST)

    tick()

    assert TermReport.objects.count() == 2
    of_whom = {
        TermReport.objects.get(pk=f"{message.about_id}").has_roll: message.to
        for message in Message.objects.all()
    }
    assert of_whom == {True: head.email, False: governor.email}


def test_what_a_report_says_is_kept_as_it_was(zone: Setting, now: time_machine.Traveller) -> None:
    families_of_the_term(zone)
    tick()
    before = kept_paper(TermReport.objects.get().paper, quotes=[])

    families_of_the_term(zone)
    now.shift(timedelta(days=1))
    keeping.refresh(zone.pk)
    tick()

    after = kept_paper(TermReport.objects.get().paper, quotes=[])
    assert after == before
    assert "15 to 19 of 24 families" in after.html
    assert after.when == "Autumn 2026, 2 September 2026 to 18 December 2026"


def test_what_a_report_says_is_unreadable_at_rest(
    zone: Setting, now: time_machine.Traveller
) -> None:
    tick()

    with connection.cursor() as cursor:
        cursor.execute("SELECT paper FROM termly_termreport")
        kept = cursor.fetchone()[0]
    assert "families" not in kept
    assert kept.startswith("gAAAA")


def test_a_report_has_no_small_number(zone: Setting, now: time_machine.Traveller) -> None:
    families_of_the_term(zone, met=3, of=20)

    tick()

    paper = TermReport.objects.get().paper
    assert "fewer than 5 of 20 families" in paper
    assert "3 of 20" not in paper


def test_a_report_is_asked_for_by_a_person_and_then_not_by_the_clock(
    zone: Setting, now: time_machine.Traveller
) -> None:
    now.move_to(TOO_SOON)
    lead = colleague(zone, Role.LEAD)
    term = terms.without_report(zone, has_roll=False, today=TOO_SOON.date())[0]

    report = actions.begin(
        setting=zone, term=term, has_roll=False, by=lead, reason="For Monday’s meeting"
    )
    now.move_to(BACK)
    tick()

    assert list(TermReport.objects.all()) == [report]
    line = TrailEntry.objects.get(what="figures.term-report-begun")
    assert (line.actor, line.reason, line.setting) == (lead, "For Monday’s meeting", zone)


def test_a_term_that_runs_has_no_report_yet(zone: Setting, now: time_machine.Traveller) -> None:
    now.move_to(BACK)
    term = terms.ended(zone.half_terms.all(), BACK.date())[0]
    now.move_to(IN_TERM)

    with pytest.raises(Refusal, match="is not over yet"):
        actions.begin(setting=zone, term=term, has_roll=False, by=trail.CLOCK)


def a_waiting(zone: Setting, **fields: object) -> TermReport:
    return make.make_term_report(
        zone, key=KEY, name="Autumn 2026", first_on=date(2026, 9, 2), last_on=date(2026, 12, 18),
        **fields,
    )  # fmt: skip


def test_two_workers_make_it_once(zone: Setting, now: time_machine.Traveller) -> None:
    report = a_waiting(zone, state=State.MAKING, claimed_at=timezone.now(), tries=1)

    assert actions.to_make(timezone.now()) == []
    assert not actions.make(report.pk)


def test_what_a_dead_worker_left_is_begun_anew(zone: Setting, now: time_machine.Traveller) -> None:
    head = colleague(zone, Role.HEAD)
    report = a_waiting(zone, state=State.MAKING, claimed_at=timezone.now(), tries=1, step=2)
    now.shift(timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT + 1))

    tasks.make_waiting()

    report.refresh_from_db()
    assert (report.state, report.tries, report.step) == (State.READY, 2, len(STEPS))
    assert told() == [head.email]


def test_who_was_taken_for_dead_writes_nothing(zone: Setting, now: time_machine.Traveller) -> None:
    report = a_waiting(zone)
    taken = actions._claim(report.pk)
    assert taken is not None
    now.shift(timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT + 1))
    assert actions._claim(report.pk) is not None

    with pytest.raises(actions.TakenOverError):
        actions._go_on(taken)

    report.refresh_from_db()
    assert (report.tries, report.step) == (2, 0)


def test_what_can_not_be_made_is_given_up_in_the_end_and_said(
    zone: Setting, now: time_machine.Traveller
) -> None:
    report = a_waiting(zone)
    HalfTerm.objects.filter(setting=zone, term="autumn").delete()

    for n in range(MOST_TRIES):
        with pytest.raises(LookupError):
            actions.make(report.pk)
        report.refresh_from_db()
        assert report.state == (State.FAILED if n == MOST_TRIES - 1 else State.WAITING)

    assert actions.to_make(timezone.now()) == []
    assert TrailEntry.objects.filter(what="figures.term-report-failed").count() == 1
    assert told() == []


def test_whose_workers_all_died_is_given_up(zone: Setting, now: time_machine.Traveller) -> None:
    report = a_waiting(zone, state=State.MAKING, claimed_at=timezone.now(), tries=MOST_TRIES)
    now.shift(timedelta(seconds=settings.CELERY_TASK_TIME_LIMIT + 1))

    tick()

    report.refresh_from_db()
    assert report.state == State.FAILED


def test_a_report_that_failed_is_made_again_when_somebody_asks(
    zone: Setting, now: time_machine.Traveller
) -> None:
    lead = colleague(zone, Role.LEAD)
    report = a_waiting(zone, state=State.FAILED, tries=MOST_TRIES)

    actions.try_again(report=report, by=lead, reason="The calendar is right now")
    tick()

    report.refresh_from_db()
    assert report.state == State.READY
    with pytest.raises(WrongMove):
        actions.try_again(report=report, by=lead, reason="Once more")


def test_a_key_that_is_lost_fails_loudly(
    zone: Setting, now: time_machine.Traveller, settings: object
) -> None:
    tick()
    settings.FIELD_KEYS = ["b3RoZXIta2V5LW90aGVyLWtleS1vdGhlci1rZXktMTI="]  # type: ignore[attr-defined]

    with pytest.raises(UnreadableText):
        TermReport.objects.get()
