"""Pages about a home, its children and their mentors."""

import uuid

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from families import actions
from families.actions.mentoring import WALKS
from families.forms import homes as forms
from families.models import Child, Household, MentorAssignment
from families.views.adults import KEEPS, form_page
from pastoral.accounts import trail
from pastoral.accounts.models import Membership, Staff
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission

P = Permission


def _home(request: StaffRequest, family_id: uuid.UUID) -> Household:
    return get_object_or_404(Household.objects.writable_by(request.viewer), pk=family_id)


def _home_and_child(
    request: StaffRequest, family_id: uuid.UUID, child_id: uuid.UUID
) -> tuple[Household, Child]:
    household = _home(request, family_id)
    children = Child.objects.visible_to(request.viewer).filter(
        pk__in=household.members.current(request.viewer.today).values("child")
    )
    return household, get_object_or_404(children, pk=child_id)


@requires(P.EDIT_FAMILIES)
def home_edit(request: StaffRequest, family_id: uuid.UUID) -> HttpResponse:
    """Change an address and who sees it; a hidden one opens to those who may see it (rule 19)."""
    homes = Household.objects.writable_by(request.viewer)
    if not request.viewer.can(P.SEE_HIDDEN_ADDRESSES):
        homes = homes.filter(address_visibility=Household.AddressVisibility.NORMAL)
    household = get_object_or_404(homes, pk=family_id)
    names = ("address", "access_notes", "address_visibility")
    start = {name: getattr(household, name) for name in names}
    form = forms.HomeForm(request.POST or None, initial=start)
    if form.is_valid():
        with form.showing_refusals():
            _keep_home(household, form, request)
            messages.success(request, "Saved.")
            return redirect(household)
    if household.is_hidden:  # However the page is shown, also with what was typed wrongly.
        trail.looked(
            by=request.viewer, what="families.hidden-address", on=household, household=household.pk,
            ip=trail.ip_of(request.META),
        )  # fmt: skip
    return form_page(request, household, form=form, title="The home")


@transaction.atomic
def _keep_home(household: Household, form: forms.HomeForm, request: StaffRequest) -> None:
    typed = form.cleaned_data
    actions.change_home(
        household=household,
        address=typed["address"],
        access_notes=typed["access_notes"],
        by=request.user,
    )
    if typed["address_visibility"] != household.address_visibility:
        actions.show_address(
            household=household, visibility=typed["address_visibility"], by=request.user
        )


@requires(*KEEPS)
def home_pause(request: StaffRequest, family_id: uuid.UUID) -> HttpResponse:
    """Leave a family in peace for a time."""
    household = _home(request, family_id)
    start = {
        "from_on": household.paused_from or request.viewer.today,
        "until": household.paused_until,
        "reason": household.pause_reason,
    }
    form = forms.PauseForm(request.POST or None, initial=start)
    if form.is_valid():
        with form.showing_refusals():
            actions.pause(household=household, by=request.user, **form.cleaned_data)
            messages.success(request, "Saved. Nothing is sent to them meanwhile.")
            return redirect(household)
    lead = "Nothing is sent to them in that time. Nothing else follows from it."
    return form_page(request, household, form=form, title="Leave them in peace", lead=lead)


@require_POST
@requires(*KEEPS)
def home_unpause(request: StaffRequest, family_id: uuid.UUID) -> HttpResponse:
    """Be in touch with a family again."""
    household = _home(request, family_id)
    if household.paused_from:
        actions.unpause(household=household, by=request.user)
        messages.success(request, "They may be asked again.")
    return redirect(household)


@requires(P.EDIT_FAMILIES)
def child_add(request: StaffRequest, family_id: uuid.UUID) -> HttpResponse:
    """Add a child to a family."""
    household = _home(request, family_id)
    start = {"placement_starts_on": request.viewer.today}
    form = forms.ChildForm(request.POST or None, viewer=request.viewer, initial=start)
    if form.is_valid():
        with form.showing_refusals():
            child = actions.add_child(household=household, details=form.details(), by=request.user)
            messages.success(request, f"{child.first_name} is added.")
            return redirect(household)
    return form_page(request, household, form=form, title="Add a child")


@requires(P.EDIT_FAMILIES)
def child_edit(request: StaffRequest, family_id: uuid.UUID, child_id: uuid.UUID) -> HttpResponse:
    """Change what is known of a child."""
    household, child = _home_and_child(request, family_id, child_id)
    form = forms.ChildForm(
        request.POST or None, viewer=request.viewer, initial=forms.ChildForm.start(child)
    )
    if form.is_valid():
        with form.showing_refusals():
            actions.change_child(child=child, details=form.details(), by=request.user)
            messages.success(request, "Saved.")
            return redirect(household)
    return form_page(request, household, form=form, title=f"About {child.first_name}")


@requires(P.EDIT_FAMILIES)
def child_leave(request: StaffRequest, family_id: uuid.UUID, child_id: uuid.UUID) -> HttpResponse:
    """Keep a child’s last day with us (rule 42)."""
    household, child = _home_and_child(request, family_id, child_id)
    start = {"last_on": child.placement_ends_on or request.viewer.today}
    form = forms.LeaveForm(request.POST or None, initial=start)
    if form.is_valid():
        with form.showing_refusals():
            actions.leave_placement(
                child=child, last_on=form.cleaned_data["last_on"], by=request.user
            )
            messages.success(request, "Saved. There is time for goodbyes.")
            return redirect(household)
    lead = "Invitations stop the day after. Their mentors stay for the goodbyes."
    return form_page(request, household, form=form, title=f"{child.first_name} leaves", lead=lead)


@requires(P.EDIT_FAMILIES)
def mentor_assign(request: StaffRequest, family_id: uuid.UUID) -> HttpResponse:
    """Ask somebody to walk alongside a child; a new mentor takes over from the former."""
    household = _home(request, family_id)
    today = request.viewer.today
    children = Child.objects.visible_to(request.viewer).filter(
        pk__in=household.members.current(today).values("child")
    )
    here = Membership.objects.current(today).filter(setting=request.viewer.setting, role__in=WALKS)
    form = forms.MentorForm(
        request.POST or None,
        children=children,
        mentors=Staff.objects.filter(pk__in=here.values("staff")),
        initial={
            "child": request.GET.get("child") or children.first(),
            "mentor": request.GET.get("mentor"),
            "kind": MentorAssignment.Kind.LEAD,
            "from_on": today,
        },
    )
    if form.is_valid():
        with form.showing_refusals():
            actions.assign_mentor(by=request.user, **form.cleaned_data)
            messages.success(request, f"{form.cleaned_data['mentor'].first_name} walks with them.")
            return redirect(household)
    lead = "Tell the family yourself first: a new face is easier to meet with a word before."
    return form_page(request, household, form=form, title="Their mentor", lead=lead)


@require_POST
@requires(P.EDIT_FAMILIES)
def mentor_end(
    request: StaffRequest, family_id: uuid.UUID, assignment_id: uuid.UUID
) -> HttpResponse:
    """End an assignment today."""
    household = _home(request, family_id)
    children = Child.objects.visible_to(request.viewer).filter(
        pk__in=household.members.current(request.viewer.today).values("child")
    )
    current = MentorAssignment.objects.current(request.viewer.today).filter(child__in=children)
    assignment = get_object_or_404(current, pk=assignment_id)
    actions.end_assignment(assignment=assignment, by=request.user)
    messages.success(request, f"{assignment.mentor.first_name}’s last day with them is today.")
    return redirect(household)
