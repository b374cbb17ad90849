"""What can be done for a family: every change is one action, by somebody, with its trail."""

from families.actions.homes import (
    add_household,
    change_home,
    label_again,
    move_in,
    move_out,
    pause,
    show_address,
    unpause,
)
from families.actions.mentoring import assign_mentor, end_assignment
from families.actions.people import (
    AdultDetails,
    ChildDetails,
    add_adult,
    add_child,
    change_adult,
    change_child,
    leave_placement,
    link,
    mark_deceased,
)
from families.actions.reaching import (
    failed_lately,
    heed_failure,
    log_contact,
    mark_unreachable,
    record_preference,
    set_safe_contact,
    stop,
    verify_mobile,
)
from families.actions.restrictions import Limits, end_restriction, hide_address, set_restriction

__all__ = [
    "AdultDetails",
    "ChildDetails",
    "Limits",
    "add_adult",
    "add_child",
    "add_household",
    "assign_mentor",
    "change_adult",
    "change_child",
    "change_home",
    "end_assignment",
    "end_restriction",
    "failed_lately",
    "heed_failure",
    "hide_address",
    "label_again",
    "leave_placement",
    "link",
    "log_contact",
    "mark_deceased",
    "mark_unreachable",
    "move_in",
    "move_out",
    "pause",
    "record_preference",
    "set_restriction",
    "set_safe_contact",
    "show_address",
    "stop",
    "unpause",
    "verify_mobile",
]
