"""The four questions: shape only, and every one may be left out."""

from typing import Any

from crispy_forms.layout import Div, Field, Layout, Submit
from django import forms

from pastoral.ui.forms import HouseForm
from sessions_app.actions.pulses import Said
from sessions_app.models import Pulse
from sessions_app.pulses import QUESTIONS

LETTERS = 1000


class PulseForm(forms.Form):
    """What comes from the page behind the link: what can’t be read is left out."""

    comment = forms.CharField(required=False)
    quote = forms.BooleanField(required=False)

    def said(self) -> Said:
        """Return what was said, as far as it can be understood."""
        answers = {name: str(self.data.get(name, "")) for name in QUESTIONS}
        known = {name: word for name, word in answers.items() if word in Pulse.Felt.values}
        comment = str(self.data.get("comment", "")).replace("\x00", "")
        return Said(known, comment[:LETTERS], bool(self.data.get("quote")))


class PaperForm(HouseForm):
    """One sheet of paper, put in by a member of staff."""

    comment = forms.CharField(
        label="What they wrote", required=False, max_length=LETTERS,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text="As it stands, and leave out names.",
    )  # fmt: skip
    may_quote = forms.BooleanField(
        label="They ticked: you may show my words to others, without my name", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [*Pulse.Felt.choices, ("", "Left out")]
        for name, question in QUESTIONS.items():
            self.fields[name] = forms.ChoiceField(
                label=question,
                choices=choices,
                required=False,
                widget=forms.RadioSelect,
                initial="",
            )

    def layout(self) -> Layout:
        """The questions as they stand on the sheet, and the button."""
        return Layout(
            *(Field(name, wrapper_class="choice-cards") for name in QUESTIONS),
            "comment",
            "may_quote",
            Div(Submit("save", "Put this sheet in"), css_class="action-bar"),
        )

    def said(self) -> Said:
        """Return what stands on the sheet."""
        told = self.cleaned_data
        answers = {name: told[name] for name in QUESTIONS}
        return Said(answers, told["comment"], told["may_quote"])
