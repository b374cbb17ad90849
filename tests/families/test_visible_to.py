"""Rule 45: every question is narrowed to the setting and the families one works with."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from families.models import Adult, Child, Household
from pastoral.accounts.models import Setting
from pastoral.accounts.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db
ALL = [Role.LEAD, Role.DSL, Role.DEPUTY_DSL, Role.OFFICE]
NONE = [Role.TRUST, Role.ADMINISTRATOR]


@pytest.mark.parametrize("role", list(Role))
def test_rule_45_each_role_sees_its_own_families(role: Role) -> None:
    viewer = factories.make_viewer(role)
    theirs = factories.make_family(viewer.setting, mentor=viewer.user)
    other = factories.make_family(viewer.setting)
    factories.make_family()  # In another setting.

    seen = set(Household.objects.visible_to(viewer))

    if role in NONE:
        assert seen == set()
    elif role is Role.MENTOR:
        assert seen == {theirs}
    else:
        assert seen == {theirs, other}


@pytest.mark.parametrize("model", [Adult, Child])
def test_rule_45_people_are_seen_where_their_home_is(model: type[Adult | Child]) -> None:
    viewer = factories.make_viewer(Role.MENTOR)
    theirs = factories.make_family(viewer.setting, mentor=viewer.user)
    factories.make_family(viewer.setting)

    people = model.objects.visible_to(viewer)

    assert [person.homes.get().household for person in people] == [theirs]


def test_rule_45_a_mentor_sees_the_other_home_of_a_child_of_theirs() -> None:
    viewer = factories.make_viewer(Role.MENTOR)
    home = factories.make_family(viewer.setting, mentor=viewer.user)
    apart = factories.make_household(viewer.setting)
    father = factories.make_adult(household=apart)
    factories.make_relationship(Child.objects.get(), father, lives_with=False)

    assert set(Household.objects.visible_to(viewer)) == {home, apart}
    assert father in Adult.objects.visible_to(viewer)


def test_rule_45_an_assignment_that_ended_opens_nothing() -> None:
    viewer = factories.make_viewer(Role.MENTOR)
    household = factories.make_household(viewer.setting)
    child = factories.make_child(household=household)
    yesterday = timezone.localdate() - timedelta(days=1)
    factories.make_mentor_assignment(viewer.user, child, to_on=yesterday, from_on=date(2026, 9, 2))

    assert not Household.objects.visible_to(viewer).exists()


def test_rule_45_a_head_of_a_home_school_sees_only_their_own_roll() -> None:
    school = factories.make_setting(kind=Setting.Kind.SCHOOL)
    zone = factories.make_setting()
    head = factories.make_viewer(Role.HEAD, setting=school)
    household = factories.make_household(zone)
    own = factories.make_child(household=household, home_school=school)
    factories.make_child(household=household)  # A sibling on another school’s roll.
    factories.make_family(zone)

    assert list(Household.objects.visible_to(head)) == [household]
    assert list(Child.objects.visible_to(head)) == [own]
