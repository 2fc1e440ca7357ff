"""One tokenizer: whatever a person writes, `tokenizers` and the GGUF file give the same ids of the layout."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from convert import llamacpp
from convert.probes import open_tokenizer
from convert.run import Converted
from uniconv_edge.model.layout import SPECIAL_TOKENS, SpecialIds, answer_ids, passage_ids, session_ids
from uniconv_edge.train.tokenizer import encoder
from uniconv_edge.types import Turn

Encode = Callable[[str], list[int]]
_SCRIPTS = st.characters(min_codepoint=9, max_codepoint=0x1FAFF, categories=("L", "N", "P", "S", "Zs", "Mn"))
TEXT = st.lists(
    st.one_of(st.text(_SCRIPTS, max_size=12), st.sampled_from([*SPECIAL_TOKENS, "\n", "\t", " ", "don't", "x = 1"])),
    max_size=8,
).map("".join)


@pytest.fixture(scope="module")
def encoders(converted: Callable[[str], Converted]) -> Iterator[tuple[Encode, Encode, SpecialIds]]:
    out = converted("ours").out
    tokenizer = open_tokenizer(out / "tokenizer.json")
    with llamacpp.open_gguf(out / "model.gguf", 32) as model:
        yield encoder(tokenizer), model.tokenize, SpecialIds.from_vocabulary(tokenizer.get_vocab())


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    turns=st.lists(st.builds(Turn, st.sampled_from(["user", "assistant"]), TEXT), min_size=1, max_size=3),
    title=TEXT,
    text=TEXT,
)
def test_the_layout_gives_the_same_ids_in_both(
    encoders: tuple[Encode, Encode, SpecialIds], turns: list[Turn], title: str, text: str
) -> None:
    ours, theirs, special = encoders

    for encode in (ours, theirs):
        assert not set(encode(text)) & set(range(len(SPECIAL_TOKENS))), "a text became a special token"
    assert session_ids(turns, ours, special) == session_ids(turns, theirs, special)
    assert passage_ids(title, text, ours, special) == passage_ids(title, text, theirs, special)
    assert answer_ids([(2, text)], title, ours, special) == answer_ids([(2, text)], title, theirs, special)
