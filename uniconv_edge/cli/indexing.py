"""`index`: documents into the library, once or whenever they change."""

from __future__ import annotations

import errno
import os
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from uniconv_edge import paths
from uniconv_edge.cli import arguments
from uniconv_edge.cli.arguments import JsonOption, LibraryOption, ModelOption
from uniconv_edge.cli.asking import can_ask, confirmed
from uniconv_edge.cli.library import print_partly, print_skipped
from uniconv_edge.cli.output import SCHEMA, emit, emit_json, narrate, one_line
from uniconv_edge.cli.run_lines import RunLines
from uniconv_edge.errors import LibraryMissing, UsageError
from uniconv_edge.expressions import expression
from uniconv_edge.library.text import clean
from uniconv_edge.types import Indexed, Published, Removed, Scanned, Skipped, Unchanged, Waiting
from uniconv_edge.wording import count

if TYPE_CHECKING:
    from rich.progress import Progress

    from uniconv_edge.library.roots import Choices
    from uniconv_edge.types import IndexEvent, PassageEmbedder

_SIZE = expression(r"(\d{1,15}(?:\.\d+)?) ?([kMG]?)B?", re.IGNORECASE)
_FACTORS = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("index")(index)


def index(
    path: Annotated[
        list[Path] | None, typer.Argument(parser=arguments.path, help="Files or folders; none: those indexed before.")
    ] = None,
    collection: str | None = typer.Option(None, "--collection", help="The collection that these folders belong to."),
    include: Annotated[
        list[str] | None, typer.Option("--include", metavar="GLOB", help="Read only such files. Repeatable.")
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option("--exclude", metavar="GLOB", help="Do not read such files. Repeatable.")
    ] = None,
    max_size: str | None = typer.Option(
        None, "--max-size", help="Skip files above, such as `20MB`; 0: those above 100 MB."
    ),
    gitignore: bool | None = typer.Option(
        None, "--gitignore/--no-gitignore", help="Follow .gitignore files.", show_default="yes"
    ),
    remove_missing: bool = typer.Option(
        False, "--remove-missing", help="Remove the documents of folders that are not there any more."
    ),
    watch: bool = typer.Option(False, "--watch", help="Go on: read what changes, until Ctrl-C."),
    poll: bool = typer.Option(False, "--poll", help="With --watch: for disks that do not report changes."),
    library: LibraryOption = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read documents into the library, or bring it up to date. What is chosen for a folder is remembered with it."""
    from uniconv_edge.library.embedding import CountingEmbedder
    from uniconv_edge.library.roots import Choices
    from uniconv_edge.model.embedder import OnnxEmbedder

    if poll and not watch:
        raise UsageError("`--poll` says how to watch", "add `--watch`")
    folder = paths.library_folder(library)
    _check_paths(folder, path or [])
    with _progress() as progress:
        choices = Choices(
            collection=collection,
            include=_patterns(include),
            exclude=_patterns(exclude),
            max_bytes=None if max_size is None else _bytes_of(max_size),
            gitignore=gitignore,
            may_remove=(lambda _folder, _documents: True) if remove_missing else _asking(progress, as_json),
        )
        if choices.are_given and not path:
            raise UsageError("these choices are for folders that are named", "name the folder: `index FOLDER ...`")
        task = progress.add_task("passages", total=None, note="")
        told = RunLines(narrate if progress.disable else None)

        def embedded(done: int) -> None:
            progress.update(task, advance=done)
            told.embedded(done)

        embedder = CountingEmbedder(OnnxEmbedder.open(paths.model_folder(model)), embedded)
        if watch:
            _watch(folder, path or [], embedder, choices, progress, told, poll=poll, as_json=as_json)
        else:
            _once(folder, path or [], embedder, choices, progress, told, as_json=as_json)


def _once(
    folder: Path,
    named: Sequence[Path],
    embedder: PassageEmbedder,
    choices: Choices,
    progress: Progress,
    told: RunLines,
    *,
    as_json: bool,
) -> None:
    from uniconv_edge.library.sync import sync

    try:
        events = list(_shown(sync(folder, named, embedder, choices), progress, told))
    except KeyboardInterrupt:
        progress.stop()
        narrate("stopped; what was read is in the library, `uniconv-edge index` goes on")
        raise
    progress.stop()
    _tell(events, as_json=as_json)


def _watch(
    folder: Path,
    named: Sequence[Path],
    embedder: PassageEmbedder,
    choices: Choices,
    progress: Progress,
    told: RunLines,
    *,
    poll: bool,
    as_json: bool,
) -> None:
    from uniconv_edge.library import watch

    stop = threading.Event()
    known: set[Skipped] | None = None
    events: list[IndexEvent] = []
    try:
        for event in _shown(watch.watch(folder, named, embedder, choices, stop=stop, polling=poll), progress, told):
            if isinstance(event, Waiting):
                narrate(f"{event.reason} (Ctrl-C ends)")
                continue
            events.append(event)
            if isinstance(event, Published):
                skipped = {event for event in events if isinstance(event, Skipped)}
                changed = any(isinstance(event, Indexed | Removed) for event in events)
                if known is None or changed or skipped - known:
                    _tell([event for event in events if event not in (known or ())], as_json=as_json)
                known, events = skipped, []
    except KeyboardInterrupt:
        narrate("stopped watching; what was read is in the library")
    finally:
        stop.set()


def _check_paths(folder: Path, named: Sequence[Path]) -> None:
    """Each path is there, or the library knows of something at or below it that is gone; with none named there is
    something to bring up to date."""
    from uniconv_edge.library.store import Store
    from uniconv_edge.library.walk import is_under

    absent = [path for path in named if _is_absent(path)]
    if named and not absent:
        return
    try:
        with Store.open(folder) as store:
            roots = list(store.roots())
            read = store.rows("SELECT path FROM documents UNION SELECT path FROM skipped") if absent else []
    except LibraryMissing:
        if not named:
            raise
        roots, read = [], []
    if not named and not roots:
        raise UsageError("nothing to index", "name a file or folder: `uniconv-edge index FOLDER`")
    known = [*roots, *(os.fsdecode(raw) for (raw,) in read)]
    for path in absent:
        if not any(is_under(place, [os.path.realpath(path)]) for place in known):
            raise UsageError(f"no such file or folder: `{path}`", "name a file or folder that exists")


def _is_absent(path: Path) -> bool:
    """Whether nothing is there; what may not be looked at is not absent, and the run says why."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise
    return False


def _patterns(said: Sequence[str] | None) -> tuple[str, ...] | None:
    """The globs said; one that is empty takes back what was remembered."""
    return tuple(glob for glob in said if glob) if said else None


def _bytes_of(size: str) -> int:
    found = _SIZE.fullmatch(size.strip())
    if found is None:
        raise UsageError(f"`{size}` is not a size", "write a number with kB, MB or GB, such as `20MB`")
    if not found[2] and not size.strip().upper().endswith("B") and float(found[1]):
        raise UsageError(f"`{size}` has no unit", f"write for example `{size}MB`; `{size}B` is bytes")
    return int(float(found[1]) * _FACTORS[found[2].lower()])


def _asking(progress: Progress, as_json: bool) -> Callable[[str, int], bool]:
    """Asks the person whether the documents of a folder that vanished are to leave; without a person they stay."""
    if not can_ask(as_json):
        return lambda _folder, _documents: False

    def ask(folder: str, documents: int) -> bool:
        if not documents:
            return False
        progress.stop()
        found = f"{one_line(folder)}: {count(documents, 'document')} not there (is a disk not mounted?)."
        moved = "If it was moved, say no and index its new place first."
        answer = confirmed(f"{found} {moved} Remove from the library?")
        progress.start()
        return answer

    return ask


@contextmanager
def _progress() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True, markup=False, highlight=False)
    columns = (
        TextColumn("{task.description:<9}", markup=False),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}", markup=False),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        yield progress


