"""The form that says who looks after what."""

from typing import Any

from crispy_forms.layout import Div, Layout, Submit
from django import forms

from pastoral.accounts.models import Staff
from pastoral.accounts.viewers import Viewer
from pastoral.ui.forms import HouseForm
from sessions_app.models import OnDuty
from sessions_app.people_on_duty import staff_of


class DutyForm(HouseForm):
    """One colleague and one thing to look after."""

    staff = forms.ModelChoiceField(label="Who?", queryset=Staff.objects.none())
    duty = forms.ChoiceField(label="Looks after", choices=OnDuty.Duty)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].queryset = staff_of(viewer)  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        """Who, and what."""
        return Layout(
            Div("duty", "staff", css_class="form-pair"),
            Div(Submit("add", "Put them down"), css_class="action-bar"),
        )
