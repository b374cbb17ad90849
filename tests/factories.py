"""Factories: one `make_<model>` each, with the least that makes sense in the field."""

from datetime import date, time, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from families.models import (
    Adult,
    Allergy,
    Barrier,
    Child,
    ContactLog,
    ContactPreference,
    Cover,
    Household,
    HouseholdMember,
    ImportMapping,
    ImportUpload,
    MentorAssignment,
    PhotoConsent,
    Promise,
    Relationship,
    Restriction,
    SchoolWeek,
    Suspension,
    Wish,
)
from pastoral import links
from pastoral.accounts.models import (
    CalendarDay,
    HalfTerm,
    Membership,
    Policy,
    Setting,
    Staff,
    StaffInvitation,
    Tick,
    TrailEntry,
    Trust,
)
from pastoral.accounts.roles import Role
from pastoral.accounts.viewers import Viewer
from pastoral.concerns.models import Worry, WorryAddition
from pastoral.figures.models import MADE_WITH, FiguresChange, PeriodFigures
from pastoral.ids import new_id
from pastoral.outbox.models import (
    Approval,
    Carrier,
    Channel,
    InboundMessage,
    Message,
    Template,
    Topic,
)
from pastoral.privacy.models import Complaint, Hold, SubjectRequest
from pastoral.termly.models import TermReport
from sessions_app.models import (
    Activity,
    Afternoon,
    AfternoonSeries,
    Answer,
    Attendance,
    CareNote,
    Change,
    Invitation,
    InvitationRun,
    OnDuty,
    Pulse,
    Quote,
    RegisterPress,
    SeatOffer,
)
from visits.models import (
    CalendarFeed,
    ChildLine,
    HomeVisit,
    NoteAddendum,
    OverdueAlert,
    PhoneItem,
    Reflection,
    RiskCheck,
    VisitAnswer,
    VisitNote,
    WeekSlot,
)

_numbers = count(1)
WEDNESDAY = date(2026, 12, 2)  # An ordinary school Wednesday.


def make_trust(**fields: Any) -> Trust:
    """A trust."""
    fields.setdefault("name", f"Trust {next(_numbers)}")
    return Trust.objects.create(**fields)


def make_setting(**fields: Any) -> Setting:
    """A zone in England with the default policy."""
    n = next(_numbers)
    fields.setdefault("code", f"zone-{n}")
    fields.setdefault("name", f"Orchard Zone {n}")
    fields.setdefault("kind", Setting.Kind.ZONE)
    fields.setdefault("phone", "01632 960001")
    policy = fields.pop("policy", {})
    setting = Setting.objects.create(**fields)
    Policy.objects.create(setting=setting, **policy)
    return setting


def make_policy(setting: Setting | None = None, **fields: Any) -> Policy:
    """A setting's policy, changed."""
    policy = (setting or make_setting()).policy
    for name, value in fields.items():
        setattr(policy, name, value)
    policy.save()
    return policy


def make_half_term(setting: Setting | None = None, **fields: Any) -> HalfTerm:
    """The second half of autumn 2026."""
    fields.setdefault("school_year", 2026)
    fields.setdefault("term", HalfTerm.Term.AUTUMN)
    fields.setdefault("half", 2)
    fields.setdefault("starts_on", date(2026, 11, 2))
    fields.setdefault("ends_on", date(2026, 12, 18))
    return HalfTerm.objects.create(setting=setting or make_setting(), **fields)


def make_calendar_day(setting: Setting | None = None, **fields: Any) -> CalendarDay:
    """An INSET day."""
    fields.setdefault("day", WEDNESDAY)
    fields.setdefault("kind", CalendarDay.Kind.INSET)
    return CalendarDay.objects.create(setting=setting or make_setting(), **fields)


def make_staff(**fields: Any) -> Staff:
    """A member of staff with no role yet and no password."""
    n = next(_numbers)
    fields.setdefault("email", f"staff-{n}@example.org")
    fields.setdefault("first_name", f"Jo{n}")
    return Staff.objects.create_user(**fields)


