"""Fields that several forms about families share."""

from typing import Any

from crispy_forms.layout import Div, Submit
from django import forms

from families.importing.phones import PhoneKind, read_phone


def words(label: str, *, rows: int = 2, longest: int = 2000, **more: Any) -> forms.CharField:
    """Some lines."""
    attrs = {"rows": rows, "autocapitalize": "sentences"}
    return forms.CharField(
        label=label, max_length=longest, widget=forms.Textarea(attrs=attrs), **more
    )


def taps(label: str, choices: Any, **more: Any) -> forms.ChoiceField:
    """A few choices, shown as tiles."""
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **more)


def save(said: str, kind: str = "") -> Div:
    """The button at the thumb."""
    return Div(Submit("save", said, css_class=kind), css_class="action-bar")


class PhoneField(forms.CharField):
    """A telephone number of one sort, kept in E.164."""

    def __init__(self, *, is_mobile: bool, **more: Any) -> None:
        self.is_mobile = is_mobile
        attrs = {"type": "tel", "inputmode": "tel", "autocomplete": "off"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attrs), **more)

    def clean(self, value: Any) -> str:
        """Return the number with its country, or say what is wrong with it."""
        phone = read_phone(super().clean(value))
        if phone.kind is PhoneKind.UNREADABLE:
            raise forms.ValidationError("We can’t read this number. Try it like 07700 900123.")
        if phone.kind is PhoneKind.LANDLINE and self.is_mobile:
            raise forms.ValidationError("This is a landline: texts can’t reach it. Put it below.")
        if phone.kind is PhoneKind.MOBILE and not self.is_mobile:
            raise forms.ValidationError(
                "This is a mobile: put it above, so that texts can be sent."
            )
        return phone.e164
