"""Named parts of a library: each root and its documents belong to one, `default` unless the person says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from uniconv_edge.errors import UsageError
from uniconv_edge.library.roots import check_name
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import erasing
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


def rename(folder: Path, old: str, new: str) -> None:
    """Give a collection another name; one that has this name already takes it in. Raises UsageError, LibraryBusy."""
    check_name(new)
    with Store.open(folder) as store:
        _check_is_there(store, old)
    with Store.open(folder, write=True) as store:
        Writer(store).rename_collection(old, new)


def remove(folder: Path, name: str) -> int:
    """Remove every trace of a collection's documents and forget its roots. Returns how many documents left. Raises
    UsageError, and LibraryBusy and DiskFull as `Writer.forget` does."""
    with Store.open(folder) as store:
        _check_is_there(store, name)
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


def _check_is_there(store: Store, name: str) -> None:
    names = [collection.name for collection in _collections(store)]
    if name not in names:
        raise UsageError(f"no collection `{name}`", f"there are: {', '.join(names) or 'none yet'}")
