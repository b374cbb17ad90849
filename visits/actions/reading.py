"""Reading a note together, a mentor and whoever supervises them."""

from django.db import transaction
from django.utils import timezone

from pastoral.accounts import trail
from pastoral.accounts.models import Staff
from visits.models import VisitNote


@transaction.atomic
def read_together(*, note: VisitNote, by: Staff) -> VisitNote:
    """Keep that a note was read together, the first time it was; nothing is scored."""
    note = VisitNote.objects.select_for_update(of=("self",)).select_related("visit").get(pk=note.pk)
    if note.read_together_at is not None:
        return note
    note.read_together_at, note.read_together_by = timezone.now(), by
    note.updated_by = by
    note.save()
    trail.wrote(by=by, what="visits.read-together", on=note, household=note.visit.household_id)
    return note
