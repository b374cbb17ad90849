"""Forms for planning afternoons."""

from datetime import date, time
from typing import Any

from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout, Submit
from django import forms

from families.models.children import Allergen
from pastoral.accounts.models import HalfTerm, Staff
from pastoral.accounts.viewers import Viewer
from pastoral.ui.forms import HouseForm, day_field
from sessions_app.actions.series import Details, PlannedDay, SeriesPlan
from sessions_app.forms.season import WhenAsked, check_phases
from sessions_app.models import Activity, Afternoon
from sessions_app.people_on_duty import staff_of

WEEKDAYS = [(0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday")]
OWN_DAYS = "own"


def _time(label: str, at: time) -> forms.TimeField:
    return forms.TimeField(
        label=label, initial=at, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


class SeriesForm(WhenAsked):
    """A season of afternoons on one page; what it leaves out is shown before it is kept."""

    title = forms.CharField(label="What is it called?", max_length=80, initial="Family afternoon")
    season = forms.ChoiceField(label="For how long?", widget=forms.RadioSelect)
    first_on = day_field("First day", required=False)
    last_on = day_field("Last day", required=False)
    weekday = forms.TypedChoiceField(
        label="Day of the week", choices=WEEKDAYS, coerce=int, initial=2
    )
    coffee_at = _time("Coffee and talk", time(13, 30))
    children_join_at = _time("The children join", time(14, 0))
    activity_at = _time("We make something", time(14, 15))
    closes_at = _time("Close", time(15, 0))
    room = forms.CharField(label="Room", max_length=80, required=False)
    capacity = forms.IntegerField(
        label="People the room holds", min_value=1, max_value=999, required=False,
        help_text="Grown-ups and children together. Leave it empty for no limit.",
    )  # fmt: skip
    lead = forms.ModelChoiceField(label="Who leads it?", queryset=Staff.objects.none())
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        self.days: list[PlannedDay] = []
        self.instead: list[date] = []
        self.spans = _spans(viewer)
        self.policy = viewer.policy
        super().__init__(*args, **kwargs)
        self.usual(viewer.policy)
        self.helper.form_action = "#days"  # Where the days will stand.
        self.fields["lead"].queryset = staff_of(viewer)  # type: ignore[attr-defined]
        self.fields["season"].choices = [  # type: ignore[attr-defined]
            *((key, label) for key, (label, _first, _last) in self.spans.items()),
            (OWN_DAYS, "From one day to another"),
        ]
        self.fields["season"].initial = next(iter(self.spans), OWN_DAYS)

    def layout(self) -> Layout:
        """The season, the hours, the room."""
        return Layout(
            "title",
            Field("season", wrapper_class="choice-cards"),
            Div("first_on", "last_on", css_class="form-pair"),
            "weekday",
            Fieldset(
                "The afternoon",
                Div("coffee_at", "children_join_at", css_class="form-pair"),
                Div("activity_at", "closes_at", css_class="form-pair"),
            ),
            Fieldset("The room", "room", "capacity", "lead"),
            *self.folded(),
            "seen",
            Div(Submit("show", "Show the days"), css_class="action-bar"),
        )

    def clean(self) -> dict[str, Any]:
        """Work out first and last day, and see that the hours follow each other."""
        cleaned = super().clean() or {}
        span = self.spans.get(cleaned.get("season", ""))
        if span:
            cleaned["first_on"], cleaned["last_on"] = span[1], span[2]
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if not span and cleaned.get("season") and not (first and last):
            self.add_error("first_on", "Choose the first and the last day.")
        elif first and last and last < first:
            self.add_error("last_on", "The last day is before the first.")
        elif first and last and (last - first).days > YEAR:
            self.add_error("last_on", "That is more than a year. Plan a term at a time.")
        check_phases(self, cleaned)
        self.check_terms(cleaned, self.policy)
        chosen = [self.data[key] for key in sorted(self.data) if key.startswith("instead_")]
        try:
            self.instead = [forms.DateField().clean(day) for day in chosen if day]
        except forms.ValidationError:
            self.add_error(None, "Choose the other day from the calendar, or leave it empty.")
        return cleaned

    def plan(self) -> SeriesPlan:
        """Return the season as it was asked for."""
        names = set(SeriesPlan.__dataclass_fields__)
        return SeriesPlan(**{name: self.cleaned_data[name] for name in names})

    def show(self, days: list[PlannedDay]) -> None:
        """Show these days beneath, each that is taken from families with a day to choose instead."""
        self.days = days
        self.data = {**self.data.dict(), "seen": self.seen_days(days)}  # type: ignore[attr-defined]
        layout = self.helper.layout
        layout.pop()
        layout.append(HTML("{% include 'sessions_app/_series_days.html' with days=days only %}"))
        for planned in days:
            if planned.asks_for_another_day:
                name = f"instead_{planned.day:%Y%m%d}"
                self.fields[name] = day_field(
                    f"Another day instead of {planned.day:%A} {planned.day.day} {planned.day:%B}?",
                    required=False,
                )
                layout.append(name)
        made = sum(planned.is_made for planned in days)
        buttons = [Submit("show", "Show the days again", css_class="btn-secondary")]
        if made:
            words = "Plan 1 afternoon" if made == 1 else f"Plan {made} afternoons"
            buttons.insert(0, Submit("save", words))
        layout.append(Div(*buttons, css_class="action-bar"))

    @staticmethod
    def seen_days(days: list[PlannedDay]) -> str:
        """Return the days as the page says them back, so that nothing unseen is kept."""
        return ",".join(f"{planned.day:%Y%m%d}" for planned in days if planned.is_made)


YEAR = 366


def _spans(viewer: Viewer) -> dict[str, tuple[str, date, date]]:
    """Return the half-terms and terms to come: key → (words, first day, last day)."""
    halves = list(viewer.setting.half_terms.filter(ends_on__gte=viewer.today).order_by("starts_on"))
    spans: dict[str, tuple[str, date, date]] = {}
    terms: dict[str, list[HalfTerm]] = {}
    for half in halves:
        terms.setdefault(half.term_name, []).append(half)
    for name, parts in list(terms.items())[:2]:
        for half in parts:
            spans[str(half.pk)] = (
                f"{name}, {half.get_half_display()}",
                half.starts_on,
                half.ends_on,
            )
        if len(parts) > 1:
            spans[name] = (f"All of {name}", parts[0].starts_on, parts[-1].ends_on)
    return {
        key: (label, max(first, viewer.today), last) for key, (label, first, last) in spans.items()
    }


class DetailsForm(HouseForm):
    """What may be changed about one afternoon without anybody being told."""

    activity = forms.ModelChoiceField(
        label="What do we make?", queryset=Activity.objects.none(), required=False,
        empty_label="Not chosen yet",
    )  # fmt: skip
    food = forms.CharField(
        label="Drinks and biscuits", max_length=200, required=False,
        help_text="What is on the table, besides what we make.",
    )  # fmt: skip
    food_allergens = forms.MultipleChoiceField(
        label="What is in them?", choices=Allergen, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    room = forms.CharField(label="Room", max_length=80, required=False)
    capacity = forms.IntegerField(
        label="People the room holds", min_value=1, max_value=999, required=False
    )
    lead = forms.ModelChoiceField(label="Who leads it?", queryset=Staff.objects.none())
    has_creche = forms.BooleanField(label="Somebody looks after the little ones", required=False)
    creche_note = forms.CharField(label="Where, and with whom?", max_length=200, required=False)
    interpreters = forms.CharField(
        label="Interpreters booked", max_length=200, required=False,
        help_text="Who, and for which language: Mrs Nowak, Polish.",
    )  # fmt: skip
    transport = forms.CharField(
        label="Lifts and buses", max_length=200, required=False, help_text="Who drives, from where."
    )
    change_note = forms.CharField(
        label="What is different this time?", max_length=120, required=False,
        help_text="A later start, a bus: it is marked on the figures, so one sees what helped.",
    )  # fmt: skip

    def __init__(self, *args: Any, viewer: Viewer, afternoon: Afternoon, **kwargs: Any) -> None:
        names = Details.__dataclass_fields__
        kwargs["initial"] = {name: getattr(afternoon, name) for name in names}
        super().__init__(*args, **kwargs)
        self.fields["activity"].queryset = Activity.objects.visible_to(viewer)  # type: ignore[attr-defined]
        self.fields["lead"].queryset = staff_of(viewer, and_also=afternoon.lead_id)  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        """What we make and eat, then where."""
        return Layout(
            "activity",
            "food",
            Field("food_allergens", wrapper_class="name-taps"),
            Div("room", "capacity", css_class="form-pair"),
            "lead",
            "has_creche",
            "creche_note",
            "transport",
            "interpreters",
            "change_note",
            Div(Submit("save", "Save this afternoon"), css_class="action-bar"),
        )

    def details(self) -> Details:
        """Return what was chosen."""
        return Details(**{name: self.cleaned_data[name] for name in Details.__dataclass_fields__})


class MoveForm(HouseForm):
    """Another day or hour for one afternoon."""

    on = day_field("New day")
    coffee_at = _time("Coffee and talk at", time(13, 30))

    def layout(self) -> Layout:
        """The day and the hour."""
        return Layout(
            Div("on", "coffee_at", css_class="form-pair"),
            Div(Submit("move", "Move it and tell those who know"), css_class="action-bar"),
        )


class CancelForm(HouseForm):
    """Why an afternoon is called off."""

    reason = forms.CharField(
        label="Why?", max_length=200,
        help_text="For colleagues and the figures. Families are not told the reason.",
    )  # fmt: skip

    def layout(self) -> Layout:
        """The reason."""
        return Layout(
            "reason",
            Div(Submit("cancel", "Call it off", css_class="btn-danger"), css_class="action-bar"),
        )
