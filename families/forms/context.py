"""Forms of bringing attendance and suspensions in: a file and what it is, and a yes."""

from typing import Any

from crispy_forms.layout import Div, Field, Layout, Submit
from django import forms

from families.forms.importing import FileForm
from families.models import ImportUpload
from pastoral.accounts.models import Setting

About = ImportUpload.About
OF_A_ZONE = (About.OUR_WEEKS, About.SCHOOL_WEEKS, About.SUSPENSIONS)
OF_A_SCHOOL = (About.OUR_WEEKS, About.SUSPENSIONS)


class ContextFileForm(FileForm):
    """A CSV file, and what is in it."""

    about = forms.ChoiceField(label="What is in it?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, setting: Setting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = OF_A_ZONE if setting.kind == Setting.Kind.ZONE else OF_A_SCHOOL
        field = self.fields["about"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(about.value, about.label) for about in offered]
        field.initial = About.OUR_WEEKS

    def layout(self) -> Layout:
        """What it is, the file, and a button."""
        button = Submit("look", "Look at this file")
        return Layout(
            Field("about", wrapper_class="choice-cards"),
            "file",
            Div(button, css_class="action-bar"),
        )


class SeenForm(forms.Form):
    """A yes to what was shown."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
