"""What is kept of the figures, and what has changed since (docs/decisions/0029)."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from families.models import Child, HouseholdMember
from pastoral.accounts.models import Row, Setting
from pastoral.accounts.periods import Kind

# Raised whenever a definition changes, so that nothing worked out the old way is read.
MADE_WITH = 3


class FiguresChange(models.Model):
    """Something that figures are made of changed, about a day; written by the database itself.

    It stands until the setting's kept figures are made anew (`pastoral.figures.watching`).
    """

    id = models.BigAutoField(primary_key=True)
    setting = models.ForeignKey(
        Setting, models.CASCADE, related_name="+", db_constraint=False,
        help_text="Perhaps gone: whoever takes a setting away changes its rows, too.",
    )  # fmt: skip
    on = models.DateField(null=True, blank=True, help_text="Empty where any day may be meant.")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.setting}, {self.on or 'any day'}"


class PeriodFiguresQuerySet(models.QuerySet["PeriodFigures"]):
    """Ways to ask for kept figures."""

    def fresh(self, today: date, *, has_roll: bool | None = None) -> Self:
        """Figures that are what the rows would give today: nothing of theirs has changed since.

        `has_roll` narrows to the setting's own, or to the ones for a school's head.
        """
        school, of_it = OuterRef("setting"), OuterRef(OuterRef("setting"))
        about = FiguresChange.objects.filter(Q(on=None) | Q(on__lte=OuterRef("settled_on")))
        current = self.filter(Q(as_of=today) | Q(as_of__gte=F("settled_on")), made_with=MADE_WITH)
        own = Q(has_roll=False) & ~Exists(about.filter(setting=school))
        if has_roll is False:
            return current.filter(own)
        on_roll = Child.objects.filter(home_school=of_it).values("setting")
        at_home = HouseholdMember.objects.filter(child__home_school=of_it)
        of_roll = about.filter(
            Q(setting=school)
            | Q(setting__in=on_roll)
            | Q(setting__in=at_home.values("household__setting"))
        )
        with_roll = Q(has_roll=True) & ~Exists(of_roll)
        return current.filter(with_roll if has_roll else own | with_roll)


class PeriodFigures(Row):
    """All figures of one setting in one half-term, term or year, as the statement gave them.

    `has_roll` tells the ones for a school's head, about families with a child on its roll
    wherever they are. From `settled_on` they no longer change by the day alone.
    """

    setting = models.ForeignKey(Setting, models.CASCADE, related_name="+")
    has_roll = models.BooleanField(default=False)
    key = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind)
    first_on = models.DateField()
    last_on = models.DateField()
    settled_on = models.DateField()
    as_of = models.DateField(help_text="The day they stand on.")
    made_with = models.PositiveSmallIntegerField()
    figures = models.JSONField(default=dict, help_text="Each measure alone, for many settings.")
    rows = models.JSONField(default=list, help_text="Every row of the statement.")

    objects = PeriodFiguresQuerySet.as_manager()

    class Meta:
        ordering = ["first_on", "pk"]
        verbose_name_plural = "period figures"
        constraints = [
            models.UniqueConstraint(
                fields=["setting", "key", "has_roll"],
                name="periodfigures_once",
                violation_error_message="The figures of this period are kept already.",
            ),
        ]
        indexes = [models.Index(fields=["key", "has_roll"], name="periodfigures_of_all")]

    def __str__(self) -> str:
        return f"{self.setting}, {self.key}"
