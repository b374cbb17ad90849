"""The forms of texts that came in, and of what goes out by hand."""

from crispy_forms.bootstrap import StrictButton
from crispy_forms.layout import Div, Layout
from django import forms

from pastoral.ui.forms import HouseForm

MOST_LETTERS = 600


class WordsForm(HouseForm):
    """An answer in one's own words, looked at before it goes."""

    words = forms.CharField(
        label="Answer by text, in your own words",
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="First names only; no address, and nothing of another family.",
    )

    def layout(self) -> Layout:
        """The words, and a look at them."""
        look = StrictButton(
            "Look at it first", type="submit", name="look", css_class="btn-secondary"
        )
        return Layout("words", Div(look, css_class="cluster"))
