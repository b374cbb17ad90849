"""Forms of the import: a file, what its columns hold, and a yes."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout, Submit
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html

from families.importing import Columns, choices
from families.importing.columns import WIDE
from families.importing.matching_children import ANOTHER
from families.importing.plan import Alike, Plan
from families.importing.splitting import DEFAULT_LIMITS
from pastoral.ui.forms import HouseForm, day_field

UNUSED = ("", "Not used")
MOST_CONTACTS_OFFERED = 3
COLUMN = "column-"
WHO = "who-"


class FileForm(HouseForm):
    """A CSV file from a school’s information system."""

    file = forms.FileField(
        label="The file",
        allow_empty_file=True,
        error_messages={"required": "Please choose a file first."},
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        help_text=f"A CSV of up to {DEFAULT_LIMITS.content // 1_000_000} MB "
        f"and {DEFAULT_LIMITS.rows:,} rows.",
    )

    def layout(self) -> Layout:
        """The file, and a button."""
        button = Submit("look", "Look at this file")
        return Layout("file", Div(button, css_class="action-bar"))

    def clean_file(self) -> "UploadedFile[bytes]":
        """The file, if it is not too big to open."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > DEFAULT_LIMITS.content:
            raise forms.ValidationError(
                f"“{file.name}” is too big: {(file.size or 0) / 1e6:.1f} MB. Please export fewer "
                "columns or one year."
            )
        return file


class ColumnsForm(HouseForm):
    """What each column of a file holds, with two cells of it to go by."""

    def __init__(
        self, *args: Any, columns: Columns, samples: Mapping[str, Sequence[str]], **kwargs: Any
    ) -> None:
        self.columns = columns
        self.unknown: list[str] = []
        self.known: list[str] = []
        super().__init__(*args, **kwargs)
        offered = [UNUSED, *_offered(columns)]
        for at, heading in enumerate(columns.headings):
            # Crispy writes a help text as it stands, so the file's words are made harmless.
            said = format_html("For example: {}", " · ".join(samples[heading]))
            self.fields[f"{COLUMN}{at}"] = forms.ChoiceField(
                label=heading,
                required=False,
                choices=offered,
                initial=columns.mapping.get(heading, ""),
                help_text=said if samples[heading] else "Empty in the first rows.",
            )
            is_known = heading in columns.mapping
            (self.known if is_known else self.unknown).append(f"{COLUMN}{at}")
        self.helper.layout = self.layout()

    def layout(self) -> Layout:
        """What we do not know first; the rest to unfold."""
        unknown = [Fieldset("Please tell us about these", *self.unknown)] if self.unknown else []
        fold = f'<details class="fold mb-3"><summary>{len(self.known)} columns we know</summary>'
        known = [HTML(fold), *self.known, HTML("</details>")] if self.known else []
        button = Submit("keep", "Read the file like this")
        return Layout(*unknown, *known, Div(button, css_class="action-bar"))

    @property
    def chosen(self) -> dict[str, str]:
        """The field of each heading, blank where it is not used."""
        typed = self.cleaned_data
        return {heading: typed[f"{COLUMN}{at}"] for at, heading in enumerate(self.columns.headings)}


class ConfirmForm(HouseForm):
    """A yes to what was shown, with a word on each child who may be one of ours."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, plan: Plan, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan = plan
        self.fields["seen"].initial = plan.digest()
        if any(row.known is None for row in plan.children) or plan.alike:
            self.fields["starts_on"] = day_field(
                "New children start with us on",
                initial=today,
                help_text="The first day of their placement, if you know it.",
            )
            self.fields["starts_on"].widget.attrs["class"] = "form-control"
        for alike in plan.alike:
            self.fields[f"{WHO}{alike.key}"] = forms.ChoiceField(
                required=False, choices=answers_about(alike), widget=forms.RadioSelect
            )

    def layout(self) -> Layout:
        """Written by hand, as the questions show two children beside each other."""
        return Layout(Field("seen"))

    @property
    def decided(self) -> dict[str, str]:
        """What was said of each child, where something was."""
        return {
            name.removeprefix(WHO): answer
            for name, answer in self.cleaned_data.items()
            if name.startswith(WHO) and answer
        }


def answers_about(alike: Alike) -> list[tuple[str, str]]:
    """What one may say of a child who looks like one of ours."""
    same = [(str(known.pk), f"The same child as {known}") for known in alike.known]
    return [("", "Leave them out for now"), *same, (ANOTHER, "Another child: bring them in")]


def _offered(columns: Columns) -> list[tuple[str, str]]:
    """The fields to choose from, those of numbered contacts where the file numbers them."""
    if columns.shape == WIDE:
        return list(choices(columns.contacts))
    is_about_contacts = any(name.startswith("contact.") for name in columns.mapping.values())
    numbered = () if is_about_contacts else choices(MOST_CONTACTS_OFFERED)
    return list(dict.fromkeys((*choices(), *numbered)))
