"""Keeping an answer: its own row, the copy on the invitation and the trail, in one errand.

Written by hand, because this is what a hundred phones ask for in the minute after a text
has gone out: through models it takes four times the processor's time.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pastoral.accounts import trail
from pastoral.crypto import seal
from pastoral.ids import new_id
from pastoral.prepared import Statement

_ANSWER = """
INSERT INTO sessions_app_answer (id, created_at, updated_at, invitation_id, answer, via,
  recorded_by_id, adults_n, children_n, meet_at_gate, travel, set_off, helps, diet)
VALUES ({id}, {now}, {now}, {invitation}, {answer}, {via},
  {actor}, {adults_n}, {children_n}, {meet_at_gate}, {travel}, {set_off}, {helps}, {diet})
"""
_INVITATION = """
UPDATE sessions_app_invitation SET updated_at = {now}, answered_at = {now},
  answer = {answer}, answered_via = {via}, state = {state},
  waiting_since = CASE WHEN {state} <> 'waitlisted' THEN NULL
    ELSE COALESCE(waiting_since, {now}) END,
  offered_until = NULL,
  adults_n = {adults_n}, children_n = {children_n}, meet_at_gate = {meet_at_gate},
  travel = {travel}, set_off = {set_off}, helps = {helps}, diet = {diet}
WHERE id = {invitation}
"""
_KEEP = Statement(
    "keep_answer",
    _ANSWER,
    _INVITATION,
    trail.WROTE,
    takes={
        "id": "uuid", "now": "timestamptz", "invitation": "uuid", "answer": "text",
        "via": "text", "state": "text", "adults_n": "smallint", "children_n": "smallint",
        "meet_at_gate": "boolean", "travel": "text", "set_off": "text", "helps": "jsonb",
        "diet": "text", **trail.WROTE_TAKES,
    },
)  # fmt: skip


def keep(
    *, invitation: UUID, answer: str, state: str, via: str, now: datetime,
    details: Mapping[str, Any], by: UUID | None, household: UUID, setting: UUID,
) -> None:  # fmt: skip
    """Keep one answer, let it be the one that counts, and say in the trail whose it was."""
    new = new_id()
    _KEEP.run(
        **{**details, "helps": json.dumps(details["helps"]), "diet": seal(details["diet"])},
        id=new, now=now, invitation=invitation, answer=answer, state=state, via=via,
        **trail.wrote_values(
            by=by, what="afternoons.answered", about_kind="sessions_app.answer", about_id=new,
            household=household, setting=setting,
        ),
    )  # fmt: skip
