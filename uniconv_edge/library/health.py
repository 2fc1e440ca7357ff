"""What `doctor` says about a library: findings with a level, and what to do about each."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from uniconv_edge.errors import LibraryMissing, UniconvError
from uniconv_edge.library import lock, vectors
from uniconv_edge.library.database import library_errors
from uniconv_edge.library.store import Store

# Before this version two connections that write or checkpoint at one moment can damage a database in WAL mode.
_WAL_RESET_FIXED = (3, 51, 3)
_OTHERS_MAY = 0o077


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
    if not folder.is_dir():
        return [
            *found,
            Finding("ok", "library", f"none yet in `{folder}`", "make one with `uniconv-edge index FOLDER`"),
        ]
    found.extend(_permissions(folder))
    found.append(_lock(folder))
    try:
        with Store.open(folder) as store:
            found.extend(_record(store))
            found.append(_vector_cache(store, folder))
    except LibraryMissing as error:
        found.append(Finding("warn", "library", error.message, error.hint))
    except UniconvError as error:
        found.append(Finding("fail", "library", error.message, error.hint))
    return found


def repair(folder: Path) -> list[str]:
    """Rebuild what is derived from the record, where it disagrees: words and vector file. Raises LibraryBusy."""
    done: list[str] = []
    with Store.open(folder, write=True) as store:
        if not _words_agree(store):
            with library_errors(folder):
                store.connection.execute("INSERT INTO words (words) VALUES ('rebuild')")
            done.append("the word index was rebuilt")
        if vectors.refresh(store, folder):
            done.append("the vector file was rebuilt")
    return done


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
    wide = [path.name or str(path) for path in (folder, *sorted(folder.iterdir())) if _is_wide(path)]
    if wide:
        advice = f"run `chmod -R go= '{folder}'`"
        yield Finding("fail", "permissions", f"other accounts may read {', '.join(wide)} in `{folder}`", advice)
    else:
        yield Finding("ok", "permissions", f"`{folder}` is its owner's only")


def _is_wide(path: Path) -> bool:
    try:
        return bool(stat.S_IMODE(os.lstat(path).st_mode) & _OTHERS_MAY)
    except FileNotFoundError:  # a writer removed it meanwhile
        return False


def _lock(folder: Path) -> Finding:
    if not lock.is_held(folder):
        return Finding("ok", "lock", "nobody is writing")
    return Finding("ok", "lock", f"process {lock.holder(folder)} is writing")


def _record(store: Store) -> Iterator[Finding]:
    with library_errors(store.folder):
        verdict = str(store.connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        orphans = store.connection.execute("PRAGMA foreign_key_check").fetchone()
    if verdict != "ok" or orphans is not None:
        advice = "move the folder away and index again"
        yield Finding(
            "fail", "library", f"the record is damaged: {verdict if orphans is None else 'lost rows'}", advice
        )
        return
    documents, passages = store.counts()
    yield Finding(
        "ok", "library", f"{documents} documents, {passages} passages, model {store.model_identity or 'none'}"
    )
    vectors_held = int(store.rows("SELECT count(*) FROM vectors")[0][0])
    if vectors_held < passages:
        missing = passages - vectors_held
        yield Finding("warn", "vectors", f"{missing} passages have no vector yet", "run `uniconv-edge index` again")


def _vector_cache(store: Store, folder: Path) -> Finding:
    if not store.counts()[1]:
        return Finding("ok", "vector file", "not needed yet")
    if vectors.is_current(store, folder):
        return Finding("ok", "vector file", "current and undamaged")
    return Finding(
        "warn",
        "vector file",
        "absent, stale or damaged; answers are correct, searches of large libraries slower",
        "run `uniconv-edge doctor --repair`",
    )
