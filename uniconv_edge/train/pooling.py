"""What words say of their sentence, and sentences of their source: values that share a place, brought together."""

from __future__ import annotations

from collections.abc import Mapping

import torch.nn.functional as F  # noqa: N812
from torch import Tensor

NEVER = -1e4  # the score of what is no sentence


def greatest(values: Tensor, place: Tensor | None, count: int, members: Tensor | None, least: float) -> Tensor:
    """The greatest (b, count, d) of the values (b, n, d) that share a place (b, n), `least` where there is none."""
    if members is not None:
        return F.pad(values[0], (0, 0, 0, 1), value=least)[members[0]].amax(1)[None]  # -1 picks the row behind all
    assert place is not None
    out = values.new_full((values.shape[0], count, values.shape[2]), least)
    return out.scatter_reduce(1, place[..., None].expand_as(values), values, "amax")


def spread(values: Tensor, source: Tensor, *, alone: bool) -> Tensor:
    """For each sentence (b, s) the row (b, s, d) of its source (b, k, d); `alone`: b is 1."""
    if alone:
        return values[0][source[0]][None]
    return values.gather(1, source[..., None].expand(-1, -1, values.shape[2]))


def summed(values: Tensor, place: Tensor | None, count: int, members: Tensor | None) -> Tensor:
    """The sum (b, count, d) of the values (b, n, d) that share a place (b, n)."""
    if members is not None:
        return F.pad(values[0], (0, 0, 0, 1))[members[0]].sum(1)[None]
    assert place is not None
    out = values.new_zeros(values.shape[0], count, values.shape[2])
    return out.scatter_add(1, place[..., None].expand_as(values), values)


def of_sentences(words: Tensor, given: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
    """The greatest and the mean (b, s, d) of each sentence's words (b, l, d) in `given` (`reader_words.arrays`), 0
    where it has none; the words are picked by `words_of` where that is given."""
    read, place, members = given["read"][..., None], given.get("sentence"), given.get("words_of")
    sentences = given["asks"].shape[1]
    count = summed(read, place, sentences, members)
    most = greatest(words * read + (read - 1) * -NEVER, place, sentences, members, NEVER) * (count > 0)
    return most, summed(words * read, place, sentences, members) / count.clamp(min=1)
