"""Plain mode, the start of the app from the command line, other people's programs, and the commands about models."""

from __future__ import annotations

import io
import itertools
import json
import locale
import os
import pty
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from uniconv_edge.assistant.past.history import History
from uniconv_edge.cli import app, run_lines, terminal
from uniconv_edge.errors import (
    ConfigurationError,
    ConversationMissing,
    LibraryMissing,
    ModelMissing,
    UniconvError,
    UsageError,
)
from uniconv_edge.paths import history_file
from uniconv_edge.tui import launch
from uniconv_edge.tui.launch import ChatSettings
from uniconv_edge.tui.opening import command_for
from uniconv_edge.types import Answer, Finished, Indexed, Published, Scanned, Skipped, Timings, Turn

from .fakes import SPAN, FakeAssistant, FakeServices, hit, quote_of


def stored_conversation(filters: str = "") -> int:
    """A stored conversation of one question; returns its number."""
    answer = Answer("Who?", True, "Ada.", (), (), Timings(1, 1, 1, 1), "tiny")
    with History.open(history_file()) as history:
        number = history.add(answer).conversation_id
        history.keep_filters(number, filters)
    return number


def plain(monkeypatch: pytest.MonkeyPatch, typed: str, services: FakeServices | None = None, paths=()) -> FakeServices:
    offered = services or FakeServices()
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    assert terminal.PlainChat(offered).run(paths) == 0
    return offered


def test_plain_mode_says_what_each_line_is(monkeypatch, capsys):
    plain(monkeypatch, "What is the notice period?\n/sources\n/open 1\n/open 9\n/new\n/help\n/quit\nnever asked\n")
    said = capsys.readouterr()
    assert f"Quote 1: “{SPAN}” From Employment contract, page 3.\nAnswer: w1.0 w1.1 w1.2 w1.3\n" in said.out
    assert "1. Employment contract, page 3" in said.out
    assert f"Employment contract, page 3:\n{SPAN}" in said.out
    assert "Error: there is no source 9" in said.err
    assert "A new conversation." in said.out
    assert "/add FOLDER reads documents" in said.out
    assert "\x1b" not in said.out + said.err


