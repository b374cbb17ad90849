"""The small form for a visit that ended before its time."""

from typing import Any

from crispy_forms.layout import Div, Field, Layout, Submit
from django import forms

from pastoral.ui.forms import HouseForm
from visits.forms.logbook import NOWHERE_ELSE
from visits.models import HomeVisit

Outcome = HomeVisit.Outcome
HOW = [
    (Outcome.COMPLETED, "We met, and it was shorter"),
    (Outcome.NOT_TODAY, "Not a good day for them"),
    (Outcome.FAMILY_MOVED_IT, "They want another day"),
    (Outcome.WE_CANCELLED, "We decided to go"),
]


class LeaveEarlyForm(HouseForm):
    """How it ended, and a line about it."""

    outcome = forms.ChoiceField(
        label="How did it end?", choices=HOW, initial=Outcome.COMPLETED, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label="A line about it", required=False, max_length=200,
        help_text="Plain facts. If there was an incident, only “incident, told my lead”:"
        " the rest belongs in the accident book.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.attrs |= NOWHERE_ELSE

    def layout(self) -> Layout:
        """The choices, the line and the button."""
        return Layout(
            Field("outcome", wrapper_class="choice-cards"),
            "reason",
            Div(Submit("save", "I am out and safe"), css_class="action-bar"),
        )
