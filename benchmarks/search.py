"""How searching grows with a library: `python benchmarks/search.py [--sizes 1000 10000 100000] [--json]`.

Libraries of made-up passages (words by Zipf's law, vectors in clusters) are stored by the program's own writer and
searched by its own retriever. Printed for each size: time to store a passage, time to build the vector file and to open
the library, bytes on the disk and memory per passage, recall@10 of the vector file against the exact scan, and the
median and 99th percentile of each part of a search. The embedding of the query is not in it. `--add 1000` prints
the time to add so many passages to the largest library. Only figures of one run may be compared.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from uniconv_edge.assistant.search.retrieve import Retriever
from uniconv_edge.library import vectors
from uniconv_edge.library.bm25 import WordIndex
from uniconv_edge.library.query import parse
from uniconv_edge.library.store import Store
from uniconv_edge.library.vectors import VectorIndex
from uniconv_edge.library.words import match_expression
from uniconv_edge.library.writer import FileState, NewDocument, Writer
from uniconv_edge.types import Document, FloatArray, Page, Passage

PER_DOCUMENT = 50
WORDS_EACH = 80
VOCABULARY = 50_000
QUERIES = 200


def unit(matrix: FloatArray) -> FloatArray:
    """Rows of length 1."""
    return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


class World:
    """Made-up texts and vectors, the same in every run."""

    def __init__(self, dims: int) -> None:
        self.random = np.random.default_rng(7)
        self.centres = self.random.standard_normal((2_000, dims), dtype=np.float32)
        weights = 1 / np.arange(1, VOCABULARY + 1)
        self.chances = weights / weights.sum()
        self.words = np.array([f"w{number:x}" for number in range(VOCABULARY)])

    def vectors(self, count: int) -> FloatArray:
        """Unit vectors (count, dims) around centres."""
        chosen = self.centres[self.random.integers(0, len(self.centres), count)]
        return unit(chosen + self.random.standard_normal(chosen.shape, dtype=np.float32))

    def texts(self, count: int, words: int) -> list[str]:
        """Texts of so many words each."""
        drawn = self.random.choice(self.words, (count, words), p=self.chances)
        return [" ".join(row) for row in drawn]

    def question(self) -> str:
        """Eight words of a passage, some common, some rare."""
        return " ".join(self.random.choice(self.words, 8, p=self.chances))


def fill(folder: Path, world: World, first: int, count: int) -> float:
    """Store passages in documents; returns the seconds of storing alone."""
    seconds = 0.0
    with Store.open(folder, write=True) as store:
        writer = Writer(store)
        if not first:
            writer.adopt_model("benchmark:1", world.centres.shape[1])
        for number in range(first // PER_DOCUMENT, (first + count) // PER_DOCUMENT):
            texts = world.texts(PER_DOCUMENT, WORDS_EACH)
            pages = tuple(Page(None, text) for text in texts)
            passages = [Passage(index, None, 0, len(text), text) for index, text in enumerate(texts)]
            document = Document(f"/made/up/{number}.txt", f"Document {number}", "", pages)
            new = NewDocument(document, passages, world.vectors(PER_DOCUMENT), FileState(1, 1))
            started = time.perf_counter()
            writer.put(new)
            seconds += time.perf_counter() - started
    return seconds


def resident() -> int:
    """Bytes of memory that this process holds."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * int(status.partition("VmRSS:")[2].split()[0])


def timed(ask: Callable[[int], object], count: int = QUERIES) -> dict[str, float]:
    """Median and 99th percentile, and the median of processor time, which other programs disturb less."""
    ask(0)
    taken: list[tuple[float, float]] = []
    for number in range(count):
        started, used = time.perf_counter(), time.process_time()
        ask(number)
        taken.append((1_000 * (time.perf_counter() - started), 1_000 * (time.process_time() - used)))
    (p50, cpu), (p99, _) = np.percentile(taken, 50, axis=0), np.percentile(taken, 99, axis=0)
    return {"p50_ms": float(p50), "p99_ms": float(p99), "p50_cpu_ms": float(cpu)}


def publish(folder: Path) -> float:
    """Seconds to bring the vector file up to date."""
    with Store.open(folder, write=True) as store:
        started = time.perf_counter()
        vectors.publish(store, folder)
        return time.perf_counter() - started


def recall(index: VectorIndex, exact: VectorIndex, queries: FloatArray) -> float:
    """The share of the ten nearest that the index finds as well."""
    shares = []
    for query in queries:
        nearest = {identifier for identifier, _ in exact.search(query, 10)}
        shares.append(len(nearest & {identifier for identifier, _ in index.search(query, 10)}) / 10)
    return float(np.mean(shares))


