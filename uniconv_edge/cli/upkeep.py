"""`doctor` and `forget`: what is wrong with library, model and conversations, and taking documents out for good."""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from uniconv_edge import paths
from uniconv_edge.cli import arguments
from uniconv_edge.cli.arguments import JsonOption, LibraryOption, ModelOption
from uniconv_edge.cli.asking import can_ask, confirmed
from uniconv_edge.cli.output import SCHEMA, emit, emit_json, narrate, one_line
from uniconv_edge.errors import DocumentUnreadable, HistoryDamaged, UniconvError, UsageError
from uniconv_edge.wording import count

if TYPE_CHECKING:
    from uniconv_edge.library.health import Finding
    from uniconv_edge.library.store import Store

_NATIVE = (
    "hnswlib",
    "llama-cpp-python",
    "onnxruntime",
    "tokenizers",
    "numpy",
    "pypdfium2",
    "lxml",
    "python-docx",
    "python-calamine",
    "tree-sitter",
    "rapidfuzz",
)


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("doctor")(doctor)
    app.command("forget")(forget)


def doctor(
    library: LibraryOption = None,
    model: ModelOption = None,
    as_json: JsonOption = False,
    repair: bool = typer.Option(
        False,
        "--repair",
        help="Rebuild word index and vector file; what else cannot be right is made or read again by the next `index`.",
    ),
) -> None:
    """Check the model, the library, the stored conversations and the native libraries, and say what to do."""
    from uniconv_edge.library import health
    from uniconv_edge.library.database import DATABASE_FILE

    folder = paths.library_folder(library)
    repaired = health.repair(folder) if repair and (folder / DATABASE_FILE).exists() else []
    checked = [_check_model(model), *_check_packages(), _check_ocr()]
    findings = [*checked, *health.check_library(folder), _check_conversations()]
    failed = any(finding.level == "fail" for finding in findings)
    if as_json:
        emit_json({"schema": SCHEMA, "ok": not failed, "repaired": repaired, "checks": [asdict(f) for f in findings]})
    else:
        for line in repaired:
            emit(f"repaired: {one_line(line)}")
        for finding in findings:
            emit(one_line(f"{finding.level:4}  {finding.subject}: {finding.message}"))
            if finding.advice:
                emit(f"      -> {one_line(finding.advice)}")
    if failed:
        raise typer.Exit(1)


def _check_model(named: str | None) -> Finding:
    from uniconv_edge.library.health import Finding
    from uniconv_edge.model.catalog import verify_all
    from uniconv_edge.model.manifest import read_manifest
    from uniconv_edge.model.pair import embedder_folder

    try:
        folder = paths.model_folder(named)
        files = verify_all(folder)
        identity = read_manifest(embedder_folder(folder)).identity
    except UniconvError as error:
        return Finding("fail", "model", error.message, error.hint)
    return Finding("ok", "model", f"{identity}: all {files} files are the manifest's own")


def _check_conversations() -> Finding:
    from uniconv_edge.assistant.past.history_file import inspect
    from uniconv_edge.library.health import Finding

    try:
        stored = inspect(paths.history_file())
    except HistoryDamaged as error:
        return Finding("fail", "conversations", error.message, error.hint)
    except UniconvError as error:  # documents can be asked without them
        return Finding("warn", "conversations", error.message, error.hint)
    return Finding("ok", "conversations", f"{stored} stored" if stored else "none stored yet")


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


