"""Forms that plan a visit, move it, or call it off."""

from typing import Any

from crispy_forms.layout import HTML, Div, Field, Layout, Submit
from django import forms

from families.importing.languages import language_said
from families.models import Adult, HouseholdMember
from pastoral.accounts.models import Staff
from pastoral.accounts.viewers import Viewer
from pastoral.ui.forms import HouseForm, day_field
from pastoral.ui.said import list_said, time_said
from visits.actions import Plan
from visits.guarding import Instruction
from visits.models import HomeVisit
from visits.who_goes import goes, may_be_buddy, may_go

MeetAt, Outcome = HomeVisit.MeetAt, HomeVisit.Outcome
SHORTEST, LONGEST = 5, 240
ALONE = "Who comes along, if anybody?"
NOBODY_LISTENS = "Nobody has a number here yet. Ask a colleague to add theirs: More, “Your phone”."


def _line(label: str, help_text: str = "", *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=200)


def _time_field(label: str, help_text: str = "") -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, help_text=help_text, required=False, widget=widget)


class _MayBeOut(HouseForm):
    """A form that may end the looking for somebody, so that it asks for a word with them.

    `out` is who may be on the visit now, where it is not whoever fills this in.
    """

    has_spoken = forms.BooleanField(required=False)

    def __init__(self, *args: Any, out: str = "", **kwargs: Any) -> None:
        self.out = out
        super().__init__(*args, **kwargs)
        self.fields["has_spoken"].label = f"I have spoken to {out}"

    def asks_for_a_word(self) -> tuple[str, ...]:
        """Return the tick that one has spoken to them, where it is needed."""
        return ("has_spoken",) if self.out else ()


class PlanForm(_MayBeOut):
    """When, with whom, who listens and where; what a pair needs is asked for at once."""

    is_change = forms.BooleanField(required=False, widget=forms.HiddenInput)
    planned_on = day_field("Day")
    planned_at = forms.ChoiceField(label="When?", required=False, widget=forms.RadioSelect)
    other_time = _time_field("Another time")
    minutes = forms.IntegerField(label="Minutes", min_value=SHORTEST, max_value=LONGEST)
    companions = forms.ModelMultipleChoiceField(
        Staff.objects.none(), label=ALONE, required=False, widget=forms.CheckboxSelectMultiple
    )
    buddy = forms.ModelChoiceField(
        Staff.objects.none(), label="Who knows where you are?", empty_label="Choose your buddy",
        help_text="Somebody who stays by the phone, and hears first if the visit runs over.",
    )  # fmt: skip
    interpreter = _line("Interpreter: who is booked?")
    interpreter_is_booked = forms.BooleanField(label="Booked, and said yes", required=False)
    meet_at = forms.ChoiceField(label="Where do you meet?", widget=forms.RadioSelect)
    override_reason = _line("Why is one more needed that day?")

    def __init__(
        self, *args: Any, viewer: Viewer, visit: HomeVisit, instruction: Instruction, **kwargs: Any
    ) -> None:
        self.visit, self.instruction = visit, instruction
        self.languages = languages_to_interpret(visit)
        self.asks_why = bool(visit.rule_override_reason)
        super().__init__(*args, initial=_start(visit), **kwargs)
        if self.data.get("override_reason"):
            self.ask_why()
        self._offer_people(viewer)
        self._offer_times_and_places(viewer)
        if self.languages:
            self.fields[
                "interpreter"
            ].label = f"Interpreter for {list_said(self.languages)}: who is booked?"

    def _offer_people(self, viewer: Viewer) -> None:
        day = max(self.visit.planned_on, viewer.today)
        out = [one.pk for one in goes(self.visit, day, ())]
        companions: Any = self.fields["companions"]
        companions.queryset = may_go(viewer.setting, day).exclude(pk__in=out)
        buddy: Any = self.fields["buddy"]
        buddy.queryset = may_be_buddy(viewer.setting, day).exclude(pk__in=out)
        if not buddy.queryset.exists():
            buddy.help_text = NOBODY_LISTENS
        if self.instruction.is_pair:
            self.fields["companions"].label = f"{self.instruction.together}: who comes along?"

    def _offer_times_and_places(self, viewer: Viewer) -> None:
        times = {*viewer.policy.visit_times, *filter(None, [self.visit.planned_at])}
        offered: Any = self.fields["planned_at"]
        offered.choices = [(f"{at:%H:%M}", time_said(at)) for at in sorted(times)]
        places: Any = self.fields["meet_at"]
        is_elsewhere = self.instruction.is_not_at_home
        places.choices = [p for p in MeetAt.choices if not (is_elsewhere and p[0] == MeetAt.HOME)]

    def layout(self) -> Layout:
        """The day and its hour first, then the people, then the place."""
        is_change = self.visit.state == HomeVisit.State.PLANNED
        needs_words = bool(self.languages or self.visit.interpreter)
        return Layout(
            "is_change",
            Field("planned_on", type="hidden") if is_change else "planned_on",
            Field("planned_at", wrapper_class="choice-cards"),
            Div("other_time", "minutes", css_class="form-pair"),
            Field("companions", wrapper_class="name-taps"),
            "buddy",
            *(("interpreter", "interpreter_is_booked") if needs_words else ()),
            Field("meet_at", wrapper_class="choice-cards"),
            *(("override_reason",) if self.asks_why else ()),
            *self.asks_for_a_word(),
            Div(
                Submit("save", "Change the plan" if is_change else "Plan this visit"),
                css_class="action-bar",
            ),
        )

    def ask_why(self) -> None:
        """Show the line for why somebody makes one visit more that day than usual (rule 5)."""
        self.asks_why = True
        self.helper.layout = self.layout()

    def clean(self) -> dict[str, Any]:
        """Ask for what a plan cannot be without, where it is to be filled in."""
        typed = super().clean() or self.cleaned_data
        if not (typed.get("other_time") or typed.get("planned_at")) and not self.errors.get(
            "other_time"
        ):
            self.add_error("planned_at", "Please choose a time.")
        companions = list(typed.get("companions") or ())
        if len(companions) + 1 < self.instruction.people:
            self.add_error("companions", f"{self.instruction.together}. Please choose who.")
        if typed.get("buddy") in companions:
            self.add_error("buddy", "Whoever comes along can’t listen too. Please choose another.")
        return typed

    def plan(self) -> Plan:
        """Return the plan as typed."""
        typed = self.cleaned_data
        at = typed["other_time"] or forms.TimeField().clean(typed["planned_at"])
        return Plan(
            planned_on=typed["planned_on"],
            planned_at=at,
            minutes=typed["minutes"],
            companions=list(typed["companions"]),
            buddy=typed["buddy"],
            interpreter=typed["interpreter"],
            interpreter_is_booked=typed["interpreter_is_booked"],
            meet_at=MeetAt(typed["meet_at"]),
            override_reason=typed["override_reason"],
            has_spoken=typed["has_spoken"],
        )


