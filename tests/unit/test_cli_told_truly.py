"""The command line changes all or nothing, and says what would be right."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from uniconv_edge.assistant.past.history import History
from uniconv_edge.cli import answers, app, indexing, run_lines, search, terminal
from uniconv_edge.cli.output import narrate
from uniconv_edge.errors import (
    ConfigurationError,
    ConversationMissing,
    LibraryMissing,
    LibraryReadOnly,
    ModelMissing,
    UniconvError,
    UsageError,
)
from uniconv_edge.library import embedding
from uniconv_edge.library.lock import WriterLock
from uniconv_edge.library.store import Store
from uniconv_edge.library.sync import sync
from uniconv_edge.library.writer import Writer
from uniconv_edge.paths import config_file, history_file
from uniconv_edge.types import Answer, Indexed, Quote, Scanned, Timings

EMPTY = Answer("Who?", False, "", (), (), Timings(1, 1, 1, 1), "tiny")


class Embedder:
    """The same vector for everything."""

    identity, dims = "flat:1", 2

    def embed_passages(self, passages):
        return np.tile(np.array([1.0, 0.0], dtype=np.float32), (len(passages), 1))

    def embed_session(self, turns):
        return np.array([1.0, 0.0], dtype=np.float32)


def run(*typed: str) -> Result:
    return CliRunner().invoke(app, typed)


def refusal(*typed: str) -> UniconvError:
    error = run(*typed).exception
    assert isinstance(error, UniconvError), error
    return error


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library of one note, with a reader that knows nothing of models."""
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "note.txt").write_text("The fee is 75 pounds.")
    list(sync(tmp_path / "lib", [tmp_path / "papers"], Embedder()))
    return tmp_path / "lib"


# Conversations ------------------------------------------------------------------------------------


def test_no_conversation_is_deleted_when_one_of_the_numbers_is_wrong():
    with History.open(history_file()) as history:
        number = history.add(EMPTY).conversation_id
    error = refusal("conversations", "delete", str(number), "99")
    assert (type(error), error.message) == (ConversationMissing, "there is no conversation 99; none was deleted")
    assert f"{number}" in run("conversations", "list").stdout
    assert run("conversations", "delete", str(number)).stdout == f"deleted {number}: Who?\n"
    assert "no conversations" in run("conversations", "list").stderr


# Settings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "hint"),
    [
        ("context", "abc", "whole number"),
        ("min_confidence", "", "number from 0 to 1"),
        ("app.watch", "maybe", "true or false"),
    ],
)
def test_the_hint_of_a_wrong_value_is_about_its_kind(key: str, value: str, hint: str):
    error = refusal("config", "set", key, value)
    assert isinstance(error, ConfigurationError)
    assert hint in error.hint
    assert not config_file().exists()


def test_a_variable_that_is_no_number_is_told_what_a_number_is(monkeypatch):
    monkeypatch.setenv("UNICONV_EDGE_MIN_CONFIDENCE", "abc")
    assert "number from 0 to 1" in refusal("config").hint


@pytest.mark.parametrize("key", ["banana", "ctrl+banana", "f99", "crtl"])
def test_a_key_that_no_keyboard_has_is_refused(key: str):
    assert "is no key" in refusal("config", "set", "keys.new", key).message


@pytest.mark.parametrize("key", ["ctrl+t", "f2", "ctrl+question_mark", "alt+pageup", "ctrl++", "alt+hyphen_minus"])
def test_a_key_of_the_keyboard_is_taken(key: str):
    assert run("config", "set", "keys.sources", key).exit_code == 0 or key == "f2"


def test_a_model_that_there_is_not_is_no_setting_but_a_folder_may_still_come():
    assert isinstance(refusal("config", "set", "model", "nosuch"), ModelMissing)
    assert not config_file().exists()
    assert run("config", "set", "model", "/models/to/come").exit_code == 0


def test_one_setting_is_printed_alone():
    assert run("config", "get", "app.theme").stdout == "auto\n"
    assert run("config", "get", "min_confidence").stdout == ""
    assert '"from": "default"' in run("config", "get", "context", "--json").stdout
    assert "did you mean `app.theme`" in refusal("config", "get", "app.them").hint


