"""When to say that the documents do not answer: a calibrated probability from what one turn measured. Pure.

The weights come from the model's manifest (`calibration`), fitted on development sets by `uniconv-edge eval calibrate`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one turn measured: best cosine of a passage and of a sentence to the session, best score of a quote (cosines
    and shared words), the model's own log-odds of quoting over `<|none|>`, the session's cosine to it with sources."""

    passage: float
    sentence: float
    overlap: float
    quote_odds: float
    grounded: float


# Without calibration nothing is refused, and the confidence says only how near the best sentence is.
_DEFAULT: Mapping[str, float] = {"bias": 0.0, "sentence": 1.0, "threshold": 0.0}


def confidence(evidence: Evidence, calibration: Mapping[str, float]) -> float:
    """The probability that the sources answer the question, in (0, 1)."""
    weights = calibration if "bias" in calibration else _DEFAULT
    score = weights.get("bias", 0.0) + sum(
        weights.get(name, 0.0) * value
        for name, value in (
            ("passage", evidence.passage),
            ("sentence", evidence.sentence),
            ("overlap", evidence.overlap),
            ("quote_odds", max(-20.0, min(20.0, evidence.quote_odds))),
            ("grounded", evidence.grounded),
        )
    )
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def threshold(calibration: Mapping[str, float]) -> float:
    """Below this confidence the assistant says that the documents do not answer."""
    return calibration.get("threshold", 0.0) if "bias" in calibration else 0.0
