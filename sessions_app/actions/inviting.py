"""Asking families to an afternoon: one message for each adult, and never a second copy."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from families.asking import Asking
from pastoral import links
from pastoral.accounts import trail
from pastoral.accounts.models import Staff
from pastoral.ids import new_id
from pastoral.outbox import actions as outbox
from pastoral.outbox import words
from pastoral.outbox.drafts import Draft, PostResult
from pastoral.refusals import Refusal, WrongMove
from sessions_app import wording
from sessions_app.actions import series
from sessions_app.models import Afternoon, Invitation, InvitationRun
from sessions_app.to_ask import NOT_YET, to_ask

State = Invitation.State
NOT_WRITTEN = "not_written"  # The outbox refused the text: a blank, too long, a bad number.
AT_ONCE = 2000  # Rows in one INSERT.
ChildLink = Invitation.children.through


@dataclass(frozen=True)
class Invited:
    """What one run did: how many were asked, and why some texts could not be written."""

    run: InvitationRun
    asked: int
    not_written: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Preview:
    """The very words one adult would get, or why there are none."""

    asking: Asking
    subject: str = ""
    body: str = ""
    why_not: str = ""


def preview(*, afternoon: Afternoon, asking: Asking) -> Preview:
    """Return an adult's invitation as it would be sent; nothing is written."""
    if asking.channel is None:
        return Preview(asking, why_not="There is no way to write to them.")
    key = wording.invitation_template(asking)
    wanted = (key, asking.language, str(asking.channel))
    found = words.many_words(afternoon.setting, {wanted}).get(wanted)
    if found is None:
        return Preview(asking, why_not="There are no approved words for this yet.")
    try:
        subject, body = found.fill(wording.blanks(afternoon, asking))
    except Refusal as refusal:
        return Preview(asking, why_not=str(refusal))
    return Preview(asking, subject, body.replace("{link}", "[their own link]"))


@transaction.atomic
def invite(*, afternoon: Afternoon, by: Staff, in_english_too: bool = False) -> Invited:
    """Ask every adult who may be asked and is not asked yet; keep the reason of the others.

    One transaction writes the invitations and their messages, each adult's their own
    (rule 18). Run again, it reaches only those it could not ask before (rule 28): two runs
    at once take their turn. Raises WrongMove unless the afternoon is open, and Refusal once
    it has begun.
    """
    afternoon = series.locked(afternoon)
    _refuse_unless_asking(afternoon)
    found = to_ask(afternoon=afternoon, in_english_too=in_english_too)
    everybody = list(found)
    run = InvitationRun.objects.create(
        afternoon=afternoon, started_by=by, in_english_too=in_english_too, considered=len(everybody)
    )
    blocked = {
        invitation.adult_id: invitation
        for invitation in Invitation.objects.filter(afternoon=afternoon, state__in=NOT_YET)
    }
    rows = {
        asking.adult_id: _row(blocked.get(asking.adult_id), afternoon, run, asking)
        for asking in everybody
    }
    drafts = {asking.adult_id: _draft(afternoon, asking, rows[asking.adult_id]) for asking in found.will}
    posted = outbox.post_many(setting=afternoon.setting, drafts=list(drafts.values()))
    for adult_id, draft in drafts.items():
        _settle(rows[adult_id], draft.key, posted)
    _keep(rows, set(blocked), everybody)
    if afternoon.invited_at is None:
        afternoon.invited_at = timezone.now()
        afternoon.updated_by = by
        afternoon.save()
    trail.wrote(by=by, what="afternoons.invited", on=run, setting=afternoon.setting)
    return Invited(
        run=run,
        asked=sum(row.state == State.QUEUED for row in rows.values()),
        not_written=Counter(posted.refused.values()),
    )


def _refuse_unless_asking(afternoon: Afternoon) -> None:
    if afternoon.state == Afternoon.State.PLANNED:
        raise WrongMove("Open the afternoon first; then families can be asked.")
    if not afternoon.is_asking:
        raise WrongMove(f"This afternoon is {afternoon.get_state_display().lower()}: nobody is asked to it.")
    if afternoon.starts_at <= timezone.now():
        raise Refusal("This afternoon has begun. Whoever walks in is welcome.")


def _row(
    there: Invitation | None, afternoon: Afternoon, run: InvitationRun, asking: Asking
) -> Invitation:
    """Return the adult's invitation, new or reconsidered, with what is known of it now."""
    row = there or _new(afternoon, asking)
    row.household_id = asking.household_id
    row.half_term_id = afternoon.half_term_id
    row.mentor_id = asking.mentor_id
    row.run = run
    row.state = State.BLOCKED if asking.reason else State.QUEUED
    row.block_reason = asking.reason or ""
    return row


def _new(afternoon: Afternoon, asking: Asking) -> Invitation:
    key = new_id()
    return Invitation(
        id=key,
        setting=afternoon.setting,
        afternoon=afternoon,
        adult_id=asking.adult_id,
        link_digest=links.digest_of(links.secret_of(key, 1)),
    )


def _draft(afternoon: Afternoon, asking: Asking, row: Invitation) -> Draft:
    return wording.draft(
        afternoon=afternoon,
        asking=asking,
        invitation_id=row.pk,
        link_version=row.link_version,
        template_key=wording.invitation_template(asking),
        drop_after=afternoon.starts_at,
    )


def _settle(row: Invitation, key: str, posted: PostResult) -> None:
    """Tie the invitation to its message, or block it where none could be written."""
    if message_id := posted.posted.get(key):
        row.message_id = message_id
    elif key in posted.refused:
        row.state, row.block_reason = State.BLOCKED, NOT_WRITTEN


def _keep(rows: dict[UUID, Invitation], there: set[UUID], everybody: Iterable[Asking]) -> None:
    """Write the invitations and whose children they speak of, in a handful of statements."""
    old = [row for adult_id, row in rows.items() if adult_id in there]
    fields = ["household", "half_term", "mentor", "run", "state", "block_reason", "message", "updated_at"]
    for row in old:
        row.updated_at = timezone.now()
    Invitation.objects.bulk_update(old, fields, batch_size=AT_ONCE)
    ChildLink.objects.filter(invitation__in=[row.pk for row in old]).delete()
    Invitation.objects.bulk_create(
        [row for adult_id, row in rows.items() if adult_id not in there], batch_size=AT_ONCE
    )
    ChildLink.objects.bulk_create(
        [
            ChildLink(invitation_id=rows[asking.adult_id].pk, child_id=child_id)
            for asking in everybody
            for child_id in asking.child_ids
        ],
        batch_size=AT_ONCE,
    )
