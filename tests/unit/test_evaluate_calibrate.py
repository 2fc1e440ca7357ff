"""Calibration finds the measure that tells answerable from unanswerable, and writes it where the assistant reads it."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from uniconv_edge.assistant.quoting.abstain import Evidence, confidence, threshold
from uniconv_edge.errors import UsageError
from uniconv_edge.evaluate import calibrate
from uniconv_edge.evaluate.datasets import Task
from uniconv_edge.types import Hit


def made(count: int) -> list[tuple[Evidence, bool]]:
    random = np.random.default_rng(0)
    found = []
    for number in range(count):
        answerable = number % 3 > 0
        sentence = random.normal(0.6 if answerable else 0.3, 0.1)
        passage, words, odds, grounded = map(float, random.normal(0, 1, 4))
        measured = Evidence(
            passage=passage, source_words=words, sentence=float(sentence), quote_odds=odds, grounded=grounded
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
    assert sum(refused) / len(refused) == pytest.approx(weights["refused_others"], abs=0.02)


def test_probabilities_are_calibrated_for_balanced_classes() -> None:
    weights = calibrate.fit(made(900))
    low = [label for e, label in made(900) if confidence(e, weights) < 0.1]
    assert sum(low) / len(low) < 0.2


def test_one_class_alone_is_refused() -> None:
    with pytest.raises(UsageError, match="right quotes and others"):
        calibrate.fit([(Evidence(), True)] * 5)


def test_the_manifest_keeps_its_other_settings(tmp_path) -> None:
    (tmp_path / "uniconv.json").write_text(json.dumps({"name": "x", "calibration": {"max_quotes": 3, "bias": 9}}))
    calibrate.write(tmp_path, {"bias": 1.0})
    assert json.loads((tmp_path / "uniconv.json").read_text()) == {
        "name": "x",
        "calibration": {"max_quotes": 3, "bias": 1.0},
    }


def test_held_out_figures_use_weights_that_did_not_see_the_questions() -> None:
    right = [each for each in made(300) if each[1]]
    asked = [list(pair) for pair in zip(right, (e for e in made(300) if not e[1]), strict=False)]
    turned = [[(Evidence(sentence=1 - each.sentence), label) for each, label in examples] for examples in asked]
    found = calibrate.held_out({"one": asked, "other": turned})
    assert found["one"]["other_sets"] < 0.1
    assert calibrate.held_out({"one": asked})["one"]["other_half"] > 0.9


def test_the_examples_of_a_question_are_in_one_half() -> None:
    # What tells is turned round in every second question: weights of the other half say the opposite.
    asked = [
        [(Evidence(sentence=float(number % 2)), True), (Evidence(sentence=float(1 - number % 2)), False)]
        for number in range(40)
    ]
    assert calibrate.held_out({"one": asked})["one"]["other_half"] == 0.0


def hit(path: str) -> Hit:
    return Hit(1, 0.0, 1, 1, path, "", None, 0, 0, 4, "text")


class Measurer:
    """Quotes the first source; the measure is how many sources there are."""

    def __init__(self, quote: str = "text") -> None:
        self._quote = quote

    def measure(self, turns, found, *, everything=True):
        return Evidence(passage=float(len(found))), (self._quote, found[0]) if found else None


@pytest.mark.parametrize(
    ("relevant", "answerable", "found", "expected"),
    [
        (("p",), True, "pq", [(2.0, True), (1.0, False)]),
        (("p",), True, "qp", [(2.0, False), (1.0, False)]),
        (("p",), True, "", [(0.0, False), (0.0, False)]),
        (("p",), False, "pq", [(2.0, False)]),
        ((), True, "pq", [(2.0, False)]),
    ],
)
def test_a_quote_is_right_where_it_comes_from_a_relevant_passage(relevant, answerable, found, expected) -> None:
    task = Task("1", "s", (), "q", relevant, (), answerable)
    (measured,) = calibrate.examples(Measurer(), [task], [[hit(path) for path in found]])
    assert [(evidence.passage, right) for evidence, right in measured] == expected


@pytest.mark.parametrize(
    ("quote", "replies", "right"),
    [
        ("It is 12.", ("12",), True),
        ("It was 125.", ("12",), False),
        ("It was 125.", ("12 in all",), True),
        ("It was 125.", ("12", "was 125."), True),
    ],
)
def test_a_quote_holds_the_reply_that_stands_in_its_passage(quote: str, replies: tuple[str, ...], right: bool) -> None:
    task = Task("1", "s", (), "q", ("p",), replies, True)
    source = replace(hit("p"), text="It was 125. It  is\n12.")
    (measured,) = calibrate.examples(Measurer(quote), [task], [[source]])
    assert measured[0][1] is right
