"""Stored conversations: branches, search, export, deletion, several programs, damage."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import questions
from typer.testing import CliRunner

from uniconv_edge import paths
from uniconv_edge.assistant.past.history import History, turns_of
from uniconv_edge.assistant.past.record import answer_from_record, answer_record, conversation_markdown
from uniconv_edge.cli import app
from uniconv_edge.errors import ConversationMissing, HistoryDamaged
from uniconv_edge.types import Answer, Hit, Quote, Timings
from uniconv_edge.wording import EXPORTED_MARK


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "conversations.sqlite"


@pytest.fixture
def history(file: Path) -> Iterator[History]:
    with History.open(file) as found:
        yield found


def said(question: str, text: str = "It is 1,450 euros.") -> Answer:
    hit = Hit(1, 0.5, 7, 3, "lease.md", "Lease", 2, 0, 0, 40, "It is 1,450 euros. It is due on Friday.", "Deposit", 0.4)
    quote = Quote(1, "lease.md", "Lease", 2, 0, 3, 0, len(text), text, True)
    return Answer(question, True, text, (quote,), (hit,), Timings(1.0, 2.0, 3.0, 4.0), "nano", 0.7, 12, 5)


def test_an_answer_comes_back_exactly_as_it_was(history) -> None:
    answer = said("How much?")
    assert history.thread(history.add(answer).conversation_id)[0].answer == answer
    assert answer_from_record(json.loads(json.dumps({**answer_record(answer), "later": 1}))) == answer


def test_a_source_whose_name_is_not_utf8_is_kept_and_exported(history) -> None:
    answer = said("How much?")
    strange = dataclasses.replace(answer.quotes[0], path="caf\udce9\x1b[31m\n.txt")
    answer = dataclasses.replace(answer, quotes=(strange,))
    kept = history.add(answer, library="/home/caf\udce9")
    assert history.thread(kept.conversation_id)[0].answer == answer
    shown = conversation_markdown("Money", [answer])
    assert "caf\ufffd" in shown
    assert "\x1b" not in shown
    shown.encode("utf-8")


def test_a_conversation_grows_and_is_titled_by_its_first_question(history) -> None:
    first = history.add(said("How  much?"), library="/lib")
    history.add(said("And when?"), conversation=first.conversation_id)
    (found,) = history.conversations()
    assert (found.title, found.library, found.exchanges) == ("How much?", "/lib", 2)
    assert questions(history, found.id) == ["How  much?", "And when?"]
    assert [turn.role for turn in turns_of(history.thread(found.id))] == ["user", "assistant"] * 2


def test_an_edited_question_branches_and_both_branches_stay(history) -> None:
    first = history.add(said("one"))
    second = history.add(said("two"), conversation=first.conversation_id)
    history.add(said("three"), conversation=first.conversation_id)
    assert [turn.text for turn in history.turns_before(second.id)] == ["one", "It is 1,450 euros."]
    edited = history.add(said("two, edited"), replacing=second.id)
    assert questions(history, first.conversation_id) == ["one", "two, edited"]
    assert edited.versions == (second.id, edited.id)
    assert [e.answer.question for e in history.select(second.id)] == ["one", "two", "three"]


def test_the_first_question_can_be_asked_again(history) -> None:
    first = history.add(said("one", "yes"))
    again = history.add(said("one", "no"), replacing=first.id)
    assert history.turns_before(again.id) == []
    assert [e.answer.text for e in history.thread(first.conversation_id)] == ["no"]
    assert again.versions == (first.id, again.id)


def test_conversations_are_found_by_words_of_questions_and_replies(history) -> None:
    rent, oven = history.add(said("Who pays rents?", "The tenant.")), history.add(said("Clean the oven?", "Use heat."))
    assert [c.id for c in history.conversations("rent tenant")] == [rent.conversation_id]
    assert [c.id for c in history.conversations("HEAT")] == [oven.conversation_id]
    assert history.conversations('" OR * NEAR(') == []


def test_what_is_deleted_is_gone_from_the_file(history, file) -> None:
    kept, gone = history.add(said("kept")), history.add(said("xylophonequartz", "zanzibarfjord"))
    history.delete(gone.conversation_id)
    assert [c.id for c in history.conversations()] == [kept.conversation_id]
    raw = b"".join(path.read_bytes() for path in file.parent.iterdir()).lower()
    assert b"xylophonequartz" not in raw
    assert b"zanzibarfjord" not in raw
    with pytest.raises(ConversationMissing):
        history.thread(gone.conversation_id)


def test_the_file_is_private_whatever_the_mask(file) -> None:
    before = os.umask(0)
    try:
        with History.open(file) as history:
            history.add(said("one"))
            modes = [path.stat().st_mode & 0o777 for path in (file, file.parent)]
    finally:
        os.umask(before)
    assert modes == [0o600, 0o700]


def test_two_programs_may_write_in_turn(history, file) -> None:
    with History.open(file) as other:
        first = history.add(said("one"))
        other.add(said("two"), conversation=first.conversation_id)
        history.add(said("three"), conversation=first.conversation_id)
        assert questions(other, first.conversation_id) == ["one", "two", "three"]


def test_a_damaged_file_is_named_and_not_overwritten(file) -> None:
    file.parent.mkdir()
    file.write_bytes(b"not a database, but long enough to be looked at" * 40)
    with pytest.raises(HistoryDamaged, match=r"conversations\.sqlite"):
        History.open(file)
    assert file.read_bytes().startswith(b"not a database")


def test_a_file_of_a_newer_program_is_left_alone(history, file) -> None:
    history._run("PRAGMA user_version = 99")
    with pytest.raises(HistoryDamaged, match="newer"):
        History.open(file)


def test_an_exported_conversation_cannot_show_images_or_links() -> None:
    text = "![x](http://evil/?q=1) <img src=x> [a](b)\n# Heading"
    exported = conversation_markdown("T", [said("q", text)])
    outside_code = re.sub(r"`[^`]*`", "", exported.removesuffix(f"{EXPORTED_MARK}\n"))
    assert not re.search(r"(?<!\\)[\[\]<]", outside_code.replace("\n> ", "\n"))
    assert not [line for line in exported.splitlines()[1:] if line.startswith("# ")]


def test_a_first_question_that_is_edited_names_its_conversation_unless_that_was_renamed(history) -> None:
    first = history.add(said("How much is the ren?"))
    history.add(said("and the deposit?"), conversation=first.conversation_id)
    edited = history.add(said("How  much is the rent?"), replacing=first.id)
    assert history.conversation(edited.conversation_id).title == "How much is the rent?"
    later = history.add(said("and the deposit?"), conversation=first.conversation_id)
    history.add(said("and the costs?"), replacing=later.id)
    assert history.conversation(first.conversation_id).title == "How much is the rent?"
    history.rename(first.conversation_id, "Rent")
    history.add(said("What is the rent?"), replacing=edited.id)
    assert history.conversation(first.conversation_id).title == "Rent"


def test_the_commands_list_show_export_rename_and_delete(tmp_path) -> None:
    with History.open(paths.history_file()) as history:
        number = history.add(said("How much?")).conversation_id
    run = CliRunner().invoke
    listed = run(app, ["conversations", "list", "--json"])
    assert json.loads(listed.stdout)["conversations"][0]["title"] == "How much?"
    assert "1,450" in run(app, ["conversations", "show", str(number)]).stdout
    out = tmp_path / "out.json"
    assert run(app, ["conversations", "export", str(number), "--format", "json", "--out", str(out)]).exit_code == 0
    assert json.loads(out.read_text())["exchanges"][0]["question"] == "How much?"
    assert "> It is 1,450 euros." in run(app, ["conversations", "export", str(number)]).stdout
    assert run(app, ["conversations", "export", str(number), "--out", str(out)]).exit_code != 0
    assert run(app, ["conversations", "rename", str(number), "Rent"]).exit_code == 0
    assert json.loads(run(app, ["conversations", "list", "--json"]).stdout)["conversations"][0]["title"] == "Rent"
    assert run(app, ["conversations", "rename", "99", "Rent"]).exit_code != 0
    assert json.loads(run(app, ["conversations", "delete", "--all", "--json"]).stdout)["deleted"] == [number]
    assert run(app, ["conversations", "list"]).stdout == ""


def test_a_file_of_the_first_version_is_gone_on_with(history, file) -> None:
    kept = history.add(said("one?"))
    history.close()
    with sqlite3.connect(file) as older:
        older.executescript("ALTER TABLE conversations DROP COLUMN filters; PRAGMA user_version = 1;")
    older.close()
    with History.open(file) as again:
        assert again.filters(kept.conversation_id) == ""
        again.keep_filters(kept.conversation_id, "type:pdf")
        assert again.filters(kept.conversation_id) == "type:pdf"
        assert again.tree(kept.conversation_id) == [(kept.id, None, "one?")]
