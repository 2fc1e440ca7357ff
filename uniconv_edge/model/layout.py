"""The token layout: one order of tokens for training, conversion and serving.

    session   <|bos|><|user|> q1 <|assistant|> r1 <|user|> q2 ... <|user|> qn <|emb|>
    sources   <|source|> title newline text   (one block a source), then <|emb|>
    answer    <|answer|> [ <|quote|> k : span ]* [ <|say|> reply ] <|eos|>     or <|answer|><|none|><|eos|>
    passage   <|bos|><|source|> title newline text <|emb|>
    reply     <|bos|><|answer|> reply <|emb|>
    pointing  session <|emb|> source, for one source at a time: after the last token of each sentence that answers the
              session the model would go on with <|quote|>, after the others with <|none|>

The functions are pure: they take an `Encode` (text -> ids, which never yields special tokens, whatever the text
says) and `SpecialIds`. The `<|emb|>` after the sources gives L_CII its vector of both; it is in the served
order too, because the answer was trained behind it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from uniconv_edge.types import Turn

SPECIAL_TOKENS: tuple[str, ...] = (
    "<|pad|>",
    "<|bos|>",
    "<|eos|>",
    "<|user|>",
    "<|assistant|>",
    "<|source|>",
    "<|emb|>",
    "<|answer|>",
    "<|quote|>",
    "<|say|>",
    "<|none|>",
)

LAYOUT_NAME = "uniconv-1"

Encode = Callable[[str], list[int]]
# text -> its ids, and the place of each id's first character
Locate = Callable[[str], tuple[list[int], list[int]]]


@dataclass(frozen=True, slots=True)
class SpecialIds:
    """Token ids of the special tokens, by name without brackets."""

    pad: int
    bos: int
    eos: int
    user: int
    assistant: int
    source: int
    emb: int
    answer: int
    quote: int
    say: int
    none: int

    @classmethod
    def from_vocabulary(cls, ids: Mapping[str, int]) -> SpecialIds:
        """Read the ids from a token -> id mapping; KeyError names the first missing token."""
        return cls(*(ids[token] for token in SPECIAL_TOKENS))


def _text(encode: Encode, text: str) -> list[int]:
    return encode(" " + text.strip())


def turn_ids(turn: Turn, encode: Encode, special: SpecialIds) -> list[int]:
    """`<|user|> text` or `<|assistant|> text`."""
    return [special.user if turn.role == "user" else special.assistant, *_text(encode, turn.text)]


def session_ids(
    turns: Sequence[Turn], encode: Encode, special: SpecialIds, *, max_tokens: int | None = None
) -> list[int]:
    """`<|bos|>` + turns, without the closing `<|emb|>` (append `special.emb` to read the session's vector).

    With `max_tokens` (counting the closing `<|emb|>`) the oldest turns are dropped first, then the start of the last
    turn: what was asked last is never lost.
    """
    blocks = [turn_ids(turn, encode, special) for turn in turns]
    if max_tokens is not None:
        room = max_tokens - 2
        while len(blocks) > 1 and sum(map(len, blocks)) > room:
            blocks.pop(0)
        if blocks and len(blocks[-1]) > room:
            blocks[-1] = [blocks[-1][0], *blocks[-1][len(blocks[-1]) - room + 1 :]]
    return [special.bos, *(i for block in blocks for i in block)]


def source_ids(
    title: str, text: str, encode: Encode, special: SpecialIds, *, max_tokens: int | None = None
) -> list[int]:
    """`<|source|> title newline text`, cut at `max_tokens`."""
    ids = [*_source_head(title, encode, special), *_text(encode, text)]
    return ids if max_tokens is None else ids[:max_tokens]


def pointed_source(
    title: str,
    text: str,
    ends: Sequence[int],
    encode: Encode,
    locate: Locate,
    special: SpecialIds,
    *,
    max_tokens: int,
) -> tuple[list[int], list[int | None]]:
    """`source_ids`, and for each of `ends` (where a sentence of `text` ends, in characters) the place of the sentence's
    last token among them; None where that was cut off."""
    head = _source_head(title, encode, special)
    ids, starts = locate(" " + text.strip())
    before = len(text) - len(text.lstrip()) - 1  # the blank that stands in front is not the text's
    places = [len(head) + bisect_left(starts, end - before) - 1 for end in ends]
    return [*head, *ids][:max_tokens], [place if len(head) <= place < max_tokens else None for place in places]


def _source_head(title: str, encode: Encode, special: SpecialIds) -> list[int]:
    return [special.source, *(_text(encode, title) + encode("\n") if title.strip() else [])]


def passage_ids(
    title: str, text: str, encode: Encode, special: SpecialIds, *, max_tokens: int | None = None
) -> list[int]:
    """`<|bos|> source <|emb|>`, cut so that the whole has at most `max_tokens`."""
    room = None if max_tokens is None else max_tokens - 2
    return [special.bos, *source_ids(title, text, encode, special, max_tokens=room), special.emb]


def reply_ids(reply: str, encode: Encode, special: SpecialIds, *, max_tokens: int | None = None) -> list[int]:
    """`<|bos|><|answer|> reply <|emb|>` (training only, for L_CII)."""
    body = _text(encode, reply)
    return [
        special.bos,
        special.answer,
        *(body if max_tokens is None else body[: max_tokens - 3]),
        special.emb,
    ]


def quote_head_ids(number: int, encode: Encode, special: SpecialIds) -> list[int]:
    """`<|quote|> k :` for source number k (from 1)."""
    return [special.quote, *encode(f" {number}:")]


def quote_span_ids(text: str, encode: Encode) -> list[int]:
    """The tokens of a quoted span as they follow `quote_head_ids`."""
    return _text(encode, text)


def answer_ids(quotes: Iterable[tuple[int, str]], reply: str, encode: Encode, special: SpecialIds) -> list[int]:
    """`<|answer|>`, quotes as (source number, span), the reply if not empty, `<|eos|>`; nothing at all: `<|none|>`."""
    ids = [special.answer]
    for number, span in quotes:
        ids += quote_head_ids(number, encode, special) + quote_span_ids(span, encode)
    if reply.strip():
        ids += [special.say, *_text(encode, reply)]
    if len(ids) == 1:
        ids.append(special.none)
    return [*ids, special.eos]
