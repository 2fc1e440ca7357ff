"""Questions for an amount or a time."""

import pytest

from uniconv_edge.assistant.amount import gives_what_is_asked


@pytest.mark.parametrize(
    ("question", "sentence", "given"),
    [
        ("How much is the deposit?", "The tenants pay a deposit of 2,280 euros.", True),
        ("How much is the deposit?", "It is returned within 30 days.", False),
        ("When do we get it back?", "It is returned within 30 days.", True),
        ("When was it built?", "It was built in 1987.", True),
        ("What did he do when it rained?", "He waited for two hours.", False),
        ("How many days of leave are there?", "Everyone has 27 days of leave.", True),
        ("How old was the hose?", "The hose was eleven years old.", True),
        ("How many rooms are there?", "The flat has three rooms.", True),
        ("How long is the notice?", "Notice is three months.", True),
        ("How long is the notice?", "Article 12 tells of the notice.", False),
        ("Who pays for repairs?", "The landlord pays 100 euros.", False),
    ],
)
def test_a_sentence_gives_what_a_question_asks_for(question: str, sentence: str, given: bool) -> None:
    assert gives_what_is_asked(question, sentence) is given
