"""Forgetting by a path with a link in it, and files that are saved while they are read."""

import os
import time
from pathlib import Path

import pytest
from fakes import FakeEmbedder
from makers import pdf

from uniconv_edge.errors import LibraryBusy
from uniconv_edge.library import sync as sync_module
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import forget, sync
from uniconv_edge.types import Indexed, Skipped, Unchanged


def test_forgetting_through_a_link_beside_a_reader_leaves_nothing_of_the_file(
    library: Path, documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (documents / "secret.md").write_text("The word is xylophone.")
    link = tmp_path / "a-link"  # before the folder's own name, in order
    link.symlink_to(documents)
    list(sync(library, [link], FakeEmbedder()))
    monkeypatch.setattr("uniconv_edge.library.database._BUSY_MILLISECONDS", 50)
    with Store.open(library) as reader, reader.snapshot():
        reader.counts()
        with pytest.raises(LibraryBusy, match="keeps its bytes"):
            forget(library, link / "secret.md")
    with Store.open(library) as store:
        assert store.counts() == (0, 0)
    assert forget(library, link) == 0
    assert b"xylophone" not in b"".join(path.read_bytes() for path in library.iterdir())


def test_a_file_known_by_both_its_names_counts_once(library: Path, documents: Path) -> None:
    (documents / "a.md").write_text("One text.")
    list(sync(library, [documents], FakeEmbedder()))
    assert forget(library, documents / "a.md") == 1


@pytest.mark.parametrize("known", [False, True])
def test_a_second_save_within_the_time_of_the_first_is_seen_however_long_storing_takes(
    library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    file = documents / "lease.md"
    moment = time.time_ns() // 2_000_000_000 * 2_000_000_000
    original = sync_module.read_ahead

    def save(euros: int) -> None:
        file.write_text(f"The rent is {euros} euros.")
        os.utime(file, ns=(moment, moment))  # a disk that keeps times of two seconds

    def while_it_waits_to_be_stored(*arguments):
        nonlocal now
        for outcome in original(*arguments):
            if outcome is not None:
                save(2000)
                now += 5_000_000_000
            yield outcome

    now = moment
    monkeypatch.setattr(time, "time_ns", lambda: now)
    if known:  # with another time: its content is found to be the same
        file.write_text("The rent is 1000 euros.")
        list(sync(library, [documents], FakeEmbedder()))
    save(1000)
    with monkeypatch.context() as patched:
        patched.setattr(sync_module, "read_ahead", while_it_waits_to_be_stored)
        list(sync(library, [documents], FakeEmbedder()))
    assert [Path(e.path).name for e in sync(library, [], FakeEmbedder()) if isinstance(e, Indexed)] == ["lease.md"]
    with Store.open(library) as store:
        assert store.rows("SELECT text FROM pages") == [("The rent is 2000 euros.",)]


def test_a_file_that_is_named_is_looked_into_whatever_its_size_and_time_say(library: Path, documents: Path) -> None:
    path = documents / "a.txt"
    path.write_text("Rent 1000 euros.")
    long_ago = 1_600_000_000
    os.utime(path, (long_ago, long_ago))
    list(sync(library, [documents], FakeEmbedder()))
    path.write_text("Rent 2000 euros.")
    os.utime(path, (long_ago, long_ago))
    assert outcomes(library, documents) == [Unchanged]
    assert outcomes(library, path) == [Indexed]


@pytest.mark.parametrize("named", [False, True])
def test_a_refused_file_that_was_completed_since_is_read(
    library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch, named: bool
) -> None:
    path, whole = documents / "a.pdf", pdf([["The deposit is 1450 euros."]])
    moment = time.time_ns() // 2_000_000_000 * 2_000_000_000  # a disk that keeps times of two seconds
    began = moment + (60_000_000_000 if named else 1_000_000_000)
    monkeypatch.setattr(time, "time_ns", lambda: began)
    path.write_bytes(whole[:100].ljust(len(whole), b"\0"))
    os.utime(path, ns=(moment, moment))
    assert outcomes(library, documents) == [Skipped]
    path.write_bytes(whole)
    os.utime(path, ns=(moment, moment))
    if named:
        assert outcomes(library, documents) == [Skipped]  # nothing tells that it is another
    assert outcomes(library, path if named else documents) == [Indexed]


def outcomes(library: Path, path: Path) -> list[type]:
    events = sync(library, [path], FakeEmbedder())
    return [type(event) for event in events if isinstance(event, Indexed | Unchanged | Skipped)]
