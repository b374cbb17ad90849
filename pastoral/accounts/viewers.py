"""Who is looking: one person, acting in one setting, with the roles they have there."""

import uuid
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from pastoral.accounts.models import Membership, Policy, Setting, Staff
from pastoral.accounts.roles import Permission, Role, granted_to


@dataclass(frozen=True)
class Viewer:
    """One person acting in one setting. `visible_to(viewer)` decides by this alone."""

    user: Staff
    setting: Setting
    roles: frozenset[Role]

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """Everything their roles here let them do."""
        return granted_to(self.roles)

    def can(self, permission: Permission) -> bool:
        """Whether their roles here grant the permission."""
        return permission in self.permissions

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the setting."""
        return self.setting.zone

    @property
    def today(self) -> date:
        """Today, by the setting's own clock."""
        return timezone.localdate(timezone=self.setting.zone)

    @cached_property
    def policy(self) -> Policy:
        """The setting's policy."""
        return self.setting.policy

    @property
    def roles_said(self) -> str:
        """The roles in words: “Pastoral lead and Head”."""
        return " and ".join(role.label for role in Role if role in self.roles)


def viewer_for(user: Staff, chosen: uuid.UUID | None, today: date) -> Viewer | None:
    """Return the viewer for a signed-in person, in the chosen setting if it is theirs.

    None for somebody with no role anywhere: they may open nothing.
    """
    memberships = list(
        Membership.objects.current(today)
        .filter(staff=user)
        .select_related("setting__policy", "setting__trust", "trust")
    )
    if not memberships:
        return None
    settings = {m.setting_id: m.setting for m in memberships if m.setting}
    setting = (settings.get(chosen) or _of_trusts(memberships, chosen)) if chosen else None
    setting = setting or next(iter(settings.values()), None) or _of_trusts(memberships, None)
    if setting is None:
        return None
    roles = frozenset(
        Role(m.role)
        for m in memberships
        if m.setting_id == setting.pk or (m.trust_id and m.trust_id == setting.trust_id)
    )
    return Viewer(user=user, setting=setting, roles=roles)


def _of_trusts(memberships: list[Membership], chosen: uuid.UUID | None) -> Setting | None:
    """Return the chosen setting of the trusts they govern; without a choice, the first of all."""
    trusts = [m.trust_id for m in memberships if m.trust_id]
    if not trusts:
        return None
    theirs = Setting.objects.filter(trust__in=trusts).select_related("policy", "trust")
    return theirs.filter(pk=chosen).first() if chosen else theirs.first()


def settings_of(user: Staff, today: date) -> list[Setting]:
    """Return the settings a person may act in, by name."""
    memberships = Membership.objects.current(today).filter(staff=user)
    return list(
        Setting.objects.filter(
            Q(pk__in=memberships.exclude(setting=None).values("setting"))
            | Q(trust__in=memberships.exclude(trust=None).values("trust"))
        )
    )
