"""A question that points back goes on from what was quoted before it."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.continuing import BEHIND_SHARE, DOCUMENT_SHARE, continues
from uniconv_edge.assistant.quotes import candidates
from uniconv_edge.assistant.topic import points_back
from uniconv_edge.library.chunk import sentences
from uniconv_edge.types import Hit, Turn

VISIT = "Marigold has mastitis in the left half. She gets a tube each evening. Rinse it twice. Bramble is well again."
SHEARING = "The shearer comes in June. She brings her own board and the tube of grease."


def hit(rank: int, path: str, text: str, page: int = 0) -> Hit:
    return Hit(rank, 1.0, rank, rank, path, path, None, page, 0, len(text), text, cosine=0.5)


def gains(question: str, reply: str = VISIT.split(". ")[0] + ".") -> list[float]:
    hits = [hit(1, "shearing.md", SHEARING), hit(2, "visit.md", VISIT)]
    turns = [Turn("user", "What is wrong with Marigold?"), Turn("assistant", reply), Turn("user", question)]
    found: list[float] = continues(turns, hits, candidates(hits, sentences)).round(4).tolist()
    return found


@pytest.mark.parametrize("question", ["How is she treated?", "and the treatment?", "What about a treatment?"])
def test_the_document_that_was_quoted_gains_and_most_what_stands_right_behind_the_quote(question: str) -> None:
    of_others = gains(question)[:2]
    assert max(of_others) < DOCUMENT_SHARE / 2
    whole = DOCUMENT_SHARE
    expected = [whole, whole + BEHIND_SHARE, whole + BEHIND_SHARE / 2, whole]
    assert gains(question)[2:] == pytest.approx(expected)


@pytest.mark.parametrize("question", ["How is Marigold treated?", "Who owns the field?", "why?", "and why is that?"])
def test_nothing_gains_for_a_question_that_does_not_point_back_or_says_nothing(question: str) -> None:
    assert not any(gains(question))


def test_nothing_gains_where_nothing_was_said_before() -> None:
    hits = [hit(1, "visit.md", VISIT)]
    found = candidates(hits, sentences)
    assert not continues([Turn("user", "How is she treated?")], hits, found).any()
    assert not any(gains("How is she treated?", ""))


def test_a_reply_in_other_words_points_to_the_document_by_the_words_that_it_shares() -> None:
    found = gains("How is she treated?", "The goat suffers from mastitis of the udder.")
    assert 0 < found[2] < DOCUMENT_SHARE
    assert found[2:] == [found[2]] * 4
    assert found[0] < found[2]


def test_other_pages_of_the_document_gain_as_the_quoted_one_does() -> None:
    hits = [hit(1, "visit.md", VISIT), hit(2, "visit.md", "The bill follows by post.", 1)]
    said = Turn("assistant", "Marigold has mastitis in the left half.")
    turns = [Turn("user", "Who was ill?"), said, Turn("user", "and the bill?")]
    assert continues(turns, hits, candidates(hits, sentences))[-1] == pytest.approx(DOCUMENT_SHARE)


def test_the_next_row_of_a_table_tells_of_something_else() -> None:
    table = "Plan: Desk | Fee: 260 euros | Notice: two months\nPlan: Studio | Fee: 690 euros | Notice: three months"
    hits = [hit(1, "plans.md", table)]
    turns = [Turn("user", "A desk?"), Turn("assistant", table.split("\n")[0]), Turn("user", "how long is its notice?")]
    assert continues(turns, hits, candidates(hits, sentences)).tolist() == pytest.approx([DOCUMENT_SHARE] * 2)


@pytest.mark.parametrize(
    ("question", "points"),
    [
        ("Is smoking allowed there?", True),
        ("but the boiler?", True),
        ("How about the boiler?", True),
        ("What does the boiler cost?", False),
        ("and why?", False),  # asks by the question before
        ("", False),
    ],
)
def test_what_points_back(question: str, points: bool) -> None:
    assert points_back(question) is points
