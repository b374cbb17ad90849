"""A mentor’s own half-term, which nobody else reads."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission
from pastoral.desk.mine import own_half_term


@requires(Permission.RECORD_VISITS)
@require_safe
def mine(request: StaffRequest) -> HttpResponse:
    """What became of one’s own visits, notes and promises this half-term."""
    return render(request, "desk/mine.html", {"own": own_half_term(request.viewer)})
