"""What a person keeps of themselves: the number colleagues and alerts reach them on."""

from django.db import transaction

from pastoral.accounts import trail
from pastoral.accounts.models import Staff


@transaction.atomic
def set_phone(*, staff: Staff, phone: str) -> Staff:
    """Keep the number somebody is rung on, or none; without one nobody can be a buddy (rule 7)."""
    row = Staff.objects.select_for_update(no_key=True).get(pk=staff.pk)
    row.phone = phone
    row.save(update_fields=["phone", "updated_at"])
    trail.wrote(by=staff, what="accounts.phone-set", on=row)
    return row
