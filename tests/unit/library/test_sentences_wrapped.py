"""Sentences that a line end or a cell's full stop must not cut, and those that it must."""

import pytest

from uniconv_edge.library.extract.paragraphs import page_blocks
from uniconv_edge.library.sentences import sentences

BEFORE = "The deposit is due when the keys are handed over to the tenants of the flat."
FULL = "And all of it that has been agreed on in the contract is to be paid by the"


def parts(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "following", ["– that is 900 euros – of them", "12. of each month", "(b) lines of it", "D. Miller of Hexbury"]
)
def test_a_wrapped_line_that_begins_like_an_item_goes_on(following: str) -> None:
    assert parts(f"{BEFORE}\n{FULL}\n{following}") == [BEFORE, f"{FULL}\n{following}"]
    joined = page_blocks([BEFORE, FULL, following], [], {})
    assert [block.text for block in joined] == [f"{BEFORE} {FULL} {following}"]


@pytest.mark.parametrize(
    "text",
    [
        f"{BEFORE}\n{FULL}:\n- the tenant of the flat",  # announced
        f"{BEFORE}\n{FULL}; and\n12. the tenant of the flat",
        f"{BEFORE}\n{FULL}\n- the tenant of the flat\n- the owner of the house",  # a list
        f"{BEFORE}\n{FULL}\n3. the tenant of the flat\n\n4. the owner of the house",
        f"{BEFORE}\nBring with you\n- the keys of the flat",  # had room
        f"{BEFORE}\n- {FULL}\n12. the tenant of the flat",  # below an item
        f"{FULL}\n- the keys",  # one line tells no width
    ],
)
def test_an_item_of_a_list_is_a_line_of_its_own(text: str) -> None:
    wanted = [line for line in text.split("\n") if line]
    assert parts(text) == wanted


def test_an_item_of_a_list_in_a_pdf_is_a_line_of_its_own() -> None:
    lines = [BEFORE, FULL, "3. the tenant of the flat", BEFORE, FULL, "4. the owner of the house"]
    assert [line[:2] for block in page_blocks(lines, [], {}) for line in block.text.split("\n")][-1] == "4."


@pytest.mark.parametrize(
    "row",
    [
        "Task: Paint | Notes: First sand. Then prime.",
        "03.03. | Card payment REWE Hexbury 02.03. 18:22 | -45.10",
    ],
)
def test_a_row_with_bars_is_whole(row: str) -> None:
    assert parts(row) == [row]


def test_a_row_with_whole_paragraphs_or_formulas_is_cut_at_its_sentences() -> None:
    clause = "the tenant shall pay the rent on the first day of each month and not later"
    assert len(parts(f"(1) | First, {clause}. Second, {clause}.")) == 2
    assert len(parts("It holds for | X(a)| = deg p. The next one | is | new.")) == 2
    assert len(parts("| in a box of a comment. See it |")) == 2


def test_quoted_lines_of_one_depth_go_on() -> None:
    text = (
        "> Dear all,\n>\n> could you please ask the plumber when he can come and how long the\n"
        "> work will take? Approx.\n> two hours, I hope.\n"
        "> > We pay at most 200 euros for all of it and not a single\n> > cent more.\n> - one\n> - two"
    )
    assert parts(text) == [
        "> Dear all,",
        ">",
        "> could you please ask the plumber when he can come and how long the\n> work will take?",
        "Approx.\n> two hours, I hope.",
        "> > We pay at most 200 euros for all of it and not a single\n> > cent more.",
        "> - one",
        "> - two",
    ]
    assert len(parts(">>> total = 1\n>>> total")) == 2


def test_justified_text_is_no_table() -> None:
    text = (
        "The   tenant   shall   give   notice\nof   sixty  days  before  the  Lease\n"
        "ends,    in    writing,    to    the\naddress   that   the   Landlord  has\nnamed  here."
    )
    assert parts(text) == [text]
    bill = "Qty   Item   Each\n4.0 kg   Cheese, Co. Clare   32.10\nTen   new   taps   and   hoses\n1   2   3   4   5"
    assert parts(bill) == bill.split("\n")


def test_no_sentence_goes_on_from_a_cell_that_holds_several_to_the_next() -> None:
    long = "It says that three days are left and then it stops. Month end is on Friday, so what are we to do now?"
    row = f"Who: Ada | Body: {long} | Answer: One more seat was bought. See the sheet. | Minutes: 20"
    assert parts(row) == [
        f"Who: Ada | Body: {long.partition('. ')[0]}.",
        f"{long.partition('. ')[2]} |",
        "Answer: One more seat was bought.",
        "See the sheet. |",
        "Minutes: 20",
    ]
    one = f"Item: Pump | Text: {long.partition('. ')[2]} | Price: 45"
    assert parts(one) == [one]


def test_a_bar_within_a_sentence_of_prose_parts_nothing() -> None:
    text = (
        "The records of a day can be long, and nobody wants to read all of them on a screen at once. "
        "Use cat day.log | sort to put them in order."
    )
    assert len(parts(text)) == 2


def test_a_comment_of_several_lines_in_settings_is_one_sentence() -> None:
    text = (
        "[mail]\n# The port is not the usual one since the\n# firewall blocks 587; leave it.\n# see ticket 12\n"
        "# and the wiki\nport = 2525\n# relay = old\n# relay = new"
    )
    assert parts(text) == [
        "[mail]",
        "# The port is not the usual one since the\n# firewall blocks 587; leave it.",
        "# see ticket 12",
        "# and the wiki",
        "port = 2525",
        "# relay = old",
        "# relay = new",
    ]


def test_what_is_said_of_a_function_ends_before_its_statements() -> None:
    text = 'def drain(self):\n    """Empty the queue."""\n    orders = list(self.waiting)\n    return orders'
    assert '"""Empty the queue."""' in [part.strip() for part in parts(text)]
