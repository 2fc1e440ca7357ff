"""Sources and candidates as they are read to a question in another language, or in other words than theirs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.assistant.words.foreign import Foreign
from uniconv_edge.assistant.words.otherwise import Otherwise
from uniconv_edge.library.chunk import passage_title
from uniconv_edge.types import FloatArray, Hit


def as_read(
    by: Foreign | Otherwise | None, hits: Sequence[Hit], candidates: Sequence[Candidate] = ()
) -> tuple[Sequence[Hit], Sequence[Candidate]]:
    """Both with the small words of another language in English, or with the expressions of the question in the place of
    those that stand for them; a candidate's offsets are those in what is read of its page."""
    if by is None:
        return hits, candidates
    read = [by.read(hit.text) for hit in hits]
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
                beside=by.read(each.beside).text,
            )
        )
    named = [
        replace(hit, text=text.text, title=by.read(hit.title).text, heading=by.read(hit.heading).text)
        for hit, text in zip(hits, read, strict=True)
    ]
    return named, told


@dataclass(frozen=True, slots=True)
class Shares:
    """Which part of the worth of each word that they are read with candidates, and whole sources, say themselves or by
    what stands for it, both (candidates, words)."""

    own: FloatArray
    source: FloatArray


def shares(
    otherwise: Otherwise | None, stems: Sequence[str], hits: Sequence[Hit], candidates: Sequence[Candidate]
) -> Shares | None:
    """The parts of the words of a question that is read otherwise; None where it is not."""
    if otherwise is None:
        return None
    names = [passage_title(hit.title, hit.heading) for hit in hits]
    whole = [otherwise.shares(stems, f"{name}\n{hit.text}") for name, hit in zip(names, hits, strict=True)]
    own = [otherwise.shares(stems, "\n".join((names[c.source - 1], c.beside, c.text))) for c in candidates]
    return Shares(np.array(own, np.float32), np.array([whole[c.source - 1] for c in candidates], np.float32))


def expressions_read(otherwise: Otherwise | None, hits: Sequence[Hit], candidate: Candidate) -> dict[str, str]:
    """The expressions of a question for which a candidate says something else, or else what it stands in, each with
    that."""
    if otherwise is None:
        return {}
    hit = hits[candidate.source - 1]
    around = "\n".join((candidate.beside, passage_title(hit.title, hit.heading), hit.text))
    return otherwise.read_as(candidate.text) or otherwise.read_as(around)
