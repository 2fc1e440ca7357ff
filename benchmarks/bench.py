"""One screen of the program's speed and quality, kept with its date, machine and commit, and checked against the last.

    python benchmarks/bench.py [--model MODEL] [--no-keep] [--strict] [--json]

What is measured, in one process: indexing made-up documents (text of examples/ in a seeded order), then the questions
of first_light.jsonl about examples/ in a library of both, and how many of the ten nearest passages the graph of a large
library finds that a scan of all finds (made-up passages, as many as the smallest library that has a graph).

`relative` divides each time and rate by a yardstick that is measured before, between and after (fixed work in numpy,
hashlib and Python; the fastest counts), so that runs on a slow machine of the same class can be compared; memory, disk
and quality need none. When the yardstick had to wait for its
core, the machine was busy: then times and rates are shown but not compared.

The result goes to benchmarks/results/DATE-COMMIT.json, unless the machine was busy. It is compared with the latest one
there of the same class of machine: a relative figure that is more than 15 % worse is a warning, and with --strict the
exit code is 1.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import first_light
import numpy as np
from search import recall

from uniconv_edge import paths
from uniconv_edge.assistant.answer import Assistant
from uniconv_edge.library import vectors
from uniconv_edge.library.quantised import Quantised
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.model.embedder import OnnxEmbedder
from uniconv_edge.model.generator import Generator
from uniconv_edge.model.manifest import read_manifest
from uniconv_edge.types import Finished, Published, Skipped, Turn

RESULTS = Path(__file__).resolve().parent / "results"
TOLERANCE = 0.15
_MADE_UP = 20_000  # passages, of which a graph is made
DOCUMENTS, WORDS = 15, 1500
# name, head for people, unit, whether more is better, whether it is divided by the yardstick
FIGURES = (
    ("index_passages_a_second", "index", "passages/s", True, True),
    ("load_ms", "load", "ms", False, True),
    ("search_ms", "search", "ms", False, True),
    ("first_token_ms", "first word", "ms", False, True),
    ("turn_ms", "whole answer", "ms", False, True),
    ("read_tokens_a_second", "read (prefill)", "tokens/s", True, True),
    ("decode_tokens_a_second", "decode", "tokens/s", True, True),
    ("cpu_seconds", "CPU a question", "s", False, True),
    ("peak_mib", "memory, peak", "MiB", False, False),
    ("model_mib", "model on the disk", "MiB", False, False),
    ("library_bytes_a_passage", "library on the disk", "bytes/passage", False, False),
    ("recall_at_10", "nearest ten, by graph", "share", True, False),
    ("right_document_first", "right document first", "share", True, False),
    ("answered", "answerable answered", "share", True, False),
    ("phrase_quoted", "expected phrase quoted", "share", True, False),
    ("refused", "unanswerable refused", "share", True, False),
)


def yardstick() -> tuple[float, float]:
    """(CPU seconds, seconds) of fixed work on one core; they are the same when nothing else wants the core."""
    values = np.random.default_rng(0).standard_normal(500_000)
    began, started = time.perf_counter(), time.process_time()
    np.sort(np.tanh(values))
    hashlib.sha256(bytes(32_000_000)).digest()
    sum(number % 7 for number in range(400_000))
    return time.process_time() - started, time.perf_counter() - began


def machine() -> str:
    """The class of the machine, without its name."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        processor = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        processor = platform.processor() or platform.machine()
    return f"{platform.system()} {platform.machine()}, {processor}, {os.cpu_count()} cores"


def commit() -> str:
    """The short hash, with "+" when files of the program differ from it; "unknown" without git."""
    here = Path(__file__).resolve().parent
    try:
        found = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=here, capture_output=True, text=True)
        changed = subprocess.run(
            ["git", "status", "--porcelain", "-uno", ":/uniconv_edge"], cwd=here, capture_output=True, text=True
        )
    except OSError:
        return "unknown"
    return (found.stdout.strip() or "unknown") + ("+" if changed.stdout.strip() else "")


def example_sentences() -> list[str]:
    """The sentences of the plain examples, roughly."""
    texts = [
        path.read_text(encoding="utf-8")
        for path in sorted(first_light.EXAMPLES.iterdir())
        if path.suffix in (".md", ".rst", ".txt")
    ]
    return [part.strip() for text in texts for part in text.replace("\n", " ").split(". ") if len(part) > 30]


