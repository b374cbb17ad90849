"""What we changed, for the trend: a list, a line to add, and taking one back."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from sessions_app.actions import changes as actions
from sessions_app.forms.changes import ChangeForm
from sessions_app.models import Change

AT_MOST = 100
P = Permission


@requires(P.NOTE_CHANGES)
@require_http_methods(["GET", "HEAD", "POST"])
def change_list(request: StaffRequest) -> HttpResponse:
    """The notes of this setting, newest first, and a form for one more."""
    form = ChangeForm(request.POST or None, initial={"on": request.viewer.today})
    if form.is_valid():
        with form.showing_refusals():
            actions.note(setting=request.viewer.setting, by=request.user, **form.cleaned_data)
            messages.success(request, "Marked. It stands under the trend from now on.")
            return redirect("afternoons:changes")
    changes = Change.objects.visible_to(request.viewer).select_related("created_by")
    shown = {"form": form, "changes": changes[:AT_MOST]}
    return render(request, "sessions_app/change_list.html", shown)


@requires(P.NOTE_CHANGES)
@require_POST
def change_take_back(request: StaffRequest, change_id: uuid.UUID) -> HttpResponse:
    """Take one note off the trend."""
    change = get_object_or_404(Change.objects.visible_to(request.viewer), pk=change_id)
    actions.take_back(change=change, by=request.user)
    messages.success(request, "Taken back.")
    return redirect("afternoons:changes")
