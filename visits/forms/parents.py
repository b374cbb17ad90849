"""What a parent may tick or write where another time would suit them better."""

from django import forms
from django.utils.translation import gettext_lazy as _

LETTERS = 200
# What is kept of each tick, for the mentor, and what the parent reads.
SUITS = {
    "mornings": ("Mornings", _("A morning")),
    "afternoons": ("Afternoons", _("An afternoon")),
    "after-3": ("After 3pm", _("After 3 o’clock")),
    "another-place": ("Somewhere else, like a café", _("Somewhere else, like a café")),
}


class AnotherTimeForm(forms.Form):
    """When it would suit; a tick or two, a line, or nothing at all.

    The page writes its own markup, so that it stays small.
    """

    suits = forms.MultipleChoiceField(
        choices=[(key, said) for key, (_kept, said) in SUITS.items()], required=False
    )
    words = forms.CharField(max_length=LETTERS, required=False)

    def kept(self) -> str:
        """Return what is kept of it, in a line: “Mornings; After 3pm; not Tuesdays”."""
        ticked = [SUITS[key][0] for key in self.cleaned_data["suits"]]
        return "; ".join(filter(None, [*ticked, self.cleaned_data["words"].strip()]))
