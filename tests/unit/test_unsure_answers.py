"""An answer that is not sure says so and names what else may answer; one that is sure says nothing more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from uniconv_edge.assistant.past.record import conversation_markdown
from uniconv_edge.assistant.quoting.abstain import Evidence, sureness
from uniconv_edge.assistant.quoting.grounding import Grounds
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.cli.presentation import answer_json, answer_text
from uniconv_edge.tui import cards
from uniconv_edge.types import Answer, Quote, Timings
from uniconv_edge.wording import SURE, unsure

QUOTE = Quote(1, "/d/a.txt", "a", None, 0, 1, 0, 22, "The rent is 900 euros.", True, "", "verified")
OTHER = Quote(2, "/d/b.txt", "b", None, 0, 2, 0, 14, "Rent: see over", True, "", "verified")
TOLD = "57% sure that this answers your question."
ANSWER = Answer(
    "rent?", True, QUOTE.text, (QUOTE,), (), Timings(0, 0, 0, 0), "m", confidence=0.5, sure=0.57, nearest=(OTHER,)
)
CERTAIN = replace(ANSWER, sure=SURE, nearest=())


def test_a_doubtful_answer_is_told_in_all_that_shows_it() -> None:
    assert unsure(ANSWER) == TOLD
    lines = answer_text(ANSWER).splitlines()
    assert lines[1:] == [f"[{TOLD}]", "[or perhaps: b (/d/b.txt): “Rent: see over”]"]
    assert cards.near_title(ANSWER).plain == f"? {TOLD} Or perhaps:"
    assert conversation_markdown("t", [ANSWER]).count(f"\\[{TOLD}\\]\n\nOr perhaps:\n\n> Rent: see over") == 1


def test_a_sure_answer_is_shown_alone() -> None:
    assert unsure(CERTAIN) == ""
    assert len(answer_text(CERTAIN).splitlines()) == 1
    assert "sure" not in conversation_markdown("t", [CERTAIN])


def test_only_answers_of_which_it_is_known_are_doubted() -> None:
    assert unsure(replace(ANSWER, answered=False)) == ""
    assert unsure(replace(ANSWER, sure=0.0)) == ""
    assert cards.near_title(replace(ANSWER, answered=False)).plain == "Nearest:"


def test_an_answer_is_the_surer_the_farther_it_leads() -> None:
    assert sureness(0.6, 0.1) < sureness(0.6, 0.8) < sureness(0.9, 0.8)
    assert sureness(0.6, 1.5) == sureness(0.6, 40.0)  # a lead of more says nothing more
    assert 0.0 < sureness(0.0, 0.0) < sureness(1.0, 9.0) < 1.0


def test_what_lacks_the_kind_of_what_is_asked_for_leads_before_nothing() -> None:
    found = [Candidate(1, 0, 22, QUOTE.text), Candidate(1, 23, 37, OTHER.text)]
    grounds = Grounds(Evidence(), [], found, np.array([3, 1], np.float32), np.ones(2, bool))
    assert grounds.lead == 2.0
    assert replace(grounds, evidence=Evidence(missing_type=1.0)).lead == 0.0


def test_a_long_sentence_leads_by_less() -> None:
    long = f"The rent is {'very ' * 57}high."
    found = [Candidate(1, 0, len(long), long), Candidate(1, 400, 414, OTHER.text)]
    grounds = Grounds(Evidence(), [], found, np.array([3, 1], np.float32), np.ones(2, bool))
    assert grounds.lead == pytest.approx(2.0 * 30 / 61)


def test_json_and_the_last_line_tell_how_sure_it_is() -> None:
    assert answer_json(ANSWER)["sure"] == 0.57
    assert "57% sure" in cards.receipt(ANSWER).plain
    assert "50% sure" in cards.receipt(replace(ANSWER, sure=0.0)).plain  # one that was stored before this was known
