"""What shorter vectors would cost: `python benchmarks/truncate.py DATA [--model MODEL]`.

The first 64, 128, 192 and 256 dimensions of the model's vectors, scaled to length 1 again, rank the passages of the
development sets alone and in the program's fusion. Printed is mean nDCG@10 over the sets, for each length. Passage
vectors come from the cache of `evaluate`.
"""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

import numpy as np

from uniconv_edge.assistant.search import fusion
from uniconv_edge.evaluate.datasets import find_sets, read_set
from uniconv_edge.evaluate.lexical import Ranking
from uniconv_edge.evaluate.retrieval import PoolSearch, nearest, score, without_old_topics
from uniconv_edge.evaluate.vectors import cache_folder
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.paths import model_folder
from uniconv_edge.types import FloatArray

narrate = partial(print, file=sys.stderr, flush=True)


def shortened(vectors: FloatArray, dims: int) -> FloatArray:
    """The first dimensions, of length 1."""
    cut = vectors[:, :dims]
    found: FloatArray = cut / np.linalg.norm(cut, axis=1, keepdims=True)
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--model")
    options = parser.parse_args()
    embedder = OnnxEmbedder.open(model_folder(options.model))
    lengths = [dims for dims in (64, 128, 192, 256) if dims < embedder.dims] + [embedder.dims]
    means: dict[int, list[tuple[float, float]]] = {dims: [] for dims in lengths}
    for _, tasks_file, passages_file in find_sets(options.data):
        data = read_set(tasks_file, passages_file)
        tasks = without_old_topics(data.scored, embedder)
        with PoolSearch(data, tasks, embedder, cache=cache_folder(), narrate=narrate) as search:
            queries, passages = search.queries("session"), search.passages
            words = list(zip(search.lexical("last"), search.lexical("history"), strict=True))
            openings = [search.alone(number) for number in range(len(tasks))]
        for dims in lengths:
            cut = shortened(passages, dims)
            dense = nearest(shortened(queries, dims), cut, fusion.CANDIDATES)
            fused: list[Ranking] = []
            for task, by_vector, (last, history), own in zip(tasks, dense, words, openings, strict=True):
                alone = None if own is None else nearest(shortened(own[None], dims), cut, fusion.CANDIDATES)[0]
                fused.append(fusion.fuse(by_vector, last, history if task.history else [], alone))
            both = [score(data, tasks, each, query="session", retriever="dense") for each in (dense, fused)]
            means[dims].append((both[0].metrics["nDCG@10"], both[1].metrics["nDCG@10"]))
    sys.stdout.write("| dimensions | dense alone | as the program fuses |\n|---|---|---|\n")
    for dims, rows in means.items():
        alone, together = 100 * np.mean(rows, axis=0)
        sys.stdout.write(f"| {dims} | {alone:.2f} | {together:.2f} |\n")


if __name__ == "__main__":
    main()
