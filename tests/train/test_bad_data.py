"""Whatever is wrong with a line of training data is one error that names the file, the line and what to do."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import Any

import pytest

from uniconv_edge.errors import TrainingFailed
from uniconv_edge.train import data as training_data


def put(data: Path, name: str, number: int, line: bytes) -> None:
    """Put a line into the place of line `number` (from 1) of a file, which is then not compressed."""
    path = data / f"{name}.jsonl"
    packed = path.with_name(f"{path.name}.xz")
    raw = path.read_bytes() if path.is_file() else lzma.decompress(packed.read_bytes())
    packed.unlink(missing_ok=True)
    lines = raw.splitlines()
    lines[number - 1] = line
    path.write_bytes(b"\n".join(lines) + b"\n")


def read(data: Path) -> None:
    list(training_data.corpus_texts(data))
    training_data.read_rows(data, "made")


def refused(data: Path, name: str, number: int, problem: str) -> None:
    """Reading everything is refused with the file, the line, the problem and the remedy."""
    with pytest.raises(TrainingFailed, match=problem) as caught:
        read(data)
    assert f"`{data / name}.jsonl` line {number} is not" in caught.value.message
    assert caught.value.hint == "mend the line as docs/data-format.md describes it"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b'{"title": "A"}', "missing required field `text`"),
        (b'{"text": "A"}', "missing required field `title`"),
        (b'{"title": "A", "text": 1}', "Expected `str`, got `int`"),
        (b'["A", "B"]', "Expected `object`, got `array`"),
        (b'{"title": "A", "text": "caf\xe9"}', "utf-8"),
        (b'{"title": "A", "text": "\\udc00 x"}', "surrogate"),
        (b"{", "truncated"),
        (b"", "truncated"),
    ],
)
def test_a_malformed_article(line: bytes, problem: str, data: Path) -> None:
    put(data, "corpus/00-made", 2, line)
    refused(data, "corpus/00-made", 2, problem)


@pytest.mark.parametrize(
    ("passage", "problem"),
    [
        ({"text": "A"}, "missing required field `title`"),
        ({"title": "A"}, "neither `text` nor `ref`"),
        ({"title": "A", "ref": ["00-made", 1, 0]}, "array` of length 4"),
        ({"title": "A", "ref": ["00-made", 1, "0", 5]}, "Expected `int`, got `str`"),
        ({"title": "A", "ref": ["00-made", 99, 0, 5]}, r"00-made.jsonl.xz` has no line 99"),
        ({"title": "A", "ref": ["00-made", -1, 0, 5]}, r"00-made.jsonl.xz` has no line -1"),
        ({"title": "A", "ref": ["00-made", 1, 0, 5000]}, "no characters 0 to 5000"),
        ({"title": "A", "ref": ["00-made", 1, -5, 3]}, "no characters -5 to 3"),
        ([], "Expected `object`, got `array`"),
    ],
)
def test_a_malformed_passage(passage: Any, problem: str, data: Path) -> None:
    put(data, "finetune/passages-made", 3, json.dumps(passage).encode())
    refused(data, "finetune/passages-made", 3, problem)


def test_a_passage_that_is_not_utf8(data: Path) -> None:
    put(data, "finetune/passages-made", 3, b'{"title": "A", "text": "caf\xe9"}')
    refused(data, "finetune/passages-made", 3, "utf-8")


def test_a_shard_that_is_missing_is_named_with_the_line_that_wants_it(data: Path) -> None:
    put(data, "finetune/passages-made", 3, b'{"title": "A", "ref": ["99-none", 1, 0, 5]}')
    with pytest.raises(TrainingFailed, match=r"99-none.jsonl.* is missing, which .*passages-made.jsonl` line 3 refers"):
        training_data.read_rows(data, "made")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({}, "missing required field `q`"),
        ([], "Expected `object`, got `array`"),
        ({"q": ""}, "the question `q` is empty"),
        ({"q": "x", "p": 1, "evidence": [0, 5]}, r"keys q, h, p, n, e, r, a, o\): .* unknown field `evidence`"),
        ({"q": None}, "Expected `str`, got `null`"),
        ({"q": "x", "p": 99}, "no passage 99"),
        ({"q": "x", "p": -1}, "no passage -1"),
        ({"q": "x", "p": 1, "n": [-2]}, "no passage -1"),
        ({"q": "x", "n": [8]}, "no passage 8"),
        ({"q": "x", "p": 1, "n": 2}, "Expected `array`, got `int`"),
        ({"q": "x", "p": 1, "e": [0, 500]}, "no characters 0 to 500"),
        ({"q": "x", "p": 1, "e": [5, 5]}, "no characters 5 to 5"),
        ({"q": "x", "e": [0, 5]}, "no characters 0 to 5 in a text of 0"),
        ({"q": "x", "p": 1, "e": [0]}, "array` of length 2"),
        ({"q": "x", "p": 1, "r": [0, 500]}, "no characters 0 to 500"),
        ({"q": "x", "p": 1, "r": 1}, "`r` is 1, but there is no evidence"),
        ({"q": "x", "h": 3}, "`h` is 3, but there are 2 rows above"),
        ({"q": "x", "h": [["x", "text"]]}, "Invalid enum value 'x'"),
        ({"q": "x", "a": 2}, "Invalid enum value 2"),
    ],
)
def test_a_malformed_row(row: Any, problem: str, data: Path) -> None:
    put(data, "finetune/train-made", 4, json.dumps(row).encode())
    refused(data, "finetune/train-made", 4, problem)


@pytest.mark.parametrize("line", [b'{"source": "made"}', b'{"q": "x"}'])
def test_a_train_file_without_its_head(line: bytes, data: Path) -> None:
    put(data, "finetune/train-made", 1, line)
    refused(data, "finetune/train-made", 1, "missing required field `license`")


def test_an_empty_train_file(data: Path) -> None:
    (data / "finetune" / "train-made.jsonl").write_bytes(b"")
    refused(data, "finetune/train-made", 1, "truncated")


@pytest.mark.parametrize(
    ("head", "problem"),
    [
        ({"license": "CC0-1.0", "passages": 5}, "`passages` is 5, but the source has 8"),
        ({"license": "CC0-1.0"}, "missing required field `passages`"),
    ],
)
def test_a_head_that_does_not_count_the_passages(head: Any, problem: str, data: Path) -> None:
    put(data, "finetune/train-made", 1, json.dumps(head).encode())
    refused(data, "finetune/train-made", 1, problem)


def test_an_empty_corpus_shard(data: Path) -> None:
    (data / "corpus" / "01-empty.jsonl").write_bytes(b"")
    with pytest.raises(TrainingFailed, match=r"01-empty.jsonl` is empty"):
        read(data)
