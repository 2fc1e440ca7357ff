"""Which sentence to quote: token F1 of the best-scored sentence against the reference replies, for several scores.

    python benchmarks/quotes.py FOLDER [--model MODEL] [--limit 60] [--evidence] [--json]

FOLDER holds evaluation sets (docs/evaluation.md). Each task's sources are its relevant passages among others that share
words with the question. Weights are not fitted but chosen from a few round values, on training rows; the table shows
each half of the tasks (even and odd, in the set's order), which tells how much is noise. `oracle` is the
best single sentence. With `--evidence` the reference is the sentence of a relevant passage that holds a reference reply
word for word; tasks without one are left out, and sets with fewer than 20 such tasks. Then it is also told for how many
of these sentences the place of the answer is shown (`quoting/answer_span.py`), and how often it holds the reply or a
part of it. Run it again when the model changes: a model trained on sentences may earn `sentence` its place, which is
then switched on by `sentence_share` in the manifest's calibration.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np

from uniconv_edge.assistant.quoting.answer_span import NOWHERE, answer_span
from uniconv_edge.assistant.quoting.choice import QUESTION_COST, SOURCE_SHARE, score
from uniconv_edge.assistant.quoting.quotes import Candidate, candidates
from uniconv_edge.assistant.quoting.reader import Reader, Reading
from uniconv_edge.assistant.words.answer_types import gives_what_is_asked
from uniconv_edge.assistant.words.terms import asked_words, counts_in, values
from uniconv_edge.evaluate.answers import gold_sources, sample
from uniconv_edge.evaluate.datasets import Task, find_sets, read_set
from uniconv_edge.evaluate.metrics import best_f1
from uniconv_edge.evaluate.retrieval import PoolSearch
from uniconv_edge.evaluate.vectors import cache_folder
from uniconv_edge.library.headed import is_question
from uniconv_edge.library.sentences import sentences
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.paths import model_folder
from uniconv_edge.types import FloatArray, Hit

narrate = partial(print, file=sys.stderr, flush=True)
# (words of the sentence, words with its title and half of those of the sentence before also by rarity among the
# sentences, cosine of its source, its own, holding the type of what is asked for, being a question itself, log-odds of
# the model's reader)
SCORES: dict[str, tuple[float, ...]] = {
    "words": (1.0,),
    "sentence": (0.0, 0.0, 0.0, 1.0),
    "telling words + source": (0.0, 1.0, 1.0),
    "telling words + 2 source": (0.0, 1.0, 2.0),
    "these + 0.5 type": (0.0, 1.0, 2.0, 0.0, 0.5),
    "these - 0.5 question": (0.0, 1.0, 2.0, 0.0, 0.0, -0.5),
    "these + 0.5 type - 0.5 question": (0.0, 1.0, 2.0, 0.0, 0.5, -0.5),
    "these + 0.3 sentence": (0.0, 1.0, 2.0, 0.3, 0.5, -0.5),
    "reader": (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0),
    "these + 0.05 reader": (0.0, 1.0, 2.0, 0.0, 0.5, -0.5, 0.05),
    "these + 0.1 reader": (0.0, 1.0, 2.0, 0.0, 0.5, -0.5, 0.1),
    "these + 0.2 reader (served)": (0.0, 1.0, 2.0, 0.0, 0.5, -0.5, 0.2),
    "these + 0.4 reader": (0.0, 1.0, 2.0, 0.0, 0.5, -0.5, 0.4),
}
Measured = dict[str, list[float]]
FEWEST = 20
SPANS = "spans"  # 1 for a place of the answer that is right, 0 for one that is not, of the sentences with one


def evidence(task: Task, hits: Sequence[Hit], found: Sequence[Candidate]) -> list[str]:
    """The sentences of the relevant passages that hold a reference reply word for word."""
    replies = [reply.lower().strip(" .") for reply in task.responses]
    own = [each.text for each in found if hits[each.source - 1].path in task.relevant]
    return [text for text in own if any(len(reply) > 1 and reply in text.lower() for reply in replies)]


def holds_reply(text: str, task: Task) -> bool:
    """Whether a text holds a reference reply or is a part of one."""
    text, replies = text.lower(), [reply.lower().strip(" .") for reply in task.responses]
    return any(reply in text or text in reply for reply in replies if len(reply) > 1)


def measure(
    folder: Path, embedder: OnnxEmbedder, limit: int, only: list[str], *, by_evidence: bool
) -> dict[str, Measured]:
    """Set -> score -> token F1 of each task, in order."""
    found: dict[str, Measured] = {}
    reader = Reader.open(embedder.manifest, embedder.tokens)
    for name, tasks, passages in find_sets(folder):
        if only and name not in only:
            continue
        data = read_set(tasks, passages)
        chosen = [task for task in sample(data.tasks, limit) if task.relevant and task.responses]
        counts = counts_in(f"{passage.title} {passage.text}" for passage in data.passages)
        measured: Measured = defaultdict(list)
        with PoolSearch(data, chosen, embedder, cache=cache_folder(), narrate=narrate) as search:
            for task, hits in zip(chosen, gold_sources(search), strict=True):
                sentences_found = candidates(hits, sentences)
                references = evidence(task, hits, sentences_found) if by_evidence else task.responses
                if not sentences_found or not references:
                    continue
                if by_evidence and (span := answer_span(task.query, references[0])) != NOWHERE:
                    measured[SPANS].append(float(holds_reply(references[0][slice(*span)], task)))
                session = embedder.embed_session(task.turns)
                own: FloatArray = embedder.embed_passages([("", each.text) for each in sentences_found]) @ session
                parts = score(values(asked_words(task.turns), counts), hits, sentences_found)
                source = np.asarray([hits[each.source - 1].cosine for each in sentences_found], np.float32)
                typed = np.asarray([gives_what_is_asked(task.query, s.text) for s in sentences_found], np.float32)
                asks = np.asarray([is_question(s.text) for s in sentences_found], np.float32)
                read = np.zeros(len(asks), np.float32)
                if reader is not None:
                    read = Reading(reader, task.turns, counts).of(hits, sentences_found)
                told = parts.total - SOURCE_SHARE * source + QUESTION_COST * asks
                columns = (parts.words, told, source, own, typed, asks, read)
                reached = np.asarray([best_f1(each.text, references) for each in sentences_found])
                measured["oracle"].append(float(reached.max()))
                for label, weights in SCORES.items():
                    total = sum(weight * column for weight, column in zip(weights, columns, strict=False))
                    measured[label].append(float(reached[int(np.argmax(total))]))
        narrate(f"{name}: {len(measured['oracle'])} tasks")
        if not by_evidence or len(measured["oracle"]) >= FEWEST:
            found[name] = measured
    return found


def table(found: dict[str, Measured]) -> dict[str, dict[str, float]]:
    """Score -> mean of the sets' means in percent: all tasks, even ones, odd ones, and each set."""
    rows: dict[str, dict[str, float]] = {}
    for label in [*SCORES, "oracle"]:
        parts = {"all": slice(None), "even": slice(0, None, 2), "odd": slice(1, None, 2)}
        row = {
            part: float(np.mean([np.mean(measured[label][cut]) for measured in found.values()]))
            for part, cut in parts.items()
        }
        row |= {name: float(np.mean(measured[label])) for name, measured in found.items()}
        rows[label] = {part: round(100 * value, 1) for part, value in row.items()}
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model")
    parser.add_argument("--limit", type=int, default=60, help="tasks of each set")
    parser.add_argument("--set", dest="only", action="append", default=[])
    parser.add_argument("--evidence", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    embedder = OnnxEmbedder.open(model_folder(given.model))
    found = measure(given.folder, embedder, given.limit, given.only, by_evidence=given.evidence)
    rows = table(found)
    spans = {
        name: {"of": len(each["oracle"]), "told": len(each[SPANS]), "right": int(sum(each[SPANS]))}
        for name, each in found.items()
        if given.evidence
    }
    if given.json:
        sys.stdout.write(json.dumps({"schema": 1, "token_f1": rows, "answer_spans": spans}) + "\n")
        return
    names = list(next(iter(rows.values())))
    lines = ["| score | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    lines += [f"| {label} | " + " | ".join(f"{row[name]:.1f}" for name in names) + " |" for label, row in rows.items()]
    lines += [
        f"{name}: the place of the answer told in {{told}} of {{of}} sentences, right in {{right}}".format(**each)
        for name, each in spans.items()
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
