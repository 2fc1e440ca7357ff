"""Indexing from folders to a library: what is read, what is left alone, what leaves."""

import os
import stat
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEmbedder
from makers import pdf

from uniconv_edge.errors import GenerationFailed, LibraryMissing
from uniconv_edge.library.bm25 import WordIndex
from uniconv_edge.library.chunk import passage_title
from uniconv_edge.library.search import hits_of
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import forget, sync
from uniconv_edge.types import Indexed, IndexEvent, Published, Removed, Scanned, Skipped

LEASE = (
    "# Lease\n\nThe tenant gives sixty days notice before the lease ends.\n\n## Deposit\n\nThe deposit is one month.\n"
)


def run(library: Path, *paths: Path, embedder: FakeEmbedder | None = None) -> list[IndexEvent]:
    return list(sync(library, paths, embedder or FakeEmbedder()))


def kinds(events: list[IndexEvent]) -> Counter[str]:
    return Counter(type(event).__name__ for event in events)


def age(path: Path) -> None:
    """Make a file look older than the time within which a change could go unseen."""
    then = path.stat().st_mtime_ns - 10_000_000_000
    os.utime(path, ns=(then, then))


def stored_paths(library: Path) -> set[str]:
    with Store.open(library) as store:
        return {Path(os.fsdecode(path)).name for (path,) in store.rows("SELECT path FROM documents")}


def test_small_files_can_be_asked_about_before_a_large_one_is_read(library: Path, documents: Path) -> None:
    (documents / "a.txt").write_text("The lease of the house is long. " * 4000)
    (documents / "b.txt").write_text("The garden is small.")
    indexed = [Path(event.path).name for event in run(library, documents) if isinstance(event, Indexed)]
    assert indexed == ["b.txt", "a.txt"]