def write_documents(folder: Path) -> None:
    """Made-up documents: the sentences of the plain examples in a seeded order."""
    folder.mkdir()
    chance, sentences = random.Random(1), example_sentences()
    for number in range(DOCUMENTS):
        body = " ".join(f"{chance.choice(sentences)} ({number}-{i})." for i in range(WORDS // 15))
        (folder / f"made-up-{number}.md").write_text(f"# Paper {number}\n\n{body}\n", encoding="utf-8")


def index(library: Path, model: Path, documents: Path) -> dict[str, float]:
    """Read the documents into the library."""
    embedder = OnnxEmbedder.open(model)
    began, passages = time.perf_counter(), 0
    for event in sync(library, [documents, first_light.EXAMPLES], embedder):
        if isinstance(event, Skipped):
            print(f"skipped {event.path}: {event.reason}", file=sys.stderr)
        elif isinstance(event, Published):
            passages = event.passages
    seconds = time.perf_counter() - began
    size = sum(path.stat().st_size for path in library.rglob("*") if path.is_file())
    return {"index_passages_a_second": passages / seconds, "library_bytes_a_passage": size / passages}


def graph_recall(model: Path) -> dict[str, float]:
    """recall@10 of the graph against the exact scan, over made-up passages as the model embeds them, asked with the
    questions about examples/ and with their own sentences."""
    embedder = OnnxEmbedder.open(model)
    chance, sentences = random.Random(2), example_sentences()
    words = " ".join(sentences).split()
    starts = [chance.choices(range(len(words) - 8), k=2) for _ in range(_MADE_UP)]
    texts = [("", " ".join(words[one : one + 8] + words[two : two + 8])) for one, two in starts]
    matrix, ids = embedder.embed_passages(texts), np.arange(1, len(texts) + 1)
    questions = first_light.read_questions({"examples"})
    asked = [(*question.turns, Turn("user", question.text)) for question in questions]
    asked += [(Turn("user", sentence),) for sentence in chance.sample(sentences, 100)]
    stored = Quantised.of(matrix)
    graph = vectors.VectorIndex(ids, stored[:0], vectors.graph_of(ids, stored.matrix()))
    return {"recall_at_10": recall(graph, vectors.VectorIndex(ids, stored), embedder.embed_sessions(asked))}


def ask(library: Path, model: Path) -> dict[str, float]:
    """The questions about examples/."""
    began = time.perf_counter()
    with Assistant.open(model, library) as assistant, Store.open(library) as store:
        load = time.perf_counter() - began
        questions = first_light.read_questions({"examples"})
        outcomes, timings, cpu = [], [], []
        for question in questions:
            assistant.reset(question.turns)
            before = time.process_time()
            answer = next(event.answer for event in assistant.ask(question.text) if isinstance(event, Finished))
            cpu.append(time.process_time() - before)
            timings.append(answer.timings)
            outcomes.append(first_light.judged(store, question, answer))
    shares = {name: hits / count if count else 0.0 for name, (hits, count) in first_light.figures(outcomes).items()}
    return {
        "load_ms": 1e3 * load,
        "search_ms": statistics.median(t.search_ms for t in timings),
        "first_token_ms": statistics.median(t.first_token_ms for t in timings),
        "turn_ms": statistics.median(t.total_ms for t in timings),
        "cpu_seconds": statistics.fmean(cpu),
        "right_document_first": shares["right document first"],
        "answered": shares["answerable questions answered"],
        "phrase_quoted": shares["expected phrase inside the quotes"],
        "refused": shares["unanswerable questions refused"],
    }


def decode(model: Path) -> dict[str, float]:
    """Tokens a second: many at once, and one after the other."""
    generator = Generator.open(model)
    count = min(256, generator.context_length // 2)
    ids = [7 + number % 500 for number in range(count)]
    generator.append(ids)
    generator.roll_back(0)
    began = time.perf_counter()
    generator.append(ids)
    read = count / (time.perf_counter() - began)
    began = time.perf_counter()
    for token in ids[:64]:
        generator.append([token])
    decoded = 64 / (time.perf_counter() - began)
    generator.close()
    return {"read_tokens_a_second": read, "decode_tokens_a_second": decoded}


def measure(model: Path) -> dict[str, Any]:
    """All figures, and the object that is kept."""
    sticks = [yardstick(), yardstick()]
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        write_documents(Path(folder) / "made-up")
        figures = index(library, model, Path(folder) / "made-up")
        sticks.append(yardstick())
        figures |= ask(library, model)
    sticks.append(yardstick())
    figures |= decode(model)
    sticks.append(yardstick())
    figures["peak_mib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        2**20 if sys.platform == "darwin" else 2**10
    )
    figures |= graph_recall(model)  # after the peak of memory, which is that of a person's use
    figures["model_mib"] = sum(path.stat().st_size for path in model.rglob("*") if path.is_file()) / 2**20
    return {
        "schema": 1, "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M"), "commit": commit(), "machine": machine(),
        "model": read_manifest(model).identity, "yardstick_seconds": min(cpu for cpu, _ in sticks),
        "contention": max(seconds / cpu for cpu, seconds in sticks),
        "figures": {name: figures[name] for name, *_ in FIGURES},
        "relative": relative(figures, min(cpu for cpu, _ in sticks)),
    }  # fmt: skip


def relative(figures: Mapping[str, float], stick: float) -> dict[str, float]:
    """Each figure in yardsticks where it is a time or a rate, else as it is."""
    found = {}
    for name, _, unit, more, timed in FIGURES:
        factor = (stick if more else 1 / (stick * (1e3 if unit == "ms" else 1))) if timed else 1.0
        found[name] = figures[name] * factor
    return found


def earlier(result: Mapping[str, Any]) -> dict[str, Any] | None:
    """The latest kept result of the same class of machine."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in RESULTS.glob("*.json")]
    same = [each for each in found if each["machine"] == result["machine"]]
    return max(same, key=lambda each: each["date"], default=None)


def worse(now: Mapping[str, Any], before: Mapping[str, Any]) -> list[str]:
    """A line for each relative figure that is more than TOLERANCE worse than before. Times and rates are compared only
    when the core was free in both runs; CPU seconds always."""
    lines = []
    for name, head, _, more, timed in FIGURES:
        old, new = before["relative"].get(name), now["relative"][name]
        if not old or (timed and name != "cpu_seconds" and (busy(now) or busy(before))):
            continue
        change = old / new - 1 if more and new else new / old - 1 if not more else float("inf")
        if change > TOLERANCE:
            which = "" if now["model"] == before["model"] else f", {before['model']}"
            lines.append(f"{head}: {100 * change:.0f} % worse than on {before['date']} ({before['commit']}{which})")
    return lines


def busy(result: Mapping[str, Any]) -> bool:
    """Whether other programs wanted the core during a run."""
    return float(result["contention"]) > 1 + TOLERANCE


def screen(result: Mapping[str, Any], before: Mapping[str, Any] | None) -> str:
    """The figures for people, with the change of the relative ones since `before`."""
    lines = [f"{result['date']}  {result['commit']}  {result['model']}", result["machine"], ""]
    for name, head, unit, *_ in FIGURES:
        value = result["figures"][name]
        shown = (
            f"{100 * value:8.1f} %"
            if unit == "share"
            else f"{value:8.1f} {unit}"
            if value >= 1
            else f"{value:8.3f} {unit}"
        )
        old = before["relative"].get(name) if before else None
        lines.append(f"{head:<24}{shown:<26}" + (f"x{result['relative'][name] / old:.2f}" if old else ""))
    if busy(result):
        lines.append(f"\nthe machine was busy: the yardstick took {result['contention']:.1f} times its CPU time;")
        lines.append("times and rates of this run are not compared with others")
    return "\n".join(lines)


def kept(result: Mapping[str, Any]) -> str:
    """Write the result, unless the machine was busy; says which."""
    if busy(result):
        return "not kept: the machine was busy"
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{result['date'].replace(' ', '-').replace(':', '')}-{result['commit'].rstrip('+')}.json"
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return f"kept as {path.name}"


def main() -> int:
    """Measure, show, check, keep."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", help="a model folder, or the name of a model")
    parser.add_argument("--no-keep", action="store_true", help="do not write the result")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when something is more than 15 %% worse")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = measure(paths.model_folder(options.model))
    before = earlier(result)
    print(json.dumps(result) if options.json else screen(result, before))
    warnings = worse(result, before) if before else []
    for line in warnings:
        print(f"warning: {line}", file=sys.stderr)
    if not options.no_keep:
        print(kept(result), file=sys.stderr)
    return int(options.strict and bool(warnings))


if __name__ == "__main__":
    sys.exit(main())
