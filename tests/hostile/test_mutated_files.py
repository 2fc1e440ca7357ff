"""Damaged copies of good files: each is read or refused with a reason; nothing else happens."""

import random

from compound_files import Para, Word97, box, compound, drawing, outlook_streams, powerpoint, sprm
from makers import docx, epub, odp, odt, pdf, pptx, pptx_text, xlsx

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.chunk import passages
from uniconv_edge.library.extract.process import Extractor

MUTATIONS_OF_EACH = 25


def mutated(data: bytes, chance: random.Random) -> bytes:
    kind = chance.randrange(4)
    at = chance.randrange(len(data))
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
    if kind == 2:
        return data[:at] + chance.randbytes(chance.randrange(1, 40)) + data[at:]
    return data[:at] + data[at + chance.randrange(1, 40) :]


def word_document(document) -> None:
    document.add_heading("Title", 1)
    document.add_paragraph("Text of a paragraph. " * 20)
    document.add_table(rows=2, cols=2).cell(0, 0).text = "cell"


def test_mutated_files_are_read_or_refused() -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    samples = {
        "a.pdf": pdf([["Some text.", "More text."], ["Page two."]], title="T", bookmarks=[("Some text.", 0)]),
        "a.docx": docx(word_document),
        "a.html": b"<html><body><h1>T</h1><table><tr><td>a<td>b</table><ul><li>x<li>y</ul><p>Text &amp; more" * 5,
        "a.md": b"# T\n\n- a\n- b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```\n<div>x</div>\n\n> q\n" * 5,
        "a.rst": "Títle\n=====\n\n.. note:: x\n\n* a\n* b\n".encode() * 5,
        "a.pptx": pptx([("Title", pptx_text("Text of a slide.")), ("Two", "")], notes="Notes."),
        "a.xlsx": xlsx({"Sheet": [["Name", "Age"], ["Anna", 44.5]]}),
        "a.odt": odt("<text:h>Title</text:h><text:p>Text of a paragraph.</text:p>"),
        "a.odp": odp("<draw:page><draw:frame><text:p>Text of a slide.</text:p></draw:frame></draw:page>"),
        "a.epub": epub(["<h1>One</h1><p>Text.</p>", "<p>More.</p>"]),
        "a.rtf": rb"{\rtf1\ansi Text \'e4 of a paragraph.\par \u31199? More \b bold\b0 .}",
        "a.eml": b"Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nText.\n--b\n"
        b"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\nPHA+eDwvcD4=\n--b--\n",
        "a.msg": compound(outlook_streams({0x37: "x", 0x1000: "Text."}, ({0x3001: "Anna"},), ({0x3701: b"More."},))),
        "a.doc": Word97({0: [Para("Text of a paragraph."), Para("cell", sprm(0x2416, 1), mark="\x07")]}).bytes(),
        "a.ppt": compound(
            powerpoint([drawing(box("Title", 0), box("Text of a slide."))], {0: drawing(box("Note", 2))})
        ),
        "a.ipynb": b'{"cells": [{"cell_type": "markdown", "source": ["# T\\n", "Text."]}]}',
        "a.csv": b'name,age\nAnna,44\n"Bert, the 2nd",7\n',
        "a.py": b"class A:\n    def f(self):\n        return 1\n",
        "a.txt": "Some text, ünïcode 租金.\n".encode() * 20,
    }
    read = 0
    reasons: list[str] = []
    with Extractor() as extractor:
        for name, data in samples.items():
            for _ in range(MUTATIONS_OF_EACH):
                try:
                    found = extractor.extract(name, mutated(data, chance))
                except DocumentUnreadable as error:
                    reasons.append(error.message)
                else:
                    read += 1
                    assert passages(found.pages, found.headings, found.marks)
    assert read > MUTATIONS_OF_EACH
    assert all(reasons)
    assert read + len(reasons) == MUTATIONS_OF_EACH * len(samples)
