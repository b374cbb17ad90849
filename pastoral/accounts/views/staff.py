"""Who works here, what they are, and inviting more."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from pastoral.accounts import actions
from pastoral.accounts.forms import InviteForm, RoleForm, SupervisorForm
from pastoral.accounts.leaving import still_theirs
from pastoral.accounts.models import Membership, Staff, StaffInvitation
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission, Role
from pastoral.refusals import Refusal
from pastoral.ui.said import list_said


@requires(Permission.MANAGE_STAFF)
def staff_list(request: StaffRequest) -> HttpResponse:
    """Everybody with a role here, and the invitations still open."""
    people: dict[Staff, list[str]] = {}
    for held in _held_here(request):
        people.setdefault(held.staff, []).append(held.get_role_display())
    shown = {
        "people": [(staff, list_said(roles)) for staff, roles in people.items()],
        "invitations": _open_invitations(request),
    }
    return render(request, "accounts/staff_list.html", shown)


@requires(Permission.MANAGE_STAFF)
@never_cache
def staff_invite(request: StaffRequest) -> HttpResponse:
    """Invite a colleague; the link is shown this once."""
    form = InviteForm(request.POST or None)
    if form.is_valid():
        with form.showing_refusals():
            invited = actions.invite_staff(
                setting=request.viewer.setting,
                email=form.cleaned_data["email"],
                roles=[Role(role) for role in form.cleaned_data["roles"]],
                by=request.user,
            )
            link = settings.SITE_URL + reverse("accounts:join", args=[invited.secret])
            shown = {"invitation": invited.invitation, "link": link}
            return render(request, "accounts/staff_invited.html", shown)
    return render(request, "accounts/staff_invite.html", {"form": form})


@requires(Permission.MANAGE_STAFF)
def staff_member(request: StaffRequest, staff_id: uuid.UUID) -> HttpResponse:
    """One colleague’s roles here, to give and to end."""
    held = list(_held_here(request).filter(staff=staff_id))
    staff = get_object_or_404(Staff, pk=held[0].staff_id if held else None)
    form = RoleForm(request.POST or None, held={each.role for each in held})
    if form.is_valid():
        with form.showing_refusals():
            role = Role(form.cleaned_data["role"])
            actions.give_role(
                staff=staff, setting=request.viewer.setting, role=role, by=request.user
            )
            messages.success(request, f"{staff} is {role.label} here now.")
            return redirect("accounts:staff-member", staff.pk)
    works_on = actions.has_roles_elsewhere(staff, request.viewer.setting)
    shown = {
        "member": staff,
        "held": held,
        "form": form,
        "is_self": staff == request.user,
        "supervision": _supervision(request, staff),
        "works_on": works_on,
        "theirs": still_theirs(staff, request.viewer.setting if works_on else None),
    }
    return render(request, "accounts/staff_member.html", shown)


@requires(Permission.MANAGE_STAFF)
@require_POST
def staff_off(request: StaffRequest, staff_id: uuid.UUID) -> HttpResponse:
    """Switch off a colleague’s account, or end all they are here (rule 44)."""
    staff = _colleague(request, staff_id)
    try:
        staff = actions.switch_off(staff=staff, setting=request.viewer.setting, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:staff-member", staff.pk)
    done = "has no role here any more" if staff.is_active else "can’t sign in any more"
    messages.success(request, f"{staff} {done}.")
    return redirect("accounts:staff")


@requires(Permission.MANAGE_STAFF)
@require_POST
def staff_supervisor(request: StaffRequest, staff_id: uuid.UUID) -> HttpResponse:
    """Say who reads notes with a colleague."""
    staff, setting = _colleague(request, staff_id), request.viewer.setting
    form = SupervisorForm(request.POST, supervisors=actions.supervisors_at(setting))
    if not form.is_valid():
        messages.error(request, "Please choose one of those on the list.")
        return redirect("accounts:staff-member", staff.pk)
    supervisor = form.cleaned_data["supervisor"]
    try:
        actions.set_supervisor(staff=staff, setting=setting, supervisor=supervisor, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:staff-member", staff.pk)
    who = supervisor.first_name if supervisor else "Nobody"
    messages.success(request, f"{who} reads notes with {staff.first_name} now.")
    return redirect("accounts:staff-member", staff.pk)


def _supervision(request: StaffRequest, staff: Staff) -> SupervisorForm | None:
    """Return the form of who reads notes with them; None for who visits nobody here."""
    setting = request.viewer.setting
    memberships = actions.supervised_as(staff, setting)
    if not memberships:
        return None
    supervisors = actions.supervisors_at(setting).exclude(pk=staff.pk)
    now = next((m.supervisor for m in memberships if m.supervisor), None)
    form = SupervisorForm(initial={"supervisor": now}, supervisors=supervisors)
    form.helper.form_action = reverse("accounts:staff-supervisor", args=[staff.pk])
    return form


def _colleague(request: StaffRequest, staff_id: uuid.UUID) -> Staff:
    here = _held_here(request).filter(staff=staff_id)
    return get_object_or_404(Staff, pk__in=here.order_by().values("staff"))


@requires(Permission.MANAGE_STAFF)
@require_POST
def role_end(request: StaffRequest, membership_id: uuid.UUID) -> HttpResponse:
    """End a role at once."""
    membership = get_object_or_404(_held_here(request), pk=membership_id)
    said = f"{membership.staff} is not {membership.get_role_display()} here any more."
    try:
        actions.end_role(membership=membership, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:staff-member", membership.staff_id)
    messages.success(request, said)
    return redirect("accounts:staff")


@requires(Permission.MANAGE_STAFF)
@require_POST
def invitation_withdraw(request: StaffRequest, invitation_id: uuid.UUID) -> HttpResponse:
    """Take an invitation back."""
    invitation = get_object_or_404(_open_invitations(request), pk=invitation_id)
    actions.withdraw_invitation(invitation=invitation, by=request.user)
    messages.success(request, f"The invitation of {invitation.email} opens nothing any more.")
    return redirect("accounts:staff")


def _held_here(request: StaffRequest) -> QuerySet[Membership]:
    viewer = request.viewer
    current = Membership.objects.current(viewer.today).filter(setting=viewer.setting)
    return current.select_related("staff", "setting").order_by(
        "staff__first_name", "staff__last_name", "from_on"
    )


def _open_invitations(request: StaffRequest) -> QuerySet[StaffInvitation]:
    return request.viewer.setting.staff_invitations.filter(
        accepted_at=None, expires_at__gt=timezone.now()
    )
