"""The form all our forms are made from."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from pastoral.refusals import Refusal, WrongMove


def day_field(label: str, **more: Any) -> forms.DateField:
    """Return a field for a day: typed, or tapped in the browser's own calendar.

    Browsers show a day they are given only in ISO's spelling, whatever the page's language.
    """
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, **more)


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

    @contextmanager
    def showing_refusals(self) -> Iterator[None]:
        """Turn a refusal inside the block into an error at the form's top.

        A move that the state machine does not know goes on: it is answered with 409.
        """
        try:
            yield
        except WrongMove:
            raise
        except Refusal as refusal:
            self.add_error(None, str(refusal))
