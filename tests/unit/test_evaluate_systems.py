"""One model beside separate ones: the table, its ratios and gaps, and two real systems in processes of their own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_evaluate_retrieval import write_set
from typer.testing import CliRunner

from uniconv_edge.cli import evaluation
from uniconv_edge.errors import UniconvError, UsageError
from uniconv_edge.evaluate import systems
from uniconv_edge.evaluate.datasets import read_set
from uniconv_edge.evaluate.encoder import Encoder, open_encoder
from uniconv_edge.evaluate.systems import Measured, System
from uniconv_edge.paths import model_folder
from uniconv_edge.types import Turn


def test_a_system_that_was_not_measured_says_so_instead_of_a_figure() -> None:
    found = [
        Measured("one", 2, {"R@5": 0.5, "load_seconds": 2.0, "first_ms_5": None}),
        Measured("two", 2, {"R@5": 0.25, "load_seconds": 3.0}),
        Measured("three", 0, {}, "not given"),
    ]
    lines = systems.as_markdown(found).splitlines()
    assert lines[2].startswith("| one | 2 | 50.0 | - | - | 2.00 |")
    assert "| 25.0 (x0.50) |" in lines[3]
    assert "3.00 (x1.50)" in lines[3]
    assert lines[4].startswith("| three | not given |")
    assert {line.count("|") for line in lines} == {len(systems.SHOWN) + 3}
    value = systems.as_json(found)
    assert value["systems"][1]["ratio"]["load_seconds"] == 1.5
    assert value["systems"][2]["missing"] == "not given"


def test_every_system_is_tested_against_the_first_over_tasks_that_both_have() -> None:
    first = Measured("one", 12, {}, values={"R@5": [0.0] * 12, "F1": [0.2] * 11 + [None]})
    better = Measured("two", 12, {}, values={"R@5": [1.0] * 12, "F1": [0.2] * 12})
    recall, f1 = systems.tests([first, better, Measured("three", 0, {}, "not given")])
    assert (recall.system, recall.metric, recall.n, recall.difference) == ("two", "R@5", 12, 1.0)
    assert recall.p_holm < 0.01
    assert (f1.n, f1.difference, f1.p_holm) == (11, 0.0, 1.0)
    shown = systems.as_markdown([first, better])
    assert "two, R@5: +100.0 [+100.0, +100.0], p 0.00" in shown
    value = systems.as_json([first, better])
    assert value["tests"][0]["metric"] == "R@5"
    assert "values" not in value["systems"][0]


def test_the_two_controls_go_together(tmp_path: Path) -> None:
    tasks, passages = write_set(tmp_path)
    arguments = ["systems", "--tasks", tasks, "--passages", passages, "--embedding-only", tmp_path]
    with pytest.raises(UsageError, match="go together"):
        CliRunner().invoke(evaluation.evaluation, [str(a) for a in arguments], catch_exceptions=False)


def test_a_system_without_an_embedder_is_named_before_anything_is_measured(tmp_path: Path) -> None:
    data = read_set(*write_set(tmp_path / "sets"))
    said: list[str] = []
    (tmp_path / "model").mkdir()
    both = [System("one", model_folder()), System("two", model_folder(), tmp_path / "model")]
    with pytest.raises(UsageError, match="has no embedder"):
        list(systems.measure(both, data, 2, cache=tmp_path / "cache", narrate=said.append))
    assert said == []


@pytest.mark.parametrize("command", ["retrieval", "answers", "systems", "calibrate", "table"])
def test_every_command_refuses_a_model_without_an_embedder_by_name(tmp_path: Path, command: str) -> None:
    tasks, passages = write_set(tmp_path / "sets")
    model = tmp_path / "model"
    model.mkdir()
    (model / "uniconv.json").write_text("{}")
    of_a_set = ["--tasks", tasks, "--passages", passages]
    arguments = [command, *([tmp_path / "sets"] if command in ("calibrate", "table") else of_a_set), "--model", model]
    with pytest.raises(UsageError, match=r"has no embedder: onnx/model\.onnx is missing"):
        CliRunner().invoke(evaluation.evaluation, [str(a) for a in arguments], catch_exceptions=False)


@pytest.mark.parametrize("command", ["retrieval", "answers", "systems", "calibrate", "table"])
def test_every_command_names_file_and_line_of_a_wrong_row_and_measures_nothing(tmp_path: Path, command: str) -> None:
    tasks, passages = write_set(tmp_path / "sets")
    with tasks.open("a") as stream:
        stream.write(json.dumps({"id": "t:9", "relevant": ["p:77"]}) + "\n")
    of_a_set = ["--tasks", tasks, "--passages", passages]
    arguments = [command, *([tmp_path / "sets"] if command in ("calibrate", "table") else of_a_set)]
    with pytest.raises(UniconvError, match=r"toy\.tasks\.jsonl` line 4: relevant passage 'p:77' is not in"):
        CliRunner().invoke(evaluation.evaluation, [str(a) for a in arguments], catch_exceptions=False)


def test_an_encoder_cuts_sessions_to_their_newest_words_and_a_folder_without_one_is_refused(tmp_path: Path) -> None:
    seen: list[tuple[list[str], int]] = []

    def encode(texts: list[str], tokens: int) -> object:
        seen.append((texts, tokens))
        return [[1.0]]

    encoder = Encoder("x:1", 1, encode)  # type: ignore[arg-type]
    encoder.embed_session([Turn("user", "old " * 170), Turn("assistant", "new")])
    encoder.embed_session([Turn("user", "alone")])
    assert seen[0][0][0].split()[-2:] == ["old", "new"]
    assert (len(seen[0][0][0].split()), seen[0][1], seen[1][1]) == (170, 256, 128)
    with pytest.raises(UsageError, match="is not an encoder"):
        open_encoder(tmp_path)


@pytest.mark.model
def test_separate_models_that_are_the_same_model_find_and_say_the_same(tmp_path: Path) -> None:
    data = read_set(*write_set(tmp_path / "sets"))
    folder = model_folder()
    both = [System("one", folder), System("two", folder, folder)]
    one, two = systems.measure(both, data, 2, cache=tmp_path / "cache", narrate=lambda _: None)
    assert one.n == 2
    for name in ("R@5", "F1", "answered"):
        assert one.figures[name] == two.figures[name]
    assert one.figures["R@5"] == 1.0
    assert (one.figures["peak_mib"] or 0) > 20
    assert (one.figures["load_seconds"] or 0) > 0
    assert one.figures["first_ms_5"] is None
    json.dumps(systems.as_json([one, two]))
