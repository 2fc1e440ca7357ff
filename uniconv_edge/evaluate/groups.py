"""Measures of parts of a run: by turn of the conversation, answerable or not, by set, by type of question. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from uniconv_edge.evaluate.datasets import Task
from uniconv_edge.evaluate.significance import Interval, mean_interval
from uniconv_edge.expressions import expression

LAST_TURN = 5
_ASKING = ("who", "what", "when", "where", "why", "how", "which")
_YES_NO = expression(
    r"^(is|are|was|were|am|do|does|did|can|could|will|would|should|shall|may|might|must|has|have|had)\b"
)


@dataclass(frozen=True, slots=True)
class Group:
    """`n` tasks: the mean of each measure over those that have it, and its interval; None where no task has it."""

    n: int
    metrics: Mapping[str, float | None]
    intervals: Mapping[str, Interval | None]


def by_key(keys: Sequence[str], values: Mapping[str, Sequence[float | None]]) -> dict[str, Group]:
    """A group for each different key, in the order of the keys' names; `keys` and each of `values` have shape (n,)."""
    rows: dict[str, list[int]] = {}
    for index, key in enumerate(keys):
        rows.setdefault(key, []).append(index)
    return {key: _group(rows[key], values) for key in sorted(rows)}


def _group(rows: Sequence[int], values: Mapping[str, Sequence[float | None]]) -> Group:
    kept = {metric: [v for v in (each[row] for row in rows) if v is not None] for metric, each in values.items()}
    return Group(
        n=len(rows),
        metrics={metric: float(np.mean(each)) if each else None for metric, each in kept.items()},
        intervals={metric: mean_interval(each) for metric, each in kept.items()},
    )


def parts_as_json(tasks: Sequence[Task], values: Mapping[str, Sequence[float | None]]) -> dict[str, Any]:
    """The groups of a run, each {"n", "metrics", "intervals"}: by the turn of the conversation, by whether the task can
    be answered, and by set where there are several; each of `values` has shape (tasks,)."""
    parts = {
        "by_turn": [turn_name(task.depth) for task in tasks],
        "by_answerable": ["answerable" if task.answerable else "unanswerable" for task in tasks],
        "by_set": [task.set for task in tasks],
    }
    if len(set(parts["by_set"])) < 2:
        del parts["by_set"]
    return {part: {key: asdict(group) for key, group in by_key(keys, values).items()} for part, keys in parts.items()}


def turn_name(depth: int) -> str:
    """The name of a turn's group: "1" to "4", and "5+" for all later ones."""
    return str(depth) if depth < LAST_TURN else f"{LAST_TURN}+"


def question_type(question: str) -> str:
    """The first asking word of the question ("who" ... "which"), "yes/no" for one that begins with a verb, else
    "other"."""
    text = question.strip().lower()
    if _YES_NO.match(text):
        return "yes/no"
    return next((word for word in re.findall(r"[a-z]+", text) if word in _ASKING), "other")
