"""Offering a visit, writing down what the family said, and who has no offer yet."""

import uuid
from datetime import date, time

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date, parse_time
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from families.models import Adult, Household
from families.previews import Preview
from families.waiting_words import Waits, waiting_for_words
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.refusals import Refusal, WrongMove
from visits import actions, offer_words, offered
from visits.forms.offering import AnswerForm, OfferForm, who_goes_first
from visits.models import HomeVisit, VisitAnswer
from visits.to_offer import Way, is_not_at_home, rests_until, ways_to
from visits.visiting_days import diary_of

MeetAt = HomeVisit.MeetAt
PER_PAGE = 30
MAY_OPEN_VISITS = (
    Permission.READ_ALL_NOTES, Permission.READ_OWN_NOTES, Permission.RECORD_VISITS,
)  # fmt: skip


@requires(Permission.RECORD_VISITS)
@require_safe
def offer_list(request: StaffRequest) -> HttpResponse:
    """Who was not offered a visit yet, and by when they are (rule 1)."""
    found = offered.without_offer(request.viewer)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "families": offered.to_offer(list(page), request.viewer)}
    return render(request, "visits/offer_list.html", shown)


@requires(Permission.RECORD_VISITS)
@require_http_methods(["GET", "POST"])
def visit_offer(request: StaffRequest) -> HttpResponse:
    """Offer a visit: whom, when, where, with the very words they will get."""
    household = _family_named(request)
    if household is None:
        return redirect("visits:offers")
    form = _form(request, household)
    if form.is_bound and form.is_valid() and "look" not in request.POST:
        with form.showing_refusals():
            asked = form.cleaned_data
            visit = actions.offer(
                household=household, by=request.user, adult=form.ways[asked["adult"]].adult,
                mentor=asked["mentor"], on=asked["on"], at=asked["at"],
                purpose=HomeVisit.Purpose(asked["purpose"]), meet_at=MeetAt(asked["meet_at"]),
            )  # fmt: skip
            return _offered(request, visit)
    return _page(request, household, form)


