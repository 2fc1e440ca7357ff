"""A disk that fills: the run ends with DiskFull, what was acknowledged stays, and the next run completes."""

import random
import re
import shutil
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from fakes import FakeEmbedder
from makers import as_schema_7

from uniconv_edge.errors import DiskFull
from uniconv_edge.library import collections
from uniconv_edge.library.database import DATABASE_FILE
from uniconv_edge.library.health import repair
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import forget, sync
from uniconv_edge.library.transfer import export_library, import_library
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


def leave(disk: Path, free: int) -> None:
    """Let so many bytes of a disk be free, and not a block more."""
    filler = disk / "filler"
    filler.unlink(missing_ok=True)
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while shutil.disk_usage(disk).free > free:
            file.write(bytes(4096))


def told_room(error: DiskFull) -> int:
    """The room that an error asks for, in bytes."""
    told = re.match(r"free ([\d,]+) MB", error.hint)
    assert told
    return 1_000_000 * int(told[1].replace(",", ""))


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
    assert caught.value.hint.endswith("then do the same again")
    assert told_room(caught.value) < 1.25 * (library / DATABASE_FILE).stat().st_size + 2_000_000
    with Store.open(library) as store:
        assert store.counts()[0] == 1
    filler.unlink()
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    leave(small_disk, told_room(caught.value))
    assert forget(library, documents / "a.txt") == 0
    assert b"xylophone" not in b"".join(path.read_bytes() for path in library.iterdir())


@pytest.fixture
def no_room(small_disk: Path, documents: Path) -> Path:
    """A library with two documents and a damaged word index, on a disk that has no room left."""
    (documents / "a.txt").write_text("The word is xylophone. " * 5)
    (documents / "b.txt").write_text("Another text. " * 50)
    library = small_disk / "library"
    list(sync(library, [documents], FakeEmbedder()))
    export_library(library, documents.parent / "all.uniconv")
    with Store.open(library, write=True) as store:
        store.connection.execute("DELETE FROM words_docsize")
    leave(small_disk, 0)
    return library


@pytest.mark.parametrize(
    ("command", "kept"),
    [
        (lambda library, documents: forget(library, documents / "a.txt"), "nothing was removed from the library"),
        (lambda library, documents: collections.remove(library, "default"), "nothing was removed from the library"),
        (lambda library, documents: repair(library), "what is not repaired yet is as it was"),
        (
            lambda library, documents: import_library(library, documents.parent / "all.uniconv", {}, replace=True),
            "the library is as it was",
        ),
    ],
    ids=["forget", "remove", "repair", "import"],
)
@pytest.mark.parametrize("small_disk", [4000], indirect=True)
def test_with_no_room_at_all_it_is_told_what_became_of_it_and_how_much_room_it_takes(
    no_room: Path, documents: Path, command: Callable[[Path, Path], object], kept: str
) -> None:
    with pytest.raises(DiskFull) as caught:
        command(no_room, documents)
    assert caught.value.message == f"the disk of `{no_room}` is full; {kept}"
    with Store.open(no_room) as store:
        assert store.counts()[0] == 2
    leave(no_room.parent, told_room(caught.value))
    command(no_room, documents)


@pytest.mark.parametrize("small_disk", [16000], indirect=True)
def test_without_room_for_the_tables_of_today_the_library_is_read_as_it_was(small_disk: Path, documents: Path) -> None:
    chance = random.Random(1)
    (documents / "a.txt").write_text(" ".join(f"{chance.getrandbits(40):010x}" for _ in range(20_000)))
    library, embedder = small_disk / "library", FakeEmbedder("fake:1", 768)
    list(sync(library, [documents], embedder))
    as_schema_7(library / DATABASE_FILE)
    before = (library / DATABASE_FILE).read_bytes()
    leave(small_disk, 200_000)
    with pytest.raises(DiskFull, match="the library is as it was") as caught:
        list(sync(library, [], embedder))
    with Store.open(library) as store:
        assert len(VectorIndex.open(store, library)) == store.counts()[1] > 0
    assert (library / DATABASE_FILE).read_bytes() == before
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    leave(small_disk, told_room(caught.value))
    list(sync(library, [], embedder))
    assert (library / DATABASE_FILE).stat().st_size < 0.7 * len(before)
