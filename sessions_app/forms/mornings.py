"""Forms for a morning to join in."""

from datetime import time
from typing import Any

from crispy_forms.layout import Div, Field, Fieldset, Layout, Submit
from django import forms

from families.models import Child
from pastoral.accounts.models import Staff
from pastoral.accounts.viewers import Viewer
from pastoral.ui.forms import HouseForm, day_field, time_field
from pastoral.ui.said import count_said
from sessions_app.actions.mornings import PICK_SOMEBODY, Morning
from sessions_app.models import Activity
from sessions_app.people_on_duty import staff_of
from sessions_app.picking import children_of, groups_of


class PickForm(HouseForm):
    """For whom it is: groups, and children one by one, all of them together."""

    groups = forms.MultipleChoiceField(
        label="A group at once", required=False, widget=forms.CheckboxSelectMultiple
    )
    children = forms.MultipleChoiceField(
        label="Or child by child", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.here = {str(child.pk): child for child in children_of(viewer, viewer.today)}
        self.by_group = groups_of(self.here.values(), viewer.today)
        self.fields["groups"].choices = [  # type: ignore[attr-defined]
            (key, f"{group.words} ({count_said(len(group.children), 'child', 'children')})")
            for key, group in self.by_group.items()
        ]
        self.fields["children"].choices = [  # type: ignore[attr-defined]
            (key, f"{child.first_name} {child.surname[:1]}") for key, child in self.here.items()
        ]

    def layout(self) -> Layout:
        """The groups, then the names."""
        return Layout(
            *self.who(), Div(Submit("save", "Save whom it is for"), css_class="action-bar")
        )

    @staticmethod
    def who() -> list[Any]:
        """Return the two fields as names to tap."""
        return [
            Field("groups", wrapper_class="name-taps"),
            Field("children", wrapper_class="name-taps"),
        ]

    def clean(self) -> dict[str, Any]:
        """See that somebody is picked."""
        cleaned = super().clean() or {}
        if not cleaned.get("groups") and not cleaned.get("children"):
            self.add_error("children", PICK_SOMEBODY)
        return cleaned

    def picked(self) -> list[Child]:
        """Return the children who were picked, each once."""
        found = {child.pk: child for key in self.cleaned_data["groups"]
                 for child in self.by_group[key].children}  # fmt: skip
        found |= {self.here[key].pk: self.here[key] for key in self.cleaned_data["children"]}
        return list(found.values())


class MorningForm(PickForm):
    """A morning to join in, on one page."""

    on = day_field("Day")
    starts_at = time_field("Starts", initial=time(10, 0))
    closes_at = time_field("Done by", initial=time(11, 30))
    activity = forms.ModelChoiceField(
        label="What do they do?", queryset=Activity.objects.none(), required=False,
        empty_label="Not chosen yet",
    )  # fmt: skip
    room = forms.CharField(label="Room", max_length=80, required=False)
    capacity = forms.IntegerField(
        label="People the room holds", min_value=1, max_value=999, required=False,
        help_text="Grown-ups and children together. Leave it empty for no limit.",
    )  # fmt: skip
    lead = forms.ModelChoiceField(label="Who leads it?", queryset=Staff.objects.none())

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, viewer=viewer, **kwargs)
        self.fields["activity"].queryset = Activity.objects.visible_to(viewer)  # type: ignore[attr-defined]
        self.fields["lead"].queryset = staff_of(viewer)  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        """When and what, where, for whom."""
        return Layout(
            "on",
            Div("starts_at", "closes_at", css_class="form-pair"),
            "activity",
            Div("room", "capacity", css_class="form-pair"),
            "lead",
            Fieldset("Whom is it for?", *self.who()),
            Div(Submit("save", "Plan this morning"), css_class="action-bar"),
        )

    def clean(self) -> dict[str, Any]:
        """See that it ends after it begins."""
        cleaned = super().clean()
        starts, ends = cleaned.get("starts_at"), cleaned.get("closes_at")
        if starts and ends and ends <= starts:
            self.add_error("closes_at", "It is done after it starts.")
        return cleaned

    def morning(self) -> Morning:
        """Return the morning as it was asked for."""
        return Morning(**{name: self.cleaned_data[name] for name in Morning.__dataclass_fields__})
