"""Asking families to an afternoon: one message for each adult, and never a second copy."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from families import previews
from families.asking import Asking
from families.previews import Preview
from families.waiting_words import Waits, waiting_for_words
from pastoral import links
from pastoral.accounts import trail
from pastoral.accounts.models import Staff
from pastoral.ids import new_id
from pastoral.outbox import actions as outbox
from pastoral.outbox.costs import Cost
from pastoral.outbox.drafts import Draft, PostResult
from pastoral.outbox.models import Channel, Message
from pastoral.refusals import Refusal, WrongMove
from sessions_app import allergies, rows, wording
from sessions_app.actions import by_hand, series
from sessions_app.models import Afternoon, Invitation, InvitationRun
from sessions_app.to_ask import ToAsk, not_asked_yet, to_ask

State = Invitation.State
NOT_WRITTEN = "not_written"  # The outbox refused the text: a blank, too long, a bad number.
FIRST_LINK = 1  # The version of a new invitation's link.
FEW = 200  # Rows in one UPDATE.
RECONSIDERED = [
    "household", "mentor", "run", "state", "block_reason", "message", "updated_at",
]  # fmt: skip
ChildLink = Invitation.children.through


@dataclass(frozen=True)
class Invited:
    """What one run did: how many were asked, and why some texts could not be written."""

    run: InvitationRun
    asked: int
    not_written: Counter[str] = field(default_factory=Counter)


def preview(*, afternoon: Afternoon, asking: Asking) -> Preview:
    """Return an adult's invitation as it would be sent; nothing is written."""
    return previews.preview(
        setting=afternoon.setting,
        asking=asking,
        template_key=wording.words_for(afternoon, wording.invitation_template(asking)),
        variables=wording.blanks(afternoon, asking),
    )


def cost(afternoon: Afternoon, found: ToAsk) -> Cost:
    """Return what the texts to everybody who will be asked take and cost."""
    return previews.run_cost(
        afternoon.setting,
        (
            (asking, wording.invitation_template(asking), wording.blanks(afternoon, asking))
            for asking in found.will
            if asking.channel == Channel.TEXT
        ),
    )


def waits(afternoon: Afternoon, found: ToAsk) -> list[Waits]:
    """Return how many wait for words, for each language."""
    return waiting_for_words(setting=afternoon.setting, askings=found, template_key=wording.INVITE)


@transaction.atomic
def invite(
    *,
    afternoon: Afternoon,
    by: Staff | None,
    in_english_too: bool = False,
    adult_ids: Collection[UUID] | None = None,
) -> Invited:
    """Ask every adult who may be asked and is not asked yet; keep the reason of the others.

    One transaction writes the invitations and their messages, each adult's their own
    (rule 18). Run again, it reaches only those it could not ask before, and those whose
    message did not go (rule 28): two runs at once take their turn. By nobody is by the clock.
    With `adult_ids`, only these of them are asked, the others left for another run. Raises
    WrongMove unless the afternoon is open, and Refusal once it has begun.
    """
    afternoon = series.locked(afternoon)
    _refuse_unless_asking(afternoon)
    outbox.take_turns(afternoon.setting_id)
    everybody = to_ask(afternoon=afternoon, in_english_too=in_english_too)
    found = [one for one in everybody if adult_ids is None or one.adult_id in adult_ids]
    _let_go_of_failed(afternoon, [one.adult_id for one in found])
    run = InvitationRun.objects.create(
        afternoon=afternoon,
        started_by=by,
        in_english_too=in_english_too,
        considered=len(found),
    )
    there = {row.adult_id: row for row in not_asked_yet(afternoon)}
    asked = [_Asked.of(asking, there.get(asking.adult_id)) for asking in found]
    posted = _post(afternoon, asked)
    _let_go_of_calls(asked)
    _keep(afternoon, run, [one for one in asked if not one.is_as_before])
    by_hand.ask(afternoon=afternoon, among=[one.by_hand for one in asked if one.is_blocked])
    if afternoon.invited_at is None:
        afternoon.invited_at, afternoon.not_asked_why = timezone.now(), ""
        afternoon.updated_by = by
        afternoon.save()
    trail.wrote(by=by or trail.CLOCK, what="afternoons.invited", on=run, setting=afternoon.setting)
    return Invited(
        run=run,
        asked=sum(one.state == State.QUEUED for one in asked),
        not_written=Counter(posted.refused.values()),
    )


def _let_go_of_failed(afternoon: Afternoon, adult_ids: Collection[UUID]) -> None:
    """Call off what failed and could be tried again, before another takes its place.

    A call that somebody has to make instead stays theirs until a message does ask.
    """
    failed = not_asked_yet(afternoon).filter(
        message__state=Message.State.FAILED_PERMANENT, adult__in=adult_ids
    )
    outbox.cancel_about(
        ids=list(failed.values_list("pk", flat=True)),
        reason="They are asked again.",
        kind=Message.Kind.SERVICE,
    )


