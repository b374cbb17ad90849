"""A call or a visit instead, and what makes coming hard, as staff see them."""

from collections.abc import Callable

import pytest
from django.test import Client

from families.models import Adult, Household
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.desk import timeline
from pastoral.desk.home import home_of
from tests.factories import make_barrier, make_family, make_viewer, make_wish

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]


@pytest.fixture
def mentor() -> Viewer:
    """The family's mentor."""
    return make_viewer(Role.MENTOR)


def _samira(mentor: Viewer) -> tuple[Household, Adult]:
    household = make_family(mentor.setting, mentor.user, known_as="Samira")
    return household, Adult.objects.get(homes__household=household)


def test_a_mentor_reads_on_the_first_page_who_asked_for_a_call(
    mentor: Viewer, sign_in: SignIn
) -> None:
    household, adult = _samira(mentor)
    wish = make_wish(adult)
    make_wish(make_family_of_another())
    client = sign_in(mentor)

    assert home_of(mentor).instead == [wish]
    assert "Samira: a call instead" in client.get("/?home=1").content.decode()
    assert "Samira: a call instead" in client.get(household.get_absolute_url()).content.decode()


def make_family_of_another() -> Adult:
    household = make_family()
    return Adult.objects.get(homes__household=household)


def test_it_is_seen_to_with_one_tap_and_the_timeline_says_by_whom(
    mentor: Viewer, sign_in: SignIn
) -> None:
    household, adult = _samira(mentor)
    wish = make_wish(adult, kind="visit")
    client = sign_in(mentor)

    answer = client.post(f"/families/wishes/{wish.pk}/settle/", {"then": "home"})
    again = client.post(f"/families/wishes/{wish.pk}/settle/")

    assert (answer["Location"], again["Location"]) == ("/", household.get_absolute_url())
    wish.refresh_from_db()
    assert wish.settled_by == mentor.user
    assert home_of(mentor).instead == []
    titles = [entry.title for entry in timeline.of_family(mentor, household, "contact")]
    assert titles == [
        f"{mentor.user.first_name} saw to it: a visit instead for Samira",
        "Samira asked for a visit instead",
    ]


def test_a_wish_is_settled_by_a_post_alone(mentor: Viewer, sign_in: SignIn) -> None:
    wish = make_wish(_samira(mentor)[1])

    assert sign_in(mentor).get(f"/families/wishes/{wish.pk}/settle/").status_code == 405


def test_what_makes_coming_hard_is_said_in_plain_words_while_it_stands(
    mentor: Viewer, sign_in: SignIn
) -> None:
    household, adult = _samira(mentor)
    make_barrier(adult, kind="work")
    make_barrier(adult, kind="little_ones")
    make_barrier(adult, kind="money", gone_at="2026-11-30T10:00:00Z")
    page = " ".join(sign_in(mentor).get(household.get_absolute_url()).content.decode().split())

    assert "<dt>What makes coming hard</dt> <dd>work and little ones at home</dd>" in page


def test_a_head_reads_neither(sign_in: SignIn) -> None:
    head = make_viewer(Role.HEAD)
    household, adult = _samira(head)
    make_barrier(adult)
    make_wish(adult)
    page = sign_in(head).get(household.get_absolute_url()).content.decode()

    assert "What makes coming hard" not in page
    assert "a call instead" not in page
    assert not [e for e in timeline.of_family(head, household) if "instead" in e.title]
