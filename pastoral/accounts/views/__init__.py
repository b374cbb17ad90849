"""Pages about the setting and its staff."""

from pastoral.accounts.views.door import choose_setting, csrf_failure, join
from pastoral.accounts.views.own import your_phone
from pastoral.accounts.views.setting import (
    calendar_day_remove,
    calendar_page,
    half_terms_page,
    policy_page,
)
from pastoral.accounts.views.staff import (
    invitation_withdraw,
    role_end,
    staff_invite,
    staff_list,
    staff_member,
    staff_off,
    staff_supervisor,
)

__all__ = [
    "calendar_day_remove",
    "calendar_page",
    "choose_setting",
    "csrf_failure",
    "half_terms_page",
    "invitation_withdraw",
    "join",
    "policy_page",
    "role_end",
    "staff_invite",
    "staff_list",
    "staff_member",
    "staff_off",
    "staff_supervisor",
    "your_phone",
]
