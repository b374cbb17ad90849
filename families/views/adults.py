"""Pages about the adults of a family."""

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from families import actions
from families.actions.reaching import CHANGED
from families.forms import adults as forms
from families.forms.homes import MoveOutForm
from families.models import Adult, Child, ContactPreference, Household, Promise, Relationship
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.outbox.models import Channel
from pastoral.ui.said import phone_said

# Whoever visits a family keeps what they learn of it; so does the office.
KEEPS = (Permission.EDIT_FAMILIES, Permission.RECORD_VISITS)


def home_and_adult(
    request: StaffRequest, family_id: uuid.UUID, adult_id: uuid.UUID
) -> tuple[Household, Adult]:
    """Return a home and an adult who lives there, if the viewer may write of both; 404 if not."""
    household = get_object_or_404(Household.objects.writable_by(request.viewer), pk=family_id)
    adults = Adult.objects.visible_to(request.viewer).filter(
        pk__in=household.members.current(request.viewer.today).values("adult")
    )
    return household, get_object_or_404(adults, pk=adult_id)


def form_page(request: StaffRequest, household: Household, **shown: Any) -> HttpResponse:
    """Return the page of one form about a family. Takes title, form; lead."""
    shown.setdefault("lead", "")
    return render(request, "families/family_form.html", {"household": household, **shown})


@requires(*KEEPS)
def adult_add(request: StaffRequest, family_id: uuid.UUID) -> HttpResponse:
    """Add an adult to a family, in its home or in one of their own."""
    viewer = request.viewer
    household = get_object_or_404(Household.objects.writable_by(viewer), pk=family_id)
    at_home = household.members.current(viewer.today)
    children = Child.objects.visible_to(viewer).filter(pk__in=at_home.values("child"))
    form = forms.NewAdultForm(
        request.POST or None,
        children=list(children),
        initial={
            "children": [str(child.pk) for child in children],
            "responsibility": Relationship.Responsibility.UNKNOWN,
            "lives": forms.HERE,
            "language": "en",
        },
    )
    if form.is_valid():
        with form.showing_refusals():
            adult = _add(form, household, request)
            messages.success(request, f"{adult.known_as} is added.")
            return redirect(household)
    return form_page(request, household, form=form, title="Add a grown-up")


def _add(form: forms.NewAdultForm, household: Household, request: StaffRequest) -> Adult:
    lives = form.cleaned_data["lives"]
    home = household
    if lives != forms.HERE:
        home = actions.add_household(setting=household.setting, by=request.user)
    adult = actions.add_adult(household=home, details=form.details(), by=request.user)
    for child in form.chosen():
        actions.link(
            child=child,
            adult=adult,
            kind=form.cleaned_data["kind"],
            responsibility=form.cleaned_data["responsibility"],
            lives_with=lives != forms.ELSEWHERE,
            by=request.user,
        )
        if lives == forms.BOTH:
            actions.move_in(household=home, person=child, by=request.user)
    return adult


@requires(*KEEPS)
def adult_edit(request: StaffRequest, family_id: uuid.UUID, adult_id: uuid.UUID) -> HttpResponse:
    """Change what is known of an adult."""
    household, adult = home_and_adult(request, family_id, adult_id)
    form = forms.AdultForm(request.POST or None, initial=forms.AdultForm.start(adult))
    if form.is_valid():
        with form.showing_refusals():
            actions.change_adult(adult=adult, details=form.details(adult), by=request.user)
            messages.success(request, "Saved.")
            return redirect(household)
    return form_page(request, household, form=form, title=f"About {adult.known_as}")


@requires(*KEEPS)
def adult_number(request: StaffRequest, family_id: uuid.UUID, adult_id: uuid.UUID) -> HttpResponse:
    """Check a mobile number by voice or in person, or say that it does not work."""
    household, adult = home_and_adult(request, family_id, adult_id)
    form = forms.NumberForm(request.POST or None, initial={"number": adult.mobile})
    if form.is_valid():
        if form.cleaned_data["number"] != adult.mobile:
            messages.warning(request, CHANGED)
            return redirect("families:number", household.pk, adult.pk)
        with form.showing_refusals():
            _keep_number(adult, form.cleaned_data["how"], request)
            return redirect(household)
    lead = (
        f"{phone_said(adult.mobile)}: {adult.get_mobile_state_display()}."
        if adult.mobile
        else "No mobile yet."
    )
    title = f"Check {adult.known_as}’s number"
    return form_page(request, household, form=form, title=title, lead=lead)


