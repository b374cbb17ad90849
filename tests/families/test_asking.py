"""Who may be asked, and why not: the whole matrix, one check at a time."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from families import actions
from families.asking import Asking, Reason, keep_apart_pairs, who_may_be_asked
from families.models import Adult, Child, ContactPreference, Household, Relationship, Restriction
from pastoral.accounts.models import Setting
from pastoral.accounts.roles import Role
from pastoral.outbox.models import Channel, Message, Topic
from tests import factories
from tests.factories import WEDNESDAY

pytestmark = pytest.mark.django_db
KEY = "afternoon-invite"
MOBILE = "+447700900101"
Kind = Relationship.Kind
Responsibility = Relationship.Responsibility


@pytest.fixture
def setting() -> Setting:
    """A zone with English words for texts and e-mail."""
    for channel in (Channel.TEXT, Channel.EMAIL):
        factories.make_template(key=KEY, channel=channel)
    return factories.make_setting()


def ask(setting: Setting, **how: Any) -> list[Asking]:
    how = {"topic": Topic.AFTERNOONS, "day": WEDNESDAY, "template_key": KEY, **how}
    return who_may_be_asked(setting=setting, **how)


def ask_one(adult: Adult, **how: Any) -> Asking:
    """The answer for one adult, which is the same whether all are asked about or only them."""
    alone = {a.adult_id: a for a in ask(adult.setting, adult_ids=[adult.pk], **how)}[adult.pk]
    everyone = {a.adult_id: a for a in ask(adult.setting, **how)}
    assert everyone.get(adult.pk, alone) == alone
    return alone


def mother(setting: Setting, **adult: Any) -> Adult:
    household = factories.make_family(setting, **adult)
    return Adult.objects.get(homes__household=household)


def child_of(adult: Adult) -> Child:
    return Child.objects.get(relationships__adult=adult)


def test_an_adult_who_lives_with_a_child_is_asked_by_email(setting: Setting) -> None:
    jo = factories.make_staff(first_name="Jo")
    household = factories.make_family(setting, mentor=jo, known_as="Samira", email="s@example.org")
    child = Child.objects.get()

    [asked] = ask(setting)

    assert asked.is_asked
    assert not asked.needs_person
    assert (asked.channel, asked.to, asked.language) == (Channel.EMAIL, "s@example.org", "en")
    assert (asked.adult_name, asked.household_id) == ("Samira", household.pk)
    assert (asked.child_ids, asked.child_names) == ((child.pk,), (child.first_name,))
    assert (asked.mentor_id, asked.mentor_name) == (jo.pk, "Jo")


def test_a_checked_mobile_comes_before_an_email(setting: Setting) -> None:
    adult = mother(setting, mobile=MOBILE, mobile_state="verified")

    asked = ask_one(adult)

    assert (asked.channel, asked.to) == (Channel.TEXT, MOBILE)


@pytest.mark.parametrize(
    ("fields", "reason", "needs_person"),
    [
        ({"is_deceased": True}, Reason.DECEASED, False),
        ({"left_on": WEDNESDAY - timedelta(days=1)}, Reason.LEFT, False),
        ({"safe_contact": "none"}, Reason.SAFE_CONTACT, False),
        ({"safe_contact": "mentor_calls_only"}, Reason.SAFE_CONTACT, True),
        ({"safe_contact": "this_number_only"}, Reason.NOT_WORKING, True),
        ({"reads_english": "prefer_spoken"}, Reason.PREFERS_SPOKEN, True),
        ({"email": ""}, Reason.NO_WAY_TO_REACH, True),
        ({"email_is_unreachable": True}, Reason.NOT_WORKING, True),
        ({"email": "", "mobile": MOBILE}, Reason.UNVERIFIED_MOBILE, True),
        (
            {"email": "", "mobile": MOBILE, "mobile_state": "unreachable"},
            Reason.NOT_WORKING,
            True,
        ),
        ({"language": "ur"}, Reason.LANGUAGE_HAS_NO_WORDS, True),
    ],
)
def test_the_first_check_that_holds_is_the_reason(
    setting: Setting, fields: dict[str, Any], reason: Reason, needs_person: bool
) -> None:
    asked = ask_one(mother(setting, **fields))

    assert (asked.reason, asked.needs_person) == (reason, needs_person)
    assert (asked.channel, asked.to) == (None, "")


@pytest.mark.parametrize(
    ("kind", "responsibility", "lives_with", "reason"),
    [
        (Kind.FATHER, Responsibility.YES, False, None),
        (Kind.FATHER, Responsibility.UNKNOWN, False, Reason.RESPONSIBILITY_UNKNOWN),
        (Kind.FATHER, Responsibility.NO, False, Reason.LIVES_ELSEWHERE),
        (Kind.GRANDPARENT, Responsibility.UNKNOWN, False, Reason.LIVES_ELSEWHERE),
        (Kind.GRANDPARENT, Responsibility.NO, True, None),
        (Kind.FOSTER, Responsibility.NO, True, None),
        (Kind.OTHER, Responsibility.NO, False, Reason.LIVES_ELSEWHERE),
        (Kind.SOCIAL_WORKER, Responsibility.YES, True, Reason.NOT_A_CARER),
    ],
)
def test_those_who_care_for_a_child_are_asked(
    setting: Setting,
    kind: Kind,
    responsibility: Responsibility,
    lives_with: bool,
    reason: Reason | None,
) -> None:
    child = factories.make_child(household=factories.make_household(setting))
    adult = factories.make_adult(household=factories.make_household(setting))
    factories.make_relationship(
        child, adult, kind=kind, responsibility=responsibility, lives_with=lives_with
    )

    assert ask_one(adult).reason == reason


def test_rule_14_an_adult_kept_from_every_child_is_not_asked(setting: Setting) -> None:
    adult = mother(setting)
    factories.make_restriction(adult, child_of(adult), kind=Restriction.Kind.NO_INFORMATION)

    asked = ask_one(adult)

    assert (asked.reason, asked.child_names, asked.channel) == (Reason.RESTRICTION, (), None)


def test_rule_14_a_child_kept_from_an_adult_is_left_out_of_what_they_hear(setting: Setting) -> None:
    adult = mother(setting)
    kept = factories.make_child(household=Household.objects.get(), legal_first="Zara")
    factories.make_relationship(kept, adult)
    factories.make_restriction(adult, kept)

    asked = ask_one(adult)

    assert asked.is_asked
    assert "Zara" not in asked.child_names
    assert kept.pk not in asked.child_ids


def test_rule_15_a_restriction_past_its_end_still_holds(setting: Setting) -> None:
    adult = mother(setting)
    factories.make_restriction(adult, child_of(adult), ends_on=date(2026, 9, 30))

    assert ask_one(adult).reason == Reason.RESTRICTION


def test_supervised_contact_is_for_a_person_to_arrange(setting: Setting) -> None:
    adult = mother(setting)
    factories.make_restriction(adult, child_of(adult), kind=Restriction.Kind.SUPERVISED_ONLY)

    asked = ask_one(adult)

    assert (asked.reason, asked.needs_person) == (Reason.SUPERVISED, True)


def test_rule_18_two_adults_with_responsibility_are_each_asked_at_their_own_home(
    setting: Setting,
) -> None:
    adult = mother(setting, known_as="Samira")
    elsewhere = factories.make_household(setting, label="Tomek")
    father = factories.make_adult(household=elsewhere, known_as="Tomek")
    factories.make_relationship(child_of(adult), father, kind=Kind.FATHER, lives_with=False)

    by_name = {asked.adult_name: asked for asked in ask(setting)}

    assert by_name["Samira"].is_asked
    assert by_name["Tomek"].is_asked
    assert by_name["Tomek"].household_id == elsewhere.pk
    assert by_name["Samira"].household_id != elsewhere.pk
    assert by_name["Tomek"].household_label == "Tomek"


def test_an_adult_whose_home_nobody_noted_is_not_asked_at_a_childs(setting: Setting) -> None:
    adult = mother(setting)
    father = factories.make_adult(setting)
    factories.make_relationship(child_of(adult), father)

    asked = ask_one(father)

    assert (asked.reason, asked.needs_person) == (Reason.NO_HOME, True)


def test_rule_25_who_said_no_to_texts_is_written_an_email_or_left_alone(setting: Setting) -> None:
    both = mother(setting, mobile=MOBILE, mobile_state="verified")
    only = mother(setting, mobile="+447700900102", mobile_state="verified", email="")
    for adult in (both, only):
        actions.stop(adult=adult, source=ContactPreference.Source.TEXT, by="parent")

    assert ask_one(both).channel == Channel.EMAIL
    assert (ask_one(only).reason, ask_one(only).needs_person) == (Reason.OPTED_OUT, False)


def test_what_they_said_no_to_about_one_thing_holds_for_that_thing(setting: Setting) -> None:
    adult = mother(setting)
    factories.make_contact_preference(adult, channel=Channel.EMAIL, topic=Topic.VISITS)

    assert ask_one(adult).is_asked
    assert ask_one(adult, topic=Topic.VISITS).reason == Reason.OPTED_OUT


def test_rule_27_an_adult_who_had_enough_texts_is_written_an_email_or_waits(
    setting: Setting,
) -> None:
    both = mother(setting, mobile=MOBILE, mobile_state="verified")
    only = mother(setting, mobile="+447700900102", mobile_state="verified", email="")
    for adult in (both, only):
        for _ in range(setting.policy.texts_per_window):
            factories.make_message(
                setting, adult_id=adult.pk, state=Message.State.SENT, sent_at=timezone.now()
            )

    assert ask_one(both).channel == Channel.EMAIL
    assert (ask_one(only).reason, ask_one(only).needs_person) == (Reason.TEXT_CAP, False)


def test_rule_27_cancellations_and_texts_of_long_ago_do_not_count(setting: Setting) -> None:
    adult = mother(setting, mobile=MOBILE, mobile_state="verified")
    long_ago = timezone.now() - timedelta(days=setting.policy.texts_window_days + 1)
    for n in range(8):
        factories.make_message(
            setting,
            adult_id=adult.pk,
            state=Message.State.SENT,
            is_exempt_from_cap=bool(n % 2),
            sent_at=timezone.now() if n % 2 else long_ago,
        )

    assert ask_one(adult).channel == Channel.TEXT


def couple(setting: Setting, **second: Any) -> tuple[Adult, Adult]:
    """Two parents at home on one checked mobile, without e-mail."""
    phone = {"mobile": MOBILE, "mobile_state": "verified", "email": ""}
    first = mother(setting, known_as="Samira", **phone)
    household = Household.objects.get(members__adult=first)
    other = factories.make_adult(household=household, **{"known_as": "Tomek", **phone, **second})
    factories.make_relationship(child_of(first), other, kind=Kind.FATHER, priority=2)
    return first, other


def test_rule_29_two_on_one_mobile_get_one_text_to_both(setting: Setting) -> None:
    first, second = couple(setting)

    asked, together = ask_one(first), ask_one(second)

    assert (asked.adult_name, asked.channel, asked.to) == ("both", Channel.TEXT, MOBILE)
    assert (together.reason, together.needs_person) == (Reason.SHARED_MOBILE_WITH, False)


def test_rule_29_both_are_greeted_in_the_language_they_are_written_in(setting: Setting) -> None:
    first, _second = couple(setting, language="pl")
    Adult.objects.update(language="pl")
    theirs = factories.make_template(key=KEY, language="pl", channel=Channel.TEXT)
    factories.make_approval(theirs, setting=setting)

    asked = ask_one(first)

    assert (asked.adult_name, asked.is_to_both, asked.called) == ("Kochani", True, "both")


def test_rule_29_the_second_still_gets_an_email_of_their_own(setting: Setting) -> None:
    _first, second = couple(setting, email="tomek@example.org")

    asked = ask_one(second)

    assert (asked.adult_name, asked.channel) == ("Tomek", Channel.EMAIL)


@pytest.mark.parametrize("whose", [0, 1])
def test_rule_29_a_restriction_on_either_means_no_texts_there(setting: Setting, whose: int) -> None:
    pair = couple(setting)
    other_child = factories.make_child(household=factories.make_household(setting))
    factories.make_restriction(pair[whose], other_child)

    for adult in pair:
        asked = ask_one(adult)
        assert (asked.reason, asked.needs_person) == (Reason.SHARED_MOBILE, True)


@pytest.mark.parametrize("safe", ["none", "mentor_calls_only"])
def test_rule_29_nor_where_one_of_them_has_a_safer_way(setting: Setting, safe: str) -> None:
    first, second = couple(setting, safe_contact=safe)

    assert ask_one(first).reason == Reason.SHARED_MOBILE
    assert ask_one(second).reason == Reason.SAFE_CONTACT


def test_rule_29_nor_where_a_stranger_to_the_child_has_the_number(setting: Setting) -> None:
    adult = mother(setting, mobile=MOBILE, mobile_state="verified", email="")
    factories.make_adult(
        household=factories.make_household(setting), mobile=MOBILE, mobile_state="verified"
    )

    assert ask_one(adult).reason == Reason.SHARED_MOBILE


def test_rule_29_a_number_shared_with_somebody_who_died_is_the_others_alone(
    setting: Setting,
) -> None:
    first, _second = couple(setting, is_deceased=True)

    assert ask_one(first).adult_name == "Samira"


def test_rule_30_this_number_only_means_no_email(setting: Setting) -> None:
    adult = mother(setting, mobile=MOBILE, mobile_state="verified", safe_contact="this_number_only")

    assert ask_one(adult).channel == Channel.TEXT


def test_rule_34_words_in_their_language_are_used_where_somebody_signed_them(
    setting: Setting,
) -> None:
    adult = mother(setting, language="ur", mobile=MOBILE, mobile_state="verified")
    theirs = factories.make_template(key=KEY, language="ur", channel=Channel.EMAIL)
    factories.make_approval(theirs, setting=setting)

    asked = ask_one(adult)

    assert (asked.language, asked.channel) == ("ur", Channel.EMAIL)


def test_rule_34_no_silent_english_but_a_leads_open_choice(setting: Setting) -> None:
    adult = mother(setting, language="ur", reads_english="a_bit")
    factories.make_template(key=KEY, language="ur", channel=Channel.EMAIL)

    assert ask_one(adult).reason == Reason.LANGUAGE_HAS_NO_WORDS
    assert ask_one(adult, in_english_too=True).language == "en"


def test_whoever_likes_to_be_told_is_called_also_when_english_is_chosen(setting: Setting) -> None:
    adult = mother(setting, language="ur", reads_english="prefer_spoken")

    assert ask_one(adult, in_english_too=True).reason == Reason.PREFERS_SPOKEN


def test_whoever_reads_english_well_is_asked_in_english(setting: Setting) -> None:
    assert ask_one(mother(setting, language="pl", reads_english="well")).language == "en"


def test_rule_42_invitations_stop_the_day_after_a_child_left(setting: Setting) -> None:
    adult = mother(setting)
    child = child_of(adult)
    child.placement_ends_on = WEDNESDAY
    child.save()

    assert ask_one(adult).is_asked
    assert ask_one(adult, day=WEDNESDAY + timedelta(days=1)).reason == Reason.LEFT


def test_a_family_long_gone_is_not_in_the_answer(setting: Setting) -> None:
    adult = mother(setting)
    Child.objects.update(placement_ends_on=WEDNESDAY)
    after = WEDNESDAY + timedelta(days=setting.policy.goodbye_days + 1)

    assert ask(setting, day=after) == []
    assert ask(setting, day=after, adult_ids=[adult.pk])[0].reason == Reason.LEFT


@pytest.mark.parametrize(
    ("until", "is_asked"), [(None, False), (WEDNESDAY, False), (date(2026, 9, 9), True)]
)
def test_a_family_that_asked_for_peace_is_not_asked(
    setting: Setting, until: date | None, is_asked: bool
) -> None:
    adult = mother(setting)
    Household.objects.update(paused_from=date(2026, 9, 1), paused_until=until)

    assert ask_one(adult).is_asked is is_asked


def test_who_asked_on_their_page_for_a_pause_is_written_to_by_no_route(setting: Setting) -> None:
    adult = mother(setting, email="s@example.org")
    until = timezone.localdate() + timedelta(days=28)
    Adult.objects.update(messages_paused_until=until)

    answer = ask_one(adult)
    even_so = ask_one(adult, past_caps=True)

    assert {answer.reason, even_so.reason} == {Reason.PAUSED_BY_THEM}
    assert answer.why_not.startswith("Asked on their page for a pause until ")
    Adult.objects.update(messages_paused_until=timezone.localdate())
    assert ask_one(adult).is_asked


def test_rule_43_who_has_died_is_not_asked_for_any_child(setting: Setting) -> None:
    adult = mother(setting)
    for _ in range(2):
        factories.make_relationship(
            factories.make_child(household=factories.make_household(setting)), adult
        )
    actions.mark_deceased(adult=adult, by=factories.make_staff())

    assert [a.reason for a in ask(setting)] == [Reason.DECEASED]


def test_rule_45_another_settings_adults_are_not_in_the_answer(setting: Setting) -> None:
    other = mother(factories.make_setting())

    assert ask(setting) == []
    assert ask(setting, adult_ids=[other.pk]) == []


def test_rule_17_those_who_must_not_meet_are_named_as_pairs(setting: Setting) -> None:
    one, other, third = (mother(setting) for _ in range(3))
    factories.make_restriction(one, other_adult=other, kind=Restriction.Kind.DO_NOT_CO_ATTEND)
    factories.make_restriction(third, child_of(one), kind=Restriction.Kind.NO_CONTACT)
    ids = [one.pk, other.pk, third.pk]

    pairs = keep_apart_pairs(setting, ids)

    assert {frozenset(pair) for pair in pairs} == {
        frozenset({one.pk, other.pk}),
        frozenset({one.pk, third.pk}),
    }
    assert keep_apart_pairs(setting, [one.pk]) == []


def test_the_queries_are_as_many_for_thirty_as_for_one(
    setting: Setting, django_assert_num_queries: Any
) -> None:
    setting.policy  # noqa: B018 - read once by whoever asks
    mother(setting)
    with django_assert_num_queries(8):
        ask(setting)
    languages = ["ur", "pl", "so", "en"]
    made = [
        mother(setting, language=languages[n % 4], mobile=f"+4477009002{n:02}") for n in range(30)
    ]
    with django_assert_num_queries(8):
        assert len(ask(setting)) == 31
    with django_assert_num_queries(8):
        ask(setting, adult_ids=[adult.pk for adult in made])


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    adult=st.fixed_dictionaries({
        "mobile": st.sampled_from(["", MOBILE]),
        "email": st.sampled_from(["", "parent@example.org"]),
        "is_deceased": st.booleans(),
        "safe_contact": st.sampled_from(Adult.SafeContact.values),
        "language": st.sampled_from(["en", "ur"]),
        "reads_english": st.sampled_from(["", *Adult.ReadsEnglish.values]),
    }),
    is_verified=st.booleans(),
    is_restricted=st.booleans(),
    shares=st.booleans(),
    in_english_too=st.booleans(),
)  # fmt: skip
def test_nobody_dead_restricted_or_unsafe_ever_gets_a_channel(
    setting: Setting,
    *,
    adult: dict[str, Any],
    is_verified: bool,
    is_restricted: bool,
    shares: bool,
    in_english_too: bool,
) -> None:
    place = factories.make_setting()
    if adult["mobile"] and is_verified:
        adult = {**adult, "mobile_state": "verified"}
    someone = mother(place, **adult)
    if shares:
        couple(place)
    if is_restricted:
        factories.make_restriction(someone, child_of(someone))

    answers = ask(place, in_english_too=in_english_too)

    asked = next(a for a in answers if a.adult_id == someone.pk)
    if (
        is_restricted
        or someone.is_deceased
        or someone.safe_contact in {"none", "mentor_calls_only"}
    ):
        assert asked.channel is None
        assert asked.to == ""
        assert asked.reason
    if is_restricted and not someone.is_deceased and someone.mobile:
        assert MOBILE not in {a.to for a in answers}
    for answer in answers:
        assert (answer.reason is None) == (answer.channel is not None) == bool(answer.to)
        assert isinstance(answer.household_id, uuid.UUID)


def test_rule_16_setting_a_restriction_takes_an_adult_out_of_who_may_be_asked(
    setting: Setting,
) -> None:
    adult = mother(setting)
    dsl = factories.make_viewer(Role.DSL, setting=setting)
    limits = actions.Limits(
        kind="no_contact", instruction="Fetch me.", reason="An order.", starts_on=WEDNESDAY
    )

    actions.set_restriction(adult=adult, child=child_of(adult), limits=limits, by=dsl.user)

    assert ask_one(adult).reason == Reason.RESTRICTION
