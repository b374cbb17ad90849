"""The plan of an import: a file compared with a setting's families, nothing written."""

import datetime
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from families.importing import fields, wording
from families.importing.comparing import Comparing, lost_letters_known
from families.importing.comparing_homes import compare_home
from families.importing.corrections import take_out_corrected
from families.importing.export import Export, propose
from families.importing.households import households_of
from families.importing.joining import Joining
from families.importing.matching_adults import AdultMatching
from families.importing.matching_children import ChildMatching
from families.importing.matching_homes import HomeMatching
from families.importing.names import has_lost_letters
from families.importing.plan import (
    Alike,
    Change,
    Plan,
    Planned,
    PlannedHold,
    PlannedHome,
    PlannedLink,
)
from families.importing.problems import Kind, Problem
from families.importing.proposal import Proposal, ProposedHousehold
from families.importing.stored import Stored, gather
from families.models import Adult, Child, Household, Relationship
from families.names import household_label
from pastoral.accounts.models import Setting


def plan_import(
    setting: Setting,
    export: Export,
    *,
    today: datetime.date,
    decided: Mapping[str, str] | None = None,
    lock: bool = False,
) -> Plan:
    """What bringing in a file would do to a setting's families, in a few queries.

    `decided` says of a child who looks like one of ours who they are (see ChildMatching);
    without a word on them they are left out. With `lock`, what was compared stays as it is
    until the transaction ends.
    """
    stored = gather(setting, today, lock=lock)
    proposal = propose(export)
    children = ChildMatching(proposal.children, stored, decided or {})
    if children.ask:
        asked = {alike.key for alike in children.ask}
        kept = tuple(c.pupil for c in proposal.children if c.key not in asked)
        proposal = households_of(kept)
    return _Planning(export, proposal, stored, children.found, children.ask).plan()


