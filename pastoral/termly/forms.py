"""Why a report of a term is made before the clock makes it."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Layout, Submit
from django import forms

from pastoral.desk.forms import REASON_AT_MOST
from pastoral.ui.forms import HouseForm


class MakeForm(HouseForm):
    """Which term, and for whom or what its report is (rule 46)."""

    term = forms.ChoiceField(label="Which term?")
    reason = forms.CharField(
        label="For whom or what is it?",
        max_length=REASON_AT_MOST,
        help_text="It stands in the trail.",
    )

    def __init__(self, *args: Any, terms: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["term"].choices = list(terms)  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        """Return the two questions and the button."""
        return Layout("term", "reason", Submit("make", "Make the term’s report now"))


class AgainForm(HouseForm):
    """For whom or what a report that could not be made is made again (rule 46).

    It stands on the report’s own page, and is sent to `action`.
    """

    reason = forms.CharField(
        label="For whom or what is it?",
        max_length=REASON_AT_MOST,
        help_text="It stands in the trail.",
    )

    def __init__(self, *args: Any, action: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.form_action = action

    def layout(self) -> Layout:
        """Return the question and the button."""
        return Layout("reason", Submit("again", "Try again"))
