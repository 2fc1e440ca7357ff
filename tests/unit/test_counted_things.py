"""What a question asks how many there are of, where no document names it."""

import pytest

from uniconv_edge.assistant.quoting.grounding import _counts_unknown
from uniconv_edge.assistant.words.otherwise import Expression, Otherwise
from uniconv_edge.assistant.words.quantities import counted_thing


@pytest.mark.parametrize(
    ("question", "thing"),
    [
        ("How many butterflies were counted?", "butterflies"),
        ("and how many goats do we have?", "goats"),
        ("How many of them are there?", ""),
        ("How many days does it take?", ""),
        ("How many kilos did we pick?", ""),
        ("how many euros is that", ""),
        ("How many guests does the hall seat?", ""),
        ("How many people came?", ""),
        ("What are goats?", ""),
    ],
)
def test_what_is_counted_is_known_where_it_is_a_thing(question: str, thing: str) -> None:
    assert counted_thing(question) == thing


def test_things_that_no_document_names_are_unknown() -> None:
    said = {"bees": 3, "butterfly": 0, "goat": 2}

    def counts(words: list[str]) -> tuple[list[int], int]:
        return [said.get(word, 0) for word in words], 10

    assert _counts_unknown("How many butterflies were counted?", counts)
    assert not _counts_unknown("How many bees were counted?", counts)
    assert not _counts_unknown("How many goats are there?", counts)
    assert not _counts_unknown("Were butterflies counted?", counts)
    rugs = Otherwise((Expression("rugs", (("carpet", 1.0),)),))
    assert _counts_unknown("How many rugs are there?", counts)
    assert not _counts_unknown("How many rugs are there?", counts, rugs)
