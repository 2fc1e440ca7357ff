"""A library in one file, to be taken to another machine: the record and a manifest with its digest, in a zip archive.

What comes from a file is not trusted: its digest, its tables and its record are checked before anything of it answers,
and what is derived (words, vector file) is made anew.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from uniconv_edge import __version__
from uniconv_edge.errors import DiskFull, LibraryDamaged, LibraryNewer, UniconvError, UsageError
from uniconv_edge.library import schema, vectors
from uniconv_edge.library.database import (
    DATABASE_FILE,
    PRIVATE_PREFIX,
    disk_errors,
    empty_bytes,
    library_errors,
    megabytes,
)
from uniconv_edge.library.store import Store
from uniconv_edge.library.untrusted import check_record, check_values, check_vectors
from uniconv_edge.library.walk import is_under
from uniconv_edge.regular import is_other, open_regular, sync_folder

FORMAT = "uniconv-edge library"
FORMAT_VERSION = 1
_RECORD, _MANIFEST = "library.sqlite", "manifest.json"
_MAX_MANIFEST_BYTES = 1_000_000
_BLOCK_BYTES = 1 << 20
_ROOM = 2.2  # of a record's size, to take it in: it lies beside the library and in its log, which has marks of its own
# What zipfile and its decompressors raise for bytes that are not theirs; RuntimeError: it says to be encrypted.
_DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an exported file says of itself. `sha256` and `size_bytes` are those of the record inside."""

    format: str
    version: int
    program: str
    schema: int
    documents: int
    passages: int
    model: str
    size_bytes: int
    sha256: str


