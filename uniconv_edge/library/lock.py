"""The writer lock of a library: `flock` on `index.lock`, which names its holder. The kernel frees it when that dies."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import time
from contextlib import suppress
from pathlib import Path

from uniconv_edge.errors import DiskFull, LibraryBusy, LibraryReadOnly, UniconvError

LOCK_FILE = "index.lock"
# Who only asks whether the lock is held holds it for a moment.
_MOMENT_SECONDS, _TRIES = 0.01, 10
# The last where a file would become larger than the system lets this process make one (`ulimit -f`).
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class WriterLock:
    """Held from `acquire` until `release` or the end of the process."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    @classmethod
    def acquire(cls, folder: Path) -> WriterLock:
        """Take the lock, or raise LibraryBusy with the holder's pid. Raises LibraryReadOnly."""
        path = folder / LOCK_FILE
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise unwritable(folder, "write in", error) from error
        if not _take(descriptor):
            os.close(descriptor)
            pid = holder(folder)
            who = f"process {pid}" if pid else "another process"
            raise LibraryBusy(f"the library `{folder}` is being written by {who}", "wait until it is done, or stop it")
        note = json.dumps({"pid": os.getpid(), "started": int(time.time())}).encode("ascii")
        try:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, note, 0)
        except OSError:
            pass  # a full disk must not stop `forget`, which frees room; the lock itself is held
        return cls(descriptor)

    def release(self) -> None:
        """Give the lock back; the file stays, empty."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            with suppress(OSError):  # a disk in trouble must not keep the lock held
                os.ftruncate(descriptor, 0)
            os.close(descriptor)


def unwritable(folder: Path, what: str, error: OSError) -> UniconvError:
    """The error of a library that the program cannot `write in` or `create`."""
    if error.errno in NO_ROOM:
        return DiskFull(
            f"cannot {what} the library `{folder}`: its disk is full",
            "free some room there, or name another library with `--library`",
        )
    return LibraryReadOnly(
        f"cannot {what} the library `{folder}`: {error.strerror}",
        "make the folder and the files in it writable, or name another library with `--library`",
    )


def _take(descriptor: int) -> bool:
    """Take the lock of an open file; false when another process holds it for longer than a moment."""
    for attempt in range(_TRIES):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if attempt + 1 < _TRIES:
                time.sleep(_MOMENT_SECONDS)
        else:
            return True
    return False


def holder(folder: Path) -> int | None:
    """The pid that the lock file names, or None. It may be stale: `is_held` asks the kernel."""
    try:
        return int(json.loads((folder / LOCK_FILE).read_text(encoding="ascii"))["pid"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_held(folder: Path) -> bool:
    """Whether some process holds the lock now."""
    try:
        descriptor = os.open(folder / LOCK_FILE, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(descriptor)
