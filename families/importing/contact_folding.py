"""Mentions of the same contact by one child folded into one."""

from dataclasses import replace

from families.importing.names import same_name
from families.importing.problems import Kind, Problem, problem
from families.importing.records import ContactRecord


def fold_contacts(
    known: tuple[ContactRecord, ...], more: tuple[ContactRecord, ...]
) -> tuple[ContactRecord, ...]:
    """The contacts of one child, each person once, the first mention kept."""
    folded = list(known)
    for contact in more:
        for place, other in enumerate(folded):
            if _is_one_contact(other, contact):
                folded[place] = _merged(other, contact)
                break
        else:
            folded.append(contact)
    return tuple(folded)


def _is_one_contact(one: ContactRecord, other: ContactRecord) -> bool:
    """One name and one number, or one name in one part: a father and son differ."""
    if not same_name(one.name, other.name):
        return False
    if one.mobile == other.mobile or not (one.mobile and other.mobile):
        return True
    return one.relationship == other.relationship


def _merged(kept: ContactRecord, later: ContactRecord) -> ContactRecord:
    problems = kept.problems + later.problems
    if kept.mobile and later.mobile and kept.mobile != later.mobile:
        problems += (differing_mobile(kept, later),)
    return replace(
        kept,
        mobile=kept.mobile or later.mobile,
        mobile_note=kept.mobile_note or later.mobile_note,
        landline=kept.landline or later.landline,
        email=kept.email or later.email,
        court_order=kept.court_order or later.court_order,
        deceased=kept.deceased or later.deceased,
        address=kept.address or later.address,
        problems=problems,
    )


def differing_mobile(kept: ContactRecord, later: ContactRecord) -> Problem:
    """That one adult has two mobiles, and which is kept."""
    return problem(
        later.row,
        Kind.DIFFERING_MOBILE,
        field="contact.mobile",
        person=kept.name,
        first_row=kept.row,
    )
