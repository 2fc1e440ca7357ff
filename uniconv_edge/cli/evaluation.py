"""`uniconv-edge eval`: measure retrieval and answers on sets in the two-file format of docs/evaluation.md."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TextIO

import typer

from uniconv_edge.cli import arguments, evaluation_benchmark, evaluation_models, evaluation_runs, evaluation_systems
from uniconv_edge.cli.arguments import JsonOption, ModelOption, PassagesOption, RunOption, TasksOption
from uniconv_edge.cli.output import SCHEMA, emit, emit_json, narrate
from uniconv_edge.errors import UniconvError, UsageError
from uniconv_edge.paths import model_folder

if TYPE_CHECKING:
    from uniconv_edge.evaluate.answers import Answering, Judged
    from uniconv_edge.evaluate.retrieval import Retrieval
    from uniconv_edge.evaluate.significance import Interval
    from uniconv_edge.types import PassageEmbedder

evaluation = typer.Typer(name="eval", help="Measure a model on evaluation sets.", no_args_is_help=True)

_SECONDS_BETWEEN_LINES = 30.0
_FOUND = 16  # passages of a question: eight are shown, of which the relevant ones are taken away

_Words = Literal["last", "user", "history", "both"]
_LexicalQuery = Annotated[
    _Words, typer.Option("--lexical-query", help="Whose words full text looks for; both: last and history, fused.")
]
_SetsFolder = Annotated[
    Path, typer.Argument(parser=arguments.path, help="A folder of <set>.tasks and <set>.passages files.")
]
_OnlySets = Annotated[list[str] | None, typer.Option("--set", help="Only this set (repeat for more).")]


def register(app: typer.Typer) -> None:
    """Add the group `eval`."""
    evaluation_runs.register(evaluation)
    evaluation_systems.register(evaluation)
    evaluation_benchmark.register(evaluation)
    app.add_typer(evaluation)


@evaluation.command("retrieval")
def _retrieval(
    tasks: TasksOption,
    passages: PassagesOption,
    model: ModelOption = None,
    query: Annotated[
        Literal["last", "session"], typer.Option(help="The search vector: of the last turn or the session.")
    ] = "session",
    retriever: Annotated[
        Literal["dense", "lexical", "fused"], typer.Option(help="How passages are searched.")
    ] = "dense",
    lexical_query: Annotated[
        _Words | None, typer.Option(help="Whose words full text looks for; as --query unless given.")
    ] = None,
    run: Annotated[
        Path | None, typer.Option(parser=arguments.path, help="Write the rankings to this file in TREC run format.")
    ] = None,
    qrels: Annotated[
        Path | None, typer.Option(parser=arguments.path, help="Write the relevant passages in TREC qrels format.")
    ] = None,
    out: RunOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure how well the relevant passages of a set are found."""
    from uniconv_edge.evaluate import retrieval as measured
    from uniconv_edge.evaluate import runs
    from uniconv_edge.evaluate.datasets import read_set
    from uniconv_edge.evaluate.vectors import cache_folder

    if out is not None:
        runs.check_free(out)
    data = read_set(tasks, passages)
    if skipped := len(data.tasks) - len(data.scored):
        narrate(f"{skipped} of {len(data.tasks)} tasks have no relevant passage and are not measured")
    embedder = None if retriever == "lexical" else evaluation_models.embedder(model)
    words = lexical_query or ("last" if query == "last" else "both")
    started = time.perf_counter()
    with measured.PoolSearch(data, data.scored, embedder, cache=cache_folder(), narrate=narrate) as search:
        rankings = search.rank(retriever, query, words)
    result = measured.score(data, data.scored, rankings, query=query, retriever=retriever)
    narrate(f"searched and measured {result.n} tasks in {time.perf_counter() - started:.1f} s")
    ranked = measured.run_lines(data, result) if run or out else []
    judged = measured.qrels_lines(result.tasks) if qrels or out else []
    _write(run, ranked)
    _write(qrels, judged)
    if out is not None:
        figures = {**result.as_json(), "kind": "retrieval", "model": embedder.identity if embedder else None}
        runs.keep(out, figures, measured.task_rows(data, result), ranked, judged)
    emit_json(result.as_json()) if as_json else _show(result, result.n, f"{result.retriever}, query {result.query}")


