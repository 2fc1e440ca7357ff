"""Numbered headings of plain text: what is one, what is an item, a clause or an entry, and that the text stays."""

import random

import pytest
from patience import grows_no_faster_than_its_input

from uniconv_edge.library.chunk import passages
from uniconv_edge.library.extract.blocks import assemble, normalise
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.sections import numbered_headings
from uniconv_edge.types import Page

CONTRACT = """GYM CONTRACT

1. Definitions

In this contract the gym is the company named above.

2. Membership
The membership begins on the day of signature and runs for twelve months.

2.1 Fees

The monthly fee is 30 euros.

2.2 Payment

2.2.1 By direct debit

The fee is collected from the account of the member.

3. Cancellation

3.1 The member may cancel at any time.
3.2 The gym may cancel with three months' notice.

4. Law

German law applies.
"""


def headings(text: str) -> list[tuple[int, str]]:
    return [(heading.level, heading.text) for heading in numbered_headings(text)]


def words(text: str) -> list[str]:
    return [heading for _, heading in headings(text)]


def test_numbers_that_go_on_from_each_other_are_headings_of_the_text_below() -> None:
    assert headings(CONTRACT) == [
        (4, "1. Definitions"),
        (4, "2. Membership"),
        (5, "2.1 Fees"),
        (5, "2.2 Payment"),
        (6, "2.2.1 By direct debit"),
        (4, "3. Cancellation"),
        (4, "4. Law"),
    ]


def test_passages_stand_under_the_sections_and_the_text_stays_as_it_was() -> None:
    parsed = parse(CONTRACT.encode(), "contracts/gym.txt")
    laid = assemble(parsed.pages[0])
    assert laid.text == CONTRACT.rstrip()
    assert parsed.title == "gym"
    assert all(laid.text.startswith(heading.text, heading.offset) for heading in laid.headings)
    text = CONTRACT.replace("30 euros.", "30 euros. " + "It is due on the first day of each month, in advance. " * 20)
    laid = assemble(parse(text.encode(), "a.txt").pages[0])
    found = passages([Page(None, laid.text)], [laid.headings], [laid.marks])
    fee = next(passage for passage in found if "in advance" in passage.text)
    assert fee.heading == "2. Membership > 2.1 Fees"
    assert all(laid.text[passage.start : passage.end] == passage.text for passage in found)
    assert "line" in fee.place


def test_a_text_without_sections_has_neither_headings_nor_a_title() -> None:
    parsed = parse(b"Just a note.\n", "note.txt")
    assert parsed.title == ""
    assert assemble(parsed.pages[0]).headings == []


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("3.2 Cancellation", 5),
        ("3.2. Cancellation", 5),
        ("Article 5 - Members", 3),
        ("Article 5: Members", 3),
        ("ARTICLE V.", 3),
        ("§ 7 Kündigung", 3),
        ("§7a Kündigung", 3),
        ("Artikel 12", 3),
        ("CHAPTER IV. The Ball", 2),
        ("      Chapter 3", 2),
        ("Part Two", 1),
        ("BOOK FIVE: 1806 - 07", 1),
        ("Appendix B: Data models", 1),
        ("Anhang A", 1),
    ],
)
def test_signs_and_names_make_a_numbered_line_a_heading(line: str, level: int) -> None:
    assert headings(f"{line}\n\nThe member may cancel at any time.\n") == [(level, line.strip())]
    assert headings(f"Some text.\n\n{line}\nThe member of this club may cancel at any time.\n") == [
        (level, line.strip())
    ]


