"""The words of a question and of a passage, as full text sees them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from uniconv_edge.library.words import (
    MAX_WORDS,
    also_indexed,
    match_expression,
    name_read,
    named_besides,
    terms_of,
    words_of,
)


def test_stop_words_are_dropped_while_others_remain() -> None:
    assert match_expression(terms_of("What is the notice period?")) == '"notice" OR "period"'
    assert match_expression(terms_of("Who is it?")) == '"who" OR "is" OR "it"'
    for question in ("Who didn't pay?", "who wont pay", "Who can’t pay?", "Who hasn't to pay?"):
        assert match_expression(terms_of(question)) == '"pay" OR "paid"'
    assert match_expression(terms_of("Who won in Haven?")) == '"won" OR "win" OR "haven"'


def test_a_text_without_words_asks_nothing() -> None:
    assert match_expression(terms_of("?! ... *")) == ""


def test_a_long_text_asks_for_a_bounded_number_of_words() -> None:
    assert len(terms_of(" ".join(f"w{n}" for n in range(500)))) == MAX_WORDS


@pytest.fixture(scope="module")
def words() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE words USING fts5 (text)")
        connection.execute("INSERT INTO words VALUES ('notice period near and or not')")
        yield connection


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_no_text_is_a_syntax_error(words: sqlite3.Connection, text: str) -> None:
    if expression := match_expression(terms_of(text)):
        words.execute("SELECT count(*) FROM words WHERE words MATCH ?", (expression,)).fetchone()


@pytest.mark.parametrize(
    "text", ['notice" OR "x', "NEAR(notice, 5)", "notice AND NOT period", "text: notice*", "(notice"]
)
def test_the_syntax_of_full_text_search_is_only_words(words: sqlite3.Connection, text: str) -> None:
    assert words.execute(
        "SELECT count(*) FROM words WHERE words MATCH ?", (match_expression(terms_of(text)),)
    ).fetchone() == (1,)


@pytest.fixture
def passages() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE words USING fts5 (text, also, tokenize = 'porter unicode61 remove_diacritics 2')"
        )
        yield connection


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Call getUserName first.", "get user name"),
        ("Call getUserName first.", "getUserName"),
        ("Call getUserName first.", "get_user_name"),
        ("Call get_user_name first.", "getUserName"),
        ("The HTTPServer stopped.", "http server"),
        ("Needs Python 3.11.2 or newer.", "3.11.2"),
        ("Needs Python 3.11.2 or newer.", "version 3.11?"),
        ("Send an e-mail to us.", "email"),
        ("A state-of-the-art method.", "state of the art"),
        ("Žluťoučký kůň", "zlutoucky"),
        ("Das Café in der Straße", "cafe\u0301"),
        ("Das Café in der Straße", "STRASSE straße"),
        ("東京都の天気は晴れです。", "天気"),
        ("東京都の天気は晴れです。", "京"),
        ("東京都の天気は晴れです。", "今日の天気は?"),
        ("明天北京会下雨吗", "北京"),
        ("서울특별시의 날씨", "특별시"),
        ("กรุงเทพมหานคร", "กรุงเทพ"),
        ("см. файл config.yaml", "config.yaml"),
    ],
)
def test_a_word_is_found_however_it_is_written(passages: sqlite3.Connection, text: str, question: str) -> None:
    passages.execute("INSERT INTO words VALUES (?, ?)", (text, also_indexed(text)))
    found = passages.execute("SELECT count(*) FROM words WHERE words MATCH ?", (match_expression(terms_of(question)),))
    assert found.fetchone() == (1,)


def test_a_version_is_not_found_by_its_single_numbers(passages: sqlite3.Connection) -> None:
    passages.execute("INSERT INTO words VALUES ('3 apples, 11 pears and 2 plums', '')")
    found = passages.execute("SELECT count(*) FROM words WHERE words MATCH ?", (match_expression(terms_of("3.11.2")),))
    assert found.fetchone() == (0,)


@pytest.mark.parametrize(
    ("phrase", "count"), [("blue roof", 1), ("roof blue", 0), ("天気は晴れ", 1), ("晴れ天気", 0), ("roofs blue red", 0)]
)
def test_a_phrase_must_occur_word_for_word(passages: sqlite3.Connection, phrase: str, count: int) -> None:
    for text in ("The blue roofs of 東京の天気は晴れ", "The roof, not blue, and the weather"):
        passages.execute("INSERT INTO words VALUES (?, ?)", (text, also_indexed(text)))
    expression = match_expression(terms_of("weather roof"), [phrase])
    assert passages.execute("SELECT count(*) FROM words WHERE words MATCH ?", (expression,)).fetchone() == (count,)


def test_plain_text_has_nothing_indexed_besides() -> None:
    assert also_indexed("The Roof is blue, NATO said; see section 3 - or 4.") == ""


@pytest.mark.parametrize(
    ("name", "text", "besides"),
    [
        ("laundry-invoice_September", "Invoice BL-5530\nNapkins, 612 pieces, of September", "laundry"),
        ("MobileBill.2024", "Your account\nPlease pay.", "mobilebill 2024 mobile bill"),
        ("Über Café", "cafe", "uber"),
        ("scan", "Scan of a letter", ""),
    ],
)
def test_of_the_name_of_a_file_the_words_that_it_lacks_are_indexed(name: str, text: str, besides: str) -> None:
    assert named_besides(name, text) == besides


def test_words_without_spaces_are_their_characters() -> None:
    assert words_of("Roof 東京 a_b") == ["roof", "東", "京", "a", "b"]


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("lease_flat3", "lease flat3 flat 3"),
        ("pep-0008", "pep-0008 pep 8"),
        ("invoice_007", "invoice 007 invoice 7"),
        ("notes-03-05", "notes-03-05"),  # a day
        ("2024-03-05", "2024-03-05"),
    ],
)
def test_a_files_name_is_read_as_a_person_calls_it(name: str, read: str) -> None:
    assert name_read(name) == read
