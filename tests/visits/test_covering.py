"""Standing in for a colleague: everything for some days, and nothing the day after (rule 44)."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time

import pytest
import time_machine
from django.test import Client

from families import actions as families
from families.covering import is_done_by
from families.models import Cover, Household, MentorAssignment, Promise
from pastoral.accounts.models import Setting, Staff, TrailEntry
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.ids import new_id
from pastoral.refusals import Refusal
from tests.factories import (
    make_adult,
    make_child,
    make_family,
    make_home_visit,
    make_household,
    make_membership,
    make_mentor_assignment,
    make_policy,
    make_promise,
    make_relationship,
    make_restriction,
    make_setting,
    make_staff,
    make_viewer,
    make_visit_note,
)
from visits import actions
from visits.actions import NoteText, VisitLog
from visits.covers import Clash, clashes, clashes_of, families_not_told
from visits.models import HomeVisit, VisitNote

pytestmark = pytest.mark.django_db
State = HomeVisit.State
MONDAY, TUESDAY, FRIDAY = date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 4)
THURSDAY_BEFORE, FRIDAY_BEFORE, SATURDAY = date(2026, 11, 26), date(2026, 11, 27), date(2026, 12, 5)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12))


@pytest.fixture(autouse=True)
def _on_the_thursday_before() -> Iterator[None]:
    with time_machine.travel(noon(THURSDAY_BEFORE), tick=False):
        yield


@pytest.fixture
def setting() -> Setting:
    return make_setting()


@pytest.fixture
def jo(setting: Setting) -> Staff:
    return make_viewer(setting=setting, first_name="Jo").user


@pytest.fixture
def kwame(setting: Setting) -> Viewer:
    return make_viewer(setting=setting, first_name="Kwame")


@pytest.fixture
def ruth(setting: Setting) -> Staff:
    return make_viewer(Role.LEAD, setting=setting, first_name="Ruth").user


def cover(jo: Staff, kwame: Viewer, ruth: Staff, **fields: object) -> Cover:
    days = {"from_on": MONDAY, "to_on": FRIDAY, "setting": kwame.setting} | fields
    return actions.set_cover(away=jo, stand_in=kwame.user, by=ruth, **days)  # type: ignore[arg-type]


def planned(home: Household, mentor: Staff, on: date = TUESDAY, **fields: object) -> HomeVisit:
    fields.setdefault("planned_at", time(11))
    return make_home_visit(home, mentor, state=State.PLANNED, planned_on=on, **fields)


@pytest.mark.parametrize(
    ("day", "sees"),
    [(FRIDAY_BEFORE, False), (MONDAY, True), (FRIDAY, True), (SATURDAY, False)],
)
def test_rule_44_a_stand_in_sees_everything_on_these_days_and_nothing_before_or_after(
    jo: Staff, kwame: Viewer, ruth: Staff, day: date, sees: bool
) -> None:
    home = make_family(kwame.setting, jo)
    elsewhere = make_household(kwame.setting)  # Jo visits them; they are on nobody's caseload.
    along = planned(make_household(kwame.setting), make_staff())
    along.companions.add(jo)
    visits = {planned(home, jo), planned(elsewhere, jo), along}
    promises = {make_promise(place, owner=jo, due_on=TUESDAY) for place in (home, elsewhere)}
    note = make_visit_note(make_home_visit(home, jo))
    cover(jo, kwame, ruth)

    with time_machine.travel(noon(day), tick=False):
        seen = Promise.objects.visible_to(kwame).filter(owner=jo).exclude(made_in="cover")
        assert (set(seen) == promises) is sees
        assert (set(HomeVisit.objects.visible_to(kwame).live()) == visits) is sees
        assert (home in Household.objects.visible_to(kwame)) is sees
        assert (note in VisitNote.objects.visible_to(kwame)) is sees
        assert bool(Promise.objects.visible_to(kwame).filter(owner=jo)) is sees
        assert HomeVisit.objects.visible_to(kwame).exists() is sees


def test_rule_44_whoever_is_away_goes_on_seeing_their_families(
    setting: Setting, kwame: Viewer, ruth: Staff
) -> None:
    jo = make_viewer(setting=setting)
    home = make_family(setting, jo.user)
    cover(jo.user, kwame, ruth)

    with time_machine.travel(noon(TUESDAY), tick=False):
        assert list(Household.objects.visible_to(jo)) == [home]


def test_rule_44_visits_are_the_stand_ins_on_their_days_and_come_back_by_themselves(
    jo: Staff, kwame: Viewer, ruth: Staff
) -> None:
    home = make_family(kwame.setting, jo)
    within, after = planned(home, jo, FRIDAY), planned(home, jo, date(2026, 12, 11))
    cover(jo, kwame, ruth)

    mine = is_done_by(kwame.user, person="mentor", day="planned_on")
    theirs = is_done_by(jo, person="mentor", day="planned_on")
    assert list(HomeVisit.objects.filter(mine)) == [within]
    assert list(HomeVisit.objects.filter(theirs)) == [after]
    assert set(HomeVisit.objects.filter(mentor=jo)) == {within, after}  # Nothing was moved.


def test_a_cover_in_one_setting_moves_nothing_in_another(
    jo: Staff, kwame: Viewer, ruth: Staff
) -> None:
    other = make_setting()
    make_membership(jo, other)
    visit = planned(make_family(other, jo), jo)
    cover(jo, kwame, ruth)

    theirs = is_done_by(jo, person="mentor", day="planned_on")
    assert list(HomeVisit.objects.filter(theirs)) == [visit]


def test_rule_44_a_stand_in_arrives_leaves_logs_writes_the_note_and_keeps_a_promise(
    jo: Staff, kwame: Viewer, ruth: Staff
) -> None:
    home = make_family(kwame.setting, jo)
    visit = planned(home, jo)
    promise = make_promise(home, owner=jo, due_on=TUESDAY)
    cover(jo, kwame, ruth)

    with time_machine.travel(noon(TUESDAY), tick=False):
        actions.arrive(visit=visit, by=kwame.user)
        visit = actions.leave(visit=visit, by=kwame.user)
        actions.log_visit(
            log=VisitLog(
                log_key=new_id(), household=home, visited_on=TUESDAY,
                outcome=HomeVisit.Outcome.COMPLETED, note=NoteText(going_well="“He read.”"),
            ),
            by=kwame.user,
        )  # fmt: skip
        families.keep_promise(promise=promise, by=kwame.user)

    visit.refresh_from_db()
    assert (visit.mentor, visit.state) == (kwame.user, State.COMPLETED)
    with time_machine.travel(noon(SATURDAY), tick=False):  # Their own visit stays theirs to read.
        assert list(HomeVisit.objects.visible_to(kwame)) == [visit]
        assert VisitNote.objects.visible_to(kwame).count() == 1
        assert not Household.objects.visible_to(kwame).exists()


def test_a_stand_in_who_was_only_to_go_along_becomes_whose_visit_it_is(
    jo: Staff, kwame: Viewer, ruth: Staff
) -> None:
    visit = planned(make_family(kwame.setting, jo), jo)
    visit.companions.add(kwame.user)
    cover(jo, kwame, ruth)

    with time_machine.travel(noon(TUESDAY), tick=False):
        assert actions.arrive(visit=visit, by=kwame.user).mentor == kwame.user


def test_who_goes_along_makes_a_visit_not_theirs(jo: Staff, kwame: Viewer) -> None:
    visit = planned(make_family(kwame.setting, jo), jo)
    visit.companions.add(kwame.user)

    with time_machine.travel(noon(TUESDAY), tick=False):
        assert actions.arrive(visit=visit, by=kwame.user).mentor == jo


def test_who_goes_along_instead_of_a_colleague_makes_a_visit_not_theirs(
    jo: Staff, kwame: Viewer, ruth: Staff
) -> None:
    visit = planned(make_family(kwame.setting, ruth), ruth)
    visit.companions.add(jo)
    cover(jo, kwame, ruth)

    with time_machine.travel(noon(TUESDAY), tick=False):
        assert actions.arrive(visit=visit, by=kwame.user).mentor == ruth


def test_rule_44_each_family_is_to_be_told_by_a_person_the_school_day_before(
    jo: Staff, kwame: Viewer, ruth: Staff
) -> None:
    home = make_family(kwame.setting, jo, known_as="Samira")

    made = cover(jo, kwame, ruth)

    task = Promise.objects.get()
    assert task.what == (
        "Tell Samira that Kwame comes instead of Jo, Monday 30 November to Friday 4 December"
    )
    assert (task.household, task.owner, task.due_on) == (home, jo, FRIDAY_BEFORE)
    assert (task.made_in, task.made_in_id) == (Promise.MadeIn.COVER, made.pk)


def test_rule_44_who_falls_ill_today_has_the_families_told_today_by_whoever_set_it(
    jo: Staff, kwame: Viewer, ruth: Staff
) -> None:
    make_family(kwame.setting, jo)

    cover(jo, kwame, ruth, from_on=THURSDAY_BEFORE, to_on=THURSDAY_BEFORE)

    task = Promise.objects.get()
    assert (task.owner, task.due_on) == (ruth, THURSDAY_BEFORE)
    assert task.what.endswith("comes instead of Jo, Thursday 26 November")


def test_somebody_else_may_be_chosen_to_tell_them(jo: Staff, kwame: Viewer, ruth: Staff) -> None:
    make_family(kwame.setting, jo)
    pat = make_viewer(Role.OFFICE, setting=kwame.setting).user

    cover(jo, kwame, ruth, told_by=pat)

    assert Promise.objects.get().owner == pat


def test_rule_44_both_homes_of_a_child_are_told_and_nobody_kept_from_the_child_is_named(
    jo: Staff, kwame: Viewer, ruth: Staff
) -> None:
    home, apart = make_family(kwame.setting, jo, known_as="Samira"), make_household(kwame.setting)
    child = MentorAssignment.objects.get().child
    for place, name in ((home, "Lee"), (apart, "Ola")):
        make_relationship(child, make_adult(household=place, known_as=name))
    apart.members.create(child=child, from_on=date(2026, 9, 2))
    make_restriction(home.members.get(adult__known_as="Lee").adult, child)

    cover(jo, kwame, ruth)

    said = [task.what.split(" that ")[0] for task in Promise.objects.order_by("household__label")]
    assert sorted(said) == ["Tell Ola", "Tell Samira"]


def test_families_nobody_has_told_yet_are_known_by_day(
    jo: Staff, kwame: Viewer, ruth: Staff
) -> None:
    home = make_family(kwame.setting, jo)
    cover(jo, kwame, ruth)

    assert families_not_told([home.pk], MONDAY) == {home.pk}
    assert families_not_told([home.pk], SATURDAY) == frozenset()
    families.keep_promise(promise=Promise.objects.get(), by=jo)
    assert families_not_told([home.pk], MONDAY) == frozenset()


def test_rule_44_the_stand_ins_day_says_which_families_nobody_has_told(
    jo: Staff, kwame: Viewer, ruth: Staff, sign_in: Callable[..., Client]
) -> None:
    planned(make_family(kwame.setting, jo), jo)
    cover(jo, kwame, ruth)

    with time_machine.travel(noon(TUESDAY), tick=False):
        client = sign_in(kwame)
        before = client.get("/visits/day/").text
        families.keep_promise(promise=Promise.objects.get(), by=ruth)
        after = client.get("/visits/day/").text

    assert "Instead of Jo: nobody has told them yet" in before
    assert "Instead of Jo" in after
    assert "nobody has told them" not in after


def test_rule_44_a_child_given_to_who_is_away_is_the_stand_ins_too(
    jo: Staff, kwame: Viewer, ruth: Staff
) -> None:
    cover(jo, kwame, ruth)
    home = make_household(kwame.setting)

    families.assign_mentor(child=make_child(household=home), mentor=jo, by=ruth, from_on=TUESDAY)

    row = MentorAssignment.objects.get(kind="cover")
    assert (row.mentor, row.from_on, row.to_on) == (kwame.user, TUESDAY, FRIDAY)
    with time_machine.travel(noon(MONDAY), tick=False):
        assert not Household.objects.visible_to(kwame).exists()
    with time_machine.travel(noon(TUESDAY), tick=False):
        assert list(Household.objects.visible_to(kwame)) == [home]


def test_cover_never_outlasts_what_it_covers(jo: Staff, kwame: Viewer, ruth: Staff) -> None:
    child = make_child(household=make_household(kwame.setting))
    walks = make_mentor_assignment(jo, child, to_on=date(2026, 12, 3))
    cover(jo, kwame, ruth)
    assert walks.covered_by.get().to_on == date(2026, 12, 3)

    with time_machine.travel(noon(TUESDAY), tick=False):
        families.end_assignment(assignment=walks, by=ruth)

    assert walks.covered_by.get().to_on == TUESDAY


def test_a_new_mentor_ends_the_cover_of_the_former(jo: Staff, kwame: Viewer, ruth: Staff) -> None:
    make_family(kwame.setting, jo)
    cover(jo, kwame, ruth)
    child = MentorAssignment.objects.get(kind="lead").child

    families.assign_mentor(child=child, mentor=ruth, by=ruth)

    assert not MentorAssignment.objects.filter(kind="cover").exists()


def test_the_children_are_covered_in_as_many_queries_for_one_as_for_many(
    jo: Staff, kwame: Viewer, ruth: Staff, django_assert_max_num_queries: object
) -> None:
    for _ in range(30):
        make_mentor_assignment(jo, make_child(kwame.setting))

    with django_assert_max_num_queries(30):  # type: ignore[operator]
        cover(jo, kwame, ruth)

    assert MentorAssignment.objects.filter(kind="cover").count() == 30


def test_setting_cover_leaves_a_trail_also_with_each_family(
    jo: Staff, kwame: Viewer, ruth: Staff
) -> None:
    home = make_family(kwame.setting, jo)

    made = cover(jo, kwame, ruth)

    assert TrailEntry.objects.get(what="visits.cover-set").about_id == made.pk
    assert TrailEntry.objects.get(what="visits.covered").household_id == home.pk


def test_what_makes_no_sense_is_refused(jo: Staff, kwame: Viewer, ruth: Staff) -> None:
    stranger = make_staff(first_name="Pat")
    make_membership(stranger, kwame.setting, Role.OFFICE)
    for fields, said in (
        ({"stand_in": jo}, "Nobody stands in for themselves"),
        ({"to_on": FRIDAY_BEFORE}, "can’t be before the first"),
        ({"from_on": date(2026, 11, 25)}, "That day is over"),
        ({"stand_in": stranger}, "Pat does not visit families here then"),
    ):
        given = {"away": jo, "stand_in": kwame.user, "setting": kwame.setting, "by": ruth,
                 "from_on": MONDAY, "to_on": FRIDAY} | fields  # fmt: skip
        with pytest.raises(Refusal, match=said):
            actions.set_cover(**given)  # type: ignore[arg-type]


def test_who_leaves_before_the_last_day_stands_in_for_nobody(
    jo: Staff, kwame: Viewer, ruth: Staff
) -> None:
    kwame.user.memberships.update(to_on=date(2026, 12, 2))

    with pytest.raises(Refusal, match="Kwame does not visit families here then"):
        cover(jo, kwame, ruth)


def test_nobody_is_covered_twice_and_there_are_no_chains(
    jo: Staff, kwame: Viewer, ruth: Staff
) -> None:
    sam = make_viewer(setting=kwame.setting, first_name="Sam")
    cover(jo, kwame, ruth)

    with pytest.raises(Refusal, match="Kwame stands in for Jo already, Monday 30 November to"):
        cover(jo, sam, ruth, from_on=FRIDAY, to_on=date(2026, 12, 8))
    with pytest.raises(Refusal, match="Jo is away then too"):
        actions.set_cover(
            away=sam.user, stand_in=jo, setting=kwame.setting, from_on=FRIDAY, to_on=FRIDAY, by=ruth
        )
    with pytest.raises(Refusal, match="Kwame stands in for Jo then"):
        cover(kwame.user, sam, ruth)
    cover(jo, sam, ruth, from_on=SATURDAY, to_on=date(2026, 12, 8))  # The day after is free.


def test_rule_44_who_is_back_early_has_everything_back_at_once(
    jo: Staff, kwame: Viewer, ruth: Staff
) -> None:
    home = make_family(kwame.setting, jo)
    visit = planned(home, jo, FRIDAY)
    made = cover(jo, kwame, ruth)

    with time_machine.travel(noon(date(2026, 12, 2)), tick=False):
        actions.end_cover(cover=made, by=ruth)

        assert not Household.objects.visible_to(kwame).exists()
        assert not HomeVisit.objects.visible_to(kwame).exists()
    mine = is_done_by(jo, person="mentor", day="planned_on")
    assert list(HomeVisit.objects.filter(mine)) == [visit]
    task = Promise.objects.get()
    assert (task.state, task.result) == (Promise.State.NOT_NEEDED, "Jo is back.")
    made.refresh_from_db()
    assert made.to_on == TUESDAY


def test_rule_44_a_cover_taken_back_before_it_began_was_never_there(
    jo: Staff, kwame: Viewer, ruth: Staff
) -> None:
    make_family(kwame.setting, jo, known_as="Samira")
    told = make_family(kwame.setting, jo, known_as="Ola")
    made = cover(jo, kwame, ruth)
    families.keep_promise(promise=Promise.objects.get(household=told), by=jo)

    actions.end_cover(cover=made, by=ruth)

    assert not MentorAssignment.objects.filter(kind="cover").exists()
    assert not Cover.objects.current(MONDAY).exists()
    assert Promise.objects.open().get().what == (
        "Tell Ola that it is Jo after all, Monday 30 November to Friday 4 December"
    )
    cover(jo, kwame, ruth)  # The days are free again.


def test_a_cover_that_is_shortened_is_told_with_its_new_days(
    jo: Staff, kwame: Viewer, ruth: Staff
) -> None:
    make_family(kwame.setting, jo)
    made = cover(jo, kwame, ruth)

    actions.end_cover(cover=made, by=ruth, last_on=date(2026, 12, 2))

    assert MentorAssignment.objects.get(kind="cover").to_on == date(2026, 12, 2)
    assert Promise.objects.open().get().what.endswith("Monday 30 November to Wednesday 2 December")


def test_a_cover_ends_no_later_than_it_would_and_not_in_the_past(
    jo: Staff, kwame: Viewer, ruth: Staff
) -> None:
    made = cover(jo, kwame, ruth)

    with pytest.raises(Refusal, match="ends by itself on Friday 4 December"):
        actions.end_cover(cover=made, by=ruth, last_on=FRIDAY)
    with time_machine.travel(noon(FRIDAY), tick=False), pytest.raises(Refusal, match="That day"):
        actions.end_cover(cover=made, by=ruth, last_on=MONDAY)
    with time_machine.travel(noon(SATURDAY), tick=False), pytest.raises(Refusal, match="over"):
        actions.end_cover(cover=made, by=ruth)


def found(jo: Staff, kwame: Viewer) -> list[Clash]:
    return clashes(
        setting=kwame.setting, away=jo, stand_in=kwame.user, from_on=MONDAY, to_on=FRIDAY
    )


def test_two_visits_at_once_or_without_time_to_travel_clash(jo: Staff, kwame: Viewer) -> None:
    theirs = planned(make_household(kwame.setting, label="Samira"), jo)
    planned(make_household(kwame.setting, label="Ola"), kwame.user, planned_at=time(11, 50))
    planned(make_household(kwame.setting), kwame.user, planned_at=time(13))
    planned(make_household(kwame.setting), kwame.user, FRIDAY)

    (clash,) = found(jo, kwame)

    assert clash.visit == theirs
    assert clash.words == (
        "Tuesday 1 December at 11am: Kwame would be at Samira, and at Ola at 11.50am. "
        "Move one of them."
    )


def test_more_visits_than_one_person_makes_in_a_day_clash(jo: Staff, kwame: Viewer) -> None:
    make_policy(kwame.setting, visits_per_day=2)
    kwame.setting.refresh_from_db()
    for hour in (9, 11):
        planned(make_household(kwame.setting), kwame.user, planned_at=time(hour))
    planned(make_household(kwame.setting), jo, planned_at=time(14))

    (clash,) = found(jo, kwame)

    assert clash.words == (
        "Tuesday 1 December at 2pm: That day has 3 visits for Kwame, who makes 2 at most. "
        "Move some of them."
    )


def test_nobody_is_their_own_buddy(jo: Staff, kwame: Viewer) -> None:
    lent = planned(make_household(kwame.setting), jo, buddy=kwame.user)
    own = planned(make_household(kwame.setting), kwame.user, FRIDAY, buddy=jo)
    planned(make_household(kwame.setting), make_staff(), buddy=jo)  # Kwame is, meanwhile.

    assert [clash.visit for clash in found(jo, kwame)] == [lent, own]


def test_all_that_is_to_be_mended_about_one_visit_is_said_together(
    jo: Staff, kwame: Viewer
) -> None:
    lent = planned(make_household(kwame.setting), jo, buddy=kwame.user)
    planned(make_household(kwame.setting), kwame.user)

    (clash,) = found(jo, kwame)

    assert clash.visit == lent
    assert len(clash.sentences) == 2


def test_a_pair_that_would_be_one_clashes(jo: Staff, kwame: Viewer) -> None:
    lent = planned(make_household(kwame.setting), jo)
    own = planned(make_household(kwame.setting), kwame.user, FRIDAY)
    with_others = planned(make_household(kwame.setting), make_staff(), MONDAY)
    lent.companions.add(kwame.user)
    own.companions.add(jo)
    with_others.companions.add(jo)  # Kwame goes along instead: the pair is whole.

    assert [clash.visit for clash in found(jo, kwame)] == [lent, own]


def test_going_along_takes_a_stand_ins_time_too(jo: Staff, kwame: Viewer) -> None:
    along = planned(make_household(kwame.setting), make_staff())
    along.companions.add(jo)
    planned(make_household(kwame.setting), kwame.user)

    assert [clash.visit for clash in found(jo, kwame)] == [along]


def test_who_stands_in_for_two_has_the_visits_of_both(
    jo: Staff, kwame: Viewer, ruth: Staff
) -> None:
    sam = make_viewer(setting=kwame.setting).user
    cover(sam, kwame, ruth)
    planned(make_household(kwame.setting), sam)
    theirs = planned(make_household(kwame.setting), jo)

    assert [clash.visit for clash in found(jo, kwame)] == [theirs]


def test_what_clashes_does_not_keep_a_cover_from_being_set_and_is_seen_until_mended(
    jo: Staff, kwame: Viewer, ruth: Staff
) -> None:
    lent = planned(make_household(kwame.setting), jo, buddy=kwame.user)

    made = cover(jo, kwame, ruth)

    assert len(clashes_of([made])[made.pk]) == 1
    lent.buddy = ruth
    lent.save()
    assert clashes_of([made])[made.pk] == []
