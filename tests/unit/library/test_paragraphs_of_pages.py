"""Where the lines of a PDF page are parted behind the last item of a list."""

from __future__ import annotations

from uniconv_edge.library.extract.paragraphs import page_blocks

BODY = [
    "The labs in these modules are active learning exercises that can be done in a team",
    "within a learning environment that can be put together anew for the needs of each.",
    "Each of them begins with a page of reading and ends with a few questions about that",
]


def texts(lines: list[str]) -> list[str]:
    return [block.text for block in page_blocks(lines, [], {})]


def test_a_paragraph_behind_the_last_item_of_a_list_is_none_of_it() -> None:
    items = ["• Module II: Concurrency and locks of files", "• Module III: Cloud computing and the data of others"]
    assert texts([*BODY, *items, *BODY])[-2:] == ["\n".join([" ".join(BODY), *items]), " ".join(BODY)]


def test_an_item_that_goes_on_on_the_next_line_stays_whole() -> None:
    long = ["• Module III: Cloud computing, data processing and the labs that were written for", "Linux and others"]
    assert texts([*BODY, *long])[-1].endswith(" ".join(long))
    broken = ["• Module III: Cloud computing and the data of", "others"]
    assert texts([*BODY, *broken])[-1].endswith(" ".join(broken))
