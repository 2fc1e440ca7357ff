"""Named parts of a library: each root and its documents belong to one, `default` unless the person says otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from uniconv_edge.errors import LibraryMissing, UsageError
from uniconv_edge.library.roots import check_name
from uniconv_edge.library.store import Store
from uniconv_edge.library.writer import Writer


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection: its roots, and how many documents and passages it holds."""

    name: str
    roots: tuple[str, ...]
    documents: int
    passages: int


def collections(folder: Path) -> list[Collection]:
    """All collections of a library, by name. Raises LibraryMissing."""
    with Store.open(folder) as store, store.snapshot():
        return _collections(store)


def check_named(folder: Path, names: Sequence[str]) -> None:
    """Raises UsageError for a name that no collection has: as a filter it would let no document pass. That there is no
    library is left to the one who searches it."""
    try:
        with Store.open(folder) as store:
            check_held(store, names)
    except LibraryMissing:
        return


def check_held(store: Store, names: Sequence[str]) -> None:
    """Raises UsageError for a name that no collection of an open library has."""
    held = {str(name) for (name,) in store.rows("SELECT DISTINCT collection FROM documents")}
    there = sorted(held | {root.collection for root in store.roots().values()})
    for name in names:
        if name not in there:
            raise UsageError(f"no collection `{name}`", f"there are: {', '.join(there) or 'none yet'}")


def rename(folder: Path, old: str, new: str) -> None:
    """Give a collection another name; one that has this name already takes it in. Raises UsageError, LibraryBusy."""
    check_name(new)
    with Store.open(folder) as store:
        check_held(store, [old])
    with Store.open(folder, write=True) as store:
        Writer(store).rename_collection(old, new)


def remove(folder: Path, name: str) -> int:
    """Remove every trace of a collection's documents and forget its roots. Returns how many documents left. Raises
    UsageError, and LibraryBusy and DiskFull as `Writer.forget` does."""
    with Store.open(folder) as store:
        check_held(store, [name])
    from uniconv_edge.library.sync import erasing  # with all that reads documents, which no question needs

    with erasing(folder) as writer:
        return writer.forget_collection(name)


def _collections(store: Store) -> list[Collection]:
    counts = {
        str(name): (int(documents), int(passages))
        for name, documents, passages in store.rows(
            "SELECT collection, count(DISTINCT documents.id), count(passages.id) FROM documents "
            "LEFT JOIN passages ON document_id = documents.id GROUP BY collection"
        )
    }
    roots: dict[str, list[str]] = {}
    for root in store.roots().values():
        roots.setdefault(root.collection, []).append(root.path)
    return [
        Collection(name, tuple(roots.get(name, ())), *counts.get(name, (0, 0)))
        for name in sorted(counts.keys() | roots.keys())
    ]
