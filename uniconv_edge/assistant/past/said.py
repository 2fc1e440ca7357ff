"""Search in stored conversations: in which of them words were said."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Callable, Sequence

from uniconv_edge.expressions import expression

_LETTER = expression(r"[^\W_]")
_LONGEST = 1_000  # characters of a word; SQLite takes no pattern of 50,000 bytes
_AS_A_WORD = "SELECT conversation_id FROM exchanges JOIN said ON said.rowid = exchanges.id WHERE said MATCH ?"
_BEGINS = (
    "SELECT conversation_id FROM exchanges WHERE ' ' || question LIKE ? ESCAPE '\\' OR ' ' || reply LIKE ? ESCAPE '\\'"
)
_WITHIN = "SELECT conversation_id FROM exchanges WHERE instr(question, ?) OR instr(reply, ?)"


def saying(
    run: Callable[[str, Sequence[object]], sqlite3.Cursor], words: Sequence[str], *, unfinished: bool = False
) -> set[int]:
    """The conversations in which each of the words (one at least) was said, whether or not in one question or reply;
    of an `unfinished` last word its beginning is enough. `run` runs a statement on the store."""
    told = list(dict.fromkeys([word for word in words if _LETTER.search(word)] or words))  # marks are no words
    found = [_saying(run, word) for word in told]
    if unfinished:
        found[-1] |= _beginning(run, told[-1])
    return set.intersection(*found)


def _beginning(run: Callable[[str, Sequence[object]], sqlite3.Cursor], begin: str) -> set[int]:
    """The conversations with a word that begins so: the full text holds stems, which may be shorter than what was typed
    of a word, so the texts are looked through too."""
    found = run(_AS_A_WORD, ('"' + begin.replace('"', '""') + '" *',)).fetchall()
    if len(begin) <= _LONGEST:
        like = "% " + re.sub(r"([\\%_])", r"\\\1", begin) + "%"
        found += run(_BEGINS, (like, like)).fetchall()
    return {int(number) for (number,) in found}


def _saying(run: Callable[[str, Sequence[object]], sqlite3.Cursor], word: str) -> set[int]:
    found = run(_AS_A_WORD, ('"' + word.replace('"', '""') + '"',)).fetchall()
    # Full text takes a sentence in Chinese, Japanese or Thai for one word. Their letters are neither large nor small.
    if any(unicodedata.category(character) == "Lo" for character in word):
        found += run(_WITHIN, (word, word)).fetchall()
    return {int(number) for (number,) in found}
