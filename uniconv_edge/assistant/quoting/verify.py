"""Whether a quote still stands in its file: the file is read again, not the library.

A quote is `verified` when the stored page holds exactly its text at its offsets and the file's bytes are those that
were indexed; `changed` when the file is another now; `missing` when no file is in its place; `unreadable` when there
is no permission to read it; `not in the source` when the stored page does not hold it; `rewritten` when the
document was read again since and holds something else there; `forgotten` when it has left the library.
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import replace
from pathlib import Path

from uniconv_edge.library.reader import open_beneath
from uniconv_edge.library.store import Store
from uniconv_edge.types import Quote

VERIFIED, CHANGED, MISSING, UNREADABLE, FORGOTTEN = "verified", "changed", "missing", "unreadable", "forgotten"
REWRITTEN = "rewritten"
ABSENT = "not in the source"


class Verifier:
    """Checks quotes against the files of a library. A file is read once as long as its time and size stay, and only
    while it has the size that was indexed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._digests: dict[tuple[str, int, int, int], str] = {}

    def check(self, quote: Quote) -> Quote:
        """The quote with its state; `verified` is true in the state `verified` only."""
        state = self._state(quote)
        return replace(quote, state=state, verified=state == VERIFIED)

    def again(self, quote: Quote) -> Quote:
        """A quote that stood on its page when it was chosen, looked for again. A document that was read anew since has
        another number; what it holds at the place of the quote tells whether that still stands."""
        if quote.state == ABSENT:
            return quote
        rows = self._store.rows(
            "SELECT id, text FROM documents LEFT JOIN pages ON document_id = id AND page_index = ? WHERE path = ?",
            quote.page_index,
            os.fsencode(quote.path),
        )
        if not rows:  # also when its file was moved or deleted and the folders were read since
            return replace(quote, state=FORGOTTEN, verified=False)
        number, page = rows[0]
        found = self.check(replace(quote, document_id=int(number), verified=True))
        if found.verified and (page is None or page[quote.start : quote.end] != quote.text):
            return replace(quote, state=REWRITTEN, verified=False)
        return found

    def _state(self, quote: Quote) -> str:
        if not quote.verified:
            return ABSENT
        rows = self._store.rows("SELECT path, size_bytes, sha256 FROM documents WHERE id = ?", quote.document_id)
        if not rows:
            return MISSING
        path, size, digest = os.fsdecode(rows[0][0]), *rows[0][1:]
        try:
            # Not waiting for anybody: what lies in the place of the file may be a pipe.
            descriptor = open_beneath(str(Path(path).parent), path)
        except PermissionError:
            return UNREADABLE
        except OSError:
            return MISSING
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                return MISSING
            if status.st_size != size:
                return CHANGED
            return VERIFIED if self._digest(descriptor, path, status) == digest else CHANGED
        except OSError:
            return MISSING
        finally:
            os.close(descriptor)

    def _digest(self, descriptor: int, path: str, status: os.stat_result) -> str:
        key = (path, status.st_ino, status.st_mtime_ns, status.st_size)
        if key not in self._digests:
            with open(descriptor, "rb", closefd=False) as stream:
                self._digests[key] = hashlib.file_digest(stream, "sha256").hexdigest()
        return self._digests[key]
