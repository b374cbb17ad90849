"""What phones send is taken exactly once, and nothing of it is thrown away."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.utils import timezone

from families.models import Promise
from pastoral.accounts.models import Staff
from pastoral.ids import new_id
from pastoral.refusals import Refusal, WrongMove
from tests.factories import make_home_visit, make_phone_item, make_staff
from visits import actions
from visits.actions import NoteText, Promised, Sent, VisitLog
from visits.models import HomeVisit, PhoneItem, VisitNote

pytestmark = pytest.mark.django_db
Kind, State = PhoneItem.Kind, PhoneItem.State


@pytest.fixture
def visit() -> HomeVisit:
    return make_home_visit(state=HomeVisit.State.PLANNED, planned_on=timezone.localdate())


def sent(visit: HomeVisit, kind: PhoneItem.Kind = Kind.ARRIVED, **fields: Any) -> Sent:
    fields.setdefault("key", new_id())
    fields.setdefault("pressed_at", timezone.now())
    return Sent(kind=kind, setting=visit.setting, visit=visit, **fields)


def a_log(visit: HomeVisit, **fields: Any) -> Sent:
    key = new_id()
    log = VisitLog(
        log_key=key, household=visit.household, visited_on=visit.planned_on, visit=visit,
        outcome=HomeVisit.Outcome.COMPLETED, note=NoteText(agreed="Bus form."),
        promised=[Promised("Bring the bus form", visit.planned_on)],
    )  # fmt: skip
    return sent(visit, Kind.LOG, key=key, log=log, body="agreed=Bus+form.", **fields)


def test_what_was_pressed_without_signal_counts_from_when_it_was_pressed(visit: HomeVisit) -> None:
    arrived, left = timezone.now() - timedelta(hours=3), timezone.now() - timedelta(hours=2)

    actions.take(item=sent(visit, pressed_at=arrived), by=visit.mentor)
    item = actions.take(item=sent(visit, Kind.LEFT, pressed_at=left), by=visit.mentor)

    visit.refresh_from_db()
    assert item.state == State.TAKEN
    assert (visit.state, visit.arrived_at, visit.left_at) == ("completed", arrived, left)


def test_a_moment_older_than_a_phone_may_keep_is_not_believed(visit: HomeVisit) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        long_ago = timezone.now() - timedelta(hours=50)
        actions.take(item=sent(visit, pressed_at=long_ago), by=visit.mentor)

        visit.refresh_from_db()
        hours = visit.setting.policy.offline_hours
        assert visit.arrived_at == timezone.now() - timedelta(hours=hours)


def test_the_same_item_again_is_answered_as_before_and_changes_nothing(visit: HomeVisit) -> None:
    log = a_log(visit)

    first = actions.take(item=log, by=visit.mentor)
    second = actions.take(item=log, by=visit.mentor)

    assert first.pk == second.pk == log.key
    assert second.state == State.TAKEN
    assert HomeVisit.objects.count() == VisitNote.objects.count() == PhoneItem.objects.count() == 1
    assert Promise.objects.get().made_in_id == visit.pk


def test_a_refused_item_stays_refused_when_it_comes_again(visit: HomeVisit) -> None:
    too_soon = sent(visit, Kind.LEFT)
    refused = actions.take(item=too_soon, by=visit.mentor)
    actions.arrive(visit=visit, by=visit.mentor)

    again = actions.take(item=too_soon, by=visit.mentor)

    assert (again.state, again.sentence) == (State.REFUSED, refused.sentence)
    visit.refresh_from_db()
    assert visit.state == HomeVisit.State.UNDER_WAY


def test_what_was_pressed_already_elsewhere_is_no_error_and_changes_nothing(
    visit: HomeVisit,
) -> None:
    actions.arrive(visit=visit, by=visit.mentor)
    visit.refresh_from_db()
    arrived = visit.arrived_at

    item = actions.take(item=sent(visit), by=visit.mentor)

    visit.refresh_from_db()
    assert (item.state, visit.arrived_at) == (State.TAKEN, arrived)


def test_an_id_that_somebody_else_used_is_refused(visit: HomeVisit) -> None:
    item = sent(visit)
    actions.take(item=item, by=visit.mentor)

    with pytest.raises(Refusal, match="somebody else"):
        actions.take(item=item, by=make_staff())


def test_a_log_without_signal_ends_the_visit_when_it_was_written(visit: HomeVisit) -> None:
    arrived = timezone.now() - timedelta(hours=2)
    actions.take(item=sent(visit, pressed_at=arrived), by=visit.mentor)

    written = timezone.now() - timedelta(hours=1)
    item = actions.take(item=a_log(visit, pressed_at=written), by=visit.mentor)

    visit.refresh_from_db()
    assert (visit.state, visit.left_at) == (HomeVisit.State.COMPLETED, written)
    assert visit.note.agreed == "Bus form."
    assert item.body == ""


def test_what_is_refused_keeps_its_sentence_and_its_words(visit: HomeVisit) -> None:
    actions.take(item=a_log(visit), by=visit.mentor)

    refused = actions.take(item=a_log(visit), by=visit.mentor)

    refused.refresh_from_db()
    assert refused.state == State.REFUSED
    assert refused.sentence == "This visit can’t be logged again: it stands at “completed”."
    assert refused.body == "agreed=Bus+form."
    assert VisitNote.objects.count() == 1


def test_refused_words_are_unreadable_at_rest(visit: HomeVisit) -> None:
    actions.take(item=sent(visit, Kind.LEFT, body="agreed=Bus"), by=visit.mentor)

    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM visits_phoneitem")
        assert "Bus" not in cursor.fetchone()[0]


def test_an_item_about_a_visit_that_is_gone_is_kept_with_its_words(visit: HomeVisit) -> None:
    item = Sent(
        key=new_id(), kind=Kind.LEFT, pressed_at=timezone.now(), setting=visit.setting, body="x=1"
    )

    kept = actions.take(item=item, by=visit.mentor)

    assert (kept.state, kept.sentence, kept.body) == (State.REFUSED, actions.NOT_THERE, "x=1")


def test_words_taken_up_in_a_new_log_put_the_old_ones_aside(visit: HomeVisit) -> None:
    old = make_phone_item(visit, state=State.REFUSED, kind=Kind.LOG, body="agreed=Bus")

    actions.take(item=a_log(visit, uses=old), by=visit.mentor)

    old.refresh_from_db()
    assert (old.state, old.body) == (State.PUT_ASIDE, "agreed=Bus")


def test_what_was_put_aside_can_not_be_put_aside_again(visit: HomeVisit) -> None:
    item = make_phone_item(visit, state=State.REFUSED)
    actions.put_aside(item=item, by=visit.mentor)

    with pytest.raises(WrongMove):
        actions.put_aside(item=item, by=visit.mentor)


@pytest.mark.postgres
@pytest.mark.skipif(settings.IS_SQLITE, reason="Two writers at once need PostgreSQL.")
@pytest.mark.django_db(transaction=True)
def test_twenty_same_items_at_once_are_one() -> None:
    visit = make_home_visit(state=HomeVisit.State.PLANNED, planned_on=timezone.localdate())
    log = a_log(visit)

    states = at_once([log] * 20, visit.mentor)

    assert states == [State.TAKEN] * 20
    assert PhoneItem.objects.count() == VisitNote.objects.count() == Promise.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.skipif(settings.IS_SQLITE, reason="Two writers at once need PostgreSQL.")
@pytest.mark.django_db(transaction=True)
def test_two_different_logs_of_one_visit_at_once_lose_no_words() -> None:
    visit = make_home_visit(state=HomeVisit.State.PLANNED, planned_on=timezone.localdate())

    states = at_once([a_log(visit), a_log(visit)], visit.mentor)

    assert sorted(states) == [State.REFUSED, State.TAKEN]
    assert PhoneItem.objects.get(state=State.REFUSED).body == "agreed=Bus+form."


def at_once(items: list[Sent], by: Staff) -> list[str]:
    def one(item: Sent) -> str:
        try:
            return actions.take(item=item, by=by).state
        finally:
            connection.close()

    with ThreadPoolExecutor(len(items)) as pool:
        return list(pool.map(one, items))


def test_what_was_pressed_after_a_colleague_said_she_is_safe_is_taken(visit: HomeVisit) -> None:
    actions.arrive(visit=visit, by=visit.mentor)
    said = actions.say_safe(visit=visit, by=make_staff())

    items = [
        actions.take(item=sent(visit, kind), by=visit.mentor) for kind in Kind if kind != "log"
    ]

    visit.refresh_from_db()
    assert [item.state for item in items] == [State.TAKEN, State.TAKEN]
    assert (visit.state, visit.left_at) == (said.state, said.left_at)