def make_membership(
    staff: Staff | None = None,
    setting: Setting | None = None,
    role: Role = Role.MENTOR,
    **fields: Any,
) -> Membership:
    """A role in a setting, since long ago."""
    if "trust" not in fields:
        fields["setting"] = setting or make_setting()
    fields.setdefault("from_on", date(2020, 9, 1))
    return Membership.objects.create(staff=staff or make_staff(), role=role, **fields)


def make_viewer(*roles: Role, setting: Setting | None = None, **fields: Any) -> Viewer:
    """Somebody with these roles (a mentor, if none is said) in a setting, looking."""
    setting = setting or make_setting()
    staff = make_staff(**fields)
    for role in roles or (Role.MENTOR,):
        make_membership(staff, setting, role)
    return Viewer(user=staff, setting=setting, roles=frozenset(roles or (Role.MENTOR,)))


def make_staff_invitation(setting: Setting | None = None, **fields: Any) -> StaffInvitation:
    """An invitation to join, good for a week."""
    fields.setdefault("id", new_id())
    fields.setdefault("email", f"new-{next(_numbers)}@example.org")
    fields.setdefault("roles", [Role.MENTOR])
    fields.setdefault("link_digest", links.digest_of(links.secret_of(fields["id"], 1)))
    fields.setdefault("expires_at", timezone.now() + timedelta(days=7))
    return StaffInvitation.objects.create(setting=setting or make_setting(), **fields)


def make_trail_entry(**fields: Any) -> TrailEntry:
    """One line of the trail."""
    fields.setdefault("did", TrailEntry.Did.WROTE)
    fields.setdefault("what", "tests.wrote")
    return TrailEntry.objects.create(**fields)


def make_tick(**fields: Any) -> Tick:
    """A tick of the clock, now."""
    fields.setdefault("name", "clock")
    fields.setdefault("at", timezone.now())
    return Tick.objects.create(**fields)


def make_template(**fields: Any) -> Template:
    """Words for a text in English."""
    fields.setdefault("key", f"words-{next(_numbers)}")
    fields.setdefault("language", "en")
    fields.setdefault("channel", Channel.TEXT)
    fields.setdefault("body", "Hi {name}.")
    fields.setdefault("variables", ["name"])
    return Template.objects.create(**fields)


def make_approval(template: Template | None = None, **fields: Any) -> Approval:
    """A reader's name under some words."""
    fields.setdefault("reviewed_by", "Zofia Reads-Polish")
    fields.setdefault("reviewed_on", WEDNESDAY)
    if "setting" not in fields:
        fields["setting"] = make_setting()
    if "recorded_by" not in fields:
        fields["recorded_by"] = make_staff()
    return Approval.objects.create(template=template or make_template(language="pl"), **fields)


def make_carrier(setting: Setting | None = None, **fields: Any) -> Carrier:
    """Who carries a setting's texts."""
    fields.setdefault("provider", Carrier.Provider.NOTIFY)
    fields.setdefault("hook_key", f"hook{next(_numbers)}")
    return Carrier.objects.create(setting=setting or make_setting(), **fields)


def make_message(setting: Setting | None = None, **fields: Any) -> Message:
    """A text that waits to be sent."""
    fields.setdefault("template_key", "afternoon-invite")
    fields.setdefault("channel", Channel.TEXT)
    fields.setdefault("to", "+447700900001")
    fields.setdefault("body", "Hi Samira.")
    fields.setdefault("not_before", timezone.now())
    fields.setdefault("dedupe_key", f"test:{next(_numbers)}")
    return Message.objects.create(setting=setting or make_setting(), **fields)


def make_inbound_message(setting: Setting | None = None, **fields: Any) -> InboundMessage:
    """A text that came in."""
    fields.setdefault("channel", Channel.TEXT)
    fields.setdefault("sent_from", "+447700900001")
    fields.setdefault("body", "YES")
    fields.setdefault("provider_ref", f"in-{next(_numbers)}")
    fields.setdefault("received_at", timezone.now())
    return InboundMessage.objects.create(setting=setting or make_setting(), **fields)


