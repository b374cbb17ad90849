"""What a parent may tell us beside the answer; every question may be left out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sessions_app.actions.answering import Details
from sessions_app.models.invitations import Help, Travel

MOST = 9  # Grown-ups, and children, that one family brings.
COUNTS = [str(n) for n in range(MOST + 1)]
DIET_LETTERS, SET_OFF_LETTERS = 400, 40
NOT_A_NUMBER = _("Please write a number, like 2. We kept the rest.")
TOO_LONG = _("That is a bit long for us to keep. Could you say it in fewer words?")
PICK_ONE = _("Please pick one of these. We kept the rest.")


def _count() -> forms.IntegerField:
    wrong = dict.fromkeys(("invalid", "min_value", "max_value"), NOT_A_NUMBER)
    return forms.IntegerField(
        min_value=0,
        max_value=MOST,
        required=False,
        error_messages=wrong,
    )


def _words(letters: int) -> forms.CharField:
    return forms.CharField(
        max_length=letters, required=False, error_messages={"max_length": TOO_LONG}
    )


class DetailsForm(forms.Form):
    """Who comes, what they can't eat, how they get here, what would help.

    The page writes its own markup, so that it stays small: `values` is what it shows.
    """

    adults = _count()
    children = _count()
    diet = _words(DIET_LETTERS)
    gate = forms.ChoiceField(
        choices=[("yes", ""), ("no", "")],
        required=False,
        error_messages={"invalid_choice": PICK_ONE},
    )
    travel = forms.ChoiceField(
        choices=Travel.choices, required=False, error_messages={"invalid_choice": PICK_ONE}
    )
    set_off = _words(SET_OFF_LETTERS)
    helps = forms.MultipleChoiceField(
        choices=Help.choices, required=False, error_messages={"invalid_choice": PICK_ONE}
    )

    def details(self) -> Details:
        """Return what they told us."""
        told = self.cleaned_data
        return Details(
            adults_n=told["adults"] or 0,
            children_n=told["children"] or 0,
            meet_at_gate=told["gate"] == "yes",
            travel=told["travel"],
            set_off=told["set_off"],
            helps=told["helps"],
            diet=told["diet"],
        )

    def values(self) -> dict[str, Any]:
        """Return what they typed, right or wrong."""
        typed = {name: self.data.get(name, "") for name in self.fields}
        return typed | {"helps": self.data.getlist("helps")}  # type: ignore[attr-defined]

    def what_is_wrong(self) -> dict[str, str]:
        """Return one sentence for each question, "" where it is well answered."""
        return {name: " ".join(map(str, self.errors.get(name, []))) for name in self.fields}


def values_of(details: Details) -> dict[str, Any]:
    """Return what is kept, as the page shows it."""
    return {
        "adults": str(details.adults_n),
        "children": str(details.children_n),
        "diet": details.diet,
        "gate": "yes" if details.meet_at_gate else "",
        "travel": details.travel,
        "set_off": details.set_off,
        "helps": details.helps,
    }
