"""Forms of the one-minute log: of one visit from its day, or of one nobody had planned."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout, Submit
from django import forms
from django.utils import timezone

from families.models import Adult, Child, Household, HouseholdMember
from pastoral.accounts.viewers import Viewer
from pastoral.ids import new_id
from pastoral.ui.forms import day_field
from visits.actions import Promised, VisitLog, first_day_to_log
from visits.forms.logbook import WRITING, NoteForm
from visits.models import HomeVisit

PROMISES = (1, 2, 3)


@dataclass(frozen=True)
class Person:
    """Somebody whose name can be tapped."""

    key: str
    name: str
    who: Adult | Child


class NamesField(forms.MultipleChoiceField):
    """Names to tap. Those tapped under another family before one changed one’s mind are let be."""

    def validate(self, value: Any) -> None:
        """Let every name by: only people of the home are met."""


class LogForm(NoteForm):
    """How a visit went: few taps first, the words after, and what we promised."""

    log_key = forms.UUIDField(widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label="How did it go?", choices=HomeVisit.Outcome, widget=forms.RadioSelect
    )
    people = NamesField(
        label="Who did you see?", required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label="A line about it, if it helps", required=False, max_length=200,
        help_text="Nobody in? They moved it? One line for whoever goes next.",
    )  # fmt: skip
    reflection = forms.CharField(
        label="What did I learn, or assume?", required=False, max_length=4000,
        help_text="For you and your supervisor. It would be part of what a parent may ask to see.",
        widget=forms.Textarea(attrs=WRITING),
    )  # fmt: skip
    uses = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, viewer: Viewer, homes: list[Household], **kwargs: Any) -> None:
        self.viewer, self.homes = viewer, homes
        self.people_of = people_of(homes, viewer.today)
        super().__init__(*args, setting=viewer.setting, **kwargs)
        for number in PROMISES:
            self.fields[f"promise_{number}"] = forms.CharField(
                label="What did we promise?" if number == 1 else "And what else?",
                required=False, max_length=200,
            )  # fmt: skip
            self.fields[f"promise_{number}_by"] = day_field("By when?", required=False)
        everybody = [person for people in self.people_of.values() for person in people]
        self.fields["people"].choices = [(p.key, p.name) for p in everybody]  # type: ignore[attr-defined]

    @staticmethod
    def start(viewer: Viewer) -> dict[str, Any]:
        """Return what a log begins with: that we met; what is promised is due by the next visit."""
        due_on = viewer.today + timedelta(days=viewer.policy.visit_rhythm_days)
        return {
            "log_key": new_id(),
            "outcome": HomeVisit.Outcome.COMPLETED,
            **{f"promise_{number}_by": due_on for number in PROMISES},
        }

    def words(self) -> list[Any]:
        """Return the part of the layout that follows who was met."""
        first, *others = (
            Div(f"promise_{n}", f"promise_{n}_by", css_class="form-pair") for n in PROMISES
        )
        return [
            "reason",
            Fieldset("What you heard", *self.PROMPTS, css_class="log__note"),
            Field("shared_with_parent", wrapper_class="choice-cards"),
            first,
            HTML('<details class="fold"><summary>We promised more</summary>'),
            *others,
            HTML('</details><details class="fold"><summary>Just for you</summary>'),
            "reflection",
            HTML("</details>"),
            Div(Submit("save", "Save the visit"), css_class="action-bar"),
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the day of a promise where its day was emptied."""
        for number in PROMISES:
            what, by = f"promise_{number}", f"promise_{number}_by"
            is_wrong = by in self.errors
            if self.cleaned_data.get(what) and not is_wrong and not self.cleaned_data.get(by):
                self.add_error(by, "By when? A day near enough will do.")
        return self.cleaned_data

    def log_of(
        self, household: Household, visited_on: date, visit: HomeVisit | None = None
    ) -> VisitLog:
        """Return the log as it was written, of a home and a day."""
        said = self.cleaned_data
        people = [p.who for p in self.people_of[household.pk] if p.key in said["people"]]
        return VisitLog(
            log_key=uuid.UUID(str(said["log_key"])),
            household=household,
            visited_on=visited_on,
            outcome=HomeVisit.Outcome(said["outcome"]),
            adults_met=[who for who in people if isinstance(who, Adult)],
            children=[who for who in people if isinstance(who, Child)],
            reason=said["reason"],
            note=self.text(),
            reflection=said["reflection"],
            promised=[
                Promised(said[f"promise_{n}"], said[f"promise_{n}_by"])
                for n in PROMISES
                if said[f"promise_{n}"]
            ],
            visit=visit,
        )