@dataclass
class _Planning:
    """The comparing of a proposal with what is stored, step by step."""

    export: Export
    proposal: Proposal
    stored: Stored
    ours: Mapping[str, Child]
    asked: tuple[Alike, ...]

    def __post_init__(self) -> None:
        mapped = self.export.columns.mapping.values()
        self.comparing = Comparing(fields.plain(name) for name in mapped)
        self.grown = AdultMatching(self.proposal, self.ours, self.stored).found
        self.matching = HomeMatching(self.proposal, self.ours, self.grown, self.stored)
        self.row_of = {c.key: c.pupil.rows[0] for c in self.proposal.children}
        for child in self.proposal.children:
            for link in child.links:
                self.row_of.setdefault(link.adult_key, link.contact.row)

    def plan(self) -> Plan:
        """Everything the file would do."""
        self.children = {row.key: row for row in self._children()}
        self.adults = {row.key: row for row in self._adults()}
        self.links = list(self._links())
        self.homes = [self._home(home) for home in self.proposal.households]
        self._leave_corrections()
        self._say_what_joins()
        self._tell_shared_mobiles()
        return Plan(
            children=tuple(self.children.values()),
            households=tuple(self.homes),
            adults=tuple(self.adults.values()),
            links=tuple(self.links),
            holds=tuple(self._holds()),
            alike=self.asked,
            problems=tuple(self._problems()),
        )

    def _children(self) -> Iterator[Planned[Child]]:
        upns = {child.upn: child for child in self.stored.children.values() if child.upn}
        for proposed in self.proposal.children:
            known = self.ours.get(proposed.key)
            yield self.comparing.child(proposed, known, upns)
            if known and known.placement_ends_on and known.placement_ends_on < self.stored.today:
                self.comparing.tell(proposed.pupil.rows[0], Kind.LEFT, str(known))

    def _adults(self) -> Iterator[Planned[Adult]]:
        for proposed in self.proposal.adults:
            known = self.grown.get(proposed.key)
            yield self.comparing.adult(proposed, known, self.row_of[proposed.key])

    def _links(self) -> Iterator[PlannedLink]:
        for proposed in self.proposal.children:
            child = self.children[proposed.key]
            for link in proposed.links:
                adult = self.adults[link.adult_key]
                known = None
                if child.known and adult.known:
                    known = self.stored.links.get((child.known.pk, adult.known.pk))
                yield self.comparing.link(child, adult, link, known)

    def _home(self, home: ProposedHousehold) -> PlannedHome:
        known = self.matching.found.get(home.key)
        row = min(self.row_of[key] for key in (*home.child_keys, *home.adult_keys))
        places = self.stored.places[known.pk] if known else ()
        label = self._label(home, known)
        planned = compare_home(self.comparing, home, known, places=places, name=label, row=row)
        assumed = frozenset(adult.key for adult in self.proposal.adults if adult.home_is_assumed)
        joining = Joining(self.comparing, self.stored, self.children, self.adults, assumed)
        joining.join(planned, home)
        if home.key in self.matching.apart:
            for key in home.child_keys or home.adult_keys:
                person = self.children.get(key) or self.adults[key]
                self.comparing.tell(self.row_of[key], Kind.ANOTHER_HOME, person.name)
        return planned

    def _label(self, home: ProposedHousehold, known: Household | None) -> str:
        if known:
            return known.label
        adults = map(self.adults.__getitem__, home.adult_keys)
        children = map(self.children.__getitem__, home.child_keys)
        return household_label(
            (_value(row, "known_as") for row in adults if not _value(row, "is_deceased")),
            (_value(row, "preferred_first") or _value(row, "legal_first") for row in children),
        )

    def _leave_corrections(self) -> None:
        found: list[tuple[Planned[Any], Change]] = [
            *take_out_corrected(self.children.values(), Child),
            *take_out_corrected(self.adults.values(), Adult),
            *take_out_corrected(self.links, Relationship),
            *take_out_corrected(self.homes, Household),
        ]
        for row, change in found:
            self.comparing.tell(row.row, Kind.KEPT_HERE, row.name, label=change.label)

    def _say_what_joins(self) -> None:
        """A child of ours is changed by what is said of their adults, a home by who comes."""
        for link in self.links:
            child = self.children[link.child_key]
            if child.known is None:
                continue
            if link.known is None:
                kind = wording.said("kind", link.values["kind"])
                child.changes.append(Change("", kind, wording.NOTHING, link.name))
            child.changes += [
                Change("", f"{change.label}: {link.name}", change.before, change.after)
                for change in link.changes
            ]
        for home in self.homes:
            people = [self.children[key].name for key in home.child_keys]
            people += [self.adults[key].name for key in home.adult_keys]
            if home.known and people:
                label = "Comes to live there" if len(people) == 1 else "Come to live there"
                home.changes.append(Change("", label, "", household_label(people, ())))

    def _tell_shared_mobiles(self) -> None:
        """Whether a number new to one adult is another's already (rule 29)."""
        holders: dict[str, list[Adult]] = {}
        for adult in self.stored.adults.values():
            if adult.mobile and adult.removed_at is None and adult.merged_into_id is None:
                holders.setdefault(adult.mobile, []).append(adult)
        in_file = {p.key for p in self.proposal.adults if p.shares_mobile}
        for row in self.adults.values():
            others = [a for a in holders.get(row.values.get("mobile", ""), []) if a != row.known]
            if others and row.key not in in_file:
                words = {"variant": "known", "other": str(others[0]), "field": "contact.mobile"}
                self.comparing.tell(row.row, Kind.SHARED_MOBILE, row.name, **words)

    def _holds(self) -> Iterator[PlannedHold]:
        """Each adult with a court order, and every child in whose life they are."""
        for proposed in self.proposal.adults:
            if not proposed.court_order:
                continue
            known = self.grown.get(proposed.key)
            here = {self.ours[key].pk: key for key in proposed.child_keys if key in self.ours}
            yield from (
                PlannedHold(proposed.key, key)
                for key in proposed.child_keys
                if not self._is_held(known, self.ours.get(key))
            )
            for child in self.stored.children_of[known.pk] if known else []:
                if child not in here and not self._is_held(known, self.stored.children.get(child)):
                    yield PlannedHold(proposed.key, child)

    def _is_held(self, adult: Adult | None, child: Child | None) -> bool:
        """Whether a restriction stands, or a lead has ended one that a file had set."""
        if adult is None or child is None:
            return False
        pair: tuple[uuid.UUID, uuid.UUID] = (adult.pk, child.pk)
        return pair in self.stored.apart or pair in self.stored.held_once

    def _problems(self) -> Iterator[Problem]:
        names: dict[tuple[int, str], str] = {}
        for child in self.proposal.children:
            known = self.ours.get(child.key)
            if known and has_lost_letters(child.pupil.name):
                names |= dict.fromkeys(
                    ((row, child.pupil.name) for row in child.pupil.rows), str(known)
                )
            for link in child.links:
                grown = self.grown.get(link.adult_key)
                if grown and has_lost_letters(link.contact.name):
                    names[link.contact.row, link.contact.name] = str(grown)
        told = (*self.export.problems, *self.proposal.problems, *self.comparing.told)
        in_order = sorted(told, key=lambda found: (found.row, found.kind))
        yield from lost_letters_known(in_order, names)


def _value(row: Planned[Any], name: str) -> Any:
    """What a row will hold once it is written."""
    return row.values.get(name, getattr(row.known, name, ""))
