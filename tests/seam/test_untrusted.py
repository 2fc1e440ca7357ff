"""A record made by a stranger: what the program could not work with is refused, and nothing of the library is lost."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import sqlite3
import sys
import zipfile
from pathlib import Path

import pytest
from fakes import FakeEmbedder

from uniconv_edge.cli import main
from uniconv_edge.errors import LibraryDamaged
from uniconv_edge.library import schema, vectors
from uniconv_edge.library.database import DATABASE_FILE, disk_errors
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.library.transfer import export_library, import_library

MOST = 2**63 - 1
NUL = "CAST(x'2f6100' AS BLOB)"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an exported library and another library, made once."""
    root = tmp_path_factory.mktemp("made")
    for name, text in (("a", "The deposit is 900 euros."), ("mine", "The cellar key costs 12 euros.")):
        (root / "documents" / name).mkdir(parents=True)
        (root / "documents" / name / f"{name}.txt").write_text(text)
        (root / "documents" / name / "empty.pdf").write_bytes(b"")
        list(sync(root / name, [root / "documents" / name], FakeEmbedder()))
    export_library(root / "a", root / "theirs.uniconv")
    return root


@pytest.fixture
def exported(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(made / "theirs.uniconv", tmp_path))


@pytest.fixture
def mine(made: Path, library: Path) -> Path:
    """A library with a document of its own."""
    return Path(shutil.copytree(made / "mine", library))


def names(library: Path) -> list[str]:
    with Store.open(library) as store:
        return [Path(os.fsdecode(path)).name for (path,) in store.rows("SELECT path FROM documents")]


def rewritten(exported: Path, script: str) -> Path:
    """The file with its record changed, and a manifest to match."""
    record = exported.with_suffix(".sqlite")
    with zipfile.ZipFile(exported) as archive:
        record.write_bytes(archive.read("library.sqlite"))
        manifest = json.loads(archive.read("manifest.json"))
    connection = sqlite3.connect(record)
    connection.executescript(script)
    connection.close()
    data = record.read_bytes()
    described = {**manifest, "size_bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    with zipfile.ZipFile(exported, "w") as archive:
        archive.writestr("library.sqlite", data)
        archive.writestr("manifest.json", json.dumps(described))
    return exported


@pytest.mark.parametrize(
    "script",
    [
        f"UPDATE meta SET value = '{MOST}' WHERE key = 'generation'",
        "UPDATE meta SET value = '-1' WHERE key = 'generation'",
        "UPDATE meta SET value = ' 12 ' WHERE key = 'generation'",
        "UPDATE meta SET value = '1_000' WHERE key = 'generation'",
        "DELETE FROM vectors; UPDATE meta SET value = '-1' WHERE key = 'dims'",
        "DELETE FROM vectors; UPDATE meta SET value = '100000000000' WHERE key = 'dims'",
        "UPDATE vectors SET vector = CAST(zeroblob(length(vector) - 4) || x'0000c07f' AS BLOB)",
        f"UPDATE sqlite_sequence SET seq = {MOST}",
        "UPDATE passages SET id = -5; UPDATE vectors SET passage_id = -5",
        "UPDATE passages SET start = 'abc'",
        "UPDATE passages SET start = 1000000, end = -5",
        "UPDATE passages SET sketch = 'abc'",
        "UPDATE passages SET text = x'00ff'",
        "UPDATE passages SET text = CAST(x'ff' AS TEXT)",
        "UPDATE passages SET digest = 'text'",
        "UPDATE pages SET text = x'00ff'",
        "UPDATE documents SET title = x'ff'",
        "UPDATE documents SET mtime_ns = 'abc'",
        "UPDATE documents SET size_bytes = 1.5",
        "UPDATE documents SET path = '/x'",
        f"UPDATE documents SET path = {NUL}",
        f"UPDATE roots SET path = {NUL}",
        f"UPDATE skipped SET path = {NUL}",
        "UPDATE roots SET path = CAST('relative' AS BLOB)",
        "UPDATE roots SET collection = x'ff'",
        """UPDATE roots SET rules = '{"include": [1]}'""",
        """UPDATE roots SET rules = '{"include": ["*a*b*c*d*e"]}'""",
        """UPDATE roots SET rules = '{"max_bytes": "x"}'""",
        f"UPDATE roots SET rules = '{'[' * 100_000}'",
        "UPDATE skipped SET reason = x'ff'",
        "INSERT INTO messages SELECT id, 7, 0, 9, 5, 'Ann', '', '', '', 1, 1, '', '' FROM documents",
        "INSERT INTO messages SELECT id, 0, 9, 3, 5, 'Ann', '', '', '', 1, 1, '', '' FROM documents",
    ],
)
def test_a_value_that_no_library_has_is_refused_before_anything_is_replaced(
    exported: Path, mine: Path, script: str
) -> None:
    with pytest.raises(LibraryDamaged, match=r"theirs\.uniconv"):
        import_library(mine, rewritten(exported, script), {}, replace=True)
    assert names(mine) == ["mine.txt"]


@pytest.mark.parametrize(
    "script", ["PRAGMA page_size = 8192; VACUUM", "PRAGMA journal_mode = WAL", "PRAGMA auto_vacuum = 1; VACUUM"]
)
def test_a_sound_record_that_is_laid_out_otherwise_is_taken_in(exported: Path, mine: Path, script: str) -> None:
    import_library(mine, rewritten(exported, script), {}, replace=True)
    assert names(mine) == ["a.txt"]
    assert {type(event).__name__ for event in sync(mine, [], FakeEmbedder())} >= {"Unchanged", "Published"}


def test_a_record_of_another_encoding_is_refused(exported: Path, mine: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    connection = sqlite3.connect(other, isolation_level=None)
    connection.execute("PRAGMA encoding = 'UTF-16'")
    schema.migrate(connection)
    connection.close()
    data = other.read_bytes()
    with zipfile.ZipFile(exported) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    with zipfile.ZipFile(exported, "w") as archive:
        archive.writestr("library.sqlite", data)
        described = {**manifest, "size_bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        archive.writestr("manifest.json", json.dumps(described))
    with pytest.raises(LibraryDamaged, match="other tables"):
        import_library(mine, exported, {}, replace=True)
    assert names(mine) == ["mine.txt"]


def test_a_library_is_imported_also_where_its_vector_file_cannot_be_written(
    exported: Path, mine: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(graph: object, folder: Path, name: str) -> tuple[int, str]:
        with disk_errors(folder):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(vectors, "EXACT_BELOW", 1)
    monkeypatch.setattr(sys, "argv", ["uniconv-edge", "import", str(exported), "--library", str(mine), "--replace"])
    with monkeypatch.context() as patched:
        patched.setattr(vectors, "_save", full)
        before = os.umask(0o022)
        with pytest.raises(SystemExit) as ended:
            main()
        os.umask(before)
    assert not ended.value.code
    printed = capsys.readouterr()
    assert "imported 1 document" in printed.out
    assert "the vector file could not be written; until the next `uniconv-edge index`" in printed.err
    assert names(mine) == ["a.txt"]
    assert (mine / DATABASE_FILE).stat().st_mode & 0o077 == 0
    list(sync(mine, [], FakeEmbedder()))
    assert list(mine.glob("*.hnsw"))
