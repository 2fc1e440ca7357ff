"""A change of topic: does an old topic make a new question look answered, and does it hide the new question's answer?

    python benchmarks/topics.py FOLDER [--model MODEL] [--limit 60] [--json]

FOLDER holds evaluation sets (docs/evaluation.md). Each follow-up question of a set with conversations is asked as it
is, where its relevant passage is among the five found, and again with its question exchanged for one of a set without
conversations, which the pool does not answer. Both are searched for with the whole conversation. Printed for each set:
the AUROC of the confidence, and the share that is answered at the model's threshold, of both, and of the exchanged ones
by the depth of the turn.

Then the pool is joined with those of the exchanged questions, so that it answers both. Printed for each set: the share
of the exchanged questions, asked by themselves and after the conversation, and of its own follow-ups, of which a
relevant passage is among the five found, and the share that is answered with a first quote out of one; and how many of
each are taken to open a topic.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.assistant.quoting.abstain import confidence
from uniconv_edge.assistant.words.terms import counts_in
from uniconv_edge.evaluate.answers import found_sources, sample
from uniconv_edge.evaluate.datasets import EvaluationSet, Task, find_sets, read_set
from uniconv_edge.evaluate.metrics import auroc
from uniconv_edge.evaluate.retrieval import PoolSearch
from uniconv_edge.evaluate.vectors import cache_folder
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.manifest import read_manifest
from uniconv_edge.paths import model_folder
from uniconv_edge.types import Turn

_SEED = 5


def measure(folder: Path, model: Path, limit: int) -> dict[str, dict[str, Any]]:
    """Set -> figures."""
    sets = [(name, read_set(tasks, passages)) for name, tasks, passages in find_sets(folder)]
    others = {name: data for name, data in sets if not any(task.history for task in data.tasks)}
    foreign = [task.query for data in others.values() for task in data.tasks]
    random.Random(_SEED).shuffle(foreign)
    answered = [task for data in others.values() for task in data.scored if task.answerable]
    random.Random(_SEED).shuffle(answered)
    embedder = OnnxEmbedder.open(model)
    found: dict[str, dict[str, Any]] = {}
    with Assistant.open(model, None) as assistant:
        for name, data in sets:
            tasks = sample([task for task in data.tasks if task.history and task.relevant], limit)
            if tasks and foreign:
                questions = [foreign[i % len(foreign)] for i in range(len(tasks))]
                found[name] = _measure_set(assistant, embedder, model, data, tasks, questions)
                changed = [answered[i % len(answered)] for i in range(len(tasks))]
                found[name]["joined"] = _measure_joined(assistant, embedder, [data, *others.values()], tasks, changed)
                sys.stderr.write(f"{name}: {len(tasks)} follow-ups\n")
    return found


def _measure_set(
    assistant: Assistant,
    embedder: OnnxEmbedder,
    model: Path,
    data: EvaluationSet,
    tasks: Sequence[Task],
    questions: Sequence[str],
) -> dict[str, Any]:
    calibration = read_manifest(model).calibration
    assistant.assume_counts(counts_in(f"{passage.title} {passage.text}" for passage in data.passages))
    switched = [replace(task, id=f"{task.id}:other", query=q) for task, q in zip(tasks, questions, strict=True)]
    both: dict[bool, list[tuple[Task, float]]] = {True: [], False: []}
    for own, asked in ((True, tasks), (False, switched)):
        with PoolSearch(data, asked, embedder, cache=cache_folder(), narrate=lambda _: None) as search:
            for task, hits in zip(asked, found_sources(search, "both", 5), strict=True):
                if own and not {hit.path for hit in hits} & set(task.relevant):
                    continue
                evidence, _ = assistant.measure(task.turns, hits, everything=False)
                both[own].append((task, confidence(evidence, calibration)))
    least = assistant.least_confidence
    scores = [score for own in both for _, score in both[own]]
    labels = [own for own in both for _ in both[own]]
    depths: dict[str, list[bool]] = defaultdict(list)
    for task, score in both[False]:
        depths[str(min(task.depth, 5))].append(score >= least)
    return {
        "auroc": auroc(scores, labels),
        "answered_own": float(np.mean([score >= least for _, score in both[True]])),
        "answered_other": float(np.mean([score >= least for _, score in both[False]])),
        "answered_other_by_turn": {depth: float(np.mean(each)) for depth, each in sorted(depths.items())},
        "n": [len(both[True]), len(both[False])],
    }


def _measure_joined(
    assistant: Assistant,
    embedder: OnnxEmbedder,
    pools: Sequence[EvaluationSet],
    tasks: Sequence[Task],
    changed: Sequence[Task],
) -> dict[str, Any]:
    """The figures of the joined pool: `changed` are asked after the conversations of `tasks`."""
    passages = tuple({passage.id: passage for pool in pools for passage in pool.passages}.values())
    position = {passage.id: place for place, passage in enumerate(passages)}
    digest = hashlib.sha256("".join(pool.passages_sha256 for pool in pools).encode()).hexdigest()
    joined = EvaluationSet("joined", (), passages, position, digest)
    assistant.assume_counts(counts_in(f"{passage.title} {passage.text}" for passage in passages))
    after = [
        replace(new, id=task.id, history=(*task.turns, Turn("assistant", task.responses[0] if task.responses else "")))
        for task, new in zip(tasks, changed, strict=True)
    ]
    found: dict[str, Any] = {}
    for kind, asked in (("alone", changed), ("after", after), ("own", tasks)):
        with PoolSearch(joined, asked, embedder, cache=cache_folder(), narrate=lambda _: None) as search:
            rows = []
            for number, hits in enumerate(found_sources(search, "both", 5)):
                relevant = set(asked[number].relevant)
                answer = assistant.answer_from(asked[number].turns, hits)
                first = answer.quotes[0].path if answer.quotes else None
                opened = search.alone(number) is not None
                rows.append((bool({hit.path for hit in hits} & relevant), first in relevant, opened))
        found[kind] = dict(zip(("found", "right", "opened"), np.mean(rows, axis=0).tolist(), strict=True))
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model")
    parser.add_argument("--limit", type=int, default=60, help="follow-ups of each set")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = measure(given.folder, model_folder(given.model), given.limit)
    if given.json:
        sys.stdout.write(json.dumps({"schema": 1, "sets": found}) + "\n")
        return
    lines = ["| set | n | AUROC | own answered | other answered | by turn |", "|---|---|---|---|---|---|"]
    for name, row in found.items():
        turns = ", ".join(f"{depth}: {value:.2f}" for depth, value in row["answered_other_by_turn"].items())
        own, other = row["answered_own"], row["answered_other"]
        lines.append(
            f"| {name} | {row['n'][0]}, {row['n'][1]} | {row['auroc']:.3f} | {own:.2f} | {other:.2f} | {turns} |"
        )
    lines += [
        "",
        "| set | found alone | after | own | right alone | after | own | opened after | own |",
        "|" + "---|" * 9,
    ]
    for name, row in found.items():
        each = row["joined"]
        cells = [each[kind][part] for part in ("found", "right") for kind in ("alone", "after", "own")]
        cells += [each[kind]["opened"] for kind in ("after", "own")]
        lines.append(f"| {name} | " + " | ".join(f"{cell:.2f}" for cell in cells) + " |")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
