"""What a row teaches to quote stands in its source as it is read."""

from __future__ import annotations

from random import Random

import pytest

from uniconv_edge.model.layout import SPECIAL_TOKENS, SpecialIds
from uniconv_edge.train.batches import BatchMaker
from uniconv_edge.train.data import Row, RowSet
from uniconv_edge.train.recipe import UnifyRecipe
from uniconv_edge.types import Turn

SPECIAL = SpecialIds.from_vocabulary({token: i for i, token in enumerate(SPECIAL_TOKENS)})
SOURCE_TOKENS = 128
EVIDENCE = "The tenant pays 1,450 euros."


def made(text: str, characters_a_token: int, evidence: str = EVIDENCE) -> tuple[str, str, bool]:
    """The source as it is read, the answer that is taught, and whether the row counts as answered."""
    known: list[str] = []

    def encode(part: str) -> list[int]:
        pieces = [part[i : i + characters_a_token] for i in range(0, len(part), characters_a_token)]
        known.extend(piece for piece in pieces if piece not in known)
        return [100 + known.index(piece) for piece in pieces]

    def decode(ids: list[int]) -> str:
        return "".join(known[i - 100] for i in ids if i >= 100)

    start = text.index(evidence)
    row = Row("s", (Turn("user", "q"),), 0, (1,), (start, start + len(evidence)), "", True, False)
    recipe = UnifyRecipe(missing_positive=0.0, answer_sources=1, source_tokens=SOURCE_TOKENS)
    rows = RowSet("s", "l", [("Lease", text), ("Other", "Nothing of it.")], [row])
    found, grounded = BatchMaker(rows, encode, SPECIAL, recipe)._answer(row, Random(1))
    assert found.targets is not None
    source = found.ids[found.ids.index(SPECIAL.source) : found.vectors[1]]
    assert len(source) <= SOURCE_TOKENS
    assert (SPECIAL.none in found.ids[found.targets :]) != grounded
    return decode(source), decode(found.ids[found.targets :]), grounded


@pytest.mark.parametrize("before", [0, 150, 300, 370, 500, 2000])
@pytest.mark.parametrize("characters_a_token", [1, 2, 3, 5])
def test_the_evidence_is_in_the_source_however_many_characters_a_token_has(
    before: int, characters_a_token: int
) -> None:
    filler = "A sentence of no use. "
    source, answer, grounded = made(filler * (before // len(filler)) + EVIDENCE + " " + filler * 10, characters_a_token)
    assert grounded
    assert EVIDENCE in source
    assert EVIDENCE in answer


def test_evidence_longer_than_a_source_is_not_taught() -> None:
    endless = "one row of a table, " * 40 + EVIDENCE
    source, answer, grounded = made(endless + " More. ", 2)
    assert not grounded
    assert EVIDENCE not in source
    assert answer == ""
    assert made(endless + " More. ", 10)[2]
