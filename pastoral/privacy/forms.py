"""What a parent is not happy with, and what came of it."""

from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from pastoral.ui.forms import HouseForm

TEXT_LETTERS, REACH_LETTERS = 4000, 200
FEW_WORDS = _("Please write a few words first.")
TOO_LONG = _("That is a bit long for us to keep. Could you say it in fewer words?")


class ComplaintForm(forms.Form):
    """A few words, and how to reach them if they like. The page writes its own markup."""

    words = forms.CharField(
        max_length=TEXT_LETTERS, error_messages={"required": FEW_WORDS, "max_length": TOO_LONG}
    )
    reach = forms.CharField(
        max_length=REACH_LETTERS, required=False, error_messages={"max_length": TOO_LONG}
    )

    def text(self) -> str:
        """Return what they would like us to know, and where they want to hear from us."""
        words, reach = self.cleaned_data["words"].strip(), self.cleaned_data["reach"].strip()
        return f"{words}\n\nHow to reach them: {reach}" if reach else words


class OutcomeForm(HouseForm):
    """What came of a complaint."""

    outcome = forms.CharField(
        label="What came of it?",
        max_length=TEXT_LETTERS,
        help_text="As the family was told. They may ask to read it.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def layout(self) -> Layout:
        """Return the one question."""
        return Layout("outcome", Div(Submit("save", "Close the complaint"), css_class="action-bar"))
