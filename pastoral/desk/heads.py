"""What a head, governors and a trust read on one page each, made from shown reports alone."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from families.reports import Question, Tally, question
from pastoral.accounts import periods
from pastoral.accounts.calendar import calendar_of
from pastoral.accounts.models import HalfTerm, Membership, Setting
from pastoral.accounts.periods import Kind, Period
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.desk.charts import RateChart, Rates, rate_chart
from pastoral.desk.equity import GapShown
from pastoral.desk.figures import ShownReport, Told, figures_shown, shown_report
from pastoral.desk.reports import report
from pastoral.desk.side_by_side import side_by_side
from pastoral.desk.small_numbers import Shown, SmallNumbers
from pastoral.desk.trend import Trend, halves_of, trend_of_group, trend_of_reach
from pastoral.figures.context import AroundFirstContact
from pastoral.figures.groups import HOME_SCHOOL
from pastoral.figures.measures import BELONGING, MEASURES
from pastoral.figures.report import Figure
from pastoral.figures.rolled import Reading, report_of, totals_of
from pastoral.figures.worries import Acknowledged, acknowledged, in_steps
from sessions_app.changes import Changed, changes_in
from sessions_app.voices import quotes_in

GOVERNORS_READ = ("reach", "offers", "turnout", "first_timers", "promises", *BELONGING)
TRUST_READS = ("reach", "offers", "turnout", "promises")


@dataclass(frozen=True)
class Asked:
    """A viewer's question about one period, among those there are."""

    question: Question
    choices: list[Period]

    @property
    def year(self) -> Period:
        """The school year that the period is in."""
        of = self.question.period.half_terms[0].school_year
        return next(
            each
            for each in self.choices
            if each.kind == Kind.YEAR and each.half_terms[0].school_year == of
        )


@dataclass(frozen=True)
class DrawnTrend:
    """A trend with its chart."""

    trend: Trend
    chart: RateChart


@dataclass(frozen=True)
class HeadsPage:
    """The head's one screen."""

    shown: ShownReport
    trend: DrawnTrend


@dataclass(frozen=True)
class EveryFigure:
    """Everything there is to read of a period, for who asks further."""

    shown: ShownReport
    trend: DrawnTrend
    changes: list[Changed]
    context: AroundFirstContact
    context_missing: str
    worries: Acknowledged | None
    worries_in_steps: str


@dataclass(frozen=True)
class GovernorsPage:
    """Two sides of A4: never a true number, whoever prints it."""

    shown: ShownReport
    told: list[Told]
    equity: str
    quotes: list[str]
    changes: list[Changed]

    @property
    def meanings(self) -> list[tuple[str, str]]:
        """What each figure means; the four questions of belonging share one meaning."""
        meant = [(each.label, each.definition) for each in self.told if each.key not in BELONGING]
        felt = next(each for each in self.told if each.key in BELONGING)
        return [
            *meant,
            ("The four questions", felt.definition.replace("this question", "a question")),
        ]


@dataclass(frozen=True)
class SettingShown:
    """One setting of a trust beside its own past."""

    setting: Setting
    told: list[tuple[str, Shown, Shown | None]]

    @property
    def is_empty(self) -> bool:
        """Whether there was nobody and nothing, in this period and the one before."""
        return not any(each.said[:3] != "no " for _label, *two in self.told for each in two if each)


def asked_by(viewer: Viewer, wanted: str, *, kind: Kind | None = None) -> Asked | None:
    """Return a viewer's question about the period they want, or the newest; None before any."""
    calendar = calendar_of(viewer.setting)
    choices = periods.periods_of(calendar.half_terms, viewer.today)
    choices = [each for each in choices if kind in (None, each.kind)]
    if not choices:
        return None
    period = next((each for each in choices if each.key == wanted), choices[0])
    before = periods.before(period, choices)
    return Asked(question(viewer=viewer, calendar=calendar, period=period, before=before), choices)


def shown_to(viewer: Viewer | None, asked: Asked, *, is_open: bool) -> ShownReport:
    """Return the report of a period as a viewer reads it."""
    return shown_report(asked.question, report(asked.question), viewer, is_open=is_open)


def heads_page(viewer: Viewer, asked: Asked, *, is_open: bool) -> HeadsPage:
    """Return the head's screen for a period."""
    this = asked.question
    rules = SmallNumbers.of(this.policy, is_open=is_open)
    halves = halves_of(this, asked.choices)
    read = Reading(this, [this.period, this.before, *halves])
    return HeadsPage(
        shown=shown_report(this, report(this, read), viewer, is_open=is_open),
        trend=_drawn(trend_of_reach(read, rules, halves, _changes(asked))),
    )


def every_figure(viewer: Viewer, asked: Asked, *, is_open: bool) -> EveryFigure:
    """Return everything there is to read of a period."""
    this = asked.question
    rules = SmallNumbers.of(this.policy, is_open=is_open)
    changes = _changes(asked)
    halves, year = halves_of(this, asked.choices), asked.year
    read = Reading(this, [this.period, this.before, year, *halves])
    context = read.around_first_contact(year)
    return EveryFigure(
        shown=shown_report(this, report(this, read), viewer, is_open=is_open),
        trend=_drawn(trend_of_group(read, rules, halves, changes)),
        changes=[each for each in changes if each.on >= this.period.first_on],
        context=context,
        context_missing=rules.missing_said(Tally(context.children.rest, context.children.whole)),
        worries=acknowledged(this, viewer),
        worries_in_steps=in_steps(this, viewer),
    )


