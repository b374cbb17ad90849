"""The form for one more stretch of one’s week."""

from crispy_forms.layout import Div, Hidden, Layout, Submit
from django import forms

from pastoral.ui.forms import HouseForm
from visits.models import WeekSlot
from visits.timetable import DAYS, Slot


def _time_field(label: str) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, widget=widget)


class SlotForm(HouseForm):
    """What, on which weekday, from when until when."""

    kind = forms.ChoiceField(label="What for?", choices=WeekSlot.Kind)
    weekday = forms.TypedChoiceField(label="Day", coerce=int, choices=list(enumerate(DAYS)))
    starts_at = _time_field("From")
    ends_at = _time_field("Until")
    words = forms.CharField(
        label="In your own words", required=False, max_length=80,
        help_text="Only if it says more: “Mill Lane, with Year 5”.",
    )  # fmt: skip

    def layout(self) -> Layout:
        """Two pairs, the words, and the button."""
        return Layout(
            Hidden("do", "add"),
            Div("kind", "weekday", css_class="form-pair"),
            Div("starts_at", "ends_at", css_class="form-pair"),
            "words",
            Submit("save", "Put it in my week", css_class="btn-secondary"),
        )

    def slot(self) -> Slot:
        """Return the stretch that was filled in."""
        said = self.cleaned_data
        return Slot(
            weekday=said["weekday"],
            starts_at=said["starts_at"],
            ends_at=said["ends_at"],
            kind=WeekSlot.Kind(said["kind"]),
            words=said["words"],
        )
