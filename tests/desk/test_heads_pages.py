"""The pages of figures for heads, governors and trusts, and the rows of each figure."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from families.models import Household
from pastoral.accounts.models import Membership
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.figures import keeping
from pastoral.figures.measures import BELONGING, MEASURES
from tests import factories as make
from tests.desk.test_reports_page import a_half_term_now, families_met

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
HALF, TERM = "2026-autumn-2", "2026-autumn"


def half_now(viewer: Viewer) -> str:
    a_half_term_now(viewer)
    half = viewer.setting.half_terms.get()
    return f"{half.school_year}-{half.term}-{half.half}"


def opened(client: Client, period: str, measure: str = "reach", **query: str) -> str:
    answer = client.get(reverse("desk:figure", args=[period, measure]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_head_reads_how_many_we_do_not_reach_and_never_who(sign_in: SignIn) -> None:
    head = make.make_viewer(Role.HEAD)
    half_now(head)
    families_met(head, met=12, of=20)

    page = sign_in(head).get("/figures/").content.decode()

    assert '<p class="tile__figure">8</p>' in page
    assert "families had no visit, afternoon or two-way contact" in page
    assert not any(label in page for label in Household.objects.values_list("label", flat=True))


def test_a_figure_opens_to_its_families_for_a_lead_and_to_its_count_for_a_head(
    sign_in: SignIn,
) -> None:
    head = make.make_viewer(Role.HEAD)
    lead = make.make_viewer(Role.LEAD, setting=head.setting)
    period = half_now(head)
    families_met(head, met=6, of=12)
    labels = set(Household.objects.values_list("label", flat=True))

    of_head, of_lead = opened(sign_in(head), period), opened(sign_in(lead), period)

    assert "6 of 12 families" in of_head
    assert "6 of 12 families" in of_lead
    assert not any(label in of_head for label in labels)
    assert all(label in of_lead for label in labels)
    assert "What it is made of: 12 families" in of_lead


def test_every_figure_on_the_page_opens(sign_in: SignIn) -> None:
    lead = make.make_viewer(Role.LEAD)
    period = half_now(lead)
    families_met(lead, met=1, of=1)
    client = sign_in(lead)

    for measure in MEASURES:
        if measure != "worries":
            opened(client, period, measure)


@pytest.mark.parametrize(
    ("period", "measure"),
    [("2026-autumn-9", "reach"), (HALF, "engagement"), (HALF, "worries"), (HALF, "caseload")],
)
def test_a_stranger_to_a_figure_finds_nothing(period: str, measure: str, sign_in: SignIn) -> None:
    head = make.make_viewer(Role.HEAD)
    here = half_now(head) if period == HALF else period

    assert sign_in(head).get(reverse("desk:figure", args=[here, measure])).status_code == 404


def test_governors_read_seven_things_and_two_quotes_with_a_yes(sign_in: SignIn) -> None:
    governor = make.make_viewer(Role.TRUST)
    half_now(governor)
    families_met(governor, met=12, of=20)
    afternoon = make.make_afternoon(governor.setting, on=governor.today - timedelta(days=2))
    for n in range(3):
        pulse = make.make_pulse(afternoon, comment=f"A lovely time, {n}.", comment_state="released")
        make.make_quote(pulse=pulse, chosen_on=governor.today, chosen_by=governor.user)
    make.make_pulse(afternoon, comment="Keep this.", comment_state="released")
    make.make_change(governor.setting, on=governor.today, words="A later start")

    page = sign_in(governor).get("/figures/governors/").content.decode()

    for key in ("reach", "offers", "turnout", "first_timers", "promises", *BELONGING):
        assert MEASURES[key].label in page
    assert page.count("A lovely time") == 2
    assert "Keep this." not in page
    assert "A later start" in page
    assert "10 to 14 of 20 families" in page


def test_the_governors_page_has_no_true_small_number_for_a_lead_either(sign_in: SignIn) -> None:
    lead = make.make_viewer(Role.LEAD)
    half_now(lead)
    families_met(lead, met=3, of=12)

    page = sign_in(lead).get("/figures/governors/").content.decode()

    assert "3 of 12" not in page


def in_a_trust(*names: str) -> tuple[Viewer, list[Viewer]]:
    """A governor of a trust, and a head in each of its settings."""
    trust = make.make_trust()
    heads = [
        make.make_viewer(Role.HEAD, setting=make.make_setting(name=name, trust=trust))
        for name in names
    ]
    governor = make.make_staff()
    Membership.objects.create(
        staff=governor, trust=trust, role=Role.TRUST, from_on=heads[0].today - timedelta(days=9)
    )
    return Viewer(governor, heads[0].setting, frozenset({Role.TRUST})), heads


def test_the_settings_of_a_trust_stand_by_name_and_not_by_rank(sign_in: SignIn) -> None:
    governor, heads = in_a_trust("Ash Zone", "Birch Zone", "Cedar Zone")
    for head, met in zip(heads, (10, 18, 14), strict=True):
        half_now(head)
        families_met(head, met=met, of=24)

    page = sign_in(governor).get("/figures/trust/").content.decode()

    places = [page.index(f">{name}</th>") for name in ("Ash Zone", "Birch Zone", "Cedar Zone")]
    assert places == sorted(places)
    assert "<strong>75%</strong> 18 of 24 families" in page


def test_a_trust_of_many_settings_asks_as_few_questions_as_one_of_two(sign_in: SignIn) -> None:
    counts = []
    for names in (("Ash Zone", "Birch Zone"), ("Cedar", "Damson", "Elder", "Fir", "Gorse")):
        governor, heads = in_a_trust(*names)
        for head in heads:
            half_now(head)
            keeping.refresh(head.setting.pk)
        client = sign_in(governor)
        client.get("/figures/trust/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/figures/trust/")
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_another_trusts_settings_are_not_there(sign_in: SignIn) -> None:
    governor, heads = in_a_trust("Ash Zone")
    half_now(heads[0])
    in_a_trust("Elm Zone")

    assert "Elm Zone" not in sign_in(governor).get("/figures/trust/").content.decode()


def test_who_governs_no_trust_finds_no_page_of_one(sign_in: SignIn) -> None:
    _governor, heads = in_a_trust("Ash Zone")

    assert sign_in(heads[0]).get("/figures/trust/").status_code == 404


def test_what_a_trust_reads_is_what_each_setting_reads(sign_in: SignIn) -> None:
    governor, heads = in_a_trust("Ash Zone")
    half_now(heads[0])
    families_met(heads[0], met=2, of=12)

    page = sign_in(governor).get("/figures/trust/").content.decode()

    assert "<strong>fewer than 5</strong> of 12 families" in page


# domain §5: “Never measure or show (to anyone)”.
NEVER = (
    "engagement", "score", "risk rating", "rag", "amber", "league", "rank", "opened the link", "link open",
    "location", "minutes in the home", "sentiment", "streak", "badge", "prize", "declined", "refused",
    "no-show", "did not come", "said no",
)  # fmt: skip
SAID_AGAINST_IT = ("They never say who did not come, or who said no.", "they are not ranked")


@pytest.mark.parametrize("role", [Role.HEAD, Role.TRUST, Role.LEAD, Role.DSL])
def test_nothing_of_what_is_never_measured_can_be_made(role: Role, sign_in: SignIn) -> None:
    viewer = make.make_viewer(role)
    period = half_now(viewer)
    families_met(viewer, met=12, of=20)
    afternoon = make.make_afternoon(
        viewer.setting, on=viewer.today - timedelta(days=2), state="held",
        register_closed_at=timezone.now(), register_closed_by=viewer.user,
    )  # fmt: skip
    make.make_invitation(afternoon, state="closed", answer="no", came=False)
    client = sign_in(viewer)
    addresses = [
        "/figures/",
        "/figures/all/",
        "/figures/governors/",
        f"/figures/out/?period={period}",
    ]
    addresses += [reverse("desk:figure", args=[period, key]) for key in ("reach", "visits")]
    addresses += [f"/figures/?{name}=score" for name in ("sort", "mentor", "family", "from", "to")]

    for address in addresses:
        page = main_of(client.get(address).content.decode())
        assert [word for word in NEVER if f" {word} " in words_of(page)] == [], address


@pytest.mark.parametrize(
    "query", [{"mentor": "1"}, {"family": "1"}, {"from": "2026-11-02"}, {"sort": "reach"}]
)
def test_no_filter_asks_for_anybody(query: dict[str, str], sign_in: SignIn) -> None:
    head = make.make_viewer(Role.HEAD)
    half_now(head)
    families_met(head, met=12, of=20)
    client = sign_in(head)

    plain, asked = (main_of(client.get("/figures/", q).content.decode()) for q in ({}, query))

    assert plain == asked


def test_no_figure_is_of_one_member_of_staff_or_of_one_family() -> None:
    for definition in MEASURES.values():
        assert "each mentor" not in definition.said
        assert definition.noun not in {"mentors", "members of staff"}


def main_of(page: str) -> str:
    """What a page says between its top and its foot."""
    return page[page.index("<main") : page.index("</main>")]


def words_of(page: str) -> str:
    """The words of a page, without tags, and without what it says against such things."""
    said = " ".join(re.sub(r"(<[^>]*>\s*)+", " | ", page).split())
    for words in SAID_AGAINST_IT:
        said = said.replace(words, "")
    return f" {re.sub(r'[^a-z|-]+', ' ', said.lower())} "
