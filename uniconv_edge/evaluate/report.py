"""One page about runs: plots of where quality is lost, and the worst turns with all that a person needs to see why.

The page is one HTML file without a script, a font or an address. All text of the data is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import numpy as np

from uniconv_edge.evaluate import plots
from uniconv_edge.evaluate.consistency import KINDS, kind_of
from uniconv_edge.evaluate.groups import by_key, question_type, turn_name
from uniconv_edge.evaluate.runs import Run, TaskRow
from uniconv_edge.library.text import clean

WORST = 50
_BINS = 10
_STYLE = """body{font:15px/1.45 sans-serif;margin:2em auto;max-width:62em;padding:0 1em;color:#222}
figure{display:inline-block;margin:.5em;width:28em;vertical-align:top}figcaption{font-size:13px;color:#555}
table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.2em .6em;text-align:right}
td:first-child,th:first-child{text-align:left}details{border-top:1px solid #ccc;padding:.4em 0}
summary{cursor:pointer}dt{font-weight:bold;margin-top:.4em}dd{margin:0 0 .3em 1em;white-space:pre-wrap}small{color:#555}
.gold{background:#e2f5e2}"""


def page(runs: Sequence[Run], worst: int = WORST) -> str:
    """The page, as text. Each run has a section; runs of answers also have calibration and worst turns."""
    names = ", ".join(run.name for run in runs)
    body = "".join(_section(run, worst) for run in runs)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{_safe(names)}</title>'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<style>{_STYLE}</style></head><body><h1>Report: {_safe(names)}</h1>{body}</body></html>\n"
    )


def _section(run: Run, worst: int) -> str:
    metric = leading_metric(run)
    figures = [
        _figure(_by(run, metric, [turn_name(row.turn) for row in run.rows], "turn"), f"{metric} by turn, percent"),
        _figure(
            _by(run, metric, [question_type(row.query) for row in run.rows], "type of question"),
            f"{metric} by the question's first asking word",
        ),
    ]
    if run.kind == "answers":
        figures += _answer_figures(run)
    shown = worst_turns(run, worst)
    turns = "".join(_turn(row, metric) for row in shown)
    return (
        f"<h2>{_safe(run.name)}: {_safe(run.figures.get('set', ''))}, {len(run.rows)} tasks</h2>"
        f"<p>{_safe(_what(run.figures))}</p>"
        f"{_table(run.figures)}{''.join(figures)}"
        f"<h3>The {len(shown)} worst turns, by {_safe(metric)}</h3>{turns}"
    )


def _what(figures: Mapping[str, Any]) -> str:
    """Which model, and how it searched or what it was offered."""
    told = [f"{name} {figures[name]}" for name in ("retriever", "query", "sources") if figures.get(name)]
    return "; ".join([f"model {figures.get('model') or 'none'}", *told])


def leading_metric(run: Run) -> str:
    """The measure that plots and the order of the worst turns are about: F1, else nDCG@10 or NDCG@3, else the first."""
    names = list(run.rows[0].metrics)
    return next((name for name in ("F1", "nDCG@10", "NDCG@3") if name in names), names[0])


def worst_turns(run: Run, count: int) -> list[TaskRow]:
    """The turns of lowest leading measure, of equal ones those that the model was surest of; then unanswerable turns
    that were answered."""
    metric = leading_metric(run)
    judged = [row for row in run.rows if row.metrics[metric] is not None]
    judged.sort(key=lambda row: (row.metrics[metric] or 0.0, -float(row.raw.get("confidence", 0.0))))
    invented = [row for row in run.rows if not row.answerable and row.raw.get("answered")]
    return [*judged, *(row for row in invented if row not in judged)][:count]


def risk_coverage(run: Run) -> list[tuple[float, float]]:
    """(share of the tasks answered, share of those answered that are wrong), by falling confidence. Wrong are an
    unanswerable task that is answered and an answer that `consistency` calls wrong."""
    rows = sorted(run.rows, key=lambda row: -float(row.raw["confidence"]))
    wrong = np.cumsum([not _right(row) for row in rows])
    steps = sorted({max(1, round(len(rows) * step / 20)) for step in range(1, 21)})
    return [(step / len(rows), float(wrong[step - 1]) / step) for step in steps]


def reliability(run: Run) -> list[tuple[float, float]]:
    """(mean confidence, share whose sources answer) of the tasks in each tenth of the range that has any. The sources
    answer when the task is answerable and, where its relevant passages are known, one of them was offered."""
    bins: dict[int, list[TaskRow]] = {}
    for row in run.rows:
        bins.setdefault(min(_BINS - 1, int(float(row.raw["confidence"]) * _BINS)), []).append(row)
    return [
        (
            float(np.mean([float(row.raw["confidence"]) for row in rows])),
            float(np.mean([_carried(row) for row in rows])),
        )
        for _, rows in sorted(bins.items())
    ]


def _carried(row: TaskRow) -> bool:
    relevant = set(map(str, row.raw.get("relevant", ())))
    return row.answerable and (not relevant or not relevant.isdisjoint(map(str, row.raw.get("sources", ()))))


def _right(row: TaskRow) -> bool:
    return row.answerable and row.metrics.get("F1") is not None and kind_of(row) in (KINDS[0], KINDS[2])


def _answer_figures(run: Run) -> list[str]:
    return [
        _figure(
            plots.lines(
                "risk and coverage", [plots.Line("wrong", risk_coverage(run))], "percent of the tasks answered"
            ),
            "Risk: share of the answers that are wrong, when only the surest are given",
        ),
        _figure(
            plots.lines(
                "reliability", [plots.Line("sources answer", reliability(run))], "confidence in percent", diagonal=True
            ),
            "Reliability: of the tasks with such a confidence, of how many the sources answer (dashed: perfect)",
        ),
        _figure(
            plots.stages("milliseconds", _latency(run.rows)),
            "Latency: median in figures, the ninth decile as a whisker. The session is read (its vector is the query), "
            "sources are searched and read to the first quote; what was not measured is not shown",
        ),
        _figure(
            plots.stages("milliseconds to the first word, by turn", _latency_by_turn(run.rows)),
            "Latency by turn: median in figures, the ninth decile as a whisker",
        ),
    ]


def _latency(rows: Sequence[TaskRow]) -> list[tuple[str, float, float]]:
    """Where the time goes, (part, median, ninth decile): the session is read, sources are searched, they are read to
    the first quote, the rest, and all together. What no row measured is left out."""
    timed = [row.raw["ms"] for row in rows if "ms" in row.raw]
    parts: dict[str, list[float]] = {name: [] for name in ("session read", "search", "first quote", "the rest", "all")}
    for ms in timed:
        embed, search = float(ms.get("embed", 0.0)), float(ms.get("search", 0.0))
        first, total = float(ms["first_token"]), float(ms["total"])
        for name, value in zip(parts, (embed, search, first - embed - search, total - first, total), strict=True):
            parts[name].append(value)
    unmeasured = {name for name in ("session read", "search") if not any(parts[name])}
    return [(name, *_spread(values)) for name, values in parts.items() if values and name not in unmeasured]


def _latency_by_turn(rows: Sequence[TaskRow]) -> list[tuple[str, float, float]]:
    turns: dict[str, list[float]] = {}
    for row in rows:
        if "ms" in row.raw:
            turns.setdefault(turn_name(row.turn), []).append(float(row.raw["ms"]["first_token"]))
    return [(f"turn {name}", *_spread(values)) for name, values in sorted(turns.items())]


def _spread(values: Sequence[float]) -> tuple[float, float]:
    return float(np.median(values)), float(np.quantile(values, 0.9))


def _by(run: Run, metric: str, keys: Sequence[str], name: str) -> str:
    groups = by_key(keys, {metric: [row.metrics[metric] for row in run.rows]})
    shown = [
        plots.Bar(key, value, group.intervals[metric], group.n)
        for key, group in groups.items()
        if (value := group.metrics[metric]) is not None
    ]
    return plots.bars(f"{metric} by {name}", shown)


def _table(figures: Mapping[str, Any]) -> str:
    rows = []
    for metric, value in figures.get("metrics", {}).items():
        interval = figures.get("intervals", {}).get(metric)
        share = "-" if value is None else f"{100 * float(value):.1f}"
        spread = "-" if not interval else f"{100 * float(interval[0]):.1f} to {100 * float(interval[1]):.1f}"
        rows.append(f"<tr><td>{_safe(metric)}</td><td>{share}</td><td>{spread}</td></tr>")
    return f"<table><tr><th>measure</th><th>percent</th><th>95 % interval</th></tr>{''.join(rows)}</table>"


def _turn(row: TaskRow, metric: str) -> str:
    value = row.metrics[metric]
    share = "-" if value is None else f"{100 * value:.0f}"
    raw = row.raw
    relevant = set(map(str, raw.get("relevant", ())))
    said = raw.get("text", "") if raw.get("answered", True) else f"(refused) {raw.get('text', '')}"
    parts = [
        _item("conversation", [f"{turn['role']}: {turn['text']}" for turn in raw.get("turns", ())]),
        _item("said", [said] if said else []),
        _item("quotes", [f"{quote['source']}: {quote['text']}" for quote in raw.get("quotes", ())]),
        _item("expected", raw.get("references", ())),
        _sources(raw, relevant),
        _item("relevant", sorted(relevant)),
        _item("confidence", [f"{float(raw['confidence']):.2f}"] if "confidence" in raw else []),
    ]
    return (
        f"<details><summary>{share} &nbsp; turn {row.turn} &nbsp; {_safe(row.query)}</summary>"
        f"<dl><dt>task</dt><dd>{_safe(row.id)}{'' if row.answerable else ' (unanswerable)'}</dd>{''.join(parts)}</dl>"
        "</details>"
    )


def _sources(raw: Mapping[str, Any], relevant: set[str]) -> str:
    """What was found, each with the beginning of its text where the run has it; relevant ones are marked."""
    found = [str(identifier) for identifier in raw.get("sources", raw.get("found", ()))]
    texts = list(raw.get("source_texts", ()))
    shown = "".join(
        f"<dd{' class=gold' if identifier in relevant else ''}>{_safe(identifier)}"
        f"{f'<br><small>{_safe(texts[place])}</small>' if place < len(texts) else ''}</dd>"
        for place, identifier in enumerate(found)
    )
    return f"<dt>sources found (relevant ones on green)</dt>{shown}" if shown else ""


def _item(name: str, values: Iterable[Any]) -> str:
    shown = "".join(f"<dd>{_safe(value)}</dd>" for value in values)
    return f"<dt>{name}</dt>{shown}" if shown else ""


def _figure(svg: str, caption: str) -> str:
    return f"<figure>{svg}<figcaption>{_safe(caption)}</figcaption></figure>"


def _safe(value: object) -> str:
    return escape(clean(str(value)))
