"""Terms of plain text above what they mean, as in pages of manuals, and how such pages are printed."""

import pytest
from patience import grows_no_faster_than_its_input

from uniconv_edge.library.extract.blocks import Block, LaidPage, assemble
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.process import Extractor
from uniconv_edge.library.extract.term_lists import with_terms
from uniconv_edge.library.outline import Heading, extend_trail
from uniconv_edge.library.reader import FileContent, read_document

MANUAL = """\
NAME
       boats - looks after boats in the harbour of the town

OPTIONS
       --timeout=SECONDS
              Sets how long it waits for a boat that is late.  The default is 0,
              which means that it waits for ever, as those who had no boat of
              their own did in the years before the harbour was built.

              A boat that sank is not waited for.

       -q, --quiet
              Says nothing at all while it looks after the boats.

       --rope [--long] [--short] [--wet] [--dry] [--new] [--old] [--red] [--blue]
       [--green]
              Takes another rope.

       daily  Looks after them every day.

       It never sails.

FILES
       /etc/boats
              Where the boats are named, one of them on each line.
"""
PARAGRAPH = "A harbour holds more boats than it has room for in the summer of most years.\n\n"


def laid(text: str, name: str = "a.txt") -> LaidPage:
    return assemble(parse(text.encode(), name).pages[0])


def headings(text: str, name: str = "a.txt") -> list[str]:
    return [heading.text for heading in laid(text, name).headings if heading.text]


def trail(page: LaidPage, says: str) -> list[str]:
    """The headings above a place in the text."""
    found: tuple[Heading, ...] = ()
    for heading in page.headings:
        if heading.offset <= page.text.index(says):
            found = extend_trail(found, heading)
    return [heading.text for heading in found if heading.text]


def test_a_term_of_a_manual_is_a_heading_over_all_that_it_means() -> None:
    page, found = laid(MANUAL), headings(MANUAL)
    assert found[:4] == ["NAME", "OPTIONS", "--timeout=SECONDS", "-q, --quiet"]
    assert (found[4].startswith("--rope [--long]"), found[4].endswith("[--green]")) == (True, True)
    assert found[5:] == ["daily", "FILES", "/etc/boats"]
    assert trail(page, "A boat that sank") == ["OPTIONS", "--timeout=SECONDS"]
    assert trail(page, "Looks after them every day.") == ["OPTIONS", "daily"]
    assert trail(page, "It never sails.") == ["OPTIONS"]  # as deep as a term, and none
    assert "".join(page.text.split()) == "".join(MANUAL.split())


def test_the_lines_of_a_term_and_of_what_it_means_are_those_of_the_file() -> None:
    lines = MANUAL.split("\n")
    for block in parse(MANUAL.encode(), "a.txt").pages[0].blocks:
        assert block.text.split("\n")[0].strip() in lines[block.at - 1], block


@pytest.mark.parametrize(
    "text",
    [
        # paragraphs whose other lines are set in, as the works of a list
        "Berg, A. The boats of the harbour and whom they belonged to in the year\n   1920, and later. Otley.\n\n" * 4,
        "Lasagne 12.50\n    with beef\n\n" * 4,
        "12:30 the boat left\n    as planned\n\n" * 4,
        "He said:\n    No boat is mine.\n\n" * 4,
        "- a boat\n    of wood\n\n" * 4,
        "1. a boat\n    of wood\n\n" * 4,
        "if (boat) {\n    sail();\n}\n\n" * 4,
        "the boats sail --on \\\n    --fast\n\n" * 4,
        "The boat lies in port\n    and waits for the tide.\n\n" * 4,
        # too few to tell
        f"Boat\n    It floats on water.\n\n{PARAGRAPH}Harbour\n    A place for boats.\n\n{PARAGRAPH}",
    ],
    ids=["works", "prices", "times", "colon", "dashes", "numbers", "code", "command", "sentence", "few"],
)
def test_other_lines_above_text_that_is_set_in_are_none(text: str) -> None:
    among_full_lines = Block(3 * PARAGRAPH + text)
    assert with_terms(among_full_lines) == [among_full_lines]


