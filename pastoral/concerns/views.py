"""The page a worried colleague opens: whom to speak to, now."""

from django.http import HttpResponse
from django.shortcuts import render

from pastoral.accounts.models import Membership
from pastoral.accounts.permissions import StaffRequest, requires
from pastoral.accounts.roles import Permission, Role

TO_TELL = (Role.DSL, Role.DEPUTY_DSL)


@requires(Permission.HAND_OVER_WORRIES)
def worried(request: StaffRequest) -> HttpResponse:
    """Say whom to speak to; nothing is written down here."""
    viewer = request.viewer
    held = list(
        Membership.objects.current(viewer.today)
        .filter(setting=viewer.setting, role__in=(*TO_TELL, Role.HEAD))
        .select_related("staff")
    )
    by_role = {role: [each.staff for each in held if each.role == role] for role in Role}
    shown = {
        "leads": by_role[Role.DSL],
        "deputies": [one for one in by_role[Role.DEPUTY_DSL] if one not in by_role[Role.DSL]],
        "heads": by_role[Role.HEAD],
        "setting_phone": viewer.setting.phone,
    }
    return render(request, "concerns/worried.html", shown)
