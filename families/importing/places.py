"""The keys by which an address that is kept as text is found again, however it was typed."""

from families.importing.addresses import read_address
from families.importing.records import Address
from pastoral.crypto import fingerprint


def keys_of(text: str) -> set[str]:
    """The keys of an address on its lines, with its last line as a street's and as a town.

    A file gives the town a column of its own, and then it is no part of the key; somebody
    typing an address does not say which of its lines that is.
    """
    address = read_address((text,), "", "")
    townless = Address(address.lines[:-1], "", address.postcode)
    return {fingerprint(key) for key in (address.key, townless.key) if key}
