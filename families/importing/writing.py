"""Writing a plan: what is new and what changed, in bulk, with its history and the trail."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import Model, Q
from django.utils import timezone

from families.importing.corrections import BROUGHT_IN
from families.importing.plan import Outcome, Plan, Planned, PlannedHold
from families.models import (
    Adult,
    Child,
    Household,
    HouseholdMember,
    Relationship,
    Restriction,
)
from families.names import household_label, name_key
from pastoral.accounts import trail
from pastoral.accounts.models import PersonalRow, Setting, Staff
from pastoral.outbox import actions as outbox
from pastoral.outbox.models import Channel

M = TypeVar("M", bound=Model)

BATCH = 500
ASK_FIRST = "Ask the safeguarding lead before any contact."
FLAGGED = "A court order is marked in the file that was brought in. Nobody here has seen it yet."


class Writing:
    """One plan being written, within the transaction of whoever asked for it."""

    def __init__(
        self, setting: Setting, by: Staff | None, today: datetime.date, starts_on: datetime.date
    ) -> None:
        self.setting = setting
        self.by = by
        self.today = today
        self.starts_on = starts_on
        self.ids: dict[str, uuid.UUID] = {}

    def write(self, plan: Plan) -> None:
        """Make and change the rows of a plan."""
        self._rows(Household, plan.households, lambda row: {"label": row.name})
        self._rows(Child, plan.children, lambda _row: {"placement_starts_on": self.starts_on})
        self._rows(Adult, plan.adults, lambda _row: {})
        self._links(plan)
        self._members(plan)
        self._holds(plan.holds)
        self._label_again(plan)
        self._call_off(plan)
        homes = [self.ids[h.key] for h in plan.households if h.outcome is not Outcome.UNCHANGED]
        by = self.by or trail.COMMAND
        trail.wrote_for_families(by=by, what="families.imported", setting=self.setting, homes=homes)

    def _rows(self, model: type[Any], rows: Sequence[Planned[Any]], also: Any) -> None:
        new, changed = [], []
        for row in rows:
            if row.known is None:
                made = model(**self._made(), **also(row), **row.values)
                new.append(_keyed(made))
                self.ids[row.key] = made.pk
                continue
            self.ids[row.key] = row.known.pk
            if row.values:
                for name, value in row.values.items():
                    setattr(row.known, name, value)
                row.known.updated_by = self.by
                changed.append(_keyed(row.known))
        self._make(model, new)
        names = {name for row in rows if row.known for name in row.values}
        self._change(model, changed, names | {"updated_by"})

    def _links(self, plan: Plan) -> None:
        new = [
            Relationship(
                child_id=self.ids[link.child_key], adult_id=self.ids[link.adult_key], **link.values
            )
            for link in plan.links
            if link.known is None
        ]
        self._make(Relationship, new)
        changed = [link for link in plan.links if link.known and link.values]
        for link in changed:
            for name, value in link.values.items():
                setattr(link.known, name, value)
        names = {name for link in changed for name in link.values}
        self._change(Relationship, [link.known for link in changed], names)

    def _members(self, plan: Plan) -> None:
        new = []
        for home in plan.households:
            where = self.ids[home.key]
            for field, keys in (("child_id", home.child_keys), ("adult_id", home.adult_keys)):
                new += [
                    HouseholdMember(
                        household_id=where, from_on=self.today, **{field: self.ids[key]}
                    )
                    for key in keys
                ]
        self._make(HouseholdMember, new)

    def _holds(self, holds: Iterable[PlannedHold]) -> None:
        """Hold what a court order may forbid, until a safeguarding lead has seen it."""
        new = [
            Restriction(
                **self._made(),
                adult_id=self.ids[hold.adult_key],
                child_id=hold.child if isinstance(hold.child, uuid.UUID) else self.ids[hold.child],
                kind=Restriction.Kind.NO_INFORMATION,
                order_type=Restriction.Order.UNKNOWN,
                starts_on=self.today,
                review_on=self.today,
                instruction=ASK_FIRST,
                reason=FLAGGED,
                is_from_import=True,
            )
            for hold in holds
        ]
        self._make(Restriction, new)
        for restriction in new:
            trail.wrote(
                by=self.by or trail.COMMAND, what="families.restriction-held", on=restriction
            )

    def _label_again(self, plan: Plan) -> None:
        """Call homes we know by the first names of those who live there now."""
        ids = [self.ids[row.key] for row in plan.rows if row.changes]
        touched = Q(household_id__in=[home.known.pk for home in plan.households if home.known])
        touched &= Q(child_id__in=ids) | Q(adult_id__in=ids) | Q(from_on=self.today)
        ours = HouseholdMember.objects.current(self.today)
        homes = ours.filter(touched, household__setting=self.setting).values("household")
        living: defaultdict[Household, tuple[list[str], list[str]]]
        living = defaultdict(lambda: ([], []))
        in_order = ours.filter(household__in=homes).order_by("from_on", "created_at", "pk")
        for member in in_order.select_related("household", "adult", "child"):
            adults, children = living[member.household]
            if member.child:
                children.append(member.child.first_name)
            elif member.adult and not member.adult.is_deceased:
                adults.append(member.adult.known_as)
        changed = []
        for home, (adults, children) in living.items():
            label = household_label(adults, children)
            if label != home.label and (adults or children):
                home.label, home.updated_by = label, self.by
                changed.append(home)
        self._change(Household, changed, {"label", "updated_by"})

    def _call_off(self, plan: Plan) -> None:
        """Call off what waits for a number that changed, a person who died or is held."""
        held = {hold.adult_key for hold in plan.holds}
        known = [row for row in plan.adults if row.known]
        for reason, channels, rows in (
            ("They have a new one.", [Channel.TEXT], [r for r in known if "mobile" in r.values]),
            ("They have a new one.", [Channel.EMAIL], [r for r in known if "email" in r.values]),
            ("They have died.", [], [r for r in known if r.values.get("is_deceased")]),
            ("A court order has to be looked at.", [], [r for r in known if r.key in held]),
        ):
            if rows:
                ids = [self.ids[row.key] for row in rows]
                outbox.cancel_to(
                    setting_id=self.setting.pk,
                    adult_ids=ids,
                    channels=channels,
                    addresses=self._addresses(rows) if not channels else (),
                    reason=reason,
                )

    def _addresses(self, rows: Iterable[Planned[Any]]) -> list[str]:
        """Return where these adults are reached, since another may be written to there."""
        found = Adult.objects.filter(pk__in=[self.ids[row.key] for row in rows])
        return [address for pair in found.values_list("mobile", "email") for address in pair]

    def _made(self) -> dict[str, Any]:
        return {"setting": self.setting, "created_by": self.by, "updated_by": self.by}

    def _make(self, model: type[M], rows: Sequence[M]) -> None:
        model._default_manager.bulk_create(rows, batch_size=BATCH)
        _remember(model, rows, "+", self.by)

    def _change(self, model: type[M], rows: Sequence[Any], names: Iterable[str]) -> None:
        """Write the named fields; only what was compared under a lock is written back."""
        if not rows:
            return
        now = timezone.now()
        for row in rows:
            row.updated_at = now
        keyed = {"name_key"} if hasattr(model, "name_key") else set()
        model._default_manager.bulk_update(
            rows, sorted({*names, *keyed, "updated_at"}), batch_size=BATCH
        )
        _remember(model, rows, "~", self.by)


def _keyed(row: PersonalRow) -> PersonalRow:
    """The row with the key by which its name is found."""
    if isinstance(row, Child):
        row.name_key = name_key(row.preferred_first, row.legal_first, row.surname)
    elif isinstance(row, Adult):
        row.name_key = name_key(row.known_as, row.surname)
    return row


def _remember(model: type[M], rows: Sequence[M], sign: str, by: Staff | None) -> None:
    """Add to the change history what was written in bulk, naming who did it.

    simple_history's own bulk function would name whoever wrote the row before, where the
    command wrote it and no person did.
    """
    past: Any = model.history.model  # type: ignore[attr-defined]
    now = timezone.now()
    said: Mapping[str, Any] = {
        "history_date": now,
        "history_type": sign,
        "history_user": by,
        "history_change_reason": BROUGHT_IN,
    }
    past.objects.bulk_create(
        (
            past(**said, **{f.attname: getattr(row, f.attname) for f in past.tracked_fields})
            for row in rows
        ),
        batch_size=BATCH,
    )
