"""Stored conversations that several programs use at once, and a disk without room."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from asking import questions, said

from uniconv_edge.assistant.past.history import History
from uniconv_edge.errors import ConversationMissing, DiskFull, UniconvError

_TAKING_THE_LOCK = (
    "import sqlite3, sys; connection = sqlite3.connect(sys.argv[1], timeout=0.1, isolation_level=None)\n"
    "try: connection.execute('BEGIN IMMEDIATE'); print('taken')\n"
    "except sqlite3.OperationalError: print('held')"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "conversations.sqlite"


def test_a_reader_that_stays_costs_one_answer_and_not_the_next_ones(history: History, file: Path) -> None:
    first = history.add(said("one"))
    history._connection.execute("PRAGMA busy_timeout = 50")
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM exchanges").fetchone()
    with pytest.raises(UniconvError, match="locked") as refused:
        history.add(said("two"), conversation=first.conversation_id)
    assert "try again" in refused.value.hint
    reader.close()
    history.add(said("three"), conversation=first.conversation_id)
    with History.open(file) as other:
        other.add(said("four"), conversation=first.conversation_id)
    assert questions(history, first.conversation_id) == ["one", "three", "four"]


def test_a_full_disk_is_called_one_and_costs_only_what_did_not_fit(history: History) -> None:
    first = history.add(said("one"))
    run = history._connection.execute
    pages = run("PRAGMA page_count").fetchone()[0]
    run(f"PRAGMA max_page_count = {pages + 1}")
    for _ in range(2):
        with pytest.raises(DiskFull):
            history.add(said("two", "word " * 20_000), conversation=first.conversation_id)
    run(f"PRAGMA max_page_count = {pages + 1000}")
    history.add(said("three"), conversation=first.conversation_id)
    assert questions(history, first.conversation_id) == ["one", "three"]


def test_a_full_disk_that_ended_the_transaction_already_is_called_one(history: History, monkeypatch) -> None:
    first = history.add(said("one"))
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL

    def statement(*_arguments: object) -> None:
        history._connection.execute("ROLLBACK")  # as SQLite does where the disk's answer comes late
        raise full

    with monkeypatch.context() as patched:
        patched.setattr(history, "_begin", statement)
        with pytest.raises(DiskFull):
            history.add(said("another"))
    history.add(said("two"), conversation=first.conversation_id)
    assert questions(history, first.conversation_id) == ["one", "two"]


def test_two_programs_in_one_conversation_make_two_branches(history: History, file: Path) -> None:
    one = history.add(said("one"))
    two = history.add(said("two"), conversation=one.conversation_id)
    with History.open(file) as other:
        shown = other.thread(one.conversation_id)
        here = history.add(said("three here"), conversation=one.conversation_id, after=two.id)
        there = other.add(said("three there"), conversation=one.conversation_id, after=shown[-1].id)
        assert questions(other, one.conversation_id) == ["one", "two", "three there"]
        assert there.versions == (here.id, there.id)
    history.add(said("four here"), conversation=one.conversation_id, after=here.id)
    assert questions(history, one.conversation_id) == ["one", "two", "three here", "four here"]
    assert [e.answer.question for e in history.select(there.id)] == ["one", "two", "three there"]


def test_without_saying_after_what_an_answer_follows_the_last(history: History) -> None:
    one = history.add(said("one"), after=None)
    history.add(said("two"), conversation=one.conversation_id)
    assert questions(history, one.conversation_id) == ["one", "two"]
    history.delete(one.conversation_id)
    with pytest.raises(ConversationMissing):
        history.add(said("three"), conversation=one.conversation_id, after=one.id)


def test_opening_the_file_once_more_leaves_the_lock_of_a_transaction(history: History, file: Path) -> None:
    history.add(said("one"))
    with history._writing():
        History.open(file).close()  # as an export in the app does
        done = subprocess.run(
            [sys.executable, "-c", _TAKING_THE_LOCK, str(file)], check=True, capture_output=True, text=True
        )
    assert done.stdout.strip() == "held"


def test_an_answer_that_is_stored_is_not_stored_again_where_another_program_holds_the_file_then(
    history: History, file: Path, monkeypatch
) -> None:
    first = history.add(said("one"))
    history._connection.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(file, isolation_level=None)
    committed = history._run

    def run(statement: str, values: object = ()) -> sqlite3.Cursor:
        found = committed(statement, values)  # type: ignore[arg-type]
        if statement == "COMMIT":
            other.execute("BEGIN EXCLUSIVE")
        return found

    monkeypatch.setattr(history, "_run", run)
    second = history.add(said("two"), conversation=first.conversation_id)
    monkeypatch.undo()
    other.close()
    assert second.versions == (second.id,)
    assert questions(history, first.conversation_id) == ["one", "two"]
