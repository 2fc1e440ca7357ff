"""What may lie in the place of a quoted file: the check of a quote neither waits for it nor reads it without end."""

import hashlib
import os
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from uniconv_edge.assistant.quoting.verify import CHANGED, MISSING, VERIFIED, Verifier
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.types import Quote

TEXT = "The deposit is 1,200 euros."


@pytest.fixture
def file(library: Path, documents: Path) -> Path:
    path = documents / "lease.txt"
    path.write_text(TEXT)
    list(sync(library, [documents], FakeEmbedder()))
    return path


def state(store: Store, verifier: Verifier | None = None) -> str:
    [(document, path)] = store.rows("SELECT id, path FROM documents")
    quote = Quote(1, os.fsdecode(path), "Lease", 1, 0, document, 0, len(TEXT), TEXT, True)
    return (verifier or Verifier(store)).check(quote).state


def put_pipe(path: Path) -> None:
    os.mkfifo(path)


def put_link_to_an_endless_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def put_link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def put_folder(path: Path) -> None:
    path.mkdir()


def put_nothing(path: Path) -> None:
    """Its file is gone."""


@pytest.mark.timeout(30)
@pytest.mark.parametrize("put", [put_pipe, put_link_to_an_endless_device, put_link_to_itself, put_folder, put_nothing])
def test_what_is_no_file_is_a_missing_file(library: Path, file: Path, put) -> None:
    descriptors = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    with Store.open(library) as store:
        assert state(store) == VERIFIED
        file.unlink()
        put(file)
        assert state(store) == MISSING
    assert len(os.listdir("/proc/self/fd")) == descriptors  # noqa: PTH208


def test_a_file_of_another_size_is_changed_without_being_read(library: Path, file: Path, monkeypatch) -> None:
    read: list[object] = []

    def counted(stream, digest):
        read.append(stream)
        return original(stream, digest)

    original = hashlib.file_digest
    monkeypatch.setattr(hashlib, "file_digest", counted)
    with Store.open(library) as store:
        verifier = Verifier(store)
        os.truncate(file, 8_000_000_000)
        assert state(store, verifier) == CHANGED
        assert read == []
        file.write_text(TEXT)
        assert [state(store, verifier) for _ in range(3)] == [VERIFIED] * 3
        assert len(read) == 1
        file.write_text(TEXT.replace("1,200", "1,500"))
        os.utime(file, (1, 1))
        assert state(store, verifier) == CHANGED
