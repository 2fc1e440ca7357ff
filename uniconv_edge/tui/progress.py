"""How far the reading of documents is, from its events. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uniconv_edge.types import IndexEvent

# What happens to documents, in this order; they go through it in batches, so the stages take turns.
STAGES = ("looking", "reading", "embedding", "writing")
_TELLING_FILES = 3
_TELLING_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an indexing run is. `total` is 0 until the folders have been walked; `fresh` files were really read.

    `cut` passages are in the run, of which `passages` have their vectors; `stage` is one of `STAGES`. `refused` paths
    are still to be told that are none of the `total` files; with them there are `skipped`.
    """

    done: int = 0
    total: int = 0
    skipped: int = 0
    latest: str = ""
    fresh: int = 0
    removed: int = 0
    passages: int = 0
    size_bytes: int = 0
    seconds: float = 0.0
    cut: int = 0
    stage: str = "looking"
    refused: int = 0


def advanced(progress: Progress, event: IndexEvent) -> Progress:
    """The progress after one more event of a run."""
    from uniconv_edge.types import Indexed, Removed, Scanned, Skipped, Unchanged

    if isinstance(event, Scanned):
        refused = event.refused
        return replace(progress, total=event.files, size_bytes=event.size_bytes, refused=refused, stage="reading")
    if isinstance(event, Removed):
        return replace(progress, removed=progress.removed + 1)
    if not isinstance(event, Indexed | Unchanged | Skipped):
        return progress
    # What the walk passed over, and a disk that is absent, which is told when all files are done.
    apart = isinstance(event, Skipped) and (progress.refused > 0 or 0 < progress.total <= progress.done)
    return replace(
        progress,
        done=progress.done + (not apart),
        refused=max(0, progress.refused - apart),
        skipped=progress.skipped + isinstance(event, Skipped),
        fresh=progress.fresh + isinstance(event, Indexed),
        latest=event.path,
        stage="reading",
    )


def passed(progress: Progress, cut: int, embedded: int) -> Progress:
    """The progress after more passages were cut, or embedded; with the last vector of a batch it is written."""
    total, done = progress.cut + cut, progress.passages + embedded
    return replace(progress, cut=total, passages=done, stage="writing" if done >= total else "embedding")


def seconds_left(progress: Progress) -> float | None:
    """An estimate from the files done so far; None while it would be a guess."""
    if not progress.total or progress.done < _TELLING_FILES or progress.seconds < _TELLING_SECONDS:
        return None
    return progress.seconds / progress.done * max(0, progress.total - progress.done)
