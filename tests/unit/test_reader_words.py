"""What the sentence reader sees: words of a question and its sources as arrays, and what its scores become."""

from __future__ import annotations

import numpy as np

from uniconv_edge.assistant.quoting import reader_words
from uniconv_edge.assistant.quoting.reader_words import Example, arrays, asked, numbered, source, stem_numbers
from uniconv_edge.assistant.words.terms import counts_in, values
from uniconv_edge.types import Turn

TEXT = "The Mill was built in 1902. Who paid? It cost £300, Anna said (twice)."


def signs_of(word: str) -> list[int]:
    found = source("", TEXT)
    return np.flatnonzero(np.unpackbits(found.signs[found.words.index(word)], bitorder="little")).tolist()


def test_all_words_of_the_question_are_seen_and_only_telling_ones_of_those_before() -> None:
    turns = [
        Turn("user", "Who built the old mill?"),
        Turn("assistant", "The miller did."),
        Turn("user", "type:pdf When was it sold, in which year?"),
    ]
    found = asked(turns)
    assert found.words[: found.own] == ("when", "was", "it", "sold", "in", "which", "year")
    assert found.words[found.own :] == ("built", "mill")
    worth = found.worth(values(found.telling(), counts_in(["The mill.", "A year in the hills.", "Nothing."])))
    assert worth[0] == worth[1] < worth[6]
    assert found.worth({"mill": 4.0})[-1] == 4.0 * reader_words.EARLIER_SHARE


def test_words_are_seen_as_they_are_written() -> None:
    assert signs_of("mill") == [0]
    assert signs_of("1902") == [2, 3]
    assert signs_of("300") == [2, 4, 5]
    assert signs_of("twice") == [6, 7]
    found = source("Café ÉTÉ", TEXT)
    assert found.title == ("cafe", "ete")
    assert found.asks.tolist() == [False, True, False]
    assert found.sentence[found.words.index("paid")] == 1


def test_arrays_of_several_examples_hold_each_source_apart() -> None:
    first, second = source("Mill", TEXT), source("", "One two. Three mills.")
    words = sorted({*first.words, *first.title, *second.words})
    numbers = {word: number for number, word in enumerate(words)}
    question = np.array([numbers["mill"], numbers["1902"]])
    both = [numbered(each, numbers.__getitem__) for each in (first, second)]
    given = arrays(
        [
            Example(question, np.array([2.0, 3.0], np.float32), 1, both),
            Example(question[:1], np.ones(1, np.float32), 1, both[1:]),
        ],
        stem_numbers(words),
    )
    assert given["source"].tolist() == [[0, 0, 0, 1, 1], [0, 0, 0, 0, 0]]
    assert given["asked"].tolist() == [[1, 1], [1, 0]]
    assert given["earlier"].tolist() == [[0, 1], [0, 0]]
    of_second = given["word"][0, len(first.words) + 2 :][:4]
    assert [words[i] for i in of_second] == ["one", "two", "three", "mills"]
    assert given["read"][0].sum() == len(first.words) + 4
    assert not given["read"][0, len(first.words) : len(first.words) + 2].any()
    # "mills" meets "mill" by its stem; what is padding meets nothing, not even other padding
    meets = given["word_stem"][:, :, None] == given["question_stem"][:, None]
    assert meets[0, len(first.words) + 2 + 3, 0]
    assert meets[1].sum() == 1
    titles = given["title_stem"][:, :, :, None] == given["question_stem"][:, None, None]
    assert titles.sum() == 1


def test_members_are_the_words_of_each_sentence_and_the_sentences_of_each_source() -> None:
    given = {
        "sentence": np.array([[0, 0, 1, 1, 3]]),
        "read": np.array([[1, 1, 1, 0, 1]]),
        "source": np.array([[0, 0, 1, 1]]),
        "title_stem": np.zeros((1, 3, 1)),
    }
    found = reader_words.members(given)
    assert found["words_of"].tolist() == [[[0, 1], [2, -1], [-1, -1], [4, -1]]]
    assert found["sentences_of"].tolist() == [[[0, 1], [2, 3], [-1, -1]]]
