"""The clock asks the families when it is time, once; or says in words why it has not."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from families.models import Adult
from pastoral.accounts.models import TrailEntry
from pastoral.accounts.roles import Role
from pastoral.outbox.models import Message
from sessions_app import tasks, terms
from sessions_app.actions import asking, inviting, series
from sessions_app.models import Afternoon, Invitation, InvitationRun
from tests.factories import (
    make_activity,
    make_afternoon,
    make_afternoon_series,
    make_allergy,
    make_family,
    make_restriction,
    make_setting,
    make_staff,
    make_viewer,
)
from tests.sessions_app.scenes import keys, let_them_go
from tests.shipped import ship_words

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
THURSDAY_16 = datetime(2026, 11, 26, 16, 0, tzinfo=LONDON)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    """Thursday a minute before four; a test moves it."""
    ship_words()
    with time_machine.travel(THURSDAY_16 - MINUTE, tick=False) as traveller:
        yield traveller


def a_season(families: int = 2, fields: dict[str, Any] | None = None, **own: Any) -> Afternoon:
    """An open Wednesday of a season, and families who may be asked to it."""
    setting = make_setting()
    for _ in range(families):
        make_family(setting)
    season = make_afternoon_series(setting, **own)
    return make_afternoon(setting, series=season, **(fields or {}))


def asked_at(clock: Any, moment: datetime) -> int:
    """Let the clock tick at a moment; return how many are asked by then."""
    clock.move_to(moment)
    tasks.ask_and_remind()
    return Invitation.objects.asked().count()


def test_families_are_asked_on_thursday_at_four_by_the_clock(clock: Any) -> None:
    afternoon = a_season(3)

    assert asked_at(clock, THURSDAY_16 - MINUTE) == 0
    assert asked_at(clock, THURSDAY_16) == 3
    assert InvitationRun.objects.get().started_by is None
    assert TrailEntry.objects.get(what="afternoons.invited").actor_kind == "clock"
    afternoon.refresh_from_db()
    assert afternoon.invited_at == THURSDAY_16


def test_rule_28_a_clock_that_ticks_twice_asks_once(clock: Any) -> None:
    a_season(2)

    assert asked_at(clock, THURSDAY_16) == asked_at(clock, THURSDAY_16 + MINUTE) == 2
    assert len(keys("afternoon-invite")) == Message.objects.count() == 2
    assert InvitationRun.objects.count() == 1


def test_whom_a_person_asked_before_the_clock_does_not_ask_again(clock: Any) -> None:
    afternoon = a_season(2)
    inviting.invite(afternoon=afternoon, by=make_staff())
    make_family(afternoon.setting)

    assert asked_at(clock, THURSDAY_16) == 2


def test_a_clock_that_was_down_asks_late_but_not_once_it_has_begun(clock: Any) -> None:
    a_season(1)
    assert asked_at(clock, datetime(2026, 12, 2, 13, 30, tzinfo=LONDON)) == 0
    assert asked_at(clock, datetime(2026, 12, 1, 11, 0, tzinfo=LONDON)) == 1


def test_a_series_may_leave_it_to_people(clock: Any) -> None:
    a_season(1, asks_by_itself=False)

    assert asked_at(clock, THURSDAY_16 + timedelta(days=1)) == 0


def test_one_afternoon_without_a_series_is_asked_to_by_people(clock: Any) -> None:
    setting = make_setting()
    make_family(setting)
    make_afternoon(setting)

    assert asked_at(clock, THURSDAY_16) == 0


def test_a_series_has_its_own_days_and_hours(clock: Any) -> None:
    own: dict[str, Any] = {"invite_days_before": 9, "invite_at": time(10, 0)}
    a_season(1, **own)
    monday = datetime(2026, 11, 23, 10, 0, tzinfo=LONDON)

    assert asked_at(clock, monday - MINUTE) == 0
    assert asked_at(clock, monday) == 1


def test_reminders_keep_to_the_series_own_days(clock: Any) -> None:
    own: dict[str, Any] = {
        "first_reminder_days_before": 3, "first_reminder_at": time(12, 0),
        "second_reminder_days_before": 0, "second_reminder_at": time(9, 0),
    }  # fmt: skip
    a_season(1, **own)
    asked_at(clock, THURSDAY_16)
    let_them_go(THURSDAY_16)
    Invitation.objects.update(state="yes", answer="yes", answered_at=THURSDAY_16)
    for moment, first, second in (
        (datetime(2026, 11, 29, 11, 59, tzinfo=LONDON), 0, 0),
        (datetime(2026, 11, 29, 12, 0, tzinfo=LONDON), 1, 0),
        (datetime(2026, 12, 2, 9, 0, tzinfo=LONDON), 1, 1),
    ):
        asked_at(clock, moment)
        assert len(keys("afternoon-reminder-first")) == first
        assert len(keys("afternoon-reminder-second")) == second


@pytest.mark.parametrize(
    ("on", "at_utc"),
    [
        (date(2027, 3, 31), datetime(2027, 3, 25, 16, 0, tzinfo=UTC)),  # The clocks go on between.
        (date(2027, 4, 7), datetime(2027, 4, 1, 15, 0, tzinfo=UTC)),
        (date(2027, 11, 3), datetime(2027, 10, 28, 15, 0, tzinfo=UTC)),  # They go back between.
        (date(2027, 11, 10), datetime(2027, 11, 4, 16, 0, tzinfo=UTC)),
    ],
)
def test_four_oclock_stays_four_oclock_across_both_clock_changes(
    on: date, at_utc: datetime, clock: Any
) -> None:
    afternoon = a_season(1, {"on": on})
    Afternoon.objects.update(on=on)

    assert terms.invite_at(afternoon) == at_utc
    assert asked_at(clock, at_utc - MINUTE) == 0
    assert asked_at(clock, at_utc) == 1


def test_one_that_is_not_open_is_not_asked_to_and_the_lead_sees_why(
    clock: Any, sign_in: Any
) -> None:
    afternoon = a_season(1, {"state": "planned"})
    assert asked_at(clock, THURSDAY_16) == 0
    client = sign_in(make_viewer(Role.LEAD, setting=afternoon.setting))
    for page in ("/", afternoon.get_absolute_url()):
        assert "Not asked yet: it is not open yet." in client.get(page).content.decode()

    series.open_afternoon(afternoon=afternoon, by=make_staff())
    assert asked_at(clock, THURSDAY_16 + MINUTE) == 1
    for page in ("/", afternoon.get_absolute_url()):
        assert "Not asked yet" not in client.get(page).content.decode()


def test_rule_37_nobody_is_asked_while_an_allergy_waits_to_be_thought_of(clock: Any) -> None:
    afternoon = a_season(1)
    allergy = make_allergy(adult=Adult.objects.get())
    Afternoon.objects.update(activity=make_activity(allergens=[allergy.allergen]))
    assert asked_at(clock, THURSDAY_16) == 0
    afternoon.refresh_from_db()
    assert afternoon.not_asked_why == asking.ALLERGIES

    series.answer_allergens(afternoon=afternoon, by=make_staff())
    assert asked_at(clock, THURSDAY_16 + MINUTE) == 1


def test_rule_17_nobody_is_asked_before_somebody_thought_of_who_must_not_meet(
    clock: Any, sign_in: Any
) -> None:
    afternoon = a_season(2)
    one, other = Adult.objects.order_by("pk")
    make_restriction(one, other_adult=other, kind="do_not_co_attend")
    assert asked_at(clock, THURSDAY_16) == 0
    client = sign_in(make_viewer(Role.LEAD, setting=afternoon.setting))
    page = client.get(afternoon.get_absolute_url()).content.decode()
    assert "Not asked yet: two who must not meet would both be asked" in page
    invite = f"/afternoons/{afternoon.pk}/invite/"
    assert "We have thought of this" in client.get(invite).content.decode()

    client.post(f"/afternoons/{afternoon.pk}/pairs/")
    assert asked_at(clock, THURSDAY_16 + MINUTE) == 2
    afternoon.refresh_from_db()
    assert (afternoon.pairs_seen_by is None, afternoon.not_asked_why) == (False, "")


def test_rule_34_whose_language_has_no_words_is_left_to_people(clock: Any) -> None:
    a_season(2)
    mother = Adult.objects.order_by("pk").first()
    assert mother is not None
    Adult.objects.filter(pk=mother.pk).update(language="lt", reads_english="prefer_other")

    assert asked_at(clock, THURSDAY_16) == 1
    assert Invitation.objects.get(adult=mother).block_reason == "language_has_no_words"


def test_the_page_says_when_the_clock_will_ask(sign_in: Any) -> None:
    afternoon = a_season(1)
    client = sign_in(make_viewer(Role.LEAD, setting=afternoon.setting))
    page = client.get(afternoon.get_absolute_url()).content.decode()

    assert "The families are asked by themselves today, 4pm." in " ".join(page.split())
