"""Which item of a list or row of a table a question points at behind a quote of it: "how much is the second one?", "and
the one after that?". Pure; English.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from uniconv_edge.assistant.quoting.lists import is_item, is_of_list, list_at
from uniconv_edge.assistant.quoting.tables import table_at
from uniconv_edge.assistant.words.bare import bare
from uniconv_edge.assistant.words.quantities import ORDINALS
from uniconv_edge.expressions import expression
from uniconv_edge.library.sentences import BAR, cells
from uniconv_edge.types import Quote, Turn

IT_ALONE = "it?"  # what is asked where nothing is said besides which one
_NTH = {word: place for place, word in enumerate(ORDINALS.split("|"))} | {"last": -1}
_MOST = 12  # items or rows among which one is told by its number
_BY_NUMBER = expression(rf"(?i)\bthe (?P<nth>{'|'.join(_NTH)})(?: one\b|(?=\W*$))")
_OTHER = expression(r"(?i)\bthe other(?: one\b|(?=\W*$))")
_BESIDE = expression(
    r"(?i)\bthe (?:(?P<next>next|following)|(?P<last>previous)) one\b"
    r"|\bthe one (?:(?P<after>after|below)|(?P<before>before|above))(?: (?:that|it|this))?\b"
)
# What only says that it goes on.
_STEP = expression(
    r"(?i)^(?:what (?:(?:is|comes|came|happens|do (?:i|we|you) do|should (?:i|we) do|must (?:i|we) do) )?)?"
    r"(?:(?P<after>then|next|after(?:wards| (?:that|this))?)|(?P<before>before(?: (?:that|this))?))\W*$"
)
_THEN_WHAT = expression(r"(?i)(?:(?:and|so|but|ok|okay)\W+)?then what\W*")


def step(question: str) -> int:
    """1 where a question only asks what comes next, -1 what came before, 0 for others."""
    if _THEN_WHAT.fullmatch(question.strip()):
        return 1
    found = _STEP.search(bare(question.strip()))
    return 0 if found is None else 1 if found["after"] else -1


def means_other(question: str) -> bool:
    """Whether a question is of another thing than was told of: "what did the other one cost?"."""
    return _OTHER.search(bare(question.strip())) is not None


def pointed_at(turns: Sequence[Turn], page_of: Callable[[Quote], str]) -> tuple[Turn, ...]:
    """The turns, whose last question follows quotes; where it points at another item or row than was quoted, or at one
    of several, as if that had been quoted alone and "it" were asked for. `page_of`: the text of the page of a quote, ""
    where it is gone."""
    *earlier, reply, question = turns
    quotes = reply.quotes or ()
    text = bare(question.text.strip())
    forms = [each for each in (_BY_NUMBER, _OTHER, _BESIDE, _STEP) if each.search(text)]
    if not quotes or not forms or len({(quote.document_id, quote.page_index) for quote in quotes}) > 1:
        return tuple(turns)
    found = forms[0].search(text)
    page = page_of(quotes[0])
    things, quoted = _things(page, quotes) if page else ((), None)
    place = _place(found, len(things), quoted) if found else None
    if found is None or place is None:
        return tuple(turns)
    start, end = things[place]
    told = replace(quotes[0], start=start, end=end, text=page[start:end])
    asked = f"{text[: found.start()]}it{text[found.end() :]}".rstrip(" ?!.") + "?"
    asked = IT_ALONE if forms[0] is _STEP else asked
    return (*earlier, replace(reply, quotes=(told,)), replace(question, text=asked))


def _things(page: str, quotes: Sequence[Quote]) -> tuple[Sequence[tuple[int, int]], int | None]:
    """The items or rows that were quoted, or of which one was, and the place of that one, None where several were; none
    where something else was quoted."""
    start, end = quotes[0].start, quotes[0].end
    if len(quotes) > 1:
        each_is = all(_is_one(quote.text) for quote in quotes)
        return sorted((quote.start, quote.end) for quote in quotes) if each_is else (), None
    listed = list_at(page, start, end) if is_of_list(page, start, end) else None
    if listed is not None:
        spans = listed.items
    else:
        table = table_at(page, start, end) if BAR in quotes[0].text else None
        spans = [(row.start, row.end) for row in table.rows] if table else []
    own = [place for place, (first, last) in enumerate(spans) if first < end and start < last]
    if len(own) > 1:
        return [spans[place] for place in own], None
    return (spans, own[0]) if own else ((), None)


def _is_one(text: str) -> bool:
    return "\n" not in text and (is_item(text) or len(cells(text)) > 1)


def _place(found: re.Match[str], many: int, quoted: int | None) -> int | None:
    """The place of what is pointed at among so many things, of which one was quoted (None: all); None for none."""
    told = {name: value for name, value in found.groupdict().items() if value}
    if nth := told.get("nth"):
        place = _NTH[nth.lower()] % max(many, 1)
        return place if 1 < many <= _MOST and _NTH[nth.lower()] < many else None
    if quoted is None:
        return None
    if not told:
        return 1 - quoted if many == 2 else None
    place = quoted + (1 if told.keys() & {"next", "after"} else -1)
    return place if 0 <= place < many else None