# Questions ----------------------------------------------------------------------------------------


def test_a_question_needs_no_quotation_marks(monkeypatch, tmp_path):
    asked: list[str] = []
    assistant = SimpleNamespace(close=lambda: None, filters="")
    monkeypatch.setattr(answers, "open_conversation", lambda *_: assistant)
    monkeypatch.setattr(answers, "model_folder", lambda _: tmp_path)
    monkeypatch.setattr(answers, "_answer", lambda _, question, as_json: asked.append(question) or EMPTY)
    assert run("ask", "how", "much", "is", "the", "excess", "--json").exit_code == 0
    assert asked == ["how much is the excess"]
    assert run("ask", "how much?", "--must-answer").exit_code == 5
    monkeypatch.setattr(answers, "_answer", lambda *_: replace(EMPTY, answered=True))
    assert run("ask", "how much?", "--must-answer").exit_code == 0


def test_a_refusal_of_a_library_that_was_not_read_to_its_end_says_so(monkeypatch, tmp_path, library: Path):
    monkeypatch.setattr(answers, "open_conversation", lambda *_: SimpleNamespace(close=lambda: None, filters=""))
    monkeypatch.setattr(answers, "model_folder", lambda _: tmp_path)
    monkeypatch.setattr(answers, "_answer", lambda *_: EMPTY)
    assert "had read all files" not in run("ask", "who?", "--library", str(library)).stderr
    with Store.open(library, write=True) as store:
        Writer(store).set_unfinished(set(store.roots()))
    assert "the last run ended before it had read all files" in run("ask", "who?", "--library", str(library)).stderr


def test_a_query_needs_no_quotation_marks(monkeypatch, tmp_path):
    looked: list[str] = []
    found = SimpleNamespace(notes=(), hits=())
    monkeypatch.setattr(search, "model_folder", lambda _: tmp_path)
    monkeypatch.setattr(search, "_find", lambda query, *_: looked.append(query.text) or found)
    assert run("search", "boat", "insurance", "-n", "3").exit_code == 0
    assert looked == ["boat insurance"]


def test_a_collection_that_there_is_not_is_named_with_those_there_are(library: Path):
    for typed in (("ask", "Fee?", "--collection", "nope"), ("search", "fee collection:nope")):
        error = refusal(*typed, "--library", str(library))
        assert (type(error), error.message, error.hint) == (UsageError, "no collection `nope`", "there are: default")


def test_a_search_of_an_empty_library_is_the_error_that_a_question_is(tmp_path: Path, monkeypatch):
    from uniconv_edge.model import embedder

    (tmp_path / "nothing").mkdir()
    list(sync(tmp_path / "lib", [tmp_path / "nothing"], Embedder()))
    monkeypatch.setattr(embedder.OnnxEmbedder, "open", lambda _: Embedder())
    error = refusal("search", "fee", "--library", str(tmp_path / "lib"))
    assert (type(error), error.message) == (LibraryMissing, "the library holds no documents yet")
    assert "uniconv-edge index" in error.hint


def test_a_question_during_the_first_run_hears_that_the_library_is_being_built(tmp_path: Path, monkeypatch):
    def missing(*_: object) -> None:
        raise LibraryMissing("the library holds no documents yet", "run `uniconv-edge index FOLDER` first")

    monkeypatch.setattr(answers, "open_conversation", missing)
    monkeypatch.setattr(answers, "model_folder", lambda _: tmp_path)
    assert "no documents yet" in refusal("ask", "Fee?", "--library", str(tmp_path)).message
    lock = WriterLock.acquire(tmp_path)
    try:
        error = refusal("ask", "Fee?", "--library", str(tmp_path))
    finally:
        lock.release()
    assert "is being built" in error.message
    assert error.hint == "ask again in a moment"


