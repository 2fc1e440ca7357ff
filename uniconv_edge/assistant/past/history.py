"""Conversations kept on this machine, with full-text search, in a file of their own (`history_file`).

A conversation is a tree of exchanges (a question with its answer), each below the one it followed. Its `head` is the
exchange shown last: the path from the root to it is the conversation as the person sees it. Asking again or editing a
question goes back to the parent and adds a sibling; nothing is lost, and `select` shows the other branch.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from uniconv_edge.assistant.past.history_file import damaged, errors_of, opened
from uniconv_edge.assistant.past.record import answer_from_record, answer_record
from uniconv_edge.assistant.past.remembered import turns_after
from uniconv_edge.assistant.past.said import saying
from uniconv_edge.errors import ConversationMissing
from uniconv_edge.library.text import clean
from uniconv_edge.types import Answer, Turn

TITLE_CHARACTERS = 80
_LIST = (
    "SELECT id, title, library, changed_ms,"
    " (SELECT count(DISTINCT ifnull(parent_id, 0)) FROM exchanges WHERE conversation_id = conversations.id)"
    " FROM conversations {} ORDER BY changed_ms DESC, id DESC LIMIT ?"
)
_AMONG = "WHERE id IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Conversation:
    """One stored conversation: `title` is its first question unless renamed, `exchanges` counts questions, versions of
    one as one."""

    id: int
    title: str
    library: str
    changed_ms: int
    exchanges: int

    def is_of(self, library: str | Path) -> bool:
        """Whether it was held with the library in this folder, as far as that is known."""
        if not self.library or self.library == clean(str(library)):
            return True
        return clean(os.path.realpath(self.library)) == clean(os.path.realpath(library))


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with its answer. `versions` are the ids of the exchanges in its place, oldest first, its own too."""

    id: int
    conversation_id: int
    parent_id: int | None
    answer: Answer
    versions: tuple[int, ...]

    @property
    def turns(self) -> list[Turn]:
        """The turns that it leaves, as it did when it was live."""
        return turns_after(self.answer)


def turns_of(thread: Sequence[Exchange]) -> list[Turn]:
    """The turns of a thread, for `Assistant.reset`."""
    return [turn for exchange in thread for turn in exchange.turns]


