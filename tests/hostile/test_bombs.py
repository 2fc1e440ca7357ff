"""Files made to exhaust memory, time or a parser: each becomes a reason, quickly, and the next good file is read."""

import io
import json
import resource
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from makers import epub, flate_bomb, member, odt, pdf, pdf_of_streams, pptx, pptx_text, simple_docx, with_members, xlsx

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract import archive as archive_limits
from uniconv_edge.library.extract import process as extraction
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.process import Extractor


def reason(extractor: Extractor, name: str, data: bytes) -> str:
    """Why a file is refused; proves that the next good file is still read, and that this process did not grow."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(DocumentUnreadable) as caught:
        extractor.extract(name, data)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000  # kilobytes
    assert extractor.extract("good.txt", b"A good file.").pages[0].text == "A good file."
    return caught.value.message


def docx_of(text_xml: str) -> bytes:
    package = simple_docx("Anchor.")
    body = member(package, "word/document.xml").decode()
    return with_members(package, {"word/document.xml": body.replace("Anchor.", text_xml).encode()})


def test_a_part_that_unpacks_to_far_more_than_its_size_is_refused(extractor: Extractor) -> None:
    assert "bomb" in reason(extractor, "a.docx", docx_of("x" * 3_000_000))


def test_parts_that_together_unpack_to_too_much_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_limits, "MAX_DECLARED_BYTES", 1_000_000)
    many = with_members(simple_docx(), {f"word/media/{number}.bin": b"\1" * 400_000 for number in range(3)})
    with pytest.raises(DocumentUnreadable, match="unpacks to"):
        parse(many, "a.docx")


def test_a_package_of_very_many_parts_is_refused(extractor: Extractor) -> None:
    stream = io.BytesIO(simple_docx())
    with zipfile.ZipFile(stream, "a") as archive:
        for number in range(10_001):
            archive.writestr(f"x/{number}", b"")
    assert "parts" in reason(extractor, "a.docx", stream.getvalue())


def test_a_size_that_lies_is_refused(extractor: Extractor) -> None:
    package = bytearray(docx_of("y" * 500_000))
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        size = archive.getinfo("word/document.xml").file_size
    lie = package.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    assert "damaged" in reason(extractor, "a.docx", bytes(lie))


def test_a_flate_bomb_in_a_pdf_ends_within_the_limits(extractor: Extractor) -> None:
    bomb = pdf_of_streams([flate_bomb(300_000_000)], filters="/FlateDecode")
    started = time.monotonic()
    assert reason(extractor, "a.pdf", bomb)
    assert time.monotonic() - started < 35


def test_deep_nesting_of_a_page_is_refused_not_cut(extractor: Extractor) -> None:
    deep = b"<html><body>" + b"<div>" * 50_000 + b"the text" + b"</div>" * 50_000
    assert "nested" in reason(extractor, "a.html", deep)


def test_deep_nesting_of_markdown_and_word_is_survived(extractor: Extractor) -> None:
    assert "deep" in extractor.extract("a.md", b"> " * 5000 + b"deep").pages[0].text
    assert reason(extractor, "a.docx", docx_of("</w:t>" + "<w:r>" * 5000 + "x" + "</w:r>" * 5000 + "<w:t>"))


def test_a_pdf_whose_page_tree_is_a_circle_is_refused(extractor: Extractor) -> None:
    assert reason(extractor, "a.pdf", pdf([["x"]]).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"))


def with_cells(rows: str) -> bytes:
    """A workbook whose sheet ends with these rows."""
    book = xlsx({"S": [["the text"]]})
    sheet = member(book, "xl/worksheets/sheet1.xml")
    return with_members(
        book, {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", f"{rows}</sheetData>".encode())}
    )


def far_cell() -> bytes:
    """With a value where a sheet ends."""
    return with_cells('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def diagonal() -> bytes:
    """With a value in each column, each in a row of its own far from the others: whatever is left out is too large."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    columns = [a + b + c for a in "ABCDEFGHIJKLMNOPQRSTUVW" for b in letters for c in letters]
    return with_cells(
        "".join(f'<row r="{64 * n}"><c r="{name}{64 * n}"><v>1</v></c></row>' for n, name in enumerate(columns, 1))
    )


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.xlsx", diagonal(), "memory"),
        ("a.xlsx", with_members(xlsx({"S": [["x"]]}), {"xl/media/a.bin": b"0" * 3_000_000}), "bomb"),
        ("a.pptx", with_members(pptx([("T", "")]), {"ppt/media/a.bin": b"0" * 3_000_000}), "bomb"),
        ("a.odt", odt("<text:p>" * 5_000 + "x" + "</text:p>" * 5_000), "damaged"),
        ("a.epub", with_members(epub(["x"]), {"OPS/text/c 0.xhtml": b"<div>" * 50_000 + b"x"}), "nested"),
        ("a.ipynb", b"[" * 200_000, "nested"),
        ("a.eml", b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\nhi\n" * 3_000, "parts"),
        ("a.csv", b"word,word\n" * 1_000_001, "characters"),
    ],
    ids=["sheet", "media", "slides", "text", "book", "notebook", "mail", "table"],
)
def test_bombs_of_every_format_become_a_reason(extractor: Extractor, name: str, data: bytes, said: str) -> None:
    started = time.monotonic()
    assert said in reason(extractor, name, data)
    assert time.monotonic() - started < 31


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xlsx", far_cell()),
        ("a.rtf", b"{\\rtf1 {\\pict " + b"ab" * 2_000_000 + b"} the text}"),
        ("a.rtf", b"{\\rtf1 " + b"{" * 20_000 + b"the text" + b"}" * 20_000 + b"}"),
        ("a.js", b"var a=function(){return 1};" * 60_000 + b"// the text"),
        ("a.py", b"# the text\n" + b"(" * 20_000),
        ("a.pptx", pptx([("T", "<p:grpSp>" * 150 + pptx_text("the text") + "</p:grpSp>" * 150)])),
        ("a.eml", b"To: " + b"a@b.c, " * 100_000 + b"\nSubject: x\n\nthe text"),
    ],
    ids=["far cell", "picture", "braces", "packed", "brackets", "groups", "recipients"],
)
def test_heavy_and_deep_files_of_other_formats_are_read(extractor: Extractor, name: str, data: bytes) -> None:
    assert "the text" in extractor.extract(name, data).pages[0].text


