"""Vectors for measuring: how a baseline cuts its sessions, and what a full disk leaves of the cache."""

from __future__ import annotations

import errno

import numpy as np
import pytest

from uniconv_edge.evaluate import vectors
from uniconv_edge.evaluate.encoder import PASSAGE_TOKENS, SESSION_TOKENS, Encoder
from uniconv_edge.types import Turn


def test_a_session_is_cut_alike_alone_and_beside_others() -> None:
    limits: dict[str, set[int]] = {}

    def encode(texts, most):
        for text in texts:
            limits.setdefault(text, set()).add(most)
        return np.array([[len(text), most] for text in texts], np.float32)

    encoder = Encoder("made", 2, encode)
    short, long = [Turn("user", "one")], [Turn("user", "one"), Turn("assistant", "two"), Turn("user", "three")]
    together = encoder.embed_sessions([short, long, short])
    assert limits == {"one": {PASSAGE_TOKENS}, "one two three": {SESSION_TOKENS}}
    assert np.array_equal(together, [encoder.embed_session(turns) for turns in (short, long, short)])


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_vectors_that_cannot_be_kept_leave_no_part_behind(tmp_path, monkeypatch, failure) -> None:
    def save(stream, values):
        stream.write(b"half of it")
        raise failure

    monkeypatch.setattr(vectors.np, "save", save)
    said: list[str] = []
    try:
        vectors._keep(tmp_path / "cache" / "key.npy", np.zeros((2, 2), np.float32), said.append)
    except KeyboardInterrupt:
        assert not said
    else:
        assert "No space left" in said[0]
    assert list((tmp_path / "cache").iterdir()) == []