def make_household(setting: Setting | None = None, **fields: Any) -> Household:
    """A home."""
    fields.setdefault("label", f"Family {next(_numbers)}")
    return Household.objects.create(setting=setting or make_setting(), **fields)


def make_child(
    setting: Setting | None = None, household: Household | None = None, **fields: Any
) -> Child:
    """A child in placement since September, living in the household if one is said."""
    n = next(_numbers)
    setting = setting or (household.setting if household else make_setting())
    fields.setdefault("legal_first", f"Amira{n}")
    fields.setdefault("surname", "Okonjo")
    fields.setdefault("name_key", f"{fields['legal_first']} {fields['surname']}".lower())
    fields.setdefault("placement_starts_on", date(2026, 9, 2))
    child = Child.objects.create(setting=setting, **fields)
    if household:
        make_household_member(household, child=child)
    return child


def make_adult(
    setting: Setting | None = None, household: Household | None = None, **fields: Any
) -> Adult:
    """An adult with an e-mail address, living in the household if one is said."""
    n = next(_numbers)
    setting = setting or (household.setting if household else make_setting())
    fields.setdefault("known_as", f"Samira{n}")
    fields.setdefault("surname", "Okonjo")
    fields.setdefault("name_key", f"{fields['known_as']} {fields['surname']}".lower())
    fields.setdefault("email", f"parent-{n}@example.org")
    if fields.get("mobile"):
        fields.setdefault("mobile_state", Adult.Mobile.TO_VERIFY)
    if fields.get("mobile_state") == Adult.Mobile.VERIFIED:
        fields.setdefault("mobile_verified_at", timezone.now())
        fields.setdefault("mobile_verified_by", make_staff())
    adult = Adult.objects.create(setting=setting, **fields)
    if household:
        make_household_member(household, adult=adult)
    return adult


def make_household_member(household: Household | None = None, **fields: Any) -> HouseholdMember:
    """Somebody living in a home since September; a child if nobody is said."""
    household = household or make_household()
    fields.setdefault("from_on", date(2026, 9, 2))
    if "child" not in fields and "adult" not in fields:
        fields["child"] = make_child(household.setting)
    return HouseholdMember.objects.create(household=household, **fields)


def make_relationship(
    child: Child | None = None, adult: Adult | None = None, **fields: Any
) -> Relationship:
    """A mother with parental responsibility who lives with the child."""
    child = child or make_child()
    fields.setdefault("kind", Relationship.Kind.MOTHER)
    fields.setdefault("responsibility", Relationship.Responsibility.YES)
    fields.setdefault("lives_with", True)
    return Relationship.objects.create(
        child=child, adult=adult or make_adult(child.setting), **fields
    )


def make_family(
    setting: Setting | None = None, mentor: Staff | None = None, **adult: Any
) -> Household:
    """A home with one child in placement and her mother, with a mentor if one is said."""
    household = make_household(setting)
    child = make_child(household=household)
    make_relationship(child, make_adult(household=household, **adult))
    if mentor:
        make_mentor_assignment(mentor, child)
    return household


def make_restriction(
    adult: Adult | None = None, child: Child | None = None, **fields: Any
) -> Restriction:
    """No contact between an adult and a child."""
    adult = adult or make_adult()
    if child is None and "other_adult" not in fields:
        child = make_child(adult.setting)
    fields.setdefault("kind", Restriction.Kind.NO_CONTACT)
    fields.setdefault("starts_on", date(2026, 9, 1))
    fields.setdefault("instruction", "Ask them to wait and fetch the DSL.")
    fields.setdefault("reason", "An order of the court.")
    return Restriction.objects.create(setting=adult.setting, adult=adult, child=child, **fields)


def make_contact_preference(adult: Adult | None = None, **fields: Any) -> ContactPreference:
    """No texts about afternoons, as they said."""
    fields.setdefault("channel", Channel.TEXT)
    fields.setdefault("topic", Topic.AFTERNOONS)
    fields.setdefault("is_allowed", False)
    fields.setdefault("source", ContactPreference.Source.SAID)
    return ContactPreference.objects.create(adult=adult or make_adult(), **fields)


