"""How far the reading of documents is, from its events. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uniconv_edge.types import IndexEvent

_TELLING_FILES = 3
_TELLING_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an indexing run is. `total` is 0 until the folders have been walked; `fresh` files were really read."""

    done: int = 0
    total: int = 0
    skipped: int = 0
    latest: str = ""
    fresh: int = 0
    removed: int = 0
    passages: int = 0
    size_bytes: int = 0
    seconds: float = 0.0


def advanced(progress: Progress, event: IndexEvent) -> Progress:
    """The progress after one more event of a run."""
    from uniconv_edge.types import Indexed, Removed, Scanned, Skipped, Unchanged

    if isinstance(event, Scanned):
        return replace(progress, total=event.files, size_bytes=event.size_bytes)
    if isinstance(event, Removed):
        return replace(progress, removed=progress.removed + 1)
    if not isinstance(event, Indexed | Unchanged | Skipped):
        return progress
    return replace(
        progress,
        done=progress.done + 1,
        skipped=progress.skipped + isinstance(event, Skipped),
        fresh=progress.fresh + isinstance(event, Indexed),
        latest=event.path,
    )


def seconds_left(progress: Progress) -> float | None:
    """An estimate from the files done so far; None while it would be a guess."""
    if not progress.total or progress.done < _TELLING_FILES or progress.seconds < _TELLING_SECONDS:
        return None
    return progress.seconds / progress.done * max(0, progress.total - progress.done)
