"""The processes that tests start: ended whatever becomes of the test, and looked at without races."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

_FLAGS, _EXITING = 6, 0x4  # the place behind the name of the program in `/proc/PID/stat`; PF_EXITING


@contextmanager
def started(arguments: Sequence[str], **named: Any) -> Iterator[subprocess.Popen[Any]]:
    """A process that neither runs on nor leaves a pipe open when the block ends, however that ends."""
    process = subprocess.Popen(arguments, **named)
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[Any]) -> None:
    """Kill the process, if it still runs, and close its pipes."""
    process.kill()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            with suppress(OSError):  # what was not sent to a process that is gone
                stream.close()
    process.wait()


def runs(pid: int) -> bool:
    """Whether the process runs: one that has ended does not, though nobody may have collected it yet."""
    state = _state(pid)
    return state is not None and state[0] not in "ZX"


def is_ending(pid: int) -> bool:
    """Whether the process is gone or on its way out: the kernel marks it so before it frees its locks, and only then
    makes it one that has ended."""
    try:
        flags = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[_FLAGS]
    except (OSError, IndexError):
        return True
    return bool(int(flags) & _EXITING)


def children(pid: int) -> list[int]:
    """The processes that the process started and that still run."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and (state := _state(int(entry.name))) and state[1] == pid and state[0] not in "ZX":
            found.append(int(entry.name))
    return found


def _state(pid: int) -> tuple[str, int] | None:
    """The letter of its state and its parent; None once it is gone, which may be at any moment."""
    try:
        letter, parent = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[:2]
    except (OSError, ValueError):
        return None
    return letter, int(parent)


def wait_until(true: Callable[[], object], seconds: float = 60.0) -> None:
    """Returns as soon as `true()` holds; fails after the seconds, which are many: the machine may be busy."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"did not come true within {seconds:g} s"
        time.sleep(0.01)
