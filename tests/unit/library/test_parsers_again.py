"""Word documents that hold their text twice, the second time without styles."""

from __future__ import annotations

from typing import Any

from makers import docx

from uniconv_edge.library.extract.blocks import Block
from uniconv_edge.library.extract.word import parse

NAMES = ("Purpose", "Appointment", "Fees", "Reports", "Audits", "Records")


def blocks(*, listed: bool = False, again: int = len(NAMES)) -> list[Block]:
    def build(document: Any) -> None:
        for name in NAMES:
            document.add_heading(name, 1)
            document.add_paragraph(f"What is said of {name.lower()}.")
        for name in NAMES[:again]:
            document.add_paragraph(name)
            if not listed:
                document.add_paragraph(f"What is said of {name.lower()}.")

    return parse(docx(build), "a.docx").pages[0].blocks


def headings(found: list[Block]) -> list[str]:
    return [block.text for block in found if block.level]


def test_what_headings_said_are_headings_of_the_part_that_repeats_them() -> None:
    assert headings(blocks()) == [*NAMES, *NAMES]


def test_a_list_of_headings_and_a_few_mentions_are_none() -> None:
    assert headings(blocks(listed=True)) == [*NAMES]
    assert headings(blocks(again=2)) == [*NAMES]
