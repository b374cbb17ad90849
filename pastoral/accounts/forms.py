"""Forms about the setting and its staff."""

from datetime import date
from typing import Any

from crispy_forms.layout import Div, Field, Fieldset, Layout, Submit
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db.models import QuerySet

from pastoral.accounts.actions import Newcomer
from pastoral.accounts.half_terms import SIX, Dates
from pastoral.accounts.models import CalendarDay, Staff
from pastoral.accounts.roles import Role
from pastoral.ui.forms import HouseForm, day_field


class InviteForm(HouseForm):
    """Whom to invite, and as what."""

    email = forms.EmailField(label="Their work e-mail address")
    roles = forms.MultipleChoiceField(
        label="What are they here?",
        choices=Role,
        widget=forms.CheckboxSelectMultiple,
        help_text="Give as few as their work needs. More can be given later.",
        error_messages={"required": "Choose at least one role."},
    )

    def layout(self) -> Layout:
        """The address, the roles, the button."""
        return Layout(
            "email",
            Field("roles", wrapper_class="name-taps"),
            Div(Submit("invite", "Make their invitation"), css_class="action-bar"),
        )


class JoinForm(HouseForm):
    """What somebody new says about themselves."""

    first_name = forms.CharField(
        label="First name", max_length=60, help_text="The name families know you by."
    )
    last_name = forms.CharField(label="Last name", max_length=60, required=False)
    password = forms.CharField(
        label="A password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters. Three or four words that don’t belong together work well.",
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["first_name"].widget.attrs["autocomplete"] = "given-name"
        self.fields["last_name"].widget.attrs["autocomplete"] = "family-name"

    def layout(self) -> Layout:
        """The name, the password, the button."""
        return Layout(
            "first_name",
            "last_name",
            "password",
            Submit("join", "Make my account", css_class="btn-lg"),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a password that is common, short, or the person’s own name."""
        cleaned = super().clean() or self.cleaned_data
        if password := cleaned.get("password"):
            who = Staff(
                email=self.email,
                first_name=cleaned.get("first_name", ""),
                last_name=cleaned.get("last_name", ""),
            )
            try:
                validate_password(password, who)
            except forms.ValidationError as wrong:
                self.add_error("password", wrong)
        return cleaned

    def newcomer(self) -> Newcomer:
        """Return what was said."""
        said = self.cleaned_data
        return Newcomer(said["first_name"], said["last_name"], said["password"])


class RoleForm(HouseForm):
    """One more role for a colleague."""

    role = forms.ChoiceField(label="Give another role")

    def __init__(self, *args: Any, held: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = [(role.value, role.label) for role in Role if role not in held]
        self.fields["role"].choices = left  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        """The role and its button."""
        return Layout("role", Submit("give", "Give this role"))


class SupervisorForm(HouseForm):
    """Who reads notes with a colleague."""

    supervisor = forms.ModelChoiceField(
        Staff.objects.none(),
        required=False,
        label="Who reads notes with them?",
        empty_label="Nobody yet",
        help_text="They and nobody else read this colleague’s reflections too.",
    )

    def __init__(self, *args: Any, supervisors: QuerySet[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supervisor"].queryset = supervisors  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        """The colleague and the button."""
        return Layout("supervisor", Submit("supervise", "Save", css_class="btn-secondary"))


class CalendarDayForm(HouseForm):
    """A day that differs from the others."""

    day = day_field("Day")
    kind = forms.ChoiceField(
        label="What kind of day?", choices=CalendarDay.Kind, initial=CalendarDay.Kind.INSET
    )
    reason = forms.CharField(
        label="A word about it", max_length=120, required=False, help_text="“Training”, “Snow”."
    )

    def layout(self) -> Layout:
        """Day, kind, word, button."""
        return Layout("day", "kind", "reason", Submit("add", "Add this day"))


class HalfTermsForm(HouseForm):
    """The first and last days of six half-terms."""

    def __init__(self, *args: Any, halves: list[Dates], **kwargs: Any) -> None:
        self.halves = halves
        super().__init__(*args, **kwargs)
        for each in halves:
            for end, word in (("starts_on", "First day"), ("ends_on", "Last day")):
                self.fields[f"{each.term}_{each.half}_{end}"] = day_field(
                    word, initial=getattr(each, end)
                )

    def layout(self) -> Layout:
        """Six pairs of days, each under its name."""
        pairs = [
            Div(
                Fieldset(
                    each.name,
                    f"{each.term}_{each.half}_starts_on",
                    f"{each.term}_{each.half}_ends_on",
                ),
                css_class="card",
            )
            for each in self.halves
        ]
        button = Submit("save", "Save the half-terms")
        return Layout(*pairs, Div(button, css_class="action-bar"))

    def dates(self) -> list[Dates]:
        """Return the half-terms as they were typed."""
        return [
            Dates(
                term, half, self._typed(term, half, "starts_on"), self._typed(term, half, "ends_on")
            )
            for term, half in SIX
        ]

    def _typed(self, term: str, half: int, end: str) -> date:
        typed: date = self.cleaned_data[f"{term}_{half}_{end}"]
        return typed