def by_sqlite(store: Store, words: WordIndex, question: str) -> object:
    """The ranking of the same terms as SQLite makes it."""
    return store.rows(
        "SELECT rowid, bm25(words, 0.5, 1, 1) AS distance FROM words WHERE words MATCH ? ORDER BY distance LIMIT 50",
        match_expression(list(words.affordable(question))),
    )


def measure(folder: Path, world: World, held: int, size: int) -> dict[str, Any]:
    """Grow a library from `held` to `size` passages and measure it."""
    stored = fill(folder, world, held, size - held)
    built = publish(folder)
    gc.collect()
    before = resident()
    started = time.perf_counter()
    retriever = Retriever(folder)
    opened = time.perf_counter() - started
    memory = resident() - before
    queries = world.vectors(QUERIES)
    questions = [world.question() for _ in range(QUERIES)]
    store, index = retriever.store, retriever._index
    exact, words = VectorIndex(*store.vectors()), WordIndex(store)
    some = np.arange(1, size, 20, dtype=np.int64)
    row = {
        "passages": size,
        "store_ms_per_passage": 1_000 * stored / (size - held),
        "publish_s": built,
        "open_s": opened,
        "disk_bytes_per_passage": sum(path.stat().st_size for path in folder.iterdir()) / size,
        "memory_bytes_per_passage": memory / size,
        "exact": index.exact,
        "recall_at_10": recall(index, exact, queries),
        "dense": timed(lambda n: index.search(queries[n], 50)),
        "exact_scan": timed(lambda n: exact.search(queries[n], 50), 50),
        "within_a_twentieth": timed(lambda n: index.search(queries[n], 50, within=some), 50),
        "words": timed(lambda n: words.search(questions[n], 50, related=True)),
        "words_by_sqlite": timed(lambda n: by_sqlite(store, words, questions[n])),
        "search": timed(lambda n: retriever.find(parse(questions[n]), queries[n], 10)),
    }
    retriever.close()
    return row


def tune(folder: Path, world: World) -> list[dict[str, Any]]:
    """Recall and time of other settings of the graph over the vectors of a library."""
    import hnswlib

    with Store.open(folder) as store:
        ids, found = store.vectors()
    queries, exact, matrix = world.vectors(QUERIES), VectorIndex(ids, found), found.matrix()
    rows = []
    for links, effort in ((8, 80), (16, 120), (24, 200)):
        graph = hnswlib.Index(space="ip", dim=matrix.shape[1])
        graph.init_index(max_elements=len(ids), M=links, ef_construction=effort, random_seed=100)
        started = time.perf_counter()
        graph.add_items(matrix, ids, num_threads=2)
        built = time.perf_counter() - started
        index = VectorIndex(ids, found[:0], graph)
        for search_effort in (64, 128, 256, 512):
            vectors._SEARCH_EFFORT = search_effort
            rows.append(
                {
                    "M": links,
                    "ef_construction": effort,
                    "ef": search_effort,
                    "build_s": built,
                    "recall_at_10": recall(index, exact, queries),
                    **timed(lambda n: index.search(queries[n], 50)),  # noqa: B023
                }
            )
    return rows


def lines(rows: Sequence[dict[str, Any]]) -> list[str]:
    """The figures, one a line."""
    return [", ".join(f"{name} {shown(value)}" for name, value in row.items()) for row in rows]


def shown(value: Any) -> str:
    """A figure with three digits that tell."""
    if isinstance(value, dict):
        return " / ".join(shown(each) for each in value.values()) + " ms"
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--dims", type=int, default=384)
    parser.add_argument("--add", type=int, default=0, help="then add so many passages to the vector file")
    parser.add_argument("--tune", action="store_true", help="other settings of the graph at the largest size")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    world = World(options.dims)
    rows: list[dict[str, Any]] = []
    with TemporaryDirectory(prefix="uniconv-edge-search-") as temporary:
        folder, held = Path(temporary) / "library", 0
        for size in options.sizes:
            rows.append(measure(folder, world, held, size))
            held = size
            sys.stderr.write(lines(rows)[-1] + "\n")
        if options.add:
            fill(folder, world, held, options.add)
            rows.append({"added": options.add, "to": held, "publish_s": publish(folder)})
        if options.tune:
            rows.extend(tune(folder, world))
    output = [json.dumps({"schema": 1, "rows": rows})] if options.json else lines(rows)
    sys.stdout.write("\n".join(output) + "\n")


if __name__ == "__main__":
    main()
