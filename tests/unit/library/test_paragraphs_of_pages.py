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


def test_lines_that_begin_with_labels_are_facts_of_their_own() -> None:
    facts = [
        "Monthly price: 17.99 euros for the first 12 months, then 24.99 euros",
        "When used up: slowed down to 64 kbit a second until the end of the month",
        "Up to 2,500 euros: Basic 7.90 a month, Plus 13.90 a month",
    ]
    below = "Who pays at once for the whole year gets five per cent off the premium of it."
    assert texts([*BODY, *facts, below]) == ["\n".join([" ".join(BODY), *facts, below])]


def test_prose_with_a_colon_early_in_a_line_goes_on() -> None:
    wrapped = ["and with that which the following sentence says, as far as one can tell from what", "Mr Smith said: no"]
    assert texts([*BODY, *wrapped, BODY[1]]) == [" ".join([*BODY, *wrapped, BODY[1]])]


def test_a_short_line_behind_the_end_of_a_sentence_stands_alone() -> None:
    last = "and at sea the tariff of the contract does not hold: there a minute costs 4.29 euros."
    below = "The bill comes on the 12th of each month by e-mail and is debited at once, as"
    assert texts([*BODY, last, "Bills", below]) == [" ".join([*BODY, last]), f"Bills\n{below}"]


def test_lines_that_go_on_tell_how_long_a_full_line_is() -> None:
    facts = ["Meter 1ESY 0094 2217 in the cellar of it", "Electricity in all, on the last day"]
    prose = [line for body in (BODY, BODY, BODY) for line in body]
    assert texts([*facts * 20, *prose])[0] == "\n".join(facts * 20 + [" ".join(prose)])