def test_a_sentence_with_a_blank_where_the_text_of_terms_begins_is_not_cut_there() -> None:
    terms = "".join(f"Boat{n}\n    It floats on water.\n\n" for n in "abc")
    assert headings(terms + "The boats of the harbour lie in port\n    and wait.\n") == ["Boata", "Boatb", "Boatc"]
    assert headings(terms + "-rw Writes to the log of the harbour\n    and reads it.\n")[3:] == ["-rw"]


def test_a_term_of_asciidoc_is_a_heading() -> None:
    text = "lock::\n\nLocks it.\n\n-n::\n--dry-run::\n\tChanges nothing.\n\nmove::\n\nMoves it.\n"
    assert headings(text) == ["lock::", "-n:: --dry-run::", "move::"]
    assert headings(text, "a.rst") == []


@pytest.mark.parametrize(
    ("above", "title"),
    [
        ("Apple cake\n\n", "Apple cake"),
        ("", "a"),
        ("Dear Anna,\n\n", "a"),
        ("Boats and nets\nof the harbour\n\n", "a"),
        ("Apple cake\n\nBOATS\n\nThey float.\n\nNETS\n\nThey dry.\n\n", "a"),
    ],
    ids=["line", "none", "letter", "paragraph", "sections"],
)
def test_a_line_above_terms_is_the_title_where_there_are_no_other_headings(above: str, title: str) -> None:
    text = above + "".join(f"{name}\n    It takes three eggs.\n\n" for name in ("Dough", "Filling", "Serves"))
    assert parse(text.encode(), "a.txt").title == title


def test_a_term_of_restructuredtext_is_a_heading_below_those_of_its_section() -> None:
    text = (
        "Boats\n=====\n\n" + "".join(f"boat{n}\n   Floats on water.\n   It is wet.\n\n" for n in "abc") + "The end.\n"
    )
    page = laid(text, "a.rst")
    assert [(heading.level > 9, heading.text) for heading in page.headings] == [
        (False, "Boats"),
        (True, "boata"),
        (True, "boatb"),
        (True, "boatc"),
        (True, ""),
    ]


def test_a_word_divided_at_the_end_of_a_line_is_whole() -> None:
    text = (
        "A connec\u2010\n   tion waits. It is well\u2010\n   known.\n"
        "A well-known boat sank, which is in\u2010\nteresting.\n"
    )
    page = laid(text)
    assert page.text == "A connection\n   waits. It is well-known.\n   \nA well-known boat sank, which is interesting."
    assert page.marks.anchors == ((0, 1),)


def test_a_word_with_other_hyphens_stays_as_it_is_divided() -> None:
    for text in ("The set\u2010\nuser\u2010ID bit.", "At the end\u2010of\u2010\nfile mark."):
        assert laid(text).text == text


def test_what_is_printed_over_is_gone() -> None:
    assert laid("Copied 5%\b\b6%\b\b70% of it.").text == "Copied 70% of it."


def test_letters_that_are_printed_twice_are_read_once_and_such_lines_are_headings() -> None:
    bold = "".join(f"{letter}\b{letter}" if letter != " " else letter for letter in "The boats")
    page = laid(f"{bold}\n\nEach _\bb_\bo_\ba_\bt floats, and a {bold[:9]} too.\n")
    assert page.text == "The boats\n\nEach boat floats, and a The too."
    assert [heading.text for heading in page.headings] == ["The boats"]


def test_a_page_of_info_is_text() -> None:
    assert headings("Boats\n\n1 Boats\n*******\n\nA boat floats.\n", "boats.info") == ["1 Boats"]


def test_the_time_it_takes_grows_no_faster_than_the_text() -> None:
    for text in ("-a\n   floats\n\n", "a\n b\n", "[", "-a\n", "x\bx", " \b"):
        assert grows_no_faster_than_its_input(
            lambda data: parse(data, "a.txt"), lambda n, t=text: t.encode() * n, 3_000
        )


def test_terms_within_what_others_mean_stay_below_them_and_are_no_title() -> None:
    meaning = "".join(f"     part{n}\n          A part of a boat that is of wood.\n\n" for n in range(3))
    text = "".join(f"boat{n}\n     It floats on water.\n\n{meaning}" for n in "abc")
    with Extractor() as extractor:
        document, found = read_document(extractor, "/boats.rst", FileContent(text.encode(), 0, 0, "0", 0))
    assert document.title == "boats"
    assert {passage.heading.split(" > ")[0] for passage in found} == {"boata", "boatb", "boatc"}
