"""Answers judged from known quotes: sources offered, measures, abstention and the command."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import FakeEmbedder
from typer.testing import CliRunner

from uniconv_edge.cli import evaluation, evaluation_models
from uniconv_edge.errors import UniconvError, UsageError
from uniconv_edge.evaluate import answers, runs
from uniconv_edge.evaluate.datasets import EvaluationSet, PoolPassage, Task
from uniconv_edge.evaluate.retrieval import PoolSearch
from uniconv_edge.types import Answer, Hit, Quote, Timings, Turn

pytest.importorskip("rouge_score")

PASSAGES = tuple(
    PoolPassage(f"p:{number}", f"Leave {number}", f"Leave of kind {number} lasts {number} days.") for number in range(9)
)


def task(identifier: str = "t:0", **changes: object) -> Task:
    values: dict[str, object] = {
        "id": identifier, "set": "toy", "history": (), "query": "How long is leave of kind 3?", "relevant": ("p:3",),
        "responses": ("3 days",), "answerable": True,
    }  # fmt: skip
    return Task(**{**values, **changes})  # type: ignore[arg-type]


UNANSWERABLE = task("t:1", relevant=(), responses=(), answerable=False, offered=("p:5",), query="Is leave paid?")


def data_of(*tasks: Task) -> EvaluationSet:
    return EvaluationSet("toy", tasks, PASSAGES, {p.id: i for i, p in enumerate(PASSAGES)}, "digest")


def search_of(tmp_path: Path, *tasks: Task) -> PoolSearch:
    data = data_of(*tasks)
    return PoolSearch(data, tasks, FakeEmbedder(), cache=tmp_path, narrate=lambda line: None)


def an_answer(text: str, quotes: Sequence[str] = (), *, answered: bool = True, confidence: float = 0.5) -> Answer:
    said = tuple(Quote(1, "p:3", "", None, 0, 3, 0, len(q), q, True) for q in quotes)
    return Answer("q", answered, text, said, (), Timings(1, 1, 20, 40), "fake", confidence)


class Quoter:
    """Quotes its first source when the question names one of its numbers, else refuses."""

    def answer_from(self, turns: Sequence[Turn], sources: Sequence[Hit]) -> Answer:
        known = next((hit for hit in sources if hit.title.split()[1] in turns[-1].text), None)
        if known is None:
            said = an_answer("No answer was found in your documents.", answered=False, confidence=0.1)
        else:
            said = an_answer(known.text, [known.text], confidence=0.9)
        return replace(said, sources=tuple(sources))


def test_gold_sources_are_the_relevant_passage_among_four_others_in_a_repeatable_order(tmp_path: Path) -> None:
    tasks = [task(f"t:{n}") for n in range(12)]
    with search_of(tmp_path, *tasks) as search:
        offered = [[hit.path for hit in hits] for hits in answers.gold_sources(search)]
        assert offered == [[hit.path for hit in hits] for hits in answers.gold_sources(search)]
    assert all(len(set(paths)) == 5 and "p:3" in paths for paths in offered)
    assert len({paths.index("p:3") for paths in offered}) > 1


def test_an_unanswerable_task_is_offered_its_passage_and_no_gold_is_taken_as_a_negative(tmp_path: Path) -> None:
    several = task(relevant=("p:1", "p:2", "p:3", "p:4", "p:6", "p:7"))
    with search_of(tmp_path, UNANSWERABLE, several) as search:
        first, second = ([hit.path for hit in hits] for hits in answers.gold_sources(search))
    assert len(first) == 5
    assert "p:5" in first
    assert set(second) & {"p:0", "p:5", "p:8"}
    assert len(second) == 5
    assert len(set(second) & set(several.relevant)) == 4


def test_sources_carry_their_rank_text_and_cosine(tmp_path: Path) -> None:
    with search_of(tmp_path, task()) as search:
        hits = next(answers.found_sources(search, "both", 3))
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert hits[0].path == "p:3"
    assert hits[0].text[hits[0].start : hits[0].end] == PASSAGES[3].text
    assert 0 < hits[0].cosine <= 1.0001


def test_sources_found_one_task_at_a_time_are_those_of_the_fused_ranking(tmp_path: Path) -> None:
    told = (Turn("user", "Leave of kind 4?"), Turn("assistant", "It lasts 4 days."))
    with search_of(tmp_path, task(), task("t:1", history=told, query="And kind 7?")) as search:
        for lexical_query in ("both", "last", "user"):
            found = [[hit.path for hit in hits] for hits in answers.found_sources(search, lexical_query, 4)]
            fused = search.fused("session", lexical_query)
            assert found == [[PASSAGES[place].id for place, _ in ranking[:4]] for ranking in fused]


def test_a_person_waits_for_the_search_too(tmp_path: Path) -> None:
    [judged] = answers.judge_all(Quoter(), [task()], [[]], search_ms=[7.5])
    assert judged.answer.timings == Timings(1, 7.5, 27.5, 47.5)
    [without] = answers.judge_all(Quoter(), [task()], [[]])
    assert without.answer.timings == Timings(1, 1, 20, 40)


def test_an_answer_is_judged_against_the_best_reference_and_its_quotes_too() -> None:
    each = task(responses=("five weeks", "it lasts 3 days"))
    judged = answers.judge(each, an_answer("3 days", ["lasts 3", "days"]), answers.Overlap())
    assert judged.f1 == pytest.approx(2 * 2 / (2 + 4))
    assert judged.quote_f1 == pytest.approx(2 * 3 / (3 + 4))
    assert judged.rouge_l == pytest.approx(2 * 2 / (2 + 4))


def test_quotes_are_held_against_the_evidence_where_a_task_has_it() -> None:
    judged = answers.judge(task(evidence="lasts 3 days"), an_answer("3 days", ["lasts 3 days"]), answers.Overlap())
    assert (judged.f1, judged.quote_f1) == (1.0, 1.0)


def test_a_refusal_of_an_answerable_task_scores_nothing_even_if_its_words_match() -> None:
    refused = answers.judge(task(responses=("no answer",)), an_answer("no answer", answered=False), answers.Overlap())
    assert (refused.f1, refused.rouge_l, refused.quote_f1) == (0.0, 0.0, 0.0)
    unanswerable = answers.judge(UNANSWERABLE, an_answer("anything"), answers.Overlap())
    assert (unanswerable.f1, unanswerable.quote_f1) == (None, None)


def test_the_summary_counts_both_classes_apart() -> None:
    rouge = answers.Overlap()
    judged = [
        answers.judge(task("a"), an_answer("3 days", ["3 days"], confidence=0.8), rouge),
        answers.judge(task("b"), an_answer("", answered=False, confidence=0.3), rouge),
        answers.judge(UNANSWERABLE, an_answer("", answered=False, confidence=0.4), rouge),
    ]
    result = answers.summarise("toy", "gold", judged)
    assert result.metrics == {
        "F1": 0.5, "ROUGE-L": 0.5, "BLEU": pytest.approx(0.5), "quote_F1": 0.5, "answered": pytest.approx(1 / 3),
        "answered_answerable": 0.5, "answered_unanswerable": 0.0, "abstain_AUROC": 0.5,
    }  # fmt: skip
    value = result.as_json()
    assert (value["schema"], value["set"], value["n"], value["sources"]) == (1, "toy", 3, "gold")
    assert value["intervals"].keys() == value["metrics"].keys()
    assert value["median_ms"] == {"first_token": 20, "total": 40}


def test_abstention_is_null_with_one_class_and_a_summary_of_nothing_is_refused() -> None:
    only = answers.summarise("toy", "gold", [answers.judge(task(), an_answer("3 days"), answers.Overlap())])
    assert only.metrics["abstain_AUROC"] is None
    assert only.intervals["abstain_AUROC"] is None
    assert only.metrics["answered_unanswerable"] is None
    with pytest.raises(UniconvError, match="no task of toy"):
        answers.summarise("toy", "gold", [])


def test_a_sample_is_seeded_and_keeps_the_order() -> None:
    tasks = [task(f"t:{n:02}") for n in range(50)]
    drawn = answers.sample(tasks, 10)
    assert drawn == answers.sample(tasks, 10)
    assert [each.id for each in drawn] == sorted(each.id for each in drawn)
    assert drawn != tuple(tasks[:10])
    assert answers.sample(tasks, None) == answers.sample(tasks, 99) == tuple(tasks)


@pytest.fixture
def files(tmp_path: Path) -> list[object]:
    tasks, passages = tmp_path / "toy.tasks.jsonl", tmp_path / "toy.passages.jsonl"
    passages.write_text("".join(json.dumps({"id": p.id, "title": p.title, "text": p.text}) + "\n" for p in PASSAGES))
    rows = [
        {
            "id": each.id, "set": each.set, "history": [], "query": each.query, "relevant": each.relevant,
            "response": each.responses, "answerable": each.answerable, "offered": each.offered,
        }
        for each in (task(), UNANSWERABLE)
    ]  # fmt: skip
    tasks.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return ["answers", "--tasks", tasks, "--passages", passages]


@pytest.mark.parametrize("sources", [["--gold"], ["--top-k", 3], []])
def test_eval_answers_prints_one_object_and_each_answer_to_a_file(files, sources, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(evaluation_models, "embedder", lambda model: FakeEmbedder())
    monkeypatch.setattr(evaluation_models, "answerer", lambda *_: Quoter())
    details = tmp_path / "answers.jsonl"
    arguments = [str(a) for a in [*files, *sources, "--details", details, "--json"]]
    done = CliRunner().invoke(evaluation.evaluation, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    value = json.loads(done.stdout)
    assert value["n"] == 2
    assert {"F1", "ROUGE-L", "quote_F1", "abstain_AUROC", "answered"} <= value["metrics"].keys()
    assert value["metrics"]["abstain_AUROC"] == 1.0
    assert value["metrics"]["answered"] == 0.5
    first = json.loads(details.read_text().splitlines()[0])
    assert first["quotes"][0]["text"] == PASSAGES[3].text


def test_a_run_of_answers_is_kept_with_each_answer_and_its_sources(files, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(evaluation_models, "embedder", lambda model: FakeEmbedder())
    monkeypatch.setattr(evaluation_models, "answerer", lambda *_: Quoter())
    out = tmp_path / "one"
    arguments = [str(a) for a in [*files, "--top-k", 3, "--bare", "--out", out, "--json"]]
    value = json.loads(CliRunner().invoke(evaluation.evaluation, arguments, catch_exceptions=False).stdout)
    kept = runs.read(out)
    assert kept.kind == "answers"
    assert kept.rows[0].metrics["F1"] == value["by_answerable"]["answerable"]["metrics"]["F1"]
    assert value["by_answerable"]["unanswerable"]["metrics"] == {
        "F1": None, "ROUGE-L": None, "BLEU": None, "quote_F1": None, "answered": 0.0
    }  # fmt: skip
    assert (kept.rows[0].raw["bare_F1"], kept.rows[1].raw["bare_F1"]) == (0.0, None)
    times = kept.rows[0].raw["ms"]
    assert times["search"] > 0
    assert times["first_token"] == pytest.approx(20 + times["search"])
    assert (out / "run.trec").read_text().startswith("t:0 Q0 p:3 1 ")


def test_gold_and_top_k_together_are_refused(files) -> None:
    arguments = [str(a) for a in [*files, "--gold", "--top-k", 3]]
    with pytest.raises(UsageError, match="exclude each other"):
        CliRunner().invoke(evaluation.evaluation, arguments, catch_exceptions=False)
