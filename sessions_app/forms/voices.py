"""A yes to showing words: how it was said."""

from django import forms

from sessions_app.models import Quote


class YesForm(forms.Form):
    """How somebody said that their words may be shown; a tick needs no form."""

    said = forms.ChoiceField(
        choices=[(one.value, one.label) for one in (Quote.Said.ASKED, Quote.Said.PAPER)]
    )
