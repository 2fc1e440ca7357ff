"""`kill -9` while a library is written: what was acknowledged is whole, the rest is absent, the next run completes."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from fakes import FakeEmbedder
from processes import children, runs, started, wait_until

from uniconv_edge.library import vectors as cache
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.library.vectors import VectorIndex, is_current
from uniconv_edge.types import Indexed

FILES = 40
CHILD = Path(__file__).with_name("indexing_child.py")
PUBLISHER = Path(__file__).with_name("publishing_child.py")


def write_files(folder: Path, turn: int) -> None:
    for number in range(FILES):
        text = "\n\n".join(f"Turn {turn} file {number} part {part}. " + f"w{turn}x{number} " * 90 for part in range(3))
        (folder / f"{number}.txt").write_text(text)


def kill_a_run(library: Path, documents: Path, delay: float, after: int = 1) -> tuple[dict[str, int], bool]:
    """Start a run, kill it `delay` seconds after so many acknowledgements. Acknowledged path -> passages, and whether
    it was killed before its end."""
    with started(
        [sys.executable, str(CHILD), str(library), str(documents)], stdout=subprocess.PIPE, text=True
    ) as process:
        lines = [process.stdout.readline() for _ in range(after)]
        timer = threading.Timer(delay, process.send_signal, (signal.SIGKILL,))
        timer.start()
        lines += process.stdout.readlines()
        timer.join()
    whole = [line.rstrip("\n").split("\t") for line in lines if line.endswith("\n") and "\t" in line]
    return {path: int(count) for path, count in whole}, "published\n" not in lines


def check(library: Path, acknowledged: dict[str, int]) -> None:
    """Every document is whole; those acknowledged are there in the version of their file."""
    with Store.open(library) as store:
        assert store.rows("PRAGMA quick_check") == [("ok",)]
        documents = {
            os.fsdecode(path): (key, sha) for key, path, sha in store.rows("SELECT id, path, sha256 FROM documents")
        }
        for path, count in acknowledged.items():
            key, sha = documents[path]
            assert sha == hashlib.sha256(Path(path).read_bytes()).hexdigest()
            assert len(store.rows("SELECT id FROM passages WHERE document_id = ?", key)) == count
        halves = store.rows(
            "SELECT passages.id FROM passages LEFT JOIN vectors ON passage_id = passages.id "
            "LEFT JOIN pages USING (document_id, page_index) "
            "WHERE vector IS NULL OR length(vector) != 68 "
            "OR substr(pages.text, start + 1, end - start) != passages.text"
        )
        assert halves == []
        bare = store.rows("SELECT id FROM documents WHERE id NOT IN (SELECT document_id FROM passages)")
        assert bare == []
        assert store.rows("SELECT count(*) FROM words_docsize") == store.rows("SELECT count(*) FROM passages")


def content(library: Path) -> set[tuple[object, ...]]:
    with Store.open(library) as store:
        return set(
            store.rows(
                "SELECT path, documents.title, sha256, page_index, start, end, passages.text, vector FROM documents "
                "JOIN passages ON document_id = documents.id JOIN vectors ON passage_id = passages.id"
            )
        )


def kill_many(library: Path, documents: Path, tmp_path: Path, times: int) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    inside = acknowledged_in_all = 0
    for turn in range(times):
        write_files(documents, turn)
        # After some files, not after some time: how long a run takes is another matter on every machine.
        acknowledged, killed = kill_a_run(library, documents, chance.uniform(0, 0.02), chance.randrange(1, FILES + 1))
        inside += killed
        acknowledged_in_all += len(acknowledged)
        check(library, acknowledged)
    assert inside >= 0.3 * times, "too few kills landed inside a run to prove anything"
    assert acknowledged_in_all >= times
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library, write=True) as store:
        store.connection.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
        assert store.rows("PRAGMA integrity_check") == [("ok",)]
    fresh = tmp_path / "fresh"
    list(sync(fresh, [documents], FakeEmbedder()))
    assert content(library) == content(fresh)


@pytest.mark.parametrize("times", [6, pytest.param(200, marks=[pytest.mark.slow, pytest.mark.timeout(1200)])])
def test_kills_lose_nothing_that_was_acknowledged(library: Path, documents: Path, tmp_path: Path, times: int) -> None:
    kill_many(library, documents, tmp_path, times)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_run_killed_every_half_second_ends_in_the_library_of_one_that_was_not(
    library: Path, documents: Path, tmp_path: Path
) -> None:
    for number in range(1_000):
        (documents / f"{number}.txt").write_text(f"File {number}.\n\n" + f"w{number} " * 150)
    turns, killed = 0, True
    while killed and turns < 400:
        acknowledged, killed = kill_a_run(library, documents, 0.5)
        check(library, acknowledged)
        turns += 1
    assert turns > 1
    fresh = tmp_path / "fresh"
    list(sync(fresh, [documents], FakeEmbedder()))
    assert content(library) == content(fresh)
    again = FakeEmbedder()
    list(sync(library, [documents], again))
    assert again.embedded == []


@pytest.mark.parametrize("times", [4, pytest.param(60, marks=pytest.mark.slow)])
def test_a_kill_while_the_vector_file_is_published_leaves_a_file_that_is_proven_or_ignored(
    library: Path, documents: Path, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "EXACT_BELOW", 1)
    write_files(documents, 0)
    list(sync(library, [documents], FakeEmbedder()))
    chance = random.Random(3)
    for _ in range(times):
        with started([sys.executable, str(PUBLISHER), str(library)], stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            time.sleep(chance.uniform(0, 0.03))
        assert process.returncode == -signal.SIGKILL
        with Store.open(library) as store:
            vectors = store.vectors()[1].matrix()
            index = VectorIndex.open(store, library)
            assert index.search(vectors[3], 1)[0][1] == pytest.approx(1.0, abs=1e-5)
    list(sync(library, [documents], FakeEmbedder()))
    with Store.open(library) as store:
        assert is_current(store, library)
    assert len(list(library.glob("vectors-*"))) == 1


def test_a_killed_first_run_leaves_a_library_that_opens(library: Path, documents: Path) -> None:
    write_files(documents, 0)
    with started([sys.executable, str(CHILD), str(library), str(documents)], stdout=subprocess.DEVNULL):
        wait_until(library.is_dir)
    events = list(sync(library, [documents], FakeEmbedder()))
    assert sum(isinstance(event, Indexed) for event in events) > 0
    check(library, {})


def test_the_extraction_process_ends_with_its_killed_parent(library: Path, documents: Path) -> None:
    write_files(documents, 0)
    with started(
        [sys.executable, str(CHILD), str(library), str(documents), "wait"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout.readline()
        wait_until(lambda: len(children(process.pid)) == 1)
        [extraction] = children(process.pid)
        assert process.poll() is None
    wait_until(lambda: not runs(extraction))