def make_contact_log(
    adult: Adult | None = None, household: Household | None = None, **fields: Any
) -> ContactLog:
    """A two-way call."""
    household = household or make_household()
    adult = adult or make_adult(household=household)
    fields.setdefault("channel", Channel.VOICE)
    fields.setdefault("is_two_way", True)
    fields.setdefault("line", "A chat about the bus.")
    fields.setdefault("happened_at", timezone.now())
    return ContactLog.objects.create(
        setting=household.setting, adult=adult, household=household, **fields
    )


def make_mentor_assignment(
    mentor: Staff | None = None, child: Child | None = None, **fields: Any
) -> MentorAssignment:
    """A mentor walking alongside a child since September."""
    fields.setdefault("from_on", date(2026, 9, 2))
    return MentorAssignment.objects.create(
        mentor=mentor or make_staff(), child=child or make_child(), **fields
    )


def make_cover(away: Staff | None = None, stand_in: Staff | None = None, **fields: Any) -> Cover:
    """Somebody standing in for a week from today."""
    fields.setdefault("from_on", timezone.localdate())
    fields.setdefault("to_on", fields["from_on"] + timedelta(days=6))
    if "setting" not in fields:
        fields["setting"] = make_setting()
    return Cover.objects.create(
        away=away or make_staff(), stand_in=stand_in or make_staff(), **fields
    )


def make_promise(household: Household | None = None, **fields: Any) -> Promise:
    """A promise made on a visit."""
    household = household or make_household()
    fields.setdefault("what", "Bring the bus form")
    fields.setdefault("due_on", WEDNESDAY)
    fields.setdefault("made_in", Promise.MadeIn.VISIT)
    if "owner" not in fields:
        fields["owner"] = make_staff()
    return Promise.objects.create(setting=household.setting, household=household, **fields)


def make_wish(adult: Adult | None = None, **fields: Any) -> Wish:
    """An adult who would like a call."""
    adult, household = _at_home(adult, fields.pop("household", None))
    fields.setdefault("kind", Wish.Kind.CALL)
    fields.setdefault("via", Wish.Via.LINK)
    fields.setdefault("asked_at", timezone.now())
    return Wish.objects.create(setting=adult.setting, adult=adult, household=household, **fields)


def make_barrier(adult: Adult | None = None, **fields: Any) -> Barrier:
    """An adult who works on Wednesdays."""
    adult, household = _at_home(adult, fields.pop("household", None))
    fields.setdefault("kind", Barrier.Kind.WORK)
    fields.setdefault("via", Barrier.Via.LINK)
    fields.setdefault("said_at", timezone.now())
    return Barrier.objects.create(setting=adult.setting, adult=adult, household=household, **fields)


def _at_home(adult: Adult | None, household: Household | None) -> tuple[Adult, Household]:
    if adult is None:
        household = household or make_family()
        adult = Adult.objects.filter(homes__household=household).first()
        assert adult is not None
    elif household is None:
        household = Household.objects.filter(members__adult=adult).first() or make_household(
            adult.setting
        )
    return adult, household


def make_allergy(**fields: Any) -> Allergy:
    """A nut allergy of a child."""
    if "child" not in fields and "adult" not in fields:
        fields["child"] = make_child()
    fields.setdefault("allergen", "tree_nuts")
    return Allergy.objects.create(**fields)


def make_photo_consent(child: Child | None = None, **fields: Any) -> PhotoConsent:
    """A yes to photographs on our walls."""
    child = child or make_child()
    fields.setdefault("purpose", PhotoConsent.Purpose.DISPLAY)
    fields.setdefault("given_on", date(2026, 9, 2))
    if "given_by" not in fields:
        fields["given_by"] = make_adult(child.setting)
    return PhotoConsent.objects.create(child=child, **fields)


def make_import_mapping(setting: Setting | None = None, **fields: Any) -> ImportMapping:
    """Remembered headings."""
    fields.setdefault("fingerprint", f"headings-{next(_numbers)}")
    if "confirmed_by" not in fields:
        fields["confirmed_by"] = make_staff()
    return ImportMapping.objects.create(setting=setting or make_setting(), **fields)


