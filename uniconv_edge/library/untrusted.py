"""A record that goes to or came from elsewhere: whether it is whole, and its tables and every value in them are such as
this program writes."""

from __future__ import annotations

import re
import sqlite3

import numpy as np

from uniconv_edge.errors import LibraryDamaged, UsageError
from uniconv_edge.library import schema
from uniconv_edge.library.database import record_fault
from uniconv_edge.library.ignore import Patterns, Rules

# Fewer digits than SQLite's integers have: a generation and an id can go on growing.
_NUMBER = re.compile(r"[0-9]{1,18}")
_MOST = 10**18
_MOST_DIMS = 1 << 16
_ENCODING = "UTF-8"


def has_our_tables(connection: sqlite3.Connection) -> bool:
    """Whether encoding, tables, indexes and triggers are those that this program makes for the schema of the file."""
    version = schema.version(connection)
    if not 1 <= version <= schema.VERSION or connection.execute("PRAGMA encoding").fetchone()[0] != _ENCODING:
        return False
    ours = sqlite3.connect(":memory:", isolation_level=None)
    try:
        schema.migrate(ours, version)
        return _shape(ours) == _shape(connection)
    finally:
        ours.close()


def _shape(connection: sqlite3.Connection) -> dict[str, object]:
    shape: dict[str, object] = {}
    for kind, name, text in connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall():
        if name == "sqlite_stat1":
            continue
        if kind == "table" and not text.upper().startswith("CREATE VIRTUAL"):
            shape[name] = _columns(connection, name)
        else:
            shape[name] = (kind, text)
    return shape


def _columns(connection: sqlite3.Connection, table: str) -> list[tuple[str, str, int, str | None, int]]:
    """(name, type, whether it must be there, default, place in the key) of each column."""
    quoted = table.replace('"', '""')
    return [row[1:] for row in connection.execute(f'PRAGMA table_info("{quoted}")')]


def check_record(connection: sqlite3.Connection, named: str, remedy: str) -> None:
    """Raises LibraryDamaged, which says what it is `named` and the remedy, unless SQLite finds the record whole and its
    tables are ours."""
    if not has_our_tables(connection):
        raise LibraryDamaged(f"{named} holds other tables than a library has", remedy)
    if fault := record_fault(connection):
        raise LibraryDamaged(f"{named} is damaged: {fault}", remedy)


def check_values(connection: sqlite3.Connection, named: str, remedy: str) -> None:
    """As `check_record`, unless every value of a record with our tables can be worked with."""
    try:
        _check_types(connection)
        _check_ranges(connection)
        _check_meta(connection)
        _check_paths(connection)
        _check_rules(connection)
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError, UsageError) as error:
        raise LibraryDamaged(f"{named} is damaged: {error}", remedy) from error


def _check_types(connection: sqlite3.Connection) -> None:
    """SQLite keeps any type in any column; texts are read whole, which fails where one is not UTF-8."""
    connection.text_factory = bytes.decode  # its error is Python's, that of `str` one of SQLite's
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'words%'")
    for (table,) in tables.fetchall():
        columns = [(f'"{name}"', kind, needed) for name, kind, needed, *_ in _columns(connection, table) if kind]
        for name, kind, needed in columns:
            allowed = f"('{kind.lower()}')" if needed else f"('{kind.lower()}', 'null')"
            if connection.execute(f"SELECT 1 FROM {table} WHERE typeof({name}) NOT IN {allowed} LIMIT 1").fetchone():  # noqa: S608 - our names
                raise ValueError(f"{name} of {table} is no {kind}")
        texts = [name for name, kind, _ in columns if kind == "TEXT"]
        for _ in connection.execute(f"SELECT {', '.join(texts)} FROM {table}") if texts else ():  # noqa: S608
            pass


def _check_ranges(connection: sqlite3.Connection) -> None:
    for table, wrong in (
        ("documents", f"id NOT BETWEEN 1 AND {_MOST}"),
        ("passages", f"id NOT BETWEEN 1 AND {_MOST} OR start < 0 OR end < start OR page_index < 0"),
        ("pages", "page_index < 0"),
        ("sqlite_sequence", f"typeof(seq) <> 'integer' OR seq NOT BETWEEN 0 AND {_MOST}"),
    ):
        if connection.execute(f"SELECT 1 FROM {table} WHERE {wrong} LIMIT 1").fetchone():  # noqa: S608 - as above
            raise ValueError(f"a number in `{table}` is out of range")


def _check_meta(connection: sqlite3.Connection) -> None:
    meta = dict(connection.execute("SELECT key, value FROM meta").fetchall())
    for key in ("generation", "dims", "next_dims"):
        if not _NUMBER.fullmatch(meta[key]):
            raise ValueError(f"`{key}` is {meta[key][:30]!r}")
    for table, key in (("vectors", "dims"), ("next_vectors", "next_dims")):
        dims = int(meta[key])
        if dims > _MOST_DIMS:
            raise ValueError(f"`{key}` is {dims}")
        for (vector,) in connection.execute(f"SELECT vector FROM {table}"):  # noqa: S608 - two names
            if len(vector) != 4 * dims:
                raise ValueError(f"{table} of another length than {4 * dims} bytes")
            if not np.isfinite(np.frombuffer(vector, "<f4")).all():
                raise ValueError(f"{table} that hold no numbers")


def _check_paths(connection: sqlite3.Connection) -> None:
    query = "SELECT path FROM roots UNION SELECT path FROM documents UNION SELECT path FROM skipped"
    for (path,) in connection.execute(query):
        if not path.startswith(b"/") or b"\0" in path:
            raise ValueError(f"{path[:80]!r} is no path")


def _check_rules(connection: sqlite3.Connection) -> None:
    for (text,) in connection.execute("SELECT rules FROM roots"):
        rules = Rules.from_json(text)
        if not all(isinstance(pattern, str) for pattern in (*rules.include, *rules.exclude)):
            raise TypeError("a pattern is no text")
        if not isinstance(rules.max_bytes, int | None):
            raise TypeError("the largest size is no number")
        for patterns in (rules.include, rules.exclude):
            Patterns.of(patterns)
