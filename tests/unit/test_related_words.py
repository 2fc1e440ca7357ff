"""Words of like meaning: which are related, and what they count in a search."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from recipes import related_words
from uniconv_edge.evaluate.datasets import PoolPassage
from uniconv_edge.evaluate.lexical import LibraryPool
from uniconv_edge.library import bm25
from uniconv_edge.library.related import lemma, related
from uniconv_edge.library.words import MAX_WORDS


def found(question: str, *texts: str, related: bool = True) -> list[str]:
    passages = [PoolPassage(str(n), "", text) for n, text in enumerate(texts)]
    with LibraryPool(passages) as pool:
        return [texts[n] for n, _ in pool.search(question, 10, related=related)]


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("hedges", "hedge"),
        ("puppies", "puppy"),
        ("grabbed", "grab"),
        ("mended", "mend"),
        ("sold", "sell"),
        ("zzyzx", "zzyzx"),
    ],
)
def test_an_inflected_word_is_looked_up_by_its_lemma(word: str, base: str) -> None:
    assert lemma(word) == base


@pytest.mark.parametrize(
    ("word", "other"), [("cops", "police"), ("glasses", "spectacle"), ("wife", "spouse"), ("phone", "telephone")]
)
def test_everyday_words_are_related_both_ways(word: str, other: str) -> None:
    assert 0.3 < related(word)[other] <= 1
    assert lemma(word) in related(other)


@pytest.mark.parametrize("word", ["the", "when", "does", "called", "find", "zzyzx", "Müller", "2024", ""])
def test_words_that_say_nothing_names_and_numbers_are_related_to_nothing(word: str) -> None:
    assert not related(word)


def test_what_only_begins_alike_is_not_related() -> None:
    assert not {"tapir", "tapioca", "tapestry"} & related("tap").keys()


def test_a_search_finds_what_says_it_in_other_words() -> None:
    texts = ("Spectacles are not covered.", "The hedge is cut in March.")
    assert found("What about my glasses?", *texts) == [texts[0]]
    assert found("What about my glasses?", *texts, related=False) == []


def test_the_word_itself_counts_more_than_any_number_of_others() -> None:
    texts = ("policeman constable police detective", "one cop left town", "a hedge grows here")
    assert found("cop", *texts) == [texts[1], texts[0]]


def test_a_passage_with_the_word_gains_nothing_by_others() -> None:
    passages = [PoolPassage(str(n), "", text) for n, text in enumerate(("a cop called the police", "hedge", "barley"))]
    with LibraryPool(passages) as pool:
        assert pool.search("cop", 1, related=True)[0][1] == pytest.approx(pool.search("cop", 1)[0][1])


def test_related_words_that_stand_in_many_passages_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bm25, "MOST_POSTINGS", 2)
    assert found("cop", "police here", "police there", "barley", "wheat", "oats") != []
    assert found("cop", "police here", "police there", "police again", "wheat", "oats", "rye", "hay") == []


def test_a_word_that_stands_in_many_passages_has_no_related_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ("one cop", "two cops", "police station", "oats", "rye", "hay", "barley", "wheat")
    assert texts[2] in found("cop", *texts)
    monkeypatch.setattr(bm25, "MOST_POSTINGS", 2)
    assert texts[2] not in found("cop", *texts)


def test_of_a_long_text_only_the_first_words_are_looked_up() -> None:
    pasted = " ".join(f"w{number}" for number in range(MAX_WORDS - 1))
    assert found(f"{pasted} cops", "police", "hedge", "barley") == ["police"]
    assert found(f"{pasted} more cops", "police", "hedge", "barley") == []


def test_related_are_words_with_near_vectors_and_those_of_wordnet() -> None:
    words = ["cop", "copra", "hedge", "police", "sheriff"]
    vectors = np.array([[1, 0, 0], [0.9, 0.436, 0], [0, 0, 1], [0.5, 0.866, 0], [0.4, 0, 0.917]], np.float32)
    table = related_words.related(words, vectors, {frozenset(("cop", "sheriff")), frozenset(("hedge", "lane"))})
    assert table["cop"] == {"sheriff": 0.55, "police": 0.5}  # not copra, which only begins alike
    assert table["sheriff"] == {"hedge": 0.92, "cop": 0.55}
    assert table["police"] == {"copra": 0.83, "cop": 0.5}


def test_wordnet_is_read(tmp_path: Path) -> None:
    head = "  1 This software and database is being provided to you\n"
    noun = head + "00000001 18 n 02 police 0 police_force 0 001 @ 00000002 n 0000 | the force\n"
    noun += "00000002 18 n 02 law 0 constabulary 0 001 + 00000003 v 0101 | a force\n"
    (tmp_path / "data.noun").write_text(noun)
    (tmp_path / "data.verb").write_text(head + "00000003 41 v 01 legislate 0 000 00 | make laws\n")
    (tmp_path / "data.adj").write_text(head + "00000004 00 s 02 blue(p) 0 sad 0 000 | down\n")
    (tmp_path / "data.adv").write_text(head)
    expected = [("police", "law"), ("police", "constabulary"), ("law", "constabulary"), ("law", "legislate")]
    assert related_words.wordnet_pairs(tmp_path) == {frozenset(pair) for pair in [*expected, ("blue", "sad")]}


def test_plurals_and_rare_words_are_left_out() -> None:
    counts = {"hedge": 3, "hedges": 2, "rare": 4, "usual": 30, "seldom": 29, "the": 99}
    assert related_words.vocabulary(counts, {"hedge", "hedges", "rare", "the"}) == ["hedge", "usual"]
