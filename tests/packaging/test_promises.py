"""What README, Makefile and constraints.txt promise holds together."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from project_tree import ROOT

from uniconv_edge.cli import app

README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RUNTIME = [Requirement(line) for line in PROJECT["dependencies"]]
PROSE = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def targets() -> set[str]:
    """The names that `make` accepts."""
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    (phony,) = (line for line in lines if line.startswith(".PHONY:"))
    defined = {line.partition(":")[0] for line in lines if re.match(r"[a-z-]+:", line)}
    assert set(phony.split()[1:]) == defined
    return defined


def commands(found: click.Command, name: str) -> Iterator[str]:
    """`uniconv-edge index` and so on, groups walked through."""
    inner = getattr(found, "commands", None)
    if inner is None:
        yield name
    else:
        for word, command in inner.items():
            yield from commands(command, f"{name} {word}")


def explained() -> Iterator[tuple[str, str]]:
    """Each package of the table of dependencies, and the module that imports it."""
    for names, module in re.findall(r"^\| ([\w, -]+) \|[^|]+\| `([\w/.]+)` \|$", README, re.MULTILINE):
        yield from ((name, module) for name in names.split(", "))


def test_every_make_command_of_readme_exists() -> None:
    named = set(re.findall(r"^make ([a-z-]+)", README, re.MULTILINE))
    assert {"chat", "test"} <= named
    assert named <= targets()


def test_continuous_integration_runs_what_a_person_runs() -> None:
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o100
    assert "make test" in script.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("command", list(commands(typer.main.get_command(app), "uniconv-edge")))
def test_every_command_is_described(command: str) -> None:
    assert any(command in path.read_text(encoding="utf-8") for path in PROSE)


@pytest.mark.parametrize("requirement", RUNTIME, ids=lambda requirement: requirement.name)
def test_every_dependency_is_explained_and_pinned_within_its_range(requirement: Requirement) -> None:
    assert requirement.name in dict(explained())
    pins = dict(
        line.split("==")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    )
    assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)])


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.name)
def test_every_file_that_the_prose_links_to_exists(path: Path) -> None:
    shown = re.sub(r"<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#]+)", shown):
        if not target.startswith("https://"):
            assert (path.parent / target).exists(), target


def test_the_modules_named_in_the_table_of_dependencies_exist_and_import_them() -> None:
    rows = list(explained())
    assert {name for name, _ in rows} == {requirement.name for requirement in RUNTIME}
    imported = {
        "python-docx": "docx", "markdown-it-py": "markdown_it", "pyspellchecker": "spellchecker",
        "python-dateutil": "dateutil",
    }  # fmt: skip
    for name, module in rows:
        place = ROOT / module
        code = "\n".join(
            file.read_text(encoding="utf-8") for file in ([place] if place.is_file() else place.rglob("*.py"))
        )
        word = imported.get(name, name.replace("-", "_").removesuffix("_python"))
        assert re.search(rf"^\s*(import|from) {word}\b", code, re.MULTILINE), f"{name} is not imported by {module}"
