"""Forms of the log: how a visit was, its note, what is added to it."""

import uuid
from typing import Any

from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout, Submit
from django import forms
from django.utils import timezone

from families.models import Adult, Child, Household
from pastoral.accounts.viewers import Viewer
from pastoral.ids import new_id
from pastoral.ui.forms import HouseForm, day_field
from visits.actions import NoteText, VisitLog, first_day_to_log
from visits.models import HomeVisit, VisitNote

WRITING = {"rows": 2, "autocapitalize": "sentences"}


def _prompt(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=4000,
        widget=forms.Textarea(attrs=WRITING),
    )  # fmt: skip


class NoteForm(HouseForm):
    """The six prompts; none of them has to be filled."""

    who_was_there = _prompt("Who was there?")
    going_well = _prompt("What is going well?", "Their words, in “quotation marks”.")
    would_like = _prompt("What would they like?")
    agreed = _prompt("What did we agree, who does it, and when?")
    childs_view = _prompt("The child’s view")
    shared_with_parent = forms.ChoiceField(
        label="Shared with the parent?", choices=VisitNote.Shared, required=False,
        widget=forms.RadioSelect,
    )  # fmt: skip

    PROMPTS = (
        "who_was_there",
        "going_well",
        "would_like",
        "agreed",
        "childs_view",
    )

    def layout(self) -> Layout:
        """The prompts, one under the other."""
        return Layout(
            *self.PROMPTS,
            Field("shared_with_parent", wrapper_class="choice-cards"),
            Div(Submit("save", "Save the note"), css_class="action-bar"),
        )

    def text(self) -> NoteText:
        """Return what was written."""
        fields = (*self.PROMPTS, "shared_with_parent")
        return NoteText(**{name: self.cleaned_data[name] for name in fields})


class VisitForm(NoteForm):
    """How a visit went: family and day first, then the outcome, then the words."""

    log_key = forms.UUIDField(widget=forms.HiddenInput)
    family = forms.ModelChoiceField(queryset=Household.objects.none(), empty_label="Which family?")
    visited_on = day_field("Day")
    outcome = forms.ChoiceField(
        label="How did it go?", choices=HomeVisit.Outcome, widget=forms.RadioSelect
    )
    people = forms.MultipleChoiceField(
        label="Who did you see?", required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label="A line about it, if it helps", required=False, max_length=200,
        help_text="Nobody in? They moved it? One line for whoever goes next.",
    )  # fmt: skip
    reflection = forms.CharField(
        label="What did I learn, or assume?", required=False, max_length=4000,
        help_text="For you and your supervisor. It would be part of what a parent may ask to see.",
        widget=forms.Textarea(attrs=WRITING),
    )  # fmt: skip

    def __init__(
        self, *args: Any, viewer: Viewer, household: Household | None = None, **kwargs: Any
    ) -> None:
        self.people_of = _people_of(household, viewer)
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        self.fields["family"].queryset = Household.objects.writable_by(viewer)  # type: ignore[attr-defined]
        self.fields["people"].choices = [(key, str(label)) for key, label, _who in self.people_of]  # type: ignore[attr-defined]

    @staticmethod
    def start(viewer: Viewer, household: Household | None) -> dict[str, Any]:
        """Return what a new log begins with: today, and that we met."""
        return {
            "log_key": new_id(),
            "family": household,
            "visited_on": viewer.today,
            "outcome": HomeVisit.Outcome.COMPLETED,
        }

    def layout(self) -> Layout:
        """Few taps first; the words after."""
        people = [Field("people", wrapper_class="name-taps")] if self.people_of else []
        return Layout(
            "log_key",
            Div("family", "visited_on", css_class="form-pair"),
            Field("outcome", wrapper_class="choice-cards"),
            "reason",
            Fieldset("", *people, css_class="log__people"),
            Fieldset("What you heard", *self.PROMPTS, css_class="log__note"),
            Field("shared_with_parent", wrapper_class="choice-cards"),
            HTML('<details class="fold"><summary>Just for you</summary>'),
            "reflection",
            HTML("</details>"),
            Div(Submit("save", "Save the visit"), css_class="action-bar"),
        )

    def clean_visited_on(self) -> Any:
        """Refuse a day that has not come, where it was typed."""
        day = self.cleaned_data["visited_on"]
        if day > timezone.localdate(timezone=self.viewer.zone):
            raise forms.ValidationError("That day has not come yet.")
        if day < first_day_to_log(self.viewer.setting):
            raise forms.ValidationError("That is too long ago to log. Is the year right?")
        return day

    def log(self) -> VisitLog:
        """Return the visit as it was logged."""
        chosen = {who for key, _label, who in self.people_of if key in self.cleaned_data["people"]}
        return VisitLog(
            log_key=uuid.UUID(str(self.cleaned_data["log_key"])),
            household=self.cleaned_data["family"],
            visited_on=self.cleaned_data["visited_on"],
            outcome=HomeVisit.Outcome(self.cleaned_data["outcome"]),
            adults_met=[who for who in chosen if isinstance(who, Adult)],
            children=[who for who in chosen if isinstance(who, Child)],
            reason=self.cleaned_data["reason"],
            note=self.text(),
            reflection=self.cleaned_data["reflection"],
        )


class AddendumForm(HouseForm):
    """Something to add to a note."""

    text = forms.CharField(
        label="Add to this note", max_length=4000, widget=forms.Textarea(attrs=WRITING)
    )

    def layout(self) -> Layout:
        """One box and its button."""
        return Layout("text", Submit("add", "Add with today’s date", css_class="btn-secondary"))


def _people_of(household: Household | None, viewer: Viewer) -> list[tuple[str, str, Adult | Child]]:
    """Return the people of a home who can be tapped, by the names they go by."""
    if household is None:
        return []
    members = household.members.current(viewer.today).select_related("adult", "child")
    adults = [(f"a{m.adult_id}", m.adult.known_as, m.adult) for m in members if m.adult]
    children = [(f"c{m.child_id}", m.child.first_name, m.child) for m in members if m.child]
    return [*adults, *children]
