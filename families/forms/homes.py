"""Forms about homes and children."""

from typing import Any

from crispy_forms.layout import Div, Field, Fieldset, Layout
from django import forms

from families.actions import ChildDetails
from families.finding import year_said
from families.forms import fields
from families.models import Child, Household, MentorAssignment
from pastoral.accounts.models import Setting, Staff
from pastoral.accounts.viewers import Viewer
from pastoral.ui.forms import HouseForm, day_field

YEARS = [("", "Not said"), *((str(n), year_said(n)) for n in range(-1, 14))]


class ChildForm(HouseForm):
    """Who a child is, and when the placement began."""

    legal_first = forms.CharField(label="First name", max_length=80)
    preferred_first = forms.CharField(
        label="Name they like", max_length=80, required=False, help_text="If it is another one."
    )
    surname = forms.CharField(max_length=80)
    born_on = day_field("Birthday", required=False)
    year_group = forms.TypedChoiceField(
        label="Year", choices=YEARS, coerce=int, empty_value=None, required=False
    )
    placement_starts_on = day_field("First day with us")
    home_school = forms.ModelChoiceField(
        Setting.objects.none(), label="Their own school", required=False, empty_label="Not said"
    )

    DETAILS = (
        "legal_first",
        "preferred_first",
        "surname",
        "born_on",
        "year_group",
        "placement_starts_on",
        "home_school",
    )

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer
        schools: Any = self.fields["home_school"]
        schools.queryset = Setting.objects.exclude(pk=viewer.setting.pk).filter(
            trust=viewer.setting.trust_id, trust__isnull=False
        )

    @classmethod
    def start(cls, child: Child) -> dict[str, Any]:
        """Return what is known of a child."""
        return {name: getattr(child, name) for name in cls.DETAILS}

    def who(self) -> list[Any]:
        """The fields of a child, in pairs on desks."""
        return [
            Div("legal_first", "surname", css_class="form-pair"),
            Div("preferred_first", "year_group", css_class="form-pair"),
            Div("born_on", "placement_starts_on", css_class="form-pair"),
            "home_school",
        ]

    def layout(self) -> Layout:
        """The child, then the button."""
        return Layout(*self.who(), fields.save("Save"))

    def clean_born_on(self) -> Any:
        """Refuse a birthday to come."""
        day = self.cleaned_data["born_on"]
        if day and day > self.viewer.today:
            raise forms.ValidationError("That day has not come yet.")
        return day

    def details(self) -> ChildDetails:
        """Return the child as typed."""
        return ChildDetails(**{name: self.cleaned_data[name] for name in self.DETAILS})


class FamilyForm(ChildForm):
    """A new family, begun with one child and the address."""

    address = fields.words("Address", rows=3, required=False)
    access_notes = fields.words(
        "At the door", required=False, help_text="Parking, stairs, the dog: what helps at the door."
    )

    def layout(self) -> Layout:
        """The child first, then the home."""
        return Layout(
            Fieldset("The child", *self.who()),
            Fieldset("Where they live", "address", "access_notes"),
            fields.save("Add this family"),
        )


class HomeForm(HouseForm):
    """Where a home is, what helps at its door, and who sees that."""

    address = fields.words("Address", rows=3, required=False)
    access_notes = fields.words(
        "At the door", required=False, help_text="Parking, stairs, the dog: what helps at the door."
    )
    address_visibility = fields.taps("Who sees the address?", Household.AddressVisibility)

    def layout(self) -> Layout:
        """The address, the door, and who sees it."""
        return Layout(
            "address",
            "access_notes",
            Field("address_visibility", wrapper_class="choice-cards"),
            fields.save("Save the home"),
        )


class LeaveForm(HouseForm):
    """The last day of a child’s placement."""

    last_on = day_field("Last day with us")

    def layout(self) -> Layout:
        """A day and its button."""
        return Layout("last_on", fields.save("Save the last day"))


class MoveOutForm(HouseForm):
    """The last day somebody lives in a home."""

    last_on = day_field("Last day in this home")

    def layout(self) -> Layout:
        """A day and its button."""
        return Layout("last_on", fields.save("They moved out"))


class PauseForm(HouseForm):
    """A time to leave a family in peace."""

    from_on = day_field("From")
    until = day_field(
        "Until, and with that day", required=False, help_text="Empty: until they say."
    )
    reason = fields.words("Why, if it helps", required=False, longest=300)

    def layout(self) -> Layout:
        """From, until, why."""
        return Layout(
            Div("from_on", "until", css_class="form-pair"),
            "reason",
            fields.save("Leave them in peace"),
        )


class MentorForm(HouseForm):
    """Who walks alongside which child."""

    child = forms.ModelChoiceField(Child.objects.none(), empty_label=None)
    mentor = forms.ModelChoiceField(Staff.objects.none(), empty_label="Who?")
    kind = fields.taps("As what?", MentorAssignment.Kind)
    from_on = day_field("From")
    to_on = day_field("Until", required=False, help_text="Only cover needs a last day.")

    def __init__(self, *args: Any, children: Any, mentors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        child: Any = self.fields["child"]
        mentor: Any = self.fields["mentor"]
        child.queryset, mentor.queryset = children, mentors
        child.label_from_instance = lambda row: row.first_name

    def layout(self) -> Layout:
        """The child, the mentor, the days."""
        return Layout(
            Div("child", "mentor", css_class="form-pair"),
            Field("kind", wrapper_class="choice-cards"),
            Div("from_on", "to_on", css_class="form-pair"),
            fields.save("Save the mentor"),
        )