def _changes(asked: Asked) -> list[Changed]:
    """Return what we changed up to the end of the period, for the trend to mark."""
    first_on = min(choice.first_on for choice in asked.choices)
    return changes_in(asked.question.setting, first_on, asked.question.period.last_on)


def governors_page(viewer: Viewer | None, asked: Asked) -> GovernorsPage:
    """Return what governors read of a term: the true numbers of nobody (domain §5).

    It is the same for every viewer; without one, where the clock makes it.
    """
    this = asked.question
    shown = shown_to(viewer, asked, is_open=False)
    first, last = this.period.first_on, this.period.last_on
    return GovernorsPage(
        shown=shown,
        told=[shown.told[key] for key in GOVERNORS_READ],
        equity=_equity_said(shown),
        quotes=quotes_in(this.setting, first, last) if this.period.kind is Kind.TERM else [],
        changes=changes_in(this.setting, first, last),
    )


def trusts_settings(viewer: Viewer) -> QuerySet[Setting]:
    """Return the settings of the trust whose governor is looking, by name; none for others."""
    if viewer.setting.trust_id is None or Role.TRUST not in viewer.roles:
        return Setting.objects.none()
    trusts = (
        Membership.objects.current(viewer.today)
        .filter(staff=viewer.user, trust=viewer.setting.trust_id)
        .values("trust")
    )
    return Setting.objects.filter(trust__in=trusts).select_related("policy").order_by("name")


def trust_page(viewer: Viewer, asked: Asked, settings: Sequence[Setting]) -> list[SettingShown]:
    """Return each setting beside its own past, by name: they are not ranked.

    Three queries at most, and those of each setting whose figures have changed and are not kept yet.
    """
    now, before = asked.question.period, asked.question.before
    kept = totals_of(settings, [each for each in (now, before) if each], viewer.today, TRUST_READS)
    of_now, of_before = _theirs(settings, now, viewer), _theirs(settings, before, viewer)
    found = []
    for setting in settings:
        own = replace(
            asked.question, setting=setting, policy=setting.policy, has_roll=False, before=None
        )
        this = _setting_shown(own, of_now.get(setting.pk), kept)
        last = _setting_shown(own, of_before.get(setting.pk), kept) if before else {}
        told = [(MEASURES[key].label, this[key], last.get(key)) for key in TRUST_READS]
        found.append(SettingShown(setting, told))
    return found


def _theirs(
    settings: Sequence[Setting], period: Period | None, viewer: Viewer
) -> dict[uuid.UUID, Period]:
    """Return each setting's own period of this name, of its half-terms that have begun."""
    if period is None:
        return {}
    begun: dict[uuid.UUID, list[HalfTerm]] = defaultdict(list)
    found = HalfTerm.objects.filter(
        setting__in=settings, starts_on__lte=viewer.today, **period.half_terms_are
    )
    for half in found.order_by("starts_on"):
        begun[half.setting_id].append(half)
    return {key: replace(period, half_terms=tuple(halves)) for key, halves in begun.items()}


def _setting_shown(
    own: Question, same: Period | None, kept: Mapping[tuple[uuid.UUID, str], Mapping[str, Figure]]
) -> dict[str, Shown]:
    """Return a setting's measures in its own period of that name; as kept, or from the rows."""
    if same is None:
        return {key: Shown("–", "no such period here") for key in TRUST_READS}
    rules = SmallNumbers.of(own.policy, is_open=False)
    figures = kept.get((own.setting.pk, same.key))
    if figures is None:
        asked = replace(own, period=same, calendar=calendar_of(own.setting))
        return figures_shown(rules, report_of(asked), same)
    shown = {key: rules.figure_shown(MEASURES[key], figures[key], same) for key in TRUST_READS}
    return side_by_side(rules, figures, shown, same)


def _equity_said(shown: ShownReport) -> str:
    """Return one paragraph: where our offer is behind for a group, or that nothing can be said.

    Children’s own schools are left out: here one would stand against another.
    """
    each_of = [
        (each.label, [line for line in each.lines if line.group != HOME_SCHOOL])
        for each in shown.compared
    ]
    if not any(line.points is not None for _label, lines in each_of for line in lines):
        return "No group is large enough here for anything to be said of it."
    behind = [
        f"{label}: {'; '.join(map(_line_said, found))}."
        for label, lines in each_of
        if (found := [line for line in lines if (line.points or 0) < 0])
    ]
    if not behind:
        return "Of no group that can be shown is our offer behind. Others are too few to show."
    return (
        f"Where our offer is behind for a group. {' '.join(behind)} The difference is ours to "
        "close. Groups not named are not behind, or too few to show."
    )


def _line_said(line: GapShown) -> str:
    return f"{line.label} {line.rate}%, everyone else {line.others}%"


def _drawn(trend: Trend) -> DrawnTrend:
    halves = [step.period.half_terms[0] for step in trend.steps]
    rates = [
        Rates(
            half.get_term_display(),
            f"{half.starts_on:%b %Y}",
            step.rates,
            has_note=bool(step.changes),
            is_broken_before=bool(step.begins_after),
        )
        for half, step in zip(halves, trend.steps, strict=True)
    ]
    return DrawnTrend(trend, rate_chart(rates))
