"""What is still somebody's before they go: the apps above say it, this one asks (rule 44).

An app that gives people something to look after has a module `leaving`, and says there what
is theirs with `@ask_before_leaving`. It is found when the apps are loaded.
"""

from collections.abc import Callable

from pastoral.accounts.models import Setting, Staff
from pastoral.refusals import Refusal
from pastoral.ui.said import list_said

# Takes a person and a setting (None for all of them); returns counts in words: “4 families”.
Holds = Callable[[Staff, Setting | None], list[str]]
_asked: list[Holds] = []


def ask_before_leaving(holds: Holds) -> Holds:
    """Have a function asked what is still a person's, before anybody leaves."""
    _asked.append(holds)
    return holds


def still_theirs(staff: Staff, setting: Setting | None) -> list[str]:
    """Return what is still a person's, each in words; nothing where they may go."""
    return [words for holds in _asked for words in holds(staff, setting)]


def refuse_while_theirs(staff: Staff, setting: Setting | None) -> None:
    """Raise Refusal, with what it is and where it is handed on, while anything is theirs."""
    if theirs := still_theirs(staff, setting):
        raise Refusal(
            f"{staff.first_name} still has {list_said(theirs)}. A pastoral lead hands them on, "
            "under “Caseloads”; then try again."
        )
