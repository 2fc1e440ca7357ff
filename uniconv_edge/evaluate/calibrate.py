"""Fits the abstention weights of a model on development sets: logistic regression on what each turn measures.

Each question is searched for as it is when it is asked. What would be quoted is right where it comes from a relevant
passage, and holds a reference reply if one stands there word for word; it is wrong otherwise, for the same question
when the relevant passages are not in the library, and for questions that the set itself marks as unanswerable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from uniconv_edge.assistant.quoting.abstain import MEASURES, Evidence, confidence
from uniconv_edge.errors import UsageError
from uniconv_edge.evaluate.datasets import Task
from uniconv_edge.evaluate.metrics import auroc
from uniconv_edge.model.manifest import amend
from uniconv_edge.types import Hit, Turn

# Measures for which the model must read the sources or embed every sentence.
SLOW = ("sentence", "quote_odds", "grounded")
_PENALTY = 1e-3
COVERAGE = 0.9  # share of the right quotes that must still be given

Example: TypeAlias = tuple[Evidence, bool]
"""What was measured, and whether the quote would be right."""


class Measurer(Protocol):
    """What calibration needs of an assistant."""

    def measure(
        self, turns: Sequence[Turn], found: Sequence[Hit], *, everything: bool = True
    ) -> tuple[Evidence, tuple[str, Hit] | None]: ...


def examples(
    measurer: Measurer, tasks: Sequence[Task], found: Iterable[Sequence[Hit]], *, everything: bool = True
) -> Iterator[list[Example]]:
    """For each task what was measured of what a search found, and again without the relevant passages."""
    for task, hits in zip(tasks, found, strict=True):
        relevant = set(task.relevant) if task.answerable else set()
        evidence, quoted = measurer.measure(task.turns, hits, everything=everything)
        right = quoted is not None and quoted[1].path in relevant and _holds_reply(task, *quoted)
        measured = [(evidence, right)]
        if relevant:
            left = [hit for hit in hits if hit.path not in relevant]
            measured.append((measurer.measure(task.turns, left, everything=everything)[0], False))
        yield measured


def _holds_reply(task: Task, quote: str, source: Hit) -> bool:
    """Whether a quote of a relevant source holds a reference reply, if one stands in the source."""
    replies = [reply for reply in task.responses if _says(source.text, reply)]
    return not replies or any(_says(quote, reply) for reply in replies)


def _says(text: str, reply: str) -> bool:
    """Whether a text holds a reply word for word."""
    words = re.escape(" ".join(reply.split()).strip(" ."))
    return bool(words) and re.search(rf"(?<!\w){words}(?!\w)", " ".join(text.split()), re.IGNORECASE) is not None


def fit(measured: Sequence[Example], *, without: Sequence[str] = ()) -> dict[str, float]:
    """Weights, bias and threshold of a logistic regression (Newton's method, classes weighted equally).

    Measures named in `without` get no weight. The threshold keeps `COVERAGE` of the right quotes. Raises UsageError
    when one class is missing.
    """
    used = [name for name in MEASURES if name not in without]
    labels = np.asarray([label for _, label in measured], np.float64)
    if not 0 < labels.sum() < len(labels):
        raise UsageError("calibration needs right quotes and others", "name a folder of sets with relevant passages")
    raw = np.asarray([[np.clip(getattr(e, name), -20, 20) for name in used] for e, _ in measured], np.float64)
    mean, deviation = raw.mean(0), raw.std(0) + 1e-9
    inputs = np.hstack([np.ones((len(raw), 1)), (raw - mean) / deviation])
    weights = _newton(inputs, labels)
    scale = weights[1:] / deviation
    bias = float(weights[0] - scale @ mean)
    probabilities = 1 / (1 + np.exp(-(raw @ scale + bias)))
    threshold = float(np.quantile(probabilities[labels == 1], 1 - COVERAGE))
    fitted = dict(zip(used, scale, strict=True))
    calibration = {name: round(float(fitted.get(name, 0.0)), 6) for name in MEASURES}
    return {
        **calibration,
        "bias": round(bias, 6),
        "threshold": round(threshold, 4),
        "auroc": round(auroc(probabilities, labels == 1) or 0.0, 4),
        "refused_others": round(float((probabilities[labels == 0] < threshold).mean()), 4),
        "examples": float(len(labels)),
    }


def held_out(
    groups: Mapping[str, Sequence[Sequence[Example]]], *, without: Sequence[str] = ()
) -> dict[str, dict[str, float]]:
    """AUROC of each set's questions, with the examples of each, by weights that did not see the set (`other_sets`), and
    by weights fitted on the other half of every set's questions (`other_half`)."""
    halves = [flat(asked for questions in groups.values() for asked in questions[half::2]) for half in (0, 1)]
    by_other_half = [fit(halves[1 - half], without=without) for half in (0, 1)]
    found: dict[str, dict[str, float]] = {}
    for name, questions in groups.items():
        others = flat(asked for other, questions in groups.items() if other != name for asked in questions)
        row: dict[str, float] = {}
        if others:
            weights = fit(others, without=without)
            row["other_sets"] = _auroc((each, weights) for each in flat(questions))
        row["other_half"] = _auroc((each, by_other_half[half]) for half in (0, 1) for each in flat(questions[half::2]))
        found[name] = row
    return found


def flat(questions: Iterable[Sequence[Example]]) -> list[Example]:
    """The examples of all questions."""
    return [example for examples in questions for example in examples]


def _auroc(examples: Iterable[tuple[Example, Mapping[str, float]]]) -> float:
    scored = [(confidence(evidence, weights), right) for (evidence, right), weights in examples]
    return round(auroc([score for score, _ in scored], [right for _, right in scored]) or 0.0, 4)


def _newton(inputs: npt.NDArray[np.float64], labels: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    share = labels.mean()
    importance = np.where(labels == 1, 0.5 / share, 0.5 / (1 - share))
    weights = np.zeros(inputs.shape[1])
    ridge = _PENALTY * len(labels) * np.eye(inputs.shape[1])
    ridge[0, 0] = 0
    for _ in range(30):
        probabilities = 1 / (1 + np.exp(-inputs @ weights))
        gradient = inputs.T @ (importance * (probabilities - labels)) + ridge @ weights
        curvature = (inputs * (importance * probabilities * (1 - probabilities))[:, None]).T @ inputs + ridge
        weights -= np.linalg.solve(curvature + 1e-9 * np.eye(len(weights)), gradient)
    return weights


def write(model_folder: Path, calibration: Mapping[str, float]) -> None:
    """Put the weights into the model's manifest; other settings of the calibration are kept."""
    amend(model_folder, lambda raw: raw.update(calibration={**raw.get("calibration", {}), **calibration}))
