"""What families asked us for on their pages: seen to with one tap."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from families import actions
from families.models import Wish
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission

HOME = "home"


@requires(Permission.RECORD_ANSWERS)
@require_POST
def wish_settle(request: StaffRequest, wish_id: uuid.UUID) -> HttpResponse:
    """Keep that somebody has seen to a wish, and go back to where one was."""
    wishes = Wish.objects.visible_to(request.viewer).select_related("adult", "household")
    wish = get_object_or_404(wishes, pk=wish_id)
    actions.settle_wish(wish=wish, by=request.user)
    messages.success(request, f"Thank you. {wish.adult.known_as}’s wish is seen to.")
    return redirect("desk:home") if request.POST.get("then") == HOME else redirect(wish.household)
