"""What can be done for a family: every change is one action, by somebody, with its trail."""

from families.actions.homes import (
    add_household,
    change_home,
    label_again,
    move_in,
    move_out,
    pause,
    set_rhythm,
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
from families.actions.places import PlacesLoaded, load_places
from families.actions.promises import (
    hand_promise_on,
    keep_promise,
    let_promise_go,
    make_promise,
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
    "PlacesLoaded",
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
    "hand_promise_on",
    "heed_failure",
    "hide_address",
    "keep_promise",
    "label_again",
    "leave_placement",
    "let_promise_go",
    "link",
    "load_places",
    "log_contact",
    "make_promise",
    "mark_deceased",
    "mark_unreachable",
    "move_in",
    "move_out",
    "pause",
    "record_preference",
    "set_restriction",
    "set_rhythm",
    "set_safe_contact",
    "show_address",
    "stop",
    "unpause",
    "verify_mobile",
]
