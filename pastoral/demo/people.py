"""The made-up people of the demonstration. Nobody here is, or was made after, a real person.

Numbers are Ofcom's for drama, addresses end in example.org, pupil numbers begin with 999.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pastoral.accounts.roles import Role

ZONE, MILL_LANE, BRACKENFIELD = "orchard", "mill-lane", "brackenfield"
TRUST = "Alder Valley Trust"
PLACES = {
    ZONE: "Orchard Zone",
    MILL_LANE: "Mill Lane Primary",
    BRACKENFIELD: "Brackenfield Primary",
}
PHONE = "01632 960001"


@dataclass(frozen=True)
class Colleague:
    """Somebody who works here: the name families know, and what they are where."""

    name: str
    role: Role
    place: str
    says: str = ""

    @property
    def email(self) -> str:
        """The address they sign in with."""
        return f"{self.name.lower()}@example.org"


# The first of each role is whom one looks around as; `says` is what they came for.
COLLEAGUES = (
    Colleague("Jo", Role.MENTOR, ZONE, "her families, Friday’s visits, Wednesday’s room"),
    Colleague("Kwame", Role.MENTOR, ZONE),
    Colleague("Bethan", Role.MENTOR, ZONE),
    Colleague("Imran", Role.MENTOR, ZONE),
    Colleague("Ruth", Role.LEAD, ZONE, "every family, the invitations, how it goes"),
    Colleague("Denise", Role.DSL, ZONE, "worries handed over, restrictions"),
    Colleague("Anil", Role.DEPUTY_DSL, ZONE),
    Colleague("Maggie", Role.HEAD, ZONE, "this term in figures, no names of those who said no"),
    Colleague("Pat", Role.OFFICE, ZONE, "lists, phone numbers, answers on the phone"),
    Colleague("Sunil", Role.ADMINISTRATOR, ZONE, "staff, roles and the calendar"),
    Colleague("Helen", Role.HEAD, MILL_LANE),
    Colleague("Owen", Role.HEAD, BRACKENFIELD),
    Colleague("Colin", Role.TRUST, TRUST, "the settings side by side, each beside its own past"),
)
MENTORS = tuple(one.name for one in COLLEAGUES if one.role == Role.MENTOR)
SHOWN = tuple(one for one in COLLEAGUES if one.says)
PHONES = ("Samira", "Joanne", "Piotr")  # The parents whose phones one may look at.


@dataclass(frozen=True)
class Grown:
    """An adult: the kind of tie, the language, and what is special about reaching them.

    far: has a home of their own · nomobile · noemail · tocheck: the number is not checked
    yet · calls: only the mentor calls · stop: said no to texts · spoken: likes to be told ·
    bit: reads a bit of English · interp: needs an interpreter · both: has the number of
    the adult before · barred: must have no contact · apart: not at the same time as the
    adult before · egg: is allergic to eggs
    """

    name: str
    kind: str
    language: str
    traits: frozenset[str]


@dataclass(frozen=True)
class Young:
    """A child: the first name, the school year, perhaps an allergy."""

    name: str
    year: int
    traits: frozenset[str]


@dataclass(frozen=True)
class Family:
    """The people of one family and what is special about their home.

    new: came this month · paused: asked to be left in peace · hidden: the address must not
    be told · dog, stairs: at the door · pair: two of us go · left: moved on in autumn ·
    keen, often, seldom, never: how often they come
    """

    surname: str
    adults: tuple[Grown, ...]
    children: tuple[Young, ...]
    mentor: str
    school: str
    traits: frozenset[str]


# surname | adults: name kind [language] [traits], … | children: name year [traits], … | home
TABLE = """
Rahmani | Samira mother ur interp, Tariq father ur far | Amira 3 | keen dog
Fielding | Joanne mother | Callum 5, Ellie 2 | often
Wolski | Piotr father pl nomobile, Agnieszka mother pl | Zosia 4, Kuba 1 | keen
Okonjo | Ngozi mother, Chidi father nomobile | Adaora 2 | often
Hargrove | Lisa mother stop, Dean step | Tyler 6 | seldom
Abdi | Hodan mother so spoken interp nomobile | Ismail 4, Sahra 1 | never
Penhale | Kerry mother, Steve father far barred | Mia 3 | often hidden pair
Tesfaye | Selam mother ti bit interp | Yonas 5 | often
Marwood | Gail grandparent noemail | Jayden 6 | keen
Popescu | Elena mother ro, Andrei father ro | Matei 2 | seldom
Liang | Mei mother zh, Wei father zh both | Jun 4 | often
Brightwell | Sharon mother, Craig father far apart | Alfie 5, Poppy 3 | seldom
Kapoor | Nisha mother, Rohan father both | Dev 2 | keen
Adeyemi | Folake mother | Tobi 6 | often
Stonehill | Debbie foster, Graham foster | Leon 4 peanut | keen
Haddad | Rania mother ar bit interp, Omar father ar | Layla 3, Yusuf 1 | often
Novak | Petra mother cs | Filip 5 | never
Cartwright | Donna mother calls | Mason 6 | seldom pair
Osei | Abena mother, Kofi father | Kwabena 4 | often
Ferreira | Catarina mother pt, Rui father pt | Beatriz 2 | keen
Whitlock | Tracey mother tocheck noemail | Riley 3 | seldom new
Yilmaz | Aylin mother tr, Emre father tr far | Deniz 5 | often
Draycott | Karen guardian egg | Ruby 4 milk | keen
Begum | Shabnam mother bn spoken, Faisal father bn | Aisha 6, Zara 2 | often
Ashcombe | Michelle mother, Ian father | Oscar 1 | seldom
Kowalska | Magda mother pl | Antek 3 | never paused
Mensah | Efua mother | Nana 5 | keen
Thornbury | Claire mother, Paul father far | Isla 4, Finn 2 | often
Zielinski | Ewa mother pl, Marek step pl | Hania 6 | seldom
Goodall | Sandra grandparent nomobile | Kyle 5 | often stairs
Hussain | Yasmin mother | Idris 3 | keen
Larkspur | Beth mother, Josie mother | Wren 2 | keen
Nguyen | Linh mother vi bit | An 4 | seldom
Prescott | Wayne father | Kayden 6 | often
Farah | Amina mother so | Bilal 2, Hamza 1 | often new
Rowntree | Gemma mother | Freya 5 egg | seldom
Costa | Ines mother es, Diego father es far | Lucia 3 | often
Balogun | Yetunde mother | Dami 4 | never
Sowerby | Trish kinship | Logan 6 | often
Daly | Sinead mother, Declan father | Niamh 1 | seldom left
Moorcroft | Hayley mother | Archie 2 | keen new
"""


@cache
def families() -> tuple[Family, ...]:
    """Return the families of the table, shared out between the mentors and the schools."""
    lines = [line for line in TABLE.splitlines() if line]
    return tuple(_family(number, line) for number, line in enumerate(lines))


def _family(number: int, line: str) -> Family:
    surname, adults, children, home = (part.strip() for part in line.split("|"))
    return Family(
        surname=surname,
        adults=tuple(_grown(adults)),
        children=tuple(
            Young(name, int(year), frozenset(more))
            for name, year, *more in (child.split() for child in children.split(","))
        ),
        mentor=MENTORS[number % len(MENTORS)],
        school=(MILL_LANE, BRACKENFIELD)[number % 3 == 0],
        traits=frozenset(home.split()),
    )


def _grown(adults: str) -> Iterator[Grown]:
    for words in (adult.split() for adult in adults.split(",")):
        name, kind, *more = words
        language = more.pop(0) if more and len(more[0]) == 2 else "en"
        yield Grown(name, kind, language, frozenset(more))