def test_roman_numbers_go_on_from_each_other() -> None:
    chapters = "III. Fees\n\nFees are due.\n\nIV. Dues\n\nDues are due.\n\nV. End\n\nThe end.\n"
    assert headings(chapters) == [(3, "III. Fees"), (3, "IV. Dues"), (3, "V. End")]
    assert words("V. Smith\n\nHe wrote to us.\n\nI. Newton\n\nHe did not.\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "How to cook\n\n1. Take the lid off\n2. Put it down\n3. Wait\n",
        "How to cook\n\n1. Take the lid off\n\n2. Put it down\n\n3. Wait for a minute.\n",
        "How to cook\n\n1. Take the lid off\n\nBe careful.\n\n2. Put it down, then wait.\n\n3. Eat\n\nGood.\n",
        "To buy\n\n1 Cabbage\n\n2 Eggs\n\n3 Lemons\n",
        "To buy\n\n2 Eggs\n\nFresh ones, please.\n",
        "Steps\n\nStep 1 - Take the lid off\n\nBe careful.\n",
        "Contents\n\n1. Fees\n\n2. Members\n\n3. Law\n\nThis is the contract of the club.\n",
        "Contents\n\nArticle 1 - Fees\n\nArticle 2 - Members\n\nThis is the contract of the club.\n",
        "Contents\n\n3.1 Fees ........ 4\n\n3.2 Law . . . . . 5\n\nThis is the contract.\n",
        "Programme\n\n9.30 Arrival\n\nCoffee is served.\n\n10.45 Talk\n\nThe talk is given.\n",
        "0.5 Litres of milk\n\nStir it well.\n\n1.05 Kilos\n\nOf flour.\n",
        "Terms\n\n3.1 The member may cancel at any time.\n\n3.2 The gym may cancel.\n",
        "Section 4 of the policy\ncovers this damage.\n",
        "As agreed in\nSection 4\nthe damage is covered.\n",
        "3.2 Cancellation\nof the membership is possible at any time.\n",
        "Article 5\n",
        "Book A table\n\nCall us.\n",
        "1. januar\n\nEs war kalt.\n\n2. januar\n\nEs war kalt.\n",
        "    1. Fees\n\n    They are due.\n\n    2. Law\n\n    German law applies.\n",
    ],
)
def test_lists_clauses_entries_and_times_are_no_headings(text: str) -> None:
    assert words(text) == []


def test_a_table_of_contents_does_not_hide_the_sections() -> None:
    contents = "1. Definitions\n2. Membership\n3. Cancellation\n4. Law\n\n"
    assert headings(contents + CONTRACT) == headings(CONTRACT)
    spaced = contents.replace("\n", "\n\n")
    assert [level for level, _ in headings(spaced + CONTRACT)] == [4, 4, 5, 5, 6, 4, 4]


def test_lists_inside_sections_stay_lists() -> None:
    listed = CONTRACT.replace("named above.", "named above. It has:\n\n1. a pool\n2. Two saunas.\n3. Weights")
    assert headings(listed) == headings(CONTRACT)


def test_form_feeds_and_other_line_ends_do_not_move_headings() -> None:
    source = ("\n\n" + CONTRACT.replace("\n2. Mem", "\n\x0c\n2. Mem")).replace("\n", "\r\n").encode("utf-16")
    laid = assemble(parse(source, "a.txt").pages[0])
    assert [laid.text[h.offset :].split("\n", 1)[0] for h in laid.headings] == words(CONTRACT)


def test_any_lines_give_headings_that_stand_where_they_say() -> None:
    numbers = random.Random(3)
    pieces = [
        "1. ",
        "2. ",
        "3.1 ",
        "3.2 ",
        "IV. ",
        "V. ",
        "§ 7 ",
        "Article 5",
        " - ",
        "Fees",
        "text.",
        "\n",
        "\n\n",
        "  ",
    ]
    pieces += [
        "\t",
        "i",
        "X",
        "9",
        "\u3000",
        "\x0c",
        "e\u0301",
        "Chapter One",
        "Long and long and long and long and long ",
    ]
    for _ in range(2_000):
        text = normalise("".join(numbers.choices(pieces, k=numbers.randint(0, 40))))
        found = numbered_headings(text)
        assert [heading.offset for heading in found] == sorted({heading.offset for heading in found})
        for heading in found:
            line = text[heading.offset :].split("\n", 1)[0]
            assert " ".join(line.split()) == heading.text
            assert heading.offset == 0 or text[heading.offset - 1] == "\n"


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "1. A\n" * n,
        lambda n: "\n\n1. A b" * n,
        lambda n: "\n\n".join(f"{i}. Fees\n\nThey are due." for i in range(n)),
        lambda n: "\n\nChapter 1\n\nText." * n,
        lambda n: "1." * n + " A",
        lambda n: "Article I " + "A " * n,
        lambda n: "1. A" + "\n" * n + "2. B",
    ],
)
def test_the_time_grows_with_the_length_of_the_text(make) -> None:
    assert grows_no_faster_than_its_input(numbered_headings, make, 1_000)


def test_settings_with_numbers_that_go_on_are_headings_whatever_their_number() -> None:
    settings = "".join(f"3.{n}. mail_check{n}\n\nType: number\n\nIt looks for new mail.\n\n" for n in range(98, 102))
    assert words(settings) == [
        "3.98. mail_check98",
        "3.99. mail_check99",
        "3.100. mail_check100",
        "3.101. mail_check101",
    ]
    sizes = "2.5 metres\n\nThat is the length of a boat.\n\n2.6 metres\n\nThat is the length of another.\n"
    assert words(sizes) == []
