"""Forms about restrictions, for safeguarding leads alone."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Div, Field, Layout
from django import forms

from families.actions import Limits
from families.forms import fields
from families.models import Adult, Child, Restriction
from pastoral.ui.forms import HouseForm, day_field


class RestrictionForm(HouseForm):
    """What an adult must not have or do, towards whom, and what staff do then."""

    towards = forms.ChoiceField(label="Towards whom?")
    kind = fields.taps("What must not be?", Restriction.Kind)
    order_type = forms.ChoiceField(label="Order of a court", choices=Restriction.Order)
    starts_on = day_field("From")
    ends_on = day_field(
        "Until", required=False, help_text="It still holds after this day, until you have ended it."
    )
    review_on = day_field("Look at it again on", required=False)
    instruction = forms.CharField(
        label="What should staff do?",
        max_length=200,
        help_text="All staff read this. Plain words, never why: “Ask them to wait and fetch me.”",
    )
    reason = fields.words("Why", help_text="Only safeguarding leads read this.")

    def __init__(self, *args: Any, others: Iterable[Child | Adult], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_key = {str(other.pk): other for other in others}
        towards: Any = self.fields["towards"]
        towards.choices = [
            (key, who.first_name if isinstance(who, Child) else f"{who} (adult)")
            for key, who in self.by_key.items()
        ]

    def layout(self) -> Layout:
        """Whom and what; when; what staff do, and why."""
        return Layout(
            "towards",
            Field("kind", wrapper_class="choice-cards"),
            "order_type",
            Div("starts_on", "ends_on", css_class="form-pair"),
            "review_on",
            "instruction",
            "reason",
            fields.save("Set this restriction"),
        )

    def limits(self) -> Limits:
        """Return the restriction as typed."""
        names = ("kind", "order_type", "starts_on", "ends_on", "review_on", "instruction", "reason")
        return Limits(**{name: self.cleaned_data[name] for name in names})

    def protected(self) -> dict[str, Any]:
        """Return the other person of it: a child, or another adult."""
        other = self.by_key[self.cleaned_data["towards"]]
        return {"child": other} if isinstance(other, Child) else {"other": other}


class EndRestrictionForm(HouseForm):
    """Why a restriction ends."""

    reason = fields.words("Why does it end?", help_text="Only safeguarding leads read this.")

    def layout(self) -> Layout:
        """The reason and its button."""
        return Layout("reason", fields.save("End this restriction", "btn-danger"))
