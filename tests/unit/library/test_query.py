import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uniconv_edge.library.query import MAX_WORDS, match_expression


def test_stop_words_are_dropped_while_others_remain() -> None:
    assert match_expression("What is the notice period?") == '"notice" OR "period"'
    assert match_expression("Who is it?") == '"who" OR "is" OR "it"'


def test_a_text_without_words_asks_nothing() -> None:
    assert match_expression("?! ... *") == ""


def test_a_long_text_asks_for_a_bounded_number_of_words() -> None:
    assert match_expression(" ".join(f"w{n}" for n in range(500))).count(" OR ") == MAX_WORDS - 1


@pytest.fixture(scope="module")
def words() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE words USING fts5 (text)")
    connection.execute("INSERT INTO words VALUES ('notice period near and or not')")
    return connection


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_no_text_is_a_syntax_error(words: sqlite3.Connection, text: str) -> None:
    if expression := match_expression(text):
        words.execute("SELECT count(*) FROM words WHERE words MATCH ?", (expression,)).fetchone()


@pytest.mark.parametrize(
    "text", ['notice" OR "x', "NEAR(notice, 5)", "notice AND NOT period", "text: notice*", "(notice"]
)
def test_the_syntax_of_full_text_search_is_only_words(words: sqlite3.Connection, text: str) -> None:
    assert words.execute("SELECT count(*) FROM words WHERE words MATCH ?", (match_expression(text),)).fetchone() == (1,)
