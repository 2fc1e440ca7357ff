"""`status`, `collections`, `export` and `import`: the library as a whole, on the command line."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from uniconv_edge import paths
from uniconv_edge.cli import arguments
from uniconv_edge.cli.arguments import JsonOption, LibraryOption
from uniconv_edge.cli.output import SCHEMA, emit, emit_done, emit_json, narrate, one_line
from uniconv_edge.errors import UsageError
from uniconv_edge.types import Skipped
from uniconv_edge.wording import count, counted, is_passed_over

if TYPE_CHECKING:
    from uniconv_edge.library.collections import Collection
    from uniconv_edge.library.roots import Root
    from uniconv_edge.library.transfer import Manifest
    from uniconv_edge.types import LibraryStatus

_collections = typer.Typer(help="List, rename and remove the named collections of the library.")


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("status")(status)
    app.command("export")(export)
    app.command("import")(import_)
    app.add_typer(_collections, name="collections", invoke_without_command=True)


def status(
    library: LibraryOption = None,
    as_json: JsonOption = False,
    skipped: bool = typer.Option(
        False, "--skipped", help="Name every file that was not read, or only in part, with the reason."
    ),
) -> None:
    """Say what the library holds."""
    from uniconv_edge.library.store import Store

    with Store.open(paths.library_folder(library)) as store, store.snapshot():
        state = store.status()
        roots = store.roots()
    if as_json:
        emit_json(status_json(state, roots, skipped=skipped))
        return
    emit(f"library: {one_line(state.folder)}")
    emit(f"documents: {state.documents:,}, passages: {state.passages:,}, size: {state.size_bytes / 1e6:.1f} MB")
    emit(f"model: {state.model or 'none yet'}")
    for path, documents in zip(state.roots, state.root_documents, strict=True):
        emit(f"indexed folder: {one_line(path)}, documents: {documents:,}{_rules_text(roots[path])}")
    for what, entries in (("read in part", state.partly), ("skipped files", state.skipped)):
        emit(f"{what}: {len(entries)}" + ("" if skipped or not entries else " (see --skipped)"))
    if state.unfinished:
        emit("the last run ended before it had read all files: `uniconv-edge index` goes on")
    if skipped:
        print_partly(state.partly)
        print_skipped(state.skipped, every=True)


def status_json(state: LibraryStatus, roots: Mapping[str, Root], *, skipped: bool = False) -> dict[str, Any]:
    """The object of `status --json`, with the files that were not read, or only in part, if `skipped`."""
    return {
        "schema": SCHEMA,
        **asdict(state),
        "skipped": [asdict(entry) for entry in state.skipped] if skipped else [],
        "skipped_count": len(state.skipped),
        "partly": [asdict(entry) for entry in state.partly] if skipped else [],
        "partly_count": len(state.partly),
        "rules": {path: _rules_json(root) for path, root in roots.items()},
    }


def _rules_json(root: Root) -> dict[str, Any]:
    return {"collection": root.collection, **asdict(root.rules)}


def _rules_text(root: Root) -> str:
    """What a root has besides the usual, in brackets."""
    rules = root.rules
    said = [
        f"collection {root.collection}" if root.collection != "default" else "",
        f"only {' '.join(rules.include)}" if rules.include else "",
        f"without {' '.join(rules.exclude)}" if rules.exclude else "",
        f"files up to {rules.max_bytes:,} bytes" if rules.max_bytes else "",
        "" if rules.gitignore else ".gitignore not followed",
    ]
    text = "; ".join(part for part in said if part)
    return f" ({one_line(text)})" if text else ""


@_collections.callback()
def collections(
    context: typer.Context,
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the named collections of the library. `index --collection NAME` makes one."""
    if context.invoked_subcommand is None:
        list_(library, as_json)


@_collections.command("list")
def list_(library: LibraryOption = None, as_json: JsonOption = False) -> None:
    """List the named collections of the library."""
    from uniconv_edge.library.collections import collections as listed

    found = listed(paths.library_folder(library))
    if as_json:
        emit_json({"schema": SCHEMA, "collections": [asdict(collection) for collection in found]})
        return
    for collection in found:
        emit(f"{collection.name}: {_held(collection)}")
        for root in collection.roots:
            emit(f"  {one_line(root)}")


