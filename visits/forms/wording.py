"""The form over a setting’s list of words to say otherwise."""

from typing import Any

from crispy_forms.layout import Div, Layout, Submit
from django import forms

from pastoral.ui.forms import HouseForm
from visits.wording import SHIPPED, Hint

AT_MOST, WORD_LENGTH, INSTEAD_LENGTH = 100, 60, 160


class WordingForm(HouseForm):
    """A word and what to say instead, one pair a line."""

    lines = forms.CharField(
        label="One a line: the word = what you might say instead",
        required=False,
        max_length=AT_MOST * (WORD_LENGTH + INSTEAD_LENGTH),
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "true"}),
        help_text="“hard to reach = we haven’t found the right way to reach them yet”. With nothing here, nobody gets a hint.",
    )

    @staticmethod
    def start(hints: list[Hint]) -> dict[str, Any]:
        """Return the list as lines."""
        return {"lines": "\n".join(f"{hint.word} = {hint.instead}" for hint in hints)}

    def layout(self) -> Layout:
        """The lines and the button."""
        return Layout("lines", Div(Submit("save", "Save these words"), css_class="action-bar"))

    def clean_lines(self) -> list[Hint]:
        """Return the hints, or say of each line what is wrong with it."""
        hints: dict[str, Hint] = {}
        wrong = []
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            if not line.strip():
                continue
            word, _sign, instead = (" ".join(part.split()) for part in line.partition("="))
            if mistake := _mistake(word, instead):
                wrong.append(f"Line {number}: {mistake}")
            elif word.casefold() in hints:
                wrong.append(f"Line {number}: “{word}” stands further up already.")
            hints[word.casefold()] = Hint(word, instead)
        if len(hints) > AT_MOST:
            wrong.append(f"Please keep it to {AT_MOST} lines: a hint at every word helps nobody.")
        if wrong:
            raise forms.ValidationError(wrong)
        return list(hints.values())

    def watch_words(self) -> list[dict[str, str]] | None:
        """Return the list as the policy keeps it; None where it says what ships."""
        hints = self.cleaned_data["lines"]
        if hints == SHIPPED:
            return None
        return [{"word": hint.word, "instead": hint.instead} for hint in hints]


def _mistake(word: str, instead: str) -> str:
    if not any(letter.isalnum() for letter in word) or not instead:
        return "write the word, then =, then what to say instead."
    if len(word) > WORD_LENGTH:
        return f"the word is longer than {WORD_LENGTH} letters."
    if len(instead) > INSTEAD_LENGTH:
        return f"what to say instead is longer than {INSTEAD_LENGTH} letters."
    return ""
