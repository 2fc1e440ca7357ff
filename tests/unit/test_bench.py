"""What benchmarks/bench.py makes of its figures: yardsticks, warnings, and the result it compares with."""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import bench

    return bench


def result(bench: ModuleType, stick: float = 0.1, **changes: float) -> dict[str, Any]:
    figures = {name: 1.0 for name, *_ in bench.FIGURES} | changes
    return {
        "date": "2026-01-01 10:00", "commit": "abc", "machine": "Linux, 2 cores", "model": "nano:1", "contention": 1.0,
        "figures": figures, "relative": bench.relative(figures, stick),
    }  # fmt: skip


def test_a_machine_twice_as_slow_has_the_same_relative_figures(bench: ModuleType) -> None:
    quick = result(bench, 0.1, search_ms=10.0, decode_tokens_a_second=100.0, peak_mib=50.0)
    slow = result(bench, 0.2, search_ms=20.0, decode_tokens_a_second=50.0, peak_mib=50.0)
    for name in ("search_ms", "decode_tokens_a_second", "peak_mib"):
        assert slow["relative"][name] == pytest.approx(quick["relative"][name])


def test_only_what_is_more_than_15_percent_worse_is_warned_of(bench: ModuleType) -> None:
    before = result(bench)
    assert bench.worse(result(bench, search_ms=1.14, decode_tokens_a_second=0.9, peak_mib=0.5), before) == []
    slower = bench.worse(result(bench, search_ms=1.2), before)
    assert slower == ["search: 20 % worse than on 2026-01-01 10:00 (abc)"]
    fewer = bench.worse(result(bench, decode_tokens_a_second=0.5, answered=0.0), before)
    assert [line.split(":")[0] for line in fewer] == ["decode", "answerable answered"]
    other = {**result(bench, peak_mib=2.0), "model": "small:1"}
    assert bench.worse(other, before)[0].endswith("(abc, nano:1)")


def test_times_of_a_busy_machine_are_not_compared_but_cpu_seconds_are(bench: ModuleType) -> None:
    now = {**result(bench, search_ms=9.0, cpu_seconds=2.0), "contention": 1.2}
    assert [line.split(":")[0] for line in bench.worse(now, result(bench))] == ["CPU a question"]


def test_a_result_is_compared_with_the_latest_of_the_same_machine(bench, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(bench, "RESULTS", tmp_path)
    assert bench.earlier(result(bench)) is None
    kept = [("2026-01-01 10:00", "Linux, 2 cores"), ("2026-01-02 09:00", "Linux, 2 cores"), ("2026-01-03 09:00", "Mac")]
    for number, (date, machine) in enumerate(kept):
        (tmp_path / f"{number}.json").write_text(json.dumps({**result(bench), "date": date, "machine": machine}))
    assert bench.earlier(result(bench))["date"] == "2026-01-02 09:00"


def test_a_result_is_kept_unless_the_machine_was_busy(bench, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(bench, "RESULTS", tmp_path / "results")
    assert bench.kept({**result(bench), "contention": 1.2}) == "not kept: the machine was busy"
    assert not (tmp_path / "results").exists()
    assert bench.kept(result(bench)) == "kept as 2026-01-01-1000-abc.json"
    assert bench.earlier(result(bench))["commit"] == "abc"


def test_the_command_warns_and_fails_when_something_is_worse(bench, tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(bench, "RESULTS", tmp_path)
    monkeypatch.setattr(bench.paths, "model_folder", lambda name: tmp_path)
    monkeypatch.setattr(bench, "measure", lambda model: {**result(bench), "date": "2026-01-01 09:00"})
    monkeypatch.setattr(bench.sys, "argv", ["bench.py", "--strict"])
    assert bench.main() == 0
    monkeypatch.setattr(bench, "measure", lambda model: result(bench, search_ms=1.3))
    assert bench.main() == 1
    shown = capsys.readouterr()
    assert "warning: search: 30 % worse" in shown.err
    assert "x1.30" in shown.out


def test_the_screen_shows_every_figure_and_its_change(bench: ModuleType) -> None:
    now = {**result(bench, search_ms=3.0), "contention": 2.0}
    shown = bench.screen(now, result(bench))
    assert all(head in shown for _, head, *_ in bench.FIGURES)
    assert "x3.00" in shown
    assert "busy" in shown


def test_the_kept_results_name_no_host_and_have_every_field(bench: ModuleType) -> None:
    for path in bench.RESULTS.glob("*.json"):
        kept = json.loads(path.read_text())
        assert {"schema", "date", "commit", "machine", "model", "contention", "figures", "relative"} <= kept.keys()
        assert kept["figures"].keys() | {"recall_at_10"} == {name for name, *_ in bench.FIGURES}
