"""Opening of the library's SQLite file, for one writer or for readers, and its errors as ours."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from uniconv_edge.errors import (
    DiskFull,
    LibraryBusy,
    LibraryDamaged,
    LibraryMissing,
    LibraryNewer,
    LibraryReadOnly,
    UniconvError,
    UsageError,
)
from uniconv_edge.library import schema
from uniconv_edge.library.lock import NO_ROOM, unwritable

DATABASE_FILE = "library.sqlite"
# Folders that a killed import leaves; the next writer removes them.
PRIVATE_PREFIX = ".uniconv-edge-"
_OWN_TABLES = frozenset(("meta", "documents", "pages", "passages", "vectors"))
_BUSY_MILLISECONDS = 5_000
_WORTH_SHRINKING, _EMPTY_SHARE = 1_000_000, 0.25
_OF_A_COPY = 1.25  # of the record's size; with the log's own marks and the merged word lists it was 1.19 at most
_PAGES = ("page_count", "freelist_count", "page_size")
_EMPTY_LOG = "PRAGMA wal_checkpoint(TRUNCATE)"
_CHECK_EACH_TABLE = (
    "SELECT integrity_check FROM sqlite_master AS tables, pragma_integrity_check(tables.name) "
    "WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
)


class LibraryOutdated(LibraryMissing):
    """The tables are those of an earlier version; a writer brings them up to date."""


def prepare_folder(folder: Path) -> None:
    """Create the library's folder for its owner only; an existing one with other files in it keeps its mode."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not any(folder.iterdir()):
            folder.chmod(0o700)
    except (FileExistsError, NotADirectoryError) as error:
        raise LibraryReadOnly(f"`{folder}` is not a folder", "name another with `--library`") from error
    except OSError as error:
        raise unwritable(folder, "create", error) from error