def test_while_a_large_file_is_stored_another_is_embedded(
    library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("uniconv_edge.library.sync._LONG_TO_STORE_BYTES", 7_000)
    for name, words in {"a": 10, "b": 200, "c": 400, "d": 1_000, "e": 40}.items():
        (documents / f"{name}.txt").write_text("garden " * words)
    read = [Path(event.path).stem for event in run(library, documents) if isinstance(event, Indexed)]
    assert read == ["a", "e", "c", "d", "b"]


def test_a_folder_becomes_documents_with_pages_passages_words_and_vectors(library: Path, documents: Path) -> None:
    (documents / "lease.md").write_text(LEASE)
    (documents / "notes.pdf").write_bytes(pdf([["Page one is about cats."], ["Page two is about dogs."]], title="Pets"))
    events = run(library, documents)
    assert [type(event) for event in events] == [Scanned, Indexed, Indexed, Published]
    embedder = FakeEmbedder()
    with Store.open(library) as store:
        assert store.model_identity == embedder.identity
        [(best, _), *_] = WordIndex(store).search("dogs?", 5)
        hit = hits_of(store, [(best, 1.5)], {best: 0.5})[0]
        assert (hit.rank, hit.score, hit.cosine, hit.page, hit.page_index, hit.title) == (1, 1.5, 0.5, 2, 1, "Pets")
        assert hit.text == store.page_text(hit.document_id, 1)[hit.start : hit.end] == "Page two is about dogs."
        assert [page.number for page in store.pages(hit.document_id)] == [1, 2]
        ids, vectors = store.vectors()
        for found in hits_of(store, [(int(identifier), 0.0) for identifier in ids]):
            expected = embedder.embed_passages([(passage_title(found.title, found.heading), found.text)])[0]
            [row] = np.flatnonzero(ids == found.passage_id)
            assert vectors.matrix()[row] == pytest.approx(expected, abs=1 / 127)
        assert vectors.matrix().dtype == np.float32
        assert ids.dtype == np.int64


def test_a_second_run_embeds_nothing(library: Path, documents: Path) -> None:
    for name in "abc":
        (documents / f"{name}.txt").write_text(f"Text of {name}.")
    age(documents / "a.txt")
    run(library, documents)
    again = FakeEmbedder()
    events = run(library, documents, embedder=again)
    assert kinds(events) == {"Scanned": 1, "Unchanged": 3, "Published": 1}
    assert again.embedded == []


def test_a_changed_file_is_replaced_and_only_its_new_passages_are_embedded(library: Path, documents: Path) -> None:
    paragraphs = [f"Paragraph {n} " + f"word{n} " * 100 + "ends." for n in range(5)]
    path = documents / "a.txt"
    path.write_text("\n\n".join(paragraphs))
    run(library, documents)
    paragraphs[2] = "Paragraph changed " + "fresh " * 100 + "ends."
    path.write_text("\n\n".join(paragraphs))
    again = FakeEmbedder()
    assert kinds(run(library, documents, embedder=again))["Indexed"] == 1
    assert len(again.embedded) == 1
    assert "fresh" in again.embedded[0][1]
    with Store.open(library) as store:
        assert WordIndex(store).search("word2", 5) == []
        assert len(WordIndex(store).search("fresh", 5)) == 1
        assert store.counts() == (1, 5)


def test_a_file_changed_within_the_racy_time_and_of_equal_size_is_seen(library: Path, documents: Path) -> None:
    path = documents / "a.txt"
    path.write_text("old text")
    before = path.stat()
    run(library, documents)
    path.write_text("new text")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert kinds(run(library, documents))["Indexed"] == 1


def test_a_touched_file_is_unchanged(library: Path, documents: Path) -> None:
    path = documents / "a.txt"
    path.write_text("text")
    run(library, documents)
    os.utime(path, ns=(1, 1))
    assert kinds(run(library, documents))["Unchanged"] == 1


def test_a_deleted_file_leaves_with_its_hits(library: Path, documents: Path) -> None:
    (documents / "a.txt").write_text("About elephants.")
    (documents / "b.txt").write_text("About zebras.")
    run(library, documents)
    (documents / "a.txt").unlink()
    events = run(library, documents)
    assert [event.path for event in events if isinstance(event, Removed)] == [str(documents / "a.txt")]
    with Store.open(library) as store:
        assert WordIndex(store).search("elephants", 5) == []
        assert len(store.vectors()[0]) == 1


def test_the_last_file_of_a_folder_leaves_too(library: Path, documents: Path) -> None:
    (documents / "a.txt").write_text("About elephants.")
    run(library, documents)
    (documents / "a.txt").unlink()
    assert kinds(run(library, documents))["Removed"] == 1


@pytest.mark.parametrize("damage", ["x'00'", "'text'", "zeroblob(length(vector))"])
def test_a_damaged_vector_is_not_taken_for_a_file_that_is_read_again(
    library: Path, documents: Path, damage: str
) -> None:
    (documents / "a.txt").write_text("The mill stands at the river.")
    run(library, documents)
    with Store.open(library, write=True) as store:
        whole = store.vectors()[1].stored()
        store.connection.execute(f"UPDATE vectors SET vector = {damage}")
        store.connection.execute("UPDATE documents SET reader = 0")
    again = FakeEmbedder()
    run(library, embedder=again)
    assert len(again.embedded) == 1
    with Store.open(library) as store:
        assert store.vectors()[1].stored() == whole


def test_a_moved_file_keeps_its_vectors(library: Path, documents: Path) -> None:
    (documents / "a.md").write_text(LEASE)
    run(library, documents)
    (documents / "deep").mkdir()
    (documents / "a.md").rename(documents / "deep" / "a.md")
    again = FakeEmbedder()
    events = run(library, documents, embedder=again)
    assert kinds(events) == {"Scanned": 1, "Indexed": 1, "Removed": 1, "Published": 1}
    assert again.embedded == []


def test_an_absent_root_empties_nothing_and_is_reported(library: Path, documents: Path) -> None:
    (documents / "a.txt").write_text("kept")
    run(library, documents)
    documents.rename(documents.with_name("away"))
    events = run(library, documents)
    [skipped] = [event for event in events if isinstance(event, Skipped)]
    assert skipped.path == str(documents)
    assert "kept" in skipped.reason
    assert stored_paths(library) == {"a.txt"}


def test_an_empty_mount_point_empties_nothing(library: Path, documents: Path) -> None:
    (documents / "a.txt").write_text("kept")
    run(library, documents)
    (documents / "a.txt").unlink()
    with Store.open(library, write=True) as store:  # as if the folder had been on another disk
        store.connection.execute("UPDATE roots SET device = device + 1")
    assert "not mounted" in next(event.reason for event in run(library, documents) if isinstance(event, Skipped))
    assert stored_paths(library) == {"a.txt"}


def test_without_a_path_the_known_roots_are_indexed_again(library: Path, documents: Path) -> None:
    (documents / "a.txt").write_text("one")
    run(library, documents)
    (documents / "b.txt").write_text("two")
    assert kinds(run(library))["Indexed"] == 1


def test_a_root_leaves_other_roots_alone(library: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.txt").write_text(name)
    run(library, tmp_path / "one")
    run(library, tmp_path / "two")
    assert stored_paths(library) == {"one.txt", "two.txt"}
    with Store.open(library) as store:
        assert store.status().roots == (str(tmp_path / "one"), str(tmp_path / "two"))


def test_a_file_that_became_unreadable_content_leaves_and_is_listed_once(library: Path, documents: Path) -> None:
    path = documents / "a.pdf"
    path.write_bytes(pdf([["Fine."]]))
    run(library, documents)
    path.write_bytes(b"%PDF-1.7 broken now")
    for _ in range(2):
        [skipped] = [event for event in run(library, documents) if isinstance(event, Skipped)]
        assert "damaged" in skipped.reason
    assert stored_paths(library) == set()
    with Store.open(library) as store:
        assert [entry.path for entry in store.status().skipped] == [str(path)]
    path.write_bytes(pdf([["Fine again."]]))
    assert kinds(run(library, documents))["Indexed"] == 1
    with Store.open(library) as store:
        assert store.status().skipped == ()


def test_another_model_embeds_everything_again_without_reading_files(library: Path, documents: Path) -> None:
    for name in ("a", "b"):
        (documents / f"{name}.txt").write_text(f"Text of {name}.")
        age(documents / f"{name}.txt")
    run(library, documents)
    other = FakeEmbedder("other:1", dims=32)
    (documents / "a.txt").chmod(0)
    events = run(library, documents, embedder=other)
    assert kinds(events) == {"Scanned": 1, "Indexed": 2, "Published": 1}
    assert len([pair for pair in other.embedded if pair[1].startswith("Text of")]) == 2
    with Store.open(library) as store:
        assert store.model_identity == "other:1"
        assert store.vectors()[1].codes.shape == (2, 32)


def test_a_model_that_fails_costs_no_vectors(library: Path, documents: Path) -> None:
    class Broken(FakeEmbedder):
        def embed_passages(self, passages):
            return np.full((len(passages), self.dims), np.nan, dtype=np.float32)

    (documents / "a.txt").write_text("text")
    run(library, documents)
    with pytest.raises(GenerationFailed):
        run(library, documents, embedder=Broken("broken:1"))
    with Store.open(library) as store:
        assert store.model_identity == "fake:1"
        assert len(store.vectors()[0]) == 1


def test_a_stopped_model_change_is_completed_by_the_next_run(library: Path, documents: Path) -> None:
    (documents / "a.txt").write_text("text")
    run(library, documents)
    with Store.open(library, write=True) as store:
        store.connection.execute("DELETE FROM vectors")
    assert kinds(run(library, documents)) == {"Scanned": 1, "Indexed": 1, "Published": 1}
    with Store.open(library) as store:
        assert len(store.vectors()[0]) == 1


def test_a_run_that_is_left_early_keeps_what_it_reported(library: Path, documents: Path) -> None:
    for number in range(4):
        (documents / f"{number}.txt").write_text(f"Text {number}. " * 500)
    events = sync(library, [documents], FakeEmbedder())
    for event in events:
        if isinstance(event, Indexed):
            break
    events.close()
    assert stored_paths(library) >= {"0.txt"}
    again = kinds(run(library, documents))
    assert again.get("Indexed", 0) + again["Unchanged"] == 4


def test_hidden_files_caches_and_environments_are_passed_over(library: Path, documents: Path) -> None:
    for folder in (".git", "node_modules/x", "__pycache__", "env", "deep/er"):
        (documents / folder).mkdir(parents=True)
        (documents / folder / "a.txt").write_text(folder)
    (documents / "env" / "pyvenv.cfg").write_text("")
    (documents / ".hidden.txt").write_text("hidden")
    events = run(library, documents)
    assert [event.path for event in events if isinstance(event, Indexed)] == [str(documents / "deep/er/a.txt")]


def test_the_library_inside_an_indexed_folder_is_not_read(documents: Path) -> None:
    library = documents / "mine"
    (documents / "a.txt").write_text("text")
    run(library, documents)
    assert not [event for event in run(library, documents) if isinstance(event, Skipped)]


def test_every_refused_file_is_listed_with_its_reason(library: Path, documents: Path) -> None:
    (documents / "a.mp3").write_bytes(b"x")
    (documents / "b.txt").write_bytes(b"")
    (documents / "c").write_bytes(b"x")
    (documents / "good.txt").write_text("good")
    reasons = {Path(event.path).name: event.reason for event in run(library, documents) if isinstance(event, Skipped)}
    assert reasons == {"a.mp3": "files of the kind .mp3 are not read", "b.txt": "empty file", "c": "no file ending"}


@pytest.mark.parametrize("kind", ["song.mp3", "nameless", "pipe.txt", "device"])
def test_what_is_named_and_never_read_is_told_and_not_remembered(library: Path, documents: Path, kind: str) -> None:
    path = documents / kind
    if kind == "device":
        path = Path("/dev/null")
    elif kind == "pipe.txt":
        os.mkfifo(path)
    else:
        path.write_bytes(b"x")
    assert [event.path for event in run(library, path) if isinstance(event, Skipped)] == [str(path)]
    with Store.open(library) as store:
        assert not store.roots()
        assert not store.rows("SELECT path FROM skipped")


def test_a_file_that_became_a_pipe_leaves_with_its_root(library: Path, documents: Path) -> None:
    (documents / "a.txt").write_text("one")
    run(library, documents / "a.txt")
    (documents / "a.txt").unlink()
    os.mkfifo(documents / "a.txt")
    assert [type(event) for event in run(library)] == [Scanned, Skipped, Removed, Published]
    with Store.open(library) as store:
        assert not store.roots()


def test_a_file_that_is_empty_for_now_is_remembered_and_read_later(library: Path, documents: Path) -> None:
    (documents / "a.txt").write_text("")
    run(library, documents / "a.txt")
    (documents / "a.txt").write_text("filled")
    run(library)
    assert stored_paths(library) == {"a.txt"}


def test_one_file_can_be_named_and_updated(library: Path, documents: Path) -> None:
    (documents / "a.txt").write_text("one")
    (documents / "b.txt").write_text("two")
    run(library, documents / "a.txt")
    assert stored_paths(library) == {"a.txt"}
    (documents / "a.txt").write_text("three")
    run(library)
    with Store.open(library) as store:
        assert WordIndex(store).search("three", 5)


def test_forgetting_leaves_no_byte_of_the_document(library: Path, documents: Path) -> None:
    (documents / "secret.txt").write_text("The canaryword sings. " * 200)
    (documents / "canaryname.mp3").write_bytes(b"x")
    (documents / "other.txt").write_text("Other text stays.")
    run(library, documents)
    assert forget(library, documents / "secret.txt") == 1
    assert forget(library, documents / "canaryname.mp3") == 0
    (documents / "secret.txt").unlink()
    for path in library.iterdir():
        content = path.read_bytes()
        for canary in (b"canaryword", b"canari", b"canaryname", b"secret.txt"):
            assert canary not in content, (path, canary)
    with Store.open(library) as store:
        assert len(WordIndex(store).search("other", 5)) == 1


def test_forgetting_a_folder_takes_all_below_it_and_nothing_beside_it(library: Path, tmp_path: Path) -> None:
    for name in ("note", "notes"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(name)
    run(library, tmp_path / "note", tmp_path / "notes")
    assert forget(library, tmp_path / "note") == 1
    with Store.open(library) as store:
        assert store.status().roots == (str(tmp_path / "notes"),)
        assert store.counts()[0] == 1


def test_forgetting_without_a_library_says_so(library: Path) -> None:
    with pytest.raises(LibraryMissing):
        forget(library, Path("x"))


@pytest.mark.parametrize("mask", [0o000, 0o022])
def test_every_file_of_a_library_is_its_owners_only(library: Path, documents: Path, mask: int) -> None:
    (documents / "a.txt").write_text("private")
    seen: dict[str, int] = {}
    before = os.umask(mask)
    try:
        for _ in sync(library, [documents], FakeEmbedder()):
            for path in (library, *library.iterdir()):
                seen[path.name] = seen.get(path.name, 0) | stat.S_IMODE(path.stat().st_mode)
        for path in library.iterdir():
            seen[path.name] = seen.get(path.name, 0) | stat.S_IMODE(path.stat().st_mode)
    finally:
        os.umask(before)
    assert seen.pop("library") == 0o700
    assert {"library.sqlite", "library.sqlite-wal", "library.sqlite-shm", "index.lock"} <= seen.keys()
    assert set(seen.values()) == {0o600}
