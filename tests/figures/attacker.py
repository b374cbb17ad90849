"""Somebody who reads everything that is served, and takes away and adds up whatever can be.

They know nothing but what stands there: numbers that are whole and not below nothing, each
between a least and a most, and sums of each other. `tests/desk/test_reports_small_numbers.py`
has one who also knows our rules, in worlds small enough to try all of them.
"""

import re
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

MANY = 10**6
ROUNDS = 200
EXACT = re.compile(r"\d+%, (?P<part>\d+) of (?P<whole>\d+) ")
COUNT = re.compile(r"(?P<part>\d+) ")
SOME = re.compile(r"(?P<word>fewer|more) than (?P<n>\d+) of (?P<whole>\d+) ")
STEP = re.compile(r"(?P<least>\d+) (to (?P<most>\d+)|or more) of (?P<whole>\d+) ")
FEWER = re.compile(r"fewer than (?P<most>\d+) ")
Name = Hashable


@dataclass
class Attacker:
    """What is known of each number: at least and at most; and which add up to which."""

    spans: dict[Name, tuple[int, int]] = field(default_factory=dict)
    sums: list[dict[Name, int]] = field(default_factory=list)

    def knows(self, name: Name, least: int = 0, most: int = MANY) -> None:
        """Take down that a number is at least and at most so much."""
        low, high = self.spans.get(name, (0, MANY))
        self.spans[name] = max(low, least), min(high, most)

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


def reads(
    attacker: Attacker, name: tuple[Hashable, ...], line: str, *, is_count: bool = False,
    is_rough: bool = False,
) -> None:  # fmt: skip
    """Take down a figure as it stands on a line: “71%, 29 of 41 families”, and so on.

    `name` is of the figure; its part, its rest and its whole are that name with a word more. One
    said roughly is said in steps, the first of which has none in it as well.
    """
    part, rest, whole = ((*name, word) for word in ("part", "rest", "whole"))
    attacker.adds(whole, [part, rest])
    if is_count:
        attacker.knows(rest, 0, 0)
    if exact := EXACT.match(line):
        attacker.knows(part, *[int(exact["part"])] * 2)
        attacker.knows(whole, *[int(exact["whole"])] * 2)
    elif step := STEP.match(line):
        attacker.knows(whole, *[int(step["whole"])] * 2)
        attacker.knows(part, int(step["least"]), int(step["most"] or step["whole"]))
    elif count := COUNT.match(line):
        attacker.knows(part, *[int(count["part"])] * 2)
    elif some := SOME.match(line):
        attacker.knows(whole, *[int(some["whole"])] * 2)
        few = some["word"] == "fewer"
        least = 0 if is_rough else 1
        attacker.knows(*((part, least, int(some["n"]) - 1) if few else (part, int(some["n"]) + 1)))
        attacker.knows(part if few else rest, least)
    elif fewer := FEWER.match(line):
        attacker.knows(part if is_count else whole, 1, int(fewer["most"]) - 1)
    elif line.startswith("no "):
        attacker.knows(whole, 0, 0)
    else:
        assert line.startswith("not shown"), line
