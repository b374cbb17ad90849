"""How information systems spell their headings, and which field each one means."""

import re

from families.importing.fields import MOST_CONTACTS, numbered

_PUPIL = {
    "upn": "upn uniquepupilnumber uniquepupilno upnnumber",
    "legal_first": "firstname forename legalfirstname legalforename givenname",
    "surname": "surname lastname legalsurname legallastname familyname",
    "preferred_first": "preferredfirstname preferredforename preferredname chosenname "
    "chosenforename chosenfirstname knownas knownasname",
    "born_on": "dob dateofbirth birthdate dateofbirthdob",
    "year_group": "yeargroup ncyear year nationalcurriculumyear curriculumyear "
    "nationalcurriculumyeargroup ncyeargroup ncyearactual yeartaughtin currentyear",
    "language": "homelanguage firstlanguage language mothertongue nativelanguage",
    "eal": "eal englishasadditionallanguage englishasanadditionallanguage ealstatus",
    "sen": "sen senstatus sencode senprovision senstage currentsenstatus",
    "fsm": "fsm freeschoolmeals freeschoolmeal fsmeligible fsmeligibility "
    "eligibleforfreeschoolmeals eligibleforfsm fsmstatus",
    "pupil_premium": "pp pupilpremium pupilpremiumindicator pupilpremiumeligible ppi "
    "inreceiptofpupilpremium",
    "ethnicity": "ethnicity ethnicitycode ethniccode ethnicgroup",
    "house": "housenumber houseno housename housenumbername housenameornumber",
    "address_1": "addressline1 address1 street streetname address homeaddress",
    "address_2": "addressline2 address2 locality district",
    "address_3": "addressline3 address3",
    "town": "town city towncity posttown addresstown addresscity",
    "postcode": "postcode postalcode addresspostcode homepostcode",
    "address_note": "addressnote addressnotes addresscomment addresscomments",
}
_CONTACT = {
    "contact.first": "firstname forename givenname legalfirstname preferredfirstname",
    "contact.surname": "surname lastname familyname legallastname legalsurname",
    "contact.relationship": "relationship relation relationshiptopupil "
    "relationshiptostudent relationshiptype relationshiptochild",
    "contact.pr": "pr parentalresponsibility hasparentalresponsibility parentalresponsibilityflag",
    "contact.priority": "priority order contactorder contactpriority callorder",
    "contact.mobile": "mobile mobilephone mobilenumber mobiletelephone telephonemobile "
    "mobilephonenumber mobileno phone telephone phonenumber telephonenumber",
    "contact.landline": "landline hometelephone homephone telephonehome landlinenumber "
    "homephonenumber homenumber",
    "contact.email": "email emailaddress primaryemail homeemail mainemail",
    "contact.lives_with": "liveswithpupil liveswith liveswithchild liveswithstudent "
    "sameaddress sameaddressaspupil sharesaddress livesatsameaddress",
    "contact.address": "address addressline1 homeaddress address1",
    "contact.town": "town city",
    "contact.postcode": "postcode postalcode",
    "contact.language": "language firstlanguage homelanguage preferredlanguage",
    "contact.interpreter": "interpreter needsinterpreter interpreterneeded "
    "interpreterrequired translatorrequired",
    "contact.court_order": "courtorder hascourtorder courtorderflag courtorderinplace",
    "contact.deceased": "deceased isdeceased died",
}
_PUPIL_SPELLINGS = {s: name for name, all_ in _PUPIL.items() for s in all_.split()}
_CONTACT_SPELLINGS = {s: name for name, all_ in _CONTACT.items() for s in all_.split()}
_CHILD = re.compile(r"^(?:pupil|student|child|learner)(?=.)")
_SOMEBODY = r"(?:emergency)?(?:contact|parentguardian|parentcarer|parent|guardian|carer)"
_NUMBERED = re.compile(rf"^{_SOMEBODY}(?:priority)?(?P<number>[1-9])(?P<rest>\D.*)$")
_NUMBERED_LAST = re.compile(rf"^{_SOMEBODY}(?P<rest>\D.*?)(?P<number>[1-9])$")
_UNNUMBERED = re.compile(rf"^(?:primary|main|first)?{_SOMEBODY}(?P<rest>.+)$")


def heading_key(heading: str) -> str:
    """The heading without case or punctuation: 'Telephone (mobile)' → 'telephonemobile'."""
    key = "".join(mark for mark in heading.casefold() if mark.isalnum())
    return key or heading


def field_for(heading: str) -> str:
    """The field a heading most likely means, or "" when it is not one we know."""
    key = heading_key(heading)
    numbered_first = _NUMBERED.match(key)
    if numbered_first:
        return _of_contact(numbered_first["rest"], int(numbered_first["number"]))
    pupil = _PUPIL_SPELLINGS.get(key) or _PUPIL_SPELLINGS.get(_CHILD.sub("", key), "")
    if pupil:
        return pupil
    numbered_last = _NUMBERED_LAST.match(key)
    if numbered_last and numbered_last["rest"] in _CONTACT_SPELLINGS:
        return _of_contact(numbered_last["rest"], int(numbered_last["number"]))
    if key in _CONTACT_SPELLINGS:
        return _CONTACT_SPELLINGS[key]
    rest = _UNNUMBERED.match(key)
    return _CONTACT_SPELLINGS.get(rest["rest"], "") if rest else ""


def _of_contact(rest: str, number: int) -> str:
    name = _CONTACT_SPELLINGS.get(rest, "")
    return numbered(name, number) if name and number <= MOST_CONTACTS else ""
