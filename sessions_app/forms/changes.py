"""What we changed: a day and a few words."""

from crispy_forms.layout import Div, Layout, Submit
from django import forms

from pastoral.ui.forms import HouseForm, day_field
from sessions_app.models import Change

LETTERS = Change._meta.get_field("words").max_length


class ChangeForm(HouseForm):
    """A note for the trend."""

    on = day_field("From which day?")
    words = forms.CharField(
        label="What did we change?",
        max_length=LETTERS,
        help_text="A few words, about us and never about a family: “Moved to 2 pm”, “A lift is offered”.",
    )

    def layout(self) -> Layout:
        """The day, the words and the button."""
        return Layout(
            "on", "words", Div(Submit("save", "Mark it on the trend"), css_class="action-bar")
        )
