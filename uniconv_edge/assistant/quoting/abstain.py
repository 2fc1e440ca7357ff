"""When to say that the documents do not answer: a calibrated probability from what one turn measured. Pure.

The weights come from the model's manifest (`calibration`), fitted on development sets by `uniconv-edge eval calibrate`.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one turn measured.

    Of the source that would be quoted: its cosine to the session (`passage`), the share of the question's worth in
    words (`terms`) that it holds (`source_words`), whether it lacks a number or a month that the question names, or the
    quote names another (`missing_number`, 0 or 1, also for a name that no document has, less for another word of
    another language than English), whether the quote lacks the type of what is asked for (`missing_type`, 0 or 1;
    `answer_types`), the logarithm of its place among the sources (`place`), and the highest log-odds that the model's
    reader gives one of its sentences against none (`reader`, 0 without one). Of all sources how much
    nearer the nearest is than the farthest (`spread`, a difference of cosines), and the best cosine of a sentence
    (`sentence`, 0 when not computed). Of the model: its log-odds of quoting over `<|none|>`, and the cosine of
    the session to itself with sources. Only the last question's words count, so that an old topic cannot answer a new
    one.
    """

    passage: float = 0.0
    source_words: float = 0.0
    place: float = 0.0
    spread: float = 0.0
    sentence: float = 0.0
    quote_odds: float = -20.0
    grounded: float = 0.0
    missing_number: float = 0.0
    missing_type: float = 0.0
    reader: float = 0.0


MEASURES: tuple[str, ...] = tuple(field.name for field in dataclasses.fields(Evidence))
# Without calibration nothing is refused, and the confidence says only how much of the question the sources hold.
_DEFAULT: Mapping[str, float] = {"bias": -2.0, "source_words": 4.0}


# A logistic regression on the answers to `benchmarks/papers` (farm, desk), to `benchmarks/written` and to two testers,
# all four as weighty: what an answer that is given adds to its confidence by how far it leads before the next sentence.
_SURE_BIAS, _SURE_LOGIT, _SURE_LEAD, _MOST_LEAD = -0.635, 0.507, 1.552, 1.5


def confidence(evidence: Evidence, calibration: Mapping[str, float]) -> float:
    """The probability that the sources answer the question, in (0, 1)."""
    weights = calibration if "bias" in calibration else _DEFAULT
    score = weights.get("bias", 0.0) + sum(
        weights.get(name, 0.0) * max(-20.0, min(20.0, getattr(evidence, name))) for name in MEASURES
    )
    return _chance(score)


def threshold(calibration: Mapping[str, float]) -> float:
    """Below this confidence the assistant says that the documents do not answer."""
    return calibration.get("threshold", 0.0) if "bias" in calibration else 0.0


def sureness(certainty: float, lead: float) -> float:
    """The probability that the sentence quoted first is right, of an answer with this confidence whose score leads by
    `lead` before that of the next best sentence."""
    bounded = min(max(certainty, 1e-9), 1 - 1e-9)
    logit = math.log(bounded / (1 - bounded))
    return _chance(_SURE_BIAS + _SURE_LOGIT * logit + _SURE_LEAD * min(lead, _MOST_LEAD))


def _chance(log_odds: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, log_odds))))
