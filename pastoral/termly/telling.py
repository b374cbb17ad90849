"""Telling heads and governors that the report of a term is there: a link, and no figure."""

from collections import defaultdict

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from families.reports import reads_roll
from pastoral.accounts.models import Membership, Setting, Staff
from pastoral.accounts.roles import Role, granted_to
from pastoral.outbox import actions as outbox
from pastoral.outbox.drafts import Draft
from pastoral.outbox.models import Channel, Topic
from pastoral.outbox.timing import Hours
from pastoral.termly.models import TermReport

WORDS = "staff-term-report"
READERS = (Role.HEAD, Role.TRUST)


def readers(setting: Setting, *, has_roll: bool) -> list[Staff]:
    """Return the heads and governors of a setting whose figures are these, by name.

    Who governs a whole trust is not among them: they would hear from each of its settings.
    """
    today = timezone.localdate(timezone=setting.zone)
    roles: dict[Staff, set[Role]] = defaultdict(set)
    here = Membership.objects.current(today).filter(setting=setting).select_related("staff")
    for membership in here.order_by("staff__first_name", "staff__last_name", "staff"):
        roles[membership.staff].add(Role(membership.role))
    return [
        staff
        for staff, theirs in roles.items()
        if theirs.intersection(READERS)
        and reads_roll(setting, granted_to(frozenset(theirs))) == has_roll
    ]


def tell(report: TermReport) -> None:
    """Write to each of them once (rule 28), in a friendly hour of the place’s own clock."""
    setting = report.setting
    path = reverse("termly:report", args=[report.pk])
    not_before = Hours.of(setting).next_allowed(timezone.now())
    drafts = [
        Draft(
            key=f"{WORDS}:{report.pk}:{staff.pk}",
            template_key=WORDS,
            language="en",
            channel=Channel.EMAIL,
            to=staff.email,
            variables={
                "name": staff.first_name,
                "term": report.name,
                "place": setting.place,
                "page": f"{settings.SITE_URL}{path}",
            },
            adult_id=None,
            household_id=None,
            about_kind=TermReport._meta.label_lower,
            about_id=report.pk,
            link_version=None,
            topic=Topic.AFTERNOONS,
            not_before=not_before,
            staff=staff,
        )
        for staff in readers(setting, has_roll=report.has_roll)
    ]
    outbox.post_many(setting=setting, drafts=drafts, shows_refused=True)
