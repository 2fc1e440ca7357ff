"""An answer as a JSON record and back, and conversations as Markdown and JSON. Pure."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from uniconv_edge.expressions import expression
from uniconv_edge.library.text import clean
from uniconv_edge.places import doubt, section, where
from uniconv_edge.types import Answer, Hit, Quote, Timings
from uniconv_edge.wording import EXPORTED_MARK, beside, doubts, of_change, own_words, unsure

Value = TypeVar("Value")
_MARKUP = expression(r"([\\`*_\[\]<>#|~!&])")
_LINE_START = expression(r"^(\d{0,9})([-+=.)])(?=[-= ]|$)")
_ADDRESS = expression(r"://|www\.|@\w", re.IGNORECASE)
_BACKTICKS = expression(r"`+")


def answer_record(answer: Answer) -> dict[str, Any]:
    """All that an answer holds, as JSON values."""
    return dataclasses.asdict(answer)


def answer_from_record(record: Mapping[str, Any]) -> Answer:
    """The answer again; unknown fields are left out. KeyError or TypeError for other records."""
    fields = dict(record)
    fields["quotes"] = tuple(_known(Quote, quote) for quote in fields["quotes"])
    fields["nearest"] = tuple(_known(Quote, quote) for quote in fields.get("nearest", ()))  # older ones have none
    fields["sources"] = tuple(_known(Hit, hit) for hit in fields["sources"])
    fields["timings"] = _known(Timings, fields["timings"])
    # Lists of JSON are tuples of an answer.
    return _known(Answer, {key: tuple(v) if isinstance(v, list) else v for key, v in fields.items()})


def _known(kind: type[Value], record: Mapping[str, Any]) -> Value:
    names = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in record.items() if name in names})


def conversation_json(identifier: int, title: str, answers: Sequence[Answer]) -> dict[str, Any]:
    """The object of `conversations show --json` and of the JSON export."""
    exchanges = []
    for answer in answers:
        record = answer_record(answer)
        del record["sources"]
        exchanges.append(record)
    return {"schema": 1, "id": identifier, "title": title, "exchanges": exchanges}


def conversation_markdown(title: str, answers: Sequence[Answer]) -> str:
    """A conversation as Markdown. What documents say is escaped: it can show no image, link or heading of its own."""
    blocks = [f"# {_literal(title)}"]
    for answer in answers:
        blocks += [f"## {_literal(answer.question)}", *map(_quoted, answer.quotes)]
        blocks += [_literal(part) for part in (own_words(answer.text, answer.quotes), *doubts(answer)) if part]
        blocks += [_literal(f"[{told}]")] if (told := unsure(answer)) else []
        blocks += [f"{beside(answer)}:", *map(_quoted, answer.nearest)] if answer.nearest else []
        blocks += [_literal(f"[{answer.note}]")] if answer.note else []
    return "\n\n".join([*blocks, EXPORTED_MARK]) + "\n"


def _quoted(quote: Quote) -> str:
    """A block quote: its words, then where they stand and, where it has one, its doubt."""
    place = "".join(f", {_literal(part)}" for part in (section(quote), where(quote)) if part)
    mark = f" ({doubt(quote)})" if doubt(quote) else ""
    return f"> {of_change(quote)}{_literal(quote.text)}\n>\n> — {_literal(quote.path)}{place}{mark}"


def _literal(text: str) -> str:
    """One line that is shown as it is: what would begin a list or a rule is escaped too, and what would become a link
    of itself is set as code, because renderers look for addresses behind escapes."""
    words = [_code(word) if _ADDRESS.search(word) else _MARKUP.sub(r"\\\1", word) for word in clean(text).split()]
    return _LINE_START.sub(r"\1\\\2", " ".join(words))


def _code(word: str) -> str:
    """A code span, between more backticks than stand together in the word."""
    fence = "`" * (1 + max(map(len, _BACKTICKS.findall(word)), default=0))
    room = " " if "`" in word else ""
    return f"{fence}{room}{word}{room}{fence}"
