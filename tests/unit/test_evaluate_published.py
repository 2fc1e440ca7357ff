"""The published benchmarks, each in small hand-written files of the published structure, and their protocol."""

from __future__ import annotations

import csv
import gzip
import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from fakes import FakeEmbedder
from typer.testing import CliRunner

from uniconv_edge.cli import evaluation, evaluation_models
from uniconv_edge.errors import UniconvError, UsageError
from uniconv_edge.evaluate import runs
from uniconv_edge.evaluate.datasets import PoolPassage, Task
from uniconv_edge.evaluate.published import journal, passages, questions, shards
from uniconv_edge.types import Answer, FloatArray, Hit, Timings, Turn

pytest.importorskip("ir_measures")

TEXTS = {
    "1": ("Parental leave", "Fathers and mothers get ten days of paid leave after a birth."),
    "2": ("Canteen", "The canteen opens at eleven and serves soup."),
    "3": ("Bicycles", "Bicycles may be parked in the cellar of the office."),
}
FIRST = ("How many days of paid leave after a birth?", "ten days")
SECOND = ("When does the canteen open?", "at eleven")


def write(path: Path, value: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def write_lines(path: Path, rows: Sequence[object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(row) + "\n" for row in rows)
    return path


def write_table(path: Path, head: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, delimiter="\t").writerows([head, *rows])
    return path


def topiocqa(folder: Path) -> dict[str, Path]:
    rows = [
        {
            "Conversation_no": 7, "Turn_no": 1, "Question": FIRST[0], "Answer": FIRST[1], "Topic": "Leave",
            "Topic_section": "Introduction", "Context": [], "Rationale": "ten days", "is_nq": True,
            "Additional_answers": [{"Answer": "10 days", "Topic": "Leave", "Rationale": ""}],
        },
        {
            "Conversation_no": 7, "Turn_no": 2, "Question": SECOND[0], "Answer": "UNANSWERABLE", "Topic": "Leave",
            "Topic_section": "", "Context": list(FIRST), "Rationale": "", "is_nq": False,
        },
    ]  # fmt: skip
    gold = [
        {
            "conv_id": 7, "turn_id": number, "question": "x [SEP] y", "answers": ["a"],
            "positive_ctxs": [{"title": "Leave", "text": "...", "passage_id": str(number), "score": 1000}],
        }
        for number in (1, 2)
    ]  # fmt: skip
    table = [(number, said, f"{title} [SEP] Introduction") for number, (title, said) in TEXTS.items()]
    return {
        "questions": write(folder / "topiocqa_dev.json", rows),
        "gold": write(folder / "topiocqa_all_history_dev.json", gold),
        "corpus": write_table(folder / "full_wiki_segments.tsv", ("id", "text", "title"), table),
    }


def qrecc(folder: Path) -> dict[str, Path]:
    told: list[str] = []
    rows = []
    asked = [("How many days of leave?", FIRST[1], ["http://a/b c_p1"]), ("And then?", "", []), (*SECOND, ["2"])]
    for number, (question, answer, truth) in enumerate(asked, start=1):
        rows.append({
            "Conversation_no": 3, "Turn_no": number, "Context": list(told), "Question": question,
            "Truth_rewrite": FIRST[0] if number == 1 else question, "Truth_answer": answer, "Truth_passages": truth,
            "Conversation_source": "quac",
        })  # fmt: skip
        told += [question, answer]
    paragraphs = [{"id": "http://a/b c_p1", "contents": TEXTS["1"][1]}, {"id": "2", "contents": TEXTS["2"][1]}]
    for source, row in zip(("commoncrawl", "wayback"), paragraphs, strict=True):
        write_lines(folder / "collection-paragraph" / source / "part-00.jsonl", [row])
    return {"questions": write(folder / "test-turns.json", rows), "corpus": folder / "collection-paragraph"}


def orquac(folder: Path) -> dict[str, Path]:
    def row(number: int, question: str, answer: str, history: list[object]) -> dict[str, object]:
        return {
            "qid": f"C_abc_q#{number}", "question": question, "rewrite": question, "history": history,
            "answer": {"text": answer, "answer_start": 0}, "evidences": ["..."], "retrieval_labels": [0],
            "followup": "n", "yesno": "x",
        }  # fmt: skip

    told = {"question": FIRST[0], "answer": {"text": FIRST[1], "answer_start": 3}}
    blocks = [
        {"id": f"{number}@0", "title": title, "text": said, "aid": number, "bid": 0}
        for number, (title, said) in TEXTS.items()
    ]
    return {
        "questions": write_lines(folder / "test.txt", [row(0, *FIRST, []), row(1, "Why?", "CANNOTANSWER", [told])]),
        "gold": write(folder / "qrels.txt", {"C_abc_q#0": {"1@0": 1}, "C_abc_q#1": {"3@0": 1}}),
        "corpus": write_lines(folder / "all_blocks.txt.gz", blocks),
    }


def inscit(folder: Path) -> dict[str, Path]:
    def evidence(name: str) -> list[dict[str, object]]:
        title, said = TEXTS[name]
        return [{"passage_id": f"{title}:{name}", "passage_text": said, "passage_titles": [title]}]

    turns = [
        {
            "context": [FIRST[0]], "prevEvidence": [],
            "labels": [
                {"responseType": "directAnswer", "response": FIRST[1], "evidence": evidence("1")},
                {"responseType": "relevantAnswer", "response": "soup", "evidence": evidence("2")},
            ],
        },
        {
            "context": [*FIRST, "Why?"], "prevEvidence": [evidence("1")],
            "labels": [{"responseType": "noAnswer", "response": "I do not know.", "evidence": []}],
        },
    ]  # fmt: skip
    articles = [
        {"title": title, "passages": [{"id": f"{title}:{name}", "text": said, "titles": [title, "Part"]}]}
        for name, (title, said) in TEXTS.items()
    ]
    write(folder / "text_0420_processed" / "AA" / "wiki_00", articles)
    dialogue = {"seedArticle": {"title": "Leave", "topic": "work", "level": 1}, "turns": turns}
    return {
        "questions": write(folder / "dev.json", {"work_level1_dial1": dialogue}),
        "corpus": folder / "text_0420_processed",
    }


def faithdial(folder: Path) -> dict[str, Path]:
    def utterance(history: list[str], name: str, response: str) -> dict[str, object]:
        return {
            "history": history, "speaker": "Wizard", "knowledge": TEXTS[name][1], "original_response": None,
            "response": response, "BEGIN": ["Entailment"], "VRM": ["Disclosure"],
        }  # fmt: skip

    spoken = [utterance([FIRST[0]], "1", FIRST[1]), utterance([*FIRST, SECOND[0]], "2", SECOND[1])]
    return {"questions": write(folder / "test.json", [{"dialog_idx": 0, "utterances": spoken}])}


def mtrag(folder: Path) -> dict[str, Path]:
    def task(name: str, collection: str, answerability: str, turns: list[tuple[str, str]]) -> dict[str, object]:
        return {
            "task_id": name, "conversation_id": name.split("<")[0], "turn": "1", "Collection": collection,
            "input": [{"speaker": speaker, "text": said} for speaker, said in turns],
            "contexts": [{"document_id": "1", "title": "", "text": "", "url": "", "score": 3}],
            "targets": [{"speaker": "agent", "text": FIRST[1]}], "Answerability": [answerability],
        }  # fmt: skip

    told = [("user", FIRST[0]), ("agent", FIRST[1]), ("user", "Why?")]
    rows = [
        task("c<::>1", "mt-rag-clapnq-elser-512-100-20240503", "ANSWERABLE", told[:1]),
        task("c::2", "mt-rag-clapnq-elser-512-100-20240503", "UNANSWERABLE", told),
        task("d<::>1", "mt-rag-fiqa-beir-elser-512-100-20240501", "ANSWERABLE", told[:1]),
    ]
    corpus = folder / "clapnq.jsonl.zip"
    with zipfile.ZipFile(corpus, "w") as archive:
        lines = [
            {"_id": name, "id": name, "title": title, "text": said, "url": ""} for name, (title, said) in TEXTS.items()
        ]
        archive.writestr("clapnq.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
    return {
        "questions": write_lines(folder / "reference.jsonl", rows),
        "gold": write_table(folder / "dev.tsv", ("query-id", "corpus-id", "score"), [("c<::>1", "1", "1")]),
        "corpus": corpus,
    }


MAKERS = {each.__name__: each for each in (topiocqa, qrecc, orquac, inscit, faithdial, mtrag)}


@pytest.fixture
def invoke(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    monkeypatch.setattr(evaluation_models, "embedder", lambda model: FakeEmbedder())
    return lambda *arguments: (
        CliRunner()
        .invoke(evaluation.evaluation, ["benchmark", *(str(a) for a in arguments)], catch_exceptions=False)
        .stdout
    )


def options(files: dict[str, Path]) -> list[object]:
    return [part for name, path in files.items() for part in (f"--{name}", path)]


@pytest.mark.parametrize(("name", "judged", "without"), [
    ("topiocqa", 2, 0), ("qrecc", 2, 1), ("orquac", 2, 0), ("inscit", 1, 1), ("faithdial", 2, 0), ("mtrag", 1, 1),
])  # fmt: skip
def test_each_benchmark_is_measured_from_its_published_files(tmp_path, invoke, name, judged, without) -> None:
    files = MAKERS[name](tmp_path / "data" if (tmp_path / "data").mkdir() is None else tmp_path)
    out = tmp_path / "run"
    figures = json.loads(invoke(name, *options(files), "--work", tmp_path / "work", "--out", out, "--json"))
    assert (figures["set"], figures["n"], figures["without_truth"]) == (name, judged, without)
    assert figures["metrics"].keys() == {"NDCG@3", "MRR", "Recall@10", "Recall@100"}
    assert figures["metrics"]["Recall@10"] == 1.0
    assert figures["by_turn"]["1"]["metrics"]["MRR"] >= 0.75
    kept = runs.read(out)
    assert len(kept.rows) == judged
    assert len((out / "qrels.trec").read_text().splitlines()[0].split(" ")) == 4


def test_the_history_of_each_benchmark_alternates_and_ends_with_the_assistant(tmp_path: Path) -> None:
    for name, maker in MAKERS.items():
        (tmp_path / name).mkdir()
        files = maker(tmp_path / name)
        tasks = questions.READERS[name](files["questions"], files.get("gold"))
        later = next(task for task in tasks if task.history)
        assert [turn.role for turn in later.turns][-3:] == ["user", "assistant", "user"], name
        assert (later.history[0].text, later.history[1].text) == FIRST, name
        assert tasks[0].depth == 1


def test_references_and_what_cannot_be_answered_are_told_apart(tmp_path: Path) -> None:
    read = {}
    for name, maker in MAKERS.items():
        (tmp_path / name).mkdir()
        files = maker(tmp_path / name)
        read[name] = questions.READERS[name](files["questions"], files.get("gold"))
    assert read["topiocqa"][0].responses == ("ten days", "10 days")
    assert [task.answerable for task in read["topiocqa"]] == [True, False]
    assert [task.answerable for task in read["qrecc"]] == [True, False, True]
    assert read["orquac"][1].answerable is False
    assert read["inscit"][0].relevant == ("Parental leave:1", "Canteen:2")
    assert [task.answerable for task in read["inscit"]] == [True, False]
    assert [(task.id, task.answerable) for task in read["mtrag"]] == [("c<::>1", True), ("c<::>2", False)]


def test_a_truth_of_orquac_that_is_no_json_is_named(tmp_path: Path) -> None:
    files = orquac(tmp_path)
    files["gold"].write_text("C_abc_q#0 0 1 1\n")
    with pytest.raises(UniconvError, match=r"qrels.txt` line 1: not JSON"):
        questions.orquac(files["questions"], files["gold"])


def test_the_first_question_of_qrecc_is_its_rewrite_in_the_history_too(tmp_path: Path) -> None:
    tasks = questions.qrecc(qrecc(tmp_path)["questions"], None)
    assert tasks[0].query == FIRST[0]
    assert [turn.text for turn in tasks[2].history] == [*FIRST, "And then?", ""]


def test_an_utterance_that_opens_a_dialogue_is_no_task_but_its_knowledge_is_in_the_pool(tmp_path: Path) -> None:
    files = faithdial(tmp_path)
    rows = json.loads(files["questions"].read_text())
    opening = {"history": [], "speaker": "Wizard", "knowledge": "Opened.", "response": "Hello."}
    heard = {"history": ["Hello."], "speaker": "Apprentice"}
    write(files["questions"], [{"utterances": [opening, heard, *rows[0]["utterances"]]}])
    assert [task.id for task in questions.faithdial(files["questions"], None)] == ["1_3", "1_4"]
    assert [passage.id for passage in questions.faithdial_pool(files["questions"])] == ["1_1", "1_3", "1_4"]


def test_small_talk_of_mtrag_is_not_answered_by_the_documents_and_both_spellings_are_read(tmp_path: Path) -> None:
    files = mtrag(tmp_path)
    rows = [json.loads(line) for line in files["questions"].read_text().splitlines()]
    rows[1] = {**rows[1], "Answerability": ["CONVERSATIONAL"]}
    older = {
        key if key not in ("Collection", "Answerability") else key.lower(): value for key, value in rows[0].items()
    }
    write_lines(files["questions"], [{**older, "Multi-Turn": float("nan")}, rows[1]])
    tasks = questions.mtrag(files["questions"], files["gold"])
    assert [(task.id, task.answerable) for task in tasks] == [("c<::>1", True), ("c<::>2", False)]


def test_wrong_entries_are_named_by_file_and_place(tmp_path: Path) -> None:
    files = topiocqa(tmp_path)
    rows = json.loads(files["questions"].read_text())
    write(files["questions"], [rows[0], {**rows[1], "Context": 3}])
    with pytest.raises(UniconvError, match=r"topiocqa_dev.json` entry 2: not as published"):
        questions.topiocqa(files["questions"], files["gold"])
    write(files["questions"], [rows[0], {k: v for k, v in rows[1].items() if k != "Answer"}])
    with pytest.raises(UniconvError, match=r"entry 2: the field 'Answer' is missing"):
        questions.topiocqa(files["questions"], files["gold"])
    write(files["questions"], [rows[0]])
    with pytest.raises(UniconvError, match=r"the question '7_2' of the relevant passages is not in"):
        questions.topiocqa(files["questions"], files["gold"])
    write(files["questions"], [rows[0], rows[0]])
    with pytest.raises(UniconvError, match=r"has the question '7_1' twice"):
        questions.topiocqa(files["questions"], files["gold"])
    files["corpus"].write_text("id\ttext\ttitle\n1\tonly two\n")
    with pytest.raises(UniconvError, match=r"full_wiki_segments.tsv` line 2: 2 fields, not 3"):
        list(passages.wiki_segments(files["corpus"]))
    files["corpus"].write_text("number\ttext\n")
    with pytest.raises(UniconvError, match=r"line 1: the head must be"):
        list(passages.wiki_segments(files["corpus"]))
    damaged = tmp_path / "all_blocks.txt.gz"
    damaged.write_bytes(gzip.compress(b'{"id": "1"}\n' * 100)[:-9])
    with pytest.raises(UniconvError, match=r"all_blocks.txt.gz"):
        list(passages.blocks(damaged))


def test_files_that_are_missing_or_too_many_are_refused(tmp_path: Path, invoke) -> None:
    files = qrecc(tmp_path)
    with pytest.raises(UsageError, match="must be named"):
        invoke("qrecc", "--questions", files["questions"], "--work", tmp_path / "w")
    with pytest.raises(UsageError, match="beside its questions"):
        questions.qrecc(files["questions"], files["questions"])
    with pytest.raises(UsageError, match="has no corpus"):
        invoke("faithdial", *options(files), "--work", tmp_path / "w")
    with pytest.raises(UniconvError, match="cannot read"):
        list(passages.web_paragraphs(tmp_path / "none"))


def test_a_relevant_passage_that_is_not_in_the_corpus_stops_the_run(tmp_path: Path, invoke) -> None:
    files = orquac(tmp_path)
    write(files["gold"], {"C_abc_q#0": {"99@0": 1}})
    with pytest.raises(UniconvError, match=r"1 relevant passages are not in the corpus, such as '99@0'"):
        invoke("orquac", *options(files), "--work", tmp_path / "work")


# Killed and run again ----------------------------------------------------------------------------------------------

KILLED = """
import ir_measures, json, os, signal, sys
from fakes import FakeEmbedder
from uniconv_edge.cli import evaluation, evaluation_models
from uniconv_edge.evaluate.metrics import Overlap
from uniconv_edge.evaluate.published import shards
from uniconv_edge.types import Answer, Timings
from typer.testing import CliRunner

shards._SECONDS_BETWEEN_LINES = 0

def count(what):
    global left
    print(what, file=out, flush=True)
    if what == stop:
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

class Answers:
    def answer_from(self, turns, sources):
        count("answer")
        return Answer(turns[-1].text, True, sources[0].text, (), tuple(sources), Timings(0, 0, 1, 2), "fake", 0.5)

def save(*arguments, saved=shards._save):
    saved(*arguments)
    count("search")

shards._save = save
shards.build.__kwdefaults__["of_a_shard"] = 1
evaluation_models.embedder = lambda model: FakeEmbedder()
evaluation_models.answerer = lambda model: Answers()

# Each run in a process of its own, but what they need is imported once: of the scorers, when they are made.
Overlap()
for number, (stop, left, arguments) in enumerate(json.loads(sys.argv[1])):
    if child := os.fork():
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
        continue
    with open(f"{sys.argv[2]}/{number}.counted", "w") as out:
        said = CliRunner().invoke(evaluation.evaluation, arguments, catch_exceptions=False).stdout
    with open(f"{sys.argv[2]}/{number}.said", "w") as file:
        file.write(said)
    os._exit(0)
"""


def test_a_killed_benchmark_goes_on_and_finds_and_says_the_same(tmp_path: Path) -> None:
    """Killed in the search, killed again in the answers, then left alone."""
    files = topiocqa(tmp_path)

    def run(work: str, stop: str, left: int) -> tuple[str, int, list[str]]:
        arguments = ["benchmark", "topiocqa", *options(files), "--work", tmp_path / work, "--answers", 9, "--json"]
        return stop, left, [str(argument) for argument in arguments]

    write(files["questions"], json.loads(files["questions"].read_text()) + [
        {"Conversation_no": 8, "Turn_no": n, "Question": f"And number {n}?", "Answer": "x", "Context": []}
        for n in (1, 2)
    ])  # fmt: skip
    runs_of_all = (
        run("whole", "nowhere", 0), run("killed", "search", 1), run("killed", "answer", 2), run("killed", "nowhere", 0),
    )  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", KILLED, json.dumps(runs_of_all), str(tmp_path)],
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
    )  # fmt: skip
    assert done.stdout.split() == ["0", str(-signal.SIGKILL), str(-signal.SIGKILL), "0"], done.stderr
    assert json.loads((tmp_path / "3.said").read_text()) == json.loads((tmp_path / "0.said").read_text())
    counted = [(tmp_path / f"{number}.counted").read_text().split() for number in range(4)]
    searches, answers = ([each.count(what) for each in counted] for what in ("search", "answer"))
    assert searches[1:] == [2, searches[0] - 2, 0]  # the shard before the kill was saved
    assert answers[1:] == [0, 3, answers[0] - 2]  # the answer before the kill was not


def test_a_torn_answer_is_cut_off_and_answered_again(tmp_path: Path) -> None:
    class Answers:
        asked: ClassVar[list[str]] = []

        def answer_from(self, turns: Sequence[Turn], sources: Sequence[Hit]) -> Answer:
            self.asked.append(turns[-1].text)
            return Answer(turns[-1].text, True, "ten days", (), (), Timings(0, 0, 1, 2), "fake", 0.5)

    tasks = [Task(f"t:{n}", "toy", (), f"{n}?", (), ("ten days",), True) for n in range(3)]

    def run() -> list[float | None]:
        found = journal.judged(tmp_path, "m", Answers(), tasks, [[], [], []], lambda _: None)
        return [each.f1 for each in found]

    assert run() == [1.0, 1.0, 1.0]
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    assert run() == [1.0, 1.0, 1.0]
    assert path.read_bytes() == whole
    assert Answers.asked == ["0?", "1?", "2?", "2?"]
    list(journal.judged(tmp_path, "other", Answers(), tasks, [[], [], []], lambda _: None))
    assert len(Answers.asked) == 7


# Shards -------------------------------------------------------------------------------------------------------------


def many(count: int) -> Iterator[PoolPassage]:
    return (PoolPassage(f"p {number}", "", f"word{number} word{number % 7}") for number in range(count))


def test_the_sharded_search_finds_what_one_matrix_finds(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(shards, "_BLOCK_ROWS", 7)
    monkeypatch.setattr(shards, "_QUESTIONS_AT_ONCE", 2)
    embedder = FakeEmbedder()
    made = shards.build(tmp_path / "w", tmp_path, many(50), embedder, lambda _: None, of_a_shard=20)
    assert (made.rows, made.size) == ((20, 20, 10), 50)
    vectors = embedder.embed_passages([(p.title, p.text) for p in many(50)]).astype(np.float16).astype(np.float32)
    asked: FloatArray = vectors[[3, 17, 44]]
    found = shards.search(made, asked, 5, lambda _: None)
    similar = asked @ vectors.T
    expected = -np.sort(-similar, axis=1)[:, :5]
    assert np.allclose([[score for _, score in ranking] for ranking in found], expected, atol=1e-5)
    assert [ranking[0][0] for ranking in found] == [3, 17, 44]
    for row, ranking in zip(similar, found, strict=True):
        assert all(row[number] == pytest.approx(score, abs=1e-5) for number, score in ranking)
    assert shards.named(made, [44]) == {44: "p 44"}
    assert shards.absent(made, {"p 3", "p 50"}) == {"p 50"}


def test_a_stopped_run_goes_on_behind_the_last_whole_shard(tmp_path: Path) -> None:
    class Stopping(FakeEmbedder):
        def embed_passages(self, passages: Sequence[tuple[str, str]]) -> FloatArray:
            if any("word45" in text for _, text in passages):
                raise KeyboardInterrupt
            return super().embed_passages(passages)

    with pytest.raises(KeyboardInterrupt):
        shards.build(tmp_path / "w", tmp_path, many(50), Stopping(), lambda _: None, of_a_shard=20)
    embedder, lines = FakeEmbedder(), []
    made = shards.build(tmp_path / "w", tmp_path, many(50), embedder, lines.append, of_a_shard=20)
    assert made.rows == (20, 20, 10)
    assert len(embedder.embedded) == 10
    assert lines[0].startswith("2 shards are there")
    untouched = FakeEmbedder()
    shards.build(tmp_path / "w", tmp_path, many(50), untouched, lambda _: None, of_a_shard=20)
    assert untouched.embedded == []


def test_a_folder_of_another_model_or_a_damaged_shard_is_refused(tmp_path: Path) -> None:
    shards.build(tmp_path / "w", tmp_path, many(5), FakeEmbedder(), lambda _: None)
    with pytest.raises(UsageError, match="another corpus or model"):
        shards.build(tmp_path / "w", tmp_path, many(5), FakeEmbedder("other:1"), lambda _: None)
    (tmp_path / "w" / "00000.npy").write_bytes(b"no array")
    with pytest.raises(UniconvError, match=r"00000.npy` is damaged"):
        shards.build(tmp_path / "w", tmp_path, many(5), FakeEmbedder(), lambda _: None)