def sweep(folder: Path) -> None:
    """Remove what killed runs left. The caller holds the writer lock."""
    for left in folder.glob(f"{PRIVATE_PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)


def make_private(path: Path) -> None:
    """Make a file for SQLite before it does, so that it and its side files are its owner's from their first byte.
    Raises OSError when it cannot be made or written.

    One that is there is not opened: closing it would end the locks that other connections of this process hold on it,
    and another process would take away the log which they read.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except FileExistsError:
        if not os.access(path, os.R_OK | os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path)) from None


def connect_writer(folder: Path) -> sqlite3.Connection:
    """The writing connection, on tables of the current version. The caller holds the writer lock. Raises UsageError for
    what another program keeps there."""
    path = folder / DATABASE_FILE
    if path.exists() and not path.is_file():
        raise UsageError(f"`{path}` is no regular file", "name another folder with `--library`")
    with library_errors(folder):
        try:
            make_private(path)
        except OSError as error:
            raise unwritable(folder, "write in", error) from error
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            _check_version(connection, folder)
            for pragma in (
                f"busy_timeout = {_BUSY_MILLISECONDS}",
                "journal_mode = WAL",
                "synchronous = FULL",
                "mmap_size = 0",
                "foreign_keys = ON",
                "secure_delete = ON",
                "recursive_triggers = ON",
            ):
                connection.execute(f"PRAGMA {pragma}")
            with on_full_disk(folder, "the library is as it was", "do the same again"), library_errors(folder):
                schema.migrate(connection)
            schema.open_instances(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def connect_reader(folder: Path) -> tuple[sqlite3.Connection, bool]:
    """A connection that cannot write, and whether it sees what is written from now on.

    Raises LibraryMissing, LibraryOutdated, LibraryNewer, LibraryDamaged or LibraryBusy, UsageError for what another
    program keeps there.
    """
    path = folder / DATABASE_FILE
    if not path.is_file():
        if folder.exists() and not folder.is_dir():
            raise LibraryMissing(f"`{folder}` is a file, and a library is a folder", "name another with `--library`")
        raise LibraryMissing(f"no library in `{folder}`", "make one with `uniconv-edge index FOLDER`")
    with library_errors(folder):
        connection, lives = _open_either(path)
        try:
            found = _check_version(connection, folder)
            if found == 0:
                raise LibraryMissing(f"the library in `{folder}` is empty", "fill it with `uniconv-edge index FOLDER`")
            if found < schema.VERSION:
                raise LibraryOutdated(
                    f"the library in `{folder}` is of an older version", "run `uniconv-edge index` once"
                )
        except BaseException:
            connection.close()
            raise
        return connection, lives


def connect_copy(folder: Path) -> sqlite3.Connection:
    """A reader of a library of an older version where nothing can be written: of a copy with the tables of today.

    Raises what `connect_reader` raises, and DiskFull.
    """
    try:
        with library_errors(folder), closing(_open_either(folder / DATABASE_FILE)[0]) as old:

            def of_today(copy: sqlite3.Connection) -> None:
                old.backup(copy)
                schema.migrate(copy)

            return nameless(of_today)
    except DiskFull as error:
        room = megabytes(_OF_A_COPY * (folder / DATABASE_FILE).stat().st_size)
        raise DiskFull(
            f"the library `{folder}` is of an older version and cannot be written, and there is no room for a copy",
            f"make it writable, or name a folder with {room} for temporary files in the variable SQLITE_TMPDIR",
        ) from error


def nameless(fill: Callable[[sqlite3.Connection], object]) -> sqlite3.Connection:
    """A reader of what `fill` writes to a temporary file of SQLite's own, which has no name and ends with the
    connection. Raises what `fill` raises, and sqlite3.Error."""
    connection = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    try:
        fill(connection)
        schema.open_instances(connection)
        connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _open_either(path: Path) -> tuple[sqlite3.Connection, bool]:
    """A reader, and whether it sees what is written from now on."""
    try:
        return _open_reader(path, "mode=ro"), True
    except sqlite3.OperationalError as error:
        wal = path.with_name(path.name + "-wal")
        busy = getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        if busy or (wal.exists() and wal.stat().st_size):
            raise
        # A folder that cannot be written, or a full disk, has no place for the shared memory file; nothing else
        # writes there either, for now.
        return _open_reader(path, "mode=ro&immutable=1"), False


def _open_reader(path: Path, options: str) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?{options}"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    try:
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
        schema.open_instances(connection)
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _check_version(connection: sqlite3.Connection, folder: Path) -> int:
    found = schema.version(connection)
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and (found == 0 or tables.isdisjoint(_OWN_TABLES)):  # the first migration is one transaction
        raise UsageError(
            f"`{folder / DATABASE_FILE}` is a database of another program", "name another folder with `--library`"
        )
    check_not_newer(found, folder)
    return found


def check_not_newer(found: int, folder: Path) -> None:
    """Raises LibraryNewer for a library with this schema, unless this program can read it."""
    if found > schema.VERSION:
        raise LibraryNewer(
            f"the library in `{folder}` has schema {found}, this program reads up to {schema.VERSION}",
            "update uniconv-edge",
        )


@contextmanager
def library_errors(folder: Path, written: Path | None = None) -> Iterator[None]:
    """Turns SQLite's errors about the library in `folder` into ours; `written`: what is written to, if not that."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translated(error, folder, written or folder) from error
    except UnicodeDecodeError as error:  # SQLite's own words about a damaged schema hold its bytes
        raise damaged(folder, "its tables cannot be read") from error


def scrub(connection: sqlite3.Connection, folder: Path, again: str) -> None:
    """Leave no byte of deleted rows in the library's files. Raises LibraryBusy while a reader keeps the log, and
    DiskFull; `again` is what to do when that is mended."""
    gone = "what was removed is gone from the library, but"
    with on_full_disk(folder, f"{gone} its bytes may still be on the disk", again), library_errors(folder):
        # Merging the word lists drops deleted words; rewriting the file and emptying the log drops old pages.
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")
        connection.execute("VACUUM")
        busy = connection.execute(_EMPTY_LOG).fetchone()[0]
    if busy:
        raise LibraryBusy(
            f"{gone} another process that reads keeps its bytes on the disk", f"end that process, then {again}"
        )


def empty_bytes(connection: sqlite3.Connection) -> int:
    """The bytes of the record that hold nothing, where they are worth the time to write it anew; else 0."""
    pages, empty, size = (int(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in _PAGES)
    return size * empty if size * empty >= _WORTH_SHRINKING and empty >= _EMPTY_SHARE * pages else 0


def shrink(connection: sqlite3.Connection, folder: Path) -> bool:
    """Write the record anew where much of it is empty, which takes the room of what is left; the log is emptied before
    and after. Returns whether it was: not while another process reads, nor without the room, on the disk and in memory,
    where SQLite keeps what is left meanwhile."""
    empty = empty_bytes(connection)
    if not empty:
        return False
    try:
        with library_errors(folder):
            if connection.execute(_EMPTY_LOG).fetchone()[0]:
                return False
            if shutil.disk_usage(folder).free < room_to_shrink(folder, empty):
                return False
            connection.execute("VACUUM")
            connection.execute(_EMPTY_LOG)
    except (DiskFull, MemoryError):
        return False
    return True


def room_to_shrink(folder: Path, empty: int) -> float:
    """The bytes that must be free to write a record anew without so many that are empty."""
    return _OF_A_COPY * ((folder / DATABASE_FILE).stat().st_size - empty)


@contextmanager
def on_full_disk(folder: Path, kept: str, again: str) -> Iterator[None]:
    """Lets a full disk be told by what became of what was wanted, and by the room that it takes to write the library
    once more; `again` is what to do then."""
    try:
        yield
    except DiskFull as error:
        room = _OF_A_COPY * (folder / DATABASE_FILE).stat().st_size
        raise DiskFull(f"the disk of `{folder}` is full; {kept}", f"free {megabytes(room)}, then {again}") from error


def megabytes(needed_bytes: float) -> str:
    """`12 MB`, and not less than that with the few small files that stand beside."""
    return f"{needed_bytes / 1e6 + 1:,.0f} MB"


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turns the system's errors about files of the library into ours."""
    try:
        yield
    except OSError as error:
        what = f"cannot write in `{folder}`: {error.strerror or error}"
        if error.errno in NO_ROOM:
            raise DiskFull(f"the disk of `{folder}` is full; what was there is kept", "free some room") from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise LibraryReadOnly(what, "check its permissions") from error
        raise UniconvError(what, "check the disk") from error


def _translated(error: sqlite3.Error, folder: Path, written: Path) -> UniconvError:
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & 0xFF if code is not None else None
    if _says_full(code, folder, written):
        return DiskFull(
            f"the disk of `{written}` is full; what was stored before is kept", "free some room and do the same again"
        )
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return LibraryReadOnly(f"cannot open or write the library in `{folder}`: {error}", "check its permissions")
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return LibraryBusy(f"the library in `{folder}` is busy", "try again in a moment")
    if primary == sqlite3.SQLITE_IOERR:
        return UniconvError(f"the library in `{folder}` could not be read or written: {error}", "check the disk")
    return damaged(folder, "a copy of it cannot be made" if primary == sqlite3.SQLITE_FULL else str(error))


def record_fault(connection: sqlite3.Connection) -> str:
    """What SQLite finds wrong with a record, "" for a whole one. What newer versions say of the word index is passed
    over: it is made anew from the passages."""
    try:
        said = connection.execute("PRAGMA integrity_check").fetchall()
    except sqlite3.DatabaseError:  # newer versions look into nothing where they cannot open the word index
        said = connection.execute(_CHECK_EACH_TABLE).fetchall()
    faults = [str(line) for (line,) in said if line != "ok" and "fts5" not in line.casefold()]
    if not faults and connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        faults = ["lost rows"]
    return faults[0] if faults else ""


def damaged(folder: Path, reason: str) -> LibraryDamaged:
    """The error of a library that cannot be read, with what to do."""
    return LibraryDamaged(
        f"the library in `{folder}` is damaged: {reason}",
        "run `uniconv-edge doctor`; if it stays damaged, move the folder away and index again",
    )


def _says_full(code: int | None, folder: Path, written: Path) -> bool:
    """Whether an error of SQLite means a full disk. It also says that a disk is full when numbers in a damaged file are
    too large, and speaks of input and output where a file may not grow (a full disk, `ulimit -f`)."""
    if code == sqlite3.SQLITE_FULL:
        return _is_full(written) or not _is_damaged(folder)
    if code == sqlite3.SQLITE_IOERR_WRITE and resource.getrlimit(resource.RLIMIT_FSIZE)[0] != resource.RLIM_INFINITY:
        return True
    return code is not None and code & 0xFF == sqlite3.SQLITE_IOERR and _is_full(written)


def _is_full(folder: Path) -> bool:
    try:
        room = os.statvfs(folder)
    except OSError:
        return False
    return room.f_bavail * room.f_frsize < 1_000_000


def _is_damaged(folder: Path) -> bool:
    """Whether SQLite finds the record damaged, all of which it reads."""
    address = f"{(folder / DATABASE_FILE).absolute().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",))
    except sqlite3.OperationalError:  # not there, or not to be opened now
        return False
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return True