def make_import_upload(setting: Setting | None = None, **fields: Any) -> ImportUpload:
    """An uploaded file."""
    fields.setdefault("file_name", "pupils.csv")
    if "uploaded_by" not in fields:
        fields["uploaded_by"] = make_staff()
    return ImportUpload.objects.create(setting=setting or make_setting(), **fields)


def make_school_week(child: Child | None = None, **fields: Any) -> SchoolWeek:
    """Nine of ten sessions in our register."""
    child = child or make_child()
    fields.setdefault("week_on", WEDNESDAY - timedelta(days=2))
    fields.setdefault("register", SchoolWeek.Register.OURS)
    fields.setdefault("possible", 10)
    fields.setdefault("attended", 9)
    return SchoolWeek.objects.create(setting=child.setting, child=child, **fields)


def make_suspension(child: Child | None = None, **fields: Any) -> Suspension:
    """A suspension of a day."""
    child = child or make_child()
    fields.setdefault("kind", Suspension.Kind.SUSPENSION)
    fields.setdefault("starts_on", WEDNESDAY)
    fields.setdefault("reasons", "DB")
    return Suspension.objects.create(setting=child.setting, child=child, **fields)


def make_risk_check(household: Household | None = None, **fields: Any) -> RiskCheck:
    """A check that lets one person go."""
    household = household or make_household()
    fields.setdefault("result", RiskCheck.Result.OK_ALONE)
    fields.setdefault("checked_on", timezone.localdate())
    fields.setdefault("valid_until", fields["checked_on"] + timedelta(days=90))
    if "checked_by" not in fields:
        fields["checked_by"] = make_staff()
    return RiskCheck.objects.create(setting=household.setting, household=household, **fields)


def make_home_visit(
    household: Household | None = None, mentor: Staff | None = None, **fields: Any
) -> HomeVisit:
    """A visit that was made."""
    household = household or make_household()
    fields.setdefault("state", HomeVisit.State.COMPLETED)
    if fields["state"] == HomeVisit.State.COMPLETED:
        fields.setdefault("outcome", HomeVisit.Outcome.COMPLETED)
    fields.setdefault("planned_on", date(2026, 11, 27))
    return HomeVisit.objects.create(
        setting=household.setting, household=household, mentor=mentor or make_staff(), **fields
    )


def make_visit_note(visit: HomeVisit | None = None, **fields: Any) -> VisitNote:
    """A short note."""
    visit = visit or make_home_visit()
    fields.setdefault("going_well", "“She read to me.”")
    fields.setdefault("written_at", timezone.now())
    fields.setdefault("written_by", visit.mentor)
    return VisitNote.objects.create(setting=visit.setting, visit=visit, **fields)


def make_note_addendum(note: VisitNote | None = None, **fields: Any) -> NoteAddendum:
    """A later line."""
    note = note or make_visit_note()
    fields.setdefault("text", "The form came back.")
    fields.setdefault("written_at", timezone.now())
    fields.setdefault("written_by", note.written_by)
    return NoteAddendum.objects.create(note=note, **fields)


def make_reflection(visit: HomeVisit | None = None, **fields: Any) -> Reflection:
    """What the visitor assumed."""
    visit = visit or make_home_visit()
    fields.setdefault("text", "I assumed she would be cross.")
    fields.setdefault("written_by", visit.mentor)
    return Reflection.objects.create(setting=visit.setting, visit=visit, **fields)


def make_overdue_alert(visit: HomeVisit | None = None, **fields: Any) -> OverdueAlert:
    """An alert to the mentor."""
    fields.setdefault("level", OverdueAlert.Level.MENTOR)
    fields.setdefault("raised_at", timezone.now())
    fields.setdefault("due_at", fields["raised_at"] - timedelta(minutes=15))
    return OverdueAlert.objects.create(visit=visit or make_home_visit(), **fields)


