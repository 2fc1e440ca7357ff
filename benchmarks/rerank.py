"""What the model's reader brings to the order of the first hits: `python benchmarks/rerank.py DATA --limit 150`.

For each task of the development sets the fused ranking of its pool, and its first hits read by the model's reader and
ordered by `assistant/search/rerank.py` with several weights. Printed are means of the sets in percent: nDCG@10, the
part of relevant passages among the first five and at the first place, and nDCG@10 of each set.
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

from uniconv_edge.assistant.quoting.reader import Reader, Reading
from uniconv_edge.assistant.search.rerank import SHARE, reordered
from uniconv_edge.assistant.sources import SHOWN_SOURCES
from uniconv_edge.assistant.words.terms import counts_in
from uniconv_edge.evaluate.answers import as_hits, sample
from uniconv_edge.evaluate.datasets import find_sets, read_set
from uniconv_edge.evaluate.metrics import score_rankings
from uniconv_edge.evaluate.retrieval import PoolSearch
from uniconv_edge.evaluate.vectors import cache_folder
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.paths import model_folder
from uniconv_edge.types import FloatArray, Hit

WAYS = [(0, 0.0), *((read, share) for read in (5, SHOWN_SOURCES, 20) for share in (0.1, SHARE, 0.4))]
MEASURES = ("nDCG@10", "R@5", "R@1")
Ranked = dict[str, list[str]]
narrate = partial(print, file=sys.stderr, flush=True)


def in_order(hits: Sequence[Hit], odds: Sequence[FloatArray], read: int, share: float) -> list[str]:
    """The ids of the passages, the first `read` in the order that the reader gives them too."""
    return [hit.path for hit in [*reordered(hits[:read], odds[:read], share), *hits[read:]]]


def measure(folder: Path, embedder: OnnxEmbedder, reader: Reader, limit: int) -> dict[str, dict[str, dict[str, float]]]:
    """Way -> set -> measure."""
    found: dict[str, dict[str, dict[str, float]]] = defaultdict(dict)
    for name, tasks, passages in find_sets(folder):
        data = read_set(tasks, passages)
        counts = counts_in(f"{passage.title} {passage.text}" for passage in data.passages)
        chosen = sample(data.scored, limit)
        ways: dict[str, Ranked] = defaultdict(dict)
        with PoolSearch(data, chosen, embedder, cache=cache_folder(), narrate=narrate) as search:
            search.prepare()
            for number, task in enumerate(chosen):
                hits = as_hits(search, number, search.fused_one(number, "both")[: max(read for read, _ in WAYS)])
                odds = Reading(reader, task.turns, counts).odds(hits)
                for read, share in WAYS:
                    ways[_label(read, share)][task.id] = in_order(hits, odds, read, share)
        relevant = {task.id: task.relevant for task in chosen}
        for way, ranked in ways.items():
            values = score_rankings(ranked, relevant)
            found[way][name] = {each: float(np.mean(values[each])) for each in MEASURES}
        narrate(f"{name}: {len(chosen)} tasks")
    return found


def _label(read: int, share: float) -> str:
    if not read:
        return "as fused"
    return f"{read} read, {share:g}" + (" (served)" if (read, share) == (SHOWN_SOURCES, SHARE) else "")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model")
    parser.add_argument("--limit", type=int, default=None, help="tasks of each set; default: all")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    embedder = OnnxEmbedder.open(model_folder(given.model))
    reader = Reader.open(embedder.manifest, embedder.tokens)
    if reader is None:
        parser.error(f"`{embedder.manifest.name}` has no reader")
    found = measure(given.folder, embedder, reader, given.limit)
    if given.json:
        sys.stdout.write(json.dumps({"schema": 1, "ways": found}) + "\n")
        return
    names = list(next(iter(found.values())))
    lines = [
        f"| order | {' | '.join(MEASURES)} | {' | '.join(names)} |",
        "|---" * (1 + len(MEASURES) + len(names)) + "|",
    ]
    for way, sets in found.items():
        means = [float(np.mean([each[name] for each in sets.values()])) for name in MEASURES]
        cells = [100 * value for value in [*means, *(each[MEASURES[0]] for each in sets.values())]]
        lines.append(f"| {way} | {' | '.join(f'{cell:.1f}' for cell in cells)} |")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
