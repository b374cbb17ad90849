"""Asking families to an afternoon."""

from collections import Counter
from typing import Any

import pytest
import time_machine

from families.models import Adult, Relationship, Restriction
from pastoral import links
from pastoral.outbox.models import Channel, Message
from pastoral.refusals import Refusal, WrongMove
from sessions_app.actions import inviting
from sessions_app.models import Afternoon, Invitation
from sessions_app.reports import inviting as reports
from sessions_app.to_ask import kept_apart, to_ask
from tests.factories import (
    make_adult,
    make_afternoon,
    make_child,
    make_contact_preference,
    make_family,
    make_household,
    make_invitation,
    make_mentor_assignment,
    make_message,
    make_relationship,
    make_restriction,
    make_setting,
    make_staff,
    make_viewer,
)
from tests.sessions_app.scenes import THURSDAY, an_afternoon_with_families, let_them_go
from tests.shipped import ship_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_thursday")]


@pytest.fixture
def _thursday() -> object:
    ship_words()
    with time_machine.travel(THURSDAY, tick=False):
        yield


def invite(afternoon: Afternoon, **options: Any) -> inviting.Invited:
    return inviting.invite(afternoon=afternoon, by=make_staff(), **options)


def test_everybody_who_may_be_asked_gets_an_invitation_and_a_message() -> None:
    afternoon = an_afternoon_with_families(3)

    done = invite(afternoon)

    assert done.asked == done.run.considered == 3
    for invitation in Invitation.objects.select_related("message"):
        assert invitation.state == Invitation.State.QUEUED
        assert invitation.message is not None
        assert invitation.message.about_id == invitation.pk
        assert invitation.message.drop_after == afternoon.starts_at
        assert invitation.children.count() == 1
    afternoon.refresh_from_db()
    assert afternoon.invited_at == THURSDAY


def test_rule_28_running_it_again_sends_nobody_a_second_copy() -> None:
    afternoon = an_afternoon_with_families(3)
    invite(afternoon)

    again = invite(afternoon)

    assert again.asked == 0
    assert Message.objects.count() == Invitation.objects.count() == 3


def test_the_message_greets_by_first_name_and_carries_the_mentor() -> None:
    setting = make_setting(nickname="The Orchard")
    jo = make_staff(first_name="Jo", last_name="Smithson")
    make_family(setting, jo, known_as="Samira")

    invite(make_afternoon(setting))

    body = Message.objects.get().body
    assert "Hi Samira" in body
    assert "The Orchard on Wednesday 2 December" in body
    assert "1.30pm" in body
    assert "\nJo\n" in body


def test_rule_20_no_message_holds_a_surname_an_address_or_another_family() -> None:
    setting = make_setting()
    home = make_family(setting, make_staff(first_name="Jo", last_name="Smithson"))
    home.address = "1 Hidden Lane"
    home.save()
    make_family(setting, known_as="Joanne")

    invite(make_afternoon(setting))

    for message in Message.objects.exclude(body__contains="Joanne"):
        for never in ("Okonjo", "Smithson", "Hidden Lane", "Joanne"):
            assert never not in message.body + message.subject


def test_the_link_is_derived_and_stands_nowhere_in_the_database() -> None:
    invite(an_afternoon_with_families(1))

    invitation = Invitation.objects.get()
    secret = links.secret_of(invitation.pk, invitation.link_version)

    assert invitation.link_digest == links.digest_of(secret)
    assert "{link}" in Message.objects.get().body
    assert secret not in Message.objects.get().body


def test_rule_18_two_with_responsibility_are_each_asked_on_their_own() -> None:
    setting = make_setting()
    child = make_child(household=make_household(setting))
    for name in ("Samira", "Tom"):
        parent = make_adult(household=make_household(setting), known_as=name)
        make_relationship(child, parent)

    invite(make_afternoon(setting))

    bodies = {m.body.split(",")[0]: m.body for m in Message.objects.all()}
    assert set(bodies) == {"Hi Samira", "Hi Tom"}
    assert "Tom" not in bodies["Hi Samira"]
    assert Invitation.objects.values("household").distinct().count() == 2


