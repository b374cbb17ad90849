"""A family’s home visits on its timeline: where each stands, and what they said to its offer."""

from collections.abc import Iterator
from datetime import datetime, time

from django.db.models import Exists, OuterRef
from django.urls import reverse

from families.models import Household
from pastoral.accounts.roles import Permission
from pastoral.accounts.viewers import Viewer
from pastoral.desk.entries import MAY_READ_LINES, Entry, Kind
from pastoral.ui.said import day_said
from visits.models import HomeVisit, VisitAnswer, VisitNote

P = Permission
NOON = time(12)
MAY_OPEN_VISITS = (P.READ_ALL_NOTES, P.READ_OWN_NOTES, P.RECORD_VISITS)
# What a family did not want, or did not come to, is nothing for a head (domain: “never a
# named list of ‘no’s”).
NOT_WANTED = [
    HomeVisit.State.DECLINED,
    HomeVisit.State.NO_REPLY,
    HomeVisit.State.NOT_HOME,
    HomeVisit.State.CANCELLED_FAMILY,
]
VISITS_NOT_WANTED = [VisitAnswer.Said.NO, VisitAnswer.Said.ANOTHER_TIME]
VISIT_ANSWERS_SAID = {
    VisitAnswer.Said.YES: "said yes to a visit",
    VisitAnswer.Said.NO: "said not now to a visit",
    VisitAnswer.Said.ANOTHER_TIME: "asked for another time for a visit",
    VisitAnswer.Said.CALL_ME: "asked for a call, about the visit",
    VisitAnswer.Said.VISIT_ME: "asked us to come round, about the visit",
}


def visits(viewer: Viewer, household: Household) -> Iterator[Entry]:
    """Yield each visit, where it stands, and whose note there is to read."""
    readable = VisitNote.objects.visible_to(viewer).filter(visit=OuterRef("pk"))
    theirs = HomeVisit.objects.visible_to(viewer).filter(household=household)
    if not viewer.can(P.SEE_WHO_DECLINED):
        theirs = theirs.exclude(state__in=NOT_WANTED)
    may_open = any(viewer.can(permission) for permission in MAY_OPEN_VISITS)
    for pk, on, at, arrived, state, outcome, mentor, author, is_readable in theirs.annotate(
        is_readable=Exists(readable)
    ).values_list(
        "pk", "planned_on", "planned_at", "arrived_at", "state", "outcome",
        "mentor__first_name", "note__written_by__first_name", "is_readable",
    ):  # fmt: skip
        word = HomeVisit.Outcome(outcome).label if outcome else HomeVisit.State(state).label
        url_word = "Open the visit" if may_open else ""
        if author and is_readable:
            url_word = f"Note by {author}: read it"
        yield Entry(
            at=arrived or datetime.combine(on, at or NOON, tzinfo=viewer.zone),
            kind=Kind.VISIT,
            icon="house-heart",
            title=f"Home visit: {word[0].lower()}{word[1:]}",
            said=f"by {mentor}",
            url=reverse("visits:detail", args=[pk]) if url_word else "",
            url_word=url_word,
            withheld=f"Restricted note: ask {author}." if author and not is_readable else "",
        )


def said(viewer: Viewer, household: Household) -> Iterator[Entry]:
    """Yield what they said to offers of a visit, with its door; no “no” for a head."""
    theirs = HomeVisit.objects.visible_to(viewer).filter(household=household)
    answers = VisitAnswer.objects.filter(visit__in=theirs).order_by()
    if not viewer.can(P.SEE_WHO_DECLINED):
        answers = answers.exclude(said__in=VISITS_NOT_WANTED)
    may_open = any(viewer.can(permission) for permission in MAY_OPEN_VISITS)
    may_read = any(viewer.can(permission) for permission in MAY_READ_LINES)
    for visit, at, who, what, words, via, by, on in answers.values_list(
        "visit_id", "created_at", "adult__known_as", "said", "words", "via",
        "recorded_by__first_name", "visit__planned_on",
    ):  # fmt: skip
        door = HomeVisit.Agreed(via).label.capitalize()
        door = f"{door}, written down by {by}" if by else door
        yield Entry(
            at=at,
            kind=Kind.VISIT,
            icon="chat-dots",
            title=f"{who} {VISIT_ANSWERS_SAID[VisitAnswer.Said(what)]}: {day_said(on, viewer.today)}",
            said=f"“{words}” {door}" if words and may_read else door,
            url=reverse("visits:detail", args=[visit]) if may_open else "",
            url_word="Open the visit" if may_open else "",
        )
