"""The scripts of benchmarks/ take from the program only what it has."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

BENCHMARKS = sorted((Path(__file__).resolve().parents[2] / "benchmarks").rglob("*.py"))


@pytest.mark.parametrize("script", BENCHMARKS, ids=lambda script: script.name)
def test_what_a_script_imports_of_the_program_is_there(script: Path) -> None:
    imports = (
        node for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)
    )
    for node in imports:
        if node.module and node.module.split(".")[0] == "uniconv_edge":
            missing = [each.name for each in node.names if not _has(node.module, each.name)]
            assert not missing, f"{node.module} has no {', '.join(missing)}"


def _has(module: str, name: str) -> bool:
    try:
        return hasattr(importlib.import_module(module), name) or bool(importlib.import_module(f"{module}.{name}"))
    except ModuleNotFoundError:
        return False
