"""A question of one endless word, or of blanks, is read in a time that grows with its length alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from patience import grows_no_faster_than_its_input

from uniconv_edge.assistant.question.intent import intent
from uniconv_edge.assistant.question.plainly import plainly


@pytest.mark.parametrize("part", ["a", "1", "a-", "a'", "the ", "("])
@pytest.mark.parametrize("read", [intent, plainly])
def test_what_is_repeated_is_read_in_time(read: Callable[[str], object], part: str) -> None:
    assert grows_no_faster_than_its_input(read, lambda count: f"what was said in {part * count}", 800)


def test_blanks_before_the_last_word_are_read_in_time() -> None:
    assert grows_no_faster_than_its_input(plainly, lambda count: f"what is{' ' * count}it?", 1_000)
