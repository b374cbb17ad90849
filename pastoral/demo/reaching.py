"""How the story's families are reached: words that somebody approved, texts that came in, wishes."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from families.models import Adult, Barrier, HouseholdMember, Wish
from pastoral.accounts.calendar import instant
from pastoral.accounts.models import Setting, Staff
from pastoral.demo.year import DAY
from pastoral.ids import new_id
from pastoral.outbox.models import Approval, Channel, InboundMessage, Template
from sessions_app.models import Afternoon, OnDuty

# Read by somebody competent; the other languages are there as drafts.
READERS = {"pl": "Barbara, interpreter", "ur": "Nadia, community link worker"}
DUTIES = (
    ("Kwame", OnDuty.Duty.GATE), ("Jo", OnDuty.Duty.DOOR), ("Ruth", OnDuty.Duty.COFFEE),
    ("Bethan", OnDuty.Duty.ACTIVITY), ("Imran", OnDuty.Duty.CRECHE),
)  # fmt: skip
HARD = {
    "Hodan": (Barrier.Kind.LANGUAGE, Barrier.Kind.SCHOOL),
    "Sharon": (Barrier.Kind.WORK,),
    "Elena": (Barrier.Kind.WORK, Barrier.Kind.LITTLE_ONES),
    "Yetunde": (Barrier.Kind.TIME,),
    "Kerry": (Barrier.Kind.LITTLE_ONES,),
    "Linh": (Barrier.Kind.LANGUAGE, Barrier.Kind.GETTING_HERE),
    "Lisa": (Barrier.Kind.SCHOOL, Barrier.Kind.PEOPLE),
}
WISHES = {"Gemma": Wish.Kind.CALL, "Efua": Wish.Kind.VISIT}
CAME_IN = (
    ("Folake", "Can I bring my sister along? She minds the baby", "It is not a yes or a no."),
    ("Nisha", "Running late most weeks. Is 2 ok?", "It is not a yes or a no."),
)


def approve(setting: Setting, staff: dict[str, Staff]) -> None:
    """Put a reader's name under the words of the languages that have one (rule 34)."""
    today = timezone.localdate(timezone=setting.zone)
    Approval.objects.bulk_create(
        Approval(
            setting=setting, template=template, reviewed_by=READERS[template.language],
            reviewed_on=today - 90 * DAY, recorded_by=staff["Ruth"],
        )
        for template in Template.objects.filter(setting=None, language__in=READERS)
    )  # fmt: skip


def write(setting: Setting, staff: dict[str, Staff]) -> None:
    """Write who is on duty, what families asked for and find hard, and what they texted."""
    now = timezone.now()
    for afternoon in Afternoon.objects.filter(setting=setting, state=Afternoon.State.OPEN):
        OnDuty.objects.bulk_create(
            OnDuty(afternoon=afternoon, staff=staff[name], duty=duty) for name, duty in DUTIES
        )
    people = {adult.known_as: adult for adult in Adult.objects.filter(setting=setting)}
    homes = dict(
        HouseholdMember.objects.filter(adult__in=people.values()).values_list("adult", "household")
    )
    said_at = _an_evening(setting, now, 12)
    Barrier.objects.bulk_create(
        Barrier(
            setting=setting, adult=people[name], household_id=homes[people[name].pk], kind=kind,
            via=Barrier.Via.LINK, said_at=said_at,
        )
        for name, kinds in HARD.items()
        for kind in kinds
    )  # fmt: skip
    Wish.objects.bulk_create(
        Wish(
            setting=setting, adult=people[name], household_id=homes[people[name].pk], kind=kind,
            via=Wish.Via.LINK, asked_at=_an_evening(setting, now, 1),
        )
        for name, kind in WISHES.items()
    )  # fmt: skip
    InboundMessage.objects.bulk_create(
        InboundMessage(
            setting=setting, channel=Channel.TEXT, sent_from=people[name].mobile, body=words,
            provider_ref=f"story-{new_id().hex}", received_at=_an_evening(setting, now, 1),
            read_at=_an_evening(setting, now, 1), adult_id=people[name].pk,
            household_id=homes[people[name].pk], why_person=why,
            understood_as=InboundMessage.Understood.UNCLEAR,
        )
        for name, words, why in CAME_IN
    )  # fmt: skip


def _an_evening(setting: Setting, now: datetime, days_ago: int) -> datetime:
    day = now.astimezone(setting.zone).date() - timedelta(days=days_ago)
    return instant(setting, day, time(19, 12))
