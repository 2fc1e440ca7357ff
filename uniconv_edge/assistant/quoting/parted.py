"""Sentences that the end of a page parts: their other part, so that no stump is shown as if it were whole. Pure.

A quote is a slice of one page; a sentence that goes on over a page's end is shown as two, in order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from uniconv_edge.assistant.quoting.quotes import MAX_QUOTE_CHARACTERS, is_heading
from uniconv_edge.expressions import expression
from uniconv_edge.library.sentences import cells, paragraphs, sentences
from uniconv_edge.types import Page, Quote

_Span = tuple[int, int]

_ENDED = expression(r"[.!?:;…‽؟۔।。！？｡][\"'”’»)\]]*(?:\[[\w ]{1,9}\])*$")
# What no sentence ends with: the next page goes on with it, whatever it begins with.
_BREAKS_OFF = expression(r"(?:,|\b(?:a|an|and|as|at|by|for|from|of|or|the|their|with|der|die|das|und|oder|von|mit))$")
_GOES_ON = expression(r"(?!\(?[a-zA-Z][.)]\s|o\s|https?:|www\.)[\"“„‘«(]*[^\W\d_]")
_PAGE_NUMBER = expression(r"(?i)[\W_]*(?:(?:page|seite)\s)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s(?:of|von)\s\d{1,4})?[\W_]*")
_ADDRESS_AT_END = expression(r"/\S*$")  # as in a note at the foot of a page
_DIGITS = expression(r"\d+")


def over_pages(quote: Quote, page_at: Callable[[int], Page | None]) -> list[Quote]:
    """The quote, and before or behind it the other part of its sentence, which stands on the page before or after.
    `page_at` gives a page of its document by index, None where there is none; one without a number has a text of its
    own. The other part is `verified` as a slice of that page."""
    own = page_at(quote.page_index)
    if quote.page is None or own is None or own.text[quote.start : quote.end] != quote.text:
        return [quote]
    found = [quote]
    before, after = page_at(quote.page_index - 1), page_at(quote.page_index + 1)
    if before is not None and (spans := parted(before.text, own.text)) and spans[1][0] == quote.start:
        found.insert(0, _on(before, quote.page_index - 1, spans[0], quote))
    if after is not None and (spans := parted(own.text, after.text)) and spans[0][1] == quote.end:
        found.append(_on(after, quote.page_index + 1, spans[1], quote))
    return found


def _on(page: Page, index: int, span: _Span, quote: Quote) -> Quote:
    start, end = span
    text = page.text[start:end]
    return replace(
        quote, page=page.number, page_index=index, start=start, end=end, text=text, verified=True, place=page.place
    )


def parted(page: str, following: str) -> tuple[_Span, _Span] | None:
    """Where the sentence that goes on over the end of a page stands on it and on the following; None where none does,
    or a part of it is too long to be quoted. Heads, feet and numbers of the pages are passed over."""
    above, below = list(paragraphs(page)), list(paragraphs(following))
    feet = {form_of(following[slice(*span)]) for span in below[-2:]}
    while above and (_is_foot(page[slice(*above[-1])], feet) or _is_below_sentence(page, above)):
        above.pop()
    if not above:
        return None
    head = page[slice(*above[0])] if len(above) > 1 else ""
    opening = next(
        (span for span in below if not _is_foot(text := following[slice(*span)], ()) and not _repeats(text, head)), None
    )
    if opening is None:
        return None
    spans = _last_sentence(page, *above[-1]), _first_sentence(following, *opening)
    stump, rest = page[slice(*spans[0])], following[slice(*spans[1])]
    if max(len(stump), len(rest)) > MAX_QUOTE_CHARACTERS or len(cells(stump)) > 1 or len(cells(rest)) > 1:
        return None
    if _ENDED.search(stump) or _ADDRESS_AT_END.search(stump) or not _GOES_ON.match(rest):
        return None
    return spans if rest.lstrip('"“„‘«(')[0].islower() or _BREAKS_OFF.search(stump) else None


def _is_foot(paragraph: str, feet: set[str] | tuple[()]) -> bool:
    return _PAGE_NUMBER.fullmatch(paragraph) is not None or form_of(paragraph) in feet


def _is_below_sentence(page: str, paragraphs: Sequence[_Span]) -> bool:
    """Whether the last paragraph is but a few words below a sentence that has not ended: a foot of this page alone."""
    if len(paragraphs) < 2:
        return False
    above, last = (page[slice(*span)] for span in paragraphs[-2:])
    return is_heading(last) and not (is_heading(above) or _ENDED.search(above))


def form_of(paragraph: str) -> str:
    """A paragraph with every figure as `#`, so that running heads and feet of different pages are alike."""
    return _DIGITS.sub("#", paragraph)


def _repeats(paragraph: str, head: str) -> bool:
    """Whether a paragraph is the head of the page before, or says that it goes on: `Costs (continued)`."""
    return bool(head) and "\n" not in paragraph and form_of(paragraph).startswith(form_of(head))


def _last_sentence(text: str, start: int, end: int) -> _Span:
    first, last = sentences(text[start:end])[-1]
    return start + first, start + last


def _first_sentence(text: str, start: int, end: int) -> _Span:
    first, last = sentences(text[start:end])[0]
    return start + first, start + last
