"""Several processes on one library: one writer at all times, whole documents for readers, whoever is killed."""

import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from processes import end, started, wait_until

from uniconv_edge.library.store import Store

CHILD = Path(__file__).with_name("rival_child.py")
READERS, WRITERS = 3, 2


@contextmanager
def start(role: str, library: Path, seed: int, over: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, str(CHILD), role, str(library), str(seed), str(over)]
    with log.open("ab") as output, started(command, stdout=output, stderr=output) as process:
        yield process


@pytest.mark.parametrize(
    ("seconds", "kills"), [(2, 2), pytest.param(30, 20, marks=[pytest.mark.slow, pytest.mark.timeout(300)])]
)
def test_rivals_never_write_together_nor_read_halves(library: Path, tmp_path: Path, seconds: int, kills: int) -> None:
    Store.open(library, write=True).close()
    log, over, chance = tmp_path / "log", tmp_path / "over", random.Random(5)
    log.touch()

    def said(kind: str) -> int:
        return log.read_text().count(kind)

    with ExitStack() as processes:
        readers = [processes.enter_context(start("read", library, seed, over, log)) for seed in range(READERS)]
        writers = [processes.enter_context(start("write", library, 100 + seed, over, log)) for seed in range(WRITERS)]
        wait_until(lambda: said("started") == READERS + WRITERS)
        freed = 0.0
        for turn in range(kills):
            time.sleep(chance.uniform(0.5, 1.5) * seconds / kills / 2)
            victim = chance.randrange(WRITERS)
            end(writers[victim])
            wrote, began = said("wrote"), time.monotonic()
            writers[victim] = processes.enter_context(start("write", library, 200 + turn, over, log))
            wait_until(lambda wrote=wrote: said("wrote") > wrote)
            freed = max(freed, time.monotonic() - began)
        wait_until(lambda: min(said("read\n"), said("wrote\n")) >= 5)
        over.touch()
        for process in (*readers, *writers):
            assert process.wait(60) == 0
    lines = log.read_text().splitlines()
    kinds = Counter(line.split()[0] for line in lines if line)
    print(kinds, f"the lock was taken again within {freed:.2f} s")
    assert [line for line in lines if line.split()[0] not in ("started", "read", "wrote", "busy")] == []
    waits = [float(line.split()[1]) for line in lines if line.startswith("busy")]
    assert max(waits, default=0) < 1
    assert freed < 10
    with Store.open(library) as store:
        assert store.rows("PRAGMA integrity_check") == [("ok",)]
