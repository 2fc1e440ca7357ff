"""Damaged copies of good files: each is read or refused with a reason; nothing else happens."""

import random

from makers import docx, pdf

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.chunk import passages
from uniconv_edge.library.extract.process import Extractor

MUTATIONS_OF_EACH = 30


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
                    assert passages(found.pages, found.headings)
    assert read > MUTATIONS_OF_EACH
    assert all(reasons)
    assert read + len(reasons) == MUTATIONS_OF_EACH * len(samples)
