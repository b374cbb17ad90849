"""The made-up families put into their homes: who lives where, and how each is reached."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from families.importing import upn
from families.models import (
    Adult,
    Allergy,
    Child,
    ContactPreference,
    Household,
    HouseholdMember,
    MentorAssignment,
    PhotoConsent,
    Relationship,
    Restriction,
)
from families.names import household_label, name_key
from pastoral.accounts.models import Setting, Staff
from pastoral.demo.people import Family, Grown, Young, families
from pastoral.outbox.models import Channel, Topic
from pastoral.ui.said import list_said

STREETS = (
    "Tansy Lane",
    "Quarry Rise",
    "Mill Lane",
    "Harebell Close",
    "Station Terrace",
    "Orchard Way",
)
WITHOUT_RESPONSIBILITY = ("step", "grandparent")
# The hours that suit every seventh grown-up, and another every seventh.
SUITS: dict[int, dict[str, Any]] = {
    2: {"good_from": time(9), "good_until": time(12)},
    5: {"good_from": time(12, 30)},
}
# What others said in words, with the hours that follow from it.
BEST_TIMES: tuple[dict[str, Any], ...] = (
    {},
    {},
    {"best_times": "after 10", "good_from": time(10)},
    {"best_times": "not while at work, 9 to 1", "good_from": time(13)},
)


@dataclass
class Home:
    """One household of the story, with its people."""

    family: Family
    household: Household
    mentor: Staff
    adults: list[Adult] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    is_second: bool = False

    @property
    def traits(self) -> frozenset[str]:
        """What is special about the family."""
        return self.family.traits


class Homes:
    """Gathers the rows of every family, and writes them in a handful of statements."""

    def __init__(
        self, *, setting: Setting, schools: dict[str, Setting], staff: dict[str, Staff], begins: date,
        today: date, dice: Random,
    ) -> None:  # fmt: skip
        self.setting, self.schools, self.staff = setting, schools, staff
        self.begins, self.today, self.dice = begins, today, dice
        self.homes: list[Home] = []
        self.rows: dict[type, list[object]] = {
            model: []
            for model in (
                Household, Child, Adult, HouseholdMember, Relationship, MentorAssignment, Allergy,
                ContactPreference, Restriction, PhotoConsent,
            )
        }  # fmt: skip

    def write(self) -> list[Home]:
        """Write every family down, and return the homes."""
        for family in families():
            self._family(family)
        for model, rows in self.rows.items():
            model._default_manager.bulk_create(rows)  # type: ignore[attr-defined]
        return self.homes

    def _add(self, row: object) -> None:
        self.rows[type(row)].append(row)

    def _family(self, family: Family) -> None:
        since = self._since(family)
        home = Home(family, self._household(family), self.staff[family.mentor])
        self.homes.append(home)
        home.children = [self._child(home, young, since) for young in family.children]
        before: Adult | None = None
        for grown in family.adults:
            adult = self._adult(family, grown, before)
            self._live(home, adult, grown, since)
            self._restrict(home, adult, grown, before)
            before = adult
        names = [adult.known_as for adult in home.adults]
        home.household.label = household_label(names, [child.first_name for child in home.children])

    def _since(self, family: Family) -> date:
        if "new" in family.traits:
            return self.today - timedelta(days=17)
        return self.begins  # Nothing is told of the time before, so nobody was there then.

    def _household(self, family: Family, name: str = "") -> Household:
        number = len(self.rows[Household])
        hidden = "hidden" in family.traits and not name
        paused = "paused" in family.traits and not name
        household = Household(
            setting=self.setting,
            label=name,
            created_by=self.staff["Pat"],
            address=f"{number + 3} {STREETS[number % len(STREETS)]}, Alderby, ZZ99 {number % 9 + 1}AA",
            address_visibility=Household.AddressVisibility.HIDDEN
            if hidden
            else Household.AddressVisibility.NORMAL,
            access_notes=_at_the_door(family),
            **({} if hidden or number % 4 == 3 else _place(number)),
            paused_from=self.today - timedelta(days=12) if paused else None,
            paused_until=self.today + timedelta(days=16) if paused else None,
            pause_reason="A new baby. Jo sends a card; nothing else until they call."
            if paused
            else "",
        )
        self._add(household)
        return household

    def _child(self, home: Home, young: Young, since: date) -> Child:
        family, number = home.family, len(self.rows[Child])
        name, year = young.name, young.year
        digits = f"A9991001{20 + year:02d}{number:03d}"
        child = Child(
            setting=self.setting,
            home_school=self.schools[family.school],
            enrolment=Child.Enrolment.SUBSIDIARY_DUAL,
            legal_first=name,
            surname=family.surname,
            name_key=name_key(name, family.surname),
            born_on=date(self.today.year - 5 - year, 1 + number % 8, 1 + number * 5 % 28),
            upn=upn.check_letter(digits) + digits[1:],
            year_group=year,
            placement_starts_on=since,
            placement_ends_on=self.today - timedelta(days=20) if "left" in family.traits else None,
            days_pattern="123",
            free_school_meals=number % 3 == 0,
            pupil_premium=number % 4 == 0,
            sen=Child.Sen.SUPPORT if number % 2 else Child.Sen.NONE,
            eal=family.adults[0].language != "en",
            language=family.adults[0].language,
            created_by=self.staff["Pat"],
        )
        self._add(child)
        self._add(HouseholdMember(household=home.household, child=child, from_on=since))
        self._add(MentorAssignment(mentor=home.mentor, child=child, from_on=since))
        for allergen in young.traits:
            self._add(_allergy(allergen, child=child))
        return child

    def _adult(self, family: Family, grown: Grown, before: Adult | None) -> Adult:
        number = len(self.rows[Adult])
        mobile = "" if "nomobile" in grown.traits else f"+447700900{100 + number}"
        if "both" in grown.traits and before:
            mobile = before.mobile
        adult = Adult(
            setting=self.setting,
            known_as=grown.name,
            surname=family.surname,
            name_key=name_key(grown.name, family.surname),
            mobile=mobile,
            mobile_state=_mobile_state(mobile, grown),
            email="" if "noemail" in grown.traits else _email(grown.name, family.surname),
            language=grown.language,
            reads_english=_reads(grown),
            needs_interpreter="interp" in grown.traits,
            safe_contact=Adult.SafeContact.MENTOR_CALLS_ONLY
            if "calls" in grown.traits
            else Adult.SafeContact.ANY,
            **SUITS.get(number % 7) or self.dice.choice(BEST_TIMES),
            created_by=self.staff["Pat"],
        )
        if adult.mobile_state == Adult.Mobile.VERIFIED:
            adult.mobile_verified_at = timezone.now() - timedelta(days=60)
            adult.mobile_verified_by = self.staff[family.mentor]
        self._add(adult)
        if "stop" in grown.traits:
            self._add(_no_texts(adult, Topic.AFTERNOONS))
            self._add(_no_texts(adult, Topic.VISITS))
        if "egg" in grown.traits:
            self._add(_allergy("egg", adult=adult))
        return adult

    def _live(self, home: Home, adult: Adult, grown: Grown, since: date) -> None:
        """Put an adult into the home, or into one of their own where the child is at times."""
        lives_here = "far" not in grown.traits
        their_home = home if lives_here else self._second_home(home, adult, grown, since)
        their_home.adults.append(adult)
        self._add(HouseholdMember(household=their_home.household, adult=adult, from_on=since))
        for child in home.children:
            self._add(
                Relationship(
                    child=child,
                    adult=adult,
                    kind=grown.kind,
                    responsibility=Relationship.Responsibility.NO
                    if grown.kind in WITHOUT_RESPONSIBILITY
                    else Relationship.Responsibility.YES,
                    lives_with=lives_here,
                    priority=len(home.adults) if lives_here else 2,
                    may_collect="barred" not in grown.traits,
                )
            )
        if lives_here and len(home.adults) == 1 and self.dice.random() < 0.6:
            for child in home.children:
                self._add(
                    PhotoConsent(
                        child=child,
                        purpose=PhotoConsent.Purpose.DISPLAY,
                        given_by=adult,
                        given_on=since,
                    )
                )

    def _second_home(self, home: Home, adult: Adult, grown: Grown, since: date) -> Home:
        names = [child.first_name for child in home.children]
        is_barred = "barred" in grown.traits
        label = household_label([adult.known_as], [] if is_barred else names)
        second = Home(home.family, self._household(home.family, label), home.mentor, is_second=True)
        if not is_barred:
            second.children = list(home.children)
            for child in home.children:
                self._add(
                    HouseholdMember(
                        household=second.household, child=child, from_on=since, share_of_week=30
                    )
                )
        self.homes.append(second)
        return second

    def _restrict(self, home: Home, adult: Adult, grown: Grown, before: Adult | None) -> None:
        fields: dict[str, Any] = {
            "setting": self.setting, "adult": adult, "starts_on": self.begins,
            "created_by": self.staff["Denise"],
        }  # fmt: skip
        if "barred" in grown.traits:
            for child in home.children:
                self._add(
                    Restriction(
                        **fields,
                        child=child,
                        kind=Restriction.Kind.NO_CONTACT,
                        order_type=Restriction.Order.NON_MOLESTATION,
                        instruction="Ask them to wait, say nothing of any child, fetch Denise.",
                        reason="An order of the court; Denise has seen it.",
                        evidence_seen_by=self.staff["Denise"],
                    )
                )
        if "apart" in grown.traits and before:
            self._add(
                Restriction(
                    **fields,
                    other_adult=before,
                    kind=Restriction.Kind.DO_NOT_CO_ATTEND,
                    instruction=f"{list_said([adult.known_as, before.known_as])}: not the same day.",
                    reason="They asked us for this themselves.",
                )
            )


def _place(number: int) -> dict[str, Decimal]:
    """Return where a home is on the map: out at sea, where nobody lives."""
    return {
        "latitude": Decimal("54.10000") + number * 7 % 23 * Decimal("0.00400"),
        "longitude": Decimal("1.20000") + number * 5 % 19 * Decimal("0.00600"),
    }


def _at_the_door(family: Family) -> str:
    if "dog" in family.traits:
        return "A friendly dog, put out if you text from the car."
    return "Third floor, the lift is often out." if "stairs" in family.traits else ""


def _mobile_state(mobile: str, grown: Grown) -> Adult.Mobile:
    if not mobile:
        return Adult.Mobile.NONE
    return Adult.Mobile.TO_VERIFY if "tocheck" in grown.traits else Adult.Mobile.VERIFIED


def _reads(grown: Grown) -> Adult.ReadsEnglish:
    if "spoken" in grown.traits:
        return Adult.ReadsEnglish.PREFER_SPOKEN
    return Adult.ReadsEnglish.A_BIT if "bit" in grown.traits else Adult.ReadsEnglish.WELL


def _email(name: str, surname: str) -> str:
    return f"{name_key(name)}.{name_key(surname)}@example.org"


def _no_texts(adult: Adult, topic: Topic) -> ContactPreference:
    return ContactPreference(
        adult=adult, channel=Channel.TEXT, topic=topic, is_allowed=False,
        source=ContactPreference.Source.TEXT,
    )  # fmt: skip


def _allergy(allergen: str, **whose: object) -> Allergy:
    severe = allergen == "peanut"
    return Allergy(
        allergen=allergen,
        severity=Allergy.Severity.ANAPHYLAXIS if severe else Allergy.Severity.MILD,
        plan="Pen in the thigh, ring 999, then his carers." if severe else "",
        pen_location="Orange bag behind the tea urn" if severe else "",
        **whose,
    )
