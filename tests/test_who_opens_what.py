"""Who opens what: every route against every role, with real rows (docs/rules.md, 45).

The table below is written by hand from the policy, not read from the code: a new route that
is not in it fails, and so does one that opens to somebody it should not.

M mentor · L lead · D safeguarding lead · Y deputy · H head · O office · T governor · A administrator
"""

from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from families.models import Adult, Child
from pastoral.accounts.models import Setting
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from tests.factories import (
    make_activity,
    make_afternoon,
    make_afternoon_series,
    make_approval,
    make_calendar_day,
    make_care_note,
    make_change,
    make_complaint,
    make_cover,
    make_family,
    make_half_term,
    make_home_visit,
    make_import_upload,
    make_inbound_message,
    make_invitation,
    make_membership,
    make_message,
    make_on_duty,
    make_overdue_alert,
    make_phone_item,
    make_promise,
    make_pulse,
    make_restriction,
    make_setting,
    make_staff,
    make_staff_invitation,
    make_template,
    make_term_report,
    make_viewer,
    make_visit_answer,
    make_visit_note,
    make_wish,
    make_worry,
)
from visits.models import HomeVisit

LETTERS = {
    "M": Role.MENTOR, "L": Role.LEAD, "D": Role.DSL, "Y": Role.DEPUTY_DSL,
    "H": Role.HEAD, "O": Role.OFFICE, "T": Role.TRUST, "A": Role.ADMINISTRATOR,
}  # fmt: skip
EVERYBODY = "MLDYHOTA"
WITH_FAMILIES = "MLDYHO"
OPENS = {
    # The first pages, and one's own account.
    "desk:home": EVERYBODY,
    "desk:more": EVERYBODY,
    "accounts:choose-setting": EVERYBODY,
    "account_reauthenticate": EVERYBODY,
    "account_change_password": EVERYBODY,
    "accounts:your-phone": EVERYBODY,
    "account_set_password": EVERYBODY,
    "concerns:worried": WITH_FAMILIES,
    # Families.
    "families:list": WITH_FAMILIES,
    "desk:family": WITH_FAMILIES,
    "families:add": "LDYO",
    "families:home": "LDYO",
    "families:pause": "MLDYO",
    "families:unpause": "MLDYO",
    "families:mentor": "LDYO",
    "families:mentor-end": "LDYO",
    "families:move-out": "LDYO",
    "families:child-add": "LDYO",
    "families:child": "LDYO",
    "families:child-leave": "LDYO",
    "families:adult-add": "MLDYO",
    "families:adult": "MLDYO",
    "families:number": "MLDYO",
    "families:reach": "MLDYO",
    "families:contact": "MLDYO",
    "families:asking": "LDY",
    "families:deceased": "MLDYO",
    "families:restrictions": "DY",
    "families:restriction-end": "DY",
    "families:import": "LO",
    "families:import-preview": "LO",
    "families:import-map": "LO",
    "families:import-drop": "LO",
    # Context: attendance at school, for those who may read it of one child.
    "families:context": "LDY",
    "families:context-preview": "LDY",
    "families:context-drop": "LDY",
    "families:context-family": "LDY",
    # Home visits.
    "visits:list": "ML",
    "visits:log": "ML",
    "visits:detail": "MLDY",
    "visits:note": "ML",
    "visits:take-back": "ML",
    # Visits: offering, and what the family said.
    "visits:offers": "ML",
    "visits:offer": "ML",
    "visits:offer-again": "ML",
    "visits:offer-take-back": "ML",
    "visits:answer": "MLDYO",
    "visits:wish-settle": "MLDYO",
    # Visits: risk checks and planning.
    "visits:risk-checks": "LDY",
    "visits:risk-check": "MLDY",
    "visits:plan": "ML",
    "visits:reschedule": "ML",
    "visits:call-off": "ML",
    "visits:nobody-in": "ML",
    # Visits: the clock and the board.
    "visits:board": "LDY",
    "visits:overdue": WITH_FAMILIES,
    "visits:arrive": "ML",
    "visits:leave": WITH_FAMILIES,
    "visits:leave-early": "ML",
    "visits:longer": WITH_FAMILIES,
    "visits:acknowledge": WITH_FAMILIES,
    # Visits: the day and the week.
    "visits:day": "ML",
    "visits:where": "ML",
    "visits:week": "ML",
    "visits:timetable": "ML",
    "visits:timetable-of": "L",
    "visits:feed": "ML",
    "visits:line-add": "ML",
    "visits:what-helped": "ML",
    # Visits: who was not seen, and a Friday proposed.
    "visits:not-seen": "ML",
    "visits:rhythm": "ML",
    "visits:friday": "ML",
    "visits:friday-confirm": "ML",
    # Visits: what a phone keeps and sends.
    "visits:log-one": "ML",
    "visits:sync": "ML",
    "visits:kept": "ML",
    "visits:kept-settle": "ML",
    # Visits: cover and caseloads.
    "visits:caseloads": "L",
    "visits:cover-add": "L",
    "visits:cover-end": "L",
    "visits:hand-on": "L",
    "visits:supervision": "MLDY",
    "visits:read-together": "MLDY",
    # What families asked for and are not happy with.
    "families:wish-settle": "MLDYO",
    "complaints:list": "LH",
    "complaints:complaint": "LH",
    "complaints:acknowledge": "LH",
    # Promises and worries.
    "concerns:write": WITH_FAMILIES,
    "concerns:mine": WITH_FAMILIES,
    "concerns:add": WITH_FAMILIES,
    "concerns:inbox": "DYH",
    "concerns:read": "DYH",
    "concerns:acknowledge": "DYH",
    "families:promises": "MLDYO",
    "families:promise-add": "MLDYO",
    "families:promise-close": "MLDYO",
    "visits:wording": "LA",
    "visits:wording-reset": "LA",
    # Afternoons.
    "afternoons:list": WITH_FAMILIES,
    "afternoons:detail": WITH_FAMILIES,
    "afternoons:activities": WITH_FAMILIES,
    "afternoons:activity-edit": "LO",
    "afternoons:activity-take-out": "LO",
    "afternoons:activity": WITH_FAMILIES,
    "afternoons:answers": WITH_FAMILIES,
    "afternoons:register": WITH_FAMILIES,
    "afternoons:register-mark": WITH_FAMILIES,
    "afternoons:register-walk-in": WITH_FAMILIES,
    "afternoons:register-close": WITH_FAMILIES,
    "afternoons:register-press": WITH_FAMILIES,
    "afternoons:after": "MLDY",
    "afternoons:pulse": WITH_FAMILIES,
    "afternoons:pulse-sheets": WITH_FAMILIES,
    "afternoons:pulse-enter": WITH_FAMILIES,
    "afternoons:pulse-release": "L",
    # What families wrote, and what we changed.
    "afternoons:voices": "L",
    "afternoons:voice-yes": "L",
    "afternoons:voice-decide": "L",
    "afternoons:changes": "L",
    "afternoons:change-take-back": "L",
    "afternoons:care-decide": "MLDY",
    "afternoons:care-send-all": "MLDY",
    "afternoons:series-create": "LO",
    "afternoons:activity-create": "LO",
    "afternoons:series": WITH_FAMILIES,
    "afternoons:series-edit": "LO",
    "afternoons:morning-create": "LO",
    "afternoons:morning-children": "LO",
    "afternoons:duties": "LO",
    "afternoons:sheet": WITH_FAMILIES,
    "afternoons:sheet-pdf": WITH_FAMILIES,
    "afternoons:poster": WITH_FAMILIES,
    "afternoons:duty-remove": "LO",
    "afternoons:edit": "LO",
    "afternoons:move": "LO",
    "afternoons:cancel": "LO",
    "afternoons:open": "LO",
    "afternoons:allergens": "LO",
    "afternoons:held": "LO",
    "afternoons:invite": "LO",
    "afternoons:pairs": "LO",
    "afternoons:invite-list": "LO",
    "afternoons:answer-record": "MLDYO",
    "afternoons:answer-decide": "LDY",
    "outbox:list": "LO",
    "outbox:settle": "LO",
    "outbox:try-again": "LO",
    "outbox:carrier": "LA",
    "outbox:carrier-try": "LA",
    "outbox:words": "LO",
    "outbox:word-message": "LO",
    "outbox:word-language": "LO",
    "outbox:word-approve": "L",
    "outbox:word-withdraw": "L",
    "outbox:word-own": "L",
    "replies:texts": "MLDYO",
    "replies:text": "MLDYO",
    "replies:record": "MLDYO",
    "replies:nothing": "MLDYO",
    "replies:by-hand": "MLDYO",
    "replies:called": "MLDYO",
    "replies:given": "MLDYO",
    "replies:drop": "MLDYO",
    "replies:letter-ready": "MLDYO",
    "replies:letters": "MLDYO",
    "replies:letters-pdf": "MLDYO",
    "replies:letters-ready": "MLDYO",
    # Figures.
    "desk:reports": "LDYHT",
    "desk:mine": "ML",
    "desk:figure": "LDYHT",
    "desk:figures-all": "LDYHT",
    "desk:governors": "LDYHT",
    "desk:trust": "LDYHT",
    "desk:figures-out": "LDYHT",
    "termly:list": "LDYHT",
    "termly:make": "LH",
    "termly:report": "LDYHT",
    "termly:again": "LH",
    # The setting.
    "accounts:staff": "A",
    "accounts:staff-invite": "A",
    "accounts:staff-member": "A",
    "accounts:staff-off": "A",
    "accounts:staff-supervisor": "A",
    "accounts:role-end": "A",
    "accounts:invitation-withdraw": "A",
    "accounts:calendar": "LA",
    "accounts:half-terms": "LA",
    "accounts:calendar-day-remove": "LA",
    "accounts:policy": "LA",
}
PUBLIC = {
    "account_login", "account_logout", "account_inactive", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "accounts:join", "desk:healthz", "desk:readyz",
    "calendar-feed:visits", "whats-on:next",
    "hooks:notify-receipts", "hooks:notify-inbound", "hooks:twilio-receipts", "hooks:twilio-inbound",
    "parents:invitation", "parents:answer", "parents:details", "parents:thanks",
    "parents:language", "parents:instead", "parents:easier", "parents:stop", "parents:privacy",
    "parents:calendar", "parents:short", "parents:nothing", "parents:nothing-there",
    "visits:worker", "afternoons:worker", "pulse-page:questions", "pulse-page:nothing", "demo:look-around", "demo:look-as", "demo:parent-phone",
    "visit-page:visit", "visit-page:answer", "visit-page:another-time", "visit-page:thanks",
    "complain:afternoon", "complain:visit", "visit-page:language", "visit-page:stop", "visit-page:privacy",
    "visit-page:short", "visit-page:nothing", "visit-page:nothing-there",
}  # fmt: skip


