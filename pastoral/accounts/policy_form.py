"""The form over a setting's policy: its numbers in the order of a week."""

from datetime import time
from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout, Submit
from django import forms
from django.db import models

from pastoral.accounts.models import Policy
from pastoral.ui.forms import HouseForm

GROUPS: dict[str, list[str]] = {
    "Home visits": [
        "first_offer_school_days", "no_reply_school_days", "reoffer_school_days",
        "risk_check_days", "first_visit_staff", "visit_minutes", "visit_gap_minutes",
        "visits_per_day", "visit_rhythm_days", "visit_starts", "visit_word_days_before",
        "visit_word_at", "visit_link_days_after", "good_news_days", "mainstream_ahead_days",
        "calendar_feed_days",
    ],
    "Coming back safe": [
        "overdue_mentor_minutes", "overdue_buddy_minutes", "overdue_lead_minutes",
        "stay_longer_minutes", "alert_retry_minutes", "queue_down_minutes",
    ],
    "Notes": [
        "visit_log_days", "note_due_school_days", "note_lock_days", "note_words",
        "supervision_notes",
    ],
    "Worries": ["worry_deputy_minutes", "worry_head_minutes", "worry_text_days"],
    "When families are asked": [
        "plan_days_before", "invite_days_before", "invite_at", "first_reminder_days_before", "first_reminder_at",
        "second_reminder_days_before", "second_reminder_at", "link_hours_after",
    ],
    "Messages": [
        "send_from", "send_until", "send_on_saturdays", "texts_per_afternoon",
        "texts_per_window", "texts_window_days", "text_parts", "message_pause_days", "retry_minutes",
        "care_message_days", "care_due_school_days", "care_after_worry_days", "change_prompt_after",
    ],
    "A full room, and goodbyes": [
        "offer_hold_hours", "offer_hold_until", "offer_least_minutes", "goodbye_days",
    ],
    "Figures": [
        "active_school_days", "came_back_days", "regular_of", "regular_at_least",
        "smallest_group", "smallest_count", "context_weeks", "context_least_weeks", "quotes_shown",
        "term_report_days",
    ],
    "Keeping and forgetting": [
        "keep_years_after_leaving", "keep_messages_months", "keep_pulse_years",
        "keep_trail_years", "complaint_days",
    ],
    "Signing in": ["idle_minutes", "offline_hours"],
}  # fmt: skip
WORDS = {
    "visit_word_at": "Time of day of the word before a visit",
    "invite_at": "Time of day they are asked",
    "first_reminder_at": "Time of day of the first reminder",
    "second_reminder_at": "Time of day of the second reminder",
    "send_on_saturdays": "Messages may go out on Saturdays",
    "offer_hold_until": "…but not past this time, on the day",
}
# Where nothing at all would switch a promise off, or lock everybody out.
LEAST = {
    "first_visit_staff": 1,
    "visit_minutes": 5,
    "visits_per_day": 1,
    "note_words": 50,
    "visit_log_days": 7,
    "texts_window_days": 1,
    "text_parts": 1,
    "regular_of": 1,
    "regular_at_least": 1,
    "smallest_group": 5,
    "smallest_count": 3,
    "context_weeks": 1,
    "context_least_weeks": 1,
    "idle_minutes": 5,
    "queue_down_minutes": 2,
    "alert_retry_minutes": 1,
    "risk_check_days": 1,
    "calendar_feed_days": 1,
    "offer_least_minutes": 5,
    "keep_trail_years": 1,
}
MOST = {"idle_minutes": 60, "alert_retry_minutes": 15, "text_parts": 4, "note_words": 2000}
MOST_OTHERWISE = 1000


class MinutesField(forms.CharField):
    """Whole numbers with commas between them."""

    def prepare_value(self, value: Any) -> Any:
        """Write the numbers with commas between them."""
        return ", ".join(str(each) for each in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[int]:
        """Return the numbers, or say how they are written."""
        parts = [part.strip() for part in super().clean(value).split(",")]
        if not all(part.isdecimal() and 0 < int(part) <= MOST_OTHERWISE for part in parts):
            raise forms.ValidationError("Write minutes with commas between them: 15, 60, 240.")
        return [int(part) for part in parts]


class TimesField(forms.CharField):
    """Times of day with commas between them."""

    def prepare_value(self, value: Any) -> Any:
        """Write the times with commas between them."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """Return the times in order, or say how they are written."""
        try:
            times = {time.fromisoformat(part.strip()) for part in super().clean(value).split(",")}
        except ValueError:
            raise forms.ValidationError(
                "Write times with commas between them: 09:30, 11:00."
            ) from None
        return [f"{each:%H:%M}" for each in sorted(times)]


class PolicyForm(HouseForm):
    """Every number of the policy, each with what it usually is."""

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in [name for names in GROUPS.values() for name in names]:
            self.fields[name] = _form_field(name, policy)

    def layout(self) -> Layout:
        """The groups, each in a card."""
        groups = [Div(Fieldset(said, *names), css_class="card") for said, names in GROUPS.items()]
        return Layout(*groups, Div(Submit("save", "Save the policy"), css_class="action-bar"))


def _form_field(name: str, policy: Policy) -> forms.Field:
    """Return the field for one number, saying what it is and what it usually is."""
    field: Any = Policy._meta.get_field(name)
    said = {
        "label": WORDS.get(name) or str(field.help_text).rstrip("."),
        "initial": getattr(policy, name),
    }
    if name == "visit_starts":
        return TimesField(
            label="Times of day a visit may start",
            initial=[f"{each:%H:%M}" for each in policy.visit_times],
            help_text="Usually 09:30, 11:00, 13:00, 14:30.",
        )
    if name == "stay_longer_minutes":
        return MinutesField(
            label=said["label"], initial=policy.longer, help_text="Usually 15, 30, 60."
        )
    if name == "retry_minutes":
        return MinutesField(
            label="Minutes before each new try of a message that could not be sent",
            initial=policy.retries,
            help_text="Usually 15, 60, 240.",
        )
    if isinstance(field, models.BooleanField):
        return forms.BooleanField(required=False, help_text="Usually yes.", **said)
    if isinstance(field, models.TimeField):
        widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
        return forms.TimeField(widget=widget, help_text=f"Usually {field.default:%H:%M}.", **said)
    return forms.IntegerField(
        min_value=LEAST.get(name, 0),
        max_value=MOST.get(name, MOST_OTHERWISE),
        help_text=f"Usually {field.default}.",
        **said,
    )
