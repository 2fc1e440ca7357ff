"""Passages are embedded in steps of about a second, whatever the model; every step is told."""

from __future__ import annotations

import numpy as np
import pytest

from uniconv_edge.library import embedding
from uniconv_edge.library.embedding import CountingEmbedder


class _Timed:
    """An embedder that takes `seconds` a passage of a clock that nobody waits for."""

    identity, dims = "timed", 2

    def __init__(self, seconds: float) -> None:
        self.now, self.steps, self._seconds = 0.0, list[int](), seconds

    def embed_passages(self, passages):
        self.now += self._seconds * len(passages)
        self.steps.append(len(passages))
        return np.array([[float(text), 0.0] for _, text in passages], np.float32)


@pytest.mark.parametrize(("seconds", "usual"), [(0.005, 200), (0.5, 16)])
def test_a_step_takes_about_a_second_and_the_order_is_kept(monkeypatch, seconds, usual) -> None:
    inner, told, given = _Timed(seconds), list[int](), list[int]()
    monkeypatch.setattr(embedding.time, "monotonic", lambda: inner.now)
    counting = CountingEmbedder(inner, told.append, given.append)
    found = counting.embed_passages([("", str(n)) for n in range(1000)])
    assert found[:, 0].tolist() == list(range(1000))
    assert told == inner.steps
    assert sum(told) == 1000
    assert given == [1000]
    assert told[0] == 16
    assert told[3] == pytest.approx(usual, abs=1)
