"""Time and memory of the exact search over shards: `python benchmarks/shards.py [--passages 500000] [--questions 500]`.

Random vectors of 256 dimensions in shards of 100,000, as `uniconv-edge eval benchmark` keeps them.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from uniconv_edge.evaluate.published import shards

DIMS, ROWS, DEPTH, PIECE = 256, 100_000, 100, 10_000


def main() -> None:
    """Print one line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passages", type=int, default=500_000)
    parser.add_argument("--questions", type=int, default=500)
    options = parser.parse_args()
    chance = np.random.default_rng(0)
    count = max(1, options.passages // ROWS)
    with tempfile.TemporaryDirectory() as folder:
        for shard in range(count):
            file = Path(folder) / f"{shard:05}.npy"
            vectors = np.lib.format.open_memmap(file, mode="w+", dtype=np.float16, shape=(ROWS, DIMS))
            for start in range(0, ROWS, PIECE):  # in pieces, so that the peak is the search's own
                vectors[start : start + PIECE] = chance.standard_normal((PIECE, DIMS), dtype=np.float32)
            del vectors
        asked = chance.standard_normal((options.questions, DIMS), dtype=np.float32)
        wall, cpu = time.perf_counter(), time.process_time()
        shards.search(shards.Shards(Path(folder), DIMS, (ROWS,) * count), asked, DEPTH, print)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    print(f"{count * ROWS} passages, {options.questions} questions: {wall:.1f} s, CPU {cpu:.1f} s, peak {peak:.0f} MiB")


if __name__ == "__main__":
    main()
