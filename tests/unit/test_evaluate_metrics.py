"""Measures and tests against values computed by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from uniconv_edge.evaluate.metrics import (
    Overlap,
    auroc,
    best_f1,
    recall_at,
    score_rankings,
    token_f1,
)
from uniconv_edge.evaluate.significance import auroc_interval, holm, mean_interval, paired_randomisation

pytest.importorskip("ir_measures")


def test_recall_divides_by_what_can_be_reached() -> None:
    assert recall_at(["a", "x", "b"], ["a", "b", "c"], 1) == 1.0
    assert recall_at(["a", "x", "b"], ["a", "b", "c"], 3) == pytest.approx(2 / 3)
    assert recall_at([], ["a"], 5) == 0.0


def test_rankings_score_as_computed_by_hand() -> None:
    values = score_rankings({"t1": ["x", "a", "b"], "t3": ["a"]}, {"t1": ["a", "b"], "t2": ["c"], "t3": ["a"]})
    gain = (1 / math.log2(3) + 1 / math.log2(4)) / (1 + 1 / math.log2(3))
    assert list(values) == ["nDCG@3", "nDCG@10", "MRR@10", "R@1", "R@5", "R@10"]
    assert values["nDCG@10"] == pytest.approx([gain, 0.0, 1.0])
    assert values["MRR@10"] == pytest.approx([0.5, 0.0, 1.0])
    assert values["R@1"] == [0.0, 0.0, 1.0]
    assert values["R@5"] == [1.0, 0.0, 1.0]


def test_the_eleventh_place_counts_for_nothing() -> None:
    ranked = [f"x{i}" for i in range(10)] + ["a"]
    assert all(value == [0.0] for value in score_rankings({"t": ranked}, {"t": ["a"]}).values())


def test_the_order_of_a_ranking_is_kept_whatever_the_ids() -> None:
    for ranked in (["z", "a"], ["a", "z"]):
        found = score_rankings({"t": ranked}, {"t": ["a"]})["MRR@10"]
        assert found == pytest.approx([1 / (1 + ranked.index("a"))])


def test_token_f1_counts_words_without_case_articles_and_punctuation() -> None:
    assert token_f1("The ten days.", "ten days") == 1.0
    assert token_f1("ten ten days", "ten days off") == pytest.approx(2 * 2 / 6)
    assert token_f1("no", "yes") == 0.0
    assert token_f1("", "") == 1.0
    assert token_f1("", "yes") == 0.0
    assert best_f1("ten days", ["never", "ten days"]) == 1.0
    assert best_f1("ten days", []) == 0.0


def test_rouge_l_takes_the_best_reference() -> None:
    pytest.importorskip("rouge_score")
    rouge = Overlap()
    # The longest common subsequence of "ten days paid" and "paid ten days" has 2 of 3 words.
    assert rouge.rouge_l("ten days paid", ["nothing", "paid ten days"]) == pytest.approx(2 / 3)
    assert rouge.rouge_l("ten", []) == 0.0


def test_bleu_of_one_answer_looks_at_all_references() -> None:
    pytest.importorskip("sacrebleu")
    overlap = Overlap()
    both = ["you get ten days", "paid leave after a birth"]
    assert overlap.bleu("ten days", ["ten days"]) == pytest.approx(1.0)
    assert overlap.bleu("ten days paid leave", both) > overlap.bleu("ten days paid leave", both[:1]) > 0
    assert overlap.bleu("", ["ten"]) == overlap.bleu("ten", []) == 0.0


def test_auroc_counts_pairs_and_halves_ties() -> None:
    assert auroc([0.9, 0.4, 0.6, 0.1], [True, True, False, False]) == pytest.approx(3 / 4)
    assert auroc([0.5, 0.5], [True, False]) == 0.5
    assert auroc([0.5, 0.7], [True, True]) is None


def test_intervals_are_seeded_contain_the_mean_and_narrow_with_n() -> None:
    values = np.tile([0.0, 1.0], 50)
    low, high = mean_interval(values) or (0, 0)
    assert (low, high) == mean_interval(values)
    assert low < 0.5 < high
    # The standard error of 100 draws of 0 and 1 is 0.05; 95 % is 1.96 of them on either side.
    assert high - low == pytest.approx(2 * 1.96 * 0.05, rel=0.1)
    wide = mean_interval([0.0, 1.0] * 5) or (0, 0)
    assert wide[1] - wide[0] > high - low
    assert mean_interval([]) is None
    assert mean_interval([0.3]) == pytest.approx((0.3, 0.3))


def test_the_interval_of_auroc_needs_both_classes() -> None:
    scores, labels = np.arange(40.0), np.arange(40) >= 20
    assert auroc_interval(scores, labels) == (1.0, 1.0)
    assert auroc_interval(scores, np.ones(40, bool)) is None


def test_randomisation_agrees_with_counting_every_swap() -> None:
    # Three pairs, all better by 1: of the 8 sign patterns two are as extreme, so p is 1/4.
    assert paired_randomisation([1, 1, 1], [0, 0, 0]) == pytest.approx(0.25, abs=0.01)
    assert paired_randomisation([0.2, 0.4], [0.2, 0.4]) == 1.0
    assert paired_randomisation(np.ones(30), np.zeros(30)) < 0.001
    with pytest.raises(ValueError):
        paired_randomisation([1, 2], [1])


def test_holm_multiplies_the_smallest_most_and_never_decreases() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
