"""Whether a quote still stands in its file: the file is read again, not the library.

A quote is `verified` when the stored page holds exactly its text at its offsets and the file's bytes are those that
were indexed; `changed` when the file is another now; `missing` when it cannot be read; `not in the source` when the
stored page does not hold it.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from uniconv_edge.library.store import Store
from uniconv_edge.model.manifest import sha256_file
from uniconv_edge.types import Quote

VERIFIED, CHANGED, MISSING, ABSENT = "verified", "changed", "missing", "not in the source"


class Verifier:
    """Checks quotes against the files of a library. A file is read once as long as its time and size stay."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._digests: dict[tuple[str, int, int, int], str] = {}

    def check(self, quote: Quote) -> Quote:
        """The quote with its state; `verified` is true in the state `verified` only."""
        state = self._state(quote)
        return replace(quote, state=state, verified=state == VERIFIED)

    def _state(self, quote: Quote) -> str:
        if not quote.verified:
            return ABSENT
        rows = self._store.rows("SELECT path, sha256 FROM documents WHERE id = ?", quote.document_id)
        if not rows:
            return MISSING
        found = self._digest(Path(os.fsdecode(rows[0][0])))
        if found is None:
            return MISSING
        return VERIFIED if found == rows[0][1] else CHANGED

    def _digest(self, path: Path) -> str | None:
        try:
            status = path.stat()
            key = (str(path), status.st_ino, status.st_mtime_ns, status.st_size)
            if key not in self._digests:
                self._digests[key] = sha256_file(path)
        except OSError:
            return None
        return self._digests[key]
