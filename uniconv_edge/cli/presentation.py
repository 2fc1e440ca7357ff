"""Answers and hits as a person reads them, and as JSON (schema 1). Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from uniconv_edge.cli.output import SCHEMA, one_line
from uniconv_edge.places import doubt, section, where
from uniconv_edge.wording import beside, doubts, left_out, of_change, own_words, unsure

if TYPE_CHECKING:
    from uniconv_edge.types import Answer, Hit, Quote

_SNIPPET_CHARACTERS = 240
_SECTION_CHARACTERS = 80


def answer_json(answer: Answer) -> dict[str, Any]:
    """The object of `ask --json` and of each line of `chat --json`."""
    timings = answer.timings
    return {
        "schema": SCHEMA,
        "question": answer.question,
        "answered": answer.answered,
        "text": answer.text,
        "quotes": [_quote_json(quote) for quote in answer.quotes],
        "nearest": [_quote_json(near) for near in answer.nearest],
        "sources": [_hit_json(hit) for hit in answer.sources],
        "timings_ms": {
            "embed": round(timings.embed_ms, 3),
            "search": round(timings.search_ms, 3),
            "first_token": round(timings.first_token_ms, 3),
            "total": round(timings.total_ms, 3),
        },
        "model": answer.model,
        "confidence": round(answer.confidence, 4),
        "sure": round(answer.sure, 4),
        "basis": answer.basis,
        "dropped_turns": answer.dropped_turns,
        "unsupported": list(answer.unsupported),
        "note": answer.note,
    }


def failure_json(question: str, message: str, hint: str) -> dict[str, Any]:
    """The line of `chat --json` for a question that ended with an error."""
    return {"schema": SCHEMA, "question": question, "error": {"message": message, "hint": hint}}


def hits_json(query: str, hits: Sequence[Hit]) -> dict[str, Any]:
    """The object of `search --json`."""
    return {"schema": SCHEMA, "query": query, "hits": [_hit_json(hit) for hit in hits]}


def answer_text(answer: Answer, shown: int = 0) -> str:
    """The quotes, each with its place, but for those that are `shown` already, then the reply, or the refusal and where
    to look all the same, and what of the conversation was left out."""
    lines = [quote_text(quote) for quote in answer.quotes[shown:]]
    reply = own_words(answer.text, answer.quotes)
    if answer.quotes and reply:
        lines.append("")
    lines += [reply] if reply else []
    lines += doubts(answer)
    lines += [f"[{told}]"] if (told := unsure(answer)) else []
    other = beside(answer).lower()
    lines += [f"[{other}: {place(near)}: “{_snippet(near.text)}”{_mark(near)}]" for near in answer.nearest]
    lines += [f"[{answer.note}]"] if answer.note else []
    lines += [f"[{left}]"] if (left := left_out(answer)) else []
    return "\n".join(lines)


def hits_text(hits: Sequence[Hit]) -> str:
    """One hit after the other: rank, place, and the beginning of the passage."""
    return "\n".join(f"{hit.rank}. {place(hit)}\n   {_snippet(hit.text)}" for hit in hits)


def quote_text(quote: Quote) -> str:
    """A quote with its place and, where it has one, its doubt."""
    return f"{of_change(quote)}{quoted(quote)}  — {place(quote)}{_mark(quote)}"


def quoted(quote: Quote, begin: str = "", end: str = "") -> str:
    """The words of a quote in a line; what is asked for in them, where that is told, stands between `begin` and `end`,
    which hold no blanks."""
    text, (first, last) = quote.text, (quote.answer_start, quote.answer_end)
    if first < last:
        text = f"{text[:first]}{begin}{text[first:last]}{end}{text[last:]}"
    return f"“{' '.join(text.split())}”"


def _mark(quote: Quote) -> str:
    return f"  [{doubt(quote)}]" if doubt(quote) else ""


def place(found: Hit | Quote) -> str:
    """Title, headings, page and path, as far as there are any."""
    under = section(found)
    within = (f" › {_snippet(under, _SECTION_CHARACTERS)}" if under else "") + (
        f", {where(found)}" if where(found) else ""
    )
    return one_line(f"{found.title}{within} ({found.path})" if found.title else f"{found.path}{within}")


def _snippet(text: str, most: int = _SNIPPET_CHARACTERS) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"


def _quote_json(quote: Quote) -> dict[str, Any]:
    names = ("source", "path", "page", "place", "heading", "start", "end", "text", "verified", "state")
    return {name: getattr(quote, name) for name in (*names, "answer_start", "answer_end", "change")}


def _hit_json(hit: Hit) -> dict[str, Any]:
    names = ("rank", "path", "title", "page", "place", "heading", "start", "end", "text")
    row = {name: getattr(hit, name) for name in names}
    return {**row, "score": round(float(hit.score), 6)}
