"""`index`, `status`, `doctor`, `forget` on the command line, with a stand-in for the model."""

import json
import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from fakes import FakeEmbedder
from processes import started

from uniconv_edge import paths
from uniconv_edge.cli import main
from uniconv_edge.library import vectors, watch
from uniconv_edge.library.store import Store
from uniconv_edge.library.writer import Writer
from uniconv_edge.model import embedder as embedder_module
from uniconv_edge.types import Waiting


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Runs a command: (exit code, stdout, stderr)."""

    def command(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["uniconv-edge", *map(str, arguments)])
        before = os.umask(0o022)
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        finally:
            os.umask(before)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    monkeypatch.setattr(paths, "model_folder", lambda named=None: Path("model"))
    monkeypatch.setattr(embedder_module, "OnnxEmbedder", SimpleNamespace(open=lambda folder: FakeEmbedder()))
    return command


def test_index_reports_what_it_did_as_one_json_object(run, documents: Path) -> None:
    (documents / "a.txt").write_text("Text of a.")
    (documents / "b.pdf").write_bytes(b"broken")
    code, out, err = run("index", documents, "--json")
    report = json.loads(out)
    assert code == 0
    assert err == ""
    assert (report["schema"], report["documents"], report["passages"], report["unchanged"]) == (1, 1, 1, 0)
    assert report["indexed"] == [str(documents / "a.txt")]
    assert report["skipped"] == [{"path": str(documents / "b.pdf"), "reason": "damaged, or not a PDF"}]
    assert report["removed"] == []
    assert report["seconds"] > 0
    again = json.loads(run("index", "--json")[1])
    assert (again["unchanged"], again["indexed"]) == (1, [])


def test_index_says_in_words_what_it_did(run, documents: Path) -> None:
    (documents / "a.txt").write_text("Text.")
    (documents / "b\x1b[2J.txt").write_bytes(b"")
    (documents / "c.mp3").write_bytes(b"")
    (documents / "d.Pages").write_bytes(b"")
    code, out, _ = run("index", documents)
    assert code == 0
    said, whole = out.splitlines()[-2:]  # behind the files, however many they are
    assert said.startswith("1 indexed, 0 unchanged, 0 removed, 3 skipped")
    assert whole == "library: 1 document, 1 passage"
    assert "1 file: files of the kind .Pages are not read: save them as docx or PDF" in out
    assert "empty file" in out
    assert "1 file: files of the kind .mp3 are not read" in out
    assert "\x1b" not in out


def test_a_path_that_nothing_can_have_is_refused_and_not_remembered(run, documents: Path) -> None:
    (documents / "a.txt").write_text("Text.")
    run("index", documents)
    code, _, err = run("index", documents / ("x" * 5_000))
    assert (code, "so long a name" in err) == (2, True)
    assert "skipped files: 0" in run("status")[1]


def test_status_says_that_a_run_ended_before_its_end(run, documents: Path, library: Path) -> None:
    (documents / "a.txt").write_text("Text.")
    run("index", documents)
    assert "`uniconv-edge index` goes on" not in run("status")[1]
    with Store.open(library, write=True) as store:
        Writer(store).set_unfinished({str(documents)})
    assert "`uniconv-edge index` goes on" in run("status")[1]
    assert json.loads(run("status", "--json")[1])["unfinished"] is True
    run("index")
    assert "`uniconv-edge index` goes on" not in run("status")[1]


def test_index_without_anything_to_index_says_what_to_do(run, tmp_path: Path) -> None:
    code, _, err = run("index")
    assert code == 2
    assert "hint" in err
    assert run("index", tmp_path / "none")[0] == 2


def test_a_way_to_watch_without_watching_is_refused(run, documents: Path) -> None:
    code, _, err = run("index", documents, "--poll")
    assert (code, "add `--watch`" in err) == (2, True)


def test_a_path_that_is_not_there_is_named_also_inside_an_indexed_folder(run, documents: Path) -> None:
    (documents / "a.txt").write_text("Text.")
    (documents / "b.txt").write_bytes(b"")
    run("index", documents)
    code, out, err = run("index", documents / "a.text")
    assert (code, out) == (2, "")
    assert "no such file or folder" in err
    assert "a.text" in err
    assert run("index", documents, documents / "none")[0] == 2
    for gone in ("a.txt", "b.txt"):  # what the library knows of may be named, to let it leave
        (documents / gone).unlink()
        assert run("index", documents / gone)[0] == 0
    assert json.loads(run("status", "--json")[1])["documents"] == 0


def test_an_empty_path_is_not_the_current_folder(run, documents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (documents / "a.txt").write_text("Text.")
    monkeypatch.chdir(documents)
    code, _, err = run("index", "")
    assert code == 2
    assert "a path is empty" in err


def test_what_may_not_be_opened_is_named_with_a_remedy(run, documents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied", f"{folder}/\x1b[2J")

    monkeypatch.setattr(Store, "open", refuse)
    code, out, err = run("status")
    assert (code, out) == (1, "")
    assert "may not be opened: Permission denied" in err
    assert "check its permissions" in err
    assert "\x1b" not in err


def test_index_by_a_second_process_ends_with_three_and_the_pid(run, documents: Path, library: Path) -> None:
    (documents / "a.txt").write_text("Text.")
    run("index", documents)
    with Store.open(library, write=True):
        code, out, err = run("index", documents, "--json")
    assert code == 3
    assert out == ""
    assert f"process {os.getpid()}" in err


def test_status_names_roots_and_skipped_files(run, documents: Path) -> None:
    (documents / "a.txt").write_text("Text.")
    (documents / "b.txt").write_bytes(b"")
    run("index", documents)
    state = json.loads(run("status", "--json", "--skipped")[1])
    assert (state["documents"], state["roots"], state["skipped_count"]) == (1, [str(documents)], 1)
    assert state["skipped"] == [{"path": str(documents / "b.txt"), "reason": "empty file"}]
    assert json.loads(run("status", "--json")[1])["skipped"] == []
    assert "skipped files: 1" in run("status")[1]
    assert "b.txt: empty file" in run("status", "--skipped")[1]


def test_documents_read_in_part_are_named_by_index_status_and_show(run, documents: Path) -> None:
    box = documents / "old.mbox"
    box.write_bytes(b"From a@b Mon Jan  1 10:00:00 2024\nSubject: x\n\ny\n\n" * 5_002)
    unread = "the oldest 502 of 5,002 messages are left out: the mailbox has more than 5,000 pages"
    line = f"read in part: {box}: {unread}"
    assert line in run("index", documents)[1]
    assert json.loads(run("index", box, "--json")[1])["partly"] == []  # nothing was read anew
    state = json.loads(run("status", "--json", "--skipped")[1])
    assert (state["partly"], state["partly_count"]) == ([{"path": str(box), "reason": unread}], 1)
    assert json.loads(run("status", "--json")[1])["partly"] == []
    assert "read in part: 1 (see --skipped)" in run("status")[1]
    assert line in run("status", "--skipped")[1]
    code, out, err = run("show", box)
    assert (code, line in err, "message 503" in out, "message 502 " in out) == (0, True, True, False)
    assert json.loads(run("show", box, "--json")[1])["unread"] == unread


def test_status_without_a_library_is_a_usage_error(run) -> None:
    code, _, err = run("status")
    assert code == 2
    assert "uniconv-edge index" in err


def test_doctor_fails_for_a_missing_model_and_repairs_the_library(
    run, documents: Path, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "EXACT_BELOW", 1)
    (documents / "a.txt").write_text("Text.")
    run("index", documents)
    [path] = library.glob("*.hnsw")
    path.write_bytes(b"damaged")
    code, out, _ = run("doctor")
    assert code == 1
    assert "fail  model:" in out
    assert "warn  vector file:" in out
    report = json.loads(run("doctor", "--json", "--repair")[1])
    assert report["repaired"] == ["the vector file was rebuilt"]
    assert {check["level"] for check in report["checks"] if check["subject"] == "vector file"} == {"ok"}


def test_forget_removes_a_document_and_says_so(run, documents: Path) -> None:
    (documents / "a.txt").write_text("Text.")
    run("index", documents)
    assert json.loads(run("forget", documents / "a.txt", "--json")[1])["documents"] == 1
    code, out, err = run("forget", documents / "a.txt")
    assert (code, out) == (0, "")
    assert "nothing" in err
    assert (documents / "a.txt").exists()


def test_forget_with_an_empty_path_removes_nothing(run, documents: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (documents / "a.txt").write_text("Text.")
    run("index", documents)
    monkeypatch.chdir(documents)
    code, out, err = run("forget", "")
    assert (code, out) == (2, "")
    assert "a path is empty" in err
    assert json.loads(run("status", "--json")[1])["documents"] == 1


def test_a_name_of_two_lines_is_printed_in_one(run, documents: Path) -> None:
    path = documents / "a\nforgot\teverything.txt"
    path.write_text("Text.")
    run("index", documents)
    for arguments in (("show", documents / "no\nfile.txt"), ("forget", path), ("forget", path)):
        _, out, err = run(*arguments)
        assert all(line.startswith(("skipped", "forgot /", "nothing", "the next")) for line in (out + err).splitlines())
        assert "\t" not in out + err
    assert run("index", documents / "no\nfile")[2].count("\n") == 3
    run("index", documents)
    assert json.loads(run("forget", path, "--json")[1])["path"] == str(path)


def test_forget_says_that_the_next_run_reads_the_file_again(run, documents: Path) -> None:
    (documents / "a.txt").write_text("Text.")
    run("index", documents)
    assert f"as part of {documents}" in run("forget", documents / "a.txt")[2]
    assert "as part of" not in run("forget", documents)[2]


def test_choices_of_index_are_remembered_and_shown(run, documents: Path) -> None:
    for name in ("a.txt", "b.md", "c.txt"):
        (documents / name).write_text("Text.")
    (documents / "c.txt").write_text("Text. " * 500)
    said = ("--collection", "home", "--exclude", "*.md", "--max-size", "1.5kB", "--no-gitignore")
    report = json.loads(run("index", documents, *said, "--json")[1])
    assert [Path(path).name for path in report["indexed"]] == ["a.txt"]
    assert "limit of 1,500 bytes" in report["skipped"][0]["reason"]
    state = json.loads(run("status", "--json")[1])
    assert state["rules"][str(documents)] == {
        "collection": "home", "include": [], "exclude": ["*.md"], "max_bytes": 1500, "gitignore": False,
    }  # fmt: skip
    assert "(collection home; without *.md; files up to 1,500 bytes; .gitignore not followed)" in run("status")[1]
    assert json.loads(run("index", documents, "--exclude", "", "--max-size", "0", "--json")[1])["documents"] == 3


@pytest.mark.parametrize(
    "wrong",
    [
        ("--max-size", "much"),
        ("--max-size", f"{'9' * 400}GB"),
        ("--collection", "two words"),
        ("--exclude", "*a*b*c*d*"),
        ("--include", "!"),
    ],
)
def test_a_choice_that_makes_no_sense_is_a_usage_error(run, documents: Path, library: Path, wrong) -> None:
    code, _, err = run("index", documents, *wrong)
    assert (code, "error" in err, library.exists()) == (2, True, False)
    assert run("index", "--collection", "x")[0] == 2


def test_collections_are_listed_renamed_and_removed(run, documents: Path) -> None:
    (documents / "a.txt").write_text("Text.")
    run("index", documents, "--collection", "home")
    assert run("collections")[1] == f"home: 1 document, 1 passage\n  {documents}\n"
    assert run("collections", "rename", "home", "flat")[0] == 0
    listed = json.loads(run("collections", "--json")[1])["collections"]
    assert listed == [{"name": "flat", "roots": [str(documents)], "documents": 1, "passages": 1}]
    assert json.loads(run("collections", "remove", "flat", "--json")[1])["documents"] == 1
    code, _, err = run("collections", "remove", "flat")
    assert (code, "no collection `flat`" in err) == (2, True)


def test_a_library_is_exported_and_imported_with_its_folders_moved(
    run, documents: Path, library: Path, tmp_path: Path
) -> None:
    (documents / "a.txt").write_text("Text.")
    run("index", documents)
    made = json.loads(run("export", tmp_path / "x.uniconv", "--json")[1])
    assert (made["manifest"]["documents"], made["size_bytes"]) == (1, (tmp_path / "x.uniconv").stat().st_size)
    assert run("export", tmp_path / "x.uniconv")[0] == 2
    there, new = tmp_path / "there", tmp_path / "new"
    arguments = ("import", tmp_path / "x.uniconv", "--library", new, "--map", f"{documents}={there}")
    taken = json.loads(run(*arguments, "--json")[1])
    assert taken["absent_roots"] == [str(there)]
    code, _, err = run(*arguments)
    assert (code, "--replace" in err) == (2, True)
    assert "not on this machine" in run(*arguments, "--replace")[1]
    assert run("import", tmp_path / "x.uniconv", "--library", new, "--map", "wrong")[0] == 2
    code, _, err = run("import", tmp_path / "x.uniconv", "--library", new, "--replace", "--map", f"/not/in/it={there}")
    assert (code, str(documents) in err) == (2, True)
    with_slash = (f"{documents}/={there}", "--replace", "--json")
    taken = json.loads(run("import", tmp_path / "x.uniconv", "--library", new, "--map", *with_slash)[1])
    assert taken["absent_roots"] == [str(there)]


def test_export_into_the_library_is_refused(run, documents: Path, library: Path) -> None:
    (documents / "a.txt").write_text("Text.")
    run("index", documents)
    code, _, err = run("export", library / "library.sqlite", "--replace")
    assert (code, "inside the library" in err) == (2, True)
    assert json.loads(run("status", "--json")[1])["documents"] == 1


def test_documents_of_a_folder_that_is_gone_stay_until_they_are_asked_to_leave(run, documents: Path) -> None:
    (documents / "a.txt").write_text("Text.")
    run("index", documents)
    documents.rename(documents.with_name("away"))
    for arguments in ((), (documents,)):
        report = json.loads(run("index", *arguments, "--json")[1])
        assert report["documents"] == 1
        assert "--remove-missing" in report["skipped"][0]["reason"]
    assert "--remove-missing" in run("doctor")[1]
    report = json.loads(run("index", "--remove-missing", "--json")[1])
    assert (report["documents"], report["removed"]) == (0, [str(documents / "a.txt")])


def test_of_a_folder_that_was_moved_it_is_said_what_to_do(run, documents: Path) -> None:
    (documents / "a.txt").write_text("Text.")
    run("index", documents)
    documents.rename(documents.with_name("away"))
    told = json.loads(run("index", "--json")[1])["skipped"][0]["reason"]
    assert "if it was moved, index its new place first" in told
    assert "if it was moved, `uniconv-edge index` its new place" in run("doctor")[1]
    run("index", documents.with_name("away"))
    report = json.loads(run("index", "--remove-missing", "--json")[1])
    assert (report["documents"], report["unchanged"], report["removed"]) == (1, 1, [str(documents / "a.txt")])


def test_a_watching_command_reports_each_change_and_ends_with_the_keyboard(run, documents: Path, monkeypatch) -> None:
    (documents / "a.txt").write_text("Text.")
    real, rests = watch.watch, []

    def watching(*arguments, **named):
        for event in real(*arguments, **named):
            yield event
            if isinstance(event, Waiting):
                rests.append(event)
                if len(rests) == 2:
                    raise KeyboardInterrupt
                (documents / "b.txt").write_text("More.")

    monkeypatch.setattr(watch, "watch", watching)
    code, out, err = run("index", documents, "--watch", "--json")
    reports = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [[Path(path).name for path in report["indexed"]] for report in reports] == [["a.txt"], ["b.txt"]]
    assert err.endswith("stopped watching; what was read is in the library\n")


def test_the_commands_import_no_native_library_until_they_run() -> None:
    code = (
        "import sys, uniconv_edge.cli.library as c; "
        "print([m for m in ('numpy.linalg', 'hnswlib', 'lxml', 'pypdfium2', 'docx', 'onnxruntime', 'rich.progress') "
        "if m in sys.modules and m != 'numpy.linalg'])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize(("typed", "left"), [(b"y\n", 1), (b"n\n", 3), (b"\n", 3)])
def test_at_a_terminal_a_folder_that_vanished_is_asked_about(
    run, library: Path, tmp_path: Path, typed: bytes, left: int
) -> None:
    for name, count in (("gone", 2), ("stays", 1)):
        (tmp_path / name).mkdir()
        for number in range(count):
            (tmp_path / name / f"{number}.txt").write_text(f"{name} {number}")
    run("index", tmp_path / "gone", tmp_path / "stays", "--library", library)
    (tmp_path / "gone").rename(tmp_path / "elsewhere")
    child = Path(__file__).with_name("asking_child.py")
    ours, theirs = pty.openpty()
    command = [sys.executable, str(child), str(library)]
    with (
        os.fdopen(ours, "r+b", buffering=0) as terminal,
        started(command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True) as process,
    ):
        os.close(theirs)
        shown = b""
        answered = False
        with suppress(OSError):  # Linux says that the other end is closed by an error
            while part := terminal.read(4096):
                shown += part
                if not answered and b"[y/N]" in shown:
                    question = f"{tmp_path / 'gone'}: 2 documents not there".encode()
                    assert question in shown.replace(b"\r\n", b"")
                    terminal.write(typed)
                    answered = True
        assert process.wait(60) == 0, shown
    assert answered, shown
    with Store.open(library) as store:
        assert store.counts()[0] == left
