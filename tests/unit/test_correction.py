"""What corrects the question before takes the place of what it corrects; what asks by itself is no correction."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from uniconv_edge.assistant.question.correction import another_such, corrected, correction


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
        ("how much is the rent in flat 3 now?", "in flat 4 I mean", "how much is the rent in flat 4 now?"),
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


@pytest.mark.parametrize(
    ("before", "question", "meant"),
    [
        ("When is the check in flat 1 due?", "and flat 3?", "When is the check in flat 3 due?"),
        ("What is on shelf B?", "what about shelf C?", "What is on shelf C?"),
        ("How much did Okafor pay?", "and the Nair-Holts?", "How much did the Nair-Holts pay?"),
        ("How much did Okafor pay?", "and Farahani's?", "How much did Farahani pay?"),
        ("Until when does Tomasz's lease run?", "and Joan Pell?", "Until when does Joan Pell's lease run?"),
        ("May Mrs Pell keep a dog?", "and Okafor?", "May Okafor keep a dog?"),
        ("Must Okafor smoke outside?", "and Pell?", "Must Pell smoke outside?"),
        ("What are the ingredients of the pie?", "And of the beef stew?", "What are the ingredients of the beef stew?"),
        ("What does it say about line length?", "And about imports?", "What does it say about imports?"),
        ("When is the train from Leeds to York?", "and to Hull?", "When is the train from Leeds to Hull?"),
        ("what does okafor pay?", "and wieczorek?", "what does wieczorek pay?"),
        ("What is the IBAN of the club?", "and the BIC?", "What is the BIC of the club?"),
        ("What is the VAT of Ada Marsh?", "and Ben?", "What is the VAT of Ben?"),
        ("What does the Bank of Leeds charge?", "and Barclays?", "What does the Barclays charge?"),
    ],
)
def test_what_says_no_more_than_another_name_or_number_asks_the_same_of_it(
    before: str, question: str, meant: str
) -> None:
    by = another_such(question, before)
    assert by is not None
    assert corrected(before, by, last) == meant


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("What is the rent in flat 3?", "and in flat 3?"),
        ("What is the rent of flat 1 and 2?", "and flat 3?"),
        ("What is the rent in flat 3?", "and upstairs?"),
        ("What is in the box?", "and for the shed?"),
        ("What is the book about?", "and about the shed?"),
        ("What stands in the box by the door?", "and in the shed?"),
        ("Can we get a dog?", "and a cat?"),
        ("How often does Bruno get the Meloxidyl?", "and the gabapentin?"),
        ("Who drives Ada to Leeds?", "and Ben?"),
        ("When does Ada leave?", "and in Paris?"),
        ("Is Monday free?", "and Tuesday?"),
        ("What did Ada spend in May?", "and June?"),
        ("Who is it?", "Ada?"),
        ("What does Ada say?", "and who wrote to Ben?"),
        ("How much is the deposit for the Hilton?", "and the VAT?"),
        ("What is the capital of France?", "and the GDP?"),
    ],
)
def test_what_says_more_or_finds_nothing_alike_does_not(before: str, question: str) -> None:
    assert another_such(question, before) is None
