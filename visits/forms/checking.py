"""The form of a risk check: eight questions, what helps, and how one goes there."""

from dataclasses import fields

from crispy_forms.layout import Div, Field, Fieldset, Layout, Submit
from django import forms

from pastoral.ui.forms import HouseForm
from visits.actions import RiskAnswers
from visits.models import RiskCheck

YES = "yes"
YES_OR_NO = [(YES, "Yes"), ("no", "No")]


def _asked(label: str, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, help_text=help_text, choices=YES_OR_NO, widget=forms.RadioSelect
    )


class RiskForm(HouseForm):
    """Eight taps, one line, one choice; nothing is answered beforehand."""

    has_dog = _asked("Is there a dog?")
    is_isolated = _asked("Is it out of the way, or is the signal poor?")
    is_after_dark = _asked("Would we be there after dark?")
    has_stairs_or_lift = _asked("Are there stairs, or a lift, on the way in?")
    has_infection = _asked("Is there an infection in the house?")
    restricted_adult_may_be_there = _asked("Might somebody be there who must not be?")
    has_staff_factor = _asked(
        "Is there something about us who go?",
        "New, pregnant, known there: who and what is not kept.",
    )
    lead_advises_pair = _asked("Do you advise against going alone?", "Why is not asked or kept.")
    controls = forms.CharField(
        label="What helps", required=False, max_length=1000, widget=forms.Textarea({"rows": 2}),
        help_text="Ring first, park on the road, say hello to the dog outside.",
    )  # fmt: skip
    result = forms.ChoiceField(
        label="So how do we go?", choices=RiskCheck.Result, widget=forms.RadioSelect
    )

    QUESTIONS = tuple(each.name for each in fields(RiskAnswers))

    def layout(self) -> Layout:
        """The questions in their order, then what follows from them."""
        return Layout(
            Fieldset(
                "Eight questions",
                *(Field(name, wrapper_class="name-taps") for name in self.QUESTIONS),
            ),
            "controls",
            Field("result", wrapper_class="choice-cards"),
            Div(Submit("save", "Save this check"), css_class="action-bar"),
        )

    def answers(self) -> RiskAnswers:
        """Return what was answered."""
        return RiskAnswers(**{name: self.cleaned_data[name] == YES for name in self.QUESTIONS})


def said_yes(check: RiskCheck) -> list[str]:
    """Return the questions of a check that were answered with yes, in words for a page."""
    return [SAID[name] for name in RiskForm.QUESTIONS if getattr(check, name)]


SAID = {
    "has_dog": "A dog",
    "is_isolated": "Out of the way, or poor signal",
    "is_after_dark": "After dark",
    "has_stairs_or_lift": "Stairs or a lift",
    "has_infection": "An infection",
    "restricted_adult_may_be_there": "Somebody may be there who must not be",
    "has_staff_factor": "Something about us who go",
    "lead_advises_pair": "A lead advises against going alone",
}
