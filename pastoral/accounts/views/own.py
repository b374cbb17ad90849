"""Pages about oneself."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from pastoral.accounts import actions
from pastoral.accounts.own_form import OwnPhoneForm
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission


@requires(Permission.OPEN_HOME)
def your_phone(request: StaffRequest) -> HttpResponse:
    """The number one is rung on when a colleague is late."""
    form = OwnPhoneForm(request.POST or None, initial=OwnPhoneForm.start(request.user.phone))
    if form.is_valid():
        with form.showing_refusals():
            actions.set_phone(staff=request.user, phone=form.cleaned_data["phone"])
            messages.success(request, "Your number is saved.")
            return redirect("accounts:your-phone")
    return render(request, "accounts/your_phone.html", {"form": form})
