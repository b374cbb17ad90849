"""Why one adult would be asked just now, or would not: the same checks, shown one by one."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from families.asking.cases import CHECKS, Case
from families.asking.deciding import answer_of, look
from families.asking.facts import Question, read
from families.asking.reasons import Asking, Reason
from families.asking.ways import Ways
from pastoral.accounts.models import Setting
from pastoral.outbox.models import Channel, Topic


@dataclass(frozen=True)
class Looked:
    """One thing that was looked at: whether it stopped, or nobody got so far."""

    reason: Reason
    is_stopped: bool = False
    is_reached: bool = True


@dataclass(frozen=True)
class Explained:
    """The one answer about an adult, and everything that was looked at on the way to it."""

    asking: Asking | None
    checks: tuple[Looked, ...] = ()
    by_text: tuple[Looked, ...] = ()
    by_email: tuple[Looked, ...] = ()


def explain(
    *, setting: Setting, topic: Topic, day: date, template_key: str, adult_id: uuid.UUID
) -> Explained:
    """Return the answer of `who_may_be_asked` about one adult, with its checks in their order.

    Nothing is decided here: the checks are those that were asked. A reason why a
    restriction was set is no part of it.
    """
    question = Question(setting, topic, day, template_key, in_english_too=False)
    ways = look(read(question, [adult_id]), question)
    case = ways.cases.get(adult_id)
    if case is None:
        return Explained(None)
    answer = answer_of(case, ways)
    checks = tuple(_until_stopped(iter([(reason, holds(case)) for reason, holds in CHECKS])))
    if case.reason:
        return Explained(answer, checks)
    return Explained(answer, checks, *_by_channel(case, ways))


def _by_channel(case: Case, ways: Ways) -> tuple[tuple[Looked, ...], tuple[Looked, ...]]:
    by_text, by_email = (
        tuple(_until_stopped(iter(ways.steps(case, channel))))
        for channel in (Channel.TEXT, Channel.EMAIL)
    )
    return by_text, by_email


def _until_stopped(steps: Iterator[tuple[Reason, bool]]) -> Iterator[Looked]:
    """Yield what was looked at up to the first that stops; what stands after it was not."""
    for reason, holds in steps:
        yield Looked(reason, is_stopped=holds)
        if holds:
            break
    for reason, _holds in steps:
        yield Looked(reason, is_reached=False)