def _keep_number(adult: Adult, how: str, request: StaffRequest) -> None:
    if how == forms.NOT_WORKING:
        actions.mark_unreachable(adult=adult, channel=Channel.TEXT, by=request.user)
        messages.success(
            request, "Thank you. Nothing is texted there. Ask for a new one in person."
        )
    else:
        actions.verify_mobile(adult=adult, number=adult.mobile, how=how, by=request.user)
        messages.success(request, "Thank you. The number is checked.")


@requires(*KEEPS)
def adult_reach(request: StaffRequest, family_id: uuid.UUID, adult_id: uuid.UUID) -> HttpResponse:
    """Keep what an adult said is safe, and which messages are welcome."""
    household, adult = home_and_adult(request, family_id, adult_id)
    refused = set(adult.preferences.filter(is_allowed=False).values_list("channel", "topic"))
    form = forms.ReachForm(request.POST or None, initial=forms.ReachForm.start(adult, refused))
    if form.is_valid():
        with form.showing_refusals():
            _keep_wishes(adult, form, refused, request)
            messages.success(request, "Saved. It holds from now on.")
            return redirect(household)
    return form_page(request, household, form=form, title=f"How to reach {adult.known_as}")


def _keep_wishes(
    adult: Adult, form: forms.ReachForm, refused: set[tuple[str, str]], request: StaffRequest
) -> None:
    if form.cleaned_data["safe_contact"] != adult.safe_contact:
        actions.set_safe_contact(
            adult=adult, safe_contact=form.cleaned_data["safe_contact"], by=request.user
        )
    for channel, topic, is_allowed in form.wishes(refused):
        actions.record_preference(
            adult=adult,
            channel=channel,
            topic=topic,
            is_allowed=is_allowed,
            source=ContactPreference.Source.SAID,
            by=request.user,
        )


@requires(*KEEPS)
def adult_deceased(
    request: StaffRequest, family_id: uuid.UUID, adult_id: uuid.UUID
) -> HttpResponse:
    """Keep that an adult has died, after asking once more."""
    household, adult = home_and_adult(request, family_id, adult_id)
    form = forms.DeceasedForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            actions.mark_deceased(adult=adult, on=form.cleaned_data["died_on"], by=request.user)
            messages.success(request, "Everything to them has stopped.")
            return redirect(household)
    lead = "Messages and greetings to them stop at once, for every child. We send nothing in their place."
    return form_page(request, household, form=form, title=f"{adult.known_as} has died", lead=lead)


@requires(*KEEPS)
def adult_contact(request: StaffRequest, family_id: uuid.UUID, adult_id: uuid.UUID) -> HttpResponse:
    """Keep one line about a call, a text or a word at the gate."""
    household, adult = home_and_adult(request, family_id, adult_id)
    form = forms.ContactForm(request.POST or None, today=request.viewer.today)
    if form.is_valid():
        with form.showing_refusals():
            _keep_contact(adult, household, form, request)
            messages.success(request, "Saved.")
            return redirect(household)
    return form_page(request, household, form=form, title=f"A contact with {adult.known_as}")


@transaction.atomic
def _keep_contact(
    adult: Adult, household: Household, form: forms.ContactForm, request: StaffRequest
) -> None:
    """Keep the contact, and with it what was promised."""
    contact = actions.log_contact(
        adult=adult, household=household, by=request.user, **form.contact()
    )
    if form.cleaned_data["promised"]:
        actions.make_promise(
            household=household,
            what=form.cleaned_data["promised"],
            owner=request.user,
            due_on=form.cleaned_data["promised_for"],
            made_in=Promise.MadeIn.CALL,
            made_in_id=contact.pk,
            by=request.user,
        )


@requires(Permission.EDIT_FAMILIES)
def member_move_out(
    request: StaffRequest, family_id: uuid.UUID, member_id: uuid.UUID
) -> HttpResponse:
    """Keep the last day somebody lives in a home."""
    household = get_object_or_404(Household.objects.writable_by(request.viewer), pk=family_id)
    at_home = household.members.current(request.viewer.today).select_related("adult", "child")
    member = get_object_or_404(at_home, pk=member_id)
    form = MoveOutForm(request.POST or None, initial={"last_on": request.viewer.today})
    if form.is_valid():
        with form.showing_refusals():
            actions.move_out(member=member, last_on=form.cleaned_data["last_on"], by=request.user)
            messages.success(request, "Saved. What was written here stays here.")
            return redirect(household)
    who = member.adult.known_as if member.adult else member.child and member.child.first_name
    return form_page(request, household, form=form, title=f"{who} moved out")