def _named(resolver: URLResolver, namespace: str = "") -> dict[str, URLPattern]:
    found: dict[str, URLPattern] = {}
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = entry.app_name or entry.namespace or ""
            found |= _named(entry, f"{inner}:" if inner else namespace)
        else:
            found[f"{namespace}{entry.name}"] = entry
    return found


ROUTES = _named(get_resolver())
A_FILE = b"UPN,Legal First Name,Legal Last Name,Date of Birth\n,Amira,Okonjo,2018-03-10\n"
A_WEEK = b"UPN,Week beginning,Marks\n,07/09/2026,/\\\n"
# Pages about one's own rows alone: a colleague with the same role finds nothing there.
ONES_OWN = {
    "concerns:add", "visits:note", "visits:where", "visits:arrive", "visits:leave-early",
}  # fmt: skip
# What is there for those who go, the buddy and those who watch; other colleagues find nothing.
TO_WATCH = ("visits:overdue", "visits:leave", "visits:longer", "visits:acknowledge")
NOT_THEIRS = {
    ("concerns:read", "H"),  # One about a child is not the head’s to read (rule 13).
    *((name, letter) for name in TO_WATCH for letter in "HO"),
    *(("desk:trust", letter) for letter in "LDYHT"),  # For who governs the trust, not one setting.
}


