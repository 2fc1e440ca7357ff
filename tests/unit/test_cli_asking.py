"""What a command asks before it takes something away: `forget` of more than was named, and what ends a question."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from fakes import FakeEmbedder
from typer.testing import CliRunner, Result

from uniconv_edge.cli import app, asking, upkeep
from uniconv_edge.errors import UsageError
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync


@pytest.fixture
def filled(library: Path, documents: Path) -> Path:
    """A library of two folders in one that was not indexed itself, with three documents."""
    for name in ("a/1.txt", "b/2.txt", "b/3.txt"):
        (documents / name).parent.mkdir(exist_ok=True)
        (documents / name).write_text(f"Text of {name}.")
    list(sync(library, [documents / "a", documents / "b"], FakeEmbedder()))
    return library


def left(library: Path) -> int:
    with Store.open(library) as store:
        return store.counts()[0]


def run(*typed: object, answer: str = "") -> Result:
    return CliRunner().invoke(app, [str(part) for part in typed], input=answer)


@pytest.mark.parametrize("form", [[], ["--json"]])
@pytest.mark.parametrize("path", [".", "/"])
def test_a_path_around_indexed_folders_is_not_forgotten_unasked(
    filled: Path, documents: Path, path: str, form: list[str]
) -> None:
    place = documents / path
    ended = run("forget", place, *form)
    assert isinstance(ended.exception, UsageError)
    assert ended.exception.message == f"`{place}` holds 2 indexed folders with 3 documents, and was not indexed itself"
    assert "`--yes`" in ended.exception.hint
    assert left(filled) == 3


def test_with_yes_all_of_it_is_forgotten(filled: Path, documents: Path) -> None:
    assert run("forget", documents, "--yes").stdout == f"forgot 3 documents below {documents}\n"
    assert left(filled) == 0


@pytest.mark.parametrize(("answer", "code", "documents_left"), [("y\n", 0, 0), ("n\n", 1, 3), ("\n", 1, 3), ("", 1, 3)])
def test_at_a_terminal_it_is_asked(
    filled: Path, documents: Path, monkeypatch: pytest.MonkeyPatch, answer: str, code: int, documents_left: int
) -> None:
    monkeypatch.setattr(upkeep, "can_ask", lambda as_json: True)
    ended = run("forget", documents, answer=answer)
    assert "2 indexed folders with 3 documents. Forget all of it? [y/N]" in ended.stderr
    assert ("nothing was forgotten" in ended.stderr) == bool(code)
    assert (ended.exit_code, left(filled)) == (code, documents_left)


@pytest.mark.parametrize("path", ["a", "b", "b/2.txt"])
def test_what_was_indexed_itself_or_is_part_of_it_is_not_asked_about(filled: Path, documents: Path, path: str) -> None:
    assert run("forget", documents / path).exit_code == 0
    assert left(filled) < 3


def test_a_folder_that_was_indexed_is_forgotten_with_one_inside(filled: Path, documents: Path) -> None:
    list(sync(filled, [documents], FakeEmbedder()))
    report = json.loads(run("forget", documents, "--json").stdout)
    assert (report["documents"], len(report["roots"])) == (3, 3)


def test_ctrl_c_at_a_question_is_that_of_any_other_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(_: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules[typer.confirm.__module__], "visible_prompt_func", ended)
    with pytest.raises(KeyboardInterrupt):
        asking.confirmed("All of it?")


@pytest.mark.parametrize("arguments", [["--help"], ["search", "--help"]])
def test_a_reader_that_wants_no_more_of_the_help_is_no_failure(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "uniconv_edge", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert (process.stderr.read(), process.wait()) == (b"", 0)
