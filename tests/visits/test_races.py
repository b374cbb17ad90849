"""Two taps, or two tabs, at once."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from families.models import Household
from pastoral.accounts.models import Staff
from pastoral.ids import new_id
from pastoral.refusals import Refusal
from tests.factories import make_home_visit, make_household, make_staff
from visits import actions
from visits.actions import NoteText, VisitLog
from visits.models import HomeVisit, VisitNote

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(settings.IS_SQLITE, reason="Two writers at once need PostgreSQL."),
    pytest.mark.django_db(transaction=True),
]
Outcome, State = HomeVisit.Outcome, HomeVisit.State


def all_at_once(logs: list[VisitLog], by: Staff) -> list[object]:
    def one(log: VisitLog) -> object:
        try:
            return actions.log_visit(log=log, by=by).pk
        except Refusal as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(logs)) as pool:
        return list(pool.map(one, logs))


def a_log(household: Household, key: UUID) -> VisitLog:
    return VisitLog(
        log_key=key, household=household, visited_on=timezone.localdate(),
        outcome=Outcome.COMPLETED, note=NoteText(agreed="Bus form."),
    )  # fmt: skip


def test_several_taps_at_once_on_a_new_visit_are_one_visit() -> None:
    log = a_log(make_household(), new_id())

    made = all_at_once([log] * 6, make_staff())

    assert set(made) == {HomeVisit.objects.get().pk}
    assert VisitNote.objects.count() == 1


def test_several_taps_at_once_on_a_planned_visit_are_one_visit() -> None:
    planned = make_home_visit(state=State.PLANNED, planned_on=timezone.localdate())

    made = all_at_once([a_log(planned.household, new_id())] * 6, planned.mentor)

    assert set(made) == {planned.pk}
    assert HomeVisit.objects.count() == VisitNote.objects.count() == 1


def test_one_form_sent_at_once_for_several_homes_is_kept_for_one() -> None:
    first, key = make_household(), new_id()
    homes = [first, *(make_household(first.setting) for _ in range(3))]

    made = all_at_once([a_log(home, key) for home in homes], make_staff())

    assert HomeVisit.objects.count() == VisitNote.objects.count() == 1
    assert made.count(actions.USED_BEFORE) == 3