def test_an_answer_from_a_file_that_is_another_now_names_the_remedy(capsys, tmp_path):
    quote = Quote(1, "/a.txt", "", None, 0, 1, 0, 1, "x", verified=False, state="missing")
    answers._tell_more(Answer("Who?", True, "", (quote,), (), Timings(1, 1, 1, 1), "tiny"), tmp_path)
    assert "`uniconv-edge index` brings it up to date" in capsys.readouterr().err


# The library --------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["3", "3000000", "1.5"])
def test_a_size_without_a_unit_is_refused(typed: str):
    with pytest.raises(UsageError, match="has no unit"):
        indexing._bytes_of(typed)


def test_sizes_with_a_unit_are_taken():
    assert [indexing._bytes_of(size) for size in ("0", "3B", "1.5kB", "20 MB", "2G")] == [
        0, 3, 1500, 20_000_000, 2_000_000_000,
    ]  # fmt: skip


def test_a_library_that_cannot_be_written_is_told_with_what_to_do(tmp_path: Path, monkeypatch):
    def refuse(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(LibraryReadOnly) as raised:
        WriterLock.acquire(tmp_path)
    assert "writable" in raised.value.hint


def test_a_library_is_not_exported_over_a_folder(library: Path, tmp_path: Path):
    error = refusal("export", str(tmp_path), "--library", str(library), "--replace")
    assert isinstance(error, UsageError)
    assert "name a file in it" in error.hint


def test_a_folder_is_no_chat_model(tmp_path: Path):
    error = refusal("models", "add", "mine", str(tmp_path))
    assert (error.exit_code, error.hint) == (2, "name the GGUF file in it")


def test_what_was_never_read_is_not_said_to_be_read_again(library: Path, tmp_path: Path):
    stray = tmp_path / "papers" / "stray.bin"
    stray.write_bytes(b"")
    said = run("forget", str(stray), "--library", str(library)).stderr
    assert "reads it again" not in said
    assert "nothing of" in said
    assert "reads it again" in run("forget", str(tmp_path / "papers" / "note.txt"), "--library", str(library)).stderr


def test_collections_are_listed_by_name_too(library: Path):
    assert run("collections", "list", "--library", str(library)).stdout.startswith("default: 1 document")
    assert (
        run("collections", "list", "--library", str(library)).stdout
        == run("collections", "--library", str(library)).stdout
    )


def test_a_run_without_a_terminal_says_now_and_then_how_far_it_is(monkeypatch, capsys):
    monkeypatch.setattr(run_lines, "_LINE_SECONDS", 0.0)
    lines = run_lines.RunLines(narrate)
    lines.saw(Scanned(2, 10))
    lines.embedded(7)
    lines.saw(Indexed("/a", 7))
    assert capsys.readouterr().err.splitlines() == [
        "reading: 0 of 2 files, 0 passages",
        "reading: 0 of 2 files, 7 passages",
        "reading: 1 of 2 files, 7 passages",
    ]
    run_lines.RunLines(None).saw(Scanned(2, 10))
    assert capsys.readouterr().err == ""


def test_a_run_that_follows_changes_says_nothing_of_the_time_between(monkeypatch, capsys):
    lines = run_lines.RunLines(narrate)
    later = time.monotonic() + 3600
    monkeypatch.setattr(time, "monotonic", lambda: later)
    lines.saw(Scanned(1, 10))
    lines.embedded(4)
    assert capsys.readouterr().err == ""


def test_trying_a_model_counts_as_no_passage(tmp_path: Path):
    (tmp_path / "nothing").mkdir()
    counted: list[int] = []
    list(sync(tmp_path / "lib", [tmp_path / "nothing"], embedding.CountingEmbedder(Embedder(), counted.append)))
    assert counted == []


# Plain mode ---------------------------------------------------------------------------------------


def test_lines_of_plain_mode_break_between_words(monkeypatch):
    screen = cast("terminal.TextIO", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setenv("COLUMNS", "31")
    assert terminal._wrapped("one two three four five six seven\n/home/a/very/long/path/that/has/no/place", screen) == (
        "one two three four five six\nseven\n/home/a/very/long/path/that/has/no/place"
    )
