"""Started by the crash tests: indexes a folder and writes each acknowledged path to stdout. With `wait` as a third
argument it stops after the first one, in the middle of its run, until a line comes on stdin."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from fakes import FakeEmbedder

from uniconv_edge.library import sync
from uniconv_edge.types import Indexed, Published

sync.BATCH_PASSAGES = 8  # many small commits: more instants at which to be killed

waits = sys.argv[3:] == ["wait"]
for event in sync.sync(Path(sys.argv[1]), [Path(sys.argv[2])], FakeEmbedder()):
    if isinstance(event, Indexed):
        sys.stdout.write(f"{event.path}\t{event.passages}\n")
        sys.stdout.flush()
        if waits:
            sys.stdin.readline()
            waits = False
    elif isinstance(event, Published):
        sys.stdout.write("published\n")
        sys.stdout.flush()
