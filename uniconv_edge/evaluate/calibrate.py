"""Fits the abstention weights of a model on development sets: logistic regression on what each turn measures.

Answerable examples: the relevant passages among hard negatives. Unanswerable ones: the same questions with the best
passages of the pool that are not relevant, and the questions that the set itself marks as unanswerable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from uniconv_edge.assistant.abstain import MEASURES, Evidence, confidence
from uniconv_edge.errors import UsageError
from uniconv_edge.evaluate.datasets import Task
from uniconv_edge.evaluate.metrics import auroc
from uniconv_edge.model.manifest import amend
from uniconv_edge.types import Hit, Turn

FEATURES = MEASURES
# Measures for which the model must read the sources or embed every sentence.
SLOW = ("sentence", "quote_odds", "grounded")
COVERAGE = 0.9  # share of the answerable questions that must still be answered


class Measurer(Protocol):
    """What calibration needs of an assistant."""

    def measure(self, turns: Sequence[Turn], sources: Sequence[Hit], *, everything: bool = True) -> Evidence: ...


def examples(
    measurer: Measurer,
    tasks: Sequence[Task],
    gold: Iterable[Sequence[Hit]],
    found: Iterable[Sequence[Hit]],
    *,
    everything: bool = True,
) -> Iterator[tuple[Evidence, bool]]:
    """(what was measured, answerable) for each task with its gold sources, and again without them."""
    for task, with_gold, ranked in zip(tasks, gold, found, strict=True):
        answerable = bool(task.relevant) and task.answerable
        yield measurer.measure(task.turns, with_gold, everything=everything), answerable
        if answerable:
            relevant = set(task.relevant)
            without = [hit for hit in ranked if hit.path not in relevant][:5]
            yield measurer.measure(task.turns, without, everything=everything), False


def fit(
    measured: Sequence[tuple[Evidence, bool]], penalty: float = 1e-3, *, without: Sequence[str] = ()
) -> dict[str, float]:
    """Weights, bias and threshold of a logistic regression (Newton's method, classes weighted equally).

    Measures named in `without` get no weight. The threshold keeps `COVERAGE` of the answerable examples. Raises
    UsageError when one class is missing.
    """
    used = [name for name in FEATURES if name not in without]
    labels = np.asarray([label for _, label in measured], np.float64)
    if not 0 < labels.sum() < len(labels):
        raise UsageError("calibration needs answerable and unanswerable questions", "name a folder with both")
    raw = np.asarray([[np.clip(getattr(e, name), -20, 20) for name in used] for e, _ in measured], np.float64)
    mean, deviation = raw.mean(0), raw.std(0) + 1e-9
    inputs = np.hstack([np.ones((len(raw), 1)), (raw - mean) / deviation])
    weights = _newton(inputs, labels, penalty)
    scale = weights[1:] / deviation
    bias = float(weights[0] - scale @ mean)
    probabilities = 1 / (1 + np.exp(-(raw @ scale + bias)))
    threshold = float(np.quantile(probabilities[labels == 1], 1 - COVERAGE))
    fitted = dict(zip(used, scale, strict=True))
    calibration = {name: round(float(fitted.get(name, 0.0)), 6) for name in FEATURES}
    return {
        **calibration,
        "bias": round(bias, 6),
        "threshold": round(threshold, 4),
        "auroc": round(auroc(probabilities, labels == 1) or 0.0, 4),
        "refused_unanswerable": round(float((probabilities[labels == 0] < threshold).mean()), 4),
        "examples": float(len(labels)),
    }


def held_out(
    groups: Mapping[str, Sequence[tuple[Evidence, bool]]], *, without: Sequence[str] = ()
) -> dict[str, dict[str, float]]:
    """AUROC of each set by weights that did not see it (`other_sets`), and by weights fitted on the other half of every
    set's questions (`other_half`)."""
    sides = {name: _sides(measured) for name, measured in groups.items()}
    found: dict[str, dict[str, float]] = {}
    for name, own in groups.items():
        others = [each for other, measured in groups.items() if other != name for each in measured]
        halves = [
            [
                each
                for other, measured in groups.items()
                for each, at in zip(measured, sides[other], strict=True)
                if at == half
            ]
            for half in (0, 1)
        ]
        row: dict[str, float] = {}
        if others:
            row["other_sets"] = _auroc(own, [fit(others, without=without)] * len(own))
        fitted = [fit(half, without=without) for half in halves]
        row["other_half"] = _auroc(own, [fitted[1 - at] for at in sides[name]])
        found[name] = row
    return found


def _sides(measured: Sequence[tuple[Evidence, bool]]) -> list[int]:
    """0 or 1 in turn for each question: an answerable example and the one after it are of the same question."""
    found: list[int] = []
    before = False
    for _, label in measured:
        same = before and not label
        found.append(found[-1] if same else 1 - found[-1] if found else 0)
        before = label
    return found


def _auroc(measured: Sequence[tuple[Evidence, bool]], weights: Sequence[Mapping[str, float]]) -> float:
    scores = [confidence(each, by) for (each, _), by in zip(measured, weights, strict=True)]
    return round(auroc(scores, [label for _, label in measured]) or 0.0, 4)


def _newton(
    inputs: npt.NDArray[np.float64], labels: npt.NDArray[np.float64], penalty: float
) -> npt.NDArray[np.float64]:
    share = labels.mean()
    importance = np.where(labels == 1, 0.5 / share, 0.5 / (1 - share))
    weights = np.zeros(inputs.shape[1])
    ridge = penalty * len(labels) * np.eye(inputs.shape[1])
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