@requires(Permission.RECORD_VISITS)
@require_http_methods(["GET", "POST"])
def visit_offer_again(request: StaffRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Offer a visit anew that was declined or not answered."""
    visit = _visit(request, visit_id)
    form = _form(request, visit.household, visit)
    if form.is_bound and form.is_valid() and "look" not in request.POST:
        with form.showing_refusals():
            asked = form.cleaned_data
            visit = actions.offer_again(
                visit=visit, by=request.user, adult=form.ways[asked["adult"]].adult,
                mentor=asked["mentor"], on=asked["on"], at=asked["at"],
                meet_at=MeetAt(asked["meet_at"]),
            )  # fmt: skip
            return _offered(request, visit)
    return _page(request, visit.household, form, visit)


@requires(Permission.RECORD_VISITS)
@require_POST
def visit_offer_take_back(request: StaffRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Take an offer back, with a reason."""
    visit = _visit(request, visit_id)
    try:
        actions.take_offer_back(
            visit=visit, reason=request.POST.get("reason", "")[:200], by=request.user
        )
    except WrongMove:
        raise
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The offer is taken back. If they had it already, ring them.")
    return redirect("visits:detail", visit.pk)


@requires(Permission.RECORD_ANSWERS)
@require_http_methods(["GET", "POST"])
def visit_answer(request: StaffRequest, visit_id: uuid.UUID) -> HttpResponse:
    """Write down what somebody said to an offer, by phone, in person or by text."""
    visit = _visit(request, visit_id)
    form = AnswerForm(request.POST or None, visit=visit, adults=_adults_of(visit, request))
    if form.is_valid():
        on, at = form.moved_to()
        with form.showing_refusals():
            answer = actions.record_answer(
                visit=visit, adult=form.adults[form.cleaned_data["adult"]], by=request.user,
                said=VisitAnswer.Said(form.cleaned_data["said"]),
                via=HomeVisit.Agreed(form.cleaned_data["via"]),
                words=form.cleaned_data["words"], on=on, at=at,
            )  # fmt: skip
            messages.success(request, f"Saved what {answer.adult.known_as} said.")
            return _back_to(request, visit)
    return render(request, "visits/visit_answer.html", {"form": form, "visit": visit})


@requires(Permission.RECORD_ANSWERS)
@require_POST
def wish_settle(request: StaffRequest, answer_id: uuid.UUID) -> HttpResponse:
    """Say that somebody saw to what a family asked for."""
    visits = HomeVisit.objects.visible_to(request.viewer)
    answers = VisitAnswer.objects.filter(visit__in=visits, said__in=VisitAnswer.WISHES)
    answer = get_object_or_404(answers.select_related("visit__household", "adult"), pk=answer_id)
    actions.settle_wish(answer=answer, by=request.user)
    messages.success(request, f"Done: {answer.adult.known_as} has been seen to.")
    if request.POST.get("then") == "home":
        return redirect("desk:home")
    if request.POST.get("then") == "day":
        return redirect("visits:day")
    return _back_to(request, answer.visit)


def _back_to(request: StaffRequest, visit: HomeVisit) -> HttpResponse:
    """Lead to the visit, or to the family for those who do not open visits."""
    if any(request.viewer.can(permission) for permission in MAY_OPEN_VISITS):
        return redirect("visits:detail", visit.pk)
    return redirect(visit.household)


def _visit(request: StaffRequest, visit_id: uuid.UUID) -> HomeVisit:
    rows = HomeVisit.objects.visible_to(request.viewer).select_related(
        "household__setting__policy", "setting__policy", "mentor", "offered_to", "agreed_by"
    )
    return get_object_or_404(rows, pk=visit_id)


def _family_named(request: StaffRequest) -> Household | None:
    """Return the family named in the address or the form; 404 for one that is not theirs."""
    try:
        key = uuid.UUID(request.POST.get("family") or request.GET.get("family") or "")
    except ValueError:
        return None
    homes = Household.objects.writable_by(request.viewer).select_related("setting__policy")
    return get_object_or_404(homes, pk=key)


def _adults_of(visit: HomeVisit, request: StaffRequest) -> list[Adult]:
    """Return who may have said it: those who live there that day or now, and who was asked."""
    days = (visit.planned_on, request.viewer.today)
    homes = [visit.household.members.current(day).values("adult") for day in days]
    lives = Adult.objects.filter(pk__in=homes[0]) | Adult.objects.filter(pk__in=homes[1])
    asked = Adult.objects.filter(pk__in=[visit.offered_to_id, visit.agreed_by_id])
    return list((lives | asked).filter(is_deceased=False, removed_at=None).distinct())


def _form(request: StaffRequest, household: Household, visit: HomeVisit | None = None) -> OfferForm:
    viewer, sent = request.viewer, request.POST or request.GET
    elsewhere = is_not_at_home(household)
    on = _day(sent.get("on", "")) or next(diary_of(viewer).days(), None)
    where = sent.get("meet_at") or (MeetAt.CAFE if elsewhere else MeetAt.HOME)
    day = on or viewer.today
    adults = Adult.objects.filter(
        pk__in=household.members.current(day).values("adult"), removed_at=None
    )
    ways = ways_to(
        adults=list(adults), household=household, on=day,
        template_key=offer_words.offer_key(where),
    )  # fmt: skip
    may_be = [way for way in ways if not way.why_not]
    first = next((way for way in may_be if way.asking and way.asking.is_asked), None)
    start = {
        "adult": str((first or may_be[0]).adult.pk) if may_be else None,
        "on": on,
        "at": _time(sent.get("at", "")) or viewer.policy.visit_times[0],
        "meet_at": visit.meet_at if visit and not elsewhere else where,
        "purpose": visit.purpose if visit else HomeVisit.Purpose.CHECK_IN,
        "mentor": visit.mentor if visit else who_goes_first(household, viewer),
    }
    return OfferForm(
        request.POST or None, initial=start, viewer=viewer, household=household, ways=ways,
        is_not_at_home=elsewhere,
    )  # fmt: skip


def _page(
    request: StaffRequest, household: Household, form: OfferForm, visit: HomeVisit | None = None
) -> HttpResponse:
    preview = _preview(household, form)
    rests = rests_until(visit) if visit else None
    shown = {
        "household": household,
        "form": form,
        "way": form.chosen,
        "preview": preview,
        "waits": _waits(household, form),
        "visit": visit,
        "again_from": rests if rests and rests > request.viewer.today else None,
    }
    return render(request, "visits/visit_offer.html", shown)


def _preview(household: Household, form: OfferForm) -> Preview | None:
    """Return the very words, where somebody is written to and the day is known."""
    asked = form.cleaned_data if form.is_bound and form.is_valid() else form.initial
    way: Way | None = form.chosen
    if way is None or way.asking is None or way.by_person or not asked.get("on"):
        return None
    visit = HomeVisit(
        setting=household.setting, household=household, mentor=asked["mentor"],
        planned_on=asked["on"], planned_at=asked["at"], meet_at=asked["meet_at"],
    )  # fmt: skip
    return offer_words.preview(visit, way.asking)


def _waits(household: Household, form: OfferForm) -> list[Waits]:
    """Return the languages that somebody at home waits for, had anybody read the words."""
    askings = [way.asking for way in form.ways.values() if way.asking]
    return waiting_for_words(
        setting=household.setting, askings=askings, template_key=offer_words.OFFER
    )


def _offered(request: StaffRequest, visit: HomeVisit) -> HttpResponse:
    by_message, by_person = offered.told_of(visit)
    if by_person:
        messages.warning(request, f"The offer is kept, and no message goes. {by_person}.")
    else:
        messages.success(request, f"Offered. {by_message}.")
    return redirect("visits:detail", visit.pk)


def _day(typed: str) -> date | None:
    try:
        return parse_date(typed)
    except ValueError:
        return None


def _time(typed: str) -> time | None:
    try:
        return parse_time(typed)
    except ValueError:
        return None
