"""Forms for inviting families."""

from collections.abc import Sequence
from typing import Any

from django import forms

from families.asking import Asking

MOST_TO_CHOOSE = 200  # A longer list of names is no help in choosing one.


class PersonForm(forms.Form):
    """Whose invitation is shown as it would be sent."""

    person = forms.ChoiceField(label="Show the words for")

    def __init__(self, *args: Any, people: Sequence[Asking], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(asking.adult_id): asking for asking in people[:MOST_TO_CHOOSE]}
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            (key, f"{asking.called} ({asking.household_label})")
            for key, asking in self.people.items()
        ]

    def chosen(self) -> Asking | None:
        """Return who was chosen, or the first."""
        if self.is_valid():
            return self.people[self.cleaned_data["person"]]
        return next(iter(self.people.values()), None)


class SendForm(forms.Form):
    """The one tick beside the button."""

    in_english_too = forms.BooleanField(required=False, widget=forms.HiddenInput)
