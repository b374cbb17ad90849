"""Who may be asked, by which channel, in which language; and whoever may not, and why.

Every road to an adult begins here: invitations, reminders, offers and greetings. The
order of the checks stands in `deciding`, what is read from the database in `facts`.
"""

from families.asking.apart import keep_apart_pairs
from families.asking.deciding import who_may_be_asked
from families.asking.explaining import Explained, Looked, explain
from families.asking.hearing import still_hears
from families.asking.reasons import Asking, Reason

__all__ = [
    "Asking", "Explained", "Looked", "Reason", "explain", "keep_apart_pairs", "still_hears",
    "who_may_be_asked",
]  # fmt: skip
