"""The page where a school keeps its own words to say otherwise."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from pastoral.accounts.actions import change_policy
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from visits import wording
from visits.forms.wording import WordingForm


@requires(Permission.MANAGE_SETTING)
def wording_page(request: StaffRequest) -> HttpResponse:
    """Change the words a note gets a gentle hint about."""
    policy = request.viewer.policy
    start = WordingForm.start(wording.hints_for(request.viewer.setting))
    form = WordingForm(request.POST or None, initial=start)
    if form.is_valid():
        with form.showing_refusals():
            numbers = {"watch_words": form.watch_words()}
            change_policy(policy=policy, numbers=numbers, by=request.user)
            messages.success(request, "The words are saved. They hold from the next note on.")
            return redirect("visits:wording")
    shown = {"form": form, "is_own": policy.watch_words is not None}
    return render(request, "visits/wording.html", shown)


@requires(Permission.MANAGE_SETTING)
@require_POST
def wording_reset(request: StaffRequest) -> HttpResponse:
    """Go back to the words that ship."""
    change_policy(policy=request.viewer.policy, numbers={"watch_words": None}, by=request.user)
    messages.success(request, "These are the words that ship with Alongside again.")
    return redirect("visits:wording")
