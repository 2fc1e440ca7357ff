"""Whether a record is whole, and its tables and every value in them are such as this program writes: asked of one that
goes to or came from elsewhere, and by `doctor`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any

from uniconv_edge.errors import LibraryDamaged, UsageError
from uniconv_edge.expressions import expression
from uniconv_edge.library import schema
from uniconv_edge.library.database import record_fault
from uniconv_edge.library.ignore import Patterns, Rules
from uniconv_edge.library.quantised import Quantised, is_stored
from uniconv_edge.wording import count

# Fewer digits than SQLite's integers have: a generation and an id can go on growing.
_NUMBER = expression(r"[0-9]{1,18}")
_MOST = 10**18
_MOST_DIMS = 1 << 16
_ENCODING = "UTF-8"
_VECTORS_AT_ONCE = 1_000
_DIMS_OF = {"vectors": "dims", "next_vectors": "next_dims"}


def check_record(connection: sqlite3.Connection, named: str, remedy: str) -> None:
    """Raises LibraryDamaged, which says what it is `named` and the remedy, unless encoding, tables, indexes and
    triggers are those that this program makes for the schema of the file, SQLite finds the record whole, and all that
    `meta` says is there."""
    version = schema.version(connection)
    encoding = connection.execute("PRAGMA encoding").fetchone()[0]
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as ours:
        schema.migrate(ours, min(version, schema.VERSION))
        if not 1 <= version <= schema.VERSION or encoding != _ENCODING or _shape(connection) != _shape(ours):
            raise LibraryDamaged(f"{named} holds other tables, indexes or triggers than a library has", remedy)
        if fault := record_fault(connection) or _meta_fault(_meta(connection), _meta(ours)):
            raise LibraryDamaged(f"{named} is damaged: {fault}", remedy)


def check_values(connection: sqlite3.Connection, named: str, remedy: str) -> None:
    """As `check_record`, unless every value of a record with our tables can be worked with. Vectors are looked at by
    `check_vectors`."""
    factory = connection.text_factory
    try:
        _check_types(connection)
        _check_ranges(connection)
        _check_paths(connection)
        _check_rules(connection)
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError, UsageError) as error:
        raise LibraryDamaged(f"{named} is damaged: {error}", remedy) from error
    finally:
        connection.text_factory = factory


def check_vectors(connection: sqlite3.Connection, named: str, remedy: str) -> None:
    """As `check_record`, unless every vector can be searched."""
    if number := sum(map(len, unusable_vectors(connection).values())):
        raise LibraryDamaged(f"{named} is damaged: {count(number, 'vector')} that no search can use", remedy)


def unusable_vectors(connection: sqlite3.Connection) -> dict[str, list[int]]:
    """Of `vectors` and `next_vectors` the passages whose vector is not of its model's length or not what was stored."""
    meta = _meta(connection)
    found: dict[str, list[int]] = {}
    for table, key in _DIMS_OF.items():
        dims = int(meta[key])
        rows = connection.execute(f"SELECT passage_id, vector FROM {table}")  # noqa: S608 - two names
        found[table] = list(_unsound(rows, dims))
    return found


def _unsound(rows: sqlite3.Cursor, dims: int) -> Iterator[int]:
    while some := rows.fetchmany(_VECTORS_AT_ONCE):
        whole = [row for row in some if is_stored(row[1], dims)]
        sound = Quantised.read([row[1] for row in whole], dims).sound()
        usable = {row[0] for row, is_sound in zip(whole, sound, strict=True) if is_sound}
        yield from (int(row[0]) for row in some if row[0] not in usable)


def _meta(connection: sqlite3.Connection) -> dict[str, Any]:
    return dict(connection.execute("SELECT key, value FROM meta").fetchall())


def _meta_fault(meta: Mapping[str, Any], initial: Mapping[str, Any]) -> str:
    """What is lacking of the values that a new record has, or is no number where it has one; "" for nothing."""
    for key, value in initial.items():
        if key not in meta:
            return f"no `{key}`"
        said = str(meta[key])
        if value == "0" and not _NUMBER.fullmatch(said):
            return f"`{key}` is {said[:30]!r}"
        if key in _DIMS_OF.values() and int(said) > _MOST_DIMS:
            return f"`{key}` is {said}"
    return ""


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
        (
            "messages",
            "page_index < 0 OR start < 0 OR said < start OR end < said "
            "OR (document_id, page_index) NOT IN (SELECT document_id, page_index FROM pages)",
        ),
        ("sqlite_sequence", f"typeof(seq) <> 'integer' OR seq NOT BETWEEN 0 AND {_MOST}"),
    ):
        if connection.execute(f"SELECT 1 FROM {table} WHERE {wrong} LIMIT 1").fetchone():  # noqa: S608 - as above
            raise ValueError(f"a number in `{table}` is out of range")


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
