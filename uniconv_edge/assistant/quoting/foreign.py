"""Sources and candidates as they are read to a question in another language. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.words.foreign import Foreign
from uniconv_edge.types import Hit


def in_english(
    foreign: Foreign | None, hits: Sequence[Hit], candidates: Sequence[Candidate]
) -> tuple[Sequence[Hit], Sequence[Candidate]]:
    """Both with the small words in English; a candidate's offsets are those in what is read of its page."""
    if foreign is None:
        return hits, candidates
    read = [foreign.read(hit.text) for hit in hits]
    told = []
    for each in candidates:
        hit, text = hits[each.source - 1], read[each.source - 1]
        start, end = text.at(each.start - hit.start), text.at(each.end - hit.start)
        told.append(
            replace(
                each,
                start=hit.start + start,
                end=hit.start + end,
                text=text.text[start:end],
                beside=foreign.read(each.beside).text,
            )
        )
    named = [
        replace(hit, text=text.text, title=foreign.read(hit.title).text, heading=foreign.read(hit.heading).text)
        for hit, text in zip(hits, read, strict=True)
    ]
    return named, told
