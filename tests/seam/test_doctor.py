"""`doctor` sees what makes searching or an import fail, and what it advises ends it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from fakes import FakeEmbedder
from patience import grows_no_faster_than_its_input

from uniconv_edge.errors import LibraryDamaged
from uniconv_edge.library.bm25 import WordIndex
from uniconv_edge.library.database import DATABASE_FILE
from uniconv_edge.library.health import Finding, check_library, repair
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.library.transfer import export_library, import_library
from uniconv_edge.library.vectors import VectorIndex

BOTH = "run `uniconv-edge doctor --repair`, then `uniconv-edge index`"
LEAF = "(SELECT max(id) FROM words_data)"

VECTORS = {
    "short": "UPDATE vectors SET vector = x'00' WHERE passage_id = 1",
    "text": "UPDATE vectors SET vector = substr(hex(zeroblob(length(vector))), 1, length(vector)) WHERE passage_id = 1",
    "no number": "UPDATE vectors SET vector = CAST(substr(vector, 5) || x'0000c07f' AS BLOB) WHERE passage_id = 1",
    "another byte": "UPDATE vectors SET vector = CAST(x'7f7e' || substr(vector, 3) AS BLOB) WHERE passage_id = 1",
    "zero": "UPDATE vectors SET vector = zeroblob(length(vector))",
    "too long": "UPDATE vectors SET vector = CAST(substr(vector, 5) || x'00000044' AS BLOB) WHERE passage_id = 1",
    "other dims": "UPDATE meta SET value = '10' WHERE key = 'dims'",
}
WORDS = {
    "no passages": "DELETE FROM words_docsize",
    "another passage": "UPDATE words_docsize SET id = 900 WHERE id = 1",
    "no lengths": "UPDATE words_docsize SET sz = x''",
    "lengths cut": "UPDATE words_docsize SET sz = x'ff' WHERE id = 1",
    "other lengths": "UPDATE words_docsize SET sz = x'010101' WHERE id = 1",
    "no averages": "DELETE FROM words_data WHERE id = 1",
    "no structure": "DELETE FROM words_data WHERE id = 10",
    "other structure": "UPDATE words_data SET block = x'00' WHERE id = 10",
    "no leaf": f"DELETE FROM words_data WHERE id = {LEAF}",
    "empty leaf": f"UPDATE words_data SET block = zeroblob(length(block)) WHERE id = {LEAF}",
    "no version": "DELETE FROM words_config",
    "emptied": "INSERT INTO words (words) VALUES ('delete-all')",
}
DOCUMENTS = {
    "span": "UPDATE passages SET start = start + 1 WHERE id = 1",
    "span of text": "UPDATE passages SET start = 'abc' WHERE id = 1",
    "no page": "DELETE FROM pages WHERE document_id = 1",
    "no text": "UPDATE pages SET text = CAST(x'ff' AS TEXT) WHERE document_id = 1",
}
RECORD = {
    "title": "UPDATE documents SET title = x'ff'",
    "path": "UPDATE documents SET path = '/x' WHERE id = 1",
    "place": "UPDATE roots SET path = CAST('relative' AS BLOB)",
    "rules": "UPDATE roots SET rules = '{'",
    "other rules": "UPDATE roots SET rules = '[]'",
    "no model": "DELETE FROM meta WHERE key = 'model'",
    "generation": "UPDATE meta SET value = '-1' WHERE key = 'generation'",
    "no number": "UPDATE meta SET value = 'x' WHERE key = 'dims'",
    "table": "CREATE TABLE more (x)",
    "index": "DROP INDEX passages_by_digest",
    "no words": "DROP TABLE words",
    "orphans": "PRAGMA foreign_keys = OFF; DELETE FROM documents WHERE id = 1",
}


def each_of(scripts: dict[str, str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("script", [pytest.param(script, id=name) for name, script in scripts.items()])


def damage(library: Path, script: str) -> None:
    connection = sqlite3.connect(library / DATABASE_FILE, isolation_level=None)
    connection.executescript(script)
    connection.close()


def failed(library: Path) -> list[Finding]:
    return [finding for finding in check_library(library) if finding.level == "fail"]


def assert_sound(library: Path, tmp_path: Path) -> None:
    """Nothing is wrong with a library, and it can be taken elsewhere."""
    assert {finding.level for finding in check_library(library) if finding.subject != "sqlite"} == {"ok"}
    export_library(library, tmp_path / "sound.uniconv")
    import_library(tmp_path / "other", tmp_path / "sound.uniconv", {})
    assert failed(tmp_path / "other") == []


def follow(finding: Finding, library: Path) -> None:
    """What its advice says, in its order."""
    for command in finding.advice.removeprefix("run ").split(", then "):
        if command == "`uniconv-edge doctor --repair`":
            assert repair(library)
        else:
            assert command == "`uniconv-edge index`"
            list(sync(library, [], FakeEmbedder()))


@each_of(VECTORS)
def test_vectors_that_cannot_be_right_are_found_and_made_again(filled: Path, tmp_path: Path, script: str) -> None:
    damage(filled, script)
    [finding] = failed(filled)
    assert (finding.subject, finding.advice) == ("vectors", BOTH)
    follow(finding, filled)
    assert_sound(filled, tmp_path)
    with Store.open(filled) as store:
        assert len(VectorIndex.open(store, filled).search(FakeEmbedder().embed_passages([("", "ducks")])[0], 5)) == 2


@each_of(VECTORS)
def test_until_they_are_made_again_a_search_by_vectors_ends_without_them(filled: Path, script: str) -> None:
    damage(filled, script)
    repair(filled)
    with Store.open(filled) as store:
        VectorIndex.open(store, filled).search(FakeEmbedder().embed_passages([("", "ducks")])[0], 5)


@each_of(WORDS)
def test_a_word_index_that_does_not_find_its_passages_is_rebuilt(filled: Path, tmp_path: Path, script: str) -> None:
    damage(filled, script)
    [finding] = failed(filled)
    assert (finding.subject, finding.advice) == ("words", "run `uniconv-edge doctor --repair`")
    follow(finding, filled)
    assert_sound(filled, tmp_path)
    with Store.open(filled) as store:
        assert len(WordIndex(store).search("cafe water", 5)) == 2


def test_words_that_cannot_be_looked_up_are_found(library: Path, documents: Path) -> None:
    (documents / "a.txt").write_text(" ".join(f"{word:x}{word * word:x}" for word in range(20_000)))
    list(sync(library, [documents], FakeEmbedder()))
    assert failed(library) == []
    damage(library, "DELETE FROM words_idx")
    [finding] = failed(library)
    assert finding.subject == "words"
    follow(finding, library)
    assert failed(library) == []


@pytest.mark.parametrize("name", ["lengths cut", "no structure"])
def test_a_search_in_a_damaged_word_index_asks_doctor(filled: Path, name: str) -> None:
    damage(filled, WORDS[name])
    with Store.open(filled) as store, pytest.raises(LibraryDamaged, match="`uniconv-edge doctor`"):
        WordIndex(store).search("cafe water", 5)


@each_of(DOCUMENTS)
def test_documents_that_contradict_their_pages_are_read_again(filled: Path, tmp_path: Path, script: str) -> None:
    damage(filled, script)
    [finding] = failed(filled)
    told = "1 document with passages that do not stand on their pages"
    assert (finding.subject, finding.message, finding.advice) == ("documents", told, BOTH)
    assert repair(filled) == [f"{told}: `uniconv-edge index` reads them again"]
    [finding] = failed(filled)
    assert finding.advice == "run `uniconv-edge index`"
    follow(finding, filled)
    assert_sound(filled, tmp_path)


def test_documents_that_an_older_version_read_are_told_until_they_are_read_again(filled: Path, tmp_path: Path) -> None:
    damage(filled, "UPDATE documents SET reader = 1 WHERE id = 1")
    [finding] = [each for each in check_library(filled) if each.subject == "reading"]
    assert finding.message == "1 document as an older version of the program read it"
    follow(finding, filled)
    assert_sound(filled, tmp_path)
    assert not [each for each in check_library(filled) if each.subject == "reading"]


@each_of(RECORD)
def test_a_record_that_nothing_mends_is_to_be_made_anew(filled: Path, script: str) -> None:
    damage(filled, script)
    [finding] = failed(filled)
    assert (finding.subject, finding.advice) == ("library", "move the folder away and index again")


@each_of(VECTORS | RECORD | {name: DOCUMENTS[name] for name in ("span of text", "no text")})
def test_what_an_import_refuses_is_not_exported(filled: Path, tmp_path: Path, script: str) -> None:
    damage(filled, script)
    file = tmp_path / "x.uniconv"
    with pytest.raises(LibraryDamaged) as caught:
        export_library(filled, file)
    assert f"`{filled}`" in caught.value.message
    assert "`uniconv-edge doctor`" in caught.value.hint
    assert list(tmp_path.glob("*.uniconv*")) == list(tmp_path.glob(".uniconv-edge-*")) == []


@each_of(WORDS)
def test_what_is_exported_is_imported_with_its_words(filled: Path, tmp_path: Path, script: str) -> None:
    damage(filled, script)
    export_library(filled, tmp_path / "x.uniconv")
    import_library(tmp_path / "new", tmp_path / "x.uniconv", {})
    assert failed(tmp_path / "new") == []


def test_a_long_page_takes_no_longer_than_as_much_text_on_many(tmp_path: Path, documents: Path) -> None:
    def made(paragraphs: int) -> Path:
        text = "\n\n".join(f"Paragraph {number} – is here. " * 20 for number in range(paragraphs))
        (documents / "a.txt").write_text(text)
        library = tmp_path / f"of {paragraphs}"
        list(sync(library, [documents], FakeEmbedder()))
        return library

    assert grows_no_faster_than_its_input(check_library, made, 400)