def _let_go_of_calls(asked: Iterable["_Asked"]) -> None:
    """Let nobody ring those whom a message can ask by now."""
    reached = [one.id for one in asked if one.there and not one.is_blocked]
    outbox.cancel_about(ids=reached, reason="A message asks them now.", kind=Message.Kind.TASK)


def _refuse_unless_asking(afternoon: Afternoon) -> None:
    if afternoon.state == Afternoon.State.PLANNED:
        raise WrongMove("Open the afternoon first; then families can be asked.")
    if not afternoon.is_asking:
        state = afternoon.get_state_display().lower()
        raise WrongMove(f"This afternoon is {state}: nobody is asked to it.")
    if afternoon.starts_at <= timezone.now():
        raise Refusal("This afternoon has begun. Whoever walks in is welcome.")
    if allergies.must_be_answered(afternoon):
        raise Refusal(allergies.THINK_FIRST)


@dataclass(slots=True)
class _Asked:
    """One adult in a run: what is known of them, their row if there is one, what becomes of it."""

    asking: Asking
    there: Invitation | None
    id: UUID
    state: str
    block_reason: str
    link_digest: UUID
    message_id: UUID | None = None

    @classmethod
    def of(cls, asking: Asking, there: Invitation | None) -> Self:
        """Return them as the answer stands, before anything is posted."""
        state = State.BLOCKED if asking.reason else State.QUEUED
        if there:
            return cls(
                asking, there, there.pk, state, asking.reason or "", there.link_digest,
                there.message_id,
            )  # fmt: skip
        pk = new_id()
        digest = links.digest_of(links.secret_of(pk, FIRST_LINK))
        return cls(asking, None, pk, state, asking.reason or "", digest)

    @property
    def is_as_before(self) -> bool:
        """Whether they were not asked before, and for the same reason still are not."""
        return (
            self.there is not None
            and self.state == State.BLOCKED
            and self.there.block_reason == self.block_reason
        )

    @property
    def is_blocked(self) -> bool:
        """Whether no message asks them."""
        return self.state == State.BLOCKED

    @property
    def by_hand(self) -> by_hand.One:
        """Return them as a person asks them."""
        version = self.there.link_version if self.there else FIRST_LINK
        return by_hand.One(self.id, version, self.link_digest, self.asking, self.message_id)

    def draft(self, afternoon: Afternoon) -> Draft:
        """Return their invitation in words."""
        return wording.draft(
            afternoon=afternoon,
            asking=self.asking,
            invitation_id=self.id,
            link_version=self.there.link_version if self.there else FIRST_LINK,
            link_digest=self.link_digest,
            instead_of=self.there.message_id if self.there else None,
            template_key=wording.invitation_template(self.asking),
            drop_after=afternoon.starts_at,
        )


def _post(afternoon: Afternoon, asked: Iterable[_Asked]) -> PostResult:
    """Post the messages; whose text could not be written is blocked."""
    drafts = [(one, one.draft(afternoon)) for one in asked if one.state == State.QUEUED]
    posted = outbox.post_many(setting=afternoon.setting, drafts=[draft for _one, draft in drafts])
    for one, draft in drafts:
        if draft.key in posted.refused:
            one.state, one.block_reason = State.BLOCKED, NOT_WRITTEN
        else:
            one.message_id = posted.posted.get(draft.key, one.message_id)
    return posted


def _keep(afternoon: Afternoon, run: InvitationRun, asked: Sequence[_Asked]) -> None:
    """Write the invitations and whose children they speak of, in a handful of statements."""
    reconsidered = [_reconsidered(one, run) for one in asked if one.there]
    Invitation.objects.bulk_update(reconsidered, RECONSIDERED, batch_size=FEW)
    if reconsidered:
        ChildLink.objects.filter(invitation__run=run).delete()
    same = {
        "setting_id": afternoon.setting_id,
        "half_term_id": afternoon.half_term_id,
        "afternoon_id": afternoon.pk,
        "run_id": run.pk,
    }
    rows.insert(Invitation, [_columns(one) for one in asked if not one.there], same)
    rows.insert(
        ChildLink,
        [
            {"invitation_id": one.id, "child_id": child_id}
            for one in asked
            for child_id in one.asking.child_ids
        ],
    )


def _reconsidered(one: _Asked, run: InvitationRun) -> Invitation:
    row = one.there
    assert row is not None  # noqa: S101 - for the type checker
    row.household_id = one.asking.household_id
    row.mentor_id = one.asking.mentor_id
    row.run = run
    row.state, row.block_reason, row.message_id = one.state, one.block_reason, one.message_id
    row.updated_at = timezone.now()
    return row


def _columns(one: _Asked) -> rows.Columns:
    return {
        "id": one.id,
        "adult_id": one.asking.adult_id,
        "household_id": one.asking.household_id,
        "mentor_id": one.asking.mentor_id,
        "message_id": one.message_id,
        "state": one.state,
        "block_reason": one.block_reason,
        "link_digest": one.link_digest,
    }
