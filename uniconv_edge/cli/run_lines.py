"""How far an indexing run is, in a line now and then: where there is no terminal for a bar, and in plain mode."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from uniconv_edge.types import Indexed, Scanned, Skipped, Unchanged
from uniconv_edge.wording import count

if TYPE_CHECKING:
    from uniconv_edge.types import IndexEvent

_LINE_SECONDS = 10.0


class RunLines:
    """Counts what a run tells, and gives `say` a line every ten seconds; None says nothing."""

    def __init__(self, say: Callable[[str], object] | None) -> None:
        self._tell = say
        self._said = time.monotonic()
        self._files = self._done = self._passages = self._refused = 0

    def embedded(self, passages: int) -> None:
        """So many passages more have their vectors."""
        self._passages += passages
        self._say()

    def saw(self, event: IndexEvent) -> bool:
        """One event of a run; whether one of the files is done with it."""
        is_done = False
        if isinstance(event, Scanned):
            self._files, self._done, self._passages, self._said = event.files, 0, 0, time.monotonic()
            self._refused = event.refused
        elif isinstance(event, Skipped) and self._refused:
            self._refused -= 1
        elif isinstance(event, Indexed | Unchanged | Skipped) and self._done < self._files:
            is_done = True
            self._done += 1
        self._say()
        return is_done

    def _say(self) -> None:
        if self._tell is not None and time.monotonic() - self._said >= _LINE_SECONDS:
            self._said = time.monotonic()
            self._tell(f"reading: {self._done:,} of {count(self._files, 'file')}, {count(self._passages, 'passage')}")
