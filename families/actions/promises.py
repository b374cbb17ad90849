"""Promises: what we said we would do, and what came of it."""

import uuid
from datetime import date

from django.db import transaction
from django.utils import timezone

from families.models import Child, Household, Promise
from pastoral.accounts import trail
from pastoral.accounts.models import Staff
from pastoral.refusals import Refusal, WrongMove

State = Promise.State


@transaction.atomic
def make_promise(
    *,
    household: Household,
    what: str,
    owner: Staff,
    due_on: date,
    by: Staff,
    made_in: Promise.MadeIn = Promise.MadeIn.OTHER,
    made_in_id: uuid.UUID | None = None,
    child: Child | None = None,
) -> Promise:
    """Keep what we said we would do for a family, who does it and by when."""
    if not what.strip():
        raise Refusal("Write what was promised.")
    promise = Promise.objects.create(
        setting=household.setting,
        household=household,
        child=child,
        what=what.strip(),
        owner=owner,
        due_on=due_on,
        made_in=made_in,
        made_in_id=made_in_id,
        created_by=by,
        updated_by=by,
    )
    trail.wrote(by=by, what="families.promised", on=promise, household=household.pk)
    return promise


@transaction.atomic
def keep_promise(*, promise: Promise, by: Staff, result: str = "") -> Promise:
    """Say that a promise is kept, and perhaps what came of it."""
    return _close(promise, State.DONE, by, result)


@transaction.atomic
def let_promise_go(*, promise: Promise, why: str, by: Staff) -> Promise:
    """Say that a promise is not needed any more, and why."""
    if not why.strip():
        raise Refusal("Say why it is not needed any more.")
    return _close(promise, State.NOT_NEEDED, by, why)


@transaction.atomic
def hand_promise_on(
    *, promise: Promise, to: Staff, by: Staff, due_on: date | None = None
) -> Promise:
    """Hand a promise to a colleague; return the new one, which points back to this."""
    if to.pk == promise.owner_id:
        raise Refusal(f"It is {to.first_name}’s already.")
    promise = _close(promise, State.HANDED_ON, by, f"Handed to {to.first_name}.")
    new = make_promise(
        household=promise.household,
        what=promise.what,
        owner=to,
        due_on=due_on or promise.due_on,
        by=by,
        made_in=Promise.MadeIn(promise.made_in),
        made_in_id=promise.made_in_id,
        child=promise.child,
    )
    promise.handed_on_as = new
    promise.save(update_fields=["handed_on_as", "updated_at"])
    return new


def _close(promise: Promise, state: Promise.State, by: Staff, result: str) -> Promise:
    rows = Promise.objects.select_for_update(of=("self",)).select_related("household__setting")
    promise = rows.get(pk=promise.pk)
    if promise.state != State.OPEN or promise.removed_at:
        raise WrongMove("This promise is closed already.")
    promise.state, promise.result = state, result.strip()
    promise.closed_at, promise.closed_by = timezone.now(), by
    promise.updated_by = by
    promise.save()
    trail.wrote(by=by, what=f"families.promise-{state}", on=promise, household=promise.household_id)
    return promise
