"""Planning a season of afternoons, and what opens each."""

from datetime import date, time, timedelta

import pytest
import time_machine

from pastoral.accounts.models import CalendarDay, HalfTerm, Setting
from pastoral.refusals import Refusal, WrongMove
from sessions_app import allergies
from sessions_app.actions import series
from sessions_app.actions.series import Details, SeriesPlan
from sessions_app.models import Afternoon
from tests.factories import (
    WEDNESDAY,
    make_activity,
    make_adult,
    make_afternoon,
    make_allergy,
    make_calendar_day,
    make_child,
    make_half_term,
    make_household,
    make_setting,
    make_staff,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_early_november")]


@pytest.fixture
def _early_november() -> object:
    with time_machine.travel("2026-11-01T12:00:00Z", tick=False):
        yield


def a_plan(**fields: object) -> SeriesPlan:
    wanted = {"title": "Family afternoon", "first_on": date(2026, 11, 2),
              "last_on": date(2026, 12, 18), "lead": make_staff(), **fields}  # fmt: skip
    return SeriesPlan(**wanted)  # type: ignore[arg-type]


def a_setting() -> Setting:
    return make_half_term().setting


def test_rule_38_a_series_makes_its_wednesdays_by_the_wall_clock() -> None:
    setting = a_setting()

    made = series.plan_series(setting=setting, plan=a_plan(), by=make_staff())

    days = list(made.afternoons.order_by("on").values_list("on", flat=True))
    assert days == [date(2026, 11, 4) + timedelta(days=7 * n) for n in range(7)]
    assert set(made.afternoons.values_list("coffee_at", "state")) == {(time(13, 30), "planned")}


def test_every_afternoon_knows_its_half_term() -> None:
    half = make_half_term()
    later = make_half_term(
        half.setting, term=HalfTerm.Term.SPRING, half=1,
        starts_on=date(2027, 1, 4), ends_on=date(2027, 2, 12),
    )  # fmt: skip

    made = series.plan_series(
        setting=half.setting, plan=a_plan(last_on=date(2027, 2, 12)), by=make_staff()
    )

    assert made.afternoons.filter(half_term=half).count() == 7
    assert made.afternoons.filter(half_term=later).count() == 6


def test_rule_38_days_without_school_are_left_out_each_with_its_reason() -> None:
    setting = a_setting()
    make_calendar_day(
        setting, day=date(2026, 11, 11), kind=CalendarDay.Kind.INSET, reason="Training"
    )
    make_calendar_day(setting, day=date(2026, 11, 18), kind=CalendarDay.Kind.CLOSED_EMERGENCY)

    days = series.days_of(setting=setting, plan=a_plan(last_on=date(2026, 12, 23)))

    left_out = {day.day: (day.why_not, day.asks_for_another_day) for day in days if not day.is_made}
    assert left_out == {
        date(2026, 11, 11): ("Training", True),
        date(2026, 11, 18): ("Closed (emergency)", True),
        date(2026, 12, 23): ("School holiday", False),
    }


def test_rule_38_a_training_day_may_get_another_day_instead() -> None:
    setting = a_setting()
    make_calendar_day(setting, day=date(2026, 11, 11))

    made = series.plan_series(
        setting=setting, plan=a_plan(), by=make_staff(), instead=[date(2026, 11, 12)]
    )

    assert made.afternoons.filter(on=date(2026, 11, 12)).exists()
    assert not made.afternoons.filter(on=date(2026, 11, 11)).exists()


def test_another_day_without_school_is_refused_and_nothing_is_made() -> None:
    setting = a_setting()

    with pytest.raises(Refusal, match=r"Saturday 14 November can’t be: weekend\."):
        series.plan_series(
            setting=setting, plan=a_plan(), by=make_staff(), instead=[date(2026, 11, 14)]
        )
    with pytest.raises(Refusal, match="there is an afternoon"):
        series.plan_series(
            setting=setting, plan=a_plan(), by=make_staff(), instead=[date(2026, 11, 4)]
        )

    assert not Afternoon.objects.exists()


def test_a_season_without_a_school_day_is_refused() -> None:
    plan = a_plan(first_on=date(2026, 12, 21), last_on=date(2027, 1, 1))

    with pytest.raises(Refusal, match="no school on any of these days"):
        series.plan_series(setting=a_setting(), plan=plan, by=make_staff())


def test_a_day_that_has_one_already_is_left_out() -> None:
    setting = a_setting()
    series.plan_series(setting=setting, plan=a_plan(), by=make_staff())

    again = series.days_of(setting=setting, plan=a_plan())

    assert {day.why_not for day in again} == {"There is an afternoon already"}


def test_activities_can_be_chosen_for_each() -> None:
    clay = make_activity()

    made = series.plan_series(
        setting=a_setting(), plan=a_plan(), by=make_staff(), activities={date(2026, 11, 11): clay}
    )

    assert made.afternoons.get(activity=clay).on == date(2026, 11, 11)


def test_changing_one_leaves_the_others() -> None:
    made = series.plan_series(setting=a_setting(), plan=a_plan(room="Hall"), by=make_staff())
    one = made.afternoons.first()
    assert one is not None
    details = Details(room="Garden room", capacity=20, lead=one.lead, activity=None)

    series.change(afternoon=one, details=details, by=make_staff())

    assert made.afternoons.filter(room="Garden room").count() == 1
    assert made.afternoons.filter(room="Hall").count() == 6


def test_a_wider_room_opens_a_full_afternoon_again() -> None:
    afternoon = make_afternoon(state=Afternoon.State.FULL, capacity=10)
    details = Details(room="Hall", capacity=12, lead=afternoon.lead, activity=None)

    assert series.change(afternoon=afternoon, details=details, by=make_staff()).state == "open"


def an_afternoon_with_nuts() -> Afternoon:
    setting = make_setting()
    home = make_household(setting)
    make_allergy(child=make_child(household=home, legal_first="Amira"), allergen="tree_nuts",
                 severity="anaphylaxis")  # fmt: skip
    make_adult(household=home)
    return make_afternoon(
        setting, state=Afternoon.State.PLANNED, activity=make_activity(allergens=["tree_nuts"])
    )


def test_rule_37_a_met_allergy_is_answered_before_the_afternoon_opens() -> None:
    afternoon, jo = an_afternoon_with_nuts(), make_staff()

    with pytest.raises(Refusal, match="has an allergy to this"):
        series.open_afternoon(afternoon=afternoon, by=jo)
    series.answer_allergens(afternoon=afternoon, by=jo)
    opened = series.open_afternoon(afternoon=afternoon, by=jo)

    assert opened.state == Afternoon.State.OPEN
    assert opened.allergens_answered_by == jo


def test_rule_37_the_warning_names_who_and_how_bad() -> None:
    (met,) = allergies.warning_for(an_afternoon_with_nuts()).met

    assert (met.first_name, met.to, met.is_severe) == ("Amira", "Tree nuts", True)


def test_rule_37_food_and_grown_ups_count_too_and_strangers_don_t() -> None:
    afternoon = make_afternoon(state=Afternoon.State.PLANNED, food_allergens=["milk"])
    home = make_household(afternoon.setting)
    make_child(household=home)
    make_allergy(adult=make_adult(household=home, known_as="Samira"), allergen="milk")
    make_allergy(child=make_child(afternoon.setting, placement_ends_on=date(2026, 11, 1)),
                 allergen="milk")  # fmt: skip
    make_allergy(child=make_child(), allergen="milk")

    assert [one.first_name for one in allergies.warning_for(afternoon).met] == ["Samira"]


def test_rule_37_an_allergy_in_free_words_is_told_beside_it_and_does_not_block() -> None:
    afternoon = make_afternoon(state=Afternoon.State.PLANNED, food_allergens=["milk"])
    home = make_household(afternoon.setting)
    make_allergy(child=make_child(household=home), allergen="", other="Kiwi")

    warning = allergies.warning_for(afternoon)

    assert [one.to for one in warning.others] == ["Kiwi"]
    assert not warning.must_be_answered


def test_rule_37_new_allergens_ask_again_and_fewer_do_not() -> None:
    afternoon, jo = an_afternoon_with_nuts(), make_staff()
    series.answer_allergens(afternoon=afternoon, by=jo)

    same = series.choose_activity(
        afternoon=afternoon, activity=make_activity(allergens=["tree_nuts"]), by=jo
    )
    assert same.allergens_answered_at is not None

    other = series.choose_activity(
        afternoon=afternoon, activity=make_activity(allergens=["egg", "tree_nuts"]), by=jo
    )
    assert other.allergens_answered_at is None


def test_only_a_planned_afternoon_opens() -> None:
    with pytest.raises(WrongMove, match="open already"):
        series.open_afternoon(afternoon=make_afternoon(), by=make_staff())


def test_an_afternoon_gone_by_does_not_open() -> None:
    afternoon = make_afternoon(state=Afternoon.State.PLANNED)

    with time_machine.travel("2026-12-02T14:00:00Z"), pytest.raises(Refusal, match="has gone by"):
        series.open_afternoon(afternoon=afternoon, by=make_staff())


def test_a_person_says_that_it_was_held_once_it_is_over() -> None:
    afternoon = make_afternoon(on=WEDNESDAY)

    with pytest.raises(Refusal, match="not over yet"):
        series.say_held(afternoon=afternoon, by=make_staff())
    with time_machine.travel("2026-12-03T09:00:00Z"):
        assert series.say_held(afternoon=afternoon, by=make_staff()).state == "held"


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2026, 10, 21), date(2026, 10, 28)), (date(2027, 3, 24), date(2027, 3, 31)),
     (date(2027, 10, 27), date(2027, 11, 3))],
)  # fmt: skip
def test_rule_38_half_past_one_stays_half_past_one_when_the_clocks_change(
    first: date, last: date
) -> None:
    with time_machine.travel("2026-10-01T12:00:00Z"):
        made = series.plan_series(
            setting=make_setting(), plan=a_plan(first_on=first, last_on=last), by=make_staff()
        )

    before, after = made.afternoons.order_by("on")
    zone = before.setting.zone
    assert before.starts_at.astimezone(zone).time() == time(13, 30)
    assert after.starts_at.astimezone(zone).time() == time(13, 30)
    assert after.starts_at - before.starts_at != timedelta(days=7)
