"""Where the lines of a PDF page are parted: behind the last item of a list, in code, before notes."""

from __future__ import annotations

from makers import pdf, pdf_of_streams

from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.paragraphs import Kinds, Stands, page_blocks, wide_gaps

BODY = [
    "The labs in these modules are active learning exercises that can be done in a team",
    "within a learning environment that can be put together anew for the needs of each.",
    "Each of them begins with a page of reading and ends with a few questions about that",
]


def texts(lines: list[str]) -> list[str]:
    return [block.text for block in page_blocks(lines, [], {})]


def stacked(steps: list[float]) -> list[tuple[str, Stands]]:
    """Lines of 12 points of height, each that many points below the one before."""
    bottoms = [700 - sum(steps[: number + 1]) for number in range(len(steps))]
    return [(str(number), (bottom + 12, bottom, bottom)) for number, bottom in enumerate(bottoms)]


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


def test_lines_that_stand_far_apart_are_parted_though_the_upper_one_is_full() -> None:
    figure = "Figure 1.1: what is to be seen of the labs and the teams that work in each of them"
    [*_, last] = page_blocks([*BODY, figure, *BODY], [], {}, gaps={(BODY[2], figure), (figure, BODY[0])})
    assert last.text == " ".join(BODY)
    assert texts([*BODY, figure, *BODY])[-1] == " ".join([*BODY, figure, *BODY])


def test_the_mark_of_an_item_is_left_out_at_its_beginning_alone_where_gaps_are_looked_up() -> None:
    """A page may draw it by itself; `(b) ` within a line is no mark."""
    item, below = (
        "• Figure 1: what is to be seen of the labs and of the teams that work in each",
        f"As in (b) {BODY[0]}",
    )
    [*_, last] = page_blocks([*BODY, item, below, BODY[1]], [], {}, gaps={(item.removeprefix("• "), below)})
    assert last.text == f"{below} {BODY[1]}"


def test_a_wide_gap_is_one_that_is_wider_than_those_of_the_page() -> None:
    assert wide_gaps(stacked([0, 14, 14, 22, 14, 14])) == {("2", "3")}
    assert wide_gaps(stacked([0, 30, 30, 60, 30, 30])) == set()
    assert wide_gaps([]) == set()


def test_lines_that_begin_small_tell_how_far_apart_lines_of_a_paragraph_stand() -> None:
    """Of paragraphs of one or two lines most stand apart."""
    steps = [0, 14, 22, 14, 22, 14, 22, 22, 22]
    lines = stacked(steps)
    small = [(f"a{line}" if step == 14 else line, place) for (line, place), step in zip(lines, steps, strict=True)]
    assert wide_gaps(lines) == set()
    apart = {(one[0], other[0]) for one, other, step in zip(small, small[1:], steps[1:], strict=False) if step > 14}
    assert wide_gaps(small) == apart


def test_a_heading_as_long_as_the_lines_below_it_is_parted_from_them_by_its_gap() -> None:
    heading = "LAWS GOVERNING THE USE OF LABS AND OF THEIR EQUIPMENT IN THE EVENING"
    [page] = parse(pdf([[heading, "", *BODY, *BODY]]), "a.pdf").pages
    assert page.blocks[0].text.split("\n")[0] == heading


def test_what_a_letter_is_about_stands_apart_from_a_sentence_that_begins_small() -> None:
    about, begins = "Roof above the kitchen", BODY[0][0].lower() + BODY[0][1:]
    lines = ["Dear Mr Shaw,", about, begins, BODY[1]]
    gaps = {(lines[0], about), (about, begins)}
    read = [block.text for block in page_blocks(lines, [], {}, gaps=gaps)]
    assert read[-2:] == [f"Dear Mr Shaw,\n{about}", f"{begins} {BODY[1]}"]
    assert about + " " + begins in page_blocks(lines, [], {})[0].text


def test_a_line_in_much_larger_type_stands_apart_from_the_line_below_it() -> None:
    lines: list[tuple[str, Stands]] = [("Lease of the house", (730, 706, 706)), ("between", (690, 678, 678))]
    assert ("Lease of the house", "between") in wide_gaps(lines)


def test_lines_of_code_stay_lines() -> None:
    code = ["set xdata time", "set timefmt the-way-it-is", "plot the-data using 1:3"]
    [before, after] = [block.text for block in page_blocks([*BODY, *code, *BODY], [], {}, kinds=Kinds(code=set(code)))]
    assert before == "\n".join([" ".join(BODY), *code])
    assert after == " ".join(BODY)


def test_a_note_at_the_foot_begins_a_paragraph() -> None:
    note = "1 what it keeps is written in a like form"
    assert len(page_blocks([*BODY, note], [], {})) == 1
    assert [block.text for block in page_blocks([*BODY, note], [], {}, kinds=Kinds(notes={note}))][1:] == [note]


def test_type_of_one_width_is_code_unless_all_is_set_in_it_and_small_lines_with_a_raised_mark_are_notes() -> None:
    def page(body: str, code: str) -> str:
        lines = "".join(f"({line}) Tj T*\n" for line in BODY)
        listing = "".join(f"({line}) Tj T*\n" for line in ("let x be set", "let y be set", "let z be set"))
        note = "/F1 5 Tf 4 Ts (1) Tj 0 Ts /F1 8 Tf ( what it keeps is told) Tj T*"
        return f"BT 60 700 Td 14 TL /{body} 11 Tf\n{lines}/{code} 11 Tf\n{listing}/{body} 11 Tf\n{lines}{note} ET"

    def read(body: str, code: str) -> str:
        data = pdf_of_streams([page(body, code).encode()]).replace(b"/Helvetica-Bold", b"/Courier       ")
        return "\n\n".join(block.text for block in parse(data, "code.pdf").pages[0].blocks)

    assert "let x be set\nlet y be set\nlet z be set\n" in read("F1", "F2")
    assert "let x be set let y be set" in read("F1", "F1")
    assert "let x be set let y be set" in read("F2", "F2")
    assert read("F1", "F2").endswith("\n\n1 what it keeps is told")


def test_dots_that_lead_to_the_number_of_a_page_are_few() -> None:
    [page] = parse(pdf([["1 Welcome" + " ." * 40 + " 1", "2 Terms " + "." * 60 + " 4"]]), "contents.pdf").pages
    assert [block.text for block in page.blocks] == ["1 Welcome .... 1\n2 Terms .... 4"]


def test_each_entry_of_the_contents_is_a_line() -> None:
    entries = [
        "3.4 What the groups do to the spaces that they act on .... 61",
        "Geometry of all kinds .... 64",
        "Ends .... 70",
    ]
    assert texts(entries) == ["\n".join(entries)]
