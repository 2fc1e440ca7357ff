"""Folders made to mislead: links, loops, pipes, odd names, files that change under the reader."""

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from fakes import FakeEmbedder
from makers import pdf

from uniconv_edge.cli import main
from uniconv_edge.library import reader
from uniconv_edge.library.bm25 import WordIndex
from uniconv_edge.library.reader import FileUnavailable, open_beneath, read_file
from uniconv_edge.library.search import hits_of
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.library.walk import FileEntry, walk
from uniconv_edge.types import Indexed, Skipped


def run(library: Path, *paths: Path) -> tuple[list[str], dict[str, str]]:
    """Names of what was indexed, and name -> reason of what was not."""
    events = list(sync(library, paths, FakeEmbedder()))
    indexed = [Path(event.path).name for event in events if isinstance(event, Indexed)]
    return indexed, {Path(event.path).name: event.reason for event in events if isinstance(event, Skipped)}


def entry(path: Path) -> FileEntry:
    [found] = [found for found in walk(str(path)) if isinstance(found, FileEntry)]
    return found


def test_links_are_listed_and_never_followed(library: Path, documents: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "canary.txt").write_text("canary")
    (documents / "good.txt").write_text("good")
    for name, target in (
        ("file.txt", outside / "canary.txt"),
        ("folder", outside),
        ("loop", documents),
        ("up", Path("..")),
        ("dangling.txt", Path("missing")),
        ("self.txt", Path("self.txt")),
        ("zero.txt", Path("/dev/zero")),
    ):
        (documents / name).symlink_to(target)
    indexed, reasons = run(library, documents)
    assert indexed == ["good.txt"]
    assert len(reasons) == 7
    assert all("link" in reason for reason in reasons.values())


