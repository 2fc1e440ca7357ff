"""Search in stored conversations, and how many of them are listed."""

import pytest
from asking import said

from uniconv_edge.assistant.past.history import History


@pytest.fixture
def titles(history: History):
    first = history.add(said("What is the deposit?", "1,450 euros"))
    history.add(said("Which bulb has the oven?", "E14"), conversation=first.conversation_id)
    history.add(said("房租的押金是多少？", "押金为一千四百五十欧元。"))
    history.add(said("ค่าเช่าเท่าไหร่", "หนึ่งพันบาท"))
    return lambda words: [found.title for found in history.conversations(words)]


@pytest.mark.parametrize("words", ["deposit", "oven deposit", "DEPOSIT ovens E14", "deposit ?", "1,450 bulb"])
def test_the_words_may_be_said_in_different_questions_and_replies(titles, words: str) -> None:
    assert titles(words) == ["What is the deposit?"]


@pytest.mark.parametrize("words", ["押金", "一千四百", "房租 欧元"])
def test_a_word_within_a_sentence_without_blanks_is_found(titles, words: str) -> None:
    assert titles(words) == ["房租的押金是多少？"]


def test_what_nobody_said_is_not_found(titles) -> None:
    assert titles("เช่า") == ["ค่าเช่าเท่าไหร่"]
    for words in ("oven 押金", "?", "押%", "posit", "oven " + " ".join(f"w{n}" for n in range(2000))):
        assert titles(words) == []
    assert titles("  ") == titles("")
    assert len(titles("")) == 3


def test_a_pasted_text_is_found_nowhere(history: History) -> None:
    """SQLite takes no pattern of 50,000 bytes, and it was told that the stored conversations cannot be used."""
    history.add(said("What is the deposit?", "1,450 euros"))
    assert history.conversations("é" * 26_000, unfinished=True) == []


def test_all_conversations_are_listed_unless_fewer_are_asked_for(history: History) -> None:
    rows = [(f"c{number}", number) for number in range(1003)]
    history._connection.execute("BEGIN")  # one transaction: each is waited for until it is on the disk
    history._connection.executemany(
        "INSERT INTO conversations (title, library, created_ms, changed_ms) VALUES (?, '', 1, ?)", rows
    )
    history._connection.execute("COMMIT")
    assert len(history.conversations()) == 1003
    assert [found.title for found in history.conversations(limit=2)] == ["c1002", "c1001"]
