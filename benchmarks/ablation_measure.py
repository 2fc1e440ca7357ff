"""What one ablation model finds and says on development sets, straight from its weights: used by ablation.py."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import torch

from uniconv_edge.assistant.quoting.quotes import candidates
from uniconv_edge.evaluate.answers import gold_sources, sample
from uniconv_edge.evaluate.datasets import EvaluationSet, Task, read_set
from uniconv_edge.evaluate.metrics import best_f1
from uniconv_edge.evaluate.retrieval import DenseQuery, PoolSearch, score
from uniconv_edge.library.sentences import sentences
from uniconv_edge.model.layout import (
    Encode,
    SpecialIds,
    answer_ids,
    passage_ids,
    quote_head_ids,
    quote_span_ids,
    session_ids,
    source_ids,
)
from uniconv_edge.train.backbone import Backbone
from uniconv_edge.train.recipe import UnifyRecipe
from uniconv_edge.types import FloatArray, Hit, Turn

SETS = ("doc2dial", "fairytaleqa", "mtrag")
POOL = 1000  # passages of each set's pool: those that matter and the first others
SOURCES = 4  # the gold passage and those that share most words with the question

# name -> one value a task, over all sets in order
Values = dict[str, list[float]]


def read_sets(folder: Path, limit: int) -> list[EvaluationSet]:
    """The multi-turn sets with `limit` tasks that have a passage and a reply, and small pools."""
    chosen: list[EvaluationSet] = []
    for name in SETS:
        whole = read_set(folder / f"{name}.tasks.jsonl.xz", folder / f"{name}.passages.jsonl.xz")
        tasks = sample([t for t in whole.tasks if t.relevant and t.responses and t.answerable], limit)
        needed = {identifier for task in tasks for identifier in task.relevant}
        kept = [p for p in whole.passages if p.id in needed]
        kept += [p for p in whole.passages if p.id not in needed][: max(0, POOL - len(kept))]
        position = {passage.id: place for place, passage in enumerate(kept)}
        tasks = tuple(replace(task, offered=()) for task in tasks)
        chosen.append(replace(whole, tasks=tasks, passages=tuple(kept), position=position))
    return chosen


class TorchEmbedder:
    """The vectors of a model under training, as a `PassageEmbedder`."""

    def __init__(self, name: str, backbone: Backbone, encode: Encode, special: SpecialIds, part: UnifyRecipe) -> None:
        self._backbone, self._encode, self._special, self._part = backbone, encode, special, part
        self.identity, self.dims = name, int(backbone.model.config.hidden_size)

    def embed_passages(self, passages: Sequence[tuple[str, str]]) -> FloatArray:
        """Unit vectors (n, dims) of (title, text) pairs."""
        limit = self._part.passage_tokens
        return self._embed([passage_ids(*p, self._encode, self._special, max_tokens=limit) for p in passages])

    def embed_session(self, turns: Sequence[Turn]) -> FloatArray:
        """The unit vector (dims,) of a conversation."""
        vector: FloatArray = self.embed_sessions([turns])[0]
        return vector

    def embed_sessions(self, sessions: Sequence[Sequence[Turn]]) -> FloatArray:
        """Unit vectors (n, dims) of conversations."""
        limit = self._part.session_tokens
        rows = [session_ids(turns, self._encode, self._special, max_tokens=limit) for turns in sessions]
        return self._embed([[*row, self._special.emb] for row in rows])

    def _embed(self, rows: list[list[int]]) -> FloatArray:
        with torch.inference_mode():
            states = self._backbone.read(rows, [[len(row) - 1] for row in rows])
            vectors: FloatArray = torch.nn.functional.normalize(torch.cat(states).float(), dim=-1).numpy()
        return vectors


class Reader:
    """Scores what a model would say to sources: from one pass over session and sources, kept as its state."""

    def __init__(self, model: Any, encode: Encode, special: SpecialIds, part: UnifyRecipe) -> None:
        self._model, self._encode, self._special, self._part = model, encode, special, part

    def prefix(self, turns: Sequence[Turn], hits: Sequence[Hit]) -> list[int]:
        """Session, sources and the `<|emb|>` behind each, as trained."""
        special, part = self._special, self._part
        ids = [*session_ids(turns, self._encode, special, max_tokens=part.session_tokens), special.emb]
        for hit in hits:
            ids += source_ids(hit.title, hit.text, self._encode, special, max_tokens=part.source_tokens)
        return [*ids, special.emb]

    def log_probabilities(self, prefix: list[int], endings: Sequence[list[int]]) -> list[list[float]]:
        """The log-probability of each token of each ending but its first, after the prefix."""
        with torch.inference_mode():
            state = self._model(input_ids=torch.tensor([prefix]), use_cache=True).past_key_values
            state = copy.deepcopy(state)
            state.batch_repeat_interleave(len(endings))
            width = max(map(len, endings))
            ids = torch.full((len(endings), width), self._special.pad)
            for row, ending in enumerate(endings):
                ids[row, : len(ending)] = torch.tensor(ending)
            logits = self._model(input_ids=ids, past_key_values=state, use_cache=True).logits.float()
            found = torch.log_softmax(logits[:, :-1], -1).gather(-1, ids[:, 1:].unsqueeze(-1)).squeeze(-1)
        return [found[row, : len(ending) - 1].tolist() for row, ending in enumerate(endings)]

    def quote(self, number: int, text: str) -> list[int]:
        """An answer that begins by this quote."""
        special = self._special
        return [special.answer, *quote_head_ids(number, self._encode, special), *quote_span_ids(text, self._encode)]

    def refusal(self) -> list[int]:
        """The answer that there is none."""
        return [self._special.answer, self._special.none]

    def reply(self, text: str) -> list[int]:
        """An answer that is this reply alone."""
        return answer_ids([], text, self._encode, self._special)


def measure(
    sets: Sequence[EvaluationSet], embedder: TorchEmbedder, reader: Reader, limit: int, cache: Path
) -> tuple[Values, Values]:
    """Retrieval (one value a task of `sets`) and answering (one a task of the first `limit` of each set)."""
    found: Values = {"session": [], "last": []}
    said: Values = {
        name: [] for name in ("quote_F1", "gold_picked", "agree", "reply_loss", "none_with", "none_without")
    }
    queries: tuple[DenseQuery, ...] = ("session", "last")
    for data in sets:
        with PoolSearch(data, data.tasks, embedder, cache=cache, narrate=lambda _: None) as search:
            for query in queries:
                result = score(data, data.tasks, search.dense(query), query=query, retriever="dense")
                found[query] += result.values["nDCG@10"]
            for task, hits in islice(zip(data.tasks, gold_sources(search), strict=True), limit):
                _answer(task, hits, reader, said)
    return found, said


def _answer(task: Task, hits: list[Hit], reader: Reader, said: Values) -> None:
    """Point at a sentence of the gold passage or its neighbours, and judge the refusal without the gold passage too."""
    first = next(hit for hit in hits if hit.path in task.relevant)
    others = [hit for hit in hits if hit.path not in task.relevant]
    sources = [hit for hit in hits if hit is first or hit in others[: SOURCES - 1]]
    choice = candidates(sources, sentences)
    quotes = [reader.quote(each.source, each.text) for each in choice]
    prefix = reader.prefix(task.turns, sources)
    scored = reader.log_probabilities(prefix, [*quotes, reader.refusal(), reader.reply(task.responses[0])])
    best = choice[int(np.argmax([np.mean(row) for row in scored[: len(choice)]]))]
    nearest = max(range(len(sources)), key=lambda at: sources[at].cosine)
    said["quote_F1"].append(best_f1(best.text, task.responses))
    said["gold_picked"].append(float(sources[best.source - 1] is first))
    said["agree"].append(float(best.source - 1 == nearest))
    said["reply_loss"].append(-float(np.mean(scored[-1])))
    said["none_with"].append(scored[-2][0])
    without = reader.prefix(task.turns, others[:SOURCES])
    said["none_without"].append(reader.log_probabilities(without, [reader.refusal()])[0][0])