@_collections.command("rename")
def rename(
    old: Annotated[str, typer.Argument(help="The collection.")],
    new: Annotated[str, typer.Argument(help="Its new name; a collection of this name takes it in.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give a collection another name."""
    from uniconv_edge.library import collections

    collections.rename(paths.library_folder(library), old, new)
    emit_done(as_json, f"{old} is {new} now", old=old, new=new)


@_collections.command("remove")
def remove(
    name: Annotated[str, typer.Argument(help="The collection.")],
    library: LibraryOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove every trace of a collection's documents from the library. The files themselves are not touched."""
    from uniconv_edge.library import collections

    documents = collections.remove(paths.library_folder(library), name)
    emit_done(as_json, f"removed {name}: {count(documents, 'document')}", name=name, documents=documents)


def export(
    file: Annotated[Path, typer.Argument(parser=arguments.path, help="The file to write.")],
    library: LibraryOption = None,
    replace: bool = typer.Option(False, "--replace", help="Overwrite the file if it exists."),
    as_json: JsonOption = False,
) -> None:
    """Write the whole library to one file, to be imported on another machine."""
    from uniconv_edge.library.transfer import export_library

    target = file.absolute()
    if target.is_dir():
        raise UsageError(f"`{target}` is a folder", f"name a file in it, for example `{target / 'library.uniconv'}`")
    manifest = export_library(paths.library_folder(library), target, replace=replace)
    size = target.stat().st_size
    said = f"exported {_held(manifest)}: {one_line(str(target))} ({size / 1e6:.1f} MB)"
    emit_done(as_json, said, file=str(target), size_bytes=size, manifest=asdict(manifest))


def import_(
    file: Annotated[Path, typer.Argument(parser=arguments.path, help="A file that `export` wrote.")],
    moved: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="OLD=NEW", help="A folder's place there and its place here. Repeatable."),
    ] = None,
    library: LibraryOption = None,
    replace: bool = typer.Option(False, "--replace", help="Lose what the library holds now."),
    as_json: JsonOption = False,
) -> None:
    """Make the library the one in an exported file, whose digest is verified first."""
    from uniconv_edge.library import vectors
    from uniconv_edge.library.store import Store
    from uniconv_edge.library.transfer import import_library

    folder = paths.library_folder(library)
    moves: dict[str, str] = {}
    for pair in moved or ():
        old, separator, new = pair.partition("=")
        if not separator or not old or not new:
            raise UsageError(f"`--map {pair}` is not OLD=NEW", "for example `--map /home/ann=/home/bob`")
        moves[old.rstrip("/") or "/"] = os.path.realpath(paths.expanded(new))
    manifest = import_library(folder, file, moves, replace=replace)
    with Store.open(folder) as store:
        absent = [path for path in store.roots() if not os.path.lexists(path)]
        if not vectors.is_current(store, folder):
            narrate("the vector file could not be written; until the next `uniconv-edge index` searches take longer")
    if as_json:
        emit_json({"schema": SCHEMA, "folder": str(folder), "manifest": asdict(manifest), "absent_roots": absent})
        return
    model = one_line(manifest.model or "none")
    emit(f"imported {_held(manifest)}, model {model}")
    for path in absent:
        emit(f"not on this machine: {one_line(path)} (its documents are kept; `--map OLD=NEW` tells where it is)")


def _held(found: Collection | Manifest) -> str:
    return f"{count(found.documents, 'document')}, {count(found.passages, 'passage')}"


def print_partly(partly: Sequence[Skipped]) -> None:
    """Each document that was not read whole, with what of it was not."""
    for entry in partly:
        emit(f"read in part: {one_line(f'{entry.path}: {entry.reason}')}")


def print_skipped(skipped: Sequence[Skipped], *, every: bool) -> None:
    """Each file with its reason; those that were passed over are counted unless `every` is asked for."""
    for entry in skipped:
        if every or not is_passed_over(entry):
            emit(f"skipped: {one_line(f'{entry.path}: {entry.reason}')}")
    for line in [] if every else counted(skipped):
        emit(f"skipped: {one_line(line)}")
