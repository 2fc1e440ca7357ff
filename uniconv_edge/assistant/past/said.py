"""Search in stored conversations: in which of them words were said."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Callable, Sequence

_LETTER = re.compile(r"[^\W_]")
_AS_A_WORD = "SELECT conversation_id FROM exchanges JOIN said ON said.rowid = exchanges.id WHERE said MATCH ?"
_WITHIN = "SELECT conversation_id FROM exchanges WHERE instr(question, ?) OR instr(reply, ?)"


def saying(run: Callable[[str, Sequence[object]], sqlite3.Cursor], words: Sequence[str]) -> set[int]:
    """The conversations in which each of the words (one at least) was said, whether or not in one question or reply.
    `run` runs a statement on the store."""
    told = [word for word in words if _LETTER.search(word)] or words  # marks between words are no words
    return set.intersection(*(_saying(run, word) for word in dict.fromkeys(told)))


def _saying(run: Callable[[str, Sequence[object]], sqlite3.Cursor], word: str) -> set[int]:
    found = run(_AS_A_WORD, ('"' + word.replace('"', '""') + '"',)).fetchall()
    # Full text takes a sentence in Chinese, Japanese or Thai for one word. Their letters are neither large nor small.
    if any(unicodedata.category(character) == "Lo" for character in word):
        found += run(_WITHIN, (word, word)).fetchall()
    return {int(number) for (number,) in found}
