"""The form for an answer that came by another door."""

from typing import Any

from crispy_forms.layout import Div, Field, Layout, Submit
from django import forms

from pastoral.ui.forms import HouseForm
from sessions_app.actions.answering import Details
from sessions_app.forms.parents import DIET_LETTERS, MOST, SET_OFF_LETTERS
from sessions_app.models import Invitation
from sessions_app.models.invitations import AnswerWord, Help, Travel, Via

BY_HAND = [
    (Via.PHONE, "By phone"),
    (Via.IN_PERSON, "In person"),
    (Via.TEXT, "By text"),
    (Via.PAPER, "On paper"),
]


class RecordForm(HouseForm):
    """What they said and how they told us; the rest may stay as it is."""

    answer = forms.ChoiceField(
        label="What did they say?", choices=AnswerWord.choices, widget=forms.RadioSelect
    )
    via = forms.ChoiceField(
        label="How did they tell you?", choices=BY_HAND, widget=forms.RadioSelect
    )
    adults_n = forms.IntegerField(label="Grown-ups", min_value=0, max_value=MOST, required=False)
    children_n = forms.IntegerField(label="Children", min_value=0, max_value=MOST, required=False)
    diet = forms.CharField(
        label="Anything they can’t eat or drink", max_length=DIET_LETTERS, required=False
    )
    meet_at_gate = forms.BooleanField(label="Meet them at the gate", required=False)
    travel = forms.ChoiceField(
        label="How they will get here", choices=[("", "Not said"), *Travel.choices], required=False
    )
    set_off = forms.CharField(
        label="When they set off",
        max_length=SET_OFF_LETTERS,
        required=False,
        help_text="Like 1.10pm.",
    )
    helps = forms.MultipleChoiceField(
        label="What would help", choices=Help.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        kept = {name: getattr(invitation, name) for name in Details.__dataclass_fields__}
        if not (kept["adults_n"] or kept["children_n"]):  # Nobody said: what is kept then.
            kept |= {"adults_n": 1, "children_n": invitation.children.count()}
        super().__init__(*args, initial=kept, **kwargs)

    def layout(self) -> Layout:
        """Answer and door first: they are all that is needed."""
        return Layout(
            Field("answer", wrapper_class="choice-cards"),
            Field("via", wrapper_class="choice-cards"),
            "adults_n",
            "children_n",
            "diet",
            "meet_at_gate",
            "travel",
            "set_off",
            "helps",
            Div(Submit("save", "Save the answer"), css_class="action-bar"),
        )

    def details(self) -> Details:
        """Return what they told us beside the answer."""
        said = {name: self.cleaned_data[name] for name in Details.__dataclass_fields__}
        if self.cleaned_data["answer"] == AnswerWord.NO:  # Nobody comes, whatever stood there.
            said |= {"adults_n": 0, "children_n": 0}
        return Details(
            **{**said, "adults_n": said["adults_n"] or 0, "children_n": said["children_n"] or 0}
        )
