"""The two-file format: what is read, and that a wrong row names its file and line."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from uniconv_edge.errors import UniconvError
from uniconv_edge.evaluate.datasets import find_sets, read_set
from uniconv_edge.types import Turn

PASSAGES = [
    {"id": "p:0", "title": "Leave", "text": "Parents get ten days of leave."},
    {"id": "p:1", "title": "", "text": "The canteen opens at eleven."},
]
TASK = {
    "id": "t:0",
    "set": "toy",
    "history": [{"role": "user", "text": "Do parents get leave?"}, {"role": "assistant", "text": "Yes."}],
    "query": "How many days?",
    "relevant": ["p:0"],
    "response": ["Ten days."],
    "answerable": True,
}


def write(folder: Path, tasks: list[object], passages: list[object], suffix: str = ".jsonl") -> tuple[Path, Path]:
    paths = folder / f"toy.tasks{suffix}", folder / f"toy.passages{suffix}"
    for path, rows in zip(paths, (tasks, passages), strict=True):
        lines = "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows).encode()
        path.write_bytes(lzma.compress(lines) if suffix.endswith("xz") else lines)
    return paths


@pytest.mark.parametrize("suffix", [".jsonl", ".jsonl.xz"])
def test_a_set_is_read_plain_and_compressed(tmp_path: Path, suffix: str) -> None:
    data = read_set(*write(tmp_path, [TASK], PASSAGES, suffix))
    task = data.tasks[0]
    assert (data.name, len(data.passages), data.position["p:1"]) == ("toy", 2, 1)
    assert task.turns[-1] == Turn("user", "How many days?")
    assert (task.depth, task.relevant, task.responses, task.offered) == (2, ("p:0",), ("Ten days.",), ())


def test_the_digest_of_a_pool_is_the_same_compressed_and_changes_with_its_text(tmp_path: Path) -> None:
    plain = read_set(*write(tmp_path, [TASK], PASSAGES)).passages_sha256
    packed = read_set(*write(tmp_path, [TASK], PASSAGES, ".jsonl.xz")).passages_sha256
    changed = [PASSAGES[0], {**PASSAGES[1], "text": "The canteen opens at ten."}]
    assert plain == packed
    assert plain != read_set(*write(tmp_path, [TASK], changed)).passages_sha256


WRONG_TASKS = [
    ("{", "not JSON"),
    ("[]", "must be a JSON object"),
    ({**TASK, "id": "t:0"}, "'t:0' was used in line 1"),
    ({**TASK, "id": "x", "relevant": ["p:9"]}, "'p:9' is not in toy.passages.jsonl"),
    ({**TASK, "id": "x", "offered": ["p:9"]}, "'p:9' is not in toy.passages.jsonl"),
    ({**TASK, "id": "x", "query": "  "}, "`query` is empty"),
    ({**TASK, "id": "x", "query": 7}, "`query` must be a string"),
    ({k: v for k, v in TASK.items() if k != "response"}, "`response` is missing"),
    ({**TASK, "id": "x", "response": "Ten"}, "`response` must be a list of strings"),
    ({**TASK, "id": "x", "answerable": "yes"}, "`answerable` must be true or false"),
    ({**TASK, "id": "x", "history": [{"role": "system", "text": "a"}]}, "`role` in `history`"),
    ({**TASK, "id": "x", "history": ["hello"]}, "must be a JSON object"),
    ("[" * 100_000, "recursion"),
]


@pytest.mark.parametrize(("row", "reason"), WRONG_TASKS, ids=[reason for _, reason in WRONG_TASKS])
def test_a_wrong_task_names_its_file_and_line(tmp_path: Path, row: object, reason: str) -> None:
    tasks, passages = write(tmp_path, [TASK, row], PASSAGES)
    with pytest.raises(UniconvError) as caught:
        read_set(tasks, passages)
    assert f"`{tasks}` line 2: " in caught.value.message
    assert reason in caught.value.message
    assert caught.value.hint


def test_a_wrong_passage_names_its_file_and_line_and_blank_lines_are_counted(tmp_path: Path) -> None:
    tasks, passages = write(tmp_path, [TASK], [PASSAGES[0], "", {"id": "p:1", "title": "x"}])
    with pytest.raises(UniconvError, match="line 3: `text` is missing"):
        read_set(tasks, passages)


def test_bytes_that_are_not_utf8_name_their_line(tmp_path: Path) -> None:
    tasks, passages = write(tmp_path, [TASK], PASSAGES)
    passages.write_bytes(passages.read_bytes() + b"\xff\n")
    with pytest.raises(UniconvError, match="line 3: not UTF-8"):
        read_set(tasks, passages)


def test_an_empty_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UniconvError, match=r"toy\.tasks\.jsonl` is empty"):
        read_set(*write(tmp_path, [], PASSAGES))
    with pytest.raises(UniconvError, match=r"toy\.passages\.jsonl` is empty"):
        read_set(*write(tmp_path, [TASK], []))


@pytest.mark.parametrize("damage", [lambda b: b[: len(b) // 2], lambda b: b"plain text"])
def test_damaged_compression_is_named(tmp_path: Path, damage) -> None:
    tasks, passages = write(tmp_path, [TASK], PASSAGES, ".jsonl.xz")
    passages.write_bytes(damage(passages.read_bytes()))
    with pytest.raises(UniconvError, match="damaged compression"):
        read_set(tasks, passages)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UniconvError, match=r"cannot read `.*none\.jsonl`"):
        read_set(tmp_path / "none.jsonl", tmp_path / "none.jsonl")


def test_control_characters_become_replacements_as_in_a_library(tmp_path: Path) -> None:
    passages = [PASSAGES[0], {"id": "p:1", "title": "a\x1b[2J", "text": "one\r\ntwo\ud800"}]
    passage = read_set(*write(tmp_path, [TASK], passages)).passages[1]
    assert (passage.title, passage.text) == ("a\ufffd[2J", "one\ntwo\ufffd")


def test_the_sets_of_a_folder_are_found_by_name(tmp_path: Path) -> None:
    write(tmp_path, [TASK], PASSAGES)
    (tmp_path / "b.tasks.jsonl.xz").touch()
    (tmp_path / "b.passages.jsonl").touch()
    assert [name for name, _, _ in find_sets(tmp_path)] == ["b", "toy"]


def test_a_set_without_its_pool_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UniconvError, match="no evaluation set"):
        find_sets(tmp_path)
    with pytest.raises(UniconvError, match="not a folder"):
        find_sets(tmp_path / "none")
    (tmp_path / "a.tasks.jsonl").touch()
    with pytest.raises(UniconvError, match=r"`a\.passages\.jsonl` is missing"):
        find_sets(tmp_path)
