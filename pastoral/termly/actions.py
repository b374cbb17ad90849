"""Making the report of a term, once; whoever asks for it, however often a worker dies."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from families.reports import Question
from pastoral.accounts import periods, trail
from pastoral.accounts.calendar import calendar_of
from pastoral.accounts.models import Setting, Staff
from pastoral.accounts.periods import Kind, Period
from pastoral.desk import heads
from pastoral.desk.exports import paper_of
from pastoral.figures import keeping
from pastoral.refusals import Refusal, WrongMove
from pastoral.termly import telling, terms
from pastoral.termly.models import MOST_TRIES, TermReport
from sessions_app.voices import chosen_in

State = TermReport.State


class TakenOverError(Exception):
    """Another worker has begun this report since: this one was taken for dead."""


@transaction.atomic
def begin(
    *, setting: Setting, term: Period, has_roll: bool, by: Staff | str, reason: str = ""
) -> TermReport:
    """Return the report of a term, to be made if it is not there yet (rule 28).

    Raises Refusal while the term is not over.
    """
    today = timezone.localdate(timezone=setting.zone)
    if term.key not in {each.key for each in terms.ended(setting.half_terms.all(), today)}:
        raise Refusal(f"{term.name} is not over yet. Its figures so far are on the page Figures.")
    report, is_new = TermReport.objects.get_or_create(
        setting=setting,
        key=term.key,
        has_roll=has_roll,
        defaults={
            "name": term.name,
            "first_on": term.first_on,
            "last_on": term.last_on,
            "asked_by": by if isinstance(by, Staff) else None,
            "reason": reason,
        },
    )
    if is_new:
        trail.wrote(by=by, what="figures.term-report-begun", on=report, reason=reason)
    return report


def begin_due() -> list[TermReport]:
    """Begin the reports that are due, each once; return them."""
    return [
        begin(setting=due.setting, term=due.term, has_roll=due.has_roll, by=trail.CLOCK)
        for due in terms.due()
    ]


@transaction.atomic
def try_again(*, report: TermReport, by: Staff, reason: str) -> TermReport:
    """Have a report made that could not be; raises WrongMove for any other."""
    report = TermReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if report.state != State.FAILED:
        raise WrongMove("Only a report that could not be made is made again.")
    report.state, report.tries, report.step = State.WAITING, 0, 0
    report.save(update_fields=["state", "tries", "step", "updated_at"])
    trail.wrote(by=by, what="figures.term-report-again", on=report, reason=reason)
    return report


def to_make(now: datetime) -> list[UUID]:
    """Return the reports a worker is to take; those that were tried too often are given up."""
    found = TermReport.objects.to_make(now)
    for report in found.filter(tries__gte=MOST_TRIES):
        _give_up(report)
    return list(found.filter(tries__lt=MOST_TRIES).values_list("pk", flat=True))


def make(report_id: UUID) -> bool:
    """Make a report from the rows as they are now; return whether it was this call that did.

    A worker that was killed leaves it `making`. After the longest time a task may take another
    begins anew; what the first wrote was nothing but how far it was, and if it is not dead
    after all, it finds that it was taken over and stops.
    """
    report = _claim(report_id)
    if report is None:
        return False
    try:
        with _let_go_on_failure(report):
            _make(report)
    except TakenOverError:
        return False
    return True


def _make(report: TermReport) -> None:
    keeping.refresh(report.setting_id)
    _go_on(report)
    asked = _asked(report)
    page = heads.governors_page(None, asked)
    _go_on(report)
    paper = paper_of(page)
    _go_on(report)
    _finish(report, asked.question.period, paper.as_kept)


def _claim(report_id: UUID) -> TermReport | None:
    """Take a report in hand; None where another worker has it, or it is made."""
    now = timezone.now()
    free = TermReport.objects.to_make(now).filter(pk=report_id, tries__lt=MOST_TRIES)
    taken = free.update(
        state=State.MAKING, claimed_at=now, tries=F("tries") + 1, step=0, updated_at=now
    )
    if not taken:
        return None
    return TermReport.objects.select_related("setting__policy").get(pk=report_id)


def _mine(report: TermReport) -> Q:
    return Q(pk=report.pk, state=State.MAKING, tries=report.tries)


def _go_on(report: TermReport) -> None:
    """Keep that one more step is done, for whoever is watching."""
    now = timezone.now()
    mine = TermReport.objects.filter(_mine(report))
    if not mine.update(step=F("step") + 1, claimed_at=now, updated_at=now):
        raise TakenOverError


@contextmanager
def _let_go_on_failure(report: TermReport) -> Iterator[None]:
    """Let a report wait again where it could not be made, or give it up; the fault still rises."""
    try:
        yield
    except TakenOverError:
        raise
    except BaseException:
        if report.tries >= MOST_TRIES:
            _give_up(report)
        else:
            TermReport.objects.filter(_mine(report)).update(
                state=State.WAITING, updated_at=timezone.now()
            )
        raise


@transaction.atomic
def _give_up(report: TermReport) -> None:
    now = timezone.now()
    same = TermReport.objects.filter(pk=report.pk, tries=report.tries)
    if same.exclude(state=State.READY).update(state=State.FAILED, updated_at=now):
        trail.wrote(by=trail.CLOCK, what="figures.term-report-failed", on=report)


def _asked(report: TermReport) -> heads.Asked:
    """Return the report’s question, by the calendar as it is now."""
    setting, calendar = report.setting, calendar_of(report.setting)
    today = timezone.localdate(timezone=setting.zone)
    choices = periods.periods_of(calendar.half_terms, today)
    term = next((p for p in choices if p.kind == Kind.TERM and p.key == report.key), None)
    if term is None:
        raise LookupError(f"{report.key} is not in the calendar of {setting.code} any more.")
    question = Question(
        setting=setting, has_roll=report.has_roll, policy=setting.policy, today=today,
        calendar=calendar, period=term, before=periods.before(term, choices),
    )  # fmt: skip
    return heads.Asked(question, choices)


@transaction.atomic
def _finish(report: TermReport, term: Period, paper: str) -> None:
    """Keep what the report says, and write to those who read it, both or neither."""
    mine = TermReport.objects.select_for_update(of=("self",)).filter(_mine(report)).first()
    if mine is None:
        raise TakenOverError
    mine.state, mine.made_at, mine.paper = State.READY, timezone.now(), paper
    mine.name, mine.first_on, mine.last_on = term.name, term.first_on, term.last_on
    mine.step = mine.steps
    mine.save()
    mine.quotes.set(chosen_in(mine.setting, mine.first_on, mine.last_on))
    telling.tell(mine)
    trail.wrote(by=trail.CLOCK, what="figures.term-report-made", on=mine)
