"""A tiny data folder in the documented format, and a recipe that trains in seconds."""

from __future__ import annotations

from pathlib import Path

import pytest
from training_data import write_data


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_data(tmp_path / "data")


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.toml"
    path.write_text(
        """
name = "tiny"
threads = 1
compile = false
checkpoint_every = 2
[model]
hidden = 32
layers = 2
heads = 2
mlp = 64
context = 256
[tokenizer]
vocabulary = 400
characters = 10000
[pretrain]
steps = 2
texts = 16
texts_per_step = 4
lm_rows = 2
lm_tokens = 16
[unify]
steps = 4
pairs = 6
answer_rows = 4
missing_positive = 0.0
matryoshka = [16, 32]
"""
    )
    return path