def test_rule_14_whoever_may_hear_of_no_child_is_kept_out_with_a_reason() -> None:
    afternoon = an_afternoon_with_families(1)
    tie = Relationship.objects.get()
    make_restriction(tie.adult, tie.child)

    assert invite(afternoon).asked == 0

    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.block_reason) == ("blocked", "restriction")
    assert not invitation.children.exists()
    assert not Message.objects.exists()


def test_rule_14_the_words_name_only_the_child_one_may_hear_about() -> None:
    afternoon = an_afternoon_with_families(1)
    tie = Relationship.objects.select_related("adult", "child").get()
    tie.child.preferred_first = "Zed"
    tie.child.save()
    other = make_child(afternoon.setting, legal_first="Amira")
    make_relationship(other, tie.adult)
    make_restriction(tie.adult, tie.child, kind=Restriction.Kind.NO_INFORMATION)

    invite(afternoon)

    body = Message.objects.get().body
    assert "Amira will join us" in body
    assert "Zed" not in body


def test_rule_32_a_number_nobody_has_checked_is_not_texted() -> None:
    setting = make_setting()
    make_family(setting, email="", mobile="+447700900001")

    invite(make_afternoon(setting))

    assert Invitation.objects.get().block_reason == "unverified_mobile"
    assert not Message.objects.exclude(channel=Channel.VOICE).exists()


def test_rule_32_once_checked_it_is_texted_on_the_next_run() -> None:
    setting = make_setting()
    home = make_family(setting, email="", mobile="+447700900001")
    afternoon = make_afternoon(setting)
    invite(afternoon)
    adult = Adult.objects.get(homes__household=home)
    adult.mobile_state, adult.mobile_verified_at = Adult.Mobile.VERIFIED, THURSDAY
    adult.mobile_verified_by = make_staff()
    adult.save()

    assert invite(afternoon).asked == 1

    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.block_reason) == ("queued", "")
    assert invitation.children.count() == 1
    assert Message.objects.waiting().get().channel == Channel.TEXT


def test_rule_26_asked_in_the_evening_they_leave_next_morning() -> None:
    with time_machine.travel("2026-11-26T20:15:00Z"):
        invite(an_afternoon_with_families(1))

    assert f"{Message.objects.get().not_before:%a %H:%M}" == "Fri 08:00"


def test_rule_27_whoever_had_enough_texts_this_week_is_not_texted() -> None:
    setting = make_setting()
    home = make_family(
        setting, email="", mobile="+447700900001", mobile_state=Adult.Mobile.VERIFIED
    )
    adult = Adult.objects.get(homes__household=home)
    for _ in range(4):
        make_message(setting, adult_id=adult.pk, state=Message.State.SENT, sent_at=THURSDAY)

    invite(make_afternoon(setting))

    assert Invitation.objects.get().block_reason == "text_cap"


def test_without_words_in_their_language_one_may_choose_plain_english() -> None:
    setting = make_setting()
    make_family(setting, language="pl", reads_english=Adult.ReadsEnglish.A_BIT)
    afternoon = make_afternoon(setting)

    assert to_ask(afternoon=afternoon).in_english == 1
    assert invite(afternoon).asked == 0
    assert invite(afternoon, in_english_too=True).asked == 1
    assert Message.objects.waiting().get().language == "en"


def test_a_text_that_cannot_be_written_blocks_that_one_and_says_why() -> None:
    setting = make_setting(phone="")
    make_family(setting)

    done = invite(make_afternoon(setting))

    assert done.asked == 0
    assert list(done.not_written) == [
        "The words “afternoon-invite” need “phone”, and it is not known."
    ]
    assert Invitation.objects.get().block_reason == inviting.NOT_WRITTEN


def test_an_afternoon_that_is_not_open_asks_nobody() -> None:
    with pytest.raises(WrongMove, match="Open the afternoon first"):
        invite(make_afternoon(state=Afternoon.State.PLANNED))
    with pytest.raises(WrongMove, match="cancelled"):
        invite(make_afternoon(state=Afternoon.State.CANCELLED, cancel_reason="Snow"))


