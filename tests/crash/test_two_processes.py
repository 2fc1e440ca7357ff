"""Several processes on one library: one writer at all times, whole documents for readers, whoever is killed."""

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from uniconv_edge.library.store import Store

CHILD = Path(__file__).with_name("rival_child.py")
READERS, WRITERS = 3, 2


def start(role: str, library: Path, seed: int, seconds: float, log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, str(CHILD), role, str(library), str(seed), str(seconds)], stdout=output, stderr=output
        )


@pytest.mark.parametrize(
    ("seconds", "kills"), [(2, 2), pytest.param(30, 20, marks=[pytest.mark.slow, pytest.mark.timeout(300)])]
)
def test_rivals_never_write_together_nor_read_halves(library: Path, tmp_path: Path, seconds: int, kills: int) -> None:
    Store.open(library, write=True).close()
    log, chance = tmp_path / "log", random.Random(5)
    log.touch()
    readers = [start("read", library, seed, seconds + 1, log) for seed in range(READERS)]
    writers = [start("write", library, 100 + seed, seconds + 1, log) for seed in range(WRITERS)]
    while log.read_text().count("started") < READERS + WRITERS:
        time.sleep(0.02)
    freed = 0.0
    for turn in range(kills):
        time.sleep(chance.uniform(0.5, 1.5) * seconds / kills / 2)
        victim = chance.randrange(WRITERS)
        writers[victim].kill()
        writers[victim].wait()
        wrote, began = log.read_text().count("wrote"), time.monotonic()
        writers[victim] = start("write", library, 200 + turn, seconds + 1, log)
        while log.read_text().count("wrote") == wrote and time.monotonic() - began < 20:
            time.sleep(0.01)
        freed = max(freed, time.monotonic() - began)
    for process in (*readers, *writers):
        process.wait()
    lines = log.read_text().splitlines()
    kinds = Counter(line.split()[0] for line in lines if line)
    print(kinds, f"the lock was taken again within {freed:.2f} s")
    assert [line for line in lines if line.split()[0] not in ("started", "read", "wrote", "busy")] == []
    assert min(kinds["read"], kinds["wrote"]) >= 5
    waits = [float(line.split()[1]) for line in lines if line.startswith("busy")]
    assert max(waits, default=0) < 1
    assert freed < 10
    with Store.open(library) as store:
        assert store.rows("PRAGMA integrity_check") == [("ok",)]
