"""Started by the crash tests: says so, then brings an old library up to date."""

import sys
from pathlib import Path

from uniconv_edge.library.store import Store

sys.stdout.write("migrating\n")
sys.stdout.flush()
Store.open(Path(sys.argv[1]), write=True).close()
