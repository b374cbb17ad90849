"""Coming in: joining by an invitation, and choosing where one works today."""

import uuid
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from pastoral.accounts import actions
from pastoral.accounts.forms import JoinForm
from pastoral.accounts.middleware import CHOSEN_SETTING
from pastoral.accounts.models import Staff, StaffInvitation
from pastoral.accounts.permissions import StaffRequest, public, requires
from pastoral.accounts.roles import Permission, Role
from pastoral.accounts.viewers import settings_of


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page was open too long, in place of Django's bare words."""
    return render(request, "csrf_failure.html", status=403)


@public
@never_cache
@sensitive_post_parameters("password")
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Let an invited colleague in: with a new account, or as who they are already."""
    invitation = actions.invitation_behind(secret)
    if invitation is None:
        return render(request, "accounts/join_gone.html", status=404)
    signed_in = request.user if isinstance(request.user, Staff) else None
    existing = Staff.objects.filter(email__iexact=invitation.email).first()
    form = JoinForm(request.POST or None, email=invitation.email)
    if request.method == "POST" and (existing or form.is_valid()):
        with form.showing_refusals():
            staff = actions.accept_invitation(
                secret=secret, by=signed_in, newcomer=None if existing else form.newcomer()
            )
            return _welcome(request, staff, invitation)
    shown = _shown(request, invitation, signed_in, existing)
    return render(request, "accounts/join.html", {"form": form, **shown})


def _shown(
    request: HttpRequest,
    invitation: StaffInvitation,
    signed_in: Staff | None,
    existing: Staff | None,
) -> dict[str, Any]:
    return {
        "invitation": invitation,
        "roles": [Role(role).label for role in invitation.roles],
        "is_theirs": signed_in is not None and signed_in == existing,
        "someone_else": signed_in if signed_in != existing else None,
        "has_account": existing is not None,
        "here": request.path,
    }


def _welcome(request: HttpRequest, staff: Staff, invitation: StaffInvitation) -> HttpResponse:
    if not request.user.is_authenticated:
        get_adapter().login(request, staff)
    request.session[CHOSEN_SETTING] = str(invitation.setting_id)
    messages.success(request, f"Welcome to {invitation.setting}, {staff.first_name}.")
    return redirect("desk:home")


@requires(Permission.OPEN_HOME)
@require_POST
def choose_setting(request: StaffRequest) -> HttpResponse:
    """Act in another of one’s settings from now on."""
    try:
        chosen = uuid.UUID(request.POST.get("setting", ""))
    except ValueError as wrong:
        raise Http404 from wrong
    theirs = {setting.pk: setting for setting in settings_of(request.user, request.viewer.today)}
    if chosen not in theirs:
        raise Http404
    request.session[CHOSEN_SETTING] = str(chosen)
    messages.success(request, f"You are at {theirs[chosen]} now.")
    to = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(to, allowed_hosts=None)
    return redirect(to if is_ours else "desk:home")
