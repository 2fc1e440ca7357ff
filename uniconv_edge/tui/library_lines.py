"""What a library holds and what a run does with it, as it is shown. Pure."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from uniconv_edge.tui.display import ACCENT, MUTED, STRONG, joined, literal, megabytes, name_of, one_line, time_left
from uniconv_edge.tui.progress import seconds_left
from uniconv_edge.wording import count

if TYPE_CHECKING:
    from uniconv_edge.tui.messages import IndexFinished
    from uniconv_edge.tui.progress import Progress
    from uniconv_edge.tui.services import FolderPreview
    from uniconv_edge.types import LibraryStatus, Skipped


def library_line(status: LibraryStatus | None, model: str, room: int) -> Content:
    """The right end of the top bar, as much of it as fits in `room` columns."""
    name = one_line(model, 40)
    if status is None:
        return literal(name, MUTED)
    documents, passages = count(status.documents, "document"), count(status.passages, "passage")
    for text in (f"{documents} · {passages} · {name}", f"{documents} · {name}", documents):
        if len(text) <= room:
            return literal(text, MUTED)
    return Content("")


def progress(state: Progress, width: int) -> Content:
    """How far a run is: a bar, files, time left, passages, and the latest file; a narrow window cuts the end off."""
    filled = round(width * state.done / state.total) if state.total else 0
    said = f" {state.done:,} of {count(state.total, 'file')} done" if state.total else " looking for documents"
    left = seconds_left(state)
    if left is not None and state.done < state.total:
        said += f", about {time_left(left)} left"
    if state.skipped:
        said += f", {state.skipped:,} not read"
    if state.passages:
        said += f", {count(state.passages, 'passage')}"
    if state.seconds > 1 and state.passages >= state.seconds:
        said += f" ({state.passages / state.seconds:,.0f} a second)"
    return joined(
        ("reading ", MUTED),
        ("━" * filled, ACCENT),
        ("─" * (width - filled), MUTED),
        (said, ""),
        (f"  {name_of('', state.latest)}" if state.latest else "", MUTED),
    )


def stages(state: Progress, width: int) -> Content:
    """How far the files of a run are, and their passages, a line each; the one at work is marked."""
    files = f"{state.done:,} of {state.total:,} done" if state.total else "looking for documents"
    files += f", {state.skipped:,} not read" if state.skipped else ""
    passages = f"{state.passages:,} of {state.cut:,} ready"
    if state.seconds > 1 and state.passages >= state.seconds:
        passages += f", {state.passages / state.seconds:,.0f} a second"
    rows = (
        ("files", state.stage != "embedding", (state.done, state.total), files),
        ("passages", state.stage == "embedding", (state.passages, state.cut), passages),
    )
    lines: list[tuple[str, str]] = []
    for name, at_work, (done, total), said in rows:
        filled = round(width * done / total) if total else 0
        head = ("▸ " if at_work else "  ", ACCENT), (f"{name:<10}", STRONG if at_work else MUTED)
        lines += [*head, ("━" * filled, ACCENT), ("─" * (width - filled), MUTED)]
        lines += [(f"  {said}\n", "" if at_work else MUTED)]
    left = seconds_left(state)
    told = [f"about {time_left(left)} left"] if left is not None and state.done < state.total else []
    told += [name_of("", state.latest)] if state.latest else []
    return joined(*lines, (" · ".join(told), MUTED))


def run_ended(event: IndexFinished) -> str:
    """What a run that is over has changed in the library, and what the library holds."""
    done, status = event.progress, event.status
    read = f"{count(done.fresh, 'document')} new or changed" if done.fresh else "nothing new or changed"
    parts = [read, *([f"{done.removed:,} gone"] if done.removed else [])]
    parts += [f"{count(done.skipped, 'file')} not read"] if done.skipped else []
    parts += [f"{len(status.partly):,} read in part"] if status and status.partly else []
    held = status.documents if event.stopped and status else event.documents
    whole = f" The library holds {count(held, 'document')}." if held or not event.stopped else ""
    return f"{'Stopped' if event.stopped else 'Done'}: {', '.join(parts)}.{whole}"


def preview(found: FolderPreview, *, promise: bool = True) -> Content:
    """What reading a folder would read; with the `promise` that it stays as it is, and here."""
    if not found.files:
        more = " yet found" if not found.complete else ""
        return literal(f"There is no document{more} in it that can be read.", "$text-warning")
    kinds = ", ".join(f"{number:,} {one_line(kind, 12)}" for kind, number in found.kinds[:5])
    rest = found.files - sum(number for _, number in found.kinds[:5])
    kinds += f", {count(rest, 'other')}" if rest else ""
    at_least = "" if found.complete else "at least "
    refused = f" Left out: {count(found.refused, 'file')}." if found.refused else ""
    whole = f"Reads {at_least}{count(found.files, 'file')}, {megabytes(found.size_bytes)}: {kinds}.{refused}"
    own = "it" if found.within == found.path else one_line(found.within, 200)
    known = f"The library has {own} already: what is new or changed is read.\n" if found.within else ""
    kept = " The files are not changed, and nothing leaves this computer." if promise else ""
    return joined((known, ACCENT), (whole, ""), (kept, MUTED))


def library_counts(status: LibraryStatus | None) -> Content:
    """What a library holds, and where it is."""
    if status is None:
        return literal("Nothing has been read yet.", MUTED)
    model = one_line(status.model.split(":")[0], 40)
    parts = [count(status.documents, "document"), count(status.passages, "passage"), megabytes(status.size_bytes)]
    parts += [f"model {model}"] if model else []
    return joined((" · ".join(parts), ""), ("\n", ""), (one_line(status.folder, 300), MUTED))


def root(path: str, documents: int | None) -> Content:
    """A folder or file that was named to be read, and how many documents it holds where that is known."""
    held = "" if documents is None else f"  {count(documents, 'document')}"
    return joined((one_line(path, 300), ""), (held, MUTED))


def skipped(entry: Skipped, roots: Sequence[str], *, partly: bool = False) -> Content:
    """A file that was not read, or `partly`, below the folder that all are in, and why; of a root, what can be done on
    this screen."""
    above = os.path.commonpath(roots).rstrip("/") if roots and entry.path not in roots else ""
    path = entry.path.removeprefix(f"{above}/") if above else entry.path
    reason = f"read in part: {entry.reason}" if partly else entry.reason
    reason += "; d removes it" if entry.path in roots else ""
    return joined((one_line(path, 200), ""), ("  ", ""), (one_line(reason, 200), MUTED))


def nothing_read(entries: Sequence[Skipped]) -> Content:
    """That files were found of which none could be read, with the reasons of the first."""
    rows = [(f"\n{name_of('', entry.path)}: {one_line(entry.reason, 200)}", "") for entry in entries[:3]]
    more = f"\nThe library screen (F2) names all {len(entries):,}." if len(entries) > 3 else ""
    return joined(("Nothing could be read so far.", "$text-warning"), *rows, (more, MUTED))
