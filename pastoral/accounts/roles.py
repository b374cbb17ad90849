"""The whole policy of who may do what, on one screen."""

from django.db import models


class Role(models.TextChoices):
    """What a person is in a setting; one person may be several."""

    MENTOR = "mentor", "Child-and-family mentor"
    LEAD = "lead", "Pastoral lead"
    DSL = "dsl", "Designated safeguarding lead"
    DEPUTY_DSL = "deputy_dsl", "Deputy safeguarding lead"
    HEAD = "head", "Head"
    OFFICE = "office", "Office"
    TRUST = "trust", "Trust or governor"
    ADMINISTRATOR = "administrator", "Administrator"


class Permission(models.TextChoices):
    """One thing a person may do."""

    OPEN_HOME = "open_home"
    SEE_ALL_FAMILIES = "see_all_families"
    SEE_OWN_FAMILIES = "see_own_families"
    SEE_OWN_ROLL = "see_own_roll"
    EDIT_FAMILIES = "edit_families"
    IMPORT_FAMILIES = "import_families"
    SEE_ADDRESSES = "see_addresses"
    SEE_HIDDEN_ADDRESSES = "see_hidden_addresses"
    SEE_RESTRICTIONS = "see_restrictions"
    SET_RESTRICTIONS = "set_restrictions"
    RECORD_VISITS = "record_visits"
    CHECK_RISKS = "check_risks"
    WATCH_VISITS = "watch_visits"
    BALANCE_CASELOADS = "balance_caseloads"
    KEEP_PROMISES = "keep_promises"
    READ_ALL_NOTES = "read_all_notes"
    READ_OWN_NOTES = "read_own_notes"
    SEE_AFTERNOONS = "see_afternoons"
    PLAN_AFTERNOONS = "plan_afternoons"
    INVITE_FAMILIES = "invite_families"
    APPROVE_WORDS = "approve_words"
    SEE_WHY_ASKED = "see_why_asked"
    SEE_WHO_DECLINED = "see_who_declined"
    RECORD_ANSWERS = "record_answers"
    DECIDE_HELD = "decide_held"
    KEEP_REGISTERS = "keep_registers"
    SEND_CARE_NOTES = "send_care_notes"
    READ_PULSES = "read_pulses"
    NOTE_CHANGES = "note_changes"
    SEE_SCHOOL_CONTEXT = "see_school_context"
    ANSWER_COMPLAINTS = "answer_complaints"
    HAND_OVER_WORRIES = "hand_over_worries"
    READ_WORRIES = "read_worries"
    READ_WORRIES_ABOUT_STAFF = "read_worries_about_staff"
    SEE_REPORTS = "see_reports"
    OPEN_FIGURES = "open_figures"
    MAKE_TERM_REPORTS = "make_term_reports"
    SEE_WORRIES_IN_BANDS = "see_worries_in_bands"
    MANAGE_STAFF = "manage_staff"
    MANAGE_SETTING = "manage_setting"


P = Permission
_EVERYONE = {P.OPEN_HOME}
_WITH_FAMILIES = _EVERYONE | {
    P.SEE_RESTRICTIONS, P.HAND_OVER_WORRIES, P.SEE_AFTERNOONS, P.KEEP_REGISTERS,
}  # fmt: skip
_DSL = _WITH_FAMILIES | {
    P.SEE_ALL_FAMILIES, P.EDIT_FAMILIES, P.SEE_ADDRESSES, P.SEE_HIDDEN_ADDRESSES,
    P.SET_RESTRICTIONS, P.READ_ALL_NOTES, P.SEE_WHO_DECLINED, P.RECORD_ANSWERS,
    P.DECIDE_HELD, P.READ_WORRIES, P.SEE_REPORTS, P.OPEN_FIGURES, P.CHECK_RISKS,
    P.WATCH_VISITS, P.KEEP_PROMISES, P.SEND_CARE_NOTES, P.SEE_WHY_ASKED,
    P.SEE_SCHOOL_CONTEXT,
}  # fmt: skip

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.MENTOR: frozenset(_WITH_FAMILIES | {
        P.SEE_OWN_FAMILIES, P.SEE_ADDRESSES, P.RECORD_VISITS, P.READ_OWN_NOTES,
        P.SEE_WHO_DECLINED, P.RECORD_ANSWERS, P.KEEP_PROMISES, P.SEND_CARE_NOTES,
    }),
    Role.LEAD: frozenset(_WITH_FAMILIES | {
        P.SEE_ALL_FAMILIES, P.EDIT_FAMILIES, P.IMPORT_FAMILIES, P.SEE_ADDRESSES,
        P.SEE_HIDDEN_ADDRESSES, P.RECORD_VISITS, P.READ_ALL_NOTES, P.PLAN_AFTERNOONS,
        P.INVITE_FAMILIES, P.SEE_WHO_DECLINED, P.RECORD_ANSWERS, P.DECIDE_HELD, P.SEE_REPORTS,
        P.OPEN_FIGURES, P.MANAGE_SETTING, P.CHECK_RISKS, P.WATCH_VISITS, P.BALANCE_CASELOADS,
        P.KEEP_PROMISES, P.APPROVE_WORDS, P.SEND_CARE_NOTES, P.SEE_WHY_ASKED,
        P.READ_PULSES, P.ANSWER_COMPLAINTS, P.NOTE_CHANGES, P.SEE_SCHOOL_CONTEXT,
        P.MAKE_TERM_REPORTS,
    }),
    Role.DSL: frozenset(_DSL),
    Role.DEPUTY_DSL: frozenset(_DSL),
    Role.HEAD: frozenset(_WITH_FAMILIES | {
        P.SEE_OWN_ROLL, P.SEE_ADDRESSES, P.SEE_REPORTS, P.READ_WORRIES_ABOUT_STAFF,
        P.ANSWER_COMPLAINTS, P.MAKE_TERM_REPORTS, P.SEE_WORRIES_IN_BANDS,
    }),
    Role.OFFICE: frozenset(_WITH_FAMILIES | {
        P.SEE_ALL_FAMILIES, P.EDIT_FAMILIES, P.IMPORT_FAMILIES, P.SEE_ADDRESSES,
        P.PLAN_AFTERNOONS, P.INVITE_FAMILIES, P.SEE_WHO_DECLINED, P.RECORD_ANSWERS,
        P.KEEP_PROMISES,
    }),
    Role.TRUST: frozenset(_EVERYONE | {P.SEE_REPORTS}),
    Role.ADMINISTRATOR: frozenset(_EVERYONE | {P.MANAGE_STAFF, P.MANAGE_SETTING}),
}  # fmt: skip


def granted_to(roles: frozenset[Role]) -> frozenset[Permission]:
    """Return everything that somebody with these roles may do."""
    return frozenset().union(*(GRANTS[role] for role in roles))


def roles_with(permission: Permission) -> list[Role]:
    """Return the roles that grant a permission."""
    return [role for role in Role if permission in GRANTS[role]]
