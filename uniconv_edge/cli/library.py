"""`index`, `status`, `doctor` and `forget`: the person's documents on the command line."""

from __future__ import annotations

import importlib.metadata
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from uniconv_edge import paths
from uniconv_edge.cli.output import emit, emit_json, narrate
from uniconv_edge.errors import UniconvError, UsageError
from uniconv_edge.library.text import clean
from uniconv_edge.types import Indexed, Published, Removed, Scanned, Skipped, Unchanged

if TYPE_CHECKING:
    from rich.progress import Progress

    from uniconv_edge.library.health import Finding
    from uniconv_edge.types import FloatArray, IndexEvent, PassageEmbedder, Turn

SCHEMA = 1
_NATIVE = ("hnswlib", "llama-cpp-python", "onnxruntime", "tokenizers", "numpy", "pypdfium2", "lxml", "python-docx")
_REASONS_SHOWN = 12
_PASSAGES_PER_STEP = 32

_LIBRARY = typer.Option(None, "--library", help="Folder of the library.", show_default="the user's data folder")
_MODEL = typer.Option(None, "--model", help="Model folder or name.", show_default="the shipped model")
_JSON = typer.Option(False, "--json", help="One JSON object on stdout.")


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("index")(index)
    app.command("status")(status)
    app.command("doctor")(doctor)
    app.command("forget")(forget)


def index(
    path: Annotated[list[Path] | None, typer.Argument(help="Files or folders; none: those indexed before.")] = None,
    library: Path | None = _LIBRARY,
    model: str | None = _MODEL,
    as_json: bool = _JSON,
) -> None:
    """Read documents into the library, or bring it up to date."""
    from uniconv_edge.library.store import Store
    from uniconv_edge.library.sync import sync
    from uniconv_edge.model.embedder import OnnxEmbedder

    folder = paths.library_folder(library)
    if not path:
        with Store.open(folder) as store:
            if not store.status().roots:
                raise UsageError("nothing to index", "name a file or folder: `uniconv-edge index FOLDER`")
    missing = [named for named in path or () if not os.path.lexists(named)]
    if path and len(missing) == len(path):
        raise UsageError(f"no such file or folder: `{missing[0]}`", "name a file or folder that exists")
    embedder = OnnxEmbedder.open(paths.model_folder(model))
    with _progress() as progress:
        counted = _CountingEmbedder(embedder, progress)
        events = list(_shown(sync(folder, path or [], counted), progress))
    report = _report(events)
    if as_json:
        emit_json(report)
    else:
        _print_report(report, len([event for event in events if isinstance(event, Indexed)]))


class _CountingEmbedder:
    """Shows how many passages have been embedded: one long document would otherwise look like a stop."""

    def __init__(self, embedder: PassageEmbedder, progress: Progress) -> None:
        self._embedder = embedder
        self._progress = progress
        self._task = progress.add_task("passages", total=None, note="")

    @property
    def identity(self) -> str:
        return self._embedder.identity

    @property
    def dims(self) -> int:
        return self._embedder.dims

    def embed_passages(self, passages: Sequence[tuple[str, str]]) -> FloatArray:
        import numpy as np

        parts = []
        for first in range(0, len(passages), _PASSAGES_PER_STEP):
            part = passages[first : first + _PASSAGES_PER_STEP]
            parts.append(self._embedder.embed_passages(part))
            self._progress.update(self._task, advance=len(part))
        return np.concatenate(parts)

    def embed_session(self, turns: Sequence[Turn]) -> FloatArray:
        return self._embedder.embed_session(turns)


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


def _shown(events: Iterator[IndexEvent], progress: Progress) -> Iterator[IndexEvent]:
    """The same events, with the bar kept up to date."""
    task = progress.add_task("files", total=None, note="")
    for event in events:
        if isinstance(event, Scanned):
            progress.update(task, total=event.files)
        elif isinstance(event, Indexed | Unchanged):
            progress.update(task, advance=1, note=clean(Path(event.path).name)[:40])
        yield event


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
        "seconds": round(published.seconds, 3),
    }


def _print_report(report: dict[str, Any], indexed: int) -> None:
    emit(
        f"{indexed} indexed, {report['unchanged']} unchanged, {len(report['removed'])} removed, "
        f"{len(report['skipped'])} skipped in {report['seconds']:.1f} s"
    )
    emit(f"library: {report['documents']} documents, {report['passages']} passages")
    for path in report["removed"]:
        emit(f"removed: {_one_line(path)}")
    _print_skipped([Skipped(**skipped) for skipped in report["skipped"]], every=False)


