"""What a head, governors and a trust read on one page each, made from shown reports alone."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from families.reports import Question, question
from pastoral.accounts import periods
from pastoral.accounts.calendar import calendar_of
from pastoral.accounts.models import HalfTerm, Membership, Setting
from pastoral.accounts.periods import Kind, Period
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.desk.charts import RateChart, Rates, rate_chart
from pastoral.desk.figures import ShownReport, Told, figures_shown, shown_report
from pastoral.desk.reports import report
from pastoral.desk.small_numbers import Shown, SmallNumbers
from pastoral.desk.trend import Trend, halves_of, trends_of
from pastoral.figures.context import AroundFirstContact
from pastoral.figures.measures import BELONGING, MEASURES
from pastoral.figures.report import Figure
from pastoral.figures.rolled import Reading, report_of, totals_of
from pastoral.figures.worries import Acknowledged, acknowledged
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
    trends: list[DrawnTrend]
    changes: list[Changed]
    context: AroundFirstContact
    worries: Acknowledged | None


@dataclass(frozen=True)
class GovernorsPage:
    """Two sides of A4: never a true number, whoever prints it."""

    shown: ShownReport
    told: list[Told]
    equity: str
    quotes: list[str]
    changes: list[Changed]


@dataclass(frozen=True)
class SettingShown:
    """One setting of a trust beside its own past."""

    setting: Setting
    told: list[tuple[str, Shown, Shown | None]]


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


def shown_to(viewer: Viewer, asked: Asked, *, is_open: bool) -> ShownReport:
    """Return the report of a period as a viewer reads it."""
    return shown_report(asked.question, report(asked.question), viewer, is_open=is_open)


def heads_page(viewer: Viewer, asked: Asked, *, is_open: bool) -> HeadsPage:
    """Return the head's screen for a period."""
    this = asked.question
    rules = SmallNumbers.of(this.policy, is_open=is_open)
    first_on = min(choice.first_on for choice in asked.choices)
    changes = changes_in(this.setting, first_on, this.period.last_on)
    halves, year = halves_of(this, asked.choices), asked.year
    read = Reading(this, [this.period, this.before, year, *halves])
    return HeadsPage(
        shown=shown_report(this, report(this, read), viewer, is_open=is_open),
        trends=[_drawn(trend) for trend in trends_of(read, rules, halves, changes)],
        changes=[each for each in changes if each.on >= this.period.first_on],
        context=read.around_first_contact(year),
        worries=acknowledged(this, viewer),
    )


def governors_page(viewer: Viewer, asked: Asked) -> GovernorsPage:
    """Return what governors read of a term: the true numbers of nobody (domain §5)."""
    this = asked.question
    shown = shown_to(viewer, asked, is_open=False)
    first, last = this.period.first_on, this.period.last_on
    return GovernorsPage(
        shown=shown,
        told=[shown.told[key] for key in GOVERNORS_READ],
        equity=_equity_said(shown),
        quotes=quotes_in(this.setting, first, last),
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
    return {key: rules.figure_shown(MEASURES[key], figures[key], same) for key in TRUST_READS}


def _equity_said(shown: ShownReport) -> str:
    """Return one paragraph: where our offer reaches a group least, or that nothing can be said."""
    lines = [line for each in shown.compared for line in each.lines if each.measure == "reach"]
    told = [line for line in lines if line.points is not None]
    hidden = len(lines) - len(told)
    if not told:
        return "No group is large enough here for anything to be said of it."
    behind = sorted((line for line in told if (line.points or 0) < 0), key=lambda line: line.label)
    said = "; ".join(
        f"{line.label}: {line.rate}% against {line.others}% of everyone else" for line in behind
    )
    start = (
        f"Groups we were alongside less often than everyone else: {said}."
        if said
        else "We were alongside no group less often than everyone else."
    )
    left = f" {hidden} other groups are too small to show." if hidden else ""
    return f"{start} The difference is ours to close.{left}"


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
