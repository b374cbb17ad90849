"""Year groups, SEN, relationships, ethnicity, yes and no: one reading for every spelling.

Each reader gives the value and whether it knew the word. A word it does not know gives
the blank value, never a guess.
"""

import re

from families.importing.names import name_key

_YES = frozenset({"y", "yes", "t", "true", "1", "eligible"})
_NO = frozenset({"n", "no", "f", "false", "0", "noteligible"})
_UNSURE = frozenset({"", "u", "unknown", "notknown", "notset", "na", "none", "?"})

_RELATIONSHIPS = {
    "mother": "Mother; Mum; Mummy; Mom; Birth mother; Natural mother; Adoptive mother",
    "father": "Father; Dad; Daddy; Birth father; Natural father; Adoptive father",
    "step": "Step-parent; Step parent; Stepmother; Stepfather; Step mum; Step dad; Step",
    "grandparent": "Grandparent; Grandmother; Grandfather; Grandma; Grandad; Granddad; "
    "Nan; Nana; Gran; Granny; Grandpa; Maternal grandmother; Maternal grandfather; "
    "Paternal grandmother; Paternal grandfather",
    "foster": "Foster carer; Foster parent; Foster mother; Foster father; Foster",
    "guardian": "Guardian; Legal guardian; Special guardian; Carer; Parent/carer",
    "kinship": "Kinship carer; Kinship; Family and friends carer; Connected carer",
    "social_worker": "Social worker; Key worker (social services); Socialworker",
    "other": "Other; Other family member; Other relative; Other contact; Aunt; Uncle; "
    "Auntie; Brother; Sister; Sibling; Cousin; Friend; Family friend; Neighbour; "
    "Childminder; Doctor; Partner; Parent's partner; Emergency contact; Nanny",
}
_RELATIONSHIP = {
    name_key(word): code for code, words in _RELATIONSHIPS.items() for word in words.split(";")
}

_SEN = {
    "E": "E; EHCP; EHC plan; Education health and care plan; EHC",
    "K": "K; SEN support; SEN without EHCP; SEN",
    "N": "N; No SEN; None; No special educational need; "
    "No special educational needs; No; No special provision",
}
_SEN_CODE = {name_key(word): code for code, words in _SEN.items() for word in words.split(";")}

_ETHNICITIES = {
    "WBRI": "White British; White - British",
    "WIRI": "White Irish; White - Irish",
    "WIRT": "Traveller of Irish heritage",
    "WROM": "Gypsy/Roma; Gypsy; Roma",
    "WOTH": "Any other White background; White other",
    "MWBC": "White and Black Caribbean",
    "MWBA": "White and Black African",
    "MWAS": "White and Asian",
    "MOTH": "Any other mixed background",
    "AIND": "Indian",
    "APKN": "Pakistani",
    "ABAN": "Bangladeshi",
    "AOTH": "Any other Asian background",
    "CHNE": "Chinese",
    "BCRB": "Black Caribbean; Black - Caribbean",
    "BAFR": "Black African; Black - African",
    "BOTH": "Any other Black background",
    "OOTH": "Any other ethnic group",
    "REFU": "Refused",
    "NOBT": "Information not yet obtained; Not obtained; Information not obtained",
}
_ETHNICITY = {
    name_key(word): code
    for code, words in _ETHNICITIES.items()
    for word in (code, *words.split(";"))
}

_EARLY_YEARS = {"reception": 0, "r": 0, "rec": 0, "nursery": -1, "n2": -1, "n1": -2}
LAST_YEAR_GROUP = 14


def read_yes_no(written: str) -> tuple[bool | None, bool]:
    """True, False or None where the file does not say."""
    key = name_key(written)
    if key in _UNSURE:
        return None, True
    return (key in _YES, True) if key in _YES | _NO else (None, False)


def read_responsibility(written: str) -> tuple[str, bool]:
    """Parental responsibility: "yes", "no" or "unknown"; a blank is unknown, never no."""
    answer, known = read_yes_no(written)
    return ("unknown" if answer is None else "yes" if answer else "no"), known


def read_relationship(written: str) -> tuple[str, bool]:
    """One of the nine relationship codes; "other" for a blank or an unknown word."""
    key = name_key(written)
    return _RELATIONSHIP.get(key, "other"), not key or key in _RELATIONSHIP


def read_sen(written: str) -> tuple[str, bool]:
    """One of E, K and N, or "" where the file does not say."""
    key = name_key(written)
    lettered = re.match(r"\s*([EKN])\s*[-–:]", written)
    code = lettered[1] if lettered else _SEN_CODE.get(key, "")
    return code, bool(code) or not key


def read_ethnicity(written: str) -> tuple[str, bool]:
    """The Department for Education's four letters, or ""."""
    code = _ETHNICITY.get(name_key(written), "")
    return code, bool(code) or not name_key(written)


def read_year_group(written: str) -> tuple[int | None, bool]:
    """1 to 14; Reception is 0, Nursery -1 and its first year -2; None where not said."""
    key = name_key(written).removeprefix("national").removeprefix("nc")
    key = key.removeprefix("curriculum").removeprefix("year").removeprefix("y")
    if not key:
        return None, not name_key(written)
    if key in _EARLY_YEARS:
        return _EARLY_YEARS[key], True
    figures = re.fullmatch(r"0?([0-9]{1,2})(?:group)?", key)
    if figures and int(figures[1]) <= LAST_YEAR_GROUP:
        return int(figures[1]), True
    return None, False
