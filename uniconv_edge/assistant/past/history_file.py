"""The file of stored conversations: SQLite, private to its owner; its tables, its versions, what may be wrong with it.

The rollback journal is used and not WAL: writes are few, and several programs may write at once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from uniconv_edge.errors import DiskFull, HistoryDamaged, UniconvError
from uniconv_edge.library.database import make_private

VERSION = 2
_TABLES = """
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    library TEXT NOT NULL,
    head INTEGER,
    filters TEXT NOT NULL DEFAULT '',
    created_ms INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL
);
CREATE TABLE exchanges (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    parent_id INTEGER REFERENCES exchanges (id) ON DELETE CASCADE,
    question TEXT NOT NULL,
    reply TEXT NOT NULL,
    answer TEXT NOT NULL,
    created_ms INTEGER NOT NULL
);
CREATE INDEX exchanges_by_conversation ON exchanges (conversation_id, parent_id);
CREATE VIRTUAL TABLE said USING fts5 (
    question, reply, content = 'exchanges', content_rowid = 'id', tokenize = "porter unicode61 remove_diacritics 2"
);
CREATE TRIGGER exchanges_added AFTER INSERT ON exchanges BEGIN
    INSERT INTO said (rowid, question, reply) VALUES (new.id, new.question, new.reply);
END;
CREATE TRIGGER exchanges_removed AFTER DELETE ON exchanges BEGIN
    INSERT INTO said (said, rowid, question, reply) VALUES ('delete', old.id, old.question, old.reply);
END;
"""


def opened(path: Path) -> sqlite3.Connection:
    """The file, made with its folder (for the owner only) when missing.

    Raises HistoryDamaged, DiskFull, UniconvError.
    """
    with errors_of(path):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        make_private(path)
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5.0)
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def inspect(path: Path) -> int:
    """How many conversations are stored in `path`, which is only read, or 0 where there is none. Raises HistoryDamaged,
    UniconvError."""
    with errors_of(path):
        if not path.exists():
            return 0
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5.0)) as connection:
            if not _version(connection, path):
                return 0  # made, and not yet filled
            verdict = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
            if verdict != "ok":
                raise damaged(path, verdict)
            return int(connection.execute("SELECT count(*) FROM conversations").fetchone()[0])


def _version(connection: sqlite3.Connection, path: Path) -> int:
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if found > VERSION:
        raise HistoryDamaged(
            f"`{path}` was written by a newer version (schema {found}, this program reads up to {VERSION})",
            "update uniconv-edge",
        )
    return found


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON", "recursive_triggers = ON"):
        connection.execute(f"PRAGMA {pragma}")
    found = _version(connection, path)
    if found < VERSION:
        change = "ALTER TABLE conversations ADD COLUMN filters TEXT NOT NULL DEFAULT '';" if found else _TABLES
        try:
            connection.executescript(f"BEGIN IMMEDIATE; {change} PRAGMA user_version = {VERSION}; COMMIT;")
        except sqlite3.OperationalError:
            # Another program may have done so between the look and the lock.
            connection.rollback()
            if int(connection.execute("PRAGMA user_version").fetchone()[0]) != VERSION:
                raise


def damaged(path: Path, reason: str) -> HistoryDamaged:
    """The error of a file that cannot be used as it is."""
    return HistoryDamaged(
        f"the stored conversations `{path}` are damaged: {reason}",
        "move the file away to begin anew; documents are not affected",
    )


@contextmanager
def errors_of(path: Path) -> Iterator[None]:
    """What goes wrong with the file meanwhile is raised as HistoryDamaged, DiskFull or UniconvError."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        primary = code & 0xFF if code is not None else None
        if primary == sqlite3.SQLITE_FULL:
            raise DiskFull(f"no room to store the conversation in `{path}`", "free some room") from error
        if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or primary is None:
            raise damaged(path, str(error)) from error
        if code == sqlite3.SQLITE_READONLY_ROLLBACK:
            raise UniconvError(
                f"a write to the stored conversations `{path}` was cut off",
                "`uniconv-edge conversations list` takes back what is half written",
            ) from error
        busy = primary == sqlite3.SQLITE_BUSY
        hint = "another program uses them: try again in a moment" if busy else "check its permissions"
        raise UniconvError(f"cannot use the stored conversations `{path}`: {error}", hint) from error
    except OSError as error:
        raise UniconvError(
            f"cannot use the stored conversations `{path}`: {error.strerror}", "check the permissions of its folder"
        ) from error