def test_every_route_is_in_the_table() -> None:
    assert set(ROUTES) == set(OPENS) | PUBLIC


def _rows(setting: Setting, mentor: Viewer) -> dict[str, Any]:
    """One of everything in a setting, of a family in the mentor's caseload."""
    family = make_family(setting, mentor.user)
    child, adult = (
        Child.objects.get(homes__household=family),
        Adult.objects.get(homes__household=family),
    )
    afternoon = make_afternoon(setting, on=timezone.localdate() + timedelta(days=7))
    visit = make_home_visit(family, mentor.user)
    note = make_visit_note(visit)
    colleague = make_staff()
    return {
        "family_id": family.pk,
        "child_id": child.pk,
        "adult_id": adult.pk,
        "member_id": family.members.filter(child=child).get().pk,
        "assignment_id": child.assignments.get().pk,
        "restriction_id": make_restriction(adult, child).pk,
        "upload_id": make_import_upload(
            setting, uploaded_by=mentor.user, content=b64encode(A_FILE).decode()
        ).pk,
        "worry_id": make_worry(setting, created_by=mentor.user).pk,
        "promise_id": make_promise(family, owner=mentor.user).pk,
        "wish_id": make_wish(adult).pk,
        "complaint_id": make_complaint(setting).pk,
        "visit_id": visit.pk,
        "answer_id": make_visit_answer(visit, adult=adult, said="call_me").pk,
        "item_id": make_phone_item(visit, state="refused").pk,
        "alert_id": make_overdue_alert(visit).pk,
        "afternoon_id": afternoon.pk,
        "series_id": make_afternoon_series(setting).pk,
        "duty_id": make_on_duty(afternoon).pk,
        "which": "skipped",
        "activity_id": make_activity(setting=setting).pk,
        "invitation_id": make_invitation(afternoon, family).pk,
        "message_id": make_message(setting).pk,
        "text_id": make_inbound_message(
            setting, household_id=family.pk, read_at=timezone.now(), why_person="Unclear."
        ).pk,
        **_words(setting),
        "staff_id": colleague.pk,
        "membership_id": make_membership(colleague, setting, Role.HEAD).pk,
        "day_id": make_calendar_day(setting).pk,
        "cover_id": make_cover(setting=setting).pk,
        "note_id": note.pk,
        "pulse_id": make_pulse(afternoon, comment="Nice cup of tea.").pk,
        "do": "keep-back",
        "change_id": make_change(setting).pk,
        "period": _period(setting),
        "measure": "reach",
        "report_id": make_term_report(setting).pk,
        "care_note_id": make_care_note(afternoon, adult=adult, household=family).pk,
    }


