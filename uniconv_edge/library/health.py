"""What `doctor` says about a library: findings with a level, and what to do about each."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from uniconv_edge.errors import LibraryDamaged, LibraryMissing, LibraryNewer, UniconvError
from uniconv_edge.library import bm25, lock, vectors
from uniconv_edge.library.database import (
    DATABASE_FILE,
    PRIVATE_PREFIX,
    disk_errors,
    empty_bytes,
    library_errors,
    megabytes,
    on_full_disk,
    room_to_shrink,
)
from uniconv_edge.library.store import Store, size_of
from uniconv_edge.library.untrusted import check_record, check_values, unusable_vectors
from uniconv_edge.library.writer import READER, Writer
from uniconv_edge.wording import count

# Before this version two connections that write or checkpoint at one moment can damage a database in WAL mode.
_WAL_RESET_FIXED = (3, 51, 3)
_OTHERS_MAY = 0o077
_LITTLE_ROOM = 200_000_000
_THE_RECORD, _ANEW = "the record", "move the folder away and index again"
_INDEXING, _REPAIRING = "run `uniconv-edge index`", "run `uniconv-edge doctor --repair`"
_BOTH = f"{_REPAIRING}, then `uniconv-edge index`"


@dataclass(frozen=True, slots=True)
class Finding:
    """One checked thing. `level` is "ok", "warn" or "fail"; `advice` is empty when there is nothing to do."""

    level: str
    subject: str
    message: str
    advice: str = ""


def check_library(folder: Path) -> list[Finding]:
    """All findings about a library; never raises for one that is damaged or missing."""
    found = [_sqlite_version()]
    try:
        there = folder.is_dir()
        permissions = list(_permissions(folder)) if there else []
    except OSError as error:
        why = f"`{folder}` cannot be looked at: {error.strerror}"
        return [*found, Finding("fail", "library", why, "check the permissions of the folders above it")]
    if not there:
        if folder.exists():
            return [*found, Finding("fail", "library", f"`{folder}` is not a folder", "name another with `--library`")]
        return [
            *found,
            Finding("ok", "library", f"none yet in `{folder}`", "make one with `uniconv-edge index FOLDER`"),
        ]
    found.extend(permissions)
    found.append(_lock(folder))
    found.append(_room(folder))
    try:
        with Store.open(folder) as store, store.snapshot():
            found.extend(_record(store))
            found.append(_vector_cache(store, folder))
            found.extend(_roots(store))
    except LibraryMissing as error:
        found.append(Finding("warn", "library", error.message, error.hint))
    except UniconvError as error:
        lost = isinstance(error, LibraryDamaged) and not isinstance(error, LibraryNewer)
        found.append(Finding("fail", "library", error.message, _ANEW if lost else error.hint))
    return found


def repair(folder: Path) -> list[str]:
    """Rebuild what is derived from the record, where it disagrees, and close the library to other accounts.

    Words and vector file are built again; vectors and documents that cannot be right are made again by the next index
    run. What was done, a sentence each. Raises LibraryBusy, LibraryDamaged, DiskFull.
    """
    done: list[str] = []
    kept = "what is not repaired yet is as it was"
    with on_full_disk(folder, kept, _REPAIRING), Store.open(folder, write=True) as store:
        with disk_errors(folder):
            done.extend(_close_to_others(folder))
        with library_errors(folder):
            check_record(store.connection, f"the library in `{folder}`", _ANEW)
        writer = Writer(store)
        if not (bm25.is_whole(store) and _words_agree(store)):
            writer.rebuild_words()
            done.append("the word index was rebuilt")
        if vectors_removed := writer.remove_unusable_vectors():
            removed = count(vectors_removed, "unusable vector")
            done.append(f"{removed} removed; `uniconv-edge index` makes them again")
        if documents := writer.distrust(_contradicting(store)):
            told = f"{count(documents, 'document')} with passages that do not stand on their pages"
            done.append(f"{told}: `uniconv-edge index` reads them again")
        if vectors.refresh(store, folder):
            done.append("the vector file was rebuilt")
    return done


def _close_to_others(folder: Path) -> Iterator[str]:
    """Take from other accounts what is the library's own; what a link leads to is another's to close."""
    wide = [path for path in _own(folder) if _is_wide(path) and not path.is_symlink()]
    for path in wide:
        path.chmod(0o700 if path.is_dir() else 0o600)
    if wide:
        yield f"{count(len(wide), 'file')} {'was' if len(wide) == 1 else 'were'} closed to other accounts"


def _own(folder: Path) -> list[Path]:
    """What the library has written, and its folder where nothing else is in it: one that was there keeps its mode."""
    ours = {lock.LOCK_FILE, *(DATABASE_FILE + end for end in ("", "-wal", "-shm", "-journal"))}
    ours.update(path.name for path in (*vectors.files(folder), *folder.glob(f"{PRIVATE_PREFIX}*")))
    there = sorted(folder.iterdir())
    own = [path for path in there if path.name in ours]
    return own if len(own) < len(there) else [folder, *own]


def _contradicting(store: Store) -> list[int]:
    """Documents with a passage that is not the part of its page that it says to be, or with none at all."""
    return [int(key) for (key,) in store.rows("SELECT id FROM documents") if not _stands_on_its_pages(store, key)]


def _stands_on_its_pages(store: Store, document: int) -> bool:
    """Each page is read once: SQLite would look for the part from its beginning, of a book as one page for each
    passage."""
    try:
        pages = dict(store.rows("SELECT page_index, text FROM pages WHERE document_id = ?", document))
        passages = store.rows("SELECT page_index, start, end, text FROM passages WHERE document_id = ?", document)
        return bool(passages) and all(pages[page][start:end] == text for page, start, end, text in passages)
    except (LibraryDamaged, KeyError, TypeError):  # text that is none, no such page, a place that is no number
        return False


def _distrusted(store: Store) -> set[int]:
    """Documents that the next index run reads again, whatever their files are."""
    return {int(key) for (key,) in store.rows("SELECT id FROM documents WHERE reader = 0")}


def _words_agree(store: Store) -> bool:
    try:
        store.connection.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError:
        return False
    return True


def _sqlite_version() -> Finding:
    if sqlite3.sqlite_version_info >= _WAL_RESET_FIXED:
        return Finding("ok", "sqlite", sqlite3.sqlite_version)
    return Finding(
        "warn",
        "sqlite",
        f"{sqlite3.sqlite_version} has the WAL-reset bug; here one process writes at a time, which avoids it",
        "do not open the library with other programs while indexing",
    )


def _permissions(folder: Path) -> Iterator[Finding]:
    wide = [path for path in _own(folder) if _is_wide(path)]
    if wide:
        names = ", ".join(path.name or str(path) for path in wide)
        linked = next((path for path in wide if path.is_symlink()), None)
        advice = _REPAIRING if linked is None else f"`chmod go= {linked.resolve()}`"
        yield Finding("fail", "permissions", f"other accounts may read {names} in `{folder}`", advice)
    elif closed := [path for path in _own(folder) if path.exists() and not os.access(path, os.R_OK | os.W_OK)]:
        names = ", ".join(str(path) for path in closed)
        yield Finding("warn", "permissions", f"this account may not write {names}: it can only ask", "`chmod u+w` them")
    else:
        yield Finding("ok", "permissions", f"what the library has in `{folder}` is its owner's only")


def _is_wide(path: Path) -> bool:
    """Whether others may read a file or folder, or what a link leads to."""
    try:
        return bool(stat.S_IMODE(path.stat().st_mode) & _OTHERS_MAY)
    except OSError:  # a writer removed it meanwhile, or a link leads nowhere
        return False


def _lock(folder: Path) -> Finding:
    named = lock.holder(folder)
    if lock.is_held(folder):
        return Finding("ok", "lock", f"process {named or '?'} is writing")
    if named:
        return Finding("ok", "lock", f"nobody is writing (process {named} was stopped before its end)")
    return Finding("ok", "lock", "nobody is writing")


def _room(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    used = size_of(folder)
    if free < max(_LITTLE_ROOM, used):
        return Finding(
            "warn", "disk", f"{free / 1e6:,.0f} MB are free, the library has {used / 1e6:,.0f} MB", "free some"
        )
    return Finding("ok", "disk", f"{free / 1e9:,.1f} GB are free")


def _roots(store: Store) -> Iterator[Finding]:
    absent = [path for path in store.roots() if not os.path.lexists(path)]
    for path in absent:
        advice = (
            "mount or restore it; if it was moved, `uniconv-edge index` its new place; "
            "then `uniconv-edge index --remove-missing` removes its documents"
        )
        yield Finding("warn", "folder", f"`{path}` is not there; its documents are kept", advice)


def _record(store: Store) -> Iterator[Finding]:
    """Raises LibraryDamaged for what can only be made anew."""
    with library_errors(store.folder):
        check_record(store.connection, _THE_RECORD, _ANEW)
        mendable = list(_mendable(store))
        if not mendable:  # else the same value would be told as what it is not
            check_values(store.connection, _THE_RECORD, _ANEW)
    documents, passages = store.counts()
    yield Finding(
        "ok",
        "library",
        f"{count(documents, 'document')}, {count(passages, 'passage')}, model {store.model_identity or 'none'}",
    )
    yield from mendable
    ((older,),) = store.rows("SELECT count(*) FROM documents WHERE reader BETWEEN 1 AND ?", READER - 1)
    if older:
        told = f"{count(older, 'document')} as an older version of the program read {'it' if older == 1 else 'them'}"
        yield Finding("warn", "reading", told, _INDEXING)
    if empty := empty_bytes(store.connection):
        room = megabytes(room_to_shrink(store.folder, empty))
        told = f"{empty / 1e6:,.0f} MB of the record are empty"
        yield Finding("warn", "size", told, f"{_INDEXING} while {room} are free and nothing else reads the library")
    held, following = store.rows("SELECT (SELECT count(*) FROM vectors), (SELECT count(*) FROM next_vectors)")[0]
    if held < passages:
        yield Finding("warn", "vectors", f"{count(passages - held, 'passage')} without a vector yet", _INDEXING)
    if coming := store.meta("next_model"):
        yield Finding("warn", "model change", f"{following} of {passages} vectors of {coming} are there", _INDEXING)


def _mendable(store: Store) -> Iterator[Finding]:
    """What a repair and the next index run make anew."""
    if unusable := sum(map(len, unusable_vectors(store.connection).values())):
        yield Finding("fail", "vectors", f"{count(unusable, 'vector')} that no search can use", _BOTH)
    words, passages = store.rows("SELECT (SELECT count(*) FROM words_docsize), (SELECT count(*) FROM passages)")[0]
    if words != passages:
        yield Finding("fail", "words", f"the word index has {words} of {passages} passages", _REPAIRING)
    elif not bm25.is_whole(store):
        yield Finding("fail", "words", "the word index is damaged", _REPAIRING)
    if contradicting := _contradicting(store):
        told = f"{count(len(contradicting), 'document')} with passages that do not stand on their pages"
        waiting = _distrusted(store)  # what a repair leaves to the next run
        yield Finding("fail", "documents", told, _INDEXING if waiting.issuperset(contradicting) else _BOTH)


def _vector_cache(store: Store, folder: Path) -> Finding:
    if not store.counts()[1]:
        return Finding("ok", "vector file", "not needed yet")
    if vectors.is_current(store, folder):
        return Finding("ok", "vector file", "current and undamaged")
    return Finding(
        "warn",
        "vector file",
        "absent, stale or damaged; answers are correct, searches of large libraries slower",
        _REPAIRING,
    )
