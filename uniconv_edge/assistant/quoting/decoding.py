"""Quotes that the model writes itself, held to its sources: every token goes on with a stretch of one of them.

What is shown is the slice of the source between two borders (`openings`), so a quote is verbatim for any model and any
text. The model decides which source, where a quote begins, at which border it ends and whether another follows.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

from uniconv_edge.assistant.quoting.borders import Opening, openings
from uniconv_edge.assistant.quoting.quotes import Candidate
from uniconv_edge.model.generator import Generator
from uniconv_edge.model.layout import SpecialIds, quote_head_ids
from uniconv_edge.types import FloatArray, Hit

Worth = Callable[[int, int], float]


def decoded(
    generator: Generator,
    special: SpecialIds,
    sources: Sequence[Hit],
    worth: Worth,
    most: int,
    stop: threading.Event | None,
) -> Iterator[Candidate]:
    """At most `most` quotes, greedily, behind the `<|answer|>` that the cache ends with.

    `worth(number, position)` is added to the logits of the ways to begin a quote at a position of the page of source
    `number` (from 1), as long as there are several. Raises Interrupted when `stop` is set.
    """
    encode = generator.tokens.encode
    taken: list[Candidate] = []
    goes_on = True
    while goes_on and len(taken) < most:
        logits, _ = generator.append([special.quote], stop=stop)
        heads = {number: quote_head_ids(number, encode, special)[1:] for number in range(1, len(sources) + 1)}
        for number in sorted(heads, key=lambda n: -float(logits[heads[n][0]])):
            if places := openings(number, sources[number - 1], taken, generator.tokens.spans):
                break
        else:
            return
        logits, _ = generator.append(heads[number], stop=stop)
        hit = sources[number - 1]
        worths = [worth(number, hit.start + place.start) for place in places]
        start, end, goes_on = _walk(generator, special, logits, places, worths, stop)
        taken.append(Candidate(number, hit.start + start, hit.start + end, hit.text[start:end]))
        yield taken[-1]


def _walk(
    generator: Generator,
    special: SpecialIds,
    logits: FloatArray,
    places: Sequence[Opening],
    worths: Sequence[float],
    stop: threading.Event | None,
) -> tuple[int, int, bool]:
    """Write on along the places until the model ends the quote: (start, end, whether it wants another)."""
    closers = (special.eos, special.say, special.quote)
    alive = list(zip(places, worths, strict=True))
    border: tuple[int, int] | None = None
    at, room = 0, generator.context_length - len(generator.ids)
    while at < room:
        onward = {place.ids[at] for place, _ in alive if at < len(place.ids)}
        ended = next((place for place, _ in alive if at in place.ends), None)
        if ended is not None:
            border = ended.start, ended.ends[at]
            closer = max(closers, key=lambda token: float(logits[token]))
            if not onward or logits[closer] >= max(logits[token] for token in onward):
                return *border, closer == special.quote
        alive = [(place, worth) for place, worth in alive if at < len(place.ids)]
        best, _ = max(alive, key=lambda each: float(logits[each[0].ids[at]]) + each[1])
        alive = [(place, worth) for place, worth in alive if place.ids[at] == best.ids[at]]
        run = [best.ids[at], *_only_way([place for place, _ in alive], at + 1, room)]
        logits, _ = generator.append(run, stop=stop)
        at += len(run)
    # The window is full: the last border that was passed, else the nearest ahead.
    first = alive[0][0]
    return *(border or (first.start, min(first.ends.values()))), False


def _only_way(places: Sequence[Opening], first: int, room: int) -> Sequence[int]:
    """The tokens from number `first` on, below `room`, that all the places have in common and none ends before: the
    model is not asked about them, so they are read in one step."""
    last = first
    while (
        last < room
        and not any(last in place.ends for place in places)
        and len({place.ids[last] for place in places}) == 1
    ):
        last += 1
    return places[0].ids[first:last]
