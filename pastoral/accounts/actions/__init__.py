"""Everything that changes a setting, its calendar and its staff; each leaves a line in the trail."""

from pastoral.accounts.actions.calendar import (
    add_calendar_day,
    remove_calendar_day,
    set_half_terms,
)
from pastoral.accounts.actions.leaving import has_roles_elsewhere, switch_off
from pastoral.accounts.actions.own import set_phone
from pastoral.accounts.actions.setting import change_policy, create_setting
from pastoral.accounts.actions.staff import (
    Invited,
    Newcomer,
    accept_invitation,
    end_role,
    give_role,
    invitation_behind,
    invite_staff,
    withdraw_invitation,
)
from pastoral.accounts.actions.supervising import set_supervisor, supervised_as, supervisors_at

__all__ = [
    "Invited",
    "Newcomer",
    "accept_invitation",
    "add_calendar_day",
    "change_policy",
    "create_setting",
    "end_role",
    "give_role",
    "has_roles_elsewhere",
    "invitation_behind",
    "invite_staff",
    "remove_calendar_day",
    "set_half_terms",
    "set_phone",
    "set_supervisor",
    "supervised_as",
    "supervisors_at",
    "switch_off",
    "withdraw_invitation",
]
