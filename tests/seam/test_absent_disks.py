"""A disk that is not mounted, whose mount point is not empty."""

import subprocess
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from uniconv_edge.library.roots import Choices
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.library.walk import FileEntry, walk
from uniconv_edge.types import IndexEvent, Removed, Skipped


def run(library: Path, *paths: Path, **choices) -> list[IndexEvent]:
    return list(sync(library, paths, FakeEmbedder(), Choices(**choices)))


def names(library: Path) -> list[str]:
    with Store.open(library) as store:
        return sorted(Path(path.decode()).name for (path,) in store.rows("SELECT path FROM documents"))


def move_to_another_disk(library: Path) -> None:
    """As if all documents had been read from a disk that is not there now."""
    with Store.open(library, write=True) as store:
        store.connection.execute("UPDATE documents SET device = device + 1")
        store.connection.execute("UPDATE roots SET device = device + 1")


@pytest.mark.parametrize("there", [".not-mounted", "saved meanwhile.txt"])
def test_a_mount_point_with_something_in_it_empties_nothing(library: Path, documents: Path, there: str) -> None:
    for number in range(3):
        (documents / f"{number}.txt").write_text(f"Document {number}.")
    run(library, documents)
    move_to_another_disk(library)
    for number in range(3):
        (documents / f"{number}.txt").unlink()
    (documents / there).write_text("Written while the disk was away.")
    events = run(library)
    assert [event for event in events if isinstance(event, Removed)] == []
    [skipped] = [event for event in events if isinstance(event, Skipped)]
    assert skipped.path == str(documents)
    assert skipped.reason.startswith("on another disk than before (not mounted?); 3 documents are kept")
    assert {"0.txt", "1.txt", "2.txt"} <= set(names(library))
    events = run(library, may_remove=lambda folder, documents: (folder, documents) == (skipped.path, 3))
    assert len([event for event in events if isinstance(event, Removed)]) == 3


def test_what_is_left_out_leaves_although_the_disk_has_another_number(library: Path, documents: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (documents / name).write_text(name)
    run(library, documents)
    move_to_another_disk(library)
    run(library, documents, exclude=("a.txt",))
    assert names(library) == ["b.txt"]


def test_what_is_deleted_after_the_disk_has_another_number_leaves(library: Path, documents: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (documents / name).write_text(name)
    run(library, documents)
    move_to_another_disk(library)
    run(library)
    (documents / "a.txt").unlink()
    run(library)
    assert names(library) == ["b.txt"]


@pytest.fixture
def disk(tmp_path: Path):
    mount = tmp_path / "disk"
    mount.mkdir()
    (mount / ".not-mounted").touch()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(mount)], capture_output=True).returncode:
        pytest.skip("needs the right to mount")
    yield mount
    subprocess.run(["umount", str(mount)], capture_output=True)


def test_a_real_disk_comes_and_goes(library: Path, disk: Path) -> None:
    (disk / "deep").mkdir()
    for name in ("a.txt", "deep/b.txt"):
        (disk / name).write_text(name)
    run(library, disk)
    (disk / "a.txt").unlink()
    run(library)
    assert names(library) == ["b.txt"]
    subprocess.run(["umount", str(disk)], check=True)
    run(library)
    assert names(library) == ["b.txt"]


def test_the_disk_of_a_file_is_that_of_its_folder(disk: Path, documents: Path) -> None:
    (disk / "a.txt").write_text("On the disk.")
    file = documents / "a.txt"
    file.touch()
    subprocess.run(["mount", "--bind", str(disk / "a.txt"), str(file)], check=True)
    try:
        assert file.stat().st_dev != documents.stat().st_dev
        for root in (documents, file):
            [entry] = walk(str(root))
            assert isinstance(entry, FileEntry)
            assert entry.device == documents.stat().st_dev
    finally:
        subprocess.run(["umount", str(file)], check=True)
