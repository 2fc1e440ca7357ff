"""Words of what is shown: numbers of things, a reply beside its quotes, where else to look. Pure; shared by the app,
the command line and what is exported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uniconv_edge.types import Answer, Quote, Skipped

NO_WORDS = "a picture without words"
# The last line of an exported conversation, which no renderer shows, and the reason for which such a file is not read:
# quoted itself, it would answer in the place of the documents that it quotes.
EXPORTED_MARK = "<!-- a conversation of uniconv-edge -->"
EXPORTED = "a conversation exported by uniconv-edge; what it quotes is in the documents themselves"
# Begin the reasons of files with which nothing is wrong.
_PASSED_OVER = ("files of the kind", "no file ending", NO_WORDS, EXPORTED)

# From this chance on an answer is shown without a doubt (docs/answers.md).
SURE = 0.7
_REASONS_SHOWN = 12


def count(number: int, noun: str) -> str:
    """`1 passage`, `12,480 passages`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def is_passed_over(skipped: Skipped) -> bool:
    """Whether a file was left out for what it is: a picture without words, or of a kind that is not read. There may be
    thousands."""
    return skipped.reason.startswith(_PASSED_OVER)


def counted(skipped: Sequence[Skipped]) -> list[str]:
    """A line for each of the reasons for which files were passed over, with their number; most first."""
    reasons = Counter(entry.reason for entry in skipped if is_passed_over(entry))
    return [f"{count(number, 'file')}: {reason}" for reason, number in reasons.most_common(_REASONS_SHOWN)]


def first_of(names: Sequence[str], most: int) -> list[str]:
    """The first so many, and how many more there are."""
    more = len(names) - most
    return [*names[:most], *([f"{more} more"] if more > 0 else [])]


_CHANGES = {
    "before": "Before",
    "after": "Now",
    "added": "Added",
    "removed": "Removed",
    "first": "First",
    "second": "Second",
    "first only": "Only in the first",
    "second only": "Only in the second",
}


def of_change(quote: Quote) -> str:
    """What stands before a quote that tells how two documents differ; "" before others."""
    return f"{_CHANGES[quote.change]}: " if quote.change in _CHANGES else ""


def own_words(reply: str, quotes: Sequence[Quote]) -> str:
    """The reply, or nothing when it only says the quotes once more."""
    said = " ".join(reply.split())
    return "" if quotes and said == in_a_line(quotes) else reply.strip()


def in_a_line(quotes: Sequence[Quote]) -> str:
    """The texts of quotes one behind the other, in one line."""
    return " ".join(" ".join(quote.text.split()) for quote in quotes)


def unsupported(answer: Answer) -> list[str]:
    """The sentences of the reply that the quotes do not carry; in strict mode they are left out of it, and not told."""
    reply = own_words(answer.text, answer.quotes)
    return [sentence for sentence in answer.unsupported if sentence in reply]


def doubts(answer: Answer) -> list[str]:
    """A line for each sentence that the quotes do not carry."""
    return [f"[not in your documents: {sentence}]" for sentence in unsupported(answer)]


def unsure(answer: Answer) -> str:
    """That an answer from the documents is not so likely right that it could stand without a doubt; "" for others."""
    if not answer.answered or not 0 < answer.sure < SURE:
        return ""
    return f"{100 * answer.sure:.0f}% sure that this answers your question."


def beside(answer: Answer) -> str:
    """What the nearest sentences are called that an answer names."""
    return "Or perhaps" if answer.answered else "Nearest"


def left_out(answer: Answer) -> str:
    """That the model did not read the beginning of the conversation; "" when it did."""
    dropped = answer.dropped_turns
    if not dropped:
        return ""
    which = "the oldest question is" if dropped == 1 else f"the {dropped:,} oldest questions and replies are"
    return f"{which} left out: the model reads the end of a long conversation"
