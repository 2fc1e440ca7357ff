"""A tiny data folder in the documented format, and a recipe that trains in seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from training_data import write_data

from uniconv_edge.types import FloatArray

RECIPE = """
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


class Finished(NamedTuple):
    """A run that has ended."""

    run: Path
    checkpoint: Path


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The run of `data` and `recipe`, made once: a test that changes something works on a copy."""
    from uniconv_edge.train.run import train

    root = tmp_path_factory.mktemp("trained")
    (root / "tiny.toml").write_text(RECIPE)
    return Finished(root / "run", train(root / "tiny.toml", write_data(root / "data"), root / "run", None))


@pytest.fixture(autouse=True)
def _no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """To draw the losses takes four times as long as such a run. Those of `finished` are drawn, and looked at."""
    monkeypatch.setattr("uniconv_edge.train.run.plot_losses", lambda run: None)


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], AbstractContextManager[None]]:
    """`with cut(stage, number):` what runs inside is ended at that step of the stage, as by Ctrl-C."""

    @contextmanager
    def at(stage: str, number: int) -> Iterator[None]:
        from uniconv_edge.train.stage import Stage

        whole = Stage.run

        def run(self, steps, function):
            def step(place):
                if self._name == stage and place == number:
                    raise KeyboardInterrupt
                return function(place)

            whole(self, steps, step)

        with monkeypatch.context() as patched:
            patched.setattr(Stage, "run", run)
            with pytest.raises(KeyboardInterrupt):
                yield

    return at


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_data(tmp_path / "data")


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.toml"
    path.write_text(RECIPE)
    return path


@pytest.fixture(scope="module")
def vectors() -> FloatArray:
    """Of 500 words or pieces of words."""
    return np.random.default_rng(0).normal(size=(500, 32)).astype(np.float32)
