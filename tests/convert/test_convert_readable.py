"""A conversion publishes only what the program opens: numbers that its manifest may not hold are refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from convert import run
from convert.checkpoint import CALIBRATION_FILE, TRAINING_FILE, open_checkpoint
from convert.options import Options
from uniconv_edge.errors import ConfigurationError, ConversionRefused
from uniconv_edge.model.manifest import LEAST_TOKENS


@pytest.fixture
def copied(checkpoint: Callable[[str], Path], place: Path) -> Path:
    return Path(shutil.copytree(checkpoint("ours"), place / "checkpoint"))


@pytest.mark.parametrize("number", ["NaN", "Infinity", '"nan"', "1e999", "1" + "0" * 400])
def test_a_calibration_of_what_is_no_number_is_refused(copied: Path, number: str) -> None:
    (copied / CALIBRATION_FILE).write_text(f'{{"bias": {number}}}')
    with pytest.raises(ConversionRefused, match="calibration"):
        open_checkpoint(copied)


@pytest.mark.parametrize("tokens", [LEAST_TOKENS - 1, True, 2.5])
def test_fewer_tokens_than_the_program_embeds_are_refused(copied: Path, place: Path, tokens: object) -> None:
    (copied / TRAINING_FILE).write_text(json.dumps({"embed_tokens": tokens}))
    with pytest.raises(ConfigurationError, match=f"between {LEAST_TOKENS} and"):
        run.convert(Options(copied, place / "out"))
    assert not (place / "out").exists()


def test_a_manifest_that_the_program_refuses_is_not_published(
    copied: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_write_and_check", lambda *_: {"cosine": float("nan")})
    with pytest.raises(ConversionRefused, match="could not open"):
        run.convert(Options(copied, place / "out"))
    assert not (place / "out").exists()
