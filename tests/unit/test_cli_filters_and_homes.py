"""Filters that are in force are said; what names nothing (a home, a number, a key to type with) is refused in words."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from uniconv_edge import config
from uniconv_edge.assistant.past.history import History
from uniconv_edge.cli import answers, app, terminal
from uniconv_edge.errors import ConfigurationError, ConversationMissing, UniconvError, UsageError
from uniconv_edge.paths import expanded, history_file
from uniconv_edge.types import Answer, Finished, LibraryStatus, Quote, Timings

HOMELESS = "~nobodyx/file"
LONGEST = "99999999999999999999999"


def run(*typed: str, lines: str = "") -> Result:
    return CliRunner().invoke(app, typed, input=lines)


def stored(filters: str) -> int:
    with History.open(history_file()) as history:
        number = history.add(Answer("Who?", True, "Ada.", (), (), Timings(1, 1, 1, 1), "tiny")).conversation_id
        history.keep_filters(number, filters)
    return number


class Assistant:
    """Notes with which filters it is asked, and refuses to answer."""

    def __init__(self) -> None:
        self.filters, self.searched = "", list[str]()

    def ask(self, question, *, stop=None):
        self.searched.append(self.filters)
        near = Quote(1, "/home/ada/lease.pdf", "Lease", 3, 2, 1, 0, 4, "The\nrent.", True)
        yield Finished(Answer(question, False, "Not there.", (), (), Timings(1, 1, 1, 1), "tiny", nearest=(near,)))

    def reset(self, turns=()) -> None:
        pass

    def refresh(self) -> None:
        pass

    def status(self) -> LibraryStatus:
        return LibraryStatus("/lib", 12, 480, "tiny:1")

    def close(self) -> None:
        pass


def plain(monkeypatch: pytest.MonkeyPatch, typed: str, filters: str = "", held: str = "") -> Assistant:
    assistant = Assistant()
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    services = SimpleNamespace(open_assistant=lambda: assistant)
    assert terminal.PlainChat(services, filters, (), held).run([]) == 0  # type: ignore[arg-type]
    return assistant


def test_plain_mode_says_the_filters_of_a_stored_conversation_and_leaves_them_with_it(monkeypatch, capsys):
    assistant = plain(monkeypatch, "What?\n/new\nWhat?\n", held="type:pdf")
    assert assistant.searched == ["type:pdf", ""]
    told = capsys.readouterr().out
    assert "Only these documents are asked: type:pdf." in told
    assert "A new conversation. All documents are asked." in told


def test_filters_of_the_command_line_stay_in_a_new_conversation(monkeypatch, capsys):
    assistant = plain(monkeypatch, "/new\nWhat?\n", filters='type:"pdf"')
    assert assistant.searched == ['type:"pdf"']
    assert "A new conversation.\n" in capsys.readouterr().out


def test_a_stored_conversation_in_plain_mode_begins_anew_without_its_filters(monkeypatch, tmp_path: Path):
    assistant = Assistant()
    services = SimpleNamespace(open_assistant=lambda: assistant)
    monkeypatch.setattr("uniconv_edge.tui.local.LocalServices", lambda *_arguments, **_named: services)
    monkeypatch.setattr(sys, "stdin", io.StringIO("What?\n/new\nWhat?\n"))
    assert terminal.open_app(tmp_path, tmp_path, [], {"app.plain": True}, stored("type:pdf")) == 0
    assert assistant.searched == ["type:pdf", ""]


def test_plain_mode_names_the_nearest_passages_of_a_refusal(monkeypatch, capsys):
    plain(monkeypatch, "What?\n")
    assert "Answer: Not there.\nNearest: Lease, page 3: “The rent.”\n" in capsys.readouterr().out


def test_the_filters_of_a_stored_conversation_are_said_in_a_pipe(monkeypatch):
    assistant = Assistant()
    monkeypatch.setattr(answers, "open_conversation", lambda *_: assistant)
    monkeypatch.setattr(answers, "model_folder", lambda _: Path("/models/tiny"))
    result = run("chat", "--resume", str(stored("type:pdf")), lines="What?\n")
    assert assistant.searched == ["type:pdf"]
    assert "note: this conversation asks only these documents: type:pdf" in result.stderr
    assert "this conversation asks" not in run("chat", "--resume", str(stored("")), lines="What?\n").stderr


@pytest.mark.parametrize(
    "typed",
    [
        ("chat", HOMELESS),
        ("ask", "What?", "--docs", HOMELESS),
        ("export", HOMELESS),
        ("import", HOMELESS),
        ("status", "--library", HOMELESS),
        ("ask", "What?", "--model", HOMELESS),
        ("models", "add", "mine", HOMELESS),
        ("conversations", "export", "1", "--out", HOMELESS),
    ],
)
def test_the_home_of_nobody_is_no_place(typed: tuple[str, ...]) -> None:
    error = run(*typed).exception
    assert isinstance(error, UsageError), error
    assert error.message == "there is no home folder `~nobodyx`"
    assert error.hint == f"for a file of that name here write `./{HOMELESS}`"


def test_a_home_is_put_in_the_place_of_its_mark(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert expanded("~/papers") == tmp_path / "papers"
    assert expanded(expanded("./~nobodyx")) == Path.cwd() / "~nobodyx"


def test_the_home_of_nobody_does_not_end_plain_mode(monkeypatch, capsys):
    assistant = plain(monkeypatch, f"/add {HOMELESS}\nWhat?\n")
    assert len(assistant.searched) == 1
    assert "Error: there is no home folder `~nobodyx`" in capsys.readouterr().err


@pytest.mark.parametrize("order", [("show",), ("export",), ("rename",), ("delete",)])
def test_a_number_that_is_too_long_is_that_of_no_conversation(order: tuple[str, ...]):
    error = run("conversations", *order, LONGEST, *(["new"] if order == ("rename",) else [])).exception
    assert isinstance(error, ConversationMissing)
    assert f"there is no conversation {LONGEST}" in error.message
    with History.open(history_file()) as history, pytest.raises(ConversationMissing):
        history.thread(int(LONGEST))


def test_an_empty_filter_is_refused_by_search_as_by_ask():
    for command in ("search", "ask"):
        error = run(command, "cats", "--path", "").exception
        assert isinstance(error, UsageError)
        assert "cannot be a filter by path" in error.message


@pytest.mark.parametrize(
    "key", ["a", "7", "?", "shift+a", "space", "question_mark", "slash", "enter", "tab", "up", "left", "backspace"]
)
def test_a_key_with_which_one_types_is_no_command(key: str, tmp_path: Path, monkeypatch):
    file = tmp_path / "config.toml"
    monkeypatch.setenv("UNICONV_EDGE_CONFIG", str(file))
    with pytest.raises(ConfigurationError, match="is needed for writing") as refused:
        config.change("keys.help", key)
    assert "ctrl+n" in refused.value.hint
    assert not file.exists()
    file.write_text(f'[keys]\nhelp = "{key}"\n')
    with pytest.raises(UniconvError, match="is needed for writing"):
        config.resolve()


@pytest.mark.parametrize(
    "key", ["f12", "insert", "pageup", "ctrl+a", "alt+enter", "shift+enter", "ctrl+alt+up", "ctrl++"]
)
def test_a_key_with_which_one_does_not_type_is_taken(key: str, tmp_path: Path, monkeypatch):
    monkeypatch.setenv("UNICONV_EDGE_CONFIG", str(tmp_path / "config.toml"))
    config.change("keys.sources" if key != "shift+enter" else "keys.newline", key)
