"""Who asks whether a library is written does not keep another from writing it."""

import fcntl
import os
import threading
import time
from pathlib import Path

import pytest

from uniconv_edge.errors import LibraryBusy
from uniconv_edge.library.lock import LOCK_FILE, WriterLock


@pytest.fixture
def looking(tmp_path: Path):
    """The lock as `is_held` has it while it asks, the note of a dead writer in the file."""
    WriterLock.acquire(tmp_path).release()
    (tmp_path / LOCK_FILE).write_text('{"pid": 1}')
    descriptor = os.open(tmp_path / LOCK_FILE, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    yield descriptor
    os.close(descriptor)


def test_a_writer_waits_for_the_moment_that_asking_takes(tmp_path: Path, looking: int) -> None:
    threading.Timer(0.03, fcntl.flock, (looking, fcntl.LOCK_UN)).start()
    WriterLock.acquire(tmp_path).release()


def test_a_lock_that_is_held_for_longer_is_told_of_soon(tmp_path: Path, looking: int) -> None:
    began = time.monotonic()
    with pytest.raises(LibraryBusy, match="written by process 1"):
        WriterLock.acquire(tmp_path)
    assert time.monotonic() - began < 2
