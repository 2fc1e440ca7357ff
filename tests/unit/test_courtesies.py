"""Lines that only greet or take leave are told from those that say something."""

from __future__ import annotations

import pytest

from uniconv_edge.assistant.words.courtesies import greets, takes_leave


@pytest.mark.parametrize(
    "line",
    ["To Whom it May Concern:", "Dear Mr. Smith:", "Hi All,", "Dear Tom, dear Ann,", "Good morning.", "My dear Tom"],
)
def test_a_greeting(line: str) -> None:
    assert greets(line)


@pytest.mark.parametrize(
    "line",
    ["Hi Tom, the rent came in.", "Hi-fi system", "Hello", "Hello Fresh delivers every Tuesday.", "Dear: 12 euros"],
)
def test_what_says_more_than_a_greeting(line: str) -> None:
    assert not greets(line)


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("Best Regards,\nMallori", True),
        ("Thanks, Ann", True),
        ("Kind regards.", True),
        ("Best Western Hotel", False),
        ("Love is all you need.", False),
    ],
)
def test_taking_leave(line: str, is_one: bool) -> None:
    assert takes_leave(line) is is_one
