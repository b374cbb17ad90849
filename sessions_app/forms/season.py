"""The part of a season's form that says when families are asked, and the form to change one."""

from typing import Any

from crispy_forms.layout import HTML, Div, Fieldset, Layout, Submit
from django import forms

from pastoral.accounts.models import Policy, Staff
from pastoral.accounts.viewers import Viewer
from pastoral.ui.forms import HouseForm, time_field
from pastoral.ui.said import time_said
from sessions_app.actions.season import Season
from sessions_app.models import AfternoonSeries
from sessions_app.people_on_duty import staff_of

PHASES = ("coffee_at", "children_join_at", "activity_at", "closes_at")
TERMS = ("invite", "first_reminder", "second_reminder")
OVERRIDES = tuple(f"{term}_{part}" for term in TERMS for part in ("days_before", "at"))
MOST_DAYS = 60


def _days(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_DAYS, required=False)


class WhenAsked(HouseForm):
    """When families are asked and reminded, where a season has days of its own."""

    asks_by_itself = forms.BooleanField(
        label="Ask the families by itself when it is time", required=False, initial=True,
        help_text="Not while an afternoon is not open, or somebody has to think of it first.",
    )  # fmt: skip
    invite_days_before = _days("Asked so many days before")
    invite_at = time_field("Asked at what time", required=False)
    first_reminder_days_before = _days("Everyone reminded so many days before")
    first_reminder_at = time_field("At what time", required=False)
    second_reminder_days_before = _days("Those who said yes or maybe, days before")
    second_reminder_at = time_field("At what time", required=False)

    def usual(self, policy: Policy) -> None:
        """Say in each empty field what is usual here."""
        for name in OVERRIDES:
            usual = getattr(policy, name)
            said = usual if isinstance(usual, int) else time_said(usual)
            self.fields[name].help_text = f"Empty: {said}, as always here."

    @staticmethod
    def folded() -> list[Any]:
        """Return the folded part of the layout; it stands open where something in it is wrong."""
        pairs = [Div(f"{t}_days_before", f"{t}_at", css_class="form-pair") for t in TERMS]
        opened = "{% if form.is_wrong_about_asking %} open{% endif %}"
        start = f'<details class="fold mb-3"{opened}><summary>When families are asked</summary>'
        return [HTML(start), "asks_by_itself", *pairs, HTML("</details>")]

    @property
    def is_wrong_about_asking(self) -> bool:
        """Whether something in the folded part has to be put right."""
        return any(name in self.errors for name in OVERRIDES)

    def check_terms(self, cleaned: dict[str, Any], policy: Policy) -> None:
        """See that families are asked first and reminded later, with the usual days in between."""
        days = []
        for term in TERMS:
            own = cleaned.get(f"{term}_days_before")
            days.append(getattr(policy, f"{term}_days_before") if own is None else own)
        asked, first, second = days
        if first >= asked:
            self.add_error("first_reminder_days_before", "They are asked before they are reminded.")
        if second > first:
            self.add_error("second_reminder_days_before", "It can’t go out before the first.")


class SeasonForm(WhenAsked):
    """What may be changed about a season; what it does to each afternoon is shown first."""

    title = forms.CharField(label="What is it called?", max_length=80)
    coffee_at = time_field("Coffee and talk")
    children_join_at = time_field("The children join")
    activity_at = time_field("We make something")
    closes_at = time_field("Close")
    room = forms.CharField(label="Room", max_length=80, required=False)
    capacity = forms.IntegerField(
        label="People the room holds", min_value=1, max_value=999, required=False,
        help_text="Grown-ups and children together. Leave it empty for no limit.",
    )  # fmt: skip
    lead = forms.ModelChoiceField(label="Who leads it?", queryset=Staff.objects.none())

    def __init__(self, *args: Any, viewer: Viewer, series: AfternoonSeries, **kwargs: Any) -> None:
        self.policy = viewer.policy
        kwargs["initial"] = {name: getattr(series, name) for name in Season.__dataclass_fields__}
        super().__init__(*args, **kwargs)
        self.usual(viewer.policy)
        self.fields["lead"].queryset = staff_of(viewer, and_also=series.lead_id)  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        """The name, the hours, the room, and when families are asked."""
        return Layout(
            "title",
            Fieldset(
                "The afternoon",
                Div("coffee_at", "children_join_at", css_class="form-pair"),
                Div("activity_at", "closes_at", css_class="form-pair"),
            ),
            Fieldset("The room", Div("room", "capacity", css_class="form-pair"), "lead"),
            *self.folded(),
            Div(
                Submit("show", "Show what changes", css_class="btn-secondary"),
                css_class="action-bar",
            ),
        )

    def clean(self) -> dict[str, Any]:
        """See that the hours follow each other, and the terms."""
        cleaned = super().clean() or {}
        check_phases(self, cleaned)
        self.check_terms(cleaned, self.policy)
        return cleaned

    def season(self) -> Season:
        """Return the season as it is to be."""
        return Season(**{name: self.cleaned_data[name] for name in Season.__dataclass_fields__})

    def offer_to_save(self) -> None:
        """Put the button that keeps it beneath what will change."""
        self.helper.layout.pop()
        self.helper.layout.append(
            HTML(
                "{% include 'sessions_app/_season_follows.html' with follows=follows today=viewer.today only %}"
            )
        )
        buttons = [
            Submit("save", "Change the season"),
            Submit("show", "Show again what changes", css_class="btn-secondary"),
        ]
        self.helper.layout.append(Div(*buttons, css_class="action-bar"))


def check_phases(form: forms.Form, cleaned: dict[str, Any]) -> None:
    """See that coffee comes first, then the children, then the activity, then home."""
    times = [cleaned.get(phase) for phase in PHASES]
    if all(times) and (times != sorted(times) or times[2] == times[3]):  # type: ignore[type-var]
        form.add_error(
            "coffee_at", "Coffee comes first, then the children, then the activity, then home."
        )
