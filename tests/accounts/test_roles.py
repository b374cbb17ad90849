"""The policy of who may do what."""

import pytest

from pastoral.accounts.roles import GRANTS, Permission, Role, granted_to

P = Permission


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_is_granted_to_somebody(permission: Permission) -> None:
    assert any(permission in granted for granted in GRANTS.values())


@pytest.mark.parametrize("role", Role)
def test_every_role_opens_the_first_page(role: Role) -> None:
    assert P.OPEN_HOME in GRANTS[role]


def test_roles_add_up_and_none_opens_nothing() -> None:
    both = granted_to(frozenset({Role.MENTOR, Role.ADMINISTRATOR}))

    assert both == GRANTS[Role.MENTOR] | GRANTS[Role.ADMINISTRATOR]
    assert granted_to(frozenset()) == frozenset()


@pytest.mark.parametrize("role", [Role.TRUST, Role.ADMINISTRATOR])
def test_governors_and_administrators_see_no_family(role: Role) -> None:
    about_families = {p for p in Permission if "famil" in p or "note" in p or "worries" in p}

    assert not GRANTS[role] & about_families


def test_only_the_safeguarding_leads_read_worries_and_set_restrictions() -> None:
    for permission in (P.READ_WORRIES, P.SET_RESTRICTIONS):
        assert {role for role in Role if permission in GRANTS[role]} == {Role.DSL, Role.DEPUTY_DSL}


def test_the_head_and_the_office_see_no_note() -> None:
    notes = {P.READ_ALL_NOTES, P.READ_OWN_NOTES}

    assert not (GRANTS[Role.HEAD] | GRANTS[Role.OFFICE]) & notes


def test_the_head_sees_no_list_of_who_said_no() -> None:
    assert P.SEE_WHO_DECLINED not in GRANTS[Role.HEAD]


def test_only_administrators_let_people_in() -> None:
    assert {role for role in Role if P.MANAGE_STAFF in GRANTS[role]} == {Role.ADMINISTRATOR}
