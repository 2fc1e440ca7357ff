"""`eval benchmark`: the paper's protocol on a published benchmark, in the files its authors publish."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from uniconv_edge.cli import arguments, evaluation_models
from uniconv_edge.cli.arguments import JsonOption, ModelOption, RunOption
from uniconv_edge.cli.output import emit, emit_json, narrate
from uniconv_edge.errors import UsageError
from uniconv_edge.paths import MANIFEST_FILE, PAIR_FILE, model_folder

if TYPE_CHECKING:
    from uniconv_edge.evaluate.answers import Answerer
    from uniconv_edge.evaluate.published.protocol import Found
    from uniconv_edge.types import PassageEmbedder

_Name = Literal["topiocqa", "qrecc", "orquac", "inscit", "faithdial", "mtrag"]
_Questions = Annotated[
    Path, typer.Option("--questions", parser=arguments.path, help="The published file of questions.")
]
_Gold = Annotated[
    Path | None,
    typer.Option("--gold", parser=arguments.path, help="The published file of relevant passages, if it is another."),
]
_Corpus = Annotated[
    Path | None, typer.Option("--corpus", parser=arguments.path, help="The published passages: a file or a folder.")
]
_Work = Annotated[
    Path, typer.Option("--work", parser=arguments.path, help="A folder for the vectors; a stopped run goes on there.")
]


def register(group: typer.Typer) -> None:
    """Add the command to the group `eval`."""
    group.command("benchmark")(_benchmark)


def _benchmark(
    name: Annotated[_Name, typer.Argument(help="Which benchmark.")],
    questions: _Questions,
    work: _Work,
    gold: _Gold = None,
    corpus: _Corpus = None,
    model: ModelOption = None,
    query: Annotated[Literal["last", "session"], typer.Option(help="The search vector.")] = "session",
    answers: Annotated[int, typer.Option(min=0, help="Answer a seeded sample of N questions too.")] = 0,
    out: RunOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure a published benchmark with the paper's protocol: exact dense search, NDCG@3, MRR, Recall, F1."""
    from uniconv_edge.evaluate import runs

    if out is not None:
        runs.check_free(out)
    source = _source(name, questions, corpus)
    opened = evaluation_models.embedder(model)
    found = _find(name, questions, gold, source, work, opened, query)
    figures = found.as_json()
    if answers:
        figures["answers"] = _answers(
            found, name, source, work, _weights(model), evaluation_models.answerer(model), answers
        )
    if out is not None:
        _keep(out, found, {**figures, "kind": "retrieval", "model": opened.identity})
    emit_json(figures) if as_json else _show(figures)


def _source(name: str, questions: Path, corpus: Path | None) -> Path:
    if name == "faithdial":
        if corpus is not None:
            raise UsageError("faithdial has no corpus: its knowledge is in the questions", "leave out `--corpus`")
        return questions
    if corpus is None:
        raise UsageError(f"the passages of {name} must be named", "name the file or the folder with `--corpus`")
    return corpus


def _find(
    name: str, questions: Path, gold: Path | None, source: Path, work: Path, embedder: PassageEmbedder, query: str
) -> Found:
    from uniconv_edge.evaluate.published import passages, protocol, shards
    from uniconv_edge.evaluate.published.questions import READERS

    tasks = READERS[name](questions, gold)
    narrate(f"{name}: {len(tasks)} questions, {sum(bool(task.relevant) for task in tasks)} with a relevant passage")
    stored = shards.build(work, source, passages.READERS[name](source), embedder, narrate)
    began = time.perf_counter()
    found = protocol.find(name, tasks, stored, embedder, query, narrate)
    narrate(f"searched {stored.size} passages in {time.perf_counter() - began:.1f} s")
    return found


def _weights(model: str | None) -> str:
    """What decides the answers of a model: its manifest names the digests of its files, and its calibration."""
    folder = model_folder(model)
    return "".join(path.read_text("utf-8") for name in (MANIFEST_FILE, PAIR_FILE) if (path := folder / name).is_file())


def _answers(
    found: Found, name: str, source: Path, work: Path, weights: str, answerer: Answerer, count: int
) -> dict[str, Any]:
    from uniconv_edge.evaluate import answers
    from uniconv_edge.evaluate.published import journal, passages, protocol

    chosen = answers.sample(found.tasks, count)
    offered = list(protocol.sources(found, chosen, passages.READERS[name](source)))
    judged = list(journal.judged(work, weights, answerer, chosen, offered, narrate))
    return answers.summarise(name, f"top-{protocol.SOURCES}", judged).as_json()


def _keep(out: Path, found: Found, figures: dict[str, Any]) -> None:
    from uniconv_edge.evaluate import retrieval, runs

    named = {
        task.id: [(identifier.replace(" ", "_"), score) for _, identifier, score in ranking]
        for task, ranking in zip(found.tasks, found.rankings, strict=True)
        if task.relevant
    }
    qrels = [f"{task.id} 0 {identifier.replace(' ', '_')} 1" for task in found.scored for identifier in task.relevant]
    runs.keep(out, figures, found.task_rows(), retrieval.trec_run(named, "dense"), qrels)


def _show(figures: dict[str, Any]) -> None:
    emit(
        f"{figures['set']}: {figures['n']} questions over {figures['passages']} passages, query {figures['query']}; "
        f"{figures['without_truth']} have no relevant passage and are not measured"
    )
    for part in (figures, figures.get("answers", {"metrics": {}})):
        for metric, value in part["metrics"].items():
            low, high = part["intervals"][metric] or (0.0, 0.0)
            emit(
                f"  {metric:<22} "
                + ("-" if value is None else f"{100 * value:5.1f}   [{100 * low:.1f}, {100 * high:.1f}]")
            )
