"""What families wrote: read first, released or kept back, and shown only with a yes."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.refusals import Refusal, WrongMove
from sessions_app import voices
from sessions_app.actions import voices as actions
from sessions_app.models import Afternoon, Pulse, Quote
from sessions_app.voices import felt_in, quotes_in, written_in
from tests.factories import (
    make_afternoon,
    make_half_term,
    make_policy,
    make_pulse,
    make_quote,
    make_setting,
    make_viewer,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[Viewer], Client]
WEDNESDAY = date(2026, 12, 2)
TERM = (date(2026, 9, 1), date(2026, 12, 31))
HERE = "/afternoons/voices/"
WORDS = "Nobody looked at me funny."


@pytest.fixture(autouse=True)
def _a_day() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 12, 9, 10, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def lead() -> Viewer:
    return make_viewer(Role.LEAD)


@pytest.fixture
def afternoon(lead: Viewer) -> Afternoon:
    return make_afternoon(lead.setting, on=WEDNESDAY, half_term=make_half_term(lead.setting))


def written(afternoon: Afternoon, **fields: Any) -> Pulse:
    fields.setdefault("comment", WORDS)
    return make_pulse(afternoon, **fields)


def shown(lead: Viewer) -> list[str]:
    return quotes_in(lead.setting, *TERM)


# --- Reading, releasing, keeping back. ---


def test_nothing_is_shown_before_a_lead_has_read_it(lead: Viewer, afternoon: Afternoon) -> None:
    pulse = written(afternoon, quote_consent=True)

    with pytest.raises(Refusal, match="Release the words first"):
        actions.choose(pulse=pulse, by=lead.user)

    assert shown(lead) == []


def test_released_words_with_a_yes_may_be_chosen_and_stand_as_they_were_written(
    lead: Viewer, afternoon: Afternoon
) -> None:
    pulse = written(afternoon, comment="i dunno it was  nice??", quote_consent=True)
    actions.release(pulse=pulse, by=lead.user)

    actions.choose(pulse=pulse, by=lead.user)

    assert shown(lead) == ["i dunno it was  nice??"]
    quote = Quote.objects.get()
    assert (quote.said, quote.recorded_by, quote.chosen_by) == ("ticked", lead.user, lead.user)


def test_without_a_yes_nothing_is_chosen(lead: Viewer, afternoon: Afternoon) -> None:
    pulse = written(afternoon, comment_state="released")

    with pytest.raises(Refusal, match="Nobody has said"):
        actions.choose(pulse=pulse, by=lead.user)


@pytest.mark.parametrize("said", ["asked", "paper"])
def test_a_yes_is_written_down_with_how_it_was_said_and_who_wrote_it(
    lead: Viewer, afternoon: Afternoon, said: str
) -> None:
    pulse = written(afternoon, comment_state="released")

    actions.record_yes(pulse=pulse, said=Quote.Said(said), by=lead.user)
    actions.choose(pulse=pulse, by=lead.user)

    quote = Quote.objects.get()
    assert (quote.said, quote.recorded_by, quote.recorded_on) == (
        said,
        lead.user,
        date(2026, 12, 9),
    )
    assert shown(lead) == [WORDS]
    assert TrailEntry.objects.filter(what="afternoons.quote-agreed", about_id=afternoon.pk).exists()


def test_a_tick_cannot_be_written_down_where_there_is_none(
    lead: Viewer, afternoon: Afternoon
) -> None:
    with pytest.raises(Refusal, match="Nothing is ticked"):
        actions.record_yes(pulse=written(afternoon), said=Quote.Said.TICKED, by=lead.user)


def test_a_yes_taken_back_hides_the_words_at_once(lead: Viewer, afternoon: Afternoon) -> None:
    pulse = written(afternoon, comment_state="released", quote_consent=True)
    actions.choose(pulse=pulse, by=lead.user)

    actions.withdraw(pulse=pulse, by=lead.user)

    assert shown(lead) == []
    pulse.refresh_from_db()
    assert not pulse.quote_consent
    with pytest.raises(Refusal, match="took their yes back"):
        actions.choose(pulse=pulse, by=lead.user)


def test_a_tick_can_be_taken_back_before_anybody_chose(lead: Viewer, afternoon: Afternoon) -> None:
    pulse = written(afternoon, quote_consent=True)

    actions.withdraw(pulse=pulse, by=lead.user)

    assert Quote.objects.get().withdrawn_by == lead.user
    with pytest.raises(WrongMove):
        actions.withdraw(pulse=pulse, by=lead.user)


def test_somebody_may_say_yes_again(lead: Viewer, afternoon: Afternoon) -> None:
    pulse = written(afternoon, comment_state="released", quote_consent=True)
    actions.withdraw(pulse=pulse, by=lead.user)

    actions.record_yes(pulse=pulse, said=Quote.Said.ASKED, by=lead.user)
    actions.choose(pulse=pulse, by=lead.user)

    assert shown(lead) == [WORDS]


def test_words_kept_back_are_gone_from_everywhere(lead: Viewer, afternoon: Afternoon) -> None:
    pulse = written(afternoon, comment_state="released", quote_consent=True)
    actions.choose(pulse=pulse, by=lead.user)

    actions.keep_back(pulse=pulse, by=lead.user)

    assert shown(lead) == []
    pulse.refresh_from_db()
    assert (pulse.comment_state, pulse.comment_released_on) == ("kept_back", None)
    assert Quote.objects.get().chosen_on is None


def test_chosen_words_are_put_back_and_the_yes_stands(lead: Viewer, afternoon: Afternoon) -> None:
    pulse = written(afternoon, comment_state="released", quote_consent=True)
    actions.choose(pulse=pulse, by=lead.user)

    actions.put_back(pulse=pulse, by=lead.user)
    assert shown(lead) == []
    actions.choose(pulse=pulse, by=lead.user)

    assert shown(lead) == [WORDS]


def test_two_quotes_a_term_and_a_third_is_refused(lead: Viewer, afternoon: Afternoon) -> None:
    pulses = [written(afternoon, comment_state="released", quote_consent=True) for _ in range(3)]
    for pulse in pulses[:2]:
        actions.choose(pulse=pulse, by=lead.user)

    with pytest.raises(Refusal, match="2 quotes a term, and Autumn 2026 has them"):
        actions.choose(pulse=pulses[2], by=lead.user)

    make_policy(lead.setting, quotes_shown=3)
    assert actions.choose(pulse=pulses[2], by=lead.user).chosen_on


def test_what_is_not_released_or_agreed_is_never_among_the_quotes(lead: Viewer) -> None:
    """Whatever stands in the rows, and in whichever order it came there."""
    lead.setting.policy.quotes_shown = 100
    for state in ("to_read", "released", "kept_back"):
        for n, more in enumerate(
            [{"chosen_on": WEDNESDAY, "chosen_by": lead.user}, {},
             {"withdrawn_on": WEDNESDAY, "withdrawn_by": lead.user}]
        ):  # fmt: skip
            afternoon = make_afternoon(lead.setting, on=WEDNESDAY + timedelta(days=n), coffee_at=f"0{n}:0{len(state) % 10}")  # fmt: skip
            pulse = written(afternoon, comment=f"{state} {n}", comment_state=state)
            make_quote(pulse, **more)

    assert quotes_in(lead.setting, *TERM) == ["released 0"]


def test_quotes_are_of_their_own_days_and_setting(lead: Viewer, afternoon: Afternoon) -> None:
    other = make_afternoon(make_setting(), on=WEDNESDAY)
    chosen = {"chosen_on": WEDNESDAY, "chosen_by": lead.user}
    for one in (afternoon, other):
        make_quote(written(one, comment_state="released"), **chosen)

    assert shown(lead) == [WORDS]
    assert quotes_in(lead.setting, date(2027, 1, 1), date(2027, 4, 1)) == []


def test_the_database_shows_nothing_once_taken_back(lead: Viewer) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_quote(
            chosen_on=WEDNESDAY, chosen_by=lead.user, withdrawn_on=WEDNESDAY, withdrawn_by=lead.user
        )


def test_a_quote_holds_no_words_and_nobody_of_a_family() -> None:
    names = {field.name for field in Quote._meta.get_fields()}
    related = {
        getattr(f.related_model, "__name__", "") for f in Quote._meta.get_fields() if f.is_relation
    }

    assert not names & {"text", "words", "comment", "adult", "household", "child"}
    assert related == {"Setting", "Pulse", "Staff"}


def test_the_trail_names_the_afternoon_and_never_the_words(
    lead: Viewer, afternoon: Afternoon
) -> None:
    pulse = written(afternoon, comment_state="released", quote_consent=True)
    actions.choose(pulse=pulse, by=lead.user)
    actions.withdraw(pulse=pulse, by=lead.user)
    actions.keep_back(pulse=pulse, by=lead.user)

    entries = TrailEntry.objects.filter(what__startswith="afternoons.")
    assert {entry.about_id for entry in entries} == {afternoon.pk}
    assert {entry.household_id for entry in entries} == {None}


# --- Measure 13. ---


def test_belonging_counts_yes_of_answers_and_says_who_left_it_out(
    lead: Viewer, afternoon: Afternoon
) -> None:
    for n in range(12):
        make_pulse(
            afternoon,
            welcome="yes" if n < 9 else "a_bit" if n < 11 else "not_really",
            listened_to="yes" if n < 9 else "",
        )

    welcome, listened_to, enjoyed, _again = felt_in(lead.setting, *TERM)

    assert (welcome.yes, welcome.a_bit, welcome.not_really, welcome.left_out) == (9, 2, 1, 0)
    assert (welcome.share, welcome.of) == (75, "12 answers, 0 left it out")
    assert (listened_to.share, listened_to.answers, listened_to.left_out) == (None, 9, 3)
    assert listened_to.of == "Too few answers for a share."
    assert (enjoyed.answers, enjoyed.left_out, enjoyed.share) == (0, 12, None)


def test_belonging_adds_up_over_afternoons_of_these_days_alone(
    lead: Viewer, afternoon: Afternoon
) -> None:
    before = make_afternoon(lead.setting, on=date(2026, 9, 9))
    elsewhere = make_afternoon(make_setting(), on=WEDNESDAY)
    gone = make_afternoon(
        lead.setting, on=date(2026, 11, 4), removed_at=datetime(2026, 11, 5, tzinfo=UTC)
    )
    for one in (afternoon, before, elsewhere, gone):
        for _ in range(5):
            make_pulse(one, welcome="yes")

    assert felt_in(lead.setting, *TERM)[0].answers == 10
    assert felt_in(lead.setting, date(2026, 11, 1), TERM[1])[0].answers == 5


def test_a_smallest_group_of_none_tells_nothing_of_nobody(lead: Viewer) -> None:
    lead.setting.policy.smallest_group = 0

    assert [item.share for item in felt_in(lead.setting, *TERM)] == [None] * 4


# --- The page. ---


def test_the_lead_reads_and_decides_on_one_page(
    lead: Viewer, afternoon: Afternoon, sign_in: SignIn
) -> None:
    pulse, client = written(afternoon, quote_consent=True), sign_in(lead)
    page = client.get(HERE).content.decode()
    assert WORDS in page
    assert "Could it tell who wrote it?" in page
    assert "Few answered that day" in page

    for do in ("release", "choose"):
        client.post(f"{HERE}{pulse.pk}/{do}/")

    assert shown(lead) == [WORDS]
    assert "On the governors’ page" in client.get(HERE).content.decode()


def test_a_yes_is_written_down_on_the_page(
    lead: Viewer, afternoon: Afternoon, sign_in: SignIn
) -> None:
    pulse, client = written(afternoon, comment_state="released"), sign_in(lead)
    client.post(f"{HERE}{pulse.pk}/yes/", {"said": "nonsense"})
    assert not Quote.objects.exists()

    client.post(f"{HERE}{pulse.pk}/yes/", {"said": "paper"})

    assert Quote.objects.get().said == "paper"


def test_a_refusal_is_shown_and_a_wrong_move_is_409(
    lead: Viewer, afternoon: Afternoon, sign_in: SignIn
) -> None:
    pulse, client = written(afternoon, comment_state="released"), sign_in(lead)

    page = client.post(f"{HERE}{pulse.pk}/choose/", follow=True).content.decode()

    assert "Nobody has said that these words may be shown" in page
    assert client.post(f"{HERE}{pulse.pk}/release/").status_code == 409
    assert client.post(f"{HERE}{pulse.pk}/nonsense/").status_code == 404


def test_words_are_not_markup(lead: Viewer, afternoon: Afternoon, sign_in: SignIn) -> None:
    written(afternoon, comment="<b>Hi</b>")

    assert "<b>Hi</b>" not in sign_in(lead).get(HERE).content.decode()


def test_old_words_that_were_decided_are_not_listed_and_unread_ones_are(lead: Viewer) -> None:
    old = make_afternoon(lead.setting, on=date(2025, 9, 10))
    written(old, given_on=old.on, comment_state="released", comment_released_on=old.on)
    written(old, given_on=old.on)

    found = written_in(lead)

    assert (len(found.released), len(found.to_read)) == (0, 1)


def test_a_day_on_which_enough_answered_carries_no_warning(
    lead: Viewer, afternoon: Afternoon
) -> None:
    written(afternoon)
    for _ in range(9):
        make_pulse(afternoon)

    assert not written_in(lead).to_read[0].are_few


def test_as_many_queries_with_many_words_as_with_one(
    lead: Viewer, afternoon: Afternoon, sign_in: SignIn
) -> None:
    client = sign_in(lead)
    client.get(HERE)
    counts = []
    for many in (1, 6):
        for _ in range(many):
            make_quote(written(afternoon, comment_state="released"), recorded_by=lead.user)
        with CaptureQueriesContext(connection) as asked:
            client.get(HERE)
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_there_is_a_word_for_every_way_to_a_yes(lead: Viewer, afternoon: Afternoon) -> None:
    ticked = written(afternoon, quote_consent=True)
    said = {voices.Voice(ticked, None, are_few=False).yes_said}
    said.add(voices.Voice(written(afternoon), None, are_few=False).yes_said)
    said.add(voices.Voice(ticked, make_quote(), are_few=False).yes_said)
    said.add(
        voices.Voice(
            ticked, make_quote(withdrawn_on=WEDNESDAY, withdrawn_by=lead.user), are_few=False
        ).yes_said
    )

    assert len(said) == 4
