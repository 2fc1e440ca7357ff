"""An answer that is not sure says so and names what else may answer; one that is sure says nothing more."""

from __future__ import annotations

from dataclasses import replace

from uniconv_edge.assistant.record import conversation_markdown
from uniconv_edge.cli.presentation import answer_text
from uniconv_edge.tui import display
from uniconv_edge.types import Answer, Quote, Timings
from uniconv_edge.wording import SURE, unsure

QUOTE = Quote(1, "/d/a.txt", "a", None, 0, 1, 0, 22, "The rent is 900 euros.", True, "", "verified")
OTHER = Quote(2, "/d/b.txt", "b", None, 0, 2, 0, 14, "Rent: see over", True, "", "verified")
TOLD = "57% sure that this answers your question."
ANSWER = Answer("rent?", True, QUOTE.text, (QUOTE,), (), Timings(0, 0, 0, 0), "m", confidence=0.57, nearest=(OTHER,))
CERTAIN = replace(ANSWER, confidence=SURE, nearest=())


def test_a_doubtful_answer_is_told_in_all_that_shows_it() -> None:
    assert unsure(ANSWER) == TOLD
    lines = answer_text(ANSWER).splitlines()
    assert lines[1:] == [f"[{TOLD}]", "[or perhaps: b (/d/b.txt): “Rent: see over”]"]
    assert display.near_title(ANSWER).plain == f"? {TOLD} Or perhaps:"
    assert conversation_markdown("t", [ANSWER]).count(f"\\[{TOLD}\\]\n\nOr perhaps:\n\n> Rent: see over") == 1


def test_a_sure_answer_is_shown_alone() -> None:
    assert unsure(CERTAIN) == ""
    assert len(answer_text(CERTAIN).splitlines()) == 1
    assert "sure" not in conversation_markdown("t", [CERTAIN])


def test_only_answers_of_the_documents_are_doubted() -> None:
    assert unsure(replace(ANSWER, basis="library")) == ""
    assert unsure(replace(ANSWER, answered=False)) == ""
    assert unsure(replace(ANSWER, confidence=0.0)) == ""
    assert display.near_title(replace(ANSWER, answered=False)).plain == "Nearest:"
