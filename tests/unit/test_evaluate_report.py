"""The page about runs: one file that asks nothing of a network, with plots, worst turns and escaped text."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from test_evaluate_runs import a_row, a_run
from typer.testing import CliRunner

from uniconv_edge.cli import evaluation
from uniconv_edge.errors import UniconvError
from uniconv_edge.evaluate import report, runs
from uniconv_edge.evaluate.runs import Run

ATTACK = "<script>alert(1)</script>\x1b[31m\"'&<img src=x onerror=y>"


def answers(tmp_path: Path) -> Run:
    rows = [
        a_row(n, metrics={"F1": n / 10}, confidence=n / 10, text="It lasts.", ms={"first_token": 20 + n, "total": 50})
        for n in range(10)
    ]
    rows.append(a_row(10, answerable=False, metrics={"F1": None}, relevant=[], confidence=0.95, query=ATTACK))
    return runs.read(a_run(tmp_path / "one", rows))


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_text_of_the_data_never_becomes_markup_and_nothing_is_fetched(tmp_path: Path) -> None:
    row = a_row(
        0, id=ATTACK, query=ATTACK, text=ATTACK, references=[ATTACK], sources=[ATTACK], relevant=[ATTACK],
        source_texts=[ATTACK], quotes=[{"source": ATTACK, "text": ATTACK}], confidence=0.5,
        turns=[{"role": ATTACK, "text": ATTACK}],
    )  # fmt: skip
    html = report.page([runs.read(a_run(tmp_path / "one", [row]))])
    tags = Tags()
    tags.feed(html)
    assert not {tag for tag, _ in tags.found} & {"script", "img", "link", "iframe", "object"}
    assert not [name for _, attributes in tags.found for name in attributes if name.startswith("on") or name == "href"]
    assert "\x1b" not in html
    assert html.count("&lt;script&gt;") >= 8
    assert re.findall(r"https?://[^\"]+", html) == ["http://www.w3.org/2000/svg"] * html.count("<svg")
    assert "default-src &#x27;none&#x27;" in html or "default-src 'none'" in html


def test_a_run_of_answers_has_all_plots_and_its_worst_turns(tmp_path: Path) -> None:
    html = report.page([answers(tmp_path)], worst=3)
    assert html.count("<svg") == 6
    assert html.count("<details>") == 3
    for caption in ("F1 by turn", "first asking word", "Risk", "Reliability", "Latency", "first quote", "turn 1"):
        assert caption in html
    assert "n = 4" in html


def test_the_latency_is_broken_down_into_session_search_first_quote_and_rest(tmp_path: Path) -> None:
    times = {"embed": 5.0, "search": 3.0, "first_token": 20.0, "total": 50.0}
    run = runs.read(a_run(tmp_path / "one", [a_row(n, confidence=0.5, ms=times) for n in range(3)]))
    parts = {name: median for name, median, _ in report._latency(run.rows)}
    assert parts == {"session read": 5.0, "search": 3.0, "first quote": 12.0, "the rest": 30.0, "all": 50.0}
    assert sum(parts.values()) == 2 * parts["all"]
    html = report.page([run])
    assert all(f">{name}</text>" in html for name in parts)
    offered = runs.read(a_run(tmp_path / "two", [a_row(0, confidence=0.5, ms={**times, "search": 0.0})]))
    assert [name for name, *_ in report._latency(offered.rows)] == ["session read", "first quote", "the rest", "all"]


def test_a_run_of_retrieval_has_its_plots_and_turns_too(tmp_path: Path) -> None:
    rows = [
        {
            "id": f"t:{n}", "set": "toy", "turn": 1, "answerable": True, "query": "Who?", "metrics": {"nDCG@10": n / 4},
            "relevant": ["p:1"], "found": ["p:1", "p:2"],
        }
        for n in range(4)
    ]  # fmt: skip
    run = runs.read(a_run(tmp_path / "dense", rows, "retrieval"))
    html = report.page([run])
    assert html.count("<svg") == 2
    assert "<dd class=gold>p:1</dd>" in html
    assert "<p>model none; query session</p>" in report.page([replace(run, figures={"query": "session"})])


def test_the_worst_turns_are_the_lowest_and_then_those_that_were_made_up(tmp_path: Path) -> None:
    run = answers(tmp_path)
    assert [row.id for row in report.worst_turns(run, 2)] == ["t:0", "t:1"]
    assert report.worst_turns(run, 50)[-1].id == "t:10"


def test_risk_falls_when_only_sure_answers_are_given_and_counts_made_up_ones(tmp_path: Path) -> None:
    points = report.risk_coverage(answers(tmp_path))
    assert points[0] == (pytest.approx(1 / 11), 1.0)
    assert points[-1] == (1.0, pytest.approx(4 / 11))


def test_reliability_compares_confidence_with_what_is_answerable(tmp_path: Path) -> None:
    points = report.reliability(answers(tmp_path))
    assert points[0] == (0.0, 1.0)
    assert points[-1] == (pytest.approx((0.9 + 0.95) / 2), 0.5)


def test_a_relevant_passage_that_was_not_offered_does_not_answer(tmp_path: Path) -> None:
    rows = [a_row(n, confidence=0.5, sources=["p:7"] if n else ["p:1"]) for n in range(4)]
    assert report.reliability(runs.read(a_run(tmp_path / "one", rows))) == [(0.5, 0.25)]


def test_the_command_writes_the_page_or_says_why_not(tmp_path: Path) -> None:
    answers(tmp_path)

    def run(page: Path) -> None:
        arguments = ["report", str(tmp_path / "one"), "--page", str(page)]
        CliRunner().invoke(evaluation.evaluation, arguments, catch_exceptions=False)

    run(tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text().startswith("<!doctype html>")
    with pytest.raises(UniconvError, match="cannot write"):
        run(tmp_path / "none" / "page.html")
