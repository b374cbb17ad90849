"""The form about a setting's carrier of texts: its keys are written here and never read back."""

from decimal import Decimal
from typing import Any

from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout, Submit
from django import forms

from pastoral.outbox.carrying.actions import Terms
from pastoral.outbox.channels.notify import KEY
from pastoral.outbox.models import Carrier
from pastoral.ui.forms import HouseForm

Provider = Carrier.Provider
LETTERS, KEY_LETTERS, TOKEN_LEAST = 80, 200, 16
LAST = 4
# What each carrier can't do without; its key may be kept already.
NEEDS = {
    Provider.NOTIFY: ("notify_template", "notify_key"),
    Provider.TWILIO: ("twilio_account", "twilio_sender", "twilio_key"),
    Provider.CONSOLE: (),
}
KEYS = ("notify_key", "twilio_key")


def _key_field(label: str, said: str = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(
        label=label, required=False, max_length=KEY_LETTERS, widget=widget, help_text=said
    )


def _plain_field(label: str, said: str = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(
        label=label, required=False, max_length=LETTERS, widget=widget, help_text=said
    )


class CarrierForm(HouseForm):
    """Who carries the texts, and in whose name."""

    provider = forms.ChoiceField(
        label="Who carries your texts?", choices=Provider.choices, widget=forms.RadioSelect
    )
    notify_template = _plain_field(
        "Template’s id", "A text template that holds ((text)) and nothing else."
    )
    notify_sender = _plain_field("Sender’s id", "Empty for the one Notify uses by itself.")
    notify_key = _key_field("API key", "As Notify shows it once: name, service and key in one.")
    notify_token = _key_field(
        "Bearer token for callbacks",
        "At least 16 characters that you make up; give Notify the same ones.",
    )
    twilio_account = _plain_field("Account SID", "It begins with AC.")
    twilio_sender = _plain_field(
        "Number, name or messaging service", "Like +447700900999, or an id that begins with MG."
    )
    twilio_key = _key_field("Auth token", "It signs what Twilio tells us, too.")
    texts_a_day = forms.IntegerField(
        label="Texts a day at most", min_value=0, max_value=100_000,
        help_text="What is more waits for the next day. Alerts to colleagues always go.",
    )  # fmt: skip
    pence_a_part = forms.DecimalField(
        label="Pence a part", min_value=Decimal(0), max_digits=5, decimal_places=2,
        help_text="What you pay, so that costs can be shown before sending.",
    )  # fmt: skip

    def __init__(self, *args: Any, carrier: Carrier | None, **kwargs: Any) -> None:
        self.carrier = carrier
        kwargs.setdefault("initial", _as_it_stands(carrier))
        super().__init__(*args, **kwargs)
        for name, kept in self._kept().items():
            self.fields[name].help_text = f"{kept} Leave this empty to keep it."

    def layout(self) -> Layout:
        """The choice, what each carrier needs, the numbers."""
        notify = ("notify_template", "notify_sender", "notify_key", "notify_token")
        twilio = ("twilio_account", "twilio_sender", "twilio_key")
        return Layout(
            Field("provider", wrapper_class="choice-cards"),
            Div(Fieldset("At GOV.UK Notify", *notify), css_class="card of-notify"),
            Div(Fieldset("At Twilio", *twilio), css_class="card of-twilio"),
            Div("texts_a_day", "pence_a_part", css_class="form-pair"),
            HTML('<p class="quiet">Keys are kept unreadable and never shown again.</p>'),
            Div(Submit("save", "Save the carrier"), css_class="action-bar"),
        )

    def clean(self) -> dict[str, Any]:
        """Ask for what the carrier that was chosen can't do without."""
        told = super().clean() or {}
        chosen = told.get("provider")
        kept = self._kept()
        for name in NEEDS.get(Provider(chosen), ()) if chosen else ():
            if not told.get(name) and name not in kept:
                self.add_error(name, "Please fill this in.")
        if chosen == Provider.NOTIFY:
            self._check_notify(told)
        if chosen == Provider.TWILIO and not str(told.get("twilio_account")).startswith("AC"):
            self.add_error("twilio_account", "An account SID begins with AC.")
        return told

    def terms(self) -> Terms:
        """Return what was said about the carrier that was chosen."""
        told = self.cleaned_data
        provider = Provider(told["provider"])
        by_carrier: dict[str, dict[str, str]] = {
            Provider.NOTIFY: {
                "template_ref": told["notify_template"], "sender": told["notify_sender"],
                "secret": told["notify_key"], "hook_secret": told["notify_token"],
            },
            Provider.TWILIO: {
                "account": told["twilio_account"], "sender": told["twilio_sender"],
                "secret": told["twilio_key"],
            },
        }  # fmt: skip
        said = by_carrier.get(provider, {})
        return Terms(provider, told["texts_a_day"], told["pence_a_part"], **said)

    def _check_notify(self, told: dict[str, Any]) -> None:
        if told.get("notify_key") and not KEY.fullmatch(told["notify_key"]):
            self.add_error("notify_key", "This key is not whole: copy all of it.")
        if 0 < len(told.get("notify_token") or "") < TOKEN_LEAST:
            self.add_error("notify_token", f"At least {TOKEN_LEAST} characters, please.")

    def _kept(self) -> dict[str, str]:
        """Return the keys there are, each by its last four."""
        carrier = self.carrier
        if carrier is None:
            return {}
        of = {
            Provider.NOTIFY: {"notify_key": carrier.secret, "notify_token": carrier.hook_secret},
            Provider.TWILIO: {"twilio_key": carrier.secret},
        }
        there = of.get(Provider(carrier.provider), {})
        return {
            name: f"One is kept, ending in {key[-LAST:]}." for name, key in there.items() if key
        }


def _as_it_stands(carrier: Carrier | None) -> dict[str, Any]:
    if carrier is None:
        usual = Carrier()
        return {"texts_a_day": usual.texts_a_day, "pence_a_part": usual.pence_a_part}
    said = {"provider": carrier.provider, "texts_a_day": carrier.texts_a_day}
    said["pence_a_part"] = carrier.pence_a_part
    if carrier.provider == Provider.NOTIFY:
        return {
            **said, "notify_template": carrier.template_ref, "notify_sender": carrier.sender
        }  # fmt: skip
    return {**said, "twilio_account": carrier.account, "twilio_sender": carrier.sender}
