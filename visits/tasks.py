"""The clock's work on visits: each one a task of its own, so that none stops another."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from pastoral.accounts import clock
from visits.actions import day_before, offering, watching


@shared_task
def let_offers_rest() -> None:
    """Look at each offer that has waited long for an answer."""
    for visit_id in offering.long_offered(timezone.now()):
        let_offer_rest.delay(str(visit_id))


@shared_task
def let_offer_rest(visit_id: str) -> None:
    """Let one offer rest, if its time has come."""
    offering.let_rest(UUID(visit_id))


@shared_task
def say_a_word_before() -> None:
    """Look at each planned visit of which its family gets a word now."""
    for visit_id in day_before.due_now(timezone.now()):
        say_a_word_before_one.delay(str(visit_id))


@shared_task
def say_a_word_before_one(visit_id: str) -> None:
    """Post the word before one visit, if it is due."""
    day_before.tell_if_due(UUID(visit_id))


@shared_task
def watch() -> None:
    """Look after everybody who is out on a visit (rule 6), and say that somebody looked."""
    for visit_id in watching.watched(timezone.now()):
        watch_visit.delay(str(visit_id))
    clock.tick(watching.TICK)


@shared_task
def watch_visit(visit_id: str) -> None:
    """Raise the alerts that are due for one visit."""
    watching.raise_due(UUID(visit_id))
