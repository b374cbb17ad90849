"""Where homes are, from a school’s own list of postcodes; never a hidden one (rule 19)."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from families.importing.addresses import postcode_of
from families.models import Household
from pastoral.accounts import trail
from pastoral.accounts.models import Setting

COORDINATES = ["latitude", "longitude", "updated_at"]


@dataclass(frozen=True)
class PlacesLoaded:
    """What loading places does, or would do: how many homes, and nothing of any."""

    placed: int
    unchanged: int
    hidden: int
    no_postcode: int
    not_in_file: int


@transaction.atomic
def load_places(
    *, setting: Setting, places: Mapping[str, tuple[Decimal, Decimal]], is_rehearsal: bool
) -> PlacesLoaded:
    """Say of each home where its postcode is; no hidden address is so much as opened.

    A home whose postcode the file does not have keeps the place it has. A rehearsal counts
    the same and writes nothing.
    """
    homes = Household.objects.filter(setting=setting, removed_at=None)
    hidden = homes.filter(address_visibility=Household.AddressVisibility.HIDDEN)
    homes = homes.exclude(pk__in=hidden.values("pk"))
    if not is_rehearsal:
        homes = homes.select_for_update(no_key=True)
    counts = dict.fromkeys(PlacesLoaded.__dataclass_fields__, 0) | {"hidden": hidden.count()}
    placed: list[Household] = []
    for home in homes.order_by("pk"):
        counts[what := _place(home, places)] += 1
        if what == "placed":
            placed.append(home)
    if not is_rehearsal:
        for home in placed:
            home.save(update_fields=COORDINATES)
        trail.wrote_for_families(
            by=trail.COMMAND,
            what="families.placed",
            setting=setting,
            homes=[home.pk for home in placed],
        )
    return PlacesLoaded(**counts)


def _place(home: Household, places: Mapping[str, tuple[Decimal, Decimal]]) -> str:
    """Put a home where its postcode is, unsaved, and return which of the counts it is."""
    if not (postcode := postcode_of(home.address)):
        return "no_postcode"
    if postcode not in places:
        return "not_in_file"
    if places[postcode] == (home.latitude, home.longitude):
        return "unchanged"
    home.latitude, home.longitude = places[postcode]
    return "placed"
