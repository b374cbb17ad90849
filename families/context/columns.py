"""Which column of a file of attendance or suspensions holds what, found by its heading."""

from collections.abc import Mapping
from dataclasses import dataclass

from families.importing.decoding import UnreadableFile
from families.importing.headings import heading_key

WHO = {
    "upn": "upn uniquepupilnumber uniquepupilno pupilupn studentupn",
    "child_id": "childid alongsideid ourid",
}
WEEKS = WHO | {
    "week_on": "week weekbeginning weekcommencing weekstart weekstarting weekbegins weekending "
    "weekof wc wb weekdate",
    "possible": "possible sessionspossible possiblesessions possibleattendances possibleattendance",
    "attended": "attended sessionsattended attendedsessions attendances actualattendances "
    "sessionspresent presentsessions present",
    "marks": "marks codes attendancecodes attendancemarks registermarks sessionmarks weekmarks",
}
SUSPENSIONS = WHO | {
    "kind": "type suspensiontype exclusiontype category exclusioncategory kind",
    "starts_on": "start startdate from datefrom suspensionstart suspensionstartdate "
    "exclusionstartdate startson firstday",
    "ends_on": "end enddate to dateto suspensionend suspensionenddate exclusionenddate endson "
    "lastday",
    "reasons": "reason reasons reasoncode reasoncodes suspensionreason suspensionreasons "
    "exclusionreason exclusionreasons",
}
LABELS = {
    "upn": "UPN",
    "week_on": "Week beginning",
    "possible": "Sessions possible",
    "attended": "Sessions attended",
    "marks": "Marks",
    "kind": "Type",
    "starts_on": "Start date",
    "ends_on": "End date",
    "reasons": "Reasons",
}


@dataclass(frozen=True)
class Found:
    """Where each field stands in a row, and the headings nobody uses."""

    places: Mapping[str, int]
    unused: tuple[str, ...]

    def has(self, field: str) -> bool:
        """Whether the file has such a column."""
        return field in self.places


def weeks_of(headings: tuple[str, ...]) -> Found:
    """Return the columns of a file of weeks; raises UnreadableFile naming what is missing."""
    found = _recognised(headings, WEEKS)
    lacking = _lacking(found, ["week_on"])
    if not found.has("marks"):
        lacking += _lacking(found, ["possible", "attended"])
    return _whole(found, headings, lacking)


def suspensions_of(headings: tuple[str, ...]) -> Found:
    """Return the columns of a file of suspensions; raises UnreadableFile naming what is missing."""
    found = _recognised(headings, SUSPENSIONS)
    return _whole(found, headings, _lacking(found, ["kind", "starts_on"]))


def _recognised(headings: tuple[str, ...], known: Mapping[str, str]) -> Found:
    fields = {spelling: field for field, every in known.items() for spelling in every.split()}
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        field = fields.get(heading_key(heading), "")
        if field and field not in places:
            places[field] = place
    used = set(places.values())
    return Found(places, tuple(h for place, h in enumerate(headings) if place not in used))


def _lacking(found: Found, fields: list[str]) -> list[str]:
    return [LABELS[field] for field in fields if not found.has(field)]


def _whole(found: Found, headings: tuple[str, ...], lacking: list[str]) -> Found:
    if not found.has("upn") and not found.has("child_id"):
        lacking = [LABELS["upn"], *lacking]
    if lacking:
        wanted = " and ".join(f"“{label}”" for label in lacking)
        has = ", ".join(f"“{heading}”" for heading in headings[:12])
        raise UnreadableFile(
            f"There is no column {wanted}. It has {has}. Please name the columns so and choose "
            "the file again."
        )
    return found
