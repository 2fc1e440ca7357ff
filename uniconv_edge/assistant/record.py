"""An answer as a JSON record and back, and conversations as Markdown and JSON. Pure."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from uniconv_edge.library.text import clean
from uniconv_edge.places import section, where
from uniconv_edge.types import Answer, Hit, Quote, Timings

Value = TypeVar("Value")
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~!&])")


def answer_record(answer: Answer) -> dict[str, Any]:
    """All that an answer holds, as JSON values."""
    return dataclasses.asdict(answer)


def answer_from_record(record: Mapping[str, Any]) -> Answer:
    """The answer again; unknown fields are left out. KeyError or TypeError for other records."""
    fields = dict(record)
    fields["quotes"] = tuple(_known(Quote, quote) for quote in fields["quotes"])
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
    lines = [f"# {_literal(title)}"]
    for answer in answers:
        lines += ["", f"## {_literal(answer.question)}", ""]
        for quote in answer.quotes:
            place = "".join(f", {_literal(part)}" for part in (section(quote), where(quote)) if part)
            mark = "" if quote.verified else " (not found in the source)"
            lines += [f"> {_literal(quote.text)}", ">", f"> — {_literal(quote.path)}{place}{mark}", ""]
        quoted = " ".join(" ".join(quote.text.split()) for quote in answer.quotes)
        if " ".join(answer.text.split()) != quoted:
            lines.append(_literal(answer.text))
    return "\n".join(lines).rstrip() + "\n"


def _literal(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(clean(text).split()))
