"""Forms about standing in for a colleague and handing families on."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout, Submit
from django import forms
from django.db.models import QuerySet

from families.models import Household
from pastoral.accounts.models import Staff
from pastoral.ui.forms import HouseForm, day_field
from pastoral.ui.said import list_said

STAYS, SAME = "stays", ""


def _button(words: str) -> Div:
    return Div(Submit("save", words), css_class="action-bar")


class CoverForm(HouseForm):
    """Who is away, who stands in, from which day to which."""

    away = forms.ModelChoiceField(Staff.objects.none(), label="Who is away?", empty_label="Who?")
    stand_in = forms.ModelChoiceField(
        Staff.objects.none(), label="Who stands in?", empty_label="Who?"
    )
    from_on = day_field("From")
    to_on = day_field("Until, and with that day")
    told_by = forms.ModelChoiceField(
        Staff.objects.none(),
        required=False,
        label="Who tells the families?",
        empty_label="Whoever is away, while still here; otherwise me",
        help_text="A person tells each family first, by voice. No text is sent.",
    )

    def __init__(
        self, *args: Any, mentors: QuerySet[Staff], tellers: QuerySet[Staff], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, people in (("away", mentors), ("stand_in", mentors), ("told_by", tellers)):
            self.fields[name].queryset = people  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        """The people, the days, and a look before anything is set."""
        return Layout(
            Div("away", "stand_in", css_class="form-pair"),
            Div("from_on", "to_on", css_class="form-pair"),
            "told_by",
            _button("See what that means"),
        )


class BackForm(HouseForm):
    """The day somebody is back."""

    back_on = day_field("First day back")

    def layout(self) -> Layout:
        """A day and its button."""
        return Layout("back_on", _button("Save the day"))

    @property
    def last_on(self) -> date:
        """The last day somebody stands in: the one before."""
        back: date = self.cleaned_data["back_on"]
        return back - timedelta(days=1)


class HandOnForm(HouseForm):
    """To whom somebody’s families go, each of them if need be to somebody else."""

    to = forms.ModelChoiceField(Staff.objects.none(), label="Who takes over?", empty_label="Who?")
    goodbye = forms.BooleanField(
        label="Ask for a goodbye in each family",
        required=False,
        initial=True,
        help_text="A task for both of them, with a day. Untick it where nobody is leaving.",
    )

    def __init__(
        self,
        *args: Any,
        of: Staff,
        mentors: Sequence[Staff],
        families: Sequence[Household],
        along: Mapping[uuid.UUID, Sequence[Household]],
        **kwargs: Any,
    ) -> None:
        self.families = families
        self.mentors = {str(mentor.pk): mentor for mentor in mentors}
        super().__init__(*args, **kwargs)
        choices = [
            (SAME, "To the same person"),
            (STAYS, f"Stays with {of.first_name}"),
            *((key, f"To {mentor}") for key, mentor in self.mentors.items()),
        ]
        for home in families:
            self.fields[_name(home)] = forms.ChoiceField(
                label=str(home),
                required=False,
                choices=choices,
                help_text=_goes_along(along.get(home.pk, ())),
            )
        to: Any = self.fields["to"]
        to.queryset = Staff.objects.filter(pk__in=list(self.mentors))

    def layout(self) -> Layout:
        """Who takes over, then each family."""
        each = [Fieldset("Family by family", *map(_name, self.families))] if self.families else []
        return Layout("to", *each, "goodbye", _button("Hand these on"))

    def others(self) -> dict[uuid.UUID, Staff | None]:
        """Return the families that go to somebody else, or stay (None)."""
        chosen = {home.pk: self.cleaned_data[_name(home)] for home in self.families}
        return {
            home: None if choice == STAYS else self.mentors[choice]
            for home, choice in chosen.items()
            if choice != SAME
        }


def _goes_along(others: Sequence[Household]) -> str:
    if not others:
        return ""
    verb = "goes" if len(others) == 1 else "go"
    return f"{list_said([str(each) for each in others])} {verb} along: the same child’s other home."


def _name(home: Household) -> str:
    return f"family_{home.pk.hex}"
