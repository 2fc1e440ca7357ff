"""A stored conversation that is gone on with in another library than it was held with."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from uniconv_edge.assistant.past.history import Conversation, History
from uniconv_edge.cli import answers, app, terminal
from uniconv_edge.cli.conversations import stored
from uniconv_edge.errors import UsageError
from uniconv_edge.library.roots import Root
from uniconv_edge.library.store import Store
from uniconv_edge.library.writer import Writer
from uniconv_edge.paths import history_file
from uniconv_edge.types import Answer, Timings

ANSWER = Answer("Who?", True, "Ada.", (), (), Timings(1, 1, 1, 1), "tiny")


@pytest.fixture
def here(library: Path, documents: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    with Store.open(library, write=True) as store:
        Writer(store).add_root(Root(str(documents)))
    monkeypatch.setattr(answers, "model_folder", lambda _: Path("no model"))
    return library


def kept(library: object) -> int:
    with History.open(history_file()) as history:
        return history.add(ANSWER, library=str(library)).conversation_id


def test_libraries_are_told_apart_by_the_folder_that_their_paths_lead_to(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there")
    held = Conversation(1, "Who?", str(tmp_path / "there"), 0, 1)
    assert held.is_of(tmp_path / "there")
    assert held.is_of(str(tmp_path / "link"))
    assert not held.is_of(tmp_path / "here")
    assert Conversation(1, "Who?", "", 0, 1).is_of(tmp_path / "here"), "of an old one it is not known"


def test_chat_in_a_pipe_names_the_library_and_goes_on(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    assistant = SimpleNamespace(close=lambda: None, filters="", reset=told.append)
    monkeypatch.setattr(answers, "open_conversation", lambda *_: assistant)
    own, other = kept(here), kept("/there/library")
    ended = CliRunner().invoke(app, ["chat", "--resume", str(other)], input="")
    assert ended.exit_code == 0
    assert f"note: conversation {other} was held with the library /there/library; what is asked now goes to {here}" in (
        ended.stderr
    )
    assert [turn.text for turn in told[0]] == ["Who?", "Ada."]
    assert "note" not in CliRunner().invoke(app, ["chat", "--resume", str(own)], input="").stderr


def test_in_plain_mode_it_is_said_too(here: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("/quit\n"))
    monkeypatch.setattr(terminal.PlainChat, "_open", lambda self: None)
    number = kept("/there/library")
    assert terminal.open_app(here, Path("no model"), (), {"app.plain": True}, number) == 0
    assert "held with the library /there/library" in capsys.readouterr().err


def test_in_the_app_the_command_line_leaves_it_to_the_app(here: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr("uniconv_edge.tui.launch.run_chat", lambda settings: settings.resume)
    monkeypatch.setattr("locale.getencoding", lambda: "UTF-8")
    number = kept("/there/library")
    assert terminal.open_app(here, Path("no model"), (), {}, number) == number
    assert capsys.readouterr().err == ""


def test_the_list_names_the_library_of_those_alone(here: Path) -> None:
    own, other = kept(here), kept("/there/library")
    lines = CliRunner().invoke(app, ["conversations", "list"]).stdout.splitlines()
    assert [line.split()[0] for line in lines] == [str(other), str(own)]
    assert lines[0].endswith("Who?  (library /there/library)")
    assert lines[1].endswith("Who?")


def test_what_is_stored_is_returned_all_the_same(here: Path) -> None:
    turns, filters = stored(kept("/there/library"), here)
    assert ([turn.text for turn in turns], filters) == (["Who?", "Ada."], "")


def test_chat_on_a_terminal_names_a_collection_that_there_is_not(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "sys", SimpleNamespace(stdin=_Terminal(), stdout=_Terminal()))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(terminal, "open_app", lambda *_: 0)
    error = CliRunner().invoke(app, ["chat", "--collection", "nope"]).exception
    assert isinstance(error, UsageError)
    assert (error.message, error.hint) == ("no collection `nope`", "there are: default")
    assert CliRunner().invoke(app, ["chat", "--collection", "default"]).exit_code == 0


class _Terminal:
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("typed", [True, False])
def test_a_terminal_without_the_app_says_that_it_waits_for_lines(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys, typed: bool
) -> None:
    lines = io.StringIO("")
    monkeypatch.setattr(lines, "isatty", lambda: typed)
    monkeypatch.setattr(sys, "stdin", lines)
    monkeypatch.setenv("TERM", "dumb")
    assistant = SimpleNamespace(close=lambda: None, filters="", reset=lambda _: None)
    monkeypatch.setattr(answers, "open_conversation", lambda *_: assistant)
    app(["chat"], standalone_mode=False)
    assert ("each line is a question" in capsys.readouterr().err) == typed
