"""`search`, `ask` and `chat` in a pipe, with fakes in place of the model and the library."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from uniconv_edge.assistant.past.history import History
from uniconv_edge.assistant.search.fusion import Part
from uniconv_edge.assistant.search.retrieve import Found
from uniconv_edge.cli import answers, search
from uniconv_edge.errors import GenerationFailed, UniconvError
from uniconv_edge.library.query import ALL, Filters, Query, parse
from uniconv_edge.paths import history_file
from uniconv_edge.types import Answer, Finished, Published, Retrieved, Scanned, Skipped, Timings, Turn

from .fakes import SPAN, FakeAssistant, fake_index, hit

RETRIEVE = "uniconv_edge.assistant.search.retrieve"
ANSWER_KEYS = ["schema", "question", "answered", "text", "quotes", "nearest", "sources", "timings_ms", "model"]
ANSWER_KEYS += ["confidence", "sure", "basis", "dropped_turns", "unsupported", "note"]

HIT_KEYS = {"rank", "score", "path", "title", "page", "place", "heading", "start", "end", "text"}


class World:
    """What the fakes saw."""

    def __init__(self) -> None:
        self.assistant = FakeAssistant()
        self.opened: list[Path] = []
        self.numbers: dict[str, float | None] = {}
        self.indexed: list[tuple[Path, list[Path]]] = []
        self.searched: list[tuple[str, int, tuple[Turn, ...]]] = []
        self.index = fake_index()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    seen = World()
    session: list[Turn] = []

    def open_assistant(
        model_folder: Path, library_folder: Path, *, bounds: Filters, **numbers: float | None
    ) -> FakeAssistant:
        assert bounds == ALL
        seen.opened.append(library_folder)
        seen.numbers = numbers
        return seen.assistant

    class OnnxEmbedder:
        identity = "fake:1"

        @staticmethod
        def open(model_folder: Path) -> OnnxEmbedder:
            return OnnxEmbedder()

        def embed_session(self, turns):
            session[:] = turns
            return np.ones(3, dtype=np.float32)

    class Vocabulary:
        def lacking(self, words):
            return []

    class Retriever:
        vocabulary = Vocabulary()

        def __init__(self, library_folder: Path) -> None:
            pass

        def check_model(self, identity):
            assert identity == OnnxEmbedder.identity

        def passage_counts(self, words):
            return [0] * len(words), 0

        def find(self, query, vector, limit):
            seen.searched.append((query, limit, tuple(session)))
            hits = tuple(hit(n, score=1 / n) for n in range(1, min(limit, 3) + 1))
            parts = {h.passage_id: [Part("dense", h.rank, 0.7, 0.2), Part("words", 4, 12.5, 0.1)] for h in hits}
            return Found(hits, parts, {hits[-1].passage_id: "nearly the same text"}, ("a note",))

        def close(self) -> None: ...

    def sync(folder, paths, embedder):
        seen.indexed.append((folder, list(paths)))
        folder.mkdir(parents=True, exist_ok=True)
        yield from seen.index(paths)

    for name, members in {
        "uniconv_edge.assistant.opening": {"open_assistant": open_assistant},
        RETRIEVE: {"Retriever": Retriever},
        "uniconv_edge.model.embedder": {"OnnxEmbedder": OnnxEmbedder},
        "uniconv_edge.library.sync": {"sync": sync},
    }.items():
        module = ModuleType(name)
        module.__dict__.update(members)
        monkeypatch.setitem(sys.modules, name, module)
    model = tmp_path / "model"
    model.mkdir()
    (model / "uniconv.json").write_text("{}")
    monkeypatch.setenv("UNICONV_EDGE_MODEL", str(model))
    monkeypatch.setenv("UNICONV_EDGE_LIBRARY", str(tmp_path / "library"))
    return seen


def run(*arguments: str, stdin: str | bytes = "") -> Any:
    app = typer.Typer()
    answers.register(app)
    search.register(app)
    return CliRunner().invoke(app, list(arguments), input=stdin)


def refusal(*arguments: str) -> UniconvError:
    error = run(*arguments).exception
    assert isinstance(error, UniconvError), error
    return error


def test_ask_prints_quotes_with_their_place_then_the_reply(world: World):
    result = run("ask", "What is the notice period?")
    assert result.exit_code == 0
    assert result.stdout == (
        f"“{SPAN}”  — Employment contract, page 3 (/home/ada/papers/contract.pdf)\n\nw1.0 w1.1 w1.2 w1.3\n"
    )
    assert world.assistant.closed


def test_ask_json_has_exactly_the_keys_of_schema_1(world: World):
    value = json.loads(run("ask", "What?", "--json").stdout)
    assert list(value) == ANSWER_KEYS
    assert value["schema"] == 1
    assert value["question"] == "What?"
    (quote,) = value["quotes"]
    keys = ["source", "path", "page", "place", "heading", "start", "end", "text", "verified", "state"]
    assert list(quote) == [*keys, "answer_start", "answer_end", "change"]
    assert set(value["sources"][0]) == HIT_KEYS
    assert value["timings_ms"] == {"embed": 3.0, "search": 1.5, "first_token": 120.0, "total": 412.0}


def test_window_and_least_confidence_come_from_flags_or_settings(world: World, monkeypatch: pytest.MonkeyPatch):
    run("ask", "Where?", "--context", "600", "--min-confidence", "0.9")
    assert world.numbers == {"context": 600, "min_confidence": 0.9}
    monkeypatch.setenv("UNICONV_EDGE_CONTEXT", "1024")
    run("chat", stdin="Where?\n")
    assert world.numbers == {"context": 1024, "min_confidence": None}


def test_in_a_pipe_a_line_may_begin_a_new_conversation(world: World):
    assert run("chat", stdin="Where?\n/new\nWhen?\n").stdout.count(SPAN) == 2
    assert [turn.text for turn in world.assistant.turns][::2] == ["When?"]


def test_a_refusal_is_the_text_of_the_answer(world: World):
    def ask(question, *, stop=None):
        yield Retrieved(())
        text = "No answer was found in your documents."
        yield Finished(Answer(question, False, text, (), (), Timings(1, 1, 1, 1), "tiny"))

    world.assistant.ask = ask  # type: ignore[method-assign]
    result = run("ask", "Who?")
    assert result.stdout == "No answer was found in your documents.\n"
    assert result.exit_code == 0


def test_ask_with_documents_uses_a_private_library_that_is_gone_afterwards(world: World, tmp_path: Path):
    (tmp_path / "note.txt").write_text("x")
    result = run("ask", "What?", "--docs", str(tmp_path / "note.txt"), "--docs", str(tmp_path))
    assert result.exit_code == 0
    ((folder, paths),) = world.indexed
    assert paths == [tmp_path / "note.txt", tmp_path]
    assert world.opened == [folder]
    assert folder != tmp_path / "library"
    assert not folder.exists()
    assert not folder.parent.exists()
    assert "skipped" in result.stderr
    assert "not a PDF" in result.stderr


def test_ask_with_documents_and_a_library_keeps_them_there(world: World, tmp_path: Path):
    run("ask", "What?", "--docs", str(tmp_path), "--library", str(tmp_path / "mine"))
    assert world.indexed[0][0] == tmp_path / "mine"
    assert (tmp_path / "mine").is_dir()


def test_ask_says_so_when_none_of_the_documents_can_be_read(world: World, tmp_path: Path):
    world.index = lambda paths: iter([Skipped("x.pdf", "not a PDF"), Published(0, 0, 0.1)])  # type: ignore[assignment]
    assert "none of the documents could be read" in str(refusal("ask", "What?", "--docs", str(tmp_path)))


def test_ask_counts_the_files_that_it_passed_over(world: World, tmp_path: Path):
    passed_over = [Skipped(f"{number}.jpg", "a picture without words") for number in range(20)]
    world.index = lambda paths: iter([*passed_over, Published(1, 1, 0.1)])  # type: ignore[assignment]
    said = run("ask", "What?", "--docs", str(tmp_path)).stderr
    assert "skipped 20 files: a picture without words" in said
    assert ".jpg" not in said


def test_ask_says_so_when_a_folder_holds_nothing_to_read(world: World, tmp_path: Path):
    world.index = lambda paths: iter([Scanned(0, 0), Published(0, 0, 0.1)])  # type: ignore[assignment]
    error = refusal("ask", "What?", "--docs", str(tmp_path))
    assert error.message == f"there is no file that can be read in `{tmp_path}`"
    assert "above" not in error.hint


@pytest.mark.parametrize("wrapped", [False, True])
def test_the_history_comes_before_the_question(world: World, tmp_path: Path, wrapped: bool):
    turns = [{"role": "user", "text": "Who?"}, {"role": "assistant", "text": "Ada."}]
    (tmp_path / "h.json").write_text(json.dumps({"turns": turns} if wrapped else turns))
    assert run("ask", "And where?", "--history", str(tmp_path / "h.json")).exit_code == 0
    assert world.assistant.turns[:2] == (Turn("user", "Who?"), Turn("assistant", "Ada."))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("not json", "is not JSON"),
        ('{"x": 1}', "holds no list of turns"),
        ('[{"role": "system", "text": "x"}]', "turn 1"),
        ('[{"role": "user", "text": "x"}, {"role": "assistant"}]', "turn 2"),
        ("[3]", "turn 1"),
    ],
)
def test_a_history_that_is_none_is_refused_by_name(world: World, tmp_path: Path, content: str, said: str):
    (tmp_path / "h.json").write_text(content)
    error = refusal("ask", "What?", "--history", str(tmp_path / "h.json"))
    assert said in error.message
    assert "h.json" in error.message
    assert error.hint
    assert world.opened == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ask", "  "), "the question is empty"),
        (("search", ""), "the query is empty"),
        (("search", "type:pdf"), "the query has filters but no words"),
        (("search", "x", "--after", "soon"), "`after:soon` is not a date"),
        (("search", "x", "-n", "0"), "`-n 0` is not between 1 and 100"),
        (("search", "x", "--files", "--json"), "`--files` prints paths and nothing else"),
        (("search", "x", "-0"), "`-0` says how `--files` ends a path"),
        (("ask", "x", "--docs", "/no/such"), "there is no file or folder `/no/such`"),
        (("ask", "x", "--history", "/no/such.json"), "cannot read the history `/no/such.json`"),
        (("chat", "/no/such"), "there is no file or folder `/no/such`"),
        (("chat", "--after", "soon"), "`after:soon` is not a date"),
        (("chat", "--resume", "3", "--type", "pdf"), "has filters of its own"),
        (("chat", "--resume", "3"), "there is no conversation 3"),
        (("chat", "--resume", "3", "--json"), "there is no conversation 3"),
        (("ask", "x", "--model", "/no/such"), "no model `/no/such`"),
    ],
)
def test_a_wrong_argument_is_named_with_a_hint(world: World, arguments: tuple[str, ...], said: str):
    error = refusal(*arguments)
    assert said in error.message
    assert error.hint
    assert error.exit_code == 2


def test_search_asks_the_embedder_for_the_query_as_a_session(world: World):
    value = json.loads(run("search", "notice period", "-n", "2", "--json").stdout)
    assert list(value) == ["schema", "query", "hits"]
    assert [h["rank"] for h in value["hits"]] == [1, 2]
    assert set(value["hits"][0]) == HIT_KEYS
    assert world.searched == [(Query("notice period"), 2, (Turn("user", "notice period"),))]
    assert world.opened == []


def test_search_prints_rank_place_and_passage(world: World):
    first, second = run("search", "notice").stdout.splitlines()[:2]
    assert first == "1. Employment contract, page 3 (/home/ada/papers/contract.pdf)"
    assert second == f"   {SPAN}"


def test_search_prints_the_files_alone(world: World, monkeypatch: pytest.MonkeyPatch):
    assert run("search", "notice", "--files").stdout == "/home/ada/papers/contract.pdf\n"
    odd = os.fsdecode(b"/d/a\nb\xff")
    hits = tuple(hit(n, path=path) for n, path in enumerate((odd, "/d/second", odd, "/d/third"), 1))
    monkeypatch.setattr(sys.modules[RETRIEVE].Retriever, "find", lambda *_: Found(hits))
    assert run("search", "notice", "--files", "-n", "2").stdout == "/d/a\ufffdb\ufffd\n/d/second\n"
    assert run("search", "notice", "--files", "-0", "-n", "2").stdout_bytes == b"/d/a\nb\xff\0/d/second\0"


def test_files_of_a_search_are_as_many_as_asked_for_however_many_passages_are_of_one(world: World):
    run("search", "notice", "--files", "-n", "2")
    assert [limit for _, limit, _ in world.searched] == [100]


def test_ask_has_the_filters_of_search_as_options(world: World):
    given = ("--type", "pdf", "--path", "My Docs", "--after", "2024", "--before", "2025", "--collection", "work")
    assert run("ask", "Who?", *given).exit_code == 0
    asked = parse(world.assistant.filters)
    assert asked == parse('type:pdf path:"My Docs" after:2024 before:2025 collection:work')
    assert asked.filters
    assert "is not a date" in str(refusal("ask", "Who?", "--after", "soon"))


def test_the_options_of_search_and_its_typed_filters_hold_together(world: World):
    run("search", "roof type:md", "--type", "pdf", "--path", "notes", "--after", "2024", "--collection", "work")
    [(query, _, session)] = world.searched
    assert session == (Turn("user", "roof"),)
    assert query.filters == parse("path:notes type:md type:pdf after:2024 collection:work").filters


def test_an_explained_search_shows_each_part(world: World):
    result = run("search", "notice", "-n", "2", "--explain")
    assert (
        "   score 1.0000\n   +0.2000  dense: rank 1, cosine 0.700\n   +0.1000  words: rank 4, BM25 12.500"
        in result.stdout
    )
    assert "   moved down: nearly the same text" in result.stdout
    assert "note: a note" in result.stderr
    value = json.loads(run("search", "notice", "--explain", "--json").stdout)
    assert value["notes"] == ["a note"]
    assert value["hits"][0]["explain"]["parts"][1] == {"name": "words", "rank": 4, "score": 12.5, "share": 0.1}


def test_chat_in_a_pipe_answers_each_line_in_one_conversation(world: World):
    result = run("chat", stdin="one\n\n  \ntwo\n")
    assert world.assistant.questions == ["one", "two"]
    assert len(world.assistant.turns) == 4
    assert result.stdout.count(SPAN) == 2
    assert world.assistant.closed


def test_chat_asks_only_the_documents_that_its_options_name(world: World):
    run("chat", "--type", "pdf", "--path", "notes/", stdin="one\n")
    assert world.assistant.searched == ['path:"notes/" type:"pdf"']


@pytest.mark.parametrize("more", [(), ("--json",), ("--plain",)])
def test_chat_in_a_pipe_goes_on_with_a_stored_conversation(world: World, more: tuple[str, ...]):
    answer = Answer("Who?", True, "Ada.", (), (), Timings(1, 1, 1, 1), "tiny")
    with History.open(history_file()) as history:
        number = history.add(answer).conversation_id
        history.keep_filters(number, "type:pdf")
    run("chat", "--resume", str(number), *more, stdin="And where?\n")
    assert world.assistant.turns[:2] == (Turn("user", "Who?"), Turn("assistant", "Ada."))
    assert world.assistant.searched == ["type:pdf"]
    with History.open(history_file()) as history:
        assert [found.exchanges for found in history.conversations()] == [1]


def test_chat_json_prints_one_object_a_line(world: World, tmp_path: Path):
    result = run("chat", str(tmp_path), "--json", stdin="one\ntwo")
    values = [json.loads(line) for line in result.stdout.splitlines()]
    assert [value["question"] for value in values] == ["one", "two"]
    assert all(list(value) == ANSWER_KEYS for value in values)
    assert world.indexed == [(tmp_path / "library", [tmp_path])]


def test_chat_goes_on_after_a_question_that_failed_and_ends_with_an_error(world: World):
    whole = world.assistant.ask

    def ask(question, *, stop=None):
        if question == "bad":
            raise GenerationFailed("the model could not be evaluated", "free some memory")
        yield from whole(question, stop=stop)

    world.assistant.ask = ask  # type: ignore[method-assign]
    result = run("chat", "--json", stdin="bad\ngood\n")
    failed, good = (json.loads(line) for line in result.stdout.splitlines())
    assert failed["error"] == {"message": "the model could not be evaluated", "hint": "free some memory"}
    assert good["answered"]
    assert result.exit_code == 1


def test_what_acts_on_a_terminal_is_harmless_in_every_output(world: World):
    hostile = "\x1b]52;c;aGk=\x07\x9b2J\u202e[/]"
    world.assistant.quotes = lambda: ()  # type: ignore[method-assign]
    world.assistant.reply = lambda number: [hostile]  # type: ignore[method-assign]
    for arguments in (("ask", hostile), ("ask", hostile, "--json"), ("chat",), ("chat", "--json")):
        out = run(*arguments, stdin=hostile + "\n").stdout
        assert out
        assert not set(out) & set("\x1b\x07\x9b\u202e")


def test_a_line_that_is_not_utf_8_is_a_question_like_any_other(world: World):
    result = run("chat", "--json", stdin=b"caf\xe9\nnext\n")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2
