"""Texts that no writer means, and that must not take longer than others: rows of marks, names without sentences."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from patience import Stopwatch

from uniconv_edge.errors import UsageError
from uniconv_edge.library import sentences as module
from uniconv_edge.library.query import parse
from uniconv_edge.library.sentences import sentences

# As it was before only the first of several marks began one.
EACH_MARK = re.compile(
    r"[.!?…‽؟۔।。！？｡](?:(?<=[.!?…‽؟۔।])[.!?…‽؟۔।]*[\"'”’»)\]]*(?=\s)|(?<=[。！？｡])[。！？｡]*[」』”’）】]*)"
)


@pytest.mark.parametrize("text", ["." * 200_000 + "end", "?!" * 100_000 + "x", "SMITH J. JONES K. " * 30_000])
def test_marks_and_names_without_end_take_no_longer_than_a_text(text: str) -> None:
    took = Stopwatch()
    assert sentences(text)
    assert took.seconds() < 10


@given(st.text(alphabet="ab A.!?…。！ \n\"')」", max_size=60))
def test_a_mark_ends_a_sentence_where_any_of_several_would(text: str) -> None:
    found = sentences(text)
    before, module._END = module._END, EACH_MARK
    try:
        assert found == sentences(text)
    finally:
        module._END = before


def test_dates_far_away_let_all_or_nothing_through() -> None:
    filters = parse("rent before:3000 after:1600").filters
    assert -(2**63) <= filters.after_ns < 0 < filters.before_ns < 2**63
    with pytest.raises(UsageError, match="is not a date"):
        parse("rent before:99999999d")
