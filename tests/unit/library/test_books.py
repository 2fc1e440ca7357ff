"""Books as they are read: verse, numbers of printed pages, and the licence behind a book of Project Gutenberg."""

from __future__ import annotations

from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.fields import end_of_book, title_of_fields
from uniconv_edge.library.sentences import sentences

POEM = [
    "He rowed the living, rowed the lost,",
    "He rowed the priest in Lent,",
    "And never told me what it cost",
    "Or where the money went.",
    "They found the boat at Carrow Head",
    "Upon the seventh day.",
]
LAST = "They found the boat at Carrow Head\nUpon the seventh day."


def told(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


def test_a_sentence_of_a_poem_goes_over_its_lines() -> None:
    assert told("\n".join(POEM)) == ["\n".join(POEM[:4]), LAST]


def test_lines_of_an_address_or_a_list_are_no_poem() -> None:
    for lines in (
        ["Ada Hill,", "The Old Mill House,", "Mill Lane,", "Leeds."],
        [
            "Bring a warm pair of socks",
            "Bring a torch that works",
            "Bring some food to share",
            "Bring your best friends.",
        ],
        ["Rent is due on the 1st,", "Gas is due on the 5th,", "Water is due on the 9th,", "All by bank transfer only."],
    ):
        assert told("\n".join(lines)) == lines


def test_a_poem_of_blocks_is_one_text_on_a_web_page() -> None:
    lines = "".join(f"<div>{line}<span class='lnum'>{number}</span></div>" for number, line in enumerate(POEM))
    found = parse(
        f"<html><body><h1>Salt</h1><h2>The ferryman's wife</h2>{lines}</body></html>".encode(), "/a/salt.html"
    )
    page = assemble(found.pages[0])
    assert "\n".join(POEM) in page.text
    assert [heading.text for heading in page.headings] == ["Salt", "The ferryman's wife"]


def test_numbers_of_printed_pages_are_not_read() -> None:
    page = "<p><span class='pagenum'>[Pg 3]</span>His son was sent for as soon as he could come.</p>"
    found = parse(f"<html><body><h1>Norland</h1>{page}</body></html>".encode(), "/a/norland.html")
    assert assemble(found.pages[0]).text.endswith("\n\nHis son was sent for as soon as he could come.")


PROSE = "The wind blew over the harbour all day, and nobody went out to sea in it. " * 4
BOOK = (
    "The Project Gutenberg EBook of Salt, by Ada Hill\n\nThis eBook is for the use of anyone anywhere.\n\n"
    "Title: Salt\n\nAuthor: Ada Hill\n\nPosting Date: August 26, 2008 [EBook #1342]\nRelease Date: June, 1998\n\n"
    f"*** START OF THIS PROJECT GUTENBERG EBOOK SALT ***\n\n\nChapter 1\n\n{PROSE}\n\n\nChapter 2\n\n{PROSE}\n\n\n"
    "End of the Project Gutenberg EBook of Salt, by Ada Hill\n\n*** END OF THIS PROJECT GUTENBERG EBOOK SALT ***\n\n"
    "Updated editions will replace the previous one, and the old editions will be renamed.\n"
)


def test_a_book_of_project_gutenberg_has_its_title_and_no_licence_in_its_last_chapter() -> None:
    found = parse(BOOK.encode(), "/a/pg1342.txt")
    assert found.title == title_of_fields(BOOK) == "Salt"
    page = assemble(found.pages[0])
    outline = [(heading.text, heading.offset) for heading in found.pages[0].outline or ()]
    assert [text for text, _ in outline] == ["Chapter 1", "Chapter 2", ""]
    assert page.text[outline[-1][1] :].startswith("End of the Project Gutenberg EBook")
    assert end_of_book(f"Chapter 1\n\n{PROSE}") is None


def test_headings_and_items_of_a_few_words_stand_apart_among_lines_that_go_on() -> None:
    text = (
        "Emotional well-being\nYou can receive six free sessions for all who live with you,\nincluding children who "
        "are away.\nFinancial issues\nSomebody helps you with debts and with taxes\nand calls you back."
    )
    found = [text[start:end].split("\n")[0] for start, end in sentences(text)]
    assert found[0] == "Emotional well-being"
    assert "Financial issues" in found
