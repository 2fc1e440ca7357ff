"""What people say and what papers say in its place: the table, a question's expressions, and texts that are read so."""

from __future__ import annotations

from importlib.resources import files

import pytest

from uniconv_edge.assistant.quoting.as_read import as_read, expressions_read
from uniconv_edge.assistant.quoting.choice import score
from uniconv_edge.assistant.quoting.grounding import judge
from uniconv_edge.assistant.quoting.quotes import candidates
from uniconv_edge.assistant.words.otherwise import SHARE, Expression, Otherwise, expressions
from uniconv_edge.assistant.words.terms import asked_words, counts_in, values
from uniconv_edge.library.sentences import sentences
from uniconv_edge.types import Hit, Turn

CAST = "When does Edith get rid of the cast?"
TEXT = "The meals are warm. Dr Ray removed the plaster on 12 March. A plastic tray was given back."


def hit(text: str = TEXT) -> Hit:
    return Hit(1, 1.0, 1, 1, "care.md", "Care", None, 0, 0, len(text), text, cosine=0.5)


def to(question: str, *texts: str) -> Otherwise | None:
    return Otherwise.of([Turn("user", question)], counts_in(texts or (TEXT,)))


def test_each_line_of_the_table_is_in_order_once_and_found_by_its_expression() -> None:
    lines = files("uniconv_edge.assistant.words").joinpath("otherwise.txt").read_text("utf-8").splitlines()
    assert lines == sorted(lines)
    rows = [line.split(" > ") for line in lines]
    assert {len(row) for row in rows} == {2}
    assert len({said for said, _ in rows}) == len(rows) > 10_000
    for said, row in rows:
        instead = row.split(" | ")
        assert said not in instead
        assert len(set(instead)) == len(instead)
        assert max(len(each.split()) for each in (said, *instead)) <= 4
        assert said == said.lower()
        assert all(any(map(str.isalpha, each)) for each in instead)  # no number says a word
    lost = [said for said, row in rows if tuple(row.split(" | ")) not in dict(expressions(said)).values()]
    assert lost == []


@pytest.mark.parametrize(
    ("question", "said", "other"),
    [
        (CAST, "get rid of", "remove"),
        ("Have they got rid of it?", "got rid of", "dispose of"),
        ("Who gets rid of the old stove?", "gets rid of", "throw away"),
        ("How do I throw the old stove away?", "throw old stove away", ""),  # no words but small ones between
        ("How do I throw it away?", "throw away", "dispose of"),
        ("Are there any cops?", "cops", "police"),
        ("What is the get-rid-of date?", "get rid of", "remove"),
    ],
)
def test_an_expression_is_found_in_any_form_and_the_longest_first(question: str, said: str, other: str) -> None:
    found = dict(expressions(question))
    assert (other in found.get(said, ())) == bool(other)
    assert "rid" not in found


@pytest.mark.parametrize("question", ["", "???", "Who is it and where?", "zzz zzzz", "How much is it?"])
def test_what_only_asks_or_glues_is_no_expression(question: str) -> None:
    assert expressions(question) == ()


def test_only_what_documents_say_stands_for_an_expression() -> None:
    found = to(CAST)
    assert found is not None
    assert found.instead == {"get rid of": ["remove"], "cast": ["plaster"]}
    assert to(CAST, "Nothing of it.") is None


def test_what_many_passages_say_stands_for_nothing() -> None:
    texts = ["The plaster is new.", *["Nothing."] * 200]
    assert to("Is the cast new?", *texts) is not None
    assert to("Is the cast new?", *texts, *["A plaster."] * 40) is None
    assert to("Is the cast new?", *texts, *["A cast."] * 40) is None  # nor anything for it


def test_what_stands_for_an_expression_is_worth_less_where_it_is_said_more_often() -> None:
    rare, often = (to("the cast", *["plaster"] * times, *["nothing"] * 100) for times in (1, 6))
    assert rare is not None
    assert often is not None
    worth = [dict(each.expressions[0].instead)["plaster"] for each in (rare, often)]
    assert 1 >= worth[0] > worth[1] > 0


