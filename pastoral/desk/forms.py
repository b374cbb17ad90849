"""Why figures are taken out."""

from crispy_forms.layout import Layout, Submit
from django import forms

from pastoral.ui.forms import HouseForm

KINDS = [
    ("pdf", "A PDF to print or send: two sides of A4"),
    ("xlsx", "A workbook, with the definitions on a sheet of their own"),
    ("csv", "A plain table (CSV)"),
]
REASON_AT_MOST = 200


class OutForm(HouseForm):
    """Which file, and for whom or what it is (rule 46)."""

    kind = forms.ChoiceField(label="What kind of file?", choices=KINDS, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="For whom or what is it?",
        max_length=REASON_AT_MOST,
        help_text="It stands on every page of the file and in the trail.",
    )

    def layout(self) -> Layout:
        """Return the two questions and the button."""
        return Layout("kind", "reason", Submit("take", "Download"))
