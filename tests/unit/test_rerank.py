"""The order that the model's reader gives the first hits."""

from __future__ import annotations

import numpy as np

from uniconv_edge.assistant.search.rerank import reordered
from uniconv_edge.types import Hit


def hits(count: int) -> list[Hit]:
    return [Hit(n, 1.0 / n, n, n, f"{n}.md", "", None, 0, 0, 1, "x") for n in range(1, count + 1)]


def odds(*best: float) -> list[np.ndarray]:
    return [np.array([-8.0, each], np.float32) for each in best]


def test_equal_odds_leave_the_order() -> None:
    assert reordered(hits(4), odds(1, 1, 1, 1)) == hits(4)
    assert reordered([], []) == []


def test_a_passage_that_answers_comes_before_those_that_do_not() -> None:
    found = reordered(hits(4), odds(-6, -6, 3, -6))
    assert [hit.passage_id for hit in found] == [3, 1, 2, 4]
    assert [hit.rank for hit in found] == [1, 2, 3, 4]


def test_a_small_difference_does_not_turn_the_search_over() -> None:
    assert [hit.passage_id for hit in reordered(hits(3), odds(0, 0, 1))] == [1, 2, 3]
    assert reordered(hits(3), odds(-8, 8, 8), share=0.0) == hits(3)


def test_a_passage_without_sentences_comes_last() -> None:
    found = reordered(hits(2), [np.zeros(0, np.float32), np.array([-8.0], np.float32)])
    assert [hit.passage_id for hit in found] == [2, 1]


def test_what_tells_it_in_so_many_words_comes_first() -> None:
    found = reordered(hits(3), odds(5, -3, -6), tells=[False, False, True])
    assert [hit.passage_id for hit in found] == [3, 1, 2]
