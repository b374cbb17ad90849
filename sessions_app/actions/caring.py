"""Of whom we think after an afternoon, and what a person decides about each (rule 41)."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from families.actions import reaching
from families.models import Household
from pastoral.accounts import trail
from pastoral.accounts.models import Staff
from pastoral.outbox import actions as outbox
from pastoral.outbox.drafts import Draft
from pastoral.outbox.models import Channel, Topic
from pastoral.refusals import Refusal, WrongMove
from sessions_app import care, wording
from sessions_app.models import Afternoon, Attendance, CareNote, Invitation

Kind, State = CareNote.Kind, CareNote.State
SPOKE = {
    Kind.MISSED_YOU: "Rang to say that we missed them.",
    Kind.FIRST_TIME: "Rang to thank them for coming.",
    Kind.WHAT_TO_CHANGE: "Rang to ask what we could change.",
}


@transaction.atomic
def make_list(*, afternoon: Afternoon, by: Staff) -> list[CareNote]:
    """Think of who was missed and who came for the first time; nothing is sent.

    Missed are families who said yes or maybe and did not come; never after a no, in
    mourning, at rest or gone, nor where such a word went lately. One note a family, to the
    adult a message reaches best. Made once for an afternoon.
    """
    if afternoon.care_listed_at:
        return []
    missed = _missed(afternoon)
    first = _for_the_first_time(afternoon)
    away = care.in_mourning({*missed, *first}) | _at_rest(afternoon, {*missed, *first})
    lately = care.written_lately(afternoon.setting, missed.keys())
    often = _missed_often(afternoon, missed.keys())
    wanted = [
        (home, Kind.WHAT_TO_CHANGE if home in often else Kind.MISSED_YOU, adults)
        for home, adults in missed.items()
        if home not in away | lately
    ]
    wanted += [(home, Kind.FIRST_TIME, a) for home, a in first.items() if home not in away]
    notes = _written(afternoon, wanted)
    afternoon.care_listed_at = timezone.now()
    afternoon.save(update_fields=["care_listed_at", "updated_at"])
    trail.wrote(by=by, what="afternoons.care-listed", on=afternoon)
    return notes


def _written(
    afternoon: Afternoon, wanted: Iterable[tuple[uuid.UUID, CareNote.Kind, Sequence[uuid.UUID]]]
) -> list[CareNote]:
    wanted = list(wanted)
    everybody = {adult for _home, _kind, adults in wanted for adult in adults}
    if not everybody:
        return []
    asked = {a.adult_id: a for a in care.ask(afternoon.setting, afternoon.on, everybody)}
    notes = []
    for home, kind, adults in wanted:
        may = [who for who in adults if who in asked and not care.is_in_peace(asked[who])]
        if may:
            best = min(may, key=lambda who: not asked[who].is_asked)
            notes.append(
                CareNote(
                    setting=afternoon.setting, afternoon=afternoon, household_id=home,
                    adult_id=best, kind=kind,
                )
            )  # fmt: skip
    return CareNote.objects.bulk_create(notes)


def _missed(afternoon: Afternoon) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Return the adults by home who said yes or maybe, had a place, and whose family did not come."""
    homes: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    expected = (
        Invitation.objects.asked()
        .filter(afternoon=afternoon, answer__in=["yes", "maybe"], came=False)
        .exclude(state__in=Invitation.UNDECIDED)
        .order_by("-answer", "pk")  # yes, then maybe
    )
    for home, adult in expected.values_list("household_id", "adult_id"):
        homes[home].append(adult)
    return homes


def _for_the_first_time(afternoon: Afternoon) -> dict[uuid.UUID, list[uuid.UUID]]:
    homes: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    came = Attendance.objects.here().filter(
        afternoon=afternoon, adult__isnull=False, household__first_came_on=afternoon.on
    )
    for home, adult in came.order_by("created_at").values_list("household_id", "adult_id"):
        if home is not None and adult is not None:
            homes[home].append(adult)
    return homes


