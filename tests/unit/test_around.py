"""What stands around a quote: its paragraph, or with it the next, in whole sentences."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from uniconv_edge.assistant.facts.around import MAX_CHARACTERS, around

PAGE = "# Rent\n\nIt is 900 euros. It is due on the 3rd.\n\nThe deposit is two rents, and it is paid in two halves.\n"


def texts(page: str, quote: str) -> list[str]:
    start = page.index(quote)
    return [page[slice(*span)] for span in around(page, start, start + len(quote))]


def test_a_paragraph_with_more_to_say_is_read_whole() -> None:
    long = "It is due. " + "The landlord tells of changes in writing, three months before they count. " * 2
    assert texts(f"# Rent\n\n{long}\n\nNext.", "It is due.") == [long.strip()]


def test_with_a_short_one_the_next_is_read_or_the_one_before_but_no_heading() -> None:
    first, second = PAGE.strip().split("\n\n")[1:]
    assert texts(PAGE, "It is due on the 3rd.") == [first, second]
    assert texts(PAGE, second) == [first, second]
    assert texts("# Rent\n\nIt is due on the 3rd.\n", "It is due on the 3rd.") == []


def test_of_a_long_paragraph_the_nearest_sentences_are_read() -> None:
    page = " ".join(f"Sentence number {number} says little." for number in range(200))
    (found,) = texts(page, "Sentence number 100 says little.")
    assert len(found) <= MAX_CHARACTERS
    assert found.startswith("Sentence number 100")
    assert found.endswith("says little.")
    (found,) = texts(page, "Sentence number 199 says little.")
    assert found.endswith("Sentence number 199 says little.")
    assert len(found) > MAX_CHARACTERS / 2


@given(st.text(alphabet="ab.|# \n", max_size=80), st.data())
def test_the_quote_is_within_what_is_read(page: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(page)))
    end = data.draw(st.integers(start, len(page)))
    found = around(page, start, end)
    assert found == sorted(found)
    assert not found or any(first <= start and end <= last for first, last in found)
    assert all(0 <= first <= last <= len(page) for first, last in found)
