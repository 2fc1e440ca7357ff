"""Entries of a text: facts with labels under the name of what they are of."""

import pytest

from uniconv_edge.library.chunk import passages
from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.types import Page

LIST = "Name: Anna Berg\nPhone: 0555 1\nBirthday: 3 May\n\nName: Ben Ode\nPhone: 0555 2\n"


def sections(text: str) -> list[tuple[str, str]]:
    """The heading of each passage and its last line."""
    laid = assemble(parse(text.encode(), "a.txt").pages[0])
    found = passages([Page(None, laid.text)], [laid.headings])
    return [(passage.heading, passage.text.split("\n")[-1]) for passage in found]


def test_each_of_several_entries_is_a_section_under_its_name() -> None:
    assert sections(LIST) == [("Anna Berg", "Birthday: 3 May"), ("Ben Ode", "Phone: 0555 2")]


@pytest.mark.parametrize(
    "text",
    [
        LIST.split("\n\n")[0],
        LIST.replace("Ben Ode", "Anna Berg"),
        LIST.replace("Name: Ben", "Firm: Ben"),
        LIST + "\nWe saw them both in May.\n\nThey live by the sea.\n\nTheir house is blue.\n",
        "Name: Anna\n\nName: Ben\n",
    ],
    ids=["one", "one name", "other labels", "mostly prose", "one fact each"],
)
def test_other_facts_with_labels_have_no_sections(text: str) -> None:
    assert {heading for heading, _ in sections(text)} == {""}