def test_pipes_sockets_and_unreadable_files_do_not_stop_a_run(
    library: Path, documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(documents / "pipe.txt")
    monkeypatch.chdir(documents)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.txt")
        (documents / "z.txt").write_text("good")
        indexed, reasons = run(library, documents)
    assert indexed == ["z.txt"]
    assert reasons == dict.fromkeys(("pipe.txt", "socket.txt"), "not a file to read (a pipe, a device)")


def test_a_file_without_permission_is_skipped_and_its_former_text_kept(library: Path, documents: Path) -> None:
    path = documents / "a.txt"
    path.write_text("first")
    run(library, documents)
    path.write_text("second one")
    original = reader.open_beneath

    def refused(base: str, name: str) -> int:
        raise PermissionError(13, "Permission denied")

    reader.open_beneath = refused  # root passes over permission bits
    try:
        _, reasons = run(library, documents)
    finally:
        reader.open_beneath = original
    assert "Permission denied" in reasons["a.txt"]
    with Store.open(library) as store:
        assert WordIndex(store).search("first", 5)
    assert run(library, documents)[0] == ["a.txt"]


# Root passes over permission bits, unless it gives that up.
UNPRIVILEGED = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
ALLOWED = not UNPRIVILEGED or shutil.which("setpriv")


@pytest.mark.skipif(not ALLOWED, reason="needs setpriv to give up root's rights")
def test_folders_that_may_not_be_entered_are_reported_and_cost_nothing_else(library: Path, documents: Path) -> None:
    for name in ("a.txt", "in/b.txt", "in/deep/c.txt"):
        path = documents / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"Text of {name}.")
    run(library, documents)
    code = (
        "import sys; from pathlib import Path\n"
        "from fakes import FakeEmbedder; from uniconv_edge.library.sync import sync\n"
        "events = list(sync(Path(sys.argv[1]), [], FakeEmbedder()))\n"
        "print([type(event).__name__ + ' ' + getattr(event, 'reason', '') for event in events])"
    )
    said = []
    for mode in (0o000, 0o600, 0o300):
        (documents / "in").chmod(mode)
        (documents / "a.txt").write_text(f"Changed for {mode}.")
        done = subprocess.run(
            [*UNPRIVILEGED, sys.executable, "-c", code, str(library)], capture_output=True, text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        said.append(done.stdout)
        with Store.open(library) as store:
            assert store.counts()[0] == 3
    (documents / "in").chmod(0o700)
    assert all("Permission denied" in each and "Indexed" in each and "Removed" not in each for each in said)


def test_names_that_are_not_text_or_act_on_terminals_are_indexed_and_shown_clean(
    library: Path, documents: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    names = [b"\xff\xfe.txt", b"a\x1b[2Jb.txt", b"new\nline.txt", "☕ café.txt".encode(), b"-rf.txt", b"$(echo x).md"]
    for name in names:
        Path(os.fsdecode(bytes(documents) + b"/" + name)).write_text(f"text of {name!r}")
    indexed, reasons = run(library, documents)
    assert sorted(os.fsencode(name) for name in indexed) == sorted(names)
    assert reasons == {}
    with Store.open(library) as store:
        hits = hits_of(store, WordIndex(store).search("text", 10))
    assert {os.fsencode(hit.path).rpartition(b"/")[2] for hit in hits} == set(names)
    for hit in hits:
        hit.title.encode("utf-8")
        assert "\x1b" not in hit.title


def test_the_walk_of_a_deep_folder_ends(library: Path, documents: Path) -> None:
    folder = documents
    for _ in range(300):
        folder = folder / "d"
        folder.mkdir()
    (folder / "a.txt").write_text("deep")
    assert run(library, documents)[0] == ["a.txt"]


@pytest.mark.slow
def test_the_walk_of_a_hundred_thousand_files_ends_in_ten_seconds(documents: Path) -> None:
    for folder in range(100):
        (documents / str(folder)).mkdir()
        for number in range(1_000):
            (documents / str(folder) / f"{number}.txt").touch()
    (documents / ".gitignore").write_text("*.log\nbuild/\n/99/\n")
    began = time.perf_counter()
    assert sum(isinstance(found, FileEntry) for found in walk(str(documents))) == 99_000
    took = time.perf_counter() - began
    print(f"{took:.1f} s")
    assert took < 10


def test_a_folder_swapped_for_a_link_after_the_walk_is_not_followed(documents: Path, tmp_path: Path) -> None:
    (documents / "sub").mkdir()
    (documents / "sub" / "a.txt").write_text("mine")
    found = entry(documents)
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "a.txt").write_text("canary")
    (documents / "sub").rename(documents / "moved")
    (documents / "sub").symlink_to(secret)
    with pytest.raises(FileUnavailable):
        read_file(found)


def test_a_file_swapped_for_a_link_or_a_pipe_after_the_walk_is_not_read(documents: Path, tmp_path: Path) -> None:
    path = documents / "a.txt"
    path.write_text("mine")
    found = entry(documents)
    path.unlink()
    path.symlink_to("/etc/hostname")
    with pytest.raises(FileUnavailable, match="link"):
        read_file(found)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(FileUnavailable, match="not a file to read"):
        read_file(found)


def test_opening_leaks_no_descriptor(documents: Path) -> None:
    (documents / "x").mkdir()
    (documents / "x" / "a.txt").write_text("a")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        os.close(open_beneath(str(documents), str(documents / "x" / "a.txt")))
        with pytest.raises(FileNotFoundError):
            open_beneath(str(documents), str(documents / "x" / "none.txt"))
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_file_that_changes_while_it_is_read_is_read_again_or_skipped(
    library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = documents / "a.txt"
    path.write_text("x" * 100)
    changes = iter([True, False])
    original = reader._read_all

    def changing(descriptor: int, size: int) -> bytes:
        data = original(descriptor, size)
        if next(changes, True):
            with path.open("a") as stream:
                stream.write("more")
        return data

    monkeypatch.setattr(reader, "_read_all", changing)
    assert read_file(entry(documents)).data == b"x" * 100 + b"more"
    assert run(library, documents)[1] == {"a.txt": "changed while it was read"}


def test_no_stored_document_differs_from_its_recorded_hash_while_a_writer_appends(
    library: Path, documents: Path
) -> None:
    path = documents / "a.txt"
    path.write_text("start ")
    done = threading.Event()

    def append() -> None:
        while not done.is_set():
            with path.open("a") as stream:
                stream.write("word ")

    thread = threading.Thread(target=append)
    thread.start()
    try:
        for _ in range(3):
            run(library, documents)
    finally:
        done.set()
        thread.join()
    run(library, documents)
    with Store.open(library) as store:
        [(digest,)] = store.rows("SELECT sha256 FROM documents")
        [hit] = hits_of(store, WordIndex(store).search("word", 1))
        assert store.page_text(hit.document_id, 0) == path.read_text().strip()
    assert digest == reader.read_file(entry(documents)).sha256


def test_a_sparse_file_over_the_limit_is_refused_without_reading_it(library: Path, documents: Path) -> None:
    with (documents / "huge.txt").open("wb") as stream:
        stream.truncate(5_000_000_000)
    assert run(library, documents)[1] == {"huge.txt": "larger than 100 MB"}


def test_a_bad_file_between_good_ones_costs_only_itself(library: Path, documents: Path) -> None:
    (documents / "a.pdf").write_bytes(pdf([["Good."]]))
    (documents / "b.pdf").write_bytes(b"%PDF-1.4 nothing")
    (documents / "c.docx").write_bytes(b"PK\x03\x04 nothing")
    (documents / "d.txt").write_text("Good too.")
    indexed, reasons = run(library, documents)
    assert sorted(indexed) == ["a.pdf", "d.txt"]
    assert set(reasons) == {"b.pdf", "c.docx"}


def test_show_prints_what_was_read_and_refuses_in_words(
    documents: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = documents / "a\x1b[2J.pdf"
    path.write_bytes(pdf([["One."], ["Two."]]))
    monkeypatch.setattr("sys.argv", ["uniconv-edge", "show", str(path), "--json"])
    with pytest.raises(SystemExit):
        main()
    shown = json.loads(capsys.readouterr().out)
    assert (shown["status"], [page["page"] for page in shown["pages"]]) == ("ok", [1, 2])
    assert shown["pages"][1]["text"] == "Two."
    path.write_bytes(b"nothing")
    monkeypatch.setattr("sys.argv", ["uniconv-edge", "show", str(path)])
    with pytest.raises(SystemExit) as ended:
        main()
    printed = capsys.readouterr()
    assert ended.value.code == 1
    assert printed.out == ""
    assert "not a PDF" in printed.err
    assert "\x1b" not in printed.err


def test_what_is_not_there_is_called_so(tmp_path: Path) -> None:
    [found] = walk(str(tmp_path / "nothing"))
    assert found.reason == "is not there"
