"""Versions that a question names, and what release notes say at their headings."""

from __future__ import annotations

import pytest

from uniconv_edge.library.releases import Release, asks_of_that_version, release_asked, release_at, with_version

NOTES = """Harbour Log 2.3 (May 2025)

The big one is nets.

2.3.1
- Fixed: the lamp.

Shipping with 2.2.
Table 2.1: Lamps
Retrospective of 2.0
"""


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What changed in 2.3?", Release("2.3", when=False)),
        ("And what is new in version v2.3.1?", Release("2.3.1", when=False)),
        ("What did 2.3 bring?", Release("2.3", when=False)),
        ("And in 2.2?", Release("2.2", when=False, alone=True)),
        ("what is new in version and in 2.2?", Release("2.2", when=False)),
        ("When did 2.3 come out?", Release("2.3", when=True)),
        ("when did come out and 2.2?", Release("2.2", when=True)),
        ("When was version 2.3 released?", Release("2.3", when=True)),
        ("How much is 2.5?", None),
        ("And 3.5 metres?", None),
        ("What is new in Harbour Log 2.3?", Release("2.3", when=False)),
        ("When was Harbour Log 2.3 released?", Release("2.3", when=True)),
        ("What was fixed in 2.3?", Release("2.3", when=False, part="fixed")),
        ("what has been removed in Boats 2.3?", Release("2.3", when=False, part="removed")),
        ("What changed in table 2.1?", None),
        ("What changed in 2025?", None),
        ("What changed in 2.3 of the lamps?", None),
    ],
)
def test_a_version_is_asked_for(question: str, asked: Release | None) -> None:
    assert release_asked(question) == asked


def test_a_version_that_was_named_before_is_meant() -> None:
    assert asks_of_that_version("When did it come out?")
    assert not asks_of_that_version("When did 2.3 come out?")
    assert not asks_of_that_version("What is it?")
    assert with_version("And what changed in that one?", "When did 2.3 ship?") == "And what changed in 2.3?"
    assert with_version("What changed in it?", "Who wrote the lease?") == "What changed in it?"


@pytest.mark.parametrize(
    ("asked", "begins"),
    [
        (Release("2.3", when=False), "The big one"),
        (Release("2.3", when=True), "Harbour Log 2.3"),
        (Release("2.3.1", when=False), "- Fixed"),
        (Release("2.3.1", when=True), None),  # its line says no more
        (Release("2.2", when=False), None),
        (Release("2.1", when=False), None),
        (Release("2.0", when=False), None),
    ],
)
def test_what_is_asked_of_a_version_begins_at_its_line(asked: Release, begins: str | None) -> None:
    start = release_at(asked, NOTES)
    assert (start < 0) if begins is None else NOTES[start:].startswith(begins)


def test_of_a_version_only_the_part_is_told_that_is_asked_for() -> None:
    notes = (
        "[2.3.0] - 2025-10-21\n\nAdded\n- Sails.\n\nBug fixes\n- The leak.\n\n[2.2.0] - 2025-08-01\n\nRemoved\n- Oars."
    )
    for part, begins in (("added", "- Sails."), ("fixed", "- The leak."), ("removed", None), ("deprecated", None)):
        start = release_at(Release("2.3.0", when=False, part=part), notes)
        assert (start < 0) if begins is None else notes[start:].startswith(begins)
    below = release_at(Release("2.3.0", when=False, part="fixed"), "Fixed\n- The leak.", "Notes > [2.3.0] - 2025-10-21")
    assert below == len("Fixed\n")