def _at_rest(afternoon: Afternoon, homes: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    rows = Household.objects.filter(pk__in=homes)
    return {home.pk for home in rows if home.is_paused_on(afternoon.on) or home.removed_at}


def _missed_often(afternoon: Afternoon, homes: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Return the homes we missed `change_prompt_after` times in a row, and have not asked since."""
    most = afternoon.setting.policy.change_prompt_after
    expected = (
        Invitation.objects.asked()
        .filter(
            household__in=homes, answer__in=["yes", "maybe"], came__isnull=False,
            afternoon__state=Afternoon.State.HELD, afternoon__on__lt=afternoon.on,
        )
        .exclude(state__in=Invitation.UNDECIDED)
        .order_by("-afternoon__on")
        .values_list("household_id", "afternoon_id", "came")
    )  # fmt: skip
    before: dict[uuid.UUID, dict[uuid.UUID, bool]] = defaultdict(dict)
    for home, which, came in expected:
        before[home][which] = bool(came) or before[home].get(which, False)
    asked = CareNote.objects.filter(household__in=homes, kind=Kind.WHAT_TO_CHANGE)
    asked_at = set(asked.values_list("household_id", "afternoon_id"))
    often = set()
    for home in homes:
        last = list(before[home].items())[: most - 1]
        is_new = not any((home, which) in asked_at for which, _came in last)
        if len(last) == most - 1 and is_new and not any(came for _which, came in last):
            often.add(home)
    return often


@transaction.atomic
def send(*, note: CareNote, by: Staff, may_agree: bool = False) -> CareNote:
    """Send the words of a note, on a person’s tap: who may be written to is asked again.

    `may_agree` is the safeguarding lead’s own word that it may go soon after a worry. It goes
    past the cap of one afternoon, which invitation and reminders have used up by then: it has
    a seldom of its own, and the cap of some days is asked about. Raises Refusal where
    nothing may go to them now, and WrongMove where somebody has decided already.
    """
    note, afternoon = _undecided(note)
    outbox.take_turns(note.setting_id)
    if note.kind in care.SELDOM and care.written_lately(note.setting, {note.household_id}):
        raise Refusal("We wrote to this family not long ago.")
    thought = care.of_notes([note], afternoon, may_agree=may_agree)[0]
    if thought.is_for_lead:
        raise Refusal(care.GENERIC)
    asking = thought.asking
    if asking is None or not thought.body or asking.channel is None:
        raise Refusal(f"No message reaches {note.adult.known_as}: {thought.call}.")
    invitation = Invitation.objects.filter(afternoon=afternoon, adult=note.adult_id).first()
    template = care.TEMPLATES[Kind(note.kind)]
    draft = Draft(
        key=f"{template}:{note.pk}",
        template_key=template,
        language=asking.language,
        channel=asking.channel,
        to=asking.to,
        variables=wording.blanks(afternoon, asking),
        adult_id=asking.adult_id,
        household_id=note.household_id,
        about_kind=wording.ABOUT if invitation else "",
        about_id=invitation.pk if invitation else None,
        link_version=invitation.link_version if invitation else None,
        link_digest=invitation.link_digest if invitation else None,
        topic=Topic.AFTERNOONS,
        drop_after=care.link_closes_at(afternoon) if note.kind == Kind.WHAT_TO_CHANGE else None,
        is_exempt_from_cap=True,
    )
    note.message = outbox.post(setting=note.setting, draft=draft)
    return _decided(note, State.SENT, "afternoons.care-sent", by)


@transaction.atomic
def leave(*, note: CareNote, by: Staff) -> CareNote:
    """Leave a note: nothing goes to them, and nothing follows from it."""
    note, _afternoon = _undecided(note)
    return _decided(note, State.SKIPPED, "afternoons.care-left", by)


@transaction.atomic
def spoke(*, note: CareNote, line: str, by: Staff) -> CareNote:
    """Keep that somebody rang or spoke to them instead."""
    note, _afternoon = _undecided(note)
    reaching.log_contact(
        adult=note.adult,
        household=note.household,
        channel=Channel.VOICE,
        line=line.strip() or SPOKE[Kind(note.kind)],
        by=by,
    )
    return _decided(note, State.SENT, "afternoons.care-spoken", by)


def _undecided(note: CareNote) -> tuple[CareNote, Afternoon]:
    rows = CareNote.objects.select_for_update(of=("self",)).select_related(
        "afternoon__setting__policy", "afternoon__activity", "afternoon__lead",
        "setting__policy", "household__setting", "adult",
    )  # fmt: skip
    note = rows.get(pk=note.pk)
    if note.state != State.THOUGHT_OF:
        raise WrongMove("Somebody has decided this already.")
    return note, note.afternoon


def _decided(note: CareNote, state: CareNote.State, what: str, by: Staff) -> CareNote:
    note.state, note.decided_at, note.decided_by = state, timezone.now(), by
    note.save()
    trail.wrote(by=by, what=what, on=note, household=note.household_id)
    return note
