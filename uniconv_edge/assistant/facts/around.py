"""What stands around a quote on its page: its paragraph and, where that says hardly more, the one behind it or before.
Pure."""

from __future__ import annotations

from uniconv_edge.assistant.quoting.quotes import is_heading
from uniconv_edge.library.sentences import paragraphs, sentences

MAX_CHARACTERS = 1_200
_LITTLE = 80  # characters that a paragraph holds beside the quote


def around(page: str, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches of a page (start, end) to read for a quote at a place, in order; [] where nothing else stands
    there. Of long paragraphs the sentences nearest to the quote."""
    told = [span for span in paragraphs(page) if not is_heading(page[slice(*span)])]
    own = [span for span in told if span[0] < end and start < span[1]]
    first, last = min([start, *(span[0] for span in own)]), max([end, *(span[1] for span in own)])
    found = [_nearest(page, first, last, start, end)]
    if (last - first) - (end - start) < _LITTLE:
        behind = next((span for span in told if span[0] >= last), None)
        before = next((span for span in reversed(told) if span[1] <= first), None)
        if behind is not None:
            found.append(_nearest(page, *behind, behind[0], behind[0]))
        elif before is not None:
            found.insert(0, _nearest(page, *before, before[1], before[1]))
    return [] if found == [(start, end)] else found


def _nearest(page: str, first: int, last: int, start: int, end: int) -> tuple[int, int]:
    """Of a stretch as many whole sentences around a place as there is room for, those behind it before the others."""
    spans = [(first + begins, first + ends) for begins, ends in sentences(page[first:last])]
    for _, ends in (span for span in spans if span[0] >= end):
        if ends - start > MAX_CHARACTERS:
            break
        end = ends
    for begins, _ in (span for span in reversed(spans) if span[1] <= start):
        if end - begins > MAX_CHARACTERS:
            break
        start = begins
    return start, end
