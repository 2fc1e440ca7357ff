"""The same conversations through one model that finds and answers, and through separate models: one table.

Each system works in a process of its own, so that memory, load time and CPU seconds are its own. All have the same
passages in a library, the same search by words, fusion and choice of quotes; what differs is who makes the vectors.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt

from uniconv_edge.errors import UniconvError
from uniconv_edge.evaluate.datasets import EvaluationSet
from uniconv_edge.evaluate.encoder import open_encoder, open_own
from uniconv_edge.evaluate.lexical import as_document
from uniconv_edge.evaluate.significance import Interval, holm, mean_interval, paired_randomisation
from uniconv_edge.evaluate.vectors import Narrate, passage_vectors
from uniconv_edge.library.store import Store
from uniconv_edge.library.writer import Writer
from uniconv_edge.types import PassageEmbedder

# name in `figures`, head of the column, factor, digits
SHOWN = (
    ("R@5", "R@5 %", 100.0, 1),
    ("F1", "F1 %", 100.0, 1),
    ("answered", "answered %", 100.0, 1),
    ("load_seconds", "load s", 1.0, 2),
    ("peak_mib", "memory MiB", 1.0, 0),
    ("first_ms_1", "first word ms, turn 1", 1.0, 0),
    ("first_ms_2_4", "turns 2-4", 1.0, 0),
    ("first_ms_5", "turn 5+", 1.0, 0),
    ("cpu_seconds", "CPU s a question", 1.0, 3),
    ("disk_mib", "disk MiB", 1.0, 1),
)


@dataclass(frozen=True, slots=True)
class System:
    """`generator` answers. `embedder` makes the vectors: None when the generator's own pass does (one model), else a
    model folder, or with `encoder` the folder of somebody else's encoder."""

    name: str
    generator: Path
    embedder: Path | None = None
    encoder: bool = False

    def files(self) -> list[Path]:
        """The files that the system needs on the disk; of an encoder only those that are loaded."""
        folders = {self.generator, *([self.embedder] if self.embedder and not self.encoder else [])}
        found = [path for folder in sorted(folders) for path in folder.rglob("*") if path.is_file()]
        if self.encoder and self.embedder is not None:
            weights = [self.embedder / name for name in ("model_int8.onnx", "model.onnx")]
            found += [self.embedder / "tokenizer.json", next(path for path in weights if path.is_file())]
        return found


@dataclass(frozen=True, slots=True)
class Measured:
    """What one system gave; `figures` by the names of SHOWN, None where there was no such turn; `missing` says why a
    system was not measured. `values` are R@5 and F1 of each task."""

    name: str
    n: int
    figures: dict[str, float | None]
    missing: str = ""
    values: Mapping[str, Sequence[float | None]] = field(default_factory=dict)


def open_embedder(system: System) -> PassageEmbedder:
    """The embedder of a system's passages."""
    if system.encoder and system.embedder is not None:
        return open_encoder(system.embedder)
    return open_own(system.embedder or system.generator)


def measure(
    systems: Sequence[System], data: EvaluationSet, count: int, *, cache: Path, narrate: Narrate
) -> Iterator[Measured]:
    """Each system over the first `count` tasks of the set that have a relevant passage, in the order of the file, so
    that turns of a conversation follow each other."""
    tasks = data.scored[:count]
    if not tasks:
        raise UniconvError(f"no task of {data.name} has a relevant passage", "name another set")
    for system in systems:
        open_embedder(system)  # one that cannot be opened is said before the others are measured
    for system in systems:
        narrate(f"{system.name}: {len(tasks)} questions")
        embedder = open_embedder(system)
        with _library(data, embedder, cache, narrate) as folder:
            figures, values = _in_child(system, folder, _plain(data, len(tasks)))
            yield Measured(system.name, len(tasks), figures, values=values)


def _plain(data: EvaluationSet, count: int) -> list[dict[str, Any]]:
    return [
        {
            "history": [[turn.role, turn.text] for turn in task.history], "query": task.query, "depth": task.depth,
            "relevant": [data.position[identifier] for identifier in task.relevant], "references": task.responses,
        }
        for task in data.scored[:count]
    ]  # fmt: skip


