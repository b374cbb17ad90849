"""The form about oneself."""

import phonenumbers
from crispy_forms.layout import Div, Layout, Submit
from django import forms

from pastoral.ui.forms import HouseForm
from pastoral.ui.said import phone_said

HERE = "GB"


class OwnPhoneForm(HouseForm):
    """One’s own number."""

    phone = forms.CharField(
        label="Your work phone", required=False, max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        help_text="Best a mobile: a text reaches it. Only colleagues see it.",
    )  # fmt: skip

    def layout(self) -> Layout:
        """The number and its button."""
        return Layout("phone", Div(Submit("save", "Save my number"), css_class="action-bar"))

    def clean_phone(self) -> str:
        """Return the number with its country; a drama number counts like any other."""
        written: str = self.cleaned_data["phone"].strip()
        if not written:
            return ""
        try:
            number = phonenumbers.parse(written, HERE)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise forms.ValidationError("We can’t read this number. Try it like 07700 900123.")
        style = phonenumbers.PhoneNumberFormat.E164
        return phonenumbers.format_number(number, style)

    @staticmethod
    def start(phone: str) -> dict[str, str]:
        """Return what the form begins with: the number as people say it."""
        return {"phone": phone_said(phone)}
