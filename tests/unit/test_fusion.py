"""Fusion of rankings, and variety among the first hits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from uniconv_edge.assistant.search import fusion
from uniconv_edge.assistant.search.fusion import fuse, parts, scaled
from uniconv_edge.assistant.search.variety import varied
from uniconv_edge.library.sketch import NEAR_BITS, sketch_all, sketch_of
from uniconv_edge.types import Hit

SCORES = st.lists(st.floats(-5, 50), max_size=60).map(lambda values: sorted(values, reverse=True))


def hit(text: str, number: int, document: int | None = None, score: float = 1.0) -> Hit:
    document = number if document is None else document
    return Hit(number, score, number, document, f"{document}.md", "A", None, 0, 0, len(text), text)


def arranged(hits: list[Hit], limit: int = 5) -> list[int]:
    kept, _ = varied(hits, {each.passage_id: sketch_of(each.text) for each in hits}, limit, lambda _: False)
    assert [each.rank for each in kept] == list(range(1, len(kept) + 1))
    return [each.passage_id for each in kept]


def test_reciprocal_ranks_are_summed_with_their_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("RANK_CONSTANT", 60), ("DENSE_WEIGHT", 2.0), ("LAST_WEIGHT", 1.0)):
        monkeypatch.setattr(fusion, name, value)
    fused = dict(fuse([(1, 0.9), (2, 0.8)], [(2, 7.0)]))
    assert fused == {1: pytest.approx(2.0 + 2.0), 2: pytest.approx(2 * 61 / 62 + 1 + 2 * 0.5 / 1.5 + 1)}


def test_what_all_rankings_put_first_is_first() -> None:
    rankings = [(3, 0.9), (1, 0.4)], [(3, 8.0), (2, 1.0)], [(3, 2.0), (1, 1.9)]
    assert fuse(*rankings)[0][0] == 3
    said = parts(*rankings)
    assert [part.name for part in said[3]] == ["dense", "words", "history"]
    assert fuse(*rankings)[0][1] == pytest.approx(sum(part.share for part in said[3]))


@given(SCORES)
def test_scaled_scores_keep_their_order_between_0_and_1(scores: list[float]) -> None:
    values = scaled(list(enumerate(scores)))
    assert values == sorted(values, reverse=True)
    assert all(0 < value <= 1 for value in values)


def test_a_passage_that_is_repeated_is_found_once() -> None:
    assert arranged([hit("Pay by Friday.", 1), hit("Pay  by\nFriday.", 2), hit("Or by Monday.", 3)]) == [1, 3]


def test_of_a_text_that_is_repeated_the_one_whose_file_is_there_is_found() -> None:
    hits = [hit("one", 1, score=2.0), hit("one", 2, score=1.5), hit("one", 3, score=1.0), hit("two", 4, score=0.5)]
    kept, why = varied(hits, {}, 5, lambda path: path in ("1.md", "3.md"))
    assert [(each.rank, each.passage_id, each.score) for each in kept] == [(1, 2, 2.0), (2, 4, 0.5)]
    assert why == {1: "the same text as in 2.md, which is there", 3: "the same text as in 2.md"}
    assert [each.passage_id for each in varied(hits, {}, 5, lambda _: True)[0]] == [1, 4]


def test_near_duplicates_come_after_other_texts() -> None:
    text = "The tenant pays the rent on the third working day of each month to the account that the landlord names here"
    hits = [hit(text, 1), hit(text + " again", 2), hit("Something else entirely about gardens.", 3)]
    assert arranged(hits) == [1, 3, 2]
    assert arranged(hits, 2) == [1, 3]


def test_the_first_five_hold_two_passages_of_a_document_unless_nothing_else_is_close() -> None:
    texts = ["alpha one", "beta two", "gamma three", "delta four", "epsilon five", "zeta six"]
    same = [hit(text, number, document=1) for number, text in enumerate(texts, 1)]
    assert arranged(same) == [1, 2, 3, 4, 5]
    others = [hit(f"other {number}", number, score=0.9) for number in (7, 8)]
    assert arranged([*same, *others]) == [1, 2, 7, 8, 3]
    assert arranged([*same, hit("far away", 9, score=0.1)]) == [1, 2, 3, 4, 5]


def test_why_a_passage_was_moved_is_told() -> None:
    hits = [hit("one", 1), hit("one", 2), *(hit(f"text {n}", n, document=1) for n in (3, 4))]
    _, why = varied([hits[0], hits[1], hits[2], hits[3], hit("else", 9)], {}, 5, lambda _: False)
    assert why == {2: "the same text as in 1.md", 4: "two passages of this document stand among the first 5"}


def bits(one: str, other: str) -> int:
    return ((sketch_of(one) ^ sketch_of(other)) & (2**64 - 1)).bit_count()


def test_many_texts_are_sketched_as_each_of_them() -> None:
    texts = [f"the tenant pays {n} euros on day {n % 28}, {'and more ' * (n % 5)}" for n in range(600)]
    texts[3] = texts[599] = "..."
    texts[300] = "契約は三か月前に解除できる"
    assert sketch_all(texts) == [sketch_of(text) for text in texts]
    assert sketch_all([]) == []


def test_sketches_are_near_for_copies_with_a_changed_word_and_far_for_other_texts() -> None:
    words = [f"word{number}" for number in range(60)]
    changed = [*words]
    changed[30] = "else"
    assert bits(" ".join(words), " ".join(changed)) <= NEAR_BITS
    assert bits(" ".join(words), " ".join(f"other{number}" for number in range(60))) > 2 * NEAR_BITS
    assert sketch_of("Same,  WORDS!") == sketch_of("same words")
    assert sketch_of("...") == 0
