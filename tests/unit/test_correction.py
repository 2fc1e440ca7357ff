"""What corrects the question before takes the place of what it corrects; what asks by itself is no correction."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from uniconv_edge.assistant.question.correction import corrected, correction


def last(meant: str, phrases: Sequence[str]) -> int:
    """The last thing is the likest."""
    del meant
    return len(phrases) - 1


@pytest.mark.parametrize(
    ("before", "question", "meant"),
    [
        ("what pressure should it have?", "no, I meant the tyres", "what pressure should the tyres have?"),
        ("how much was the coffee machine?", "not the coffee machine, the projector", "how much was the projector?"),
        ("how much was the coffee machine?", "the projector, not the machine", "how much was the projector?"),
        ("when is Daniel's birthday?", "I was asking about Leo", "when is Leo's birthday?"),
        ("what is his number?", "I mean Rob", "what is Rob's number?"),
        ("what did the MOT cost?", "no, the battery", "what did the battery cost?"),
        ("how long does the eco programme take?", "sorry, the quick one", "how long does the quick programme take?"),
        ("when does the junior double race?", "I meant the women's four", "when does the women's four race?"),
        ("how much is the premium?", "no, the yearly premium", "how much is the yearly premium?"),
        ("how much is the rent of the garage?", "no, I meant the flat", "how much is the rent of the flat?"),
        ("how much may a room cost in Leeds?", "I meant in London", "how much may a room cost in London?"),
        ("how much may a room cost?", "no, in London", "how much may a room cost in London?"),
        ("how old is he?", "I meant Leo, not Daniel", "how old is Leo?"),
        ("how much is the canoe for three?", "no, the one for four", "how much is the canoe for four?"),
        ("what time is the play?", "no not the time, which days", "which days"),
        ("when is the second half due?", "no, I meant the first one", "when is the first half due?"),
        ("who is it?", "I mean who pays for it", "who pays for it"),
        ("what happens on Monday?", "I meant on Tuesday", "what happens on on Tuesday"),
        ("how much is it?", "I mean the other one", "how much is it?"),
    ],
)
def test_what_was_meant_takes_the_place_of_what_was_asked(before: str, question: str, meant: str) -> None:
    by = correction(question)
    assert by is not None
    assert corrected(before, by, last) == meant
    assert by.another == ("other" in question)


@pytest.mark.parametrize(
    ("before", "about", "question", "meant"),
    [
        ("who wrote the letter?", "letter", "no, I meant the lease", "who wrote the lease?"),
        ("how many files mention piano?", "piano", "no, I meant the tyres", "how many files mention the tyres?"),
        ("which files mention my rent or pets?", "rent or pets", "I meant cats", "which files mention cats?"),
        ("what does the lease say about pets?", "pets", "cats, not pets", "what does the lease say about cats?"),
        ("what is in the letters folder?", "letters", "no, I meant the tax folder", "what is in the tax folder?"),
        ("who wrote that?", "", "no, I meant the lease", "who wrote the lease?"),
        ("how many files mention piano?", "piano", "no, I meant in 2024", "how many files mention piano in 2024"),
    ],
)
def test_what_a_question_is_on_is_corrected(before: str, about: str, question: str, meant: str) -> None:
    by = correction(question)
    assert by is not None
    assert corrected(before, by, last, about) == meant


@pytest.mark.parametrize("question", ["Tell me the rent, not the deposit", "no, I meant tell me the rent"])
def test_what_tells_to_do_something_stands_for_itself(question: str) -> None:
    by = correction(question)
    assert by is not None
    assert corrected("how much is the flat?", by, last).casefold() == "tell me the rent"


@pytest.mark.parametrize(
    "question",
    [
        "no, thanks",
        "No, I don't.",
        "No, my doctor has not specified anything yet.",
        "no, that's wrong",
        "not yet",
        "not more than 5",
        "Why did the man not punish his wife?",
        "and the one not mine?",
        "No. 5 is broken",
        "what do you mean?",
        "the tyres",
        "and in London?",
    ],
)
def test_what_asks_or_says_something_by_itself_is_no_correction(question: str) -> None:
    assert correction(question) is None
