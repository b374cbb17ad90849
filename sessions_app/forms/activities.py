"""Forms for the library of things to make: finding one, and keeping one of one's own."""

from typing import Any

from crispy_forms.layout import Div, Field, Layout
from django import forms

from families.models.children import Allergen
from pastoral.ui.forms import HouseForm
from sessions_app.actions.activities import Material, OwnActivity
from sessions_app.models import Activity

ROWS, MORE_ROWS = 8, 4
PER = [
    ("person", "each person"),
    ("family", "each family"),
    ("table", "each table"),
    ("room", "in all"),
]
MESS = [(1, "Hardly any"), (2, "Some"), (3, "Plenty: lay a sheet")]
ANY, ALL = "", "all"


class FindForm(forms.Form):
    """What the library is narrowed down to; anything may be left open."""

    mess = forms.TypedChoiceField(
        label="Mess", required=False, coerce=int, empty_value=None,
        choices=[(ANY, "Any mess"), (1, "Hardly any"), (2, "Some at most")],
    )  # fmt: skip
    minutes = forms.TypedChoiceField(
        label="Time", required=False, coerce=int, empty_value=None,
        choices=[(ANY, "Any time"), (30, "Half an hour at most"), (40, "40 minutes at most")],
    )  # fmt: skip
    cost = forms.TypedChoiceField(
        label="Cost a family", required=False, coerce=int, empty_value=None,
        choices=[(ANY, "Any cost"), (50, "50p at most"), (100, "£1 at most"), (150, "£1.50 at most")],
    )  # fmt: skip
    without = forms.ChoiceField(
        label="Without", required=False,
        choices=[(ANY, "Any allergens"), (ALL, "None of the fourteen"), *(
            (value, f"No {label.lower()}") for value, label in Allergen.choices
        )],
    )  # fmt: skip
    not_lately = forms.BooleanField(label="Not made here lately", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = (
                "form-check-input" if name == "not_lately" else "form-select"
            )

    @property
    def wanted(self) -> dict[str, Any]:
        """Return what was asked for; nonsense asks for nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields}


class PeopleForm(forms.Form):
    """How many come, for the shopping list."""

    families = forms.IntegerField(min_value=1, max_value=200)
    people = forms.IntegerField(min_value=1, max_value=999)


class MaterialForm(forms.Form):
    """One thing to bring: how much of it, and for whom."""

    name = forms.CharField(label="What", max_length=80, required=False)
    quantity = forms.FloatField(
        label="How much", min_value=0, max_value=9999, required=False,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
        error_messages={"invalid": "A number, please."},
    )  # fmt: skip
    unit = forms.CharField(label="Of what", max_length=20, required=False)
    per = forms.ChoiceField(label="For", choices=PER, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs["class"] = "form-select" if name == "per" else "form-control"

    def clean(self) -> dict[str, Any]:
        """Ask for the name of what is counted."""
        cleaned = super().clean() or {}
        if (cleaned.get("quantity") or cleaned.get("unit")) and not cleaned.get("name"):
            self.add_error("name", "Say what it is.")
        return cleaned

    def material(self) -> Material | None:
        """Return what was typed in this row, if anything was."""
        said = self.cleaned_data
        if not said.get("name"):
            return None
        quantity = said["quantity"] or 0
        whole = int(quantity) if quantity == int(quantity) else quantity
        return Material(said["name"], whole, said["unit"], said["per"] or "room")


MaterialForms = forms.formset_factory(MaterialForm, extra=0, min_num=0, max_num=40)


def material_forms(data: Any, activity: Activity | None = None) -> Any:
    """Return the rows for materials: those there are, and some empty ones beneath."""
    there = activity.materials if activity else []
    empty = MORE_ROWS if there else ROWS
    initial = [*there, *({"per": "room"} for _ in range(empty))]
    return MaterialForms(data, initial=initial, prefix="material")


def _lines(label: str, rows: int) -> forms.CharField:
    return forms.CharField(
        label=label, widget=forms.Textarea(attrs={"rows": rows}), required=False, max_length=4000
    )


class OwnActivityForm(HouseForm):
    """Something the setting makes together; its materials stand in rows of their own."""

    title = forms.CharField(label="What do you make?", max_length=80)
    summary = forms.CharField(label="In one sentence", max_length=200)
    steps = _lines("How it goes, one step a line", 5)
    allergens = forms.MultipleChoiceField(
        label="What is in it?", choices=Allergen, required=False,
        widget=forms.CheckboxSelectMultiple, help_text="Whatever people eat or touch.",
    )  # fmt: skip
    hazards = _lines("What to take care of, one a line", 3)
    talk = _lines("What to talk about meanwhile, one a line", 3)
    quiet_option = forms.CharField(
        label="For those who would rather watch", max_length=200, required=False
    )
    minutes = forms.IntegerField(label="Minutes", min_value=5, max_value=180, initial=40)
    mess = forms.TypedChoiceField(label="Mess", choices=MESS, coerce=int, initial=1)
    cost_pence = forms.IntegerField(label="Pence a family", min_value=0, max_value=5000, initial=0)
    age_from = forms.IntegerField(label="From age", min_value=0, max_value=18, initial=4)
    age_to = forms.IntegerField(label="To age", min_value=0, max_value=18, initial=11)

    LISTS = ("steps", "hazards", "talk")

    def __init__(self, *args: Any, activity: Activity | None = None, **kwargs: Any) -> None:
        if activity:
            names = [name for name in OwnActivity.__dataclass_fields__ if name != "materials"]
            initial = {name: getattr(activity, name) for name in names}
            initial |= {name: "\n".join(initial[name]) for name in self.LISTS}
            kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def layout(self) -> Layout:
        """The name first, the rest as one likes."""
        return Layout(
            "title", "summary", "steps", Field("allergens", wrapper_class="name-taps"),
            "hazards", "talk", "quiet_option", Div("minutes", "mess", css_class="form-pair"),
            "cost_pence", Div("age_from", "age_to", css_class="form-pair"),
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """See that the ages follow each other."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("age_from"), cleaned.get("age_to")
        if first is not None and last is not None and last < first:
            self.add_error("age_to", "The oldest is younger than the youngest.")
        return cleaned

    def activity(self, rows: Any) -> OwnActivity:
        """Return the activity, its lists as lists and its materials from their rows."""
        names = [name for name in OwnActivity.__dataclass_fields__ if name != "materials"]
        said = {name: self.cleaned_data[name] for name in names}
        for name in self.LISTS:
            said[name] = [line.strip() for line in said[name].splitlines() if line.strip()]
        typed = [row.material() for row in rows]
        return OwnActivity(**said, materials=[material for material in typed if material])
