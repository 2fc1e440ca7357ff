"""Calibration finds the measure that tells answerable from unanswerable, and writes it where the assistant reads it."""

from __future__ import annotations

import json

import numpy as np
import pytest

from uniconv_edge.assistant.abstain import Evidence, confidence, threshold
from uniconv_edge.errors import UsageError
from uniconv_edge.evaluate import calibrate
from uniconv_edge.evaluate.datasets import Task


def made(count: int) -> list[tuple[Evidence, bool]]:
    random = np.random.default_rng(0)
    found = []
    for number in range(count):
        answerable = number % 3 > 0
        sentence = random.normal(0.6 if answerable else 0.3, 0.1)
        passage, words, odds, grounded = map(float, random.normal(0, 1, 4))
        measured = Evidence(
            passage=passage, quote_words=words, sentence=float(sentence), quote_odds=odds, grounded=grounded
        )
        found.append((measured, answerable))
    return found


def test_the_measure_that_separates_gets_the_weight() -> None:
    examples = made(600)
    weights = calibrate.fit(examples)
    assert weights["sentence"] > 5 * abs(weights["passage"])
    assert weights["auroc"] > 0.95
    answered = [confidence(e, weights) >= threshold(weights) for e, label in examples if label]
    refused = [confidence(e, weights) < threshold(weights) for e, label in examples if not label]
    assert sum(answered) / len(answered) == pytest.approx(calibrate.COVERAGE, abs=0.02)
    assert sum(refused) / len(refused) == pytest.approx(weights["refused_unanswerable"], abs=0.02)


def test_probabilities_are_calibrated_for_balanced_classes() -> None:
    weights = calibrate.fit(made(900))
    low = [label for e, label in made(900) if confidence(e, weights) < 0.1]
    assert sum(low) / len(low) < 0.2


def test_one_class_alone_is_refused() -> None:
    with pytest.raises(UsageError, match="answerable and unanswerable"):
        calibrate.fit([(Evidence(), True)] * 5)


def test_the_manifest_keeps_its_other_settings(tmp_path) -> None:
    (tmp_path / "uniconv.json").write_text(json.dumps({"name": "x", "calibration": {"max_quotes": 3, "bias": 9}}))
    calibrate.write(tmp_path, {"bias": 1.0})
    assert json.loads((tmp_path / "uniconv.json").read_text()) == {
        "name": "x",
        "calibration": {"max_quotes": 3, "bias": 1.0},
    }


def test_held_out_figures_use_weights_that_did_not_see_the_questions() -> None:
    answerable = [each for each in made(300) if each[1]]
    pairs = [each for pair in zip(answerable, (e for e in made(300) if not e[1]), strict=False) for each in pair]
    turned = [(Evidence(sentence=1 - each.sentence), label) for each, label in pairs]
    found = calibrate.held_out({"one": pairs, "other": turned})
    assert found["one"]["other_sets"] < 0.1
    assert calibrate.held_out({"one": pairs})["one"]["other_half"] > 0.9


def test_a_question_with_and_without_its_sources_is_in_one_half() -> None:
    labels = [True, False, False, True, False, True, False, False]
    assert calibrate._sides([(Evidence(), label) for label in labels]) == [0, 0, 1, 0, 0, 1, 1, 0]


@pytest.mark.parametrize(
    ("relevant", "answerable", "labels"),
    [(("p",), True, [True, False]), (("p",), False, [False]), ((), True, [False]), ((), False, [False])],
)
def test_a_question_that_the_set_marks_as_unanswerable_is_so_whatever_is_relevant(relevant, answerable, labels) -> None:
    class Measurer:
        def measure(self, turns, sources, *, everything=True):
            return Evidence()

    task = Task("1", "s", (), "q", relevant, (), answerable)
    assert [label for _, label in calibrate.examples(Measurer(), [task], [()], [()])] == labels
