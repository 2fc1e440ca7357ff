"""Measures of one task, and of a list of tasks. Pure. All are shares between 0 and 1.

nDCG@k (binary gains) and MRR@10 come from ir_measures, ROUGE-L from rouge-score, BLEU from sacrebleu. R@k is ours,
because it differs from the R@k of ir_measures: relevant passages in the top k / min(k, number of relevant passages), so
that 1 can be reached when there are more relevant passages than k. Token F1 is that of SQuAD.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from uniconv_edge.errors import UsageError
from uniconv_edge.expressions import expression

_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ARTICLES = expression(r"\b(a|an|the)\b")


def missing_extra(library: str) -> UsageError:
    """The error for a library of the `eval` extra that is not installed."""
    return UsageError(
        f"{library} is not installed", "install the extra: `pip install '.[eval]'` in the folder of the source"
    )


def recall_at(ranked: Sequence[object], relevant: Collection[object], k: int) -> float:
    """Relevant ids among the first k / min(k, number of relevant ids). `relevant` is not empty."""
    return len(set(ranked[:k]) & set(relevant)) / min(k, len(relevant))


def score_rankings(
    rankings: Mapping[str, Sequence[str]], relevant: Mapping[str, Collection[str]]
) -> dict[str, list[float]]:
    """nDCG@3 and @10, MRR@10, and R@1, @5 and @10 for every task of `relevant`, in its order; a task without a ranking
    scores 0."""
    values = computed({"nDCG@3": "nDCG@3", "nDCG@10": "nDCG@10", "MRR@10": "RR@10"}, rankings, relevant)
    for k in (1, 5, 10):
        values[f"R@{k}"] = [recall_at(rankings.get(task, ()), ids, k) for task, ids in relevant.items()]
    return values


def computed(
    names: Mapping[str, str], rankings: Mapping[str, Sequence[str]], relevant: Mapping[str, Collection[str]]
) -> dict[str, list[float]]:
    """Measures of ir_measures, `names` from ours to theirs, for every task of `relevant`, in its order."""
    try:
        import ir_measures
    except ImportError as error:
        raise missing_extra("ir_measures") from error
    measures = {ir_measures.parse_measure(theirs): ours for ours, theirs in names.items()}
    qrels = {task: dict.fromkeys(ids, 1) for task, ids in relevant.items()}
    # Places, not scores, are handed over: tied scores would be re-ordered by id.
    run = {task: {name: -float(place) for place, name in enumerate(ids)} for task, ids in rankings.items()}
    row = {task: index for index, task in enumerate(relevant)}
    values = {ours: [0.0] * len(relevant) for ours in names}
    for found in ir_measures.iter_calc(list(measures), qrels, run):
        values[measures[found.measure]][row[found.query_id]] = float(found.value)
    return values


def answer_tokens(text: str) -> list[str]:
    """Words of an answer as SQuAD compares them: lower case, without punctuation and articles."""
    return _ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split()


def token_f1(answer: str, reference: str) -> float:
    """F1 of the words that both share, counted; 1 when both have no words."""
    said, expected = answer_tokens(answer), answer_tokens(reference)
    if not said or not expected:
        return float(said == expected)
    shared = sum((Counter(said) & Counter(expected)).values())
    return 2 * shared / (len(said) + len(expected))


def best_f1(answer: str, references: Sequence[str]) -> float:
    """Token F1 against the best of the references; 0 without references."""
    return max((token_f1(answer, reference) for reference in references), default=0.0)


class Overlap:
    """What an answer shares with references, by the libraries made for it: ROUGE-L (F-measure, Porter stemmer) against
    the best reference, and BLEU of the one answer against all of them (sacrebleu's tokeniser and smoothing, effective
    order). Both are shares between 0 and 1, and 0 without references."""

    def __init__(self) -> None:
        try:
            from rouge_score.rouge_scorer import RougeScorer
        except ImportError as error:
            raise missing_extra("rouge-score") from error
        try:
            from sacrebleu.metrics import BLEU
        except ImportError as error:
            raise missing_extra("sacrebleu") from error
        self._rouge: Any = RougeScorer(["rougeL"], use_stemmer=True)
        self._bleu: Any = BLEU(effective_order=True)

    def rouge_l(self, answer: str, references: Sequence[str]) -> float:
        """The best F-measure."""
        return max((float(self._rouge.score(r, answer)["rougeL"].fmeasure) for r in references), default=0.0)

    def bleu(self, answer: str, references: Sequence[str]) -> float:
        """Sentence BLEU."""
        if not references:
            return 0.0
        return min(1.0, float(self._bleu.sentence_score(answer, list(references)).score) / 100)


def auroc(scores: npt.ArrayLike, positive: npt.ArrayLike) -> float | None:
    """Chance that a positive has a higher score than a negative, ties half; None when there is only one class."""
    values, labels = np.asarray(scores, dtype=np.float64), np.asarray(positive, dtype=bool)
    above = np.sort(values[~labels])
    wins = np.searchsorted(above, values[labels], side="left") + np.searchsorted(above, values[labels], side="right")
    return float(wins.mean() / 2 / len(above)) if len(above) and labels.any() else None
