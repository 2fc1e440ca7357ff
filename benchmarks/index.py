"""How fast folders are indexed, and what takes the time: `python benchmarks/index.py FOLDER ...`.

The folders are indexed into a new library, then again unchanged. The same passages go through the embedder alone,
before and after, in the same run: a machine that grows slower or faster does not tell in the ratio, and `--rounds`
takes the median of several. On a busy machine read the ratio of processor seconds, in which waiting does not count.
Ratios within one run are the figures that mean something; `peers/indexing.py` has a plain script beside.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from uniconv_edge.library import ahead, vectors
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import BATCH_PASSAGES, sync
from uniconv_edge.library.writer import Writer
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.paths import model_folder
from uniconv_edge.types import Published, Scanned

Pairs = list[tuple[str, str]]


class Clock:
    """Seconds spent in functions, by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def watching(self, owner: object, name: str, stage: str) -> Iterator[None]:
        """While this is open, calls of `owner.name` count for the stage."""
        function: Callable[..., Any] = getattr(owner, name)

        def watched(*arguments: Any, **named: Any) -> Any:
            started = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - started

        setattr(owner, name, watched)
        try:
            yield
        finally:
            setattr(owner, name, function)


def index(library: Path, folders: Sequence[Path], embedder: OnnxEmbedder) -> dict[str, Any]:
    """Index folders; seconds of the whole run and of its stages. Reading runs beside the others, in its own thread."""
    clock = Clock()
    found: dict[str, Any] = {}
    started = time.perf_counter()
    with (
        clock.watching(ahead, "read_document", "reading and extraction (beside the rest)"),
        clock.watching(OnnxEmbedder, "embed_passages", "embedding"),
        clock.watching(Writer, "put", "storing"),
        clock.watching(vectors, "refresh", "vector file"),
    ):
        for event in sync(library, folders, embedder):
            if isinstance(event, Scanned):
                found |= {"files": event.files, "bytes": event.size_bytes}
            elif isinstance(event, Published):
                found |= {"documents": event.documents, "passages": event.passages}
    return {**found, "seconds": time.perf_counter() - started, "stages": clock.seconds}


def pairs_of(library: Path) -> Pairs:
    """Title and text of all passages, in the order in which they were stored."""
    with Store.open(library) as store:
        return [(str(title), str(text)) for title, text in store.rows("SELECT title, text FROM passages ORDER BY id")]


def alone(embedder: OnnxEmbedder, pairs: Pairs) -> tuple[float, float]:
    """(seconds, processor seconds) for the passages through the embedder, in the batches that indexing makes."""
    embedder.embed_passages(pairs[:8])
    started, used = time.perf_counter(), time.process_time()
    for first in range(0, len(pairs), BATCH_PASSAGES):
        embedder.embed_passages(pairs[first : first + BATCH_PASSAGES])
    return time.perf_counter() - started, time.process_time() - used


def processor_seconds() -> float:
    """Of this process and of its children that have ended."""
    own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def share_of_embedder(
    library: Path, folders: Sequence[Path], embedder: OnnxEmbedder, unlike: Pairs, passages: int
) -> dict[str, float]:
    """Index into a new library between two passes of the embedder alone over what it will embed.

    Of the `passages` that a run stores it embeds those that are unlike. The first two shares compare the time for the
    same work, as if no passage came twice; the last passages a second.
    """
    before = alone(embedder, unlike)
    used = processor_seconds()
    seconds = index(library, folders, embedder)["seconds"]
    used = processor_seconds() - used
    after = alone(embedder, unlike)
    only, only_used = ((first + last) / 2 for first, last in zip(before, after, strict=True))
    return {
        "embedder_alone_passages_per_s": len(unlike) / only,
        "share_of_embedder_alone": only / seconds,
        "share_of_embedder_alone_by_processor": only_used / used,
        "share_of_its_passages_per_s": passages / seconds / (len(unlike) / only),
    }


def measure(folders: Sequence[Path], embedder: OnnxEmbedder, rounds: int) -> dict[str, Any]:
    """All figures of one run."""
    with TemporaryDirectory(prefix="uniconv-edge-index-") as temporary:
        library = Path(temporary) / "library"
        first = index(library, folders, embedder)
        again = index(library, folders, embedder)["seconds"]
        # Linux counts in kB; of the children the largest counts.
        peak = [1024 * resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        pairs = pairs_of(library)
        unlike = list(dict.fromkeys(pairs))  # indexing embeds what stands in several files once
        shares = [
            share_of_embedder(Path(temporary) / f"round-{number}", folders, embedder, unlike, len(pairs))
            for number in range(rounds)
        ]
        return {
            **first,
            "passages_per_s": len(pairs) / first["seconds"],
            "megabytes_per_s": first["bytes"] / 1e6 / first["seconds"],
            **{name: float(np.median([each[name] for each in shares])) for name in shares[0]},
            "rounds": [[round(value, 3) for value in each.values()] for each in shares],
            "second_run_s": again,
            "second_run_times_faster": first["seconds"] / again,
            "peak_bytes": peak[0],
            "peak_bytes_of_reader": peak[1],
        }


def lines(row: dict[str, Any]) -> Iterator[str]:
    """The figures for people."""
    for name, value in row.items():
        if name == "stages":
            for stage, seconds in value.items():
                yield f"  {stage}: {seconds:.2f} s, {100 * seconds / row['seconds']:.0f} %"
        else:
            yield f"{name}: {value:.4g}" if isinstance(value, float) else f"{name}: {value}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--model", help="a model folder, or the name of a model")
    parser.add_argument("--threads", type=int, help="threads of the embedder (all cores, at most four)")
    parser.add_argument("--rounds", type=int, default=1, help="how often it is compared with the embedder alone")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    embedder = OnnxEmbedder.open(model_folder(options.model), threads=options.threads)
    row = measure(options.folders, embedder, options.rounds)
    output = json.dumps({"schema": 1, **row}) if options.json else "\n".join(lines(row))
    sys.stdout.write(output + "\n")


if __name__ == "__main__":
    main()
