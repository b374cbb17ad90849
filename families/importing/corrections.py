"""What somebody put right by hand since a file brought it in: the old file doesn't undo it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from families.importing.plan import Change, Planned, R

BROUGHT_IN = "Brought in from a file"
"""The reason that the change history gives for what an import wrote."""

TOGETHER = {
    "mobile": ("mobile_state", "mobile_verified_at", "mobile_verified_by"),
    "email": ("email_is_unreachable",),
    "address": ("address_key", "latitude", "longitude"),
}
ALWAYS_TAKEN = frozenset({"address_visibility"})
"""A file that says an address must stay hidden is believed every time (rule 19)."""


def take_out_corrected(
    rows: Iterable[Planned[R]], model: type[R]
) -> Iterator[tuple[Planned[R], Change]]:
    """Take out of the rows what was corrected here, and say what that was.

    A value is corrected when a person changed it after it stood here, and the file still
    says what stood here before.
    """
    changing = {row.known.pk: row for row in rows if row.known and row.values}
    if not changing:
        return
    history: defaultdict[Any, list[Any]] = defaultdict(list)
    past = model.history.filter(id__in=list(changing))
    for entry in past.order_by("history_date", "history_id"):
        history[entry.id].append(entry)
    for pk, row in changing.items():
        for change in list(row.changes):
            if change.name in ALWAYS_TAKEN or change.name not in row.values:
                continue
            if _is_corrected(history[pk], row, change.name):
                _take_out(row, change)
                yield row, change


def _is_corrected(history: list[Any], row: Planned[Any], field: str) -> bool:
    compared = "address_key" if field == "address" else field
    ours, theirs = getattr(row.known, compared), row.values[compared]
    since = len(history)
    while since and getattr(history[since - 1], compared) == ours:
        since -= 1
    if since in {0, len(history)} or history[since].history_change_reason == BROUGHT_IN:
        return False
    return any(getattr(entry, compared) == theirs for entry in history[:since])


def _take_out(row: Planned[Any], change: Change) -> None:
    row.changes.remove(change)
    row.values.pop(change.name)
    stays = ("latitude", "longitude") if "address_visibility" in row.values else ()
    for name in TOGETHER.get(change.name, ()):
        if name not in stays:
            row.values.pop(name, None)
