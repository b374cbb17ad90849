"""Forms about what we promised: making it, and what came of it."""

from datetime import date, timedelta
from typing import Any, TypedDict

from crispy_forms.layout import Div, Field, Layout, Submit
from django import forms
from django.db.models import QuerySet

from families.forms import fields
from families.models import Child, Household, Promise
from pastoral.accounts.models import Staff
from pastoral.ui.forms import HouseForm, day_field
from pastoral.ui.said import day_said

MadeIn = Promise.MadeIn
TODAY, TOMORROW, A_WEEK = 0, 1, 7
QUICK = (TODAY, TOMORROW, A_WEEK)
PLACES = [
    (MadeIn.CALL, "On a call or at the gate"),
    (MadeIn.AFTERNOON, "On an afternoon"),
    (MadeIn.OTHER, "Otherwise"),
]
GONE_BY = "That day has gone by. When will it be done?"


class Promised(TypedDict):
    """A promise as typed."""

    household: Household
    child: Child | None
    what: str
    owner: Staff
    due_on: date
    made_in: Promise.MadeIn


class PromiseForm(HouseForm):
    """What we said we would do, for whom, who does it and by when."""

    family = forms.ModelChoiceField(Household.objects.none(), empty_label="Which family?")
    what = forms.CharField(
        label="What did we say we would do?", max_length=200, help_text="“Bring the bus form”"
    )
    child = forms.ModelChoiceField(
        Child.objects.none(), label="For whom?", required=False, empty_label="All of them"
    )
    owner = forms.ModelChoiceField(Staff.objects.none(), label="Who does it?", empty_label=None)
    when = fields.taps("By when?", ())
    due_on = day_field("Or another day", required=False)
    made_in = fields.taps("Where was it said?", PLACES)

    def __init__(
        self,
        *args: Any,
        today: date,
        families: QuerySet[Household],
        children: QuerySet[Child] | None,
        owners: QuerySet[Staff],
        **kwargs: Any,
    ) -> None:
        """Take the families to choose from; with its children, there is one, and it is known."""
        self.today, self.is_for_one = today, children is not None
        super().__init__(*args, **kwargs)
        shown: dict[str, Any] = self.fields
        shown["family"].queryset = families
        if children is not None:
            shown["family"].widget = forms.HiddenInput()
            shown["child"].queryset = children
        shown["child"].label_from_instance = lambda row: row.first_name
        shown["owner"].queryset = owners
        shown["when"].choices = _quick(today)

    def layout(self) -> Layout:
        """What first; then whom, when, who."""
        whom = ["family", "child"] if self.is_for_one else ["family"]
        return Layout(
            "what",
            *whom,
            Field("when", wrapper_class="choice-cards"),
            Div("due_on", "owner", css_class="form-pair"),
            Field("made_in", wrapper_class="choice-cards"),
            fields.save("Keep this promise in mind"),
        )

    def clean(self) -> dict[str, Any]:
        """Take the day that was named, or else the one that was tapped."""
        typed = super().clean() or self.cleaned_data
        named = typed.get("due_on")
        if named and named < self.today:
            self.add_error("due_on", GONE_BY)
        elif not named and typed.get("when"):
            typed["due_on"] = self.today + timedelta(days=int(typed["when"]))
        return typed

    def promise(self) -> Promised:
        """Return the promise as typed."""
        typed = self.cleaned_data
        return Promised(
            household=typed["family"],
            child=typed["child"],
            what=typed["what"],
            owner=typed["owner"],
            due_on=typed["due_on"],
            made_in=MadeIn(typed["made_in"]),
        )


class KeptForm(HouseForm):
    """That it is done, and perhaps what came of it."""

    result = fields.words("What came of it, if you like", required=False, longest=500)

    def layout(self) -> Layout:
        """A line, and the button."""
        return Layout("result", fields.save("Done"))


class NotNeededForm(HouseForm):
    """That it is not needed any more, and why."""

    why = fields.words("Why is it not needed any more?", longest=500)

    def layout(self) -> Layout:
        """The reason, and the button."""
        return Layout(
            "why", Submit("not_needed", "It is not needed any more", css_class="btn-secondary")
        )


class HandOnForm(HouseForm):
    """Who does it instead, and by when."""

    to = forms.ModelChoiceField(Staff.objects.none(), label="Who does it?", empty_label="Who?")
    due_on = day_field("By when?")

    def __init__(self, *args: Any, today: date, owners: QuerySet[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        to: Any = self.fields["to"]
        to.queryset = owners

    def layout(self) -> Layout:
        """To whom, by when."""
        return Layout(
            Div("to", "due_on", css_class="form-pair"),
            Submit("hand_on", "Hand it on", css_class="btn-secondary"),
        )

    def clean_due_on(self) -> date:
        """Refuse a day that has gone by."""
        day: date = self.cleaned_data["due_on"]
        if day < self.today:
            raise forms.ValidationError(GONE_BY)
        return day


def _quick(today: date) -> list[tuple[str, str]]:
    """Return the days one taps: today, tomorrow, and the same day next week."""
    days = ((ahead, day_said(today + timedelta(days=ahead), today)) for ahead in QUICK)
    return [(str(ahead), f"{said[0].upper()}{said[1:]}") for ahead, said in days]


def a_week_from(today: date) -> date:
    """Return the day a promise is for where nobody names another."""
    return today + timedelta(days=A_WEEK)
