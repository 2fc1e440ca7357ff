"""Collections that a question names in its words, and a current folder that is gone."""

from __future__ import annotations

import io
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from fakes import FakeEmbedder

from uniconv_edge.cli import answers, main, terminal
from uniconv_edge.library.collections import check_named
from uniconv_edge.library.query import parse
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.types import Answer, Finished, Timings

EMPTY = Answer("", False, "", (), (), Timings(1, 1, 1, 1), "tiny")


class Asked(SimpleNamespace):
    """An assistant that notes what reaches it."""

    def __init__(self, library: Path) -> None:
        super().__init__(filters="", questions=[], close=lambda: None, refresh=lambda: None)
        self.reset = lambda turns=(): None
        self._library = library

    def status(self):
        with Store.open(self._library) as store:
            return store.status()

    def ask(self, question: str):
        check_named(self._library, parse(question).filters.collections)
        self.questions.append(question)
        yield Finished(replace(EMPTY, question=question))


@pytest.fixture
def filled(library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (documents / "a.txt").write_text("The fee is 75 pounds.")
    list(sync(library, [documents], FakeEmbedder()))
    monkeypatch.setattr(answers, "model_folder", lambda _: Path("no model"))
    return library


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Runs a command: (exit code, stdout, stderr)."""

    def command(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["uniconv-edge", *map(str, arguments)])
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


@pytest.mark.parametrize("question", ["How much is the fee?", "How many documents are there?"])
def test_a_question_that_names_a_collection_which_there_is_not_is_an_error(run, filled: Path, question: str) -> None:
    code, out, err = run("ask", f"{question} collection:nope", "--library", filled)
    assert (code, out) == (2, "")
    assert "no collection `nope`" in err
    assert "there are: default" in err


def test_a_line_of_a_conversation_that_names_one_is_an_error_and_the_next_is_answered(
    run, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(filled)
    monkeypatch.setattr(answers, "open_conversation", lambda *_: asked)
    monkeypatch.setattr(sys, "stdin", io.StringIO("Fee? collection:nope\nFee? collection:default\n"))
    code, _, err = run("chat", "--library", filled)
    assert code == 1
    assert "error: no collection `nope`\nhint: there are: default" in err
    assert asked.questions == ["Fee? collection:default"]


def test_in_plain_mode_it_is_an_error_too(filled: Path, monkeypatch, capsys) -> None:
    asked = Asked(filled)
    monkeypatch.setattr(sys, "stdin", io.StringIO("Fee? collection:nope\nFee?\n"))
    services = SimpleNamespace(open_assistant=lambda: asked)
    assert terminal.PlainChat(services).run([]) == 0  # type: ignore[arg-type]
    assert "Error: no collection `nope`" in capsys.readouterr().err
    assert asked.questions == ["Fee?"]


@pytest.mark.parametrize("typed", [("index", "docs"), ("forget", "x"), ("export", "x"), ("show", "x")])
def test_a_current_folder_that_is_gone_is_told(
    run, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: tuple[str, str]
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    monkeypatch.setenv("UNICONV_EDGE_LIBRARY", str(filled))
    code, _, err = run(*typed)
    assert (code, err.splitlines()[0]) == (2, "error: the current folder is gone")
    monkeypatch.chdir(tmp_path)