def export_library(folder: Path, file: Path, *, replace: bool = False) -> Manifest:
    """Write the library as it is now to `file`, and read it back. Another process may write the library meanwhile.

    Raises UsageError when the file exists (unless `replace`), is no regular file or would lie in the library's own
    folder, LibraryMissing, LibraryDamaged, DiskFull, LibraryReadOnly.
    """
    if _is_inside(file, folder):
        raise UsageError(f"`{file}` is inside the library `{folder}`", "name a file in another folder")
    if is_other(file):
        raise UsageError(f"`{file}` exists and is no regular file", "name another file")
    if file.exists() and not replace:
        raise UsageError(f"`{file}` exists", "name another file, or add `--replace`")
    if not file.parent.is_dir():
        raise UsageError(f"there is no folder `{file.parent}`", "make it, or name another file")
    elsewhere = "free some room there, or name a file on another disk"
    with Store.open(folder) as store, _full_disk(file, elsewhere), _writing_beside(file) as temporary:
        record, packed = temporary / _RECORD, temporary / "packed"
        with library_errors(folder, written=temporary):
            os.close(os.open(record, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            store.connection.execute("PRAGMA query_only = OFF")  # the file itself is open for reading only
            store.connection.execute("VACUUM INTO ?", (str(record),))
            with closing(sqlite3.connect(record, isolation_level=None)) as copy:
                _check(copy, f"the library in `{folder}`", "run `uniconv-edge doctor`, which says what mends it")
            manifest = _describe(record)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
            archive.write(record, _RECORD)
            # Without the time of day, which a clock that stands before 1980 cannot give an archive.
            described = json.dumps(asdict(manifest), indent=1)
            archive.writestr(zipfile.ZipInfo(_MANIFEST), described, zipfile.ZIP_DEFLATED)
        record.unlink()
        with zipfile.ZipFile(packed) as archive, archive.open(_RECORD) as stream:
            if _digest(stream) != (manifest.size_bytes, manifest.sha256):
                raise LibraryDamaged(f"what was written to `{file}` is not what was read", "check the disk")
        with packed.open("rb") as written:
            os.fsync(written.fileno())
        packed.chmod(0o600)
        packed.replace(file)
        sync_folder(file.parent)
    return manifest


def import_library(folder: Path, file: Path, moves: Mapping[str, str], *, replace: bool = False) -> Manifest:
    """Make the library in `folder` the one in `file`; `moves` tells where folders are on this machine (old -> new).

    Raises UsageError (a library with documents is there, unless `replace`), LibraryDamaged, LibraryNewer, LibraryBusy,
    DiskFull. What was there before stays until the last step, which happens whole or not at all. The vector file that
    is built afterwards is a cache: where it cannot be (`vectors.is_current`), the next index run does it.
    """
    with _opened(file) as archive:
        manifest = _read_manifest(archive, file)
        needed = int(_ROOM * manifest.size_bytes)
        remedy = f"free {megabytes(needed)} there and import again"
        with _full_disk(folder, remedy):
            store = Store.open(folder, write=True)
        with store:
            if store.counts()[0] and not replace:
                raise UsageError(f"the library in `{folder}` has documents already", "add `--replace` to lose them")
            _check_room(folder, needed, remedy)
            with _full_disk(folder, remedy), _writing_beside(folder / _RECORD) as temporary:
                record = temporary / _RECORD
                _unpack(archive, file, manifest, record)
                with library_errors(file, written=folder):
                    _prepare(record, file, moves)
                    vectors.remove_files(folder)
                    _take_over(record, store)
            with suppress(UniconvError, OSError, RuntimeError, MemoryError):  # hnswlib has the last two
                vectors.refresh(store, folder)
    return manifest


def _is_inside(file: Path, folder: Path) -> bool:
    """Whether writing `file` would change what is in the library's folder, or the record that is linked there."""
    own = [os.path.realpath(folder), os.path.realpath(folder / DATABASE_FILE)]
    entry = Path(os.path.realpath(file.parent)) / file.name  # a link there would itself be replaced
    return is_under(str(entry), own) or is_under(os.path.realpath(file), own)


def _check(connection: sqlite3.Connection, named: str, remedy: str) -> None:
    """Bring a record to this version. Raises LibraryDamaged unless it is one that the program can work with; of its
    words and vector file nothing is asked."""
    check_record(connection, named, remedy)
    schema.migrate(connection)
    check_values(connection, named, remedy)
    check_vectors(connection, named, remedy)


def _describe(record: Path) -> Manifest:
    with closing(sqlite3.connect(record)) as connection:
        documents, passages = connection.execute(
            "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages)"
        ).fetchone()
        model = connection.execute("SELECT value FROM meta WHERE key = 'model'").fetchone()[0]
        version = schema.version(connection)
    with record.open("rb") as stream:
        size, digest = _digest(stream)
    return Manifest(FORMAT, FORMAT_VERSION, __version__, version, documents, passages, model, size, digest)


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        stream = open_regular(file)
    except OSError as error:
        why = "there is no such file" if isinstance(error, FileNotFoundError) else error.strerror
        raise UsageError(f"cannot read `{file}`: {why}", "name a file that `uniconv-edge export` wrote") from error
    with stream:
        try:
            archive = zipfile.ZipFile(stream)
        except _DAMAGE as error:
            raise LibraryDamaged(f"`{file}` is damaged, or no exported library: {error}", "export it again") from error
        try:
            yield archive
        except (*_DAMAGE, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise UniconvError(
                    f"`{file}` could not be imported: {error.strerror}", "check the disk, or export it again"
                ) from error
            raise LibraryDamaged(f"`{file}` is damaged: {error}", "export it again") from error


def _read_manifest(archive: zipfile.ZipFile, file: Path) -> Manifest:
    names = sorted(archive.namelist())
    if names != sorted((_RECORD, _MANIFEST)) or archive.getinfo(_MANIFEST).file_size > _MAX_MANIFEST_BYTES:
        raise LibraryDamaged(f"`{file}` is no exported library", "name a file that `uniconv-edge export` wrote")
    try:
        values = json.loads(archive.read(_MANIFEST))
        manifest = Manifest(**{name: values[name] for name in Manifest.__slots__})
        size, version = int(manifest.size_bytes), int(manifest.schema)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise LibraryDamaged(
            f"`{file}` is no exported library: {_MANIFEST} cannot be read", "export it again"
        ) from error
    if manifest.format != FORMAT or archive.getinfo(_RECORD).file_size != size:
        raise LibraryDamaged(f"`{file}` is no exported library, or damaged", "export it again")
    if manifest.version != FORMAT_VERSION or version > schema.VERSION:
        raise LibraryNewer(f"`{file}` was written by a newer version of this program", "update uniconv-edge")
    return manifest


def _check_room(folder: Path, needed: int, remedy: str) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise DiskFull(f"the import needs {needed:,} bytes, {free:,} are free in `{folder}`", remedy)


def _unpack(archive: zipfile.ZipFile, file: Path, manifest: Manifest, record: Path) -> None:
    """Copy the record out, no further than its declared size, and compare its digest."""
    descriptor = os.open(record, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    digest, size = hashlib.sha256(), 0
    with os.fdopen(descriptor, "wb") as target, archive.open(_RECORD) as source:
        while size <= manifest.size_bytes and (block := source.read(_BLOCK_BYTES)):
            target.write(block)
            digest.update(block)
            size += len(block)
    if (size, digest.hexdigest()) != (manifest.size_bytes, manifest.sha256):
        raise LibraryDamaged(f"`{file}` is damaged: its digest differs", "export it again")


def _prepare(record: Path, file: Path, moves: Mapping[str, str]) -> None:
    """Check the record, bring it to this version, and put this machine's folders in it."""
    with closing(sqlite3.connect(record, isolation_level=None)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA cell_size_check = ON")
        _check(connection, f"the record in `{file}`", "export it again")
        connection.execute("PRAGMA foreign_keys = ON")
        _check_moves(connection, file, moves)
        connection.execute("BEGIN")
        _move(connection, {os.fsencode(old): os.fsencode(new) for old, new in moves.items()})
        connection.execute("UPDATE roots SET device = 0")
        connection.execute("UPDATE documents SET device = 0")
        connection.execute("DELETE FROM vector_cache")
        schema.rebuild_words(connection)
        connection.execute("COMMIT")


def _check_moves(connection: sqlite3.Connection, file: Path, moves: Mapping[str, str]) -> None:
    """Raises UsageError for a move of a folder of which the file has nothing."""
    query = "SELECT path FROM roots UNION SELECT path FROM documents UNION SELECT path FROM skipped"
    paths = [os.fsdecode(path) for (path,) in connection.execute(query)]
    for old in moves:
        if not any(is_under(path, [old]) for path in paths):
            roots = [os.fsdecode(path) for (path,) in connection.execute("SELECT path FROM roots ORDER BY path")]
            known = "its folders: " + ", ".join(f"`{root}`" for root in roots) if roots else "it has no folders"
            raise UsageError(f"`{file}` has nothing of `{old}`", known)


def _move(connection: sqlite3.Connection, moves: Mapping[bytes, bytes]) -> None:
    """Raises UsageError when two paths would become one."""
    for table in ("roots", "documents", "skipped"):
        paths = [path for (path,) in connection.execute(f"SELECT path FROM {table}")]  # noqa: S608 - three names
        moved = [_moved(path, moves) for path in paths]
        for path, count in Counter(moved).items():
            if count > 1:
                raise UsageError(f"`{os.fsdecode(path)}` would stand for {count} places", "map each to one of its own")
        # By way of paths that no file has: folders that change places would meet on the way.
        change = f"UPDATE {table} SET path = ? WHERE path = ?"  # noqa: S608
        steps = [(new, b"\0" + new, old) for new, old in zip(moved, paths, strict=True) if new != old]
        connection.executemany(change, [(between, old) for _, between, old in steps])
        connection.executemany(change, [(new, between) for new, between, _ in steps])


def _moved(path: bytes, moves: Mapping[bytes, bytes]) -> bytes:
    for old, new in moves.items():
        if is_under(os.fsdecode(path), [os.fsdecode(old)]):
            return (new.rstrip(b"/") + path[len(old.rstrip(b"/")) :]).rstrip(b"/") or b"/"
    return path


def _take_over(record: Path, store: Store) -> None:
    """Copy the record over that of the open library, in one transaction; its readers keep what they saw."""
    generation = store.generation
    (size,) = store.connection.execute("PRAGMA page_size").fetchone()
    with closing(sqlite3.connect(record, isolation_level=None)) as source:
        # Of pages of another size no copy can be made.
        if source.execute("PRAGMA page_size").fetchone() != (size,) or empty_bytes(source):
            source.execute(f"PRAGMA page_size = {size}")
            source.execute("VACUUM")
        source.execute(
            "UPDATE meta SET value = max(CAST(value AS INTEGER), ?) + 1 WHERE key = 'generation'", (generation,)
        )
        source.backup(store.connection)


def _digest(stream: IO[bytes]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    while block := stream.read(_BLOCK_BYTES):
        digest.update(block)
        size += len(block)
    return size, digest.hexdigest()


@contextmanager
def _full_disk(target: Path, remedy: str) -> Iterator[None]:
    """Lets a full disk be told of what was to be written, not of the private folder beside it."""
    try:
        yield
    except DiskFull as error:
        raise DiskFull(f"the disk of `{target}` is full; the library is as it was", remedy) from error


@contextmanager
def _writing_beside(file: Path) -> Iterator[Path]:
    """A private folder on the disk of `file`, gone afterwards; a full or read-only disk has its own error."""
    with (
        disk_errors(file.parent),
        tempfile.TemporaryDirectory(prefix=PRIVATE_PREFIX, dir=file.parent, ignore_cleanup_errors=True) as folder,
    ):
        yield Path(folder)