def test_more_text_than_the_limit_is_refused(extractor: Extractor) -> None:
    assert "characters" in reason(extractor, "a.txt", b"word " * 2_000_001)


def test_a_file_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = pdf_of_streams([b"BT /F1 11 Tf 60 760 Td " + b"(a) Tj 1 0 Td " * 1_500_000 + b"ET"])
    with Extractor(wall_seconds=0.3) as extractor, pytest.raises(DocumentUnreadable, match=r"longer than 0\.3 s"):
        extractor.extract("a.pdf", slow)


def crashing_child(monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Make extraction processes run `body` before they serve."""
    spawn = extraction.subprocess.Popen

    def changed(arguments, **named):
        code = f"from uniconv_edge.library.extract import child\n{body}\nchild.main()"
        return spawn([arguments[0], "-c", code], **named)

    monkeypatch.setattr(extraction.subprocess, "Popen", changed)


KILLER = """
import os, signal
parse = child.parse
def deadly(data, name):
    if data.startswith(b"kill "): os.kill(os.getpid(), int(data[5:]))
    if data == b"memory": bytearray(2**31)
    if data.startswith(b"write "): open(data[6:], "wb").write(b"x" * 10000)
    if data == b"lie": return print("x") or object()
    if data == b"spin":
        while True: pass
    return parse(data, name)
child.parse = deadly
"""


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"kill 11", "SIGSEGV"),
        (b"kill 6", "memory"),
        (b"memory", "MB of memory"),
        (b"lie", "cannot be read"),
    ],
)
def test_a_file_that_kills_its_process_is_refused_and_the_next_is_read(
    monkeypatch: pytest.MonkeyPatch, data: bytes, expected: str
) -> None:
    crashing_child(monkeypatch, KILLER)
    with Extractor() as extractor:
        extractor.extract("good.txt", b"Before.")
        with pytest.raises(DocumentUnreadable, match=expected):
            extractor.extract("bad.txt", data)
        assert extractor.extract("good.txt", b"After.").pages[0].text == "After."


def test_a_file_that_makes_its_process_write_is_refused_and_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    crashing_child(monkeypatch, KILLER)
    written = tmp_path / "written"
    with Extractor() as extractor:
        extractor.extract("good.txt", b"Before.")
        with pytest.raises(DocumentUnreadable, match=r"cannot be read|crashed"):
            extractor.extract("bad.txt", b"write " + bytes(written))
        assert extractor.extract("good.txt", b"After.").pages[0].text == "After."
    assert not written.exists() or written.stat().st_size == 0


def test_processor_time_is_limited_for_each_file(monkeypatch: pytest.MonkeyPatch) -> None:
    crashing_child(monkeypatch, KILLER + "child.CPU_SECONDS = 0\n")
    with Extractor() as extractor, pytest.raises(DocumentUnreadable, match="processor time"):
        extractor.extract("bad.txt", b"spin")


@pytest.mark.parametrize(
    "answer",
    [
        b"not json",
        b"[]",
        b"{}",
        b'{"title": 1, "pages": 3}',
        b'{"title": "", "pages": [[1, "x", [["a", "b", "c"]]]]}',
        b'{"title": "", "pages": [["NaN", "x", []]]}',
        b'{"title": "", "pages": [[Infinity, "x", []]]}',
        b"[" * 100_000,
    ],
)
def test_an_answer_of_a_process_that_was_taken_over_is_not_trusted(
    monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    body = f"""
import os, sys
def main():
    sys.stdin.buffer.readline()
    os.write(1, {len(answer).to_bytes(8, "big") + answer!r})
child.main = main
"""
    crashing_child(monkeypatch, body)
    with Extractor() as extractor, pytest.raises(DocumentUnreadable):
        extractor.extract("a.txt", b"x")


def test_an_answer_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    crashing_child(monkeypatch, "import os\nchild.main = lambda: os.write(1, b'\\xff' * 100)")
    with Extractor() as extractor, pytest.raises(DocumentUnreadable):
        extractor.extract("a.txt", b"x")


def test_control_characters_of_an_answer_never_leave_the_extractor(extractor: Extractor) -> None:
    found = extractor.extract("a.md", "# Ti\x1b]0;x\x07tle\n\nte\x9b2Jxt \u202e\U000e0041".encode())
    everything = found.title + found.pages[0].text + found.pages[0].heading + found.headings[0][0].text
    assert not set(everything) & {"\x1b", "\x07", "\x9b", "\u202e", "\U000e0041"}


def test_a_process_is_replaced_after_many_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "MAX_FILES_PER_PROCESS", 2)
    with Extractor() as extractor:
        pids = []
        for _ in range(4):
            pids.append(extractor._running().pid)
            extractor.extract("a.txt", b"x")
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_a_system_that_refuses_to_limit_memory_reads_files_all_the_same() -> None:
    program = """
import resource, sys
kept = resource.setrlimit
def refuse(kind, limits):
    if kind == resource.RLIMIT_AS:
        raise ValueError("current limit exceeds maximum limit")
    kept(kind, limits)
resource.setrlimit, sys.platform = refuse, sys.argv[1]
from uniconv_edge.library.extract import child
child.main()
"""
    text = b"The cellar is dry."
    request = json.dumps({"name": "note.txt", "size": len(text)}).encode() + b"\n" + text

    def answered(platform: str) -> bytes:
        command = [sys.executable, "-c", program, platform]
        return subprocess.run(command, input=request, capture_output=True, check=False).stdout

    assert text in answered("darwin")
    assert not answered("linux")