def make_visit_answer(visit: HomeVisit | None = None, **fields: Any) -> VisitAnswer:
    """A yes from her page."""
    visit = visit or make_home_visit(state=HomeVisit.State.OFFERED)
    if "adult" not in fields:
        fields["adult"] = make_adult(household=visit.household)
    fields.setdefault("said", VisitAnswer.Said.YES)
    fields.setdefault("via", HomeVisit.Agreed.LINK)
    return VisitAnswer.objects.create(visit=visit, **fields)


def make_phone_item(visit: HomeVisit | None = None, **fields: Any) -> PhoneItem:
    """An “Arrived” that a phone sent."""
    visit = visit or make_home_visit(state=HomeVisit.State.PLANNED)
    fields.setdefault("staff", visit.mentor)
    fields.setdefault("kind", PhoneItem.Kind.ARRIVED)
    fields.setdefault("state", PhoneItem.State.TAKEN)
    fields.setdefault("pressed_at", timezone.now())
    return PhoneItem.objects.create(setting=visit.setting, visit=visit, **fields)


def make_week_slot(staff: Staff | None = None, **fields: Any) -> WeekSlot:
    """Friday's visits."""
    fields.setdefault("weekday", 4)
    fields.setdefault("kind", WeekSlot.Kind.VISITS)
    fields.setdefault("starts_at", time(9, 30))
    fields.setdefault("ends_at", time(15, 15))
    if "setting" not in fields:
        fields["setting"] = make_setting()
    return WeekSlot.objects.create(staff=staff or make_staff(), **fields)


def make_child_line(child: Child | None = None, **fields: Any) -> ChildLine:
    """Good news to tell at home."""
    child = child or make_child()
    fields.setdefault("kind", ChildLine.Kind.GOOD_NEWS)
    fields.setdefault("on", timezone.localdate())
    fields.setdefault("text", "She read to the group.")
    if "written_by" not in fields:
        fields["written_by"] = make_staff()
    return ChildLine.objects.create(setting=child.setting, child=child, **fields)


def make_calendar_feed(staff: Staff | None = None, **fields: Any) -> CalendarFeed:
    """An address for her own calendar."""
    fields.setdefault("id", new_id())
    fields.setdefault("link_digest", links.digest_of(links.secret_of(fields["id"], 1)))
    if "setting" not in fields:
        fields["setting"] = make_setting()
    return CalendarFeed.objects.create(staff=staff or make_staff(), **fields)


def make_activity(**fields: Any) -> Activity:
    """Something to make together."""
    n = next(_numbers)
    fields.setdefault("key", f"activity-{n}")
    fields.setdefault("title", f"Clay figures {n}")
    fields.setdefault("summary", "Roll, pinch and laugh.")
    return Activity.objects.create(**fields)


def make_afternoon_series(setting: Setting | None = None, **fields: Any) -> AfternoonSeries:
    """A term of Wednesdays."""
    fields.setdefault("first_on", date(2026, 11, 4))
    fields.setdefault("last_on", date(2026, 12, 16))
    if "lead" not in fields:
        fields["lead"] = make_staff()
    return AfternoonSeries.objects.create(setting=setting or make_setting(), **fields)


def make_afternoon(setting: Setting | None = None, **fields: Any) -> Afternoon:
    """An open afternoon on the first Wednesday of December, in its half-term if there is one."""
    setting = setting or make_setting()
    fields.setdefault("on", WEDNESDAY)
    fields.setdefault("state", Afternoon.State.OPEN)
    if "lead" not in fields:
        fields["lead"] = make_staff()
    fields.setdefault(
        "half_term",
        setting.half_terms.filter(starts_on__lte=fields["on"], ends_on__gte=fields["on"]).first(),
    )
    return Afternoon.objects.create(setting=setting, **fields)


def make_invitation_run(afternoon: Afternoon | None = None, **fields: Any) -> InvitationRun:
    """A run of invitations."""
    return InvitationRun.objects.create(afternoon=afternoon or make_afternoon(), **fields)


