"""The forms by which a worry is written down, and added to."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout, Submit
from django import forms

from families.models import Child
from pastoral.concerns.actions import Telling
from pastoral.concerns.models import Worry
from pastoral.ui.forms import HouseForm

About = Worry.About
FEW = 12
AS_BROWSERS_WRITE = "%Y-%m-%dT%H:%M"
ABOUT = [(About.CHILD, "A child or a family"), (About.STAFF, "A member of staff")]


def _words(label: str, help_text: str = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=8000,
        widget=forms.Textarea(attrs={"rows": 2, "autocapitalize": "sentences", "autocomplete": "off"}),
    )  # fmt: skip


class WorryForm(HouseForm):
    """What somebody saw and heard; only the first box has to be filled."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    about = forms.ChoiceField(label="Whom is it about?", choices=ABOUT, widget=forms.RadioSelect)
    children = forms.MultipleChoiceField(
        label="Which child, or children?", required=False, widget=forms.CheckboxSelectMultiple
    )
    facts = _words("What did you see or hear?", "Facts, not what you make of them.", required=True)
    exact_words = _words("Their exact words", "As they were said, in “quotation marks”.")
    happened = _words("When and where?")
    who_was_there = _words("Who was there?")
    done_already = _words("What have you done already?")
    told_whom = forms.CharField(
        label="Whom did you tell, out loud?", required=False, max_length=200,
        help_text="By telephone or in person. Nobody yet? Ring them when this is sent.",
    )  # fmt: skip
    told_at = forms.DateTimeField(
        label="When did you tell them?", required=False,
        input_formats=[AS_BROWSERS_WRITE],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=AS_BROWSERS_WRITE),
    )  # fmt: skip

    def __init__(self, *args: Any, children: Sequence[Child], **kwargs: Any) -> None:
        self.by_key = {str(child.pk): child for child in children}
        super().__init__(*args, **kwargs)
        self.helper.attrs |= {"autocomplete": "off"}  # No browser is to remember a word of it.
        field: Any = self.fields["children"]
        field.choices = [(key, child) for key, child in self.by_key.items()]

    def layout(self) -> Layout:
        """Whom it is about, what was seen and heard, and who knows by now."""
        return Layout(
            "key",
            Field("about", wrapper_class="choice-cards"),
            HTML(f'<p class="quiet">{TO_WHOM}</p>'),
            *self._children(),
            Fieldset("What you saw and heard", "facts", "exact_words", "happened", "who_was_there"),
            Fieldset(
                "What is done already",
                "done_already",
                Div("told_whom", "told_at", css_class="form-pair"),
            ),
            Div(Submit("hand_over", "Hand it over", css_class="btn-plum"), css_class="action-bar"),
        )

    def _children(self) -> list[Any]:
        names = Field("children", wrapper_class="name-taps")
        if not self.by_key:
            return []
        if len(self.by_key) <= FEW:
            return [names]
        is_open = " open" if self.initial.get("children") else ""
        fold = f'<details class="fold"{is_open}><summary>Name the child, or children</summary>'
        return [HTML(fold), names, HTML("</details>")]

    def chosen(self) -> list[Child]:
        """Return the children it is about."""
        return [self.by_key[key] for key in self.cleaned_data["children"]]

    def telling(self) -> Telling:
        """Return what was written."""
        names = (
            "facts", "exact_words", "happened", "who_was_there", "done_already", "told_whom",
            "told_at",
        )  # fmt: skip
        return Telling(**{name: self.cleaned_data[name] for name in names})


TO_WHOM = (
    "About a member of staff it goes to the head alone; the safeguarding lead doesn’t see it."
    " About the head, don’t write it here: speak to the chair of governors or trustees. The"
    " office has the number."
)


class AdditionForm(HouseForm):
    """Something more about a worry that was handed over."""

    text = _words("What would you like to add?", required=True)

    def layout(self) -> Layout:
        """One box and its button."""
        return Layout(
            "text", Div(Submit("add", "Add it", css_class="btn-plum"), css_class="action-bar")
        )
