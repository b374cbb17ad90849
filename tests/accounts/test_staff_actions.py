"""Inviting colleagues, and giving and ending their roles."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from pastoral import links
from pastoral.accounts import actions, trail
from pastoral.accounts.actions import Newcomer
from pastoral.accounts.models import Membership, Staff, StaffInvitation, TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.refusals import Refusal
from tests.factories import make_membership, make_setting, make_staff, make_viewer

pytestmark = pytest.mark.django_db
NEW = Newcomer("Samira", "Okonjo", "four words that stand apart")


@pytest.fixture
def admin() -> Viewer:
    return make_viewer(Role.ADMINISTRATOR)


def _invite(admin: Viewer, email: str = "New.Person@Example.org", *roles: Role) -> actions.Invited:
    return actions.invite_staff(
        setting=admin.setting, email=email, roles=roles or (Role.MENTOR,), by=admin.user
    )


def _roles(staff: Staff) -> set[str]:
    return set(
        Membership.objects.current(timezone.localdate())
        .filter(staff=staff)
        .values_list("role", flat=True)
    )


def test_an_invitation_keeps_no_secret(admin: Viewer) -> None:
    invitation, secret = _invite(admin)

    kept = StaffInvitation.objects.values().get()
    assert secret not in str(kept)
    assert kept["link_digest"] == links.digest_of(secret)
    assert invitation.email == "new.person@example.org"


def test_somebody_new_makes_their_account_with_the_roles_they_were_invited_as(
    admin: Viewer,
) -> None:
    _invitation, secret = _invite(admin, "new@example.org", Role.MENTOR, Role.DSL)

    staff = actions.accept_invitation(secret=secret, newcomer=NEW)

    assert (staff.email, staff.full_name) == ("new@example.org", "Samira Okonjo")
    assert staff.check_password(NEW.password)
    assert _roles(staff) == {"mentor", "dsl"}
    assert {e.what for e in TrailEntry.objects.all()} == {
        "accounts.staff_invited",
        "accounts.invitation_accepted",
    }


def test_an_invitation_works_once(admin: Viewer) -> None:
    secret = _invite(admin).secret
    actions.accept_invitation(secret=secret, newcomer=NEW)

    with pytest.raises(Refusal, match="has been used"):
        actions.accept_invitation(secret=secret, newcomer=NEW)
    assert Staff.objects.filter(email="new.person@example.org").count() == 1


def test_an_invitation_runs_out_after_a_week(admin: Viewer) -> None:
    secret = _invite(admin).secret

    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1), tick=False):
        assert actions.invitation_behind(secret) is None
    with time_machine.travel(timezone.now() + timedelta(days=6, hours=23), tick=False):
        assert actions.invitation_behind(secret) is not None


def test_inviting_again_ends_the_earlier_link(admin: Viewer) -> None:
    first, second = _invite(admin).secret, _invite(admin).secret

    assert actions.invitation_behind(first) is None
    assert actions.invitation_behind(second) is not None


def test_an_invitation_taken_back_opens_nothing(admin: Viewer) -> None:
    invitation, secret = _invite(admin)

    actions.withdraw_invitation(invitation=invitation, by=admin.user)

    assert actions.invitation_behind(secret) is None


def test_an_invitation_that_was_used_can_not_be_taken_back(admin: Viewer) -> None:
    invitation, secret = _invite(admin)
    actions.accept_invitation(secret=secret, newcomer=NEW)
    invitation.refresh_from_db()

    with pytest.raises(Refusal, match="joined already"):
        actions.withdraw_invitation(invitation=invitation, by=admin.user)


def test_a_colleague_from_elsewhere_joins_as_who_they_are(admin: Viewer) -> None:
    colleague = make_viewer(Role.MENTOR).user
    secret = _invite(admin, colleague.email.upper()).secret

    assert actions.accept_invitation(secret=secret, by=colleague) == colleague
    assert colleague.memberships.count() == 2


def test_a_forwarded_link_gives_nobody_else_a_role(admin: Viewer) -> None:
    secret = _invite(admin).secret
    somebody = make_staff()

    with pytest.raises(Refusal, match="This invitation is for new"):
        actions.accept_invitation(secret=secret, by=somebody)
    assert not somebody.memberships.exists()


def test_a_link_never_changes_the_password_of_an_account_that_is_there(admin: Viewer) -> None:
    colleague = make_staff(password="the one they have")
    secret = _invite(admin, colleague.email).secret

    with pytest.raises(Refusal, match="have an account already"):
        actions.accept_invitation(secret=secret, newcomer=NEW)
    colleague.refresh_from_db()
    assert colleague.check_password("the one they have")


def test_who_says_nothing_about_themselves_is_asked(admin: Viewer) -> None:
    with pytest.raises(Refusal, match="say your name"):
        actions.accept_invitation(secret=_invite(admin).secret)


@pytest.mark.parametrize("secret", ["", "nonsense", "x" * 22])
def test_a_secret_nobody_was_given_opens_nothing(secret: str) -> None:
    assert actions.invitation_behind(secret) is None


def test_nobody_gives_themselves_a_role(admin: Viewer) -> None:
    with pytest.raises(Refusal, match="Nobody gives themselves a role"):
        _invite(admin, admin.user.email, Role.DSL)
    with pytest.raises(Refusal, match="Nobody gives themselves a role"):
        actions.give_role(staff=admin.user, setting=admin.setting, role=Role.DSL, by=admin.user)


def test_inviting_refuses_what_makes_no_sense(admin: Viewer) -> None:
    here = make_membership(setting=admin.setting, role=Role.MENTOR).staff
    off = make_staff(is_active=False)

    with pytest.raises(Refusal, match="Choose at least one role"):
        actions.invite_staff(setting=admin.setting, email="a@example.org", roles=[], by=admin.user)
    with pytest.raises(Refusal, match="is Child-and-family mentor here already"):
        _invite(admin, here.email)
    with pytest.raises(Refusal, match="switched off"):
        _invite(admin, off.email)


def test_a_role_is_given_from_today_and_once(admin: Viewer) -> None:
    staff = make_membership(setting=admin.setting).staff

    membership = actions.give_role(
        staff=staff, setting=admin.setting, role=Role.LEAD, by=admin.user
    )

    assert membership.from_on == timezone.localdate()
    with pytest.raises(Refusal, match="is Pastoral lead here already"):
        actions.give_role(staff=staff, setting=admin.setting, role=Role.LEAD, by=admin.user)


def test_somebody_switched_off_is_given_nothing(admin: Viewer) -> None:
    with pytest.raises(Refusal, match="switched off"):
        actions.give_role(
            staff=make_staff(is_active=False),
            setting=admin.setting,
            role=Role.LEAD,
            by=admin.user,
        )


def test_a_role_ends_at_once_and_can_be_given_again(admin: Viewer) -> None:
    held = make_membership(setting=admin.setting, role=Role.MENTOR)

    actions.end_role(membership=held, by=admin.user)

    assert _roles(held.staff) == set()
    assert held.to_on == timezone.localdate() - timedelta(days=1)
    actions.give_role(staff=held.staff, setting=admin.setting, role=Role.MENTOR, by=admin.user)
    assert _roles(held.staff) == {"mentor"}


def test_a_role_given_today_ends_today_and_the_history_has_it(admin: Viewer) -> None:
    staff = make_membership(setting=admin.setting).staff
    given = actions.give_role(staff=staff, setting=admin.setting, role=Role.LEAD, by=admin.user)
    key = given.pk

    actions.end_role(membership=given, by=admin.user)

    assert _roles(staff) == {"mentor"}
    kept = Membership.history.filter(id=key).values_list("history_type", flat=True)
    assert list(kept) == ["-", "+"]
    assert TrailEntry.objects.filter(what="accounts.role_ended", about_id=key).exists()


def test_the_last_administrator_stays(admin: Viewer) -> None:
    held = admin.user.memberships.get()

    with pytest.raises(Refusal, match="the only administrator"):
        actions.end_role(membership=held, by=admin.user)

    make_membership(setting=admin.setting, role=Role.ADMINISTRATOR)
    actions.end_role(membership=held, by=admin.user)
    assert _roles(admin.user) == set()


def test_an_administrator_who_left_does_not_count_as_another(admin: Viewer) -> None:
    make_membership(setting=admin.setting, role=Role.ADMINISTRATOR, to_on=date(2021, 1, 1))
    make_membership(make_staff(is_active=False), admin.setting, Role.ADMINISTRATOR)
    make_membership(setting=make_setting(), role=Role.ADMINISTRATOR)

    with pytest.raises(Refusal, match="the only administrator"):
        actions.end_role(membership=admin.user.memberships.get(), by=admin.user)


def test_an_invitation_from_the_command_line_is_written_to_the_trail_too() -> None:
    actions.invite_staff(
        setting=make_setting(), email="first@example.org", roles=[Role.LEAD], by=trail.COMMAND
    )

    assert TrailEntry.objects.get().actor_kind == "command"
