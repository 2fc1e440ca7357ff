"""One system of `eval systems`, in its own process: reads an order as JSON on stdin, prints figures as JSON."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.assistant.search.retrieve import Found, Retriever
from uniconv_edge.evaluate.metrics import best_f1, recall_at
from uniconv_edge.evaluate.systems import System, open_embedder
from uniconv_edge.library.bm25 import Instead
from uniconv_edge.library.query import Query
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.generator import Generator
from uniconv_edge.types import Answer, Finished, FloatArray, PassageEmbedder, Turn


class SeparateRetriever(Retriever):
    """Searches with the vector that another model makes of `turns`, whatever vector it is given."""

    def __init__(self, folder: Path, embedder: PassageEmbedder) -> None:
        super().__init__(folder)
        self._other = embedder
        self.turns: tuple[Turn, ...] = ()

    def find(
        self,
        query: Query,
        vector: FloatArray,
        limit: int,
        *,
        history_text: str = "",
        alone: FloatArray | None = None,
        among: Sequence[int] | None = None,
        instead: Instead = MappingProxyType({}),
    ) -> Found:
        """As `Retriever.find`, by the other model's vectors of the session and, with `alone`, of its last turn."""
        del vector
        own = None if alone is None else self._other.embed_session(self.turns[-1:])
        session = self._other.embed_session(self.turns)
        return super().find(query, session, limit, history_text=history_text, alone=own, among=among, instead=instead)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question: its turn, the places of the passages found, the relevant ones, the answer, its F1, CPU seconds."""

    depth: int
    found: list[int]
    relevant: list[int]
    answer: Answer
    f1: float | None
    cpu: float


def run(order: dict[str, Any]) -> dict[str, Any]:
    """Open the system, answer the tasks, and sum up; `values` are R@5 and F1 of each task, for tests."""
    system = System(
        "", Path(order["generator"]), Path(order["embedder"]) if order["embedder"] else None, order["encoder"]
    )
    began = time.perf_counter()
    retriever: Retriever
    if system.embedder is None:
        retriever = Retriever(Path(order["library"]))
    else:
        retriever = SeparateRetriever(Path(order["library"]), open_embedder(system))
    with Assistant(Generator.open(system.generator), OnnxEmbedder.open(system.generator), retriever) as assistant:
        load = time.perf_counter() - began
        _answer(assistant, retriever, order["tasks"][0])  # the first question warms caches
        outcomes = [_answer(assistant, retriever, task) for task in order["tasks"]]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    values = {"R@5": [_recall(each) for each in outcomes], "F1": [each.f1 for each in outcomes]}
    return {"figures": {**_figures(outcomes), "load_seconds": load, "peak_mib": peak}, "values": values}


def _recall(outcome: Outcome) -> float:
    return recall_at(outcome.found, outcome.relevant, 5)


def _answer(assistant: Assistant, retriever: Retriever, task: dict[str, Any]) -> Outcome:
    history = tuple(Turn(role, text) for role, text in task["history"])
    if isinstance(retriever, SeparateRetriever):
        retriever.turns = (*history, Turn("user", task["query"]))
    assistant.reset(history)
    began = time.process_time()
    answer = next(event.answer for event in assistant.ask(task["query"]) if isinstance(event, Finished))
    cpu = time.process_time() - began
    references = task["references"]
    f1 = best_f1(answer.text if answer.answered else "", references) if references else None
    return Outcome(task["depth"], [hit.page_index for hit in answer.sources], task["relevant"], answer, f1, cpu)


def _figures(outcomes: Sequence[Outcome]) -> dict[str, float | None]:
    def first_ms(low: int, high: int) -> float | None:
        times = [each.answer.timings.first_token_ms for each in outcomes if low <= each.depth <= high]
        return float(np.median(times)) if times else None

    f1 = [each.f1 for each in outcomes if each.f1 is not None]
    return {
        "R@5": float(np.mean([_recall(each) for each in outcomes])),
        "F1": float(np.mean(f1)) if f1 else None,
        "answered": float(np.mean([each.answer.answered for each in outcomes])),
        "first_ms_1": first_ms(1, 1),
        "first_ms_2_4": first_ms(2, 4),
        "first_ms_5": first_ms(5, 10**6),
        "cpu_seconds": float(np.mean([each.cpu for each in outcomes])),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(run(json.load(sys.stdin))) + "\n")
