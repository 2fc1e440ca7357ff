"""What a person begins a question with is no part of it, but for what says that it goes on."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.quoting.several import asks_for_several
from uniconv_edge.assistant.words.answer_types import types_asked
from uniconv_edge.assistant.words.bare import bare, opened


@pytest.mark.parametrize(
    ("question", "goes_on", "rest"),
    [
        ("ok, so how much is it?", "so", "how much is it?"),
        ("But please, and then who pays?", "But and then", "who pays?"),
        ("Great, thank you. And the rent?", "And", "the rent?"),
        ("cool. and the rent?", "and", "the rent?"),
        ("cool box", "", "cool box"),
        ("no, how much is it?", "", "how much is it?"),
        ("No. 5 is broken", "", "No. 5 is broken"),
        ("right of way", "", "right of way"),
        ("android phones", "", "android phones"),
        ("ok", "", "ok"),
        ("", "", ""),
    ],
)
def test_a_question_is_parted_from_what_it_begins_with(question: str, goes_on: str, rest: str) -> None:
    assert opened(question) == (goes_on, rest)


def test_a_request_is_recognised_by_what_is_asked_for() -> None:
    assert bare("ok, could you please list the rooms?") == "list the rooms?"
    assert bare("can you") == "can you"
    assert asks_for_several("okay, can you list the opening hours?")
    assert [each.name for each in types_asked("ok, who is it?")] == ["name"]
