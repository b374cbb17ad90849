"""What has been between us and one family, newest first; only of this home (rule 18)."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db.models import Case, OuterRef, Subquery, When
from django.urls import reverse

from families.asking import Reason
from families.models import Adult, ContactLog, Household, Promise, Wish
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.desk import message_names, text_entries, visit_entries
from pastoral.desk.entries import MAY_READ_LINES, Entry, Kind
from pastoral.outbox.models import Channel, Message
from pastoral.ui import said
from sessions_app.models import Answer, Attendance, Invitation
from sessions_app.models.invitations import AnswerWord, Via

P = Permission
A_DAY = timedelta(days=1)
CLOSED_SAID = {
    Promise.State.DONE: ("check-circle", "Done, as we said"),
    Promise.State.NOT_NEEDED: ("dash-circle", "Not needed any more"),
    Promise.State.HANDED_ON: ("arrow-right", "Handed on"),
}


def of_family(viewer: Viewer, household: Household, kind: str = "") -> list[Entry]:
    """Return the entries the viewer may see, newest first, in a query for each kind of row."""
    readers = (
        SOURCES[Kind(kind)] if kind in Kind.values else [r for rs in SOURCES.values() for r in rs]
    )
    entries = [entry for reader in readers for entry in reader(viewer, household)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _invitations(viewer: Viewer, household: Household) -> Iterator[Entry]:
    State = Invitation.State  # noqa: N806 - a name for choices
    asked = Invitation.objects.visible_to(viewer).filter(household=household)
    if not viewer.can(P.SEE_WHO_DECLINED):
        asked = asked.exclude(state=State.BLOCKED)
    for at, name, afternoon, on, state, why in (
        asked.exclude(state=State.DRAFT)
        .order_by()
        .values_list(
            "created_at",
            "adult__known_as",
            "afternoon_id",
            "afternoon__on",
            "state",
            "block_reason",
        )
    ):
        is_blocked = state == State.BLOCKED
        yield Entry(
            at=at,
            kind=Kind.AFTERNOON,
            icon="dash-circle" if is_blocked else "envelope",
            title=f"{name} was {'not ' if is_blocked else ''}asked to the afternoon: {_day(on, viewer)}",
            said=_reason(why) if is_blocked else "",
            url=_afternoon(afternoon, viewer),
            url_word="The afternoon",
        )


def _answers(viewer: Viewer, household: Household) -> Iterator[Entry]:
    """Yield each answer with its door and who wrote it down; no “no” for a head."""
    invitations = Invitation.objects.visible_to(viewer).filter(household=household)
    answers = Answer.objects.filter(invitation__in=invitations).exclude(answer="")
    if not viewer.can(P.SEE_WHO_DECLINED):
        answers = answers.exclude(answer=AnswerWord.NO)
    words = {
        AnswerWord.YES: "said yes",
        AnswerWord.MAYBE: "said maybe",
        AnswerWord.NO: "said no",
    }
    rows = answers.order_by("invitation_id", "created_at", "pk").select_related(
        "invitation__adult", "invitation__afternoon", "recorded_by"
    )
    for same in _folded(rows):
        last = same[-1]
        what = f"{last.invitation.adult.known_as} {words[AnswerWord(last.answer)]}"
        if last.via == Via.DECIDED:
            answer = "no" if last.answer == AnswerWord.NO else "yes"
            what = f"Staff decided “{answer}” for {last.invitation.adult.known_as}"
        elif _has_details(last) and len(same) > 1:
            what = f"{what}, and told us more,"
        by = last.recorded_by
        yield Entry(
            at=last.created_at,
            kind=Kind.AFTERNOON,
            icon="chat-dots",
            title=f"{what} to the afternoon: {_day(last.invitation.afternoon.on, viewer)}",
            said=f"{_door(last)}, written down by {by.first_name}" if by else _door(last),
        )


def _folded(answers: Iterable[Answer]) -> list[list[Answer]]:
    """Put together what one adult said again by the same door within a day, with more to it."""
    folded: list[list[Answer]] = []
    for answer in answers:
        if folded and _says_again(folded[-1][-1], answer):
            folded[-1].append(answer)
        else:
            folded.append([answer])
    return folded


def _says_again(before: Answer, answer: Answer) -> bool:
    same = ("invitation_id", "answer", "via", "recorded_by_id")
    is_same = all(getattr(before, name) == getattr(answer, name) for name in same)
    return is_same and answer.created_at - before.created_at <= A_DAY


def _has_details(answer: Answer) -> bool:
    return any(
        (answer.adults_n, answer.children_n, answer.meet_at_gate, answer.travel,
         answer.set_off, answer.helps, answer.diet)
    )  # fmt: skip


def _door(answer: Answer) -> str:
    via = Via(answer.via)
    if via is Via.LINK:
        return "On their own page"
    if via is Via.DECIDED:
        return "Decided"
    return f"By {via.label.lower()}" if via in {Via.TEXT, Via.PHONE} else str(via.label)


def _attendance(viewer: Viewer, household: Household) -> Iterator[Entry]:
    """Yield one entry for those who came to an afternoon, and one for those who did not."""
    marks = Attendance.objects.visible_to(viewer).filter(household=household)
    if not viewer.can(P.SEE_WHO_DECLINED):
        marks = marks.filter(mark__in=Attendance.HERE)
    together: dict[tuple[uuid.UUID, date, bool], list[tuple[datetime, str]]] = defaultdict(list)
    for afternoon, on, mark, at, adult, preferred, legal, walk_in in marks.order_by(
        "marked_at"
    ).values_list(
        "afternoon_id", "afternoon__on", "mark", "marked_at", "adult__known_as",
        "child__preferred_first", "child__legal_first", "walk_in_name",
    ):  # fmt: skip
        who = adult or preferred or legal or walk_in
        together[afternoon, on, mark in Attendance.HERE].append((at, who))
    for (afternoon, on, came), people in together.items():
        names = said.list_said(list(dict.fromkeys(who for _at, who in people)))
        yield Entry(
            at=people[0][0],
            kind=Kind.AFTERNOON,
            icon="cup-hot",
            title=f"{names} came" if came else f"We missed {names}",
            said=f"Family afternoon, {_day(on, viewer)}",
            url=_afternoon(afternoon, viewer),
            url_word="The afternoon",
        )


def _messages(viewer: Viewer, household: Household) -> Iterator[Entry]:
    name = Adult.objects.filter(pk=OuterRef("adult_id")).values("known_as")[:1]
    messages = Message.objects.filter(setting=viewer.setting, household_id=household.pk)
    # A call that was made stands among the calls and words.
    messages = messages.exclude(channel=Channel.VOICE, state=Message.State.SENT)
    for created, sent, key, channel, state, why, who in (
        messages.annotate(who=Subquery(name))
        .order_by()
        .values_list("created_at", "sent_at", "template_key", "channel", "state", "reason", "who")
    ):
        what = message_names.said(key)
        yield Entry(
            at=sent or created,
            kind=Kind.MESSAGE,
            icon="send",
            title=f"{what} by {Channel(channel).label.lower()} to {who or 'them'}",
            said=f"{Message.State(state).label}: {why}" if why else Message.State(state).label,
        )


def _contacts(viewer: Viewer, household: Household) -> Iterator[Entry]:
    may_read = any(viewer.can(permission) for permission in MAY_READ_LINES)
    contacts = ContactLog.objects.filter(household=household, removed_at=None).order_by()
    channels = dict(ContactLog._meta.get_field("channel").flatchoices)
    for at, channel, is_from_family, is_two_way, line, who, by in contacts.values_list(
        "happened_at", "channel", "is_from_family", "is_two_way", "line", "adult__known_as",
        "created_by__first_name",
    ):  # fmt: skip
        by = by or "we"  # noqa: PLW2901 - a word where nobody is named
        title = f"{who} got in touch with {by}" if is_from_family else f"{by} and {who} spoke"
        if not is_from_family and not is_two_way:
            title = f"{by} tried {who}"
        yield Entry(
            at=at,
            kind=Kind.CONTACT,
            icon="telephone",
            title=f"{title[0].upper()}{title[1:]}: {str(channels[channel]).lower()}",
            said=line if may_read else "",
        )


def _promises(viewer: Viewer, household: Household) -> Iterator[Entry]:
    """Yield an entry when something was promised, and one when it was closed.

    What is handed on was promised once: only its first owner’s promise is told of as made.
    """
    may_read = any(viewer.can(permission) for permission in MAY_READ_LINES)
    promises = (
        Promise.objects.visible_to(viewer)
        .filter(household=household)
        .annotate(is_first=Case(When(handed_on_from=None, then=True), default=False))
        .order_by()
    )
    for at, what, due_on, owner, is_first, state, closed_at, closed_by, result in promises.values_list(
        "created_at", "what", "due_on", "owner__first_name", "is_first", "state",
        "closed_at", "closed_by__first_name", "result",
    ):  # fmt: skip
        if is_first:
            whose = f"{owner}, for {_day(due_on, viewer)}"
            yield Entry(at, Kind.PROMISE, "heart", f"We said: {what}", whose)
        if closed_at:
            icon, words = CLOSED_SAID[Promise.State(state)]
            by = f"{closed_by}: {result}" if may_read and result else f"by {closed_by}"
            yield Entry(closed_at, Kind.PROMISE, icon, f"{words}: {what}", by)


def _wishes(viewer: Viewer, household: Household) -> Iterator[Entry]:
    """Yield an entry when they asked for something instead, and one when somebody saw to it."""
    if not viewer.can(P.SEE_WHO_DECLINED):
        return
    wishes = Wish.objects.visible_to(viewer).filter(household=household).order_by()
    for kind, via, asked_at, settled_at, who, by in wishes.values_list(
        "kind", "via", "asked_at", "settled_at", "adult__known_as", "settled_by__first_name"
    ):
        what = Wish.Kind(kind).label.lower()
        door = str(Wish.Via(via).label).lower()
        yield Entry(asked_at, Kind.CONTACT, "chat-dots", f"{who} asked for {what}", f"By {door}")
        if settled_at:
            title = f"{by} saw to it: {what} for {who}"
            yield Entry(settled_at, Kind.CONTACT, "check-circle", title)


Reader = Callable[[Viewer, Household], Iterator[Entry]]
SOURCES: dict[Kind, list[Reader]] = {
    Kind.VISIT: [visit_entries.visits, visit_entries.said],
    Kind.AFTERNOON: [_invitations, _answers, _attendance],
    Kind.MESSAGE: [_messages, text_entries.texts_in],
    Kind.CONTACT: [_contacts, _wishes],
    Kind.PROMISE: [_promises],
}


def _day(day: date, viewer: Viewer) -> str:
    return said.day_said(day, viewer.today)


def _afternoon(afternoon: uuid.UUID, viewer: Viewer) -> str:
    may_open = viewer.can(P.SEE_AFTERNOONS)
    return reverse("afternoons:detail", args=[afternoon]) if may_open else ""


def _reason(code: str) -> str:
    return Reason(code).label if code in Reason.values else ""
