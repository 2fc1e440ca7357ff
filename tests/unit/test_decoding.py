"""Constrained decoding: whatever a model prefers and a text holds, its quotes are slices between borders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from uniconv_edge import paths
from uniconv_edge.assistant.quoting.borders import LEAST_CHARACTERS, borders, openings
from uniconv_edge.assistant.quoting.decoding import decoded
from uniconv_edge.assistant.quoting.quotes import MAX_QUOTE_CHARACTERS, Candidate
from uniconv_edge.library.text import clean
from uniconv_edge.model.manifest import read_manifest
from uniconv_edge.model.tokens import Tokens
from uniconv_edge.types import FloatArray, Hit

TOKENS = Tokens(read_manifest(paths.model_folder()))
SPECIAL = TOKENS.special
VOCABULARY = 40_000
LEASE = (
    "The tenant pays a deposit of 1,450 euros, unless the landlord waives it; it is returned within six weeks. "
    "Dogs are not allowed. One cat is allowed, with written consent."
)


class Model:
    """Logits by a function of what the cache holds."""

    def __init__(self, logits: Callable[[list[int]], FloatArray], context_length: int = 2048) -> None:
        self.tokens, self.context_length, self.ids, self._logits = TOKENS, context_length, [SPECIAL.answer], logits
        self.steps: list[list[int]] = []

    def append(self, ids: Sequence[int], *, stop: object = None) -> tuple[FloatArray, FloatArray]:
        self.steps.append(list(ids))
        self.ids += ids
        assert len(self.ids) <= self.context_length
        return self._logits(self.ids), np.zeros(4, np.float32)


def drawn(seed: int) -> Model:
    """A model without sense, which prefers other tokens at every step."""
    return Model(lambda ids: np.random.default_rng([seed, len(ids)]).normal(size=VOCABULARY).astype(np.float32))


def reader(answer: str, number: int = 1, *, again: str = "") -> Model:
    """A model that wants to quote exactly this of that source, then this again, then to end."""
    head = [SPECIAL.quote, *TOKENS.encode(f" {number}:")]
    wanted = [SPECIAL.answer, *head, *TOKENS.encode(" " + answer)]
    wanted += [*head, *TOKENS.encode(" " + again)] if again else []
    wanted.append(SPECIAL.eos)

    def logits(ids: list[int]) -> FloatArray:
        found = np.zeros(VOCABULARY, np.float32)
        found[wanted[len(ids)] if ids == wanted[: len(ids)] and len(ids) < len(wanted) else SPECIAL.eos] = 9.0
        return found

    return Model(logits)


def hit(text: str, rank: int = 1, start: int = 30) -> Hit:
    return Hit(rank, 1.0, rank, rank, f"{rank}.md", "", None, 0, start, start + len(text), text)


def quotes(model: Model, sources: Sequence[Hit], most: int = 3, worth=lambda number, place: 0.0) -> list[Candidate]:
    return list(decoded(model, SPECIAL, sources, worth, most, None))


parts = ["一万円です。", "猫は、", "🐈\u200d⬛ ", "שלום עולם. ", "if (x) {\n", "No, ", "Yes. "]
texts = st.text(max_size=300) | st.lists(st.sampled_from(parts), max_size=40).map("".join)


@settings(max_examples=150, deadline=None)
@given(st.lists(texts, min_size=1, max_size=3), st.integers(0, 2**31))
@example([LEASE, LEASE], 1)
def test_every_quote_is_a_slice_between_borders_and_none_is_repeated(given_texts, seed) -> None:
    sources = [hit(clean(text), rank) for rank, text in enumerate(given_texts, 1)]
    found = quotes(drawn(seed), sources)
    for quote in found:
        source = sources[quote.source - 1]
        start, end = quote.start - source.start, quote.end - source.start
        assert source.text[start:end] == quote.text
        starts, ends = borders(source.text)
        assert start in starts
        assert end in ends
        assert LEAST_CHARACTERS <= end - start <= MAX_QUOTE_CHARACTERS
    for one, other in pairwise(sorted(found, key=lambda quote: (quote.source, quote.start))):
        assert one.source != other.source or one.end <= other.start


@pytest.mark.parametrize(
    "wanted",
    [
        "The tenant pays a deposit of 1,450 euros",
        "The tenant pays a deposit of 1,450 euros, unless the landlord waives it",
        "it is returned within six weeks.",
        "Dogs are not allowed. One cat is allowed",
        LEASE,
    ],
)
def test_the_model_decides_where_a_quote_begins_and_ends(wanted: str) -> None:
    [quote] = quotes(reader(wanted, 2), [hit("Something else entirely is here."), hit(LEASE, 2)])
    assert (quote.source, quote.text) == (2, wanted)


def test_a_model_that_wants_another_word_is_held_to_the_source() -> None:
    [quote] = quotes(reader("Dogs are certainly allowed."), [hit(LEASE)])
    assert quote.text.startswith("Dogs are not allowed.")


def test_a_model_that_repeats_itself_quotes_something_else_or_nothing() -> None:
    dogs = "Dogs are not allowed."
    found = quotes(reader(dogs, again=dogs), [hit(LEASE)])
    assert found[0].text == dogs
    assert len({(quote.start, quote.end) for quote in found}) == len(found) == 2
    assert [quote.text for quote in quotes(reader(dogs, again=dogs), [hit(dogs)])] == [dogs]


def test_the_model_is_asked_only_where_the_text_leaves_a_choice() -> None:
    model = reader("Dogs are not allowed.")
    [quote] = quotes(model, [hit("Dogs are not allowed. Dogs are not easily kept.")])
    assert quote.text == "Dogs are not allowed."
    # The sign of a quote, its source, then the words up to where the sentences part, and from there to a border.
    words = [TOKENS.decode(step).strip() for step in model.steps[2:]]
    assert words == ["Dogs are not", "allowed."]


def test_worth_decides_between_beginnings_only() -> None:
    flat = lambda _ids: np.where(np.arange(VOCABULARY) == SPECIAL.eos, 1.0, 0.0).astype(np.float32)  # noqa: E731
    at = 30 + LEASE.index("Dogs")
    [quote] = quotes(Model(flat), [hit(LEASE)], worth=lambda number, place: 5.0 * (place == at))
    assert quote.text == "Dogs are not allowed."  # the first border: what favours a beginning does not favour going on


def test_a_full_window_ends_a_quote_at_a_border() -> None:
    onward = lambda _ids: np.where(np.arange(VOCABULARY) < 20, -9.0, 0.0).astype(np.float32)  # noqa: E731
    for room in range(6, 60, 7):
        for quote in quotes(Model(onward, context_length=room), [hit(LEASE)], most=1):
            assert quote.end - 30 in borders(LEASE)[1]


def test_no_source_with_anything_to_quote_gives_no_quote() -> None:
    assert quotes(drawn(1), [hit(""), hit("Short.", 2)]) == []
    assert openings(1, hit(""), [], TOKENS.spans) == []
