"""The days a setting keeps: half-terms, and days that are not school days."""

from django.db import models
from django.db.models import Q

from pastoral import constraints
from pastoral.accounts.models.rows import Row
from pastoral.accounts.models.settings import Setting


class HalfTerm(Row):
    """The shortest period figures are shown for; terms and years are made of them."""

    class Term(models.TextChoices):
        AUTUMN = "autumn", "Autumn"
        SPRING = "spring", "Spring"
        SUMMER = "summer", "Summer"

    setting = models.ForeignKey(Setting, models.CASCADE, related_name="half_terms")
    school_year = models.PositiveSmallIntegerField(
        help_text="The year it starts in: 2026 is 2026/27."
    )
    term = models.CharField(max_length=10, choices=Term)
    half = models.PositiveSmallIntegerField(choices=[(1, "first half"), (2, "second half")])
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["setting", "school_year", "term", "half"],
                name="halfterm_once_a_year",
                violation_error_message="That half-term is in the calendar already.",
            ),
            constraints.in_order("halfterm", "starts_on", "ends_on"),
            models.CheckConstraint(
                condition=Q(half__in=[1, 2]),
                name="halfterm_half_is_1_or_2",
                violation_error_message="A term has a first and a second half.",
            ),
        ]
        indexes = [models.Index(fields=["setting", "starts_on"], name="halfterm_by_day")]

    def __str__(self) -> str:
        return f"{self.term_name}, {self.get_half_display()}"

    @property
    def term_name(self) -> str:
        """The term as people say it: “Autumn 2026”, “Spring 2027”."""
        year = self.school_year + (self.term != self.Term.AUTUMN)
        return f"{self.get_term_display()} {year}"


@constraints.known_words
class CalendarDay(Row):
    """A day that differs from an ordinary school day, and why."""

    class Kind(models.TextChoices):
        SCHOOL = "school", "School day"
        INSET = "inset", "INSET day"
        HOLIDAY = "holiday", "Holiday"
        BANK_HOLIDAY = "bank_holiday", "Bank holiday"
        CLOSED_EMERGENCY = "closed_emergency", "Closed (emergency)"

    setting = models.ForeignKey(Setting, models.CASCADE, related_name="calendar_days")
    day = models.DateField()
    kind = models.CharField(max_length=20, choices=Kind)
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["setting", "day"],
                name="calendarday_once",
                violation_error_message="That day is in the calendar already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%-d %B %Y}: {self.get_kind_display()}"