def test_once_it_has_begun_nobody_is_asked() -> None:
    with time_machine.travel("2026-12-02T13:30:00Z"), pytest.raises(Refusal, match="has begun"):
        invite(make_afternoon())


def test_the_preview_is_the_very_text_that_goes() -> None:
    afternoon = an_afternoon_with_families(1)
    (asking,) = to_ask(afternoon=afternoon).will

    preview = inviting.preview(afternoon=afternoon, asking=asking)
    invite(afternoon)

    sent = Message.objects.get()
    assert preview.subject == sent.subject
    assert preview.body == sent.body.replace("{link}", "[their own link]")


def test_rule_17_those_who_must_not_meet_are_named_before_sending() -> None:
    afternoon = an_afternoon_with_families(2)
    one, other = Adult.objects.order_by("pk")
    make_restriction(one, None, other_adult=other, kind=Restriction.Kind.DO_NOT_CO_ATTEND)

    before = kept_apart(afternoon, to_ask(afternoon=afternoon))
    invite(afternoon)
    after = kept_apart(afternoon, to_ask(afternoon=afternoon))

    assert before == after
    assert set(before[0]) == {one.known_as, other.known_as}


def test_each_considered_adult_is_in_exactly_one_of_the_three() -> None:
    setting = make_setting()
    afternoon = an_afternoon_with_families(2, setting=setting)
    make_family(setting, email="")
    gone = make_family(setting)
    Adult.objects.filter(homes__household=gone).update(is_deceased=True)

    found = to_ask(afternoon=afternoon)

    assert (len(found.will), len(found.will_not), len(found.needs_first)) == (2, 1, 1)
    assert len({asking.adult_id for asking in found}) == 4


STATES = [
    *((state, None) for state in ("blocked", "queued", "sent", "yes", "no", "withdrawn", "closed")),
    *(
        (state, went)
        for state in ("queued", "yes", "withdrawn", "closed")
        for went in Message.State
    ),
]


def test_the_five_numbers_add_up_in_every_mix_of_states() -> None:
    afternoon = make_afternoon()
    for state, went in STATES:
        message = went and make_message(
            afternoon.setting, state=went, sent_at=THURSDAY, claimed_at=THURSDAY, reason=""
        )
        make_invitation(
            afternoon, state=state, message=message or None,
            block_reason="restriction" if state == "blocked" else "",
        )  # fmt: skip

    found = reports.figures(afternoon)

    assert found.eligible == len(STATES) == Invitation.objects.count()
    lengths = {which: reports.list_of(afternoon, which).count() for which in reports.LISTS}
    assert lengths == {
        "sent": found.sent, "waiting": found.waiting, "skipped": found.skipped.total(),
        "failed": found.failed.total(), "unsure": found.unsure,
    }  # fmt: skip
    assert all(lengths.values())


def test_the_figures_follow_the_messages_at_once() -> None:
    setting = make_setting()
    afternoon = an_afternoon_with_families(3, setting=setting)
    make_family(setting, email="")
    invite(afternoon)

    assert reports.figures(afternoon) == reports.RunFigures(
        waiting=3, skipped=Counter({"No number and no e-mail address": 1})
    )
    first = Message.objects.first()
    assert first is not None
    first.state, first.reason = Message.State.FAILED_PERMANENT, "No such box."
    first.save()
    let_them_go(THURSDAY)

    figures = reports.figures(afternoon)
    assert (figures.sent, figures.waiting, figures.failed) == (2, 0, Counter({"No such box": 1}))
    assert figures.eligible == 4


def test_opted_out_means_opted_out() -> None:
    afternoon = an_afternoon_with_families(1)
    make_contact_preference(Adult.objects.get(), channel=Channel.EMAIL)

    invite(afternoon)

    assert Invitation.objects.get().block_reason == "opted_out"


def test_invitations_are_seen_by_those_who_see_the_family() -> None:
    mentor = make_viewer()
    afternoon = an_afternoon_with_families(2, setting=mentor.setting)
    make_mentor_assignment(mentor.user, Relationship.objects.first().child)  # type: ignore[union-attr]
    invite(afternoon)

    assert Invitation.objects.visible_to(mentor).count() == 1
    assert not Invitation.objects.visible_to(make_viewer()).exists()