def _print_skipped(skipped: Sequence[Skipped], *, every: bool) -> None:
    """Each file with its reason; files of other kinds are counted by kind unless `every` is asked for."""
    shown = [s for s in skipped if every or not s.reason.startswith(("files of the kind", "no file ending"))]
    for entry in shown:
        emit(f"skipped: {_one_line(entry.path)}: {entry.reason}")
    kinds = Counter(s.reason for s in skipped if s not in shown)
    for reason, count in kinds.most_common(_REASONS_SHOWN):
        emit(f"skipped: {count} files: {reason}")


def _one_line(path: str) -> str:
    """A path that cannot pass for more than one line of output."""
    return path.replace("\n", "\ufffd")


def status(
    library: Path | None = _LIBRARY,
    as_json: bool = _JSON,
    skipped: bool = typer.Option(False, "--skipped", help="Name every file that was not read, with the reason."),
) -> None:
    """Say what the library holds."""
    from uniconv_edge.library.store import Store

    with Store.open(paths.library_folder(library)) as store:
        state = store.status()
    if as_json:
        value = {"schema": SCHEMA, **asdict(state)}
        value["skipped"] = [asdict(entry) for entry in state.skipped] if skipped else []
        value["skipped_count"] = len(state.skipped)
        emit_json(value)
        return
    emit(f"library: {state.folder}")
    emit(f"documents: {state.documents}, passages: {state.passages}, size: {state.size_bytes / 1e6:.1f} MB")
    emit(f"model: {state.model or 'none yet'}")
    for root in state.roots:
        emit(f"indexed folder: {_one_line(root)}")
    emit(f"skipped files: {len(state.skipped)}" + ("" if skipped or not state.skipped else " (see --skipped)"))
    if skipped:
        _print_skipped(state.skipped, every=True)


def doctor(
    library: Path | None = _LIBRARY,
    model: str | None = _MODEL,
    as_json: bool = _JSON,
    repair: bool = typer.Option(False, "--repair", help="Rebuild what can be derived: word index, vector file."),
) -> None:
    """Check the model, the library and the native libraries, and say what to do."""
    from uniconv_edge.library import health
    from uniconv_edge.library.database import DATABASE_FILE

    folder = paths.library_folder(library)
    repaired = health.repair(folder) if repair and (folder / DATABASE_FILE).exists() else []
    findings = [_check_model(model), *_check_packages(), *health.check_library(folder)]
    failed = any(finding.level == "fail" for finding in findings)
    if as_json:
        emit_json({"schema": SCHEMA, "ok": not failed, "repaired": repaired, "checks": [asdict(f) for f in findings]})
    else:
        for line in repaired:
            emit(f"repaired: {line}")
        for finding in findings:
            emit(f"{finding.level:4}  {finding.subject}: {finding.message}")
            if finding.advice:
                emit(f"      -> {finding.advice}")
    if failed:
        raise typer.Exit(1)


def _check_model(named: str | None) -> Finding:
    from uniconv_edge.library.health import Finding
    from uniconv_edge.model.manifest import read_manifest, verify

    try:
        manifest = read_manifest(paths.model_folder(named))
        verify(manifest)
    except UniconvError as error:
        return Finding("fail", "model", error.message, error.hint)
    return Finding("ok", "model", f"{manifest.identity}: all {len(manifest.files)} files are the manifest's own")


def _check_packages() -> Iterator[Finding]:
    from uniconv_edge.library.health import Finding

    for name in _NATIVE:
        try:
            yield Finding("ok", name, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Finding("fail", name, "not installed", f"run `pip install {name}`")
    try:
        clash = importlib.metadata.version("chroma-hnswlib")
    except importlib.metadata.PackageNotFoundError:
        return
    yield Finding(
        "warn",
        "hnswlib",
        f"chroma-hnswlib {clash} is installed under the same module name",
        "use a separate environment",
    )


def forget(
    path: Annotated[Path, typer.Argument(help="A file or folder that was indexed; it need not exist any more.")],
    library: Path | None = _LIBRARY,
    as_json: bool = _JSON,
) -> None:
    """Remove every trace of a file or folder from the library. The file itself is not touched."""
    from uniconv_edge.library import sync

    count = sync.forget(paths.library_folder(library), path)
    if as_json:
        emit_json({"schema": SCHEMA, "path": str(path), "documents": count})
    elif count:
        emit(f"forgot {count} documents below {path}" if count > 1 else f"forgot {path}")
    else:
        narrate(f"nothing of {path} was in the library")
