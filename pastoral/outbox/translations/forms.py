"""Forms for the name under a translation, and for words of one's own."""

from collections.abc import Collection
from typing import Any

from crispy_forms.layout import HTML, Div, Field, Layout, Submit
from django import forms

from pastoral.outbox.models import Channel, Template
from pastoral.outbox.translations.actions import Reader
from pastoral.ui.forms import HouseForm, day_field

READER_LETTERS, SUBJECT_LETTERS, BODY_LETTERS = 120, 120, 4000
WHO = "Somebody who speaks the language well and has read every word, not a machine."


class ReaderForm(HouseForm):
    """Whose name goes under the words, and when they read them."""

    reviewed_by = forms.CharField(
        label="Who has read them?", max_length=READER_LETTERS, help_text=WHO
    )
    reviewed_on = day_field("On which day?")
    seen = forms.MultipleChoiceField(
        required=False, choices=list, widget=forms.MultipleHiddenInput
    )  # What stood on the page they read: words that came since are not signed with it.

    def __init__(
        self, *args: Any, button: str, seen: Collection[Template] = (), **kwargs: Any
    ) -> None:
        self.button = button
        self.by_key = {str(template.pk): template for template in seen}
        super().__init__(*args, **kwargs)
        self.fields["seen"].choices = [(key, key) for key in self.by_key]  # type: ignore[attr-defined]
        self.initial["seen"] = list(self.by_key)

    def layout(self) -> Layout:
        """A name, a day, a button."""
        return Layout(
            "seen",
            Div("reviewed_by", "reviewed_on", css_class="form-pair"),
            Div(Submit("approve", self.button), css_class="action-bar"),
        )

    def reader(self) -> Reader:
        """Return who has read them."""
        return Reader(self.cleaned_data["reviewed_by"], self.cleaned_data["reviewed_on"])

    def read(self) -> list[Template]:
        """Return the words that stood on the page they read."""
        return [self.by_key[key] for key in self.cleaned_data["seen"]]


class OwnWordsForm(HouseForm):
    """A setting's own words for one message, in one language, by one channel."""

    subject = forms.CharField(label="Subject", max_length=SUBJECT_LETTERS, required=False)
    body = forms.CharField(
        label="The words", max_length=BODY_LETTERS, widget=forms.Textarea(attrs={"rows": 8})
    )
    reviewed_by = forms.CharField(
        label="Who has read them?", max_length=READER_LETTERS, required=False, help_text=WHO
    )
    reviewed_on = day_field("On which day?", required=False)

    def __init__(
        self, *args: Any, shipped: Template, language: str, is_english: bool, **kwargs: Any
    ) -> None:
        self.shipped = shipped
        self.language = language
        self.is_english = is_english
        super().__init__(*args, **kwargs)
        for name in ("subject", "body"):
            self.fields[name].widget.attrs |= {"lang": language, "dir": "auto"}
        blanks = " ".join(f"{{{name}}}" for name in shipped.variables)
        self.fields["body"].help_text = f"Blanks it can fill: {blanks}"

    def layout(self) -> Layout:
        """What is written; in another language also who has read it."""
        subject = ["subject"] if self.shipped.channel == Channel.EMAIL else []
        reader: list[Any] = [
            HTML("<p>Nobody is sent words in another language before somebody has read them.</p>"),
            Div("reviewed_by", "reviewed_on", css_class="form-pair"),
        ]
        return Layout(
            *subject,
            Field("body"),
            *([] if self.is_english else reader),
            Div(Submit("write", "Use these words from now on"), css_class="action-bar"),
        )

    def reader(self) -> Reader | None:
        """Return who has read them, where somebody was named."""
        name, day = self.cleaned_data["reviewed_by"], self.cleaned_data["reviewed_on"]
        return Reader(name, day) if name and day else None
