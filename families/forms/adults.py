"""Forms about adults: who they are, and how they may be reached."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypedDict

from crispy_forms.layout import Div, Field, Layout
from django import forms

from families.actions import AdultDetails
from families.actions.reaching import BY_VOICE, IN_PERSON
from families.forms import fields
from families.forms.promises import GONE_BY, a_week_from
from families.importing import languages
from families.models import Adult, Child, ContactLog, Relationship
from pastoral.outbox.models import Channel, Topic
from pastoral.ui.forms import HouseForm, day_field, time_field

NOT_WORKING = "not working"
HERE, BOTH, ELSEWHERE = "here", "both", "elsewhere"
LIVES = [
    (HERE, "In this home"),
    (BOTH, "In a home of their own, where the children stay too"),
    (ELSEWHERE, "In a home of their own"),
]
UNSAID = [("", "Not said"), *Adult.ReadsEnglish.choices]


class AdultForm(HouseForm):
    """Who an adult is, and what to know before one rings."""

    known_as = forms.CharField(label="First name", max_length=80, help_text="The name they go by.")
    surname = forms.CharField(max_length=80, required=False)
    mobile = fields.PhoneField(
        is_mobile=True,
        required=False,
        help_text="A new number is checked by voice or in person before we text it.",
    )
    landline = fields.PhoneField(is_mobile=False, label="Other telephone", required=False)
    email = forms.EmailField(label="E-mail address", required=False)
    language = forms.ChoiceField(label="Language they like best", choices=languages.choices)
    reads_english = forms.ChoiceField(label="Reading English", choices=UNSAID, required=False)
    needs_interpreter = forms.BooleanField(label="An interpreter helps", required=False)
    best_times = forms.CharField(
        label="Best times to call",
        max_length=120,
        required=False,
        help_text="“After 4, not Mondays”",
    )
    good_from = time_field("A visit suits them from", required=False)
    good_until = time_field(
        "…and should be over by",
        required=False,
        help_text="Leave both empty where any time is fine.",
    )
    access_needs = fields.words("What makes coming easier", required=False)

    DETAILS = (
        "known_as",
        "surname",
        "mobile",
        "landline",
        "email",
        "language",
        "reads_english",
        "needs_interpreter",
        "best_times",
        "good_from",
        "good_until",
        "access_needs",
    )

    @classmethod
    def start(cls, adult: Adult) -> dict[str, Any]:
        """Return what is known of an adult."""
        return {name: getattr(adult, name) for name in cls.DETAILS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.initial.get("language")
        offered: Any = self.fields["language"]
        if language and language not in dict(offered.choices):
            offered.choices = [*offered.choices, (language, language)]

    def who(self) -> list[Any]:
        """The fields of an adult, in pairs on desks."""
        return [
            Div("known_as", "surname", css_class="form-pair"),
            Div("mobile", "landline", css_class="form-pair"),
            "email",
            Div("language", "reads_english", css_class="form-pair"),
            "needs_interpreter",
            "best_times",
            Div("good_from", "good_until", css_class="form-pair"),
            "access_needs",
        ]

    def layout(self) -> Layout:
        """The adult, then the button."""
        return Layout(*self.who(), fields.save("Save"))

    def clean(self) -> dict[str, Any]:
        """Refuse hours that end before they begin."""
        typed = super().clean() or {}
        good_from, good_until = typed.get("good_from"), typed.get("good_until")
        if good_from and good_until and good_until <= good_from:
            self.add_error("good_until", "The time that suits them ends after it begins.")
        return typed

    def details(self, before: Adult | None = None) -> AdultDetails:
        """Return the adult as typed; other languages stay as they were."""
        typed = {name: self.cleaned_data[name] for name in self.DETAILS}
        return AdultDetails(**typed, other_languages=before.other_languages if before else [])


class NewAdultForm(AdultForm):
    """An adult, what they are to the children of a home, and where they live."""

    kind = forms.ChoiceField(label="Who are they?", choices=Relationship.Kind)
    children = forms.MultipleChoiceField(
        label="To whom?", required=False, widget=forms.CheckboxSelectMultiple
    )
    responsibility = fields.taps("Parental responsibility", Relationship.Responsibility)
    lives = fields.taps("Where do they live?", LIVES)

    def __init__(self, *args: Any, children: Iterable[Child], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["children"]
        field.choices = [(str(child.pk), child.first_name) for child in children]
        self.by_key = {str(child.pk): child for child in children}

    def layout(self) -> Layout:
        """Who they are to whom first; then the adult."""
        known_as, *rest = self.who()
        return Layout(
            known_as,
            "kind",
            Field("children", wrapper_class="name-taps"),
            Field("responsibility", wrapper_class="choice-cards"),
            Field("lives", wrapper_class="choice-cards"),
            *rest,
            fields.save("Add them"),
        )

    def chosen(self) -> list[Child]:
        """Return the children they belong to."""
        return [self.by_key[key] for key in self.cleaned_data["children"]]


class NumberForm(HouseForm):
    """How a number was checked, or that it does not work; it knows which number it shows."""

    number = forms.CharField(widget=forms.HiddenInput, required=False)
    how = fields.taps(
        "What happened?",
        [
            (BY_VOICE, "I rang, and they answered"),
            (IN_PERSON, "They showed me, or I saw it ring"),
            (NOT_WORKING, "It doesn’t reach them"),
        ],
    )

    def layout(self) -> Layout:
        """Three tiles and the button."""
        return Layout("number", Field("how", wrapper_class="choice-cards"), fields.save("Save"))


class ReachForm(HouseForm):
    """What an adult said is safe, and which messages are welcome."""

    safe_contact = fields.taps("What is safe?", Adult.SafeContact)
    welcome = forms.MultipleChoiceField(
        label="Which messages are welcome?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            (f"{channel}:{topic}", f"{topic.label}, by {channel.label.lower()}")
            for channel in (Channel.TEXT, Channel.EMAIL)
            for topic in Topic
        ],
        help_text="What is safe goes before what is welcome.",
    )

    @staticmethod
    def start(adult: Adult, refused: set[tuple[str, str]]) -> dict[str, Any]:
        """Return what is so now: everything is welcome but what they said no to."""
        ways = [(c, t) for c in (Channel.TEXT, Channel.EMAIL) for t in Topic]
        return {
            "safe_contact": adult.safe_contact,
            "welcome": [f"{c}:{t}" for c, t in ways if (c, t) not in refused],
        }

    def layout(self) -> Layout:
        """Safety first."""
        return Layout(
            Field("safe_contact", wrapper_class="choice-cards"),
            Field("welcome", wrapper_class="name-taps"),
            fields.save("Save what they said"),
        )

    def wishes(self, refused: set[tuple[str, str]]) -> list[tuple[str, str, bool]]:
        """Return the wishes that changed: channel, topic, and whether it is welcome."""
        welcome = set(self.cleaned_data["welcome"])
        ways = [(c, t) for c in (Channel.TEXT, Channel.EMAIL) for t in Topic]
        return [
            (c, t, f"{c}:{t}" in welcome)
            for c, t in ways
            if (f"{c}:{t}" in welcome) == ((c, t) in refused)
        ]


class DeceasedForm(HouseForm):
    """That an adult has died."""

    died_on = day_field("Day, if you know it", required=False)
    is_sure = forms.BooleanField(label="Yes, stop everything to them, for every child")

    def layout(self) -> Layout:
        """The day, the yes, the button."""
        return Layout("died_on", "is_sure", fields.save("Stop everything to them", "btn-danger"))


class Contact(TypedDict):
    """A contact as typed."""

    channel: str
    line: str
    is_two_way: bool
    is_from_family: bool


class ContactForm(HouseForm):
    """One line about a call, a text or a word at the gate."""

    channel = fields.taps("How?", ContactLog._meta.get_field("channel").choices)
    line = forms.CharField(
        label="One line about it", max_length=300, help_text="What helps whoever rings next."
    )
    is_two_way = forms.BooleanField(label="We spoke with each other", required=False, initial=True)
    is_from_family = forms.BooleanField(label="They got in touch with us", required=False)
    promised = forms.CharField(
        label="Did you promise something?",
        max_length=200,
        required=False,
        help_text="“Ask about the Saturday club.” It waits on your first page until it is done.",
    )
    promised_for = day_field("By when?", required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.initial.setdefault("promised_for", a_week_from(today))

    def layout(self) -> Layout:
        """How, what, and which way it went; then what was promised."""
        return Layout(
            Field("channel", wrapper_class="choice-cards"),
            "line",
            "is_two_way",
            "is_from_family",
            Div("promised", "promised_for", css_class="form-pair"),
            fields.save("Save the contact"),
        )

    def clean(self) -> dict[str, Any]:
        """Ask for a day to come where something was promised."""
        typed = super().clean() or self.cleaned_data
        day = typed.get("promised_for")
        if typed.get("promised") and "promised_for" not in self.errors:
            if not day:
                self.add_error("promised_for", "By when will it be done?")
            elif day < self.today:
                self.add_error("promised_for", GONE_BY)
        return typed

    def contact(self) -> Contact:
        """Return the contact as typed."""
        typed = self.cleaned_data
        return Contact(
            channel=typed["channel"],
            line=typed["line"],
            is_two_way=typed["is_two_way"],
            is_from_family=typed["is_from_family"],
        )
