"""Small files whose signs repeat so that an expression would look at them forever: read, or refused, at once."""

import time
from hashlib import blake2b

import pytest
from makers import odp

from uniconv_edge.errors import DocumentUnreadable
from uniconv_edge.library.extract.blocks import normalise
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.process import Extractor

WALL_SECONDS = 8.0
"""What each of these took longer than; now none takes a tenth."""


@pytest.fixture(scope="module")
def extractor():
    with Extractor(WALL_SECONDS) as running:
        running.extract("good.txt", b"A good file.")
        yield running


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("title.md", b"---\ntitle: a" + b" " * 150_000 + b"b\n---\nthe text\n"),
        ("quotes.csv", b"the text\n" + b'\n"' * 8_000),
        ("apostrophes.csv", b"the text" + b",b', \"'" * 2_600),
        ("marks.txt", b"the text a" + "\u0301\u0316".encode() * 100_000),
        ("vowels.txt", b"the text a" + "\u0f73\u0f81".encode() * 60_000),
    ],
)
def test_signs_that_repeat_take_no_longer_than_others(extractor: Extractor, name: str, data: bytes) -> None:
    assert "the text" in extractor.extract(name, data).pages[0].text


def test_a_separator_of_a_mailbox_without_its_end_is_looked_at_once(extractor: Extractor) -> None:
    begins = b"From ada@example.org Mon Jan  1 10:00:00 2024\n\nThe text.\n\n"
    [page] = extractor.extract("a.mbox", begins + b"From " + b"1" * 100_000).pages
    assert "The text." in page.text


@pytest.mark.parametrize("comment", [b"<!---->", b"<!-- -- - -->", b"<!-->-->", b"<!--<!---->"])
def test_comments_before_what_is_no_web_page_are_passed_over_once(extractor: Extractor, comment: bytes) -> None:
    with pytest.raises(DocumentUnreadable, match="damaged"):
        extractor.extract("a.docx", comment * (4_000 // len(comment)) + b"x")


def test_comments_before_a_web_page_are_passed_over() -> None:
    page = b'<?xml version="1.0"?> <!-- a - b -- c --> <!----> <!DOCTYPE html><p>The text.</p>'
    assert parse(page, "a.docx").pages[0].blocks[0].text == "The text."


def test_marks_beyond_all_writing_are_parted_and_none_is_lost() -> None:
    run = "\u0301\u0316" * 50_000
    started = time.monotonic()
    shown = normalise(f"a{run} b")
    assert time.monotonic() - started < 5
    assert shown.count("\u0316") == 50_000
    assert normalise(shown) == shown


@pytest.mark.parametrize(
    "text",
    ["e\u0301\u0323" * 100, "─" * 200, "❤\ufe0f" * 100, "หมู่บ้าน" * 50, "क्षि" * 100, "a" + "\u0301" * 30],
    ids=["letters", "line", "hearts", "thai", "hindi", "thirty"],
)
def test_signs_of_real_writing_are_left_alone(text: str) -> None:
    assert "\u034f" not in normalise(text)


def test_shapes_of_a_slide_are_told_from_its_titles_at_once() -> None:
    names = (blake2b(str(number).encode(), digest_size=8).hexdigest() for number in range(40_000))  # no bomb to unpack
    many = "".join(f'<draw:frame presentation:class="title" draw:name="{name}"/>' for name in names)
    began = time.process_time()
    parse(odp(f"<draw:page>{many}<draw:frame><text:p>The text.</text:p></draw:frame></draw:page>"), "a.odp")
    assert time.process_time() - began < 5
