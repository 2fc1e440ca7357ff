"""Every pair of several runs over the same tasks: difference, interval, p, corrected p. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np

from uniconv_edge.errors import UsageError
from uniconv_edge.evaluate.runs import Run
from uniconv_edge.evaluate.significance import Interval, holm, mean_interval, paired_randomisation

_HEAD = ("measure", "runs", "n", "first", "second", "difference", "95 % interval", "p", "p, Holm")


@dataclass(frozen=True, slots=True)
class Difference:
    """The second run minus the first, over `n` tasks that both have. `p` is of the paired randomisation test,
    `p_holm` corrected over all pairs of runs and all measures of the comparison."""

    metric: str
    first: str
    second: str
    n: int
    first_mean: float
    second_mean: float
    difference: float
    interval: Interval | None
    p: float
    p_holm: float


def compare(runs: Sequence[Run], metrics: Sequence[str] = ()) -> list[Difference]:
    """All pairs of the runs, for the measures named or for all that every run has.

    Raises UsageError for fewer than two runs, runs over different tasks, or a measure that a run does not have.
    """
    if len(runs) < 2:
        raise UsageError("a comparison needs at least two runs", "name two or more run folders")
    first, *others = runs
    for other in others:
        _same_tasks(first, other)
    shared = [name for name in first.rows[0].metrics if all(name in run.rows[0].metrics for run in runs)]
    unknown = next((name for name in metrics if name not in shared), None)
    if unknown is not None:
        raise UsageError(f"not every run has the measure {unknown!r}", f"they share {', '.join(shared) or 'none'}")
    if not shared:
        raise UsageError("the runs share no measure", "compare runs of the same kind")
    found = [each for metric in metrics or shared for each in _of_metric(runs, metric)]
    return [replace(each, p_holm=p) for each, p in zip(found, holm([each.p for each in found]), strict=True)]


def _same_tasks(first: Run, other: Run) -> None:
    one, two = ({row.id for row in run.rows} for run in (first, other))
    if one != two:
        lonely = min(one ^ two)
        raise UsageError(
            f"`{first.name}` and `{other.name}` are not over the same tasks: {len(one ^ two)} are in one only, "
            f"such as {lonely!r}",
            "make both runs with the same set and the same `--limit`",
        )


def _of_metric(runs: Sequence[Run], metric: str) -> list[Difference]:
    values = [{row.id: row.metrics[metric] for row in run.rows if row.metrics[metric] is not None} for run in runs]
    found: list[Difference] = []
    for one, two in combinations(range(len(runs)), 2):
        both = [task for task in values[one] if task in values[two]]
        if not both:
            continue
        before, after = (np.asarray([values[i][task] for task in both], np.float64) for i in (one, two))
        found.append(
            Difference(
                metric, runs[one].name, runs[two].name, len(both),
                float(before.mean()), float(after.mean()), float(after.mean() - before.mean()),
                mean_interval(after - before), paired_randomisation(before, after), 0.0,
            )
        )  # fmt: skip
    return found


def as_json(differences: Sequence[Difference]) -> dict[str, Any]:
    """The object of `--json`."""
    return {"schema": 1, "pairs": [asdict(each) for each in differences]}


def as_markdown(differences: Sequence[Difference]) -> str:
    """The table for people, shares in percent."""
    lines = [list(_HEAD), ["---", "---", *["---:"] * (len(_HEAD) - 2)]]
    for each in differences:
        low, high = each.interval or (0.0, 0.0)
        lines.append(
            [
                each.metric, f"{each.first} → {each.second}", str(each.n),
                f"{100 * each.first_mean:.1f}", f"{100 * each.second_mean:.1f}", f"{100 * each.difference:+.1f}",
                f"{100 * low:+.1f} to {100 * high:+.1f}", _p(each.p), _p(each.p_holm),
            ]
        )  # fmt: skip
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _p(value: float) -> str:
    return f"{value:.4f}" if value >= 1e-4 else "< 0.0001"
