"""What of visits is still somebody's before they leave (rule 44)."""

from django.db.models import Q

from pastoral.accounts.leaving import ask_before_leaving
from pastoral.accounts.models import Setting, Staff
from pastoral.ui.said import count_said
from visits.models import HomeVisit


@ask_before_leaving
def holds(staff: Staff, setting: Setting | None) -> list[str]:
    """Return visits they make, and those of colleagues where they are the buddy or go along."""
    ahead = HomeVisit.objects.filter(state__in=HomeVisit.OPEN, removed_at=None)
    if setting:
        ahead = ahead.filter(setting=setting)
    own = ahead.filter(mentor=staff).count()
    beside = ahead.filter(Q(buddy=staff) | Q(pk__in=staff.visits_joined.values("pk")))
    others = beside.exclude(mentor=staff).count()
    said = [
        (own, f"{count_said(own, 'visit')} ahead"),
        (others, f"a part in {count_said(others, 'visit')} of colleagues"),
    ]
    return [words for count, words in said if count]
