"""Where somebody is who is to be found, as far as the person who looks for them may know."""

from dataclasses import dataclass

from families.models import Household
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from visits.models import HomeVisit


@dataclass(frozen=True)
class Whereabouts:
    """The place of a visit; an address only where it may be shown to whoever asks."""

    meet_at: str
    address: str = ""
    access_notes: str = ""
    may_be_asked_for: bool = False
    is_withheld: bool = False


def of(
    viewer: Viewer, visit: HomeVisit, *, is_asked_for: bool, is_mine: bool, is_live: bool
) -> Whereabouts:
    """Return where a visit is: its buddy too sees an open address, since they look for somebody.

    One that is hidden goes to few people, and only when they ask for it (rule 19).
    """
    meet_at = visit.get_meet_at_display()
    if visit.meet_at != HomeVisit.MeetAt.HOME:
        return Whereabouts(meet_at)
    household = visit.household
    shown = Whereabouts(meet_at, household.address, household.access_notes)
    visibility = Household.AddressVisibility(household.address_visibility)
    if visibility is Household.AddressVisibility.NORMAL:
        return shown
    goes_there = is_mine and is_live
    if visibility is Household.AddressVisibility.RESTRICTED and is_live:
        return shown
    if not (goes_there or viewer.can(Permission.SEE_HIDDEN_ADDRESSES)):
        return Whereabouts(meet_at, is_withheld=True)
    if household.is_hidden and not is_asked_for:
        return Whereabouts(meet_at, may_be_asked_for=True)
    return shown
