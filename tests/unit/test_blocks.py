"""Kept source blocks: bounded, private, of one model only, and never used when damaged."""

from __future__ import annotations

import os
from pathlib import Path

from uniconv_edge.model.blocks import BlockStore

IDS = ([1, 2, 3], [4, 5], [6])


def test_a_block_comes_back_from_memory_and_from_the_disk(tmp_path: Path) -> None:
    store = BlockStore("model", tmp_path / "blocks")
    store.put(IDS[0], b"one" * 100)
    assert store.get(IDS[0]) == b"one" * 100
    assert store.get(IDS[1]) is None
    assert BlockStore("model", tmp_path / "blocks").get(IDS[0]) == b"one" * 100


def test_another_model_never_finds_it(tmp_path: Path) -> None:
    BlockStore("model", tmp_path).put(IDS[0], b"one")
    assert BlockStore("model, other quantisation", tmp_path).get(IDS[0]) is None


def test_memory_keeps_the_most_recently_used_within_its_cap() -> None:
    store = BlockStore("model", memory_bytes=25)
    for ids in IDS[:2]:
        store.put(ids, b"x" * 10)
    store.get(IDS[0])
    store.put(IDS[2], b"x" * 10)
    assert [store.get(ids) is not None for ids in IDS] == [True, False, True]
    store.put([9], b"x" * 1000)
    assert all(store.get(ids) is None for ids in [*IDS, [9]])


def test_the_disk_keeps_the_most_recently_used_within_its_cap(tmp_path: Path) -> None:
    store = BlockStore("model", tmp_path, memory_bytes=0, disk_bytes=130)
    for age, ids in enumerate(IDS[:2]):
        store.put(ids, b"x" * 20)
        for path in tmp_path.iterdir():
            os.utime(path, (age, age)) if path.stat().st_mtime > 100 else None
    assert store.get(IDS[0]) is not None
    store.put(IDS[2], b"x" * 20)
    assert [store.get(ids) is not None for ids in IDS] == [True, False, True]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 130
    store.put([9], b"x" * 1000)
    assert store.get([9]) is None


def test_a_damaged_or_renamed_file_is_not_used(tmp_path: Path) -> None:
    store = BlockStore("model", tmp_path, memory_bytes=0)
    store.put(IDS[0], b"one" * 100)
    (path,) = tmp_path.iterdir()
    raw = bytearray(path.read_bytes())
    for change in (slice(0, 1), slice(40, 41), slice(len(raw) - 1, len(raw))):
        damaged = bytearray(raw)
        damaged[change] = bytes([damaged[change][0] ^ 1])
        path.write_bytes(damaged)
        assert store.get(IDS[0]) is None
        assert not path.exists()
    for cut in (0, 10, 32, len(raw) - 1):
        path.write_bytes(raw[:cut])
        assert store.get(IDS[0]) is None
    path.write_bytes(raw)
    store.put(IDS[1], b"two")
    other = next(found for found in tmp_path.iterdir() if found != path)
    path.replace(other)
    assert store.get(IDS[1]) is None


def test_files_are_private_and_a_disk_that_refuses_is_passed_over(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        BlockStore("model", tmp_path / "new").put(IDS[0], b"one")
    finally:
        os.umask(before)
    (path,) = (tmp_path / "new").iterdir()
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    (tmp_path / "file").write_text("not a folder")
    store = BlockStore("model", tmp_path / "file")
    store.put(IDS[0], b"one")
    assert store.get(IDS[0]) == b"one"
