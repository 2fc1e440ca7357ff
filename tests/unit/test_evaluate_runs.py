"""Runs kept in folders: read back, compared pair by pair, and sorted by whether finding and answering agree."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from uniconv_edge.cli import evaluation
from uniconv_edge.errors import UniconvError, UsageError
from uniconv_edge.evaluate import compare, consistency, runs
from uniconv_edge.evaluate.groups import by_key, question_type, turn_name


def a_row(number: int, **changes: object) -> dict[str, object]:
    row: dict[str, object] = {
        "id": f"t:{number}", "set": "toy", "turn": 1 + number % 3, "answerable": True, "query": "How many days?",
        "metrics": {"F1": 0.5}, "relevant": ["p:1"], "sources": ["p:1"], "references": ["ten days"],
        "answered": True, "text": "It lasts ten days.", "bare_F1": 0.0,
    }  # fmt: skip
    return {**row, **changes}


def a_run(folder: Path, rows: list[dict[str, object]], kind: str = "answers") -> Path:
    runs.keep(folder, {"schema": 1, "kind": kind, "set": "toy"}, rows, ["t:0 Q0 p:1 1 0.5 x"], ["t:0 0 p:1 1"])
    return folder


def scores(folder: Path, values: list[float | None]) -> Path:
    rows = [a_row(n, metrics={"F1": value}, text="It lasts a while.") for n, value in enumerate(values)]
    return a_run(folder, rows)


def test_a_run_is_read_back_as_it_was_kept(tmp_path: Path) -> None:
    run = runs.read(a_run(tmp_path / "deep" / "one", [a_row(0), a_row(1, metrics={"F1": None})]))
    assert (run.name, run.kind, len(run.rows)) == ("one", "answers", 2)
    assert [row.metrics["F1"] for row in run.rows] == [0.5, None]
    assert (tmp_path / "deep" / "one" / runs.RUN).read_text() == "t:0 Q0 p:1 1 0.5 x\n"
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["one"]


def test_a_run_never_overwrites_another(tmp_path: Path) -> None:
    folder = a_run(tmp_path / "one", [a_row(0)])
    with pytest.raises(UsageError, match="exists already"):
        a_run(folder, [a_row(1)])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: not a task"),
        ('{"id": "x"}', "line 2: not a task"),
        (json.dumps(a_row(0)), "line 2: task 't:0' is there twice"),
        (json.dumps(a_row(1, metrics={"F1": "much"})), "line 2: not a task"),
    ],
)
def test_a_wrong_line_of_a_run_is_named(tmp_path: Path, line: str, message: str) -> None:
    folder = a_run(tmp_path / "one", [a_row(0)])
    with (folder / runs.TASKS).open("a") as stream:
        stream.write(line + "\n")
    with pytest.raises(UniconvError, match=message):
        runs.read(folder)


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UniconvError, match="cannot read"):
        runs.read(tmp_path)
    folder = a_run(tmp_path / "empty", [])
    with pytest.raises(UniconvError, match="is empty"):
        runs.read(folder)


def test_a_clear_difference_has_a_small_p_and_an_interval_without_zero(tmp_path: Path) -> None:
    low, high = scores(tmp_path / "low", [0.1] * 20), scores(tmp_path / "high", [0.4] * 19 + [0.1])
    (found,) = compare.compare([runs.read(low), runs.read(high)])
    assert found.n == 20
    assert found.difference == pytest.approx(0.285)
    assert found.interval is not None
    assert found.interval[0] > 0
    assert found.p < 0.001


def test_holm_corrects_over_all_pairs_of_runs(tmp_path: Path) -> None:
    values = {"a": [0.1, 0.2] * 8, "b": [0.3, 0.2] * 8, "c": [0.2, 0.2] * 8}
    read = [runs.read(scores(tmp_path / name, list(each))) for name, each in values.items()]
    found = compare.compare(read)
    assert [(each.first, each.second) for each in found] == [("a", "b"), ("a", "c"), ("b", "c")]
    smallest = min(found, key=lambda each: each.p)
    assert smallest.p_holm == pytest.approx(3 * smallest.p)
    assert all(each.p_holm >= each.p for each in found)


def test_holm_corrects_over_all_measures_too(tmp_path: Path) -> None:
    low = [a_row(n, metrics={"F1": 0.1, "BLEU": 0.1}) for n in range(16)]
    high = [a_row(n, metrics={"F1": 0.4, "BLEU": 0.1}) for n in range(16)]
    both = [runs.read(a_run(tmp_path / name, rows)) for name, rows in (("low", low), ("high", high))]
    f1, bleu = compare.compare(both)
    assert (f1.p_holm, bleu.p_holm) == (pytest.approx(2 * f1.p), 1.0)
    (alone,) = compare.compare(both, ["F1"])
    assert alone.p_holm == pytest.approx(f1.p)


def test_a_task_without_the_measure_is_left_out_of_a_pair_and_counted(tmp_path: Path) -> None:
    one, two = scores(tmp_path / "one", [0.1, None, 0.3]), scores(tmp_path / "two", [0.2, 0.5, 0.3])
    (found,) = compare.compare([runs.read(one), runs.read(two)])
    assert found.n == 2


def test_runs_over_other_tasks_or_measures_are_not_compared(tmp_path: Path) -> None:
    one, two = scores(tmp_path / "one", [0.1, 0.2]), scores(tmp_path / "two", [0.1])
    other = a_run(tmp_path / "other", [a_row(n, metrics={"R@1": 1.0}) for n in range(2)], "retrieval")
    with pytest.raises(UsageError, match=r"not over the same tasks: 1 .* 't:1'"):
        compare.compare([runs.read(one), runs.read(two)])
    with pytest.raises(UsageError, match="share no measure"):
        compare.compare([runs.read(one), runs.read(other)])
    with pytest.raises(UsageError, match="at least two"):
        compare.compare([runs.read(one)])
    with pytest.raises(UsageError, match="'R@9'"):
        compare.compare([runs.read(one), runs.read(one)], ["R@9"])


def test_turns_are_sorted_by_what_was_found_and_what_was_said(tmp_path: Path) -> None:
    rows = [
        a_row(0),
        a_row(1, metrics={"F1": 0.1}, text="Bread."),
        a_row(2, sources=["p:7"]),
        a_row(3, sources=["p:7"], metrics={"F1": 0.0}, answered=False),
        a_row(4, metrics={"F1": 0.1}, text="You get ten days, they say, in every year and place."),
        a_row(5, relevant=[]),
        a_row(6, metrics={"F1": None}),
    ]
    found = consistency.consistency(runs.read(a_run(tmp_path / "one", rows)))
    assert found.n == 5
    assert {kind: [row.id for row in each] for kind, each in found.turns.items()} == {
        "found, right": ["t:0", "t:4"],
        "found, wrong": ["t:1"],
        "missed, right": ["t:2"],
        "missed, wrong": ["t:3"],
    }
    assert found.agreement == pytest.approx(3 / 5)
    assert found.improves == pytest.approx(3 / 5)


def test_the_agreement_of_each_run_is_tested_against_the_first(tmp_path: Path) -> None:
    wrong = {"metrics": {"F1": 0.0}, "text": "Bread."}
    made = {
        "first": [a_row(n, **wrong) for n in range(20)],
        "better": [a_row(n) for n in range(20)],
        "same": [a_row(n, **wrong) for n in range(20)],
        "other": [a_row(n + 1) for n in range(20)],
    }
    found = [consistency.consistency(runs.read(a_run(tmp_path / name, rows))) for name, rows in made.items()]
    first, better, same, other = consistency.changes(found)
    assert (first, other) == (None, None)
    assert better is not None
    assert same is not None
    assert (better.difference, same.difference) == (1.0, 0.0)
    assert better.p_holm == pytest.approx(2 * better.p)
    assert better.p < 0.001
    assert same.p == 1.0
    assert "| +100.0 | 0.000 |" in consistency.as_markdown(found)
    assert consistency.as_json(found, 0.3)["runs"][1]["against_first"]["difference"] == 1.0


def test_consistency_needs_answers_to_turns_with_a_relevant_passage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a run of answers"):
        consistency.consistency(runs.read(a_run(tmp_path / "r", [a_row(0)], "retrieval")))
    with pytest.raises(UsageError, match="no turn of `none`"):
        consistency.consistency(runs.read(a_run(tmp_path / "none", [a_row(0, relevant=[])])))
    silent = consistency.consistency(runs.read(a_run(tmp_path / "silent", [a_row(0, bare_F1=None)])))
    assert silent.improves is None


def test_groups_leave_out_what_has_no_value_but_count_every_task() -> None:
    groups = by_key(["b", "a", "b"], {"F1": [0.2, None, 0.4]})
    assert list(groups) == ["a", "b"]
    assert (groups["a"].n, groups["a"].metrics["F1"], groups["a"].intervals["F1"]) == (1, None, None)
    assert groups["b"].metrics["F1"] == pytest.approx(0.3)
    assert (turn_name(4), turn_name(9)) == ("4", "5+")


def test_questions_are_sorted_by_their_asking_word() -> None:
    asked = ["And who is it?", "Can I go?", "Tell me about leave.", "How long?", "is it open when it rains?"]
    assert [question_type(question) for question in asked] == ["who", "yes/no", "other", "how", "yes/no"]


def test_the_commands_print_a_table_or_one_object(tmp_path: Path) -> None:
    folders = [str(scores(tmp_path / name, [0.1, 0.2, value])) for name, value in (("one", 0.3), ("two", 0.9))]

    def output(*arguments: str) -> str:
        return CliRunner().invoke(evaluation.evaluation, list(arguments), catch_exceptions=False).stdout

    assert "| F1 | one → two | 3 | 20.0 | 40.0 | +20.0 |" in output("compare", *folders)
    assert json.loads(output("compare", *folders, "--json"))["pairs"][0]["n"] == 3
    assert "found, wrong, 2 turns" in output("consistency", folders[0], "--right", "0.25")
    assert json.loads(output("consistency", *folders, "--json"))["runs"][1]["counts"]["found, right"] == 1
