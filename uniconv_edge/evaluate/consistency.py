"""Whether finding and answering agree, turn by turn: four kinds of turn. Pure.

    found, right    a relevant passage was offered and the answer is right       they agree
    found, wrong    it was offered, but the answer is wrong or was refused       a fault of the answer
    missed, right   it was not offered, yet the answer is right                  luck, or a passage that nobody marked
    missed, wrong   it was not offered and the answer is wrong or was refused    they agree; a fault of the search

An answer is right when its token F1 reaches `RIGHT`, or when it holds a reference of at most `SHORT_WORDS` words whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from uniconv_edge.errors import UsageError
from uniconv_edge.evaluate.metrics import answer_tokens
from uniconv_edge.evaluate.runs import Run, TaskRow
from uniconv_edge.evaluate.significance import Interval, holm, mean_interval, paired_randomisation

RIGHT = 0.3
SHORT_WORDS = 5
KINDS = ("found, right", "found, wrong", "missed, right", "missed, wrong")


@dataclass(frozen=True, slots=True)
class Consistency:
    """The turns of one run that have a relevant passage and a reference; `agrees` says of each, by its id, whether
    finding and answering agree. `improves` is the share of them with a
    relevant passage offered and a higher F1 than without any source; None when the run has no answers without."""

    name: str
    n: int
    turns: dict[str, list[TaskRow]]
    agrees: Mapping[str, bool]
    agreement: float
    agreement_interval: Interval | None
    improves: float | None
    improves_interval: Interval | None


def consistency(run: Run, right: float = RIGHT) -> Consistency:
    """Sort the turns of a run of `eval answers`. Raises UsageError when it is another run, or has no such turn."""
    if run.kind != "answers":
        raise UsageError(f"`{run.name}` is not a run of answers", "make one with `uniconv-edge eval answers --out`")
    rows = [row for row in run.rows if row.raw["relevant"] and row.metrics["F1"] is not None]
    if not rows:
        raise UsageError(f"no turn of `{run.name}` has a relevant passage and a reference", "name another run")
    turns: dict[str, list[TaskRow]] = {kind: [] for kind in KINDS}
    for row in rows:
        turns[kind_of(row, right)].append(row)
    agrees = {row.id: kind_of(row, right) in (KINDS[0], KINDS[3]) for row in rows}
    agree = [float(each) for each in agrees.values()]
    bare = [row.raw.get("bare_F1") for row in rows]
    better = [
        float(_found(row) and (row.metrics["F1"] or 0.0) > float(without))
        for row, without in zip(rows, bare, strict=True)
        if without is not None
    ]
    known = len(better) == len(rows)
    return Consistency(
        run.name, len(rows), turns, agrees, float(np.mean(agree)), mean_interval(agree),
        float(np.mean(better)) if known else None, mean_interval(better) if known else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """How the agreement of a run differs from that of the first, over the same turns: the difference of the shares, its
    bootstrap interval, and p of the paired randomisation test, corrected after Holm over the runs."""

    difference: float
    interval: Interval | None
    p: float
    p_holm: float


def changes(found: Sequence[Consistency]) -> list[Change | None]:
    """For each run its change against the first; None for the first, and for a run over other turns."""
    first, *others = found
    measured: list[tuple[npt.NDArray[np.float64], float] | None] = []
    for each in others:
        if each.agrees.keys() != first.agrees.keys():
            measured.append(None)
            continue
        before = np.asarray([first.agrees[task] for task in first.agrees], np.float64)
        after = np.asarray([each.agrees[task] for task in first.agrees], np.float64)
        measured.append((after - before, paired_randomisation(before, after)))
    corrected = iter(holm([pair[1] for pair in measured if pair is not None]))
    return [
        None,
        *(
            Change(float(pair[0].mean()), mean_interval(pair[0]), pair[1], next(corrected)) if pair else None
            for pair in measured
        ),
    ]


def kind_of(row: TaskRow, right: float = RIGHT) -> str:
    """One of KINDS."""
    return KINDS[2 * (not _found(row)) + (not _right(row, right))]


def _found(row: TaskRow) -> bool:
    return not set(row.raw["relevant"]).isdisjoint(row.raw["sources"])


def _right(row: TaskRow, right: float) -> bool:
    if not row.raw["answered"]:
        return False
    said = answer_tokens(str(row.raw["text"]))
    short = (answer_tokens(str(reference)) for reference in row.raw["references"])
    return (row.metrics["F1"] or 0.0) >= right or any(_holds(said, words) for words in short)


def _holds(said: Sequence[str], words: Sequence[str]) -> bool:
    length = len(words)
    return 0 < length <= SHORT_WORDS and any(
        list(said[start : start + length]) == list(words) for start in range(len(said) - length + 1)
    )


def as_json(found: Sequence[Consistency], right: float) -> dict[str, Any]:
    """The object of `--json`: for each run its counts, and the ids of the turns that do not agree."""
    return {
        "schema": 1,
        "right": right,
        "runs": [
            {
                "name": each.name,
                "n": each.n,
                "agreement": each.agreement,
                "agreement_interval": each.agreement_interval,
                "improves": each.improves,
                "improves_interval": each.improves_interval,
                "against_first": asdict(change) if change else None,
                "counts": {kind: len(rows) for kind, rows in each.turns.items()},
                "listed": {kind: [row.id for row in each.turns[kind]] for kind in KINDS[1:3]},
            }
            for each, change in zip(found, changes(found), strict=True)
        ],
    }


def as_markdown(found: Sequence[Consistency]) -> str:
    """The table for people: counts of turns, shares in percent."""
    head = ["run", "turns", *KINDS, "agree", "against the first", "p, Holm", "found and better than without sources"]
    lines = [head, ["---", *["---:"] * (len(head) - 1)]]
    for each, change in zip(found, changes(found), strict=True):
        counts = [str(len(each.turns[kind])) for kind in KINDS]
        lines.append(
            [
                each.name,
                str(each.n),
                *counts,
                _share(each.agreement, each.agreement_interval),
                f"{100 * change.difference:+.1f}" if change else "-",
                f"{change.p_holm:.3f}" if change else "-",
                "-" if each.improves is None else _share(each.improves, each.improves_interval),
            ]
        )
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def listed(found: Consistency, limit: int) -> str:
    """The first turns of either kind that does not agree, for people: id, question, what was said."""
    lines: list[str] = []
    for kind in KINDS[1:3]:
        lines.append(f"\n{found.name}: {kind}, {len(found.turns[kind])} turns")
        lines += [
            f"  {row.id}  {row.query}\n      said: {row.raw['text']}\n      expected: {row.raw['references'][0]}"
            for row in found.turns[kind][:limit]
        ]
    return "\n".join(lines)


def _share(value: float, interval: Interval | None) -> str:
    low, high = interval or (value, value)
    return f"{100 * value:.1f} [{100 * low:.1f}, {100 * high:.1f}]"
