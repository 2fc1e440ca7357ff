"""What the reader says of a sentence counts where its heading, or that it has all words, only seems to answer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from uniconv_edge.assistant.quoting.grounding import Grounds, judge
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.words.terms import counts_in
from uniconv_edge.types import FloatArray, Hit, Turn

PADDING = "and besides, as we were told by nobody in particular, whatever else there may be to be seen to by then"


class Against:
    """A reader that finds all sentences as unlikely."""

    def __init__(self, odds: float) -> None:
        self._odds = odds

    def of(self, hits: Sequence[Hit], candidates: Sequence[Candidate]) -> FloatArray:
        return np.full(len(candidates), self._odds, np.float32)


def judged(question: str, text: str, heading: str, odds: float) -> Grounds:
    source = Hit(1, 1.0, 1, 1, "/d/a.md", "Staff", None, 0, 0, len(text), text, heading, 0.5)
    turns = [Turn("user", question)]
    return judge(None, None, turns, [source], counts_in([text]), {}, reading=Against(odds))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "heading", "odds", "counted"),
    [
        ("How do I leave?", "Leave", -5.0, -5.0),
        ("How do I leave?", "Leave", -2.0, 2.0),
        ("How do I request leave?", "Requesting leave", -5.0, 2.0),
    ],
)
def test_below_a_heading_of_one_word_the_reader_may_speak_plainly_against(
    question: str, heading: str, odds: float, counted: float
) -> None:
    found = judged(question, "Write to the office by Monday. It is open until five.", heading, odds)
    assert found.evidence.reader == counted


@pytest.mark.parametrize(("behind", "counted"), [("", -1.0), (f", {PADDING}, {PADDING}", -3.0)])
def test_what_has_all_words_of_a_question_speaks_against_the_reader_where_it_is_short(
    behind: str, counted: float
) -> None:
    found = judged("When does the ferry sail?", f"The ferry sails at 6:40{behind}.", "", -3.0)
    assert found.evidence.reader == counted