@contextmanager
def _library(data: EvaluationSet, embedder: PassageEmbedder, cache: Path, narrate: Narrate) -> Iterator[Path]:
    """A library of the pool with the embedder's vectors, for as long as the context lasts."""
    vectors = passage_vectors(embedder, data, cache, narrate)
    with TemporaryDirectory(prefix="uniconv-edge-system-") as folder:
        store = Store.open(Path(folder), write=True)
        writer = Writer(store)
        writer.begin_model(embedder.identity, embedder.dims)
        writer.put(as_document(data.passages, vectors))
        store.close()
        yield Path(folder)


def _in_child(
    system: System, library: Path, tasks: list[dict[str, Any]]
) -> tuple[dict[str, float | None], dict[str, list[float | None]]]:
    order = {
        "generator": str(system.generator), "embedder": str(system.embedder) if system.embedder else None,
        "encoder": system.encoder, "library": str(library), "tasks": tasks,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "uniconv_edge.evaluate.system_child"],
        input=json.dumps(order), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise UniconvError(f"{system.name} stopped: {done.stderr.strip()[-600:]}", "measure the system alone")
    said = json.loads(done.stdout.splitlines()[-1])
    disk = sum(path.stat().st_size for path in system.files()) / 2**20
    return {**said["figures"], "disk_mib": disk}, said["values"]


@dataclass(frozen=True, slots=True)
class Test:
    """A system minus the first in one measure, over the `n` tasks that both have: bootstrap interval, and p of the
    paired randomisation test, corrected after Holm over systems and measures."""

    system: str
    metric: str
    n: int
    difference: float
    interval: Interval | None
    p_holm: float


def tests(found: Sequence[Measured]) -> list[Test]:
    """Every measured system against the first, in each measure that both have values of."""
    first, *others = found
    made: list[tuple[str, str, npt.NDArray[np.float64], float]] = []
    for other in (each for each in others if not each.missing):
        for metric in (name for name in first.values if name in other.values):
            pairs = [
                (one, two)
                for one, two in zip(first.values[metric], other.values[metric], strict=True)
                if one is not None and two is not None
            ]
            if pairs:
                before, after = (np.asarray(side, np.float64) for side in zip(*pairs, strict=True))
                made.append((other.name, metric, after - before, paired_randomisation(before, after)))
    corrected = holm([p for *_, p in made])
    return [
        Test(name, metric, len(change), float(change.mean()), mean_interval(change), p)
        for (name, metric, change, _), p in zip(made, corrected, strict=True)
    ]


def as_json(found: Sequence[Measured]) -> dict[str, Any]:
    """The object of `--json`: figures, and their ratios to the first system."""
    first = found[0].figures
    return {
        "schema": 1,
        "tests": [asdict(each) for each in tests(found)],
        "systems": [
            {
                **{name: value for name, value in asdict(each).items() if name != "values"},
                "ratio": {name: _ratio(each.figures.get(name), first.get(name)) for name, *_ in SHOWN},
            }
            for each in found
        ],
    }


def _ratio(value: float | None, first: float | None) -> float | None:
    return value / first if value is not None and first else None


def as_markdown(found: Sequence[Measured]) -> str:
    """The table for people: a figure and, behind the first system, its ratio to that system's."""
    lines = [["system", "n", *(head for _, head, _, _ in SHOWN)], ["---", *["---:"] * (len(SHOWN) + 1)]]
    for place, each in enumerate(found):
        if each.missing:
            lines.append([each.name, each.missing, *[""] * len(SHOWN)])
            continue
        cells = [
            _cell(each.figures, found[0].figures, name, (scale, digits), place) for name, _, scale, digits in SHOWN
        ]
        lines.append([each.name, str(each.n), *cells])
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    told = [
        f"{each.system}, {each.metric}: {100 * each.difference:+.1f}"
        + (f" [{100 * each.interval[0]:+.1f}, {100 * each.interval[1]:+.1f}]" if each.interval else "")
        + f", p {each.p_holm:.3f} (n {each.n})"
        for each in tests(found)
    ]
    if not told:
        return table
    return f"{table}\n\nAgainst {found[0].name}, paired randomisation test, Holm over all of these:\n" + "\n".join(told)


def _cell(
    figures: dict[str, float | None], first: dict[str, float | None], name: str, form: tuple[float, int], place: int
) -> str:
    value = figures.get(name)
    if value is None:
        return "-"
    ratio = _ratio(value, first.get(name)) if place else None
    return f"{value * form[0]:.{form[1]}f}" + (f" (x{ratio:.2f})" if ratio is not None else "")
