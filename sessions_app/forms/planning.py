"""Forms for planning afternoons."""

from datetime import date, time
from typing import Any

from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout, Submit
from django import forms
from django.db.models import Q, QuerySet

from families.models.children import Allergen
from pastoral.accounts.models import HalfTerm, Membership, Staff
from pastoral.accounts.roles import Permission, Role, granted_to
from pastoral.accounts.viewers import Viewer
from pastoral.ui.forms import HouseForm, day_field
from sessions_app.actions.activities import OwnActivity
from sessions_app.actions.series import Details, PlannedDay, SeriesPlan
from sessions_app.models import Activity, Afternoon

WEEKDAYS = [(0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday")]
OWN_DAYS = "own"
PHASES = ("coffee_at", "children_join_at", "activity_at", "closes_at")


def _time(label: str, at: time) -> forms.TimeField:
    return forms.TimeField(
        label=label, initial=at, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )


def staff_of(viewer: Viewer) -> QuerySet[Staff]:
    """Return those who may lead an afternoon here: whoever keeps registers."""
    leads = [role for role in Role if Permission.KEEP_REGISTERS in granted_to(frozenset({role}))]
    here = Membership.objects.current(viewer.today).filter(setting=viewer.setting, role__in=leads)
    return Staff.objects.filter(pk__in=here.values("staff"))


class SeriesForm(HouseForm):
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
        super().__init__(*args, **kwargs)
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
        _check_phases(self, cleaned)
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


def _check_phases(form: forms.Form, cleaned: dict[str, Any]) -> None:
    times = [cleaned.get(phase) for phase in PHASES]
    if all(times) and (times != sorted(times) or times[2] == times[3]):  # type: ignore[type-var]
        form.add_error(
            "coffee_at", "Coffee comes first, then the children, then the activity, then home."
        )


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
        leads = Q(pk=afternoon.lead_id) | Q(pk__in=staff_of(viewer).values("pk"))
        self.fields["lead"].queryset = Staff.objects.filter(leads)  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        """What we make and eat, then where."""
        return Layout(
            "activity",
            "food",
            Field("food_allergens", wrapper_class="name-taps"),
            Div("room", "capacity", css_class="form-pair"),
            "lead",
            "has_creche",
            "transport",
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


class OwnActivityForm(HouseForm):
    """Something the setting makes together that the library does not have."""

    title = forms.CharField(label="What do you make?", max_length=80)
    summary = forms.CharField(label="In one sentence", max_length=200)
    materials = forms.CharField(
        label="What you need, one a line", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    steps = forms.CharField(
        label="How it goes, one step a line",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    allergens = forms.MultipleChoiceField(
        label="What is in it?", choices=Allergen, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Whatever people eat or touch.",
    )  # fmt: skip
    hazards = forms.CharField(
        label="What to take care of, one a line",
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    talk = forms.CharField(
        label="What to talk about meanwhile, one a line",
        widget=forms.Textarea(attrs={"rows": 2}), required=False,
    )  # fmt: skip
    minutes = forms.IntegerField(label="Minutes", min_value=5, max_value=180, initial=40)

    LISTS = ("materials", "steps", "hazards", "talk")

    def layout(self) -> Layout:
        """The name first, the rest as one likes."""
        return Layout(
            "title", "summary", "materials", "steps",
            Field("allergens", wrapper_class="name-taps"), "hazards", "talk", "minutes",
            Div(Submit("save", "Add it to our library"), css_class="action-bar"),
        )  # fmt: skip

    def activity(self) -> OwnActivity:
        """Return the activity, its lists as lists."""
        said = {name: self.cleaned_data[name] for name in OwnActivity.__dataclass_fields__}
        for name in self.LISTS:
            said[name] = [line.strip() for line in said[name].splitlines() if line.strip()]
        return OwnActivity(**said)


class PeopleForm(forms.Form):
    """How many come, for the shopping list."""

    families = forms.IntegerField(min_value=1, max_value=200)
    people = forms.IntegerField(min_value=1, max_value=999)
