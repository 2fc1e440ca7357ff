"""The lines that run.py printed, as one Markdown table: `python benchmarks/peers/table.py RESULTS.jsonl`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

HEAD = (
    "peer", "version", "searches with", "load and index s", "search ms", "first word ms", "answer ms", "memory MiB",
    "document first", "in the first three", "phrase in the first", "phrase in the answer",
)  # fmt: skip


def row(found: dict[str, Any]) -> list[str]:
    """One line of the table; shares in percent."""
    name, number = next(iter(found["versions"].items()))
    cells = [found["peer"], f"{name} {number}", "conversation" if found["history"] else "last question"]
    cells += [_cell(found[key], 1, 1) for key in ("load_and_index_seconds", "search_ms", "first_word_ms", "answer_ms")]
    cells.append(_cell(found["peak_mib"], 1, 0))
    shares = ("document_first", "document_in_three", "phrase_in_first", "phrase_in_answer")
    return cells + [_cell(found[key], 100, 1) for key in shares]


def _cell(value: float | None, scale: int, digits: int) -> str:
    return "-" if value is None else f"{scale * value:.{digits}f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("results", type=Path, metavar="RESULTS.jsonl", help="the lines that run.py printed")
    printed = parser.parse_args().results.read_text(encoding="utf-8")
    lines = [json.loads(line) for line in printed.splitlines() if line.strip()]
    table = [list(HEAD), ["---"] * 3 + ["---:"] * (len(HEAD) - 3), *map(row, lines)]
    print("\n".join(f"| {' | '.join(cells)} |" for cells in table))


if __name__ == "__main__":
    main()
