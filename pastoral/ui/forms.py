"""The form all our forms are made from."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.apps import apps
from django.db import IntegrityError

from pastoral.refusals import Refusal, WrongMove


def day_field(label: str, **more: Any) -> forms.DateField:
    """Return a field for a day: typed, or tapped in the browser's own calendar.

    Browsers show a day they are given only in ISO's spelling, whatever the page's language.
    """
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **more)


def time_field(label: str, **more: Any) -> forms.TimeField:
    """Return a field for a time of day: typed, or tapped on the browser's own clock."""
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, widget=widget, **more)


# Django's own words for what is wrong, said as we would say them.
OURS = {
    "required": "Please fill this in.",
    "invalid_choice": "Please choose one of these.",
    "invalid_list": "Please choose from these.",
}
OURS_BY_FIELD: dict[type[forms.Field], dict[str, str]] = {
    forms.ChoiceField: {"required": "Please choose one."},
    forms.DateField: {"invalid": "That is not a day we can read. Try 3/12/2026."},
    forms.TimeField: {"invalid": "That is not a time we can read. Try 13:30."},
    forms.IntegerField: {"invalid": "A whole number, please."},
    forms.EmailField: {"invalid": "That does not look like an e-mail address."},
}
LIMITS = {
    "min_value": "No less than %(limit_value)s, please.",
    "max_value": "No more than %(limit_value)s, please.",
}


class HouseForm(forms.Form):
    """A form that lays itself out, and can show what an action refused."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.layout = self.layout()
        self.helper.attrs = {"novalidate": True}

    def layout(self) -> Layout:
        """Return a new layout; crispy writes on layouts, so never share one."""
        raise NotImplementedError

    def full_clean(self) -> None:
        """Clean as ever, in our own words."""
        for field in self.fields.values():
            _say_it_our_way(field)
        super().full_clean()

    @property
    def has_words(self) -> bool:
        """Whether anything was written that a mistake must not lose."""
        written = (forms.CharField, forms.DateField, forms.TimeField, forms.IntegerField)
        return any(
            isinstance(field, written) and self.data.get(self.add_prefix(name), "").strip()
            for name, field in self.fields.items()
            if not isinstance(field.widget, forms.HiddenInput)
        )

    @contextmanager
    def showing_refusals(self) -> Iterator[None]:
        """Turn a refusal inside the block into an error at the form's top.

        So is what the database itself refuses, in the words of its constraint. A move that
        the state machine does not know goes on: it is answered with 409.
        """
        try:
            yield
        except WrongMove:
            raise
        except Refusal as refusal:
            self.add_error(None, str(refusal))
        except IntegrityError as broken:
            sentence = sentence_of(broken)
            if not sentence:
                raise
            self.add_error(None, sentence)


def sentence_of(broken: IntegrityError) -> str:
    """Return the sentence of the constraint that was broken; nothing if it has none."""
    said = str(broken)
    constraints = (c for model in apps.get_models() for c in model._meta.constraints)
    named = (c for c in constraints if re.search(rf"\b{re.escape(c.name)}\b", said))
    return next((str(c.violation_error_message) for c in named), "")


def _say_it_our_way(field: forms.Field) -> None:
    ours = dict(OURS)
    for kind, of_kind in OURS_BY_FIELD.items():
        if isinstance(field, kind):
            ours |= of_kind
    for code, words in ours.items():
        if field.error_messages.get(code) == _djangos(type(field), code):
            field.error_messages[code] = words
    for validator in field.validators:
        code = getattr(validator, "code", "")
        if code in LIMITS:
            validator.message = LIMITS[code]  # type: ignore[attr-defined]


def _djangos(kind: type[forms.Field], code: str) -> Any:
    said = (vars(parent).get("default_error_messages", {}) for parent in kind.__mro__)
    return next((messages[code] for messages in said if code in messages), None)