class OneVisitForm(LogForm):
    """The log of one visit: its family and its day are known."""

    def __init__(self, *args: Any, viewer: Viewer, visit: HomeVisit, **kwargs: Any) -> None:
        self.visit = visit
        kwargs["draft"] = f"visit:{visit.pk}"
        super().__init__(*args, viewer=viewer, homes=[visit.household], **kwargs)

    def layout(self) -> Layout:
        """How it went, who was there, the words."""
        people = (
            [Field("people", wrapper_class="name-taps")] if any(self.people_of.values()) else []
        )
        how = Field("outcome", wrapper_class="choice-cards")
        return Layout("log_key", "uses", how, *people, *self.words())

    def log(self) -> VisitLog:
        """Return the visit as it was logged."""
        return self.log_of(self.visit.household, self.visit.planned_on, self.visit)


class VisitForm(LogForm):
    """The log of a visit nobody had planned: which family comes first, its names under it."""

    family = forms.ModelChoiceField(
        queryset=Household.objects.none(), widget=forms.RadioSelect,
        error_messages={"required": "Which family?"},
    )  # fmt: skip
    visited_on = day_field("Day")

    def __init__(self, *args: Any, viewer: Viewer, homes: list[Household], **kwargs: Any) -> None:
        kwargs["draft"] = f"family:{homes[0].pk}" if len(homes) == 1 else "new"
        super().__init__(*args, viewer=viewer, homes=homes, **kwargs)
        self.fields["family"].queryset = Household.objects.filter(pk__in=[h.pk for h in homes])  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        """The families with their names, the day, how it went, the words."""
        families = HTML("{% include 'visits/_log_families.html' with form=form only %}")
        how = Field("outcome", wrapper_class="choice-cards")
        return Layout("log_key", "uses", families, "visited_on", how, *self.words())

    @property
    def families(self) -> list[dict[str, Any]]:
        """Return the homes as they are offered, each with its names and what was tapped."""
        chosen, tapped = self["family"].value(), {str(key) for key in self["people"].value() or ()}
        chosen = str(chosen.pk if isinstance(chosen, Household) else chosen)
        return [
            {
                "home": home,
                "is_chosen": str(home.pk) == chosen,
                "people": [(p, p.key in tapped) for p in self.people_of[home.pk]],
            }
            for home in self.homes
        ]

    def clean_visited_on(self) -> Any:
        """Refuse a day that has not come, where it was typed."""
        day = self.cleaned_data["visited_on"]
        if day > timezone.localdate(timezone=self.viewer.zone):
            raise forms.ValidationError("That day has not come yet.")
        if day < first_day_to_log(self.viewer.setting):
            raise forms.ValidationError("That is too long ago to log. Is the year right?")
        return day

    def log(self) -> VisitLog:
        """Return the visit as it was logged."""
        return self.log_of(self.cleaned_data["family"], self.cleaned_data["visited_on"])


def people_of(homes: Iterable[Household], today: date) -> dict[uuid.UUID, list[Person]]:
    """Return the people of each home who can be tapped, by the names they go by."""
    found: dict[uuid.UUID, list[Person]] = defaultdict(list)
    members = HouseholdMember.objects.current(today).filter(household__in=list(homes))
    members = members.select_related("adult", "child").order_by("child", "from_on", "pk")
    for member in members:
        if adult := member.adult:
            found[member.household_id].append(Person(f"a{adult.pk}", adult.known_as, adult))
        if child := member.child:
            found[member.household_id].append(Person(f"c{child.pk}", child.first_name, child))
    for people in found.values():
        people.sort(key=lambda person: person.key[0])  # The adults first.
    return found
