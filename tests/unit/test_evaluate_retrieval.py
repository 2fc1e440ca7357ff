"""Retrieval on a tiny pool: rankings, vectors kept, run files, the table and the commands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEmbedder
from typer.testing import CliRunner

from uniconv_edge.cli import evaluation, evaluation_models
from uniconv_edge.cli import main as run_main
from uniconv_edge.errors import UniconvError, UsageError
from uniconv_edge.evaluate import runs, table, vectors
from uniconv_edge.evaluate.datasets import EvaluationSet, read_set
from uniconv_edge.evaluate.lexical import LibraryPool, bm25_query, query_text
from uniconv_edge.evaluate.retrieval import PoolSearch, nearest, qrels_lines, run_lines, score, without_old_topics
from uniconv_edge.types import Turn

pytest.importorskip("ir_measures")

PASSAGES = [
    ("p:0", "Parental leave", "Fathers and mothers get ten days of paid leave after a birth."),
    ("p:1", "Canteen", "The canteen opens at eleven and serves soup."),
    ("p:2", "Bicycles", "Bicycles may be parked in the cellar of the office."),
    ("p:3", "Parking", "Cars need a permit for the garage."),
]
METRICS = {"nDCG@3", "nDCG@10", "MRR@10", "R@1", "R@5", "R@10"}
HISTORY = [{"role": "user", "text": "Tell me about the canteen."}, {"role": "assistant", "text": "It serves soup."}]
TASKS = [
    ("t:0", [], "How many days of paid leave after a birth?", ["p:0"], True),
    ("t:1", HISTORY, "When does it open?", ["p:1"], True),
    ("t:2", [], "Who is the pope?", [], False),
]


def write_set(folder: Path, name: str = "toy") -> tuple[Path, Path]:
    tasks, passages = folder / f"{name}.tasks.jsonl", folder / f"{name}.passages.jsonl"
    folder.mkdir(exist_ok=True)
    passages.write_text("".join(json.dumps({"id": i, "title": t, "text": x}) + "\n" for i, t, x in PASSAGES))
    rows = [
        {
            "id": identifier, "set": name, "history": history, "query": query, "relevant": relevant,
            "response": ["ten days"] if answerable else [], "answerable": answerable,
        }
        for identifier, history, query, relevant, answerable in TASKS
    ]  # fmt: skip
    tasks.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tasks, passages


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return write_set(tmp_path / "sets")


@pytest.fixture
def data(files: tuple[Path, Path]) -> EvaluationSet:
    return read_set(*files)


@pytest.fixture
def search(data: EvaluationSet, tmp_path: Path) -> Iterator[PoolSearch]:
    quiet: Callable[[str], None] = lambda line: None  # noqa: E731
    with PoolSearch(data, data.scored, FakeEmbedder(), cache=tmp_path / "cache", narrate=quiet) as opened:
        yield opened


def places(rankings: list[list[tuple[int, float]]]) -> list[list[int]]:
    return [[place for place, _ in ranking] for ranking in rankings]


def test_the_nearest_passages_come_first_and_ties_keep_the_order_of_the_pool() -> None:
    passages = np.array([[1, 0], [0, 1], [0, 1], [-1, 0]], np.float32)
    found = nearest(np.array([[0, 1], [1, 0]], np.float32), passages, 3)
    assert places(found) == [[1, 2, 0], [0, 1, 2]]
    assert found[1][0] == (0, 1.0)


def test_a_session_finds_what_its_last_turn_alone_does_not(search: PoolSearch) -> None:
    assert places(search.dense("session"))[1][0] == 1
    assert search.dense("session")[1] != search.dense("last")[1]
    assert search.dense("session")[0] == search.dense("last")[0]


def test_full_text_places_follow_the_order_of_the_pool(search: PoolSearch) -> None:
    last, history = places(search.lexical("last")), places(search.lexical("history"))
    assert last[0][0] == history[0][0] == 0
    assert history[1][0] == 1
    assert places([search.words(search.data.tasks[0], "last", 1)]) == [[0]]


def test_every_passage_of_a_pool_is_found_by_its_own_words(data: EvaluationSet) -> None:
    with LibraryPool(data.passages) as pool:
        assert [pool.search(passage.text, 1)[0][0] for passage in data.passages] == [0, 1, 2, 3]
        folder = Path(pool._folder.name)
    assert not folder.exists()


def test_query_words_are_those_of_the_turns_named(data: EvaluationSet) -> None:
    task = data.tasks[1]
    assert query_text(task, "last") == bm25_query(task, "last") == "When does it open?"
    assert "soup" in query_text(task, "history")
    assert "soup" not in query_text(task, "user")
    assert bm25_query(task, "history").startswith("Tell me")


def test_fused_rankings_hold_what_any_list_found(search: PoolSearch) -> None:
    for query in ("last", "user", "history", "both"):
        fused = places(search.fused("session", query))
        assert [ranking[0] for ranking in fused] == [0, 1]
        assert all(sorted(ranking) == [0, 1, 2, 3] for ranking in fused)


def test_a_task_follows_its_own_topic_alone(data: EvaluationSet) -> None:
    (task,) = (task for task in data.tasks if task.history)
    bicycles = (Turn("user", "Which bicycles may park inside our cellar?"), Turn("assistant", "Yes."))
    long = replace(task, history=(*task.history, *bicycles))
    own, old = without_old_topics([long, task], FakeEmbedder())
    assert own.history == bicycles
    assert (own.query, own.relevant, old) == (task.query, task.relevant, task)


def test_bm25_of_bm25s_leaves_out_passages_without_a_shared_word(search: PoolSearch) -> None:
    pytest.importorskip("bm25s")
    assert places(search.bm25("history"))[1] == [1]


def test_only_tasks_with_a_relevant_passage_are_scored(data: EvaluationSet) -> None:
    result = score(data, data.scored, [[(0, 1.0)], [(3, 2.0), (1, 1.0)]], query="last", retriever="dense")
    assert result.n == 2
    assert result.metrics["MRR@10"] == pytest.approx(0.75)
    assert result.metrics["R@1"] == pytest.approx(0.5)
    turns = result.as_json()["by_turn"]
    assert {turn: (each["n"], each["metrics"]["nDCG@10"]) for turn, each in turns.items()} == {
        "1": (1, 1.0),
        "2": (1, pytest.approx(1 / np.log2(3))),
    }
    assert result.as_json()["by_answerable"]["answerable"]["n"] == 2
    with pytest.raises(UniconvError, match="no task of toy has a relevant passage"):
        score(data, [], [], query="last", retriever="dense")


def test_a_run_file_keeps_the_order_of_tied_scores(data: EvaluationSet) -> None:
    result = score(data, data.scored, [[(3, 0.5), (0, 0.5), (2, 0.5)], []], query="last", retriever="dense")
    rows = [line.split() for line in run_lines(data, result)]
    assert [row[:4] for row in rows] == [["t:0", "Q0", f"p:{p}", str(r)] for r, p in enumerate((3, 0, 2), 1)]
    scores = [np.float32(row[4]) for row in rows]
    assert scores[0] > scores[1] > scores[2]
    assert qrels_lines(data.scored) == ["t:0 0 p:0 1", "t:1 0 p:1 1"]


def test_other_tools_score_a_run_file_the_same(data: EvaluationSet) -> None:
    import ir_measures

    result = score(data, data.scored, [[(3, 0.5), (0, 0.5)], [(1, 9.0)]], query="last", retriever="dense")
    qrels = ir_measures.read_trec_qrels("\n".join(qrels_lines(data.scored)) + "\n")
    run = ir_measures.read_trec_run("\n".join(run_lines(data, result)) + "\n")
    found = ir_measures.calc_aggregate([ir_measures.nDCG @ 10], qrels, run)
    assert found[ir_measures.nDCG @ 10] == pytest.approx(result.metrics["nDCG@10"])


def test_passage_vectors_are_computed_once_for_a_model_and_again_when_damaged(
    data: EvaluationSet, tmp_path: Path
) -> None:
    lines: list[str] = []
    first = vectors.passage_vectors(FakeEmbedder(), data, tmp_path, lines.append)
    again = FakeEmbedder()
    assert np.array_equal(vectors.passage_vectors(again, data, tmp_path, lines.append), first)
    assert again.embedded == []
    assert "embedded 4 passages" in lines[0]
    other = FakeEmbedder("other:1")
    assert not np.array_equal(vectors.passage_vectors(other, data, tmp_path, lines.append), first)
    kept = sorted(tmp_path.glob("*.npy"))
    assert len(kept) == 2
    for path in kept:
        path.write_bytes(path.read_bytes()[:100])
    assert np.array_equal(vectors.passage_vectors(again, data, tmp_path, lines.append), first)
    assert len(again.embedded) == 4


def test_vectors_that_cannot_be_kept_are_used_all_the_same(data: EvaluationSet, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    lines: list[str] = []
    assert vectors.passage_vectors(FakeEmbedder(), data, blocked, lines.append).shape == (4, 64)
    assert "not kept" in lines[-1]


def test_the_table_has_a_row_for_each_set_and_their_mean(tmp_path: Path) -> None:
    folder = tmp_path / "sets"
    write_set(folder, "toy")
    write_set(folder, "zoo")
    columns = table.systems(model=True, bm25=False, baselines=["tiny"])
    rows = list(
        table.run_table(folder, columns, [FakeEmbedder(), FakeEmbedder("b:1")], cache=tmp_path, narrate=lambda _: None)
    )
    lines = table.as_markdown(rows, columns).splitlines()
    assert lines[0].startswith("| set | tasks | pool | dense, session | dense, last | full text, last |")
    assert lines[0].endswith("| tiny, session | tiny, last | tiny fused, session + both |")
    assert [line.split(" | ")[0] for line in lines[2:]] == ["| toy", "| zoo", "| **mean of sets**"]
    assert {line.count("|") for line in lines} == {len(columns) + 4}
    full = table.as_json(rows, columns)
    assert full["schema"] == 1
    assert full["sets"][0]["systems"]["dense, session"]["metrics"].keys() == METRICS
    assert full["mean"]["tiny, last"]["R@5"] == rows[0].results[-2].metrics["R@5"]


# The commands ------------------------------------------------------------------------------------------------------


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    monkeypatch.setattr(evaluation_models, "embedder", lambda model: FakeEmbedder())
    return lambda *arguments: CliRunner().invoke(
        evaluation.evaluation, [str(argument) for argument in arguments], catch_exceptions=False
    )


@pytest.mark.parametrize("retriever", ["dense", "lexical", "fused"])
@pytest.mark.parametrize("query", ["last", "session"])
def test_eval_retrieval_prints_one_object(files, invoke, retriever: str, query: str) -> None:
    tasks, passages = files
    done = invoke(
        "retrieval", "--tasks", tasks, "--passages", passages, "--query", query, "--retriever", retriever, "--json"
    )
    assert done.exit_code == 0
    value = json.loads(done.stdout)
    assert (value["schema"], value["set"], value["n"]) == (1, "toy", 2)
    assert (value["query"], value["retriever"]) == (query, retriever)
    assert value["metrics"].keys() == value["intervals"].keys() == METRICS
    for metric, figure in value["metrics"].items():
        low, high = value["intervals"][metric]
        assert 0 <= low <= figure <= high <= 1
    assert "1 of 3 tasks have no relevant passage" in done.stderr


def test_eval_retrieval_for_people_and_its_files(files, invoke, tmp_path: Path) -> None:
    run, qrels = tmp_path / "run.txt", tmp_path / "qrels.txt"
    done = invoke("retrieval", "--tasks", files[0], "--passages", files[1], "--run", run, "--qrels", qrels)
    assert "toy: 2 tasks, dense, query session" in done.stdout
    assert len(run.read_text().splitlines()) == 8
    assert len(qrels.read_text().splitlines()) == 2


def test_a_run_is_kept_whole_and_scores_the_same_in_another_tool(files, invoke, tmp_path: Path) -> None:
    import ir_measures

    out = tmp_path / "runs" / "dense"
    invoke("retrieval", "--tasks", files[0], "--passages", files[1], "--out", out)
    kept = runs.read(out)
    assert (kept.kind, kept.figures["model"], len(kept.rows)) == ("retrieval", "fake:1", 2)
    again = ir_measures.calc_aggregate(
        [ir_measures.RR @ 10],
        ir_measures.read_trec_qrels(str(out / "qrels.trec")),
        ir_measures.read_trec_run(str(out / "run.trec")),
    )
    assert again[ir_measures.RR @ 10] == pytest.approx(kept.figures["metrics"]["MRR@10"])
    with pytest.raises(UsageError, match="exists already"):
        invoke("retrieval", "--tasks", files[0], "--passages", files[1], "--out", out)


def test_a_model_without_an_embedder_is_refused_by_name(files, tmp_path: Path) -> None:
    (tmp_path / "uniconv.json").write_text("{}")
    arguments = ["retrieval", "--tasks", str(files[0]), "--passages", str(files[1]), "--model", str(tmp_path)]
    with pytest.raises(UsageError, match="has no embedder"):
        CliRunner().invoke(evaluation.evaluation, arguments, catch_exceptions=False)


def test_several_sets_in_one_file_are_also_measured_apart(tmp_path: Path, invoke) -> None:
    tasks, passages = write_set(tmp_path / "sets")
    lines = tasks.read_text().splitlines()
    tasks.write_text("\n".join([lines[0].replace('"toy"', '"zoo"'), *lines[1:]]) + "\n")
    value = json.loads(invoke("retrieval", "--tasks", tasks, "--passages", passages, "--json").stdout)
    assert {name: group["n"] for name, group in value["by_set"].items()} == {"toy": 1, "zoo": 1}


def test_a_run_file_that_cannot_be_written_is_an_error(files, invoke, tmp_path: Path) -> None:
    with pytest.raises(UniconvError, match="cannot write"):
        invoke("retrieval", "--tasks", files[0], "--passages", files[1], "--run", tmp_path / "none" / "run.txt")


def test_eval_table_prints_markdown_or_json(files, invoke) -> None:
    done = invoke("table", files[0].parent, "--lexical-only")
    assert done.stdout.startswith("| set | tasks | pool | full text, last | full text, history |")
    value = json.loads(invoke("table", files[0].parent, "--set", "toy", "--json").stdout)
    assert value["sets"][0]["systems"]["fused, session + both"]["n"] == 2


def test_a_name_that_is_no_set_and_a_baseline_that_is_no_model_are_refused(files, invoke, tmp_path: Path) -> None:
    with pytest.raises(UniconvError, match="`none`"):
        invoke("table", files[0].parent, "--set", "none")
    with pytest.raises(UniconvError, match="not a converted model"):
        invoke("table", files[0].parent, "--baseline-encoder", tmp_path)


def test_an_error_of_the_program_ends_with_its_message_and_code(files, monkeypatch, capsys) -> None:
    files[0].write_text("{}\n")
    monkeypatch.setattr(
        "sys.argv", ["uniconv-edge", "eval", "retrieval", "--tasks", str(files[0]), "--passages", str(files[1])]
    )
    with pytest.raises(SystemExit) as ended:
        run_main()
    assert ended.value.code == 1
    assert "toy.tasks.jsonl` line 1: " in capsys.readouterr().err
