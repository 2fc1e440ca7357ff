"""A will is a paper that people name ("what does the will say?"), and a codicil changes what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from asking import ask

if TYPE_CHECKING:
    from uniconv_edge.assistant.answer import Assistant

DOCUMENTS = {
    "Will of Ada Lee.md": "# Last will\n\nMade this 11th day of June 2019.\n\n"
    "3. I wish my ashes to be scattered at Crow Point.\n\n4. I give:\n\n"
    "(a) to my niece Ines the sum of five thousand pounds;\n\n"
    "(b) to my sister Ruth the longcase clock;\n\n(c) to the lifeboat one thousand pounds.\n",
    "codicil.md": "# Codicil\n\nTo my will dated 11th June 2019.\n\n"
    "1. In clause 4(a) the sum of five thousand pounds shall be replaced by the sum of eight thousand pounds.\n\n"
    "2. Clause 4(b) shall be altered so that the clock passes to Simon.\n",
    "notes.md": "# Notes\n\n- the clock will be fetched on Sunday\n- ashes: ask Simon\n",
    "lease.md": "# Lease\n\nThe tenant will pay 500 euros a month.\n",
}
OF_INES = (
    "`codicil.md` may change it: “1. In clause 4(a) the sum of five thousand pounds shall be replaced by the sum of "
    "eight thousand pounds.”"
)
OF_THE_CLOCK = "`codicil.md` may change it: “2. Clause 4(b) shall be altered so that the clock passes to Simon.”"


@pytest.mark.parametrize(
    ("question", "quoted", "note"),
    [
        ("What does the will say about the clock?", "(b) to my sister Ruth the longcase clock;", OF_THE_CLOCK),
        ("what does adas will say about ines", "(a) to my niece Ines the sum of five thousand pounds;", OF_INES),
        ("What does the will say about the lifeboat?", "(c) to the lifeboat one thousand pounds.", ""),
        ("What does my will say about ashes?", "3. I wish my ashes to be scattered at Crow Point.", ""),
    ],
)
def test_a_will_is_asked_by_its_name_and_what_a_codicil_changes_is_noted(
    assistant: Assistant, question: str, quoted: str, note: str
) -> None:
    answer = ask(assistant, question)
    assert [quote.text for quote in answer.quotes] == [quoted]
    assert answer.note == note


def test_what_somebody_will_do_names_no_will(assistant: Assistant) -> None:
    assert ask(assistant, "How much will the tenant pay a month?").quotes[0].path.endswith("lease.md")