def test_a_text_is_read_with_what_was_asked_and_its_places_are_kept() -> None:
    found = to(CAST)
    assert found is not None
    read = found.read(TEXT)
    assert "Dr Ray get rid of the cast on 12 March" in read.text
    assert "plastic" in read.text  # which only begins like it
    place = TEXT.index("on 12")
    assert read.text[read.at(place) :].startswith("on 12 March")
    assert found.read_as(TEXT) == {"get rid of": "removed", "cast": "plaster"}
    assert found.read_as("A plastic tray.") == {}


def test_small_words_may_stand_within_what_is_said_instead() -> None:
    found = to("Who gets rid of the stove?", "We throw the rubbish away.", "We throw it away.")
    assert found is not None
    assert found.read_as("We throw it away.") == {"gets rid of": "throw it away"}
    assert found.read_as("We throw the rubbish away.") == {}
    assert found.read_as("What a throw! Away they ran.") == found.read_as("to throw, away") == {}
    assert found.read_as("Throw\naway the rest.") == {"gets rid of": "Throw away"}
    owner = Otherwise((Expression("own", (("be the owner", 1.0),)),))
    assert owner.read_as("Who is an owner?") == {"own": "is an owner"}


@pytest.mark.parametrize(
    ("other", "holds", "lacks"),
    [
        ("a&e", "Go to A&E at once.", "Bring e.g. a book to room E."),
        ("it support", "Ask the IT support.", "Ask for its support, or any support."),
        ("b&b", "A B&B in town.", "Plan B."),
    ],
)
def test_a_small_word_of_an_expression_of_two_is_one_of_its_words(other: str, holds: str, lacks: str) -> None:
    found = Otherwise((Expression("zzz", ((other, 1.0),)),))
    assert found.read_as(holds)
    assert found.read_as(lacks) == {}


def test_a_word_that_a_text_says_itself_is_worth_all_and_another_in_its_place_less() -> None:
    found = Otherwise((Expression("cast", (("plaster", 0.5),)),))
    assert found.shares(["cast", "edith"], "The plaster of Edith") == [SHARE * 0.5, 1.0]
    assert found.shares(["cast", "edith"], "The plaster is a cast") == [1.0, 1.0]
    assert found.shares(["cast", "edith"], "Nothing") == [1.0, 1.0]


def test_sentences_are_scored_as_they_are_read() -> None:
    turns = [Turn("user", CAST)]
    counts = counts_in([TEXT])
    found, plainly = (judge(None, None, turns, [hit()], counts, {}, otherwise=each) for each in (to(CAST), None))
    assert plainly.evidence.source_words == 0
    assert plainly.read_as == {}
    assert found.quoted is not None
    assert found.quoted[0] == "Dr Ray removed the plaster on 12 March."
    assert 0 < found.evidence.source_words < 1
    assert found.read_as == {"get rid of": "removed", "cast": "plaster"}


def test_candidates_are_where_they_are_in_what_is_read_and_their_source_tells_what_they_do_not() -> None:
    otherwise = to(CAST)
    found = candidates([hit()], sentences, CAST)
    read, told = as_read(otherwise, [hit()], found)
    assert [read[0].text[each.start : each.end] for each in told] == [each.text for each in told]
    assert expressions_read(otherwise, [hit()], found[0]) == {"get rid of": "removed", "cast": "plaster"}
    assert expressions_read(otherwise, [hit()], found[1]) == {"get rid of": "removed", "cast": "plaster"}
    assert expressions_read(None, [hit()], found[1]) == {}
    assert as_read(None, [hit()], found) == ([hit()], found)
    plain = score(values(asked_words([Turn("user", CAST)]), counts_in([TEXT])), [hit()], found, question=CAST)
    assert plain.words.max() == 0