def make_invitation(
    afternoon: Afternoon | None = None, household: Household | None = None, **fields: Any
) -> Invitation:
    """An adult who was asked; with `answer` said, she answered through her page."""
    afternoon = afternoon or make_afternoon()
    household = household or make_family(afternoon.setting)
    if "adult" not in fields:
        fields["adult"] = Adult.objects.filter(homes__household=household).first() or make_adult(
            household=household
        )
    fields.setdefault("id", new_id())
    fields.setdefault("link_digest", links.digest_of(links.secret_of(fields["id"], 1)))
    if fields.get("answer"):
        fields.setdefault("answered_at", timezone.now())
        fields.setdefault("answered_via", "link")
        fields.setdefault("state", fields["answer"])
    fields.setdefault("state", Invitation.State.SENT)
    fields.setdefault("half_term", afternoon.half_term)
    invitation = Invitation.objects.create(
        setting=afternoon.setting, afternoon=afternoon, household=household, **fields
    )
    invitation.children.set(Child.objects.filter(homes__household=household))
    return invitation


def secret_for(opens: Invitation | HomeVisit) -> str:
    """The secret of an invitation's or a visit's link, as it stands in the parent's message."""
    return links.secret_of(opens.pk, opens.link_version, opens.link_digest)


def make_answer(invitation: Invitation | None = None, **fields: Any) -> Answer:
    """A yes from her page."""
    fields.setdefault("answer", "yes")
    fields.setdefault("via", "link")
    return Answer.objects.create(invitation=invitation or make_invitation(), **fields)


def make_attendance(afternoon: Afternoon | None = None, **fields: Any) -> Attendance:
    """An adult who came."""
    afternoon = afternoon or make_afternoon()
    fields.setdefault("mark", Attendance.Mark.PRESENT)
    fields.setdefault("marked_at", timezone.now())
    if "marked_by" not in fields:
        fields["marked_by"] = make_staff()
    if not {"adult", "child", "walk_in_name"} & fields.keys():
        fields["adult"] = make_adult(afternoon.setting)
    fields.setdefault("half_term", afternoon.half_term)
    return Attendance.objects.create(setting=afternoon.setting, afternoon=afternoon, **fields)


def make_on_duty(afternoon: Afternoon | None = None, **fields: Any) -> OnDuty:
    """A colleague at the gate."""
    fields.setdefault("duty", OnDuty.Duty.GATE)
    if "staff" not in fields:
        fields["staff"] = make_staff()
    return OnDuty.objects.create(afternoon=afternoon or make_afternoon(), **fields)


def make_seat_offer(invitation: Invitation | None = None, **fields: Any) -> SeatOffer:
    """A seat held for a family that waits."""
    invitation = invitation or make_invitation(state=Invitation.State.WAITLISTED)
    fields.setdefault("people", 2)
    fields.setdefault("offered_at", timezone.now())
    fields.setdefault("until", fields["offered_at"] + timedelta(hours=24))
    return SeatOffer.objects.create(invitation=invitation, afternoon=invitation.afternoon, **fields)


def make_register_press(afternoon: Afternoon | None = None, **fields: Any) -> RegisterPress:
    """One tap at the door."""
    afternoon = afternoon or make_afternoon()
    fields.setdefault("person", f"a{make_adult(afternoon.setting).pk}")
    fields.setdefault("mark", Attendance.Mark.PRESENT)
    fields.setdefault("pressed_at", timezone.now())
    if "pressed_by" not in fields:
        fields["pressed_by"] = make_staff()
    return RegisterPress.objects.create(setting=afternoon.setting, afternoon=afternoon, **fields)


def make_care_note(afternoon: Afternoon | None = None, **fields: Any) -> CareNote:
    """A family that was missed."""
    afternoon = afternoon or make_afternoon(state=Afternoon.State.HELD)
    adult, household = _at_home(fields.pop("adult", None), fields.pop("household", None))
    fields.setdefault("kind", CareNote.Kind.MISSED_YOU)
    return CareNote.objects.create(
        setting=afternoon.setting, afternoon=afternoon, adult=adult, household=household, **fields
    )


