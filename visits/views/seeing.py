"""Who was not seen, and a visiting day put together."""

import uuid
from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from families import actions as families
from families.models import Household
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from visits.forms.seeing import DayForm, RhythmForm
from visits.friday import Plan, plan_for
from visits.friday_offers import Told, offer_each
from visits.next_visits import seeing
from visits.visiting_days import Diary, diary_of

CHIPS = 3


@requires(Permission.RECORD_VISITS)
def not_seen(request: StaffRequest) -> HttpResponse:
    """One's families by how long nobody met them; a lead’s all, or one mentor’s."""
    shown = seeing(request.viewer, mentor_id=_key(request.GET.get("mentor", "")))
    return render(request, "visits/not_seen.html", {"shown": shown, "today": request.viewer.today})


@requires(Permission.RECORD_VISITS)
def family_rhythm(request: StaffRequest, family_id: uuid.UUID) -> HttpResponse:
    """Change how many days lie between two visits to a family."""
    viewer = request.viewer
    household = get_object_or_404(Household.objects.writable_by(viewer), pk=family_id)
    form = RhythmForm(
        request.POST or None,
        usual=viewer.policy.visit_rhythm_days,
        initial={"days": household.rhythm_days},
    )
    if form.is_valid():
        with form.showing_refusals():
            families.set_rhythm(
                household=household, days=form.cleaned_data["days"], by=request.user
            )
            messages.success(request, f"Kept. {household} has that rhythm now.")
            return redirect("visits:not-seen")
    return render(request, "visits/family_rhythm.html", {"form": form, "household": household})


@requires(Permission.RECORD_VISITS)
def friday(request: StaffRequest) -> HttpResponse:
    """A visiting day proposed; nobody is asked before the mentor says so."""
    diary = diary_of(request.viewer)
    on = _day_asked_for(request.GET.get("on", ""), diary)
    roomy = None if on else diary.next_with_room()
    on = on or (roomy.on if roomy else next(diary.days(), None))
    if on is None:
        return render(request, "visits/friday_none.html")
    plan = plan_for(diary, on, roomy)
    return _day_page(request, diary, plan, DayForm.proposed(plan))


@require_POST
@requires(Permission.RECORD_VISITS)
def friday_confirm(request: StaffRequest) -> HttpResponse:
    """Offer the visits of a day, and say of each family what became of it."""
    diary = diary_of(request.viewer)
    on = _day_asked_for(request.POST.get("on", ""), diary)
    if on is None:
        messages.error(request, "Nobody can be asked for that day any more. Here is the next one.")
        return redirect("visits:friday")
    plan = plan_for(diary, on)
    form = DayForm.confirmed(plan, request.POST)
    if not form.is_valid():
        return _day_page(request, diary, plan, form)
    chosen = form.chosen()
    told = list(
        offer_each(
            viewer=request.viewer,
            on=on,
            chosen=[(plan.families[each.family.key], each.at) for each in chosen],
            elsewhere=form.cleaned_data["elsewhere"],
        )
    )
    form.fail({c.row: t.said for c, t in zip(chosen, told, strict=True) if t.visit is None})
    return _day_page(request, diary, plan_for(diary, on), form, told)


def _day_page(
    request: StaffRequest, diary: Diary, plan: Plan, form: DayForm, told: Sequence[Told] = ()
) -> HttpResponse:
    roomy = None if plan.day.has_room else diary.next_with_room()
    shown = {
        "plan": plan,
        "room_on": roomy.on if roomy else None,
        "form": form,
        "told": [each for each in told if each.visit],
        "days": diary.next_days(CHIPS),
        "has_families": bool(plan.families),
    }
    return render(request, "visits/friday.html", shown)


def _day_asked_for(asked: str, diary: Diary) -> date | None:
    """Return the day that was asked for, if somebody may still be asked for it."""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        return None
    return None if diary.why_not(day) else day


def _key(asked: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(asked)
    except ValueError:
        return None
