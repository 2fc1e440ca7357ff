"""Scans: reported as such without OCR, read with it. A stand-in takes the place of the program tesseract."""

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import FakeEmbedder
from makers import pdf_of_streams

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract import ocr
from uniconv_edge.library.extract.process import Extractor
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.types import Indexed, Skipped

SCAN = pdf_of_streams([b"", b""])
TESSERACT = """#!{python}
import pathlib, sys, time
if "--list-langs" in sys.argv:
    print("List of available languages (2):\\neng\\nosd")
elif "--version" in sys.argv:
    print("tesseract 5.3.0")
else:
    {body}
"""
READS = 'pathlib.Path(sys.argv[2] + ".txt").write_text("Scanned words, " + sys.argv[sys.argv.index("-l") + 1] + ".")'


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    pytest.importorskip("pytesseract")
    program = folder / "bin" / "tesseract"
    program.parent.mkdir()
    program.write_text(TESSERACT.format(python=sys.executable, body=body))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")


def runs(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        return "State:\tZ" not in Path("/proc", str(pid), "status").read_text()
    except OSError:
        return False


def test_a_scan_without_ocr_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
    with Extractor() as extractor, pytest.raises(DocumentUnreadable, match=r"no text found.*uniconv-edge\[ocr\]"):
        extractor.extract("a.pdf", SCAN)


def test_a_scan_without_the_program_tesseract_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pytesseract")
    monkeypatch.setenv("PATH", "")
    with Extractor() as extractor, pytest.raises(DocumentUnreadable, match=r"no text found.*program tesseract"):
        extractor.extract("a.pdf", SCAN)


def test_a_scan_is_read_page_by_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, READS)
    with Extractor() as extractor:
        found = extractor.extract("a.pdf", SCAN)
        assert [(page.number, page.text) for page in found.pages] == [
            (1, "Scanned words, eng."),
            (2, "Scanned words, eng."),
        ]
        monkeypatch.setenv(ocr.LANGUAGES_VARIABLE, "deu")
        assert extractor.extract("a.pdf", SCAN).pages[0].text == "Scanned words, deu."


def test_other_files_without_text_are_not_scans(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, READS)
    with Extractor() as extractor, pytest.raises(DocumentUnreadable, match="no text found"):
        extractor.extract("a.txt", b"  \n ")


def test_a_tesseract_that_fails_or_finds_nothing_is_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, 'sys.exit("no such language")')
    with (
        Extractor() as extractor,
        pytest.raises(DocumentUnreadable, match=r"tesseract could not read: .*no such language"),
    ):
        extractor.extract("a.pdf", SCAN)


def test_a_tesseract_that_hangs_ends_with_its_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noted = tmp_path / "pid"
    body = f"import os; pathlib.Path({str(noted)!r}).write_text(str(os.getpid()) + '.'); time.sleep(60)"
    install(tmp_path, monkeypatch, body)
    failed: list[str] = []

    def read() -> None:
        try:
            extractor.extract("a.pdf", SCAN)
        except DocumentUnreadable as error:
            failed.append(error.message)

    with Extractor(scans=True) as extractor:
        reading = threading.Thread(target=read)
        reading.start()
        waited(lambda: noted.exists() and noted.read_text().endswith("."))
        pid = int(noted.read_text().removesuffix("."))
        assert runs(pid)
        process = extractor._running()
        extractor._expire(process)
        reading.join(30)
    assert "took longer than" in failed[0]
    waited(lambda: not runs(pid))


def waited(done: Callable[[], bool]) -> None:
    """Returns when it is done; fails after 30 s."""
    deadline = time.monotonic() + 30
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_scan_refused_for_want_of_ocr_is_read_once_ocr_is_installed(
    tmp_path: Path, library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (documents / "scan.pdf").write_bytes(SCAN)
    with monkeypatch.context() as without:
        without.setattr(ocr, "find_spec", lambda name: None)
        for _ in range(2):
            [refused] = [event for event in sync(library, [documents], FakeEmbedder()) if isinstance(event, Skipped)]
            assert "uniconv-edge[ocr]" in refused.reason
    install(tmp_path, monkeypatch, READS)
    events = list(sync(library, [documents], FakeEmbedder()))
    assert [event.passages for event in events if isinstance(event, Indexed)] == [2]
    with Store.open(library) as store:
        assert store.status().skipped == ()


def test_a_scan_without_words_is_not_read_again(
    tmp_path: Path, library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (documents / "scan.pdf").write_bytes(SCAN)
    install(tmp_path, monkeypatch, 'pathlib.Path(sys.argv[2] + ".txt").write_text("")')
    [refused] = [event for event in sync(library, [documents], FakeEmbedder()) if isinstance(event, Skipped)]
    again = [event for event in sync(library, [documents], FakeEmbedder()) if isinstance(event, Skipped)]
    assert again == [refused]
    assert not ocr.is_read_now(refused.reason)
