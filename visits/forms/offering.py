"""Forms that offer a visit, write down what was said, and take an offer back."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from crispy_forms.layout import HTML, Div, Field, Layout, Submit
from django import forms

from families.models import Adult, Household, MentorAssignment
from pastoral.accounts.models import Staff
from pastoral.accounts.viewers import Viewer
from pastoral.ui.forms import HouseForm, day_field
from pastoral.ui.said import list_said, time_said
from visits.models import HomeVisit, VisitAnswer
from visits.to_offer import Way
from visits.who_goes import may_go

MeetAt, Said, Via, State = HomeVisit.MeetAt, VisitAnswer.Said, HomeVisit.Agreed, HomeVisit.State
LETTERS = 200


def _time_field(label: str, **more: Any) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, widget=widget, **more)


class OfferForm(HouseForm):
    """Whom to ask, when, where and what for; who may not be asked is not there to choose."""

    adult = forms.ChoiceField(label="Whom do you ask?", widget=forms.RadioSelect)
    on = day_field("Day")
    at = _time_field("About when?")
    meet_at = forms.ChoiceField(label="Where?", widget=forms.RadioSelect)
    purpose = forms.ChoiceField(label="What for?", choices=HomeVisit.Purpose)
    mentor = forms.ModelChoiceField(Staff.objects.none(), label="Who goes?", empty_label=None)

    def __init__(
        self,
        *args: Any,
        viewer: Viewer,
        household: Household,
        ways: Sequence[Way],
        is_not_at_home: bool,
        **kwargs: Any,
    ) -> None:
        self.ways = {str(way.adult.pk): way for way in ways if not way.why_not}
        super().__init__(*args, **kwargs)
        times = list_said([time_said(at) for at in viewer.policy.visit_times])
        self.fields["at"].help_text = f"Usually {times}."
        adults: Any = self.fields["adult"]
        adults.choices = [(key, _named(way)) for key, way in self.ways.items()]
        places = [p for p in MeetAt.choices if not (is_not_at_home and p[0] == MeetAt.HOME)]
        meet_at: Any = self.fields["meet_at"]
        meet_at.choices = places
        if is_not_at_home:
            meet_at.help_text = "Meet somewhere else, not at home."
        mentor: Any = self.fields["mentor"]
        mentor.queryset = may_go(viewer.setting, viewer.today) | _walking_with(household, viewer)

    def layout(self) -> Layout:
        """Whom and when first; two buttons, to look and to offer."""
        return Layout(
            Field("adult", wrapper_class="choice-cards"),
            Div("on", "at", css_class="form-pair"),
            Field("meet_at", wrapper_class="choice-cards"),
            Div("purpose", "mentor", css_class="form-pair"),
            Div(
                Submit("offer", "Offer this visit"),
                Submit("look", "Show me the words", css_class="btn-secondary", formaction="#words"),
                css_class="action-bar",
            ),
        )

    @property
    def chosen(self) -> Way | None:
        """Who is asked and how, of those there are to choose."""
        key = self.data.get("adult") if self.is_bound else self.initial.get("adult")
        return self.ways.get(str(key))


def _named(way: Way) -> str:
    return f"{way.adult.known_as} ({way.said})"


def _walking_with(household: Household, viewer: Viewer) -> Any:
    here = household.members.current(viewer.today).filter(child__isnull=False)
    walks = MentorAssignment.objects.current(viewer.today).filter(child__in=here.values("child"))
    return Staff.objects.filter(pk__in=walks.values("mentor"))


def who_goes_first(household: Household, viewer: Viewer) -> Staff:
    """Return who goes unless somebody else is chosen: one of their own mentors, or whoever asks."""
    theirs = list(_walking_with(household, viewer))
    return viewer.user if viewer.user in theirs or not theirs else theirs[0]


class AnswerForm(HouseForm):
    """What somebody said, by phone, in person or by text; with a yes may come another day."""

    adult = forms.ChoiceField(label="Who said it?", widget=forms.RadioSelect)
    said = forms.ChoiceField(
        label="What did they say?", choices=Said.choices, widget=forms.RadioSelect
    )
    via = forms.ChoiceField(
        label="How did they tell you?",
        choices=[(via, via.label) for via in (Via.CALL, Via.IN_PERSON, Via.TEXT)],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="In their words", required=False, max_length=LETTERS,
        help_text="What suits them, for whoever finds the time. It can be left out.",
    )  # fmt: skip
    on = day_field("Day", required=False)
    at = _time_field("About when?", required=False)

    def __init__(
        self, *args: Any, visit: HomeVisit, adults: Sequence[Adult], **kwargs: Any
    ) -> None:
        self.visit, self.adults = visit, {str(adult.pk): adult for adult in adults}
        self.may_move = visit.state == State.OFFERED
        super().__init__(*args, initial=self._start(), **kwargs)
        choices: Any = self.fields["adult"]
        choices.choices = [(key, adult.known_as) for key, adult in self.adults.items()]
        if not self.may_move:
            del self.fields["on"], self.fields["at"]

    def _start(self) -> dict[str, Any]:
        asked = self.visit.offered_to_id or self.visit.agreed_by_id
        return {
            "adult": str(asked), "via": Via.CALL, "on": self.visit.planned_on,
            "at": self.visit.planned_at,
        }  # fmt: skip

    def layout(self) -> Layout:
        """Who and what first; the day last, as it seldom changes."""
        another = [
            HTML('<p class="quiet">A yes to another day or time? Change it here.</p>'),
            Div("on", "at", css_class="form-pair"),
        ]
        return Layout(
            Field("adult", wrapper_class="choice-cards"),
            Field("said", wrapper_class="choice-cards"),
            Field("via", wrapper_class="choice-cards"),
            "words",
            *(another if self.may_move else []),
            Div(Submit("save", "Save what they said"), css_class="action-bar"),
        )

    def moved_to(self) -> tuple[date | None, time | None]:
        """Return the day and time a yes is for, where they are not those that were offered."""
        on, at = self.cleaned_data.get("on"), self.cleaned_data.get("at")
        if not self.may_move or self.cleaned_data["said"] != Said.YES:
            return None, None
        if (on, at) in ((self.visit.planned_on, self.visit.planned_at), (None, None)):
            return None, None
        return on or self.visit.planned_on, at or self.visit.planned_at
