"""A disk that fills: the run ends with DiskFull, what was acknowledged stays, and the next run completes."""

import random
import shutil
import subprocess
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from uniconv_edge.errors import DiskFull
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import forget, sync
from uniconv_edge.library.vectors import VectorIndex
from uniconv_edge.types import Indexed

FILES = 16
LONG = [pytest.param(size * 1000, marks=pytest.mark.slow) for size in (1, 2, 4, 8, 16, 32)]


@pytest.fixture
def small_disk(tmp_path: Path, request: pytest.FixtureRequest):
    mount = tmp_path / "disk"
    mount.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={request.param}k", "tmpfs", str(mount)], capture_output=True
    )
    if made.returncode:
        pytest.skip("needs the right to mount")
    yield mount
    subprocess.run(["umount", str(mount)], check=True)


@pytest.mark.parametrize("small_disk", [256, 1000, 2500, *LONG], indirect=True)
def test_a_full_disk_ends_the_run_and_keeps_what_was_acknowledged(small_disk: Path, documents: Path) -> None:
    words = max(12_000, shutil.disk_usage(small_disk).total // 180)
    for number in range(FILES):
        (documents / f"{number:02}.txt").write_text(f"File {number}. " + f"word{number} " * words)
    library = small_disk / "library"
    acknowledged: list[str] = []
    with pytest.raises(DiskFull):
        acknowledged.extend(e.path for e in sync(library, [documents], FakeEmbedder()) if isinstance(e, Indexed))
    if acknowledged:
        with Store.open(library) as store:
            assert store.rows("PRAGMA integrity_check") == [("ok",)]
            assert store.counts()[0] == len(acknowledged)
            index = VectorIndex.open(store, library)
            assert len(index.search(FakeEmbedder().embed_passages([("", "word1")])[0], 3)) == 3
    subprocess.run(["mount", "-o", "remount,size=512m", str(small_disk)], check=True)
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as store:
        assert store.counts()[0] == FILES


@pytest.mark.parametrize("small_disk", [3000], indirect=True)
def test_forgetting_on_a_full_disk_says_what_has_left_and_can_be_done_again(small_disk: Path, documents: Path) -> None:
    (documents / "a.txt").write_text("The word is xylophone. " * 5)
    chance = random.Random(1)
    (documents / "b.txt").write_text(" ".join(f"{chance.getrandbits(40):010x}" for _ in range(25_000)))
    library = small_disk / "library"
    list(sync(library, [documents], FakeEmbedder()))
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - 400_000))
    with pytest.raises(DiskFull, match="what was removed is gone from the library") as caught:
        forget(library, documents / "a.txt")
    assert caught.value.hint == "free some room, then do the same again"
    with Store.open(library) as store:
        assert store.counts()[0] == 1
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    assert forget(library, documents / "a.txt") == 0
    assert b"xylophone" not in b"".join(path.read_bytes() for path in library.iterdir())
