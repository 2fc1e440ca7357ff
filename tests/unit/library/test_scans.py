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
    with Extractor() as extractor:
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


@pytest.mark.parametrize("is_parent_killed", [False, True])
def test_a_tesseract_that_hangs_ends_with_its_process_and_its_parent_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_parent_killed: bool
) -> None:
    noted, temporary = tmp_path / "pid", tmp_path / "temporary"
    body = f"import os; pathlib.Path({str(noted)!r}).write_text(str(os.getpid()) + '.'); time.sleep(60)"
    install(tmp_path, monkeypatch, body)
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.setenv("TMPDIR", str(temporary))
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
        assert [*temporary.rglob("tess_*")]
        process = extractor._running()
        if is_parent_killed:
            assert process.stdin is not None
            process.stdin.close()  # as the system does
        else:
            extractor._expire(process)
        reading.join(30)
        waited(lambda: not runs(pid))
        assert not is_parent_killed or not [*temporary.iterdir()]
    assert ("took longer than" in failed[0]) != is_parent_killed
    assert not [*temporary.iterdir()]


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


# Other words on each page: the same would be a running head.
READS_ANEW = (
    'import random; pathlib.Path(sys.argv[2] + ".txt").write_text("Scanned " + "".join(random.choices("aeiou", k=30)))'
)
PICTURE = b"q 612 0 0 792 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \xff EI Q"
WORDS = b"BT /F1 12 Tf 72 700 Td (The lease ends on 3 May 2027.) Tj ET"
STAMP = b"BT /F1 8 Tf 72 20 Td (No. 12) Tj ET"
IN_PART = pdf_of_streams([WORDS, PICTURE, PICTURE, b"", WORDS, PICTURE + STAMP])
SAID = "The lease ends on 3 May 2027."


def test_pages_that_are_pictures_are_named_where_they_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
    with Extractor() as extractor:
        found = extractor.extract("a.pdf", IN_PART)
    assert found.unread.startswith("pages 2–3, 6 of 6 are pictures with hardly any text; scans are read with")
    assert [page.text for page in found.pages] == [SAID, "", "", "", SAID, "No. 12"]


def test_one_page_that_is_a_picture_is_named_and_small_pictures_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
    small = PICTURE.replace(b"612 0 0 792", b"300 0 0 300")
    strip = PICTURE.replace(b"612 0 0 792", b"612 0 0 200")
    for pages, unread in (
        ([WORDS, small], ""),
        ([WORDS, small + STAMP], ""),
        ([WORDS + PICTURE, WORDS], "page 1 of 2"),  # a background with few words cannot be told from a scan
        ([WORDS, strip + b" " + strip], "page 2 of 2"),
    ):
        with Extractor() as extractor:
            found = extractor.extract("a.pdf", pdf_of_streams(pages))
        assert found.unread.startswith(f"{unread} is a picture" if unread else unread)
        assert bool(found.unread) == bool(unread)


def test_pages_that_are_pictures_are_read_beside_those_of_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, READS_ANEW)
    with Extractor() as extractor:
        found = extractor.extract("a.pdf", IN_PART)
    assert [page.text[:8] for page in found.pages] == [SAID[:8], *["Scanned "] * 3, SAID[:8], "Scanned "]
    assert found.unread == ""


def test_a_reader_of_pictures_that_fails_leaves_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, 'sys.exit("no such language")')
    with Extractor() as extractor:
        found = extractor.extract("a.pdf", IN_PART)
    assert found.pages[0].text == SAID
    assert "pages 2–3, 6 of 6 are pictures" in found.unread
    assert "no such language" in found.unread


def test_pictures_beyond_the_time_are_named_and_those_before_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "_languages", lambda: "eng")
    monkeypatch.setattr(ocr, "_words", lambda picture, languages: "Scanned words.")
    times = iter([0.0, 1.0, 2.0, 500.0, 600.0, 700.0])
    monkeypatch.setattr(ocr, "monotonic", lambda: next(times))
    parsed = ocr.parse(IN_PART, "a.pdf")
    assert parsed.unread == "page 6 of 6 is a picture with hardly any text; those before were read for 480 s"
    assert [bool(page.blocks) for page in parsed.pages] == [True, True, True, False, True, True]


def test_a_document_read_in_part_is_read_again_once_its_pictures_can_be(
    tmp_path: Path, library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = documents / "lease.pdf"
    path.write_bytes(IN_PART)
    os.utime(path, (1e9, 1e9))
    with monkeypatch.context() as without:
        without.setattr(ocr, "find_spec", lambda name: None)
        [first] = [event for event in sync(library, [documents], FakeEmbedder()) if isinstance(event, Indexed)]
        assert "pages 2–3, 6 of 6" in first.unread
        with Store.open(library) as store:
            assert store.status().partly == (Skipped(str(path), first.unread),)
        assert not [event for event in sync(library, [documents], FakeEmbedder()) if isinstance(event, Indexed)]
    install(tmp_path, monkeypatch, READS_ANEW)
    [again] = [event for event in sync(library, [documents], FakeEmbedder()) if isinstance(event, Indexed)]
    assert (again.unread, again.passages) == ("", 6)
    with Store.open(library) as store:
        assert store.status().partly == ()
    assert not [event for event in sync(library, [documents], FakeEmbedder()) if isinstance(event, Indexed)]
