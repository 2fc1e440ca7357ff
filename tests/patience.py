"""Measuring on a machine that others keep busy: what a limit is set for is how long the program takes, not how long it
waits for a processor."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

Input = TypeVar("Input")

_TICK = 1 / os.sysconf("SC_CLK_TCK")


class Stopwatch:
    """Started when it is made."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._queued = _queued()
        self._withheld = _withheld()

    def seconds(self) -> float:
        """Since the start, without the time in which a thread of this process could have run and had no processor."""
        whole = time.monotonic() - self._began
        waited = sum(seconds - self._queued.get(thread, 0.0) for thread, seconds in _queued().items())
        return max(0.0, whole - waited - (_withheld() - self._withheld))


def grows_no_faster_than_its_input(
    work: Callable[[Input], object], made: Callable[[int], Input], count: int, *, spare: float = 0.1
) -> bool:
    """Whether eight times as much input takes three times eight times as long at most, and `spare` seconds. Both are
    the least of several: now and then the interpreter looks through all its objects meanwhile, which with a whole
    suite's loaded takes a third of a second."""

    def seconds(size: int) -> float:
        given = made(size)
        began = time.process_time()
        work(given)
        return time.process_time() - began

    small = min(seconds(count) for _ in range(3))
    return any(seconds(8 * count) < 8 * 3 * small + spare for _ in range(3))


def _queued() -> dict[str, float]:
    """For each thread the seconds that it stood in the queue for a processor. Threads end while one looks."""
    found: dict[str, float] = {}
    for thread in Path("/proc/self/task").iterdir():
        with suppress(OSError, ValueError, IndexError):
            found[thread.name] = int((thread / "schedstat").read_text().split()[1]) / 1e9
    return found


def _withheld() -> float:
    """The seconds that other machines on the same host, and a limit on this container, took from the processors."""
    taken = 0.0
    with suppress(OSError, ValueError, IndexError):
        taken += int(Path("/proc/stat").read_text().split()[8]) * _TICK
    with suppress(OSError, ValueError):
        for line in Path("/sys/fs/cgroup/cpu.stat").read_text().splitlines():
            name, _, value = line.partition(" ")
            taken += int(value) / 1e6 if name == "throttled_usec" else 0.0
    return taken
