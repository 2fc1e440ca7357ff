"""How far the reading of documents is, from its events. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from uniconv_edge.types import IndexEvent

# What happens to documents, in this order; they go through it in batches, so the stages take turns.
Stage: TypeAlias = Literal["looking", "reading", "embedding", "writing"]
_TELLING_FILES = 3
_TELLING_SECONDS = 2.0
_PASSAGE_BYTES = 1_000
_PASSAGES_A_FILE = 5  # what opening, reading and storing a file costs, in passages embedded


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an indexing run is. `total` is 0 until the folders have been walked; `fresh` files were really read.

    `cut` passages are in the run, of which `passages` have their vectors; `stage` is what happens now. `refused` paths
    are still to be told that are none of the `total` files; with them there are `skipped`. Of the `size_bytes` of all
    files, `read_bytes` are in the library by this run, as `read_passages`, and `settled_bytes` need no more work.
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
    stage: Stage = "looking"
    refused: int = 0
    read_bytes: int = 0
    read_passages: int = 0
    settled_bytes: int = 0


def advanced(progress: Progress, event: IndexEvent, size: int = 0) -> Progress:
    """The progress after one more event of a run; `size`: the bytes of its file."""
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
    if isinstance(event, Indexed):
        read = replace(
            progress, read_bytes=progress.read_bytes + size, read_passages=progress.read_passages + event.passages
        )
    else:
        read = replace(progress, settled_bytes=progress.settled_bytes + (0 if apart else size))
    return replace(
        read,
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
    """An estimate from the files and bytes still to be read and what those before took; None while it would be a guess.

    A file costs as much as so many passages, however small it is, and then its passages; those of a copy cost nothing.
    What is left is taken to hold as many passages a byte as what was read, where a passage takes some bytes at the
    least: a note of a line, as the first are, is one too. Those of a long document count while it is being embedded.
    """
    telling = progress.fresh >= _TELLING_FILES and progress.seconds >= _TELLING_SECONDS
    if not (telling and progress.read_bytes and progress.passages):
        return None
    to_be_read = progress.total - progress.done
    new = min(1.0, progress.passages / max(1, progress.read_passages))
    density = new * progress.read_passages / (progress.read_bytes + _PASSAGE_BYTES * progress.fresh)
    unsettled = progress.size_bytes - progress.settled_bytes + _PASSAGE_BYTES * (progress.fresh + to_be_read)
    passages = max(density * unsettled, progress.cut) - progress.passages
    if passages <= 0:
        return None
    worked = progress.passages + _PASSAGES_A_FILE * progress.fresh
    return progress.seconds / worked * (passages + _PASSAGES_A_FILE * to_be_read)
