"""The second step of signing in: one place decides whether a person still owes it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pastoral.accounts.permissions import StaffRequest


def second_step_url(_request: "StaffRequest") -> str:
    """Return where the person must go before anything else opens; nothing for “go on”.

    Today nobody is asked for more than a password. Asking every member of staff for a
    passkey or a code (rule 50) is decided here and nowhere else.
    """
    return ""