@evaluation.command("answers")
def _answers(
    tasks: TasksOption,
    passages: PassagesOption,
    model: ModelOption = None,
    gold: Annotated[bool, typer.Option("--gold", help="Offer the relevant passage among four others.")] = False,
    top_k: Annotated[int | None, typer.Option(min=1, help="Offer the first N passages found.")] = None,
    lexical_query: _LexicalQuery = "both",
    limit: Annotated[int | None, typer.Option(min=1, help="A seeded sample of N tasks.")] = None,
    details: Annotated[
        Path | None, typer.Option(parser=arguments.path, help="Write each answer as one JSON object a line.")
    ] = None,
    bare: Annotated[bool, typer.Option("--bare", help="Also answer without sources, for `eval consistency`.")] = False,
    out: RunOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure the answers of a set, from the relevant passage (--gold) or from the passages found (--top-k)."""
    if gold and top_k is not None:
        raise UsageError("`--gold` and `--top-k` exclude each other", "choose where the sources come from")
    from uniconv_edge.evaluate import answers as measured
    from uniconv_edge.evaluate import runs
    from uniconv_edge.evaluate.datasets import read_set
    from uniconv_edge.evaluate.retrieval import PoolSearch, qrels_lines
    from uniconv_edge.evaluate.vectors import cache_folder

    if out is not None:
        runs.check_free(out)
    data = read_set(tasks, passages)
    chosen = measured.sample(data.tasks, limit)
    embedder = evaluation_models.embedder(model)
    with PoolSearch(data, chosen, embedder, cache=cache_folder(), narrate=narrate) as search:
        if gold:
            offered = [(hits, 0.0) for hits in measured.gold_sources(search)]
        else:
            offered = list(measured.timed_sources(search, lexical_query, top_k or measured.GOLD_SOURCES))
    with _opened(details) as stream:
        sources, waited = zip(*offered, strict=True)
        answering = measured.judge_all(
            evaluation_models.answerer(model, data), chosen, sources, search_ms=waited, bare=bare
        )
        judged = _judge(answering, len(chosen), stream)
    result = measured.summarise(data.name, "gold" if gold else f"top-{top_k or measured.GOLD_SOURCES}", judged)
    if out is not None:
        figures = {**result.as_json(), "kind": "answers", "model": embedder.identity}
        rows = [measured.details(each) for each in judged]
        runs.keep(out, figures, rows, measured.offered_lines(judged, result.sources), qrels_lines(chosen))
    emit_json(result.as_json()) if as_json else _show(result, len(judged), f"sources {result.sources}")


@evaluation.command("table")
def _table(
    folder: _SetsFolder,
    model: ModelOption = None,
    lexical_only: Annotated[bool, typer.Option("--lexical-only", help="Without a model.")] = False,
    lexical_query: _LexicalQuery = "both",
    only: _OnlySets = None,
    baseline_encoder: Annotated[
        Path | None,
        typer.Option(parser=arguments.path, help="A converted encoder to compare with, a folder with uniconv.json."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Measure every set of a folder with every way of searching; R@5 / nDCG@10 in percent."""
    from uniconv_edge.evaluate import table
    from uniconv_edge.evaluate.vectors import cache_folder

    encoders: list[PassageEmbedder | None] = [None if lexical_only else evaluation_models.embedder(model)]
    names = []
    if baseline_encoder is not None:
        encoders.append(_baseline(baseline_encoder))
        names.append(baseline_encoder.name)
    columns = table.systems(model=not lexical_only, bm25=_has_bm25(), baselines=names, lexical_query=lexical_query)
    rows = list(
        table.run_table(folder, columns, encoders, cache=cache_folder(), narrate=narrate, only=tuple(only or ()))
    )
    emit_json(table.as_json(rows, columns)) if as_json else emit(table.as_markdown(rows, columns))


@evaluation.command("calibrate")
def _calibrate(
    folder: _SetsFolder,
    model: ModelOption = None,
    limit: Annotated[int, typer.Option(min=10, help="Tasks of each set.")] = 60,
    only: _OnlySets = None,
    without: Annotated[list[str] | None, typer.Option(help="Leave this measure out (repeat for more).")] = None,
    write: Annotated[bool, typer.Option("--write", help="Put the weights into the model's manifest.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Fit when the model says that the documents do not answer."""
    from uniconv_edge.assistant.answer import Assistant
    from uniconv_edge.assistant.quoting.abstain import MEASURES
    from uniconv_edge.assistant.words.terms import counts_in
    from uniconv_edge.evaluate import answers, calibrate
    from uniconv_edge.evaluate.datasets import find_sets, read_set
    from uniconv_edge.evaluate.retrieval import PoolSearch
    from uniconv_edge.evaluate.vectors import cache_folder

    groups: dict[str, list[list[calibrate.Example]]] = {}
    for name in without or ():
        if name not in MEASURES:
            raise UsageError(f"there is no measure `{name}`", f"choose from {', '.join(MEASURES)}")
    everything = not set(calibrate.SLOW) <= set(without or ())
    embedder = evaluation_models.embedder(model)
    with Assistant.open(model_folder(model), None) as assistant:
        for name, tasks, passages in find_sets(folder):
            if only and name not in only:
                continue
            data = read_set(tasks, passages)
            chosen = answers.sample(data.tasks, limit)
            assistant.assume_counts(counts_in(f"{p.title} {p.text}" for p in data.passages))
            with PoolSearch(data, chosen, embedder, cache=cache_folder(), narrate=narrate) as search:
                found = answers.found_sources(search, "both", _FOUND)
                groups[name] = list(calibrate.examples(assistant, chosen, found, everything=everything))
            right = sum(examples[0][1] for examples in groups[name])
            narrate(f"{name}: {len(groups[name])} questions, {right} quoted rightly")
    weights = calibrate.fit(calibrate.flat(chain.from_iterable(groups.values())), without=without or ())
    outside = calibrate.held_out(groups, without=without or ())
    if write:
        calibrate.write(model_folder(model), weights)
    if as_json:
        emit_json({"schema": SCHEMA, "calibration": weights, "held_out": outside})
    else:
        emit("\n".join(f"{key}: {value:g}" for key, value in weights.items()))
        for name, row in outside.items():
            emit(f"AUROC {name}: " + ", ".join(f"{how} {value:.3f}" for how, value in row.items()))


def _baseline(folder: Path) -> PassageEmbedder:
    if (folder / "uniconv.json").is_file():
        return evaluation_models.embedder(str(folder.absolute()))
    raise UsageError(
        f"`{folder}` is not a converted model",
        "convert the encoder with `uniconv-edge convert`, or use benchmarks/baselines.py for a "
        "sentence-transformers folder",
    )


def _has_bm25() -> bool:
    from importlib.util import find_spec

    found = find_spec("bm25s") is not None and find_spec("Stemmer") is not None
    if not found:
        narrate("the columns of bm25s are left out: `pip install '.[eval]'` in the folder of the source adds them")
    return found


def _judge(judged: Iterable[Judged], count: int, stream: TextIO | None) -> list[Judged]:
    """Collect the answers, each written to `stream` as it comes, with a line now and then about how far it is."""
    from uniconv_edge.evaluate.answers import details

    done: list[Judged] = []
    started = last = time.perf_counter()
    for each in judged:
        done.append(each)
        if stream is not None:
            stream.write(json.dumps(details(each)) + "\n")
            stream.flush()
        if time.perf_counter() - last > _SECONDS_BETWEEN_LINES:
            last = time.perf_counter()
            narrate(f"{len(done)} of {count} tasks, {(last - started) / len(done):.1f} s each")
    return done


@contextmanager
def _opened(path: Path | None) -> Iterator[TextIO | None]:
    """The file opened for writing, before the work that fills it; None when none is named."""
    if path is None:
        yield None
        return
    try:
        with path.open("w", encoding="utf-8") as stream:
            yield stream
    except OSError as error:
        raise UniconvError(f"cannot write `{path}`: {error.strerror}", "name another file") from error


def _write(path: Path | None, lines: Sequence[str]) -> None:
    with _opened(path) as stream:
        if stream is not None:
            stream.writelines(f"{line}\n" for line in lines)


def _show(result: Retrieval | Answering, tasks: int, how: str) -> None:
    emit(f"{result.set}: {tasks} tasks, {how}")
    for metric, value in result.metrics.items():
        emit(_line(metric, value, result.intervals[metric]))


def _line(metric: str, value: float | None, interval: Interval | None) -> str:
    if value is None or interval is None:
        return f"  {metric:<22}     -"
    return f"  {metric:<22} {100 * value:5.1f}   [{100 * interval[0]:.1f}, {100 * interval[1]:.1f}]"
