"""A conversation about laws with the shipped model: parts are asked for by their numbers in the one that was quoted,
and a rule is told with its exceptions."""

from __future__ import annotations

import pytest
from asking import ask

from uniconv_edge.assistant.answer import Assistant

pytestmark = pytest.mark.model

DOCUMENTS = {
    "boats-act.txt": (
        'BOATS ACT\n\n2. Interpretation\n\n"barge" means a boat without an engine that carries goods;\n\n'
        '"pilot" means the person who steers a boat.\n\n'
        "3. Application\n\n(1) This Act applies on all waters.\n\n(2) This Act does not apply to—\n\n"
        "(a) ships of the navy;\n\n(b) rafts and toys; and\n\n(c) boats on private ponds.\n\n"
        "4. Registration\n\n(1) The owner of a boat shall register it with the harbour office before it is used.\n\n"
        "(2) Subsection (1) does not apply to a canoe.\n\n(3) A registration lasts three years.\n\n"
        "5. Speed\n\n(1) The speed of a boat shall not exceed 12 knots.\n\n(2) In the harbour it is 5 knots.\n\n"
        "9. Offences\n\n(1) Whoever contravenes section 4(1) is liable to a fine of 300 pounds.\n\n"
        "(2) Whoever contravenes section 5 is liable to a fine of 90 pounds.\n"
    ),
    "orchards.txt": (
        "ORCHARD RULES\n\n4. Ladders\n\n(1) Ladders are kept in the shed.\n\n(2) The shed is locked at night.\n\n"
        "5. Apples\n\n(1) Apples are shared among all members in October.\n\n"
        "(2) Windfalls belong to whoever finds them.\n"
    ),
}
REGISTERED = "Who has to register a boat with the harbour office?"


@pytest.mark.parametrize(
    ("questions", "quoted"),
    [
        ((REGISTERED,), ("(1) The owner of a boat", "(2) Subsection (1) does not apply to a canoe.")),
        ((REGISTERED, "What are the exceptions?"), ("(2) Subsection (1) does not apply to a canoe.",)),
        ((REGISTERED, "What does section 5 say?"), ("(1) The speed of a boat",)),
        ((REGISTERED, "And paragraph 3?"), ("(3) A registration lasts three years.",)),
        (("When are apples shared?", "What does section 4 say?"), ("(1) Ladders are kept in the shed.",)),
        (("What counts as a barge under this act?",), ('"barge" means a boat without an engine',)),
        (
            (REGISTERED, "Which sections mention rafts?"),
            ("(2) This Act does not apply to—\n\n(a) ships of the navy;\n\n(b) rafts and toys; and",),
        ),
        (("What counts as a barge?", "Under which section?"), ('"barge" means a boat without an engine',)),
    ],
)
def test_parts_are_those_of_what_was_quoted(
    assistant: Assistant, questions: tuple[str, ...], quoted: tuple[str, ...]
) -> None:
    answer = ask(assistant, *questions)
    assert len(answer.quotes) >= len(quoted)
    for quote, text in zip(answer.quotes, quoted, strict=False):
        assert quote.text.startswith(text)
        assert quote.verified


def test_nothing_is_due_for_what_no_rule_says(assistant: Assistant) -> None:
    assert not ask(assistant, "What is the fine for feeding ducks in the park?").answered


def test_a_part_that_is_read_as_one_of_another_is_told_so(assistant: Assistant) -> None:
    assert "What does section 4(3) say?" in ask(assistant, REGISTERED, "And paragraph 3?").note


def test_exceptions_are_those_of_what_was_quoted_first(assistant: Assistant) -> None:
    rule, exception = ask(assistant, REGISTERED).quotes[:2]
    quoter = assistant._quoter
    assert [quote.text for quote in quoter.provisos((rule, exception))] == [exception.text]
    assert not quoter.provisos((exception, rule))  # the rule stands beside it