class History:
    """The stored conversations. One thread at a time; other programs may have the same file open."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection, self._path = connection, path

    @classmethod
    def open(cls, path: Path) -> History:
        """Open `path`, making it and its folder (for the owner only) when missing. Raises HistoryDamaged, DiskFull."""
        return cls(opened(path), path)

    def __enter__(self) -> History:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def add(
        self,
        answer: Answer,
        *,
        conversation: int | None = None,
        library: str = "",
        replacing: int | None = None,
        after: int | None = None,
    ) -> Exchange:
        """Store an answered question at the end of `conversation` (None: a new one), and show it.

        With `replacing` it takes the place of that exchange, which stays as another version: so a question is asked
        again or edited. With `after` it follows that exchange, which the person sees as the last, whatever another
        program has added to the conversation since: both are versions then. Raises ConversationMissing.
        """
        now = time.time_ns() // 1_000_000
        answer = replace(answer, question=clean(answer.question), text=clean(answer.text))
        with self._writing():
            if replacing is not None:
                conversation, parent = self._row(replacing)[1:3]
                self._call_by(answer.question, conversation, in_place_of=replacing)
            elif after is not None:
                parent, conversation = self._row(after)[:2]
            elif conversation is None:
                parent, conversation = None, self._begin(_title(answer.question), library, now)
            else:
                parent = self._head(conversation)
            record = json.dumps(answer_record(answer))  # in ASCII: a file name need not be UTF-8
            made = self._run(
                "INSERT INTO exchanges (conversation_id, parent_id, question, reply, answer, created_ms)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (conversation, parent, answer.question, answer.text, record, now),
            ).lastrowid
            self._run("UPDATE conversations SET head = ?, changed_ms = ? WHERE id = ?", (made, now, conversation))
            # Read before the commit: what failed after it would say that nothing was stored.
            return self.exchange(int(made or 0))

    def turns_before(self, exchange: int) -> list[Turn]:
        """The turns that lead to an exchange, for `Assistant.reset` before it is asked again or edited."""
        return turns_of(self._path_to(self.exchange(exchange).parent_id))

    def select(self, exchange: int) -> list[Exchange]:
        """Show the branch of this version, down to its newest end; returns the thread."""
        with self._writing():
            conversation, head = self._row(exchange)[1], exchange
            while row := self._run("SELECT max(id) FROM exchanges WHERE parent_id = ?", (head,)).fetchone():
                if row[0] is None:
                    break
                head = int(row[0])
            self._run("UPDATE conversations SET head = ? WHERE id = ?", (head, conversation))
        return self.thread(conversation)

    def thread(self, conversation: int) -> list[Exchange]:
        """The exchanges shown, first to last. Raises ConversationMissing."""
        with errors_of(self._path):
            return self._path_to(self._head(conversation))

    def _path_to(self, exchange: int | None) -> list[Exchange]:
        found: list[Exchange] = []
        while exchange is not None:
            found.append(self.exchange(exchange))
            exchange = found[-1].parent_id
        return found[::-1]

    def exchange(self, identifier: int) -> Exchange:
        """One exchange. Raises ConversationMissing."""
        with errors_of(self._path):
            number, conversation, parent, answer = self._row(identifier)
            versions = self._run(
                "SELECT id FROM exchanges WHERE conversation_id = ? AND parent_id IS ? ORDER BY id",
                (conversation, parent),
            ).fetchall()
            try:
                restored = answer_from_record(json.loads(answer))
            except (ValueError, KeyError, TypeError) as error:
                raise damaged(self._path, f"question {number} cannot be read") from error
            return Exchange(number, conversation, parent, restored, tuple(int(i) for (i,) in versions))

    def conversations(self, words: str = "", *, limit: int = -1, unfinished: bool = False) -> list[Conversation]:
        """At most `limit` (-1: all) conversations, newest change first; with `words` those in which each was said, of
        an `unfinished` last one a word that begins so."""
        terms = clean(words).split()
        with errors_of(self._path):
            values = (json.dumps(list(saying(self._run, terms, unfinished=unfinished))), limit) if terms else (limit,)
            rows = self._run(_LIST.format(_AMONG if terms else ""), values).fetchall()
        return [Conversation(*row) for row in rows]

    def conversation(self, identifier: int) -> Conversation:
        """One conversation. Raises ConversationMissing."""
        for found in self.conversations():
            if found.id == identifier:
                return found
        raise _missing(identifier)

    def filters(self, conversation: int) -> str:
        """Which documents this conversation asks, as it was written; "" for all."""
        with errors_of(self._path):
            found = self._run("SELECT filters FROM conversations WHERE id = ?", (conversation,)).fetchone()
        return str(found[0]) if found else ""

    def keep_filters(self, conversation: int, filters: str) -> None:
        """Ask only these documents in this conversation, also when it is gone on with another day."""
        with self._writing():
            self._run("UPDATE conversations SET filters = ? WHERE id = ?", (clean(filters), conversation))

    def tree(self, conversation: int) -> list[tuple[int, int | None, str]]:
        """(id, parent's id, question) of every exchange of a conversation, all branches, oldest first."""
        with errors_of(self._path):
            rows = self._run(
                "SELECT id, parent_id, question FROM exchanges WHERE conversation_id = ? ORDER BY id", (conversation,)
            )
            return [(int(number), parent, str(question)) for number, parent, question in rows]

    def rename(self, conversation: int, title: str) -> None:
        """Give a conversation a title. Raises ConversationMissing."""
        with self._writing():
            self._head(conversation)
            self._run("UPDATE conversations SET title = ? WHERE id = ?", (_title(clean(title)), conversation))

    def delete(self, conversation: int) -> None:
        """Delete a conversation with all branches and overwrite its words. Raises ConversationMissing."""
        with self._writing():
            self._head(conversation)
            self._run("DELETE FROM conversations WHERE id = ?", (conversation,))
            # Full-text search keeps the words of deleted rows until its parts are merged.
            self._run("INSERT INTO said (said) VALUES ('optimize')")

    def _begin(self, title: str, library: str, now: int) -> int:
        row = (title, clean(library), now, now)
        made = self._run("INSERT INTO conversations (title, library, created_ms, changed_ms) VALUES (?, ?, ?, ?)", row)
        return int(made.lastrowid or 0)

    def _call_by(self, question: str, conversation: int, *, in_place_of: int) -> None:
        """Call a conversation by the question in place of its first one, unless the person has given it a title."""
        row = self._run("SELECT parent_id, question FROM exchanges WHERE id = ?", (in_place_of,)).fetchone()
        if row[0] is None:
            titles = (_title(question), conversation, _title(row[1]))
            self._run("UPDATE conversations SET title = ? WHERE id = ? AND title = ?", titles)

    def _run(self, statement: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        return self._connection.execute(statement, tuple(values))

    def _head(self, conversation: int | None) -> int | None:
        try:
            row = self._run("SELECT head FROM conversations WHERE id = ?", (conversation,)).fetchone()
        except OverflowError:  # a number that is longer than those of SQLite
            row = None
        if row is None:
            raise _missing(conversation)
        return None if row[0] is None else int(row[0])

    def _row(self, exchange: int) -> tuple[int, int, int | None, str]:
        row: tuple[int, int, int | None, str] | None = self._run(
            "SELECT id, conversation_id, parent_id, answer FROM exchanges WHERE id = ?", (exchange,)
        ).fetchone()
        if row is None:
            raise ConversationMissing(f"there is no stored question {exchange}", "list them with `conversations show`")
        return row

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction, whole or not at all."""
        with errors_of(self._path):
            self._run("BEGIN IMMEDIATE")
            try:
                yield
                self._run("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # SQLite ends it itself where a disk is full
                    self._run("ROLLBACK")
                raise


def _title(words: str) -> str:
    return " ".join(words.split())[:TITLE_CHARACTERS]


def _missing(conversation: int | None) -> ConversationMissing:
    return ConversationMissing(
        f"there is no conversation {conversation}", "list them with `uniconv-edge conversations list`"
    )
