"""A library of before schema 8, with float32 vectors, becomes one of half the size and loses nothing."""

import hashlib
import json
import random
import shutil
import sqlite3
import zipfile
from collections import namedtuple
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEmbedder
from makers import as_schema_7

from uniconv_edge.errors import LibraryDamaged
from uniconv_edge.library import database, schema
from uniconv_edge.library.health import Finding, check_library
from uniconv_edge.library.quantised import Quantised
from uniconv_edge.library.store import Store, size_of
from uniconv_edge.library.sync import forget, sync
from uniconv_edge.library.transfer import export_library, import_library
from uniconv_edge.library.vectors import VectorIndex
from uniconv_edge.types import Indexed, Published

DIMS = 768
FREE = namedtuple("FREE", "total used free")


def embedder() -> FakeEmbedder:
    return FakeEmbedder("fake:1", DIMS)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with documents and their library as the version before left it."""
    root, chance = tmp_path_factory.mktemp("made"), random.Random(1)
    (root / "documents").mkdir()
    for name, words in (("long.txt", 60_000), ("short.txt", 40)):
        text = " ".join(f"{chance.getrandbits(24):06x}" + "." * (chance.random() < 0.1) for _ in range(words))
        (root / "documents" / name).write_text(text)
    list(sync(root / "library", [root / "documents"], embedder()))
    as_schema_7(root / "library" / "library.sqlite")
    return root


@pytest.fixture
def before(made: Path, library: Path) -> Path:
    return Path(shutil.copytree(made / "library", library))


def size_told(library: Path) -> list[Finding]:
    return [finding for finding in check_library(library) if finding.subject == "size"]


def test_the_next_run_makes_it_smaller_and_embeds_nothing(before: Path) -> None:
    size, again = size_of(before), embedder()
    with closing(sqlite3.connect(before / "library.sqlite")) as record:
        stored = [vector for (vector,) in record.execute("SELECT vector FROM vectors ORDER BY passage_id")]
    matrix = np.frombuffer(b"".join(stored), "<f4").reshape(-1, DIMS)
    events = list(sync(before, [], again))
    assert not [event for event in events if isinstance(event, Indexed)]
    assert again.embedded == []
    assert size_of(before) < 0.6 * size
    assert size_told(before) == []
    with Store.open(before) as store:
        ids, found = store.vectors()
        assert found.stored() == Quantised.of(matrix).stored()
        index = VectorIndex.open(store, before)
        for row in range(0, len(ids), 50):
            [(nearest, cosine)] = index.search(matrix[row], 1)
            assert (nearest, cosine) == (ids[row], pytest.approx(1, abs=1e-3))


def test_while_another_reads_it_keeps_its_size_and_doctor_says_so(before: Path, monkeypatch) -> None:
    monkeypatch.setattr(database, "_BUSY_MILLISECONDS", 10)
    Store.open(before, write=True).close()
    size = size_of(before)
    with Store.open(before) as reader, reader.snapshot():
        reader.counts()
        with Store.open(before, write=True) as writer:
            writer.connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
        assert isinstance(list(sync(before, [], embedder()))[-1], Published)
    assert size_of(before) >= size
    [told] = size_told(before)
    assert told.level == "warn"
    assert "uniconv-edge index" in told.advice
    list(sync(before, [], embedder()))
    assert size_of(before) < 0.6 * size
    assert size_told(before) == []


def test_without_the_room_it_keeps_its_size_and_answers(before: Path, monkeypatch) -> None:
    size = size_of(before)
    with monkeypatch.context() as patch:
        patch.setattr(database.shutil, "disk_usage", lambda _: FREE(0, 0, 1_000))
        assert isinstance(list(sync(before, [], embedder()))[-1], Published)
    assert size_of(before) >= size
    assert len(size_told(before)) == 1
    with Store.open(before) as store:
        assert len(VectorIndex.open(store, before)) == store.counts()[1]


def test_without_the_memory_it_keeps_its_size_and_answers(before: Path, monkeypatch) -> None:
    class Connection(sqlite3.Connection):
        def execute(self, statement, *values):
            if statement == "VACUUM":
                raise MemoryError  # as sqlite3 does where SQLite gets none
            return super().execute(statement, *values)

    connect = sqlite3.connect
    with monkeypatch.context() as patch:
        patch.setattr(database.sqlite3, "connect", lambda *a, **named: connect(*a, factory=Connection, **named))
        assert isinstance(list(sync(before, [], embedder()))[-1], Published)
    assert len(size_told(before)) == 1
    with Store.open(before) as store:
        assert len(VectorIndex.open(store, before)) == store.counts()[1]


def test_what_is_forgotten_leaves_neither_old_nor_new_vectors(made: Path, before: Path) -> None:
    short = made / "documents" / "short.txt"
    with closing(sqlite3.connect(before / "library.sqlite")) as record:
        query = (
            "SELECT vector FROM documents JOIN passages ON document_id = documents.id "
            "JOIN vectors ON passage_id = passages.id "
        )
        old = [v for (v,) in record.execute(query + "WHERE path = ?", (str(short).encode(),))]
    new = Quantised.of(np.frombuffer(b"".join(old), "<f4").reshape(-1, DIMS)).stored()
    Store.open(before, write=True).close()
    parts = [vector[place : place + 600] for vector in (*old, *new) for place in range(0, len(vector) - 600, 600)]
    assert any(part in (before / "library.sqlite").read_bytes() for part in parts[: 4 * len(old)])  # in empty pages
    assert forget(before, short) == 1
    left = b"".join(path.read_bytes() for path in before.iterdir())
    assert not any(part in left for part in parts)


def exported(made: Path, folder: Path, script: str) -> Path:
    """A file that the version before wrote, after `script`."""
    record, file = folder / "old.sqlite", folder / "theirs.uniconv"
    shutil.copy(made / "library" / "library.sqlite", record)
    with closing(sqlite3.connect(record)) as connection:
        connection.executescript(script)
    shutil.copytree(made / "library", folder / "copy")
    described = export_library(folder / "copy", file)
    data = record.read_bytes()
    values = {name: getattr(described, name) for name in type(described).__slots__}
    values |= {"schema": 7, "size_bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("library.sqlite", data)
        archive.writestr("manifest.json", json.dumps(values))
    return file


def test_an_export_of_before_is_taken_in(made: Path, library: Path, tmp_path: Path) -> None:
    import_library(library, exported(made, tmp_path, ""), {})
    with Store.open(library) as store:
        assert schema.version(store.connection) == schema.VERSION
        assert store.vectors()[1].sound().all()
        assert len(store.vectors()[0]) == store.counts()[1] > 100
    assert size_of(library) < 0.6 * size_of(made / "library")


@pytest.mark.parametrize(
    "vector", ["x'00'", "zeroblob(length(vector))", "CAST(substr(vector, 5) || x'0000c07f' AS BLOB)", "'text'"]
)
def test_a_damaged_vector_in_an_export_of_before_is_found(
    made: Path, library: Path, tmp_path: Path, vector: str
) -> None:
    file = exported(made, tmp_path, f"UPDATE vectors SET vector = {vector} WHERE passage_id = 3")
    with pytest.raises(LibraryDamaged, match=r"theirs\.uniconv"):
        import_library(library, file, {})
