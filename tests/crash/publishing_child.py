"""Started by the crash tests: changes vectors and publishes the vector file again and again."""

import sys
from pathlib import Path

import numpy as np

from uniconv_edge.library import vectors as cache
from uniconv_edge.library.store import Store
from uniconv_edge.library.writer import Writer

folder = Path(sys.argv[1])
cache.EXACT_BELOW = 1
with Store.open(folder, write=True) as store:
    ids, found = store.vectors()
    vectors = found.matrix()
    for turn in range(10_000):
        row = turn % len(ids)
        Writer(store).put_vectors([int(ids[row])], np.roll(vectors[row], 1)[None])
        sys.stdout.write("publishing\n")
        sys.stdout.flush()
        cache.publish(store, folder)
