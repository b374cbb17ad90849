"""Somebody who reads everything that is served, and takes away and adds up whatever can be.

They know nothing but what stands there: numbers that are whole and not below nothing, each
between a least and a most, and sums of each other. `tests/desk/test_reports_small_numbers.py`
has one who also knows our rules, in worlds small enough to try all of them.
"""

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from math import ceil, floor, inf

MANY = 10**6
ROUNDS = 200
KNOWN = re.compile(r"(?P<part>\d+) of (?P<whole>\d+)\b")
FEWER = re.compile(r"fewer than (?P<most>\d+)")
MORE = re.compile(r"more than (?P<least>\d+)")
OF = re.compile(r"\bof (?P<whole>\d+)\b")
Name = Hashable


@dataclass
class Attacker:
    """What is known of each number: at least and at most; and which add up to which."""

    spans: dict[Name, tuple[int, int]] = field(default_factory=dict)
    sums: list[dict[Name, int]] = field(default_factory=list)

    def knows(self, name: Name, least: float = 0, most: float = MANY) -> None:
        """Take down that a number is at least and at most so much."""
        low, high = self.spans.get(name, (0, MANY))
        self.spans[name] = max(low, ceil(least)), min(high, floor(most))

    def adds(self, total: Name, parts: Iterable[Name]) -> None:
        """Take down that parts add up to a total; each is at least nothing."""
        row = dict.fromkeys(parts, 1)
        row[total] = -1
        for name in row:
            self.knows(name)
        self.sums.append(row)

    def lies_in(self, inner: Name, outer: Name) -> None:
        """Take down that one number counts some of what another counts."""
        self.adds(outer, [inner, ("left of", outer, "by", inner)])

    def works_it_out(self) -> None:
        """Narrow every number by every sum until nothing gives any more."""
        for _round in range(ROUNDS):
            before = dict(self.spans)
            for row in self.sums:
                self._narrow(row)
            if before == self.spans:
                return

    def _narrow(self, row: dict[Name, int]) -> None:
        for name, sign in row.items():
            others = [(self.spans[each], its) for each, its in row.items() if each != name]
            low = sum(span[0] * its if its > 0 else span[1] * its for span, its in others)
            high = sum(span[1] * its if its > 0 else span[0] * its for span, its in others)
            # sign * number + others = 0
            self.knows(name, *((-high, -low) if sign > 0 else (low, high)))

    def value(self, name: Name) -> int | None:
        """Return a number if it can be but one."""
        low, high = self.spans.get(name, (0, MANY))
        assert low <= high, f"what is served about {name} contradicts itself"
        return low if low == high else None


def reads(attacker: Attacker, name: tuple[Hashable, ...], figure: str, said: str) -> None:
    """Take down a figure as it stands on a page: “71%” and “29 of 41 families”, and so on.

    `name` is of the figure; its part, its rest and its whole are that name with a word more.
    """
    part, rest, whole = ((*name, word) for word in ("part", "rest", "whole"))
    attacker.adds(whole, [part, rest])
    if exact := KNOWN.match(said):
        attacker.knows(part, *[int(exact["part"])] * 2)
        attacker.knows(whole, *[int(exact["whole"])] * 2)
        return
    if figure.isdigit():  # A count: its part is its whole.
        attacker.knows(part, *[int(figure)] * 2)
        return
    if few := FEWER.match(said):  # “–”, “fewer than 10 families”
        attacker.knows(whole, 1, int(few["most"]) - 1)
        return
    if said.startswith("no "):
        attacker.knows(whole, 0, 0)
        return
    if of := OF.match(said):
        attacker.knows(whole, *[int(of["whole"])] * 2)
    if few := FEWER.match(figure):
        attacker.knows(part, 1, int(few["most"]) - 1)
    if many := MORE.match(figure):
        attacker.knows(part, int(many["least"]) + 1)
        attacker.knows(rest, 1)


def reads_rate(attacker: Attacker, name: tuple[Hashable, ...], per_cent: int) -> None:
    """Take down a whole per cent, of a number of which the most may be known."""
    part, rest, whole = ((*name, word) for word in ("part", "rest", "whole"))
    attacker.adds(whole, [part, rest])
    low, high = attacker.spans[whole]
    attacker.knows(part, low * (per_cent - 0.5) / 100, high * (per_cent + 0.5) / 100)
    attacker.knows(rest, low * (99.5 - per_cent) / 100, high * (100.5 - per_cent) / 100)
    assert high < inf
