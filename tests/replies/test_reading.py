"""What a text says: its first word, and nothing guessed (rule 24)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pastoral import languages
from pastoral.outbox.models import InboundMessage
from pastoral.replies.reading import ALONE, read, words_of

U = InboundMessage.Understood
ENGLISH = languages.packs()["en"].keywords
PACKS = languages.packs()
texts = st.text(st.characters(exclude_categories=["Cs"]))
# What may stand before or after a word and changes nothing.
around = st.text(alphabet=" \t\n.,!?…-–'’\"()👍🙏🏽\u200b", max_size=8)
any_word = st.sampled_from(
    [(pack.language, meaning, word) for pack in PACKS.values()
     for meaning, words in pack.keywords.items() for word in words]
)  # fmt: skip
answers = st.sampled_from(
    [(meaning, word) for meaning in ("yes", "maybe", "stop", "start", "help")
     for word in ENGLISH[meaning] if word not in ALONE]
)  # fmt: skip


@given(texts, st.lists(st.sampled_from(["en", "pl-PL", "ar", "xx", ""])))
def test_rule_24_no_text_is_too_strange_to_read(text: str, known: list[str]) -> None:
    assert read(text, known) in U


@given(answers, st.sampled_from(["", " see you", ", and a cake for the others", "\nX"]), around)
def test_rule_24_the_first_word_counts_whatever_follows(
    answer: tuple[str, str], rest: str, end: str
) -> None:
    meaning, word = answer

    assert read(f"{word}{rest}{end}") == U(meaning)


@given(any_word, around, around)
def test_rule_24_capitals_accents_and_punctuation_do_not_matter(
    word: tuple[str, str, str], before: str, after: str
) -> None:
    language, meaning, written = word
    same = read(written, [language])
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", written) if unicodedata.category(c) != "Mn"
    )

    assert same in {U(meaning), U.UNCLEAR}
    for spelt in (written.upper(), written.title(), bare, unicodedata.normalize("NFD", written)):
        assert read(f"{before}{spelt}{after}", [language]) == same


@given(texts)
def test_rule_24_anything_else_is_for_a_person(text: str) -> None:
    known = {words_of(w) for p in PACKS.values() for ws in p.keywords.values() for w in ws}
    words = words_of(text)
    spans = {words[a:b] for a in range(len(words)) for b in range(a + 1, len(words) + 1)}
    if not spans & known:
        assert read(text) == U.UNCLEAR


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Yes", U.YES), ("yes please!!", U.YES), ("OK 👍", U.YES), ("Y", U.YES),
        ("no", U.NO), ("No, sorry", U.NO), ("Not this time", U.NO), ("nope", U.NO),
        ("Not coming, sorry", U.NO), ("Yes, me n Amira", U.YES), ("No but thank you", U.NO),
        ("Stop sending me these", U.STOP),
        ("Not sure yet", U.MAYBE), ("not-sure", U.MAYBE), ("Maybe. Will tell you", U.MAYBE),
        ("STOP", U.STOP), ("stop!", U.STOP), ("Unsubscribe", U.STOP), ("START", U.START),
        ("help", U.HELP), ("Wrong number", U.WRONG_NUMBER), ("Sorry, wrong number!", U.WRONG_NUMBER),
        ("who is this?", U.WRONG_NUMBER), ("Not me", U.WRONG_NUMBER),
        ("👍", U.UNCLEAR), ("", U.UNCLEAR), ("No problem, see you there", U.UNCLEAR),
        ("Can Amira come on the bus?", U.UNCLEAR), ("Vin is ill", U.UNCLEAR),
        ("Ha ha see you", U.UNCLEAR), ("Band practice that day", U.UNCLEAR),
    ],
)  # fmt: skip
def test_rule_24_what_people_text(text: str, meaning: U) -> None:
    assert read(text) == meaning


@pytest.mark.parametrize("word", ["cancel", "end", "quit", "info"])
def test_rule_24_an_everyday_word_counts_only_as_the_whole_text(word: str) -> None:
    assert read(f" {word.title()}! ") == (U.HELP if word == "info" else U.STOP)
    assert read(f"{word} of the day suits us better") == U.UNCLEAR


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Cancel Wednesday please, Amira is ill", []), ("Rezygnuję ze środy", ["pl"]),
        ("বন্ধ আছে?", ["bn"]), ("بند ہے؟", ["ur"]), ("Peidiwch â phoeni", ["cy"]),
        ("Not heard from Jo, is it on?", []), ("Not", []),
        ("OK but we can’t come", []), ("ok sorry we can't make it", []), ("Okay. No then", []),
        ("Yes but not before two", []), ("tak, ale nie w środę", ["pl"]), ("ok, nie", ["pl"]),
    ],
)  # fmt: skip
def test_rule_24_what_only_begins_like_a_stop_or_an_answer_is_for_a_person(
    text: str, known: list[str]
) -> None:
    assert read(text, known) == U.UNCLEAR


@pytest.mark.parametrize(
    ("text", "known", "meaning"),
    [
        ("Tak", [], U.YES), ("tak, przyjdziemy", ["pl"], U.YES), ("nie", ["en"], U.NO),
        ("Przyjdę", ["pl"], U.YES), ("przyjde", ["pl"], U.YES), ("PRZYJDĘ!", ["pl"], U.YES),
        ("نعم", ["ar"], U.YES), ("لا شكرًا", ["ar"], U.NO), ("قف", ["ar"], U.STOP),
        ("yes", ["pl"], U.YES), ("pomyłka", ["pl"], U.WRONG_NUMBER),
    ],
)  # fmt: skip
def test_rule_24_their_own_language_counts_first_and_english_always(
    text: str, known: list[str], meaning: U
) -> None:
    assert read(text, known) == meaning
