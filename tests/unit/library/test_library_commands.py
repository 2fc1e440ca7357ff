"""`index`, `status`, `doctor`, `forget` on the command line, with a stand-in for the model."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from fakes import FakeEmbedder

from uniconv_edge import paths
from uniconv_edge.cli import main
from uniconv_edge.library import vectors
from uniconv_edge.library.store import Store
from uniconv_edge.model import embedder as embedder_module


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
    (documents / "c.jpg").write_bytes(b"")
    code, out, _ = run("index", documents)
    assert code == 0
    assert out.startswith("1 indexed, 0 unchanged, 0 removed, 2 skipped")
    assert "empty file" in out
    assert "1 files: files of the kind .jpg are not read" in out
    assert "\x1b" not in out


def test_index_without_anything_to_index_says_what_to_do(run, tmp_path: Path) -> None:
    code, _, err = run("index")
    assert code == 2
    assert "hint" in err
    assert run("index", tmp_path / "none")[0] == 2


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


def test_the_commands_import_no_native_library_until_they_run() -> None:
    code = (
        "import sys, uniconv_edge.cli.library as c; "
        "print([m for m in ('numpy.linalg', 'hnswlib', 'lxml', 'pypdfium2', 'docx', 'onnxruntime', 'rich.progress') "
        "if m in sys.modules and m != 'numpy.linalg'])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
