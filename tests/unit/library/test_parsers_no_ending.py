"""A text without an ending, such as CHANGELOG, and a `.txt` are read as Markdown where their headings are that."""

import pytest

from uniconv_edge.library.extract.formats import parse


def levels(text: str, name: str = "CHANGELOG") -> list[int]:
    return [block.level for page in parse(text.encode(), name).pages for block in page.blocks if block.level]


def test_headings_of_a_file_without_an_ending_are_found():
    assert levels("# Changes\n## 1.1\n\nFaster.\n\n## 1.0\n\nFirst.\n") == [1, 2, 2]
    assert levels("# Changes\n\n## 1.1\n", "docs/NEWS") == [1, 2]


@pytest.mark.parametrize(
    "text",
    [
        "# Changes\n\nFaster.\n",
        "Type:\n\n```\n# make\n\n# make install\n```\n",
        "# This file is free.\n# It may be copied.\n# See there.\n\nText.\n",
        "Type:\n\n    # make\n\n    # make install\n",
    ],
    ids=["one", "fenced", "comment", "indented"],
)
def test_what_is_not_clearly_markdown_stays_as_it_is_written(text):
    [page] = parse(text.encode(), "README").pages
    assert [block.text for block in page.blocks] == [text.rstrip()]


def test_a_text_with_headings_of_two_levels_is_markdown_whatever_its_ending_and_code_is_not():
    assert levels("# Changes\n\n## 1.1\n\nFaster.\n", "changes.txt") == [1, 2]
    assert levels("## Author: Anna\n## Year: 1877\n\nA horse.\n", "horse.txt") == [2, 2]
    assert levels("# tools\nruff\n\n# tests\npytest\n", "needed.txt") == []
    assert levels("# Changes\n\n## 1.1\n", "changes.log") == []