def _shown(events: Iterator[IndexEvent], progress: Progress, told: RunLines) -> Iterator[IndexEvent]:
    """The same events, with the bar kept up to date."""
    task = progress.add_task("files", total=None, note="")
    for event in events:
        is_done = told.saw(event)
        if isinstance(event, Scanned):
            progress.update(task, total=event.files)
        elif is_done and isinstance(event, Indexed | Unchanged | Skipped):
            progress.update(task, advance=1, note=clean(one_line(Path(event.path).name))[:40])
        yield event


def _tell(events: Sequence[IndexEvent], *, as_json: bool) -> None:
    report = _report(events)
    emit_json(report) if as_json else _print_report(report)


def _report(events: Sequence[IndexEvent]) -> dict[str, Any]:
    published = next(event for event in events if isinstance(event, Published))
    return {
        "schema": SCHEMA,
        "documents": published.documents,
        "passages": published.passages,
        "indexed": [event.path for event in events if isinstance(event, Indexed)],
        "unchanged": sum(isinstance(event, Unchanged) for event in events),
        "removed": [event.path for event in events if isinstance(event, Removed)],
        "skipped": [asdict(event) for event in events if isinstance(event, Skipped)],
        "partly": [asdict(Skipped(e.path, e.unread)) for e in events if isinstance(e, Indexed) and e.unread],
        "seconds": round(published.seconds, 3),
    }


def _print_report(report: dict[str, Any]) -> None:
    """Files first: what they come to would be out of sight above hundreds of them."""
    for path in report["removed"]:
        emit(f"removed: {one_line(path)}")
    print_partly([Skipped(**partly) for partly in report["partly"]])
    print_skipped([Skipped(**skipped) for skipped in report["skipped"]], every=False)
    emit(
        f"{len(report['indexed']):,} indexed, {report['unchanged']:,} unchanged, {len(report['removed']):,} removed, "
        f"{len(report['skipped']):,} skipped in {report['seconds']:.1f} s"
    )
    emit(f"library: {count(report['documents'], 'document')}, {count(report['passages'], 'passage')}")