def make_pulse(afternoon: Afternoon | None = None, **fields: Any) -> Pulse:
    """Somebody who felt welcome."""
    fields.setdefault("welcome", Pulse.Felt.YES)
    fields.setdefault("given_on", WEDNESDAY)
    if fields.get("comment"):
        fields.setdefault("comment_state", Pulse.Words.TO_READ)
    if fields.get("comment_state") == Pulse.Words.RELEASED:
        fields.setdefault("comment_released_on", WEDNESDAY)
    return Pulse.objects.create(afternoon=afternoon or make_afternoon(), **fields)


def make_quote(pulse: Pulse | None = None, **fields: Any) -> Quote:
    """A yes to showing released words, as somebody said when asked."""
    pulse = pulse or make_pulse(comment="Lovely biscuits.", comment_state="released")
    fields.setdefault("said", Quote.Said.ASKED)
    fields.setdefault("recorded_on", WEDNESDAY)
    if "recorded_by" not in fields:
        fields["recorded_by"] = make_staff()
    return Quote.objects.create(setting=pulse.afternoon.setting, pulse=pulse, **fields)


def make_change(setting: Setting | None = None, **fields: Any) -> Change:
    """Something we changed."""
    fields.setdefault("on", WEDNESDAY)
    fields.setdefault("words", f"A lift is offered ({next(_numbers)})")
    return Change.objects.create(setting=setting or make_setting(), **fields)


def make_period_figures(setting: Setting | None = None, **fields: Any) -> PeriodFigures:
    today = date.today()
    fields.setdefault("key", f"{next(_numbers)}")
    for name in ("first_on", "last_on", "settled_on", "as_of"):
        fields.setdefault(name, today)
    fields.setdefault("made_with", MADE_WITH)
    return PeriodFigures.objects.create(setting=setting or make_setting(), kind="term", **fields)


def make_term_report(setting: Setting | None = None, **fields: Any) -> TermReport:
    """The report of spring 2026, waiting for its turn."""
    fields.setdefault("key", "2025-spring")
    fields.setdefault("name", "Spring 2026")
    fields.setdefault("first_on", date(2026, 1, 5))
    fields.setdefault("last_on", date(2026, 3, 27))
    return TermReport.objects.create(setting=setting or make_setting(), **fields)


def make_figures_change(setting: Setting | None = None, **fields: Any) -> FiguresChange:
    return FiguresChange.objects.create(setting=setting or make_setting(), **fields)


def make_worry(setting: Setting | None = None, **fields: Any) -> Worry:
    """A worry that was handed over."""
    fields.setdefault("reference", f"W-{next(_numbers)}")
    fields.setdefault("facts", "A mark on the arm.")
    fields.setdefault("state", Worry.State.SUBMITTED)
    fields.setdefault("submitted_at", timezone.now())
    return Worry.objects.create(setting=setting or make_setting(), **fields)


def make_worry_addition(worry: Worry | None = None, **fields: Any) -> WorryAddition:
    """Something added later."""
    fields.setdefault("text", "He said it again.")
    if "written_by" not in fields:
        fields["written_by"] = make_staff()
    return WorryAddition.objects.create(worry=worry or make_worry(), **fields)


def make_hold(household: Household | None = None, **fields: Any) -> Hold:
    """A reason not to purge."""
    household = household or make_household()
    fields.setdefault("reason", "A case is open.")
    return Hold.objects.create(setting=household.setting, household=household, **fields)


def make_subject_request(adult: Adult | None = None, **fields: Any) -> SubjectRequest:
    """A question about what we keep."""
    adult = adult or make_adult()
    fields.setdefault("kind", SubjectRequest.Kind.ACCESS)
    fields.setdefault("asked_on", WEDNESDAY)
    fields.setdefault("due_on", WEDNESDAY + timedelta(days=30))
    return SubjectRequest.objects.create(setting=adult.setting, adult=adult, **fields)


def make_complaint(setting: Setting | None = None, **fields: Any) -> Complaint:
    """A complaint."""
    fields.setdefault("text", "My letter went next door.")
    fields.setdefault("received_on", WEDNESDAY)
    fields.setdefault("acknowledge_by", WEDNESDAY + timedelta(days=30))
    return Complaint.objects.create(setting=setting or make_setting(), **fields)
