"""Who of a file comes to live in a home, and who does not though the file says so."""

from collections.abc import Mapping
from dataclasses import dataclass

from families.importing.comparing import Comparing
from families.importing.plan import Planned, PlannedHome
from families.importing.problems import Kind
from families.importing.proposal import ProposedHousehold
from families.importing.stored import Stored
from families.models import Adult, Child


@dataclass(frozen=True)
class Joining:
    """The joining of people to homes. Nobody is ever taken out of one."""

    comparing: Comparing
    stored: Stored
    children: Mapping[str, Planned[Child]]
    adults: Mapping[str, Planned[Adult]]
    assumed: frozenset[str] = frozenset()

    def join(self, planned: PlannedHome, home: ProposedHousehold) -> None:
        """Say on the planned home who comes to live there."""
        for key in home.child_keys:
            if not self._is_settled(planned, self.children[key]):
                planned.child_keys.append(key)
        for key in home.adult_keys:
            adult = self.adults[key]
            if self._is_settled(planned, adult) or self._is_guess(planned, adult):
                continue
            if self._is_kept_apart(adult, home):
                children = [self.children[child].name for child in home.child_keys]
                words = {"variant": "apart", "other": " and ".join(children)}
                self.comparing.tell(adult.row, Kind.KEPT_HERE, adult.name, **words)
                continue
            planned.adult_keys.append(key)

    def _is_settled(self, planned: PlannedHome, person: Planned[Child] | Planned[Adult]) -> bool:
        """Whether they live there, or did and somebody here said that this is over."""
        if not (planned.known and person.known):
            return False
        home, who = planned.known.pk, person.known.pk
        if who in self.stored.people_at[home]:
            return True
        if (home, who) not in self.stored.ended:
            return False
        words = {"variant": "moved_out", "other": planned.name}
        self.comparing.tell(person.row, Kind.KEPT_HERE, person.name, **words)
        return True

    def _is_guess(self, planned: PlannedHome, adult: Planned[Adult]) -> bool:
        """Whether only the file's silence puts an adult here, and we know better.

        Nobody is put at a hidden address by silence.
        """
        if adult.key not in self.assumed:
            return False
        if planned.known and planned.known.is_hidden:
            return True
        return bool(adult.known and self.stored.homes_of[adult.known.pk])

    def _is_kept_apart(self, adult: Planned[Adult], home: ProposedHousehold) -> bool:
        """Whether a restriction stands between the adult and a child of this home (rule 14)."""
        known = adult.known
        if known is None:
            return False
        children = (self.children[key].known for key in home.child_keys)
        return any(child and (known.pk, child.pk) in self.stored.apart for child in children)