def languages_to_interpret(visit: HomeVisit) -> list[str]:
    """Return the languages of those who live there and need somebody to interpret."""
    members = HouseholdMember.objects.current(visit.planned_on).filter(
        household=visit.household, adult__needs_interpreter=True
    )
    tags = members.order_by("adult__known_as").values_list("adult__language", flat=True)
    return list(dict.fromkeys(language_said(tag) for tag in tags if tag))


def _start(visit: HomeVisit) -> dict[str, Any]:
    """Return what the form begins with: the plan as it is, or as it was before it was moved."""
    before = visit if visit.buddy_id or not visit.rescheduled_from else visit.rescheduled_from
    at = visit.planned_at or before.planned_at
    return {
        "is_change": visit.state == HomeVisit.State.PLANNED,
        "planned_on": visit.planned_on,
        "planned_at": f"{at:%H:%M}" if at else None,
        "minutes": visit.minutes,
        "companions": before.companions.all(),
        "buddy": before.buddy_id,
        "interpreter": visit.interpreter,
        "interpreter_is_booked": visit.interpreter_is_booked,
        "meet_at": visit.meet_at,
        "override_reason": visit.rule_override_reason,
    }


class MoveForm(_MayBeOut):
    """The day a visit is moved to, and who there agreed to it."""

    on = day_field("To which day?")
    at = _time_field("At what time, if you know")
    moved_by = forms.ChoiceField(
        label="Who moved it?", choices=[("family", "The family"), ("us", "We did")],
        widget=forms.RadioSelect,
    )  # fmt: skip
    agreed_by = forms.ModelChoiceField(
        Adult.objects.none(), label="Who agreed to the new day?", empty_label="Choose who agreed"
    )
    agreed_how = forms.ChoiceField(label="How?", choices=HomeVisit.Agreed, widget=forms.RadioSelect)
    reason = _line("A line about it, if it helps")

    def __init__(self, *args: Any, visit: HomeVisit, **kwargs: Any) -> None:
        super().__init__(*args, initial={"agreed_by": visit.agreed_by_id}, **kwargs)
        there = HouseholdMember.objects.current(visit.planned_on).filter(household=visit.household)
        agreed_by: Any = self.fields["agreed_by"]
        agreed_by.queryset = Adult.objects.filter(
            pk__in=there.filter(adult__isnull=False).values("adult"), is_deceased=False
        )
        agreed_by.label_from_instance = lambda adult: adult.known_as

    def layout(self) -> Layout:
        """The new day, and on whose word."""
        return Layout(
            Div("on", "at", css_class="form-pair"),
            Field("moved_by", wrapper_class="choice-cards"),
            "agreed_by",
            Field("agreed_how", wrapper_class="choice-cards"),
            "reason",
            *self.asks_for_a_word(),
            Div(Submit("save", "Move the visit"), css_class="action-bar"),
        )

    def move(self) -> dict[str, Any]:
        """Return what `reschedule` takes."""
        typed = self.cleaned_data
        return {
            **{name: typed[name] for name in ("on", "at", "agreed_by", "reason", "has_spoken")},
            "is_by_family": typed["moved_by"] == "family",
            "agreed_how": HomeVisit.Agreed(typed["agreed_how"]),
        }


class CallOffForm(_MayBeOut):
    """Whose word it is that a visit is off."""

    outcome = forms.ChoiceField(
        label="Who calls it off?",
        choices=[
            (Outcome.FAMILY_MOVED_IT, "The family: another day, not known yet"),
            (Outcome.NOT_TODAY, "The family: not today"),
            (Outcome.WE_CANCELLED, "We do"),
        ],
        widget=forms.RadioSelect,
    )
    reason = _line("A line about it", "If we call it off, say why: somebody rings the family.")

    def layout(self) -> Layout:
        """Whose word, a line, and the button."""
        return Layout(
            Field("outcome", wrapper_class="choice-cards"),
            "reason",
            *self.asks_for_a_word(),
            Div(Submit("save", "Call the visit off"), css_class="action-bar"),
        )


class NobodyInForm(_MayBeOut):
    """A line for whoever goes next."""

    reason = _line("A line about it, if it helps", "“Left a card with my number.”")

    def layout(self) -> Layout:
        """One line and the button."""
        return Layout(
            HTML("<p>It happens, and counts against nobody.</p>"),
            "reason",
            *self.asks_for_a_word(),
            Div(Submit("save", "Nobody was in"), css_class="action-bar"),
        )
