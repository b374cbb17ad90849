"""What a phone sends: its shape, and the words in it."""

from typing import Any
from urllib.parse import parse_qs

from django import forms

from visits.forms.log import PROMISES
from visits.models import HomeVisit, PhoneItem, VisitNote

# The words of a log by the name of their box, as a person reads them.
SAID = {
    "reason": "A line about it",
    "who_was_there": "Who was there",
    "going_well": "Going well",
    "would_like": "They would like",
    "agreed": "We agreed",
    "childs_view": "The child’s view",
    "reflection": "Just for you",
}
CHOSEN = {
    "outcome": ("How it went", dict(HomeVisit.Outcome.choices)),
    "shared_with_parent": ("Shared with the parent", dict(VisitNote.Shared.choices)),
}
NOT_WORDS = ("log_key", "uses", "family", "csrfmiddlewaretoken", "save")


class PhoneItemForm(forms.Form):
    """One item: its id, whose it is, what was pressed and when, and a log’s words."""

    key = forms.UUIDField()
    owner = forms.UUIDField()
    kind = forms.ChoiceField(choices=PhoneItem.Kind)
    visit = forms.UUIDField(required=False)
    pressed_at = forms.DateTimeField()
    body = forms.CharField(required=False, strip=False)


def words_in(body: str) -> list[tuple[str, str]]:
    """Return what was written in a log, box by box, whole."""
    said = {name: given[-1] for name, given in parse_qs(body).items()}
    words = [(label, names.get(said.get(name, ""), "")) for name, (label, names) in CHOSEN.items()]
    words += [(label, said.get(name, "")) for name, label in SAID.items()]
    for number in PROMISES:
        if promised := said.get(f"promise_{number}"):
            words.append(("We promised", f"{promised} (by {said.get(f'promise_{number}_by')})"))
    return [(label, text) for label, text in words if text.strip()]


def taken_up(body: str) -> dict[str, Any]:
    """Return the words of a log as a new form begins with them."""
    said = {name: given for name, given in parse_qs(body).items() if name not in NOT_WORDS}
    return {name: given if name == "people" else given[-1] for name, given in said.items()}
