"""The pages of figures: a head’s, governors’, a trust’s, and the rows of each figure."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pastoral.accounts.periods import Kind
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.desk import exports, heads
from pastoral.desk.equity import by_group
from pastoral.desk.figures import choices_said
from pastoral.figures.measures import BELONGING, MEASURES, Opens
from pastoral.figures.opening import Opened, is_beside, may_open, name_of, opened, opens_to

A_PAGE = 100
TILES = ("reach", "visits", "turnout", "regulars")
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Reaching families", ("reach", "offers", "contactable", "caseload")),
    ("Home visits", ("visits", "cancelled_by_us", "notes", "promises")),
    ("Wednesday afternoons", ("turnout", "kept", "first_timers", "came_back", "regulars")),
    ("Belonging, after our afternoons", BELONGING),
)


@requires(Permission.SEE_REPORTS)
@require_safe
def reports(request: StaffRequest) -> HttpResponse:
    """Whether we reach families, whether our offer works for everyone, and what we changed."""
    viewer = request.viewer
    asked = heads.asked_by(viewer, request.GET.get("period", ""))
    if asked is None:
        return render(request, "desk/reports_empty.html")
    page = heads.heads_page(viewer, asked, is_open=viewer.can(Permission.OPEN_FIGURES))
    told = page.shown.told
    shown = {
        "page": page,
        "shown": page.shown,
        "tiles": [told[key] for key in TILES if key in told],
        "belonging": [told[key] for key in BELONGING],
        **_around(request, asked),
    }
    return render(request, "desk/reports.html", shown)


@requires(Permission.SEE_REPORTS)
@require_safe
def figures_all(request: StaffRequest) -> HttpResponse:
    """Every figure of a period, groups of families, and what each leaves out."""
    viewer = request.viewer
    asked = heads.asked_by(viewer, request.GET.get("period", ""))
    if asked is None:
        return render(request, "desk/reports_empty.html")
    page = heads.every_figure(viewer, asked, is_open=viewer.can(Permission.OPEN_FIGURES))
    told = page.shown.told
    groups = [(name, [told[key] for key in keys if key in told]) for name, keys in GROUPS]
    shown = {
        "page": page,
        "shown": page.shown,
        "groups": groups,
        "by_group": by_group(page.shown.compared),
        "notes_changes": viewer.can(Permission.NOTE_CHANGES),
        **_around(request, asked),
    }
    return render(request, "desk/figures_all.html", shown)


@requires(Permission.SEE_REPORTS)
@require_safe
def figure(request: StaffRequest, period: str, measure: str) -> HttpResponse:
    """One figure: what it is, and for those who see families, the rows it is made of."""
    viewer = request.viewer
    asked = heads.asked_by(viewer, period)
    if asked is None or asked.question.period.key != period:
        raise Http404
    is_open = viewer.can(Permission.OPEN_FIGURES)
    told = heads.shown_to(viewer, asked, is_open=is_open).told
    if measure not in told and not (is_open and is_beside(measure) and may_open(measure, viewer)):
        raise Http404
    rows = _rows(request, asked, measure) if is_open and may_open(measure, viewer) else None
    shown = {
        "told": told.get(measure),
        "name": told[measure].label if measure in told else name_of(measure),
        "rows": rows,
        "is_joined_to_nobody": opens_to(measure) is Opens.PULSES,
        **_around(request, asked),
    }
    return render(request, "desk/figure.html", shown)


@requires(Permission.SEE_REPORTS)
@require_safe
def governors(request: StaffRequest) -> HttpResponse:
    """The governors’ page of a term, on two sides of A4: no true number, whoever prints it."""
    viewer = request.viewer
    asked = heads.asked_by(viewer, request.GET.get("period", ""), kind=Kind.TERM)
    if asked is None:
        return render(request, "desk/reports_empty.html")
    paper = exports.paper_of(heads.governors_page(viewer, asked))
    return render(request, "desk/governors.html", {"paper": paper, **_around(request, asked)})


@requires(Permission.SEE_REPORTS)
@require_safe
def trust(request: StaffRequest) -> HttpResponse:
    """The settings of a trust side by side, each against its own past, by name."""
    viewer = request.viewer
    settings = list(heads.trusts_settings(viewer))
    if not settings:
        raise Http404
    asked = heads.asked_by(viewer, request.GET.get("period", ""))
    if asked is None:
        return render(request, "desk/reports_empty.html")
    shown = {
        "settings": heads.trust_page(viewer, asked, settings),
        "trust": viewer.setting.trust,
        "labels": [MEASURES[key].label for key in heads.TRUST_READS],
        **_around(request, asked),
    }
    return render(request, "desk/trust.html", shown)


@dataclass(frozen=True)
class OpenRows:
    """The rows of a figure, a page at a time."""

    page: Any
    not_theirs: int
    opens: Opens
    counts: tuple[int, int]  # In the part, and not.
    only: str

    @property
    def noun(self) -> str:
        """What the rows are, in the plural."""
        return self.opens.value

    @property
    def has_days(self) -> bool:
        """Whether a row is about one day."""
        return self.opens in {Opens.VISITS, Opens.CHANCES, Opens.PROMISES, Opens.WORRIES}

    @property
    def query(self) -> str:
        """What the next page of rows must be asked with."""
        return f"only={self.only}&" if self.only else ""

    @property
    def rows(self) -> list[Opened]:
        """The rows on this page."""
        return list(self.page.object_list)


def _rows(request: StaffRequest, asked: heads.Asked, measure: str) -> OpenRows | None:
    """Return the rows of a figure; nothing of what is joined to nobody."""
    opens = opens_to(measure)
    if opens is Opens.PULSES:
        return None
    found = opened(asked.question, measure, request.viewer)
    part = found.part
    rest = [each for each in found.rows if not each.is_part]
    only = request.GET.get("only", "")
    rows = {"in": part, "out": rest}.get(only, found.rows)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return OpenRows(page, found.not_theirs, opens, (len(part), len(rest)), only)


def _around(request: StaffRequest, asked: heads.Asked) -> dict[str, Any]:
    viewer, before = request.viewer, asked.question.before
    return {
        "period": asked.question.period,
        "before_name": before.name if before else "",
        "choices": choices_said(asked.choices),
        "policy": viewer.policy,
        "has_trust": heads.trusts_settings(viewer).exists(),
        "sees_caseloads": viewer.can(Permission.BALANCE_CASELOADS),
        "records_visits": viewer.can(Permission.RECORD_VISITS),
    }
