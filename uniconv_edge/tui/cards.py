"""An answer as it is shown: its question, its quotes and sources as cards, and how it came about. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from uniconv_edge.places import doubt
from uniconv_edge.tui.display import ACCENT, MUTED, STRONG, duration, joined, literal, one_line, place, with_places
from uniconv_edge.tui.prose import reflowed
from uniconv_edge.tui.shared_words import around, places_of, shared_words
from uniconv_edge.wording import beside, count, left_out, of_change, unsure

if TYPE_CHECKING:
    from uniconv_edge.types import Answer, Hit, Quote

_NEAREST = 240  # characters of a sentence that does not answer
# The states of quotes that their sources did hold.
_STOOD_THERE = ("changed", "rewritten", "missing", "unreadable", "forgotten")
# Of a quote in such a state; a file that is missing may have another name or folder now, under which, once that was
# read, another answer quotes it.
_NEXT_STEP = {
    "changed": "r reads it again",
    "missing": "r reads the folders again",
    "rewritten": "ask again",
    "forgotten": "ask again",
}


def question(text: str, note: str = "") -> Content:
    """The person's question, and which version of it this is."""
    return joined(("› ", ACCENT), (text, STRONG), (note, MUTED))


def near(found: Quote) -> Content:
    """A line that says where to look although nothing is answered, and what stands there."""
    return joined((f"{place(found)}: ", MUTED), (f"“{one_line(found.text, _NEAREST)}”", ""), (_mark(found), MUTED))


def quote_text(found: Quote) -> str:
    """A quote and its place, for the clipboard."""
    return f"{of_change(found)}“{found.text.strip()}” ({place(found)}){_mark(found)}"


def _mark(found: Quote) -> str:
    return f" [{doubt(found)}]" if doubt(found) else ""


def quote(found: Quote, width: int = 0) -> Content:
    """A quote card: the words, in lines of the card, then where they stand and whether they were found there, which is
    not broken within `width` columns (0: not known)."""
    reason = ": ".join(part for part in (doubt(found), _NEXT_STEP.get(found.state, "")) if part)
    state, style = (f"✗ {reason}", "$text-error") if reason else ("✓ word for word", "$text-success")
    stands = place(found)
    broken = 0 < width < cell_len(f"{stands}  {state}")
    return joined(*_words(found), ("\n", ""), (stands, MUTED), ("\n" if broken else "  ", ""), (state, style))


def _words(found: Quote) -> list[tuple[str, str]]:
    """The words of a quote in its lines, what is asked for in them in bold type, where that is told."""
    text = reflowed(found.text)  # as long as before
    start, end = found.answer_start, found.answer_end
    before, answer, behind = text[:start].lstrip(), text[start:end], text[end:].rstrip() if end else text.strip()
    style = "" if found.verified or found.state in _STOOD_THERE else "strike"
    return [
        (of_change(found), ACCENT),
        (f"“{before}", style),
        (answer, f"{STRONG} {style}".strip()),
        (f"{behind}”", style),
    ]


def source(hit: Hit, asked: str = "") -> Content:
    """A passage of the sources panel: its place, why it was found, and the part that shares words with the question."""
    telling = shared_words(asked, hit.text)
    why = [f"meaning {hit.cosine:.2f}"] if hit.cosine >= 0.005 else []
    if telling:
        why.append("words " + ", ".join(telling[:4]))
    head = joined(
        (f"{hit.rank} ", ACCENT),
        (place(hit), STRONG),
        (f"\n{' · '.join(why)}" if why else "", ACCENT),
        ("\n", ""),
    )
    part = one_line(around(hit.text, telling), 160)
    return head + with_places(part, places_of(part, telling)) + Content("\n")


def unsupported(sentences: Sequence[str]) -> Content:
    """What the model said that its quotes do not carry."""
    said = " ".join(one_line(sentence, 300) for sentence in sentences)
    return joined(("✗ not found in your documents: ", "$text-error"), (said, MUTED))


def near_title(answer: Answer) -> Content:
    """What stands above the sentences that come nearest too: of an answer, that it is not sure."""
    told = f"? {said} " if (said := unsure(answer)) else ""
    return literal(f"{told}{beside(answer)}:", "$text-warning" if told else MUTED)


def receipt(answer: Answer) -> Content:
    """How an answer came about: its time and how much of the conversation was still in the cache."""
    parts = [duration(answer.timings.total_ms)]
    whole = answer.prompt_tokens + answer.reused_tokens
    if answer.reused_tokens:
        parts.append(f"{answer.reused_tokens:,} of {whole:,} tokens reused")
    elif whole:
        parts.append(f"{count(whole, 'token')} read")
    if answer.basis == "documents" and answer.confidence:
        likely = f"an answer is {100 * answer.confidence:.0f}% likely"
        parts.append(f"{100 * (answer.sure or answer.confidence):.0f}% sure" if answer.answered else likely)
    if left := left_out(answer):
        parts.append(left)
    return literal(" · ".join(parts), MUTED)