def _check_ocr() -> Finding:
    """Whether scans and pictures can be read; that they cannot is nothing wrong."""
    from uniconv_edge.library.extract import ocr
    from uniconv_edge.library.health import Finding

    if lacking := ocr.missing():
        return Finding("ok", "ocr", f"not installed; {lacking}")
    try:
        version, languages, absent = ocr.installed()
    except DocumentUnreadable as error:
        return Finding("warn", "ocr", error.message, "run `tesseract --version`")
    pictures = "are read too" if ocr.reads_pictures() else "are not (`uniconv-edge config set pictures true`)"
    has = f"tesseract {version} with {', '.join(languages) or 'no language'}"
    if absent or not languages:
        wanted = ", ".join(absent) or "one, such as eng"
        return Finding("warn", "ocr", f"{has}; no scan can be read", f"install the language {wanted} for tesseract")
    heic = f"; {lacking}" if (lacking := ocr.missing(heic=True)) else ""
    return Finding("ok", "ocr", f"{has}; scans are read, pictures in folders {pictures}{heic}")


def forget(
    path: Annotated[
        Path,
        typer.Argument(parser=arguments.path, help="A file or folder that was indexed; it need not exist any more."),
    ],
    library: LibraryOption = None,
    yes: bool = typer.Option(False, "--yes", help="Do not ask before forgetting all indexed folders inside PATH."),
    as_json: JsonOption = False,
) -> None:
    """Remove every trace of a file or folder from the library. The file itself is not touched."""
    from uniconv_edge.library import sync
    from uniconv_edge.library.roots import enclosing
    from uniconv_edge.library.store import Store

    folder, real = paths.library_folder(library), os.path.realpath(path)
    with Store.open(folder) as store:
        roots, listed = _known_below(store, (str(path.absolute()), real))
        if not (yes or _is_meant(store, path, roots, as_json)):
            narrate("nothing was forgotten")
            raise typer.Exit(1)
    # Also of what is not known any more: run again after a full disk or a reader, it erases the bytes that were left.
    documents = sync.forget(folder, path)
    with Store.open(folder) as store:
        around = enclosing(store.roots(), real)
    shown = one_line(str(path))
    if not (documents or roots or listed or around is not None or os.path.lexists(path)):
        raise UsageError(
            f"there is no file or folder `{path}`, nor anything of it in the library",
            "check the path; `uniconv-edge status` names the folders of the library",
        )
    if documents and around is not None and path.exists():
        within = one_line(around.path)
        narrate(f"the next run reads it again, as part of {within}; a line in .uniconvignore there leaves it out")
    if as_json:
        emit_json({"schema": SCHEMA, "path": str(path), "documents": documents, "roots": roots})
    elif documents:
        emit(f"forgot {count(documents, 'document')} below {shown}" if documents > 1 else f"forgot {shown}")
    elif roots or listed:
        emit(f"forgot {shown}, of which the library had no document")
    else:
        narrate(f"nothing of {shown} was in the library; `uniconv-edge status` names its folders")


def _is_meant(store: Store, path: Path, roots: Sequence[str], as_json: bool) -> bool:
    """Whether all that is known below a path may go: it was indexed itself, or is part of what was, or the person says
    so. Raises UsageError where nobody can be asked."""
    from uniconv_edge.library.roots import enclosing
    from uniconv_edge.library.walk import is_under

    places = str(path.absolute()), os.path.realpath(path)
    if not roots or any(enclosing(store.roots(), place) for place in places):
        return True
    documents = sum(is_under(os.fsdecode(raw), places) for (raw,) in store.rows("SELECT path FROM documents"))
    held = f"`{one_line(str(path))}` holds {count(len(roots), 'indexed folder')} with {count(documents, 'document')}"
    if can_ask(as_json):
        return confirmed(f"{held}. Forget all of it?")
    raise UsageError(f"{held}, and was not indexed itself", "name one of them, or add `--yes` to forget all of it")


def _known_below(store: Store, places: Sequence[str]) -> tuple[list[str], bool]:
    """The roots at and below places, and whether a file there is listed as not read."""
    from uniconv_edge.library.walk import is_under

    skipped = (os.fsdecode(raw) for (raw,) in store.rows("SELECT path FROM skipped"))
    return [root for root in store.roots() if is_under(root, places)], any(is_under(each, places) for each in skipped)
