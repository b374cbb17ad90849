"""Making a setting, keeping its calendar, changing its numbers."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from pastoral.accounts import actions, half_terms, trail
from pastoral.accounts.models import CalendarDay, HalfTerm, Policy, Setting, Staff, TrailEntry
from pastoral.refusals import Refusal
from tests.factories import make_calendar_day, make_setting, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> Staff:
    return make_staff()


def _create(**changed: str) -> Setting:
    said = {"code": "orchard", "name": "Orchard Zone", "kind": "zone", **changed}
    return actions.create_setting(**said, by=trail.COMMAND)


def test_a_setting_begins_with_its_policy_and_this_years_half_terms() -> None:
    setting = _create(nation="scotland", trust="Valley Trust", nickname="The Orchard")

    assert Policy.objects.get().setting == setting
    assert setting.half_terms.count() == 6
    assert (setting.trust.name, setting.place) == ("Valley Trust", "The Orchard")  # type: ignore[union-attr]
    assert TrailEntry.objects.filter(what="accounts.setting_created", actor_kind="command").exists()


def test_two_settings_share_their_trust() -> None:
    first, second = _create(trust="Valley Trust"), _create(code="two", trust="Valley Trust")

    assert first.trust == second.trust


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"kind": "castle"}, "“castle” is not a kind of setting"),
        ({"nation": "france"}, "“france” is not a nation"),
        ({"code": "two words"}, "The code won’t do"),
        ({"code": "TAKEN"}, "The code “TAKEN” is taken"),
        ({"name": " "}, "The name won’t do"),
        ({"name": "x" * 121}, "The name won’t do"),
    ],
)
def test_nonsense_makes_no_setting(changed: dict[str, str], sentence: str) -> None:
    make_setting(code="taken")

    with pytest.raises(Refusal, match=sentence):
        _create(**changed)
    assert Setting.objects.count() == 1


def test_half_terms_are_set_and_set_again_as_the_same_rows(lead: Staff) -> None:
    setting = make_setting()
    halves = list(half_terms.proposed("england", 2026))
    first = actions.set_half_terms(setting=setting, school_year=2026, halves=halves, by=lead)

    halves[0] = replace(halves[0], starts_on=date(2026, 9, 3))
    second = actions.set_half_terms(setting=setting, school_year=2026, halves=halves, by=lead)

    assert [row.pk for row in first] == [row.pk for row in second]
    assert HalfTerm.objects.earliest("starts_on").starts_on == date(2026, 9, 3)
    assert TrailEntry.objects.filter(what="accounts.half_terms_set", actor=lead).count() == 2


@pytest.mark.parametrize(
    ("n", "changed", "sentence"),
    [
        (0, {"ends_on": date(2026, 8, 30)}, "Autumn, first half ends before it starts"),
        (1, {"starts_on": date(2026, 10, 20)}, "Autumn, second half starts before Autumn, first"),
        (0, {"starts_on": date(2026, 7, 1)}, "can’t start on 1 July 2026"),
    ],
)
def test_half_terms_in_disorder_are_refused(
    lead: Staff, n: int, changed: dict[str, Any], sentence: str
) -> None:
    halves = list(half_terms.proposed("england", 2026))
    halves[n] = replace(halves[n], **changed)

    with pytest.raises(Refusal, match=sentence):
        actions.set_half_terms(setting=make_setting(), school_year=2026, halves=halves, by=lead)


def test_half_terms_do_not_run_into_the_next_year(lead: Staff) -> None:
    setting = make_setting()
    for year in (2027, 2026):
        halves = list(half_terms.proposed("england", year))
        if year == 2026:
            halves[-1] = replace(halves[-1], ends_on=date(2027, 9, 2))
            with pytest.raises(Refusal, match="run into Autumn 2027, first half"):
                actions.set_half_terms(setting=setting, school_year=year, halves=halves, by=lead)
        else:
            actions.set_half_terms(setting=setting, school_year=year, halves=halves, by=lead)


def test_a_day_is_added_once_and_taken_out_again(lead: Staff) -> None:
    setting, day = make_setting(), date(2027, 1, 4)
    kind = CalendarDay.Kind.INSET
    added = actions.add_calendar_day(setting=setting, day=day, kind=kind, by=lead)

    with pytest.raises(Refusal, match="Monday 4 January 2027 is in the calendar already"):
        actions.add_calendar_day(setting=setting, day=day, kind=kind, by=lead)
    actions.remove_calendar_day(calendar_day=added, by=lead)

    assert not setting.calendar_days.exists()
    said = TrailEntry.objects.get(what="accounts.calendar_day_removed")
    assert said.reason == "4 January 2027: INSET day"


def test_another_settings_day_is_no_hindrance(lead: Staff) -> None:
    other = make_calendar_day()

    added = actions.add_calendar_day(
        setting=make_setting(), day=other.day, kind=CalendarDay.Kind.HOLIDAY, by=lead
    )

    assert added.day == other.day


def test_a_changed_number_leaves_a_line_each(lead: Staff) -> None:
    policy = make_setting().policy

    actions.change_policy(
        policy=policy,
        numbers={"visits_per_day": 5, "note_words": 300, "send_until": time(18, 0)},
        by=lead,
    )

    policy.refresh_from_db()
    assert (policy.visits_per_day, policy.send_until) == (5, time(18, 0))
    said = TrailEntry.objects.filter(what="accounts.policy_changed", actor=lead)
    assert {entry.reason for entry in said} == {
        "visits_per_day 4 → 5",
        "send_until 19:00:00 → 18:00:00",
    }
    assert policy.history.count() == 2


def test_nothing_changed_leaves_no_line(lead: Staff) -> None:
    actions.change_policy(policy=make_setting().policy, numbers={"visits_per_day": 4}, by=lead)

    assert not TrailEntry.objects.exists()


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ({"send_until": time(7, 0)}, "end after they begin"),
        ({"overdue_buddy_minutes": 10}, "first the mentor|mentor is asked first"),
        ({"worry_head_minutes": 30}, "deputy before it goes to the head"),
        ({"regular_at_least": 7}, "can’t come to more afternoons"),
        ({"second_reminder_days_before": 3}, "second reminder can’t go out before"),
        ({"invite_days_before": 2}, "asked before they are reminded"),
    ],
)
def test_numbers_that_can_not_stand_together_are_refused(
    lead: Staff, numbers: dict[str, object], sentence: str
) -> None:
    policy = make_setting().policy

    with pytest.raises(Refusal, match=sentence):
        actions.change_policy(policy=policy, numbers=numbers, by=lead)
    assert not TrailEntry.objects.exists()