def _period(setting: Setting) -> str:
    """The key of the half-term that has begun, made where there is none."""
    today = timezone.localdate()
    half = setting.half_terms.filter(starts_on__lte=today).first() or make_half_term(
        setting, starts_on=today - timedelta(days=30), ends_on=today + timedelta(days=20)
    )
    return f"{half.school_year}-{half.term}-{half.half}"


def _words(setting: Setting) -> dict[str, Any]:
    """Words of a setting's own, in English and in a language nobody else has."""
    place = {"key": "our-own", "channel": "sms"}
    make_template(setting=setting, **place)
    template = make_template(setting=setting, language="lt", **place)
    approval = make_approval(template, setting=setting)
    return {**place, "language": "lt", "template_id": template.pk, "approval_id": approval.pk}


def _address(name: str, rows: dict[str, Any], setting: Setting) -> str:
    wanted = ROUTES[name].pattern.converters
    here = dict(rows)
    if name in ("families:context-preview", "families:context-drop"):
        here["upload_id"] = make_import_upload(
            setting, about="our_weeks", content=b64encode(A_WEEK).decode()
        ).pk
    if name == "visits:where":
        today = timezone.localdate()
        HomeVisit.objects.filter(pk=rows["visit_id"]).update(
            planned_on=today, state="planned", outcome=""
        )
    if name == "accounts:invitation-withdraw":
        here["invitation_id"] = make_staff_invitation(setting).pk
    return reverse(name, kwargs={key: here[key] for key in wanted})


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(OPENS))
def test_rule_45_a_page_opens_to_whom_the_policy_says(
    name: str, sign_in: Callable[[Viewer], Client]
) -> None:
    setting = make_setting()
    mentor = make_viewer(Role.MENTOR, setting=setting)
    url = _address(name, _rows(setting, mentor), setting)

    for letter, role in LETTERS.items():
        is_theirs = role is Role.MENTOR and name != "account_reauthenticate"
        viewer = mentor if is_theirs else make_viewer(role, setting=setting, password="kettle")
        status = sign_in(viewer).get(url).status_code
        may = letter in OPENS[name]
        if (may and name in ONES_OWN and not is_theirs) or (name, letter) in NOT_THEIRS:
            assert status == 404
            continue
        assert (status in (200, 302, 405)) == may, f"{name}: {role.label} gets {status}"
        assert may or status == 403, f"{name}: {role.label} gets {status}"


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(n for n in OPENS if ROUTES[n].pattern.converters))
def test_rule_45_what_is_out_of_scope_is_not_found(
    name: str, sign_in: Callable[[Viewer], Client]
) -> None:
    other = make_setting()
    rows = _rows(other, make_viewer(Role.MENTOR, setting=other))
    url = _address(name, rows, other)

    for letter in OPENS[name]:
        client = sign_in(make_viewer(LETTERS[letter]))
        statuses = {client.get(url).status_code, client.post(url).status_code}
        assert statuses <= {404, 405}, f"{name}: {LETTERS[letter].label} gets {statuses}"
        assert 404 in statuses


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(OPENS))
def test_a_stranger_is_asked_to_sign_in_first(name: str, client: Client) -> None:
    setting = make_setting()
    url = _address(name, _rows(setting, make_viewer(Role.MENTOR, setting=setting)), setting)

    answer = client.get(url)

    assert answer.status_code == 302
    assert answer.headers["location"].startswith("/accounts/login/")
