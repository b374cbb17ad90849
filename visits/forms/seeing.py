"""Forms about whom to see: a family’s own rhythm, and a day put together by hand."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from crispy_forms.layout import Div, Layout, Submit
from django import forms

from pastoral.ui.forms import HouseForm
from pastoral.ui.said import time_said
from visits.friday import FamilyThen, Plan
from visits.models import HomeVisit
from visits.proposing import MOST_STOPS, Candidate, minute_of

NOBODY = ("", "Nobody, leave it free")
SELECT = {"class": "form-select"}
A_YEAR = 366  # Longer is no rhythm.
Grouped = list[tuple[str, Any]]


class RhythmForm(HouseForm):
    """The days between two visits to a family."""

    days = forms.IntegerField(
        label="Days between two visits", required=False, min_value=1, max_value=A_YEAR
    )

    def __init__(self, *args: Any, usual: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"].help_text = f"Empty for the usual rhythm here: {usual} days."

    def layout(self) -> Layout:
        """One number and its button."""
        return Layout("days", Div(Submit("save", "Keep this rhythm"), css_class="action-bar"))


@dataclass(frozen=True)
class Chosen:
    """One row as the mentor left it: which family, and when."""

    row: int
    family: Candidate
    at: time


@dataclass(frozen=True)
class Row:
    """One row of the form, as the page shows it: what is proposed in it, and what is wrong."""

    number: int
    family: forms.BoundField
    at: forms.BoundField
    then: FamilyThen | None
    when: time | None
    leg: str

    @property
    def errors(self) -> list[str]:
        """What is wrong with the row."""
        return [*self.family.errors, *self.at.errors]


class DayForm(HouseForm):
    """A proposed day: in each row a family and a time, to change or to leave out."""

    on = forms.DateField(widget=forms.HiddenInput)
    elsewhere = forms.ChoiceField(
        label="Where you meet those who are not seen at home",
        choices=[(m.value, m.label) for m in HomeVisit.MeetAt if m != HomeVisit.MeetAt.HOME],
        required=False,
        widget=forms.Select(attrs=SELECT),
    )

    def __init__(
        self, *args: Any, plan: Plan, families: Sequence[Candidate], times: Sequence[time],
        rows: int, **kwargs: Any,
    ) -> None:  # fmt: skip
        self.plan, self.rows_count = plan, rows
        self.failed: set[int] | None = None
        super().__init__(*args, initial=_start(plan), **kwargs)
        self.by_key = {str(family.key): family for family in families}
        self.clock = {f"{at:%H:%M}": time_said(at) for at in times}
        for row in range(rows):
            self.fields[f"family_{row}"] = forms.ChoiceField(
                label="Family",
                choices=[NOBODY, *self._grouped()],
                required=False,
                widget=forms.Select(attrs=SELECT),
            )
            self.fields[f"at_{row}"] = forms.ChoiceField(
                label="Time",
                choices=list(self.clock.items()),
                required=False,
                widget=forms.Select(attrs=SELECT),
            )

    @classmethod
    def proposed(cls, plan: Plan) -> "DayForm":
        """Return the day as it is proposed, with a free row for each place there is still."""
        families = [family for family in plan.candidates if not family.why_not]
        room = plan.day.room
        rows = min(room.places, len(room.free), len(families))
        return cls(plan=plan, families=families, times=room.free, rows=rows)

    @classmethod
    def confirmed(cls, plan: Plan, sent: Any) -> "DayForm":
        """Return the day as the mentor sent it: also families and times that are taken by now.

        Sent twice, it finds the families it offered to the first time.
        """
        room = plan.day.room
        return cls(
            sent,
            plan=plan,
            families=plan.candidates,
            times=sorted(set(room.starts)),
            rows=min(room.most, len(room.starts), MOST_STOPS),
        )

    def layout(self) -> Layout:
        """Laid out by hand, row by row."""
        return Layout()

    @property
    def rows(self) -> list[Row]:
        """The rows of the page: all of them, or those whose offer could not be made."""
        return [
            self._row(row)
            for row in range(self.rows_count)
            if self.failed is None or row in self.failed
        ]

    @property
    def button(self) -> str:
        """What the button does, in words: “Offer these 3 visits”."""
        count = sum(1 for row in self.rows if row.then)
        if self.failed is not None:
            return "Try again"
        return f"Offer these {count} visits" if count > 1 else "Offer this visit"

    @property
    def meets_elsewhere(self) -> bool:
        """Whether there is somebody whom we do not see at home."""
        return any(self.plan.families[f.key].is_not_at_home for f in self.by_key.values())

    def clean(self) -> dict[str, Any]:
        """Refuse a family twice, and two visits with no time to travel between them."""
        typed = super().clean() or {}
        chosen = self._chosen(typed)
        seen: set[uuid.UUID] = set()
        for each in chosen:
            if each.family.key in seen:
                self.add_error(f"family_{each.row}", f"{each.family.label} is in this day twice.")
            seen.add(each.family.key)
        self._check_times(chosen)
        if not chosen and not self.errors:
            self.add_error(None, "Choose at least one family.")
        return typed

    def chosen(self) -> list[Chosen]:
        """Return the visits to offer, in the order of the day."""
        return self._chosen(self.cleaned_data)

    def fail(self, sentences: Mapping[int, str]) -> None:
        """Keep the rows that could not be offered, each with why, and show no other."""
        for row, sentence in sentences.items():
            self.add_error(f"family_{row}", sentence)
        self.failed = set(sentences)

    def _check_times(self, chosen: Sequence[Chosen]) -> None:
        room, keys = self.plan.day.room, {each.family.key for each in chosen}
        others = [v for v in self.plan.day.standing if v.household_id not in keys]
        stand = [(v.planned_at, v.minutes, str(v.household)) for v in others if v.planned_at]
        for each in chosen:
            start = minute_of(each.at)
            for at, minutes, label in stand:
                if not room.are_apart(start, room.minutes, minute_of(at), minutes):
                    self.add_error(
                        f"at_{each.row}",
                        f"The visit to {label} is at {time_said(at)}. Choose another time.",
                    )
            stand.append((each.at, room.minutes, each.family.label))
        if len(others) + len(chosen) > room.most:
            self.add_error(None, f"A day holds {room.most} visits. Leave somebody out.")

    def _chosen(self, typed: Mapping[str, Any]) -> list[Chosen]:
        found = []
        for row in range(self.rows_count):
            family = self.by_key.get(typed.get(f"family_{row}", ""))
            if family and (at := typed.get(f"at_{row}")):
                found.append(Chosen(row, family, time.fromisoformat(at)))
        return sorted(found, key=lambda each: (each.at, each.row))

    def _grouped(self) -> Grouped:
        due = [family for family in self.by_key.values() if family.is_due]
        others = [family for family in self.by_key.values() if not family.is_due]
        groups = (("It is time", due), ("Seen lately", others))
        return [(name, [(str(f.key), f.label) for f in those]) for name, those in groups if those]

    def _row(self, row: int) -> Row:
        stops = self.plan.proposal.stops
        stop = stops[row] if not self.is_bound and row < len(stops) else None
        chosen = self.by_key.get(str(self[f"family_{row}"].value() or ""))
        at = str(self[f"at_{row}"].value() or "")
        return Row(
            number=row,
            family=self[f"family_{row}"],
            at=self[f"at_{row}"],
            then=self.plan.families[chosen.key] if chosen else None,
            when=time.fromisoformat(at) if chosen and at in self.clock else None,
            leg=self.plan.legs.get(stop.family.key, "") if stop else "",
        )


def _start(plan: Plan) -> dict[str, Any]:
    start: dict[str, Any] = {"on": plan.day.on.isoformat(), "elsewhere": HomeVisit.MeetAt.SCHOOL}
    for row, stop in enumerate(plan.proposal.stops):
        start |= {f"family_{row}": str(stop.family.key), f"at_{row}": f"{stop.at:%H:%M}"}
    return start
