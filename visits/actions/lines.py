"""A line about a child's day: good news to tell at home, or what helped at their school."""

from django.db import transaction
from django.utils import timezone

from families.models import Child
from pastoral.accounts import trail
from pastoral.accounts.models import Staff
from pastoral.refusals import Refusal
from visits.models import ChildLine

LONGEST = 200
MOST_LINES = {ChildLine.Kind.GOOD_NEWS: 1, ChildLine.Kind.WHAT_HELPED: 2}


@transaction.atomic
def write_line(*, child: Child, kind: ChildLine.Kind, text: str, by: Staff) -> ChildLine:
    """Keep today's line about a child; written again on the same day, it is changed.

    What was written and is then emptied is taken out again. Raises Refusal for what is too
    long: it is said at a door, or to a teacher between two lessons.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    text = "\n".join(lines)
    if len(lines) > MOST_LINES[kind] or len(text) > LONGEST:
        most = "One line" if MOST_LINES[kind] == 1 else "Two lines"
        raise Refusal(f"{most}, at most {LONGEST} letters: it is to be said in a breath.")
    child = Child.objects.select_for_update(no_key=True, of=("self",)).get(pk=child.pk)
    today = timezone.localdate(timezone=child.setting.zone)
    line = ChildLine.objects.filter(
        child=child, kind=kind, on=today, written_by=by, removed_at=None
    ).first()
    if not text and line is None:
        raise Refusal("Write the line first.")
    line = line or ChildLine(
        setting=child.setting, child=child, kind=kind, on=today, written_by=by, created_by=by
    )
    line.text = text or line.text
    line.removed_at = None if text else timezone.now()
    line.updated_by = by
    line.save()
    what = "visits.line-written" if text else "visits.line-taken-out"
    trail.wrote(by=by, what=what, on=line, setting=child.setting_id)
    return line
