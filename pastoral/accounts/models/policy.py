"""A setting's policy: every number of the rules, with its default (docs/rules.md)."""

from datetime import time

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from pastoral.accounts.models.rows import Row
from pastoral.accounts.models.settings import Setting

USUAL_STARTS = ("09:30", "11:00", "13:00", "14:30")
USUAL_LONGER = (15, 30, 60)


def _few(default: int, help_text: str) -> "models.PositiveSmallIntegerField[int, int]":
    return models.PositiveSmallIntegerField(default=default, help_text=help_text)


class Policy(Row):
    """How one setting keeps the rules; a lead may change any of it."""

    setting = models.OneToOneField(Setting, models.CASCADE, related_name="policy")

    # Home visits (rules 1-9).
    first_offer_school_days = _few(10, "School days within which a new family is offered a visit.")
    no_reply_school_days = _few(10, "School days after which an unanswered offer rests.")
    reoffer_school_days = _few(20, "School days before a declined offer may be made again.")
    risk_check_days = _few(90, "Days a risk check stays valid.")
    first_visit_staff = _few(2, "People on a first visit.")
    visit_minutes = _few(45, "Minutes a visit is planned for.")
    visit_gap_minutes = _few(15, "Minutes of travel between two visits.")
    visits_per_day = _few(4, "Visits one person makes in a day.")
    visit_starts = models.JSONField(
        default=list, blank=True, help_text="Times of day a visit may start, in order."
    )
    visit_word_days_before = _few(1, "Days before a visit that the family gets a word.")
    visit_word_at = models.TimeField(default=time(16, 0))
    visit_link_days_after = _few(14, "Days a family’s page about a visit opens after it.")
    visit_rhythm_days = _few(10, "Days between visits, where a family has no rhythm of its own.")
    overdue_mentor_minutes = _few(15, "Minutes past the end before the mentor is asked.")
    overdue_buddy_minutes = _few(30, "Minutes past the end before the buddy is alerted.")
    overdue_lead_minutes = _few(45, "Minutes past the end before the lead is alerted.")
    stay_longer_minutes = models.JSONField(
        default=list, blank=True, help_text="Minutes to choose from for staying longer."
    )
    alert_retry_minutes = _few(2, "Minutes before an alert that did not go is tried again.")
    queue_down_minutes = _few(5, "Minutes without a clock tick before the paper board is used.")
    note_due_school_days = _few(1, "School days within which a note is due.")
    visit_log_days = _few(90, "Days back that a visit may still be logged.")
    note_lock_days = _few(7, "Days after which a note is locked.")
    note_words = _few(300, "Words a note should stay under.")
    watch_words = models.JSONField(
        null=True, blank=True, help_text="Words to say otherwise; empty for those that ship."
    )
    supervision_notes = _few(2, "Notes a month that a mentor and their supervisor read together.")
    good_news_days = _few(14, "Days that good news of a child is told at the door.")
    mainstream_ahead_days = _few(28, "Days ahead that a child’s teacher elsewhere is shown.")
    calendar_feed_days = _few(60, "Days ahead that a mentor’s own calendar shows.")

    # Worries (rule 12).
    worry_deputy_minutes = _few(30, "Minutes before an unread worry goes to the deputy.")
    worry_head_minutes = _few(60, "Minutes before an unread worry goes to the head.")
    worry_text_days = _few(30, "Days a worry’s text is kept once the DSL’s file has it.")

    # Messages (rules 21-33).
    link_hours_after = _few(24, "Hours a parent’s link opens after the afternoon ends.")
    send_from = models.TimeField(default=time(8, 0), help_text="No message before this.")
    send_until = models.TimeField(default=time(19, 0), help_text="No message after this.")
    send_on_saturdays = models.BooleanField(default=True)
    texts_per_afternoon = _few(3, "Texts to one person about one afternoon.")
    texts_per_window = _few(4, "Texts to one person within the days below.")
    texts_window_days = _few(7, "Days that cap counts over.")
    text_parts = _few(2, "Parts a text may have.")
    message_pause_days = _few(28, "Days a family that asks for a pause is not written to.")
    invite_days_before = _few(6, "Days before an afternoon that families are asked.")
    invite_at = models.TimeField(default=time(16, 0))
    first_reminder_days_before = _few(2, "Days before, for the first reminder.")
    first_reminder_at = models.TimeField(default=time(10, 0))
    second_reminder_days_before = _few(1, "Days before, for the second reminder.")
    second_reminder_at = models.TimeField(default=time(16, 30))
    care_message_days = _few(14, "Days between two “we missed you” messages to a family.")
    care_due_school_days = _few(1, "School days within which “we missed you” is thought of.")
    care_after_worry_days = _few(10, "Days after a worry in which the DSL is asked first.")
    change_prompt_after = _few(3, "Afternoons missed before we ask what we could change.")
    retry_minutes = models.JSONField(
        default=list, blank=True, help_text="Minutes to wait before each new try."
    )

    # Afternoons (rule 35).
    plan_days_before = _few(14, "Days before an afternoon that its plan should be whole.")
    offer_hold_hours = _few(24, "Hours a freed place is held for the next family.")
    offer_hold_until = models.TimeField(
        default=time(9, 0), help_text="…but not past this, on the day."
    )
    offer_least_minutes = _few(30, "Minutes a place must be held for at least, or a person rings.")
    goodbye_days = _few(30, "Days a family that leaves may still be written to.")

    # Figures (domain §5).
    active_school_days = _few(10, "School days in placement that make a family active.")
    came_back_days = _few(28, "Days within which a first-timer comes back.")
    regular_of = _few(6, "Afternoons that ‘regular’ looks back over.")
    regular_at_least = _few(3, "Of those, how many a regular came to.")
    smallest_group = _few(10, "No rate for fewer than this.")
    smallest_count = _few(5, "Counts below this read “fewer than”.")
    context_weeks = _few(6, "School weeks compared on either side of a first contact.")
    context_least_weeks = _few(4, "Of these, weeks that need attendance before a child counts.")
    term_report_days = _few(7, "Days after a term until its report is made.")
    quotes_shown = _few(2, "What families wrote, told to governors each term.")

    # Keeping and forgetting.
    keep_years_after_leaving = _few(2, "Years after the school year of leaving.")
    keep_messages_months = _few(12, "Months a message’s words are kept.")
    keep_pulse_years = _few(2, "Years what families wrote is kept.")
    keep_trail_years = _few(6, "Years the trail is kept.")

    complaint_days = _few(30, "Days within which a family is told that we have its complaint.")

    # Signing in (rule 50).
    idle_minutes = _few(15, "Minutes without a touch before signing out.")
    offline_hours = _few(24, "Hours a phone may hold what is not yet sent.")

    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(send_from__lt=models.F("send_until")),
                name="policy_send_from_before_until",
                violation_error_message="The hours for messages end after they begin.",
            ),
        ]

    def __str__(self) -> str:
        return f"The policy of {self.setting}"

    @property
    def visit_times(self) -> list[time]:
        """Times of day a visit may start: 09:30, 11:00, 13:00, 14:30."""
        return [time.fromisoformat(at) for at in self.visit_starts or USUAL_STARTS]

    @property
    def longer(self) -> list[int]:
        """Minutes to choose from for staying longer: 15, 30, 60."""
        return self.stay_longer_minutes or list(USUAL_LONGER)

    @property
    def retries(self) -> list[int]:
        """Minutes before each new try of a message that could not be sent: 15, 60, 240."""
        return self.retry_minutes or [15, 60, 240]
