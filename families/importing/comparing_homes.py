"""What a file says of a home, beside what we have; a hidden address stays so (rule 19)."""

from collections.abc import Collection
from typing import Any

from families.importing import wording
from families.importing.comparing import Comparing
from families.importing.plan import Change, PlannedHome
from families.importing.problems import Kind
from families.importing.proposal import ProposedHousehold
from families.importing.records import Address
from families.models import Household
from pastoral.crypto import fingerprint

HIDDEN = Household.AddressVisibility.HIDDEN.value
KEPT_SECRET = "an address kept hidden"  # noqa: S105 - words, not a secret


def compare_home(
    comparing: Comparing,
    home: ProposedHousehold,
    known: Household | None,
    *,
    places: Collection[str],
    name: str,
    row: int,
) -> PlannedHome:
    """A home as the file has it, without who lives there; `places` are the keys of ours."""
    planned = PlannedHome(home.key, name, row, known)
    if known is None:
        planned.values = _new(home)
        return planned
    if home.hidden_address and not known.is_hidden:
        planned.values |= {"address_visibility": HIDDEN, "latitude": None, "longitude": None}
        planned.changes.append(_change("address_visibility", "no", "yes"))
    if known.is_hidden and not home.hidden_address:
        if home.address.key and fingerprint(home.address.key) not in places:
            comparing.tell(row, Kind.HIDDEN_KEPT, name)
        return planned
    _compare_address(comparing, planned, home, places)
    if not (known.access_notes or home.hidden_address) and home.address_note:
        planned.values["access_notes"] = home.address_note
        planned.changes.append(_change("access_notes", wording.NOTHING, home.address_note))
    return planned


def text_of(address: Address) -> str:
    """An address on its lines, as it is kept."""
    return "\n".join(part for part in (*address.lines, address.town, address.postcode) if part)


def _new(home: ProposedHousehold) -> dict[str, Any]:
    values: dict[str, Any] = {
        "address": text_of(home.address),
        "address_key": fingerprint(home.address.key),
    }
    if home.hidden_address:
        values["address_visibility"] = HIDDEN
    else:
        values["access_notes"] = home.address_note
    return values


def _compare_address(
    comparing: Comparing, planned: PlannedHome, home: ProposedHousehold, places: Collection[str]
) -> None:
    known = planned.known
    text, place = text_of(home.address), fingerprint(home.address.key)
    if known is None or not text:
        return
    ours = set(known.address.splitlines())
    is_moved = bool(place) and place not in places
    is_fuller = (place in places or not ours) and ours < set(text.splitlines())
    if not (is_moved or is_fuller):
        return
    planned.values |= {"address": text, "address_key": place}
    is_secret = known.is_hidden or home.hidden_address
    before = KEPT_SECRET if is_secret and known.address else wording.said("address", known.address)
    after = KEPT_SECRET if is_secret else wording.said("address", text)
    planned.changes.append(_change("address", before, after))
    if is_moved and known.address:
        # A pin on the map is of the old address.
        planned.values |= {"latitude": None, "longitude": None}
        comparing.tell(planned.row, Kind.MOVED, planned.name)


def _change(field: str, before: str, after: str) -> Change:
    return Change(field, wording.LABELS[field], before, after)