def test_plain_mode_says_first_what_was_asked_for(monkeypatch, capsys):
    class Short(FakeAssistant):
        def quotes(self):
            return (replace(quote_of(self.sources()[0]), answer_start=0, answer_end=len(SPAN) // 2),)

    plain(monkeypatch, "How long?\n", FakeServices(Short()))
    short = " ".join(SPAN[: len(SPAN) // 2].split())
    assert f"Quote 1, with {short}: “{SPAN}” From" in capsys.readouterr().out


def test_plain_mode_says_what_a_quote_is_of_a_change(monkeypatch, capsys):
    class Comparing(FakeAssistant):
        def quotes(self):
            quote = quote_of(self.sources()[0])
            return replace(quote, change="before", answer_end=3), replace(quote, change="added")

    plain(monkeypatch, "What changed?\n", FakeServices(Comparing()))
    said = capsys.readouterr().out
    assert f"Quote 1, before, with {SPAN[:3]}: “{SPAN}” From" in said
    assert f"Quote 2, added: “{SPAN}” From" in said


def test_plain_mode_names_a_place_without_a_page_and_says_what_an_answer_cannot_promise(monkeypatch, capsys):
    class Doubtful(FakeAssistant):
        def sources(self):
            return (hit(page=None, heading="Employment contract > Notice"),)

        def quotes(self):
            return (replace(quote_of(self.sources()[0], verified=False), state="changed"),)

        def ask(self, question, *, stop=None):
            for event in super().ask(question, stop=stop):
                told = {"unsupported": ("w1.2 w1.3", "left out"), "note": "There may be more.", "dropped_turns": 2}
                yield Finished(replace(event.answer, **told)) if isinstance(event, Finished) else event

    plain(monkeypatch, "What?\n/open 1\n", FakeServices(Doubtful()))
    said = capsys.readouterr().out
    assert "From Employment contract. Beware: the file has changed since." in said
    assert "Not found in your documents: w1.2 w1.3\nNote: There may be more.\n" in said
    assert "Note: the 2 oldest questions and replies are left out: " in said
    assert f"Question: Employment contract, Notice:\n{SPAN}" in said


def test_plain_mode_makes_ready_until_a_line_is_typed_on_a_terminal_alone(monkeypatch):
    steps = []

    class Preparing(FakeAssistant):
        def prepare(self):
            for step in itertools.count():  # without an end of its own
                steps.append(step)
                if step == 20:
                    os.write(master, b"/quit\n" if self.questions else b"What?\n")
                yield

    plain(monkeypatch, "What?\n", FakeServices(Preparing()))
    assert steps == []
    master, slave = pty.openpty()
    with os.fdopen(slave) as typed:
        monkeypatch.setattr(sys, "stdin", typed)
        assistant = Preparing()
        assert terminal.PlainChat(FakeServices(assistant)).run(()) == 0
    os.close(master)
    assert assistant.questions == ["What?"]
    assert steps.count(20) == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [("/bogus", "there is no command /bogus"), ("/add", "/add needs a folder"), ("/open", "there are no sources yet")],
)
def test_a_wrong_line_in_plain_mode_is_named(monkeypatch, capsys, typed: str, said: str):
    plain(monkeypatch, f"{typed}\n")
    told = capsys.readouterr()
    assert f"Error: {said}" in told.err
    assert "What to do: " in told.err


def test_plain_mode_counts_the_files_that_it_passed_over(monkeypatch, capsys, tmp_path: Path):
    class Album(FakeServices):
        def index(self, paths, embedded):
            yield from (Skipped(f"/album/{number}.jpg", "a picture without words") for number in range(20))
            yield Published(1, 1, 0.1)

    plain(monkeypatch, f"/add {tmp_path}\n", Album())
    said = capsys.readouterr().out
    assert "Not read: 20 files: a picture without words" in said
    assert ".jpg" not in said


def test_plain_mode_says_how_far_a_run_is_and_does_not_say_a_line_for_each_file(monkeypatch, capsys, tmp_path: Path):
    class Home(FakeServices):
        def index(self, paths, embedded):
            yield Scanned(3_000, 10)
            embedded(0, 7)
            yield from (Indexed(f"/home/{number}.txt", 1) for number in range(2_900))
            yield from (Skipped(f"/home/{number}.pdf", "damaged") for number in range(100))
            yield Published(2_900, 2_900, 60.0)

    monkeypatch.setattr(run_lines, "_LINE_SECONDS", 0.0)
    plain(monkeypatch, f"/add {tmp_path}\n/quit\n", Home())
    said = capsys.readouterr().out.splitlines()
    assert any("of 3,000 files, 7 passages." in line for line in said if line.startswith("Reading: "))
    assert "Not read: /home/0.pdf: damaged" in said
    assert "Not read: 95 more files. `uniconv-edge status --skipped` names them." in said
    assert "Done: 2,900 documents new or changed. The library holds 2,900 documents." in said
    assert sum(".txt" in line or ".pdf" in line for line in said) == 5


def test_a_question_mark_alone_asks_plain_mode_for_help(monkeypatch, capsys):
    services = plain(monkeypatch, "?\n")
    assert services.assistant.questions == []
    assert capsys.readouterr().out.count("/add FOLDER reads documents") == 2


def test_plain_mode_reads_documents_and_goes_on_after_an_error(monkeypatch, capsys, tmp_path: Path):
    read: list[bool] = []

    class Empty(FakeServices):
        def open_assistant(self):
            if not read:
                raise LibraryMissing("there is no library yet", "index a folder")
            return self.assistant

        def index(self, paths, embedded):
            read.append(True)
            yield from super().index(paths, embedded)

    services = plain(monkeypatch, f"too early\n/add /nowhere\n/add {tmp_path}\nnow\n", Empty())
    said = capsys.readouterr()
    assert "What to do: type /add and a folder of documents" in said.err
    assert "there is no file or folder `/nowhere`" in said.err
    assert f"Not read: {tmp_path}/broken.pdf: not a PDF" in said.out
    assert services.assistant.questions == ["now"]
    assert services.assistant.closed


def test_ctrl_c_stops_an_answer_in_plain_mode_and_the_conversation_goes_on(monkeypatch, capsys):
    class Interrupted(FakeAssistant):
        def ask(self, question, *, stop=None):
            if question == "long":
                raise KeyboardInterrupt
            yield from super().ask(question, stop=stop)

    services = plain(monkeypatch, "long\nshort\n", FakeServices(Interrupted()))
    assert "Stopped.\n" in capsys.readouterr().out
    assert services.assistant.questions == ["short"]


def test_plain_mode_asks_the_documents_that_it_was_told_to(monkeypatch, tmp_path: Path):
    services = FakeServices()
    monkeypatch.setattr("uniconv_edge.tui.local.LocalServices", lambda *_arguments, **_named: services)
    monkeypatch.setattr(sys, "stdin", io.StringIO("What?\n"))
    assert terminal.open_app(tmp_path, tmp_path, [], {"app.plain": True}, filters='type:"pdf"') == 0
    assert services.assistant.searched == ['type:"pdf"']


def test_plain_mode_goes_on_with_a_stored_conversation(monkeypatch, capsys, tmp_path: Path):
    services = FakeServices()
    monkeypatch.setattr("uniconv_edge.tui.local.LocalServices", lambda *_arguments, **_named: services)
    monkeypatch.setattr(sys, "stdin", io.StringIO("And where?\n"))
    number = stored_conversation(filters="type:pdf")
    assert terminal.open_app(tmp_path, tmp_path, [], {"app.plain": True}, number) == 0
    assert "This goes on after 1 question; what follows is not stored." in capsys.readouterr().out
    assert services.assistant.turns[:2] == (Turn("user", "Who?"), Turn("assistant", "Ada."))
    assert services.assistant.searched == ["type:pdf"]


def test_a_new_conversation_in_plain_mode_leaves_the_stored_one(monkeypatch, tmp_path: Path):
    monkeypatch.setattr(sys, "stdin", io.StringIO("/new\nWhat?\n"))
    services = FakeServices()
    assert terminal.PlainChat(services, turns=[Turn("user", "Who?"), Turn("assistant", "Ada.")]).run([]) == 0
    assert [turn.text for turn in services.assistant.turns if turn.role == "user"] == ["What?"]


def test_a_terminal_without_utf_8_is_told_what_to_do(monkeypatch, tmp_path: Path):
    monkeypatch.setattr(locale, "getencoding", lambda: "ISO-8859-1")
    with pytest.raises(UsageError) as caught:
        terminal.open_app(tmp_path, tmp_path, [], {})
    assert "ISO-8859-1" in caught.value.message
    assert "LC_ALL=C.UTF-8" in caught.value.hint
    assert "--plain" in caught.value.hint


def test_the_app_is_started_with_the_settings_and_only_the_keys_that_were_moved(monkeypatch, tmp_path: Path):
    file = tmp_path / "config.toml"
    file.write_text('[app]\nmouse = false\nopener = "less"\n[keys]\nnew = "f9"\n')
    monkeypatch.setenv("UNICONV_EDGE_CONFIG", str(file))
    monkeypatch.setattr(locale, "getencoding", lambda: "UTF-8")
    started: list[ChatSettings] = []
    monkeypatch.setattr(launch, "run_chat", lambda settings: started.append(settings) or 0)
    with pytest.raises(ConversationMissing):
        terminal.open_app(tmp_path, tmp_path, [], {}, 3)
    assert started == []
    for _ in range(3):
        stored_conversation()
    assert terminal.open_app(tmp_path, tmp_path, [tmp_path], {"app.theme": "nord"}, 3, 'type:"pdf"') == 0
    (settings,) = started
    assert ChatSettings.from_json(settings.to_json()) == settings
    assert (settings.theme, settings.mouse, settings.opener, settings.resume) == ("nord", False, "less", 3)
    assert settings.filters == 'type:"pdf"'
    assert settings.keys == {"new": "f9"}
    assert settings.paths == (str(tmp_path),)


@pytest.mark.parametrize(
    ("path", "page", "opener", "programs", "expected"),
    [
        ("/a b.pdf", 7, "", {"evince", "xdg-open"}, ["evince", "--page-index=7", "/a b.pdf"]),
        ("/a.pdf", None, "", {"evince", "xdg-open"}, ["xdg-open", "/a.pdf"]),
        ("/a.docx", 2, "", {"evince", "xdg-open"}, ["xdg-open", "/a.docx"]),
        ("/a b.pdf", 7, "view +{page} {path}", set(), ["view", "+7", "/a b.pdf"]),
        ("/$(x);{page}.txt", None, "less", set(), ["less", "/$(x);{page}.txt"]),
    ],
)
def test_a_document_opens_at_its_page_where_the_program_takes_one(path, page, opener, programs, expected):
    assert command_for(path, page, opener, programs.__contains__, {"DISPLAY": ":0"}) == expected


def test_without_a_program_or_with_a_wrong_opener_it_is_said_what_to_do():
    with pytest.raises(UniconvError, match="no program here to open"):
        command_for("/a.pdf", 1, "", {"xdg-open"}.__contains__, {})
    for wrong in ('less "', "  "):
        with pytest.raises(ConfigurationError):
            command_for("/a.pdf", 1, wrong, set().__contains__, {})


@pytest.mark.model
def test_models_are_listed_checked_and_used(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("UNICONV_EDGE_CONFIG", str(tmp_path / "config.toml"))
    value = json.loads(CliRunner().invoke(app, ["models", "list", "--json"]).stdout)
    current = [row for row in value["models"] if row["current"]]
    assert len(current) == 1
    assert current[0]["answers"]
    assert current[0]["memory_bytes"] > current[0]["size_bytes"]
    name = current[0]["name"]
    assert f"* {name}" in CliRunner().invoke(app, ["models", "list"]).stdout
    assert json.loads(CliRunner().invoke(app, ["models", "verify", name, "--json"]).stdout)["ok"]
    used = json.loads(CliRunner().invoke(app, ["models", "use", name, "--json"]).stdout)
    assert (used["name"], used["file"]) == (name, str(tmp_path / "config.toml"))
    assert CliRunner().invoke(app, ["models", "use", name]).exit_code == 0
    assert f'model = "{name}"' in (tmp_path / "config.toml").read_text()
    assert isinstance(CliRunner().invoke(app, ["models", "use", "no such"]).exception, ModelMissing)


@pytest.mark.model
def test_the_speed_of_a_model_is_measured():
    value = json.loads(CliRunner().invoke(app, ["models", "speed", "--json"]).stdout)
    for name in ("passages_per_second", "read_per_second", "written_per_second", "load_ms"):
        assert value[name] > 0
