"""Notes at the foot of a column, between the parts of a sentence."""

import pytest
from makers import pdf_of_streams
from patience import grows_no_faster_than_its_input

from uniconv_edge.library.extract.blocks import assemble
from uniconv_edge.library.extract.formats import parse
from uniconv_edge.library.extract.notes_apart import notes_apart
from uniconv_edge.library.extract.pdf_type import parted_marks

NOTE = ["*Write to a@b.example, in", "office hours."]
SMALL = set(NOTE)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("A survey of farms in Alen-", "tejo found little.", ["A survey of farms in Alen\ufffetejo found little."]),
        ("A survey of farms in", "the north found little.", ["A survey of farms in", "the north found little."]),
    ],
)
def test_a_note_within_a_sentence_goes_behind_the_text(before: str, after: str, said: list[str]) -> None:
    lines = ["Over", before, *NOTE, after, "The rest.", "1"]
    assert notes_apart(lines, {NOTE[0]}, SMALL) == ["Over", *said, "The rest.", *NOTE, "1"]


@pytest.mark.parametrize(
    ("before", "after"), [("A survey found little.", "the rest."), ("A survey of farms", "3 Results"), ("A survey", "")]
)
def test_a_note_between_sentences_or_at_the_end_stays(before: str, after: str) -> None:
    lines = [before, *NOTE, *([after] if after else [])]
    assert notes_apart(lines, {NOTE[0]}, SMALL) == lines


def test_lines_in_small_type_that_are_no_note_stay() -> None:
    lines = ["A survey of", *NOTE, "farms found little."]
    assert notes_apart(lines, set(), SMALL) == lines


def placed(size: float, height: float, words: str) -> bytes:
    return f"BT /F1 {size} Tf 1 0 0 1 72 {height} Tm ({words}) Tj ET ".encode()


def test_a_divided_word_is_not_joined_to_the_number_of_its_page() -> None:
    lines = ("Nurses of three hospitals who took part in the trial", "were asked to write all words that they remem-")
    stream = b"".join(placed(10, 700 - 12 * at, words) for at, words in enumerate(lines))
    [page] = parse(pdf_of_streams([stream + placed(10, 60, "217")]), "a.pdf").pages
    assert assemble(page).text.split("\n\n") == [" ".join(lines), "217"]


def test_looking_for_divided_words_takes_no_longer_than_a_text() -> None:
    assert grows_no_faster_than_its_input(lambda text: parted_marks(None, text), "a".__mul__, 2_000)


def test_a_head_on_both_pages_of_two_is_no_part_of_a_sentence() -> None:
    head = placed(10, 740, "Higher Education Practice, Vol. 27, No. 3, 2021, Peer feedback")
    first = head + placed(10, 728, "The best grades were those of students with a rubric, but the")
    second = head + placed(10, 728, "difference from the group of the teacher was not significant.")
    pages = parse(pdf_of_streams([first, second]), "a.pdf").pages
    assert [assemble(page).text.count("\n\n") for page in pages] == [1, 1]
