"""Which of the largest lines of a PDF page are its title."""

from __future__ import annotations

from uniconv_edge.library.extract.headings import title_of


def test_numbered_sections_are_no_title() -> None:
    assert title_of({"1 Introduction": 1, "2 Methods": 1}) == ""
    assert title_of({"A study of rents": 1, "1. Introduction": 1, "2. Methods": 1}) == "A study of rents"


def test_only_lines_that_follow_each_other_make_a_title() -> None:
    levels = {"Manual": 1, "of the machine": 1, "Errors": 1}
    page = ["Manual", "of the machine", "It washes.", "Errors", "It has some."]
    assert title_of(levels, page) == "Manual of the machine"
    assert title_of({"Contents": 1, "Rents": 1}, ["Contents", "a line", "Rents"]) == "Rents"
